// Whom the actors had the right to read, from the map of access. Reads only. The map says what holds now, not what held then: an actor who
// was seen reading a store could read it, whatever the map says, and a map never read leaves everybody open.
import { createHash } from 'node:crypto'
import type { StoreId } from '../../core/ids.ts'
import type { Discover } from '../../discover/contract.ts'
import type { Landscape } from '../../landscape/contract.ts'
import type { PeopleSet } from '../../platform/events/people-set.ts'
import type { Db } from '../../platform/store/store.ts'
import { NOBODY } from './people-bounds.ts'

export interface Reach {
  readonly byStore: ReadonlyMap<StoreId, PeopleSet>
  readonly all: PeopleSet
  /** all of them surely: no row filter on the way, no guess */
  readonly certain: boolean
  readonly sha256: string
  readonly routes: number
}

export async function reachablePeople(
  needs: {
    readonly db: Db
    readonly access: Pick<Landscape['access'], 'ofStore' | 'readAt'>
    readonly subjects: Pick<Discover['subjects'], 'paths'>
  },
  asked: {
    readonly stores: readonly StoreId[]
    readonly living: { readonly byStore: ReadonlyMap<StoreId, PeopleSet> }
    readonly principals: ReadonlySet<string>
    readonly touched: ReadonlySet<StoreId>
  },
  notes: string[],
): Promise<Reach> {
  const byStore = new Map<StoreId, PeopleSet>()
  const hash = createHash('sha256')
  let all = NOBODY
  let certain = true
  let counted = 0
  for (const store of asked.stores) {
    const people = asked.living.byStore.get(store) ?? NOBODY
    const routes = await routesOf(needs.access, store)
    const mapped = routes !== null
    const own = (routes ?? []).filter((route) => route.principal !== null && asked.principals.has(route.principal))
    const about = own.length === 0 ? [] : await aboutPeople(needs, store, own)
    counted += about.length
    const lines = about.map((route) => JSON.stringify([store, route.field, route.role, route.principal, route.kind, route.rows])).toSorted()
    for (const line of [`${store} ${mapped ? 'read' : 'unread'}`, ...lines]) hash.update(`${line}\n`)
    const open = about.some((route) => route.rows === 'all')
    if (about.length > 0 || !mapped || asked.touched.has(store)) {
      byStore.set(store, people)
      all = all.union(people)
      if (!open) certain = false
      if (!mapped) notes.push('who can read a store of this incident is not mapped: everybody in it counts as reachable, at most')
      else if (about.length === 0)
        notes.push(
          'the records show reading where the map of access has no way for these actors: everybody in that store counts as reachable, at most',
        )
    } else byStore.set(store, NOBODY)
  }
  return { byStore, all, certain, sha256: hash.digest('hex'), routes: counted }
}

/** Null: never mapped, or the map cannot be read now; both leave everybody open. */
async function routesOf(access: Pick<Landscape['access'], 'ofStore' | 'readAt'>, store: StoreId) {
  try {
    return (await access.readAt(store)) === null ? null : await access.ofStore(store)
  } catch {
    return null
  }
}

/** Routes to objects that lead to people; a store without any path to a person: all routes. */
async function aboutPeople<R extends { readonly field: string }>(
  needs: Parameters<typeof reachablePeople>[0],
  store: StoreId,
  routes: readonly R[],
): Promise<readonly R[]> {
  const objects = new Set<string>((await needs.subjects.paths(store)).map((path) => path.objectId))
  if (objects.size === 0) return routes
  const of = new Map<string, string>()
  const fields = [...new Set(routes.map((route) => route.field))]
  for (let at = 0; at < fields.length; at += 5000) {
    const rows = await needs.db
      .selectFrom('field')
      .select(['id', 'object'])
      .where('id', 'in', fields.slice(at, at + 5000) as never[])
      .execute()
    for (const row of rows) of.set(row.id, row.object)
  }
  // a field that the catalogue does not know may be about people
  return routes.filter((route) => !of.has(route.field) || objects.has(of.get(route.field)!))
}
