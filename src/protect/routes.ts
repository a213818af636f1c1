// Routes of protect. Turns requests into calls and answers into views; decides nothing itself. The credentials for a customer's database come with
// the request, are used for that call, and stand in no answer, log or table.
import { Type, type Static } from 'typebox'
import { StoreIdText, Uuid } from '../core/contract/api.ts'
import { instant } from '../core/clock.ts'
import type { StoreId } from '../core/ids.ts'
import { EVERY_ROLE, type Routes } from '../platform/http/http.ts'
import type { Platform } from '../platform/platform.ts'
import {
  ControlOnlyBody,
  PlanApplyBody,
  PlanBody,
  PlansQuery,
  PlansView,
  type PlanSummaryView,
  PlanView,
  ProofsView,
  ProofView,
  ProtectionView,
  ProveBody,
} from './api.ts'
import type { Proof, Protect, RoleException } from './contract.ts'
import { protectError } from './errors.ts'
import { planOf, planRow, plansOf, type PlanRow } from './plan/plan-rows.ts'
import { shownInstant, type Plans } from './plans.ts'
import type { Proofs } from './proofs.ts'
import { readPolicySet } from './policy/policy-set.ts'

const PLAN_MS = 120_000
const PROVE_MS = 300_000
const StoreParams = Type.Object({ id: StoreIdText })
const PlanParams = Type.Object({ id: Uuid })
const CHANGING = ['owner', 'analyst'] as const

function summaryView(row: PlanRow): Static<typeof PlanSummaryView> {
  return {
    id: row.id,
    store: row.store,
    policySet: row.policy_set ?? '',
    state: row.state,
    underWay: row.applying_at !== null,
    hash: row.hash,
    madeBy: row.made_by,
    madeAt: instant(row.made_at),
    approvedBy: row.approved_by,
    appliedBy: row.applied_by,
    appliedAt: shownInstant(row.applied_at),
    undoneAt: shownInstant(row.undone_at),
    problem: row.problem,
  }
}

function planView(row: PlanRow, exceptions: readonly RoleException[]): Static<typeof PlanView> {
  const plan = planOf(row)
  const fields = new Map(
    plan.classes.flatMap((one) =>
      one.relations.flatMap((relation) =>
        relation.columns.map((column) => [JSON.stringify([one.id, relation.base.join('.'), column.name]), column.field]),
      ),
    ),
  )
  return {
    ...summaryView(row),
    database: plan.database,
    says:
      plan.steps.length === 0
        ? 'nothing has to change in the database: the policies hold from the next log-in on'
        : `${plan.steps.length} statements in one transaction, ${plan.loses.length} roles lose something`,
    steps: plan.steps.map(({ text, sql, as }) => ({ text, sql, as: as ?? null })),
    undo: plan.undo.map(({ sql, as }) => ({ sql, as: as ?? null })),
    classes: plan.classes.map(({ id, schema, role, countries, budget, rows }) => ({
      id,
      schema,
      role,
      countries: countries === null ? null : [...countries],
      budget,
      rows,
    })),
    members: plan.members.map(({ principal, class: policyClass, login, until, reopen }) => ({
      principal,
      class: policyClass,
      login,
      until,
      reopen: reopen === true,
    })),
    diff: plan.diff.map((line) => ({ ...line, field: fields.get(JSON.stringify([line.class, line.relation, line.column])) ?? null })),
    loses: plan.loses.map((loss) => ({ ...loss, fields: [...loss.fields] })),
    wider: plan.wider.map((one) => ({
      ...one,
      logins: [...one.logins],
      fields: [...one.fields],
      exceptionUntil: shownInstant(liveUntil(exceptions, one.role)),
    })),
    blocked: [...plan.blocked],
  }
}

/** Until when the role has an exception; null: it has none. */
function liveUntil(exceptions: readonly RoleException[], role: string): Date | null {
  const ends = exceptions.filter((one) => one.role === role && one.state === 'live').map((one) => one.until.getTime())
  return ends.length === 0 ? null : new Date(Math.max(...ends))
}

export function proofView(proof: Proof): Static<typeof ProofView> {
  const count = (state: string): number => proof.vectors.filter((vector) => vector.state === state).length
  return {
    id: proof.id,
    store: proof.store,
    policySet: proof.policySet,
    at: instant(proof.at),
    held: count('held'),
    broken: count('broken'),
    notRun: count('not-run'),
    vectors: proof.vectors.map((vector) => ({ ...vector })),
  }
}

export interface ProtectParts {
  readonly platform: Pick<Platform, 'store'>
  readonly plans: Plans
  readonly proofs: Proofs
  readonly reads: Pick<Protect, 'classes' | 'members' | 'proofs' | 'exceptions'>
}

