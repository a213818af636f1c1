// Single records in Parquet, one file a store and hour (or several, until they are merged). Owns the columns. `context` holds what
// access-batch.ts calls so, whole; the columns beside it are the same facts for those who read the files with other tools. `numbers` has four
// bytes for each reference in `refs`: its person, or 2^32 - 1 for nobody.
import { BLOB, DOUBLE, DuckDBBlobValue, DuckDBDataChunk, INTEGER, type DuckDBBlobVector, type DuckDBConnection } from '@duckdb/node-api'
import type { AccessQuery } from '../../core/contract/access.ts'
import { BASES, readContext, REF_BYTES, type AccessContext, type BatchRecord, type ContextCache } from './access-batch.ts'
import { literal, type Duck } from './duck.ts'
import { NOBODY } from './resolve-refs.ts'

const CHUNK = 2048

export interface ParquetRow {
  readonly writer: string
  readonly observed: number
  readonly record: BatchRecord
  /** little endian, aligned with the record's refs */
  readonly numbers: Uint8Array
}

const texts = new WeakMap<AccessContext, string>()

function textOf(context: AccessContext): string {
  let text = texts.get(context)
  if (text === undefined) texts.set(context, (text = JSON.stringify(context)))
  return text
}

const TEXTS =
  'source plane phase principal actor session storeSession decision purpose ticket ip country device store object action outcome fingerprint'
const WIDE = [
  ...TEXTS.split(' ').map((name) => `context->>'${name}' as ${snake(name)}`),
  `cast(context->>'asn' as bigint) as asn`,
  `cast(context->>'drill' as boolean) as drill`,
  `from_json(context->'fields', '["VARCHAR"]') as fields`,
].join(', ')

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

const COLUMNS = { principals: 'principal', sessions: 'session', stores: 'store', objects: 'object', planes: 'plane' } as const

/** A question as SQL over the columns, its times included. */
export function whereOf(query: AccessQuery): string {
  const among = (list: readonly string[]): string => list.map(literal).join(', ')
  const parts = [`time >= make_timestamp(${Date.parse(query.from) * 1000})`, `time < make_timestamp(${Date.parse(query.to) * 1000})`]
  for (const [list, column] of Object.entries(COLUMNS) as [keyof typeof COLUMNS, string][]) {
    const wanted = query[list]
    if (wanted !== undefined) parts.push(wanted.length === 0 ? 'false' : `${column} in (${among(wanted)})`)
  }
  if (query.fields !== undefined) parts.push(query.fields.length === 0 ? 'false' : `list_has_any(fields, [${among(query.fields)}])`)
  return parts.join(' and ')
}

/** `file` is written anew; durable only once it is synced. */
export async function writeParquet(duck: Duck, file: string, rows: readonly ParquetRow[]): Promise<void> {
  await duck.use((connection) => writeRows(connection, file, rows))
}

async function writeRows(connection: DuckDBConnection, file: string, rows: readonly ParquetRow[]): Promise<void> {
  await connection.run(
    `create or replace temp table r (context integer, writer integer, seq double, time double, observed double, rows double, bytes double,
     lower double, upper double, basis integer, refs blob, numbers blob)`,
  )
  await connection.run('create or replace temp table c (id integer, context varchar)')
  await connection.run('create or replace temp table w (id integer, writer varchar)')
  const contexts = new Map<AccessContext, number>()
  const writers = new Map<string, number>()
  const types = [INTEGER, INTEGER, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE, INTEGER, BLOB, BLOB]
  const appender = await connection.createAppender('r', null, 'temp')
  try {
    for (let from = 0; from < rows.length; from += CHUNK) {
      const part = rows.slice(from, from + CHUNK)
      const chunk = DuckDBDataChunk.create(types, part.length)
      chunk.rowCount = part.length
      // Numbers go into DuckDB's own memory; a call for each value would cost most of the time.
      const column = (index: number): { items: Int32Array | Float64Array; flush(): void } =>
        chunk.getColumnVector(index) as unknown as { items: Int32Array | Float64Array; flush(): void }
      const numeric = Array.from({ length: 10 }, (_, index) => column(index))
      const items = numeric.map((vector) => vector.items)
      const refs = chunk.getColumnVector(10) as DuckDBBlobVector
      const numbers = chunk.getColumnVector(11) as DuckDBBlobVector
      for (let at = 0; at < part.length; at++) {
        const { writer, observed, record, numbers: its } = part[at]!
        items[0]![at] = numbered(contexts, record.context)
        items[1]![at] = numbered(writers, writer)
        items[2]![at] = record.seq
        items[3]![at] = record.time
        items[4]![at] = observed
        items[5]![at] = record.rows ?? -1
        items[6]![at] = record.bytes ?? -1
        items[7]![at] = record.lower
        items[8]![at] = record.upper
        items[9]![at] = BASES.indexOf(record.basis)
        refs.setItem(at, record.refs.length === 0 ? null : new DuckDBBlobValue(record.refs))
        numbers.setItem(at, its.length === 0 ? null : new DuckDBBlobValue(its))
      }
      for (const vector of numeric) vector.flush()
      refs.flush()
      numbers.flush()
      appender.appendDataChunk(chunk)
    }
  } finally {
    appender.closeSync()
  }
  await appendTexts(connection, 'c', [...contexts.keys()].map(textOf))
  await appendTexts(connection, 'w', [...writers.keys()])
  const bases = BASES.map((basis, at) => `when ${at} then '${basis}'`).join(' ')
  await connection.run(
    `copy (select w.writer, r.seq::bigint as seq, make_timestamp(r.time::bigint * 1000) as time, make_timestamp(r.observed::bigint * 1000) as observed,
       nullif(r.rows::bigint, -1) as rows, nullif(r.bytes::bigint, -1) as bytes, r.lower::bigint as lower, r.upper::bigint as upper,
       case r.basis ${bases} end as basis, r.refs, r.numbers, wide.*
     from r join w on w.id = r.writer join (select id, context, ${WIDE} from c) wide on wide.id = r.context) to ${literal(file)} (${FORMAT})`,
  )
}

