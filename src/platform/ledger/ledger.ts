// The ledger: every action of an operator is a leaf of a C2SP tlog. Owns the interface for writers. Bodies are salted commitments kept
// apart and sealed, so that erasure stays possible while the leaf stays.
import type { Actor } from '../../core/contract/roles.ts'
import type { Json } from '../../core/canonical-json.ts'
import type { Tx } from '../store/store.ts'

export interface LedgerEntry {
  readonly actor: Actor
  /** what was done, `noun.verb`: `store.connected`, `scan.started`, `account.signed-in`; the list: docs/reference */
  readonly kind: string
  /** what it was done to, an id; never personal data */
  readonly entity: string
  /** the rest, e-mail addresses and reasons too: committed to, sealed, erasable */
  readonly body: Json
}

export interface Ledger {
  /** In the caller's transaction: the action and its leaf commit together. Returns the sequence number, from 0. */
  append(tx: Tx, entry: LedgerEntry): Promise<number>
}
