// Running text as UTF-8 in pieces cut anywhere, read through the sieve: each find once, in order, in bounded memory. The same bytes give the same
// finds however they are cut. Owns the buffer and what of it is settled; text-field.ts counts.
import { LOOK_AHEAD, LOOK_BACK } from './scan-text.ts'
import { settle, settled, type Settled } from './scanner.ts'
import type { Sieve } from './sift.ts'

/** Committed at once; smaller than what the sieve has room for, since a piece with one character to be normalised is read plainly as a whole. */
const ROOM = 1 << 17
const NEWLINE = 10
const SPACE = 32

export interface BytePieces {
  add(bytes: Uint8Array): void
  end(): void
  /** lines with something in them so far */
  readonly lines: number
}

/** `take`: a find with the number of its line from 0, and its text. */
export function createBytePieces(sieve: Sieve, take: (found: Settled, line: number, raw: () => string) => void): BytePieces {
  const room = ROOM
  const buffer = Buffer.allocUnsafe(ROOM + LOOK_AHEAD + LOOK_BACK)
  let length = 0
  let base = 0 // where the buffer starts in the whole text
  let taken = 0 // up to here finds have been taken
  let counted = 0 // up to here lines have been counted
  let line = 0
  let lines = 0
  let lineOpen = false
  let linesTo = 0
  let hits: Settled[] = []

  const read = (commit: number): void => {
    sieve.memory.set(buffer.subarray(0, length))
    const fresh = sieve.lines(linesTo - base, length, lineOpen)
    lines += fresh.count
    lineOpen = fresh.open
    linesTo = base + length
    hits = []
    sieve.read(length, (hit, start, end) => void hits.push(settled(hit, start, end)))
    for (const found of settle(hits)) {
      if (base + found.start < taken || found.start >= commit) continue
      taken = base + found.end
      line += sieve.newlines(counted - base, found.start)
      counted = Math.max(counted, base + found.start)
      take(found, line, () => buffer.toString('utf8', found.start, found.end))
    }
    if (base + commit > counted) {
      line += sieve.newlines(counted - base, Math.min(commit, length))
      counted = base + Math.min(commit, length)
    }
  }
  // Committed places depend on the bytes alone, not on how they were cut.
  const step = (): void => {
    let commit = room
    const newline = buffer.lastIndexOf(NEWLINE, room)
    if (newline > room / 2) commit = newline + 1
    else {
      const space = buffer.lastIndexOf(SPACE, room)
      if (space > room / 2) commit = space + 1
    }
    while ((buffer[commit]! & 0xc0) === 0x80) commit--
    read(commit)
    taken = Math.max(taken, base + commit)
    let keep = Math.max(0, commit - LOOK_BACK)
    while ((buffer[keep]! & 0xc0) === 0x80) keep++
    buffer.copyWithin(0, keep, length)
    length -= keep
    base += keep
  }
  return {
    add: (bytes) => {
      for (let at = 0; at < bytes.length;) {
        const part = Math.min(bytes.length - at, buffer.length - length)
        buffer.set(bytes.subarray(at, at + part), length)
        length += part
        at += part
        if (length === buffer.length) step()
      }
    },
    end: () => {
      read(length + 1)
      length = 0
    },
    get lines() {
      return lines
    },
  }
}
