// Which of seven languages besides English is a text written in? In them other words have capitals, and other words are ordinary ones; the model is told. Told by the
// small words that every sentence has; words that stand in names and addresses (`de la`, `van den`) say nothing, words that several of the languages share say it of
// all of them.
import { ANY_NAME, ANY_PLACE, COMMON, VOCABULARY } from './lexicon.ts'
import { addUnit, BASE, finish, hashWord, KIND, LOWER, MARK, START, UPPER } from './units.ts'
import { LETTERS, type Known } from './words.ts'

export const LANGUAGES = ['de', 'fr', 'es', 'it', 'pl', 'nl', 'pt'] as const
const ENGLISH =
  'the of and to that for it with you this my from by was are be have please your we can will not his her they has but or if which when would there their what about how she him us our is a i am do no as me'
export const SMALL_WORDS: Readonly<Record<string, readonly string[]>> = {
  de: 'und ist nicht mit für ein eine einen einer auf zu sich wird werden ich sie wir nach bei wurde oder auch zum zur dem das im kann durch die der den hat ihr ihre unser unsere als wie noch bitte uns haben vom beim aus wegen sind war sehr geehrte über bis seit heute'.split(
    ' ',
  ),
  fr: 'du et est une pour dans sur pas que qui avec au je vous nous ce cette ne sont être ou le les aux chez votre notre depuis merci été a madame monsieur mon ma par'.split(
    ' ',
  ),
  es: 'por con para una del se su es y en lo este esta como ha fue los las el muy señor señora hola gracias está desde nuestro nuestra pero sin al mi le'.split(
    ' ',
  ),
  it: 'che per della non sono gli nel alla il è questo di con ha una un lo sua suo signor signora dalla dal nella si ci mi le al come anche nostra nostro è stato'.split(
    ' ',
  ),
  pl: 'się na nie jest że w z dla przez oraz lub od za który do po jak pan pani dnia został została proszę ma są był i o ze nr mnie'.split(
    ' ',
  ),
  nl: 'het een en niet met voor dat zijn op te aan er naar uit bij wordt is heeft ik wij uw onze mevrouw heer graag nog ook werd tot kan als was deze'.split(
    ' ',
  ),
  pt: 'um uma não com em ao foi os são do da no na a e o para por seu sua dos das pelo pela senhor senhora obrigado muito está mais que se as meu minha'.split(
    ' ',
  ),
}
/** So much of the beginning, and of the middle, says what all of it is written in. */
const SAMPLE = 6000
const SHORT = 400

const hashOf = (word: string): number => {
  let hash = START
  for (let i = 0; i < word.length; i++) hash = addUnit(hash, BASE[word.charCodeAt(i)]!)
  return finish(hash)
}
const english = new Set(ENGLISH.split(' ').map(hashOf))
/** one bit a language */
const others = new Map<number, number>()
LANGUAGES.forEach((language, i) => {
  for (const word of SMALL_WORDS[language]!) others.set(hashOf(word), (others.get(hashOf(word)) ?? 0) | (1 << i))
})
/** Letters that are written in some of them only, in ordinary words. */
const ACCENTS = new Uint8Array(0x180)
LANGUAGES.forEach((language, i) => {
  const letters = { de: 'äöüß', fr: 'éèêàçùîôûœ', es: 'ñáíóúé', it: 'àèùò', pl: 'ąęłńśźżćó', nl: 'ëïé', pt: 'ãõçáâêóíú' }[language]
  for (const letter of letters) ACCENTS[letter.charCodeAt(0)]! |= 1 << i
})
const counts = new Int32Array(LANGUAGES.length)

/** 0: English, or nothing says which; else the place in LANGUAGES and one. */
export function languageOf(text: string, known: Known): number {
  counts.fill(0)
  let balance = count(text, 0, Math.min(text.length, SAMPLE))
  if (text.length > 2 * SAMPLE) balance += count(text, text.length >> 1, (text.length >> 1) + SAMPLE)
  if (balance < 0 || (balance === 0 && (text.length > SHORT || !ordinary(text, known)))) return 0
  let best = 0
  for (let i = 1; i < counts.length; i++) if (counts[i]! > counts[best]!) best = i
  return best + 1
}

/** Short texts without small words of either: two words that are ordinary ones of one of the languages, and none of English. */
function ordinary(text: string, { lexicon, words }: Known): boolean {
  counts.fill(0)
  let most = 0
  for (const match of text.matchAll(SMALL_WORD)) {
    const word = match[0]
    if ((lexicon.flags(hashWord(word)) & (COMMON | VOCABULARY | ANY_NAME | ANY_PLACE)) !== 0) continue
    const hash = hashWord(word.slice(0, LETTERS))
    for (let i = 0; i < counts.length; i++) if (words.has(i + 1, hash)) most = Math.max(most, ++counts[i]!)
  }
  return most >= 2
}
const SMALL_WORD = /(?<![\p{L}\d_./@-])[a-z\u00df-\u017f]{4,24}(?![\p{L}\d_/@(=-])/gu

/** Small words of the others less those of English. */
function count(text: string, from: number, to: number): number {
  let balance = 0
  let hash = START
  let letters = 0
  let small = true
  let accents = 0
  let capital = false
  for (let i = from; i <= to; i++) {
    const unit = i < to ? text.charCodeAt(i) : 32
    const kind = KIND[unit]!
    if (kind === LOWER || kind === UPPER) {
      if (kind === UPPER && letters > 0) small = false
      if (unit > 127 && unit < ACCENTS.length && kind === LOWER) accents |= ACCENTS[unit]!
      if (kind === UPPER) capital = true
      hash = addUnit(hash, BASE[unit]!)
      letters++
      continue
    }
    if (kind === MARK) continue
    if (letters > 0 && small) {
      const word = finish(hash)
      const bits = others.get(word)
      // Names have such letters in any language.
      if (accents !== 0 && !capital) {
        balance++
        for (let one = 0; one < counts.length; one++) counts[one]! += (accents >> one) & 1
      }
      // A word of both says nothing of either.
      if (english.has(word)) balance -= bits === undefined ? 1 : 0
      else if (bits !== undefined && !capital) balance++
      if (bits !== undefined) for (let one = 0; one < counts.length; one++) counts[one]! += (bits >> one) & 1
    }
    hash = START
    letters = 0
    accents = 0
    capital = false
    small = true
  }
  return balance
}
