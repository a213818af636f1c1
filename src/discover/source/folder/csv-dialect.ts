// Decides whether a text is a table, by which delimiter, and whether its first record names the columns. Looks at the first records
// only. A header that is doubtful is data: a customer's name must not become the name of a column.
import { createCsvReader } from './csv-reader.ts'

export interface CsvDialect {
  readonly delimiter: string
  readonly columns: number
  /** null: no header, columns are called 1, 2, 3 … */
  readonly header: readonly string[] | null
}

const DELIMITERS = [',', ';', '\t', '|'] as const
const LOOK_AT = 200

/** `sure`: the name of the file says that it is a table. `whole`: `text` is the whole file, not its beginning. */
export function detectCsv(text: string, options: { readonly sure: boolean; readonly whole: boolean }): CsvDialect | null {
  let best: { delimiter: string; columns: number; score: number; records: string[][] } | null = null
  for (const delimiter of DELIMITERS) {
    const records = firstRecords(text, delimiter, options.whole)
    if (records.length === 0) continue
    const counts = new Map<number, number>()
    for (const record of records) counts.set(record.length, (counts.get(record.length) ?? 0) + 1)
    const [columns, same] = [...counts].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] > a[0]) ? b : a))
    const share = same / records.length
    if (columns < 2) continue
    if (!options.sure && (records.length < 4 || share < 0.95 || looksLikeProse(records, columns))) continue
    if (options.sure && share < 0.5) continue
    const score = share * 100 + Math.min(columns, 50)
    if (best === null || score > best.score) best = { delimiter, columns, score, records }
  }
  if (best === null) {
    if (!options.sure) return null
    const records = firstRecords(text, '\n', options.whole).slice(0, LOOK_AT)
    return records.length === 0 ? null : { delimiter: ',', columns: 1, header: headerOf(firstRecords(text, ',', options.whole)) }
  }
  return { delimiter: best.delimiter, columns: best.columns, header: headerOf(best.records) }
}

function firstRecords(text: string, delimiter: string, whole: boolean): string[][] {
  const records: string[][] = []
  const reader = createCsvReader(delimiter, (cells) => {
    if (records.length < LOOK_AT) records.push(cells)
  })
  reader.write(text)
  if (whole || records.length === 0) reader.end()
  return records
}

// Sentences have commas too: a table repeats the place of its delimiter with short cells, prose does not.
function looksLikeProse(records: readonly string[][], columns: number): boolean {
  let spaced = 0
  let cells = 0
  for (const record of records) {
    if (record.length !== columns) continue
    for (const cell of record.slice(1)) {
      cells++
      if (/^ \S+ \S+/.test(cell) || cell.length > 200) spaced++
    }
  }
  return cells > 0 && spaced / cells > 0.3
}

/** Unique column names of a header record: an empty one gets its number, a repeated one a suffix. */
export function columnNames(header: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return header.map((cell, i) => {
    const base = cell.trim().slice(0, 200) || String(i + 1)
    const times = (seen.get(base) ?? 0) + 1
    seen.set(base, times)
    return times === 1 ? base : `${base}#${times}`
  })
}

function headerOf(records: readonly string[][]): readonly string[] | null {
  const [first, ...rest] = records
  if (first === undefined) return null
  const filled = first.filter((cell) => cell.trim() !== '')
  if (filled.length === 0 || filled.length < first.length / 2) return null
  if (filled.some((cell) => isValue(cell.trim()))) return null
  if (new Set(filled.map((cell) => cell.trim().toLowerCase())).size < filled.length * 0.5) return null
  if (rest.length === 0) return first
  // words somebody gives to columns, or a name written the way programs write it
  if (filled.some((cell) => COLUMN_WORD.test(cell) || /^[a-z]+(_[a-z0-9]+)+$|^[a-z]+([A-Z][a-z]+)+$/.test(cell.trim()))) return first
  // else some column must hold another kind of thing below than in its first cell
  for (let i = 0; i < first.length; i++) {
    const below = rest.map((record) => record[i]?.trim() ?? '').filter((cell) => cell !== '')
    if (below.length > 0 && below.filter(isValue).length > below.length * 0.6) return first
  }
  return null
}

function isValue(cell: string): boolean {
  return (
    cell.length > 80 ||
    /^[\s\d.,:+\-/()€$£%]*\d[\s\d.,:+\-/()€$£%TZ]*$/.test(cell) ||
    /\S@\S+\.\S/.test(cell) ||
    /^https?:\/\//i.test(cell) ||
    /^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(cell) ||
    /\d{5,}/.test(cell)
  )
}

const COLUMN_WORD =
  /(^|[^\p{L}])(id|nr|no|number|num|name|names|e-?mail|mail|phone|tel|telefon|mobile|fax|date|datum|time|zeit|city|ort|stadt|ville|country|land|pays|street|stra(ss|ß)e|address|adresse|zip|plz|postcode|postal|vorname|nachname|first|last|surname|prenom|prénom|nom|nombre|apellidos?|correo|fecha|iban|bic|card|karte|amount|betrag|price|preis|total|status|type|typ|code|key|value|wert|user|customer|kunde|client|account|konto|gender|geschlecht|birth|dob|age|alter|note|notes|comment|bemerkung|description|title|titel|role|company|firma|ssn|ip|url|created|updated)($|[^\p{L}])/iu
