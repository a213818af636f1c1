// Counts what one statement gives out: rows, bytes, people; and turns it into access records. Owns the figures of one statement and the
// shape of its records; when they are written, and what waits for them, is session.ts.
import type { Access } from '../../core/contract/access.ts'
import type { SubjectCount } from '../../core/contract/people.ts'
import type { NewAccess } from '../../platform/events/events.ts'
import type { CopyForm } from './copy-facts.ts'
import { readCopyRow } from './copy-rows.ts'
import { readValue, type MakeRef } from './people.ts'
import { EVERYBODY, type KeyCandidate, type ReachMap, type Touched } from './reach.ts'
import type { StatementFacts } from './statement-facts.ts'
import type { ResultColumn } from './wire.ts'

/** How many people a session may be ahead of what is on disk: an `open` record says so before they are released. */
export const LEASE_PEOPLE = 1000
export const LEASE_MS = 60_000
/** Leases grow to this: a statement that gives out more has several records, so that none grows without bound. */
export const LEASE_MOST = 50_000

/** Of every record of a session. */
export type SessionMark = Pick<
  NewAccess,
  'source' | 'plane' | 'principal' | 'actor' | 'session' | 'storeSession' | 'decision' | 'ip' | 'country' | 'store' | 'drill'
>

interface KeyTally extends KeyCandidate {
  readonly type: number
  readonly binary: boolean
  readonly refs: Set<string>
  /** rows whose person is not known */
  unknown: number
  last: string | null
  released: { refs: number; unknown: number }
}

export interface StatementTally {
  rows: number
  bytes: number
  /** rows that the client may have */
  releasedRows: number
  releasedBytes: number
  columns: readonly ResultColumn[] | null
  error: 'denied' | 'error' | null
  opened: boolean
  /** what the last `open` record on disk, or on its way there, allows */
  lease: number
  leasedAt: number
  begin(columns: readonly ResultColumn[]): void
  row(bytes: Buffer, utf8: boolean): void
  /** A COPY begins. `form` null: its rows are counted and not read */
  beginCopy(copy: { readonly binary: boolean; readonly form: CopyForm | null; readonly columns: readonly ResultColumn[] | null }): void
  copied(bytes: Buffer, utf8: boolean): void
  /** Takes what is in hand as the client's. */
  release(): void
  /** What has not been released yet, as the budget counts it. */
  fresh(touched: readonly Touched[]): { readonly refs: string; readonly rows: number }
  /** A record before rows are released. */
  opening(mark: SessionMark, touched: readonly Touched[], facts: StatementFacts | null, time: string): readonly NewAccess[]
  /** Any outcome but `ok`: only what was released counts. */
  closing(
    mark: SessionMark,
    touched: readonly Touched[],
    facts: StatementFacts | null,
    time: string,
    outcome: Access['outcome'],
  ): readonly NewAccess[]
  /** A record of what has been released under the lease; what is held begins the next part of the same statement. */
  closePart(mark: SessionMark, touched: readonly Touched[], facts: StatementFacts | null, time: string): readonly NewAccess[]
}

