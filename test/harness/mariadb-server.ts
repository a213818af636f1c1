// A real MariaDB for a test: on loopback, in a temporary folder, as nobody. Installs it when it is missing and we may.
import { existsSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import { freePort, installPackage, removeFolder, runOnce, runServer, serverFolder, untilReady } from './run-as-nobody.ts'

export interface MariadbServer {
  readonly port: number
  url(user: string, password: string, database: string): string
  /** Runs statements as root of the server. */
  run(...statements: string[]): Promise<void>
  stop(): Promise<void>
}

const PROGRAM = '/usr/sbin/mariadbd'
const INSTALL = '/usr/bin/mariadb-install-db'

export async function startMariadb(settings: Readonly<Record<string, string>> = {}): Promise<MariadbServer> {
  if (!existsSync(PROGRAM) || !existsSync(INSTALL)) installPackage('mariadb-server')
  const folder = serverFolder('holdfast-my-')
  const data = join(folder, 'data')
  runOnce(INSTALL, ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'])
  const port = await freePort()
  const server = runServer(
    PROGRAM,
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      `--socket=${join(folder, 's.sock')}`,
      `--pid-file=${join(folder, 'pid')}`,
      '--skip-name-resolve',
      '--innodb-flush-log-at-trx-commit=0',
      ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
    ],
    'TERM',
  )
  const end = async (): Promise<void> => {
    await server.stop()
    removeFolder(folder)
  }
  let password = ''
  const connect = (): Promise<mysql.Connection> => mysql.createConnection({ host: '127.0.0.1', port, user: 'root', password })
  const run = async (...statements: string[]): Promise<void> => {
    const session = await connect()
    try {
      for (const statement of statements) await session.query(statement)
    } finally {
      await session.end()
    }
  }
  try {
    await untilReady(server, async () => {
      try {
        await (await connect()).end()
        return true
      } catch {
        return false
      }
    })
    const secret = randomBytes(12).toString('hex')
    // the first accounts have no password, one for each way in: close that before anything else runs
    const first = await connect()
    try {
      await first.query("delete from mysql.global_priv where User = '' or User = 'root' and Host not in ('localhost', '127.0.0.1', '::1')")
      await first.query('flush privileges')
      const [hosts] = await first.query<mysql.RowDataPacket[]>("select Host from mysql.user where User = 'root'")
      for (const { Host } of hosts) await first.query('alter user root@? identified by ?', [Host, secret])
    } finally {
      await first.end()
    }
    password = secret
  } catch (error) {
    await end()
    throw error
  }
  return {
    port,
    url: (user, secret, database) =>
      `mysql://${encodeURIComponent(user)}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    run,
    stop: end,
  }
}
