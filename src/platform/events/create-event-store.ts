// Opens the event store of one node: segments, Parquet, roll-up and gaps under one folder. Makes an object only; the folder is opened at the
// first use, so that the API can be described without one.
import path from 'node:path'
import { monotonicMs, type Clock } from '../../core/clock.ts'
import { toAppError } from '../../core/errors.ts'
import type { Log } from '../log/log.ts'
import type { Store } from '../store/store.ts'
import type { ContextCache } from './access-batch.ts'
import { createAccessReads } from './access-reads.ts'
import { createCompactor } from './compactor.ts'
import { openDuck, type Duck } from './duck.ts'
import { closeSegments } from './close-segments.ts'
import { erasePerson } from './erase-person.ts'
import { createGate } from './gate.ts'
import { eventsError } from './errors.ts'
import { openEventWriter } from './event-writer.ts'
import type { EventStore, EventWriter } from './events.ts'
import { createGapLedger } from './gap-ledger.ts'
import { createKnownSessions } from './known-sessions.ts'
import { readManifest } from './manifest.ts'
import { rememberedNumbers } from './remembered-numbers.ts'
import { retainRecords } from './retain-records.ts'
import { packedNumbers, type NumbersOf } from './resolve-refs.ts'

export type { NumbersOf } from './resolve-refs.ts'

export interface EventStoreOptions {
  readonly folder: string
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly numbersOf: NumbersOf
}

export interface FullEventStore extends EventStore {
  /** Compacts closed segments every minute until `close`, sooner when they are many; in the one process that has the role `ingest`. */
  keepCompacted(everyMs?: number): void
}

const COMPACT_MS = 60_000
const LOOK_MS = 5000
/** closed segments that do not wait for the minute */
const MOST_WAITING = 3

export function createEventStore(options: EventStoreOptions): FullEventStore {
  const { folder, clock, log, numbersOf } = options
  const cache: ContextCache = new Map()
  const ledger = createGapLedger(options.store, clock)
  const writers = new Set<EventWriter>()
  let closed = false
  const check = (): void => {
    if (closed) throw eventsError('closed')
  }
  const sessions = createKnownSessions(folder)
  let opened: Promise<Duck> | null = null
  const duck = (): Promise<Duck> => (opened ??= openDuck(path.join(folder, 'temporary')))
  const gate = createGate()
  const readsBy = (own: NumbersOf) =>
    createAccessReads({
      folder,
      ledger,
      sources: async () => {
        check()
        return { folder, numbersOf: own, cache, duck, manifest: await readManifest(folder) }
      },
    })
  const reads = readsBy(numbersOf)
  const compactor = createCompactor({ folder, gate, numbers: packedNumbers(numbersOf) })
  // One at a time: each works from the manifest as the one before left it.
  let busy: Promise<unknown> = Promise.resolve()
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = busy
      .catch(() => {})
      .then(() => {
        check()
        return work()
      })
    busy = turn
    return turn
  }
  const compaction = (closedOnly: boolean): Promise<void> => compactor.run(closedOnly)
  const erase = async (people: readonly number[]): Promise<void> => {
    const pending = !(await closeSegments(folder, clock))
    await compaction(false)
    for (const n of people) await erasePerson(n, { folder, gate, numbersOf, cache, duck, pending })
  }
  let timer: NodeJS.Timeout | undefined
  let working = false
  return {
    answer: (query) => gate.shared(() => reads.answer(query)),
    people: (query) => gate.shared(() => reads.people(query)),
    groups: (query, by) => gate.shared(() => reads.groups(query, by)),
    records: (query, limit) => gate.shared(() => reads.records(query, limit)),
    tail: (cursor, limit) => gate.shared(() => reads.tail(cursor, limit)),
    gatewaySessions: (of, storeSessions) => sessions.find(of, storeSessions),
    survey() {
      const own = readsBy(rememberedNumbers(numbersOf))
      return {
        answer: (query) => gate.shared(() => own.answer(query)),
        each: (query, take) => gate.shared(() => own.each(query, take)),
        peopleBy: (query, keyOf) => gate.shared(() => own.peopleBy(query, keyOf)),
      }
    },
    gaps: (from, to) => gate.shared(() => reads.gaps(from, to)),
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
    extendGap: (gap) => ledger.extend(gap),
    withdrawGap: (source, reason) => ledger.withdraw(source, reason),
    compact: () => alone(() => compaction(false)),
    erase: (n) => alone(() => erase([n])),
    retain: (before) =>
      alone(async () => {
        const ms = Date.parse(before)
        if (Number.isNaN(ms))
          throw eventsError('query-invalid', { what: 'the instant is none', help: 'write instants as 2026-11-24T09:40:00.000Z' })
        await closeSegments(folder, clock)
        await compaction(false)
        await retainRecords(folder, gate, ms)
      }),
    keepCompacted(everyMs = COMPACT_MS) {
      let last = monotonicMs()
      timer ??= setInterval(
        () => {
          if (working) return
          working = true
          const work = async (): Promise<void> => {
            // Questions read what is not compacted record by record: it is not left to grow.
            if (monotonicMs() - last < everyMs && (await compactor.waiting()) < MOST_WAITING) return
            last = monotonicMs()
            await alone(async () => {
              await compaction(true)
              const { erasing } = await readManifest(folder)
              if (erasing.length > 0) await erase(erasing)
            })
          }
          work()
            .catch((error: unknown) => {
              if (!closed) log.error('events.not-compacted', { code: toAppError(error).code })
            })
            .finally(() => {
              working = false
            })
        },
        Math.min(LOOK_MS, everyMs),
      )
      timer.unref()
    },
    async close() {
      if (closed) return
      closed = true
      clearInterval(timer)
      for (const writer of writers) await writer.close()
      await busy.catch(() => {})
      await compactor.close()
      await gate.exclusive(async () => (await opened)?.close())
    },
  }
}
