// Requests and answers of accounts, sign-in and sessions. Schemas only.
import { Type } from 'typebox'
import { InstantText, Nullable, RoleText, Text } from '../../core/contract/api.ts'

export const AccountView = Type.Object({ id: Text(64), name: Text(), email: Text(320), role: RoleText, secondFactor: Type.Boolean() })

/** GET /api/session (anyone). `unclaimed`: no owner exists yet, the sign-in link makes one. */
export const SessionView = Type.Object({
  state: Type.Union([Type.Literal('unclaimed'), Type.Literal('signed-out'), Type.Literal('second-factor'), Type.Literal('signed-in')]),
  account: Nullable(AccountView),
  version: Text(40),
})

/** POST /api/claim (anyone) → SignInView: a one-time link makes or recovers an account, and signs in. `token` is 256 bits, base64url. */
export const ClaimBody = Type.Object({
  token: Text(64),
  name: Type.Optional(Text(100)),
  email: Type.Optional(Text(320)),
  password: Type.String({ minLength: 12, maxLength: 200 }),
})
/** POST /api/claim/check (anyone): what the link is for, without using it up. */
export const ClaimCheckBody = Type.Object({ token: Text(64) })
export const ClaimCheckView = Type.Object({
  purpose: Type.Union([Type.Literal('first-owner'), Type.Literal('invite'), Type.Literal('recover')]),
  email: Nullable(Text(320)),
  name: Nullable(Text(100)),
  until: InstantText,
})

/** POST /api/sign-in (anyone) */
export const SignInBody = Type.Object({ email: Text(320), password: Text(200) })
export const SignInView = Type.Object({ next: Type.Union([Type.Literal('done'), Type.Literal('second-factor')]) })
/** POST /api/sign-in/second-factor (anyone, after the first): a TOTP code or a recovery code */
export const SecondFactorBody = Type.Object({ code: Text(20), recovery: Type.Optional(Type.Boolean()) })
/** POST /api/sign-out (every role) → {} */

/** POST /api/account/second-factor {password} → secret to enrol; …/confirm {code} → on; DELETE … {password, code or recovery code} → off. Every role, on themselves. */
export const SecondFactorStartBody = Type.Object({ password: Text(200) })
export const SecondFactorStartView = Type.Object({ uri: Text(500), secret: Text(100), recoveryCodes: Type.Array(Text(40)) })
export const SecondFactorConfirmBody = Type.Object({ code: Text(20) })
export const SecondFactorStopBody = Type.Object({ password: Text(200), code: Text(20) })
/** POST /api/account/password {current, next} ends all other sessions */
export const PasswordBody = Type.Object({ current: Text(200), next: Type.String({ minLength: 12, maxLength: 200 }) })
/** GET /api/account/sessions; DELETE /api/account/sessions/:id */
export const OwnSessionView = Type.Object({
  id: Text(64),
  current: Type.Boolean(),
  since: InstantText,
  until: InstantText,
  ip: Nullable(Text(64)),
  agent: Nullable(Text(400)),
})
export const OwnSessionsView = Type.Object({ sessions: Type.Array(OwnSessionView) })

/** GET /api/accounts (owner, auditor). POST /api/accounts (owner) → one-time link, shown once. PATCH /api/accounts/:id (owner). POST /api/accounts/:id/link (owner). */
export const AccountRowView = Type.Object({
  id: Text(64),
  name: Text(),
  email: Text(320),
  role: RoleText,
  state: Type.Union([Type.Literal('active'), Type.Literal('invited'), Type.Literal('off')]),
  secondFactor: Type.Boolean(),
  lastSeen: Nullable(InstantText),
})
export const AccountsView = Type.Object({ accounts: Type.Array(AccountRowView) })
export const AccountNewBody = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }), email: Text(320), role: RoleText })
export const AccountLinkView = Type.Object({ account: AccountRowView, link: Text(500), until: InstantText })
export const AccountChangeBody = Type.Object({ role: Type.Optional(RoleText), off: Type.Optional(Type.Boolean()) })
