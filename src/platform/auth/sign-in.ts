// Signing in and out with a password, and then, where it is on, a second factor. Owns the order: count the try, compare outside any
// transaction, then session and leaf together. An unknown address, a wrong password and an account that is off look and take the same.
import type { Tx } from '../store/store.ts'
import { attempt } from './attempts.ts'
import { SIGN_IN, hidden, normalEmail, refusable, type AuthContext, type Caller } from './auth-context.ts'
import { cookieNames } from './auth-library.ts'
import { authError } from './errors.ts'
import { proved } from './passwords.ts'
import { acceptCode } from './second-factor.ts'
import type { OwnSession } from './sessions.ts'
import { signedCookie } from './signed-cookie.ts'

export interface SignedIn {
  readonly next: 'done' | 'second-factor'
  readonly headers: Headers
}

export async function signIn(context: AuthContext, caller: Caller, body: { email: string; password: string }): Promise<SignedIn> {
  const { store, library, ledger, clock, keys } = context
  const email = normalEmail(body.email)
  const counted = await attempt(context, 'password', email, caller.address)
  const row = await store.db
    .selectFrom('account_user as user')
    .innerJoin('account_credential as credential', 'credential.account', 'user.id')
    .select(['user.id', 'user.role', 'user.off_at', 'credential.password'])
    .where('user.email', '=', email)
    .where('credential.provider', '=', 'credential')
    .executeTakeFirst()
  const verified = await proved(row?.password ?? null, body.password)

  if (row === undefined || row.off_at !== null || verified === null) {
    const known = row === undefined ? {} : { account: row.id }
    await store.transaction((tx) =>
      ledger.append(tx, {
        actor: SIGN_IN,
        kind: 'account.sign-in-failed',
        entity: hidden(keys, 'account', email),
        body: { at: 'password', address: caller.address, ...known },
      }),
    )
    throw authError('sign-in-refused')
  }

  const done = await store.transaction((tx) =>
    library.within(
      tx,
      async () => {
        const result = await refusable(() =>
          library.api.signInEmail({ body: { email, password: body.password }, headers: caller.headers, returnHeaders: true }),
        )
        if (result === null) return null
        const waits = 'twoFactorRedirect' in result.response
        await sweep(tx, row.id, clock.now())
        await ledger.append(tx, {
          actor: { kind: 'account', id: row.id, role: row.role },
          kind: waits ? 'account.password-accepted' : 'account.signed-in',
          entity: row.id,
          body: { address: caller.address },
        })
        if (!waits) await tx.updateTable('account_user').set({ last_seen_at: clock.now() }).where('id', '=', row.id).execute()
        return { next: waits ? ('second-factor' as const) : ('done' as const), headers: result.headers }
      },
      { verified },
    ),
  )
  if (done === null) throw authError('sign-in-refused')
  await counted.succeed()
  return done
}

/** What ran out is of no use to anybody; without this, it would stay until the account goes. */
async function sweep(tx: Tx, account: string, now: Date): Promise<void> {
  await tx.deleteFrom('account_session').where('account', '=', account).where('expires_at', '<=', now).execute()
  await tx.deleteFrom('account_challenge').where('expires_at', '<=', now).execute()
}

/** The account whose password was accepted and whose second factor is awaited. */
export async function waitingAccount(context: AuthContext, caller: Caller): Promise<string | null> {
  const secret = (await context.library.context).secret
  const challenge = signedCookie(caller.cookie, cookieNames(context.keys, context.secure).secondFactor, secret)
  if (challenge === null) return null
  const row = await context.store.db
    .selectFrom('account_challenge as challenge')
    .innerJoin('account_user as user', 'user.id', 'challenge.value')
    .select('user.id')
    .where('challenge.identifier', '=', challenge)
    .where('challenge.expires_at', '>', context.clock.now())
    .where('user.off_at', 'is', null)
    .executeTakeFirst()
  return row?.id ?? null
}

export async function passSecondFactor(context: AuthContext, caller: Caller, body: { code: string; recovery: boolean }): Promise<Headers> {
  const { store, library, ledger, clock, keys } = context
  const account = await waitingAccount(context, caller)
  if (account === null) throw authError('second-factor-expired')
  const counted = await attempt(context, 'code', account, caller.address)
  const headers = await store.transaction((tx) =>
    library.within(tx, async () => {
      const code = body.code.replaceAll(/\s/g, '')
      const call = { headers: caller.headers, returnHeaders: true } as const
      const result = body.recovery
        ? await refusable(() => library.api.verifyBackupCode({ ...call, body: { code: body.code.trim() } }))
        : await acceptCode(context, tx, account, code, () => library.api.verifyTOTP({ ...call, body: { code } }))
      const user = await tx.selectFrom('account_user').select('role').where('id', '=', account).executeTakeFirstOrThrow()
      if (result === null) {
        const entity = hidden(keys, 'account', account)
        const at = body.recovery ? 'recovery-code' : 'code'
        await ledger.append(tx, {
          actor: SIGN_IN,
          kind: 'account.sign-in-failed',
          entity,
          body: { at, address: caller.address, account },
        })
        return null
      }
      await tx.updateTable('account_user').set({ last_seen_at: clock.now() }).where('id', '=', account).execute()
      await ledger.append(tx, {
        actor: { kind: 'account', id: account, role: user.role },
        kind: 'account.signed-in',
        entity: account,
        body: { address: caller.address, second: body.recovery ? 'recovery-code' : 'code' },
      })
      return result.headers
    }),
  )
  if (headers === null) throw authError('code-refused')
  await counted.succeed()
  return headers
}

export async function signOut(context: AuthContext, caller: Caller, own: OwnSession): Promise<Headers> {
  const { store, library, ledger } = context
  return store.transaction((tx) =>
    library.within(tx, async () => {
      const result = await library.api.signOut({ headers: caller.headers, returnHeaders: true })
      await ledger.append(tx, { actor: own.actor, kind: 'account.signed-out', entity: own.account.id, body: { session: own.id } })
      return result.headers
    }),
  )
}
