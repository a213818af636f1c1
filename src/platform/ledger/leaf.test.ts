// Leaves, commitments and body files against vectors that another program computed.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import vectors from '../../../test/vectors/ledger.json' with { type: 'json' }
import type { Json } from '../../core/canonical-json.ts'
import { formatBodyFile, parseBodyFile } from './bundle-layout.ts'
import { actorText, commitmentOf, formatLeaf, isKind, parseLeaf } from './leaf.ts'
import { hashLeaf } from './merkle-tree.ts'

const SEED = 20_261_124

describe('leaf', () => {
  it('has the text, commitment and hash of the vectors', () => {
    for (const { salt, body, leaf, hash } of vectors.leaves) {
      const parsed = parseLeaf(leaf)
      assert.ok(parsed, leaf)
      assert.equal(formatLeaf(parsed), leaf)
      assert.equal(parsed.commit, commitmentOf(Buffer.from(salt, 'hex'), body as Json))
      assert.equal(hashLeaf(leaf).toString('hex'), hash)
    }
  })
  it('has the body file of the vectors', () => {
    for (const { salt, body, leaf, bodyFile } of vectors.leaves) {
      const { seq } = parseLeaf(leaf)!
      assert.equal(formatBodyFile(seq, { salt: Buffer.from(salt, 'hex'), body: body as Json }), bodyFile)
      assert.deepEqual(parseBodyFile(seq, bodyFile), { salt: Buffer.from(salt, 'hex'), body })
    }
  })
  it('has one form: others are refused', () => {
    for (const text of vectors.refused) assert.equal(parseLeaf(text), null, text)
  })
  it('another salt or another body is another commitment', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.uint8Array({ minLength: 16, maxLength: 32 }), (one, other, salt) => {
        const same = JSON.stringify(one) === JSON.stringify(other)
        if (!same) assert.notEqual(commitmentOf(salt, one as Json), commitmentOf(salt, [other as Json]))
        const changed = salt.map((byte, i) => (i === 0 ? byte ^ 1 : byte))
        assert.notEqual(commitmentOf(salt, one as Json), commitmentOf(changed, one as Json))
      }),
      { seed: SEED },
    )
  })
  it('body files in other forms are refused', () => {
    for (const text of [
      '',
      '{}',
      '[]',
      'null',
      '{"erased":true,"seq":2}',
      '{"erased":false,"seq":1}',
      '{"seq":1,"erased":true}',
      '{"body":1,"salt":"AA","seq":1}',
      '{"body":1,"erased":true,"salt":"AA==","seq":1}',
    ]) {
      assert.equal(parseBodyFile(1, text), undefined, text)
    }
    assert.equal(parseBodyFile(1, '{"erased":true,"seq":1}'), null)
  })
  it('a number cannot lend its first digit to the salt', () => {
    const salt = Buffer.alloc(32, 7)
    const longer = Buffer.concat([salt, Buffer.from('1')])
    assert.equal(commitmentOf(salt, 12), commitmentOf(longer, 2), 'the same bytes are hashed, so the length of salts must be fixed')
    assert.equal(parseBodyFile(1, formatBodyFile(1, { salt: longer, body: 2 })), undefined)
  })
  it('kinds are noun.verb', () => {
    assert.deepEqual(['store.connected', 'account.signed-in', 'a2.b3'].map(isKind), [true, true, true])
    assert.deepEqual(
      ['', 'store', 'Store.connected', 'a.b.c', 'a..b', '-a.b', 'a-.b', 'a.b\n'].map(isKind),
      Array.from({ length: 8 }, () => false),
    )
  })
  it('says who acted by kind and id', () => {
    assert.equal(actorText({ kind: 'account', id: 'x', role: 'owner' }), 'account:x')
  })
})
