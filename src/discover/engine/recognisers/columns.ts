// Types that only a column's name can tell: gender, city, a diagnosis. Their values must merely be possible. Never found in running text.
import type { Compiled } from '../compile.ts'
import { HAS } from '../value-shape.ts'
import { fold } from '../words.ts'
import type { Recogniser } from './recogniser.ts'

export function createColumnRecogniser(types: readonly Compiled[]): Recogniser {
  // Which of them one column asks for: a column asks of all its values with the same `asked`.
  const lists = new WeakMap<Uint8Array, readonly Compiled[]>()
  const askedOf = (asked: Uint8Array): readonly Compiled[] => {
    let mine = lists.get(asked)
    if (mine === undefined) lists.set(asked, (mine = types.filter((type) => asked[type.order] === 1)))
    return mine
  }
  return {
    types,
    find: () => {},
    fits: (shape, asked) => {
      if (asked === undefined || (shape.mask & HAS.wide) !== 0) return true
      const first = shape.first >= 65 && shape.first <= 90 ? shape.first + 32 : shape.first
      return askedOf(asked).some((type) => type.reach!.first[first] === 1)
    },
    whole: (value, fit, asked) => {
      const mine = askedOf(asked)
      const folded = fold(value)
      const first = folded.charCodeAt(0)
      for (let i = 0; i < mine.length; i++) {
        const type = mine[i]!
        if ((first > 127 || type.reach!.first[first] === 1) && type.pattern!.test(folded))
          fit(type, type.rule.rarity === 'high' ? 'passed' : 'shaped')
      }
    },
  }
}
