// Reading that Holdfast does itself: scans and builds of the directory log in to the store like anybody else, and its log says so. Owns which records
// those are: the login that the store was connected with, while such work ran (at any other time it is looked at like everybody's), and the logins
// that a proof makes for its minutes. Making a login of that name takes the right to make roles, with which no name is needed to get around.
import type { Access } from '../../core/contract/access.ts'
import type { Db } from '../../platform/store/store.ts'

/** clocks of two machines */
const SKEW_MS = 5000

type Read = Pick<Access, 'store' | 'actor' | 'plane' | 'time'>

/** as protect names it */
const PROOF_LOGIN = /^holdfast_prove_[0-9a-f]{12}$/

const isProof = (row: Read): boolean => row.plane === 'store-log' && PROOF_LOGIN.test(row.actor)

export interface OwnWork {
  did(row: Read): boolean
}

export async function readOwnWork(db: Db, rows: readonly Read[]): Promise<OwnWork> {
  const logged = rows.filter((row) => row.plane === 'store-log')
  if (logged.length === 0) return { did: isProof }
  const ids = [...new Set(logged.map((row) => row.store))]
  const stores = await db.selectFrom('store').select(['id', 'address']).where('id', 'in', ids).execute()
  const loginOf = new Map(stores.map(({ id, address }) => [id, (address as { readonly user?: unknown }).user]))
  const mine = logged.filter((row) => loginOf.get(row.store) === row.actor)
  if (mine.length === 0) return { did: isProof }
  const times = mine.map((row) => Date.parse(row.time))
  const from = new Date(Math.min(...times) - SKEW_MS)
  const to = new Date(Math.max(...times) + SKEW_MS)
  const [scans, builds] = await Promise.all([
    db
      .selectFrom('scan_store')
      .select(['store', 'started_at', 'ended_at'])
      .where('store', 'in', ids)
      .where('started_at', '<=', to)
      .where((row) => row.or([row('ended_at', 'is', null), row('ended_at', '>=', from)]))
      .execute(),
    db
      .selectFrom('subject_build')
      .select(['stores', 'all_stores', 'started_at', 'ended_at'])
      .where('started_at', '<=', to)
      .where((row) => row.or([row('ended_at', 'is', null), row('ended_at', '>=', from)]))
      .execute(),
  ])
  const spans = [...scans.map((one) => ({ ...one, stores: [one.store], all_stores: false })), ...builds].map(
    ({ stores: of, all_stores, started_at, ended_at }) => ({
      holds: (store: string) => all_stores || of.includes(store),
      from: started_at!.getTime() - SKEW_MS,
      to: ended_at === null ? Infinity : ended_at.getTime() + SKEW_MS,
    }),
  )
  return {
    did(row) {
      if (isProof(row)) return true
      if (row.plane !== 'store-log' || loginOf.get(row.store) !== row.actor) return false
      const time = Date.parse(row.time)
      return spans.some((span) => span.holds(row.store) && span.from <= time && time <= span.to)
    },
  }
}
