// What the words beside a number say of it apart from the rules' own phrases: words that every country has for its numbers, names of countries, digits that go on,
// words inside scripts without blanks. Owns no number.
import { numberedPhrases, type Compiled, type Phrases } from '../compile.ts'
import type { Part } from '../evidence.ts'
import { GENERAL_WORDS } from '../general-words.ts'
import { findContext, isDigit, type ContextHit, type ScanText } from '../scan-text.ts'
import { fold, phrase } from '../words.ts'
import { allDigits, isScript, tokenEnd, unspaced } from './id-text.ts'

/** Words that name a kind of number in every country: beside the name of another country they are not a rule's own. */
const GENERAL: ReadonlySet<string> = new Set(Object.values(GENERAL_WORDS).flat().map(phrase))

/** The names of all countries that have rules. */
export function landsOf(types: readonly Compiled[]): Phrases {
  const numbers = Uint16Array.from(new Set(types.flatMap((type) => [...type.lands.numbers])))
  const texts = types[0]?.lands.texts ?? []
  return numberedPhrases(numbers, texts)
}

/** `Polish company number`, `Czech bank account number`: the country before the word is not the rule's. */
export function ofAnother(scan: ScanText, type: Compiled, lands: Phrases, at: readonly [number, number]): boolean {
  if (type.lands.set.size === 0) return false
  const land = findContext(scan, lands, at[0], at[0], 24)
  return land?.at !== undefined && /^[ -](?:\p{L}+ ){0,2}$/u.test(scan.text.slice(land.at[1], at[0])) && !type.lands.set.has(land.word)
}

/** The word beside the number, unless it is a general one of another country's. */
export function ownWord(scan: ScanText, type: Compiled, lands: Phrases, word: ContextHit | undefined): ContextHit | undefined {
  return word?.at !== undefined && GENERAL.has(word.word) && ofAnother(scan, type, lands, word.at) ? undefined : word
}

const UNSPACED = new WeakMap<Compiled, readonly string[]>()

/** In such a script the type's word may stand inside a longer run: looked for as letters. */
export function unspacedContext(text: string, type: Compiled, start: number): ContextHit | undefined {
  if (!unspaced(text, start)) return undefined
  let words = UNSPACED.get(type)
  if (words === undefined) {
    words = [...type.phrases.set].filter((word) => word.normalize('NFC').length >= 2 && isScript(word.normalize('NFC').charCodeAt(0)))
    UNSPACED.set(type, words)
  }
  if (words.length === 0) return undefined
  const before = fold(text.slice(Math.max(0, start - 24), start)).replaceAll(' ', '')
  const word = words.find((one) => before.includes(one.replaceAll(' ', '')))
  return word === undefined ? undefined : { word, at: [Math.max(0, start - 24), start] }
}

export function contextPart(word: string, at: readonly [number, number] | undefined): Part {
  return {
    rule: 'context',
    text: at === undefined ? `\`${word}\` in the name` : `\`${word}\` beside it`,
    odds: 3,
    ...(at === undefined ? {} : { at }),
  }
}

/** With the digits behind it the number would be a longer one of the same rule: that one was meant. */
export function goesOn(text: string, end: number, type: Compiled, compact: string): boolean {
  const next = text.charCodeAt(end)
  if ((next !== 32 && next !== 45 && next !== 46) || !isDigit(text.charCodeAt(end + 1))) return false
  const to = tokenEnd(text, end + 1)
  return to - end > 2 && allDigits(text, end + 1, to) && type.pattern?.test(compact + text.slice(end + 1, to)) === true
}
