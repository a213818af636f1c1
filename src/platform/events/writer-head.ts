// How far a writer has acknowledged, kept apart from its segments: a segment's end that somebody cuts off, or a file or folder that they
// remove, is missed by it. Written without fsync (it survives the death of the process, and after a power loss it only knows less).
import type { FileHandle } from 'node:fs/promises'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { crc32c } from './crc32c.ts'

export interface WriterHead {
  /** the number of the next record */
  readonly next: number
  /** ms, of the last record and of its arrival */
  readonly time: number
  readonly observed: number
}

const LENGTH = 128

export function headFile(folder: string, name: string): string {
  return path.join(folder, 'heads', name)
}

export async function writeHead(file: FileHandle, head: WriterHead): Promise<void> {
  const text = JSON.stringify(head)
  const line = `${text} ${crc32c(Buffer.from(text)).toString(16)}`.padEnd(LENGTH - 1) + '\n'
  await file.write(Buffer.from(line), 0, LENGTH, 0)
}

/** null: there is none that can be read. */
export async function readHead(folder: string, name: string): Promise<WriterHead | null> {
  try {
    const line = (await readFile(headFile(folder, name))).subarray(0, LENGTH).toString('utf8')
    const end = line.lastIndexOf('}') + 1
    const text = line.slice(0, end)
    if (crc32c(Buffer.from(text)).toString(16) !== line.slice(end).trim()) return null
    const head = JSON.parse(text) as WriterHead
    const { next, time, observed } = head
    return [next, time, observed].every(Number.isSafeInteger) && next >= 0 && Math.abs(time) <= 8.64e15 ? { next, time, observed } : null
  } catch {
    return null
  }
}
