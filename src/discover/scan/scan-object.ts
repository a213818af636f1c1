// Reads one object with an engine: fragments in, findings and a line of the ledger out. Runs where the data are allowed to be (a
// worker, a test); owns the accumulators, one a field.
import { fieldId, objectId } from '../../core/ids.ts'
import { joinLabels, type Label } from '../../core/contract/label.ts'
import type { Column, ColumnContext, Engine, FieldResult, TextField } from '../engine/engine.ts'
import type { Fragment, Outcome, ReadOptions, Source, SourceField, SourceObject } from '../source/source.ts'
import type { FieldScan, ObjectScan } from './scan-store.ts'

/** Each column is judged beside the names of others, at a cost of columns × names: with very many fields only so many are shown, */
const SIBLINGS = 64
/** and none to the fields behind these: a small file with thousands of keys must not hold a worker for a minute. */
const NEIGHBOURLY = 256

export interface ScanObjectOptions extends ReadOptions {
  readonly only?: ReadonlySet<string>
  /** told as content arrives: rows and characters of this fragment */
  readonly progress?: (rows: number, chars: number) => void
}

/** Throws what `Source.read` throws: AppError when the store is lost, the signal's reason. */
export async function scanObject(source: Source, engine: Engine, object: SourceObject, options: ScanObjectOptions): Promise<ObjectScan> {
  const id = objectId(source.id, object.path)
  const fields: SourceField[] = []
  const columns: Column[] = []
  const texts = new Map<string, TextField>()
  const names: string[] = []
  const only = options.only === undefined ? {} : { only: options.only }

  const context = (field: SourceField): ColumnContext => ({
    name: field.path,
    ...(field.declared === undefined ? {} : { declared: field.declared }),
    ...(field.key === undefined ? {} : { key: field.key }),
    object: object.name,
    siblings: columns.length < NEIGHBOURLY ? names : [],
  })
  const take = (fragment: Fragment): void => {
    options.signal.throwIfAborted()
    let chars = 0
    if (fragment.kind === 'fields') {
      for (const field of fragment.fields) {
        fields.push(field)
        if (names.length < SIBLINGS) names.push(field.path)
        columns.push(engine.column(context(field), only))
      }
    } else if (fragment.kind === 'rows') {
      const put = (column: Column, cell: string | null | undefined): void => {
        if (cell === undefined) return
        if (cell !== null) chars += cell.length
        column.add(cell)
      }
      // Column by column: one column's state at a time stays in the processor's cache. Rows of very many fields are mostly empty.
      if (columns.length <= 256) for (const [i, column] of columns.entries()) for (const row of fragment.rows) put(column, row[i])
      else for (const row of fragment.rows) for (let i = 0; i < row.length; i++) put(columns[i]!, row[i])
      options.progress?.(fragment.rows.length, chars)
    } else if (fragment.kind === 'cells') {
      for (const [place, field] of fragment.fields.entries()) if (field >= 0) columns[field]!.addCells(fragment.cells, place)
      options.progress?.(fragment.again === true ? 0 : fragment.cells.rows, fragment.cells.chars)
    } else {
      let text = texts.get(fragment.field)
      if (text === undefined) {
        text = engine.text(context({ path: fragment.field }), only)
        texts.set(fragment.field, text)
      }
      if (fragment.kind === 'bytes') text.addBytes(fragment.bytes)
      else text.add(fragment.text)
      options.progress?.(0, fragment.kind === 'bytes' ? fragment.bytes.length : fragment.text.length)
    }
  }

  const outcome = await source.read(object, { ...options, bytes: true }, take)
  const scans: FieldScan[] = columns.map((column, i) => scanOf(id, fields[i]!, column.result()))
  for (const [path, text] of texts) scans.push(scanOf(id, { path }, text.result()))
  const nothing = outcome.status === 'failed' || outcome.status === 'skipped'
  return {
    id,
    object: learned(object, outcome),
    outcome,
    label: nothing ? null : joinLabels(scans.map((scan) => scan.result.label).filter((label): label is Label => label !== null)),
    fields: nothing ? [] : scans,
  }
}

function scanOf(object: ObjectScan['id'], field: SourceField, result: FieldResult): FieldScan {
  return { id: fieldId(object, field.path), field, result }
}

function learned(object: SourceObject, outcome: Outcome): SourceObject {
  if (!('bytes' in outcome)) return object
  return {
    ...object,
    ...(outcome.format === undefined ? {} : { kind: outcome.format }),
    ...(outcome.total === undefined ? {} : { rows: outcome.total.rows, rowsExact: outcome.total.exact }),
  }
}
