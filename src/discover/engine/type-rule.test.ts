// A rule file with a fault is refused with the file's name and the fault.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { parseTypeRule } from './type-rule.ts'

const GOOD = readFileSync(new URL('../../../rules/types/pl_pesel.json', import.meta.url), 'utf8')
const change = (with_: Record<string, unknown>, without: readonly string[] = []): string => {
  const json = { ...(JSON.parse(GOOD) as Record<string, unknown>), ...with_ }
  for (const key of without) delete json[key]
  return JSON.stringify(json)
}
const FAULTS: readonly (readonly [string, string, RegExp])[] = [
  ['pl_pesel.json', 'x', /pl_pesel\.json: not JSON/],
  ['pl_pesel.json', '[]', /the file is not an object/],
  ['other.json', GOOD, /`id` is pl_pesel, but the file has another name/],
  ['pl_pesel.json', change({ colour: 'red' }), /unknown key `colour`/],
  ['pl_pesel.json', change({}, ['source']), /`source` is missing/],
  ['pl_pesel.json', change({}, ['verified']), /`verified` is missing/],
  ['pl_pesel.json', change({ verified: 'yes' }), /`verified` is neither a day \(2026-11-24\) nor none/],
  ['pl_pesel.json', change({ level: 4 }), /`level` is not 0, 1, 2 or 3/],
  ['pl_pesel.json', change({ countries: ['pl'] }), /pl is not two capital letters/],
  ['pl_pesel.json', change({ regimes: ['law'] }), /law is not known/],
  ['pl_pesel.json', change({ regimes: [] }), /personal data without gdpr/],
  ['pl_pesel.json', change({}, ['check']), /`gate` is both, but there is no `check`/],
  ['pl_pesel.json', change({ context: {} }), /`context` has no words/],
  ['pl_pesel.json', change({ check: { name: 'guess' } }), /guess is not known/],
  ['pl_pesel.json', change({ shape: { kind: 'id', compact: '\\d+', layouts: ['11'] } }), /repeats without a bound/],
  ['pl_pesel.json', change({ shape: { kind: 'id', compact: '(\\d{1,3}){2,9}', layouts: ['11'] } }), /repeats a repetition/],
  ['pl_pesel.json', change({ shape: { kind: 'id', compact: '(\\d)\\1', layouts: ['11'] } }), /refers back/],
  ['pl_pesel.json', change({ shape: { kind: 'id', compact: '(', layouts: ['11'] } }), /is not a regular expression/],
  ['pl_pesel.json', change({ shape: { kind: 'id', compact: '\\d', layouts: ['eleven'] } }), /eleven is not group lengths/],
  ['pl_pesel.json', change({ positives: [] }), /`positives` has 0 cases; at least 10 are needed/],
  ['pl_pesel.json', change({ negatives: Array.from({ length: 10 }, () => 'a ⟦b⟧') }), /a negative has a value/],
]

it('reads a good file', () => {
  assert.equal(parseTypeRule('pl_pesel.json', GOOD).id, 'pl_pesel')
})

for (const [file, content, message] of FAULTS) {
  it(`refuses: ${message.source}`, () => {
    assert.throws(() => parseTypeRule(file, content), message)
  })
}
