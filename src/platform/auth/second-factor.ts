// The second factor: a code of an authenticator app (TOTP), and recovery codes. Owns that a code counts once: the library alone would
// accept the same code again for as long as it is on the screen.
import { symmetricDecrypt } from 'better-auth/crypto'
import type { Tx } from '../store/store.ts'
import { attempt } from './attempts.ts'
import { refusable, type AuthContext, type Caller } from './auth-context.ts'
import { authError } from './errors.ts'
import { ownPassword } from './passwords.ts'
import type { OwnSession } from './sessions.ts'
import { stepOfCode } from './time-code.ts'

/**
 * Runs `verify` (the library's own check) and notes the code's time step, unless that step or a later one was used before. The row is locked,
 * so of two requests with one code exactly one passes. Null: refused.
 */
export async function acceptCode<T>(
  context: AuthContext,
  tx: Tx,
  account: string,
  code: string,
  verify: () => Promise<T>,
): Promise<T | null> {
  const row = await tx
    .selectFrom('account_second_factor')
    .select(['secret_enc', 'last_step'])
    .where('account', '=', account)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return null
  const secret = await symmetricDecrypt({ key: (await context.library.context).secretConfig, data: row.secret_enc })
  const step = stepOfCode(secret, code, context.clock.now())
  if (step !== null && row.last_step !== null && step <= Number(row.last_step)) return null
  const result = await refusable(verify)
  if (result === null || step === null) return null
  await tx.updateTable('account_second_factor').set({ last_step: step }).where('account', '=', account).execute()
  return result
}

export async function startSecondFactor(context: AuthContext, caller: Caller, own: OwnSession, password: string) {
  const { store, library, ledger } = context
  const verified = await ownPassword(context, caller, own, password)
  const started = await store.transaction((tx) =>
    library.within(
      tx,
      async () => {
        const result = await refusable(() => library.api.enableTwoFactor({ body: { password }, headers: caller.headers }))
        if (result === null || result.method !== 'totp') return null
        await tx.updateTable('account_second_factor').set({ last_step: null }).where('account', '=', own.account.id).execute()
        await ledger.append(tx, { actor: own.actor, kind: 'account.second-factor-started', entity: own.account.id, body: {} })
        return result
      },
      { verified },
    ),
  )
  if (started === null) throw authError('second-factor-on')
  return {
    uri: started.totpURI,
    secret: new URL(started.totpURI).searchParams.get('secret') ?? '',
    recoveryCodes: started.backupCodes,
  }
}

/** The library makes a new session here; its cookie is in the headers. */
export async function confirmSecondFactor(context: AuthContext, caller: Caller, own: OwnSession, code: string): Promise<Headers> {
  const { store, library, ledger } = context
  if (own.account.secondFactor) throw authError('second-factor-on')
  const counted = await attempt(context, 'code', own.account.id, caller.address)
  const headers = await store.transaction((tx) =>
    library.within(tx, async () => {
      const result = await acceptCode(context, tx, own.account.id, code.replaceAll(/\s/g, ''), () =>
        library.api.verifyTOTP({ body: { code: code.replaceAll(/\s/g, '') }, headers: caller.headers, returnHeaders: true }),
      )
      if (result === null) return null
      await ledger.append(tx, { actor: own.actor, kind: 'account.second-factor-on', entity: own.account.id, body: {} })
      return result.headers
    }),
  )
  if (headers === null) throw authError('code-refused')
  await counted.succeed()
  return headers
}

/** Asks for the password and a code, or a recovery code: a session left open is not enough to take the second factor away. */
export async function stopSecondFactor(
  context: AuthContext,
  caller: Caller,
  own: OwnSession,
  body: { password: string; code: string },
): Promise<Headers> {
  const { store, library, ledger } = context
  if (!own.account.secondFactor) throw authError('second-factor-off')
  const verified = await ownPassword(context, caller, own, body.password)
  const counted = await attempt(context, 'code', own.account.id, caller.address)
  const code = body.code.replaceAll(/\s/g, '')
  const { headers: sent } = caller
  const disable = () => library.api.disableTwoFactor({ body: { password: body.password }, headers: sent, returnHeaders: true })
  const headers = await store.transaction((tx) =>
    library.within(
      tx,
      async () => {
        const byRecovery = async () => {
          await library.api.verifyBackupCode({ body: { code, disableSession: true }, headers: sent })
          return disable()
        }
        const byCode = async () => {
          await library.api.verifyTOTP({ body: { code }, headers: sent })
          return disable()
        }
        const result = await (/^\d+$/.test(code) ? acceptCode(context, tx, own.account.id, code, byCode) : refusable(byRecovery))
        if (result === null) return null
        await ledger.append(tx, { actor: own.actor, kind: 'account.second-factor-off', entity: own.account.id, body: {} })
        return result.headers
      },
      { verified },
    ),
  )
  if (headers === null) throw authError('code-refused')
  await counted.succeed()
  return headers
}
