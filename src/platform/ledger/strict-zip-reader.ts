// Reads a zip of the form of stored-zip.ts and nothing else: every header is built anew from name, size and checksum and compared byte
// for byte, files follow one another without a gap, so that each byte of the file is accounted for. A hostile zip cannot do harm: nothing
// is inflated, no name is used as a path, the caller says which name comes next and how large it may be.
import { crc32 } from 'node:zlib'
import {
  CENTRAL_RECORD_BYTES,
  centralRecord,
  END64_BYTES,
  END_BYTES,
  endRecords,
  localHeader,
  type Directory,
  type ZipEntry,
} from './stored-zip.ts'

export interface ByteSource {
  readonly size: number
  /** exactly `length` bytes from `at`; throws when there are fewer */
  read(at: number, length: number): Promise<Buffer>
}

/** What does not hold, in words for people. */
export class ZipFault extends Error {}

export interface StrictZip {
  /** files in it */
  readonly count: number
  /** The next file, which must have this name and at most so many bytes. */
  next(name: string, maxBytes: number): Promise<Buffer>
  /** Says that this was the last file: throws when there is more. */
  end(): void
}

const WINDOW_BYTES = 1 << 20

export async function openStrictZip(source: ByteSource): Promise<StrictZip> {
  const directory = await readDirectory(source)
  const data = forwardReader(source, 0, directory.offset)
  const records = forwardReader(source, directory.offset, directory.offset + directory.size)
  let read = 0
  return {
    count: directory.count,
    next: async (name, maxBytes) => {
      if (read === directory.count) throw new ZipFault(`${name} is missing`)
      read++
      const fixed = await records.peek(CENTRAL_RECORD_BYTES)
      if (fixed === null) throw new ZipFault('the zip’s list of files is cut short')
      const offset = data.at()
      const far = fixed.readUInt32LE(20) === 0xffff_ffff
      const size = far ? await farSize(records, name) : fixed.readUInt32LE(20)
      if (size > maxBytes) throw new ZipFault(`${name} is larger than it can be`)
      const entry: ZipEntry = { name, size, crc: fixed.readUInt32LE(16) }
      const record = centralRecord(entry, offset)
      if (!(await records.take(record.length))?.equals(record)) {
        throw new ZipFault(`the zip’s list of files does not have ${name} where it belongs, or is not in the form of a bundle`)
      }
      const header = localHeader(entry)
      if (!(await data.take(header.length))?.equals(header)) throw new ZipFault(`the header of ${name} was changed`)
      const content = await data.take(size)
      if (content === null) throw new ZipFault(`${name} is cut short`)
      if (crc32(content) !== entry.crc) throw new ZipFault(`${name} was changed: its bytes do not have the checksum of the zip`)
      return content
    },
    end: () => {
      if (read !== directory.count || !data.done() || !records.done()) throw new ZipFault('there is more in the zip than belongs to it')
    },
  }
}

async function readDirectory(source: ByteSource): Promise<Directory> {
  if (source.size < END_BYTES) throw new ZipFault('this is no zip')
  const end = await source.read(source.size - END_BYTES, END_BYTES)
  if (end.readUInt32LE(0) !== 0x06054b50) throw new ZipFault('this is no zip, or bytes stand behind its end')
  let directory: Directory = { count: end.readUInt16LE(10), size: end.readUInt32LE(12), offset: end.readUInt32LE(16) }
  if (source.size >= END_BYTES + END64_BYTES) {
    const before = await source.read(source.size - END_BYTES - END64_BYTES, END64_BYTES)
    if (before.readUInt32LE(0) === 0x06064b50 && before.readUInt32LE(56) === 0x07064b50) {
      directory = {
        count: Number(before.readBigUInt64LE(32)),
        size: Number(before.readBigUInt64LE(40)),
        offset: Number(before.readBigUInt64LE(48)),
      }
    }
  }
  const { count, size, offset } = directory
  const sane = Number.isSafeInteger(count) && Number.isSafeInteger(offset + size) && count * CENTRAL_RECORD_BYTES <= size
  const expected = sane ? endRecords(directory) : null
  if (expected === null || offset + size + expected.length !== source.size) throw new ZipFault('the end of the zip was changed')
  if (!(await source.read(offset + size, expected.length)).equals(expected)) throw new ZipFault('the end of the zip was changed')
  return directory
}

async function farSize(records: ForwardReader, name: string): Promise<number> {
  const nameBytes = Buffer.byteLength(name)
  const record = await records.peek(CENTRAL_RECORD_BYTES + nameBytes + 12)
  return record === null ? 0 : Number(record.readBigUInt64LE(CENTRAL_RECORD_BYTES + nameBytes + 4))
}

interface ForwardReader {
  at(): number
  /** null when fewer bytes are left before the end */
  take(length: number): Promise<Buffer | null>
  peek(length: number): Promise<Buffer | null>
  done(): boolean
}

function forwardReader(source: ByteSource, from: number, to: number): ForwardReader {
  let at = from
  let window: Buffer = Buffer.alloc(0)
  let windowAt = from
  const peek = async (length: number): Promise<Buffer | null> => {
    if (at + length > to) return null
    if (at + length > windowAt + window.length) {
      window = await source.read(at, Math.min(to - at, Math.max(length, WINDOW_BYTES)))
      windowAt = at
    }
    return window.subarray(at - windowAt, at - windowAt + length)
  }
  return {
    at: () => at,
    peek,
    take: async (length) => {
      const bytes = await peek(length)
      if (bytes !== null) at += length
      return bytes
    },
    done: () => at === to,
  }
}
