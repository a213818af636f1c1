// References of the people that a row names: reads the value of a key column as PostgreSQL sends it, in text or binary, and makes the same
// 16 bytes that discovery makes (CONTRACTS.md: ref). Owns nothing else; a value is forgotten at once.
import { hash } from 'node:crypto'
import { canon, type IdentitySpace } from '../../core/canon.ts'

/** Makes a reference as 16 latin1 characters; null: the value refers to nobody. */
export type MakeRef = (space: string, form: IdentitySpace, value: string) => string | null

export function createMakeRef(key: Uint8Array): MakeRef {
  // HMAC by two plain hashes: several times quicker than an object for each value, and this runs for every row.
  const pad = (byte: number): Buffer => {
    const padded = Buffer.alloc(64)
    Buffer.from(key.length > 64 ? hash('sha256', key, 'buffer') : key).copy(padded)
    return padded.map((one) => one ^ byte) as Buffer
  }
  const inner = pad(0x36)
  const outer = Buffer.concat([pad(0x5c), Buffer.alloc(32)])
  let buffer = Buffer.alloc(4096)
  inner.copy(buffer)
  return (space, form, value) => {
    const text = form !== 'phone' && PLAIN.test(value) ? value : canon(form, value)
    if (text === null) return null
    const most = 64 + 3 * (space.length + 1 + text.length)
    if (most > buffer.length) {
      buffer = Buffer.alloc(2 * most)
      inner.copy(buffer)
    }
    const length = 64 + buffer.write(`${space}\0${text}`, 64, 'utf8')
    // as text: a Buffer for each digest costs several times the digest
    outer.write(hash('sha256', buffer.subarray(0, length), 'binary'), 64, 'latin1')
    return hash('sha256', outer, 'binary').slice(0, 16)
  }
}

// its canonical form in every space but phone is itself
const PLAIN = /^[0-9]{1,20}$/

/** pg_type.oid of those whose values are read; others name nobody that is known. */
const READERS: ReadonlyMap<number, (bytes: Buffer) => string | null> = new Map([
  [21, (bytes) => (bytes.length === 2 ? String(bytes.readInt16BE()) : null)],
  [23, (bytes) => (bytes.length === 4 ? String(bytes.readInt32BE()) : null)],
  [20, (bytes) => (bytes.length === 8 ? String(bytes.readBigInt64BE()) : null)],
  [2950, uuidOf],
  [25, (bytes) => bytes.toString('utf8')],
  [1043, (bytes) => bytes.toString('utf8')],
  [1042, (bytes) => bytes.toString('utf8')],
  [19, (bytes) => bytes.toString('utf8')],
  [1700, numericOf],
])

/** Whether values of the type can be read in that form; otherwise a column of it is no key. */
export function canRead(type: number, binary: boolean): boolean {
  return !binary || READERS.has(type)
}

/** Null: it cannot be said who that is. `utf8` false: the client asked for another encoding, only ASCII is understood. */
export function readValue(type: number, binary: boolean, bytes: Buffer, utf8: boolean): string | null {
  if (binary && type !== 25 && type !== 1043 && type !== 1042 && type !== 19) return READERS.get(type)?.(bytes) ?? null
  if (!utf8 && bytes.some((byte) => byte > 127)) return null
  return bytes.toString('utf8')
}

function uuidOf(bytes: Buffer): string | null {
  if (bytes.length !== 16) return null
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

// int16 digits, weight, sign, scale; then digits to the base 10,000.
function numericOf(bytes: Buffer): string | null {
  if (bytes.length < 8) return null
  const count = bytes.readUInt16BE(0)
  const weight = bytes.readInt16BE(2)
  const sign = bytes.readUInt16BE(4)
  const scale = bytes.readUInt16BE(6)
  if (bytes.length !== 8 + 2 * count || (sign !== 0 && sign !== 0x4000) || weight > 100 || scale > 100) return null
  const digit = (i: number): number => (i >= 0 && i < count ? bytes.readUInt16BE(8 + 2 * i) : 0)
  let whole = ''
  for (let i = 0; i <= weight; i++) whole += String(digit(i)).padStart(4, '0')
  let fraction = ''
  for (let i = 0; fraction.length < scale; i++) fraction += String(digit(weight + 1 + i)).padStart(4, '0')
  const text = whole.replace(/^0+(?=\d)/, '') || '0'
  return `${sign === 0 ? '' : '-'}${text}${scale === 0 ? '' : `.${fraction.slice(0, scale)}`}`
}
