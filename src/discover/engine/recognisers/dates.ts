// Dates of birth: a date alone says nothing, so a word must name it. Woken by that word, reads on to the date, which may be in words.
import type { Compiled } from '../compile.ts'
import { fold } from '../words.ts'
import { HAS } from '../value-shape.ts'
import { DATE, dateInWords, isDate, sameLength } from './date-forms.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

const WINDOW = 110
/** `born in 1980`: the year alone, right behind the word */
const YEAR =
  /^(?:\s(?:in|im|en|nel|w|em|the year|im jahr|im jahre|en el|en el ano|no ano de|roku)){0,2}[\s:]{1,3}((?:19|20)\d\d)(?![\d/.-]\d|\d|-)/
// What may stand between the word and the date: no other sentence, no other number.
const BETWEEN = /\n\s*\n|[.;!?] (?!mai|de)|\d{3}/

export function createDateRecogniser(type: Compiled): Recogniser {
  return {
    types: [type],
    fits: (shape) => (shape.mask & HAS.digit) !== 0 && shape.length >= 6 && shape.length <= 40,
    words: [...type.phrases.set],
    find: (scan, place, _kind, hit) => {
      const named = phraseAt(scan.text, place, type.phrases.set)
      if (named === undefined) return
      // `geb. 5.5.1980`
      const begin = named + (scan.text.charCodeAt(named) === 46 ? 1 : 0)
      const behind = dateBehind(sameLength(scan.text.slice(begin, begin + WINDOW)))
      const found = behind ?? dateBefore(sameLength(scan.text.slice(Math.max(0, place - 48), place)))
      if (found === undefined) return
      const [from, to, what, odds] = found
      const base = behind === undefined ? Math.max(0, place - 48) : begin
      hit({
        type,
        start: base + from,
        end: base + to,
        parts: [
          { rule: 'context', text: `\`${scan.text.slice(place, named).toLowerCase()}\` names it`, odds: 3.2, at: [place, named] },
          { rule: 'shape', text: what, odds },
        ],
        prior: RARITY_ODDS[type.rule.rarity],
      })
    },
    whole: (value, fit) => {
      if (isDate(value)) fit(type, 'shaped')
    },
  }
}

/** `am 5. Mai 1980 in Ulm geboren` */
function dateBefore(window: string): readonly [number, number, string, number] | undefined {
  const match = DATE.exec(window)
  if (match === null || !/(?:^|\s)(?:am|on|le|el|il|dnia|op|em|a)\s$/.test(window.slice(0, match.index))) return undefined
  const end = match.index + match[0].length
  return /^(?: in \p{L}{2,20})? $/u.test(window.slice(end)) ? [match.index, end, 'a date', 0.6] : undefined
}

function dateBehind(window: string): readonly [number, number, string, number] | undefined {
  const near = window.slice(0, 60)
  const match = DATE.exec(near)
  if (match !== null && match.index <= 30 && !BETWEEN.test(near.slice(0, match.index)))
    return [match.index, match.index + match[0].length, 'a date', 1]
  const spelled = dateInWords(window)
  if (spelled !== undefined && spelled[0] <= 30 && !BETWEEN.test(window.slice(0, spelled[0])))
    return [spelled[0], spelled[1], 'a date in words', 2.4]
  const year = YEAR.exec(near)
  if (year === null) return undefined
  const end = year[0].length
  return [end - 4, end, 'a year', 0.2]
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
