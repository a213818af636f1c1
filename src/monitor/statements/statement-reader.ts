// Has statements read by a worker of its own. Owns the worker's life: a text that is too long is not tried, one at which the parser dies or
// hangs is not understood, the others go on in a new worker. Nothing that is asked is ever left without an answer.
import { Worker } from 'node:worker_threads'
import { sibling } from '../../core/sibling.ts'
import type { StatementCatalogue } from './statement-catalogue.ts'
import type { SearchPath } from './search-path.ts'
import type { StatementAccess } from './touch.ts'

export interface ReadItem {
  readonly text: string
  /** of the log line: values of the parameters, or the prepared statement */
  readonly detail: string | null
  readonly login: string | null
  /** other ways to read the line: the name of a prepared statement may hold what ends it */
  readonly also?: readonly string[]
  readonly session?: string
  /** of the session, from before */
  readonly path?: SearchPath
}

export interface ReadResult {
  readonly understood: boolean
  readonly accesses: readonly StatementAccess[]
  /** it may have read more than the statement shows */
  readonly unseen: boolean
  /** the session looks up names otherwise from here on */
  readonly path?: SearchPath
}

export interface StatementReader {
  read(items: readonly ReadItem[]): Promise<readonly ReadResult[]>
  /** workers that ended at a text */
  readonly lost: number
  close(): Promise<void>
}

export const LONGEST_STATEMENT = 256 * 1024
const PATIENCE_MS = 10_000
const NOT_UNDERSTOOD: ReadResult = { understood: false, accesses: [], unseen: true }

export function createStatementReader(catalogue: StatementCatalogue, patience = PATIENCE_MS): StatementReader {
  const progress = new Int32Array(new SharedArrayBuffer(8))
  let worker: Worker | null = null
  let batch = 0
  let lost = 0
  let last: Promise<unknown> = Promise.resolve()

  const start = async (): Promise<Worker> => {
    const started = new Worker(sibling('./statement-worker.ts', import.meta.url), {
      workerData: { catalogue, progress },
      resourceLimits: { maxOldGenerationSizeMb: 512, stackSizeMb: 8 },
      stdout: true,
      stderr: true,
    })
    started.unref()
    await new Promise<void>((resolve, reject) => {
      started.once('message', () => resolve())
      started.once('error', reject)
      started.once('exit', () => reject(new Error('the worker of statements ended')))
    })
    quiet(started)
    return started
  }

  /** The results, or null when the worker is lost. */
  const ask = async (asked: Worker, items: readonly ReadItem[]): Promise<readonly ReadResult[] | null> => {
    const number = ++batch
    Atomics.store(progress, 0, 0)
    Atomics.store(progress, 1, 0)
    return await new Promise((resolve) => {
      let done = -1
      const watch = setInterval(() => {
        const now = Atomics.load(progress, 1)
        if (now === done) finish(null)
        done = now
      }, patience)
      const finish = (results: readonly ReadResult[] | null): void => {
        clearInterval(watch)
        quiet(asked)
        resolve(results)
      }
      asked.on('message', (answer: { batch: number; results: readonly ReadResult[] }) => {
        if (answer.batch === number) finish(answer.results)
      })
      asked.on('error', () => finish(null))
      asked.on('exit', () => finish(null))
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
      asked.postMessage({ batch: number, items })
    })
  }

  const readAll = async (items: readonly ReadItem[]): Promise<readonly ReadResult[]> => {
    const results: ReadResult[] = Array.from({ length: items.length }, () => NOT_UNDERSTOOD)
    const todo = items.flatMap((item, at) =>
      item.text.length + (item.detail?.length ?? 0) <= LONGEST_STATEMENT && item.text.trim() !== '' ? [at] : [],
    )
    while (todo.length > 0) {
      worker ??= await start()
      const answer = await ask(
        worker,
        todo.map((at) => items[at]!),
      )
      if (answer !== null) {
        for (const [index, at] of todo.entries()) results[at] = answer[index] ?? NOT_UNDERSTOOD
        break
      }
      // The text at which it ended is not understood; those before it are read once more.
      lost++
      const culprit = Math.min(Atomics.load(progress, 0), todo.length - 1)
      await worker.terminate()
      worker = null
      const before = todo.splice(0, culprit)
      todo.shift()
      if (before.length > 0) {
        const again = await readAll(before.map((at) => items[at]!))
        for (const [index, at] of before.entries()) results[at] = again[index]!
      }
    }
    return results
  }

  return {
    get lost() {
      return lost
    },
    read(items) {
      const next = last.then(() => readAll(items))
      last = next.catch(() => {})
      return next
    },
    async close() {
      await last
      await worker?.terminate()
      worker = null
    },
  }
}

/** Its end while nobody asks is no news: the next question finds out. (All listeners at once would also take the port's own.) */
function quiet(worker: Worker): void {
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event)
  worker.on('error', () => {})
}
