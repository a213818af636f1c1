// Which `open` records were ended by a `close`. Owns the rule: within a writer, session, store and object, the next `close` ends the last
// `open`; a second `open` before it means that the first never ended. What never ended is bounded by what its `open` said.
import type { BatchRecord } from './access-batch.ts'
import type { OpenRecord } from './manifest.ts'

export interface OpenStatements {
  /** In the order of the writer. True: the record counts now; false: it is an `open`, which counts only if it never ends. */
  see(writer: string, record: BatchRecord): boolean
  /** still open, and those that never ended */
  open(): readonly OpenRecord[]
  unfinished(): readonly OpenRecord[]
}

export function createOpenStatements(open: readonly OpenRecord[], unfinished: readonly OpenRecord[]): OpenStatements {
  const running = new Map<string, OpenRecord>()
  const never = [...unfinished]
  const keyOf = (writer: string, { session, store, object }: OpenRecord['context']): string => `${writer}\n${session}\n${store}\n${object}`
  for (const one of open) running.set(keyOf(one.writer, one.context), one)
  return {
    see(writer, record) {
      const { context } = record
      if (context.phase === 'single') return true
      const key = keyOf(writer, context)
      if (context.phase === 'close') {
        running.delete(key)
        return true
      }
      const before = running.get(key)
      if (before !== undefined) never.push(before)
      const { seq, time, lower, upper, basis } = record
      running.set(key, { writer, seq, time, lower, upper, basis, context })
      return false
    },
    open: () => [...running.values()],
    unfinished: () => never,
  }
}
