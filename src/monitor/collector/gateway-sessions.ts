// Which sessions of the store belong to sessions at the gateway: both saw the same statements, and people must not count twice. Owns the look at
// the gateway's records; asks only for the time and the people at hand.
import type { Clock } from '../../core/clock.ts'
import type { StoreId } from '../../core/ids.ts'
import type { EventStore } from '../../platform/events/events.ts'
import type { LogEntry } from './log-entry.ts'

const AROUND_MS = 120_000
const PAGE = 10_000
const MOST_PAGES = 20
const MOST_KEPT = 50_000

export interface GatewaySessions {
  /** the gateway's session; null: it did not come through the gateway, or not as far as is known */
  of(storeSession: string): string | null
  learn(entries: readonly LogEntry[]): Promise<void>
  /** Asks once more for those that were open. */
  again(): Promise<void>
  /** sessions of members, begun just now, that are not known at the gateway */
  readonly open: number
}

/** `members`: logins that belong to principals of a class. */
export function gatewaySessions(events: EventStore, clock: Clock, store: StoreId, members: ReadonlyMap<string, string>): GatewaySessions {
  const found = new Map<string, string>()
  const missing = new Map<string, LogEntry>()
  const sessions: GatewaySessions = {
    of: (session) => found.get(session) ?? null,
    async learn(entries) {
      const asked = entries.filter(({ user, session }) => user !== null && members.has(user) && !found.has(session))
      if (asked.length === 0) return
      const times = asked.map((entry) => entry.time)
      let from = Math.min(...times) - AROUND_MS
      const to = Math.max(...times) + AROUND_MS
      const principals = [...new Set(asked.map((entry) => members.get(entry.user!)!))]
      for (let page = 0; page < MOST_PAGES; page++) {
        const query = {
          from: new Date(from).toISOString(),
          to: new Date(to).toISOString(),
          stores: [store],
          planes: ['gateway' as const],
          principals,
        }
        const rows = await events.records(query, PAGE)
        for (const row of rows) if (row.storeSession !== undefined) found.set(row.storeSession, row.session)
        const last = rows.at(-1)
        if (last === undefined || rows.length < PAGE) break
        from = Math.max(from + 1, Date.parse(last.time))
      }
      while (found.size > MOST_KEPT) found.delete(found.keys().next().value!)
      const now = clock.now().getTime()
      for (const entry of asked) {
        const { session, time } = entry
        if (found.has(session)) missing.delete(session)
        else if (now - time < 1000 && now >= time) missing.set(session, entry)
      }
    },
    async again() {
      await sessions.learn([...missing.values()])
    },
    get open() {
      return missing.size
    },
  }
  return sessions
}
