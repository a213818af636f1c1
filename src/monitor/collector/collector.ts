// Reads one folder of PostgreSQL's log to its end and writes access records. Owns one look: files in order, lines to statements, statements to
// records, records to the event store in batches whose position is kept first (collector-position.ts). What cannot be read is counted, shown,
// and reported as a gap; nothing is passed over in silence.
import { open } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { instant, type Instant } from '../../core/clock.ts'
import type { Discover } from '../../discover/contract.ts'
import type { KnownStore, Landscape, StoreConnections } from '../../landscape/contract.ts'
import type { EventWriter, NewAccess } from '../../platform/events/events.ts'
import type { Geo } from '../../platform/geo/geo.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Protect } from '../../protect/contract.ts'
import type { SearchPath } from '../statements/search-path.ts'
import type { StatementReader } from '../statements/statement-reader.ts'
import { createAccessRecords, statementOf, type LineStatement } from './access-records.ts'
import { openPosition, type Counts, type Position } from './collector-position.ts'
import { gatewaySessions, type GatewaySessions } from './gateway-sessions.ts'
import { csvEntry, jsonEntry, type LogEntry, type NoEntry } from './log-entry.ts'
import { lookInFolder, type FileToRead, type LogKind } from './log-folder.ts'
import { readLogLines } from './log-lines.ts'
import { createLogWatch, missingFiles, type LostStretch } from './log-memory.ts'
import { createZoneReader } from './log-time.ts'
import type { Silence } from './silent-log.ts'
import type { StoreCatalogue } from './store-catalogue.ts'
import type { StoreKnowledge } from './store-knowledge.ts'
import { readTextLog, textEntry, textForm } from './text-log.ts'

const BATCH_RECORDS = 5000
const BATCH_BYTES = 8 * 1024 * 1024
/** A statement that is not known to have ended is waited for this long, at most once a look. */
const SETTLE_MS = 300
const AHEAD_MS = 600_000
/** An entry of plain text has its end where the next begins, or when nothing was written for this long. */
const QUIET_MS = 1000
const MOST_PATHS = 2000

export interface CollectorNeeds {
  readonly platform: Platform
  readonly landscape: Landscape
  readonly discover: Discover
  readonly protect: Protect
  readonly geo: Geo
  /** to ask the store itself; without it what only the store knows stays unknown */
  readonly connections?: StoreConnections
}

export interface LookOptions {
  readonly id: string
  readonly store: KnownStore
  readonly folder: string
  readonly writer: EventWriter
  readonly reader: StatementReader
  readonly known: StoreCatalogue
  /** what the store says of itself */
  readonly knowledge: Pick<StoreKnowledge, 'leavesOut' | 'linePrefix' | 'logZone'>
  readonly signal: AbortSignal
}

export interface LookResult {
  readonly lines: number
  readonly records: number
  readonly unread: number
  readonly problem: string | null
  readonly silence: { readonly kind: Silence; readonly since: number } | null
  /** files were gone before they were read, or others are in their place */
  readonly lost: boolean
}

