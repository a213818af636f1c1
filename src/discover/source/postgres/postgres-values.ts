// How a column of each type is asked for and how its text becomes cells. Owns the limits on the length of a value and the rule that no
// cast of a stranger's type runs: casts may be functions, output functions are not.
import type pg from 'pg'
import { createJsonFields, type JsonFields } from '../json-fields.ts'
import { createJsonTokenizer, JsonFault } from '../json-tokenizer.ts'
import type { CellSink } from '../row-sink.ts'
import { detectEncoding } from '../folder/text-encoding.ts'
import { columns, quoted, typeRow, type ColumnRow, type TypeRow } from './postgres-catalogue.ts'
import { parseArray, parseComposite, parseHstore } from './postgres-literals.ts'

/** Counts what was not read as it stands; becomes words of the ledger. */
export interface ValueFaults {
  cut: number
  binary: number
}

/** The cell that a value's text becomes; undefined: none, it was not text. */
export type ReadValue = (text: string) => string | undefined

/** A column is one field, its cell made by `read` (null: the text is the cell); or its values go into fields below it by `put`. */
export type ColumnPlan =
  | {
      /** SQL for the select list */
      readonly expression: string
      readonly read: ReadValue | null
      /** `read` leaves values of so many bytes as they are */
      readonly plainTo?: number
      readonly put?: undefined
    }
  | { readonly expression: string; /** the column itself becomes a field when a value is not of the form */ readonly put: PutValue }

/** Puts the text of one value into fields of the current row. */
export type PutValue = (text: string) => void

export type TypeReader = (oid: string) => Promise<TypeRow | null>

export function typeReader(client: pg.Client, known: Map<string, TypeRow | null>): TypeReader {
  return async (oid) => {
    if (!known.has(oid)) known.set(oid, await typeRow(client, oid))
    return known.get(oid) ?? null
  }
}

// Short by nature: no limit is needed, the value comes as it is.
const SHORT = new Set(
  (
    'bool int2 int4 int8 oid float4 float8 money date time timetz timestamp timestamptz interval uuid inet cidr macaddr macaddr8 bit ' +
    'point line lseg box circle xid xid8 cid tid pg_lsn "char" char name regclass regproc regtype'
  ).split(' '),
)

export async function planColumn(
  client: pg.Client,
  column: ColumnRow,
  own: () => number,
  sink: CellSink,
  types: TypeReader,
  limit: number,
  faults: ValueFaults,
  longValues: boolean,
): Promise<ColumnPlan> {
  const plan = await planLimited(client, column, own, sink, types, limit, faults)
  // Where no value can be long the server need not look at each: a limit costs it half as much again as the reading.
  return longValues ? plan : { ...plan, expression: quoted(column.name) }
}

async function planLimited(
  client: pg.Client,
  column: ColumnRow,
  own: () => number,
  sink: CellSink,
  types: TypeReader,
  limit: number,
  faults: ValueFaults,
): Promise<ColumnPlan> {
  let type = await types(column.type)
  for (let depth = 0; type !== null && type.kind === 'd' && depth < 32; depth++) type = await types(type.base)
  const name = quoted(column.name)
  if (type === null) return { expression: limited(name, limit), read: textCell(limit, faults), plainTo: limit }
  if (type.builtin && !type.array) {
    if (SHORT.has(type.name)) return { expression: name, read: null }
    if (type.name === 'text' || type.name === 'varchar' || type.name === 'bpchar') {
      if (column.modifier > 4 && column.modifier - 4 <= limit) return { expression: name, read: null }
      return { expression: `pg_catalog.left(${name}::pg_catalog.text, ${limit + 1})`, read: textCell(limit, faults), plainTo: limit }
    }
    if (type.name === 'json' || type.name === 'jsonb') {
      return {
        expression: `pg_catalog.left(${name}::pg_catalog.text, ${limit + 1})`,
        put: jsonCell(column.name, own, sink, limit, faults),
      }
    }
    if (type.name === 'bytea') return { expression: `pg_catalog.substr(${name}, 1, ${limit + 1})`, read: bytesCell(limit, faults) }
  }
  const expression = limited(name, limit)
  if (type.array) {
    const element = await types(type.element)
    const json = element !== null && (element.name === 'json' || element.name === 'jsonb')
    return { expression, put: arrayCell(column.name, own, sink, limit, faults, json) }
  }
  if (type.kind === 'c') {
    const parts = await columns(client, type.relation)
    return {
      expression,
      put: compositeCell(
        column.name,
        parts.map((part) => part.name),
        own,
        sink,
        limit,
        faults,
      ),
    }
  }
  if (type.name === 'hstore') return { expression, put: hstoreCell(column.name, own, sink, limit, faults) }
  return { expression, read: textCell(limit, faults), plainTo: limit }
}

