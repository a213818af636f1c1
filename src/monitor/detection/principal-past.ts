// What is remembered of one principal: hours, days, places, sessions. Owns the shape (plain JSON in the table baseline) and how a record is
// taken in. Bounded in every part; people are parts of keyed references only.
import { add, count, join, NOBODY, type Sketch } from './people-sketch.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
const HOURS = 49
const DAYS = 70
const SESSIONS = 200
const PLACES = 64
const HOUR_BOUND = 512
const DAY_BOUND = 128

export interface Bucket {
  /** number of the hour or day since 1970 */
  readonly at: number
  people: Sketch
  /** people at most, of records without references */
  rows: number
  /** the same of tables read as a whole: the largest */
  table: number
}

export interface Day extends Bucket {
  /** the most in one hour and in 24 hours that ended on this day */
  peak: number
  most: number
  /** part of a story that is not decided, or that was true: no baseline */
  story: string | null
}

export interface Session {
  readonly id: string
  readonly store: string
  readonly place: string
  readonly from: number
  to: number
}

export interface Past {
  readonly principal: string
  readonly drill: boolean
  first: number
  last: number
  hours: Bucket[]
  days: Day[]
  places: Record<string, { hours: number; first: number; last: number }>
  sessions: Session[]
  story: { readonly alert: string; readonly from: number; readonly place: string | null } | null
  /** number of the last day that somebody has decided about: no window counts its people again */
  settled: number
}

export function emptyPast(principal: string, drill: boolean): Past {
  return { principal, drill, first: 0, last: 0, hours: [], days: [], places: {}, sessions: [], story: null, settled: 0 }
}

export interface SeenAccess {
  readonly time: number
  readonly session: string
  readonly store: string
  readonly place: string
  /** of references */
  readonly people: readonly number[]
  readonly rows: number
  readonly table: number
}

/** True: the hour was new for this place. */
export function takeIn(past: Past, access: SeenAccess): boolean {
  const { time, place } = access
  const hour = bucket(past.hours, Math.floor(time / HOUR), HOURS, () => ({}))
  const day = bucket(past.days, Math.floor(time / DAY), DAYS, () => ({ peak: 0, most: 0, story: null }))
  if (past.first === 0 || time < past.first) past.first = time
  past.last = Math.max(past.last, time)
  for (const [into, bound] of [
    [hour, HOUR_BOUND],
    [day, DAY_BOUND],
  ] as const) {
    if (into === null) continue
    if (access.people.length > 0) into.people = add(into.people, access.people, bound)
    into.rows += access.rows
    into.table = Math.max(into.table, access.table)
  }
  if (day !== null && past.story !== null) day.story = past.story.alert
  const session = past.sessions.find((known) => known.id === access.session && known.place === place && known.store === access.store)
  if (session === undefined) past.sessions.push({ id: access.session, store: access.store, place, from: time, to: time })
  else session.to = Math.max(session.to, time)
  if (past.sessions.length > SESSIONS) past.sessions.shift()
  const known = past.places[place]
  const hourAt = Math.floor(time / HOUR)
  if (known === undefined) {
    if (Object.keys(past.places).length >= PLACES) delete past.places[Object.keys(past.places)[0]!]
    past.places[place] = { hours: 1, first: time, last: hourAt }
    return true
  }
  if (known.last === hourAt) return false
  known.last = hourAt
  known.hours++
  return true
}

/**
 * Distinct people in buckets after `from` (number of the first). A table read without a bound says only how many there may have been at most:
 * it counts where it is larger than `usual`, and would else hide the people who are known.
 */
export function peopleIn(buckets: readonly Bucket[], from: number, to: number, usual: number): number {
  const chosen = buckets.filter((one) => one.at >= from && one.at <= to)
  const bound = HOUR_BOUND
  const rows = chosen.reduce((sum, one) => sum + one.rows, 0)
  const table = chosen.reduce((most, one) => Math.max(most, one.table), 0)
  const sketches = chosen.map((one) => one.people)
  // A sketch that was cut knows only its smallest: the union is cut to the smallest bound among them.
  const cut = sketches.some((one) => one.length >= DAY_BOUND && buckets[0] !== undefined && 'peak' in buckets[0]) ? DAY_BOUND : bound
  return count(join(sketches, cut), cut) + rows + (table > usual ? table : 0)
}

/** After the records of an hour: the day's peaks. */
export function notePeaks(past: Past, hour: number, usual: number): { readonly inHour: number; readonly inDay: number } {
  const inHour = peopleIn(past.hours, hour, hour, Infinity)
  const inDay = peopleIn(past.hours, hour - 23, hour, Infinity)
  const day = past.days.find((one) => one.at === Math.floor(hour / 24))
  if (day !== undefined) {
    day.peak = Math.max(day.peak, inHour)
    day.most = Math.max(day.most, inDay)
  }
  // What is usual later is made of people who are known; what is judged now has the unusual table in it.
  return { inHour: peopleIn(past.hours, hour, hour, usual), inDay: peopleIn(past.hours, hour - 23, hour, usual) }
}

/** Null: it is older than what is kept (a clock that jumped back, a log read late). */
function bucket<B extends Bucket>(buckets: B[], at: number, most: number, more: () => object): B | null {
  const last = buckets.at(-1)
  if (last?.at === at) return last
  const found = buckets.find((one) => one.at === at)
  if (found !== undefined) return found
  if (last !== undefined && at <= last.at - most) return null
  const made = { at, people: NOBODY, rows: 0, table: 0, ...more() } as unknown as B
  buckets.push(made)
  if (last !== undefined && at < last.at) buckets.sort((a, b) => a.at - b.at)
  const newest = buckets.at(-1)!.at
  while (buckets[0]!.at <= newest - most) buckets.shift()
  return made
}
