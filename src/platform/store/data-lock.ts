// One process at a time works on a data folder. The lock is a file lock of the operating system (fcntl on Unix, taken through SQLite, since
// Node has no call for it): it is atomic when two start at once and ends with its holder, so there is no stale lock and no question of a
// reused process number. Only one thing must not happen: opening and closing `holdfast.lock` by other means in the same process drops it.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { instant, type Clock } from '../../core/clock.ts'
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
  const note = path.join(folder, 'holdfast.pid')
  // Only for the message that a second process prints; nothing is decided by it.
  try {
    writeFileSync(note, `${JSON.stringify({ pid: process.pid, since: instant(clock.now()) })}\n`, { mode: 0o600 })
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

/** `: process 123, since …`, or nothing when it is not known. */
export function lockHolder(folder: string): string {
  try {
    const note = JSON.parse(readFileSync(path.join(folder, 'holdfast.pid'), 'utf8')) as { pid?: unknown; since?: unknown }
    if (typeof note.pid !== 'number' || typeof note.since !== 'string') return ''
    return `: process ${note.pid}, since ${note.since}`
  } catch {
    return ''
  }
}
