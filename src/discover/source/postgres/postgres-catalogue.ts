// Reads PostgreSQL's own catalogue: which tables there are, what this login may read of them, what their columns are. Owns the SQL for
// it; every name in it is qualified, since the search path of a hostile database is not to be trusted.
import type pg from 'pg'

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export interface LoginFacts {
  readonly version: string
  readonly superuser: boolean
  /** superuser, or may run programs or read files on the server: functions of strangers must not run with these rights */
  readonly powerful: boolean
  readonly blockBytes: number
}

export async function loginFacts(client: pg.Client): Promise<LoginFacts> {
  const { rows } = await client.query<Record<string, string>>(`
    select pg_catalog.current_setting('server_version') as version, pg_catalog.current_setting('block_size') as block,
           r.rolsuper as superuser,
           exists (select from pg_catalog.pg_roles p
                    where p.rolname in ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')
                      and pg_catalog.pg_has_role(p.oid, 'USAGE')) as powerful
      from pg_catalog.pg_roles r where r.rolname = current_user`)
  const row = rows[0] ?? {}
  const superuser = row['superuser'] === 't'
  return {
    version: row['version'] ?? '',
    superuser,
    powerful: superuser || row['powerful'] === 't',
    blockBytes: Number(row['block'] ?? 8192),
  }
}

export interface TableRow {
  readonly schema: string
  readonly name: string
  /** r table, p partitioned, m materialised view, v view, f foreign table */
  readonly relkind: string
  readonly rows: number
  readonly pages: number
  readonly partitions: number
}

// Partitions are read through their parent, once. They are listed one by one where the parent cannot be read that way: no right on it,
// or a partition that lies in another server. The masked views that a policy made are left out: they show again, masked, what the tables behind
// them hold. Both names are looked at, since a schema alone may be called anything by anybody.
const TABLES = `
  with root as materialized (
    select c.oid, pg_catalog.has_any_column_privilege(c.oid, 'SELECT') as may,
           exists (select from pg_catalog.pg_partition_tree(c.oid) t join pg_catalog.pg_class l on l.oid = t.relid where l.relkind = 'f') as mixed,
           (select pg_catalog.count(*) from pg_catalog.pg_partition_tree(c.oid) t where t.isleaf) as leaves,
           (select pg_catalog.sum(pg_catalog.greatest(l.reltuples, 0)) from pg_catalog.pg_partition_tree(c.oid) t join pg_catalog.pg_class l on l.oid = t.relid where t.isleaf) as tuples,
           (select pg_catalog.sum(l.relpages) from pg_catalog.pg_partition_tree(c.oid) t join pg_catalog.pg_class l on l.oid = t.relid where t.isleaf) as pages
      from pg_catalog.pg_class c where c.relkind = 'p' and not c.relispartition)
  select n.nspname as schema, c.relname as name, c.relkind, coalesce(root.tuples, c.reltuples)::pg_catalog.float8 as rows,
         coalesce(root.pages, c.relpages)::pg_catalog.int8 as pages, coalesce(root.leaves, 0) as partitions
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join root on root.oid = c.oid
   where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
     and (not c.relispartition
          or c.relkind <> 'p' and exists (select from root r where r.oid = pg_catalog.pg_partition_root(c.oid) and (r.mixed or not r.may)))
     and not (c.relkind = 'v' and n.nspname ~ '^holdfast_' and pg_catalog.pg_get_userbyid(c.relowner) ~ '^holdfast_.+_views$')
   order by n.nspname, c.relname`.replaceAll('pg_catalog.greatest', 'greatest')

const LIST_BATCH = 1000

export async function* tables(client: pg.Client): AsyncGenerator<TableRow> {
  await client.query(`declare holdfast_tables no scroll cursor for ${TABLES}`)
  for (;;) {
    const { rows } = await client.query<Record<string, string>>(`fetch forward ${LIST_BATCH} from holdfast_tables`)
    for (const row of rows) {
      yield {
        schema: row['schema']!,
        name: row['name']!,
        relkind: row['relkind']!,
        rows: Number(row['rows']),
        pages: Number(row['pages']),
        partitions: Number(row['partitions']),
      }
    }
    if (rows.length < LIST_BATCH) return
  }
}

