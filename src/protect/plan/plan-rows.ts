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

/** Newest first. `before`: of the page before; a plan that is not one of the store begins at the newest. */
export async function plansOf(
  db: Db,
  store: string,
  page: { readonly limit: number; readonly before?: string },
): Promise<{ readonly rows: readonly PlanRow[]; readonly next: string | null }> {
  const last =
    page.before === undefined
      ? undefined
      : await db.selectFrom('plan').select(['made_at', 'id']).where('store', '=', store).where('id', '=', page.before).executeTakeFirst()
  let query = db.selectFrom('plan').selectAll().where('store', '=', store)
  if (last !== undefined) {
    query = query.where((eb) =>
      eb.or([eb('made_at', '<', last.made_at), eb.and([eb('made_at', '=', last.made_at), eb('id', '<', last.id)])]),
    )
  }
  const rows = await query
    .orderBy('made_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute()
  const shown = rows.slice(0, page.limit)
  return { rows: shown, next: rows.length > page.limit ? (shown.at(-1)?.id ?? null) : null }
}
