// How the tests of one round reach customers' stores: a few at a time, each for a bounded while, read only, and a store that did not answer
// is not waited for again by the next test. Owns no question.
import { AppError } from '../../core/errors.ts'
import { monotonicMs } from '../../core/clock.ts'
import type { StoreId } from '../../core/ids.ts'
import type { Landscape, KnownStore, StoreConnections, StoreSession } from '../../landscape/contract.ts'
import type { Excluded, Item } from './control-test.ts'

const AT_ONCE = 8
const SECONDS = 60
/** a store that was away is tried again after so long */
const FORGET_MS = 120_000

export interface StoresAsked {
  list(): Promise<readonly KnownStore[]>
  /**
   * Asks each PostgreSQL store. What cannot be asked is an item in error under the store's id; what no test exists for is not evaluated;
   * what has no logins of its own is left out, with the reason.
   */
  postgres(
    stores: readonly KnownStore[],
    question: (
      store: KnownStore,
      session: StoreSession,
    ) => Promise<{ readonly items: readonly Item[]; readonly excluded?: readonly Excluded[] }>,
  ): Promise<{ readonly items: Item[]; readonly excluded: Excluded[] }>
}

export interface StoresAskedOptions {
  readonly landscape: Pick<Landscape, 'stores'>
  readonly connections: StoreConnections
  readonly signal: AbortSignal
  readonly seconds?: number
}

export function createStoresAsked({ landscape, connections, signal, seconds = SECONDS }: StoresAskedOptions): StoresAsked {
  const away = new Map<StoreId, { readonly why: string; readonly at: number }>()

  const ask: <T>(store: KnownStore, question: (session: StoreSession) => Promise<T>) => Promise<T | { readonly failed: string }> = async (
    store,
    question,
  ) => {
    const known = away.get(store.id)
    if (known !== undefined && monotonicMs() - known.at < FORGET_MS) return { failed: known.why }
    const limit = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)])
    let session: StoreSession
    try {
      session = await connections.postgres(store.id, null, limit)
    } catch (error) {
      signal.throwIfAborted()
      const why = limit.aborted ? `it did not answer within ${seconds} s` : reasonOf(error)
      away.set(store.id, { why, at: monotonicMs() })
      return { failed: `the store cannot be asked: ${why}` }
    }
    try {
      // the catalogue's own functions, whatever the login's search_path says; and nothing is changed by asking
      await session.query(
        `set session characteristics as transaction read only; set statement_timeout = '${Math.ceil(seconds / 2)}s'; set search_path = pg_catalog`,
      )
      return await question(session)
    } catch (error) {
      signal.throwIfAborted()
      return { failed: `the store refused the question: ${limit.aborted ? `no answer within ${seconds} s` : reasonOf(error)}` }
    } finally {
      await session.close()
    }
  }

  return {
    list: async () => await landscape.stores.list(),
    async postgres(stores, question) {
      const items: Item[] = []
      const excluded: Excluded[] = []
      const waiting: KnownStore[] = []
      for (const store of stores) {
        if (store.kind === 'postgres') waiting.push(store)
        else if (store.kind === 'mysql')
          items.push({ id: store.id, state: 'not-evaluated', why: ['there is no test for this kind of store yet'] })
        else excluded.push({ id: store.id, reason: `a ${store.kind} has no logins and grants of its own` })
      }
      const next = async (): Promise<void> => {
        for (let store = waiting.shift(); store !== undefined; store = waiting.shift()) {
          const answer = await ask(store, (session) => question(store, session))
          if ('failed' in answer) items.push({ id: store.id, state: 'error', why: [answer.failed] })
          else {
            for (const item of answer.items) items.push(item)
            for (const entry of answer.excluded ?? []) excluded.push(entry)
          }
        }
      }
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, next))
      return { items, excluded }
    },
  }
}

/** Our own words or a SQLSTATE; a driver's text may hold values. */
export function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.message
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'for a reason of its own'
}

export function targetOf(stores: readonly KnownStore[]): string {
  if (stores.length === 0) return 'no store'
  const names = stores.slice(0, 5).map((store) => store.name)
  return stores.length <= 5 ? names.join(', ') : `${names.join(', ')} and ${stores.length - 5} more stores`
}
