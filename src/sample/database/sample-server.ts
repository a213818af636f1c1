// The sample shop's own PostgreSQL: a second embedded server, reachable by TCP on loopback with SCRAM, whose log a collector can read. Owns that
// process and its folder; a server that outlived its Holdfast is stopped or taken over here. Never the server that Holdfast keeps its own data in.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { clearStale, endServer, isServerOf, openCluster, readPidFile, until, type Cluster } from '../../platform/store/cluster.ts'
import { findBinaries, type PostgresBinaries } from '../../platform/store/postgres-binaries.ts'
import { serverUser, type ServerUser } from '../../platform/store/server-user.ts'
import { sampleError } from '../errors.ts'

export interface SampleServer {
  readonly host: '127.0.0.1'
  readonly port: number
  /** may do everything, as the shop's administrators may */
  readonly admin: { readonly user: string; readonly password: string }
  /** the folder its log files are written to, in PostgreSQL's own JSON form */
  readonly logs: string
  readonly version: string
  readonly pid: number
  /** Stops the server; its folder stays. */
  stop(): Promise<void>
}

export const ADMIN = 'shop_admin'
const START_MS = 30_000

// A shop's server as it comes, and its log on. No fsync: it lives as long as the drill, and is made again from the seed.
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '32MB',
  fsync: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  password_encryption: 'scram-sha-256',
  logging_collector: 'on',
  log_destination: 'jsonlog',
  log_directory: 'log',
  log_filename: 'postgresql-%Y-%m-%d_%H%M%S.log',
  log_file_mode: '0600',
  log_connections: 'on',
  log_disconnections: 'on',
  log_statement: 'all',
  log_timezone: 'UTC',
  timezone: 'UTC',
  lc_messages: 'C',
}

/** In `folder`; what is left there of an earlier run is taken up again. */
export async function startSampleServer(folder: string, home: string | null): Promise<SampleServer> {
  const user = serverUser()
  const binaries = await findBinaries({ user, home })
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const at = path.join(folder, 'postgres')
  if (!existsSync(at)) await makeCluster(at, binaries, user)
  const password = readFileSync(path.join(folder, 'admin-password'), 'utf8').trim()
  const cluster = openCluster(at)
  try {
    await endServer(cluster, 5000)
    clearStale(cluster)
    const { pid, port } = await launch(folder, cluster, binaries, user)
    let stopped = false
    return {
      host: '127.0.0.1',
      port,
      admin: { user: ADMIN, password },
      logs: path.join(at, 'log'),
      version: binaries.version,
      pid,
      async stop() {
        if (stopped) return
        stopped = true
        await endServer(cluster, 5000)
        cluster.close()
      },
    }
  } catch (error) {
    await endServer(cluster, 1000).catch(() => {})
    cluster.close()
    throw error
  }
}

/** Stops whatever server runs in there; for what a killed run left behind. */
export async function endSampleServer(folder: string): Promise<void> {
  const at = path.join(folder, 'postgres')
  for (const place of [at, `${at}.new`]) {
    if (!existsSync(place)) continue
    const cluster = openCluster(place)
    await endServer(cluster, 2000).finally(() => cluster.close())
  }
}

/** Beside, and renamed when complete: a start that is killed in between leaves no half cluster. */
async function makeCluster(at: string, binaries: PostgresBinaries, user: ServerUser): Promise<void> {
  const beside = `${at}.new`
  await endSampleServer(path.dirname(at))
  rmSync(beside, { recursive: true, force: true })
  mkdirSync(beside, { mode: 0o700 })
  const secret = path.join(path.dirname(at), 'admin-password')
  const password = randomBytes(18).toString('base64url')
  writeFileSync(secret, `${password}\n`, { mode: 0o600 })
  if (user.switched) for (const place of [beside, secret]) chownSync(place, user.uid, user.gid)
  const cluster = openCluster(beside)
  const fd = openSync(secret, 'r')
  try {
    const args = ['-D', cluster.there, '-U', ADMIN, '-A', 'scram-sha-256', '--pwfile=/dev/fd/4', '-E', 'UTF8', '--locale=C', '--no-sync']
    args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions')
    const output = await runToEnd(path.join(binaries.bin, 'initdb'), args, [cluster.fd, fd], user)
    if (output !== null) throw sampleError('start-failed', { why: lastWord(output), folder: path.dirname(at) })
  } finally {
    closeSync(fd)
    cluster.close()
  }
  if (user.switched) chownSync(secret, process.getuid?.() ?? 0, process.getgid?.() ?? 0)
  chmodSync(secret, 0o600)
  const logs = path.join(beside, 'log')
  mkdirSync(logs, { mode: 0o700 })
  if (user.switched) chownSync(logs, user.uid, user.gid)
  renameSync(beside, at)
}

async function launch(
  folder: string,
  cluster: Cluster,
  binaries: PostgresBinaries,
  user: ServerUser,
): Promise<{ readonly pid: number; readonly port: number }> {
  // The port is part of the store's address in Holdfast: the one it had before comes first.
  const file = path.join(folder, 'port')
  let wanted = existsSync(file) ? Number(readFileSync(file, 'utf8')) : await freePort()
  for (let attempt = 0; ; attempt++) {
    const output = path.join(folder, 'server-output')
    const fd = openSync(output, 'w', 0o600)
    const settings = { ...SETTINGS, port: String(wanted) }
    // The folder stands in the process list, where a person looks for it.
    const args = ['-D', cluster.there, '-c', `holdfast.folder=${cluster.path}`]
    args.push(...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]))
    let ended: string | undefined
    const child = spawn(path.join(binaries.bin, 'postgres'), args, {
      ...user.spawn,
      cwd: '/',
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
      detached: true,
      stdio: ['ignore', fd, fd, cluster.fd],
    })
    closeSync(fd)
    child.on('error', (error) => (ended = (error as NodeJS.ErrnoException).code ?? error.name))
    child.on('exit', (code, by) => (ended ??= by ?? `exit ${code}`))
    child.unref()
    await until(() => ended !== undefined || readPidFile(cluster.here)?.status === 'ready', START_MS, 10)
    const pid = child.pid
    if (ended === undefined && pid !== undefined && isServerOf(cluster, pid)) {
      writeFileSync(file, String(wanted))
      return { pid, port: wanted }
    }
    await endServer(cluster, 1000)
    if (attempt >= 3) throw sampleError('start-failed', { why: ended ?? 'it does not answer', folder })
    wanted = await freePort() // somebody took it in between
  }
}

function runToEnd(program: string, args: string[], fds: readonly [number, number], user: ServerUser): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...user.spawn,
      cwd: '/',
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'pipe', ...fds],
    })
    let output = ''
    const keep = (chunk: Buffer): void => void (output = (output + chunk.toString('utf8')).slice(-4000))
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.on('error', reject)
    child.on('close', (code) => resolve(code === 0 ? null : output))
  })
}

function lastWord(output: string): string {
  return /(?:FATAL|PANIC|error):\s+(.{1,200})/.exec(output)?.[1]?.trim() ?? 'initdb failed'
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
