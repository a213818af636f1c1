// Reads one store with an engine: the same code for the terminal and the server, so that both say the same. Owns the walk over
// objects and what becomes a finding or a line of the coverage ledger; writes nowhere, its caller decides what becomes of the results.
import type { FieldId, ObjectId } from '../../core/ids.ts'
import type { Label } from '../../core/contract/label.ts'
import type { Engine, FieldResult } from '../engine/engine.ts'
import type { Outcome, ReadOptions, Source, SourceField, SourceObject, Unlisted } from '../source/source.ts'

export interface FieldScan {
  readonly id: FieldId
  readonly field: SourceField
  readonly result: FieldResult
}

export interface ObjectScan {
  readonly id: ObjectId
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

/** Called in order and awaited; `step` at most ten times a second. */
export interface ScanListener {
  object(scan: ObjectScan): void | Promise<void>
  unlisted(entry: Unlisted): void | Promise<void>
  step(step: ScanStep): void
}

export type ScanStore = (
  source: Source,
  engine: Engine,
  options: ReadOptions & { readonly only?: ReadonlySet<string> },
  listener: ScanListener,
) => Promise<void>
