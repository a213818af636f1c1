// What follows from a plan that was applied or undone: which policy set holds, the classes, the members with their sealed secrets, and the leaf. Owns the
// tables protection, policy_class and member. Both ends can be called again: the second time they find it done.
import type { Actor } from '../core/contract/roles.ts'
import type { Topic, Topics } from '../core/contract/topics.ts'
import type { StoreId } from '../core/ids.ts'
import type { Landscape } from '../landscape/contract.ts'
import type { Platform } from '../platform/platform.ts'
import type { Tx } from '../platform/store/store.ts'
import { loginPlace } from './admission.ts'
import { quoted } from './compile/names.ts'
import { lockPlan, planOf, type PlanRow } from './plan/plan-rows.ts'
import type { LoginSecret } from './plan/run-plan.ts'

export interface KeepPlan {
  finishApply(row: PlanRow, actor: Actor): Promise<void>
  finishUndo(row: PlanRow, actor: Actor): Promise<void>
}

interface KeepNeeds {
  readonly landscape: Pick<Landscape, 'principals'>
  readonly endSessions: (store: StoreId, principal: string) => Promise<number>
}

/** What the new secrets of a plan are bound to until it is known whether it was applied. */
export function secretsPlace(plan: string): string {
  return `plan/${plan}/secrets`
}

export function createKeepPlan(platform: Pick<Platform, 'store' | 'clock' | 'keys' | 'ledger'>, needs: KeepNeeds): KeepPlan {
  const { store: db, clock, keys, ledger } = platform
  const { landscape } = needs

  const finishApply = async (row: PlanRow, actor: Actor): Promise<void> => {
    const plan = planOf(row)
    const at = clock.now()
    const secrets =
      row.secrets_enc === null
        ? []
        : (JSON.parse(keys.open('login-secret', row.secrets_enc, secretsPlace(row.id)).toString('utf8')) as LoginSecret[])
    const secretOf = new Map(secrets.map(({ login, password }) => [login, password]))
    await db.transaction(async (tx) => {
      const locked = await lockPlan(tx, row.id)
      if (locked.state === 'applied') return
      await tx
        .updateTable('plan')
        .set({ state: 'applied', applied_at: at, applied_by: actor.id, applying_at: null, secrets_enc: null, problem: null })
        .where('id', '=', row.id)
        .execute()
      await keepProtection(tx, row.store, row.id, plan.policySet, at)
      for (const one of plan.classes) {
        const columns = Object.fromEntries(
          one.relations.flatMap((relation) => relation.columns.map((column) => [column.field, column.show])),
        )
        const values = {
          role: one.role,
          schema: one.schema,
          columns: JSON.stringify(columns),
          rows: one.rows === null ? null : JSON.stringify(one.rows),
          catalog_hash: plan.catalogHash,
          budget: one.budget === null ? null : JSON.stringify(one.budget),
          relations: JSON.stringify(one.relations),
          countries: one.countries === null ? null : JSON.stringify(one.countries),
        }
        await tx
          .insertInto('policy_class')
          .values({ id: one.id, store: row.store, policy_set: plan.policySet, ...values })
          .onConflict((conflict) => conflict.columns(['store', 'id', 'policy_set']).doUpdateSet(values))
          .execute()
      }
      for (const member of plan.members) {
        if (member.principal === null) continue
        const password = secretOf.get(member.login)
        const sealed =
          password === undefined
            ? {}
            : {
                secret_enc: keys.seal('login-secret', password, loginPlace(row.store as StoreId, member.login)),
                until: new Date(member.until!),
              }
        const made = await tx
          .insertInto('member')
          .values({
            store: row.store,
            principal: member.principal,
            class: member.class,
            login: member.login,
            plan: row.id,
            added_at: at,
            ...sealed,
          })
          .onConflict((conflict) =>
            // INVARIANT: whoever was closed stays closed, unless the plan that two people decided says otherwise.
            conflict
              .columns(['store', 'principal'])
              .doUpdateSet({ class: member.class, ...(member.reopen === true ? { disabled_at: null } : {}), ...sealed }),
          )
          .returning('added_at')
          .executeTakeFirst()
        // the first plan names the login as the person's; a repeated name would be refused
        if (made?.added_at.getTime() === at.getTime())
          await landscape.principals.addAlias(tx, member.principal, 'pg-role', `${row.store}/${member.login}`, at)
      }
      await announce(tx, 'policy.applied', { store: row.store as StoreId, plan: row.id, policySet: plan.policySet })
      await ledger.append(tx, {
        actor,
        kind: 'plan.applied',
        entity: row.id,
        body: { store: row.store, policySet: plan.policySet, hash: plan.hash, steps: plan.steps.length, approvedBy: locked.approved_by },
      })
    })
  }

  const finishUndo = async (row: PlanRow, actor: Actor): Promise<void> => {
    const plan = planOf(row)
    const gone = plan.members.filter((member) => plan.undo.some((one) => one.sql === `drop role ${quoted(member.login)}`))
    const at = clock.now()
    await db.transaction(async (tx) => {
      const locked = await lockPlan(tx, row.id)
      if (locked.state === 'undone') return
      await tx
        .updateTable('plan')
        .set({ state: 'undone', undone_at: at, applying_at: null, problem: null })
        .where('id', '=', row.id)
        .execute()
      for (const member of gone) {
        if (member.principal === null) continue
        await tx
          .updateTable('gateway_credential')
          .set({ revoked_at: at })
          .where('store', '=', row.store)
          .where('principal', '=', member.principal)
          .where('revoked_at', 'is', null)
          .execute()
        await tx.deleteFrom('member').where('store', '=', row.store).where('principal', '=', member.principal).execute()
      }
      const before = await tx
        .selectFrom('plan')
        .select(['id', 'policy_set', 'applied_at'])
        .where('store', '=', row.store)
        .where('state', '=', 'applied')
        .orderBy('applied_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      if (before?.policy_set === undefined || before.policy_set === null)
        await tx.deleteFrom('protection').where('store', '=', row.store).execute()
      else await keepProtection(tx, row.store, before.id, before.policy_set, at)
      await ledger.append(tx, {
        actor,
        kind: 'plan.undone',
        entity: row.id,
        body: { store: row.store, policySet: plan.policySet, hash: plan.hash },
      })
    })
    for (const member of gone) if (member.principal !== null) await needs.endSessions(row.store as StoreId, member.principal)
  }

  return { finishApply, finishUndo }

  async function announce<T extends Topic>(tx: Tx, topic: T, payload: Topics[T]): Promise<void> {
    await tx
      .insertInto('outbox')
      .values({ topic, payload: JSON.stringify(payload), at: clock.now() })
      .execute()
  }
}

async function keepProtection(tx: Tx, store: string, plan: string, set: string, since: Date): Promise<void> {
  const values = { policy_set: set, plan, since }
  await tx
    .insertInto('protection')
    .values({ store, ...values })
    .onConflict((conflict) => conflict.column('store').doUpdateSet(values))
    .execute()
}