export interface TableFacts {
  readonly oid: string
  readonly relkind: string
  readonly maySchema: boolean
  readonly mayAny: boolean
  readonly populated: boolean
  /** row-level security applies to this login: rows may be hidden */
  readonly rowSecurity: boolean
  /** a partition lies in another server */
  readonly mixed: boolean
  /** false: no value was ever stored outside its row, so that none is longer than a page holds; a view never says so */
  readonly longValues: boolean
  readonly rows: number
}

export async function tableFacts(client: pg.Client, schema: string, name: string): Promise<TableFacts | null> {
  const { rows } = await client.query<Record<string, string>>(
    `select c.oid, c.relkind, pg_catalog.has_schema_privilege(n.oid, 'USAGE') as schema, pg_catalog.has_any_column_privilege(c.oid, 'SELECT') as any,
            c.relispopulated as populated, pg_catalog.row_security_active(c.oid) as rls, c.reltuples as rows,
            c.relkind = 'p' and exists (select from pg_catalog.pg_partition_tree(c.oid) t join pg_catalog.pg_class l on l.oid = t.relid where l.relkind = 'f') as mixed,
            c.relkind not in ('r', 'm', 'p') or exists (select from pg_catalog.pg_partition_tree(c.oid) t join pg_catalog.pg_class l on l.oid = t.relid
              where l.reltoastrelid <> 0 and pg_catalog.pg_relation_size(l.reltoastrelid) > 0)
              or c.reltoastrelid <> 0 and pg_catalog.pg_relation_size(c.reltoastrelid) > 0 as long
       from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'v', 'm', 'f')`,
    [schema, name],
  )
  const row = rows[0]
  if (row === undefined) return null
  const yes = (column: string): boolean => row[column] === 't'
  return {
    oid: row['oid']!,
    relkind: row['relkind']!,
    maySchema: yes('schema'),
    mayAny: yes('any'),
    populated: yes('populated'),
    rowSecurity: yes('rls'),
    mixed: yes('mixed'),
    longValues: yes('long'),
    rows: Number(row['rows']),
  }
}

export interface ColumnRow {
  readonly name: string
  readonly type: string
  readonly modifier: number
  readonly declared: string
  readonly may: boolean
  readonly key: 'primary' | 'unique' | 'foreign' | null
}

export async function columns(client: pg.Client, oid: string): Promise<ColumnRow[]> {
  const { rows } = await client.query<Record<string, string | null>>(
    `select a.attname as name, a.atttypid as type, a.atttypmod as modifier, pg_catalog.format_type(a.atttypid, a.atttypmod) as declared,
            pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT') as may,
            case when exists (select from pg_catalog.pg_index i where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey::pg_catalog.int2[])) then 'primary'
                 when exists (select from pg_catalog.pg_constraint k where k.conrelid = a.attrelid and k.contype = 'f' and a.attnum = any (k.conkey)) then 'foreign'
                 when exists (select from pg_catalog.pg_index i where i.indrelid = a.attrelid and i.indisunique and i.indnkeyatts = 1 and i.indkey[0] = a.attnum) then 'unique' end as key
       from pg_catalog.pg_attribute a where a.attrelid = $1::pg_catalog.oid and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [oid],
  )
  return rows.map((row) => ({
    name: row['name']!,
    type: row['type']!,
    modifier: Number(row['modifier']),
    declared: row['declared'] ?? '',
    may: row['may'] === 't',
    key: (row['key'] ?? null) as ColumnRow['key'],
  }))
}

export interface TypeRow {
  readonly name: string
  readonly builtin: boolean
  /** b base, c composite, d domain, e enum, r range, m multirange */
  readonly kind: string
  readonly array: boolean
  readonly element: string
  readonly base: string
  readonly relation: string
}

export async function typeRow(client: pg.Client, oid: string): Promise<TypeRow | null> {
  const { rows } = await client.query<Record<string, string>>(
    `select t.typname as name, n.nspname = 'pg_catalog' as builtin, t.typtype as kind, t.typcategory = 'A' and t.typelem <> 0 as array,
            t.typelem as element, t.typbasetype as base, t.typrelid as relation
       from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace where t.oid = $1::pg_catalog.oid`,
    [oid],
  )
  const row = rows[0]
  if (row === undefined) return null
  return {
    name: row['name']!,
    builtin: row['builtin'] === 't',
    kind: row['kind']!,
    array: row['array'] === 't',
    element: row['element']!,
    base: row['base']!,
    relation: row['relation']!,
  }
}
