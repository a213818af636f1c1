// Has compaction done by a thread of its own. Owns that thread's life: started when there is something to do, kept while the store is open; when it
// ends by itself the run fails, and the next one starts another. A death in it leaves what a death of the process leaves: files nobody names.
import { Worker } from 'node:worker_threads'
import { AppError, type ErrorDetails } from '../../core/errors.ts'
import { sibling } from '../../core/sibling.ts'
import type { Gate } from './gate.ts'
import { listSegments, listWriters } from './read-segments.ts'
import type { PackedNumbers } from './resolve-refs.ts'

export type ToCompactor =
  | { readonly say: 'compact'; readonly closedOnly: boolean }
  | { readonly say: 'named'; readonly numbers: Uint32Array | null }
  | { readonly say: 'entered' }

export type FromCompactor =
  | { readonly say: 'name'; readonly refs: Uint8Array }
  | { readonly say: 'enter' }
  | { readonly say: 'leave' }
  | {
      readonly say: 'done'
      readonly fault: {
        readonly code: string
        readonly status: number
        readonly message: string
        readonly help: string
        readonly details: ErrorDetails
      } | null
    }

export interface Compactor {
  /** One run at a time. `closedOnly`: leaves each writer's last segment, which it may be writing. */
  run(closedOnly: boolean): Promise<void>
  /** segments that could be compacted now */
  waiting(): Promise<number>
  close(): Promise<void>
}

export interface CompactorOptions {
  readonly folder: string
  readonly gate: Gate
  readonly numbers: PackedNumbers
}

export function createCompactor({ folder, gate, numbers }: CompactorOptions): Compactor {
  let worker: Worker | null = null

  const start = (): Worker => {
    const started = new Worker(sibling('./compact-worker.ts', import.meta.url), {
      workerData: { folder },
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
      execArgv: [],
      env: {},
    })
    started.unref()
    started.on('error', () => {}) // its end while nothing runs is no news: the next run starts another
    started.once('exit', () => {
      if (worker === started) worker = null
    })
    return started
  }

  const runIn = async (there: Worker, closedOnly: boolean): Promise<void> => {
    let leave: (() => void) | null = null
    let refused: unknown = null
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
    const tell = (one: ToCompactor): void => there.postMessage(one)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const name = async (refs: Uint8Array): Promise<void> => {
      try {
        tell({ say: 'named', numbers: await numbers(refs) })
      } catch (error) {
        refused = error
        tell({ say: 'named', numbers: null })
      }
    }
    const hear = (one: FromCompactor): void => {
      if (one.say === 'name') void name(one.refs)
      else if (one.say === 'enter') {
        void gate.exclusive(
          () =>
            new Promise<void>((left) => {
              leave = left
              tell({ say: 'entered' })
            }),
        )
      } else if (one.say === 'leave') leave?.()
      else if (one.fault === null) resolve()
      else {
        const { code, status, message, help, details } = one.fault
        reject(refused ?? (code === '' ? new Error(message) : new AppError(code, { status, message, help }, details)))
      }
    }
    const fail = (error: Error): void => reject(error)
    const gone = (): void => reject(new Error('the thread of compaction ended'))
    there.on('message', hear)
    there.once('error', fail)
    there.once('exit', gone)
    there.ref()
    tell({ say: 'compact', closedOnly })
    try {
      await promise
    } catch (error) {
      if (!(error instanceof AppError)) {
        worker = null
        await there.terminate()
      }
      throw error
    } finally {
      // Whatever it held is free again.
      ;(leave as (() => void) | null)?.()
      there.off('message', hear)
      there.off('error', fail)
      there.off('exit', gone)
      there.unref()
    }
  }

  return {
    async run(closedOnly) {
      if (closedOnly && (await closedSegments(folder)) === 0) return
      await runIn((worker ??= start()), closedOnly)
    },
    waiting: () => closedSegments(folder),
    async close() {
      await worker?.terminate()
      worker = null
    },
  }
}

/** What is compacted is removed: a segment that another follows has something in it. */
async function closedSegments(folder: string): Promise<number> {
  let count = 0
  for (const name of await listWriters(folder)) count += Math.max(0, (await listSegments(folder, name)).length - 1)
  return count
}
