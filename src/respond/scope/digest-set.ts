// One digest for many records, the same in whatever order they come. Owns their digests in one piece of memory: 32 bytes a record.
import { createHash } from 'node:crypto'

const BYTES = 32
const BUCKETS = 65_536

export interface DigestSet {
  readonly size: number
  add(text: string): void
  /** SHA-256 over the SHA-256 of each text, in the order of these */
  sha256(): string
}

export function digestSet(): DigestSet {
  let held = Buffer.alloc(1024 * BYTES)
  let size = 0
  return {
    get size() {
      return size
    },
    add(text) {
      if ((size + 1) * BYTES > held.length) held = Buffer.concat([held, Buffer.alloc(held.length)])
      createHash('sha256')
        .update(text)
        .digest()
        .copy(held, size * BYTES)
      size++
    },
    sha256() {
      const all = createHash('sha256')
      for (const at of sorted(held, size)) all.update(held.subarray(at * BYTES, (at + 1) * BYTES))
      return all.digest('hex')
    },
  }
}

/** Places of the digests, smallest first: by their first two bytes into buckets, then within each. */
function sorted(held: Buffer, size: number): Uint32Array {
  const starts = new Uint32Array(BUCKETS + 1)
  for (let at = 0; at < size; at++) starts[held.readUInt16BE(at * BYTES) + 1]!++
  for (let bucket = 0; bucket < BUCKETS; bucket++) starts[bucket + 1]! += starts[bucket]!
  const next = starts.slice()
  const places = new Uint32Array(size)
  for (let at = 0; at < size; at++) places[next[held.readUInt16BE(at * BYTES)]!++] = at
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    if (starts[bucket + 1]! - starts[bucket]! < 2) continue
    places
      .subarray(starts[bucket], starts[bucket + 1])
      .sort((a, b) => held.compare(held, b * BYTES, (b + 1) * BYTES, a * BYTES, (a + 1) * BYTES))
  }
  return places
}
