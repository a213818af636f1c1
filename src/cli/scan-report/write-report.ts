// Writes a report to a file: whole or not at all, readable by its owner only, since names and masked samples are sensitive too.
import { randomBytes } from 'node:crypto'
import { open, rename, unlink } from 'node:fs/promises'
import { coreError } from '../../core/errors.ts'

export async function writeReport(file: string, pieces: Iterable<string>): Promise<void> {
  const unfinished = `${file}.${randomBytes(6).toString('hex')}.part`
  try {
    const handle = await open(unfinished, 'wx', 0o600)
    try {
      for (const piece of pieces) await handle.write(piece)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(unfinished, file)
  } catch (error) {
    await unlink(unfinished).catch(() => {})
    const code = (error as { code?: unknown }).code
    const why =
      code === 'ENOENT'
        ? 'its folder does not exist'
        : code === 'EISDIR'
          ? 'it is a folder'
          : code === 'ENOSPC'
            ? 'the disk is full'
            : code === 'EACCES' || code === 'EROFS' || code === 'EPERM'
              ? 'no right to write there'
              : 'writing failed'
    throw coreError(
      'usage',
      { what: `\`${file}\` cannot be written: ${why}`, help: 'give --out another place; the scan has changed nothing' },
      error,
    )
  }
}
