// Dates of birth and ages: a date alone says nothing, so a word must name it. Woken by that word, reads on to the date.
import type { Compiled } from '../compile.ts'
import { fold } from '../words.ts'
import { HAS } from '../value-shape.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

const MONTHS =
  'jan(?:uary|uar|vier|uari)?|feb(?:ruary|ruar|ruari)?|fevrier|mar(?:ch|s|zo|s|ca)?|maerz|marz|maart|apr(?:il|ile)?|avril|abril|may|mai|mayo|maggio|maj|maja|mei|maio|jun(?:e|i|io|ho)?|juin|giugno|jul(?:y|i|io|ho)?|juillet|luglio|aug(?:ust|ustus)?|aout|ago(?:sto)?|sep(?:t|tember|tembre)?|septiembre|settembre|setembro|oct(?:ober|obre|ubre)?|okt(?:ober)?|ottobre|outubro|nov(?:ember|embre|iembre|embro)?|dec(?:ember|embre)?|dez(?:ember|embro)?|dicembre|diciembre|enero|gennaio|janeiro|febrero|febbraio|fevereiro|marco|kwietnia|stycznia|lutego|czerwca|lipca|sierpnia|wrzesnia|pazdziernika|listopada|grudnia'
const DATE = new RegExp(
  `(?:(?:19|20)\\d\\d[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\\d|3[01])|(?:0?[1-9]|[12]\\d|3[01])[-./ ](?:0?[1-9]|[12]\\d|3[01])[-./ ](?:(?:19|20)\\d\\d|\\d\\d)|(?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th|\\.|er)?(?: of| de)? (?:${MONTHS})\\.?,?(?: de| del)? (?:19|20)\\d\\d|(?:${MONTHS})\\.? (?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?,? (?:19|20)\\d\\d|(?:19|20)\\d\\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01]))(?![\\d/-]|\\.\\d)`,
)
const WHOLE_DATE = new RegExp(`^${DATE.source}(?:[T ]00:00(?::00)?(?:\\.0{1,6})?(?:Z|[+-]00(?::?00)?)?)?$`)

export function isDate(value: string): boolean {
  return value.length <= 40 && WHOLE_DATE.test(fold(value))
}

export function createDateRecogniser(type: Compiled): Recogniser {
  return {
    types: [type],
    fits: (shape) => (shape.mask & HAS.digit) !== 0 && shape.length >= 6 && shape.length <= 40,
    words: [...type.phrases.set],
    wordGate: 'digits',
    find: (scan, place, _kind, hit) => {
      const named = phraseAt(scan.text, place, type.phrases.set)
      if (named === undefined) return
      const window = scan.text.slice(named, named + 48)
      const match = DATE.exec(sameLength(window))
      if (
        match === null ||
        match.index > 28 ||
        /\n\s*\n|[.;] /.test(window.slice(0, match.index)) ||
        /\d{3}/.test(window.slice(0, match.index))
      )
        return
      const start = named + match.index
      hit({
        type,
        start,
        end: start + match[0].length,
        parts: [
          { rule: 'context', text: `\`${scan.text.slice(place, named).toLowerCase()}\` names it`, odds: 3.2, at: [place, named] },
          { rule: 'shape', text: 'a date', odds: 1 },
        ],
        prior: RARITY_ODDS[type.rule.rarity],
      })
    },
    whole: (value, fit) => {
      if (isDate(value)) fit(type, 'shaped')
    },
  }
}

// Folding may change the length (ß → ss); positions are needed here, so a window that would change stays as it is.
function sameLength(window: string): string {
  const folded = fold(window)
  return folded.length === window.length ? folded : window.toLowerCase()
}

/** The place behind the phrase that begins here, or undefined. */
export function phraseAt(text: string, place: number, phrases: ReadonlySet<string>): number | undefined {
  const window = text.slice(place, place + 40)
  const words: { word: string; end: number }[] = []
  for (const match of window.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    words.push({ word: fold(match[0]), end: place + match.index + match[0].length })
    if (words.length === 5) break
  }
  let joined = ''
  let best: number | undefined
  for (const { word, end } of words) {
    joined += joined === '' ? word : ` ${word}`
    if (phrases.has(joined)) best = end
  }
  return best
}

export function firstWords(type: Compiled): string[] {
  return [...type.phrases.set].map((one) => one.split(' ')[0]!)
}

const AGE_BEFORE = /(?:^|[^\d.,])(\d{1,3})[- ]?$/
const AGE_AFTER = /^["']?[ :=]{1,3}["']?(\d{1,3})(?![\d.,%]\d|\d)/

/** `45 years old`, `aged 45`, `45 ans`. */
export function createAgeRecogniser(type: Compiled): Recogniser {
  return {
    types: [type],
    fits: (shape) => shape.mask === HAS.digit && shape.length <= 3,
    words: firstWords(type),
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      const named = phraseAt(text, place, type.phrases.set)
      if (named === undefined) return
      const many = text.slice(place, named)
      const before = AGE_BEFORE.exec(text.slice(Math.max(0, place - 6), place))
      const after = /^(?:age|aged|alter|edad|edat|eta|leeftijd|wiek|idade)$/i.test(fold(many))
        ? AGE_AFTER.exec(text.slice(named, named + 12))
        : null
      const digits = before?.[1] ?? after?.[1]
      if (digits === undefined || Number(digits) > 120 || Number(digits) < 1) return
      if (before === null && /^(?:age|aged)$/i.test(many) === false && after === null) return
      const start = before !== null ? text.lastIndexOf(digits, place - 1) : named + after!.index + after![0].lastIndexOf(digits)
      hit({
        type,
        start,
        end: start + digits.length,
        parts: [
          { rule: 'context', text: `\`${many.toLowerCase()}\` beside it`, odds: 2.6, at: [place, named] },
          { rule: 'shape', text: 'a number up to 120', odds: 0.4 },
        ],
        prior: RARITY_ODDS[type.rule.rarity],
      })
    },
    whole: (value, fit) => {
      if (/^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= 120) fit(type, 'shaped')
    },
  }
}
