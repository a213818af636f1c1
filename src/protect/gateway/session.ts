// One session between a client and its store: passes messages both ways, follows what the server answers to what, and lets nothing out before
// its record is on disk. Owns the order of messages and the hold on them. INVARIANT: an answer that does not fit what was asked ends the
// session; a client cannot make the gateway lose count.
import type { Socket } from 'node:net'
import type { Clock } from '../../core/clock.ts'
import { instant, monotonicMs } from '../../core/clock.ts'
import type { Access } from '../../core/contract/access.ts'
import type { NewAccess } from '../../platform/events/events.ts'
import { createAnswers, type Asked, type Text } from './answers.ts'
import type { Claim, Entry } from './gateway-messages.ts'
import { createOutlet } from './outlet.ts'
import type { MakeRef } from './people.ts'
import { createReachMap, type Touched } from './reach.ts'
import type { SqlReader } from './sql-reader.ts'
import type { StatementFacts } from './statement-facts.ts'
import { createTally, isSilent, LEASE_MOST, LEASE_MS, LEASE_PEOPLE, type SessionMark, type StatementTally } from './statement-tally.ts'
import type { StoreConnection } from './store-connection.ts'
import type { CopyForm } from './copy-facts.ts'
import {
  errorFields,
  errorResponse,
  readRowDescription,
  WireFault,
  type Message,
  type MessageReader,
  type Refusal,
  type ResultColumn,
} from './wire.ts'

export interface SessionParts {
  readonly entry: Entry
  readonly client: Socket
  readonly clientReader: MessageReader
  readonly store: StoreConnection
  readonly mark: SessionMark
  readonly sql: SqlReader
  readonly makeRef: MakeRef
  readonly clock: Clock
  append(batch: readonly NewAccess[]): Promise<void>
  claim(refs: string, rows: number): Promise<Claim>
}

export interface Session {
  /** Ends it from our side, with the reason for the client. Resolves when its last record is written and both sockets are closed. */
  end(refusal: Refusal): Promise<void>
  /** Resolves when the session is over, however it ended. */
  readonly over: Promise<void>
}

interface Running {
  readonly text: Text
  /** which of the statements of a simple query */
  readonly index: number
  readonly tally: StatementTally
  /** known once its first rows are to go out */
  touched: readonly Touched[] | null
}

/** Its rows are in, its record is not written yet. */
interface Finished extends Running {
  readonly outcome: Access['outcome']
}

const HOLD_BYTES = 1 << 20
const TERMINATE = Buffer.from([0x58, 0, 0, 0, 4])
const LEAVE_MS = 5000

