// When a period of a law ends. Pure. Days end at the end of the local day; hours are counted as they pass, whatever a clock on the wall does.
import type { CountingRule } from './counting-rule.ts'
import type { LawClock } from './law-rule.ts'

export interface Deadline {
  readonly dueAt: Date
  /** by the counting rule of the law, when that is later than the plain one; `dueAt` stays the aim */
  readonly latestAt: Date | null
  /** working days were counted, and public holidays are not known: the law's own end may be later, or a day that counted may not */
  readonly holidays: boolean
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** `counting`: of the clock's `counting`; null for plain. */
export function deadline(clock: LawClock, anchor: Date, counting: CountingRule | null): Deadline {
  const { amount, unit, zone } = clock
  if (unit === 'hours') {
    const dueAt = new Date(anchor.getTime() + amount * HOUR)
    if (counting === null) return { dueAt, latestAt: null, holidays: false }
    const { leastWorkingDays: least } = counting
    const days = least !== null && amount * HOUR >= least.forPeriodsFromDays * DAY ? least.days : 0
    return { dueAt, latestAt: countedHours(anchor, amount, zone, counting, days), holidays: days > 0 }
  }
  const from = localDay(anchor, zone)
  // The day of the event is not counted; the last one counts whole.
  if (unit === 'business-days') {
    let day = from.day
    for (let left = amount; left > 0;) {
      day++
      if (!isWeekend({ ...from, day })) left--
    }
    return { dueAt: endOfDay({ ...from, day }, zone), latestAt: null, holidays: true }
  }
  const last =
    unit === 'days'
      ? { ...from, day: from.day + amount }
      : {
          year: from.year,
          month: from.month + amount,
          day: Math.min(from.day, new Date(Date.UTC(from.year, from.month + amount, 0)).getUTCDate()),
        }
  const dueAt = endOfDay(last, zone)
  if (counting === null) return { dueAt, latestAt: null, holidays: false }
  const end = countedDays(from, last, counting)
  return { dueAt, latestAt: isSame(end, last) ? null : endOfDay(end, zone), holidays: true }
}

/** In whole hours: the hour of the event does not count where the rule says so; a longer period holds so many working days at least. */
function countedHours(anchor: Date, hours: number, zone: string, counting: CountingRule, days: number): Date {
  const start = counting.skipsHourOfEvent ? (Math.floor(anchor.getTime() / HOUR) + 1) * HOUR : anchor.getTime()
  let end = start + hours * HOUR
  const workingDays = (): number => {
    const seen = new Set<string>()
    for (let at = start; at < end; at += HOUR) {
      const day = localDay(new Date(at), zone)
      if (!isWeekend(day)) seen.add(`${day.year}-${day.month}-${day.day}`)
    }
    return seen.size
  }
  while (workingDays() < days) end += DAY
  return new Date(end)
}

/** In days, weeks, months: with working days enough, and ending on one. */
function countedDays(from: LocalDay, last: LocalDay, counting: CountingRule): LocalDay {
  const whole = daysBetween(from, last)
  const { leastWorkingDays: least } = counting
  const wanted = least !== null && whole >= least.forPeriodsFromDays ? least.days : 0
  let end = last
  const working = (): number => {
    let count = 0
    for (let n = 1; n <= daysBetween(from, end); n++) if (!isWeekend({ ...from, day: from.day + n })) count++
    return count
  }
  while (working() < wanted) end = { ...end, day: end.day + 1 }
  while (counting.endsOnWorkingDay && isWeekend(end)) end = { ...end, day: end.day + 1 }
  return end
}

const utc = (day: LocalDay): number => Date.UTC(day.year, day.month - 1, day.day)
const daysBetween = (from: LocalDay, to: LocalDay): number => Math.round((utc(to) - utc(from)) / DAY)
const isSame = (a: LocalDay, b: LocalDay): boolean => utc(a) === utc(b)

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

function endOfDay(day: LocalDay, zone: string): Date {
  return new Date(midnight({ ...day, day: day.day + 1 }, zone).getTime() - 1)
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
