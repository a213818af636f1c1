// What is usual for a principal, from the same groups by hour that the accesses page shows. Pure arithmetic.
import type { AccessesView } from '../api/generated.ts'

const HOUR = 3_600_000

export interface HourFigure {
  /** ms, the start of the hour */
  readonly at: number
  readonly people: number
  readonly records: number
  readonly rows: number
}

/** Hours of all stores together; people of two stores may be the same, so the larger stands. */
export function hoursOf(groups: AccessesView['groups']): readonly HourFigure[] {
  const hours = new Map<number, HourFigure>()
  for (const group of groups) {
    const at = Math.floor(Date.parse(group.hour) / HOUR) * HOUR
    const before = hours.get(at)
    hours.set(at, {
      at,
      people: Math.max(before?.people ?? 0, group.people),
      records: (before?.records ?? 0) + group.records,
      rows: (before?.rows ?? 0) + group.rows,
    })
  }
  return [...hours.values()].toSorted((a, b) => a.at - b.at)
}

export interface Measure {
  readonly now: number
  readonly median: number | null
  readonly most: number | null
}

export function measure(now: readonly HourFigure[], before: readonly HourFigure[], pick: (hour: HourFigure) => number): Measure {
  const past = before.map(pick).toSorted((a, b) => a - b)
  return {
    now: Math.max(0, ...now.map(pick)),
    median: past.length === 0 ? null : past[Math.floor((past.length - 1) / 2)]!,
    most: past.at(-1) ?? null,
  }
}

/** "8 to 18", in the zone of who looks; null: no hour at all. */
export function hoursOfDay(hours: readonly HourFigure[]): string | null {
  if (hours.length === 0) return null
  const of = hours.map((hour) => new Date(hour.at).getHours()).toSorted((a, b) => a - b)
  return of[0] === of.at(-1) ? `${of[0]}` : `${of[0]} to ${of.at(-1)}`
}

/** "12 times", "as usual"; null: no past to compare with. */
export function times({ now, most }: Measure): string | null {
  if (most === null) return null
  if (most === 0) return now === 0 ? 'as usual' : 'never before'
  const factor = now / most
  return factor <= 1 ? 'as usual' : `${factor < 10 ? factor.toFixed(1) : Math.round(factor)} times the most before`
}
