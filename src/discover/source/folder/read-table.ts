// Feeds a delimited file into a sink. Owns sampling of its records and what makes such a file `partial`.
import type { ReadOptions } from '../source.ts'
import type { RowSink } from '../row-sink.ts'
import { columnNames, type CsvDialect } from './csv-dialect.ts'
import { createCsvReader } from './csv-reader.ts'
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
  mode: ReadOptions['mode'],
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
  if (text.whole) {
    unclosed = reader.quoted
    reader.end()
  }
  await sink.flush()
  const faults: string[] = []
  if (cut + reader.cut > 0) faults.push(`${cut + reader.cut} cells were longer than 1 MiB and were cut`)
  if (unclosed) faults.push('a quoted cell is never closed: what follows it was read as one cell')
  if (sink.tooMany) faults.push('more columns than are read')
  return { rows: stride.taken, total: text.whole ? stride.seen : null, faults }
}
