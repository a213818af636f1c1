// A path to an address: the real path, links resolved, and whether it is a folder or a file. Reads no content.
import { constants, type Stats } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { discoverError } from '../../errors.ts'
import type { ParsedTarget } from '../target.ts'

export async function parsePathTarget(target: string): Promise<ParsedTarget> {
  const { path, stats } = await realTarget(target)
  const kind = stats.isDirectory() ? 'folder' : 'file'
  if (kind === 'file' && !stats.isFile()) throw discoverError('path-special', { path: target })
  const rights = kind === 'folder' ? constants.R_OK | constants.X_OK : constants.R_OK
  await access(path, rights).catch(() => {
    throw discoverError('path-unreadable', { path: target })
  })
  return { kind, address: { kind, path }, user: null, secret: null, options: {}, name: basename(path) || path, shown: path }
}

export async function realTarget(target: string): Promise<{ path: string; stats: Stats }> {
  try {
    const path = await realpath(target.startsWith('file://') ? fileURLToPath(target) : target)
    return { path, stats: await stat(path) }
  } catch (error) {
    const code = (error as { code?: unknown }).code
    if (code === 'EACCES' || code === 'EPERM') throw discoverError('path-unreadable', { path: target }, error)
    if (code === 'ELOOP')
      throw discoverError('target-invalid', { target, why: 'its links go round in a circle', help: 'give the folder itself' }, error)
    throw discoverError('path-missing', { path: target }, error)
  }
}
