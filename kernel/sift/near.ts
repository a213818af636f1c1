// Runs of digits that only a word near them makes a number: told when such a word is there and is said of numbers so long.
import { GATE_GROUPS, GATE_PHONE, GATE_VAT, groupsSeen } from './gates'
import { tokenLength, tokenLetters, tokenStart } from './groups'
import { at, gatesAt, isAlnum, isDigit, isLetter, LONGEST, phrasesAt, placesAt } from './memory'
import { phraseOut } from './words'

export const DIGITS: i32 = 0
// of the lengths that a word of context says, the lowest bit: of digits, a telephone number; with letters, a VAT number
const PHONE_WORDS: u32 = 1
const VAT_WORDS: u32 = 1
/** this and all longer lengths are one bit */
const LONG: i32 = 31
// what lengths of digits, and of letters and digits, stand at a place
let digitSums: u32 = 0
let anySums: u32 = 0
let firstSum: u32 = 0

/** Of the places that need a word near them, only those stay that have one which is said of numbers so long. `wide`: there is something beyond ASCII. */
export function settle(end: i32, named: bool, wide: bool): i32 {
  let out = placesAt
  let first = phrasesAt
  groupsSeen = 0
  for (let from = placesAt; from < end; from += 16) {
    const place = load<i32>(from)
    let told = load<u32>(from, 4)
    let bound = load<u32>(from, 12)
    if (bound != 0) {
      let digits: u32 = 0
      let any: u32 = 0
      let single: u32 = 0
      let nearDigits: u32 = 0
      let nearAny: u32 = 0
      if (!named) {
        while (first < phraseOut && load<i32>(first) < place - 176) first += 32
        if (wide && scriptBefore(load<i32>(from, 8))) digits = any = single = 0xffffffff
        else if ((first == phraseOut || load<i32>(first) > place + 112) && told >> 8 == 0) continue
        for (let one = first; one < phraseOut; one += 32) {
          const from = load<i32>(one)
          if (from > place + 112) break
          const itsDigits = load<u32>(one, 4)
          const itsAny = load<u32>(one, 8)
          const itsSingle = load<u32>(one, 16)
          if ((load<u32>(one, 12) & 128) == 0) {
            digits |= itsDigits
            any |= itsAny
            single |= itsSingle
          }
          if (from >= place - 72 && from <= place + 86) {
            nearDigits |= itsDigits | itsSingle
            nearAny |= itsAny
          }
        }
      }
      if (named || (digits | any | single | nearDigits | nearAny) != 0) {
        const inBytes = load<i32>(from, 8)
        digitSums = anySums = 0
        while (bound != 0) {
          const one = ctz(bound)
          bound &= bound - 1
          if (named || holdsNear(<i32>load<u8>(gatesAt + one), inBytes, digits, any, single, nearDigits, nearAny)) told |= (<u32>1 << one) << 8
        }
      }
      if (told >> 8 == 0 && (told & 255) == DIGITS) continue
    }
    store<i32>(out, place)
    store<u32>(out, told, 4)
    store<i32>(out, load<i32>(from, 8), 8)
    out += 16
  }
  return (out - placesAt) >> 4
}

/** Right before the number stands a script without blanks between words: what it says is found by looking for letters. */
function scriptBefore(place: i32): bool {
  const start = tokenStart(place)
  for (let i = start - 1; i >= start - 20 && i >= 0; i--) if (at(i) >= 0xe0) return true
  return false
}

/** With these words near it, within 120 signs and within 60. */
function holdsNear(which: i32, place: i32, digits: u32, any: u32, single: u32, nearDigits: u32, nearAny: u32): bool {
  switch (which) {
    case GATE_GROUPS:
      if (((digits | any | single) & ~1) == 0) return false
      sumsAt(place)
      return ((digitSums & digits) | (firstSum & single) | (anySums & any)) >> 1 != 0
    case GATE_PHONE:
      return (nearDigits & PHONE_WORDS) != 0 && mayBePhone(place)
    case GATE_VAT:
      if ((nearAny & VAT_WORDS) == 0) return false
      sumsAt(place)
      return (digitSums | anySums) >> 4 != 0
    default:
      return ((nearDigits & PHONE_WORDS) != 0 || nearDigits >> 8 != 0) && tornAt(place)
  }
}

// @ts-ignore: decorator
@inline
function sumBit(total: i32): u32 {
  return <u32>1 << min(total, LONG)
}

