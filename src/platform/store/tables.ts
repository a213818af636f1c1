// Row types of sql/*.sql for kysely. Kept by hand; tables.test.ts compares them with the catalogue of a migrated database.
import type { ColumnType, Generated } from 'kysely'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'
import type { Regime, Verdict, Why, Level } from '../../core/contract/label.ts'
import type { CoverageStatus, StoreKind } from '../../core/contract/finding.ts'

type Json<T> = ColumnType<T, string, string> // written as JSON text, read as value
type Big = ColumnType<string, bigint | number | string, bigint | number | string> // int8 arrives as text
type At = ColumnType<Date, Date, Date>
type AtOrNull = ColumnType<Date | null, Date | null | undefined, Date | null>

export interface Pinned {
  readonly verdict: Verdict
  readonly level: Level
  readonly regimes: readonly Regime[]
  readonly reason: string
  readonly by: string
  readonly at: string
}

export interface StoreTable {
  id: StoreId
  kind: StoreKind
  address: Json<Record<string, unknown>>
  name: string
  secret_enc: Buffer | null
  drill: Generated<boolean>
  alias_of: StoreId | null
  added_at: At
  removed_at: AtOrNull
}

export interface ObjectTable {
  id: ObjectId
  store: StoreId
  path: string[]
  name: string
  kind: string
  rows: ColumnType<string | null, bigint | number | null, bigint | number | null>
  rows_exact: Generated<boolean>
  bytes: ColumnType<string | null, bigint | number | null, bigint | number | null>
  label_level: Level | null
  regimes: Generated<Regime[]>
  seen_at: At
  gone_at: AtOrNull
}

export interface FieldTable {
  id: FieldId
  object: ObjectId
  path: string
  position: Generated<number>
  declared: string | null
  verdict: Verdict | null
  label_level: Level | null
  regimes: Generated<Regime[]>
  why: ColumnType<Why[], string | undefined, string>
  pinned: ColumnType<Pinned | null, string | null | undefined, string | null>
  owner: string | null
  scan: string | null
  seen_at: At
  gone_at: AtOrNull
}

export type ScanState = 'waiting' | 'running' | 'stopping' | 'done' | 'stopped' | 'failed'
export type ScanMode = { readonly kind: 'full' } | { readonly kind: 'sample'; readonly rows: number }

export interface ScanTable {
  id: string
  number: Generated<number>
  mode: Json<ScanMode>
  state: ScanState
  started_by: string
  created_at: At
  started_at: AtOrNull
  ended_at: AtOrNull
  problem: string | null
  engine: string | null
}

export interface ScanStoreTable {
  scan: string
  store: StoreId
  state: 'waiting' | 'running' | 'done' | 'stopped' | 'failed'
  objects_total: number | null
  objects_done: Generated<number>
  rows_read: ColumnType<string, number | undefined, number>
  bytes_total: ColumnType<string | null, number | null | undefined, number | null>
  bytes_read: ColumnType<string, number | undefined, number>
  now_reading: string | null
  started_at: AtOrNull
  ended_at: AtOrNull
  problem: string | null
}

export interface FindingTable {
  field: FieldId
  type: string
  scan: string
  confidence: number
  count: Big
  share: number
  sample: string | null
  sample_ref: Buffer | null
  why: ColumnType<Why[], string | undefined, string>
  found_at: At
}

export interface CoverageTable {
  scan: string
  store: StoreId
  object: string
  name: string
  status: CoverageStatus
  reason: string | null
  bytes: ColumnType<string, number | undefined, number>
  rows: ColumnType<string, number | undefined, number>
  accepted: ColumnType<{ by: string; at: string; reason: string } | null, string | null | undefined, string | null>
}

export interface LedgerLeafTable {
  seq: Big
  leaf: string
  hash: Buffer
}

export interface LedgerBodyTable {
  seq: Big
  salt: Buffer
  body_enc: Buffer
}

export interface LedgerCheckpointTable {
  size: Big
  note: string
  at: At
}

export interface OutboxTable {
  id: ColumnType<string, never, never>
  topic: string
  payload: Json<Record<string, unknown>>
  at: At
  done_at: AtOrNull
  tries: Generated<number>
  next_at: AtOrNull
  problem: string | null
  dead_at: AtOrNull
}

export interface SettingTable {
  name: string
  value: Json<unknown>
  changed_at: At
}

export interface Tables {
  store: StoreTable
  object: ObjectTable
  field: FieldTable
  scan: ScanTable
  scan_store: ScanStoreTable
  finding: FindingTable
  coverage: CoverageTable
  ledger_leaf: LedgerLeafTable
  ledger_body: LedgerBodyTable
  ledger_checkpoint: LedgerCheckpointTable
  outbox: OutboxTable
  setting: SettingTable
}
