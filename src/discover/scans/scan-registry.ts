// Starts and stops scans. A scan, its stores, its job and its leaf in the ledger come into being in one transaction, or not at all.
// Owns what may run at the same time: a store is read by one scan at a time.
import { sql } from 'kysely'
import type { Actor } from '../../core/contract/roles.ts'
import { newId } from '../../core/ids.ts'
import type { StoreId } from '../../core/ids.ts'
import type { Landscape } from '../../landscape/contract.ts'
import type { Platform } from '../../platform/platform.ts'
import type { ScanMode } from '../../platform/store/tables.ts'
import type { Tx } from '../../platform/store/store.ts'
import { scanError } from './scan-errors.ts'

export interface ScanWish {
  /** all connected stores when left out */
  readonly stores?: readonly StoreId[]
  readonly mode: ScanMode
}

export interface ScanRegistry {
  /** Returns its id. Throws `discover/scan-running`, `discover/nothing-to-scan`, `discover/scan-store-unknown`. */
  start(actor: Actor, wish: ScanWish): Promise<string>
  stop(actor: Actor, scan: string): Promise<void>
  /** Gives every scan that is not at its end a job again; for the start of a process that scans. A scan that has one keeps it. */
  resume(): Promise<number>
}

export function createScanRegistry(platform: Platform, landscape: Landscape): ScanRegistry {
  const { store, ledger, queue, clock } = platform

  return {
    async start(actor, wish) {
      const id = newId(clock)
      const asked = wish.stores === undefined ? 'all' : [...new Set(wish.stores)]
      await store.transaction(async (tx) => {
        // The lock makes two requests for the same store take turns, so that the check below holds until commit.
        const stores = await landscape.stores.lock(tx, asked)
        if (asked !== 'all' && stores.length < asked.length) throw scanError('scan-store-unknown')
        if (stores.length === 0) throw scanError('nothing-to-scan')
        const ids = stores.map((each) => each.id)
        const busy = await busyStore(tx, ids)
        if (busy !== undefined) {
          const name = stores.find((each) => each.id === busy.store)?.name ?? busy.store
          throw scanError('scan-running', { store: name, number: busy.number })
        }
        const at = clock.now()
        await tx
          .insertInto('scan')
          .values({ id, mode: JSON.stringify(wish.mode), state: 'waiting', started_by: actor.id, created_at: at })
          .execute()
        await tx
          .insertInto('scan_store')
          .values(ids.map((each) => ({ scan: id, store: each, state: 'waiting' as const })))
          .execute()
        await queue.send(tx, 'discover.scan', { scan: id }, { key: id })
        await ledger.append(tx, {
          actor,
          kind: 'scan.started',
          entity: id,
          body: { mode: { ...wish.mode }, stores: ids, all: asked === 'all' },
        })
      })
      return id
    },

    async stop(actor, scan) {
      await store.transaction(async (tx) => {
        const row = await tx.selectFrom('scan').select(['state', 'number']).where('id', '=', scan).forUpdate().executeTakeFirst()
        if (row === undefined) throw scanError('scan-unknown')
        if (row.state === 'done' || row.state === 'stopped' || row.state === 'failed') {
          throw scanError('scan-ended', { number: row.number, state: row.state })
        }
        const at = clock.now()
        if (row.state === 'waiting') {
          // Nobody reads yet: it ends here, and its job will find nothing to do.
          await tx.updateTable('scan').set({ state: 'stopped', ended_at: at }).where('id', '=', scan).execute()
          await tx.updateTable('scan_store').set({ state: 'stopped', ended_at: at }).where('scan', '=', scan).execute()
        } else {
          await tx.updateTable('scan').set({ state: 'stopping' }).where('id', '=', scan).execute()
        }
        await ledger.append(tx, { actor, kind: 'scan.stopped', entity: scan, body: { was: row.state } })
      })
    },

    async resume() {
      const open = await store.db.selectFrom('scan').select('id').where('state', 'in', ['waiting', 'running', 'stopping']).execute()
      for (const { id } of open) {
        await store.transaction(async (tx) => await queue.send(tx, 'discover.scan', { scan: id }, { key: id }))
      }
      return open.length
    },
  }
}

async function busyStore(tx: Tx, stores: readonly StoreId[]): Promise<{ store: StoreId; number: number } | undefined> {
  const found = await sql<{ store: StoreId; number: number }>`
    select scan_store.store, scan.number from scan_store join scan on scan.id = scan_store.scan
    where scan.state in ('waiting','running','stopping') and scan_store.state in ('waiting','running')
      and scan_store.store = any(${stores}::text[])
    order by scan.number limit 1`.execute(tx)
  return found.rows[0]
}
