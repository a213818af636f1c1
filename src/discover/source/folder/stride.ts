// Picks records evenly from a stream whose length is not known beforehand: a sample spread over the file, not its beginning. Pure.
import type { ReadOptions } from '../source.ts'

export interface Stride {
  /** Is the next record wanted? Counts it. */
  take(): boolean
  readonly seen: number
  readonly taken: number
}

/** `size`: bytes there are; `bytes`: those of the records seen so far, from which the number of all records is estimated. */
export function createStride(mode: ReadOptions['mode'], size: number, bytes: () => number): Stride {
  let seen = 0
  let taken = 0
  const most = mode.kind === 'full' ? Number.POSITIVE_INFINITY : mode.rows
  let next = 0
  return {
    take() {
      const wanted = seen >= next && taken < most
      seen++
      if (!wanted) return false
      taken++
      if (most !== Number.POSITIVE_INFINITY) {
        // INVARIANT: what is left of the sample is spread evenly over what is left of the file.
        const read = bytes()
        // asked before anything was read: nothing is known yet
        if (read <= 0) return true
        const left = Math.max(0, (seen * Math.max(size, read)) / read - seen)
        next = seen + Math.max(0, left / Math.max(1, most - taken) - 1)
      }
      return true
    },
    get seen() {
      return seen
    },
    get taken() {
      return taken
    },
  }
}

/**
 * A piece in slices: records are told as a slice is read, so a slice must be small for their place to be known; at the beginning, where
 * few records have been seen, very small.
 */
export function* slices(
  text: string,
  from: number,
  bytes: number,
  mode: ReadOptions['mode'],
): Generator<{ readonly text: string; readonly end: number }> {
  if (mode.kind === 'full') {
    yield { text, end: from + bytes }
    return
  }
  for (let at = 0; at < text.length;) {
    const length = from === 0 && at < 1 << 15 ? 256 : 1 << 14
    const end = Math.min(text.length, at + length)
    yield { text: text.slice(at, end), end: from + (bytes * end) / text.length }
    at = end
  }
}
