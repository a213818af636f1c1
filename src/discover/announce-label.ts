// Tells later phases that a field's label changed: one outbox event a field, in the transaction that changed it.
import type { FieldId } from '../core/ids.ts'
import type { Tx } from '../platform/store/store.ts'

export interface LabelChange {
  readonly field: FieldId
  readonly labelId: string | null
  readonly was: string | null
}

export type Announce = (tx: Tx, changes: readonly LabelChange[]) => Promise<void>
