// Dates and moments that people write: `5/12/2019`, `May 5, 2019`, `2019-05-12 10:11:12`, `Thursday`. A quiet type: about nobody by itself. Woken by digits, by
// names of months and of days.
import type { Compiled } from '../compile.ts'
import { isDigit, isWordUnit } from '../scan-text.ts'
import { MOMENT, MONTH_NAMES, WEEKDAYS, isDate, sameLength } from './date-forms.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

const WINDOW = 80
// Words that are days or months only at times; alone they say nothing.
const DAY_ALONE = new Set(WEEKDAYS)
// Short forms that begin a date with its day, its month and its year.
const SHORT = 'jan feb mar apr jun jul aug sep sept oct okt nov dec dez mon tue wed thu fri sat sun'.split(' ')

export function createMomentRecogniser(type: Compiled): Recogniser {
  const prior = RARITY_ODDS[type.rule.rarity]
  return {
    types: [type],
    words: [...new Set([...MONTH_NAMES, ...WEEKDAYS, ...SHORT])],
    moments: true,
    digits: (before, length, after) =>
      (length <= 2 || length === 4) &&
      !(before === 46 || before === 45 || before === 47 || before === 95 || before === 58 || before === 36 || before === 43) &&
      (before < 48 || before > 122 || (before > 57 && before < 65) || (before > 90 && before < 97)) &&
      (after === 47 || after === 45 || after === 46 || after === 32 || after > 96),
    find: (scan, place, kind, hit) => {
      const { text } = scan
      const before = text.charCodeAt(place - 1)
      if (place > 0 && (isWordUnit(before) || before === 95 || before === 64 || before === 47)) return
      if (kind === 0 && !promising(text, place)) return
      const window = sameLength(text.slice(place, place + WINDOW))
      MOMENT.lastIndex = 0
      const match = MOMENT.exec(window)
      if (match !== null) {
        const end = place + match[0].trimEnd().length
        const year = /\d{4}|\d[-./]\d{2}$/.test(match[0])
        hit({
          type,
          start: place,
          end,
          parts: [{ rule: 'shape', text: year ? 'a date' : 'a day and a month', odds: year ? 3.4 : 2.6 }],
          prior,
        })
        return
      }
      if (kind === 0) return
      let end = place
      while (end < place + 16 && (isWordUnit(text.charCodeAt(end)) || (text.charCodeAt(end) === 45 && end > place))) end++
      if (!DAY_ALONE.has(sameLength(text.slice(place, end))) || text.charCodeAt(end) === 95 || text.charCodeAt(end) === 40) return
      hit({ type, start: place, end, parts: [{ rule: 'shape', text: 'a day of the week', odds: 2.4 }], prior })
    },
    whole: (value, fit) => {
      if (isDate(value)) fit(type, 'passed')
    },
  }
}

/** `12/5`, `2019-05`, `5. Mai`, `5th`, `5 May`: cheap, and true of every date. */
function promising(text: string, place: number): boolean {
  let end = place
  while (isDigit(text.charCodeAt(end))) end++
  const sign = text.charCodeAt(end)
  const next = text.charCodeAt(end + 1)
  if (sign === 47 || sign === 45 || sign === 46) {
    if (isDigit(next)) {
      let second = end + 1
      while (second < end + 4 && isDigit(text.charCodeAt(second))) second++
      return text.charCodeAt(second) === sign
    }
    return end - place < 3 && (sign === 45 ? isWordUnit(next) : next === 32)
  }
  return end - place < 3 && (sign === 32 ? isWordUnit(next) && !isDigit(next) : isWordUnit(sign))
}
