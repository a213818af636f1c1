// What a retest says, computed from the access records of the interval and from nothing else. Owns the verdict and its evidence; stores nothing.
import type { Json } from '../../core/canonical-json.ts'
import { instant } from '../../core/clock.ts'
import type { AccessQuery } from '../../core/contract/access.ts'
import type { Lesson } from '../../core/contract/response.ts'
import type { StoreId } from '../../core/ids.ts'
import type { Monitor } from '../../monitor/contract.ts'
import type { EventStore } from '../../platform/events/events.ts'
import type { IncidentSummary } from '../../respond/contract.ts'
import { improveError } from '../errors.ts'

export type RetestResult = 'blocked' | 'detected' | 'not-blocked' | 'not-detected' | 'not-shown'

export interface Retested {
  readonly result: RetestResult
  readonly asExpected: boolean
  readonly why: readonly string[]
  readonly records: number
  readonly denied: number
  readonly people: { readonly lower: number; readonly upper: number; readonly basis: string }
  readonly alerts: readonly string[]
  readonly query: AccessQuery
  readonly inputs: readonly { readonly name: string; readonly sha256: string; readonly rows: number }[]
  readonly gaps: number
}

const ALERTS = 1000

export interface RetestNeeds {
  readonly events: EventStore
  readonly monitor: Pick<Monitor, 'alert' | 'alerts'>
}

export async function computeRetest(
  { events, monitor }: RetestNeeds,
  lesson: Pick<Lesson, 'retest'>,
  incident: IncidentSummary,
  from: Date,
  to: Date,
): Promise<Retested> {
  const principals = [...new Set(incident.actors.flatMap((actor) => actor.principal ?? []))].toSorted()
  if (principals.length === 0) throw improveError('nobody-to-retest')
  const stores = new Set<StoreId>()
  for (const id of incident.alerts) for (const store of (await monitor.alert(id))?.query.stores ?? []) stores.add(store)
  const query: AccessQuery = {
    from: instant(from),
    to: instant(to),
    principals,
    ...(stores.size === 0 ? {} : { stores: [...stores].toSorted() }),
  }
  // Groups and answer are two questions: what arrives in between would be in one of them only.
  const before = await events.groups(query, ['principal'])
  const answer = await events.answer(query)
  const groups = await events.groups(query, ['principal'])
  const denied = groups.reduce((sum, group) => sum + group.denied, 0)
  const records = groups.reduce((sum, group) => sum + group.records, 0)
  const settled = before.reduce((sum, group) => sum + group.records, 0) === records
  const alerts = (await monitor.alerts({ limit: ALERTS }))
    .filter((alert) => alert.openedAt >= from && alert.openedAt < to && alert.principals.some((each) => principals.includes(each)))
    .map((alert) => alert.id)
    .toSorted()
  const { lower, upper, basis } = answer.subjects
  const reached = Math.max(lower, answer.people.size)
  const { result, why } = verdict({ expect: lesson.retest.expect, records, denied, reached, upper, alerts: alerts.length, settled })
  return {
    result,
    asExpected: result === lesson.retest.expect,
    why,
    records,
    denied,
    people: { lower: reached, upper: Math.max(upper, reached), basis },
    alerts,
    query,
    inputs: answer.inputs.map((input) => ({ name: input.name, sha256: input.sha256, rows: input.rows })),
    gaps: answer.gaps.length,
  }
}

export interface Facts {
  readonly expect: Lesson['retest']['expect']
  readonly records: number
  readonly denied: number
  /** people reached for certain */
  readonly reached: number
  /** people that may have been reached */
  readonly upper: number
  readonly alerts: number
  /** no record arrived while it was computed */
  readonly settled: boolean
}

/** INVARIANT: what is not shown by records is never a pass: an attack that left none may not have run. */
export function verdict(facts: Facts): { readonly result: RetestResult; readonly why: readonly string[] } {
  const { records, denied, reached, upper } = facts
  if (records === 0) return { result: 'not-shown', why: ['there is no record of the attack in the interval: nothing shows that it ran'] }
  if (!facts.settled) return { result: 'not-shown', why: ['records arrived while it was computed: retest again'] }
  if (facts.expect === 'detected') {
    return facts.alerts > 0
      ? { result: 'detected', why: [`${facts.alerts} alerts were opened on ${records} records`] }
      : { result: 'not-detected', why: [`${records} records of the attack, and no alert was opened`] }
  }
  if (reached > 0) return { result: 'not-blocked', why: [`${reached} people were reached`] }
  if (denied === 0)
    return { result: 'not-shown', why: ['nobody was reached, but nothing was refused either: the attack may not have been tried'] }
  if (upper > 0) return { result: 'not-shown', why: [`up to ${upper} people may have been reached: records are missing or do not say`] }
  return { result: 'blocked', why: [`${denied} of ${records} records were refused, and nobody was reached`] }
}

/** What is kept and hashed. */
export function retestBody(lesson: string, incident: string, retest: Lesson['retest'], found: Retested): Json {
  return {
    v: 1,
    lesson,
    incident,
    attack: retest.attack,
    expect: retest.expect,
    result: found.result,
    why: [...found.why],
    records: found.records,
    denied: found.denied,
    people: { ...found.people },
    alerts: [...found.alerts],
    gaps: found.gaps,
    query: {
      from: found.query.from,
      to: found.query.to,
      principals: [...(found.query.principals ?? [])],
      ...(found.query.stores === undefined ? {} : { stores: [...found.query.stores] }),
    },
    inputs: found.inputs.map((input) => ({ ...input })),
  }
}
