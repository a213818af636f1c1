// Where the sample shop's rows are: a server of the drill's own, or an empty database of the user's. Owns starting, filling and taking away again.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { parse } from 'pg-connection-string'
import type { Company } from '../sample/company/company.ts'
import { emptyDatabase, fillDatabase, lookBefore, refuseFull } from '../sample/database/fill-database.ts'
import { startSampleServer } from '../sample/database/sample-server.ts'
import { DATABASE } from '../sample/database/schema.ts'
import { sampleError } from '../sample/errors.ts'
import { drillError } from './errors.ts'
import type { ShopDatabase } from './story.ts'

const CONNECT_MS = 10_000

export async function ownShopDatabase(folder: string, home: string | null, company: Company, end: Date): Promise<ShopDatabase> {
  const server = await startSampleServer(folder, home)
  try {
    const { host, port, admin } = server
    const first = await connect({ host, port, database: 'postgres', ...admin })
    await first.query(`set log_statement = none`)
    await first.query(`create database ${DATABASE}`)
    await first.end()
    const client = await connect({ host, port, database: DATABASE, ...admin })
    const { secrets } = await fillDatabase(client, company, end)
    await client.end()
    return { given: false, host, port, database: DATABASE, admin, secrets, logs: server.logs, close: () => server.stop() }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** Before anything else is started: whether it can be reached, and may be used. Throws what `givenShopDatabase` would. */
export async function checkGiven(url: string): Promise<void> {
  const client = await connect(readUrl(url))
  try {
    await refuseFull(client)
  } finally {
    await client.end()
  }
}

/** The history comes as files here: the user's server writes its log where only it knows. */
export async function givenShopDatabase(url: string, folder: string, company: Company, end: Date): Promise<ShopDatabase> {
  const where = readUrl(url)
  const client = await connect(where)
  try {
    const { rows } = await client.query<{ able: boolean }>(
      'select rolsuper or rolcreaterole as able from pg_roles where rolname = current_user',
    )
    if (rows[0]?.able !== true) throw sampleError('no-rights')
    const before = await lookBefore(client)
    const { secrets } = await fillDatabase(client, company, end)
    const logs = path.join(folder, 'log')
    mkdirSync(logs, { recursive: true })
    return {
      given: true,
      host: where.host,
      port: where.port,
      database: where.database,
      admin: { user: where.user, password: where.password },
      secrets,
      logs,
      async close() {
        const last = await connect(where)
        try {
          await emptyDatabase(last, before)
        } finally {
          await last.end()
        }
      },
    }
  } finally {
    await client.end().catch(() => {})
  }
}

export interface Where {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
}

/** Throws `drill/postgres-url`. */
export function readUrl(url: string): Where {
  if (!/^postgres(ql)?:\/\//.test(url)) throw drillError('postgres-url')
  const { host, port, database, user, password } = parse(url)
  if (!host || host.startsWith('/') || !database || !user) throw drillError('postgres-url')
  return { host, port: Number(port ?? 5432), database, user, password: password ?? '' }
}

async function connect(where: Where): Promise<pg.Client> {
  const client = new pg.Client({ ...where, ssl: false, connectionTimeoutMillis: CONNECT_MS })
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    const { code } = error as { code?: string }
    throw sampleError('unreachable', { why: code ?? 'nobody answers' }, error)
  }
  return client
}
