// Reads every access record of a question once: what was shown to whom, what ended without an end, and a digest that is the same
// however the records are kept (segments become Parquet, and their files' own digests change). Owns no set of people: records carry none.
import type { AccessQuery, Show } from '../../core/contract/access.ts'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'
import type { AccessRow, Survey } from '../../platform/events/events.ts'
import { digestSet } from './digest-set.ts'

/** How each field was shown in one session; two ways at once stay visible. */
export type Exposure = ReadonlyMap<FieldId, ReadonlySet<Show>>

export interface ReadRecords {
  readonly sha256: string
  readonly count: number
  readonly withoutKeys: number
  readonly unfinished: number
  readonly denied: number
  /** people whom records count beyond those they name, but for whole tables */
  readonly uncounted: number
  /** statements that may have shown a whole table: how many people at most, by store and object */
  readonly tables: readonly { readonly store: StoreId; readonly object: ObjectId; readonly upper: number }[]
  readonly stores: ReadonlySet<StoreId>
  readonly principals: ReadonlySet<string>
  readonly sessions: ReadonlyMap<string, Exposure>
}

export async function readRecords(
  survey: Pick<Survey, 'each'>,
  queries: readonly AccessQuery[],
  signal: AbortSignal,
  read: (records: number) => void = () => {},
): Promise<ReadRecords> {
  const digests = digestSet()
  const stores = new Set<StoreId>()
  const principals = new Set<string>()
  const sessions = new Map<string, Map<FieldId, Set<Show>>>()
  const opened = new Map<string, number>()
  const leases = new Map<string, number>()
  let withoutKeys = 0
  let denied = 0
  let unfinished = 0
  let uncounted = 0
  const tables = new Map<string, { store: StoreId; object: ObjectId; upper: number }>()
  const take = (row: AccessRow): void => {
    digests.add(textOf(row))
    stores.add(row.store)
    if (row.principal !== null) principals.add(row.principal)
    if (row.outcome === 'denied') denied++
    if (row.outcome === 'unfinished') unfinished++
    if (row.subjects.basis !== 'keys' && row.outcome !== 'denied' && row.subjects.upper > row.subjects.lower) withoutKeys++
    if (row.outcome !== 'denied' && row.subjects.upper > row.subjects.lower) {
      const { store, object, subjects } = row
      if (subjects.basis === 'table') {
        const key = `${store}\0${object}`
        const upper = Math.max(tables.get(key)?.upper ?? 0, subjects.upper)
        tables.set(key, { store, object, upper })
      } else if (row.phase !== 'open') uncounted += subjects.upper - subjects.lower
    }
    // an `open` has its `close` in the same session on the same object
    if (row.phase !== 'single') {
      const pair = `${row.session}\0${row.object}\0${row.fingerprint ?? ''}`
      const left = (opened.get(pair) ?? 0) + (row.phase === 'open' ? 1 : -1)
      if (left === 0) opened.delete(pair)
      else opened.set(pair, left)
      if (row.phase === 'open') leases.set(pair, Math.max(leases.get(pair) ?? 0, row.subjects.upper - row.subjects.lower))
    }
    if (row.outcome === 'denied') return
    let exposure = sessions.get(row.session)
    if (exposure === undefined) sessions.set(row.session, (exposure = new Map()))
    for (const field of row.fields) {
      let ways = exposure.get(field)
      if (ways === undefined) exposure.set(field, (ways = new Set()))
      // a field without a word of how it was shown was not masked
      ways.add(row.shown[field] ?? 'clear')
    }
  }
  for (const [at, query] of queries.entries()) {
    // What an earlier question has read is not read again: intervals of several actors may overlap.
    const before = queries.slice(0, at).map(covers)
    await survey.each(query, (rows) => {
      signal.throwIfAborted()
      for (const row of rows) if (!before.some((covered) => covered(row))) take(row)
      read(digests.size)
    })
  }
  for (const [pair, left] of opened) {
    if (left <= 0) continue
    unfinished += left
    uncounted += left * (leases.get(pair) ?? 0)
  }
  return {
    sha256: digests.sha256(),
    count: digests.size,
    withoutKeys,
    unfinished,
    denied,
    uncounted,
    tables: [...tables.values()],
    stores,
    principals,
    sessions,
  }
}

function covers(query: AccessQuery): (row: AccessRow) => boolean {
  const [from, to] = [Date.parse(query.from), Date.parse(query.to)]
  const among = (list: readonly string[] | undefined, value: string | null): boolean =>
    list === undefined || (value !== null && list.includes(value))
  return (row) => {
    const time = Date.parse(row.time)
    return (
      time >= from &&
      time < to &&
      among(query.principals, row.principal) &&
      among(query.sessions, row.session) &&
      among(query.stores, row.store)
    )
  }
}

function textOf(row: AccessRow): string {
  const { writer, seq, time, principal, session, store, object, fields, shown, rows, subjects, outcome, phase, people } = row
  const shownSorted = Object.entries(shown).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([
    [writer, String(seq), time, principal, session, store, object, [...fields].toSorted(), shownSorted],
    [rows, subjects.lower, subjects.upper, subjects.basis, outcome, phase, people],
  ])
}
