// Plans of the server: made, approved by another person, applied, undone. Owns the table plan; what follows from one
// that was applied is keep-plan.ts. A plan changes a customer's database with the credentials of that one call, which are kept nowhere.
//
// INVARIANT: secrets of new logins are sealed and kept before the database learns them, and an apply that was interrupted is settled by asking the
// database which plan holds there: no login is lost, and no plan claims what did not happen.
import { instant } from '../core/clock.ts'
import type { Actor } from '../core/contract/roles.ts'
import { AppError } from '../core/errors.ts'
import { newId, type StoreId } from '../core/ids.ts'
import type { Budget } from '../core/contract/access.ts'
import type { Discover } from '../discover/contract.ts'
import type { Credentials, KnownStore, Landscape, StoreConnections, StoreSession } from '../landscape/contract.ts'
import type { Platform } from '../platform/platform.ts'
import { columnLabels } from './compile/labels.ts'
import { loginName } from './compile/names.ts'
import { protectError } from './errors.ts'
import { readGround } from './plan/ground.ts'
import type { Plan } from './plan/plan.ts'
import { makePlan } from './plan/make-plan.ts'
import type { WantedMember } from './plan/member-steps.ts'
import { holdingPlan } from './plan/own-state.ts'
import { lockPlan, planOf, planRow, type PlanRow } from './plan/plan-rows.ts'
import { applyPlan, newSecrets, undoPlan } from './plan/run-plan.ts'
import { createKeepPlan, secretsPlace } from './keep-plan.ts'
import { laterOf, seenRoles } from './seen-roles.ts'
import { policySet, starterPolicies, type PolicyParameters } from './policy/policy-set.ts'

export interface PlanWish {
  /** `starter`, or Cedar text */
  readonly policies: string
  readonly countries?: Readonly<Record<string, readonly string[]>>
  readonly budgets?: Readonly<Record<string, Budget>>
  readonly rows?: NonNullable<PolicyParameters['rows']>
  readonly members: readonly { readonly principal: string; readonly class: string }[]
  /** roles that lose what they may read of guarded tables */
  readonly revoke?: readonly string[]
  /** principals whose login was closed and is opened again: for who approves the plan, too */
  readonly reopen?: readonly string[]
}

export interface Plans {
  make(actor: Actor, store: StoreId, wish: PlanWish, control: Credentials, signal: AbortSignal): Promise<string>
  approve(actor: Actor, id: string): Promise<void>
  apply(actor: Actor, id: string, confirm: string, control: Credentials, signal: AbortSignal): Promise<void>
  undo(actor: Actor, id: string, control: Credentials, signal: AbortSignal): Promise<void>
  /** Asks the database how interrupted applies and undos ended; those whose database cannot be reached stay open. */
  settle(signal: AbortSignal, plan?: string): Promise<void>
}

interface PlansNeeds {
  readonly landscape: Landscape
  readonly discover: Discover
  readonly connections: StoreConnections
  /** the gateway's sessions of logins that are gone */
  readonly endSessions: (store: StoreId, principal: string) => Promise<number>
  /** Keeps what stands in the store after an apply, for the control that looks again. */
  readonly keepStanding: (store: StoreId, signal: AbortSignal) => Promise<void>
}

const APPROVED_DAYS = 7
const SYSTEM: Actor = { kind: 'system', id: 'holdfast', role: 'owner' }

