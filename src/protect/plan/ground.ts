// What a plan stands on, read from the database in one go: who asks, the catalogue, what Holdfast keeps there, and who is at work. Reads only.
import type { StoreSession } from '../../landscape/contract.ts'
import type { Asker, Catalog } from '../catalogue/catalog.ts'
import { readAsker, readCatalog } from '../catalogue/read-catalog.ts'
import { readOwnState, type OwnState } from './own-state.ts'
import { refusal } from './run-plan.ts'

export interface Ground {
  readonly asker: Asker
  readonly catalog: Catalog
  readonly own: OwnState
  /** roles that are connected, with the time of their last statement */
  readonly seen: ReadonlyMap<string, string>
}

export async function readGround(session: StoreSession): Promise<Ground> {
  await session.query('begin isolation level repeatable read read only')
  try {
    await session.query(`set local search_path = pg_catalog; set local statement_timeout = '60s'; set local lock_timeout = '5s'`)
    const asker = await readAsker(session)
    const catalog = await readCatalog(session, asker.version)
    const own = await readOwnState(session, catalog)
    const { rows } = await session.query(`
      select usename::text as role, to_char(max(coalesce(state_change, backend_start)) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
        from pg_stat_activity where usename is not null and pid <> pg_backend_pid() group by usename limit 10000`)
    return { asker, catalog, own, seen: new Map(rows.map((row) => [row['role'] ?? '', row['at'] ?? ''])) }
  } catch (error) {
    throw refusal(error, 'reading the catalogue')
  } finally {
    await session.query('rollback').catch(() => {})
  }
}
