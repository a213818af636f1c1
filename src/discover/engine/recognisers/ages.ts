// Ages of people, in numbers and in words: `34 years old`, `34-jährige`, `ma 34 lata`, `I'm thirty-two`. Woken by the word for years or by who speaks; most such
// words count other things too, so what stands around decides.
import type { Compiled } from '../compile.ts'
import { fold } from '../words.ts'
import { HAS } from '../value-shape.ts'
import { phraseAt, firstWords } from './dates.ts'
import { sameLength } from './date-forms.ts'
import { numberOfWords } from './number-words.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

const NUMBER_BEFORE = /(?:^|[^\d.,])(\d{1,3})[- ]?$/
const WORDS_BEFORE = /(?:^|[^\p{L}])((?:\p{L}{1,24}[ -]){0,3}\p{L}{1,30})[- ]$/u
const NUMBER_AFTER = /^["']?(?:[ :=]{1,3}|\s(?:of|von|de|di|van|is|ist|est|es|e|:)\s)["']?(\d{1,3})(?![.,%]\d|\d|%|\p{L})/u

interface Unit {
  readonly words: readonly string[]
  /** must stand before the number */
  readonly before?: RegExp
  /** or behind the word */
  readonly after?: RegExp
}
// Words for years. Those without a condition say an age by themselves.
const UNITS: readonly Unit[] = [
  { words: ['yo', 'yrs', 'yr', 'years', 'year'], after: /^(?:[- ]olds?\b|[- ]of[- ]age\b)/, before: /(?:\baged|\bage) $/ },
  { words: ['y'], after: /^(?:\/|\.)?o\b/ },
  {
    words: [
      'jahrige',
      'jahriger',
      'jahrigen',
      'jahrigem',
      'jahriges',
      'jahrig',
      'jarige',
      'jarig',
      'letni',
      'letnia',
      'letniego',
      'letniej',
      'letnich',
      'letnim',
      'latek',
      'latka',
      'enne',
    ],
  },
  { words: ['jahre', 'jahren', 'jahr'], after: /^ (?:alt|jung)\b/ },
  {
    words: ['ans'],
    before:
      /(?:\b(?:j'ai|tu as|il a|elle a|on a|qui a|ai|avait|aura|age de|agee de|ages de|agees de|homme de|femme de|fille de|garcon de|enfant de|personne de|patient de|patiente de|j' ai)|[a-z] a) $/,
  },
  {
    words: ['anos'],
    before:
      /\b(?:tengo|tiene|tenia|tienes|cumple|cumplio|tem|tenho|tinha|com|fez|completou|hombre de|mujer de|nino de|nina de|joven de|paciente de|homem de|mulher de|menino de|menina de|edad de|idade de) $/,
    after: /^ (?:de edad|de idade)\b/,
  },
  {
    words: ['anni'],
    before: /\b(?:ho|ha|hai|aveva|avevo|di anni|uomo di|donna di|ragazzo di|ragazza di|bambino di|bambina di|paziente di|compie|eta di) $/,
    after: /^ di eta\b/,
  },
  { words: ['lat', 'lata', 'roku'], before: /\b(?:mam|ma|masz|mial|miala|majac|wiek|wieku|skonczyl|skonczyla|liczy|lat) $/ },
  { words: ['jaar', 'jaren'], before: /\b(?:ben|is|bent|man van|vrouw van|jongen van|meisje van|was) $/, after: /^ (?:oud|jong)\b/ },
  { words: ['ar'], before: /\b(?:jag ar|hon ar|han ar) $/, after: /^ gammal\b/ },
]
const BY_WORD = new Map(UNITS.flatMap((unit) => unit.words.map((word) => [word, unit] as const)))
// `il y a 5 ans`, `depuis 3 ans`, `vor 5 Jahren`
const NO_AGE = /\b(?:y a|depuis|dans|pendant|hace|desde|durante|da|per|fa|sinds|vor|seit|for|nach|od|przez|ha) $/
const NAMED = /^(?:age|aged|alter|edad|edat|eta|leeftijd|wiek|wieku|idade|agee|ages)$/
// `maxAge: 60`, `cache age 30`
const NOT_AGE = /(?:max|min|cache|session|file|cookie|token|stone|ice|bronze|iron|middle)[-_ ]?$/i
const SPEAKER =
  /^(?:i'm|i am|he's|she's|he is|she is|she was|he was|i was|turned|turning|turns|just turned)(?: now| only| already| just| almost| nearly)? /
const SPEAKERS = new Set(['i', 'he', 'she', 'turned', 'turning', 'turns'])
const AFTER_SPEAKER = /^(?:$|[.,;!?)\n]|(?: and| but| now| today| this| last| yet| already| when)\b)/

export function createAgeRecogniser(type: Compiled): Recogniser {
  const prior = RARITY_ODDS[type.rule.rarity]
  return {
    types: [type],
    fits: (shape) => shape.mask === HAS.digit && shape.length <= 3,
    words: [...new Set([...firstWords(type), ...BY_WORD.keys(), ...SPEAKERS])].filter(
      (word) => word.length > 1 || word === 'i' || word === 'y',
    ),
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      const say = (start: number, end: number, word: string, at: readonly [number, number], odds: number): void =>
        hit({
          type,
          start,
          end,
          parts: [
            { rule: 'context', text: `\`${word}\` beside it`, odds, at },
            { rule: 'shape', text: 'a number up to 120', odds: 0.4 },
          ],
          prior,
        })
      const named = phraseAt(text, place, type.phrases.set)
      const behind = named === undefined ? '' : text.slice(place, named).toLowerCase()
      if (named !== undefined && NAMED.test(fold(behind))) {
        if (NOT_AGE.test(text.slice(Math.max(0, place - 9), place))) return
        const window = text.slice(named, named + 24)
        const after = NUMBER_AFTER.exec(window)
        if (after !== null && isAge(Number(after[1]))) {
          const start = named + after.index + after[0].lastIndexOf(after[1]!)
          // `45 years of age 12`: the number before has the say
          say(start, start + after[1]!.length, behind, [place, named], 2.6)
          return
        }
        const spelled = wordsAfter(sameLength(window))
        if (spelled !== undefined) say(named + spelled[0], named + spelled[1], behind, [place, named], 2.4)
        return
      }
      const wordEnd = endOfWord(text, place)
      const word = fold(text.slice(place, wordEnd))
      if (SPEAKERS.has(word)) {
        const window = sameLength(text.slice(place, place + 48))
        const speaker = SPEAKER.exec(window)
        if (speaker === null) return
        const from = speaker[0].length
        const found = /^\d{1,3}(?![\d.,:%/-]\d|\d)/.exec(window.slice(from))
        if (
          found !== null &&
          Number(found[0]) >= 4 &&
          isAge(Number(found[0])) &&
          AFTER_SPEAKER.test(window.slice(from + found[0].length, from + found[0].length + 8))
        ) {
          say(place + from, place + from + found[0].length, speaker[0].trim(), [place, place + from - 1], 1.9)
          return
        }
        const spelled = wordsAfter(window.slice(from - 1))
        if (spelled !== undefined && spelled[2] > 9 && AFTER_SPEAKER.test(window.slice(from - 1 + spelled[1], from + 7 + spelled[1])))
          say(place + from - 1 + spelled[0], place + from - 1 + spelled[1], speaker[0].trim(), [place, place + from - 1], 2.1)
        return
      }
      const unit = BY_WORD.get(word)
      const own = named !== undefined && unit === undefined
      if (unit === undefined && !own) return
      const near = sameLength(text.slice(Math.max(0, place - 48), place))
      const digits = NUMBER_BEFORE.exec(near)
      let length: number
      let offset: number
      if (digits !== null) {
        if (!isAge(Number(digits[1]))) return
        offset = near.lastIndexOf(digits[1]!)
        length = digits[1]!.length
      } else {
        const spelled = wordsBefore(near)
        if (spelled === undefined) return
        ;[offset, length] = spelled
      }
      const before = near.slice(0, offset)
      const after = sameLength(text.slice(wordEnd, wordEnd + 16))
      if (unit !== undefined && !(unit.before === undefined && unit.after === undefined)) {
        const good = unit.before?.test(before) === true || unit.after?.test(after) === true
        if (!good || (NO_AGE.test(before) && unit.after?.test(after) !== true) || before.endsWith('y a ')) return
      }
      const start = place - near.length + offset
      say(start, start + length, text.slice(place, named ?? wordEnd).toLowerCase(), [place, named ?? wordEnd], 2.6)
    },
    whole: (value, fit) => {
      if (/^\d{1,3}$/.test(value) && isAge(Number(value))) fit(type, 'shaped')
    },
  }
}