export async function lookAtLog(needs: CollectorNeeds, options: LookOptions): Promise<LookResult> {
  const { platform, landscape, geo } = needs
  const { store: db, clock, events } = platform
  const { id, store, folder, writer, reader, known, signal } = options
  const { leavesOut, linePrefix, logZone } = options.knowledge
  const form = linePrefix === null ? null : textForm(linePrefix)
  const source = `postgres-log:${id}`
  const keeper = await openPosition(db, id, (await writer.append([])).from)
  const begun = keeper.position.counts
  let { files } = keeper.position
  let skip = keeper.skip
  const counts = { ...begun, reasons: { ...begun.reasons } as Record<string, number> }
  const watch = createLogWatch(keeper.position.memory)
  let statements = keeper.position.memory.statements
  const paths = { ...keeper.position.memory.paths }
  let clients = 0
  let ahead = false
  const zones = createZoneReader(logZone)
  const database = typeof store.address['database'] === 'string' ? store.address['database'] : null
  const principals = new Map<string, string>()
  const viaGateway: GatewaySessions = gatewaySessions(events, store.id)
  const records = createAccessRecords(
    {
      store: store.id,
      source,
      drill: store.drill,
      geo,
      people: known.catalogue.people,
      gatewaySession: (session) => viaGateway.of(session),
      principalOf: (login) => principals.get(login) ?? null,
    },
    keeper.position.memory.held,
  )
  const gap = async (stretch: LostStretch): Promise<void> => {
    const from = Math.min(stretch.from, stretch.to)
    const to = Math.max(stretch.to, from + 1)
    await events.reportGap({ source, store: store.id, from: at(from), to: at(to), upper: null, reason: stretch.reason })
  }
  if (keeper.lost)
    await gap({ from: watch.snapshot().first || begun.readTo, to: clock.now().getTime(), reason: 'records of the log were lost' })

  let out: NewAccess[] = []
  let bytes = 0
  const positionNow = (): Position => ({
    files,
    memory: { ...watch.snapshot(), held: records.held(), statements, paths: newestOf(paths) },
    counts: { ...counts, reasons: { ...counts.reasons } } satisfies Counts,
  })
  const flush = async (): Promise<void> => {
    bytes = 0
    const batch = skip > 0 ? out.slice(skip) : out
    skip = Math.max(0, skip - out.length)
    counts.records += out.length
    out = []
    if (batch.length === 0) return
    const { from } = await writer.append([])
    await keeper.intend(positionNow(), from, batch.length)
    await writer.append(batch)
  }

  const unread = (reason: string): void => {
    counts.unread++
    counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1
  }
  let unreadSince: number | null = null
  let unreadLines = 0
  const endUnread = async (to: number): Promise<void> => {
    if (unreadSince === null) return
    const reason = unreadLines === 1 ? 'a line of the log could not be read' : `${unreadLines} lines of the log could not be read`
    await gap({ from: unreadSince, to, reason })
    unreadSince = null
    unreadLines = 0
  }

  const take = async (entries: readonly { readonly entry: LogEntry; readonly statement: LineStatement | null }[]): Promise<void> => {
    const asked = entries.flatMap(({ statement, entry }) => {
      const path = paths[entry.session]
      return statement === null ? [] : [path === undefined ? statement.item : { ...statement.item, path }]
    })
    const results = await reader.read(asked)
    await learnPrincipals(entries.map(({ entry }) => entry))
    await viaGateway.learn(entries.map(({ entry }) => entry))
    let next = 0
    for (const { entry, statement } of entries) {
      const result = statement === null ? null : results[next++]!
      if (statement !== null) statements++
      if (result?.path !== undefined) {
        delete paths[entry.session]
        if (result.path.path !== null || result.path.local !== null) paths[entry.session] = result.path
      }
      if (entry.message.startsWith('disconnection: ')) delete paths[entry.session]
      if (result !== null && !result.understood)
        counts.reasons['statement-not-understood'] = (counts.reasons['statement-not-understood'] ?? 0) + 1
      out.push(...records.take(entry, statement, result))
    }
  }

  const learnPrincipals = async (entries: readonly LogEntry[]): Promise<void> => {
    for (const { user, time } of entries) {
      if (user === null || principals.has(user)) continue
      const alias = `${store.id}/${user}`
      const when = new Date(time)
      const found =
        (await landscape.principals.resolve('pg-role', alias, when)) ??
        (await db.transaction((tx) => landscape.principals.ensure(tx, 'pg-role', alias, when)))
      principals.set(user, found)
    }
  }

  const parse: Readonly<Record<LogKind, (text: string) => LogEntry | NoEntry>> = {
    json: (text) => jsonEntry(text, zones),
    csv: (text) => csvEntry(text, zones),
    text: (text) => textEntry(form!, text, zones),
  }
  const readFile = async (file: FileToRead, newest: boolean): Promise<void> => {
    let read = file.position.offset
    const before = files.find((each) => each.inode === file.position.inode && each.name === file.position.name)
    const move = (offset: number): void => {
      read = offset
      const position = { ...file.position, offset, size: file.size }
      files = [...files.filter((each) => each.name !== position.name && each.inode !== position.inode), position]
    }
    const handle = await open(file.path, 'r')
    try {
      const quiet = !newest || clock.now().getTime() - file.changed > QUIET_MS
      const all =
        file.kind === 'text' ? readTextLog(handle, form!, read, file.size, quiet) : readLogLines(handle, file.kind, read, file.size)
      for await (const lines of all) {
        signal.throwIfAborted()
        const entries: { entry: LogEntry; statement: LineStatement | null }[] = []
        for (const line of lines) {
          counts.lines++
          const entry = line.text === null ? 'too-long' : parse[file.kind](line.text)
          if (typeof entry === 'string') {
            unread(entry)
            unreadSince ??= counts.readTo
            unreadLines++
            continue
          }
          await endUnread(entry.time)
          const lost = watch.note(entry)
          if (lost !== null) await gap(lost)
          if (entry.time > counts.readTo) counts.readTo = entry.time
          if (entry.time > clock.now().getTime() + AHEAD_MS) ahead = true
          if (entry.backend === 'client backend') clients++
          if (database === null || entry.database === null || entry.database === database) {
            const statement = statementOf(entry)
            if (statement !== null || entry.severity !== 'LOG' || records.waiting > 0) entries.push({ entry, statement })
          }
        }
        bytes += lines.at(-1)!.end - read
        await take(entries)
        move(lines.at(-1)!.end)
        if (out.length >= BATCH_RECORDS || bytes >= BATCH_BYTES) await flush()
      }
    } finally {
      await handle.close()
    }
    // A line without its end in a file that nobody writes any more.
    if (!newest && read < file.size && before !== undefined && before.size === file.size) {
      counts.lines++
      unread('cut-off')
      unreadSince ??= counts.readTo
      unreadLines++
      move(file.size)
    } else move(read)
  }

  const problems: string[] = []
  let lostFiles = false
  let unreadable = false
  for (let round = 0; round < 2; round++) {
    problems.length = 0
    const look = await lookInFolder(folder, files, form !== null)
    lostFiles ||= look.lost.length > 0 || (files.length > 0 && files.every((file) => look.gone.includes(file)))
    unreadable = look.unreadable.length > 0
    for (const lost of look.lost)
      await gap({
        from: counts.readTo,
        to: clock.now().getTime(),
        reason: `a file of the log was gone before it was read: ${printable(lost.name)}`,
      })
    const goneNow = new Set([...look.lost, ...look.gone])
    files = files.filter((file) => !goneNow.has(file))
    for (const [index, file] of look.files.entries()) await readFile(file, index === look.files.length - 1)
    await endUnread(clock.now().getTime())
    for (const { after, before } of missingFiles(look.files.map((file) => file.position.name))) {
      const [one, other] = [after, before].map((name) => look.files.find((file) => file.position.name === name)!.position.first)
      if (one !== 0 && other !== 0) await gap({ from: one!, to: other!, reason: 'a file in the row of log files is missing' })
    }
    if (look.plain > 0)
      problems.push(
        linePrefix === null
          ? 'the log is plain text, and the server could not be asked how it is written: log_destination = jsonlog on the server'
          : 'the lines of the log do not say enough: log_destination = jsonlog on the server, or %m %c %u %d in its log_line_prefix',
      )
    else if (look.files.length === 0) problems.push('no log in JSON or CSV form is there: log_destination = jsonlog on the server')
    if (look.unreadable.length > 0) problems.push(`${look.unreadable.length} files may not be read`)
    const youngest = clock.now().getTime() - counts.readTo
    if (round > 0 || youngest < 0 || youngest > SETTLE_MS || records.waiting === 0) break
    await flush()
    await pause(SETTLE_MS - youngest, undefined, { signal })
  }
  out.push(...records.release(Infinity))
  await flush()
  if (leavesOut !== null) problems.push(leavesOut)
  else if (clients > 1000 && statements === 0) problems.push('the log holds no statements: log_statement = all on the server')
  if (ahead) problems.push('the clock of the server is ahead of ours')
  const silent = watch.silentSince(clock.now().getTime())
  if (silent !== null) problems.push(`no line since ${at(silent)}`)
  const problem = problems.length === 0 ? null : problems.join('; ')
  await keeper.settle(positionNow(), problem, clock.now())
  return {
    lines: counts.lines - begun.lines,
    records: counts.records - begun.records,
    unread: counts.unread - begun.unread,
    problem,
    silence: unreadable
      ? { kind: 'unreadable', since: counts.readTo || begun.readTo || clock.now().getTime() }
      : silent === null
        ? null
        : { kind: 'silent', since: silent },
    lost: lostFiles,
  }
}

/** Sessions that said where their names are; the oldest are forgotten first. */
const newestOf = (paths: Readonly<Record<string, SearchPath>>): Record<string, SearchPath> =>
  Object.fromEntries(Object.entries(paths).slice(-MOST_PATHS))
const at = (ms: number): Instant => instant(new Date(Math.max(0, ms)))
const printable = (name: string): string => name.replaceAll(/[^\w.-]/g, '?').slice(0, 100)
