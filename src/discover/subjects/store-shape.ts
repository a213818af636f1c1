// What a PostgreSQL store looks like to the subject directory: tables, keys and foreign keys as the server says them, joined with what scans
// found in each field. Owns the SQL for it; judges nothing. Every name in it is qualified: a hostile search path must not matter.
import { sql } from 'kysely'
import { fieldId, objectId } from '../../core/ids.ts'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'
import type { Verdict } from '../../core/contract/label.ts'
import type { StoreSession } from '../../landscape/contract.ts'
import type { Db } from '../../platform/store/store.ts'

export interface ShapeColumn {
  readonly name: string
  readonly field: FieldId
  readonly declared: string
  readonly notNull: boolean
  /** this login may read it */
  readonly may: boolean
  /** types found by the last scan in at least half of its values, the surest first; empty unless about persons */
  readonly types: readonly string[]
  readonly personal: boolean
}

export interface ShapeForeignKey {
  readonly columns: readonly string[]
  readonly target: string
  readonly targetColumns: readonly string[]
}

export interface ShapeTable {
  readonly oid: string
  readonly object: ObjectId
  readonly path: readonly [string, string]
  readonly relkind: string
  readonly rows: number
  readonly rowSecurity: boolean
  readonly columns: readonly ShapeColumn[]
  /** unique over these columns and never partly; the primary key first */
  readonly keys: readonly (readonly string[])[]
  readonly foreign: readonly ShapeForeignKey[]
}

export interface FoundField {
  readonly object: ObjectId
  readonly path: readonly string[]
  readonly name: string
  readonly kind: string
  readonly field: FieldId
  readonly column: string
  readonly personal: boolean
  readonly types: readonly string[]
}

/** What scans found in the live fields of a store. */
export async function foundFields(db: Db, store: StoreId): Promise<FoundField[]> {
  const { rows } = await sql<FoundField & { verdict: Verdict | null }>`
    select o.id as object, o.path, o.name, o.kind, f.id as field, f.path as column, f.verdict,
      coalesce((select array_agg(t.type order by t.confidence * t.share desc, t.type) from finding t
        where t.field = f.id and t.share >= 0.5), '{}') as types
    from object o join field f on f.object = o.id
    where o.store = ${store} and o.gone_at is null and f.gone_at is null
    order by o.name, f.position`.execute(db)
  return rows.map(({ verdict, ...row }) => ({ ...row, personal: verdict === 'personal', types: verdict === 'personal' ? row.types : [] }))
}

const SHAPE = `
  select c.oid, n.nspname as schema, c.relname as name, c.relkind, pg_catalog.row_security_active(c.oid) as rls,
    case when c.relkind = 'p' then (select pg_catalog.sum(greatest(l.reltuples, 0)) from pg_catalog.pg_partition_tree(c.oid) t
      join pg_catalog.pg_class l on l.oid = t.relid where t.isleaf) else c.reltuples end as rows,
    (select pg_catalog.json_agg(pg_catalog.json_build_object('name', a.attname, 'declared', pg_catalog.format_type(a.atttypid, a.atttypmod),
        'notNull', a.attnotnull, 'may', pg_catalog.has_schema_privilege(n.oid, 'USAGE')
          and pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')) order by a.attnum)
      from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    (select pg_catalog.json_agg((select pg_catalog.json_agg(a.attname order by k.at) from pg_catalog.unnest(i.indkey::pg_catalog.int2[]) with ordinality k(no, at)
          join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.no where k.at <= i.indnkeyatts)
        order by i.indisprimary desc, i.indnkeyatts, i.indexrelid)
      from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null) as keys,
    (select pg_catalog.json_agg(pg_catalog.json_build_object('target', f.confrelid::pg_catalog.text,
        'columns', (select pg_catalog.json_agg(a.attname order by k.at) from pg_catalog.unnest(f.conkey) with ordinality k(no, at)
          join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.no),
        'targetColumns', (select pg_catalog.json_agg(a.attname order by k.at) from pg_catalog.unnest(f.confkey) with ordinality k(no, at)
          join pg_catalog.pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.no)) order by f.oid)
      from pg_catalog.pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and (f.conparentid = 0 or c.relkind = 'p')) as foreign_keys
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  order by n.nspname, c.relname`

export async function readShape(session: StoreSession, store: StoreId, found: readonly FoundField[]): Promise<ShapeTable[]> {
  const known = new Map(found.map((each) => [each.field, each]))
  const { rows } = await session.query(SHAPE)
  return rows.map((row): ShapeTable => {
    const path: [string, string] = [row['schema']!, row['name']!]
    const object = objectId(store, path)
    const columns = (JSON.parse(row['columns'] ?? '[]') ?? []) as { name: string; declared: string; notNull: boolean; may: boolean }[]
    return {
      oid: row['oid']!,
      object,
      path,
      relkind: row['relkind']!,
      rows: Number(row['rows'] ?? 0),
      rowSecurity: row['rls'] === 't',
      columns: columns.map((column) => {
        const field = fieldId(object, column.name)
        const said = known.get(field)
        return { ...column, field, types: said?.types ?? [], personal: said?.personal ?? false }
      }),
      keys: JSON.parse(row['keys'] ?? '[]') as string[][],
      foreign: JSON.parse(row['foreign_keys'] ?? '[]') as ShapeForeignKey[],
    }
  })
}

export function columnOf(table: ShapeTable, name: string): ShapeColumn | undefined {
  return table.columns.find((column) => column.name === name)
}
