// Coordinates that a word names.
import { findContext, isDigit } from '../scan-text.ts'
import type { Compiled } from '../compile.ts'
import { HAS } from '../value-shape.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

const PAIR = /^[-+]?(?:[0-8]?\d|90)\.\d{3,15}°? ?[NS]?[ ,;/]{1,3}[-+]?(?:1[0-7]\d|\d{1,2}|180)\.\d{3,15}(?!\d)°? ?[EW]?/

export function createCoordinatesRecogniser(type: Compiled): Recogniser {
  return {
    types: [type],
    fits: (shape) => (shape.mask & HAS.digit) !== 0 && (shape.mask & HAS.point) !== 0,
    gate: 'pair',
    digits: (before, length, after) => length <= 3 && after === 46 && before !== 46 && before !== 95,
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      const sign = text[place - 1] === '-' || text[place - 1] === '+' ? 1 : 0
      const start = place - sign
      const before = text.charCodeAt(start - 1)
      if (start > 0 && (before === 46 || isDigit(before) || before === 95)) return
      // Three places behind the point at least, and another number behind the gap: most decimals end here.
      let point = place + 1
      while (text.charCodeAt(point) !== 46) if (++point > place + 3) return
      let end1 = point + 1
      while (end1 < point + 17 && isDigit(text.charCodeAt(end1))) end1++
      if (end1 - point < 4 || end1 - point > 16) return
      const match = PAIR.exec(text.slice(start, start + 52))
      if (match === null) return
      const end = start + match[0].trimEnd().length
      const context = findContext(scan, type.phrases, start, end, 40)
      if (context === undefined) return
      hit({
        type,
        start,
        end,
        parts: [
          { rule: 'shape', text: 'a latitude and a longitude', odds: 1 },
          { rule: 'context', text: `\`${context.word}\` beside it`, odds: 3, ...(context.at === undefined ? {} : { at: context.at }) },
        ],
        prior: RARITY_ODDS[type.rule.rarity],
      })
    },
    whole: (value, fit) => {
      if (/^[-+]?(?:\d{1,2}|1[0-7]\d|180)\.\d{3,15}$/.test(value) || PAIR.exec(value)?.[0].length === value.length) fit(type, 'shaped')
    },
  }
}
