// Control: every store was read lately, what was not read is accepted by a person, and the store has no table that no scan met.
import { sql } from 'kysely'
import type { KnownStore, StoreSession } from '../../../landscape/contract.ts'
import type { Db } from '../../../platform/store/store.ts'
import { judged, numberOf, type ControlTest, type Item } from '../control-test.ts'
import { targetOf } from '../stores-asked.ts'

// Tables only: views of a policy class are made by Holdfast itself, and so are the two tables named here. By name, not by schema: anybody could make
// a schema of that name and more tables in it.
const TABLES = `
select n.nspname as schema, c.relname as relation from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'f', 'm') and not c.relispartition and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not (n.nspname = 'holdfast' and c.relname in ('plan', 'assignment'))
order by 1, 2 limit 100000`

export const scansFresh: ControlTest = {
  id: 'scans-fresh/2',
  query: `facts and coverage of the last scan of each store, kept by Holdfast;\n${TABLES}`,
  file: import.meta.url,
  async run(context) {
    const days = numberOf(context.params, 'days')
    const stores = await context.stores.list()
    const facts = await context.discover.storeFacts(stores.map((store) => store.id))
    const open = await unaccepted(context.db)
    const now = context.clock.now().getTime()
    const against = new Map<string, string[]>()
    for (const store of stores) {
      const mine: string[] = []
      const at = facts.get(store.id)?.scannedAt ?? null
      if (at === null) mine.push('it was never read to its end')
      else if (at.getTime() > now + 60_000) mine.push('its last scan lies ahead: a clock jumped')
      else if (now - at.getTime() > days * 86_400_000) mine.push(`it was last read more than ${days} days ago`)
      const left = open.get(store.id) ?? 0
      if (left > 0) mine.push(`${left} ${left === 1 ? 'object was' : 'objects were'} not, or not wholly, read and nobody accepted that`)
      against.set(store.id, mine)
    }
    const postgres = stores.filter((store) => store.kind === 'postgres')
    const answer = await context.stores.postgres(postgres, async (store, session) => ({
      items: [judged(store.id, [...against.get(store.id)!, ...(await unmet(context.db, store, session))])],
    }))
    const others = stores.filter((store) => store.kind !== 'postgres').map((store): Item => judged(store.id, against.get(store.id)!))
    // a store that cannot be asked fails all the same when what is known fails already
    const items = answer.items.map((item): Item => {
      const known = against.get(item.id) ?? []
      return item.state === 'error' && known.length > 0 ? { id: item.id, state: 'fail', why: [...known, ...item.why] } : item
    })
    return { items: [...items, ...others], excluded: answer.excluded, target: targetOf(stores) }
  },
}

/** Objects by store whose last reading left something out, without anybody's word that it may. */
async function unaccepted(db: Db): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ store: string; count: string }>`
    with last as (select store, max(scan.number) as number from scan_store join scan on scan.id = scan_store.scan where scan_store.state = 'done' group by store),
    left_out as (
      select o.store from object o left join coverage c on c.scan = o.read_scan and c.object = o.id
      where o.gone_at is null and o.read_status is not null and o.read_status <> 'read' and not o.read_sampled and c.accepted is null
      union all -- folders and files that could not even become an object
      select c.store from last join scan on scan.number = last.number join coverage c on c.scan = scan.id and c.store = last.store
      where c.status <> 'read' and not c.sampled and c.accepted is null and not exists (select from object o where o.id = c.object)
    )
    select store, count(*) as count from left_out group by store`.execute(db)
  return new Map(rows.map((row) => [row.store, Number(row.count)]))
}

async function unmet(db: Db, store: KnownStore, session: StoreSession): Promise<string[]> {
  const known = await db.selectFrom('object').select('path').where('store', '=', store.id).where('gone_at', 'is', null).execute()
  const met = new Set(known.map((row) => JSON.stringify(row.path.slice(-2))))
  const { rows } = await session.query(TABLES)
  const missing = rows.filter((row) => !met.has(JSON.stringify([row['schema'], row['relation']])))
  if (missing.length === 0) return []
  const names = missing.slice(0, 5).map((row) => `${row['schema'] ?? ''}.${row['relation'] ?? ''}`)
  return [
    `no scan met ${missing.length === 1 ? 'the table' : `${missing.length} tables:`} ${names.join(', ')}${missing.length > 5 ? ' and more' : ''}`,
  ]
}
