// Runs a scan in worker threads, so that the caller's loop stays free and no file can take it down: spreads objects over `jobs` workers,
// replaces a worker that dies or is stuck, and reports every object exactly once, whatever happens to it.
import { availableParallelism } from 'node:os'
import { objectId, storeId, type StoreId } from '../../core/ids.ts'
import type { AppError } from '../../core/errors.ts'
import { readEngineData, type EngineData } from '../engine/engine-data.ts'
import { discoverError } from '../errors.ts'
import type { Outcome, SourceObject } from '../source/source.ts'
import { createScanWorker, type ScanWorker } from './worker-thread.ts'
import type { ObjectScan, RunOptions, ScanListener, ScanSpec } from './scan-store.ts'
import { receiveError, type FromWorker } from './worker-messages.ts'

const STEP_MS = 100
const LOST_LIMIT = 3
/** Less than this is not worth a second worker. */
const SMALL_MS = 1000
const SMALL_OBJECTS = 50
const SMALL_BYTES = 1 << 20
/** So many small objects at most are read before the large ones. */
const SMALL_FIRST = 8

interface StoreRun {
  readonly index: number
  readonly id: StoreId
  readonly name: string
  state: 'new' | 'listing' | 'listed' | 'ended'
  /** workers at work on it: its end is told when the last one has come back */
  busy: number
  problem: AppError | null
  told: boolean
  waiting: SourceObject[]
  reading: Map<ScanWorker, SourceObject>
  listed: number
  done: number
  rows: number
  bytes: number
  bytesTotal: number
  lost: number
  lastStep: number
}

function waitingBytes(store: StoreRun): number {
  let bytes = 0
  for (const object of store.waiting) bytes += object.bytes ?? 0
  return bytes
}

export function defaultJobs(): number {
  return Math.max(1, Math.min(8, availableParallelism()))
}

/**
 * Resolves when every store has ended; when the signal fires, within seconds, after what was listed and not read has been reported as
 * failed. Rejects only when the listener does.
 */
