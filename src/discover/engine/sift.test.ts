// What is read as bytes is found as in the same text read as text: every case of every rule, alone and in noise of many kinds; and however the bytes
// are cut.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { createAnchors } from './anchors.ts'
import { createEngine, engineOf, loadRules } from './create-engine.ts'
import type { FieldResult } from './engine.ts'

const engine = createEngine()
const plain = engineOf(loadRules(), createAnchors, false)
const structured = new Set(engine.types.filter((type) => type.structured).map((type) => type.id))
const CASES = loadRules().rules.flatMap((rule) =>
  [...rule.positives, ...rule.negatives].filter((one) => typeof one === 'string').map((one) => one.replace(/[⟦⟧]/g, '')),
)

function said(result: FieldResult): unknown {
  return [
    result.verdict,
    result.read,
    result.types
      .map(({ type, confidence, count, share, sample }) => ({ type, confidence, count, share, sample }))
      .sort((a, b) => (a.type < b.type ? -1 : 1)),
  ]
}
function asText(text: string, only?: ReadonlySet<string>): unknown {
  const field = plain.text({ name: '$text' }, only === undefined ? {} : { only })
  field.add(text)
  return said(field.result())
}
function asBytes(text: string, only?: ReadonlySet<string>, cuts: readonly number[] = []): unknown {
  const field = engine.text({ name: '$text' }, only === undefined ? {} : { only })
  const bytes = Buffer.from(text)
  let from = 0
  for (const cut of cuts) {
    field.addBytes(bytes.subarray(from, from + cut))
    from += cut
  }
  field.addBytes(bytes.subarray(from))
  return said(field.result())
}

it('each case of each rule, alone and among other lines', () => {
  const wrong: string[] = []
  const far = 'a quiet line of words that nobody listens for\n'.repeat(30)
  for (const one of CASES)
    for (const [text, only] of [
      [one, undefined],
      [`${far}${one}\n${far}`, structured],
    ] as const)
      if (JSON.stringify(asBytes(text, only)) !== JSON.stringify(asText(text, only))) wrong.push(one)
  assert.deepEqual([...new Set(wrong)].slice(0, 20), [])
})

it('any text', () => {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...CASES) },
    { weight: 1, arbitrary: fc.string({ maxLength: 30 }) },
    { weight: 1, arbitrary: fc.stringMatching(/^[0-9 .:/+()-]{1,40}$/) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        ' ',
        '\n',
        '\n\n',
        ', ',
        ': ',
        '=',
        '"',
        '（',
        'é',
        '—',
        ' 12 ',
        ' 4111 ',
        '@',
        '+49 ',
        '２０',
        '\u200b',
        'Straße ',
        '住所 ',
        'x '.repeat(200),
      ),
    },
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
      const text = parts.join('')
      assert.deepEqual(asBytes(text), asText(text))
      assert.deepEqual(asBytes(text, structured), asText(text, structured))
    }),
    { seed: 20261130, numRuns: 60 },
  )
})

it('as many words of context, numbers and signs as a text can have', () => {
  for (const unit of ['tC ', 'ssnSsn ', 'iban ', '1a', 'Ä1', '@1']) {
    const text = unit.repeat(290_000 / unit.length)
    assert.deepEqual(asBytes(text), asText(text), unit)
    // in one piece, as a value is read
    assert.deepEqual(plain.inspect(text.slice(0, 120_000)), engine.inspect(text.slice(0, 120_000)), unit)
  }
})

it('however it is cut', () => {
  let text = ''
  for (let i = 0; text.length < 400_000; i++) text += `${CASES[(i * 7919) % CASES.length]!}${i % 3 === 0 ? '\n' : ' '}`
  const whole = asBytes(text)
  for (const cuts of [Array.from({ length: 3000 }, (_, i) => 1 + ((i * 7919) % 600)), [1], [130_000, 2, 130_001]])
    assert.deepEqual(asBytes(text, undefined, cuts), whole)
})
