// The job behind a scan: reads its stores one after the other or a few at once, writes what they hold as it comes, and ends the scan. Owns the
// states of `scan` and `scan_store` from the start of reading on. Runs again from the beginning of a store when its process was
// killed: every write is the same when written twice.
import { setTimeout as pause } from 'node:timers/promises'
import { toAppError } from '../../core/errors.ts'
import type { StoreId } from '../../core/ids.ts'
import type { Landscape, StoreTarget } from '../../landscape/contract.ts'
import type { Platform } from '../../platform/platform.ts'
import type { ScanMode } from '../../platform/store/tables.ts'
import type { ObjectScan, ScanStep } from '../scan/scan-store.ts'
import type { Unlisted } from '../source/source.ts'
import { STORE_GONE } from './record-object.ts'
import type { ScanWriter, UnreadObject } from './record-object.ts'

export interface StoreListener {
  object(scan: ObjectScan): Promise<void>
  unlisted(place: Unlisted): Promise<void>
  step(step: ScanStep): void
}

/** Reads one store and tells the listener. Throws an AppError when the store is lost, anything when the signal fired. */
export type ReadStore = (
  target: StoreTarget,
  options: { readonly mode: ScanMode; readonly signal: AbortSignal; /** paths never read */ readonly exclude: readonly string[] },
  listener: StoreListener,
) => Promise<void>

export interface ScanJobParts {
  readonly platform: Platform
  readonly landscape: Landscape
  readonly writer: ScanWriter
  readonly engineVersion: string
  readonly target: (
    store: { id: StoreId; kind: StoreTarget['kind']; address: StoreTarget['address'] },
    secret: string | null,
  ) => StoreTarget
  readonly read: ReadStore
  /** stores read at the same time */
  readonly atOnce: number
  /** milliseconds between two writes of progress */
  readonly beat: number
}

/** Unread objects written in one transaction. */
const MANY = 200

type StoreEnd = 'done' | 'stopped' | 'failed'

interface Signals {
  /** the process ends, or lost the job */
  readonly job: AbortSignal
  /** a person stopped the scan */
  readonly stop: AbortSignal
}

