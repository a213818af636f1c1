// Opens the event store of one node: segments, Parquet, roll-up and gaps under one folder. Makes an object only; the folder is opened at the
// first use, so that the API can be described without one.
import type { Clock } from '../../core/clock.ts'
import type { Log } from '../log/log.ts'
import type { Store } from '../store/store.ts'
import type { ContextCache } from './access-batch.ts'
import { createAccessReads } from './access-reads.ts'
import { eventsError } from './errors.ts'
import { openEventWriter } from './event-writer.ts'
import type { EventStore, EventWriter } from './events.ts'
import { createGapLedger } from './gap-ledger.ts'
import { readManifest } from './manifest.ts'
import type { NumbersOf } from './resolve-refs.ts'

export type { NumbersOf } from './resolve-refs.ts'

export interface EventStoreOptions {
  readonly folder: string
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly numbersOf: NumbersOf
}

export function createEventStore(options: EventStoreOptions): EventStore {
  const { folder, clock, numbersOf } = options
  const cache: ContextCache = new Map()
  const ledger = createGapLedger(options.store, clock)
  const writers = new Set<EventWriter>()
  let closed = false
  const check = (): void => {
    if (closed) throw eventsError('closed')
  }
  const reads = createAccessReads({
    folder,
    ledger,
    sources: async () => {
      check()
      return { folder, numbersOf, cache, manifest: await readManifest(folder) }
    },
  })
  return {
    ...reads,
    async writer(name) {
      check()
      const writer = await openEventWriter({ folder, name, clock })
      const own: EventWriter = {
        ...writer,
        async close() {
          writers.delete(own)
          await writer.close()
        },
      }
      writers.add(own)
      return own
    },
    reportGap: (gap) => ledger.report(gap),
    compact: async () => {},
    erase: async () => {},
    retain: async () => {},
    async close() {
      closed = true
      for (const writer of writers) await writer.close()
    },
  }
}
