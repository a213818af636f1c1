// The tree against published vectors, and against a second implementation written as RFC 6962 §2.1 words it: by recursion over the
// leaves, sharing no code with the first.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import vectors from '../../../test/vectors/tlog.json' with { type: 'json' }
import {
  consistencyProof,
  createTree,
  edgeFromBytes,
  edgeRoot,
  edgeToBytes,
  EMPTY_EDGE,
  EMPTY_ROOT,
  extendEdge,
  hashLeaf,
  hashNode,
  inclusionProof,
  rootFromInclusion,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './merkle-tree.ts'

const SEED = 20_261_124

function sha(...parts: Uint8Array[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
function naiveSplit(n: number): number {
  let k = 1
  while (k << 1 < n) k <<= 1
  return k
}
function naiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha()
  if (leaves.length === 1) return sha(Buffer.from([0]), leaves[0]!)
  const k = naiveSplit(leaves.length)
  return sha(Buffer.from([1]), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)))
}
function naivePath(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length === 1) return []
  const k = naiveSplit(leaves.length)
  return m < k
    ? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
    : [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))]
}
function naiveSubproof(m: number, leaves: readonly Buffer[], whole: boolean): Buffer[] {
  if (m === leaves.length) return whole ? [] : [naiveRoot(leaves)]
  const k = naiveSplit(leaves.length)
  return m <= k
    ? [...naiveSubproof(m, leaves.slice(0, k), whole), naiveRoot(leaves.slice(k))]
    : [...naiveSubproof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))]
}

const hex = (hashes: readonly Uint8Array[]): string[] => hashes.map((hash) => Buffer.from(hash).toString('hex'))
const unhex = (texts: readonly string[]): Buffer[] => texts.map((text) => Buffer.from(text, 'hex'))
const treeOf = (leaves: readonly Buffer[]) => createTree(Buffer.concat(leaves.map((leaf) => hashLeaf(leaf))))
const numbered = (n: number): Buffer[] => Array.from({ length: n }, (_, i) => Buffer.from(`entry ${i}`))

describe('merkle tree: published vectors', () => {
  const { leaves, roots, nodes, inclusion, consistency } = vectors.rfc6962
  const tree = treeOf(unhex(leaves))

  it('has the roots of every size', () => {
    assert.equal(EMPTY_ROOT.toString('hex'), roots[0])
    for (const [size, root] of roots.entries()) assert.equal(rootOf(tree.node, size).toString('hex'), root, `size ${size}`)
  })
  it('has the hashes of every subtree', () => {
    for (const [level, row] of nodes.entries()) {
      for (const [index, node] of row.entries()) assert.equal(Buffer.from(tree.node(level, index)).toString('hex'), node)
    }
  })
  it('gives the inclusion proofs', () => {
    for (const { index, size, proof } of inclusion) assert.deepEqual(hex(inclusionProof(tree.node, index, size)), proof)
  })
  it('gives the consistency proofs', () => {
    for (const { first, second, proof } of consistency) assert.deepEqual(hex(consistencyProof(tree.node, first, second)), proof)
  })
})