/** How long the number may be that begins with the digits at `place` or with letters before them, in all the ways in which its groups can be joined. */
function sumsAt(place: i32): void {
  if ((digitSums | anySums) != 0) return
  const start = tokenStart(place)
  let total = 0
  let digits: u32 = 0
  let any: u32 = 0
  let letters = false
  let from = start
  for (let tokens = 0; tokens < 10; tokens++) {
    const length = tokenLength(from)
    total += length
    if (length == 0 || total > LONGEST) break
    if (tokenLetters) letters = true
    const end = from + length
    if (letters) any |= sumBit(total)
    else digits |= sumBit(total)
    if (tokens == 0) firstSum = digits
    from = groupBehind(end)
    if (from < 0) break
  }
  // letters before it may be its first groups
  const all = digits | any
  let before = letterGroupBefore(start)
  let lead = 0
  for (let turn = 0; turn < 3 && before >= 0; turn++) {
    const length = leadLength
    lead += length
    any |= shifted(all, lead) | shifted(all, length)
    before = letterGroupBefore(before)
  }
  digitSums = digits
  anySums = any
}

function shifted(sums: u32, by: i32): u32 {
  const wide = <u64>sums << by
  return <u32>wide | (wide >> LONG != 0 ? <u32>1 << LONG : 0)
}

/** Where the next group begins, over what may stand between two: one sign, a dash between blanks, a line's end, brackets, `nr`; else -1. */
function groupBehind(end: i32): i32 {
  let next = end
  const most = end + 12
  let line = false
  while (next < most) {
    const unit = at(next)
    if (unit == 10 || unit == 13) line = true
    else if (unit != 32 && unit != 9 && unit != 45 && unit != 46 && unit != 47 && unit != 40 && unit != 41 && unit != 43) break
    next++
  }
  if (next == end || (!line && next - end > 4) || !isAlnum(at(next))) return -1
  if (!isDigit(at(next))) {
    // a group of letters is short
    let letters = next
    while (letters < next + 7 && isLetter(at(letters))) letters++
    if ((at(next) | 32) == 110 && letters - next <= 5 && !isDigit(at(letters))) {
      const number = letters + (at(letters) == 46 ? 1 : 0) + (at(letters + 1) == 32 || at(letters) == 32 ? 1 : 0)
      if (isDigit(at(number))) return number
    }
    if (letters - next == 7) return -1
  }
  return next
}

/** Up to six letters that stand by themselves before a place; -1: none do. Their number in `leadLength`. */
let leadLength: i32 = 0

function letterGroupBefore(place: i32): i32 {
  let end = place
  const least = max(0, place - 12)
  while (end > least) {
    const unit = at(end - 1)
    if (unit != 32 && unit != 9 && unit != 10 && unit != 45 && unit != 46) break
    end--
  }
  if (end == place) return -1
  let start = end
  while (start > 0 && end - start < 7 && isLetter(at(start - 1))) start--
  leadLength = end - start
  return leadLength == 0 || leadLength > 6 || (start > 0 && isAlnum(at(start - 1))) ? -1 : start
}

/** At least nine digits, and letters that look like some, in groups or with such letters among them, or behind a word without a blank. */
function tornAt(place: i32): bool {
  let digits = 0
  let odd = false
  let start = place
  while (start > place - 4 && start > 0 && looksDigit(at(start - 1))) start--
  if (start < place || isLetter(at(place - 1))) odd = true
  let gap = 0
  for (let i = start; i < start + 64; i++) {
    const unit = at(i)
    if (isDigit(unit) || looksDigit(unit)) {
      digits++
      if (gap > 0 || !isDigit(unit)) odd = true
      gap = 0
      if (digits >= 9 && odd) return true
    } else if ((unit == 32 || unit == 45 || unit == 46 || unit == 47 || unit == 95 || unit == 10) && gap < 3) gap++
    else return false
  }
  return false
}

// @ts-ignore: decorator
@inline
function looksDigit(unit: u32): bool {
  // O o Q l I i S B Z
  return unit == 79 || unit == 111 || unit == 81 || unit == 108 || unit == 73 || unit == 105 || unit == 83 || unit == 66 || unit == 90
}

/** Six digits, and not a date. */
function mayBePhone(place: i32): bool {
  const before = at(place - 1)
  if ((before == 45 || before == 46 || before == 47 || before == 58) && isDigit(at(place - 2))) return false
  let digits = 0
  for (let i = place; i < place + 28 && digits < 6; i++) {
    const unit = at(i)
    if (isDigit(unit)) digits++
    else if (unit > 127) return true
    else if (unit != 10 && unit != 32 && unit != 45 && unit != 46 && unit != 47 && unit != 40 && unit != 41) return false
  }
  const fourth = at(place + 4)
  return (
    digits == 6 &&
    !(
      isDigit(at(place + 3)) &&
      (fourth == 45 || fourth == 46 || fourth == 47) &&
      at(place + 7) == fourth &&
      isDigit(at(place + 5)) &&
      isDigit(at(place + 6)) &&
      isDigit(at(place + 8)) &&
      at(place) != 48
    )
  )
}
