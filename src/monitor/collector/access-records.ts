// From lines of the log to access records: which lines are statements, whose they are, how they ended. Owns that; a statement whose end the log
// does not tell waits for the next line of its session. Literals are in the texts handed to the reader, in nothing else.
import { createHash } from 'node:crypto'
import { objectId } from '../../core/ids.ts'
import type { StoreId } from '../../core/ids.ts'
import type { NewAccess } from '../../platform/events/events.ts'
import type { Geo } from '../../platform/geo/geo.ts'
import type { ReadItem, ReadResult } from '../statements/statement-reader.ts'
import type { LogEntry } from './log-entry.ts'
import type { HeldAccess } from './log-memory.ts'

/** A statement in a line: what it says of itself. */
export interface LineStatement {
  readonly item: ReadItem
  readonly kind: 'begun' | 'done' | 'failed'
  /** the rest of a portal, as the line says: it was counted when it was opened, if it was */
  readonly fetched: boolean
}

const LEAD = /^(?:duration: [\d.]+ ms {2})?(statement|execute [^:]*): /
const MOST_HELD = 10_000
const MOST_WAYS = 16
const MOST_OPENED = 2000
const MOST_PORTALS = 200

/** null: no statement of a client in this line. */
export function statementOf(entry: LogEntry): LineStatement | null {
  if (entry.backend !== null && entry.backend !== 'client backend') return null
  const { session } = entry
  if (entry.severity === 'LOG') {
    const lead = LEAD.exec(entry.message.slice(0, 400))
    if (lead === null) return null
    const text = entry.message.slice(lead[0].length)
    const kind = entry.message.startsWith('duration: ') ? 'done' : 'begun'
    const item = { text, detail: entry.detail, login: entry.user, session }
    if (lead[1] === 'statement') return { item, kind, fetched: false }
    // A client gives the name, and may put into it what ends it: each place where it may end is read.
    const also: string[] = []
    for (let at = text.indexOf(': '); at >= 0 && also.length < MOST_WAYS; at = text.indexOf(': ', at + 1)) also.push(text.slice(at + 2))
    const more = also.length === MOST_WAYS ? { ...item, also, text: '' } : { ...item, also }
    return { item: more, kind, fetched: lead[1]!.startsWith('execute fetch from ') }
  }
  if ((entry.severity === 'ERROR' || entry.severity === 'FATAL') && entry.statement !== null)
    return { item: { text: entry.statement, detail: null, login: entry.user, session }, kind: 'failed', fetched: false }
  return null
}

export interface RecordsOptions {
  readonly store: StoreId
  readonly source: string
  readonly drill: boolean
  readonly geo: Geo
  readonly people: number
  /** the session at the gateway that this session of the store belongs to */
  readonly gatewaySession: (storeSession: string) => string | null
  readonly principalOf: (login: string) => string | null
}

export interface AccessRecords {
  /** Takes a line with what its statement touches; gives the records that are ready. */
  take(entry: LogEntry, statement: LineStatement | null, result: ReadResult | null): NewAccess[]
  /** What waits, as if it had ended well. */
  release(before: number): NewAccess[]
  held(): Record<string, HeldAccess[]>
  readonly waiting: number
}

