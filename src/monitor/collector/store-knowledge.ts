// What only the store itself can say and its statements rest on: what lies under views, the parts of tables, where each login looks up names, which
// functions read nothing but their arguments, and what its log leaves out. Reads the store's catalogue, no data; what cannot be asked stays unknown.
import type { StoreConnections } from '../../landscape/contract.ts'
import type { StoreId } from '../../core/ids.ts'
import { arrayOfNames } from '../statements/statement-values.ts'

export interface StoreKnowledge {
  readonly views: readonly { readonly schema: string; readonly name: string; readonly under: readonly ViewPart[] }[]
  readonly parts: readonly { readonly schema: string; readonly name: string; readonly ofSchema: string; readonly ofName: string }[]
  /** by login; '' is everybody's */
  readonly paths: Readonly<Record<string, readonly string[]>>
  readonly harmless: readonly string[]
  /** in words, for people; null: the log holds every statement */
  readonly leavesOut: string | null
  /** how the log is written as plain text; null: not known */
  readonly linePrefix: string | null
  readonly logZone: string | null
}

export interface ViewPart {
  readonly schema: string
  readonly name: string
  /** null: no single column */
  readonly column: string | null
}

export const NOTHING_KNOWN: StoreKnowledge = {
  views: [],
  parts: [],
  paths: {},
  harmless: [],
  leavesOut: null,
  linePrefix: null,
  logZone: null,
}

const VIEWS = `
  select distinct vn.nspname::text as schema, v.relname::text as name, bn.nspname::text as base_schema, b.relname::text as base, a.attname::text as column
  from pg_catalog.pg_rewrite r
  join pg_catalog.pg_class v on v.oid = r.ev_class and v.relkind = 'v'
  join pg_catalog.pg_namespace vn on vn.oid = v.relnamespace and vn.nspname not in ('pg_catalog', 'information_schema')
  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> v.oid
  join pg_catalog.pg_class b on b.oid = d.refobjid and b.relkind in ('r', 'p', 'v', 'm', 'f')
  join pg_catalog.pg_namespace bn on bn.oid = b.relnamespace
  left join pg_catalog.pg_attribute a on a.attrelid = b.oid and a.attnum = d.refobjsubid and d.refobjsubid > 0
  order by 1, 2, 3, 4, 5 limit 200000`
const PARTS = `
  select n.nspname::text as schema, c.relname::text as name, rn.nspname::text as of_schema, r.relname::text as of_name
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_class r on r.oid = pg_catalog.pg_partition_root(c.oid) join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
  where c.relispartition and r.oid <> c.oid order by 1, 2 limit 100000`
const PATHS = `
  select coalesce(r.rolname::text, '') as login, s.setdatabase <> 0 as here, c as setting
  from pg_catalog.pg_db_role_setting s left join pg_catalog.pg_roles r on r.oid = s.setrole, pg_catalog.unnest(s.setconfig) c
  where (s.setdatabase = 0 or s.setdatabase = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()))
    and c like 'search_path=%' order by 2, 1 limit 100000`
/** In C, of an extension: similarity(), st_distance(), not dblink(). */
const HARMLESS = `
  select p.proname::text as name from pg_catalog.pg_proc p join pg_catalog.pg_language l on l.oid = p.prolang
  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.deptype = 'e'
  join pg_catalog.pg_extension e on e.oid = d.refobjid
  where e.extname not in ('dblink', 'postgres_fdw', 'file_fdw', 'adminpack', 'pageinspect', 'pg_stat_statements', 'tablefunc', 'lo', 'xml2', 'plpgsql')
  group by p.proname having pg_catalog.bool_and(l.lanname in ('c', 'internal')) and pg_catalog.bool_and(p.provolatile <> 'v')
  order by 1 limit 20000`
const SETTINGS = `
  select pg_catalog.current_setting('log_statement') as statement, pg_catalog.current_setting('log_min_duration_statement') as slower,
    pg_catalog.current_setting('log_line_prefix') as prefix, pg_catalog.current_setting('log_timezone') as zone`

export async function readStoreKnowledge(connections: StoreConnections, store: StoreId, signal: AbortSignal): Promise<StoreKnowledge> {
  const session = await connections.postgres(store, null, AbortSignal.any([signal, AbortSignal.timeout(20_000)]))
  try {
    await session.query('begin transaction read only')
    await session.query(`set local statement_timeout = '10s'`)
    const rows = async (text: string) => (await session.query(text)).rows
    const views = new Map<string, { schema: string; name: string; under: ViewPart[] }>()
    for (const row of await rows(VIEWS)) {
      const key = `${row['schema']}\0${row['name']}`
      const view = views.get(key) ?? { schema: row['schema']!, name: row['name']!, under: [] }
      views.set(key, view)
      view.under.push({ schema: row['base_schema']!, name: row['base']!, column: row['column'] ?? null })
    }
    const parts = (await rows(PARTS)).map((row) => ({
      schema: row['schema']!,
      name: row['name']!,
      ofSchema: row['of_schema']!,
      ofName: row['of_name']!,
    }))
    const [settings] = await rows(SETTINGS)
    const paths: Record<string, readonly string[]> = {}
    // What is set for this database stands above what is set everywhere: it comes later.
    for (const row of await rows(PATHS)) paths[row['login']!] = arrayOfNames(row['setting']!.slice('search_path='.length))
    const harmless = (await rows(HARMLESS)).map((row) => row['name']!)
    await session.query('rollback')
    return {
      views: [...views.values()],
      parts,
      paths,
      harmless,
      leavesOut: leftOut(settings!),
      linePrefix: settings!['prefix'] ?? null,
      logZone: settings!['zone'] ?? null,
    }
  } finally {
    await session.close()
  }
}

function leftOut({ statement, slower }: Readonly<Record<string, string | null>>): string | null {
  if (statement === 'all' || slower === '0') return null
  const slow = slower === '-1' ? '' : ` and those that take ${slower} or more`
  return `the server logs ${statement === 'none' ? (slow === '' ? 'no statements' : `only statements that take ${slower} or more`) : `only ${statement} statements${slow}`}: log_statement = all`
}
