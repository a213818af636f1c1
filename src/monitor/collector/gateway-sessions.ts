// Which sessions of the store belong to sessions at the gateway: both saw the same statements, and people must not count twice. Owns the look at
// what the gateway said of its sessions. It says so before a client is let in, so that no order or delay of the two sources matters here.
import type { StoreId } from '../../core/ids.ts'
import type { EventStore } from '../../platform/events/events.ts'
import type { LogEntry } from './log-entry.ts'

const MOST_KEPT = 50_000

export interface GatewaySessions {
  /** the gateway's session; null: it did not come through the gateway */
  of(storeSession: string): string | null
  /** After the lines were read: what is not known then was not let in by the gateway. */
  learn(entries: readonly LogEntry[]): Promise<void>
}

export function gatewaySessions(events: EventStore, store: StoreId): GatewaySessions {
  const known = new Map<string, string>()
  return {
    of: (session) => known.get(session) ?? null,
    async learn(entries) {
      const asked = [...new Set(entries.flatMap(({ user, session }) => (user === null || known.has(session) ? [] : [session])))]
      if (asked.length === 0) return
      while (known.size > MOST_KEPT) known.delete(known.keys().next().value!)
      // Not found is asked again: lines of the connection itself are older than the note.
      for (const [session, at] of await events.gatewaySessions(store, asked)) known.set(session, at)
    },
  }
}
