// Which columns of a batch a scan can look at as bytes, and which have to become strings first: containers, binary values, and those columns in which a
// value is longer than is read.
import { AT, CELL, type CellBatch } from '../../engine/cells.ts'
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
  readonly containers: readonly { readonly at: number; readonly put: PutValue; readonly own: () => number; used: boolean }[]
}

export interface SplitCells {
  /** by place: the field that gets the cell as it is; -1: none */
  readonly fields: readonly number[]
  /** places of cells that have to become strings */
  readonly others: readonly number[]
}

/** INVARIANT: cell i of a row is field i, containers stand behind all of these. */
export function splitCells(batch: CellBatch, { direct, reads, unread, containers }: Selection): SplitCells {
  const fields = Array.from({ length: direct }, (_, i) => i)
  for (const place of unread) fields[place] = -1
  const others = containers.map(({ at }) => at)
  for (const { at, plainTo } of reads) {
    if (plainTo >= 0 && longest(batch, at) <= plainTo) continue
    fields[at] = -1
    others.push(at)
  }
  return { fields, others }
}

function longest({ rows, starts, table }: CellBatch, place: number): number {
  let most = 0
  for (let row = 0; row < rows; row++) most = Math.max(most, table[(starts[row]! + place) * CELL + AT.rawLength]!)
  return most
}
