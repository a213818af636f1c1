// Row types of sql/*.sql for kysely. Kept by hand; tables.test.ts compares them with the catalogue of a migrated database.
import type { ColumnType, Generated } from 'kysely'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'
import type { Regime, Verdict, Why, Level } from '../../core/contract/label.ts'
import type { Role } from '../../core/contract/roles.ts'
import type { CoverageStatus, StoreKind } from '../../core/contract/finding.ts'

import type { At, AtOrNull, Big, Json, TextOrNull } from './tables-columns.ts'
import type { AccessMapTables } from './tables-access.ts'
import type { SubjectTables } from './tables-subjects.ts'
import type { EventTables } from './tables-events.ts'
import type { ProtectTables } from './tables-protect.ts'
import type { MonitorTables } from './tables-monitor.ts'
import type { RespondTables } from './tables-respond.ts'
import type { ImproveTables } from './tables-improve.ts'

export type { MaskedRelation } from './tables-protect.ts'

export interface Pinned {
  readonly verdict: Verdict
  readonly level: Level
  readonly regimes: readonly Regime[]
  readonly reason: string
  readonly by: string
  readonly at: string
}

/** What Holdfast itself says about a field whose decision is pinned. */
export interface Said {
  readonly verdict: Verdict | null
  readonly level: Level | null
  readonly regimes: readonly Regime[]
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
  read_status: ColumnType<CoverageStatus | null, CoverageStatus | null | undefined, CoverageStatus | null>
  read_reason: ColumnType<string | null, string | null | undefined, string | null>
  read_sampled: Generated<boolean>
  read_scan: ColumnType<string | null, string | null | undefined, string | null>
  read_at: AtOrNull
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
  said: ColumnType<Said | null, string | null | undefined, string | null>
  labelled_at: AtOrNull
  /** values read that hold something */
  filled: ColumnType<string | null, number | null | undefined, number | null>
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
  sampled: Generated<boolean>
  findings: Generated<number>
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
  peaks: Buffer
}

export interface LedgerEdgeTable {
  one: Generated<boolean>
  size: Big
  peaks: Buffer
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

// Accounts: sql/000002-accounts.sql. The library of accounts writes the first five; platform/auth reads them and sets what its calls do not.

export interface AccountUserTable {
  id: string
  name: string
  email: string
  email_verified: boolean
  image: TextOrNull
  second_factor: ColumnType<boolean | null, boolean | null | undefined, boolean | null>
  role: Role
  off_at: AtOrNull
  last_seen_at: AtOrNull
  created_at: Date
  updated_at: Date
}

export interface AccountSessionTable {
  id: string
  account: string
  token: string
  ip: string | null
  agent: string | null
  expires_at: Date
  created_at: Date
  updated_at: Date
}

export interface AccountCredentialTable {
  id: string
  account: string
  provider: string
  provider_account: string
  password: string | null
  access_token_enc: TextOrNull
  refresh_token_enc: TextOrNull
  id_token_enc: TextOrNull
  access_token_expires_at: AtOrNull
  refresh_token_expires_at: AtOrNull
  scope: TextOrNull
  created_at: Date
  updated_at: Date
}

export interface AccountChallengeTable {
  id: string
  identifier: string
  value: string
  expires_at: Date
  created_at: Date
  updated_at: Date
}

export interface AccountSecondFactorTable {
  id: string
  account: string
  secret_enc: string
  recovery_codes_enc: string
  verified: boolean | null
  failures: number | null
  locked_until: Date | null
  last_step: ColumnType<string | null, number | null | undefined, number | null>
}

export type LinkPurpose = 'first-owner' | 'invite' | 'recover'

export interface AccountLinkTable {
  id: string
  token_hash: Buffer
  purpose: LinkPurpose
  account: string | null
  made_by: string
  made_at: Date
  until: Date
  used_at: AtOrNull
}

export interface AccountAttemptTable {
  key: Buffer
  tries: number
  since: Date
  until: Date
}

export interface Tables extends SubjectTables, AccessMapTables, EventTables, ProtectTables, MonitorTables, RespondTables, ImproveTables {
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
  ledger_edge: LedgerEdgeTable
  outbox: OutboxTable
  setting: SettingTable
  account_user: AccountUserTable
  account_session: AccountSessionTable
  account_credential: AccountCredentialTable
  account_challenge: AccountChallengeTable
  account_second_factor: AccountSecondFactorTable
  account_link: AccountLinkTable
  account_attempt: AccountAttemptTable
}
export type { SubjectProblem } from './tables-subjects.ts'
