// Is a text written in another language than English? The model learned most of what it knows from English sentences: in others, where any word may
// begin with a capital, it is believed only about words that are known. Told by the small words that every sentence has; words that two of the
// languages share, or that stand in names and addresses (`de la`, `van den`), say nothing.
import { addUnit, BASE, finish, KIND, LOWER, MARK, START, UPPER } from './units.ts'

const ENGLISH =
  'the of and to that for it with you this my from by was are be have please your we can will not his her they has but or if which when would there their what about how she him us our'
const OTHERS =
  'und ist nicht mit für ein eine einen einer auf zu sich wird werden ich sie wir nach bei wurde oder auch zum zur dem das im kann durch ' +
  'et est une pour dans sur pas que qui avec au je vous nous ce cette ne sont être ou ' +
  'por con para una se su es y en lo este esta como ha fue ' +
  'che per della non sono gli nel alla il è questo ' +
  'się na nie jest że w z dla przez oraz lub od za który ' +
  'het een en niet met voor dat zijn op te aan er naar uit bij wordt ' +
  'um uma não com em ao foi os são'
/** So much of the beginning, and of the middle, says what all of it is written in. */
const SAMPLE = 6000

const hashesOf = (words: string): ReadonlySet<number> => {
  const out = new Set<number>()
  for (const word of words.split(' ')) {
    let hash = START
    for (let i = 0; i < word.length; i++) hash = addUnit(hash, BASE[word.charCodeAt(i)]!)
    out.add(finish(hash))
  }
  return out
}
const english = hashesOf(ENGLISH)
const others = hashesOf(OTHERS)

export function isForeign(text: string): boolean {
  let balance = count(text, 0, Math.min(text.length, SAMPLE))
  if (text.length > 2 * SAMPLE) balance += count(text, text.length >> 1, (text.length >> 1) + SAMPLE)
  return balance > 0
}

/** Small words of the others less those of English. */
function count(text: string, from: number, to: number): number {
  let balance = 0
  let hash = START
  let letters = 0
  let small = true
  for (let i = from; i <= to; i++) {
    const unit = i < to ? text.charCodeAt(i) : 32
    const kind = KIND[unit]!
    if (kind === LOWER || kind === UPPER) {
      if (kind === UPPER && letters > 0) small = false
      hash = addUnit(hash, BASE[unit]!)
      letters++
      continue
    }
    if (kind === MARK) continue
    if (letters > 0 && small) {
      const word = finish(hash)
      if (english.has(word)) balance--
      else if (others.has(word)) balance++
    }
    hash = START
    letters = 0
    small = true
  }
  return balance
}
