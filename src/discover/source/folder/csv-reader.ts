// Reads delimited text in pieces cut anywhere: quotes, doubled quotes, line breaks inside quotes, any line ending, ragged rows.
// Owns the grammar and nothing about meaning (header, types) or files.

export interface CsvReader {
  /** Hands each complete record to `take`. */
  write(piece: string): void
  /** The last record, when no line break follows it. */
  end(): void
  /** How many cells were longer than the limit and were cut. */
  readonly cut: number
  /** True inside quotes: the text so far ended in the middle of a quoted cell. */
  readonly quoted: boolean
}

export const CELL_LIMIT = 1 << 20
/** A stray quote in a file that does not quote would swallow the rest: after so many characters the quote was none. */
const QUOTED_LIMIT = 1 << 22

export function createCsvReader(delimiter: string, take: (cells: string[]) => void, cellLimit = CELL_LIMIT): CsvReader {
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let wasQuoted = false // a quoted part ended: a quote here is a doubled one
  let started = false // something of this record has been seen
  let afterReturn = false
  let cut = 0
  let overflow = 0
  const mark = delimiter.charCodeAt(0)
  const ends = (char: number): boolean => char === mark || char === 0x0a || char === 0x0d

  const add = (part: string): void => {
    if (cell === '' && part.length <= cellLimit) cell = part
    else if (cell.length + part.length > cellLimit) {
      if (cell.length < cellLimit) {
        cell += part.slice(0, cellLimit - cell.length)
        cut++
      }
      overflow += part.length
    } else cell += part
  }
  const endCell = (): void => {
    cells.push(cell)
    cell = ''
    wasQuoted = false
    overflow = 0
  }
  const endRecord = (): void => {
    endCell()
    const record = cells
    cells = []
    started = false
    // an empty line is no record
    if (record.length > 1 || record[0] !== '') take(record)
  }

  return {
    write(piece) {
      let start = 0
      let i = 0
      const length = piece.length
      if (afterReturn && length > 0) {
        afterReturn = false
        if (piece.charCodeAt(0) === 0x0a) start = i = 1
      }
      while (i < length) {
        const char = piece.charCodeAt(i)
        if (quoted) {
          const next = piece.indexOf('"', i)
          if (next === -1) {
            add(piece.slice(start, length))
            start = i = length
            if (overflow > QUOTED_LIMIT) quoted = false
            continue
          }
          add(piece.slice(start, next))
          quoted = false
          wasQuoted = true
          start = i = next + 1
          continue
        }
        if (char === mark) {
          add(piece.slice(start, i))
          endCell()
          started = true
          start = ++i
        } else if (char === 0x0a || char === 0x0d) {
          add(piece.slice(start, i))
          endRecord()
          i++
          if (char === 0x0d) {
            if (i === length) afterReturn = true
            else if (piece.charCodeAt(i) === 0x0a) i++
          }
          start = i
        } else if (char === 0x22) {
          if (wasQuoted && i === start) {
            add('"') // doubled
            quoted = true
            wasQuoted = false
            start = ++i
          } else if (cell === '' && i === start && !wasQuoted) {
            quoted = true
            started = true
            start = ++i
          } else i++ // a quote in the middle of an unquoted cell is itself
        } else {
          started = true
          // the rest of an unquoted cell: nothing but its end has a meaning
          do {
            i++
          } while (i < length && !ends(piece.charCodeAt(i)))
        }
      }
      if (start < length) add(piece.slice(start, length))
    },
    end() {
      quoted = false
      if (started || cell !== '' || cells.length > 0) endRecord()
    },
    get cut() {
      return cut
    },
    get quoted() {
      return quoted
    },
  }
}
