// The Store over a pool of connections, the same for the embedded server and for DATABASE_URL. Owns the guard against using the pool inside
// a transaction, the deadline for a connection, the retries, and turning a lost connection into an error of ours. Starts no server.
import { AsyncLocalStorage } from 'node:async_hooks'
import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import type { Log } from '../log/log.ts'
import { storeError } from './errors.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

export interface PostgresStoreOptions {
  readonly kind: Store['kind']
  readonly connection: Readonly<Record<string, unknown>>
  readonly log: Log
  /** connections at most; default 20 */
  readonly max?: number
  /** how long a caller waits for a connection, also while the server restarts; default 15 s */
  readonly acquireMs?: number
  /** resolves when the server answers; the embedded server's watcher */
  readonly ready?: (ms: number) => Promise<void>
  /** where a full disk is full, for the message */
  readonly diskProblem?: () => Error
  readonly closed?: () => Promise<void>
}

const RETRIES = 3
const CLOSE_MS = 10_000
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'

export function createPostgresStore(options: PostgresStoreOptions): Store {
  const acquireMs = options.acquireMs ?? 15_000
  const connection = { ...options.connection, application_name: 'holdfast' }
  const pool = new pg.Pool({
    ...connection,
    max: options.max ?? 20,
    connectionTimeoutMillis: acquireMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // An unused pool keeps no program alive; commands that end need not remember to close.
    allowExitOnIdle: true,
  })
  // An idle connection that the server ended; the pool drops it by itself.
  pool.on('error', (error) => options.log.debug('store.connection-lost', { code: codeOf(error) }))

  const inside = new AsyncLocalStorage<{ open: boolean }>()
  const guard = (what: string): void => {
    if (inside.getStore()?.open === true) throw storeError('inside-transaction', { what })
  }
  let closing = false

  const problem = (error: unknown): unknown => {
    if (codeOf(error) === '53100')
      return options.diskProblem?.() ?? storeError('disk-full', { folder: 'the database server', free: '0 MB' }, error)
    return isLost(error) ? storeError('unavailable', { why: 'the connection was lost' }, error) : error
  }

  const connect = async (): Promise<PostgresPoolClient> => {
    guard('the store')
    if (closing) throw storeError('not-open')
    const end = performance.now() + acquireMs
    for (;;) {
      await options.ready?.(Math.max(1, end - performance.now()))
      try {
        const client = await pool.connect()
        return wrap(client, problem)
      } catch (error) {
        if (closing) throw storeError('not-open')
        if (/timeout exceeded|timeout expired/i.test((error as Error).message))
          throw storeError('busy', { seconds: acquireMs / 1000 }, error)
        if (!isLost(error)) throw error
        if (performance.now() + 100 > end) throw problem(error)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
  }

  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: { connect, end: () => pool.end(), options: {} } }) })

  return {
    kind: options.kind,
    db,
    connection,
    async transaction(work) {
      guard('another transaction')
      for (let attempt = 0; ; attempt++) {
        const scope = { open: true }
        let begun = false
        try {
          return await db.transaction().execute((tx) => {
            begun = true
            return inside.run(scope, () => work(tx))
          })
        } catch (error) {
          const code = codeOf(error)
          // A pooled connection may have died unseen with its server: until `begin` was answered nothing has been done, so it is tried again.
          const repeatable = code === SERIALIZATION_FAILURE || code === DEADLOCK || (!begun && code === 'store/unavailable')
          if (attempt >= RETRIES || !repeatable) throw error
          options.log.debug('store.retry', { code, attempt })
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt))
        } finally {
          scope.open = false
        }
      }
    },
    async close() {
      if (closing) return
      closing = true
      // Calls that run may end; one that does not is ended by the server's stop, or by the end of the process.
      const late = new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())
      await Promise.race([pool.end(), late])
      await options.closed?.()
    },
  }
}

/** The pool's client, with errors of a lost connection and of a full disk made ours. A lost one is not given back to the pool. */
function wrap(client: pg.PoolClient, problem: (error: unknown) => unknown): PostgresPoolClient {
  let broken = false
  const onError = (): void => {
    broken = true
  }
  client.on('error', onError)
  const query = async (...args: unknown[]): Promise<unknown> => {
    try {
      return await (client.query as (...args: unknown[]) => Promise<unknown>)(...args)
    } catch (error) {
      if (isLost(error)) broken = true
      throw problem(error)
    }
  }
  return {
    query: ((...args: unknown[]) => {
      // A cursor is handed back at once and reports its errors itself.
      const [first] = args
      if (typeof first === 'object' && first !== null && 'submit' in first)
        return (client.query as (...args: unknown[]) => unknown)(...args)
      return query(...args)
    }) as PostgresPoolClient['query'],
    release: () => {
      client.off('error', onError)
      client.release(broken)
    },
  } as PostgresPoolClient
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}

/** The server went away or is not there yet; what was acknowledged is safe, the call may be repeated. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error)
  if (/^(08...|57P0[1-3])$/.test(code)) return true
  if (['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code)) return true
  const message = error instanceof Error ? error.message : ''
  return code === '' && /^(Connection terminated|Client has encountered a connection error|Client was closed)/.test(message)
}
