// A PostgreSQL database, read-only. Owns the transaction each object is read in, and what becomes of it when something goes wrong.
//
// Views: a materialised view is data and read. A plain view is read with its limits, since it may be all that a login has; but never by
// a superuser or a login that may run programs or read files on the server: a view runs its author's functions with our rights.
import type pg from 'pg'
import { storeId } from '../../../core/ids.ts'
import { AppError } from '../../../core/errors.ts'
import { discoverError } from '../../errors.ts'
import { takeCellKernel, type CellBatch, type CellKernel } from '../../engine/cells.ts'
import { createRowSink, type RowSink } from '../row-sink.ts'
import type { Outcome, ReadOptions, Source, SourceObject } from '../source.ts'
import type { ParsedTarget } from '../target.ts'
import {
  columns,
  loginFacts,
  quoted,
  tableFacts,
  tables,
  type ColumnRow,
  type LoginFacts,
  type TableFacts,
  type TableRow,
  type TypeRow,
} from './postgres-catalogue.ts'
import { connectPostgres, type PostgresConnection } from './postgres-connection.ts'
import { postgresFacts } from './postgres-facts.ts'
import { planRead, type ReadPlan } from './postgres-sample.ts'
import { containerOf, createCellRecorder, splitCells, type Selection } from './postgres-cells.ts'
import { rowsOf, type Arrived, type CellsOf } from './postgres-rows.ts'
import { planColumn, typeReader, type PutValue, type ReadValue, type ValueFaults } from './postgres-values.ts'

const KINDS: Readonly<Record<string, string>> = { r: 'table', p: 'table', m: 'materialized-view', v: 'view', f: 'foreign-table' }
const BATCH_BYTES = 2 << 20
const FIRST_BATCH = 16
const LARGEST_BATCH = 2000
/** Rows that are looked at while they arrive wait nowhere: the server stands still less often. */
const CELL_BATCH_BYTES = 16 << 20
const LARGEST_CELL_BATCH = 50_000
/** When so much waits to be looked at, nothing more is taken from the server. */
const HEAVY_CHARS = 8 << 20
/** Longest value in characters that is read: beyond it the object is partial. */
const SAMPLE_VALUE = 1 << 16
const FULL_VALUE = 1 << 20

// Set for each transaction, not for the session: behind a pooler the session may be another one.
const BEGIN = `begin isolation level repeatable read, read only;
  set local search_path = ''; set local statement_timeout = '120s'; set local lock_timeout = '5s';
  set local idle_in_transaction_session_timeout = '10min'; set local row_security = on; set local client_encoding = 'UTF8';
  set local datestyle = 'ISO, YMD'; set local intervalstyle = 'iso_8601'; set local bytea_output = 'hex'; set local xmloption = 'content'`

