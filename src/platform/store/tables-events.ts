// Types of the event store's tables in the control database. Owns nothing but them; the tables are sql/000012.
import type { Big, TextOrNull } from './tables-columns.ts'

export interface EventGapTable {
  id: string
  source: string
  store: TextOrNull
  from_at: Date
  to_at: Date
  upper: Big | null
  reason: string
  seen_at: Date
}

export interface EventTables {
  event_gap: EventGapTable
}
