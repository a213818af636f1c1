// Types of the tables of incidents, scopes, containment and notices. Owns nothing but them; the tables are sql/000001, sql/000010 and
// sql/000013.
import type { ColumnType, Generated } from 'kysely'
import type { Grade } from '../../core/contract/response.ts'
import type { StoreId } from '../../core/ids.ts'
import type { AtOrNull, Json, TextOrNull } from './tables-columns.ts'

export interface IncidentTable {
  id: string
  number: Generated<number>
  alerts: Generated<string[]>
  facts: Json<unknown>
  actors: Json<unknown>
  drill: boolean
  opened_at: Date
  closed_at: AtOrNull
}

export interface ScopeTable {
  incident: string
  version: number
  body: Json<unknown>
  input_hash: string
  computed_at: Date
}

export interface ScopePersonTable {
  incident: string
  version: number
  n: number
  grade: Grade
}

export interface ScopeRunTable {
  id: string
  incident: string
  kind: 'compute' | 'check'
  version: number | null
  state: 'waiting' | 'running' | 'stopping' | 'done' | 'stopped' | 'failed'
  stage: TextOrNull
  share: Generated<number>
  started_by: Json<unknown>
  created_at: Date
  started_at: AtOrNull
  ended_at: AtOrNull
  outcome: ColumnType<Readonly<Record<string, unknown>> | null, string | null | undefined, string | null>
  problem: TextOrNull
}

export interface ContainmentTable {
  id: string
  incident: string
  store: StoreId
  principal: string
  state: 'proposed' | 'done' | 'verified' | 'failed'
  proposed_by: string
  proposed_at: Date
  approved_by: TextOrNull
  approved_at: AtOrNull
  verified_at: AtOrNull
  detail: ColumnType<string[], string | undefined, string>
}

export interface NoticeTable {
  id: string
  incident: string
  scope_version: number
  law: string
  body: Json<unknown>
  state: 'draft' | 'approved' | 'sending' | 'sent'
  drafted_at: Date
}

export interface NoticeFailureTable {
  notice: string
  n: number
  reason: string
  tries: number
  next_at: AtOrNull
  at: Date
}

export interface SentTable {
  notice: string
  n: number
  proof: Json<unknown>
}

export interface RespondTables {
  incident: IncidentTable
  scope: ScopeTable
  scope_person: ScopePersonTable
  scope_run: ScopeRunTable
  containment: ContainmentTable
  notice: NoticeTable
  notice_failure: NoticeFailureTable
  sent: SentTable
}
