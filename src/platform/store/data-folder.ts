// The data folder: where it is, whether it is ours, and the small file that says so. Owns `holdfast.json` in it; the lock and the cluster
// have files of their own. Changes nothing in a folder that is not ours.
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Config, Environment } from '../../core/config.ts'
import { instant, type Clock } from '../../core/clock.ts'
import { toAppError } from '../../core/errors.ts'
import { storeError } from './errors.ts'

export interface DataFolder {
  readonly path: string
  readonly installId: string
  /** made by this start */
  readonly fresh: boolean
}

const MARK = 'holdfast.json'
/** what an empty disk may hold, and what a start that was killed at once may have left */
const HARMLESS = new Set(['lost+found', '.DS_Store', 'holdfast.lock', 'holdfast.lock-journal', 'holdfast.pid', `${MARK}.new`])

export function dataPath(config: Pick<Config, 'data'>, environment: Environment): string {
  if (config.data !== null) return path.resolve(config.data)
  if (environment.dataHome !== null && path.isAbsolute(environment.dataHome)) return path.join(environment.dataHome, 'holdfast')
  if (environment.home === null || environment.home === '') throw storeError('no-data-folder')
  return path.join(environment.home, '.local', 'share', 'holdfast')
}

/** Makes the folder if need be and looks whether it may be used. Called before the lock, so it writes nothing into it. */
export async function checkDataFolder(folder: string): Promise<{ readonly ours: boolean }> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const info = await stat(folder)
    const uid = process.getuid?.()
    if (uid !== undefined && info.uid !== uid) {
      throw storeError('folder-not-usable', { folder, why: `it belongs to user ${info.uid}, and this is user ${uid}` })
    }
    const names = await readdir(folder)
    if (names.includes(MARK)) return { ours: true }
    if (names.some((name) => !HARMLESS.has(name))) throw storeError('folder-not-ours', { folder })
    await chmod(folder, 0o700)
    return { ours: false }
  } catch (error) {
    throw folderProblem(folder, error)
  }
}

/** Under the lock: reads the mark, or makes it in a folder that has none. */
export async function markDataFolder(folder: string, clock: Clock): Promise<DataFolder> {
  const { ours } = await checkDataFolder(folder)
  if (ours) return { path: folder, installId: await readMark(folder), fresh: false }
  const installId = randomUUID()
  await writeDurably(path.join(folder, MARK), `${JSON.stringify({ format: 1, installId, made: instant(clock.now()) })}\n`)
  return { path: folder, installId, fresh: true }
}

async function readMark(folder: string): Promise<string> {
  let mark: { format?: unknown; installId?: unknown }
  try {
    mark = JSON.parse(await readFile(path.join(folder, MARK), 'utf8')) as typeof mark
  } catch (error) {
    if (error instanceof SyntaxError) throw storeError('folder-broken', { folder, why: `its ${MARK} is not readable` }, error)
    throw folderProblem(folder, error)
  }
  if (mark.format !== 1 || typeof mark.installId !== 'string' || !/^[0-9a-f-]{36}$/.test(mark.installId)) {
    throw storeError('folder-broken', { folder, why: `its ${MARK} is not readable` })
  }
  return mark.installId
}

/** Whole or not at all, also after a power cut: written beside, synced, renamed, the folder synced. */
export async function writeDurably(file: string, text: string, owner?: { readonly uid: number; readonly gid: number }): Promise<void> {
  const beside = `${file}.new`
  const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW } = constants
  // Always a new file: one that stands there already may be a link or a hard link that somebody else put in our way.
  await rm(beside, { force: true })
  const handle = await open(beside, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600)
  try {
    await handle.writeFile(text)
    if (owner !== undefined) await handle.chown(owner.uid, owner.gid)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await renameDurably(beside, file)
}

export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to)
  const parent = await open(path.dirname(to), 'r')
  try {
    await parent.sync()
  } finally {
    await parent.close()
  }
}

/** The file system's errors in our words; errors that are ours already pass. */
export function folderProblem(folder: string, error: unknown): Error {
  const code = (error as { code?: unknown }).code
  const said: Record<string, string> = {
    EACCES: 'no right to read or write there',
    EPERM: 'no right to read or write there',
    EROFS: 'it is on a read-only file system',
    ENOTDIR: 'a part of it is not a folder',
    EEXIST: 'it is not a folder',
    ENAMETOOLONG: 'its name is too long',
    ELOOP: 'a symbolic link stands in the way',
    ENOENT: 'a part of it does not exist',
    EIO: 'the disk reports an error',
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') return storeError('disk-full', { folder, free: '0 MB' }, error)
  const why = typeof code === 'string' ? said[code] : undefined
  return why === undefined ? toAppError(error) : storeError('folder-not-usable', { folder, why }, error)
}
