// What the later phases leave for a person: alerts, clocks, second persons, what failed; and what each phase handed to the next. Read only,
// through the contracts of the phases. Owns the words, decides nothing.
import type { Static } from 'typebox'
import { instant } from '../core/clock.ts'
import type { Improve } from '../improve/contract.ts'
import type { KnownStore } from '../landscape/contract.ts'
import type { Monitor } from '../monitor/contract.ts'
import type { PlanSummary, Protect } from '../protect/contract.ts'
import type { IncidentSummary, Respond } from '../respond/contract.ts'
import type { ChainStepView, NeedView } from './api.ts'
import { exceptionNeeds } from './exception-needs.ts'
import { amount, listed } from './words.ts'

export type Need = Static<typeof NeedView>
type ChainStep = Static<typeof ChainStepView>

export interface LaterPhases {
  readonly protect: Protect
  readonly monitor: Monitor
  readonly respond: Respond
  readonly improve: Improve
}

const DAY_MS = 86_400_000
const ALERTS = 1000
const INCIDENTS = 200
const DUE_SOON_MS = 3 * DAY_MS

export async function readChain(
  { protect, monitor, respond, improve }: LaterPhases,
  stores: readonly KnownStore[],
  newLabels: number,
  now: Date,
): Promise<{ readonly needs: Need[]; readonly chain: ChainStep[] }> {
  const databases = stores.filter((store) => store.kind === 'postgres')
  const [gateway, alerts, incidents, controls, lessons, guarded] = await Promise.all([
    protect.gateway(),
    monitor.alerts({ limit: ALERTS }),
    respond.incidents(INCIDENTS),
    improve.controls(),
    improve.lessons(),
    Promise.all(
      databases.map(async (store) => {
        const [plans, members, broken, excepted] = await Promise.all([
          protect.plans(store.id),
          protect.members(store.id),
          protect.broken(store.id),
          exceptionNeeds(protect, store, now),
        ])
        return { store, plans, broken, excepted, members: members.filter((member) => member.disabledAt === null).length }
      }),
    ),
  ])
  const open = incidents.filter((incident) => incident.closedAt === null)
  const members = guarded.reduce((sum, one) => sum + one.members, 0)
  const fresh = alerts.filter((alert) => alert.state === 'new')
  const yesterday = now.getTime() - DAY_MS
  const recent = (at: Date): boolean => at.getTime() >= yesterday
  const needs = [
    ...(await Promise.all(open.map(async (incident) => await incidentNeeds(respond, incident)))).flat(),
    ...alertNeeds(fresh),
    ...guarded.flatMap(({ store, plans }) => planNeeds(store, plans)),
    ...guarded.flatMap(({ store, broken }) => proofNeeds(store, broken)),
    ...guarded.flatMap(({ excepted }) => excepted),
    ...gatewayNeeds(gateway, members),
    ...controlNeeds(controls),
    ...lessonNeeds(lessons, now),
  ]
  const opened = alerts.filter((alert) => recent(alert.openedAt)).length
  const begun = incidents.filter((incident) => recent(incident.openedAt)).length
  const covered = guarded.filter((one) => one.plans.some((plan) => plan.state === 'applied')).length
  const failing = controls.filter((control) => control.state === 'fail' || control.state === 'error').length
  const passing = controls.filter((control) => control.state === 'pass').length
  return {
    needs,
    chain: [
      { phase: 'Discover', hands: newLabels === 0 ? 'no new labels' : amount(newLabels, 'new label'), works: newLabels > 0, link: '/map' },
      {
        phase: 'Protect',
        hands: covered === 0 ? 'no store protected' : `${members === 0 ? 'no open login' : amount(members, 'login')} behind masks`,
        works: covered > 0,
        link: '/protect',
      },
      {
        phase: 'Monitor',
        hands: opened === 0 ? 'no new alerts' : amount(opened, 'alert'),
        works: opened > 0,
        link: opened === 0 ? '/monitor' : '/monitor?state=all',
      },
      {
        phase: 'Respond',
        hands: begun === 0 ? 'no new incidents' : amount(begun, 'incident'),
        works: begun > 0,
        link: '/respond',
      },
      {
        phase: 'Improve',
        hands:
          lessons.length > 0
            ? `${amount(lessons.length, 'lesson')} back to Protect`
            : `no lessons; ${passing} of ${controls.length} controls pass${failing === 0 ? '' : `, ${failing} fail`}`,
        works: lessons.length > 0,
        link: lessons.length > 0 ? '/improve/lessons' : '/improve',
      },
    ],
  }
}

