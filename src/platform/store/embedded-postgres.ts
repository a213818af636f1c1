// Holdfast's own PostgreSQL server: makes the cluster, starts, adopts, watches, restarts and stops it. Called under the data lock, so there
// is one such watcher a folder. The server is a session of its own: an interrupt at the terminal reaches us, and we stop it after our work.
import { spawn } from 'node:child_process'
import { closeSync, constants, ftruncateSync, fstatSync, openSync, readSync, statfsSync } from 'node:fs'
import { chown, mkdir, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import type { Log } from '../log/log.ts'
import { clearStale, endServer, isServerOf, openCluster, readPidFile, serverProcesses, signal, until, type Cluster } from './cluster.ts'
import { clusterSettings, writeSettings, DATABASE, SUPERUSER, type ClusterSettings } from './cluster-settings.ts'
import { folderProblem, renameDurably } from './data-folder.ts'
import { storeError } from './errors.ts'
import { findBinaries, type PostgresBinaries } from './postgres-binaries.ts'
import { serverUser, type ServerUser } from './server-user.ts'

export interface EmbeddedOptions {
  /** the data folder; the cluster is `postgres` in it */
  readonly folder: string
  readonly home: string | null
  readonly log: Log
  readonly binaries?: PostgresBinaries
  /** further lines of postgresql.conf; for tests */
  readonly extraSettings?: string
  /** reach the folder through /proc; default: on Linux */
  readonly throughProc?: boolean
}

export interface EmbeddedPostgres {
  readonly how: 'made' | 'started' | 'adopted'
  readonly version: string
  readonly connection: Readonly<Record<string, unknown>>
  readonly pid: number
  /** Resolves when the server answers; rejects with the reason when it does not within `ms`. */
  ready(ms: number): Promise<void>
  /** Stops the server and leaves no process. */
  stop(): Promise<void>
}

const WATCH_MS = 500
const LOG_LIMIT = 1 << 20
const START_MS = 60_000
/** crash recovery reads what was written since the last checkpoint; a slow disk may need minutes */
const RECOVERY_MS = 600_000

interface Server {
  readonly folder: string
  readonly cluster: Cluster
  readonly binaries: PostgresBinaries
  readonly user: ServerUser
  readonly settings: ClusterSettings
  readonly logFile: string
  readonly log: Log
}

export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const user = serverUser()
  const binaries = options.binaries ?? (await findBinaries({ user, home: options.home }))
  const settings = clusterSettings(user, binaries.version, options.extraSettings)
  const at = path.join(options.folder, 'postgres')
  let made: boolean
  let cluster: Cluster
  try {
    made = await makeCluster(at, binaries, user)
    await checkCluster(at, binaries, user)
    cluster = openCluster(at, options.throughProc)
  } catch (error) {
    throw folderProblem(at, error)
  }
  const server: Server = {
    folder: at,
    cluster,
    binaries,
    user,
    settings,
    logFile: path.join(options.folder, 'postgres.log'),
    log: options.log,
  }
  try {
    const adopted = made ? undefined : await adopt(server)
    const pid = adopted ?? (await launch(server))
    await ensureDatabase(server)
    return watch(server, pid, made ? 'made' : adopted === undefined ? 'started' : 'adopted')
  } catch (error) {
    await endServer(cluster, 5000).catch(() => {})
    cluster.close()
    throw folderProblem(at, error)
  }
}

/** In a folder beside, renamed when complete: a start that is killed in between leaves no half cluster. */
async function makeCluster(at: string, binaries: PostgresBinaries, user: ServerUser): Promise<boolean> {
  if ((await stat(at).catch(ignoreMissing)) !== undefined) return false
  const beside = `${at}.new`
  if ((await stat(beside).catch(ignoreMissing)) !== undefined) {
    // A start that was killed; its programs may still be at work in there.
    const left = openCluster(beside)
    await endServer(left, 0).finally(() => left.close())
    await rm(beside, { recursive: true, force: true, maxRetries: 5 })
  }
  await mkdir(beside, { mode: 0o700 })
  if (user.switched) await chown(beside, user.uid, user.gid)
  const cluster = openCluster(beside)
  try {
    const args = ['-U', SUPERUSER, '-A', 'peer', '-E', 'UTF8', '--data-checksums', '--no-instructions', '--locale=C']
    args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '-D', cluster.there)
    const output = await runToEnd(path.join(binaries.bin, 'initdb'), args, cluster, user)
    if (output !== null) throw startProblem(at, output, 'initdb failed', path.dirname(at))
  } catch (error) {
    await rm(beside, { recursive: true, force: true })
    throw error
  } finally {
    cluster.close()
  }
  await renameDurably(beside, at)
  return true
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

/** null: it went well. */
function runToEnd(program: string, args: string[], cluster: Cluster, user: ServerUser): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...user.spawn, cwd: '/', env: serverEnvironment(), stdio: ['ignore', 'pipe', 'pipe', cluster.fd] })
    let output = ''
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-4000)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.on('error', reject)
    child.on('close', (code) => resolve(code === 0 ? null : output))
  })
}

