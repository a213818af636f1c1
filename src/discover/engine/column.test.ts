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

it('nothing read is no label; empty values are judged by a clear name alone, and a name against its values decides nothing', () => {
  const unread = judge({ name: 'email' }, [])
  assert.equal(unread.verdict, 'unsure')
  assert.equal(unread.label, null)
  const named = judge({ name: 'email' }, [null, null, ''])
  assert.equal(named.verdict, 'unsure')
  assert.equal(named.label!.level, 2)
  assert.deepEqual(named.label!.regimes, [])
  const unnamed = judge({ name: 'col_17' }, [null, null, ''])
  assert.equal(unnamed.verdict, 'unsure')
  assert.equal(unnamed.label, null)
  const against = judge(
    { name: 'email' },
    many((i) => `tok_${i}_${(i * 7919).toString(36)}xyz`),
  )
  assert.equal(against.verdict, 'unsure')
})

it('a name in a table of things is no person, in a table of people it is', () => {
  const tools = ['Feile', 'Pinsel', 'Hobel', 'Zange']
  const kinds = ['fein', 'Klein', 'Groß', 'breit']
  const values = many((i) => `${tools[i % 4]!} ${kinds[(i >> 2) % 4]!}`, 200)
  for (const object of ['werkzeuge', 'spare_parts', 'prodotti', 'customer_articles'])
    assert.equal(judge({ name: 'name', object }, values).verdict, 'not-personal', object)
  const people = many((i) => `${['Anna', 'Peter', 'Laura'][i % 3]!} ${['Klein', 'Keller', 'Groß'][(i >> 1) % 3]!}`, 200)
  for (const object of ['mitglieder', 'product_owners', 't4'])
    assert.equal(judge({ name: 'name', object }, people).verdict, 'personal', object)
})

it('a short or common name gets its meaning from its neighbours', () => {
  const months = many((i) => `${String(1 + (i % 12)).padStart(2, '0')}/${27 + (i % 5)}`)
  const expiry = judge({ name: 'geldig_tot', object: 'x1', siblings: ['nr', 'kaartnummer'] }, months)
  assert.deepEqual(
    expiry.types.map((type) => type.type),
    ['card_expiry'],
  )
  assert.equal(judge({ name: 'geldig_tot', object: 'x1', siblings: ['nr', 'korting'] }, months).verdict, 'not-personal')
  const codes = many((i) => String(10_000 + i * 37))
  assert.equal(judge({ name: 'cp', object: 'x2', siblings: ['apellidos', 'telefono', 'nif'] }, codes).verdict, 'personal')
  assert.equal(judge({ name: 'cp', object: 'x2', siblings: ['peso', 'altura', 'color'] }, codes).verdict, 'not-personal')
})

it('list columns and JSON paths are named by their last words', () => {
  const phones = many((i) => `030 ${5_550_100 + i}`)
  for (const name of ['telefon[]', 'kontakt.telefon[]', '$.telefon[].value', 'kontakt.$.telefon[0]'])
    assert.equal(judge({ name }, phones).types[0]?.type, 'phone', name)
})

it('one card number in five thousand texts is told, inside a text and alone', () => {
  for (const found of ['paid with 4539148803436467 at the desk', 'card 4539148803436467', '4539148803436467']) {
    const result = judge(
      { name: 'remarks' },
      many((i) => (i % 5000 === 4321 ? found : `delivery ${i} was put off by a day`), 10_000),
    )
    assert.equal(result.verdict, 'personal', found)
    assert.deepEqual(
      result.types.map((type) => [type.type, type.count, type.share]),
      [['card_number', 2, 0.0002]],
    )
    assert.equal(result.label!.level, 3)
    assert.match(result.why.map((why) => why.text).join('; '), /2 of 10,000 texts/)
  }
})

it('values that repeat are counted as often as they come', () => {
  const values = many((i) => `user${i % 7}@example.org`, 700)
  const result = judge({ name: 'email' }, values)
  assert.deepEqual(
    result.types.map((type) => [type.type, type.count, type.share]),
    [['email', 700, 1]],
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

it('a card number among texts with other long numbers is told; among as many of its own length it is chance', () => {
  const found = (other: number): FieldResult =>
    judge(
      { name: 'remarks' },
      many(
        (i) =>
          i % 1000 === 77 ? 'he paid with 4539148803436467 then' : `parcel ${'73190628451937264815'.slice(0, other)} went out on ${i}`,
        4000,
      ),
    )
  assert.equal(found(11).verdict, 'personal')
  assert.equal(found(16).verdict, 'not-personal')
})

it('the few words of a list say what they are, whatever the column is called', () => {
  const repeated = (words: string): string[] => many((i) => words.split(';')[i % words.split(';').length]!, 60)
  const told = (name: string, object: string, words: string): string[] =>
    judge({ name, object }, repeated(words)).types.map(({ type }) => type)
  assert.deepEqual(told('c7', 't4', 'Single;Married;Divorced;Widowed'), ['marital_status'])
  assert.deepEqual(told('kod_s', 'dane', 'panna;kawaler;żonaty;wdowa'), ['marital_status'])
  assert.deepEqual(told('c8', 't4', 'Male;Female;Unknown'), ['gender'])
  assert.deepEqual(told('c9', 't4', 'A+;O-;AB+;B+'), ['health'])
  // Marks of a school, hits of a band, what a shop sells.
  assert.deepEqual(told('c9', 't4', 'A+;A-;B+;B-'), [])
  assert.deepEqual(told('c7', 't4', 'Single;Album;EP'), [])
  assert.deepEqual(told('cut', 'products', 'Men;Women'), [])
})

it('a person behind a thing is one where the values are names, and keys are no user names', () => {
  const people = many((i) => `${['Anna', 'Peter', 'Laura'][i % 3]!} ${['Klein', 'Keller', 'Groß'][(i >> 1) % 3]!}`, 60)
  assert.equal(judge({ name: 'comment_author', object: 'comments' }, people).verdict, 'personal')
  assert.equal(judge({ name: 'fahrer', object: 'fahrzeuge' }, people).verdict, 'personal')
  const codes = many((i) => `TRQ${i}X`, 60)
  assert.equal(judge({ name: 'table_owner', object: 'tables' }, codes).verdict, 'not-personal')
  const keys = many((i) => `00000000-0000-4000-a000-${String(i * 7_919).padStart(12, '0')}`, 60)
  assert.equal(
    judge({ name: 'created_by', object: 'contacts', siblings: ['first_name', 'last_name', 'email'] }, keys).verdict,
    'not-personal',
  )
})

it('a clear name and the form hold where check digits fail, and a town of a depot is nobody’s', () => {
  const failing = many((i) => `${80 + (i % 10)}01${String(10 + (i % 18))}${String(10_000 + i * 7)}`, 60)
  const result = judge({ name: 'pesel', object: 'osoby', siblings: ['imie', 'nazwisko'] }, failing)
  assert.equal(result.verdict, 'personal')
  assert.equal(judge({ name: 'x', object: 'osoby', siblings: ['imie', 'nazwisko'] }, failing).verdict, 'not-personal')
  const towns = many((i) => ['Kassel', 'Ulm', 'Neuss'][i % 3]!, 60)
  assert.equal(judge({ name: 'lagerort', object: 'artikel' }, towns).verdict, 'not-personal')
})
