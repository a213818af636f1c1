// One process at a time works on a data folder. The lock is a file lock of the operating system (fcntl on Unix, taken through SQLite, since
// Node has no call for it): it is atomic when two start at once and ends with its holder, so there is no stale lock. It has one weakness: a
// process that opens and closes the file by other means (a scan that walks over it) drops its own lock. So a note beside it names the holder, with
// the moment it started, and a holder that still lives counts, lock or not.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { instant, type Clock } from '../../core/clock.ts'
import { isAlive } from './cluster.ts'
import { folderProblem } from './data-folder.ts'
import { storeError } from './errors.ts'

export interface DataLock {
  release(): void
}

const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6

/** null: another process, or another store in this one, has it. */
export function tryDataLock(folder: string, clock: Clock): DataLock | null {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path.join(folder, 'holdfast.lock'), { timeout: 0 })
    database.exec('pragma journal_mode = memory; begin exclusive') // no journal file beside it
  } catch (error) {
    database?.close()
    const errcode = (error as { errcode?: number }).errcode ?? 0
    if ((errcode & 0xff) === SQLITE_BUSY || (errcode & 0xff) === SQLITE_LOCKED) return null
    if ((error as { code?: unknown }).code !== 'ERR_SQLITE_ERROR') throw folderProblem(folder, error)
    throw storeError('folder-not-usable', { folder, why: 'a file in it cannot be written or locked' }, error)
  }
  const held = database
  if (otherHolderLives(folder)) {
    held.close()
    return null
  }
  const note = path.join(folder, NOTE)
  try {
    const about: Note = { pid: process.pid, since: instant(clock.now()), started: startOf(process.pid) }
    writeFileSync(note, `${JSON.stringify(about)}\n`, { mode: 0o600 })
  } catch {
    // a full disk: the lock holds without the note
  }
  let open = true
  return {
    release() {
      if (!open) return
      open = false
      rmSync(note, { force: true })
      held.close()
    },
  }
}

interface Note {
  readonly pid: number
  readonly since: string
  /** tells apart two processes of one number; null where the system does not say */
  readonly started: string | null
}

const NOTE = 'holdfast.pid'

function readNote(folder: string): Note | null {
  try {
    const note = JSON.parse(readFileSync(path.join(folder, NOTE), 'utf8')) as Partial<Note>
    if (typeof note.pid !== 'number' || typeof note.since !== 'string') return null
    return { pid: note.pid, since: note.since, started: typeof note.started === 'string' ? note.started : null }
  } catch {
    return null
  }
}

function otherHolderLives(folder: string): boolean {
  const note = readNote(folder)
  if (note === null || note.pid === process.pid || note.started === null) return false
  return isAlive(note.pid) && startOf(note.pid) === note.started
}

/** Boot and clock tick at which the process began; Linux only. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Field 22; the second, the program's name, may hold spaces and parentheses.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return ticks === undefined ? null : `${boot}/${ticks}`
  } catch {
    return null
  }
}

/** `: process 123, since …`, or nothing when it is not known. */
export function lockHolder(folder: string): string {
  const note = readNote(folder)
  return note === null ? '' : `: process ${note.pid}, since ${note.since}`
}
