// The Merkle tree of RFC 6962 §2.1 over SHA-256: roots, inclusion and consistency proofs, and the right edge that lets a log grow
// without reading what is in it. Pure: no storage, no formats. Vectors: test/vectors/tlog.json.
//
// Sizes and indexes are integers below 2^53, so arithmetic is by division; shifts would cut them to 32 bits.
import { hash } from 'node:crypto'

export const HASH_BYTES = 32

/** The root of a tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Buffer = hash('sha256', '', 'buffer')

export function hashLeaf(leaf: Uint8Array | string): Buffer {
  const bytes = typeof leaf === 'string' ? Buffer.from(leaf, 'utf8') : leaf
  const input = Buffer.allocUnsafe(1 + bytes.length)
  input[0] = 0
  input.set(bytes, 1)
  return hash('sha256', input, 'buffer')
}

export function hashNode(left: Uint8Array, right: Uint8Array): Buffer {
  const input = Buffer.allocUnsafe(1 + 2 * HASH_BYTES)
  input[0] = 1
  input.set(left, 1)
  input.set(right, 1 + HASH_BYTES)
  return hash('sha256', input, 'buffer')
}

// The right edge ------------------------------------------------------------------------------------------------------

/** The roots of the complete subtrees that a tree of `size` leaves consists of, the largest first: at most 53 hashes. */
export interface Edge {
  readonly size: number
  readonly peaks: readonly Uint8Array[]
}

export const EMPTY_EDGE: Edge = { size: 0, peaks: [] }

export function extendEdge(edge: Edge, leafHash: Uint8Array): Edge {
  const peaks = [...edge.peaks]
  let node = leafHash
  for (let rest = edge.size; rest % 2 === 1; rest = (rest - 1) / 2) node = hashNode(peaks.pop()!, node)
  peaks.push(node)
  return { size: edge.size + 1, peaks }
}

export function edgeRoot(edge: Edge): Buffer {
  return edge.size === 0 ? EMPTY_ROOT : foldPeaks(edge.peaks)
}

export function edgeToBytes(edge: Edge): Buffer {
  return Buffer.concat(edge.peaks)
}

/** Throws RangeError when the bytes cannot belong to a tree of that size. */
export function edgeFromBytes(size: number, bytes: Uint8Array): Edge {
  const count = onesOf(size)
  if (bytes.length !== count * HASH_BYTES) throw new RangeError('the edge does not fit the size')
  return { size, peaks: Array.from({ length: count }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)) }
}

function onesOf(size: number): number {
  let count = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2
  return count
}

function foldPeaks(peaks: readonly Uint8Array[]): Buffer {
  let root: Buffer = Buffer.from(peaks.at(-1)!)
  for (let i = peaks.length - 2; i >= 0; i--) root = hashNode(peaks[i]!, root)
  return root
}

// The whole tree in memory --------------------------------------------------------------------------------------------

/** The root of the complete subtree number `index` of 2^level leaves. */
export type NodeReader = (level: number, index: number) => Uint8Array

export interface Tree {
  readonly size: number
  /** one buffer a level, the hashes of its complete subtrees in a row; level 0 holds the leaf hashes */
  readonly levels: readonly Buffer[]
  readonly node: NodeReader
}

/** 64 bytes a leaf. `leafHashes`: 32 bytes each, in a row. */
export function createTree(leafHashes: Buffer): Tree {
  const size = leafHashes.length / HASH_BYTES
  if (!Number.isInteger(size)) throw new RangeError('leaf hashes are 32 bytes each')
  const levels: Buffer[] = [leafHashes]
  for (let below: Buffer = leafHashes; below.length >= 2 * HASH_BYTES; below = levels.at(-1)!) {
    const count = Math.floor(below.length / (2 * HASH_BYTES))
    const level = Buffer.allocUnsafe(count * HASH_BYTES)
    for (let i = 0; i < count; i++) {
      const at = 2 * i * HASH_BYTES
      level.set(hashNode(below.subarray(at, at + HASH_BYTES), below.subarray(at + HASH_BYTES, at + 2 * HASH_BYTES)), i * HASH_BYTES)
    }
    levels.push(level)
  }
  const node: NodeReader = (level, index) => {
    const hashes = levels[level]
    if (hashes === undefined || (index + 1) * HASH_BYTES > hashes.length) throw new RangeError(`no node ${level}/${index}`)
    return hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)
  }
  return { size, levels, node }
}

/** MTH(D[0:size]). */
export function rootOf(node: NodeReader, size: number): Buffer {
  return size === 0 ? EMPTY_ROOT : rangeRoot(node, 0, size)
}