/** Several files into one, as they are; durable only once it is synced. */
export async function mergeParquet(duck: Duck, file: string, files: readonly string[]): Promise<void> {
  await duck.use((connection) =>
    connection.run(
      `copy (select * from read_parquet([${files.map(literal).join(', ')}], union_by_name = true)) to ${literal(file)} (${FORMAT})`,
    ),
  )
}

const FORMAT = 'format parquet, compression zstd, row_group_size 122880'

function numbered<T>(known: Map<T, number>, value: T): number {
  let at = known.get(value)
  if (at === undefined) known.set(value, (at = known.size))
  return at
}

async function appendTexts(connection: DuckDBConnection, table: 'c' | 'w', list: readonly string[]): Promise<void> {
  const appender = await connection.createAppender(table, null, 'temp')
  try {
    list.forEach((text, id) => {
      appender.appendInteger(id)
      appender.appendVarchar(text)
      appender.endRow()
    })
  } finally {
    appender.closeSync()
  }
}

export interface ParquetAsk {
  readonly files: readonly string[]
  /** SQL over the columns */
  readonly where: string
  readonly order?: string
  readonly limit?: number
}

/** Rows as they were written. Rows whose context cannot be read are left out: the file's sum was checked, so that none is. */
export async function* readParquet(duck: Duck, ask: ParquetAsk, cache: ContextCache): AsyncGenerator<ParquetRow[]> {
  if (ask.files.length === 0) return
  const connection = await duck.connect()
  try {
    const result = await connection.stream(
      `select writer, seq::double as s, epoch_ms(time)::double as t, epoch_ms(observed)::double as o, coalesce(rows, -1)::double as r,
         coalesce(bytes, -1)::double as b, lower::double as l, upper::double as u, basis, context, refs, numbers
       from read_parquet([${ask.files.map(literal).join(', ')}]) where ${ask.where}
       ${ask.order === undefined ? '' : `order by ${ask.order}`} ${ask.limit === undefined ? '' : `limit ${ask.limit}`}`,
    )
    for (;;) {
      const chunk = await result.fetchChunk()
      if (chunk === null || chunk.rowCount === 0) return
      yield rowsOf(chunk, cache)
    }
  } finally {
    connection.closeSync()
  }
}

function rowsOf(chunk: DuckDBDataChunk, cache: ContextCache): ParquetRow[] {
  const text = (index: number): ((at: number) => string) => {
    const vector = chunk.getColumnVector(index)
    return (at) => vector.getItem(at) as string
  }
  const number = (index: number): Float64Array => (chunk.getColumnVector(index) as unknown as { items: Float64Array }).items
  const blob = (index: number): DuckDBBlobVector => chunk.getColumnVector(index) as DuckDBBlobVector
  const [writer, basis, contextText] = [text(0), text(8), text(9)]
  const [seq, time, observed, rows, bytes] = [number(1), number(2), number(3), number(4), number(5)]
  const [lower, upper, refs, numbers] = [number(6), number(7), blob(10), blob(11)]
  const out: ParquetRow[] = []
  for (let at = 0; at < chunk.rowCount; at++) {
    const context = readContext(contextText(at), cache)
    if (context === null) continue
    out.push({
      writer: writer(at),
      observed: observed[at]!,
      numbers: copyOf(numbers.getItemBytes(at)),
      record: {
        seq: seq[at]!,
        time: time[at]!,
        context,
        rows: rows[at]! < 0 ? null : rows[at]!,
        bytes: bytes[at]! < 0 ? null : bytes[at]!,
        lower: lower[at]!,
        upper: upper[at]!,
        basis: basis(at) as BatchRecord['basis'],
        refs: copyOf(refs.getItemBytes(at)),
      },
    })
  }
  return out
}

function copyOf(bytes: Uint8Array | null): Uint8Array {
  return bytes === null ? new Uint8Array(0) : bytes.slice()
}

/** People and references of nobody in a row, each once. */
export function peopleOfRow({ record, numbers }: Pick<ParquetRow, 'numbers'> & { readonly record: Pick<BatchRecord, 'refs'> }): {
  numbers: number[]
  unresolved: string[]
} {
  const found = new Set<number>()
  const nobodys = new Set<string>()
  const view = new DataView(numbers.buffer, numbers.byteOffset, numbers.byteLength)
  for (let at = 0; at * 4 < numbers.length; at++) {
    const n = view.getUint32(at * 4, true)
    if (n !== NOBODY) found.add(n)
    else nobodys.add(Buffer.from(record.refs.subarray(at * REF_BYTES, (at + 1) * REF_BYTES)).toString('hex'))
  }
  return { numbers: [...found], unresolved: [...nobodys] }
}
