// The store of Holdfast itself: always PostgreSQL, embedded or by DATABASE_URL. Owns the interface that everything else uses.
// Must not know any phase's tables beyond their types (tables.ts).
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>

export interface Store {
  readonly kind: 'embedded' | 'url'
  /** For reads outside a transaction. Throws inside `transaction()`: there only `tx` may be used (it would wait for itself). */
  readonly db: Db
  /** Short, without input or output inside. Retries a serialisation failure or deadlock up to three times. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** For libraries that need a connection of their own (the queue's LISTEN): node-postgres settings. Never logged. */
  readonly connection: Readonly<Record<string, unknown>>
  close(): Promise<void>
}