function isAge(value: number): boolean {
  return value >= 1 && value <= 120
}

function endOfWord(text: string, place: number): number {
  let end = place
  while (end < place + 20 && /[\p{L}\p{M}]/u.test(text.charAt(end))) end++
  return end
}

/** [offset, length] of a number in words at the end; folded. */
function wordsBefore(near: string): readonly [number, number] | undefined {
  const match = WORDS_BEFORE.exec(near)
  if (match === null) return undefined
  const tail = match[1]!
  const words = tail.split(/[ -]/)
  const folded = words.map(fold)
  for (let from = 0; from < words.length; from++) {
    const value = numberOfWords(folded.slice(from))
    if (value === undefined) continue
    const length = words.slice(from).join(' ').length
    return value < 2 ? undefined : [near.length - 1 - length, length]
  }
  return undefined
}

/** [from, to, value] of a number in words near the start; folded. */
function wordsAfter(window: string): readonly [number, number, number] | undefined {
  const match = /^[ :]{1,2}(\p{L}{1,30}(?:[ -]\p{L}{1,24}){0,2})/u.exec(window)
  if (match === null) return undefined
  const words = match[1]!.split(/[ -]/)
  const folded = words.map(fold)
  for (let to = words.length; to > 0; to--) {
    const value = numberOfWords(folded.slice(0, to))
    if (value === undefined) continue
    const start = match[0].length - match[1]!.length
    return [start, start + words.slice(0, to).join(' ').length, value]
  }
  return undefined
}
