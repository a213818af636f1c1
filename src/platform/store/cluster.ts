// What can be known of a PostgreSQL cluster folder from outside: a short way to name it, the server's pid file, and which processes really
// are servers of this cluster. Signals only such processes. Starts nothing.
import {
  type Stats,
  closeSync,
  constants,
  fstatSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execFileSync } from 'node:child_process'

export interface Cluster {
  readonly path: string
  /** open on the folder as long as we work with it; handed to the server as descriptor 3 */
  readonly fd: number
  /** the folder as we reach it: short, whatever its real path is, so that a socket's name fits into 107 bytes */
  readonly here: string
  /** the folder as the server reaches it */
  readonly there: string
  /** the folder of the server's socket: as we reach it, as the server reaches it */
  readonly socketHere: string
  readonly socketThere: string
  close(): void
}

export interface PidFile {
  readonly pid: number
  readonly socketFolder: string
  readonly status: 'starting' | 'stopping' | 'ready' | 'standby' | 'unknown'
}

const SOCKET = '.s.PGSQL.5432'
/** the smallest limit of the systems we run on (macOS 104, Linux 108, with the closing zero) */
const SOCKET_LIMIT = 103

/** `throughProc`: reach the folder through /proc/self/fd; default: where there is such a thing. */
export function openCluster(folder: string, throughProc = process.platform === 'linux'): Cluster {
  const fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  const close = (): void => closeSync(fd)
  if (throughProc) {
    const here = `/proc/self/fd/${fd}`
    return { path: folder, fd, here, there: '/proc/self/fd/3', socketHere: here, socketThere: '/proc/self/fd/3', close }
  }
  const recorded = readPidFile(folder)?.socketFolder
  const long = Buffer.byteLength(path.join(folder, SOCKET)) > SOCKET_LIMIT
  const socket = !long ? folder : privateFolder(recorded) ? recorded! : mkdtempSync(path.join(tmpdir(), 'holdfast-'))
  return {
    path: folder,
    fd,
    here: folder,
    there: folder,
    socketHere: socket,
    socketThere: socket,
    close() {
      close()
      if (long && !statsOf(path.join(socket, SOCKET))) rmSync(socket, { recursive: true, force: true })
    },
  }
}

function privateFolder(folder: string | undefined): boolean {
  const info = folder === undefined ? undefined : statsOf(folder)
  return info !== undefined && info.isDirectory() && (info.mode & 0o077) === 0 && info.uid === process.getuid?.()
}

function statsOf(at: string): Stats | undefined {
  return statSync(at, { throwIfNoEntry: false })
}

export function readPidFile(folder: string): PidFile | undefined {
  let text: string
  try {
    // The folder belongs to the server's user: follow no link that it may have put there.
    const fd = openSync(path.join(folder, 'postmaster.pid'), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const buffer = Buffer.alloc(4096)
      text = buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, 0))
    } finally {
      closeSync(fd)
    }
  } catch {
    return undefined
  }
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isSafeInteger(pid) || pid < 2) return undefined
  const status = (lines[7] ?? '').trim()
  const known = status === 'starting' || status === 'stopping' || status === 'ready' || status === 'standby'
  return { pid, socketFolder: lines[4] ?? '', status: known ? status : 'unknown' }
}

/** Dead processes that nobody has reaped yet do not count. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  if (process.platform !== 'linux') return true
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return !/^[ZX]/.test(text.slice(text.lastIndexOf(')') + 2))
  } catch {
    return false
  }
}

/** The process is a PostgreSQL server process working in this very folder. */
export function isServerOf(cluster: Cluster, pid: number): boolean {
  if (!isAlive(pid)) return false
  try {
    if (process.platform === 'linux') {
      if (!readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')) return false
      const at = statSync(`/proc/${pid}/cwd`)
      const ours = fstatSync(cluster.fd)
      return at.dev === ours.dev && at.ino === ours.ino
    }
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(`-D ${cluster.there} `)
  } catch {
    return false
  }
}

/** Every server process of this cluster, also those whose parent was killed. Linux only; elsewhere the pid file's. */
export function serverProcesses(cluster: Cluster): number[] {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => isServerOf(cluster, pid))
  }
  const pid = readPidFile(cluster.here)?.pid
  return pid !== undefined && isServerOf(cluster, pid) ? [pid] : []
}

export function signal(pid: number, name: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Waits until `done` says so; false when it did not in `ms`. */
export async function until(done: () => boolean, ms: number, step = 20): Promise<boolean> {
  const end = performance.now() + ms
  for (;;) {
    if (done()) return true
    if (performance.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, step))
  }
}

/** Stops the server that the pid file names, and whatever is left of one: fast, then at once, then by force. */
export async function endServer(cluster: Cluster, fastMs = 20_000): Promise<void> {
  const pid = readPidFile(cluster.here)?.pid
  const gone = (): boolean => serverProcesses(cluster).length === 0
  if (pid !== undefined && isServerOf(cluster, pid)) {
    signal(pid, 'SIGINT')
    if (await until(gone, fastMs)) return
  }
  for (const [name, ms] of [
    ['SIGQUIT', 5000],
    ['SIGKILL', 5000],
  ] as const) {
    for (const left of serverProcesses(cluster)) signal(left, name)
    if (await until(gone, ms)) return
  }
}

/**
 * A killed server leaves its pid file. PostgreSQL sees through that, unless the number in it has been given to another process since. Then
 * the file is in the way, and may go: no process of this cluster is left.
 */
export function clearStale(cluster: Cluster): void {
  if (process.platform !== 'linux' || serverProcesses(cluster).length > 0) return
  const pid = readPidFile(cluster.here)?.pid
  if (pid !== undefined) {
    try {
      process.kill(pid, 0)
      rmSync(path.join(cluster.here, 'postmaster.pid'), { force: true })
    } catch {
      // no such process: PostgreSQL itself decides, with its look at the shared memory
    }
  }
  for (const name of [SOCKET, `${SOCKET}.lock`]) rmSync(path.join(cluster.socketHere, name), { force: true })
}
