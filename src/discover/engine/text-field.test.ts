// Text cut anywhere gives the same counts, and long text the same spans as its parts.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { createEngine } from './create-engine.ts'

const engine = createEngine()
const LINES = [
  'mail anna.schmidt@example.org now',
  'card 4539 1488 0343 6467',
  'nothing here',
  'IBAN DE89 3704 0044 0532 0130 00',
  '',
  'Tel. +49 30 901820',
  'the quick brown fox jumps over the lazy dog',
  'Frau Sabine Becker rief an',
]

function counts(pieces: readonly string[]): Record<string, number> {
  const field = engine.text({ name: '$text' })
  for (const piece of pieces) field.add(piece)
  return Object.fromEntries(field.result().types.map((type) => [type.type, type.count]))
}

it('does not depend on where it is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
      (lines, cuts) => {
        const text = lines.join('\n')
        const pieces: string[] = []
        for (let at = 0, i = 0; at < text.length; i++) {
          const size = cuts[i % cuts.length]!
          pieces.push(text.slice(at, at + size))
          at += size
        }
        assert.deepEqual(counts(pieces), counts([text]))
      },
    ),
    { seed: 20261124, numRuns: 200 },
  )
})

it('counts each value of a long text once, whatever the pieces', () => {
  const block = `${LINES.join('\n')}\n`
  const times = 3000
  const text = block.repeat(times)
  const whole = counts([text])
  assert.equal(whole['email'], times)
  assert.equal(whole['card_number'], times)
  assert.equal(whole['iban'], times)
  const pieces: string[] = []
  for (let at = 0; at < text.length; at += 7919) pieces.push(text.slice(at, at + 7919))
  assert.deepEqual(counts(pieces), whole)
  assert.equal(engine.inspect(text).filter((span) => span.type === 'email').length, times)
  for (const span of engine.inspect(text).filter((one) => one.type === 'iban'))
    assert.equal(text.slice(span.start, span.end), 'DE89 3704 0044 0532 0130 00')
})

it('one line without an end is read too', () => {
  const text = 'x'.repeat(300_000) + ' anna.schmidt@example.org ' + 'y'.repeat(300_000)
  assert.deepEqual(counts([text]), { email: 1 })
  const [span] = engine.inspect(text)
  assert.equal(text.slice(span!.start, span!.end), 'anna.schmidt@example.org')
})

it('blank text has no label', () => {
  const field = engine.text({ name: '$text' })
  field.add(' \n\n')
  assert.equal(field.result().label, null)
})
