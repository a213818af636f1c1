// What the platform hands to every phase. A bundle of interfaces, no code.
import type { Clock } from '../core/clock.ts'
import type { Config } from '../core/config.ts'
import type { EventStore } from './events/events.ts'
import type { Keys } from './keys/keys.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Log } from './log/log.ts'
import type { Queue } from './queue/queue.ts'
import type { Store } from './store/store.ts'

export interface Platform {
  readonly clock: Clock
  readonly config: Config
  readonly events: EventStore
  readonly keys: Keys
  readonly ledger: Ledger
  readonly log: Log
  readonly queue: Queue
  readonly store: Store
}
