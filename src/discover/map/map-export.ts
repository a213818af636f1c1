// The data map as a file, written while it is read: CSV for spreadsheets, JSON for programs. Pages by key, so that any size fits in
// little memory. Without samples: a file leaves the house, and what is in it must not be values.
import { sql } from 'kysely'
import { formatLabel, labelId } from '../../core/contract/label.ts'
import type { Level, Regime } from '../../core/contract/label.ts'
import type { ObjectId, StoreId } from '../../core/ids.ts'
import type { Db } from '../../platform/store/store.ts'
import { fieldCondition, listedCondition, objectCondition } from './map-filters.ts'
import type { MapWish } from './map-filters.ts'

const COLUMNS = [
  'store',
  'storeKind',
  'object',
  'objectKind',
  'rows',
  'rowsExact',
  'read',
  'reason',
  'readAt',
  'field',
  'declared',
  'verdict',
  'label',
  'labelId',
  'types',
  'values',
  'pinned',
  'storeId',
  'objectId',
  'fieldId',
] as const

type ExportRow = Readonly<Record<(typeof COLUMNS)[number], string | number | boolean | null | readonly string[]>>

const PAGE = 200
const FIELDS_PAGE = 2000

/** Pieces of text. A field a line; an object without a field in it has a line of its own, so that what was not read stands there too. */
export async function* exportMap(db: Db, format: 'csv' | 'json', wish: MapWish, at: string): AsyncGenerator<string> {
  if (format === 'csv') {
    yield `${COLUMNS.join(',')}\r\n`
    for await (const rows of exportRows(db, wish))
      yield rows.map((row) => `${COLUMNS.map((name) => csvCell(row[name])).join(',')}\r\n`).join('')
    return
  }
  yield `{"version":1,"at":${JSON.stringify(at)},"fields":[`
  let first = true
  for await (const rows of exportRows(db, wish)) {
    yield rows.map((row, i) => `${first && i === 0 ? '' : ','}\n${JSON.stringify(row)}`).join('')
    first = false
  }
  yield '\n]}\n'
}

/** RFC 4180; a cell that a spreadsheet would take for a formula gets an apostrophe before it. */
export function csvCell(value: string | number | boolean | null | readonly string[]): string {
  if (value === null) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : value.join(' ')
  const safe = /^[\s\u0000]*[=+\-@\t\r|%\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text
  return /[",\r\n;\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

async function* exportRows(db: Db, wish: MapWish): AsyncGenerator<readonly ExportRow[]> {
  let after: { readonly store: string; readonly object: string; readonly id: string } | null = null
  for (;;) {
    const objects: { readonly rows: readonly ObjectRow[] } = await sql<ObjectRow>`
      select o.id, o.name, o.kind, o.rows, o.rows_exact, o.read_status, o.read_reason, o.read_at,
        s.id as store, s.name as store_name, s.kind as store_kind,
        (select count(*)::int from field where object = o.id and gone_at is null) as held
      from object o join store s on s.id = o.store
      where ${listedCondition(wish)}
        and ${after === null ? sql`true` : sql`(s.name, o.name, o.id) > (${after.store}, ${after.object}, ${after.id})`}
      order by s.name, o.name, o.id limit ${PAGE}`.execute(db)
    const last = objects.rows.at(-1)
    if (last === undefined) return
    for (const group of groups(objects.rows)) yield* fieldRows(db, group, wish)
    if (objects.rows.length < PAGE) return
    after = { store: last.store_name, object: last.name, id: last.id }
  }
}

// Objects whose fields are read together: few questions for many small ones, and never more in memory than a page of fields.
function groups(objects: readonly ObjectRow[]): ObjectRow[][] {
  const all: ObjectRow[][] = []
  let room = 0
  for (const object of objects) {
    if (all.length === 0 || object.held > room) {
      all.push([])
      room = FIELDS_PAGE
    }
    all.at(-1)!.push(object)
    room -= object.held
  }
  return all
}

async function* fieldRows(db: Db, objects: readonly ObjectRow[], wish: MapWish): AsyncGenerator<readonly ExportRow[]> {
  const ids = objects.map((object) => object.id)
  const order = new Map(ids.map((id, i) => [id, i]))
  const silent = new Set(ids)
  let after: { readonly place: number; readonly position: number; readonly id: string } | null = null
  for (;;) {
    const fields: { readonly rows: readonly FieldRow[] } = await sql<FieldRow>`
      select f.id, f.object, f.path, f.position, f.declared, f.verdict, f.label_level, f.regimes, f.pinned is not null as pinned,
        coalesce(n.types, '{}') as types, n.count, asked.place::int as place
      from unnest(${ids}::text[]) with ordinality as asked(id, place)
      join object o on o.id = asked.id join store s on s.id = o.store join field f on f.object = o.id
      left join lateral (
        select array_agg(type order by confidence desc, count desc, type) as types, max(count) as count from finding where field = f.id
      ) n on true
      where ${objectCondition(wish)} and ${fieldCondition(wish)}
        and ${after === null ? sql`true` : sql`(asked.place, f.position, f.id) > (${after.place}, ${after.position}, ${after.id})`}
      order by asked.place, f.position, f.id limit ${FIELDS_PAGE}`.execute(db)
    for (const field of fields.rows) silent.delete(field.object)
    if (fields.rows.length > 0) yield fields.rows.map((field) => exportRow(objects[order.get(field.object)!]!, field))
    const last = fields.rows.at(-1)
    if (last === undefined || fields.rows.length < FIELDS_PAGE) break
    after = last
  }
  const without = objects.filter((object) => silent.has(object.id))
  if (without.length > 0) yield without.map((object) => exportRow(object, null))
}

function exportRow(object: ObjectRow, field: FieldRow | null): ExportRow {
  const label = field === null || field.label_level === null ? null : { level: field.label_level, regimes: field.regimes }
  return {
    store: object.store_name,
    storeKind: object.store_kind,
    object: object.name,
    objectKind: object.kind,
    rows: object.rows === null ? null : Number(object.rows),
    rowsExact: object.rows_exact,
    read: object.read_status,
    reason: object.read_reason,
    readAt: object.read_at === null ? null : object.read_at.toISOString(),
    field: field?.path ?? null,
    declared: field?.declared ?? null,
    verdict: field?.verdict ?? null,
    label: label === null ? null : formatLabel(label),
    labelId: label === null ? null : labelId(label),
    types: field?.types ?? [],
    values: field === null || field.count === null ? null : Number(field.count),
    pinned: field?.pinned ?? false,
    storeId: object.store,
    objectId: object.id,
    fieldId: field?.id ?? null,
  }
}

interface ObjectRow {
  readonly id: ObjectId
  readonly name: string
  readonly kind: string
  readonly rows: string | null
  readonly rows_exact: boolean
  readonly read_status: string | null
  readonly read_reason: string | null
  readonly read_at: Date | null
  readonly store: StoreId
  readonly store_name: string
  readonly store_kind: string
  /** how many fields it has, whatever the filters */
  readonly held: number
}

interface FieldRow {
  readonly id: string
  readonly object: ObjectId
  readonly place: number
  readonly path: string
  readonly position: number
  readonly declared: string | null
  readonly verdict: string | null
  readonly label_level: Level | null
  readonly regimes: Regime[]
  readonly pinned: boolean
  readonly types: string[]
  readonly count: string | null
}
