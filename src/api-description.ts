// The API described without a server: for the reference page and for whoever generates a client. Owns nothing; makes the same objects as the
// program over a database that is never asked.
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { assemble } from './app.ts'
import { systemClock } from './core/clock.ts'
import { readConfig } from './core/config.ts'
import { createHttpServer } from './platform/http/http-server.ts'
import { createKeyRing } from './platform/keys/key-ring.ts'
import { createLedger } from './platform/ledger/create-ledger.ts'
import { createLog } from './platform/log/log.ts'
import type { Platform } from './platform/platform.ts'
import type { Store } from './platform/store/store.ts'
import type { Tables } from './platform/store/tables.ts'

/** OpenAPI 3.1; the same for the same source. */
export async function describeWholeApi(version: string): Promise<Record<string, unknown>> {
  const config = readConfig({}, {})
  const log = createLog({ level: 'error', json: true, now: () => systemClock.now() })
  const unasked = (): never => {
    throw new TypeError('the description of the API asks no database')
  }
  const store: Store = {
    kind: 'embedded',
    db: new Kysely<Tables>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    }),
    transaction: unasked,
    connection: {},
    close: async () => {},
  }
  const keys = createKeyRing(Buffer.alloc(32))
  const ledger = createLedger({ store, keys, clock: systemClock, log })
  const queue = { send: unasked, work: unasked, stop: unasked }
  const platform: Platform = { clock: systemClock, config, keys, ledger, log, queue, store }
  const { routes, auth } = assemble(platform, ledger, { version, folder: '/', keyFile: '/', secure: false, origin: unasked })
  const { app } = await createHttpServer({ config, log, version, identify: auth.identify, routes, console: null })
  try {
    return app.swagger() as unknown as Record<string, unknown>
  } finally {
    await app.close()
  }
}
