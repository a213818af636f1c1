// Lessons of incidents: a cause, the change that meets it, the control that watches it, and the retest that shows it. Owns the tables lesson and
// lesson_retest; a lesson's state follows from its plan and its last retest, nobody sets it.
import { canonicalJson } from '../../core/canonical-json.ts'
import type { Actor } from '../../core/contract/roles.ts'
import type { Lesson } from '../../core/contract/response.ts'
import type { Topic } from '../../core/contract/topics.ts'
import { instant } from '../../core/clock.ts'
import { newId } from '../../core/ids.ts'
import type { Monitor } from '../../monitor/contract.ts'
import type { Platform } from '../../platform/platform.ts'
import type { PlanSummary, Protect } from '../../protect/contract.ts'
import type { Respond } from '../../respond/contract.ts'
import type { LessonState } from '../contract.ts'
import { sha256 } from '../controls/control-test.ts'
import { improveError } from '../errors.ts'
import { computeRetest, retestBody, type Retested } from './retest.ts'

const ADOPTED = 'lesson.adopted' satisfies Topic
/** `to` of an attack that ended this moment */
const SLACK_MS = 5000
/** longest interval of a retest */
const LONGEST_MS = 31 * 86_400_000

export interface Lessons {
  adopt(actor: Actor, wish: Lesson): Promise<LessonState>
  list(): Promise<readonly LessonState[]>
  one(id: string): Promise<LessonState>
  retest(actor: Actor, id: string, from: string, to: string): Promise<Retested & { readonly id: string; readonly sha256: string }>
}

export interface LessonsNeeds {
  readonly platform: Platform
  readonly protect: Pick<Protect, 'plan'>
  readonly monitor: Pick<Monitor, 'alert' | 'alerts'>
  readonly respond: Pick<Respond, 'incident'>
  readonly knowsControl: (id: string) => boolean
}

