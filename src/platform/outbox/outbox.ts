// Domain events from later phases to earlier ones: written in the transaction that makes them true, delivered afterwards. In order within a
// topic, at least once, across kill -9 and restarts. A consumer works in the transaction that marks the event as done, so its changes to the
// store happen once; anything else it does must stand a repetition.
import { sql } from 'kysely'
import type { Clock } from '../../core/clock.ts'
import type { Topic, Topics } from '../../core/contract/topics.ts'
import { toAppError } from '../../core/errors.ts'
import type { Log } from '../log/log.ts'
import type { Store, Tx } from '../store/store.ts'

export interface Delivery {
  readonly tx: Tx
  /** the same at every repetition */
  readonly id: string
  readonly at: Date
}

export type Consumer<T extends Topic> = (payload: Topics[T], delivery: Delivery) => Promise<void>

/** An event that was given up: shown to people, delivered again only when asked. */
export interface DeadLetter {
  readonly id: string
  readonly topic: string
  readonly at: Date
  readonly tries: number
  readonly problem: string
}

export interface Outbox {
  publish<T extends Topic>(tx: Tx, topic: T, payload: Topics[T]): Promise<void>
  /** Before `start`. Several consumers of a topic get each event one after the other. */
  consume<T extends Topic>(topic: T, consumer: Consumer<T>): void
  start(): void
  /** Waits for the deliveries that run. */
  stop(): Promise<void>
  /** the latest 1000 */
  dead(): Promise<DeadLetter[]>
  /** Puts a dead letter back in its topic; false when there is none of that id. */
  revive(id: string): Promise<boolean>
}

export interface OutboxOptions {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  /** pause between looks when there is nothing to do; default 500 ms */
  readonly pollMs?: number
  /** first pause after a failure; it doubles up to ten minutes; default 1 s */
  readonly retryMs?: number
  /** failures after which an event is dead; default 10, about a quarter of an hour */
  readonly tries?: number
}

const LONGEST_PAUSE_MS = 600_000
const KEEP_DONE_MS = 7 * 24 * 3_600_000
const SWEEP_MS = 3_600_000

export function createOutbox(options: OutboxOptions): Outbox {
  const { store, clock, log } = options
  const consumers = new Map<Topic, Consumer<Topic>[]>()
  const stopping = new AbortController()
  const loops: Promise<void>[] = []

  /** 'again': there may be more at once. */
  const deliverNext = async (topic: Topic): Promise<'again' | 'later'> => {
    let current: string | undefined
    try {
      return await store.transaction(async (tx) => {
        current = undefined
        // One process at a time works on a topic; that keeps the order. The lock ends with the transaction.
        const lock = await sql<{ got: boolean }>`
          select pg_try_advisory_xact_lock(hashtextextended(${`holdfast.outbox.${topic}`}, 0)) as got`.execute(tx)
        if (lock.rows[0]?.got !== true) return 'later'
        const event = await tx
          .selectFrom('outbox')
          .select(['id', 'payload', 'at', 'next_at'])
          .where('topic', '=', topic)
          .where('done_at', 'is', null)
          .where('dead_at', 'is', null)
          .orderBy('id')
          .limit(1)
          .executeTakeFirst()
        if (event === undefined || (event.next_at !== null && event.next_at > clock.now())) return 'later'
        current = event.id
        for (const consumer of consumers.get(topic) ?? []) {
          await consumer(event.payload as never, { tx, id: event.id, at: event.at })
        }
        await tx.updateTable('outbox').set({ done_at: clock.now(), next_at: null, problem: null }).where('id', '=', event.id).execute()
        return 'again'
      })
    } catch (thrown) {
      const { code } = toAppError(thrown)
      // The store itself is away: that says nothing about the event.
      if (current === undefined || code === 'store/unavailable' || code === 'store/busy') throw thrown
      return await noteFailure(topic, current, code)
    }
  }

  const noteFailure = async (topic: Topic, id: string, code: string): Promise<'again' | 'later'> => {
    const now = clock.now()
    return await store.transaction(async (tx) => {
      const row = await tx
        .selectFrom('outbox')
        .select('tries')
        .where('id', '=', id)
        .where('done_at', 'is', null)
        .forUpdate()
        .executeTakeFirst()
      if (row === undefined) return 'again'
      const tries = row.tries + 1
      const dead = tries >= (options.tries ?? 10)
      const pause = Math.min(LONGEST_PAUSE_MS, (options.retryMs ?? 1000) * 2 ** row.tries)
      await tx
        .updateTable('outbox')
        .set({ tries, problem: code, next_at: dead ? null : new Date(now.getTime() + pause), dead_at: dead ? now : null })
        .where('id', '=', id)
        .execute()
      log[dead ? 'error' : 'warn'](dead ? 'outbox.dead' : 'outbox.failed', { topic, id, code, tries })
      return dead ? 'again' : 'later'
    })
  }

  const sweep = async (): Promise<void> => {
    await store.db
      .deleteFrom('outbox')
      .where('done_at', '<', new Date(clock.now().getTime() - KEEP_DONE_MS))
      .execute()
  }

  const loop = async (work: () => Promise<'again' | 'later'>, pauseMs: number): Promise<void> => {
    while (!stopping.signal.aborted) {
      const next = await work().catch((thrown: unknown) => {
        log.debug('outbox.waiting', { code: toAppError(thrown).code })
        return 'later' as const
      })
      if (next === 'later') await pause(pauseMs, stopping.signal)
    }
  }

  return {
    async publish(tx, topic, payload) {
      await tx
        .insertInto('outbox')
        .values({ topic, payload: JSON.stringify(payload), at: clock.now() })
        .execute()
    },
    consume(topic, consumer) {
      if (loops.length > 0) throw new TypeError('consumers are registered before the outbox starts')
      consumers.set(topic, [...(consumers.get(topic) ?? []), consumer as Consumer<Topic>])
    },
    start() {
      if (loops.length > 0) return
      for (const topic of consumers.keys()) loops.push(loop(() => deliverNext(topic), options.pollMs ?? 500))
      loops.push(loop(async () => sweep().then(() => 'later' as const), SWEEP_MS))
    },
    async stop() {
      stopping.abort()
      await Promise.all(loops)
    },
    async dead() {
      const rows = await store.db
        .selectFrom('outbox')
        .select(['id', 'topic', 'at', 'tries', 'problem'])
        .where('dead_at', 'is not', null)
        .orderBy('id', 'desc')
        .limit(1000)
        .execute()
      return rows.map((row) => ({ ...row, problem: row.problem ?? '' }))
    },
    async revive(id) {
      const result = await store.db
        .updateTable('outbox')
        .set({ dead_at: null, tries: 0, next_at: null })
        .where('id', '=', id)
        .where('dead_at', 'is not', null)
        .executeTakeFirst()
      return result.numUpdatedRows === 1n
    },
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    timer.unref()
    signal.addEventListener('abort', done, { once: true })
  })
}
