// Reads the bytes of one file as text pieces, in bounded memory: all of it, or evenly spread blocks of it. Owns opening (no links, no
// devices) and the notice that a file changed meanwhile; knows no format.
import { constants, type Stats } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import type { Encoding } from './text-encoding.ts'

export const HEAD_BYTES = 1 << 16
const PIECE_BYTES = 1 << 18
/** In a sample a file above this size is read in blocks. */
export const SAMPLE_BYTES = 64 << 20
const BLOCK_BYTES = 1 << 20

export interface OpenFile {
  readonly handle: FileHandle
  readonly stats: Stats
  readonly head: Buffer
}

/** Never follows a link in the last step, never waits at a pipe. The caller closes the handle. */
export async function openFile(path: Buffer | string): Promise<OpenFile | 'special'> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) {
      await handle.close()
      return 'special'
    }
    const head = Buffer.alloc(Math.min(HEAD_BYTES, Math.max(stats.size, 4096)))
    let filled = 0
    while (filled < head.length) {
      const { bytesRead } = await handle.read(head, filled, head.length - filled, filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return { handle, stats, head: head.subarray(0, filled) }
  } catch (error) {
    await handle.close().catch(() => {})
    throw error
  }
}

export interface Piece {
  readonly text: string
  /** a new block begins: what was unfinished before it is cut */
  readonly jump: boolean
  /** bytes read before this piece */
  readonly from: number
}

export interface FileText {
  pieces(): AsyncGenerator<Piece>
  /** bytes read so far */
  readonly bytes: number
  /** false: a sample of blocks */
  readonly whole: boolean
  /** bytes that are no text in the encoding were met */
  readonly damaged: boolean
}

export function fileText(
  { handle, stats }: OpenFile,
  encoding: { readonly encoding: Encoding; readonly skip: number },
  options: { readonly sample: boolean; readonly signal: AbortSignal },
): FileText {
  const whole = !options.sample || stats.size <= SAMPLE_BYTES
  let bytes = 0
  let damaged = false
  const buffer = Buffer.allocUnsafe(PIECE_BYTES)

  async function* range(from: number, to: number, jump: boolean): AsyncGenerator<Piece> {
    const decoder = new TextDecoder(encoding.encoding, { ignoreBOM: false })
    let at = from
    let first = jump
    while (at < to) {
      options.signal.throwIfAborted()
      const { bytesRead } = await handle.read(buffer, 0, Math.min(PIECE_BYTES, to - at), at)
      if (bytesRead === 0) break
      const before = bytes
      at += bytesRead
      bytes += bytesRead
      const text = decoder.decode(buffer.subarray(0, bytesRead), { stream: true })
      if (!damaged && whole && text.includes('\uFFFD')) damaged = true
      yield { text, jump: first, from: before }
      first = false
    }
    const rest = decoder.decode()
    if (rest !== '') yield { text: rest, jump: first, from: bytes }
  }

  return {
    async *pieces() {
      if (whole) {
        // a file that grows while being read is read to its end
        yield* range(encoding.skip, Number.MAX_SAFE_INTEGER, false)
        return
      }
      const blocks = SAMPLE_BYTES / BLOCK_BYTES
      for (let block = 0; block < blocks; block++) {
        const from = block === 0 ? encoding.skip : Math.floor(((stats.size - BLOCK_BYTES) * block) / (blocks - 1) / 2) * 2
        yield* range(from, Math.min(from + BLOCK_BYTES, stats.size), block > 0)
      }
    },
    get bytes() {
      return bytes
    },
    whole,
    get damaged() {
      return damaged
    },
  }
}

/** True when the file is not the one whose reading began. */
export async function changed({ handle, stats }: OpenFile): Promise<boolean> {
  const now = await handle.stat()
  return now.size !== stats.size || now.mtimeMs !== stats.mtimeMs
}