export async function openPostgresSource(target: ParsedTarget, options: { readonly signal: AbortSignal }): Promise<Source> {
  const connection = await connectPostgres(target, options.signal)
  const { client } = connection
  const login = await loginFacts(client)
  const types = new Map<string, TypeRow | null>()

  const lost = (): AppError => discoverError('store-lost', { store: target.shown, why: 'the server ended it' })
  // Runs `work` in a transaction of its own that is always rolled back: nothing is ever written.
  const reading = async <T>(work: () => Promise<T>): Promise<T> => {
    if (connection.broken()) throw lost()
    connection.counted()
    try {
      await client.query(BEGIN)
      return await work()
    } finally {
      if (!connection.broken()) await client.query('rollback').catch(() => connection.destroy())
    }
  }

  return {
    kind: 'postgres',
    id: storeId(target.address),
    address: target.address,
    name: target.name,
    facts: () => postgresFacts(connection, login, databaseOf(target)),
    async *objects(signal) {
      try {
        await client.query(BEGIN)
        for await (const row of tables(client)) {
          signal.throwIfAborted()
          yield listed(row, login.blockBytes)
        }
      } catch (error) {
        if (signal.aborted || error instanceof AppError) throw error
        if (connection.broken()) throw lost()
        throw discoverError('store-lost', { store: target.shown, why: `its catalogue cannot be read: SQLSTATE ${stateOf(error)}` }, error)
      } finally {
        if (!connection.broken()) await client.query('rollback').catch(() => connection.destroy())
      }
    },
    async read(object, readOptions, take) {
      const [schema = '', name = ''] = object.path
      const progress = { rows: 0, bytes: 0 }
      const sink = createRowSink(take)
      try {
        return await reading(async () => {
          const facts = await tableFacts(client, schema, name)
          const refused = facts === null ? gone() : refusal(facts, login)
          if (refused !== null || facts === null) return refused ?? gone()
          return await readTable(connection, facts, `${quoted(schema)}.${quoted(name)}`, readOptions, sink, progress, login, types)
        })
      } catch (error) {
        readOptions.signal.throwIfAborted()
        if (error instanceof AppError || !(error instanceof Error)) throw error
        if (connection.broken()) throw lost()
        const reason = readFault(error)
        if (reason === null) throw error
        if (progress.rows === 0) return { status: 'failed', reason }
        return { status: 'partial', reason: `broke off after ${progress.rows} rows: ${reason}`, ...progress }
      }
    },
    close: async () => {
      if (!connection.broken()) await client.end().catch(() => {})
      connection.destroy()
    },
  }
}

function databaseOf(target: ParsedTarget): string {
  return 'database' in target.address ? target.address.database : ''
}

function listed(row: TableRow, blockBytes: number): SourceObject {
  return {
    path: [row.schema, row.name],
    name: `${row.schema}.${row.name}`,
    kind: KINDS[row.relkind] ?? 'table',
    // -1: never analysed
    ...(row.relkind !== 'v' && row.rows > 0 ? { rows: Math.round(row.rows), rowsExact: false } : {}),
    ...(row.pages > 0 ? { bytes: row.pages * blockBytes } : {}),
  }
}

function gone(): Outcome {
  return { status: 'failed', reason: 'it was dropped or renamed while the database was read' }
}

function refusal(facts: TableFacts, login: LoginFacts): Outcome | null {
  if (facts.relkind === 'f') return { status: 'skipped', reason: 'foreign table: its rows lie in another server; scan that one' }
  if (facts.mixed) return { status: 'skipped', reason: 'a partition lies in another server: the others are read one by one' }
  if (!facts.maySchema) return { status: 'failed', reason: 'no right to use its schema' }
  if (!facts.mayAny) return { status: 'failed', reason: 'no right to read it' }
  if (!facts.populated) return { status: 'skipped', reason: 'materialised view that was never filled' }
  if (facts.relkind === 'v' && login.powerful) {
    return { status: 'skipped', reason: 'view: it would run functions with the rights of this powerful login; use one that can only read' }
  }
  return null
}

async function select(
  client: pg.Client,
  all: readonly ColumnRow[],
  longValues: boolean,
  sink: RowSink,
  limit: number,
  faults: ValueFaults,
  types: Map<string, TypeRow | null>,
): Promise<Selection> {
  const direct: string[] = []
  const reads: { at: number; read: ReadValue; plainTo: number }[] = []
  const unread: number[] = []
  const recorder = createCellRecorder(sink)
  const behind: { expression: string; put: PutValue; own: () => number }[] = []
  for (const column of all) {
    const own = (): number => sink.field(column.name, { declared: column.declared, ...(column.key === null ? {} : { key: column.key }) })
    const plan = column.may
      ? await planColumn(client, column, own, recorder.sink, typeReader(client, types), limit, faults, longValues)
      : null
    if (plan !== null && plan.put !== undefined) {
      behind.push({ expression: plan.expression, put: plan.put, own })
      continue
    }
    const at = own()
    direct.push(plan === null ? 'null' : plan.expression)
    if (plan === null) unread.push(at)
    else if (plan.read !== null) reads.push({ at, read: plan.read, plainTo: plan.plainTo ?? -1 })
  }
  return {
    list: [...direct, ...behind.map((one) => one.expression)].join(', '),
    direct: direct.length,
    reads,
    unread,
    containers: behind.map(({ put, own }, i) => containerOf(direct.length + i, put, own, recorder, sink)),
  }
}

