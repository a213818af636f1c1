// What the cell kernel tells of a value is what the engine says of it as a string; and a column comes to the same verdict either way.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AT, CELL, cellShape, takeCellKernel, type CellBatch } from './cells.ts'
import { createEngine, loadRules } from './create-engine.ts'
import type { ColumnContext, FieldResult } from './engine.ts'
import { emptyShape, HAS, readShape } from './value-shape.ts'

const kernel = takeCellKernel()!
const engine = createEngine()
const SIZE = 4096

/** The values as the rows of a table of one column and a mark behind it. */
function batchOf(values: readonly string[]): CellBatch {
  const length = kernel.text.write(values.map((value) => `"${value.replaceAll('"', '""')}",x\n`).join(''))
  const { batch, end } = kernel.csv(0, length, 44)
  assert.equal(end, length)
  return batch
}

const value = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.toWellFormed()),
  fc.stringMatching(/^[ \t]?[-+]?\d{1,19}([.,]\d{1,13})?\n?$/),
  fc.stringMatching(/^[0-9a-fA-F]{18,42}$/),
  fc.uuid(),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.stringMatching(/^[A-Z0-9]{1,6}([ ./(+-][A-Z0-9]{1,6}){0,4}$/),
  fc.constantFrom('', ' ', 'null', 'N/A', '--', '?', '\\N', '://', '-----BEGIN PRIVATE KEY-----', 'a@b.example', '\u{a0}x\u{feff}', '\0'),
)

test('the shape of a cell is the shape of its value', () => {
  const told = emptyShape()
  const read = emptyShape()
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (values) => {
      const batch = batchOf(values)
      assert.equal(batch.rows, values.length)
      for (const [row, text] of values.entries()) {
        const cell = batch.starts[row]!
        assert.equal(batch.text(cell), text)
        const wide = /[^\0-\x7f]/.test(text)
        assert.equal((batch.table[cell * CELL + AT.mask]! & HAS.wide) !== 0, wide)
        if (wide) continue
        cellShape(batch.table, cell, told)
        readShape(text.trim(), read)
        assert.deepEqual(told, read)
        const words = text.trim().split(/\s+/).length
        if (/^\d{1,18}$/.test(text.trim())) assert.equal(batch.numbers[(cell * CELL + AT.words) >> 1], Number(text))
        else assert.equal(batch.table[cell * CELL + AT.words], words)
      }
    }),
    { numRuns: 500 },
  )
})

function singly(context: ColumnContext, values: readonly string[]): FieldResult {
  const column = engine.column(context)
  for (const one of values) column.add(one)
  return column.result()
}

function asCells(context: ColumnContext, values: readonly string[]): FieldResult {
  const column = engine.column(context)
  for (let from = 0; from < values.length; from += SIZE) column.addCells(batchOf(values.slice(from, from + SIZE)), 0)
  return column.result()
}

const CASES = loadRules().rules.flatMap((rule) =>
  [...rule.positives, ...rule.negatives]
    .filter((one) => typeof one === 'string')
    .flatMap((one) => [one.replace(/[⟦⟧]/g, ''), ...(/⟦(.*?)⟧/.exec(one)?.slice(1) ?? [])])
    .map((one) => [rule.id, one] as const),
)
const NAMES = ['note', 'email', 'customer_name', 'phone', 'x', 'birth_date', 'title', 'iban', 'zip', 'created_at', 'ref']

test('a column of any values comes to the same verdict', () => {
  const list = fc.array(fc.oneof(value, fc.constantFrom(...CASES.map(([, text]) => text))), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(list, fc.constantFrom(...NAMES), fc.constantFrom('customers', 'orders'), (values, name, object) => {
      const context = { name, object, siblings: NAMES }
      assert.deepEqual(asCells(context, values), singly(context, values))
    }),
    { numRuns: 300 },
  )
})

test('every case of every rule, six rules to a column that is called as the first, comes to the same verdict', () => {
  const types = [...new Set(CASES.map(([id]) => id))]
  for (let from = 0; from < types.length; from += 6) {
    const mine = types.slice(from, from + 6)
    const values = CASES.filter(([id]) => mine.includes(id)).map(([, text]) => text)
    const context = { name: mine[0]!, object: 'customers' }
    assert.deepEqual(asCells(context, values), singly(context, values), mine.join())
  }
})

test('values that repeat or never do, thousands of them, come to the same verdict', () => {
  const makes: Record<string, (i: number) => string> = {
    id: (i) => String(i),
    order_no: (i) => String(1_000_000_000 + ((i * 7_919) % 999_999_937)),
    email: (i) => `user${i % 9000}@example.org`,
    birth: (i) => new Date(-631_152_000_000 + 86_400_000 * (i % 6000)).toISOString().slice(0, 10),
    created_at: (i) => new Date(1_577_836_800_000 + i * 1000).toISOString(),
    status: (i) => ['open', 'paid', 'N/A', '', 'größer'][i % 5]!,
    street: (i) => `Hauptstraße ${i % 3000}`,
    uid: (i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
  }
  for (const [name, make] of Object.entries(makes)) {
    const values = Array.from({ length: 12_000 }, (_, i) => make(i))
    const context = { name, object: 'customers', siblings: Object.keys(makes) }
    const cells = asCells(context, values)
    assert.deepEqual(cells, singly(context, values), name)
    assert.equal(cells.read, values.length)
  }
})
