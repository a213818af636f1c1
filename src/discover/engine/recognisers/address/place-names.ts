// Asks the lexicon of names whether words name a town. Owns no list.
import { addWord, hashWord } from '../../tagger/units.ts'
import { ANY_PLACE, CITY, COMMON, TOWN, type Lexicon } from '../../tagger/lexicon.ts'

/** Folded words, joined by spaces. A word that is mostly written small is no town by itself. */
export function createPlaceLookup(lexicon: Lexicon): (folded: string) => boolean {
  return (folded) => {
    const words = folded.split(/[ -]/)
    const first = hashWord(words[0]!)
    if (words.length === 1) {
      const flags = lexicon.flags(first)
      return (flags & (CITY | TOWN)) !== 0 && (flags & COMMON) === 0
    }
    return (
      words.length <= 4 &&
      (lexicon.flags(words.slice(1).reduce((phrase, word) => addWord(phrase, hashWord(word)), first)) & ANY_PLACE) !== 0
    )
  }
}