// INVARIANT: `from` is a multiple of the smallest power of two that is not below `to - from`, as in every split of RFC 6962.
function rangeRoot(node: NodeReader, from: number, to: number): Buffer {
  const peaks: Uint8Array[] = []
  let at = from
  while (at < to) {
    let level = 0
    let width = 1
    while (width * 2 <= to - at && at % (width * 2) === 0) {
      width *= 2
      level++
    }
    peaks.push(node(level, at / width))
    at += width
  }
  return foldPeaks(peaks)
}

/** The largest power of two below `count`. */
function splitOf(count: number): number {
  let width = 1
  while (width * 2 < count) width *= 2
  return width
}

/** PATH(index, D[0:size]), RFC 6962 §2.1.1: from the leaf's sibling up to the root's child. */
export function inclusionProof(node: NodeReader, index: number, size: number): Buffer[] {
  if (index < 0 || index >= size) throw new RangeError('the index lies outside the tree')
  const path: Buffer[] = []
  let from = 0
  let to = size
  while (to - from > 1) {
    const split = from + splitOf(to - from)
    if (index < split) {
      path.push(rangeRoot(node, split, to))
      to = split
    } else {
      path.push(rangeRoot(node, from, split))
      from = split
    }
  }
  return path.toReversed()
}

/** PROOF(first, D[0:second]), RFC 6962 §2.1.2. Empty when the sizes are equal, or the first tree is. */
export function consistencyProof(node: NodeReader, first: number, second: number): Buffer[] {
  if (first < 0 || first > second) throw new RangeError('the first tree is larger than the second')
  if (first === 0 || first === second) return []
  const path: Buffer[] = []
  let from = 0
  let to = second
  let whole = true // whether the subtree in hand is the first tree itself, whose root the verifier knows
  while (first !== to) {
    const split = from + splitOf(to - from)
    if (first <= split) {
      path.push(rangeRoot(node, split, to))
      to = split
    } else {
      path.push(rangeRoot(node, from, split))
      from = split
      whole = false
    }
  }
  if (!whole) path.push(rangeRoot(node, from, to))
  return path.toReversed()
}

// Checking proofs without the tree (RFC 9162 §2.1.3.2 and §2.1.4.2) ---------------------------------------------------

/** The root that the proof leads to; null when the proof has not the length that index and size ask for. */
export function rootFromInclusion(leafHash: Uint8Array, index: number, size: number, path: readonly Uint8Array[]): Buffer | null {
  if (index < 0 || index >= size) return null
  let at = index
  let last = size - 1
  let root: Buffer = Buffer.from(leafHash)
  for (const sibling of path) {
    if (last === 0) return null
    if (at % 2 === 1 || at === last) {
      root = hashNode(sibling, root)
      while (at % 2 === 0 && at !== 0) {
        at /= 2
        last = Math.floor(last / 2)
      }
    } else {
      root = hashNode(root, sibling)
    }
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? root : null
}

export function verifyInclusion(leafHash: Uint8Array, index: number, size: number, path: readonly Uint8Array[], root: Uint8Array): boolean {
  return rootFromInclusion(leafHash, index, size, path)?.equals(root) ?? false
}

export function verifyConsistency(
  first: number,
  second: number,
  path: readonly Uint8Array[],
  firstRoot: Uint8Array,
  secondRoot: Uint8Array,
): boolean {
  if (first < 0 || first > second) return false
  if (first === second) return path.length === 0 && Buffer.compare(firstRoot, secondRoot) === 0
  if (first === 0) return path.length === 0 && EMPTY_ROOT.equals(firstRoot)
  let at = first - 1
  let last = second - 1
  while (at % 2 === 1) {
    at = (at - 1) / 2
    last = Math.floor(last / 2)
  }
  // a first tree that is complete is its own starting node, and the proof leaves it out
  const hashes = at === 0 ? [firstRoot, ...path] : [...path]
  const start = hashes.shift()
  if (start === undefined) return false
  let oldRoot: Buffer = Buffer.from(start)
  let newRoot: Buffer = Buffer.from(start)
  for (const sibling of hashes) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      oldRoot = hashNode(sibling, oldRoot)
      newRoot = hashNode(sibling, newRoot)
      while (at % 2 === 0 && at !== 0) {
        at /= 2
        last = Math.floor(last / 2)
      }
    } else {
      newRoot = hashNode(newRoot, sibling)
    }
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && oldRoot.equals(firstRoot) && newRoot.equals(secondRoot)
}
