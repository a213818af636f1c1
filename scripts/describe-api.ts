// Describes the API without a database: puts the program together as app.ts does, over a store that knows the tables and reaches none. Owns
// that stand-in for the generator only; nothing of it runs a query.
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { assemble } from '../src/assemble.ts'
import { fixedClock } from '../src/core/clock.ts'
import { readConfig } from '../src/core/config.ts'
import { createHttpServer, type HttpServer } from '../src/platform/http/http-server.ts'
import { createKeyRing } from '../src/platform/keys/key-ring.ts'
import { createEventStore } from '../src/platform/events/create-event-store.ts'
import { createLedger } from '../src/platform/ledger/create-ledger.ts'
import { createLog } from '../src/platform/log/log.ts'
import type { Platform } from '../src/platform/platform.ts'
import type { Tables } from '../src/platform/store/tables.ts'

export interface ApiDescription {
  readonly openapi: Readonly<Record<string, unknown>>
  readonly routes: HttpServer['entries']
}

export async function describeApi(version: string): Promise<ApiDescription> {
  const clock = fixedClock('2026-01-01T00:00:00.000Z')
  const log = createLog({ level: 'error', json: true, now: () => clock.now() })
  const keys = createKeyRing(Buffer.alloc(32))
  const db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (any) => new PostgresIntrospector(any),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
  const nothing = async (): Promise<never> => {
    throw new TypeError('the API is only described here')
  }
  const store: Platform['store'] = { kind: 'embedded', db, transaction: nothing, connection: {}, close: async () => {} }
  const queue: Platform['queue'] = { send: nothing, work: nothing, stop: async () => {} }
  const config = readConfig({}, {})
  const ledger = createLedger({ store, keys, clock, log })
  const platform: Platform = {
    clock,
    config,
    events: createEventStore({ folder: '/', store, clock, log, numbersOf: async () => new Map() }),
    keys,
    ledger,
    log,
    queue,
    store,
  }
  const { auth, routes } = assemble(platform, ledger, { version, folder: '/', keyFile: '/', secure: false, origin: () => '' })
  const server = await createHttpServer({ config, log, version, identify: auth.identify, routes, console: null })
  try {
    return { openapi: server.app.swagger() as unknown as Record<string, unknown>, routes: server.entries }
  } finally {
    await server.close()
    await db.destroy()
  }
}
