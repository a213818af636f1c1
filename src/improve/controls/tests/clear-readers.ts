// Control: who can read a field as it stands in its table, as the store's own catalogue says. Asks with the login that reads the store, and
// never Holdfast's own map of access.
import { instant } from '../../../core/clock.ts'
import type { KnownStore, StoreSession } from '../../../landscape/contract.ts'
import { columnOf, readColumns, scannedStores, type LabelledColumn } from '../../catalogue-reads.ts'
import { judged, numberOf, type ControlTest, type Excluded, type Item, type TestContext } from '../control-test.ts'
import { targetOf } from '../stores-asked.ts'
import { readExceptions, type RoleException } from '../exceptions.ts'

export const COLUMNS = `
select n.nspname as schema, c.relname as relation, a.attname as column, c.oid, a.attnum
from unnest($1::text[], $2::text[]) as w(schema, relation)
join pg_namespace n on n.nspname = w.schema
join pg_class c on c.relnamespace = n.oid and c.relname = w.relation
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped`

// What a view shows of a table is found by its dependencies; a whole row in a view shows every column.
const READERS = `
with recursive field as (
  select w.ord::int, w.rel, w.att from unnest($1::oid[], $2::int2[]) with ordinality as w(rel, att, ord)
), part as (
  select f.ord, f.rel, f.att, a.attname from field f join pg_attribute a on a.attrelid = f.rel and a.attnum = f.att
  union
  select p.ord, i.inhrelid, a.attnum, p.attname from part p join pg_inherits i on i.inhparent = p.rel
  join pg_attribute a on a.attrelid = i.inhrelid and a.attname = p.attname and not a.attisdropped
), shown as (
  select ord, rel, att::int as att, false as view from part
  union
  select s.ord, v.oid, 0, true from shown s
  join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = s.rel and d.classid = 'pg_rewrite'::regclass
  join pg_rewrite w on w.oid = d.objid and w.ev_class <> s.rel
  join pg_class v on v.oid = w.ev_class and v.relkind in ('v', 'm')
  join pg_namespace n on n.oid = v.relnamespace
  where n.nspname <> all($3::text[]) and not coalesce('security_invoker=true' = any(v.reloptions), false)
    and (s.view or d.refobjsubid = s.att or w.ev_action::text like '%:varattno 0 %')
), relation as (
  select s.rel, k.relnamespace, n.nspname || '.' || k.relname as name from (select distinct rel from shown) s
  join pg_class k on k.oid = s.rel join pg_namespace n on n.oid = k.relnamespace
), login as (
  select oid, rolname from pg_roles
  where rolcanlogin and not rolsuper and rolname <> current_user and has_database_privilege(oid, current_database(), 'CONNECT')
), acting as (
  select l.oid as login, l.rolname, r.oid as role, r.rolname as through from login l
  join pg_roles r on r.oid = l.oid or not r.rolsuper and pg_has_role(l.oid, r.oid, $4)
), sees as (
  select r.role, t.rel from (select distinct role from acting) r cross join relation t where has_schema_privilege(r.role, t.relnamespace, 'USAGE')
), reads as (
  select distinct s.ord, e.role, s.rel, s.view from shown s join sees e on e.rel = s.rel
  where case when s.view then has_any_column_privilege(e.role, s.rel, 'SELECT') else has_column_privilege(e.role, s.rel, s.att::int2, 'SELECT') end
)
select r.ord, a.rolname as login,
  min((case when a.through = a.rolname then '' else 'as ' || a.through || ', ' end) || case when r.view then 'through the view ' else 'from the table ' end || t.name) as how
from reads r join acting a on a.role = r.role join relation t on t.rel = r.rel
group by r.ord, a.rolname order by r.ord, a.rolname limit 200000`

// Who is not held by any grant on a table.
const UNHELD = `
select rolname as login, case when rolsuper then 'it is a superuser'
  when rolreplication then 'it may copy the whole server (replication)' else 'it may read the files of the server' end as how
from pg_roles where rolcanlogin and oid <> 10 and rolname <> current_user and (rolsuper or rolreplication
  or pg_has_role(oid, 'pg_read_server_files', 'MEMBER') or pg_has_role(oid, 'pg_execute_server_program', 'MEMBER'))
order by rolname limit 10000`

const EXCEPTED = `
select e.rolname as role, l.rolname as login from unnest($1::text[]) as w(role) join pg_roles e on e.rolname = w.role
join pg_roles l on l.rolcanlogin and (l.oid = e.oid or not l.rolsuper and pg_has_role(l.oid, e.oid, 'MEMBER'))`

const APART = `
select rolname as login, case when rolname = current_user then 'the login that Holdfast reads this store with'
  else 'the superuser that the server was made with' end as reason
from pg_roles where rolname = current_user or oid = 10 and rolcanlogin`

