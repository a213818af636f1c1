import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { escapedName, nameToText, textToName } from './file-name.ts'

const bytes = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 12 }),
  fc
    .string({ unit: fc.constantFrom('\\', 'x', '5', 'C', 'é', '\uFFFD', '😀', 'a'), minLength: 1, maxLength: 10 })
    .map((text) => Buffer.from(text)),
)

test('any name is read back byte for byte', () => {
  fc.assert(
    fc.property(bytes, (name) => assert.deepEqual([...textToName(nameToText(name))], [...name])),
    { seed: 20261124, numRuns: 3000 },
  )
  fc.assert(
    fc.property(bytes, (name) => assert.deepEqual([...textToName(escapedName(name))], [...name])),
    { seed: 20261124, numRuns: 1000 },
  )
})

test('usual names stay as they are', () => {
  assert.equal(nameToText(Buffer.from('Kündigung é.csv')), 'Kündigung é.csv')
  assert.equal(nameToText(Buffer.from([0x66, 0xe4, 0x2e])), 'f\\xE4.')
})