describe('merkle tree: against the second implementation', () => {
  const COUNT = 70
  const leaves = numbered(COUNT)
  const tree = treeOf(leaves)
  const roots = Array.from({ length: COUNT + 1 }, (_, size) => naiveRoot(leaves.slice(0, size)))

  it('roots, from the tree and from the edge', () => {
    let edge = EMPTY_EDGE
    for (let size = 0; size <= COUNT; size++) {
      assert.deepEqual(rootOf(tree.node, size), roots[size])
      assert.deepEqual(edgeRoot(edge), roots[size])
      assert.deepEqual(edgeRoot(edgeFromBytes(size, edgeToBytes(edge))), roots[size])
      if (size < COUNT) edge = extendEdge(edge, hashLeaf(leaves[size]!))
    }
  })
  it('inclusion of every leaf in every tree', () => {
    for (let size = 1; size <= COUNT; size++) {
      for (let index = 0; index < size; index++) {
        const path = inclusionProof(tree.node, index, size)
        assert.deepEqual(hex(path), hex(naivePath(index, leaves.slice(0, size))), `${index} of ${size}`)
        assert.ok(verifyInclusion(hashLeaf(leaves[index]!), index, size, path, roots[size]!))
      }
    }
  })
  it('consistency of every pair of sizes', () => {
    for (let second = 0; second <= COUNT; second++) {
      for (let first = 0; first <= second; first++) {
        const path = consistencyProof(tree.node, first, second)
        if (first > 0) assert.deepEqual(hex(path), hex(naiveSubproof(first, leaves.slice(0, second), true)), `${first} to ${second}`)
        assert.ok(verifyConsistency(first, second, path, roots[first]!, roots[second]!), `${first} to ${second}`)
      }
    }
  })
  it('a larger tree at random places', () => {
    const many = numbered(1000)
    const large = treeOf(many)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(), fc.nat(), (size, a, b) => {
        const index = a % size
        const first = 1 + (b % size)
        assert.deepEqual(hex(inclusionProof(large.node, index, size)), hex(naivePath(index, many.slice(0, size))))
        assert.deepEqual(hex(consistencyProof(large.node, first, size)), hex(naiveSubproof(first, many.slice(0, size), true)))
      }),
      { seed: SEED, numRuns: 30 },
    )
  })
})

describe('merkle tree: what must not pass', () => {
  const COUNT = 40
  const leaves = numbered(COUNT)
  const tree = treeOf(leaves)
  const root = (size: number): Buffer => rootOf(tree.node, size)

  it('an inclusion proof for another leaf, index, size, root, or of another length', () => {
    for (let size = 1; size <= COUNT; size++) {
      for (let index = 0; index < size; index++) {
        const leaf = hashLeaf(leaves[index]!)
        const path = inclusionProof(tree.node, index, size)
        assert.ok(!verifyInclusion(hashLeaf('another'), index, size, path, root(size)))
        assert.ok(!verifyInclusion(leaf, index, size, path, root(size - 1)))
        assert.ok(!verifyInclusion(leaf, index, size, [...path, root(size)], root(size)))
        if (path.length > 0) assert.ok(!verifyInclusion(leaf, index, size, path.slice(1), root(size)))
        for (const wrong of [index - 1, index + 1, index + size]) assert.ok(!verifyInclusion(leaf, wrong, size, path, root(size)))
        for (const [at, hash] of path.entries()) {
          const changed = Buffer.from(hash)
          changed[at % 32]! ^= 1
          assert.ok(!verifyInclusion(leaf, index, size, path.with(at, changed), root(size)))
        }
      }
    }
  })
  it('a consistency proof between other roots, or with a hash changed, left out or added', () => {
    for (let second = 2; second <= COUNT; second++) {
      for (let first = 1; first < second; first++) {
        const path = consistencyProof(tree.node, first, second)
        assert.ok(!verifyConsistency(first, second, path, hashLeaf('x'), root(second)))
        assert.ok(!verifyConsistency(first, second, path, root(first), hashLeaf('x')))
        assert.ok(!verifyConsistency(first, second, path.slice(0, -1), root(first), root(second)))
        assert.ok(!verifyConsistency(first, second, [...path, root(first)], root(first), root(second)))
        assert.ok(!verifyConsistency(second, first, path, root(second), root(first)))
        for (const [at, hash] of path.entries()) {
          const changed = Buffer.from(hash)
          changed[at % 32]! ^= 0x80
          assert.ok(!verifyConsistency(first, second, path.with(at, changed), root(first), root(second)))
        }
      }
    }
  })
  it('a node passed off as a leaf: the two are hashed apart', () => {
    const left = hashLeaf('a')
    const right = hashLeaf('b')
    assert.notDeepEqual(hashLeaf(Buffer.concat([left, right])), hashNode(left, right))
  })
  it('an empty tree proves nothing included; an index outside has no proof', () => {
    assert.equal(rootFromInclusion(hashLeaf(''), 0, 0, []), null)
    assert.throws(() => inclusionProof(tree.node, COUNT, COUNT), RangeError)
    assert.throws(() => consistencyProof(tree.node, 3, 2), RangeError)
    assert.throws(() => edgeFromBytes(3, Buffer.alloc(32)), RangeError)
  })
})
