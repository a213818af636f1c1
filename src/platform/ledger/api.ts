// Requests and answers of the ledger. Schemas only.
import { Type } from 'typebox'
import { InstantText, Nullable, Text } from '../../core/contract/api.ts'

/** GET /api/ledger?before=seq&limit=100&kind= (owner, auditor). Newest first. */
export const LedgerRowView = Type.Object({
  seq: Type.Integer(),
  time: InstantText,
  actor: Text(200),
  kind: Text(100),
  entity: Text(200),
  /** null: erased */ body: Nullable(Type.Unknown()),
})
export const LedgerView = Type.Object({
  size: Type.Integer(),
  checkpoint: Nullable(Text(2000)),
  rows: Type.Array(LedgerRowView),
  next: Nullable(Type.Integer()),
})
/** GET /api/ledger/bundle (owner, auditor) → application/zip, checked offline with `holdfast verify`. */
