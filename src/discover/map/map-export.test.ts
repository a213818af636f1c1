import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { csvCell } from './map-export.ts'

test('a cell that a spreadsheet would run begins with an apostrophe', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '\r=1', '\n=1', '|cmd', '%0A', '＝1', '\u00a0=1']) {
    assert.ok(csvCell(text).startsWith(`"'`), JSON.stringify(text))
  }
  assert.equal(csvCell(-1), '-1')
  assert.equal(csvCell('plain'), 'plain')
  assert.equal(csvCell(null), '')
  assert.equal(csvCell(['email', 'phone']), 'email phone')
})

test('whatever the text, the cell is one cell, and gives the text back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const cell = csvCell(text)
      const back = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
      assert.ok(back === text || back === `'${text}`)
      if (!cell.startsWith('"')) assert.ok(!/[",\r\n]/.test(cell))
      assert.ok(!/^["']?[=+\-@]/.test(cell) || cell.startsWith(`"'`))
    }),
    { seed: 20261124, numRuns: 2000 },
  )
})
