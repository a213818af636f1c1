// Numbers, sizes and durations as people read them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bytes, count, duration, percent, plural, regimesWord, sentence } from './words.ts'

test('a share that is not nothing is never said to be 0 %, one that is not all never 100 %', () => {
  assert.equal(percent(0), '0 %')
  assert.equal(percent(1), '100 %')
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (share) => {
      assert.notEqual(percent(share), '0 %')
      assert.notEqual(percent(share), '100 %')
    }),
    { seed: 7 },
  )
})

test('sizes stay short and keep their order of magnitude', () => {
  assert.deepEqual([0, 999, 1000, 9_950, 999_499, 999_500, 14_394_026, 5e15].map(bytes), [
    '0 B',
    '999 B',
    '1.0 kB',
    '9.9 kB',
    '999 kB',
    '1.0 MB',
    '14 MB',
    '5.0 PB',
  ])
})

test('durations in words', () => {
  assert.deepEqual([0, 59.4, 60, 250, 7200, 7500, 172_800].map(duration), [
    '0 s',
    '59 s',
    '1 min',
    '4 min 10 s',
    '2 h',
    '2 h 5 min',
    '2 days',
  ])
})

test('regimes are said in one order, unknown ones last and not dropped', () => {
  assert.equal(regimesWord(['ccpa', 'pci-chd', 'gdpr', 'new-law']), 'GDPR, PCI DSS, CCPA, new-law')
})

test('sentences and numbers', () => {
  assert.equal(sentence('the server refuses the login'), 'The server refuses the login.')
  assert.equal(sentence('Done.'), 'Done.')
  assert.equal(count(1_234_567), '1,234,567')
  assert.equal(plural(1, 'entry', 'entries'), '1 entry')
  assert.equal(plural(0, 'entry', 'entries'), '0 entries')
})
