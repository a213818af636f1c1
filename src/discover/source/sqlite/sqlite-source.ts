// A SQLite file, read-only. The file may be hostile: its schema is data, so nothing in it is trusted and views are not run. Owns the
// settings that say so and how rows become cells.
import { statSync } from 'node:fs'
import { setImmediate as breathe } from 'node:timers/promises'
import { DatabaseSync } from 'node:sqlite'
import { storeId } from '../../../core/ids.ts'
import { discoverError } from '../../errors.ts'
import { detectEncoding } from '../folder/text-encoding.ts'
import { createRowSink, type RowSink } from '../row-sink.ts'
import type { Outcome, ReadOptions, Source, SourceField, SourceObject, Unlisted } from '../source.ts'
import type { ParsedTarget } from '../target.ts'
import { createTextColumn, type TextColumn } from '../text-column.ts'

const VALUE_LIMIT = 1 << 20

export async function openSqliteSource(target: ParsedTarget): Promise<Source> {
  if (!('path' in target.address)) throw new TypeError('a SQLite database has a path')
  const { path } = target.address
  const database = opened(path)
  return {
    kind: 'sqlite',
    id: storeId(target.address),
    address: target.address,
    name: target.name,
    facts: async () => ({ server: `SQLite ${process.versions.sqlite ?? ''}`.trim(), tls: null, remarks: [], grant: null }),
    objects: (signal) => listed(database, signal),
    async read(object, options, take) {
      const sink = createRowSink(take)
      const progress = { rows: 0, bytes: 0 }
      try {
        return await readTable(database, object, options, sink, progress)
      } catch (error) {
        options.signal.throwIfAborted()
        const reason = fault(error)
        if (reason === null) throw error
        return progress.rows === 0
          ? { status: 'failed', reason }
          : { status: 'partial', reason: `broke off after ${progress.rows} rows: ${reason}`, ...progress }
      }
    },
    close: async () => {
      database.close()
    },
  }
}

function opened(path: string): DatabaseSync {
  try {
    statSync(path)
    const database = new DatabaseSync(path, {
      readOnly: true,
      allowExtension: false,
      timeout: 5000,
      enableDoubleQuotedStringLiterals: false,
    })
    // a hostile schema must not run functions of its choice, and damaged pages must be noticed
    database.exec('pragma trusted_schema = off; pragma query_only = on; pragma cell_size_check = on; pragma mmap_size = 0')
    database.prepare('select count(*) from sqlite_schema').get()
    return database
  } catch (error) {
    throw discoverError('not-sqlite', { path, why: fault(error) ?? 'it cannot be opened' }, error)
  }
}

async function* listed(database: DatabaseSync, signal: AbortSignal): AsyncGenerator<SourceObject | { readonly unlisted: Unlisted }> {
  const rows = database
    .prepare(
      "select name, type, coalesce(sql, '') as sql from sqlite_schema where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\' order by name",
    )
    .all()
  for (const row of rows) {
    signal.throwIfAborted()
    const name = String(row['name'])
    if (row['type'] === 'view') yield { unlisted: { name, status: 'skipped', reason: 'view: its tables are read' } }
    else if (/^\s*create\s+virtual\s/i.test(String(row['sql'])))
      yield { unlisted: { name, status: 'skipped', reason: 'virtual table: its content lies in other tables or outside' } }
    else yield { path: [name], name, kind: 'table' }
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

async function readTable(
  database: DatabaseSync,
  object: SourceObject,
  options: ReadOptions,
  sink: RowSink,
  progress: { rows: number; bytes: number },
): Promise<Outcome> {
  const table = object.path[0] ?? ''
  const columns = database.prepare('select name, type, pk, hidden from pragma_table_xinfo(?)').all(table)
  if (columns.length === 0) return { status: 'failed', reason: 'it was dropped or renamed while the database was read' }
  const fields: SourceField[] = columns.map((column) => ({
    path: String(column['name']),
    ...(column['type'] === '' || column['type'] === null ? {} : { declared: String(column['type']).slice(0, 200) }),
    ...(Number(column['pk']) > 0 ? { key: 'primary' as const } : {}),
  }))
  const total = Number(database.prepare(`select count(*) as n from ${quoted(table)}`).get()?.['n'] ?? 0)
  const every = options.mode.kind === 'full' || total <= options.mode.rows ? 1 : total / options.mode.rows
  // length first: a value may be a gigabyte
  const list = fields.map(
    ({ path }) =>
      `case when length(${quoted(path)}) > ${VALUE_LIMIT} then substr(${quoted(path)}, 1, ${VALUE_LIMIT + 1}) else ${quoted(path)} end`,
  )
  const statement = database.prepare(`select ${list.join(', ')} from ${quoted(table)}`)
  statement.setReadBigInts(true)
  statement.setReturnArrays(true)
  const faults = { cut: 0, binary: 0 }
  const texts = fields.map((field) => createTextColumn(field.path, () => sink.field(field.path, field), sink))
  const put = texts.map((column) => cellOf(column, faults))
  let seen = 0
  let next = 0
  for (const row of statement.iterate() as Iterable<unknown> as Iterable<readonly unknown[]>) {
    if (seen++ < Math.floor(next)) continue
    next += every
    for (const [i, value] of row.entries()) progress.bytes += put[i]!(value)
    sink.endRow()
    progress.rows++
    if (sink.full) {
      await sink.flush()
      await breathe() // SQLite answers at once: let the thread's other messages in
      options.signal.throwIfAborted()
    }
  }
  for (const column of texts) column.finish()
  await sink.flush()
  const reasons: string[] = []
  if (faults.cut > 0) reasons.push(`${faults.cut} ${faults.cut === 1 ? 'value was' : 'values were'} too long and read in part`)
  if (faults.binary > 0) reasons.push(`${faults.binary} binary ${faults.binary === 1 ? 'value was' : 'values were'} not read`)
  if (sink.tooMany) reasons.push('it has more fields than are read')
  const amount = { ...progress, total: { rows: total, exact: true } }
  if (reasons.length > 0) return { status: 'partial', reason: reasons.join('; '), ...amount }
  if (progress.rows < total) return { status: 'partial', sampled: true, reason: `sample: ${progress.rows} of ${total} rows`, ...amount }
  return { status: 'read', ...amount }
}

function cellOf(column: TextColumn, faults: { cut: number; binary: number }): (value: unknown) => number {
  const text = (value: string): number => {
    if (value.length > VALUE_LIMIT) faults.cut++
    column.put(value.length > VALUE_LIMIT ? value.slice(0, VALUE_LIMIT) : value)
    return value.length
  }
  return (value) => {
    if (value === null || value === undefined) {
      column.putNull()
      return 0
    }
    if (value instanceof Uint8Array) {
      const encoding = value.length > VALUE_LIMIT ? null : detectEncoding(value)
      if (encoding === null) faults.binary++
      else text(new TextDecoder(encoding.encoding).decode(value.subarray(encoding.skip)))
      return value.length
    }
    return text(typeof value === 'string' ? value : String(value as bigint | number))
  }
}

function fault(error: unknown): string | null {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown }
  if (code !== 'ERR_SQLITE_ERROR') return null
  const primary = typeof errcode === 'number' ? errcode & 0xff : 0
  if (primary === 5 || primary === 6) return 'somebody else holds a lock on it'
  if (primary === 11) return 'its pages are damaged'
  if (primary === 26) return 'it is encrypted or damaged'
  if (primary === 14 || primary === 23) return 'it cannot be opened'
  if (primary === 10) return 'reading the disk failed'
  return `SQLite refuses: code ${primary}`
}
