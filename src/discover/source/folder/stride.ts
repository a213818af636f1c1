// Picks records evenly from a stream whose length is not known beforehand: a sample spread over the file, not its beginning. Pure.
import type { ReadOptions } from '../source.ts'

export interface Stride {
  /** Is the next record wanted? Counts it. */
  take(): boolean
  readonly seen: number
  readonly taken: number
}

/** `size`: bytes there are; `bytes`: read so far, from which the number of records is estimated as they come. */
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
        const read = Math.max(bytes(), 1)
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
