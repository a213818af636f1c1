// Every type's own positives and negatives, through the whole engine.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createEngine, loadRules } from './create-engine.ts'
import type { Engine } from './engine.ts'
import type { RuleCase, TypeRule } from './type-rule.ts'

function found(engine: Engine, rule: TypeRule, one: RuleCase): string[] {
  if (typeof one === 'string') {
    const text = one.replace(/[⟦⟧]/g, '')
    return engine
      .inspect(text)
      .filter((span) => span.type === rule.id)
      .map((span) => text.slice(span.start, span.end))
  }
  const column = engine.column(one)
  for (const value of one.values) column.add(value)
  return column
    .result()
    .types.filter((type) => type.type === rule.id)
    .map((type) => type.raw)
}

describe('types', () => {
  const { rules } = loadRules()
  const engine = createEngine()
  it('are at least 120', () => {
    assert.ok(rules.length >= 120, String(rules.length))
  })
  for (const rule of rules) {
    it(`${rule.id}: finds its positives`, () => {
      for (const one of rule.positives) {
        const got = found(engine, rule, one)
        if (typeof one === 'string') {
          const wanted = [...one.matchAll(/⟦([^⟧]+)⟧/g)].map((match) => match[1]!)
          assert.deepEqual(got, wanted, JSON.stringify(one))
        } else assert.equal(got.length, 1, JSON.stringify(one))
      }
    })
    it(`${rule.id}: leaves its negatives`, () => {
      for (const one of rule.negatives) assert.deepEqual(found(engine, rule, one), [], JSON.stringify(one))
    })
  }
})
