// What the tests need of the catalogue: fields with their labels, where they stand. Reads only.
import { sql } from 'kysely'
import type { StoreId, FieldId, ObjectId } from '../core/ids.ts'
import type { Level, Verdict } from '../core/contract/label.ts'
import type { Db } from '../platform/store/store.ts'

export interface LabelledColumn {
  readonly id: FieldId
  readonly object: ObjectId
  /** of the object: ["public","orders"] */
  readonly path: readonly string[]
  readonly objectName: string
  readonly field: string
  readonly level: Level | null
  readonly verdict: Verdict | null
}

/** Fields of a store that are there. `high`: Highly Confidential, or without a label, which counts as that. */
export async function readColumns(db: Db, store: StoreId, which: 'high' | 'personal'): Promise<readonly LabelledColumn[]> {
  const wanted =
    which === 'high'
      ? sql`(f.label_level = 3 or f.label_level is null)`
      : sql`(f.verdict = 'personal' or f.verdict is null or (f.verdict = 'unsure' and f.label_level >= 2))`
  const { rows } = await sql<LabelledColumn>`
    select f.id, f.object, o.path, o.name as "objectName", f.path as field, f.label_level as level, f.verdict
    from field f join object o on o.id = f.object
    where o.store = ${store} and o.gone_at is null and f.gone_at is null and ${wanted}
    order by f.id`.execute(db)
  return rows
}

/** Stores that a scan has read to its end at least once. */
export async function scannedStores(db: Db): Promise<ReadonlySet<StoreId>> {
  const { rows } = await sql<{ store: StoreId }>`select distinct store from scan_store where state = 'done'`.execute(db)
  return new Set(rows.map((row) => row.store))
}

/** The column of a table that a field is in: a field of JSON in a column is `column.$.path`. Null: the table has it no more. */
export function columnOf(field: string, columns: ReadonlySet<string>): string | null {
  if (columns.has(field)) return field
  let found: string | null = null
  for (const column of columns) {
    if ((field.startsWith(`${column}.`) || field.startsWith(`${column}[`)) && column.length > (found?.length ?? -1)) found = column
  }
  return found
}
