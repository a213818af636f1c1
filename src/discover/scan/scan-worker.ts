// A worker thread of a scan: opens stores, lists and reads one object at a time as told. The only thread that meets hostile data; it may
// be ended at any moment. Its owner is run-scan.ts.
import { parentPort } from 'node:worker_threads'
import { AppError } from '../../core/errors.ts'
import { createEngine } from '../engine/create-engine.ts'
import { openSource } from '../source/open-source.ts'
import type { Source } from '../source/source.ts'
import { scanObject } from './scan-object.ts'
import { sendError, type FromWorker, type ToWorker, type WorkerStart } from './worker-messages.ts'

const LIST_BATCH = 500
const STEP_MS = 100
const ALIVE_MS = 1000

const port = parentPort
if (port === null) throw new TypeError('scan-worker runs as a worker only')
const say = (message: FromWorker): void => port.postMessage(message)
// A worker may be started before anybody knows what is to be read: it loads, and waits for that.
port.once('message', (message: ToWorker) => {
  if (message.do === 'start') serve(message.start)
})

function serve(start: WorkerStart): void {
  const only = start.only === null ? {} : { only: new Set(start.only) }
  const engine = createEngine(start.engine)
  const sources = new Map<number, Source>()
  const stop = new AbortController()

  // A loop that is stuck in one file sends none of these: the owner ends this worker and goes on in another.
  setInterval(() => say({ said: 'alive' }), ALIVE_MS).unref()
  say({ said: 'alive' })

  async function sourceOf(store: number): Promise<Source> {
    const known = sources.get(store)
    if (known !== undefined) return known
    const source = await openSource(start.stores[store]!, { signal: stop.signal, exclude: start.exclude })
    sources.set(store, source)
    return source
  }

  async function drop(store: number): Promise<void> {
    const source = sources.get(store)
    sources.delete(store)
    await source?.close().catch(() => {})
  }

  async function list(store: number): Promise<void> {
    const source = await sourceOf(store)
    let batch: Extract<FromWorker, { said: 'listed' }>['entries'][number][] = []
    let last = performance.now()
    for await (const entry of source.objects(stop.signal)) {
      batch.push(entry)
      if (batch.length >= LIST_BATCH || performance.now() - last > STEP_MS) {
        say({ said: 'listed', entries: batch })
        batch = []
        last = performance.now()
      }
    }
    if (batch.length > 0) say({ said: 'listed', entries: batch })
    say({ said: 'done', scan: null })
  }

  async function read(message: Extract<ToWorker, { do: 'read' }>): Promise<void> {
    const source = await sourceOf(message.store)
    let rows = 0
    let bytes = 0
    let last = performance.now()
    const progress = (moreRows: number, chars: number): void => {
      rows += moreRows
      bytes += chars
      if (performance.now() - last < STEP_MS) return
      say({ said: 'progress', rows, bytes })
      rows = bytes = 0
      last = performance.now()
    }
    const scan = await scanObject(source, engine, message.object, { mode: start.mode, signal: stop.signal, ...only, progress })
    say({ said: 'progress', rows, bytes })
    say({ said: 'done', scan })
  }

  async function perform(message: Extract<ToWorker, { store: number }>): Promise<void> {
    const opening = !sources.has(message.store)
    try {
      await (message.do === 'list' ? list(message.store) : read(message))
    } catch (thrown) {
      if (stop.signal.aborted) say({ said: 'stopped' })
      else if (thrown instanceof AppError) {
        const neverOpened = opening && !sources.has(message.store)
        await drop(message.store)
        say({ said: 'lost', opening: neverOpened, error: sendError(thrown) })
      } else say({ said: 'broken', what: kindOf(thrown) })
    }
  }

  async function leave(): Promise<void> {
    for (const store of sources.keys()) await drop(store)
    port!.close()
  }

  let turn: Promise<void> = Promise.resolve()
  port!.on('message', (message: ToWorker) => {
    if (message.do === 'stop') stop.abort()
    else if (message.do === 'leave') turn = turn.then(leave)
    else if (message.do !== 'start') turn = turn.then(() => perform(message))
  })
}

// Only the kind of a foreign error: its message may hold a value.
function kindOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown
  const code = (thrown as { code?: unknown }).code
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? `${thrown.name} ${code}` : thrown.name
}
