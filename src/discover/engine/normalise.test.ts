// Normalising keeps the way back: each span of the result points at what it came from.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { normalise } from './normalise.ts'

const at = (text: string, value: string): string => {
  const normal = normalise(text)
  const start = normal.text.indexOf(value)
  assert.ok(start >= 0, `${value} in ${normal.text}`)
  const [from, to] = normal.origin(start, start + value.length)
  return text.slice(from, to)
}

it('brings digits, spaces, dashes and hidden characters into one form', () => {
  assert.equal(at('no １２３４ x', '1234'), '１２３４')
  assert.equal(at('no ٠١٢٣ x', '0123'), '٠١٢٣')
  assert.equal(at('𝟏𝟐𝟑 𝟘𝟙', '123'), '𝟏𝟐𝟑')
  assert.equal(at('𝟏𝟐𝟑 𝟘𝟙', '01'), '𝟘𝟙')
  assert.equal(at('4539\u00a01488–0343', '4539 1488-0343'), '4539\u00a01488–0343')
  assert.equal(at('an\u200bna@exa\u00admple.org', 'anna@example.org'), 'an\u200bna@exa\u00admple.org')
  assert.equal(at('😀 mail', 'mail'), 'mail')
})

it('the way back covers the text, in order, without a gap', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const normal = normalise(text)
      let last = 0
      for (let i = 0; i < normal.text.length; i++) {
        const [start, end] = normal.origin(i, i + 1)
        assert.ok(start >= last || start >= last - 2)
        assert.ok(end >= start && end <= text.length)
        last = start
      }
    }),
    { seed: 20261124, numRuns: 2000 },
  )
})

it('leaves plain text alone', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const normal = normalise(text)
      assert.equal(normal.text, text)
      assert.deepEqual(normal.origin(0, text.length), [0, text.length])
    }),
    { seed: 7 },
  )
})
