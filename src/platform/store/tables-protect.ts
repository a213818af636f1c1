// Types of the tables of policies, plans and logins. Owns nothing but them; the tables are sql/000001 and sql/000008.
import type { ColumnType } from 'kysely'
import type { Budget } from '../../core/contract/access.ts'
import type { Json, TextOrNull } from './tables-columns.ts'

export interface PolicySetTable {
  id: string
  text: string
  at: Date
}

export interface PolicyClassTable {
  id: string
  store: string
  role: string
  schema: string
  columns: Json<Record<string, string>>
  rows: TextOrNull
  policy_set: string
  catalog_hash: string
  budget: ColumnType<Budget | null, string | null | undefined, string | null>
}

export interface DecisionTable {
  id: string
  policy_set: string
  policies: string[]
  class: string
  principal: string
  purpose: TextOrNull
  from_at: Date
  to_at: Date
  why: Json<unknown>
}

export interface ExceptionTable {
  id: string
  role: string
  fields: string[]
  reason: string
  approved_by: string
  until: Date
}

export interface PlanTable {
  id: string
  store: string
  steps: Json<unknown>
  undo: Json<unknown>
  state: 'draft' | 'approved' | 'applied' | 'undone' | 'failed' | 'expired'
  hash: string
  made_by: string
  made_at: Date
}

export interface ProtectTables {
  policy_set: PolicySetTable
  policy_class: PolicyClassTable
  decision: DecisionTable
  exception: ExceptionTable
  plan: PlanTable
}
