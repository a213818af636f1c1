// What a scan says: findings in fields, and the ledger of what was and was not read. This is also the JSON of `holdfast scan`.
import type { FieldId, ObjectId, StoreId } from '../ids.ts'
import type { Verdict, Why } from './label.ts'

export type StoreKind = 'postgres' | 'mysql' | 'sqlite' | 'folder' | 'file'

export interface TypeFinding {
  readonly type: string
  /** 0 to 1 */
  readonly confidence: number
  /** values of the type among those read */
  readonly count: number
  /** share of the non-empty values read, 0 to 1 */
  readonly share: number
  /** one masked value; never the value itself unless the person at the terminal asked with --reveal */
  readonly sample: string
  readonly why: readonly Why[]
}

export interface FieldReport {
  readonly id: FieldId
  readonly name: string
  readonly verdict: Verdict
  /** the words, null when there is none */
  readonly label: string | null
  readonly labelId: string | null
  readonly types: readonly TypeFinding[]
}

export interface ObjectReport {
  readonly id: ObjectId
  /** path from the target, `/` between, `!/` into archives */
  readonly name: string
  readonly rows?: number
  readonly rowsExact?: boolean
  readonly bytes?: number
  readonly label: string | null
  readonly labelId: string | null
  readonly fields: readonly FieldReport[]
}

export interface StoreReport {
  readonly id: StoreId
  readonly kind: StoreKind
  readonly name: string
  readonly objects: readonly ObjectReport[]
}

export type CoverageStatus = 'read' | 'partial' | 'skipped' | 'failed'

export interface CoverageEntry {
  readonly object: string
  readonly reason: string
}

export interface Coverage {
  readonly read: { readonly objects: number; readonly bytes: number; readonly rows: number }
  readonly partial: readonly CoverageEntry[]
  readonly skipped: readonly CoverageEntry[]
  readonly failed: readonly CoverageEntry[]
}

export interface ScanReport {
  readonly version: 1
  readonly stores: readonly StoreReport[]
  readonly coverage: Coverage
  readonly seconds: number
}
