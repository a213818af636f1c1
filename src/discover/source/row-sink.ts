// Gathers cells into rows and hands them on in batches: what every source writes into. Owns the numbering of fields and the cap on
// their number; knows nothing of files or databases.
import type { CellBatch } from '../engine/cells.ts'
import type { Fragment, SourceField } from './source.ts'

/** More than a person could look at; beyond it the object is `partial`. */
export const FIELD_LIMIT = 5000
const BATCH_ROWS = 256
/** Records that fill few of very many fields: their cells are packed, see `pack`. */
const WIDE_FIELDS = 256
const BATCH_PACKED = 8192
const BATCH_CHARS = 1 << 20

type Cell = string | null | undefined

export interface RowSink {
  /** The number of a field, announced when new; -1 when the object has too many. The same path gives the same number. */
  field(path: string, more?: { readonly declared?: string; readonly key?: SourceField['key'] }): number
  /** Puts a value into the current row; a second value of the same field goes into a row of its own. */
  cell(index: number, value: Cell): void
  endRow(): void
  /** Begins a row with cells that are there already, cell i belonging to field i; the sink keeps the array. `chars`: about their length. */
  startRow(cells: Cell[], chars: number): void
  /** True when a batch is complete: `await flush()` before going on. */
  readonly full: boolean
  /** how much waits to be flushed */
  readonly chars: number
  flush(): Promise<void>
  /** Rows that are there already as bytes; cell i belongs to field fields[i]. What waits goes first. */
  cells(cells: CellBatch, fields: readonly number[], again?: true): Promise<void>
  text(field: string, text: string): Promise<void>
  readonly fields: number
  readonly tooMany: boolean
}

/** What a value that holds others is put into. */
export type CellSink = Pick<RowSink, 'field' | 'cell' | 'endRow'>

export function createRowSink(take: (fragment: Fragment) => void | Promise<void>, limit = FIELD_LIMIT): RowSink {
  const numbers = new Map<string, number>()
  let announced: SourceField[] = []
  let rows: Cell[][] = []
  let current: Cell[] = []
  let chars = 0
  let used = false
  let packed: Cell[][] = []
  let packedCells = 0
  let depths = new Map<number, number>()
  let tooMany = false

  const push = (): void => {
    rows.push(current)
    current = []
    used = false
  }
  // Fields do not depend on each other: a cell may stand in any row. Packed, a batch is as large as what it holds, not records × fields.
  const pack = (index: number, value: Cell): void => {
    const depth = depths.get(index) ?? 0
    depths.set(index, depth + 1)
    const row = (packed[depth] ??= [])
    row[index] = value
    packedCells++
  }
  const flush = async (): Promise<void> => {
    if (announced.length > 0) {
      const fields = announced
      announced = []
      await take({ kind: 'fields', fields })
    }
    if (rows.length > 0) {
      const batch = rows
      rows = []
      chars = 0
      await take({ kind: 'rows', rows: batch })
    }
    if (packedCells > 0) {
      const batch = packed
      packed = []
      depths = new Map()
      packedCells = chars = 0
      await take({ kind: 'rows', rows: batch })
    }
  }
  return {
    field(path, more = {}) {
      const known = numbers.get(path)
      if (known !== undefined) return known
      if (numbers.size >= limit) {
        tooMany = true
        return -1
      }
      const index = numbers.size
      numbers.set(path, index)
      announced.push({
        path,
        ...(more.declared === undefined ? {} : { declared: more.declared }),
        ...(more.key === undefined ? {} : { key: more.key }),
      })
      return index
    },
    cell(index, value) {
      if (index < 0) return
      if (typeof value === 'string') chars += value.length
      if (numbers.size > WIDE_FIELDS) return pack(index, value)
      if (current[index] !== undefined) push()
      current[index] = value
      used = true
    },
    endRow() {
      if (used) push()
    },
    startRow(cells, length) {
      if (used) push()
      current = cells
      used = true
      chars += length
    },
    get chars() {
      return chars
    },
    get full() {
      return rows.length >= BATCH_ROWS || packedCells >= BATCH_PACKED || chars >= BATCH_CHARS || announced.length >= BATCH_ROWS
    },
    flush,
    async cells(cells, fields, again) {
      await flush()
      await take({ kind: 'cells', cells, fields, ...(again === undefined ? {} : { again }) })
    },
    async text(field, text) {
      await flush()
      if (text !== '') await take({ kind: 'text', field, text })
    },
    get fields() {
      return numbers.size
    },
    get tooMany() {
      return tooMany
    },
  }
}
