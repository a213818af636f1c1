// A folder, or one file: walks it and reads each file. Owns what is followed (real files and folders only, never a link, never another
// kind of thing) and what the listing leaves to the ledger.
import type { Dirent } from 'node:fs'
import { lstat, opendir, readlink, stat } from 'node:fs/promises'
import type { AppError } from '../../../core/errors.ts'
import { storeId } from '../../../core/ids.ts'
import { discoverError } from '../../errors.ts'
import type { Source, SourceObject, Unlisted } from '../source.ts'
import type { ParsedTarget } from '../target.ts'
import { kindByName } from './file-format.ts'
import { nameToText, textToName } from './file-name.ts'
import { readFileContent } from './read-file.ts'

type Listed = SourceObject | { readonly unlisted: Unlisted }

/** `exclude`: real paths that are never entered or read: Holdfast's own. */
export function createFolderSource(target: ParsedTarget, exclude: readonly string[] = []): Source {
  const address = target.address
  if (!('path' in address)) throw new TypeError('a folder has a path')
  const root = Buffer.from(address.path)
  const whole = address.kind === 'file'
  return {
    kind: target.kind,
    id: storeId(address),
    address,
    name: target.name,
    objects: (signal) =>
      whole
        ? oneFile(root, target.name)
        : walk(
            root,
            exclude.map((path) => Buffer.from(path)),
            signal,
          ),
    read(object, options, take) {
      const name = object.path[0] ?? ''
      return readFileContent(whole ? root : Buffer.concat([root, Buffer.from('/'), textToName(name)]), name, options, take)
    },
    close: async () => {},
  }
}

async function* oneFile(path: Buffer, name: string): AsyncGenerator<Listed> {
  const { size } = await stat(path).catch((error: unknown) => {
    throw rootFault(error, path)
  })
  yield { path: [name], name, kind: kindByName(name), bytes: size }
}

async function* walk(root: Buffer, exclude: readonly Buffer[], signal: AbortSignal): AsyncGenerator<Listed> {
  // Depth first with a list of our own: folders nested a hundred thousand deep must not end the call stack.
  const waiting: { readonly path: Buffer; readonly name: string }[] = [{ path: root, name: '' }]
  while (waiting.length > 0) {
    const folder = waiting.pop()!
    const inside: { readonly path: Buffer; readonly name: string }[] = []
    try {
      const entries = await opendir(folder.path, { encoding: 'buffer' as BufferEncoding, bufferSize: 64 })
      for await (const entry of entries as AsyncIterable<Dirent>) {
        signal.throwIfAborted()
        const bytes = entry.name as unknown as Buffer
        const path = Buffer.concat([folder.path, Buffer.from('/'), bytes])
        const name = `${folder.name}${folder.name === '' ? '' : '/'}${nameToText(bytes)}`
        if (exclude.some((own) => own.equals(path))) {
          yield { unlisted: { name, status: 'skipped', reason: 'Holdfast’s own: never read' } }
          continue
        }
        const listed = await look(path, name, entry)
        if (listed === 'folder') inside.push({ path, name })
        else yield listed
      }
    } catch (error) {
      signal.throwIfAborted()
      // the root itself is away: not an entry that is missing but the whole store
      if (folder.name === '') throw rootFault(error, root)
      yield { unlisted: { name: folder.name, status: 'failed', reason: listFault(error) } }
    }
    inside.sort((a, b) => Buffer.compare(b.path, a.path))
    waiting.push(...inside)
  }
}

async function look(path: Buffer, name: string, entry: Dirent): Promise<Listed | 'folder'> {
  const unlisted = (status: Unlisted['status'], reason: string): Listed => ({ unlisted: { name, status, reason } })
  if (entry.isDirectory()) return 'folder'
  if (entry.isSymbolicLink()) return unlisted('skipped', await linkReason(path))
  if (entry.isFIFO()) return unlisted('skipped', 'pipe: never read')
  if (entry.isSocket()) return unlisted('skipped', 'socket: never read')
  if (entry.isBlockDevice() || entry.isCharacterDevice()) return unlisted('skipped', 'device: never read')
  try {
    const stats = await lstat(path)
    // some file systems do not say in the listing what an entry is
    if (stats.isDirectory()) return 'folder'
    if (stats.isSymbolicLink()) return unlisted('skipped', await linkReason(path))
    if (!stats.isFile()) return unlisted('skipped', 'not a regular file: never read')
    return { path: [name], name, kind: kindByName(name), bytes: stats.size }
  } catch (error) {
    return unlisted('failed', listFault(error))
  }
}

async function linkReason(path: Buffer): Promise<string> {
  try {
    await readlink(path)
    await stat(path)
    return 'link: not followed; what it leads to is read where it lies, if that is inside'
  } catch {
    return 'link that leads nowhere'
  }
}

function rootFault(error: unknown, root: Buffer): AppError {
  const path = nameToText(root)
  const code = (error as { code?: unknown }).code
  if (code === 'ENOENT' || code === 'ENOTDIR') return discoverError('path-missing', { path }, error)
  if (code === 'EACCES' || code === 'EPERM') return discoverError('path-unreadable', { path }, error)
  return discoverError(
    'path-lost',
    { path, why: typeof code === 'string' && /^[A-Z0-9_]{1,20}$/.test(code) ? code : 'unknown fault' },
    error,
  )
}

function listFault(error: unknown): string {
  const code = (error as { code?: unknown }).code
  if (code === 'EACCES' || code === 'EPERM') return 'no right to list it'
  if (code === 'ENOENT') return 'it disappeared while the folder was read'
  if (code === 'ENAMETOOLONG') return 'its path is longer than this system can open'
  return typeof code === 'string' && /^[A-Z0-9_]{1,20}$/.test(code) ? `cannot be listed: ${code}` : 'cannot be listed'
}
