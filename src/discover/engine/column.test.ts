// Verdicts on columns: what is told, what is left, why, and that the weights add up.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { formatLabel } from '../../core/contract/label.ts'
import { columnBenchmark } from '../../../scripts/column-benchmark.ts'
import { createEngine } from './create-engine.ts'
import type { ColumnContext, FieldResult } from './engine.ts'

const engine = createEngine()
function judge(context: ColumnContext, values: readonly (string | null)[]): FieldResult {
  const column = engine.column(context)
  for (const value of values) column.add(value)
  return column.result()
}
const many = (make: (i: number) => string, n = 60): string[] => Array.from({ length: n }, (_, i) => make(i))

it('a card column says why, and the weights sum to the confidence', () => {
  const result = judge(
    { name: 'card no', object: 'payments', siblings: ['exp_month', 'exp_year'] },
    many(() => '4539 1488 0343 6467'),
  )
  assert.equal(result.verdict, 'personal')
  assert.equal(formatLabel(result.label!), 'Highly Confidential - GDPR, PCI DSS, CCPA, GLBA')
  const [card] = result.types
  assert.equal(card!.type, 'card_number')
  assert.equal(card!.sample, '•••• •••• •••• 6467')
  assert.deepEqual([...new Set(card!.why.map((why) => why.rule))].slice(0, 3), ['checksum', 'values', 'name'])
  const sum = card!.why.reduce((total, why) => total + (why.weight ?? 0), 0)
  assert.ok(Math.abs(sum - card!.confidence) < 0.011, `${sum} is not ${card!.confidence}`)
})

it('a flag about an e-mail is public and not personal', () => {
  const result = judge(
    { name: 'email_verified', object: 'users' },
    many((i) => String(i % 2)),
  )
  assert.equal(result.verdict, 'not-personal')
  assert.equal(formatLabel(result.label!), 'Public')
})

it('numbers that pass Luhn as often as by chance are no cards', () => {
  const result = judge(
    { name: 'order_ref' },
    many((i) => String(4_000_000_000_000_000 + i * 7_919_104_729), 500),
  )
  assert.equal(result.verdict, 'not-personal')
  assert.equal(formatLabel(result.label!), 'Internal Use Only')
})

it('text inside a note is found and counted', () => {
  const result = judge({ name: 'note' }, [
    ...many((i) => `called back about the order ${i}`, 95),
    ...many((i) => `please write to user${i}@example.org again`, 5),
  ])
  assert.equal(result.verdict, 'personal')
  assert.deepEqual(
    result.types.map((type) => [type.type, type.count, type.share]),
    [['email', 5, 0.05]],
  )
})

it('nothing read is no label, and a name alone is not enough to decide', () => {
  for (const values of [[], [null, null, '']]) {
    const result = judge({ name: 'email' }, values)
    assert.equal(result.label, null)
    assert.equal(result.verdict, 'unsure')
  }
  assert.equal(
    judge(
      { name: 'email' },
      many((i) => `tok_${i}_${(i * 7919).toString(36)}xyz`),
    ).verdict,
    'unsure',
  )
})

it('names of many languages and of no words are whole words', () => {
  assert.equal(
    judge(
      { name: 'public_code' },
      many((i) => `A${1_000_000 + i}`),
    ).verdict,
    'not-personal',
  )
  assert.equal(
    judge(
      { name: 'ACADEMIC_YEAR_CODE' },
      many((i) => String(2000 + (i % 24))),
    ).verdict,
    'not-personal',
  )
  assert.equal(
    judge(
      { name: 'acid_level' },
      many((i) => String(i % 14)),
    ).verdict,
    'not-personal',
  )
})

it('only what was asked for is told', () => {
  const column = engine.column({ name: 'email' }, { only: new Set(['iban']) })
  for (const value of many((i) => `user${i}@example.org`)) column.add(value)
  assert.deepEqual(column.result().types, [])
})

it('the column benchmark does not fall', () => {
  const wrong: string[] = []
  let unsure = 0
  const list = columnBenchmark()
  for (const { schema, table, name, declared, siblings, key, values, truth } of list) {
    const result = judge({ name, declared, object: table, siblings, ...(key === undefined ? {} : { key }) }, values)
    if (result.verdict === 'unsure') unsure++
    if ((result.verdict === 'personal') !== (truth !== null) && !(result.verdict === 'unsure' && truth === null))
      wrong.push(`${schema}.${table}.${name}: ${result.verdict}`)
  }
  assert.deepEqual(wrong, [])
  assert.ok(unsure <= list.length * 0.05, `${unsure} unsure of ${list.length}`)
})
