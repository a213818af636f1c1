// Types of the tables of collectors, baselines and alerts. Owns nothing but them; the tables are sql/000001 and sql/000009.
import type { ColumnType, Generated } from 'kysely'
import type { AccessQuery } from '../../core/contract/access.ts'
import type { Level, Regime, Why } from '../../core/contract/label.ts'
import type { SubjectCount } from '../../core/contract/people.ts'
import type { At, AtOrNull, Json, TextOrNull } from './tables-columns.ts'

type Count = ColumnType<string, number | undefined, number>

export interface AlertTable {
  id: string
  fingerprint: string
  story: string
  state: 'new' | 'open' | 'true' | 'benign' | 'false'
  rules: string[]
  severity: number
  principals: string[]
  query: Json<AccessQuery>
  label_level: Level | null
  regimes: Generated<Regime[]>
  subjects: Json<SubjectCount>
  why: Json<readonly Why[]>
  drill: boolean
  opened_at: Date
  changed_at: AtOrNull
  fields: Generated<string[]>
}

export interface CollectorTable {
  id: string
  store: string
  kind: 'postgres-log'
  path: string
  added_at: At
  removed_at: AtOrNull
  /** how far each file was read, before and after the batch that was appended last; null: nothing yet */
  position: ColumnType<object | null, string | null | undefined, string | null>
  /** goes up with every write, so that two processes notice each other */
  version: Generated<number>
  read_to: AtOrNull
  looked_at: AtOrNull
  records: Count
  lines: Count
  unread: Count
  unread_reasons: ColumnType<Record<string, number>, string | undefined, string>
  problem: TextOrNull
}

export interface BaselineTable {
  principal: string
  drill: boolean
  state: Json<unknown>
  changed_at: At
}

export interface DetectionTable {
  one: Generated<boolean>
  cursor: TextOrNull
  state: Json<unknown>
  version: Generated<number>
}

export interface MonitorTables {
  alert: AlertTable
  collector: CollectorTable
  baseline: BaselineTable
  detection: DetectionTable
}
