// One worker thread as its owner sees it: gives it one task at a time, notices when it dies or stands still, ends it. Knows nothing of
// what the task means.
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { sibling } from '../../core/sibling.ts'
import type { RunOptions } from './scan-store.ts'
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.ts'

const STOP_GRACE_MS = 2000
const LEAVE_GRACE_MS = 2000
const LOAD_MS = 60_000
const MEMORY_MB = 768

export type Heard = (message: FromWorker | { readonly said: 'died'; readonly why: string }) => void

export interface ScanWorker {
  begin(task: Extract<ToWorker, { store: number }>, heard: Heard): void
  /** Ends the present task soon: `heard` gets `stopped`, or `died` when it did not obey. */
  stop(): void
  leave(): Promise<void>
}

// The build makes one file of all that a worker loads; else it is loaded file by file.
const BUNDLE = new URL('./scan-worker.bundle.cjs', import.meta.url)
const WORKER = existsSync(BUNDLE) ? new URL('./load-worker.cjs', import.meta.url) : sibling('./scan-worker.ts', import.meta.url)

let spare: Worker | undefined

/** Starts a thread that is wanted soon: it loads while the rest of the program does. Keeps nothing alive; the first scan takes it. */
export function warmWorker(): void {
  spare ??= startThread(MEMORY_MB)
  spare.unref()
}

function takeThread(memoryMb: number): Worker {
  const warm = spare
  if (warm === undefined || memoryMb !== MEMORY_MB) return startThread(memoryMb)
  spare = undefined
  // one that has ended has no number any more
  if (warm.threadId < 0) return startThread(memoryMb)
  warm.ref()
  return warm
}

function startThread(memoryMb: number): Worker {
  const worker = new Worker(WORKER, {
    // nothing of our environment: it may hold the password of our own database
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
    stdout: false,
    stderr: false,
  })
  // Nobody may be listening yet: whoever takes it hears that it has ended.
  worker.on('error', () => {})
  return worker
}

export function createScanWorker(start: WorkerStart, options: Pick<RunOptions, 'memoryMb' | 'stuckMs'>): ScanWorker {
  const memoryMb = options.memoryMb ?? MEMORY_MB
  const stuckMs = options.stuckMs ?? 60_000
  const worker = takeThread(memoryMb)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port, not a window's: it has no origin
  const say = (message: ToWorker): void => worker.postMessage(message)
  say({ do: 'start', start })
  let heard: Heard | null = null
  let dead = false
  let lastAlive = performance.now()
  let spoke = false
  let ending: string | null = null

  const die = (why: string): void => {
    dead = true
    const told = heard
    heard = null
    told?.({ said: 'died', why })
  }
  const tooMuch = `reading it needed more than ${memoryMb} MiB of memory`
  // Buffers lie outside the heap that the limits above bound: what a small file unpacks to could fill the machine.
  const weigh = async (): Promise<void> => {
    const { external_memory: bytes } = await worker.getHeapStatistics()
    if (heard === null || ending !== null || bytes <= memoryMb * 2 ** 20) return
    ending = tooMuch
    void worker.terminate()
  }
  const watch = setInterval(
    () => {
      // a worker that is just ending has no statistics
      if (heard !== null && ending === null) weigh().catch(() => {})
      // the first word comes when it has loaded
      if (heard === null || ending !== null || performance.now() - lastAlive < (spoke ? stuckMs : Math.max(stuckMs, LOAD_MS))) return
      ending = `reading it stood still for ${Math.round(stuckMs / 1000)} s and was ended`
      void worker.terminate()
    },
    Math.min(1000, stuckMs),
  )
  watch.unref()

  worker.on('message', (message: FromWorker) => {
    lastAlive = performance.now()
    spoke = true
    if (message.said === 'alive') return
    const told = heard
    if (message.said !== 'listed' && message.said !== 'progress') heard = null
    told?.(message)
  })
  worker.on('error', (error: Error & { code?: string }) => {
    ending ??= error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch : `the worker that read it failed: ${error.name}`
  })
  worker.on('exit', () => {
    clearInterval(watch)
    die(ending ?? 'the worker that read it ended')
  })

  return {
    begin(task, listener) {
      if (dead) {
        queueMicrotask(() => listener({ said: 'died', why: ending ?? 'the worker ended before it began' }))
        return
      }
      heard = listener
      lastAlive = performance.now()
      say(task)
    },
    stop() {
      if (dead) return
      say({ do: 'stop' })
      setTimeout(() => {
        if (heard === null) return
        ending = 'the scan was stopped'
        void worker.terminate()
      }, STOP_GRACE_MS).unref()
    },
    async leave() {
      if (dead) return
      const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
      say({ do: 'leave' })
      const timer = setTimeout(() => void worker.terminate(), LEAVE_GRACE_MS)
      await gone
      clearTimeout(timer)
    },
  }
}
