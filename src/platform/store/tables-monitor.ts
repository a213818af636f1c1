// Types of the tables of collectors, baselines and alerts. Owns nothing but them; the tables are sql/000001 and sql/000009.
import type { Generated } from 'kysely'
import type { AccessQuery } from '../../core/contract/access.ts'
import type { Level, Regime, Why } from '../../core/contract/label.ts'
import type { SubjectCount } from '../../core/contract/people.ts'
import type { Json } from './tables-columns.ts'

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
}

export interface MonitorTables {
  alert: AlertTable
}