export async function runScan(spec: ScanSpec, options: RunOptions, listener: ScanListener): Promise<void> {
  const stores = spec.stores.map((target, index): StoreRun => ({
    index,
    id: storeId(target.address),
    name: target.shown,
    state: 'new',
    busy: 0,
    problem: null,
    told: false,
    waiting: [],
    reading: new Map(),
    listed: 0,
    done: 0,
    rows: 0,
    bytes: 0,
    bytesTotal: 0,
    lost: 0,
    lastStep: 0,
  }))
  // when the first worker had loaded
  let begun = Infinity
  let later: ReturnType<typeof setTimeout> | undefined
  let engine: EngineData | null | undefined
  const engineData = (): EngineData | null => {
    if (engine === undefined) engine = readEngineData()
    return engine
  }
  const workers = new Set<ScanWorker>()
  const idle: ScanWorker[] = []
  let turn = 0
  let failure: unknown = null
  let finish: () => void = () => {}
  const finished = new Promise<void>((resolve) => (finish = resolve))
  // Everything the listener hears goes through here: in order, one at a time.
  let telling: Promise<void> = Promise.resolve()
  const tell = (what: () => void | Promise<void>): Promise<void> => {
    const before = telling
    const now = async (): Promise<void> => {
      await before
      if (failure !== null) return
      try {
        await what()
      } catch (error) {
        failure = error
        stopAll()
      }
    }
    telling = now()
    return telling
  }

  const step = (store: StoreRun, always = false): void => {
    const now = performance.now()
    if (!always && now - store.lastStep < STEP_MS) return
    store.lastStep = now
    const [reading] = store.reading.values()
    listener.step(store.id, {
      objectsTotal: store.state === 'new' || store.state === 'listing' ? null : store.listed,
      objectsDone: store.done,
      rows: store.rows,
      bytes: store.bytes,
      bytesTotal: store.state === 'new' || store.state === 'listing' ? null : store.bytesTotal,
      nowReading: reading?.name ?? null,
    })
  }

  const report = (store: StoreRun, scan: ObjectScan): Promise<void> => {
    store.done++
    if (scan.fields.some((field) => field.result.types.length > 0)) small = 0
    return tell(() => listener.object(store.id, scan))
  }
  const unread = (store: StoreRun, object: SourceObject, reason: string): Promise<void> => {
    const outcome: Outcome = { status: 'failed', reason }
    return report(store, { id: objectId(store.id, object.path), object, outcome, label: null, fields: [] })
  }
  const end = (store: StoreRun, problem: AppError | null): void => {
    if (store.state === 'ended') return
    store.state = 'ended'
    const left = store.waiting
    store.waiting = []
    for (const object of left)
      void unread(store, object, problem === null ? 'not read: the scan was stopped' : `not read: ${problem.message}`)
    store.problem ??= problem
    tellEnd(store)
  }
  const tellEnd = (store: StoreRun): void => {
    if (store.state !== 'ended' || store.told || store.busy > 0) return
    store.told = true
    step(store, true)
    void tell(() => listener.storeEnd(store.id, store.problem))
    if (stores.every((one) => one.told)) void telling.then(finish)
  }
  const endIfDone = (store: StoreRun): void => {
    if (store.state === 'listed' && store.waiting.length === 0 && store.busy === 0) end(store, null)
  }

  // Until something has been found a small object is read before the large ones, so that the first finding comes soon; only a few, since what is small may
  // hold nothing.
  let small = SMALL_FIRST
  const takeWaiting = (store: StoreRun): SourceObject | undefined => {
    if (small === 0 || store.state === 'listing') return store.waiting.shift()
    small--
    const least = store.waiting.findLastIndex((object) => (object.bytes ?? 0) > 0)
    return least < 0 ? store.waiting.shift() : store.waiting.splice(least, 1)[0]
  }

  // The next piece of work, one store after the other, so that a large one does not starve the rest.
  const nextFor = (worker: ScanWorker): boolean => {
    for (let i = 0; i < stores.length; i++) {
      const store = stores[(turn + i) % stores.length]!
      if (store.state === 'new') {
        store.state = 'listing'
        turn = store.index + 1
        store.busy++
        worker.begin({ do: 'list', store: store.index }, heard(worker, store, null))
        return true
      }
      const object = store.state === 'ended' ? undefined : takeWaiting(store)
      if (object !== undefined) {
        store.reading.set(worker, object)
        turn = store.index + 1
        store.busy++
        step(store)
        worker.begin({ do: 'read', store: store.index, object }, heard(worker, store, object))
        return true
      }
    }
    return false
  }
  const assign = (): void => {
    if (failure !== null || options.signal.aborted) return
    while (idle.length > 0) {
      const worker = idle.pop()!
      if (!nextFor(worker)) {
        idle.push(worker)
        break
      }
    }
    while (
      idle.length === 0 &&
      workers.size < options.jobs &&
      worthAnother() &&
      stores.some((store) => store.state === 'new' || store.waiting.length > 0)
    ) {
      const worker = createScanWorker(
        {
          stores: spec.stores,
          mode: spec.mode,
          only: spec.only === undefined ? null : [...spec.only],
          exclude: spec.exclude ?? [],
          engine: engineData(),
        },
        options,
      )
      workers.add(worker)
      if (!nextFor(worker)) idle.push(worker)
    }
  }

  // To start a worker costs about half a second of a processor: a few small files are read sooner by the one that is there.
  const worthAnother = (): boolean =>
    workers.size === 0 ||
    performance.now() - begun > SMALL_MS ||
    stores.some((store) => store.state === 'new' || store.waiting.length > SMALL_OBJECTS || waitingBytes(store) > SMALL_BYTES)

  const heard =
    (worker: ScanWorker, store: StoreRun, object: SourceObject | null) =>
    (message: FromWorker | { said: 'died'; why: string }): void => {
      if (begun === Infinity) {
        begun = performance.now()
        later = setTimeout(assign, SMALL_MS + 10)
      }
      switch (message.said) {
        case 'alive':
          return
        case 'listed':
          for (const entry of message.entries) {
            if ('unlisted' in entry) void tell(() => listener.unlisted(store.id, entry.unlisted))
            else listed(store, entry)
          }
          step(store)
          assign()
          return
        case 'progress':
          store.rows += message.rows
          store.bytes += message.bytes
          step(store)
          return
        case 'done':
        case 'stopped':
        case 'broken':
        case 'lost':
        case 'died':
          over(worker, store, object, message)
      }
    }

  const listed = (store: StoreRun, object: SourceObject): void => {
    store.listed++
    store.bytesTotal += object.bytes ?? 0
    store.waiting.push(object)
  }

  const over = (
    worker: ScanWorker,
    store: StoreRun,
    object: SourceObject | null,
    message: Exclude<FromWorker | { said: 'died'; why: string }, { said: 'alive' | 'listed' | 'progress' }>,
  ): void => {
    store.reading.delete(worker)
    store.busy--
    let told: Promise<void> = telling
    if (message.said === 'died') workers.delete(worker)
    const failed = (reason: string): void => {
      told =
        object === null
          ? tell(() => listener.unlisted(store.id, { name: '.', status: 'failed', reason: `the listing is not complete: ${reason}` }))
          : unread(store, object, reason)
    }
    if (message.said === 'done') {
      store.lost = 0
      if (message.scan !== null) told = report(store, message.scan)
    } else if (message.said === 'stopped') failed('the scan was stopped')
    else if (object === null && (message.said === 'broken' || message.said === 'died')) {
      // What was listed before is still read; that the rest is missing is an error of the whole store.
      const why = message.said === 'died' ? message.why : message.what
      failed(why)
      store.problem = discoverError('scan-worker', { store: store.name, why })
    } else if (message.said === 'broken') failed(`a fault of Holdfast’s own while reading it: ${message.what}`)
    else if (message.said === 'died') failed(message.why)
    else {
      const problem = receiveError(message.error)
      store.lost++
      if (object !== null) failed(problem.message)
      if (message.opening || object === null || store.lost >= LOST_LIMIT) end(store, problem)
    }
    if (object === null && store.state === 'listing') {
      store.state = 'listed'
      // The largest first: what is left at the end is small, and no worker waits long for the last one.
      store.waiting.sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0))
    }
    if (message.said === 'stopped') end(store, null)
    step(store, true)
    endIfDone(store)
    tellEnd(store)
    // A slow listener slows the reading: the worker gets its next object when this one has been taken.
    void free(worker, told)
  }

  const free = async (worker: ScanWorker, told: Promise<void>): Promise<void> => {
    await told
    if (workers.has(worker)) idle.push(worker)
    assign()
  }

  const stopAll = (): void => {
    for (const worker of workers) worker.stop()
    for (const store of stores) end(store, null)
    if (failure !== null) finish()
  }
  options.signal.addEventListener('abort', stopAll, { once: true })
  try {
    if (stores.length === 0) return
    if (options.signal.aborted) stopAll()
    else assign()
    await finished
  } finally {
    clearTimeout(later)
    options.signal.removeEventListener('abort', stopAll)
    await Promise.all([...workers].map((worker) => worker.leave()))
  }
  if (failure !== null)
    throw failure instanceof Error ? failure : discoverError('scan-worker', { store: 'the scan', why: 'its listener failed' })
}
