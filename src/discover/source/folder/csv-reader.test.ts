import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createCsvReader } from './csv-reader.ts'
import { detectCsv } from './csv-dialect.ts'

function read(text: string, delimiter: string, cuts: readonly number[] = []): string[][] {
  const records: string[][] = []
  const reader = createCsvReader(delimiter, (cells) => records.push(cells))
  const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].toSorted((a, b) => a - b)
  for (const [i, from] of [0, ...at].entries()) reader.write(text.slice(from, at[i] ?? text.length))
  reader.end()
  return records
}

const cell = fc.string({
  unit: fc.constantFrom('a', 'B', '1', ' ', '"', ',', ';', '\t', '|', '\n', '\r', '\r\n', 'é', '😀', "'"),
  maxLength: 8,
})

test('any table, written with any quoting and cut anywhere, is read back', () => {
  const table = fc
    .integer({ min: 2, max: 5 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }))
  fc.assert(
    fc.property(
      table,
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.boolean(),
      fc.boolean(),
      fc.array(fc.nat(), { maxLength: 10 }),
      fc.infiniteStream(fc.boolean()),
      (rows, delimiter, newline, lastNewline, always, cuts, coins) => {
        const quote = (text: string): string => {
          const must = text.includes(delimiter) || /[\r\n]/.test(text) || text.startsWith('"')
          return must || always || coins.next().value === true ? `"${text.replaceAll('"', '""')}"` : text
        }
        const text = rows.map((row) => row.map(quote).join(delimiter)).join(newline) + (lastNewline ? newline : '')
        assert.deepEqual(read(text, delimiter, cuts), rows)
      },
    ),
    { seed: 20261124, numRuns: 1000 },
  )
})

test('ragged records, empty lines, a last line without a break', () => {
  assert.deepEqual(read('a,b,c\n\n1\n2,3,4,5\nx', ','), [['a', 'b', 'c'], ['1'], ['2', '3', '4', '5'], ['x']])
})

test('a quote that is never closed ends with the text', () => {
  assert.deepEqual(read('a,"b\nc,d', ','), [['a', 'b\nc,d']])
})

test('a cell is cut at its limit and what follows is read', () => {
  const records: string[][] = []
  const reader = createCsvReader(',', (cells) => records.push(cells), 5)
  reader.write('12345678,x\n"abcdefgh",y\n')
  assert.deepEqual(records, [
    ['12345', 'x'],
    ['abcde', 'y'],
  ])
  assert.equal(reader.cut, 2)
})

const tables: [string, string, { delimiter: string; header: readonly string[] | null } | null][] = [
  ['commas with a header', 'id,name,email\n1,Anna,a@b.de\n2,Max,m@b.de\n', { delimiter: ',', header: ['id', 'name', 'email'] }],
  ['semicolons, decimal commas', 'Kunde;Betrag\nAnna;1,50\nMax;2,75\n', { delimiter: ';', header: ['Kunde', 'Betrag'] }],
  ['tabs', 'a\tb\n1\t2\n3\t4\n', { delimiter: '\t', header: ['a', 'b'] }],
  ['no header: values in the first line', '1,anna@b.de,2020-01-01\n2,max@b.de,2021-01-01\n', { delimiter: ',', header: null }],
  ['no header: only names, which could be either', 'Anna,Schmidt\nMax,Muster\nEva,Beispiel\n', { delimiter: ',', header: null }],
  ['quoted cells with delimiters', 'name|note\n"a|b"|x\nc|d\n', { delimiter: '|', header: ['name', 'note'] }],
]
for (const [what, text, expected] of tables) {
  test(`dialect: ${what}`, () => {
    const found = detectCsv(text, { sure: true, whole: true })
    assert.deepEqual(found === null ? null : { delimiter: found.delimiter, header: found.header }, expected)
  })
}

test('prose with commas is no table, unless its name says so', () => {
  const prose = Array.from({ length: 20 }, (_, i) => `Dear reader ${i}, we write to you today, and hope that you are well.`).join('\n')
  assert.equal(detectCsv(prose, { sure: false, whole: true }), null)
})