async function incidentNeeds(respond: Respond, incident: IncidentSummary): Promise<Need[]> {
  const [duties, containments, notices] = await Promise.all([
    respond.duties(incident.id),
    respond.containments(incident.id),
    respond.notices(incident.id),
  ])
  const name = `Incident ${incident.number}${incident.drill ? ' (drill)' : ''}`
  const link = `/incidents/${incident.id}`
  const since = instant(incident.openedAt)
  const base = { phase: 'Respond', since, due: null, link }
  const needs: Need[] = []
  const clocks = duties
    .filter((duty) => (duty.state === 'running' || duty.state === 'overdue') && duty.dueAt !== null)
    .toSorted((a, b) => a.dueAt!.localeCompare(b.dueAt!))
  const [first] = clocks
  if (first !== undefined) {
    const late = clocks.filter((duty) => duty.state === 'overdue').length
    const rest = clocks.length === 1 ? '' : ` ${amount(clocks.length - 1, 'more clock')} ${clocks.length === 2 ? 'runs' : 'run'}.`
    needs.push({
      ...base,
      id: `duties:${incident.id}`,
      state: late > 0 ? 'fail' : 'partial',
      title: `${name}: ${first.name}`.slice(0, 300),
      detail: `${first.clock === 'legal' ? 'A clock of the law' : 'An aim of ours, not a clock of the law'}${
        late === 0 ? '' : `; ${amount(late, 'duty', 'duties')} overdue`
      }.${rest}`,
      due: first.dueAt,
      action: 'Respond',
    })
  } else if (incident.scopeVersion === null) {
    needs.push({
      ...base,
      id: `scope:${incident.id}`,
      state: 'unknown',
      title: `${name}: nobody knows yet who is affected`,
      detail: 'The scope was not computed, so no clock can be named.',
      action: 'Compute',
    })
  }
  const proposed = containments.filter((containment) => containment.state === 'proposed')
  if (proposed.length > 0) {
    needs.push({
      ...base,
      id: `containment:${incident.id}`,
      state: 'fail',
      title: `${name}: cutting off ${listed(proposed.map((one) => one.principal))} waits for a second person`,
      detail: 'Until then the login works.',
      action: 'Approve',
    })
  }
  const failed = containments.filter((containment) => containment.state === 'failed')
  if (failed.length > 0) {
    needs.push({
      ...base,
      id: `containment-failed:${incident.id}`,
      state: 'fail',
      title: `${name}: ${listed(failed.map((one) => one.principal))} could not be cut off`,
      detail: (failed[0]!.detail.at(-1) ?? 'The login was tried and still works, or could not be tried.').slice(0, 500),
      action: 'Look',
    })
  }
  for (const notice of notices.filter((one) => one.state === 'draft' || (one.state === 'approved' && one.sent === 0))) {
    needs.push({
      ...base,
      id: `notice:${notice.id}`,
      state: 'partial',
      title: `${name}: a notice to ${amount(notice.people, 'person', 'people')} waits ${
        notice.state === 'draft' ? 'for a second person' : 'to be sent'
      }`,
      detail: `By ${notice.law}.`,
      action: notice.state === 'draft' ? 'Read' : 'Send',
      link: `/notices/${notice.id}`,
    })
  }
  return needs
}

function alertNeeds(fresh: Awaited<ReturnType<Monitor['alerts']>>): Need[] {
  if (fresh.length === 0) return []
  const oldest = fresh.reduce((before, alert) => (alert.openedAt < before.openedAt ? alert : before))
  const base = { phase: 'Monitor', state: 'fail' as const, since: instant(oldest.openedAt), due: null, action: 'Look' }
  const [only] = fresh
  if (fresh.length > 1 || only === undefined) {
    const drills = fresh.filter((alert) => alert.drill).length
    return [
      {
        ...base,
        id: 'alerts',
        title: `${amount(fresh.length, 'alert')} nobody has looked at${drills === 0 ? '' : ` (${drills} of a drill)`}`,
        detail: `About ${listed([...new Set(fresh.flatMap((alert) => alert.principals))].toSorted())}.`.slice(0, 500),
        link: '/monitor?state=new',
      },
    ]
  }
  return [
    {
      ...base,
      id: `alert:${only.id}`,
      title: `${listed(only.principals)} did what does not make sense${only.drill ? ' (drill)' : ''}`.slice(0, 300),
      detail: (only.why[0]?.text ?? 'Nobody has looked at this alert.').slice(0, 500),
      link: `/alerts/${only.id}`,
    },
  ]
}

