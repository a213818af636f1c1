// Passwords: comparing and changing them. scrypt is slow on purpose, so it runs before a transaction begins, never inside.
import { hashPassword, verifyPassword } from 'better-auth/crypto'
import { attempt } from './attempts.ts'
import { refusable, type AuthContext, type Caller } from './auth-context.ts'
import type { Prepared } from './auth-library.ts'
import { authError } from './errors.ts'
import type { OwnSession } from './sessions.ts'

/** Compares a password, or spends the same time where there is nothing to compare with. */
export async function proved(hash: string | null, password: string): Promise<NonNullable<Prepared['verified']> | null> {
  if (hash === null) {
    await hashPassword(password)
    return null
  }
  return (await verifyPassword({ hash, password })) ? { hash, password } : null
}

/** The right password of the signed-in person, or `auth/password-refused`; counted like a sign-in. */
export async function ownPassword(
  context: AuthContext,
  caller: Caller,
  own: OwnSession,
  password: string,
): Promise<NonNullable<Prepared['verified']>> {
  const counted = await attempt(context, 'password', own.account.id, caller.address)
  const row = await context.store.db
    .selectFrom('account_credential')
    .select('password')
    .where('account', '=', own.account.id)
    .where('provider', '=', 'credential')
    .executeTakeFirst()
  const verified = await proved(row?.password ?? null, password)
  if (verified === null) throw authError('password-refused')
  await counted.succeed()
  return verified
}

/** Ends every other session; the cookie of the new one is in the headers. */
export async function changePassword(
  context: AuthContext,
  caller: Caller,
  own: OwnSession,
  body: { current: string; next: string },
): Promise<Headers> {
  const { store, library, ledger } = context
  const verified = await ownPassword(context, caller, own, body.current)
  const hashed = { password: body.next, hash: await hashPassword(body.next) }
  const headers = await store.transaction((tx) =>
    library.within(
      tx,
      async () => {
        const result = await refusable(() =>
          library.api.changePassword({
            body: { currentPassword: body.current, newPassword: body.next, revokeOtherSessions: true },
            headers: caller.headers,
            returnHeaders: true,
          }),
        )
        if (result === null) return null
        await tx.deleteFrom('account_challenge').where('value', '=', own.account.id).execute()
        await ledger.append(tx, { actor: own.actor, kind: 'account.password-changed', entity: own.account.id, body: {} })
        return result.headers
      },
      { verified, hashed },
    ),
  )
  if (headers === null) throw authError('password-refused')
  return headers
}
