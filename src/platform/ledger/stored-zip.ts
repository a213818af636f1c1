// The one form of zip that a bundle has: files stored, not deflated, one behind the other, nothing between them, no comments, no extra
// fields, the same date (1980-01-01) and mode (0644) for all. Since content alone decides every byte, a reader can compare every byte
// (strict-zip-reader.ts) and no changed one goes unseen. Any unzip reads it; `yazl` writes the same bytes for the same files, which the
// test checks, but looks through all entries for each one it adds, so that a ledger of a million would take it days.
import { crc32 } from 'node:zlib'

export interface ZipEntry {
  readonly name: string
  readonly size: number
  readonly crc: number
}

export interface ZipFile {
  readonly name: string
  readonly content: Buffer
}

/** Above this an entry would need the 64-bit form in its own header. */
export const MAX_ENTRY_BYTES = 0xffff_fffe
export const LOCAL_HEADER_BYTES = 30
export const CENTRAL_RECORD_BYTES = 46
const ZIP64_FIELD_BYTES = 28
export const END_BYTES = 22
export const END64_BYTES = 56 + 20
const UTF8_NAME = 1 << 11
const DATE_1980_01_01 = (1 << 5) | 1
const MADE_BY_UNIX = (3 << 8) | 63
const REGULAR_FILE_0644 = 0o100644 * 0x10000

/** APPNOTE.TXT 4.3.7 */
export function localHeader(entry: ZipEntry): Buffer {
  const name = Buffer.from(entry.name, 'utf8')
  const out = Buffer.alloc(LOCAL_HEADER_BYTES + name.length)
  out.writeUInt32LE(0x04034b50, 0)
  out.writeUInt16LE(20, 4)
  out.writeUInt16LE(UTF8_NAME, 6)
  out.writeUInt16LE(DATE_1980_01_01, 12)
  out.writeUInt32LE(entry.crc, 14)
  out.writeUInt32LE(entry.size, 18)
  out.writeUInt32LE(entry.size, 22)
  out.writeUInt16LE(name.length, 26)
  name.copy(out, LOCAL_HEADER_BYTES)
  return out
}

/** APPNOTE.TXT 4.3.12; beyond 4 GiB with the field of 4.5.3 */
export function centralRecord(entry: ZipEntry, offset: number): Buffer {
  const name = Buffer.from(entry.name, 'utf8')
  const far = offset > MAX_ENTRY_BYTES
  const out = Buffer.alloc(CENTRAL_RECORD_BYTES + name.length + (far ? ZIP64_FIELD_BYTES : 0))
  out.writeUInt32LE(0x02014b50, 0)
  out.writeUInt16LE(MADE_BY_UNIX, 4)
  out.writeUInt16LE(far ? 45 : 20, 6)
  out.writeUInt16LE(UTF8_NAME, 8)
  out.writeUInt16LE(DATE_1980_01_01, 14)
  out.writeUInt32LE(entry.crc, 16)
  out.writeUInt32LE(far ? 0xffff_ffff : entry.size, 20)
  out.writeUInt32LE(far ? 0xffff_ffff : entry.size, 24)
  out.writeUInt16LE(name.length, 28)
  out.writeUInt16LE(far ? ZIP64_FIELD_BYTES : 0, 30)
  out.writeUInt32LE(REGULAR_FILE_0644, 38)
  out.writeUInt32LE(far ? 0xffff_ffff : offset, 42)
  name.copy(out, CENTRAL_RECORD_BYTES)
  if (far) {
    const field = CENTRAL_RECORD_BYTES + name.length
    out.writeUInt16LE(1, field)
    out.writeUInt16LE(ZIP64_FIELD_BYTES - 4, field + 2)
    out.writeBigUInt64LE(BigInt(entry.size), field + 4)
    out.writeBigUInt64LE(BigInt(entry.size), field + 12)
    out.writeBigUInt64LE(BigInt(offset), field + 20)
  }
  return out
}

export interface Directory {
  readonly count: number
  readonly offset: number
  readonly size: number
}

/** APPNOTE.TXT 4.3.16, with 4.3.14 and 4.3.15 before it when a number needs more than its place. */
export function endRecords(directory: Directory): Buffer {
  const { count, offset, size } = directory
  const far = count >= 0xffff || size >= 0xffff_ffff || offset >= 0xffff_ffff
  const out = Buffer.alloc((far ? END64_BYTES : 0) + END_BYTES)
  let at = 0
  if (far) {
    out.writeUInt32LE(0x06064b50, 0)
    out.writeBigUInt64LE(44n, 4)
    out.writeUInt16LE(MADE_BY_UNIX, 12)
    out.writeUInt16LE(45, 14)
    out.writeBigUInt64LE(BigInt(count), 24)
    out.writeBigUInt64LE(BigInt(count), 32)
    out.writeBigUInt64LE(BigInt(size), 40)
    out.writeBigUInt64LE(BigInt(offset), 48)
    out.writeUInt32LE(0x07064b50, 56)
    out.writeBigUInt64LE(BigInt(offset + size), 64)
    out.writeUInt32LE(1, 72)
    at = END64_BYTES
  }
  out.writeUInt32LE(0x06054b50, at)
  out.writeUInt16LE(Math.min(count, 0xffff), at + 8)
  out.writeUInt16LE(Math.min(count, 0xffff), at + 10)
  out.writeUInt32LE(Math.min(size, 0xffff_ffff), at + 12)
  out.writeUInt32LE(Math.min(offset, 0xffff_ffff), at + 16)
  return out
}

/** Streams the zip of the files in the order given; holds one file and the directory in memory. */
export async function* writeZip(files: AsyncIterable<ZipFile>): AsyncGenerator<Buffer> {
  const directory: Buffer[] = []
  let count = 0
  let offset = 0
  let size = 0
  for await (const { name, content } of files) {
    if (content.length > MAX_ENTRY_BYTES) throw new RangeError('a file of this zip has less than 4 GiB')
    const entry = { name, size: content.length, crc: crc32(content) }
    const header = localHeader(entry)
    const record = centralRecord(entry, offset)
    directory.push(record)
    size += record.length
    offset += header.length + content.length
    count++
    yield header
    if (content.length > 0) yield content
  }
  yield* directory
  yield endRecords({ count, offset, size })
}
