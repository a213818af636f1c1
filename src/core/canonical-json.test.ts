// RFC 8785 against its own examples and those of its author, and what must hold for any value.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import vectors from '../../test/vectors/jcs.json' with { type: 'json' }
import { canonicalJson, type Json } from './canonical-json.ts'

const SEED = 20_261_124

/** The same value with the members of every object in another order. */
function shuffled(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(shuffled)
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, member === undefined ? member : shuffled(member)]),
  ) as Json
}

describe('canonical JSON', () => {
  for (const { name, input, output } of vectors.texts) {
    it(name, () => assert.equal(canonicalJson(JSON.parse(input) as Json), output))
  }
  it('numbers of appendix B', () => {
    for (const { bits, text } of vectors.numbers) {
      const number = Buffer.from(bits, 'hex').readDoubleBE(0)
      if (text === null) assert.throws(() => canonicalJson(number), TypeError, bits)
      else assert.equal(canonicalJson(number), text, bits)
    }
  })
  it('says the same value, whatever the order of members, and always the same bytes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as Json)
        assert.equal(canonicalJson(JSON.parse(text) as Json), text)
        assert.equal(canonicalJson(shuffled(value as Json)), text)
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
      }),
      { seed: SEED, numRuns: 2000 },
    )
  })
  it('members without a value are left out', () => {
    assert.equal(canonicalJson({ b: undefined, a: 1 }), '{"a":1}')
  })
  it('a member called __proto__ is one like others', () => {
    assert.equal(canonicalJson(JSON.parse('{"__proto__":1,"a":2}') as Json), '{"__proto__":1,"a":2}')
  })
  it('what has no canonical form throws instead of becoming something else', () => {
    for (const value of [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '\ud800',
      { '\udc00': 1 },
      new Date(0),
      new Map([['a', 1]]),
      Buffer.from('a'),
    ]) {
      assert.throws(() => canonicalJson(value as unknown as Json), TypeError)
    }
  })
})