/** Plans that somebody must act on: those made since the last one that was applied. */
function planNeeds(store: KnownStore, plans: readonly PlanSummary[]): Need[] {
  const applied = plans.reduce((latest, plan) => Math.max(latest, plan.appliedAt?.getTime() ?? 0), 0)
  return plans
    .filter((plan) => (plan.state === 'draft' || plan.state === 'approved') && plan.madeAt.getTime() >= applied)
    .map((plan) => ({
      id: `plan:${plan.id}`,
      state: 'partial',
      title: `A plan for ${store.name} waits ${plan.state === 'draft' ? 'for a second person' : 'to be applied'}`,
      detail: plan.state === 'draft' ? 'It changes nothing until somebody else approves it.' : 'It is approved; an owner applies it.',
      phase: 'Protect',
      since: instant(plan.madeAt),
      due: null,
      action: plan.state === 'draft' ? 'Read' : 'Apply',
      link: `/protect/plans/${plan.id}`,
    }))
}

function proofNeeds(store: KnownStore, broken: Awaited<ReturnType<Protect['broken']>>): Need[] {
  if (broken.length === 0) return []
  return [
    {
      id: `proof:${store.id}`,
      state: 'fail',
      title: `${amount(broken.length, 'attack')} on ${store.name} got through`,
      detail: `${broken[0]!.text} (${broken[0]!.class})`.slice(0, 500),
      phase: 'Protect',
      since: instant(broken.at(-1)!.at),
      due: null,
      action: 'Look',
      link: `/protect/stores/${store.id}`,
    },
  ]
}

function gatewayNeeds(gateway: Awaited<ReturnType<Protect['gateway']>>, members: number): Need[] {
  const base = { id: 'gateway', phase: 'Protect', since: null, due: null, action: 'Look', link: '/protect' }
  if (gateway.problem !== null) {
    return [{ ...base, state: 'error', title: 'The gateway does not work', detail: gateway.problem.slice(0, 500) }]
  }
  if (gateway.on || members === 0) return []
  const logins = `${amount(members, 'login')} behind it ${members === 1 ? 'gets' : 'get'} no further.`
  return [{ ...base, state: 'partial', title: 'The gateway is off', detail: `Nobody comes in through it: ${logins}` }]
}

function controlNeeds(controls: Awaited<ReturnType<Improve['controls']>>): Need[] {
  const groups = [
    ['fail', 'fails', 'fail'],
    ['error', 'could not be tested', 'could not be tested'],
    ['stale', 'was tested too long ago', 'were tested too long ago'],
  ] as const
  return groups.flatMap(([state, one, many]): Need[] => {
    const these = controls.filter((control) => control.state === state)
    if (these.length === 0) return []
    const [first] = these
    const times = these.flatMap((control) => (control.at === null ? [] : [control.at.getTime()]))
    return [
      {
        id: `controls:${state}`,
        state,
        title: these.length === 1 ? `A control ${one}: ${first!.name}`.slice(0, 300) : `${amount(these.length, 'control')} ${many}`,
        detail: (these.length === 1 ? first!.asks : `${listed(these.map((control) => control.name))}.`).slice(0, 500),
        phase: 'Improve',
        since: times.length === 0 ? null : instant(new Date(Math.min(...times))),
        due: null,
        action: 'Look',
        link: these.length === 1 ? `/improve/controls/${first!.id}` : '/improve',
      },
    ]
  })
}

/** A lesson whose change does not hold, and one that is due soon or late. */
function lessonNeeds(lessons: Awaited<ReturnType<Improve['lessons']>>, now: Date): Need[] {
  return lessons.flatMap((lesson): Need[] => {
    const soon = new Date(lesson.due).getTime() - now.getTime() < DUE_SOON_MS
    if (lesson.state !== 'failed' && (lesson.state === 'retested' || !soon)) return []
    const failed = lesson.state === 'failed'
    return [
      {
        id: `lesson:${lesson.id}`,
        state: failed ? 'fail' : 'partial',
        title: failed
          ? 'A lesson did not hold when it was tried again'
          : `A lesson waits to be ${lesson.state === 'adopted' ? 'applied' : 'tried again'}`,
        detail: `${lesson.cause} (${lesson.owner})`.slice(0, 500),
        phase: 'Improve',
        since: instant(lesson.adoptedAt),
        due: failed ? null : lesson.due,
        action: 'Look',
        link: `/improve/lessons?incident=${lesson.incident}`,
      },
    ]
  })
}
