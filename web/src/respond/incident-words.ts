// Incidents, grades, jurisdictions and duties in words. Pure.
import type { DutyView, IncidentSummaryView, ScopeView } from '../api/generated.ts'
import { boundsWord, count, duration, secondsBetween } from '../parts/words.ts'
import type { StateName } from '../parts/marks.tsx'

export const GRADES = ['in-store', 'reachable', 'accessed', 'exfiltrated', 'excluded'] as const
export type Grade = (typeof GRADES)[number]
export const GRADE_WORDS: Readonly<Record<Grade, string>> = {
  'in-store': 'In the store',
  reachable: 'Reachable',
  accessed: 'Accessed',
  exfiltrated: 'Taken out',
  excluded: 'Excluded',
}

export function actorsWord(incident: Pick<IncidentSummaryView, 'actors'>): string {
  const names = [...new Set(incident.actors.map((actor) => actor.principal ?? actor.session ?? 'somebody'))]
  return names.length === 0
    ? 'somebody unknown'
    : names.length <= 2
      ? names.join(' and ')
      : `${names[0]} and ${count(names.length - 1)} more`
}

export function spanOf(incident: Pick<IncidentSummaryView, 'actors'>): { readonly from: string; readonly to: string } | null {
  const from = incident.actors.map((actor) => actor.from).toSorted()[0]
  const to = incident.actors
    .map((actor) => actor.to)
    .toSorted()
    .at(-1)
  return from === undefined || to === undefined ? null : { from, to }
}

export function incidentTitle(incident: Pick<IncidentSummaryView, 'actors' | 'number'>, scope: ScopeView | undefined): string {
  const who = actorsWord(incident)
  const span = spanOf(incident)
  const time = span === null ? '' : ` in ${duration(secondsBetween(span.from, span.to))}`
  if (scope === undefined) return `Incident ${incident.number}: whom ${who} reached is not computed yet`
  const { lower, upper } = scope.totals.accessed
  if (upper === 0) return `${who} reached nobody${time}`
  return `${who} reached ${boundsWord(lower, upper)} ${upper === 1 ? 'person' : 'people'}${time}`
}

const regions = new Intl.DisplayNames(['en'], { type: 'region' })

export function jurisdictionWord(code: string): string {
  if (code === 'EU') return 'European Union, all members'
  if (code === 'unknown') return 'not known'
  if (code === 'all') return 'All'
  const [country = '', part] = code.split('-')
  const name = /^[A-Z]{2}$/.test(country) ? (regions.of(country) ?? country) : country
  return part === undefined ? name : `${name}, ${part}`
}

export const DUTY_STATES: Readonly<Record<DutyView['state'], readonly [StateName, string]>> = {
  running: ['partial', 'running'],
  overdue: ['fail', 'overdue'],
  met: ['pass', 'met'],
  waiting: ['unknown', 'not started'],
  held: ['stale', 'held'],
  none: ['unknown', 'no clock'],
}

/** What runs out first stands first; what is done or has no clock last. */
export function byDue(a: DutyView, b: DutyView): number {
  const rank = (duty: DutyView): number => (duty.state === 'met' ? 2 : duty.dueAt === null ? 1 : 0)
  return rank(a) - rank(b) || (a.dueAt ?? '').localeCompare(b.dueAt ?? '') || a.name.localeCompare(b.name)
}

/** "23 h 12 min left", "overdue by 3 min" */
export function leftWord(dueAt: string, now: string): string {
  const seconds = secondsBetween(now, dueAt)
  return seconds >= 0 ? `${duration(seconds)} left` : `overdue by ${duration(-seconds)}`
}

export const NOTICE_STATES: Readonly<Record<string, readonly [StateName, string]>> = {
  draft: ['unknown', 'draft'],
  approved: ['partial', 'approved'],
  sending: ['partial', 'sending'],
  sent: ['pass', 'sent'],
}
export const CONTAINMENT_STATES: Readonly<Record<string, readonly [StateName, string]>> = {
  proposed: ['unknown', 'proposed'],
  done: ['partial', 'done, not tried yet'],
  verified: ['pass', 'tried again: refused'],
  failed: ['fail', 'failed'],
}
