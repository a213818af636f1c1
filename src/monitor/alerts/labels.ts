// Labels of objects and fields as the catalogue has them now. Reads only.
import { joinLabels, type Label, type Level } from '../../core/contract/label.ts'
import type { FieldId, ObjectId } from '../../core/ids.ts'
import type { Db } from '../../platform/store/store.ts'

export interface Labels {
  readonly objects: ReadonlyMap<ObjectId, Level | null>
}

export async function readLabels(db: Db, { objects }: { readonly objects: readonly ObjectId[] }): Promise<Labels> {
  if (objects.length === 0) return { objects: new Map() }
  const rows = await db.selectFrom('object').select(['id', 'label_level']).where('id', 'in', objects).execute()
  return { objects: new Map(rows.map((row) => [row.id, row.label_level])) }
}

/** The highest level and all regimes of the fields; null when none has a label. */
export async function labelOfFields(db: Db, fields: readonly FieldId[]): Promise<Label | null> {
  if (fields.length === 0) return null
  const rows = await db.selectFrom('field').select(['label_level', 'regimes']).where('id', 'in', fields.slice(0, 5000)).execute()
  return joinLabels(rows.flatMap((row) => (row.label_level === null ? [] : [{ level: row.label_level, regimes: row.regimes, why: [] }])))
}
