// A MySQL or MariaDB server, or one database of it, read-only. Owns the transaction each object is read in, how a sample is spread, and
// what becomes of an object when something goes wrong. Views are not read: their tables are, and a view runs its definer's functions.
import { storeId } from '../../../core/ids.ts'
import { AppError } from '../../../core/errors.ts'
import { discoverError } from '../../errors.ts'
import { detectEncoding } from '../folder/text-encoding.ts'
import { createRowSink, type RowSink } from '../row-sink.ts'
import type { Outcome, ReadOptions, Source, SourceFacts, SourceObject, Unlisted } from '../source.ts'
import type { ParsedTarget } from '../target.ts'
import { createTextColumn, type TextColumn } from '../text-column.ts'
import { connectMysql, type MysqlConnection } from './mysql-connection.ts'

const VALUE_LIMIT = 1 << 16
const COUNT_BYTES = 64 << 20
const SYSTEM = ['mysql', 'sys', 'information_schema', 'performance_schema']
const SEED = 20_260_101

export async function openMysqlSource(target: ParsedTarget, options: { readonly signal: AbortSignal }): Promise<Source> {
  const server = await connectMysql(target, options.signal)
  const [[version = ''] = []] = (await server.query('select version()')) as string[][]
  const maria = /mariadb/i.test(version ?? '')
  const lost = (): AppError => discoverError('store-lost', { store: target.shown, why: 'the server ended it' })
  await server.query('set session transaction read only')
  // MariaDB counts seconds, MySQL milliseconds and only for SELECT
  await server.query(maria ? 'set session max_statement_time = 600' : 'set session max_execution_time = 600000').catch(() => {})
  await server.query('set session lock_wait_timeout = 5').catch(() => {})
  const database = 'database' in target.address ? target.address.database : ''
  return {
    kind: 'mysql',
    id: storeId(target.address),
    address: target.address,
    name: target.name,
    facts: () => mysqlFacts(server, maria ? `MariaDB ${/[\d.]+/.exec(version)?.[0] ?? ''}` : `MySQL ${version}`),
    async *objects(signal) {
      try {
        yield* listed(server, database, signal)
      } catch (error) {
        if (signal.aborted || error instanceof AppError) throw error
        throw server.broken()
          ? lost()
          : discoverError('store-lost', { store: target.shown, why: `its catalogue cannot be read: ${faultCode(error)}` }, error)
      }
    },
    async read(object, readOptions, take) {
      const progress = { rows: 0, bytes: 0 }
      const sink = createRowSink(take)
      try {
        if (server.broken()) throw lost()
        if (object.kind === 'view') return { status: 'skipped', reason: 'view: its tables are read' }
        await server.query('start transaction with consistent snapshot, read only')
        try {
          return await readTable(server, object, readOptions, sink, progress)
        } finally {
          if (!server.broken()) await server.query('rollback').catch(() => server.destroy())
        }
      } catch (error) {
        readOptions.signal.throwIfAborted()
        if (error instanceof AppError) throw error
        const reason = readFault(error)
        if (server.broken() || reason === 'lost') throw lost()
        if (reason === null) throw error
        if (progress.rows === 0) return { status: 'failed', reason }
        return { status: 'partial', reason: `broke off after ${progress.rows} rows: ${reason}`, ...progress }
      }
    },
    close: async () => {
      server.destroy()
    },
  }
}

