// Tiles, notes, checkpoints and proofs against the examples of their specifications and of a known implementation.
import assert from 'node:assert/strict'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import vectors from '../../../test/vectors/tlog.json' with { type: 'json' }
import { formatCheckpoint, parseCheckpoint, parseDecimal } from './checkpoint.ts'
import { createTree, hashLeaf, HASH_BYTES, rootOf } from './merkle-tree.ts'
import { createVerifierKey, formatVerifierKey, openNote, parseNote, parseVerifierKey, publicKeyBytes, signNote } from './signed-note.ts'
import { decodeEntries, encodeEntries, tileBytes, tilePath, tilesOf } from './tiles.ts'
import { formatProof, parseProof } from './tlog-proof.ts'

const SEED = 20_261_124

// the signature lines of a note
const line = (note: string): string => note.slice(note.lastIndexOf('\n\n') + 2)

describe('tiles', () => {
  it('have the paths of the specification', () => {
    for (const { path, ...tile } of vectors.tiles.paths) assert.equal(tilePath(tile), path)
  })
  it('are those of the specification for a size', () => {
    for (const { size, full, partial } of vectors.tiles.sizes) {
      const tiles = [...tilesOf(size)]
      for (const [level, count] of full.entries()) {
        assert.equal(tiles.filter((tile) => tile.level === level && tile.width === 256).length, count, `${size}: full at level ${level}`)
        const widths = tiles.filter((tile) => tile.level === level && tile.width < 256).map((tile) => tile.width)
        assert.deepEqual(widths, partial[level] === 0 ? [] : [partial[level]], `${size}: partial at level ${level}`)
      }
      assert.equal(Math.max(...tiles.map((tile) => tile.level)), full.length - 1)
    }
    assert.deepEqual([...tilesOf(0)], [])
  })
  it('hold the hash of every full tile below, as the formula of the specification says', () => {
    const size = 256 * 3 + 17
    const tree = createTree(Buffer.concat(Array.from({ length: size }, (_, i) => hashLeaf(`entry ${i}`))))
    for (const tile of tilesOf(size)) {
      const bytes = tileBytes(tree, tile)
      assert.equal(bytes.length, tile.width * HASH_BYTES)
      for (let i = 0; i < tile.width; i++) {
        const span = 256 ** tile.level
        const from = (tile.index * 256 + i) * span
        const part = createTree(Buffer.from(tree.levels[0]!.subarray(from * HASH_BYTES, (from + span) * HASH_BYTES)))
        assert.deepEqual(bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES), rootOf(part.node, span))
      }
    }
  })
  it('bundles of entries come back, and no other bytes pass for them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 80 }), { maxLength: 20 }), (entries) => {
        const bytes = encodeEntries(entries)
        assert.deepEqual(
          decodeEntries(bytes, entries.length)?.map((entry) => entry.toString('utf8')),
          entries,
        )
        assert.equal(decodeEntries(bytes, entries.length + 1), null)
        if (bytes.length > 0) assert.equal(decodeEntries(bytes.subarray(0, -1), entries.length), null)
        assert.equal(decodeEntries(Buffer.concat([bytes, Buffer.from([0])]), entries.length), null)
      }),
      { seed: SEED },
    )
    assert.throws(() => encodeEntries(['x'.repeat(65_536)]), RangeError)
  })
})