async function readTable(
  connection: PostgresConnection,
  facts: TableFacts,
  table: string,
  options: ReadOptions,
  sink: RowSink,
  progress: { rows: number; bytes: number },
  login: LoginFacts,
  types: Map<string, TypeRow | null>,
): Promise<Outcome> {
  const { client } = connection
  const all = await columns(client, facts.oid)
  const faults: ValueFaults = { cut: 0, binary: 0 }
  const limit = options.mode.kind === 'full' ? FULL_VALUE : SAMPLE_VALUE
  const selection = await select(client, all, facts.longValues, sink, limit, faults, types)
  const plan = await planRead(client, facts, table, options.mode, login.blockBytes)
  const kernel = options.bytes === true ? takeCellKernel() : undefined
  try {
    await readRows(connection, selection, plan, options, sink, progress, kernel)
    if (plan.sampled && progress.rows === 0)
      await readRows(connection, selection, { ...plan, from: plan.from.replace(/ tablesample .*$/, '') }, options, sink, progress, kernel)
  } finally {
    kernel?.release()
  }
  // a container that was always empty is a field all the same
  for (const one of selection.containers) if (!one.used) one.own()
  await sink.flush()
  return outcomeOf(facts, all, plan, options, sink, faults, progress)
}

// Reads by FETCH, one batch ahead: each is a statement of its own, so that the time-out counts for a batch and not for the table.
async function readRows(
  connection: PostgresConnection,
  selection: Selection,
  plan: ReadPlan,
  options: ReadOptions,
  sink: RowSink,
  progress: { rows: number; bytes: number },
  kernel: CellKernel | undefined,
): Promise<void> {
  const { client } = connection
  const { list, reads, unread, containers } = selection
  const limit = plan.limit === null ? '' : ` limit ${plan.limit}`
  await client.query(`declare holdfast_rows no scroll cursor for select ${list} from ${plan.from}${limit}`)
  // One flush after the other, whoever asks for it.
  let flushed: Promise<void> = Promise.resolve()
  const flush = (): Promise<void> => {
    flushed = flushed.then(() => sink.flush())
    return flushed
  }
  let paused = false
  const makeRoom = async (): Promise<void> => {
    try {
      await flush()
    } catch {
      // whoever waits for the next flush hears of it: they are one chain
    }
    paused = false
    connection.counted()
    connection.resume()
  }
  const take = (cells: (string | null | undefined)[], bytes: number): void => {
    for (const { at, read } of reads) {
      const text = cells[at]
      if (typeof text === 'string') cells[at] = read(text)
    }
    for (const at of unread) cells[at] = undefined
    const texts = containers.length === 0 ? null : containers.map(({ at }) => cells[at])
    for (const { at } of containers) cells[at] = undefined
    sink.startRow(cells, bytes)
    for (let i = 0; i < containers.length; i++) {
      const text = texts![i]
      if (typeof text !== 'string') continue
      containers[i]!.used = true
      containers[i]!.put(text)
    }
    sink.endRow()
    // Rows much longer than those before them: the server waits until these have been looked at.
    if (sink.chars > HEAVY_CHARS && !paused) {
      paused = true
      connection.pause()
      void makeRoom()
    }
  }
  const takeCells = async (batch: CellBatch): Promise<void> => {
    const { fields, others } = splitCells(batch, selection)
    // what no column can look at as bytes goes as rows of their own, which hold nothing else
    const apart = others.length + containers.length > 0
    for (let row = 0; apart && row < batch.rows; row++) {
      const first = batch.starts[row]!
      for (const { at, read } of others) {
        const value = batch.value(first + at)
        sink.cell(at, value === null ? null : read(value))
      }
      for (const container of containers) if (!batch.isNull(first + container.at)) container.putCell(batch, first + container.at)
      sink.endRow()
      if (sink.full) await flush()
    }
    flushed = flushed.then(() => sink.cells(batch, fields, ...(apart ? [true as const] : [])))
    await flushed
  }
  const cells: CellsOf | undefined = kernel === undefined ? undefined : { tap: connection.tap, kernel, take: takeCells }
  let size = FIRST_BATCH
  const fetch = (): Promise<Arrived> => rowsOf(client, `fetch forward ${size} from holdfast_rows`, take, cells)
  let asked = size
  let next = fetch()
  try {
    for (;;) {
      const { rows, bytes } = await next
      connection.counted()
      options.signal.throwIfAborted()
      progress.rows += rows
      progress.bytes += bytes
      const last = rows < asked
      // rows differ in length: aim at a batch of about so many bytes, growing no more than fourfold at a time
      const fit = Math.floor(((kernel === undefined ? BATCH_BYTES : CELL_BATCH_BYTES) * rows) / Math.max(bytes, 1))
      size = Math.max(1, Math.min(kernel === undefined ? LARGEST_BATCH : LARGEST_CELL_BATCH, size * 4, fit))
      if (!last) {
        asked = size
        next = fetch()
        next.catch(() => {})
      }
      await flush()
      if (last) break
    }
  } finally {
    // one statement at a time: what was asked ahead must be over before the next one
    await next.catch(() => {})
  }
  await client.query('close holdfast_rows')
}