export function createLessons({ platform, protect, monitor, respond, knowsControl }: LessonsNeeds): Lessons {
  const { store, ledger, clock, events } = platform

  const read = async (id: string | null): Promise<LessonState[]> => {
    let query = store.db.selectFrom('lesson').selectAll().orderBy('adopted_at', 'desc').orderBy('id', 'desc').limit(1000)
    if (id !== null) query = query.where('id', '=', id)
    const rows = await query.execute()
    if (rows.length === 0) return []
    const ids = rows.map((row) => row.id)
    const retests = await store.db
      .selectFrom('lesson_retest')
      .distinctOn('lesson')
      .selectAll()
      .where('lesson', 'in', ids)
      .orderBy('lesson')
      .orderBy('seq', 'desc')
      .execute()
    const lastOf = new Map(retests.map((row) => [row.lesson, row]))
    const plans = new Map<string, PlanSummary | null>()
    for (const { change } of rows) if (!plans.has(change.plan)) plans.set(change.plan, await protect.plan(change.plan))
    return rows.map((row) => {
      const last = lastOf.get(row.id) ?? null
      const plan = plans.get(row.change.plan) ?? null
      return {
        id: row.id,
        incident: row.incident,
        cause: row.cause,
        owner: row.owner,
        due: instant(row.due),
        change: row.change,
        control: row.control,
        retest: row.retest,
        state: stateOfLesson(plan, last, row.retest.expect),
        adoptedAt: row.adopted_at,
        planState: plan?.state ?? null,
        lastRetest:
          last === null
            ? null
            : { id: last.id, result: last.result, from: last.from_at, to: last.to_at, at: last.retested_at, sha256: last.body_sha },
      }
    })
  }
  const one = async (id: string): Promise<LessonState> => {
    const [found] = await read(id)
    if (found === undefined) throw improveError('lesson-unknown')
    return found
  }

  return {
    one,
    list: async () => await read(null),

    async adopt(actor, wish) {
      const due = instantOf('due', wish.due)
      for (const name of ['cause', 'owner'] as const) if (wish[name].trim() === '') throw improveError('text-empty', { name })
      if (wish.retest.attack.trim() === '') throw improveError('text-empty', { name: 'retest.attack' })
      if (!knowsControl(wish.control)) throw improveError('control-unknown')
      if ((await respond.incident(wish.incident)) === null) throw improveError('incident-unknown')
      if ((await protect.plan(wish.change.plan)) === null) throw improveError('plan-unknown')
      const id = newId(clock)
      await store.transaction(async (tx) => {
        const made = await tx
          .insertInto('lesson')
          .values({
            id,
            incident: wish.incident,
            cause: wish.cause,
            owner: wish.owner,
            due,
            change: JSON.stringify({ plan: wish.change.plan }),
            control: wish.control,
            retest: JSON.stringify({ attack: wish.retest.attack, expect: wish.retest.expect }),
            adopted_by: actor.id,
            adopted_at: clock.now(),
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst()
        if (made === undefined) throw improveError('lesson-exists')
        const payload = { incident: wish.incident, control: wish.control, plan: wish.change.plan }
        await tx
          .insertInto('outbox')
          .values({ topic: ADOPTED, payload: JSON.stringify(payload), at: clock.now() })
          .execute()
        await ledger.append(tx, {
          actor,
          kind: 'lesson.adopted',
          entity: id,
          body: { ...payload, cause: wish.cause, owner: wish.owner, due: instant(due), retest: { ...wish.retest } },
        })
      })
      return await one(id)
    },

    async retest(actor, id, fromText, toText) {
      const lesson = await one(id)
      const from = instantOf('from', fromText)
      const to = instantOf('to', toText)
      const plan = await protect.plan(lesson.change.plan)
      if (plan === null || plan.state !== 'applied' || plan.appliedAt === null)
        throw improveError('not-applied', { state: plan?.state ?? 'gone' })
      checkInterval(from, to, plan.appliedAt, clock.now())
      const incident = await respond.incident(lesson.incident)
      if (incident === null) throw improveError('incident-unknown')
      const found = await computeRetest({ events, monitor }, lesson, incident, from, to)
      const body = canonicalJson(retestBody(id, lesson.incident, lesson.retest, found))
      const retest = newId(clock)
      const digest = sha256(body)
      await store.transaction(async (tx) => {
        await tx
          .insertInto('lesson_retest')
          .values({
            id: retest,
            lesson: id,
            from_at: from,
            to_at: to,
            result: found.result,
            body,
            body_sha: digest,
            retested_by: actor.id,
            retested_at: clock.now(),
          })
          .execute()
        await ledger.append(tx, {
          actor,
          kind: 'lesson.retested',
          entity: id,
          body: {
            retest,
            result: found.result,
            expect: lesson.retest.expect,
            plan: plan.id,
            planHash: plan.hash,
            from: instant(from),
            to: instant(to),
            records: found.records,
            denied: found.denied,
            people: { ...found.people },
            alerts: [...found.alerts],
            inputs: sha256(canonicalJson(found.inputs.map((input) => ({ ...input })))),
            results: digest,
          },
        })
      })
      return { ...found, id: retest, sha256: digest }
    },
  }
}

/** A change that was taken back makes the lesson open again, whatever a retest said then. */
export function stateOfLesson(
  plan: Pick<PlanSummary, 'state' | 'appliedAt'> | null,
  last: { readonly result: string; readonly from_at: Date } | null,
  expect: Lesson['retest']['expect'],
): LessonState['state'] {
  if (plan === null || plan.state !== 'applied' || plan.appliedAt === null) return 'adopted'
  if (last === null || last.from_at < plan.appliedAt) return 'applied'
  return last.result === expect ? 'retested' : 'failed'
}

function checkInterval(from: Date, to: Date, appliedAt: Date, now: Date): void {
  if (from >= to) throw improveError('interval-invalid', { why: 'it is empty', help: '`from` lies before `to`' })
  if (to.getTime() - from.getTime() > LONGEST_MS)
    throw improveError('interval-invalid', { why: 'it is longer than 31 days', help: 'give the time of the attack' })
  if (from < appliedAt)
    throw improveError('interval-invalid', {
      why: 'it begins before the change was applied',
      help: `begin at ${instant(appliedAt)} or later`,
    })
  if (to.getTime() > now.getTime() + SLACK_MS)
    throw improveError('interval-invalid', { why: 'it ends in the future', help: 'records may still arrive; end it now at the latest' })
}

function instantOf(name: string, text: string): Date {
  const at = new Date(text)
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(at.getTime()))
    throw improveError('instant-invalid', { name })
  return at
}
