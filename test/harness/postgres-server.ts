// A real PostgreSQL of the machine for a test: on loopback, in a temporary folder, as nobody. Installs it when it is missing and we may.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import { environment } from '../../src/core/config.ts'
import { findBinaries } from '../../src/platform/store/postgres-binaries.ts'
import { serverUser } from '../../src/platform/store/server-user.ts'
import { freePort, installPackage, removeFolder, runOnce, runServer, serverFolder, untilReady } from './run-as-nobody.ts'

export interface PostgresServer {
  readonly port: number
  /** of the superuser `postgres` */
  readonly password: string
  /** of a server with TLS: the file with its certificate, signed by itself */
  readonly certificate: string | null
  url(user: string, password: string, database: string): string
  /** Runs statements as the superuser, in a database. */
  run(database: string, ...statements: string[]): Promise<void>
  stop(): Promise<void>
}

export async function startPostgres(
  options: {
    readonly settings?: Readonly<Record<string, string>>
    readonly tls?: boolean
    /** the programs of the embedded one instead of the machine's: another version */
    readonly embedded?: boolean
  } = {},
): Promise<PostgresServer> {
  const bin =
    options.embedded === true
      ? (await findBinaries({ user: serverUser(), home: environment().home })).bin
      : (binaries() ?? (installPackage('postgresql'), binaries()))
  if (bin === null) throw new Error('PostgreSQL was installed and its programs are not under /usr/lib/postgresql')
  const folder = serverFolder('holdfast-pg-')
  const password = randomBytes(12).toString('hex')
  const secretFile = join(folder, 'pw')
  writeFileSync(secretFile, password, { mode: 0o644 })
  const data = join(folder, 'data')
  runOnce(join(bin, 'initdb'), [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    `--pwfile=${secretFile}`,
    '-E',
    'UTF8',
    '--no-locale',
    '--no-sync',
  ])
  if (options.tls === true) {
    runOnce('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
      '-keyout',
      join(data, 'server.key'),
      '-out',
      join(data, 'server.crt'),
    ])
  }
  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: folder,
    fsync: 'off',
    ...(options.tls === true ? { ssl: 'on' } : {}),
    ...options.settings,
  }
  const server = runServer(
    join(bin, 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    'INT',
  )
  const end = async (): Promise<void> => {
    await server.stop()
    removeFolder(folder)
  }
  const client = (database: string): pg.Client =>
    new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database, ssl: false })
  try {
    await untilReady(server, async () => {
      const probe = client('postgres')
      probe.on('error', () => {})
      try {
        await probe.connect()
        return true
      } catch {
        return false
      } finally {
        await probe.end().catch(() => {})
      }
    })
  } catch (error) {
    await end()
    throw error
  }
  return {
    port,
    password,
    certificate: options.tls === true ? join(data, 'server.crt') : null,
    url: (user, secret, database) =>
      `postgres://${encodeURIComponent(user)}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    async run(database, ...statements) {
      const session = client(database)
      await session.connect()
      try {
        for (const statement of statements) await session.query(statement)
      } finally {
        await session.end()
      }
    },
    stop: end,
  }
}

function binaries(): string | null {
  const root = '/usr/lib/postgresql'
  if (existsSync(root)) {
    const versions = readdirSync(root).filter((name) => existsSync(join(root, name, 'bin', 'initdb')))
    const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0]
    if (newest !== undefined) return join(root, newest, 'bin')
  }
  try {
    const found = execFileSync('pg_config', ['--bindir'], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim()
    return existsSync(join(found, 'initdb')) && existsSync(join(found, 'postgres')) ? found : null
  } catch {
    return null
  }
}
