// Types that only a column's name can tell: gender, city, a diagnosis. Their values must merely be possible. Never found in running text.
import type { Compiled } from '../compile.ts'
import { fold } from '../words.ts'
import type { Recogniser } from './recogniser.ts'

export function createColumnRecogniser(types: readonly Compiled[]): Recogniser {
  return {
    types,
    find: () => {},
    whole: (value, fit, asked) => {
      const folded = fold(value)
      const first = folded.charCodeAt(0)
      for (const type of types)
        if (asked[type.order] === 1 && (first > 127 || type.reach!.first[first] === 1) && type.pattern!.test(folded))
          fit(type, type.rule.rarity === 'high' ? 'passed' : 'shaped')
    },
  }
}
