// One statement whose rows are handed on as they arrive, as cells of bytes, or as those the client read from the wire: no second array, no object, no
// list of all rows. Owns that a fault in taking a row never reaches the client's parser; knows nothing of cursors or columns.
import type pg from 'pg'
import type { CellBatch, CellKernel } from '../../engine/cells.ts'
import type { RowTap } from './postgres-tap.ts'

/** What pg calls on a query; only the part of a simple query that can happen. */
interface Wire {
  query(text: string): void
  sendCopyFail(why: string): void
}

export interface Arrived {
  readonly rows: number
  /** of the values, without the protocol around them */
  readonly bytes: number
}

/** Where rows are taken before the client sees them. */
export interface CellsOf {
  readonly tap: RowTap
  readonly kernel: CellKernel
  readonly take: (batch: CellBatch) => Promise<void>
}

/**
 * `take` owns the array it is given; with `cells` it is only asked for rows that are too long for these. What either throws rejects the promise, after
 * the statement has ended.
 */
export function rowsOf(
  client: pg.Client,
  sql: string,
  take: (cells: (string | null)[], bytes: number) => void,
  cells?: CellsOf,
): Promise<Arrived> {
  return new Promise<Arrived>((resolve, reject) => {
    let rows = 0
    let bytes = 0
    let fault: { readonly thrown: unknown } | null = null
    const nothing = (): void => {}
    const takeCells = async (batch: CellBatch): Promise<void> => {
      if (fault !== null) return
      // what stands around the values: a letter, the length and the number of columns, and each value's own length
      rows += batch.rows
      bytes += batch.chars - 7 * batch.rows - 4 * batch.starts[batch.rows]!
      try {
        await cells!.take(batch)
      } catch (thrown) {
        fault = { thrown }
      }
    }
    const query = {
      submit: (wire: Wire): null => {
        cells?.tap.begin(cells.kernel, ({ batch }) => takeCells(batch))
        wire.query(sql)
        return null
      },
      handleRowDescription: nothing,
      handleDataRow: ({ fields, length }: { fields: (string | null)[]; length: number }): void => {
        if (fault !== null) return
        // the length of a message counts itself, the number of columns, and each value's own length
        const size = length - 6 - 4 * fields.length
        rows++
        bytes += size
        try {
          take(fields, size)
        } catch (thrown) {
          fault = { thrown }
        }
      },
      handleCommandComplete: nothing,
      handlePortalSuspended: nothing,
      handleEmptyQuery: nothing,
      handleCopyInResponse: (wire: Wire): void => wire.sendCopyFail('nothing is written'),
      handleCopyData: nothing,
      handleReadyForQuery: (): void => {
        cells?.tap.end()
        if (fault === null) resolve({ rows, bytes })
        else reject(fault.thrown as Error)
      },
      handleError: (error: Error): void => {
        cells?.tap.end()
        reject(error)
      },
    }
    client.query(query as unknown as pg.Submittable)
  })
}
