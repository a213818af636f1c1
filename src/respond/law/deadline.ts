// When a period of a law ends. Pure. Days end at the end of the local day; hours are counted as they pass, whatever a clock on the wall does.
import type { LawClock } from './law-rule.ts'

export interface Deadline {
  readonly dueAt: Date
  /** by the counting rule of the law, when that is later than the plain one; `dueAt` stays the aim */
  readonly latestAt: Date | null
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

export function deadline(clock: LawClock, anchor: Date): Deadline {
  const { amount, unit, zone } = clock
  if (unit === 'hours') {
    const dueAt = new Date(anchor.getTime() + amount * HOUR)
    return { dueAt, latestAt: clock.counting === 'eu-1182-71' ? europeanHours(anchor, amount, zone) : null }
  }
  const from = localDay(anchor, zone)
  // The day of the event is not counted; the last one counts whole.
  if (unit === 'days') return endOfDay({ ...from, day: from.day + amount }, zone)
  if (unit === 'months') {
    const last = new Date(Date.UTC(from.year, from.month - 1 + amount + 1, 0)).getUTCDate()
    return endOfDay({ year: from.year, month: from.month + amount, day: Math.min(from.day, last) }, zone)
  }
  let day = from.day
  for (let left = amount; left > 0;) {
    day++
    if (!isWeekend({ ...from, day })) left--
  }
  return endOfDay({ ...from, day }, zone)
}

/**
 * Regulation (EEC, Euratom) 1182/71, Art. 3: the hour of the event does not count, a period of two days or more includes two working days.
 * Public holidays differ by member state and are not known here: they could only make it later. Read in quotations, not whole.
 */
function europeanHours(anchor: Date, hours: number, zone: string): Date {
  const start = (Math.floor(anchor.getTime() / HOUR) + 1) * HOUR
  let end = start + hours * HOUR
  if (hours < 48) return new Date(end)
  const workingDays = (): number => {
    const days = new Set<string>()
    for (let at = start; at < end; at += HOUR) {
      const day = localDay(new Date(at), zone)
      if (!isWeekend(day)) days.add(`${day.year}-${day.month}-${day.day}`)
    }
    return days.size
  }
  while (workingDays() < 2) end += DAY
  return new Date(end)
}

export interface LocalDay {
  readonly year: number
  /** 1 to 12; more runs into the next year */
  readonly month: number
  readonly day: number
}

/** The day on the wall of that zone. */
export function localDay(at: Date, zone: string): LocalDay {
  const parts = partsOf(at, zone)
  return { year: parts['year']!, month: parts['month']!, day: parts['day']! }
}

/** `2026-01-01` of the moment in that zone, to compare with days of laws. */
export function dayText(at: Date, zone: string): string {
  const { year, month, day } = localDay(at, zone)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function endOfDay(day: LocalDay, zone: string): Deadline {
  return { dueAt: new Date(midnight({ ...day, day: day.day + 1 }, zone).getTime() - 1), latestAt: null }
}

/** The first moment of the local day, also where the zone changes its offset that night. */
function midnight(day: LocalDay, zone: string): Date {
  const wall = Date.UTC(day.year, day.month - 1, day.day)
  let at = wall - offset(new Date(wall), zone)
  // the offset at the guess may not be the one at midnight: once more with that
  at = wall - offset(new Date(at), zone)
  return new Date(at)
}

function offset(at: Date, zone: string): number {
  const p = partsOf(at, zone)
  return Date.UTC(p['year']!, p['month']! - 1, p['day']!, p['hour']!, p['minute']!, p['second']!) - Math.floor(at.getTime() / 1000) * 1000
}

const formats = new Map<string, Intl.DateTimeFormat>()
function partsOf(at: Date, zone: string): Readonly<Record<string, number>> {
  let format = formats.get(zone)
  if (format === undefined) {
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', calendar: 'gregory', ...numeric })
    formats.set(zone, format)
  }
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
}

function isWeekend(day: LocalDay): boolean {
  const weekday = new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay()
  return weekday === 0 || weekday === 6
}
