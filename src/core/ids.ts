// Names of things. Found things have an id computed from their canonical form, so that command line, server and workers agree
// without asking each other; made things have a UUIDv7. Vectors: test/vectors/ids.json.
import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from './clock.ts'

export type StoreId = `st_${string}`
export type ObjectId = `ob_${string}`
export type FieldId = `fi_${string}`

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567' // RFC 4648 base32, lower case, no padding

function base32(bytes: Uint8Array): string {
  let out = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      out += ALPHABET[(value >>> (bits - 5)) & 31]
      bits -= 5
    }
    value &= (1 << bits) - 1
  }
  if (bits > 0) out += ALPHABET[(value << (5 - bits)) & 31]
  return out
}

// Names are taken as they are: two files whose names differ only in composition (NFC, NFD) are two files, and so are two columns.
// INVARIANT: parts are joined with their UTF-8 byte length before them, so that ["a","bc"] and ["ab","c"] differ whatever they hold.
function found(prefix: string, parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8')
    hash.update(`${bytes.length}:`).update(bytes)
  }
  return `${prefix}_${base32(hash.digest()).slice(0, 20)}`
}

export type StoreAddress =
  | { readonly kind: 'postgres' | 'mysql'; readonly host: string; readonly port: number; readonly database: string }
  | { readonly kind: 'folder' | 'file' | 'sqlite'; /** the real path, links resolved */ readonly path: string }

export function storeId(address: StoreAddress): StoreId {
  const parts =
    'path' in address ? [address.kind, address.path] : [address.kind, address.host.toLowerCase(), String(address.port), address.database]
  return found('st', parts) as StoreId
}

/** `path`: ["public","orders"] in a database; in a folder the relative path in one element, "!/" into archives. */
export function objectId(store: StoreId, path: readonly string[]): ObjectId {
  return found('ob', [store, ...path]) as ObjectId
}

/** `path`: `column`, `column.$.a.b[]`, `$text`, `Sheet!C`. */
export function fieldId(object: ObjectId, path: string): FieldId {
  return found('fi', [object, path]) as FieldId
}

/** UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random. */
export function newId(clock: Clock): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(clock.now().getTime(), 0, 6)
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
