// What a scan is told and what it tells: the same for the terminal and the server, so that both say the same. Types only; scan-object.ts
// reads, run-scan.ts spreads the work over workers. Nobody here writes anything: the caller decides what becomes of the results.
import type { FieldId, ObjectId, StoreAddress, StoreId } from '../../core/ids.ts'
import type { AppError } from '../../core/errors.ts'
import type { Label } from '../../core/contract/label.ts'
import type { StoreKind } from '../../core/contract/finding.ts'
import type { FieldResult } from '../engine/engine.ts'
import type { Outcome, ReadOptions, SourceField, SourceObject, Unlisted } from '../source/source.ts'

export interface FieldScan {
  readonly id: FieldId
  readonly field: SourceField
  readonly result: FieldResult
}

export interface ObjectScan {
  readonly id: ObjectId
  /** as listed, with what reading showed: format, number of rows */
  readonly object: SourceObject
  readonly outcome: Outcome
  /** of the whole object: the highest of its fields; null when nothing was read */
  readonly label: Label | null
  readonly fields: readonly FieldScan[]
}

export interface ScanStep {
  /** total is null until the listing has ended */
  readonly objectsTotal: number | null
  readonly objectsDone: number
  readonly rows: number
  readonly bytes: number
  readonly bytesTotal: number | null
  readonly nowReading: string | null
}

/** One store to read: what `parseTarget` gives, or the same from the database with the secret unsealed. */
export interface ScanTarget {
  readonly kind: StoreKind
  readonly address: StoreAddress
  readonly user: string | null
  readonly secret: string | null
  readonly options: Readonly<Record<string, string>>
  readonly name: string
  readonly shown: string
}

export interface ScanSpec {
  readonly stores: readonly ScanTarget[]
  readonly mode: ReadOptions['mode']
  /** look for these types only */
  readonly only?: ReadonlySet<string>
  /** real paths that are never read: Holdfast's own data folder and key file */
  readonly exclude?: readonly string[]
}

export interface RunOptions {
  readonly signal: AbortSignal
  /** stores and objects read at the same time, each in a worker of its own */
  readonly jobs: number
  /** memory of one worker in MiB; when it is used up the object fails and the rest goes on */
  readonly memoryMb?: number
  /** when a worker's loop stands still for so long (a pattern gone wild), it is ended; milliseconds */
  readonly stuckMs?: number
}

/** `store`: the store's id. Calls of one store come in order, one at a time, and are awaited; `step` at most ten times a second. */
export interface ScanListener {
  object(store: StoreId, scan: ObjectScan): void | Promise<void>
  unlisted(store: StoreId, entry: Unlisted): void | Promise<void>
  step(store: StoreId, step: ScanStep): void
  /** `problem`: the store could not be opened, or was lost; what was listed and not read has been reported as failed before */
  storeEnd(store: StoreId, problem: AppError | null): void | Promise<void>
}
