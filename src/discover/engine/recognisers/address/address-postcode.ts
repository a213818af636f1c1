// A postcode that a word names: `zip code is 94105`, `PLZ: 10115`. Those inside an address are read with it.
import type { Compiled } from '../../compile.ts'
import { firstWords, phraseAt } from '../dates.ts'
import { RARITY_ODDS, type Recogniser } from '../recogniser.ts'
import { postcodeAt } from './address-tail.ts'
import { tokensOf } from './address-tokens.ts'

const BETWEEN = /^(?:is|was|code|ist|lautet|est|es|e|to|are|nr|no|number|in|for|the|my|now|changed)$/

export function createPostcodeRecogniser(type: Compiled): Recogniser {
  const prior = RARITY_ODDS[type.rule.rarity]
  return {
    types: [type],
    words: firstWords(type),
    find: (scan, place, _kind, hit) => {
      const named = phraseAt(scan.text, place, type.phrases.set)
      if (named === undefined) return
      const tokens = tokensOf(scan.text, named, Math.min(scan.text.length, named + 48))
      for (let i = 0; i < 5; i++) {
        const token = tokens[i]
        if (token === undefined || token.kind === 'line' || token.kind === 'other') return
        if (token.kind === 'sign' && !':=,"\'-('.includes(token.text)) return
        const code = postcodeAt(tokens, i, true)
        if (code !== undefined) {
          // A word too short to stand alone names a postcode only with a sign between: `CP: 75001`.
          if (named - place <= 3 && tokens[0]!.text !== ':' && code.sure < 1) return
          hit({
            type: type,
            start: token.start,
            end: tokens[code.next - 1]!.end,
            parts: [
              { rule: 'context', text: `\`${scan.text.slice(place, named).toLowerCase()}\` names it`, odds: 2.6, at: [place, named] },
              { rule: 'shape', text: 'the form of a postcode', odds: 0.8 },
            ],
            prior,
          })
          return
        }
        if (token.kind === 'num' || token.kind === 'code') return
        if (token.kind === 'word' && !BETWEEN.test(token.fold)) return
      }
    },
  }
}
