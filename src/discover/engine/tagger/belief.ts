// What the model says of a text in another language than English is believed by what else speaks for it: there any word may begin with a capital, and texts of programs,
// rules and goods are full of words that stand in no list. How sure the model must be was set on sentences and program messages that it did not learn from.
import { LOC, PER } from './tagger.ts'

export interface Evidence {
  /** PER, LOC or ORG */
  readonly kind: number
  readonly chance: number
  /** of two letters and more */
  readonly words: number
  /** ordinary words of the language among them */
  readonly common: number
  /** words in small letters, of four letters and more */
  readonly smalls: number
  readonly capitals: number
  readonly given: boolean
  readonly family: boolean
  readonly place: boolean
  /** a word that organisations are named with, or an organisation that everyone knows */
  readonly organised: boolean
  /** a given name, town or country that is no ordinary word */
  readonly frequent: boolean
  /** a title or the like before it */
  readonly led: boolean
  /** a line or sentence, or what stands in quotes, begins with it */
  readonly begins: boolean
  /** written as words are: one capital */
  readonly plain: boolean
  /** words joined by hyphens, the last of them an ordinary one: `SQL-Datei` */
  readonly compound: boolean
}

export function isBelieved(seen: Evidence): boolean {
  const { kind, chance, words, common, given, family, led, begins } = seen
  if (kind === PER) {
    // A name in small letters among words in small letters.
    if (seen.capitals === 0) return given && (words === 1 ? led : family || led) && common === 0 && chance >= 0.8
    if (words === 1) {
      if (led) return chance >= 0.6
      if (!seen.plain) return false
      if (seen.frequent) return chance >= (begins ? 0.95 : 0.7)
      return chance >= (given || family ? (begins ? 0.99 : 0.9) : begins ? 1 : 0.985)
    }
    if (given && family) return chance >= 0.5
    if (given) return chance >= (common > 0 ? 0.9 : 0.6)
    if (led) return chance >= 0.8
    if (seen.smalls > 0 && seen.capitals < 2) return false
    if (family) return chance >= (common > 0 ? 0.97 : 0.85)
    return chance >= (common > 0 ? 0.995 : 0.97)
  }
  if (kind === LOC) {
    if (seen.capitals === 0 || (words === 1 && !seen.plain)) return false
    if (seen.frequent) return chance >= 0.6
    if (seen.place) return chance >= (begins ? 0.95 : 0.8)
    return !begins && common === 0 && chance >= 0.98
  }
  if (seen.capitals === 0 || seen.compound) return false
  if (seen.organised) return words > 1 ? chance >= 0.85 : chance >= 0.97
  return words > 1 && chance >= (common > 0 ? 0.99 : 0.97)
}
