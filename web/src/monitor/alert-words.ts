// An alert in words: the title is the answer. Pure.
import type { AlertView } from '../api/generated.ts'
import { boundsWord, count, duration, secondsBetween } from '../parts/words.ts'

export const STATE_WORDS: Readonly<Record<AlertView['state'], string>> = {
  new: 'new',
  open: 'in an incident',
  true: 'true',
  benign: 'benign',
  false: 'false',
}

const who = (principals: readonly string[]): string =>
  principals.length === 0
    ? 'Somebody unknown'
    : principals.length <= 2
      ? principals.join(' and ')
      : `${principals[0]} and ${count(principals.length - 1)} more`

export function alertTitle(alert: Pick<AlertView, 'principals' | 'subjects' | 'query' | 'rules' | 'why'>): string {
  const { lower, upper } = alert.subjects
  const rules = new Set([...alert.rules, ...alert.why.map((reason) => reason.rule)])
  if (rules.has('log-silent')) return rules.has('log-read-again') ? 'A log was silent for a while' : 'A log is silent'
  const name = who(alert.principals)
  if (rules.has('around-gateway')) return `${name} went past the gateway`
  if (rules.has('after-revocation')) return `${name} read after the login was revoked`
  const people = upper === 0 ? 'nobody known' : `${boundsWord(lower, upper)} ${upper === 1 ? 'person' : 'people'}`
  const place = rules.has('unusual-place') ? ', from a place never seen before' : ''
  return `${name} reached ${people} in ${duration(secondsBetween(alert.query.from, alert.query.to))}${place}`
}

/** The most harm first: severity, sensitivity, people, then the newest. */
export function byHarm(a: AlertView, b: AlertView): number {
  return (
    b.severity - a.severity ||
    (b.label?.level ?? -1) - (a.label?.level ?? -1) ||
    b.subjects.upper - a.subjects.upper ||
    b.openedAt.localeCompare(a.openedAt)
  )
}

export const waits = (alert: Pick<AlertView, 'state'>): boolean => alert.state === 'new'
