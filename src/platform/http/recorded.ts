// Notes which kinds of ledger leaves were appended while a request is handled, so that the server can withhold the answer of an action
// that left none. Owns that memory only; it appends nothing itself.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Ledger } from '../ledger/ledger.ts'

const kinds = new AsyncLocalStorage<Set<string>>()

/** The ledger that the rest of the program gets. */
export function recordedLedger(ledger: Ledger): Ledger {
  return {
    ...ledger,
    append: async (tx, entry) => {
      const seq = await ledger.append(tx, entry)
      kinds.getStore()?.add(entry.kind)
      return seq
    },
  }
}

/** Runs `work` with `noted` as the memory of its request. */
export function withNotes(noted: Set<string>, work: () => void): void {
  kinds.run(noted, work)
}