function outcomeOf(
  facts: TableFacts,
  all: readonly ColumnRow[],
  plan: ReadPlan,
  options: ReadOptions,
  sink: RowSink,
  faults: ValueFaults,
  progress: { rows: number; bytes: number },
): Outcome {
  const reasons: string[] = []
  const unread = all.filter((column) => !column.may).map((column) => column.name)
  if (unread.length > 0)
    reasons.push(
      `no right to read ${unread.length === 1 ? 'the column' : 'the columns'} ${unread.slice(0, 20).join(', ')}${unread.length > 20 ? ` and ${unread.length - 20} more` : ''}`,
    )
  if (facts.rowSecurity) reasons.push('row-level security may hide rows from this login')
  if (faults.cut > 0) reasons.push(`${faults.cut} ${faults.cut === 1 ? 'value was' : 'values were'} too long and read in part`)
  if (faults.binary > 0) reasons.push(`${faults.binary} binary ${faults.binary === 1 ? 'value was' : 'values were'} not read`)
  if (sink.tooMany) reasons.push('it has more fields than are read')
  const limited = plan.limit !== null && progress.rows >= plan.limit
  const whole = !plan.sampled && !limited
  const total = whole ? { rows: progress.rows, exact: !facts.rowSecurity } : plan.total
  const amount = { ...progress, ...(total === null ? {} : { total }) }
  if (reasons.length > 0) return { status: 'partial', reason: reasons.join('; '), ...amount }
  if (whole) return { status: 'read', ...amount }
  const of = total === null ? '' : ` of ${total.exact ? '' : 'about '}${total.rows}`
  return { status: 'partial', sampled: true, reason: `sample: ${progress.rows}${of} rows`, ...amount }
}

function stateOf(error: unknown): string {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : 'unknown'
}

// null: no fault of the store but one of ours.
function readFault(error: Error): string | null {
  const state = stateOf(error)
  if (state === '42501') return 'no right to read it, or something it needs'
  if (state === '42P01' || state === '42703' || state === '3F000') return 'it was dropped or changed while it was read'
  if (state === '57014') return 'reading took longer than the server was given (120 s a batch)'
  if (state === '55P03') return 'somebody held a lock on it for more than 5 s'
  if (state === '53200') return 'the server ran out of memory'
  if (state.startsWith('22')) return `the server cannot hand on one of its values: SQLSTATE ${state}`
  if (state.startsWith('XX')) return `its data are damaged: SQLSTATE ${state}`
  return state === 'unknown' ? null : `the server refused: SQLSTATE ${state}`
}
