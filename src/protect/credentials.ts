// A person's way in at the gateway: a random password, shown once, kept as a SCRAM verifier, for eight hours. Owns the table
// gateway_credential. Who may make one is decided by the route; whether its bearer gets in, by admission.ts.
import { newId, type StoreId } from '../core/ids.ts'
import type { Platform } from '../platform/platform.ts'
import type { Db, Tx } from '../platform/store/store.ts'
import { protectError } from './errors.ts'
import { newPassword, scramVerifier, type ScramVerifier } from './scram.ts'

export const CREDENTIAL_HOURS = 8

export interface MadeCredential {
  readonly user: string
  /** shown once; not kept */
  readonly password: string
  readonly until: Date
}

export interface Credentials {
  /** Makes the only valid credential of the principal in the store; earlier ones end. The password is derived before the transaction. */
  prepare(store: StoreId, principal: string): Promise<{ readonly made: MadeCredential; save(tx: Tx): Promise<void> }>
  /** Prepares and saves in a transaction of its own. */
  makeCredential(store: StoreId, principal: string): Promise<MadeCredential>
  /** Ends every credential of the principal in the store; how many there were. */
  revoke(tx: Tx, store: StoreId, principal: string): Promise<number>
}

export function createCredentials({ store: db, clock }: Pick<Platform, 'store' | 'clock'>): Credentials {
  const revoke: Credentials['revoke'] = async (tx, store, principal) => {
    const ended = await tx
      .updateTable('gateway_credential')
      .set({ revoked_at: clock.now() })
      .where('store', '=', store)
      .where('principal', '=', principal)
      .where('revoked_at', 'is', null)
      .where('until', '>', clock.now())
      .executeTakeFirst()
    return Number(ended.numUpdatedRows)
  }
  const prepare: Credentials['prepare'] = async (store, principal) => {
    const password = newPassword()
    const verifier = await scramVerifier(password)
    const at = clock.now()
    const until = new Date(at.getTime() + CREDENTIAL_HOURS * 3_600_000)
    return {
      made: { user: principal, password, until },
      async save(tx) {
        const member = await tx
          .selectFrom('member')
          .select(['principal', 'disabled_at'])
          .where('store', '=', store)
          .where('principal', '=', principal)
          .forUpdate()
          .executeTakeFirst()
        if (member === undefined) throw protectError('not-member', { principal })
        if (member.disabled_at !== null) throw protectError('member-disabled', { principal })
        await revoke(tx, store, principal)
        await tx
          .insertInto('gateway_credential')
          .values({
            id: newId(clock),
            store,
            principal,
            salt: Buffer.from(verifier.salt),
            iterations: verifier.iterations,
            stored_key: Buffer.from(verifier.storedKey),
            server_key: Buffer.from(verifier.serverKey),
            made_at: at,
            until,
          })
          .execute()
      },
    }
  }
  return {
    prepare,
    async makeCredential(store, principal) {
      const { made, save } = await prepare(store, principal)
      await db.transaction(save)
      return made
    },
    revoke,
  }
}

/** The verifier that holds now; null: none. */
export async function validCredential(db: Db, store: StoreId, principal: string, at: Date): Promise<ScramVerifier | null> {
  const row = await db
    .selectFrom('gateway_credential')
    .select(['iterations', 'salt', 'stored_key', 'server_key'])
    .where('store', '=', store)
    .where('principal', '=', principal)
    .where('revoked_at', 'is', null)
    .where('made_at', '<=', at)
    .where('until', '>', at)
    .orderBy('made_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : { iterations: row.iterations, salt: row.salt, storedKey: row.stored_key, serverKey: row.server_key }
}