describe('signed notes', () => {
  const { seed, vkey, otherVkey, text, note } = vectors.notes
  const privateKey = createPrivateKey({
    key: Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex'),
    format: 'der',
    type: 'pkcs8',
  })
  const key = parseVerifierKey(vkey)!

  it('are signed byte for byte as the known implementation does', () => {
    assert.equal(signNote(text, 'PeterNeumann', privateKey), note)
    assert.equal(formatVerifierKey(createVerifierKey('PeterNeumann', publicKeyBytes(privateKey))), vkey)
  })
  it('open with the key that signed', () => {
    assert.deepEqual(openNote(note, key), { ok: true, value: text })
    assert.deepEqual(openNote(note, parseVerifierKey(otherVkey)!), { ok: false, error: 'unknown-key' })
  })
  it('pass over signatures of others, but not a false one of the key', () => {
    const other = generateKeyPairSync('ed25519').privateKey
    assert.equal(openNote(note + line(signNote(text, 'witness.example', other)), key).ok, true)
    const forged = line(note).replace('x08go/ZJ', 'x08go/ZK')
    assert.deepEqual(openNote(`${text}\n${forged}`, key), { ok: false, error: 'bad-signature' })
    assert.deepEqual(openNote(note + forged, key), { ok: false, error: 'bad-signature' })
  })
  it('fail with any one bit changed', () => {
    const bytes = Buffer.from(note, 'utf8')
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [1, 2, 32, 128]) {
        const changed = Buffer.from(bytes)
        changed[at]! ^= bit
        assert.equal(openNote(changed.toString('utf8'), key).ok, false, `byte ${at} bit ${bit}`)
      }
    }
  })
  it('keys fail when cut or changed anywhere', () => {
    for (let from = 0; from < vkey.length; from++) {
      for (let to = from + 1; to <= vkey.length; to++) {
        if (from > 0 || to < vkey.length) assert.equal(parseVerifierKey(vkey.slice(from, to)), null)
      }
    }
    for (let at = 0; at < vkey.length; at++) {
      const changed = vkey.slice(0, at) + String.fromCharCode(vkey.charCodeAt(at) + 1) + vkey.slice(at + 1)
      assert.equal(parseVerifierKey(changed), null, changed)
    }
    assert.throws(() => createVerifierKey('two words', key.publicKey), TypeError)
    assert.throws(() => createVerifierKey('a+b', key.publicKey), TypeError)
  })
  it('malformed ones do not open', () => {
    for (const bad of [
      '',
      '\n',
      text,
      `${text}\n`,
      note.slice(0, -1),
      `${note}\n`,
      note.replace('— ', '- '),
      `\u0001${note}`,
      note.replace('=\n', '\n'),
    ]) {
      assert.equal(parseNote(bad) !== null && openNote(bad, key).ok, false, JSON.stringify(bad))
    }
  })
  it('any text that may be a note comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (body) => {
        const plain = `${body.replace(/[\u0000-\u001f]/g, '')}\n`
        assert.deepEqual(openNote(signNote(plain, 'PeterNeumann', privateKey), key), { ok: true, value: plain })
      }),
      { seed: SEED, numRuns: 50 },
    )
  })
})

describe('checkpoints and proofs', () => {
  it('reads the example of the specification', () => {
    const { note, origin, size, root } = vectors.checkpoint
    const parsed = parseNote(note)!
    assert.equal(parsed.signatures.length, 1)
    assert.equal(parsed.signatures[0]!.name, origin)
    assert.deepEqual(parseCheckpoint(parsed.text), { origin, size, root: Buffer.from(root, 'base64') })
    assert.equal(formatCheckpoint({ origin, size, root: Buffer.from(root, 'base64') }), parsed.text)
  })
  it('refuses what is no checkpoint', () => {
    const root = Buffer.alloc(32).toString('base64')
    const good = `o\n7\n${root}\n`
    assert.ok(parseCheckpoint(good))
    assert.ok(parseCheckpoint(`${good}extension\n`))
    for (const bad of [
      '',
      good.slice(0, -1),
      `o\n07\n${root}\n`,
      `o\n-7\n${root}\n`,
      `\n7\n${root}\n`,
      'o\n7\nAAAA\n',
      `o\n7\n${root}\n\n`,
      `o\n9007199254740992\n${root}\n`,
    ]) {
      assert.equal(parseCheckpoint(bad), null, JSON.stringify(bad))
    }
    assert.deepEqual(['0', '10', '01', '', '1e3', ' 1'].map(parseDecimal), [0, 10, null, null, null, null])
  })
  it('proofs come back, and bear an extra line', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 30 }), (index, path) => {
        const proof = { index, path: path.map((hash) => Buffer.from(hash)), checkpoint: vectors.checkpoint.note }
        const text = formatProof(proof)
        assert.deepEqual(parseProof(text), proof)
        assert.deepEqual(parseProof(text.replace('\nindex', '\nextra AAAA\nindex')), proof)
        assert.equal(parseProof(text.replace('index ', 'index 0')), null)
        assert.equal(parseProof(text.replace('@v1', '@v2')), null)
      }),
      { seed: SEED, numRuns: 50 },
    )
  })
})
