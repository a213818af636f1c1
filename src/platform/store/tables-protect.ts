// Types of the tables of policies, plans and logins. Owns nothing but them; the tables are sql/000001, 000008, 000011 and 000014.
import type { ColumnType } from 'kysely'
import type { Budget, Show } from '../../core/contract/access.ts'
import type { FieldId, ObjectId } from '../../core/ids.ts'
import type { At, AtOrNull, Json, TextOrNull } from './tables-columns.ts'

export interface PolicySetTable {
  id: string
  text: string
  at: Date
}

/** A relation of the masked schema: where it comes from, and its columns; denied ones are listed and not in the view. */
export interface MaskedRelation {
  readonly schema: string
  readonly relation: string
  readonly base: readonly [schema: string, relation: string]
  readonly object: ObjectId
  readonly columns: readonly { readonly name: string; readonly field: FieldId; readonly show: Show }[]
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
  relations: ColumnType<readonly MaskedRelation[], string | undefined, string>
  countries: ColumnType<readonly string[] | null, string | null | undefined, string | null>
}

export interface ProtectionTable {
  store: string
  policy_set: string
  plan: string
  since: At
}

export interface MemberTable {
  store: string
  principal: string
  class: string
  login: string
  secret_enc: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>
  until: AtOrNull
  plan: TextOrNull
  added_at: At
  disabled_at: AtOrNull
}

export interface GatewayCredentialTable {
  id: string
  store: string
  principal: string
  salt: Buffer
  iterations: number
  stored_key: Buffer
  server_key: Buffer
  made_at: At
  until: At
  revoked_at: AtOrNull
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
  approved_by: TextOrNull
  until: Date
  store: TextOrNull
  proposed_by: ColumnType<string, string | undefined, string>
  proposed_at: ColumnType<Date, Date | undefined, Date>
  approved_at: AtOrNull
  ended_by: TextOrNull
  ended_at: AtOrNull
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
  policy_set: TextOrNull
  body: ColumnType<unknown, string | undefined, string>
  catalog_hash: ColumnType<string, string | undefined, string>
  approved_by: TextOrNull
  approved_at: AtOrNull
  applying_at: AtOrNull
  secrets_enc: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>
  applied_at: AtOrNull
  applied_by: TextOrNull
  undone_at: AtOrNull
  problem: TextOrNull
}

export interface ProofTable {
  id: string
  store: string
  policy_set: string
  at: At
  made_by: string
  vectors: Json<unknown>
}

export interface GatewayReachTable {
  store: string
  principal: string
  ref: Buffer
  people: number
  at: Date
}

export interface PolicyStandingTable {
  store: string
  class: string
  plan: string
  digest: string
  parts: Json<Record<string, string>>
  at: Date
}

export interface ProtectTables {
  policy_standing: PolicyStandingTable
  policy_set: PolicySetTable
  policy_class: PolicyClassTable
  protection: ProtectionTable
  member: MemberTable
  gateway_credential: GatewayCredentialTable
  decision: DecisionTable
  exception: ExceptionTable
  plan: PlanTable
  proof: ProofTable
  gateway_reach: GatewayReachTable
}
