// What a collector remembers between looks, beside the positions in files: sessions with the number of their last line, statements whose end was
// not seen yet, and how long the log used to be silent. Owns these and what follows from them: missing lines, silence. Bounded in every part.
import type { NewAccess } from '../../platform/events/events.ts'
import type { SearchPath } from '../statements/search-path.ts'
import type { LogEntry } from './log-entry.ts'

const MOST_SESSIONS = 5000
const HOUR = 3_600_000
const DAY = 24 * HOUR

/** As it stands in the database: plain JSON, without a word of a statement. */
export interface LogMemory {
  /** session → [last line, ms of it] */
  sessions: Record<string, [number, number]>
  evicted: boolean
  /** session → records that wait to be known as done */
  held: Record<string, HeldAccess[]>
  first: number
  last: number
  longestSilence: number
  /** the server said that it stops */
  stopped: boolean
  statements: number
  /** session → where it looks up names, when it said so */
  paths?: Record<string, SearchPath>
}

/** References as base64. */
export type HeldAccess = Omit<NewAccess, 'refs'> & { readonly refs64?: string }

export interface LostStretch {
  readonly from: number
  readonly to: number
  readonly reason: string
}

export function emptyMemory(): LogMemory {
  return { sessions: {}, evicted: false, held: {}, first: 0, last: 0, longestSilence: 0, stopped: false, statements: 0 }
}

export interface LogWatch {
  /** Lines that must have been there before this one. */
  note(entry: LogEntry): LostStretch | null
  snapshot(): Pick<LogMemory, 'sessions' | 'evicted' | 'first' | 'last' | 'longestSilence' | 'stopped'>
  /** It has been silent for longer than it ever was, and a while. */
  silentSince(now: number): number | null
}

export function createLogWatch(memory: LogMemory): LogWatch {
  const sessions = new Map(Object.entries(memory.sessions))
  let { evicted, first, last, longestSilence, stopped } = memory
  const usual = (at: number): number | null => (at - first >= 14 * DAY ? Math.max(HOUR, longestSilence * 1.5) : null)
  return {
    note(entry) {
      let lost: LostStretch | null = null
      const { session, line, time, parts = 1 } = entry
      if (line !== null) {
        const before = sessions.get(session)
        if (before !== undefined && line > before[0] + 1)
          lost = { from: before[1], to: time, reason: `${line - before[0] - 1} lines of a session are missing` }
        else if (before === undefined && line > 1 && !evicted && first > 0 && entry.began > first && entry.backend === 'client backend')
          lost = { from: entry.began, to: time, reason: `the first ${line - 1} lines of a session are missing` }
        sessions.delete(session)
        sessions.set(session, [Math.max(line + parts - 1, before?.[0] ?? 0), time])
        if (entry.message.startsWith('disconnection: ')) sessions.delete(session)
        if (sessions.size > MOST_SESSIONS) {
          sessions.delete(sessions.keys().next().value!)
          evicted = true
        }
      }
      if (first === 0) first = time
      if (last > 0 && time > last) {
        const silence = time - last
        const most = usual(time)
        if (!stopped) {
          if (most !== null && silence > most)
            lost ??= { from: last, to: time, reason: `no line for ${hours(silence)}, longest before ${hours(longestSilence)}` }
          else longestSilence = Math.max(longestSilence, silence)
        }
      }
      if (time > last) last = time
      stopped = entry.message.startsWith('database system is shut down') || (stopped && entry.backend !== 'client backend')
      return lost
    },
    silentSince: (now) => {
      const most = usual(last)
      return !stopped && most !== null && now - last > most ? last : null
    },
    snapshot: () => ({ sessions: Object.fromEntries(sessions), evicted, first, last, longestSilence, stopped }),
  }
}

const hours = (ms: number): string => (ms < 2 * HOUR ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / HOUR)} hours`)

/** Names of files that carry their day or time, in equal steps: places where one is missing. */
export function missingFiles(names: readonly string[]): readonly { readonly after: string; readonly before: string }[] {
  const dated = names
    .flatMap((name) => {
      const match = /(\d{4})-?(\d\d)-?(\d\d)(?:[_T-]?(\d\d)(\d\d)(\d\d)?)?/.exec(name)
      if (match === null) return []
      const [, year, month, day, hour, minute, second] = match.map(Number)
      return [{ name, at: Date.UTC(year!, month! - 1, day!, hour || 0, minute || 0, second || 0) }]
    })
    .toSorted((a, b) => a.at - b.at)
  const steps = dated.slice(1).map((file, at) => file.at - dated[at]!.at)
  if (steps.length < 4) return []
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)]!
  // Files are also begun at a restart or when they are full: only a rhythm that nearly all keep says anything.
  if (steps.filter((step) => Math.abs(step - usual) <= usual / 10).length < steps.length * 0.8 || usual < 60_000) return []
  return steps.flatMap((step, at) => (step > usual * 1.5 ? [{ after: dated[at]!.name, before: dated[at + 1]!.name }] : []))
}
