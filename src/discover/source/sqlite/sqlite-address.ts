// The text of a SQLite target to an address. Owns the check that the file is a SQLite database, before any library opens it.
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { discoverError } from '../../errors.ts'
import { realTarget } from '../folder/folder-address.ts'
import type { ParsedTarget } from '../target.ts'

export const SQLITE_MAGIC = 'SQLite format 3\0'

export async function parseSqliteTarget(file: string): Promise<ParsedTarget> {
  const { path, stats } = await realTarget(file)
  if (!stats.isFile()) throw discoverError('not-sqlite', { path: file, why: 'it is not a regular file' })
  const handle = await open(path, 'r')
  try {
    const head = Buffer.alloc(16)
    const { bytesRead } = await handle.read(head, 0, 16, 0)
    if (head.toString('latin1', 0, bytesRead) !== SQLITE_MAGIC) {
      throw discoverError('not-sqlite', { path: file, why: bytesRead === 0 ? 'it is empty' : 'it does not begin like one' })
    }
  } finally {
    await handle.close()
  }
  return { kind: 'sqlite', address: { kind: 'sqlite', path }, user: null, secret: null, options: {}, name: basename(path), shown: path }
}
