// A log that cannot be read, or that says nothing for longer than it ever did: a gap as long as it lasts, and an alert when it lasts. Owns both, and that
// they end by themselves: what was read after all is no gap, and the alert says since when it is read again. Whoever wants to act unseen begins here.
import { createHash } from 'node:crypto'
import { instant } from '../../core/clock.ts'
import type { StoreId } from '../../core/ids.ts'
import { newId } from '../../core/ids.ts'
import type { Platform } from '../../platform/platform.ts'
import { writeAlert } from '../alerts/alert-writer.ts'

export const SILENCES = {
  away: 'the folder of the log is away',
  unreadable: 'the log cannot be read',
  room: 'what the log says cannot be kept: there is no room on our disk',
  failed: 'reading the log fails',
  silent: 'the log is silent for longer than it ever was',
} as const
export type Silence = keyof typeof SILENCES

/** A restart of a server or a disk that is mounted again is no news. */
const PATIENCE_MS = 60_000

export interface SilentLog {
  readonly collector: string
  readonly store: { readonly id: StoreId; readonly name: string; readonly drill: boolean }
  /** people in the store, as far as is known */
  readonly people: number
}

export interface SilentLogs {
  /** `since`: ms of the last line that was read. */
  note(log: SilentLog, silence: Silence, since: number): Promise<void>
  /** All that is there was read. `kept`: silences whose stretch stays unread. */
  end(log: SilentLog, still: Silence | null, lost: boolean): Promise<void>
}

export function createSilentLogs({ events, store: db, clock }: Platform): SilentLogs {
  // What stands in the database is looked at once; afterwards this process knows.
  const open = new Map<string, Set<Silence>>()
  const sourceOf = (collector: string): string => `postgres-log:${collector}`
  const fingerprintOf = (collector: string): string =>
    createHash('sha256')
      .update(JSON.stringify(['log-silent', collector]))
      .digest('hex')
  const openOf = (collector: string): Set<Silence> => {
    let known = open.get(collector)
    if (known === undefined) open.set(collector, (known = new Set(Object.keys(SILENCES) as Silence[])))
    return known
  }

  return {
    async note({ collector, store, people }, silence, since) {
      const now = clock.now()
      const from = new Date(Math.min(since, now.getTime() - 1))
      const first = await events.extendGap({
        source: sourceOf(collector),
        store: store.id,
        from: instant(from),
        to: instant(now),
        upper: null,
        reason: SILENCES[silence],
      })
      openOf(collector).add(silence)
      // The sample company's server is not always on.
      if (silence === 'silent' ? store.drill : now.getTime() - first.getTime() < PATIENCE_MS) return
      await db.transaction(async (tx) => {
        await writeAlert(
          tx,
          {
            id: newId(clock),
            fingerprint: fingerprintOf(collector),
            rules: ['log-silent'],
            severity: 3,
            principals: [],
            query: { from: instant(from), to: instant(now), stores: [store.id] },
            fields: [],
            label: null,
            subjects: { lower: 0, upper: people, basis: 'table' },
            why: [{ rule: 'log-silent', text: `${SILENCES[silence]}: ${store.name}, since ${instant(from)}` }],
            drill: store.drill,
          },
          now,
        )
      })
    },
    async end({ collector, store }, still, lost) {
      const known = openOf(collector)
      const over = [...known].filter((one) => one !== still)
      if (over.length === 0) return
      for (const one of over) {
        // The files are another's now: what was in between stays unread.
        if (!lost) await events.withdrawGap(sourceOf(collector), SILENCES[one])
        known.delete(one)
      }
      if (still !== null) return
      const now = clock.now()
      await db.transaction(async (tx) => {
        const alert = await tx
          .selectFrom('alert')
          .select(['id', 'why'])
          .where('fingerprint', '=', fingerprintOf(collector))
          .where('state', 'in', ['new', 'open'])
          .executeTakeFirst()
        if (alert === undefined || alert.why.some((one) => one.rule === 'log-read-again')) return
        const text = lost
          ? `read again since ${instant(now)}: what was in between is gone`
          : `read again since ${instant(now)}, with nothing missing`
        await tx
          .updateTable('alert')
          .set({ why: JSON.stringify([...alert.why, { rule: 'log-read-again', text: `${store.name}: ${text}` }]), changed_at: now })
          .where('id', '=', alert.id)
          .execute()
      })
    },
  }
}