function serverEnvironment(): Record<string, string> {
  return { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' }
}

async function checkCluster(at: string, binaries: PostgresBinaries, user: ServerUser): Promise<void> {
  const info = await stat(at)
  if (info.uid !== user.uid && process.getuid !== undefined) {
    throw storeError('folder-not-usable', { folder: at, why: `it belongs to user ${info.uid}, and the server runs as user ${user.uid}` })
  }
  const text = await readFile(path.join(at, 'PG_VERSION'), 'utf8').catch(ignoreMissing)
  const major = Number(text?.trim())
  if (!Number.isSafeInteger(major)) throw storeError('folder-broken', { folder: at, why: 'its PG_VERSION is missing' })
  if (major > binaries.major) throw storeError('folder-newer', { folder: at, found: major, ours: binaries.major })
  if (major < binaries.major) {
    throw storeError('folder-broken', { folder: at, why: `it was written by PostgreSQL ${major} and must be moved with export and import` })
  }
}

/** The running server of this cluster, when there is one that fits; another one is stopped. */
async function adopt(server: Server): Promise<number | undefined> {
  const { cluster } = server
  let file = readPidFile(cluster.here)
  if (file !== undefined && file.status === 'stopping') {
    await until(() => serverProcesses(cluster).length === 0, 20_000)
    file = undefined
  }
  if (file !== undefined && isServerOf(cluster, file.pid)) {
    const pid = file.pid
    await until(() => readPidFile(cluster.here)?.status === 'ready' || !isServerOf(cluster, pid), START_MS)
    if ((await fitOf(server)) === server.settings.fit) {
      server.log.info('store.adopted', { pid, version: server.binaries.version })
      return pid
    }
    server.log.info('store.replacing', { pid })
  }
  if (serverProcesses(cluster).length > 0) await endServer(cluster)
  return undefined
}

async function fitOf({ cluster }: Server): Promise<string | undefined> {
  const client = new pg.Client({ ...connectionOf(cluster), database: 'postgres', connectionTimeoutMillis: 5000, query_timeout: 5000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const answer = await client.query<{ fit: string | null }>(`select current_setting('holdfast.fit', true) as fit`)
    return answer.rows[0]?.fit ?? undefined
  } catch {
    return undefined
  } finally {
    await client.end().catch(() => {})
  }
}

/** Starts a server and waits until it answers; `given up` ends the waiting, which a recovery can make long. */
async function launch(server: Server, givenUp: () => boolean = () => false): Promise<number> {
  const { cluster, user } = server
  clearStale(cluster)
  await writeSettings(cluster.here, server.settings, user)
  const logFd = openSync(server.logFile, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW, 0o600)
  const from = boundLog(logFd)
  // The folder's name stands in the process list, where a person looks for it; the server itself uses the descriptor.
  const args = [
    '-D',
    cluster.there,
    '-k',
    cluster.socketThere,
    '-c',
    `holdfast.folder=${server.folder}`,
    '-c',
    `holdfast.fit=${server.settings.fit}`,
  ]
  let ended: string | undefined
  const child = spawn(path.join(server.binaries.bin, 'postgres'), args, {
    ...user.spawn,
    cwd: '/',
    env: serverEnvironment(),
    detached: true,
    stdio: ['ignore', logFd, logFd, cluster.fd],
  })
  closeSync(logFd)
  child.on('error', (error) => {
    ended = (error as NodeJS.ErrnoException).code ?? error.name
  })
  child.on('exit', (code, by) => {
    ended ??= by ?? `exit ${code}`
  })
  child.unref()
  const pid = child.pid
  const answering = (): boolean => {
    const file = readPidFile(cluster.here)
    return givenUp() || ended !== undefined || (file?.pid === pid && file?.status === 'ready')
  }
  const recovering = (): boolean => readPidFile(cluster.here)?.pid === pid
  if (!(await until(answering, START_MS)) && recovering()) {
    server.log.warn('store.recovering', { seconds: START_MS / 1000 })
    await until(answering, RECOVERY_MS)
  }
  if (ended === undefined && pid !== undefined && !givenUp() && answering()) {
    server.log.info('store.started', { pid, version: server.binaries.version })
    return pid
  }
  await endServer(cluster, 1000)
  throw startProblem(server.folder, tailOf(server.logFile, from), ended ?? 'it does not answer', server.logFile)
}

function connectionOf(cluster: Cluster): Record<string, unknown> {
  // Every field is given, so that no PG* variable of the environment takes part.
  return { host: cluster.socketHere, port: 5432, user: SUPERUSER, database: DATABASE, password: '', ssl: false, options: '' }
}

/** What PostgreSQL says while another session makes the same database: it is there already, or will be in a moment. */
const BEING_MADE = new Set(['42P04', '23505', '55006'])

/**
 * Makes our database where there is none. A start that was killed may have left its `create database` at work in the server, out of sight
 * until it is done: so who is told that somebody else makes it looks again.
 */
async function ensureDatabase({ cluster }: Server): Promise<void> {
  const client = new pg.Client({ ...connectionOf(cluster), database: 'postgres', connectionTimeoutMillis: 20_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const end = performance.now() + START_MS
    for (;;) {
      const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
      if (found.rowCount !== 0) return
      try {
        await client.query(`create database ${DATABASE}`)
      } catch (error) {
        if (!BEING_MADE.has((error as { code?: string }).code ?? '') || performance.now() > end) throw error
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
  } finally {
    await client.end().catch(() => {})
  }
}

function watch(server: Server, first: number, how: EmbeddedPostgres['how']): EmbeddedPostgres {
  const { cluster } = server
  let pid = first
  let stopping = false
  let problem: Error | undefined
  let restarting: Promise<void> | undefined

  const restart = async (): Promise<void> => {
    for (let pause = 250; !stopping; pause = Math.min(pause * 2, 15_000)) {
      try {
        if (serverProcesses(cluster).length > 0) await endServer(cluster, 100)
        pid = await launch(server, () => stopping)
        problem = undefined
        return
      } catch (error) {
        problem = folderProblem(server.folder, error)
        server.log.error('store.start-failed', { code: (problem as { code?: string }).code })
        for (let waited = 0; waited < pause && !stopping; waited += 50) await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
  }
  const look = (): void => {
    if (stopping || restarting !== undefined || isServerOf(cluster, pid)) return
    server.log.error('store.lost', { pid })
    restarting = restart().finally(() => {
      restarting = undefined
    })
  }
  let looks = 0
  const timer = setInterval(() => {
    look()
    if (++looks % 120 === 0) boundLogFile(server.logFile)
  }, WATCH_MS)
  timer.unref()

  return {
    how,
    version: server.binaries.version,
    connection: connectionOf(cluster),
    get pid() {
      return pid
    },
    async ready(ms) {
      look()
      if (restarting === undefined) return
      const late = new Promise<'late'>((resolve) => setTimeout(resolve, ms, 'late').unref())
      if ((await Promise.race([restarting, late])) === 'late')
        throw problem ?? storeError('unavailable', { why: 'its server is restarting' })
      if (stopping) throw storeError('not-open')
    },
    async stop() {
      if (stopping) return
      stopping = true
      clearInterval(timer)
      await restarting?.catch(() => {})
      await endServer(cluster)
      server.log.info('store.stopped', { pid })
      cluster.close()
    },
  }
}

// The log ------------------------------------------------------------------------------------------------------------

/** Returns where the next line will stand. */
function boundLog(fd: number): number {
  const { size } = fstatSync(fd)
  if (size <= LOG_LIMIT) return size
  ftruncateSync(fd, 0)
  return 0
}

function boundLogFile(file: string): void {
  try {
    const fd = openSync(file, constants.O_WRONLY | constants.O_NOFOLLOW)
    boundLog(fd)
    closeSync(fd)
  } catch {
    // gone, or the disk reports an error: the next start makes a new one
  }
}

function tailOf(file: string, from: number): string {
  try {
    const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW)
    const buffer = Buffer.alloc(8192)
    const start = Math.max(from, fstatSync(fd).size - buffer.length)
    const text = buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, start))
    closeSync(fd)
    return text
  } catch {
    return ''
  }
}

function startProblem(folder: string, output: string, otherwise: string, logFile: string): Error {
  const free = freeBytes(path.dirname(folder))
  if (/No space left on device|Disk quota exceeded/i.test(output) || (free !== undefined && free < 1 << 20)) {
    return storeError('disk-full', { folder: path.dirname(folder), free: `${Math.floor((free ?? 0) / 1_048_576)} MB` })
  }
  if (/user does not exist|could not look up effective user/i.test(output)) {
    return storeError('no-plain-user', { uid: serverUser().uid })
  }
  // The server's own last word: written before it serves anybody, so it can hold no value.
  const line = /(?:FATAL|PANIC|error):\s+(.{1,300})/.exec(output)?.[1] ?? otherwise
  return storeError('start-failed', { why: line.trim(), logFile })
}

export function freeBytes(folder: string): number | undefined {
  try {
    const info = statfsSync(folder)
    return info.bavail * info.bsize
  } catch {
    return undefined
  }
}

/** Sends the running server of a cluster the signal of a sudden end; for crash tests. */
export function killServer(folder: string): number | undefined {
  const cluster = openCluster(path.join(folder, 'postgres'))
  try {
    const pid = readPidFile(cluster.here)?.pid
    if (pid === undefined || !isServerOf(cluster, pid)) return undefined
    signal(pid, 'SIGKILL')
    return pid
  } finally {
    cluster.close()
  }
}
