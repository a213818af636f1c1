// The frames of a segment file: magic, length, CRC-32C of the payload, CRC-32C of the header, payload; all little endian. Owns how frames
// are written and found again. What they hold is access-batch.ts. Bytes may be torn or hostile: nothing here throws at them, loops over
// them, or allocates more than MAX_PAYLOAD for them.
import type { FileHandle } from 'node:fs/promises'
import { crc32c } from './crc32c.ts'

const MAGIC = 0x3153_4648 // "HFS1"
export const HEADER = 16
export const MAX_PAYLOAD = 64 * 2 ** 20
const WINDOW = 2 ** 20
/** how often a segment may look like a frame and be none, before the rest of it is given up */
const MAX_FALSE_STARTS = 1000

/** Writes the header before a payload that starts at HEADER. */
export function sealFrame(frame: Buffer): void {
  frame.writeUInt32LE(MAGIC, 0)
  frame.writeUInt32LE(frame.length - HEADER, 4)
  frame.writeUInt32LE(crc32c(frame.subarray(HEADER)), 8)
  frame.writeUInt32LE(crc32c(frame.subarray(0, 12)), 12)
}

export interface Frame {
  readonly at: number
  readonly end: number
  readonly payload: Buffer
  /** header and payload */
  readonly whole: Buffer
}

/**
 * Whole frames of an open file from an offset on, in order. Damage is skipped: the next frame that holds is found by its magic; what lay
 * between shows as a jump in the sequence. `upTo`: bytes behind it are not looked at.
 */
export async function* readFrames(file: FileHandle, from: number, upTo: number): AsyncGenerator<Frame> {
  let window: Buffer = Buffer.alloc(0)
  let start = from // where the window lies in the file
  let at = from
  let falseStarts = 0
  const have = async (length: number): Promise<boolean> => {
    if (at + length > upTo) return false
    if (at - start + length <= window.length) return true
    const size = Math.min(Math.max(length, WINDOW), upTo - at)
    const next = Buffer.allocUnsafe(size)
    let got = 0
    while (got < size) {
      const { bytesRead } = await file.read(next, got, size - got, at + got)
      if (bytesRead === 0) break
      got += bytesRead
    }
    window = next.subarray(0, got)
    start = at
    return got >= length
  }
  while (await have(HEADER)) {
    const header = window.subarray(at - start, at - start + HEADER)
    const length = header.readUInt32LE(4)
    const sound = header.readUInt32LE(0) === MAGIC && length <= MAX_PAYLOAD && header.readUInt32LE(12) === crc32c(header.subarray(0, 12))
    const sum = header.readUInt32LE(8)
    if (sound && (await have(HEADER + length))) {
      const payload = window.subarray(at - start + HEADER, at - start + HEADER + length)
      if (crc32c(payload) === sum) {
        const end = at + HEADER + length
        yield { at, end, payload, whole: window.subarray(at - start, end - start) }
        at = end
        continue
      }
    }
    if (sound && ++falseStarts > MAX_FALSE_STARTS) return
    // On to the next magic.
    at++
    while (await have(4)) {
      const found = window.subarray(at - start).indexOf('HFS1', 0, 'latin1')
      if (found >= 0) {
        at += found
        break
      }
      at = start + window.length - 3
    }
  }
}
