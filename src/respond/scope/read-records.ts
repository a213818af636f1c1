// Reads every access record of a question once, in pages: what was shown to whom, what ended without an end, and a digest that is the same
// however the records are kept (segments become Parquet, and their files' own digests change). Owns no set of people: records carry none.
import { createHash } from 'node:crypto'
import type { AccessQuery, Show } from '../../core/contract/access.ts'
import { instant } from '../../core/clock.ts'
import type { FieldId, StoreId } from '../../core/ids.ts'
import type { AccessRow, EventStore } from '../../platform/events/events.ts'

/** How each field was shown in one session; two ways at once stay visible. */
export type Exposure = ReadonlyMap<FieldId, ReadonlySet<Show>>

export interface ReadRecords {
  readonly sha256: string
  readonly count: number
  readonly withoutKeys: number
  readonly unfinished: number
  readonly denied: number
  readonly stores: ReadonlySet<StoreId>
  readonly principals: ReadonlySet<string>
  readonly sessions: ReadonlyMap<string, Exposure>
  /** more records in one millisecond than a page holds: what is in them beyond that is unknown */
  readonly cut: boolean
}

const PAGE = 10_000

export async function readRecords(
  events: Pick<EventStore, 'records'>,
  queries: readonly AccessQuery[],
  signal: AbortSignal,
): Promise<ReadRecords> {
  const hashes = new Map<string, Buffer>()
  const stores = new Set<StoreId>()
  const principals = new Set<string>()
  const sessions = new Map<string, Map<FieldId, Set<Show>>>()
  const closed = new Set<string>()
  const opened = new Map<string, number>()
  let withoutKeys = 0
  let denied = 0
  let unfinished = 0
  let cut = false

  const take = (row: AccessRow): boolean => {
    const key = `${row.writer}\0${row.seq}`
    if (hashes.has(key)) return false
    hashes.set(key, digestOf(row))
    stores.add(row.store)
    if (row.principal !== null) principals.add(row.principal)
    if (row.outcome === 'denied') denied++
    if (row.outcome === 'unfinished') unfinished++
    if (row.subjects.basis !== 'keys' && row.outcome !== 'denied' && row.subjects.upper > row.subjects.lower) withoutKeys++
    // an `open` has its `close` in the same session on the same object
    const pair = `${row.session}\0${row.object}\0${row.fingerprint ?? ''}`
    if (row.phase === 'open') opened.set(pair, (opened.get(pair) ?? 0) + 1)
    if (row.phase === 'close') {
      closed.add(pair)
      opened.set(pair, (opened.get(pair) ?? 0) - 1)
    }
    if (row.outcome !== 'denied') {
      let exposure = sessions.get(row.session)
      if (exposure === undefined) sessions.set(row.session, (exposure = new Map()))
      for (const field of row.fields) {
        let ways = exposure.get(field)
        if (ways === undefined) exposure.set(field, (ways = new Set()))
        // a field without a word of how it was shown was not masked
        ways.add(row.shown[field] ?? 'clear')
      }
    }
    return true
  }

  for (const query of queries) {
    let from = query.from
    while (from < query.to) {
      signal.throwIfAborted()
      const page = await events.records({ ...query, from }, PAGE)
      let fresh = 0
      for (const row of page) if (take(row)) fresh++
      if (page.length < PAGE) break
      const last = page.reduce((latest, row) => (row.time > latest ? row.time : latest), from)
      if (last > from) from = last
      else {
        // INVARIANT: what cannot be read widens; it is never taken as nothing
        if (fresh === 0 || last === from) cut = true
        from = instant(new Date(Date.parse(from) + 1))
      }
    }
  }
  for (const left of opened.values()) if (left > 0) unfinished += left
  const all = createHash('sha256')
  for (const hash of [...hashes.values()].toSorted(Buffer.compare)) all.update(hash)
  return {
    sha256: all.digest('hex'),
    count: hashes.size,
    withoutKeys,
    unfinished,
    denied,
    stores,
    principals,
    sessions,
    cut,
  }
}

function digestOf(row: AccessRow): Buffer {
  const { writer, seq, time, principal, session, store, object, fields, shown, rows, subjects, outcome, phase, people } = row
  const shownSorted = Object.entries(shown).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([
    [writer, String(seq), time, principal, session, store, object, [...fields].toSorted(), shownSorted],
    [rows, subjects.lower, subjects.upper, subjects.basis, outcome, phase, people],
  ])
  return createHash('sha256').update(text).digest()
}
