// IBAN: length by country, mod 97. Groups may stand anywhere, since people write them as they like.
import { checkHolds } from '../checks.ts'
import type { Compiled } from '../compile.ts'
import type { Part } from '../evidence.ts'
import { findContext, isAlnum, isAsciiLetter, isDigit, REACH } from '../scan-text.ts'
import { contextPart } from './id-words.ts'
import { HAS } from '../value-shape.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

// What stands behind the check digits, where letters may: SWIFT IBAN Registry. All other countries have digits alone.
const DIGITS_ONLY = /^\d+$/
const BBAN: Readonly<Record<string, RegExp>> = Object.fromEntries(
  Object.entries({
    AD: '\\d{8}[A-Z0-9]{12}',
    AE: '\\d{19}',
    AL: '\\d{8}[A-Z0-9]{16}',
    AZ: '[A-Z]{4}[A-Z0-9]{20}',
    BG: '[A-Z]{4}\\d{6}[A-Z0-9]{8}',
    BH: '[A-Z]{4}[A-Z0-9]{14}',
    BR: '\\d{23}[A-Z][A-Z0-9]',
    BY: '[A-Z0-9]{4}\\d{4}[A-Z0-9]{16}',
    CH: '\\d{5}[A-Z0-9]{12}',
    CY: '\\d{8}[A-Z0-9]{16}',
    DO: '[A-Z0-9]{4}\\d{20}',
    FK: '[A-Z]{2}\\d{12}',
    FR: '\\d{10}[A-Z0-9]{11}\\d{2}',
    GB: '[A-Z]{4}\\d{14}',
    GE: '[A-Z]{2}\\d{16}',
    GI: '[A-Z]{4}[A-Z0-9]{15}',
    GR: '\\d{7}[A-Z0-9]{16}',
    GT: '[A-Z0-9]{24}',
    HN: '[A-Z]{4}\\d{20}',
    IE: '[A-Z]{4}\\d{14}',
    IQ: '[A-Z]{4}\\d{15}',
    IT: '[A-Z]\\d{10}[A-Z0-9]{12}',
    JO: '[A-Z]{4}\\d{4}[A-Z0-9]{18}',
    KW: '[A-Z]{4}[A-Z0-9]{22}',
    KZ: '\\d{3}[A-Z0-9]{13}',
    LB: '\\d{4}[A-Z0-9]{20}',
    LC: '[A-Z]{4}[A-Z0-9]{24}',
    LI: '\\d{5}[A-Z0-9]{12}',
    LU: '\\d{3}[A-Z0-9]{13}',
    LV: '[A-Z]{4}[A-Z0-9]{13}',
    MC: '\\d{10}[A-Z0-9]{11}\\d{2}',
    MD: '[A-Z0-9]{20}',
    MK: '\\d{3}[A-Z0-9]{10}\\d{2}',
    MT: '[A-Z]{4}\\d{5}[A-Z0-9]{18}',
    MU: '[A-Z]{4}\\d{19}[A-Z]{3}',
    NI: '[A-Z]{4}\\d{20}',
    NL: '[A-Z]{4}\\d{10}',
    OM: '\\d{3}[A-Z0-9]{16}',
    PK: '[A-Z]{4}[A-Z0-9]{16}',
    PS: '[A-Z]{4}[A-Z0-9]{21}',
    QA: '[A-Z]{4}[A-Z0-9]{21}',
    RO: '[A-Z]{4}[A-Z0-9]{16}',
    RU: '\\d{14}[A-Z0-9]{15}',
    SA: '\\d{2}[A-Z0-9]{18}',
    SC: '[A-Z]{4}\\d{20}[A-Z]{3}',
    SM: '[A-Z]\\d{10}[A-Z0-9]{12}',
    SV: '[A-Z]{4}\\d{20}',
    TR: '\\d{5}[A-Z0-9]{17}',
    UA: '\\d{6}[A-Z0-9]{19}',
    VG: '[A-Z]{4}\\d{16}',
    YE: '[A-Z]{4}\\d{4}[A-Z0-9]{18}',
  }).map(([country, pattern]) => [country, new RegExp(`^${pattern}$`)]),
)

const IBAN_NEVER = HAS.at | HAS.colon | HAS.dollar | HAS.plus | HAS.comma | HAS.slash | HAS.bracket

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
      } else if ((unit === 32 || unit === 45 || unit === 46 || unit === 10) && !gap && compact.length > 1) gap = true
      else return undefined
      end++
    }
    if (compact.length < length || isAlnum(text.charCodeAt(end)) || text.charCodeAt(end) === 95) return undefined
    const upper = compact.toUpperCase()
    // ISO 7064 gives 02 to 98: the same remainder has no second way of being written.
    if (/^(?:0[01]|99)/.test(upper.slice(2))) return undefined
    return (BBAN[upper.slice(0, 2)] ?? DIGITS_ONLY).test(upper.slice(4)) ? [end, upper] : undefined
  }
  return {
    types: [type],
    fits: ({ mask, length, first }) =>
      length >= 15 && (mask & HAS.digit) !== 0 && (mask & HAS.letter) !== 0 && (mask & IBAN_NEVER) === 0 && isAsciiLetter(first),
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
