// IBAN: length by country, mod 97. Groups may stand anywhere, since people write them as they like.
import { checkHolds } from '../checks.ts'
import type { Compiled } from '../compile.ts'
import type { Part } from '../evidence.ts'
import { findContext, isAlnum, isAsciiLetter, isDigit, REACH } from '../scan-text.ts'
import { contextPart } from './ids.ts'
import { HAS } from '../value-shape.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

export function createIbanRecogniser(type: Compiled): Recogniser {
  const lengths = type.rule.shape.kind === 'iban' ? (type.rule.shape.lengths ?? {}) : {}
  /** [end, compact] of what could be an IBAN at `start`, or undefined */
  const readAt = (text: string, start: number): readonly [number, string] | undefined => {
    const length = lengths[text.slice(start, start + 2).toUpperCase()]
    if (length === undefined) return undefined
    let compact = ''
    let end = start
    let gap = false
    while (compact.length < length && end < text.length) {
      const unit = text.charCodeAt(end)
      if (isAlnum(unit)) {
        compact += text[end]
        gap = false
      } else if ((unit === 32 || unit === 45 || unit === 46) && !gap && compact.length > 1) gap = true
      else return undefined
      end++
    }
    if (compact.length < length || isAlnum(text.charCodeAt(end)) || text.charCodeAt(end) === 95) return undefined
    return [end, compact.toUpperCase()]
  }
  return {
    types: [type],
    fits: (shape) => shape.length >= 15 && (shape.mask & HAS.digit) !== 0 && (shape.mask & HAS.letter) !== 0,
    gate: 'iban',
    digits: (before, length) => length >= 2 && (before === 32 || isAsciiLetter(before)),
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      if (isDigit(text.charCodeAt(place - 1)) || !isDigit(text.charCodeAt(place + 1))) return
      let letter = place - 1
      if (text.charCodeAt(letter) === 32) letter--
      if (!isAsciiLetter(text.charCodeAt(letter)) || !isAsciiLetter(text.charCodeAt(letter - 1))) return
      const start = letter - 1
      const before = text.charCodeAt(start - 1)
      if (isAlnum(before) || before === 95) return
      const read = readAt(text, start)
      if (read === undefined || !checkHolds({ name: 'mod97' }, read[1])) return
      const context = findContext(scan, type.phrases, start, read[0], REACH)
      const parts: Part[] = [
        { rule: 'checksum', text: 'mod97 holds', odds: Math.log(1 / type.chance) },
        { rule: 'shape', text: `${read[1].length} characters, as ${read[1].slice(0, 2)} has`, odds: 1 },
      ]
      if (context !== undefined) parts.push(contextPart(context.word, context.at))
      hit({ type, start, end: read[0], parts, prior: RARITY_ODDS[type.rule.rarity] - 2 })
    },
    whole: (value, fit) => {
      if (!isAsciiLetter(value.charCodeAt(0)) || !isAsciiLetter(value.charCodeAt(1))) return
      const read = readAt(value, 0)
      if (read === undefined || read[0] !== value.length) return
      fit(type, checkHolds({ name: 'mod97' }, read[1]) ? 'passed' : 'shaped')
    },
  }
}
