// Types that only a column's name can tell: gender, city, a diagnosis. Their values must merely be possible. Never found in running text.
import type { Compiled } from '../compile.ts'
import { fold } from '../words.ts'
import type { Recogniser } from './recogniser.ts'

export function createColumnRecogniser(types: readonly Compiled[]): Recogniser {
  return {
    find: () => {},
    whole: (value, fit) => {
      const folded = fold(value)
      for (const type of types) if (type.pattern!.test(folded)) fit(type, 'shaped')
    },
  }
}
