// What later phases and the views may use of discovery: what was found, what is undecided, what could not be read. Reads only; scans and
// decisions are made by people through the routes.
import type { CoverageStatus } from '../core/contract/finding.ts'
import type { Level, Regime } from '../core/contract/label.ts'
import type { FieldId, StoreId } from '../core/ids.ts'
import type { ReadStoreFacts } from '../landscape/contract.ts'

export interface Discover {
  readonly storeFacts: ReadStoreFacts
  /** Fields that wait for a person. `since`: when the oldest of them began to. `high`: how many could be Highly Confidential. */
  unsure(): Promise<{ readonly count: number; readonly high: number; readonly since: Date | null }>
  /** Objects not, or not wholly, read by the last scan that met them, by status and reason, the most first. */
  unread(limit: number): Promise<readonly UnreadGroup[]>
  /** Fields whose label changed since then, newest first. */
  labelledSince(since: Date, limit: number): Promise<readonly LabelledField[]>
  countLabelledSince(since: Date): Promise<number>
  /** The last scan, when it failed as a whole. */
  failedScan(): Promise<{
    readonly id: string
    readonly number: number
    readonly problem: string | null
    readonly endedAt: Date | null
  } | null>
}

export interface UnreadGroup {
  readonly status: CoverageStatus
  readonly reason: string
  readonly count: number
  readonly stores: readonly { readonly id: StoreId; readonly name: string }[]
  readonly since: Date | null
}

export interface LabelledField {
  readonly id: FieldId
  /** store, object and field as people read them */
  readonly name: string
  readonly file: boolean
  readonly label: { readonly level: Level; readonly regimes: readonly Regime[] } | null
  readonly at: Date
}
