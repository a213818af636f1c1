// Cuts log files into records at byte positions: lines of JSON, rows of CSV (a quoted field may hold line ends). Owns cutting and its limits;
// what is too long is passed over to its end and said, never held in memory.
import type { FileHandle } from 'node:fs/promises'

export interface LogLine {
  /** null: too long to be read */
  readonly text: string | null
  /** position behind its line end */
  readonly end: number
}

export const LONGEST_LINE = 1024 * 1024
const CHUNK = 1024 * 1024
const NEWLINE = 10
const QUOTE = 34

/** Whole records between two positions, a chunk's worth at a time. What has no line end yet is not given. */
export async function* readLogLines(
  file: FileHandle,
  kind: 'json' | 'csv',
  from: number,
  to: number,
): AsyncGenerator<readonly LogLine[], void> {
  let held: Buffer = Buffer.alloc(0)
  let position = from // of the first byte in `held`
  let read = from
  let skipping = false
  let searched = 0 // bytes of `held` already looked at without finding the end of a record
  let quoted = false
  while (read < to) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, to - read))
    const { bytesRead } = await file.read(chunk, 0, chunk.length, read)
    if (bytesRead === 0) break
    read += bytesRead
    held = held.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([held, chunk.subarray(0, bytesRead)])
    const lines: LogLine[] = []
    let start = 0
    for (;;) {
      const newline = held.indexOf(NEWLINE, Math.max(start, searched))
      if (newline < 0) {
        if (kind === 'csv' && !skipping) quoted = flips(held, Math.max(start, searched), held.length) ? !quoted : quoted
        searched = held.length
        break
      }
      if (kind === 'csv' && !skipping) {
        if (flips(held, Math.max(start, searched), newline)) quoted = !quoted
        if (quoted && newline - start <= LONGEST_LINE) {
          searched = newline + 1
          continue
        }
      }
      const end = newline + 1
      // A row of CSV whose quote never closes swallows what follows: begin again where a line begins with a time.
      const resumes = kind === 'json' || !(skipping || quoted) || beginsWithTime(held, end)
      if (!resumes) {
        skipping = true
        searched = end
        continue
      }
      const long = skipping || quoted || newline - start > LONGEST_LINE
      const last = held[newline - 1] === 13 ? newline - 1 : newline
      if (long || last > start) lines.push({ text: long ? null : held.toString('utf8', start, last), end: position + end })
      skipping = false
      quoted = false
      start = end
      searched = end
    }
    if (held.length - start > LONGEST_LINE) {
      // The line goes on: keep none of it, but the last bytes, in which the next may begin.
      skipping = true
      start = held.length
    }
    position += start
    held = held.subarray(start)
    searched = Math.max(0, searched - start)
    if (lines.length > 0) yield lines
  }
}

function flips(bytes: Buffer, from: number, to: number): boolean {
  let odd = false
  for (let at = bytes.indexOf(QUOTE, from); at >= 0 && at < to; at = bytes.indexOf(QUOTE, at + 1)) odd = !odd
  return odd
}

function beginsWithTime(bytes: Buffer, at: number): boolean {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(bytes.toString('latin1', at, at + 19))
}
