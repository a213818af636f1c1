// Codes of authenticator apps against the vectors of RFC 6238 (appendix B, SHA-1; its eight digits cut to the last six).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CODE_PERIOD, codeAt, stepOfCode } from './time-code.ts'

const SECRET = '12345678901234567890'
const VECTORS: [number, string][] = [
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
]

test('codes are those of the standard', () => {
  for (const [seconds, code] of VECTORS) assert.equal(codeAt(SECRET, Math.floor(seconds / CODE_PERIOD)), code.slice(2))
})

test('a code belongs to its step, seen from one step before to one after', () => {
  for (const [seconds, code] of VECTORS.slice(1)) {
    const step = Math.floor(seconds / CODE_PERIOD)
    const at = (offset: number): Date => new Date((step + offset) * CODE_PERIOD * 1000)
    for (const offset of [-1, 0, 1]) assert.equal(stepOfCode(SECRET, code.slice(2), at(offset)), step)
    for (const offset of [-2, 2]) assert.equal(stepOfCode(SECRET, code.slice(2), at(offset)), null)
  }
  for (const odd of ['', '0', '0000000', '28708２', 'abcdef']) assert.equal(stepOfCode(SECRET, odd, new Date(59_000)), null)
})
