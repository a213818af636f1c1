// What an exception is called, and which end it may have. Words only.
import type { ExceptionView } from '../api/generated.ts'
import type { StateName } from '../parts/marks.tsx'

const DAY_MS = 86_400_000
/** Days before its end in which an exception is said to end soon. */
const SOON_DAYS = 14

export function exceptionState(
  one: Pick<ExceptionView, 'state' | 'until' | 'endedAt' | 'approvedBy'>,
  now: Date = new Date(),
): { readonly state: StateName; readonly word: string } {
  if (one.state === 'proposed') return { state: 'partial', word: 'waits for a second person' }
  if (one.state === 'live') {
    const days = Math.ceil((new Date(one.until).getTime() - now.getTime()) / DAY_MS)
    return days <= SOON_DAYS
      ? { state: 'partial', word: days <= 1 ? 'holds, ends within a day' : `holds, ends in ${days} days` }
      : { state: 'pass', word: 'holds' }
  }
  if (one.approvedBy === null) return { state: 'unknown', word: one.endedAt === null ? 'never approved' : 'withdrawn' }
  return { state: 'stale', word: one.endedAt === null ? 'its day has come' : 'ended before its day' }
}

/** The last day that may be chosen, as a date field has it. */
export function latestDay(now: Date): string {
  return new Date(now.getTime() + 365 * DAY_MS).toISOString().slice(0, 10)
}

/** What is wrong with a day as an end; undefined: nothing. */
export function untilProblem(day: string, now: Date): string | undefined {
  const at = new Date(`${day}T00:00:00.000Z`).getTime()
  if (Number.isNaN(at)) return 'write a day'
  if (at <= now.getTime()) return 'the end lies ahead'
  if (day > latestDay(now)) return 'a year at most'
  return undefined
}
