// Feeds a delimited file into a sink, as cells of bytes where it is read whole and may come so. Owns sampling of its records and what makes such a
// file `partial`.
import { takeCellKernel, type Cutting } from '../../engine/cells.ts'
import type { ReadOptions } from '../source.ts'
import type { RowSink } from '../row-sink.ts'
import { columnNames, type CsvDialect } from './csv-dialect.ts'
import { createCsvReader } from './csv-reader.ts'
import { cutRecords } from './cut-records.ts'
import type { FileText } from './file-bytes.ts'
import { createStride, slices } from './stride.ts'

export interface ContentResult {
  readonly rows: number
  /** rows the file holds, when all of it was seen */
  readonly total: number | null
  readonly faults: readonly string[]
}

export async function readTable(
  text: FileText,
  dialect: CsvDialect,
  size: number,
  { mode, bytes }: ReadOptions,
  sink: RowSink,
): Promise<ContentResult> {
  const names = dialect.header === null ? [] : columnNames(dialect.header)
  // INVARIANT: column i is field i
  let columns = 0
  const reach = (count: number): void => {
    for (; columns < count; columns++) if (sink.field(names[columns] ?? String(columns + 1)) < 0) return
  }
  reach(Math.max(names.length, dialect.columns))
  let place = 0
  const stride = createStride(mode, size, () => place)
  let headerSeen = dialect.header === null
  let dropFirst = false
  let blocks = false
  const record = (cells: string[]): void => {
    if (dropFirst) {
      dropFirst = false
      return
    }
    if (!headerSeen) {
      headerSeen = true
      return
    }
    // behind a jump a record may begin in the middle of a quoted cell
    if (blocks && cells.length !== dialect.columns) return
    if (!stride.take()) return
    if (cells.length > columns) reach(cells.length)
    if (cells.length > columns) cells.length = columns
    let chars = 0
    for (const cell of cells) chars += cell.length
    sink.startRow(cells, chars)
    sink.endRow()
  }
  let reader = createCsvReader(dialect.delimiter, record)
  let cut = 0
  let unclosed = false
  let cellRows = 0
  const cells = async ({ batch, widest }: Cutting): Promise<void> => {
    if (widest > columns) reach(widest)
    const from = headerSeen ? 0 : 1
    headerSeen = true
    const rows = batch.rows - from
    cellRows += rows
    await sink.cells(
      { ...batch, rows, starts: batch.starts.subarray(from) },
      Array.from({ length: columns }, (_, i) => i),
    )
  }
  const kernel = bytes === true && mode.kind === 'full' ? takeCellKernel() : undefined
  if (kernel === undefined) {
    for await (const piece of text.pieces()) {
      if (piece.jump) {
        cut += reader.cut
        reader = createCsvReader(dialect.delimiter, record)
        dropFirst = blocks = true
      }
      for (const slice of slices(piece.text, piece.from, text.bytes - piece.from, mode)) {
        place = slice.end
        reader.write(slice.text)
        if (sink.full) await sink.flush()
      }
    }
  } else {
    const write = async (piece: string): Promise<void> => {
      reader.write(piece)
      if (sink.full) await sink.flush()
    }
    try {
      await cutRecords(kernel, text.chunks(), dialect.delimiter, cells, write)
    } finally {
      kernel.release()
    }
  }
  if (text.whole) {
    unclosed = reader.quoted
    reader.end()
  }
  await sink.flush()
  const faults: string[] = []
  if (cut + reader.cut > 0)
    faults.push(`${cut + reader.cut === 1 ? '1 cell was' : `${cut + reader.cut} cells were`} longer than 1 MiB and read in part`)
  if (unclosed) faults.push('a quoted cell is never closed: what follows it was read as one cell')
  if (sink.tooMany) faults.push('more columns than are read')
  return { rows: stride.taken + cellRows, total: text.whole ? stride.seen + cellRows : null, faults }
}
