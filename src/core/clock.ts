// The one place where the clock is read. Everything else gets a Clock; a test gives it a fixed one. No `now()` in domain SQL.

/** RFC 3339, UTC, milliseconds: 2026-11-24T09:40:00.000Z. Intervals of two are [from, to). */
export type Instant = string

export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

export function instant(date: Date): Instant {
  return date.toISOString()
}

/** Milliseconds of a clock that only goes forward; for durations, never for times of day. */
export function monotonicMs(): number {
  return performance.now()
}

/** A clock that stands still until moved. For tests and for replay. */
export function fixedClock(start: Instant): Clock & { set(at: Instant): void; advance(ms: number): void } {
  let at = new Date(start)
  return {
    now: () => new Date(at),
    set: (next) => {
      at = new Date(next)
    },
    advance: (ms) => {
      at = new Date(at.getTime() + ms)
    },
  }
}
