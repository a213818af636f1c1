// References: the same bytes as HMAC-SHA-256 over the contract's form, from text and from what PostgreSQL sends in binary.
import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { canon, type IdentitySpace } from '../../core/canon.ts'
import { createMakeRef, readValue } from './people.ts'

describe('a reference', () => {
  it('is the contract’s, for every form and text', () => {
    for (const size of [16, 32, 64, 100]) {
      const key = randomBytes(size)
      const make = createMakeRef(key)
      const forms = fc.constantFrom<IdentitySpace>('email', 'phone', 'text', 'digits', 'id')
      const texts = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.bigInt({ min: 0n, max: 10n ** 19n }).map(String))
      fc.assert(
        fc.property(forms, texts, (form, text) => {
          const formed = canon(form, text)
          const expected = formed === null ? null : createHmac('sha256', key).update(`fi_x\0${formed}`).digest().toString('latin1', 0, 16)
          assert.equal(make('fi_x', form, text), expected)
        }),
        { seed: 7432, numRuns: 500 },
      )
      assert.equal(make('fi_x', 'text', 'x'.repeat(100_000))?.length, 16)
      assert.equal(make('fi_x', 'id', '42'), createHmac('sha256', key).update('fi_x\x0042').digest().toString('latin1', 0, 16))
    }
  })
  it('is read from binary values as from text', () => {
    const int8 = Buffer.alloc(8)
    int8.writeBigInt64BE(9_007_199_254_740_993n)
    assert.equal(readValue(20, true, int8, true), '9007199254740993')
    assert.equal(readValue(23, true, Buffer.of(0, 0, 1, 0), true), '256')
    assert.equal(readValue(21, true, Buffer.of(255, 255), true), '-1')
    assert.equal(
      readValue(2950, true, Buffer.from('0123456789abcdef0123456789abcdef', 'hex'), true),
      '01234567-89ab-cdef-0123-456789abcdef',
    )
    const numeric = (...words: number[]): Buffer => {
      const bytes = Buffer.alloc(2 * words.length)
      for (const [i, word] of words.entries()) bytes.writeInt16BE(word, 2 * i)
      return bytes
    }
    assert.equal(readValue(1700, true, numeric(2, 1, 0, 0, 12, 3456), true), '123456')
    assert.equal(readValue(1700, true, numeric(3, 1, 0, 2, 12, 3456, 7800), true), '123456.78')
    assert.equal(readValue(1700, true, numeric(1, 2, 0x4000, 0, 5), true), '-500000000')
    assert.equal(readValue(1700, true, numeric(0, 0, 0, 0), true), '0')
    assert.equal(readValue(1700, true, numeric(0, 0, -0x4000, 0), true), null)
    assert.equal(readValue(25, false, Buffer.from([0xe9]), false), null)
  })
})
