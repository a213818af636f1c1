// Asks the parser's thread about a statement's text, within limits: length, time, and a new thread when one broke. Null means that nobody
// knows what the statement touches, and is handled as everything. Owns the thread and a memory of recent texts.
import { Worker } from 'node:worker_threads'
import { sibling } from '../../core/sibling.ts'
import type { SqlQuestion, SqlReply } from './sql-worker.ts'
import type { StatementFacts } from './statement-facts.ts'

const LONGEST = 64 << 10
const SHORT = 4 << 10
const PATIENCE_MS = 3000
const REMEMBERED = 2000
/** the longest run of operators and parentheses that goes to the parser: what is behind known ways to break it */
const DEEPEST = 400

export interface SqlReader {
  read(text: string): Promise<readonly StatementFacts[] | null>
  close(): Promise<void>
}

interface Asked {
  readonly answer: (facts: readonly StatementFacts[] | null) => void
}

export function createSqlReader(): SqlReader {
  const known = new Map<string, readonly StatementFacts[] | null>()
  const asked = new Map<number, Asked>()
  let worker: Worker | null = null
  let next = 1
  let closed = false
  let watch: NodeJS.Timeout | null = null

  const giveUp = (old: Worker | null): void => {
    if (old !== null && worker === old) worker = null
    if (watch !== null) clearTimeout(watch)
    watch = null
    for (const one of asked.values()) one.answer(null)
    asked.clear()
    if (old !== null) void old.terminate()
  }
  const alive = (): Worker => {
    if (worker !== null) return worker
    const made = new Worker(sibling('./sql-worker.ts', import.meta.url), {
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 128, stackSizeMb: 4 },
    })
    made.unref()
    made.on('message', (reply: SqlReply | 'ready') => {
      if (reply === 'ready' || worker !== made) return
      const one = asked.get(reply.id)
      asked.delete(reply.id)
      one?.answer(reply.facts)
      if (reply.broken) giveUp(made)
      else rearm(made)
    })
    made.on('error', () => giveUp(made))
    made.on('exit', () => giveUp(made))
    worker = made
    return made
  }
  // A thread that is asked and says nothing for a while is replaced, and what it was asked stays unknown.
  const rearm = (on: Worker): void => {
    if (watch !== null) clearTimeout(watch)
    watch = asked.size === 0 ? null : setTimeout(() => giveUp(on), PATIENCE_MS)
  }
  alive()
  return {
    async read(text) {
      if (closed || text.length > LONGEST || tooDeep(text)) return null
      const before = known.get(text)
      if (before !== undefined) return before
      const thread = alive()
      const facts = await new Promise<readonly StatementFacts[] | null>((answer) => {
        const id = next++
        asked.set(id, { answer })
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port, not a window's: it has no origin
        thread.postMessage({ id, text } satisfies SqlQuestion)
        if (asked.size === 1) rearm(thread)
      })
      if (facts !== null && text.length <= SHORT) {
        if (known.size >= REMEMBERED) known.delete(known.keys().next().value!)
        known.set(text, facts)
      }
      return facts
    },
    async close() {
      closed = true
      const old = worker
      giveUp(old)
      await old?.terminate()
    },
  }
}

function tooDeep(text: string): boolean {
  let operators = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    // ( + - | : [ and the words NOT and OR come in such chains; counting these six is enough to stay far below what breaks it
    if (code === 40 || code === 43 || code === 45 || code === 124 || code === 91) operators++
  }
  return operators > DEEPEST
}