async function* listed(
  server: MysqlConnection,
  database: string,
  signal: AbortSignal,
): AsyncGenerator<SourceObject | { readonly unlisted: Unlisted }> {
  const where = database === '' ? `table_schema not in (${SYSTEM.map(() => '?').join(', ')})` : 'table_schema = ?'
  const rows = await server.query(
    `select table_schema, table_name, table_type, table_rows, data_length from information_schema.tables where ${where} order by table_schema, table_name`,
    database === '' ? SYSTEM : [database],
  )
  for (const [schema, name, type, count, bytes] of rows) {
    signal.throwIfAborted()
    yield {
      path: [String(schema), String(name)],
      name: `${String(schema)}.${String(name)}`,
      kind: String(type).includes('VIEW') ? 'view' : 'table',
      ...(count === null || count === undefined ? {} : { rows: Number(count), rowsExact: false }),
      ...(bytes === null || bytes === undefined ? {} : { bytes: Number(bytes) }),
    }
  }
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

interface ColumnRow {
  readonly name: string
  readonly type: string
  readonly declared: string
  readonly key: string
}

async function readTable(
  server: MysqlConnection,
  object: SourceObject,
  options: ReadOptions,
  sink: RowSink,
  progress: { rows: number; bytes: number },
): Promise<Outcome> {
  const [schema = '', name = ''] = object.path
  const table = `${quoted(schema)}.${quoted(name)}`
  // a login sees in this list only the columns that it may read
  const columns: ColumnRow[] = (
    await server.query(
      'select column_name, data_type, column_type, column_key from information_schema.columns where table_schema = ? and table_name = ? order by ordinal_position',
      [schema, name],
    )
  ).map(([column, type, declared, key]) => ({
    name: String(column),
    type: String(type).toLowerCase(),
    declared: String(declared).slice(0, 200),
    key: String(key),
  }))
  if (columns.length === 0) return { status: 'failed', reason: 'no right to read any of its columns, or it was dropped' }
  const faults = { cut: 0, binary: 0 }
  const selected = columns.map((column) => {
    const cells = textColumn(column, sink)
    return { expression: expressionOf(column), cells, put: cellOf(column.type, cells, faults) }
  })
  const plan = await planRead(server, table, object, options.mode)
  await readRows(
    server,
    `select ${selected.map((one) => one.expression).join(', ')} from ${table}${plan.where}${plan.limit}`,
    selected.map((one) => one.put),
    options,
    sink,
    progress,
  )
  for (const one of selected) one.cells.finish()
  await sink.flush()
  const reasons: string[] = []
  if (faults.cut > 0) reasons.push(`${faults.cut} ${faults.cut === 1 ? 'value was' : 'values were'} too long and read in part`)
  if (faults.binary > 0) reasons.push(`${faults.binary} binary ${faults.binary === 1 ? 'value was' : 'values were'} not read`)
  if (sink.tooMany) reasons.push('it has more fields than are read')
  const total = plan.total ?? { rows: progress.rows, exact: true }
  if (reasons.length > 0) return { status: 'partial', reason: reasons.join('; '), ...progress, total }
  if (plan.total !== null && progress.rows < plan.total.rows) {
    return {
      status: 'partial',
      sampled: true,
      reason: `sample: ${progress.rows} of ${plan.total.exact ? '' : 'about '}${plan.total.rows} rows`,
      ...progress,
      total,
    }
  }
  return { status: 'read', ...progress, total }
}

// Small tables are counted and thinned evenly; of large ones the estimate of the server decides how many rows are taken.
async function planRead(
  server: MysqlConnection,
  table: string,
  object: SourceObject,
  mode: ReadOptions['mode'],
): Promise<{ where: string; limit: string; total: { rows: number; exact: boolean } | null }> {
  if (mode.kind === 'full') return { where: '', limit: '', total: null }
  const exact = (object.bytes ?? 0) <= COUNT_BYTES
  const count = exact ? Number((await server.query(`select count(*) from ${table}`))[0]?.[0] ?? 0) : (object.rows ?? 0)
  if (count <= mode.rows && exact) return { where: '', limit: '', total: { rows: count, exact } }
  const share = Math.min(1, (mode.rows * 1.03) / Math.max(count, 1))
  return { where: ` where rand(${SEED}) < ${share.toFixed(10)}`, limit: ` limit ${mode.rows}`, total: { rows: count, exact } }
}

const BINARY = new Set(['blob', 'tinyblob', 'mediumblob', 'longblob', 'binary', 'varbinary'])
const LONG = new Set(['text', 'mediumtext', 'longtext', 'json', 'blob', 'mediumblob', 'longblob', 'varchar', 'varbinary'])
const GEOMETRY = new Set([
  'geometry',
  'point',
  'linestring',
  'polygon',
  'multipoint',
  'multilinestring',
  'multipolygon',
  'geometrycollection',
  'geomcollection',
])

function expressionOf(column: ColumnRow): string {
  const name = quoted(column.name)
  if (GEOMETRY.has(column.type)) return `left(st_astext(${name}), ${VALUE_LIMIT + 1})`
  if (column.type === 'bit') return `${name} + 0`
  return LONG.has(column.type) ? `left(${name}, ${VALUE_LIMIT + 1})` : name
}

type PutCell = (value: string | Buffer | number | null) => number

function textColumn(column: ColumnRow, sink: RowSink): TextColumn {
  const key = column.key === 'PRI' ? 'primary' : column.key === 'UNI' ? 'unique' : null
  return createTextColumn(
    column.name,
    () => sink.field(column.name, { declared: column.declared, ...(key === null ? {} : { key }) }),
    sink,
    column.type === 'json',
  )
}

function cellOf(type: string, column: TextColumn, faults: { cut: number; binary: number }): PutCell {
  const text = (value: string): number => {
    if (value.length > VALUE_LIMIT) faults.cut++
    column.put(value.slice(0, VALUE_LIMIT))
    return value.length
  }
  return (value) => {
    if (value === null) {
      column.putNull()
      return 0
    }
    if (!Buffer.isBuffer(value)) return text(String(value))
    const encoding = BINARY.has(type) ? detectEncoding(value) : { encoding: 'utf-8', skip: 0 }
    if (encoding === null) faults.binary++
    else text(new TextDecoder(encoding.encoding).decode(value.subarray(encoding.skip)))
    return value.length
  }
}

async function readRows(
  server: MysqlConnection,
  sql: string,
  put: readonly PutCell[],
  options: ReadOptions,
  sink: RowSink,
  progress: { rows: number; bytes: number },
): Promise<void> {
  const stream = server.connection.query({ sql, rowsAsArray: true }).stream({ highWaterMark: 64 })
  try {
    for await (const row of stream as AsyncIterable<(string | Buffer | number | null)[]>) {
      for (const [i, value] of row.entries()) progress.bytes += put[i]!(value)
      sink.endRow()
      progress.rows++
      if (sink.full) {
        options.signal.throwIfAborted()
        await sink.flush()
      }
    }
  } catch (error) {
    // a result half read cannot be left behind: the connection is of no further use
    if (options.signal.aborted) server.destroy()
    throw error
  }
  await sink.flush()
}

async function mysqlFacts(server: MysqlConnection, name: string): Promise<SourceFacts> {
  const grants = (await server.query('show grants').catch(() => [])).map(([grant]) => String(grant))
  const remarks: string[] = []
  if (grants.some((grant) => /^GRANT ALL PRIVILEGES ON \*\.\*/i.test(grant) || /\bSUPER\b/i.test(grant)))
    remarks.push('the login may do everything on this server')
  else if (grants.some((grant) => /^GRANT [^']*\b(INSERT|UPDATE|DELETE|DROP|ALTER|ALL PRIVILEGES)\b/i.test(grant)))
    remarks.push('the login may change data: reading needs no such right')
  if (grants.some((grant) => /^GRANT [^']*\bFILE\b/i.test(grant))) remarks.push('the login may read and write files on the server')
  if (server.unchecked) remarks.push('encrypted, but nobody checked whose certificate it is: use ssl-mode=VERIFY_IDENTITY')
  const grant = [
    "create user 'holdfast_reader'@'%' identified by 'choose one';",
    "grant select on *.* to 'holdfast_reader'@'%'; -- or on one database: `name`.*",
  ].join('\n')
  return {
    server: name,
    tls: !server.encrypted ? 'none' : server.unchecked ? 'encrypted, certificate not checked' : 'encrypted',
    remarks,
    grant,
  }
}

function faultCode(error: unknown): string {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'unknown fault'
}

function readFault(error: unknown): string | null {
  const code = faultCode(error)
  if (code === 'PROTOCOL_CONNECTION_LOST' || code === 'ECONNRESET' || code === 'EPIPE') return 'lost'
  if (/ACCESS_DENIED/.test(code)) return 'no right to read it'
  if (code === 'ER_NO_SUCH_TABLE' || code === 'ER_BAD_FIELD_ERROR' || code === 'ER_BAD_DB_ERROR')
    return 'it was dropped or changed while it was read'
  if (code === 'ER_STATEMENT_TIMEOUT' || code === 'ER_QUERY_TIMEOUT' || code === 'ER_QUERY_INTERRUPTED')
    return 'reading took longer than the server was given'
  if (code === 'ER_LOCK_WAIT_TIMEOUT') return 'somebody held a lock on it for more than 5 s'
  if (/CRASHED|CORRUPT|NOT_KEYFILE/.test(code)) return 'its data are damaged'
  return code.startsWith('ER_') ? `the server refused: ${code}` : null
}
