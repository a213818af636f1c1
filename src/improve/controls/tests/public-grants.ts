// Control: nothing is granted to PUBLIC on a table with personal data, as the access lists in the store say.
import type { KnownStore, StoreSession } from '../../../landscape/contract.ts'
import { readColumns, scannedStores } from '../../catalogue-reads.ts'
import { judged, type ControlTest, type Excluded, type Item } from '../control-test.ts'
import { targetOf } from '../stores-asked.ts'

const GRANTS = `
with recursive wanted as (
  select w.ord::int, c.oid as rel from unnest($1::text[], $2::text[]) with ordinality as w(schema, relation, ord)
  join pg_namespace n on n.nspname = w.schema join pg_class c on c.relnamespace = n.oid and c.relname = w.relation
), part as (
  select ord, rel from wanted union select p.ord, i.inhrelid from part p join pg_inherits i on i.inhparent = p.rel
), granted as (
  select p.ord, a.privilege_type as what, c.oid::regclass::text as on_what from part p join pg_class c on c.oid = p.rel, aclexplode(c.relacl) a where a.grantee = 0
  union
  select p.ord, a.privilege_type, t.attrelid::regclass::text || ' ' || t.attname from part p
  join pg_attribute t on t.attrelid = p.rel and not t.attisdropped, aclexplode(t.attacl) a where a.grantee = 0
)
select w.ord, (select string_agg(g.what || ' on ' || g.on_what, ', ' order by g.on_what, g.what) from (select * from granted g where g.ord = w.ord limit 20) g) as grants
from wanted w order by w.ord`

interface PersonalTable {
  readonly id: string
  readonly name: string
  readonly path: readonly string[]
}

export const publicGrants: ControlTest = {
  id: 'public-grants/1',
  query: GRANTS,
  file: import.meta.url,
  async run(context) {
    const stores = await context.stores.list()
    const scanned = await scannedStores(context.db)
    const early: Item[] = []
    const excluded: Excluded[] = []
    const tables = new Map<string, readonly PersonalTable[]>()
    const asked: KnownStore[] = []
    for (const store of stores) {
      const objects = new Map<string, PersonalTable>()
      for (const column of await readColumns(context.db, store.id, 'personal')) {
        objects.set(column.object, { id: column.object, name: column.objectName, path: column.path })
      }
      if (objects.size > 0) {
        tables.set(store.id, [...objects.values()])
        asked.push(store)
      } else if (scanned.has(store.id)) excluded.push({ id: store.id, reason: 'no personal data was found in it' })
      else early.push({ id: store.id, state: 'not-evaluated', why: ['it was never read to its end: nobody knows what is in it'] })
    }
    const answer = await context.stores.postgres(asked, async (store, session) => ({
      items: await askStore(session, tables.get(store.id)!),
    }))
    return { items: [...early, ...answer.items], excluded: [...excluded, ...answer.excluded], target: targetOf(stores) }
  },
}

async function askStore(session: StoreSession, tables: readonly PersonalTable[]): Promise<Item[]> {
  const { rows } = await session.query(GRANTS, [tables.map((table) => table.path.at(-2)), tables.map((table) => table.path.at(-1))])
  const found = new Map(rows.map((row) => [Number(row['ord']) - 1, row['grants'] ?? null]))
  return tables.map((table, i) => {
    const grants = found.get(i)
    if (grants === undefined)
      return { id: table.id, state: 'not-evaluated', why: [`${table.name} is not in the store any more: scan again`] }
    return judged(table.id, grants === null ? [] : [`PUBLIC has ${grants}`])
  })
}