export function createPlans(platform: Platform, needs: PlansNeeds): Plans {
  const { store: db, clock, keys, ledger, log } = platform
  const { landscape, discover, connections } = needs
  const running = new Set<string>()
  const { finishApply, finishUndo } = createKeepPlan(platform, needs)

  const storeOf = async (id: StoreId): Promise<KnownStore> => {
    const store = await landscape.stores.find(id)
    if (store === null) throw protectError('store-unknown')
    if (store.kind !== 'postgres') throw protectError('not-postgres', { kind: store.kind })
    return store
  }

  const within = async <T>(
    store: StoreId,
    as: Credentials | null,
    signal: AbortSignal,
    work: (session: StoreSession) => Promise<T>,
  ): Promise<T> => {
    const session = await connections.postgres(store, as, signal)
    try {
      return await work(session)
    } finally {
      await session.close()
    }
  }

  /** Those asked for, and everybody who is a member already. */
  const wantedMembers = async (store: KnownStore, wish: PlanWish): Promise<{ wanted: WantedMember[]; fresh: Set<string> }> => {
    const database = String(store.address['database'])
    const held = await db.db.selectFrom('member').selectAll().where('store', '=', store.id).orderBy('principal').execute()
    const wanted = new Map<string, WantedMember>()
    const fresh = new Set<string>()
    for (const member of held) {
      if (member.disabled_at !== null) continue
      wanted.set(member.principal, { class: member.class, login: member.login, principal: member.principal, ours: true })
    }
    for (const { principal, class: policyClass } of wish.members) {
      if ((await landscape.principals.find(principal)) === null) throw protectError('principal-unknown', { principal })
      const known = held.find((member) => member.principal === principal)
      const login = known?.login ?? loginName(principal, database)
      if (known === undefined) fresh.add(login)
      const reopen = wish.reopen?.includes(principal) === true
      if (known !== undefined && known.disabled_at !== null && !reopen) throw protectError('member-contained', { principal })
      wanted.set(principal, { class: policyClass, login, principal, ours: true, ...(reopen ? { reopen } : {}) })
    }
    return { wanted: [...wanted.values()], fresh }
  }

  /** Closed since the plan was made: what was approved then is no answer to that. */
  const refuseContained = async (store: string, plan: Plan): Promise<void> => {
    const closed = await db.db
      .selectFrom('member')
      .select('principal')
      .where('store', '=', store)
      .where('disabled_at', 'is not', null)
      .execute()
    const first = plan.members.find((member) => member.reopen !== true && closed.some((one) => one.principal === member.principal))
    if (first !== undefined) throw protectError('member-contained', { principal: first.principal ?? first.login })
  }

  const settleOne = async (row: PlanRow, signal: AbortSignal): Promise<void> => {
    const holds = await within(row.store as StoreId, null, signal, holdingPlan)
    const there = holds === row.id
    if (row.state === 'approved' && there) {
      await finishApply(row, SYSTEM)
      await needs.keepStanding(row.store as StoreId, signal)
    } else if (row.state === 'applied' && !there) await finishUndo(row, SYSTEM)
    else {
      await db.transaction((tx) =>
        tx
          .updateTable('plan')
          .set({ applying_at: null, secrets_enc: null, problem: 'protect/store-lost' })
          .where('id', '=', row.id)
          .execute(),
      )
    }
    log.info('plan.settled', { plan: row.id, holds: there })
  }

  /** Marks the plan as being worked on; two who want the same plan take turns, and the second finds it taken. */
  const begin = async (id: string, state: 'approved' | 'applied', wish: string, set: { secrets_enc?: Buffer }): Promise<void> => {
    await db.transaction(async (tx) => {
      const row = await lockPlan(tx, id)
      if (row.state !== state) throw wrongState(row.state, wish)
      if (row.applying_at !== null) throw protectError('plan-busy')
      await tx
        .updateTable('plan')
        .set({ applying_at: clock.now(), problem: null, ...set })
        .where('id', '=', id)
        .execute()
    })
  }

  const work = async (
    row: PlanRow,
    actor: Actor,
    signal: AbortSignal,
    what: () => Promise<void>,
    finish: () => Promise<void>,
  ): Promise<void> => {
    running.add(row.id)
    try {
      await what()
    } catch (error) {
      running.delete(row.id)
      const known = error instanceof AppError ? error.code : 'unexpected'
      if (known === 'protect/store-lost') await settleOne(await planRow(db.db, row.id), signal).catch(() => {})
      else {
        const stale = known === 'protect/plan-changed' && row.state === 'approved'
        await db.transaction((tx) =>
          tx
            .updateTable('plan')
            .set({ applying_at: null, secrets_enc: null, problem: known, ...(stale ? { state: 'expired' as const } : {}) })
            .where('id', '=', row.id)
            .execute(),
        )
      }
      throw error
    }
    try {
      await finish()
    } finally {
      running.delete(row.id)
    }
  }

  return {
    async make(actor, id, wish, control, signal) {
      const store = await storeOf(id)
      const parameters: PolicyParameters = {
        ...(wish.countries === undefined ? {} : { countries: wish.countries }),
        ...(wish.budgets === undefined ? {} : { budgets: wish.budgets }),
        ...(wish.rows === undefined ? {} : { rows: wish.rows }),
      }
      const set = await policySet(wish.policies === 'starter' ? await starterPolicies() : wish.policies, parameters)
      const { wanted, fresh } = await wantedMembers(store, wish)
      const fields = await discover.fields(id)
      const ground = await within(id, control, signal, readGround)
      const plan = makePlan({
        ...ground,
        seen: laterOf(ground.seen, await seenRoles(platform, id)),
        own: {
          ...ground.own,
          blocked: [
            ...ground.own.blocked,
            ...ground.catalog.roles
              .filter((role) => fresh.has(role.name))
              .map((role) => `a role \`${role.name}\` is there already, and not by Holdfast`),
          ],
        },
        set,
        labels: columnLabels(fields),
        store: id,
        storeName: store.name,
        members: wanted,
        revoke: wish.revoke ?? [],
        now: clock.now(),
      })
      const { steps, undo, ...body } = plan
      const planId = newId(clock)
      await db.transaction(async (tx) => {
        await tx
          .insertInto('policy_set')
          .values({ id: set.id, text: set.text, at: clock.now() })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        await tx
          .insertInto('plan')
          .values({
            id: planId,
            store: id,
            steps: JSON.stringify(steps),
            undo: JSON.stringify(undo),
            body: JSON.stringify(body),
            state: 'draft',
            hash: plan.hash,
            catalog_hash: plan.catalogHash,
            policy_set: set.id,
            made_by: actor.id,
            made_at: clock.now(),
          })
          .execute()
        await ledger.append(tx, {
          actor,
          kind: 'plan.made',
          entity: planId,
          body: {
            store: id,
            policySet: set.id,
            hash: plan.hash,
            steps: steps.length,
            members: wanted.length,
            ...(wish.reopen === undefined || wish.reopen.length === 0 ? {} : { reopen: [...wish.reopen] }),
            loses: plan.loses.map((loss) => loss.role),
          },
        })
      })
      return planId
    },

    async approve(actor, id) {
      await db.transaction(async (tx) => {
        const row = await lockPlan(tx, id)
        if (row.state !== 'draft') throw wrongState(row.state, 'approved')
        if (row.made_by === actor.id) throw protectError('plan-own')
        await tx
          .updateTable('plan')
          .set({ state: 'approved', approved_by: actor.id, approved_at: clock.now() })
          .where('id', '=', id)
          .execute()
        await ledger.append(tx, {
          actor,
          kind: 'plan.approved',
          entity: id,
          body: { store: row.store, hash: row.hash, madeBy: row.made_by },
        })
      })
    },

    async apply(actor, id, confirm, control, signal) {
      const row = await planRow(db.db, id)
      if (row.state !== 'approved') throw wrongState(row.state, 'applied')
      const store = await storeOf(row.store as StoreId)
      if (confirm !== store.name) throw protectError('name-differs', { name: store.name })
      if (row.approved_at !== null && clock.now().getTime() - row.approved_at.getTime() > APPROVED_DAYS * 86_400_000)
        throw protectError('plan-changed')
      const plan = planOf(row)
      await refuseContained(row.store, plan)
      const secrets = newSecrets(plan)
      await begin(id, 'approved', 'applied', { secrets_enc: keys.seal('login-secret', JSON.stringify(secrets), secretsPlace(id)) })
      await work(
        row,
        actor,
        signal,
        () => within(store.id, control, signal, (session) => applyPlan(session, { id, plan, secrets, now: clock.now() })),
        async () => {
          await finishApply(await planRow(db.db, id), actor)
          await needs.keepStanding(store.id, signal)
        },
      )
    },

    async undo(actor, id, control, signal) {
      const row = await planRow(db.db, id)
      if (row.state !== 'applied') throw wrongState(row.state, 'undone')
      const store = await storeOf(row.store as StoreId)
      await begin(id, 'applied', 'undone', {})
      await work(
        row,
        actor,
        signal,
        async () => void (await within(store.id, control, signal, (session) => undoPlan(session, id))),
        () => finishUndo(row, actor),
      )
    },

    async settle(signal, only) {
      const open = await db.db.selectFrom('plan').selectAll().where('applying_at', 'is not', null).execute()
      for (const row of open) {
        if (running.has(row.id) || (only !== undefined && row.id !== only)) continue
        try {
          await settleOne(row, signal)
        } catch (error) {
          log.warn('plan.not-settled', { plan: row.id, code: error instanceof AppError ? error.code : 'unexpected' })
        }
      }
    },
  }
}

const STATES: Readonly<Record<string, string>> = {
  draft: 'another person approves it first',
  approved: 'it has been approved already; an owner applies it',
  applied: 'it holds; `undo` takes it back',
  undone: 'make a new plan',
  failed: 'make a new plan',
  expired: 'the database has changed since: make the plan again',
}

function wrongState(state: string, wish: string): Error {
  return protectError('plan-state', { state, wish, help: STATES[state] ?? 'make a new plan' })
}

export function shownInstant(at: Date | null): string | null {
  return at === null ? null : instant(at)
}
