// The positives and negatives that stand in the rules. They are what the rules were written with: they show that nothing broke, not how good
// the engine is.
import { loadRules } from '../../src/discover/engine/create-engine.ts'
import { createScorer, fScore, total, type Section } from './section.ts'

export const ownCases: Section = {
  name: 'own cases (text)',
  run: ({ engine }) => {
    const scores = createScorer()
    for (const rule of loadRules().rules) {
      for (const [positive, list] of [
        [true, rule.positives],
        [false, rule.negatives],
      ] as const) {
        for (const one of list) {
          if (typeof one !== 'string') continue
          const text = one.replace(/[⟦⟧]/g, '')
          const wanted = new Set([...one.matchAll(/⟦([^⟧]+)⟧/g)].map((match) => match[1]))
          const found = engine.inspect(text).filter((span) => span.type === rule.id)
          const hits = found.filter((span) => wanted.has(text.slice(span.start, span.end))).length
          const score = scores.of(rule.id)
          score.tp += hits
          score.fp += found.length - hits
          if (positive) score.fn += wanted.size - hits
        }
      }
    }
    return {
      tables: [{ title: 'own cases (text)', scores: scores.all }],
      notes: [],
      headlines: { 'own cases F1': fScore(total(scores.all), 1) },
    }
  },
}
