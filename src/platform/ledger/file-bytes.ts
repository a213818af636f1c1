// Bytes of a file on disk by place, for the verifier. Owns the words for what cannot be read.
import { constants, open } from 'node:fs/promises'
import { ledgerError } from './errors.ts'
import type { ByteSource } from './strict-zip-reader.ts'

/** Throws `ledger/bundle-unreadable`. The file stays open while `work` runs. */
export async function withFileBytes<T>(path: string, work: (source: ByteSource) => Promise<T>): Promise<T> {
  let file
  try {
    // a named pipe without a writer would keep an ordinary open waiting for ever
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    throw unreadable(path, error)
  }
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw ledgerError('bundle-unreadable', { path, why: 'it is not a file' })
    return await work({
      size: stat.size,
      read: async (at, length) => {
        const bytes = Buffer.allocUnsafe(length)
        let got = 0
        while (got < length) {
          let read: number
          try {
            read = (await file.read(bytes, got, length - got, at + got)).bytesRead
          } catch (error) {
            throw unreadable(path, error)
          }
          if (read === 0) throw ledgerError('bundle-unreadable', { path, why: 'it became shorter while it was read' })
          got += read
        }
        return bytes
      },
    })
  } finally {
    await file.close()
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'not allowed',
  EPERM: 'not allowed',
  EISDIR: 'it is a folder',
}

export function unreadable(path: string, error: unknown): Error {
  const code = (error as { code?: unknown }).code
  const why = typeof code === 'string' ? (WHY[code] ?? code) : 'reading failed'
  return ledgerError('bundle-unreadable', { path, why }, error)
}