export function createScanJob(parts: ScanJobParts): (data: { readonly scan: string }, signal: AbortSignal) => Promise<void> {
  const { platform, landscape, writer } = parts
  const { store, clock, log, ledger } = platform

  const begin = async (scan: string): Promise<ScanMode | 'stopping' | null> =>
    await store.transaction(async (tx) => {
      const row = await tx.selectFrom('scan').select(['state', 'mode', 'started_at']).where('id', '=', scan).forUpdate().executeTakeFirst()
      if (row === undefined || row.state === 'done' || row.state === 'stopped' || row.state === 'failed') return null
      if (row.state === 'stopping') return 'stopping'
      await tx
        .updateTable('scan')
        .set({ state: 'running', started_at: row.started_at ?? clock.now(), engine: parts.engineVersion })
        .where('id', '=', scan)
        .execute()
      return row.mode
    })

  const end = async (scan: string, problem: string | null): Promise<void> => {
    await store.transaction(async (tx) => {
      const row = await tx.selectFrom('scan').select(['state', 'number']).where('id', '=', scan).forUpdate().executeTakeFirst()
      if (row === undefined || !['waiting', 'running', 'stopping'].includes(row.state)) return
      const at = clock.now()
      const left = row.state === 'stopping' ? ('stopped' as const) : ('failed' as const)
      await tx
        .updateTable('scan_store')
        .set({ state: left, ended_at: at, now_reading: null })
        .where('scan', '=', scan)
        .where('state', 'in', ['waiting', 'running'])
        .execute()
      const stores = await tx.selectFrom('scan_store').select(['state', 'problem']).where('scan', '=', scan).execute()
      const failed = stores.filter((each) => each.state === 'failed')
      const state =
        problem !== null || (failed.length > 0 && failed.length === stores.length)
          ? 'failed'
          : row.state === 'stopping' && stores.some((each) => each.state === 'stopped')
            ? 'stopped'
            : 'done'
      await tx
        .updateTable('scan')
        .set({ state, ended_at: at, problem: problem ?? (state === 'failed' ? (failed[0]?.problem ?? null) : null) })
        .where('id', '=', scan)
        .execute()
      const read = await tx
        .selectFrom('coverage')
        .select((eb) => ['status', eb.fn.countAll<string>().as('objects')])
        .where('scan', '=', scan)
        .groupBy('status')
        .execute()
      await ledger.append(tx, {
        actor: { kind: 'system', id: 'scan', role: 'analyst' },
        kind: 'scan.ended',
        entity: scan,
        body: {
          state,
          stores: stores.length,
          failed: failed.length,
          coverage: Object.fromEntries(read.map((each) => [each.status, Number(each.objects)])),
        },
      })
      log.info('scan.ended', { scan, state, stores: stores.length, failed: failed.length })
    })
  }

  const readOne = async (scan: string, id: StoreId, mode: ScanMode, signals: Signals, steps: Map<StoreId, ScanStep>): Promise<StoreEnd> => {
    const startedAt = await openStore(scan, id)
    const gone = new AbortController()
    const signal = AbortSignal.any([signals.job, signals.stop, gone.signal])
    const unlisted: string[] = []
    // The root itself could not be listed and nothing came out of it: a share that is away.
    let away: string | null = null
    let objects = 0
    // What fails in writing is Holdfast's trouble and not the store's: kept apart, so that the job and not the store fails of it.
    const writing: { failed: boolean } = { failed: false }
    const write = async (work: () => Promise<void | typeof STORE_GONE>): Promise<void> => {
      try {
        if ((await work()) === STORE_GONE) gone.abort()
      } catch (thrown) {
        writing.failed = true
        throw thrown
      }
    }
    // What was not read comes in floods, when a store is lost or a scan is stopped: written many at once.
    let unread: UnreadObject[] = []
    const flush = async (): Promise<void> => {
      const many = unread
      unread = []
      if (many.length > 0) await write(async () => await writer.unread(scan, id, many, signals.stop.aborted))
    }
    const aborted = async (): Promise<StoreEnd | null> => {
      // A process that ends is no decision to stop: the job runs again in the next one, and reads this store again.
      if (signals.job.aborted && !signals.stop.aborted && !gone.signal.aborted) throw signals.job.reason
      return signal.aborted ? await closeStore(scan, id, 'stopped', null, steps) : null
    }
    try {
      const { store: known, secret } = await landscape.stores.credentials(id)
      await parts.read(
        parts.target(known, secret),
        { mode, signal, exclude: landscape.stores.ownPlaces() },
        {
          object: async (found) => {
            if (signals.job.aborted || gone.signal.aborted) return
            const { outcome, object } = found
            objects++
            if ((outcome.status === 'skipped' || outcome.status === 'failed') && (object.fields === undefined || signal.aborted)) {
              unread.push({ object, status: outcome.status, reason: outcome.reason })
              if (unread.length >= MANY) await flush()
              return
            }
            await flush()
            await write(async () => {
              try {
                return await writer.object(scan, id, found)
              } catch (thrown) {
                if (!isRefused(thrown)) throw thrown
                // One object that the store of Holdfast cannot hold must not end the scan, and must not be missing either.
                log.error('scan.object-refused', { scan, store: id, code: toAppError(thrown).code })
                const reason = 'read, but what was found could not be kept'
                return await writer.unread(scan, id, [{ object, status: 'failed', reason }], false)
              }
            })
          },
          unlisted: async (place) => {
            if (signals.job.aborted || gone.signal.aborted) return
            unlisted.push(place.name)
            if (place.name === '.' && place.status === 'failed') away = place.reason
            await write(async () => await writer.unlisted(scan, id, place))
          },
          step: (step) => void steps.set(id, step),
        },
      )
      await flush()
      const early = await aborted()
      if (early !== null) return early
      if (away !== null && objects === 0) return await closeStore(scan, id, 'failed', `cannot be listed: ${String(away)}`, steps)
      await store.transaction(async (tx) => await landscape.catalogue.markGone(tx, id, startedAt, clock.now(), unlisted))
      return await closeStore(scan, id, 'done', null, steps)
    } catch (thrown) {
      if (writing.failed) throw thrown
      await flush()
      const early = await aborted()
      if (early !== null) return early
      const error = toAppError(thrown)
      log.warn('scan.store-failed', { scan, store: id, code: error.code })
      return await closeStore(scan, id, 'failed', error.message, steps)
    }
  }

  const openStore = async (scan: string, id: StoreId): Promise<Date> => {
    const at = clock.now()
    await store.transaction(async (tx) => {
      await tx
        .updateTable('scan_store')
        .set({ state: 'running', started_at: at, objects_done: 0, rows_read: 0, bytes_read: 0, problem: null })
        .where('scan', '=', scan)
        .where('store', '=', id)
        .execute()
    })
    return at
  }

  const closeStore = async (
    scan: string,
    id: StoreId,
    state: StoreEnd,
    problem: string | null,
    steps: Map<StoreId, ScanStep>,
  ): Promise<StoreEnd> => {
    const step = steps.get(id)
    steps.delete(id)
    await store.transaction(async (tx) => {
      await tx
        .updateTable('scan_store')
        .set({ ...progressOf(step), state, problem, ended_at: clock.now(), now_reading: null })
        .where('scan', '=', scan)
        .where('store', '=', id)
        .execute()
    })
    return state
  }

  // Writes progress about once a beat, and looks whether somebody asked to stop. Ends with `signal`.
  const keepBeat = async (scan: string, steps: Map<StoreId, ScanStep>, stop: () => void, signal: AbortSignal): Promise<void> => {
    const written = new Map<StoreId, ScanStep>()
    for (;;) {
      try {
        await pause(parts.beat, undefined, { signal })
      } catch {
        return
      }
      try {
        const row = await store.db.selectFrom('scan').select('state').where('id', '=', scan).executeTakeFirst()
        if (row === undefined || row.state !== 'running') stop()
        for (const [id, step] of steps) {
          if (written.get(id) === step) continue
          await store.transaction(async (tx) => {
            await tx
              .updateTable('scan_store')
              .set({ ...progressOf(step), now_reading: step.nowReading?.slice(0, 1000) ?? null })
              .where('scan', '=', scan)
              .where('store', '=', id)
              .where('state', '=', 'running')
              .execute()
          })
          written.set(id, step)
        }
      } catch (thrown) {
        // the store of Holdfast is away for a moment; the writes of the objects decide whether the job fails
        log.warn('scan.progress', { scan, code: toAppError(thrown).code })
      }
    }
  }

  return async ({ scan }, signal) => {
    const mode = await begin(scan)
    if (mode === null) return
    if (mode === 'stopping') return await end(scan, null)
    const stop = new AbortController()
    const over = new AbortController()
    const steps = new Map<StoreId, ScanStep>()
    const reading = AbortSignal.any([signal, stop.signal])
    const beat = keepBeat(scan, steps, () => stop.abort(), over.signal)
    try {
      const open = await store.db
        .selectFrom('scan_store')
        .innerJoin('store', 'store.id', 'scan_store.store')
        .select('scan_store.store as id')
        .where('scan_store.scan', '=', scan)
        .where('scan_store.state', 'in', ['waiting', 'running'])
        .orderBy('store.name')
        .execute()
      const waiting = open.map((each) => each.id)
      const lane = async (): Promise<void> => {
        for (let id = waiting.shift(); id !== undefined && !reading.aborted; id = waiting.shift()) {
          await readOne(scan, id, mode, { job: signal, stop: stop.signal }, steps)
        }
      }
      // all lanes end before one's error counts: none may write on behind it
      const ended = await Promise.allSettled(Array.from({ length: Math.min(parts.atOnce, waiting.length) }, lane))
      for (const each of ended) if (each.status === 'rejected') throw each.reason
    } finally {
      over.abort()
      await beat
    }
    if (signal.aborted && !stop.signal.aborted) throw signal.reason
    await end(scan, null)
  }
}

/** The database refused the data itself: wrong values, a broken rule, something too long. Trying again would not help. */
function isRefused(thrown: unknown): boolean {
  const code = (thrown as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^(2[123]|54)[0-9A-Z]{3}$/.test(code)
}

function progressOf(step: ScanStep | undefined) {
  if (step === undefined) return {}
  return {
    objects_total: step.objectsTotal,
    objects_done: step.objectsDone,
    rows_read: step.rows,
    bytes_read: step.bytes,
    bytes_total: step.bytesTotal,
  }
}
