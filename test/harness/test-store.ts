// A real store for a test file: a database of its own, made from a migrated template on the test run's PostgreSQL (test-server.ts). Call
// testStore() in the file, `after(() => fixture.close())` at its end. The environment's names are documented in test-server.ts.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'
import { systemClock } from '../../src/core/clock.ts'
import { createKeyRing } from '../../src/platform/keys/key-ring.ts'
import type { Keys } from '../../src/platform/keys/keys.ts'
import { createLog, type Log } from '../../src/platform/log/log.ts'
import { readDatabaseUrl } from '../../src/platform/store/database-url.ts'
import { migrate, readMigrations } from '../../src/platform/store/migrate.ts'
import { createPostgresStore } from '../../src/platform/store/postgres-store.ts'
import type { Store } from '../../src/platform/store/store.ts'
import { startTestServer, TEST_POSTGRES } from './test-server.ts'

export { startTestServer, type TestServer } from './test-server.ts'

export interface TestStore {
  readonly store: Store
  readonly keys: Keys
  readonly log: Log
  readonly installId: string
  /** the test's database, as DATABASE_URL takes it */
  readonly url: string
  close(): Promise<void>
}

let server: Promise<string> | undefined

/** URL of the run's server, database `postgres`; starts one for this file when the runner did not. */
export async function testServerUrl(): Promise<string> {
  server ??= (async () => process.env[TEST_POSTGRES] ?? (await startTestServer()).url)()
  return await server
}

export async function testStore(): Promise<TestStore> {
  const database = await emptyDatabase(await migratedTemplate())
  const log = createLog({ level: 'warn', json: false, now: () => new Date() })
  const kind = process.env['STORE'] === 'postgres' ? 'url' : 'embedded'
  const store = createPostgresStore({ kind, connection: readDatabaseUrl(database.url), log, max: 8 })
  return {
    store,
    keys: createKeyRing(randomBytes(32)),
    log,
    installId: randomUUID(),
    url: database.url,
    async close() {
      await store.close()
      await database.drop()
    },
  }
}

export interface TestDatabase {
  readonly url: string
  readonly name: string
  readonly drop: () => Promise<void>
}

/** A database with nothing in it, or what the template holds. */
export async function emptyDatabase(template = 'template0'): Promise<TestDatabase> {
  const base = await testServerUrl()
  const name = `t_${randomUUID().replaceAll('-', '')}`
  await administer(base, (client) => client.query(`create database ${name} template ${template}`))
  const url = new URL(base)
  url.pathname = `/${name}`
  return {
    url: url.href,
    name,
    drop: async () => {
      await administer(base, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}

async function migratedTemplate(): Promise<string> {
  const base = await testServerUrl()
  const migrations = readMigrations()
  const sum = createHash('sha256')
    .update(migrations.map((migration) => migration.sha256).join())
    .digest('hex')
  const name = `holdfast_${sum.slice(0, 12)}`
  await administer(base, async (client) => {
    await client.query('select pg_advisory_lock(7420)') // test files run side by side; one of them makes it
    const found = await client.query('select 1 from pg_database where datname = $1', [name])
    if (found.rowCount !== 0) return
    await client.query(`drop database if exists ${name}_new with (force)`)
    await client.query(`create database ${name}_new template template0`)
    const url = new URL(base)
    url.pathname = `/${name}_new`
    const inside = new pg.Client(readDatabaseUrl(url.href))
    await inside.connect()
    try {
      await migrate(inside, migrations, systemClock)
    } finally {
      await inside.end()
    }
    await client.query(`alter database ${name}_new rename to ${name}`)
  })
  return name
}

async function administer(base: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(readDatabaseUrl(base))
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