export const clearReaders: ControlTest = {
  id: 'clear-readers/2',
  query: [COLUMNS, READERS, UNHELD, EXCEPTED, APART].join(';\n'),
  file: import.meta.url,
  async run(context) {
    const stores = await context.stores.list()
    const scanned = await scannedStores(context.db)
    const exceptions = await readExceptions(context.db, context.clock.now())
    const early: Item[] = []
    const excluded: Excluded[] = []
    const fields = new Map<string, readonly LabelledColumn[]>()
    const asked: KnownStore[] = []
    for (const store of stores) {
      const columns = await readColumns(context.db, store.id, 'high')
      if (columns.length > 0) {
        fields.set(store.id, columns)
        asked.push(store)
      } else if (scanned.has(store.id)) excluded.push({ id: store.id, reason: 'no highly confidential field was found in it' })
      else early.push({ id: store.id, state: 'not-evaluated', why: ['it was never read to its end: nobody knows its fields'] })
    }
    const answer = await context.stores.postgres(
      asked,
      async (store, session) => await askStore(context, session, store, fields.get(store.id)!, exceptions),
    )
    return { items: [...early, ...answer.items], excluded: [...excluded, ...answer.excluded], target: targetOf(stores) }
  },
}

async function askStore(
  context: TestContext,
  session: StoreSession,
  store: KnownStore,
  fields: readonly LabelledColumn[],
  exceptions: readonly RoleException[],
): Promise<{ items: Item[]; excluded: Excluded[] }> {
  const items: Item[] = []
  const places = await placesOf(session, fields)
  const here: { readonly field: LabelledColumn; readonly oid: string; readonly attnum: string }[] = []
  for (const field of fields) {
    const place = places(field)
    if (place === null)
      items.push({
        id: field.id,
        state: 'not-evaluated',
        why: [`${field.objectName} ${field.field} is not in the store any more, or was moved: scan again`],
      })
    else here.push({ field, ...place })
  }
  const classes = await context.protect.classes(store.id)
  const { rows: versions } = await session.query("select current_setting('server_version_num')::int as v")
  const readers = await session.query(READERS, [
    here.map((each) => each.oid),
    here.map((each) => each.attnum),
    classes.map((each) => each.schema),
    // before 16 every member may become the role
    Number(versions[0]?.['v']) >= 160000 ? 'SET' : 'MEMBER',
  ])
  if (readers.rows.length >= 200_000) throw new TypeError('more readers than can be listed')
  const unheld = (await session.query(UNHELD)).rows
  const excepted = exceptions.length === 0 ? [] : (await session.query(EXCEPTED, [exceptions.map((each) => each.role)])).rows
  const rolesOf = Map.groupBy(excepted, (row) => row['login'] ?? '')
  const forLogin = (login: string, field: string): RoleException[] => {
    const roles = new Set((rolesOf.get(login) ?? []).map((row) => row['role']))
    return exceptions.filter((each) => roles.has(each.role) && each.holdsFor(field))
  }
  const may = (login: string, field: string): boolean => forLogin(login, field).some((each) => each.ended === null)
  const hadUntil = (login: string, field: string): string => {
    const [last] = forLogin(login, field)
    return last?.ended === null || last === undefined ? '' : `; its exception ended on ${instant(last.ended)}`
  }
  const named = numberOf(context.params, 'namesKept')
  const against = here.map(() => [] as string[])
  for (const row of readers.rows) {
    const at = Number(row['ord']) - 1
    const login = row['login'] ?? ''
    const { id } = here[at]!.field
    if (!may(login, id)) against[at]!.push(`login ${login} reads it ${row['how'] ?? ''}${hadUntil(login, id)}`)
  }
  for (const [i, { field }] of here.entries()) {
    const all = [
      ...unheld
        .filter((row) => !may(row['login'] ?? '', field.id))
        .map((row) => `login ${row['login'] ?? ''} reads it: ${row['how'] ?? ''}${hadUntil(row['login'] ?? '', field.id)}`),
      ...against[i]!,
    ]
    const why = all.length > named ? [...all.slice(0, named), `and ${all.length - named} more logins`] : all
    items.push(
      judged(
        field.id,
        why.map((text) => `${field.objectName} ${field.field}: ${text}`),
      ),
    )
  }
  const apart = (await session.query(APART)).rows
  return { items, excluded: apart.map((row) => ({ id: `${store.id}/${row['login'] ?? ''}`, reason: row['reason'] ?? '' })) }
}

/** Where a field is in the store now; null: nowhere. */
export async function placesOf(
  session: StoreSession,
  fields: readonly Pick<LabelledColumn, 'path' | 'field'>[],
): Promise<(field: Pick<LabelledColumn, 'path' | 'field'>) => { readonly oid: string; readonly attnum: string } | null> {
  const tables = [...new Set(fields.map((field) => JSON.stringify(field.path.slice(-2))))].map((text) => JSON.parse(text) as string[])
  const { rows } = await session.query(COLUMNS, [tables.map((path) => path[0]), tables.map((path) => path[1])])
  const known = new Map<string, Map<string, { oid: string; attnum: string }>>()
  for (const row of rows) {
    const key = JSON.stringify([row['schema'], row['relation']])
    const columns = known.get(key) ?? new Map<string, { oid: string; attnum: string }>()
    columns.set(row['column'] ?? '', { oid: row['oid'] ?? '0', attnum: row['attnum'] ?? '0' })
    known.set(key, columns)
  }
  return (field) => {
    const columns = known.get(JSON.stringify(field.path.slice(-2)))
    const column = columns === undefined ? null : columnOf(field.field, new Set(columns.keys()))
    return column === null ? null : columns!.get(column)!
  }
}