export function createAccessRecords(options: RecordsOptions, before: Readonly<Record<string, readonly HeldAccess[]>>): AccessRecords {
  const { store, geo, gatewaySession } = options
  const held = new Map<string, NewAccess[]>(
    Object.entries(before).map(([session, records]) => [
      session,
      records.map(({ refs64, ...record }) => ({
        ...record,
        ...(refs64 === undefined ? {} : { refs: new Uint8Array(Buffer.from(refs64, 'base64')) }),
      })),
    ]),
  )

  const heldText = new Map<string, string>()
  // What each session executed, as digests: a portal is opened before more of it is fetched.
  const opened = new Map<string, Set<string>>()
  const openedBefore = ({ session }: LogEntry, { item, fetched }: LineStatement): boolean => {
    const digest = digestOf(`${item.text}\0${item.detail ?? ''}`)
    const known = opened.get(session) ?? new Set()
    opened.delete(session)
    opened.set(session, known)
    if (opened.size > MOST_OPENED) opened.delete(opened.keys().next().value!)
    if (known.has(digest)) return fetched
    known.add(digest)
    if (known.size > MOST_PORTALS) known.delete(known.keys().next().value!)
    return false
  }

  const base = (entry: LogEntry) => {
    const login = entry.user ?? 'nobody'
    const remote = entry.host !== null && entry.host !== '[local]' ? entry.host : null
    const joined = gatewaySession(entry.session)
    const country = remote === null ? null : geo.placeOf(remote).country
    return {
      joined: joined !== null,
      record: {
        time: new Date(entry.time).toISOString(),
        source: options.source,
        plane: 'store-log' as const,
        phase: 'single' as const,
        principal: options.principalOf(login),
        actor: login,
        session: joined ?? entry.session,
        storeSession: entry.session,
        decision: null,
        ...(remote === null ? {} : { ip: remote.slice(0, 100) }),
        ...(country === null ? {} : { country }),
        store,
        rows: null,
        bytes: null,
        drill: options.drill,
      },
    }
  }

  const recordsOf = (entry: LogEntry, result: ReadResult): NewAccess[] => {
    const { record, joined } = base(entry)
    const records = result.accesses.map(({ object, fields, shown, action, refs, most, basis }): NewAccess => {
      const lower = refs === null ? 0 : refs.length / 16
      // The gateway counted this statement by what it really answered.
      const subjects = joined && refs === null ? { lower: 0, upper: 0, basis: 'rows' as const } : { lower, upper: most, basis }
      return { ...record, object, fields, shown, action, subjects, outcome: 'ok', ...(refs === null || lower === 0 ? {} : { refs }) }
    })
    if (result.unseen)
      records.push({
        ...record,
        object: objectId(store, ['?']),
        fields: [],
        shown: {},
        action: 'read',
        subjects: { lower: 0, upper: joined ? 0 : options.people, basis: 'table' },
        outcome: 'ok',
      })
    return records
  }

  return {
    take(entry, statement, result) {
      const out: NewAccess[] = []
      const waiting = held.get(entry.session)
      const failed = entry.severity === 'ERROR' || entry.severity === 'FATAL'
      const text = heldText.get(entry.session)
      heldText.delete(entry.session)
      // The error of a later statement, which was not logged before it failed: what waited had ended well.
      const another = failed && statement?.kind === 'failed' && text !== undefined && text !== digestOf(statement.item.text)
      if (waiting !== undefined) {
        held.delete(entry.session)
        out.push(...(failed && !another ? waiting.map((record) => ended(record, entry.state)) : waiting))
      }
      if (statement !== null && result !== null && !(statement.item.also !== undefined && openedBefore(entry, statement))) {
        if (statement.kind === 'begun') {
          const records = recordsOf(entry, result)
          if (records.length > 0) {
            held.set(entry.session, records)
            heldText.set(entry.session, digestOf(statement.item.text))
          }
          if (held.size > MOST_HELD) {
            const [oldest, first] = held.entries().next().value!
            held.delete(oldest)
            heldText.delete(oldest)
            out.push(...first)
          }
        } else if (statement.kind === 'done') out.push(...recordsOf(entry, result))
        else if (waiting === undefined || another) out.push(...recordsOf(entry, result).map((record) => ended(record, entry.state)))
      }
      // A log-in that was refused: a wrong password (28P01), no way in (28000).
      if (entry.severity === 'FATAL' && entry.state?.startsWith('28') === true && entry.user !== null) {
        const { record } = base(entry)
        const nobody = { lower: 0, upper: 0, basis: 'rows' as const }
        const where = { object: objectId(store, []), fields: [], shown: {} }
        out.push({ ...record, ...where, action: 'read', subjects: nobody, outcome: 'denied' })
      }
      return out
    },
    release(time) {
      const out: NewAccess[] = []
      for (const [session, records] of held) {
        if (Date.parse(records[0]!.time) > time) continue
        held.delete(session)
        heldText.delete(session)
        out.push(...records)
      }
      return out
    },
    held: () =>
      Object.fromEntries(
        [...held].map(([session, records]) => [
          session,
          records.map(({ refs, ...record }) => ({
            ...record,
            ...(refs === undefined ? {} : { refs64: Buffer.from(refs).toString('base64') }),
          })),
        ]),
      ),
    get waiting() {
      return held.size
    },
  }
}

/** Refused or wrong before it ran: nobody was reached. Broken off later: what went out before is not known. */
function ended(record: NewAccess, state: string | null): NewAccess {
  const { refs: _, ...rest } = record
  if (state === '42501') return { ...rest, subjects: { lower: 0, upper: 0, basis: 'rows' }, outcome: 'denied' }
  const early = state !== null && /^(?:42|0A|3D|3F|08|25|26|34)/.test(state)
  return { ...rest, subjects: { ...record.subjects, lower: 0, upper: early ? 0 : record.subjects.upper }, outcome: 'error' }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16)
