// No masked sample holds its value, or more of it than the few characters allowed.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { loadRules } from './create-engine.ts'
import { maskValue } from './mask.ts'

const { rules } = loadRules()

it('shows the shape', () => {
  const of = (id: string, value: string): string =>
    maskValue(
      rules.find((rule) => rule.id === id)!,
      value,
    )
  assert.equal(of('card_number', '4539 1488 0343 6467'), '•••• •••• •••• 6467')
  assert.equal(of('email', 'anna.schmidt@example.org'), 'a•••@e•••.org')
  assert.equal(of('email', 'jo@x.de'), '•••@•••.de')
  assert.equal(of('us_ssn', '123-45-6789'), '•••-••-••••')
  assert.equal(of('password', 'hunter2!'), '••••••••')
  assert.equal(of('person_name', 'Li Wang'), '•• ••••')
  assert.equal(of('cvv', '123'), '••••••••')
})

it('never shows more than allowed', () => {
  const value = fc.oneof(
    fc.string({ minLength: 1, maxLength: 80 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.emailAddress(),
    fc.stringMatching(/^[0-9 -]{1,24}$/),
  )
  fc.assert(
    fc.property(fc.constantFrom(...rules), value, (rule, raw) => {
      const sample = maskValue(rule, raw)
      const shown = [...sample.matchAll(/[\p{L}\p{N}]/gu)].map((match) => match[0]).join('')
      const meaning = raw.replace(/[^\p{L}\p{N}]/gu, '')
      if (meaning.length > 0) assert.ok(!sample.includes(raw.trim()), `${rule.id}: ${sample}`)
      if (rule.id === 'card_number') assert.ok(shown.length <= 4)
      else if (rule.id === 'email') {
        const at = sample.indexOf('@')
        assert.ok(at < 0 ? shown.length === 0 : [...sample.slice(0, at).matchAll(/[\p{L}\p{N}]/gu)].length <= 1, sample)
      } else assert.equal(shown, '')
    }),
    { seed: 20261124, numRuns: 5000 },
  )
})

it('is one safe line', () => {
  for (const rule of rules) {
    const sample = maskValue(rule, 'a\u001b[31m\nb\u202ec 12345 '.repeat(20))
    assert.ok(sample.length <= 48)
    assert.ok(!/[\u0000-\u001f\u202e]/.test(sample))
  }
})
