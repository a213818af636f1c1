// Working hours where people live, as moments. Owns the way from a day and an hour of a time zone to UTC, summer time with it.

const DAY_MS = 86_400_000

export interface LocalDay {
  /** 2026-11-24 */
  readonly date: string
  /** 0 is Sunday */
  readonly weekday: number
  /** days before the day in which `end` falls there */
  readonly daysAgo: number
}

/** The last `count` days there, oldest first; the last one is the day of `end`. */
export function localDays(zone: string, end: Date, count: number): LocalDay[] {
  const today = localDate(zone, end)
  return Array.from({ length: count + 1 }, (_, index) => {
    const daysAgo = count - index
    // Days are counted at noon, where no change of clocks reaches.
    const noon = new Date(Date.parse(`${today}T12:00:00Z`) - daysAgo * DAY_MS)
    return { date: noon.toISOString().slice(0, 10), weekday: noon.getUTCDay(), daysAgo }
  })
}

export function localDate(zone: string, at: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)
}

/** `minutes` after midnight of that day there. */
export function localMoment(zone: string, date: string, minutes: number): Date {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minutes * 60_000
  // Twice: the second look uses the offset that holds at the first answer.
  let at = wanted
  for (let look = 0; look < 2; look++) at = wanted - offsetMs(zone, new Date(at))
  return new Date(at)
}

const CLOCKS = new Map<string, Intl.DateTimeFormat>()

function offsetMs(zone: string, at: Date): number {
  let clock = CLOCKS.get(zone)
  if (clock === undefined) {
    const two = '2-digit'
    const parts = { year: 'numeric', month: two, day: two, hour: two, minute: two, second: two, hourCycle: 'h23' } as const
    clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, ...parts })
    CLOCKS.set(zone, clock)
  }
  const parts = clock.format(at)
  return Date.parse(`${parts.replace(' ', 'T')}Z`) - Math.floor(at.getTime() / 1000) * 1000
}