export function startSession(parts: SessionParts): Session {
  const { entry, client, store, clock, mark } = parts
  const reach = createReachMap(entry.store.id, entry.relations, store.catalogue)
  const answers = createAnswers((text) => parts.sql.read(text))
  const toClient = createOutlet(client)
  const toStore = createOutlet(store.socket)
  /** what SQL itself has named: cursors and prepared statements */
  const cursors = new Map<string, StatementFacts>()
  const prepared = new Map<string, StatementFacts>()
  let running: Running | null = null
  let finished: Finished[] = []
  let utf8 = store.parameters.some((status) => status.toString('utf8', 5).startsWith('client_encoding\0UTF8\0'))
  let over = false
  let finish: () => void = () => {}
  const ended = new Promise<void>((resolve) => (finish = resolve))
  const now = (): string => instant(clock.now())

  // What a statement touches ------------------------------------------------------------------------------------------------

  const factsFor = async (one: Running): Promise<StatementFacts | null> => {
    const all = await one.text.facts
    const facts = all?.[one.index] ?? null
    if (facts?.kind === 'execute') return named(prepared, facts)
    if (facts?.kind === 'fetch') return named(cursors, facts)
    return facts
  }
  const named = (map: ReadonlyMap<string, StatementFacts>, facts: StatementFacts): StatementFacts | null => {
    const inner = distrust ? undefined : map.get(facts.name ?? '')
    return inner === undefined ? null : { ...inner, kind: inner.does ?? 'read' }
  }
  // After a block or a procedure, names may stand for anything.
  let distrust = false
  /** Names may stand for other relations than at the session's start. */
  let renamed = false

  const touchedBy = (one: Running, facts: StatementFacts | null): readonly Touched[] => {
    const nothing = one.tally.rows === 0 && one.tally.columns === null
    if (facts === null && one.tally.error !== null && nothing) return [reach.whole]
    const touched = reach.touched(one.tally.columns, facts)
    return touched.length === 0 && one.tally.error === 'denied' ? [reach.whole] : touched
  }

  // Records -----------------------------------------------------------------------------------------------------------------

  const remember = (one: Finished, facts: StatementFacts | null): void => {
    if (facts === null || facts.opaque || facts.functions.some((name) => store.catalogue.functions.has(name))) distrust = true
    if (distrust || facts?.renames === true) renamed = true
    if (one.outcome !== 'ok' || facts === null || facts.name === null) return
    if (facts.kind === 'declare') cursors.set(facts.name, facts)
    else if (facts.kind === 'prepare') prepared.set(facts.name, facts)
  }

  const closing = async (one: Finished): Promise<{ readonly touched: readonly Touched[]; readonly records: readonly NewAccess[] }> => {
    const facts = await factsFor(one)
    remember(one, facts)
    if (one.outcome === 'ok' && (isSilent(facts) || (facts === null && isQuietTag(one)))) return { touched: [], records: [] }
    if (facts?.kind === 'session') return { touched: [], records: [] }
    const touched = touchedBy(one, facts)
    return { touched, records: one.tally.closing(mark, touched, facts, now(), one.outcome) }
  }

  /** Before anything of what is held goes out. */
  const settle = async (): Promise<void> => {
    const records: NewAccess[] = []
    const claims: { refs: string; rows: number }[] = []
    const batch = finished
    for (const one of batch) {
      const made = await closing(one)
      if (one.outcome === 'ok' && entry.budget !== null) claims.push(one.tally.fresh(made.touched))
      records.push(...made.records)
    }
    const live = running
    if (live !== null && live.tally.rows > live.tally.releasedRows) {
      const facts = await factsFor(live)
      live.touched ??= touchedBy(live, facts)
      const { touched } = live
      if (entry.budget !== null) claims.push(live.tally.fresh(touched))
      if (touched.length > 0) {
        const { tally } = live
        const spent = tally.rows > tally.lease || monotonicMs() - tally.leasedAt > LEASE_MS
        if (!tally.opened || spent) {
          // A lease that is used up becomes a record of what went out under it, and the next, larger one begins with what is held now.
          if (tally.opened) records.push(...tally.closePart(mark, touched, facts, now()))
          tally.lease = Math.min(LEASE_MOST, Math.max(LEASE_PEOPLE, 4 * tally.lease))
          while (tally.lease < tally.rows) tally.lease *= 2
          tally.leasedAt = monotonicMs()
          records.push(...tally.opening(mark, touched, facts, now()))
        }
      }
    }
    if (entry.budget !== null) await askBudget(claims)
    if (records.length > 0) {
      try {
        await parts.append(records)
      } catch {
        throw new Refused(NO_RECORDS)
      }
    }
    if (finished === batch) finished = []
    for (const one of batch) one.tally.release()
    live?.tally.release()
  }

  const askBudget = async (claims: readonly { readonly refs: string; readonly rows: number }[]): Promise<void> => {
    const refs = claims.map((one) => one.refs).join('')
    const rows = claims.reduce((sum, one) => sum + one.rows, 0)
    if (refs === '' && rows === 0) return
    const claim = await parts.claim(refs, rows).catch((): Claim => ({ people: 0, allowed: false, why: 'the budget cannot be counted now' }))
    if (!claim.allowed)
      throw new Refused(
        {
          severity: 'FATAL',
          code: '53400',
          message: claim.why,
          hint: 'ask whoever runs Holdfast; nothing of this result was given out beyond the budget',
        },
        'denied',
      )
  }

  // From the store --------------------------------------------------------------------------------------------------------------

  const begin = (asked: Asked, columns: Parameters<StatementTally['begin']>[0] | null): Running => {
    const index = asked.kind === 'query' ? asked.done : 0
    const one: Running = { text: answers.textOf(asked), index, tally: createTally(reach, parts.makeRef), touched: null }
    if (columns !== null) one.tally.begin(columns)
    running = one
    return one
  }
  const close = (one: Running, outcome: Access['outcome'], tag: string): void => {
    finished.push({ ...one, outcome })
    tags.set(one.tally, tag)
    running = null
  }
  const tags = new WeakMap<StatementTally, string>()
  const isQuietTag = (one: Running): boolean => one.tally.rows === 0 && QUIET.test(tags.get(one.tally) ?? '')

  /** Says whether the message goes on to the client. */
  const take = ({ type, bytes }: Message): boolean => {
    const asked = answers.head()
    switch (type) {
      case 0x44: {
        // DataRow
        if (asked?.kind !== 'query' && asked?.kind !== 'execute') throw new WireFault('a row that nobody asked for')
        const one = running ?? begin(asked, asked.columns)
        if (one.tally.columns === null) throw new WireFault('a row without a description')
        one.tally.row(bytes, utf8)
        return true
      }
      case 0x54: {
        // RowDescription
        const columns = readRowDescription(bytes)
        if (asked?.kind === 'describe') return answers.described(columns)
        if (asked?.kind !== 'query') throw new WireFault('a description that nobody asked for')
        asked.columns = columns
        begin(asked, columns)
        return true
      }
      case 0x6e: // NoData
        if (asked?.kind !== 'describe') throw new WireFault('an answer that does not fit')
        return answers.described(null)
      case 0x74: // ParameterDescription
        if (asked?.kind !== 'describe') throw new WireFault('an answer that does not fit')
        return true
      case 0x43: // CommandComplete
      case 0x49: {
        // EmptyQueryResponse
        if (asked?.kind !== 'query' && asked?.kind !== 'execute') throw new WireFault('an answer that does not fit')
        close(running ?? begin(asked, asked.columns), 'ok', type === 0x49 ? 'EMPTY' : bytes.toString('latin1', 5, bytes.length - 1))
        answers.completed()
        return true
      }
      case 0x73: // PortalSuspended
        if (asked?.kind !== 'execute') throw new WireFault('an answer that does not fit')
        close(running ?? begin(asked, asked.columns), 'ok', 'SELECT')
        answers.completed()
        return true
      case 0x48: // CopyOutResponse
        if (asked?.kind !== 'query' && asked?.kind !== 'execute') throw new WireFault('an answer that does not fit')
        if (running === null) begin(asked, null).tally.beginCopy({ binary: bytes[5] === 1, ...copying })
        return true
      case 0x64: // CopyData
        if (running === null) throw new WireFault('copied data that nobody asked for')
        running.tally.copied(bytes, utf8)
        return true
      case 0x63: // CopyDone
        return true
      case 0x47: // CopyInResponse
        if (asked?.kind !== 'query' && asked?.kind !== 'execute') throw new WireFault('an answer that does not fit')
        return true
      case 0x31: // ParseComplete
      case 0x32: // BindComplete
      case 0x33: // CloseComplete
        answers.done(type)
        return true
      case 0x5a: // ReadyForQuery
        if (running !== null) close(running, 'error', '')
        answers.ready()
        return true
      case 0x45: {
        // ErrorResponse
        const code = errorFields(bytes).get('C') ?? ''
        // A right that is missing shows at any of these: a view's when it is parsed, a table's when it is bound or run.
        if (asked?.kind === 'query' || asked?.kind === 'execute' || asked?.kind === 'parse' || asked?.kind === 'bind') {
          const one = running ?? begin(asked, 'columns' in asked ? asked.columns : null)
          one.tally.error = code === '42501' ? 'denied' : 'error'
          close(one, one.tally.error, '')
        }
        answers.failed()
        return true
      }
      case 0x53: // ParameterStatus
        if (bytes.toString('utf8', 5).startsWith('client_encoding\0'))
          utf8 = bytes.toString('utf8', 5).startsWith('client_encoding\0UTF8\0')
        return true
      case 0x4e: // NoticeResponse
      case 0x41: // NotificationResponse
        return true
      default:
        throw new WireFault('a message that does not belong here')
    }
  }

  let copying: { readonly form: CopyForm | null; readonly columns: readonly ResultColumn[] | null } = { form: null, columns: null }
  /** A COPY does not describe its fields: its text does, if it is known what its names stand for. */
  const beforeCopy = async (bytes: Buffer): Promise<void> => {
    // what ended before it may have given names anew
    await settle()
    const asked = answers.head()
    const index = asked?.kind === 'query' ? asked.done : 0
    const facts = asked === undefined ? null : ((await answers.textOf(asked).facts)?.[index] ?? null)
    const known = facts !== null && facts.copy !== null && !renamed && bytes.length >= 8
    copying = known
      ? { form: facts.copy!.form, columns: bytes[5] === 0 ? reach.copied(facts, bytes.readInt16BE(6)) : null }
      : { form: facts?.copy?.form ?? null, columns: null }
  }

  const fromStore = async (): Promise<void> => {
    for await (const chunk of store.socket as AsyncIterable<Buffer>) {
      for (const one of store.reader.push(chunk)) {
        if (one.type === 0x48) await beforeCopy(one.bytes)
        if (take(one)) toClient.add(one.bytes)
        if (toClient.held > HOLD_BYTES) {
          await settle()
          await toClient.flush()
        }
      }
      await settle()
      await toClient.flush()
    }
  }

  // From the client ---------------------------------------------------------------------------------------------------------------

  const fromClient = async (first: readonly Message[]): Promise<boolean> => {
    const pass = async (messages: readonly Message[]): Promise<boolean> => {
      for (const one of messages) {
        if (one.type === 0x58) return await toStore.flush().then(() => true) // Terminate
        for (const bytes of answers.asked(one)) toStore.add(bytes)
        if (toStore.held > HOLD_BYTES) await toStore.flush()
      }
      await toStore.flush()
      await answers.room()
      return false
    }
    if (await pass(first)) return true
    // Leaving the loop must not destroy the socket: the client is still to hear why.
    for await (const chunk of client.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (await pass(parts.clientReader.push(chunk))) return true
    }
    return false
  }

  // The end -----------------------------------------------------------------------------------------------------------------------

  const end = async (refusal: Refusal | null, outcome: Access['outcome'] = 'unfinished'): Promise<void> => {
    if (over) return await ended
    over = true
    const left = [...finished, ...(running === null ? [] : [{ ...running, outcome }])]
    finished = []
    running = null
    toStore.stop()
    toClient.drop()
    // Who has said goodbye is told nothing more: that the store closes then is its answer to the goodbye.
    if (refusal !== null && !leaving) client.write(errorResponse(refusal))
    client.end()
    store.socket.end(TERMINATE)
    try {
      const records: NewAccess[] = []
      for (const one of left) {
        if (one.tally.rows === 0 && one.tally.columns === null && one.outcome === 'unfinished') continue
        // What was still held has not gone out.
        records.push(...(await closing({ ...one, outcome: one.outcome === 'ok' ? outcome : one.outcome })).records)
      }
      if (records.length > 0) await parts.append(records)
    } catch {
      // Nothing went out that an `open` record on disk does not cover.
    }
    answers.end()
    setTimeout(() => {
      client.destroy()
      store.socket.destroy()
    }, 1000).unref()
    store.socket.destroySoon()
    finish()
    await ended
  }

  // The client has gone, or said that it will. What it asked for is still being done: a change that is made has its record, whether or not
  // anybody waited for the answer. Of a result that was under way nothing more goes out.
  let leaving = false
  const leave = async (): Promise<void> => {
    if (leaving || over) return
    leaving = true
    if (running !== null && client.destroyed) return await end(null)
    toStore.add(TERMINATE)
    await toStore.flush()
    const late = setTimeout(() => void end(null), LEAVE_MS)
    await ended
    clearTimeout(late)
  }

  const run = async (): Promise<void> => {
    const down = fromStore().then(
      async () => await end({ severity: 'FATAL', code: '08006', message: 'the store closed the connection' }),
      async (error: unknown) => {
        if (error instanceof Refused) await end(error.refusal, error.outcome)
        else if (error instanceof WireFault || error instanceof RangeError)
          await end({ severity: 'FATAL', code: '08P01', message: 'the store does not follow the protocol' })
        else await end({ severity: 'FATAL', code: '08006', message: 'the connection to the store broke' })
      },
    )
    const up = fromClient([]).then(
      async () => await leave(),
      async (error: unknown) => {
        if (error instanceof Refused) await end(error.refusal)
        else if (error instanceof WireFault) await end({ severity: 'FATAL', code: '08P01', message: error.message })
        else await leave()
      },
    )
    await Promise.all([down, up])
  }
  client.on('error', () => {})
  client.on('close', () => void leave())
  void run()
  return { end: async (refusal) => await end(refusal), over: ended }
}

class Refused extends Error {
  readonly refusal: Refusal
  readonly outcome: Access['outcome']
  constructor(refusal: Refusal, outcome: Access['outcome'] = 'error') {
    super(refusal.message)
    this.refusal = refusal
    this.outcome = outcome
  }
}

const NO_RECORDS: Refusal = {
  severity: 'FATAL',
  code: '58030',
  message: 'access records cannot be written, so nothing is given out',
  hint: 'whoever runs Holdfast sees the reason; try again later',
}
/** Tags of statements whose text could not be read and that give nothing out. */
const QUIET = /^(BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|RESET|LISTEN|UNLISTEN|NOTIFY|DEALLOCATE|DISCARD|CLOSE|EMPTY)/