export function protectRoutes({ platform, plans, proofs, reads }: ProtectParts): Routes {
  const { db } = platform.store
  const shown = async (row: PlanRow): Promise<Static<typeof PlanView>> => planView(row, await reads.exceptions(row.store as StoreId))
  return (app) => {
    app.get(
      '/api/stores/:id/plans',
      {
        config: { allow: EVERY_ROLE },
        schema: { params: StoreParams, querystring: PlansQuery, response: { 200: PlansView } },
      },
      async (request) => {
        const { before, limit } = request.query
        const page = await plansOf(db, request.params.id, { limit: limit ?? 50, ...(before === undefined ? {} : { before }) })
        return { plans: page.rows.map(summaryView), next: page.next }
      },
    )

    app.get(
      '/api/stores/:id/protection',
      { config: { allow: EVERY_ROLE }, schema: { params: StoreParams, response: { 200: ProtectionView } } },
      async (request) => {
        const store = request.params.id as StoreId
        const [holds, classes, members, found, lastPlan, extra] = await Promise.all([
          db
            .selectFrom('protection')
            .innerJoin('policy_set', 'policy_set.id', 'protection.policy_set')
            .select(['protection.policy_set', 'protection.since', 'policy_set.text'])
            .where('store', '=', store)
            .executeTakeFirst(),
          reads.classes(store),
          reads.members(store),
          reads.proofs(store),
          db.selectFrom('plan').selectAll().where('store', '=', store).orderBy('made_at', 'desc').limit(1).executeTakeFirst(),
          db.selectFrom('policy_class').select(['id', 'policy_set', 'countries']).where('store', '=', store).execute(),
        ])
        const [lastProof] = found
        return {
          policySet: holds?.policy_set ?? null,
          since: shownInstant(holds?.since ?? null),
          policies: holds === undefined ? null : (await readPolicySet(holds.text)).cedar,
          classes: classes.map(({ id, role, schema, columns, rows, budget, policySet }) => ({
            id,
            role,
            schema,
            columns: { ...columns },
            rows,
            budget,
            countries: [...(extra.find((one) => one.id === id && one.policy_set === policySet)?.countries ?? [])].length
              ? [...(extra.find((one) => one.id === id && one.policy_set === policySet)?.countries ?? [])]
              : null,
          })),
          members: members.map((member) => ({
            principal: member.principal,
            class: member.class,
            login: member.login,
            until: shownInstant(member.until),
            disabledAt: shownInstant(member.disabledAt),
          })),
          lastPlan: lastPlan === undefined ? null : summaryView(lastPlan),
          lastProof: lastProof === undefined ? null : proofView(lastProof),
        }
      },
    )

    app.post(
      '/api/stores/:id/plans',
      { config: { allow: CHANGING, records: 'plan.made' }, schema: { params: StoreParams, body: PlanBody, response: { 200: PlanView } } },
      async (request) => {
        const { control, ...wish } = request.body
        const id = await plans.make(request.actor(), request.params.id as StoreId, wish, control, AbortSignal.timeout(PLAN_MS))
        return await shown(await planRow(db, id))
      },
    )

    app.get(
      '/api/plans/:id',
      { config: { allow: EVERY_ROLE }, schema: { params: PlanParams, response: { 200: PlanView } } },
      async (request) => {
        const row = await planRow(db, request.params.id)
        if (row.applying_at === null) return await shown(row)
        // somebody wants to know how it ended: so does Holdfast
        await plans.settle(AbortSignal.timeout(10_000), row.id)
        return await shown(await planRow(db, request.params.id))
      },
    )

    app.post(
      '/api/plans/:id/approve',
      {
        config: { allow: CHANGING, records: 'plan.approved' },
        schema: { params: PlanParams, body: Type.Object({}), response: { 200: PlanView } },
      },
      async (request) => {
        await plans.approve(request.actor(), request.params.id)
        return await shown(await planRow(db, request.params.id))
      },
    )

    app.post(
      '/api/plans/:id/apply',
      {
        config: { allow: ['owner'], records: 'plan.applied' },
        schema: { params: PlanParams, body: PlanApplyBody, response: { 200: PlanView } },
      },
      async (request) => {
        const { confirm, control } = request.body
        await plans.apply(request.actor(), request.params.id, confirm, control, AbortSignal.timeout(PLAN_MS))
        return await shown(await planRow(db, request.params.id))
      },
    )

    app.post(
      '/api/plans/:id/undo',
      {
        config: { allow: ['owner'], records: 'plan.undone' },
        schema: { params: PlanParams, body: ControlOnlyBody, response: { 200: PlanView } },
      },
      async (request) => {
        await plans.undo(request.actor(), request.params.id, request.body.control, AbortSignal.timeout(PLAN_MS))
        return await shown(await planRow(db, request.params.id))
      },
    )

    app.post(
      '/api/stores/:id/prove',
      {
        config: { allow: CHANGING, records: 'proof.made' },
        schema: { params: StoreParams, body: ProveBody, response: { 200: ProofView } },
      },
      async (request) => {
        const { class: only, control } = request.body
        const store = request.params.id as StoreId
        const id = await proofs.make(request.actor(), store, only ?? null, control, AbortSignal.timeout(PROVE_MS))
        const proof = (await reads.proofs(store)).find((one) => one.id === id)
        if (proof === undefined) throw protectError('no-policy')
        return proofView(proof)
      },
    )

    app.get(
      '/api/stores/:id/proofs',
      { config: { allow: EVERY_ROLE }, schema: { params: StoreParams, response: { 200: ProofsView } } },
      async (request) => ({ proofs: (await reads.proofs(request.params.id as StoreId)).map(proofView) }),
    )
  }
}