export function createTally(reach: ReachMap, makeRef: MakeRef): StatementTally {
  let keys: KeyTally[] = []
  let furthest = -1
  let copy: { readonly binary: boolean; readonly form: CopyForm | null; header: boolean } | null = null
  const keyOf = (one: Touched): KeyTally | undefined => (one.key === null ? undefined : keys.find((key) => key.object === one.object))

  const record = (
    mark: SessionMark,
    one: Touched,
    facts: StatementFacts | null,
    more: Pick<NewAccess, 'phase' | 'time' | 'rows' | 'bytes' | 'subjects' | 'outcome'> & { readonly refs?: Uint8Array },
  ): NewAccess => ({
    ...mark,
    object: one.object,
    fields: one.fields,
    shown: one.shown,
    action: actionOf(facts),
    ...(typeof facts?.fingerprint === 'string' ? { fingerprint: facts.fingerprint } : {}),
    ...more,
  })

  const part = (
    mark: SessionMark,
    touched: readonly Touched[],
    facts: StatementFacts | null,
    time: string,
    outcome: Access['outcome'],
    releasedOnly: boolean,
  ): readonly NewAccess[] => {
    const rows = releasedOnly ? tally.releasedRows : tally.rows
    const bytes = releasedOnly ? tally.releasedBytes : tally.bytes
    return touched.map((one) => {
      const key = keyOf(one)
      const all = key === undefined ? [] : [...key.refs]
      const refs = key === undefined || !releasedOnly ? all : all.slice(0, key.released.refs)
      const unknown = key === undefined ? 0 : releasedOnly ? key.released.unknown : key.unknown
      return record(mark, one, facts, {
        phase: tally.opened ? 'close' : 'single',
        time,
        rows,
        bytes,
        subjects: countOf(one, rows, key === undefined ? null : refs.length, unknown),
        outcome,
        ...(refs.length === 0 ? {} : { refs: Buffer.from(refs.join(''), 'latin1') }),
      })
    })
  }

  const tally: StatementTally = {
    rows: 0,
    bytes: 0,
    releasedRows: 0,
    releasedBytes: 0,
    columns: null,
    error: null,
    opened: false,
    lease: 0,
    leasedAt: 0,
    begin(columns) {
      tally.columns = columns
      keys = reach.candidates(columns).map((one) => ({
        ...one,
        type: columns[one.column]!.type,
        binary: columns[one.column]!.binary,
        refs: new Set(),
        unknown: 0,
        last: null,
        released: { refs: 0, unknown: 0 },
      }))
      keys.sort((a, b) => a.column - b.column)
      furthest = keys.at(-1)?.column ?? -1
    },
    row(bytes, utf8) {
      tally.rows++
      tally.bytes += bytes.length
      if (furthest < 0) return
      let at = 7
      let next = 0
      for (let i = 0; i <= furthest; i++) {
        // INVARIANT: a row that is not what it should be ends the session: it could name somebody unseen.
        if (at + 4 > bytes.length) throw new RangeError('a row is shorter than its description')
        const length = bytes.readInt32BE(at)
        at += 4
        if (length > bytes.length - at) throw new RangeError('a row is shorter than its description')
        const key = keys[next]!
        if (key.column === i) {
          next++
          count(key, length < 0 ? null : bytes.subarray(at, at + length), utf8)
        }
        if (length > 0) at += length
      }
    },
    beginCopy(wanted) {
      copy = { ...wanted, header: wanted.form?.header === true }
      if (wanted.columns !== null) tally.begin(wanted.columns)
    },
    copied(bytes, utf8) {
      tally.bytes += bytes.length
      if (copy?.header === true) {
        copy.header = false
        return
      }
      if (copy?.binary === true && isCopyEnd(bytes)) return
      tally.rows++
      if (furthest < 0 || copy === null || copy.form === null) return
      const fields = readCopyRow(copy.form, bytes, furthest)
      // a row that cannot be read may name anybody: one more who is not known
      for (const key of keys) {
        if (fields === null || key.column >= fields.length) key.unknown++
        else count(key, fields[key.column] ?? null, utf8 && (copy.form.encoding === null || UTF8.test(copy.form.encoding)))
      }
    },
    release() {
      tally.releasedRows = tally.rows
      tally.releasedBytes = tally.bytes
      for (const key of keys) key.released = { refs: key.refs.size, unknown: key.unknown }
    },
    fresh(touched) {
      const key = touched.map(keyOf).find((one) => one !== undefined)
      if (touched.length === 0) return { refs: '', rows: 0 }
      if (key === undefined) return { refs: '', rows: tally.rows - tally.releasedRows }
      let refs = ''
      let i = 0
      for (const ref of key.refs) if (i++ >= key.released.refs) refs += ref
      return { refs, rows: key.unknown - key.released.unknown }
    },
    opening(mark, touched, facts, time) {
      tally.opened = true
      return touched.map((one) => {
        const upper = one.basis === 'table' ? Math.max(one.tableRows, tally.lease) : tally.lease
        return record(mark, one, facts, {
          phase: 'open',
          time,
          rows: null,
          bytes: null,
          subjects: { lower: 0, upper: Math.min(upper, EVERYBODY), basis: 'lease' },
          outcome: 'unfinished',
        })
      })
    },
    closing: (mark, touched, facts, time, outcome) => part(mark, touched, facts, time, outcome, outcome !== 'ok'),
    closePart(mark, touched, facts, time) {
      const records = part(mark, touched, facts, time, 'ok', true)
      tally.rows -= tally.releasedRows
      tally.bytes -= tally.releasedBytes
      tally.releasedRows = 0
      tally.releasedBytes = 0
      tally.opened = false
      for (const key of keys) {
        let left = key.released.refs
        for (const ref of key.refs) {
          if (left-- <= 0) break
          key.refs.delete(ref)
        }
        key.unknown -= key.released.unknown
        key.last = null
        key.released = { refs: 0, unknown: 0 }
      }
      return records
    },
  }

  const count = (key: KeyTally, bytes: Buffer | null, utf8: boolean): void => {
    const value = bytes === null ? null : readValue(key.type, key.binary, bytes, utf8)
    if (value === null) {
      key.unknown++
      return
    }
    if (value === key.last) return
    key.last = value
    const ref = makeRef(key.space, key.form, value)
    if (ref === null) key.unknown++
    else key.refs.add(ref)
  }
  return tally
}

const UTF8 = /^utf-?8$/i

/** The end of a binary COPY, alone or right behind its beginning: no row. */
function isCopyEnd(bytes: Buffer): boolean {
  const alone = bytes.length === 7
  const empty = bytes.length === 26 && bytes.toString('latin1', 5, 11) === 'PGCOPY'
  return (alone || empty) && bytes.readInt16BE(bytes.length - 2) === -1
}

function countOf(one: Touched, rows: number, people: number | null, unknown: number): SubjectCount {
  if (rows === 0) return { lower: 0, upper: 0, basis: people === null ? 'rows' : 'keys' }
  if (people !== null) return { lower: people, upper: people + unknown, basis: 'keys' }
  if (one.basis === 'table') return { lower: 0, upper: Math.min(Math.max(one.tableRows, rows), EVERYBODY), basis: 'table' }
  return { lower: 0, upper: Math.min(rows, EVERYBODY), basis: 'rows' }
}

function actionOf(facts: StatementFacts | null): Access['action'] {
  const kind = facts?.kind ?? 'read'
  if (kind === 'define') return 'config'
  return kind === 'change' || kind === 'export' || kind === 'grant' ? kind : 'read'
}

/** Statements that give nothing out and touch nothing have no record: BEGIN, SET, and what only names a later one. */
export function isSilent(facts: StatementFacts | null): boolean {
  return facts !== null && (facts.kind === 'session' || facts.kind === 'prepare' || facts.kind === 'declare')
}
