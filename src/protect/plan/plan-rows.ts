// Plans as Holdfast keeps them: a row in its own store, the whole plan in it. Owns how a plan becomes a row and back; nothing here decides.
import type { Selectable } from 'kysely'
import type { StoreId } from '../../core/ids.ts'
import type { Db, Tx } from '../../platform/store/store.ts'
import type { Tables } from '../../platform/store/tables.ts'
import type { PlanSummary } from '../contract.ts'
import { protectError } from '../errors.ts'
import type { Plan } from './plan.ts'

export type PlanRow = Selectable<Tables['plan']>

export function planOf(row: PlanRow): Plan {
  return { ...(row.body as Omit<Plan, 'steps' | 'undo'>), steps: row.steps as Plan['steps'], undo: row.undo as Plan['undo'] }
}

export function summaryOf(row: PlanRow): PlanSummary {
  return {
    id: row.id,
    store: row.store as StoreId,
    policySet: row.policy_set ?? '',
    state: row.state,
    hash: row.hash,
    madeBy: row.made_by,
    madeAt: row.made_at,
    appliedAt: row.applied_at,
  }
}

export async function planRow(db: Db, id: string): Promise<PlanRow> {
  const row = await db.selectFrom('plan').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw protectError('plan-unknown')
  return row
}

/** Locked until the end of the transaction: two who want to change it take turns. */
export async function lockPlan(tx: Tx, id: string): Promise<PlanRow> {
  const row = await tx.selectFrom('plan').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (row === undefined) throw protectError('plan-unknown')
  return row
}
