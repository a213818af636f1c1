// Which columns of a batch a scan can look at as bytes, and which have to become strings first: containers, binary values, and those columns in which a
// value is longer than is read.
import { AT, CELL, type CellBatch } from '../../engine/cells.ts'
import { createSeen } from '../../engine/column-seen.ts'
import type { CellSink } from '../row-sink.ts'
import type { PutValue, ReadValue } from './postgres-values.ts'

/** The select list of a table and what becomes of its cells. INVARIANT: cell i of a row is field i, containers stand behind all of these. */
export interface Selection {
  readonly list: string
  /** how many columns are fields of their own */
  readonly direct: number
  /** places of cells that need a look or a change; only where they are longer than `plainTo` bytes */
  readonly reads: readonly { readonly at: number; readonly read: ReadValue; readonly plainTo: number }[]
  /** places without a right to read: nothing was read there, not even NULL */
  readonly unread: readonly number[]
  readonly containers: readonly Container[]
}

interface Container {
  readonly at: number
  readonly put: PutValue
  readonly own: () => number
  used: boolean
  /** Puts a cell of a batch, not NULL: what the same value came to before comes again. */
  putCell(batch: CellBatch, cell: number): void
}

/** A container's sink that remembers what is put into it. */
export interface CellRecorder {
  readonly sink: CellSink
  /** what is put into the sink by `work`: field and value in turn */
  record(work: () => void): readonly (number | string | null | undefined)[]
}

/** Longer values than this are not remembered, and so many at most; fewer when they do not come again. */
const LONGEST_KEPT = 400
const MOST_KEPT = 4096

export function createCellRecorder(sink: CellSink): CellRecorder {
  let list: (number | string | null | undefined)[] | undefined
  return {
    sink: {
      field: sink.field,
      endRow: sink.endRow,
      cell: (index, value) => {
        list?.push(index, value)
        sink.cell(index, value)
      },
    },
    record: (work) => {
      const mine = (list = [])
      try {
        work()
      } finally {
        list = undefined
      }
      return mine
    },
  }
}

export function containerOf(at: number, put: PutValue, own: () => number, recorder: CellRecorder, sink: CellSink): Container {
  const kept = createSeen<ReturnType<CellRecorder['record']>>()
  let asked = 0
  let met = 0
  const container: Container = {
    at,
    put,
    own,
    used: false,
    putCell: (batch, cell) => {
      container.used = true
      const from = cell * CELL
      const hash = batch.table[from + AT.hash]!
      const other = batch.table[from + AT.other]!
      const keeps = batch.table[from + AT.rawLength]! <= LONGEST_KEPT && (asked < MOST_KEPT || met > asked / 8)
      if (!keeps) return put(batch.text(cell))
      asked++
      const known = kept.get(hash, other)
      if (known !== undefined) {
        met++
        for (let i = 0; i < known.length; i += 2) sink.cell(known[i] as number, known[i + 1] as string | null | undefined)
        return
      }
      const told = recorder.record(() => put(batch.text(cell)))
      if (kept.size < MOST_KEPT) kept.set(hash, other, told)
    },
  }
  return container
}

export interface SplitCells {
  /** by place: the field that gets the cell as it is; -1: none */
  readonly fields: readonly number[]
  /** those whose cells have to become strings first */
  readonly others: readonly { readonly at: number; readonly read: ReadValue }[]
}

/** INVARIANT: cell i of a row is field i, containers stand behind all of these. */
export function splitCells(batch: CellBatch, { direct, reads, unread }: Selection): SplitCells {
  const fields = Array.from({ length: direct }, (_, i) => i)
  for (const place of unread) fields[place] = -1
  const others = reads.filter(({ at, plainTo }) => plainTo < 0 || longest(batch, at) > plainTo)
  for (const { at } of others) fields[at] = -1
  return { fields, others }
}

function longest({ rows, starts, table }: CellBatch, place: number): number {
  let most = 0
  for (let row = 0; row < rows; row++) most = Math.max(most, table[(starts[row]! + place) * CELL + AT.rawLength]!)
  return most
}
