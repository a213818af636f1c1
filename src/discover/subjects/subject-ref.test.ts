// References are those of the contract, whatever the key, the space and the value.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { canon } from '../../core/canon.ts'
import { subjectRef } from './subject-ref.ts'

test('a reference is the first 16 bytes of HMAC-SHA-256 over space, NUL and canonical value', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 100 }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('email', 'phone', 'text', 'id', 'digits'),
      fc.oneof(fc.string({ unit: 'binary' }), fc.bigInt().map(String), fc.uuid()),
      (key, space, form, value) => {
        const text = canon(form, value)
        const expected = text === null ? null : createHmac('sha256', key).update(`${space}\0${text}`).digest().subarray(0, 16)
        assert.deepEqual(subjectRef(key, space, form, value), expected)
      },
    ),
    { seed: 20_261_124, numRuns: 500 },
  )
})
