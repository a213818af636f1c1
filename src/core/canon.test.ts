// Canonical forms against their vectors, and what must hold for any text.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import vectors from '../../test/vectors/canon.json' with { type: 'json' }
import { canon, type IdentitySpace } from './canon.ts'

const SEED = 20_261_124
const SPACES: readonly IdentitySpace[] = ['email', 'phone', 'text', 'digits', 'id']

/** Every decimal digit of the Unicode version that runs, and how the row it stands in goes. */
function digitRows(): number[][] {
  const rows: number[][] = []
  for (let code = 0; code < 0x110000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue
    if (!/\p{Nd}/u.test(String.fromCodePoint(code))) continue
    const last = rows.at(-1)
    if (last?.at(-1) === code - 1) last.push(code)
    else rows.push([code])
  }
  return rows
}

describe('canon', () => {
  for (const { space, value, form } of vectors.forms) {
    it(`${space} ${JSON.stringify(value)}`, () => assert.equal(canon(space as IdentitySpace, value), form))
  }

  it('the form of a form is itself, in every space and for any text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.string({
        unit: fc.constantFrom(
          '0',
          '00',
          '+',
          '(',
          '(0)',
          ' ',
          '-',
          '٣',
          '۴',
          'é',
          'e',
          '\u0301',
          '\u200d',
          '\u00ad',
          'İ',
          'ß',
          'ŉ',
          'ΐ',
          'ﬁ',
          'ᄀ',
          'ᅡ',
          '@',
          '.',
        ),
      }),
    )
    fc.assert(
      fc.property(fc.constantFrom(...SPACES), text, (space, value) => {
        const form = canon(space, value)
        if (form !== null) assert.equal(canon(space, form), form)
      }),
      { seed: SEED, numRuns: 20_000 },
    )
  })
  it('the form of every single character of the first two planes is stable', () => {
    for (let code = 0; code < 0x20000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue
      for (const space of SPACES) {
        const form = canon(space, String.fromCodePoint(code))
        if (form !== null && canon(space, form) !== form) assert.fail(`U+${code.toString(16)} in ${space}`)
      }
    }
  })
  it('composed and decomposed text are the same', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SPACES), fc.string({ unit: 'grapheme' }), (space, value) => {
        assert.equal(canon(space, value.normalize('NFC')), canon(space, value.normalize('NFD')))
      }),
      { seed: SEED, numRuns: 2000 },
    )
  })
})

describe('canon: digits of every script', () => {
  it('stand in rows of ten in this Unicode version, which the method rests on', () => {
    const rows = digitRows()
    assert.ok(rows.length >= 60)
    for (const row of rows) assert.equal(row.length % 10, 0, `row at U+${row[0]!.toString(16)} has ${row.length}`)
  })
  it('are read by their place in the row', () => {
    for (const row of digitRows()) {
      for (const [place, code] of row.entries()) {
        assert.equal(canon('digits', String.fromCodePoint(code)), String(place % 10), `U+${code.toString(16)}`)
      }
    }
  })
  it('are those with which the runtime itself writes numbers', () => {
    let checked = 0
    for (const system of Intl.supportedValuesOf('numberingSystem')) {
      const format = new Intl.NumberFormat('en', { numberingSystem: system, useGrouping: false })
      for (let digit = 0; digit <= 9; digit++) {
        const written = format.format(digit)
        if (!/^\p{Nd}$/u.test(written)) continue // letters as digits, as in Chinese: no decimal digits to Unicode
        assert.equal(canon('digits', written), String(digit), `${system} ${digit}`)
        checked++
      }
    }
    assert.ok(checked > 500, `only ${checked} digits compared`)
  })
})
