// Tiles of a log, C2SP tlog-tiles: which ones a tree of a size has, their paths, and bundles of entries. Pure.
import { HASH_BYTES, type Tree } from './merkle-tree.ts'

export const TILE_WIDTH = 256
const TILE_HEIGHT = 8

export interface Tile {
  readonly level: number
  readonly index: number
  /** hashes in it: 256, or 1 to 255 in a partial one */
  readonly width: number
}

/** `x001/x234/067`; `.p/<width>` behind when partial. */
function indexPath(index: number, width: number): string {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g)!
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
  return width === TILE_WIDTH ? path : `${path}.p/${width}`
}

export function tilePath(tile: Tile): string {
  return `tile/${tile.level}/${indexPath(tile.index, tile.width)}`
}

export function entriesPath(index: number, width: number): string {
  return `tile/entries/${indexPath(index, width)}`
}

/** Every tile of a tree of that size, level by level; one level more than is full. */
export function* tilesOf(size: number): Generator<Tile> {
  let level = 0
  for (let hashes = size; hashes > 0; hashes = Math.floor(hashes / TILE_WIDTH)) {
    const full = Math.floor(hashes / TILE_WIDTH)
    for (let index = 0; index < full; index++) yield { level, index, width: TILE_WIDTH }
    const rest = hashes % TILE_WIDTH
    if (rest > 0) yield { level, index: full, width: rest }
    level++
  }
}

export function tileBytes(tree: Tree, tile: Tile): Buffer {
  const hashes = tree.levels[tile.level * TILE_HEIGHT]
  const from = tile.index * TILE_WIDTH * HASH_BYTES
  const to = from + tile.width * HASH_BYTES
  if (hashes === undefined || to > hashes.length) throw new RangeError(`no tile ${tilePath(tile)}`)
  return hashes.subarray(from, to)
}

/** Entries with their length before them, a big-endian uint16. */
export function encodeEntries(entries: readonly string[]): Buffer {
  const parts: Buffer[] = []
  for (const entry of entries) {
    const bytes = Buffer.from(entry, 'utf8')
    if (bytes.length > 0xffff) throw new RangeError('an entry has at most 65535 bytes')
    const length = Buffer.alloc(2)
    length.writeUInt16BE(bytes.length)
    parts.push(length, bytes)
  }
  return Buffer.concat(parts)
}

/** Null when the bytes are not exactly `count` entries. */
export function decodeEntries(bytes: Buffer, count: number): Buffer[] | null {
  const entries: Buffer[] = []
  let at = 0
  while (at < bytes.length) {
    if (entries.length === count || at + 2 > bytes.length) return null
    const end = at + 2 + bytes.readUInt16BE(at)
    if (end > bytes.length) return null
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return entries.length === count ? entries : null
}
