// A session in a customer's PostgreSQL for the phases that ask it other things than its data. Joins the one way of connecting to the one
// way of keeping secrets; adds no rights and sets no mode.
import type { KnownStore, StoreConnections, StoreSession, Stores } from '../../../landscape/contract.ts'
import { scanTarget, storeProbe } from '../../store-probe.ts'
import { connectPostgres } from './postgres-connection.ts'

export function createStoreConnections(stores: Pick<Stores, 'credentials'>): StoreConnections {
  return {
    async postgres(id, as, signal) {
      const { store, secret } = await stores.credentials(id)
      return await openSession(store, as === null ? secret : as.password, as?.user ?? null, signal)
    },
  }
}

/** `user` null: the store's own. */
export async function openSession(
  store: Pick<KnownStore, 'id' | 'kind' | 'address'>,
  secret: string | null,
  user: string | null,
  signal: AbortSignal,
): Promise<StoreSession> {
  const target = scanTarget(storeProbe.known(store, secret))
  const connection = await connectPostgres(user === null ? target : { ...target, user }, signal)
  const { client } = connection
  return {
    async query(text, values) {
      const result = await client.query(text, values === undefined ? undefined : [...values])
      connection.counted()
      return { rows: result.rows as Record<string, string | null>[], rowCount: result.rowCount }
    },
    pid: (client as unknown as { processID: number }).processID,
    close: async () => {
      await client.end().catch(() => connection.destroy())
    },
  }
}
