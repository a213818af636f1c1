// The PostgreSQL that tests use: the embedded one, or with STORE=postgres the machine's own (Debian's packages), never as root, in a temporary
// folder that is removed at the end. One a test run: the runner calls startTestServer() and hands its `env` to the test processes.
//
//   STORE                     `embedded` (default) or `postgres`: the same suite on the machine's own PostgreSQL, reached by DATABASE_URL
//   HOLDFAST_TEST_POSTGRES    set by the runner: URL of the run's server (database `postgres`); unset: the file starts one of its own
import { randomBytes } from 'node:crypto'
import { spawn, spawnSync } from 'node:child_process'
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { environment } from '../../src/core/config.ts'
import { createLog } from '../../src/platform/log/log.ts'
import { startEmbedded } from '../../src/platform/store/embedded-postgres.ts'
import { serverUser } from '../../src/platform/store/server-user.ts'

export const TEST_POSTGRES = 'HOLDFAST_TEST_POSTGRES'

export interface TestServer {
  readonly kind: 'embedded' | 'postgres'
  readonly version: string
  readonly url: string
  /** for child processes */
  readonly env: Readonly<Record<string, string>>
  stop(): Promise<void>
}

// Tests need no durability; the crash tests start their own servers with the real settings.
const QUICK = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '200', autovacuum_naptime: '600s' }

export async function startTestServer(kind = process.env['STORE'] ?? 'embedded'): Promise<TestServer> {
  if (kind === 'embedded') return await startEmbeddedServer()
  if (kind === 'postgres') return await startDebianServer()
  throw new Error(`STORE=${kind}: it is embedded or postgres`)
}

async function startEmbeddedServer(): Promise<TestServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-test-'))
  const log = createLog({ level: 'warn', json: false, now: () => new Date() })
  const extraSettings = Object.entries(QUICK)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('')
  const server = await startEmbedded({ folder, home: environment().home, log, extraSettings })
  const socket = path.join(folder, 'postgres')
  const url = `postgres://${String(server.connection['user'])}@localhost/postgres?host=${encodeURIComponent(socket)}`
  const exit = stopAtExit(() => server.pid, folder)
  return {
    kind: 'embedded',
    version: server.version,
    url,
    env: { [TEST_POSTGRES]: url },
    async stop() {
      exit.cancel()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The newest PostgreSQL of the machine's packages; undefined when there is none. */
export function debianBinaries(): { readonly bin: string; readonly major: number } | undefined {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return undefined
  const majors = readdirSync(root)
    .map(Number)
    .filter((major) => major >= 15 && existsSync(path.join(root, String(major), 'bin', 'initdb')))
  const major = majors.toSorted((a, b) => a - b).at(-1)
  return major === undefined ? undefined : { bin: path.join(root, String(major), 'bin'), major }
}

async function startDebianServer(): Promise<TestServer> {
  const found = debianBinaries()
  if (found === undefined) throw new Error('STORE=postgres needs PostgreSQL 15 or newer: apt-get install postgresql')
  const user = serverUser()
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-test-'))
  const data = path.join(folder, 'postgres')
  const password = randomBytes(18).toString('base64url')
  const passwordFile = path.join(folder, 'password')
  mkdirSync(data, { mode: 0o700 })
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (user.switched) for (const at of [folder, data, passwordFile]) chownSync(at, user.uid, user.gid)
  const options = { ...user.spawn, cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC' } }
  const made = spawnSync(
    path.join(found.bin, 'initdb'),
    ['-D', data, '-U', 'holdfast', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...options, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
  for (let attempt = 0; ; attempt++) {
    const port = await freePort()
    const settings = { ...QUICK, listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' }
    const logFd = openSync(path.join(folder, 'log'), 'a', 0o600)
    const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
    const child = spawn(path.join(found.bin, 'postgres'), args, { ...options, detached: true, stdio: ['ignore', logFd, logFd] })
    closeSync(logFd)
    child.unref()
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const pid = child.pid!
    while (child.exitCode === null && !isReady(data)) await new Promise((resolve) => setTimeout(resolve, 20))
    if (child.exitCode !== null) {
      if (attempt < 3) continue // somebody took the port in between
      throw new Error(`postgres did not start: ${readFileSync(path.join(folder, 'log'), 'utf8').slice(-500)}`)
    }
    const exit = stopAtExit(() => pid, folder)
    const url = `postgres://holdfast:${password}@127.0.0.1:${port}/postgres`
    return {
      kind: 'postgres',
      version: String(found.major),
      url,
      env: { [TEST_POSTGRES]: url },
      async stop() {
        exit.cancel()
        process.kill(pid, 'SIGINT')
        await ended
        rmSync(folder, { recursive: true, force: true })
      },
    }
  }
}

function isReady(data: string): boolean {
  try {
    return readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim() === 'ready'
  } catch {
    return false
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** A test that throws, or an interrupt, must not leave a server behind. */
function stopAtExit(pid: () => number, folder: string): { cancel(): void } {
  const stop = (): void => {
    try {
      process.kill(pid(), 'SIGQUIT')
      for (let waited = 0; waited < 3000; waited += 20) {
        process.kill(pid(), 0)
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
        if (/^[ZX]/.test(readFileSync(`/proc/${pid()}/stat`, 'utf8').split(') ')[1] ?? 'X')) break
      }
    } catch {
      // it is gone
    }
    rmSync(folder, { recursive: true, force: true })
  }
  const interrupted = (): void => process.exit(130)
  process.on('exit', stop)
  process.on('SIGINT', interrupted)
  process.on('SIGTERM', interrupted)
  return {
    cancel() {
      process.off('exit', stop)
      process.off('SIGINT', interrupted)
      process.off('SIGTERM', interrupted)
    },
  }
}