// `format` uses the output function of the type; NULL would become '', so it is kept apart.
function limited(name: string, limit: number): string {
  return `case when ${name} is null then null else pg_catalog.left(pg_catalog.format('%s', ${name}), ${limit + 1}) end`
}

function textCell(limit: number, faults: ValueFaults): ReadValue {
  return (text) => (text.length <= limit ? text : cutTo(text, limit, faults))
}

function cutTo(text: string, limit: number, faults: ValueFaults): string {
  // the server counts characters, we count UTF-16 code units: a value within the limit may be longer here
  if (text.length <= limit) return text
  if (text.length > limit * 2 || codePoints(text) > limit) {
    faults.cut++
    return text.slice(0, limit)
  }
  return text
}

function jsonCell(name: string, own: () => number, sink: CellSink, limit: number, faults: ValueFaults): PutValue {
  const fields: JsonFields = createJsonFields(sink, `${name}.$`)
  const tokenizer = createJsonTokenizer(fields)
  return (text) => {
    try {
      tokenizer.write(text)
      tokenizer.end()
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error
      fields.reset()
      tokenizer.reset()
      // cut by the limit: what follows the cut is not read, what stands before has been
      sink.cell(own(), cutTo(text, limit, faults))
    }
  }
}

function arrayCell(name: string, own: () => number, sink: CellSink, limit: number, faults: ValueFaults, json: boolean): PutValue {
  let items: number | null = null
  const element = json ? jsonCell(`${name}[]`, own, sink, limit, faults) : null
  return (text) => {
    const values = text.length > limit ? null : parseArray(text)
    if (values === null) return sink.cell(own(), cutTo(text, limit, faults))
    items ??= sink.field(`${name}[]`)
    for (const value of values) {
      if (value === null) continue
      if (element !== null) element(value)
      else sink.cell(items, value)
    }
  }
}

function compositeCell(
  name: string,
  parts: readonly string[],
  own: () => number,
  sink: CellSink,
  limit: number,
  faults: ValueFaults,
): PutValue {
  const indices: number[] = []
  return (text) => {
    const values = text.length > limit ? null : parseComposite(text)
    if (values === null || values.length !== parts.length) return sink.cell(own(), cutTo(text, limit, faults))
    for (const [i, value] of values.entries()) sink.cell((indices[i] ??= sink.field(`${name}.${parts[i]!}`)), value)
  }
}

function hstoreCell(name: string, own: () => number, sink: CellSink, limit: number, faults: ValueFaults): PutValue {
  const fields = createJsonFields(sink, `${name}.$`)
  return (text) => {
    const pairs = text.length > limit ? null : parseHstore(text)
    if (pairs === null) return sink.cell(own(), cutTo(text, limit, faults))
    fields.startObject()
    for (const [key, value] of pairs) {
      fields.key(key)
      fields.value(value, true)
    }
    fields.endObject()
    fields.endDocument()
  }
}

// Bytes that are text in some encoding are read as text, all others are counted as not read.
function bytesCell(limit: number, faults: ValueFaults): ReadValue {
  return (text) => {
    let bytes = Buffer.from(text.startsWith('\\x') ? text.slice(2) : '', 'hex')
    if (bytes.length === 0) return text.startsWith('\\x') ? '' : text
    if (bytes.length > limit) {
      faults.cut++
      bytes = bytes.subarray(0, limit)
    }
    const encoding = detectEncoding(bytes)
    if (encoding !== null && (encoding.encoding !== 'windows-1252' || bytes.length >= 64))
      return new TextDecoder(encoding.encoding).decode(bytes.subarray(encoding.skip))
    faults.binary++
    return undefined
  }
}

function codePoints(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0xdc00 || unit > 0xdfff) count++ // the second half of a pair is not counted
  }
  return count
}
