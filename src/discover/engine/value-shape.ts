// The cheap facts of one value, found in one pass: which kinds of characters it has, how long it is, a hash. From them alone nearly every recogniser
// knows that the value is not its own. Owns no judgement.

import { addToLayout, separatorBit } from './layout.ts'

export const HAS = {
  digit: 1,
  letter: 2,
  at: 4,
  colon: 8,
  point: 16,
  dash: 32,
  space: 64,
  dollar: 128,
  plus: 256,
  comma: 512,
  slash: 1024,
  bracket: 2048,
  /** beyond ASCII; counts as a letter too */
  wide: 4096,
  /** any other sign */
  other: 8192,
} as const

export interface ValueShape {
  length: number
  mask: number
  /** how many digits */
  digits: number
  /** the code of its first character */
  first: number
  /** of the first 256 characters */
  hash: number
  /** the lengths of its groups of letters and digits, as addToLayout; -1: it is not made of such groups with single separators */
  layout: number
  /** what stands between the groups, as separatorBit */
  separators: number
  /** how many letters and digits; where each stands among them, as bits of the first 31 */
  count: number
  digitPlaces: number
  letterPlaces: number
}

export function emptyShape(): ValueShape {
  return {
    length: 0,
    mask: 0,
    digits: 0,
    first: 0,
    hash: 0,
    layout: -1,
    separators: 0,
    count: 0,
    digitPlaces: 0,
    letterPlaces: 0,
  }
}

const GROUPING = 1 | 2 // digit, letter
const LAYOUT_START = 7

const OF = new Uint16Array(128).fill(HAS.other)
for (let code = 48; code < 58; code++) OF[code] = HAS.digit
for (let code = 97; code < 123; code++) OF[code] = OF[code - 32] = HAS.letter
for (const [sign, bit] of [
  ['@', HAS.at],
  [':', HAS.colon],
  ['.', HAS.point],
  ['-', HAS.dash],
  [' ', HAS.space],
  ['$', HAS.dollar],
  ['+', HAS.plus],
  [',', HAS.comma],
  ['/', HAS.slash],
  ['(', HAS.bracket],
  [')', HAS.bracket],
] as const)
  OF[sign.charCodeAt(0)] = bit

/** The bit of a character, beyond ASCII two. */
export function kindOf(unit: number): number {
  return unit < 128 ? OF[unit]! : HAS.wide | HAS.letter
}

/** Writes into `shape`, which is used again for each value. */
export function readShape(value: string, shape: ValueShape): void {
  let mask = 0
  let digits = 0
  let hash = 0x811c9dc5
  let layout = LAYOUT_START
  let group = 0
  let count = 0
  let separators = 0
  let digitPlaces = 0
  let letterPlaces = 0
  const { length } = value
  for (let i = 0; i < length; i++) {
    const unit = value.charCodeAt(i)
    const bit = unit < 128 ? OF[unit]! : HAS.wide | HAS.letter
    mask |= bit
    digits += bit & HAS.digit
    if (i < 256) hash = Math.imul(hash ^ unit, 0x01000193)
    if ((bit & GROUPING) === bit) {
      group++
      if (count < 31) {
        if (bit === HAS.digit) digitPlaces |= 1 << count
        else letterPlaces |= 1 << count
      }
      count++
    } else if (layout >= 0) {
      const separator = separatorBit(unit)
      separators |= separator
      layout = group === 0 || separator === 0 ? -1 : addToLayout(layout, group)
      group = 0
    }
  }
  shape.layout = layout < 0 || group === 0 ? -1 : addToLayout(layout, group)
  shape.separators = separators
  shape.count = count
  shape.digitPlaces = digitPlaces
  shape.letterPlaces = letterPlaces
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  shape.hash = (hash ^ (hash >>> 13)) >>> 0
  shape.mask = mask
  shape.digits = digits
  shape.length = length
  shape.first = length === 0 ? 0 : value.charCodeAt(0)
}
