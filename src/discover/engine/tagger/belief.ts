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
  /** beside a word with one capital one that is written otherwise, and is no known name: `GStreamer`, `ISA` */
  readonly odd: boolean
}

export function isBelieved(seen: Evidence): boolean {
  return seen.chance >= least(seen)
}

const NEVER = 2
/** So sure must the model be. */
function least({
  kind,
  words,
  common,
  capitals,
  given,
  family,
  place,
  organised,
  frequent,
  led,
  begins,
  plain,
  compound,
  odd,
}: Evidence): number {
  if (kind === PER) {
    // In small letters among words in small letters.
    if (capitals === 0) return led && (words === 1 || given) && common === 0 ? 0.8 : NEVER
    if (words === 1) {
      if (led) return 0.35
      if (!plain) return NEVER
      if (frequent) return begins ? 0.55 : 0.75
      if (given) return begins ? 0.95 : common > 0 ? 0.6 : 0.85
      if (family) return begins ? 0.93 : 0.985
      return begins || common > 0 ? NEVER : 0.9
    }
    if (led) return 0.5
    // `von der Liste`; `SQL-Wert`
    if (capitals < 2 || (compound && !given)) return NEVER
    if (odd) return given && family ? 0.8 : NEVER
    if (given) return 0.5
    if (family) return begins && common > 0 ? 0.95 : 0.7
    return begins ? 0.96 : common > 0 ? 0.93 : 0.9
  }
  if (kind === LOC) {
    if (capitals === 0 || (words === 1 && !plain)) return NEVER
    if (frequent) return begins ? 0.8 : 0.65
    if (place) return begins ? 0.97 : common > 0 ? 0.6 : 0.85
    return begins || common > 0 ? NEVER : 0.99
  }
  if (capitals === 0 || compound) return NEVER
  // Nothing but ordinary words: `Gruppe der Benutzer`.
  if (organised && common >= capitals && words > 1) return 0.97
  if (organised) return words > 1 ? (begins ? 0.8 : 0.65) : common > 0 ? 0.97 : 0.9
  if (words === 1) return NEVER
  return begins ? 0.985 : words > 2 ? 0.7 : 0.9
}
