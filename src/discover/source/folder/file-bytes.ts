// Reads the bytes of one file as text pieces, in bounded memory: all of it, or evenly spread blocks of it. Owns opening (no links, no
// devices) and the notice that a file changed meanwhile; knows no format.
import { isUtf8 } from 'node:buffer'
import { constants, type Stats } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import type { Encoding } from './text-encoding.ts'

export const HEAD_BYTES = 1 << 16
const PIECE_BYTES = 1 << 18
const CHUNK_BYTES = 1 << 20
const REPLACEMENT = Buffer.from('\uFFFD')
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

export interface Chunk {
  /** valid UTF-8, no character cut at either end; good until the next is asked for */
  readonly bytes: Buffer
  readonly jump: boolean
}

export interface FileText {
  pieces(): AsyncGenerator<Piece>
  /** The same as UTF-8: as the file has it where that is its encoding. */
  chunks(): AsyncGenerator<Chunk>
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

  async function* byteRange(from: number, to: number, jump: boolean): AsyncGenerator<Chunk> {
    // The next piece is read while this one is looked at.
    const buffers = [Buffer.allocUnsafe(CHUNK_BYTES + 4), Buffer.allocUnsafe(CHUNK_BYTES + 4)] as const
    const readInto = (which: number, at: number): Promise<{ bytesRead: number }> =>
      handle.read(buffers[which & 1]!, 4, Math.max(0, Math.min(CHUNK_BYTES, to - at)), at)
    let left = Buffer.alloc(0)
    let first = jump
    let reading = readInto(0, from)
    try {
      for (let turn = 0, at = from; at < to; turn++) {
        options.signal.throwIfAborted()
        const { bytesRead } = await reading
        if (bytesRead === 0) break
        at += bytesRead
        bytes += bytesRead
        const buffer = buffers[turn & 1]!
        reading = readInto(turn + 1, at)
        const start = 4 - left.length
        left.copy(buffer, start)
        let piece = buffer.subarray(start, 4 + bytesRead)
        if (first) piece = piece.subarray(headContinuation(piece))
        const cut = unfinished(piece)
        left = Buffer.from(piece.subarray(piece.length - cut))
        piece = piece.subarray(0, piece.length - cut)
        if (!isUtf8(piece)) {
          if (whole) damaged = true
          piece = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(piece))
        } else if (!damaged && whole && piece.includes(REPLACEMENT)) damaged = true
        if (piece.length > 0) yield { bytes: piece, jump: first }
        first = false
      }
    } finally {
      // nobody may close the file while it is read
      await reading.catch(() => {})
    }
    if (left.length > 0) yield { bytes: REPLACEMENT, jump: first }
  }

  async function* blocksOf<T>(of: (from: number, to: number, jump: boolean) => AsyncGenerator<T>): AsyncGenerator<T> {
    if (whole) {
      // a file that grows while being read is read to its end
      yield* of(encoding.skip, Number.MAX_SAFE_INTEGER, false)
      return
    }
    const blocks = SAMPLE_BYTES / BLOCK_BYTES
    for (let block = 0; block < blocks; block++) {
      const from = block === 0 ? encoding.skip : Math.floor(((stats.size - BLOCK_BYTES) * block) / (blocks - 1) / 2) * 2
      yield* of(from, Math.min(from + BLOCK_BYTES, stats.size), block > 0)
    }
  }

  async function* encoded(from: number, to: number, jump: boolean): AsyncGenerator<Chunk> {
    for await (const piece of range(from, to, jump)) if (piece.text !== '') yield { bytes: Buffer.from(piece.text), jump: piece.jump }
  }

  return {
    pieces: () => blocksOf(range),
    chunks: () => blocksOf(encoding.encoding === 'utf-8' ? byteRange : encoded),
    get bytes() {
      return bytes
    },
    whole,
    get damaged() {
      return damaged
    },
  }
}

/** Bytes at the end that begin a character and do not end it. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0
  }
  return 0
}

/** Bytes at the beginning that end a character which began before. */
function headContinuation(bytes: Uint8Array): number {
  let count = 0
  while (count < 3 && count < bytes.length && (bytes[count]! & 0xc0) === 0x80) count++
  return count
}

/** True when the file is not the one whose reading began. */
export async function changed({ handle, stats }: OpenFile): Promise<boolean> {
  const now = await handle.stat()
  return now.size !== stats.size || now.mtimeMs !== stats.mtimeMs
}
