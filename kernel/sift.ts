// The sieve (AssemblyScript): one SIMD pass over UTF-8 bytes that lists only the places where a recogniser can find something: runs of digits whose
// shape and surroundings some recogniser asked for, `@`, words and literal beginnings that somebody listens for; in a list of its own the words that phrases of
// context begin with; and whether the text has signs that may be characters in code. What leaves here is read by src/discover/engine/sift.ts, which fills the
// tables and turns places into candidates. Errs on the side of telling; a property test holds what comes of it to the reading of the whole text. Owns the pass;
// words, numbers, gates and what a word near a number does are the files of kernel/sift/. Owns no rule and keeps nothing between calls.
import { boundOnes, gate, groupsOnes, groupsSeen, hexHolds, hexSeen, opened } from './sift/gates'
import { lettersInToken, readToken, smallInToken, tokenFrom, tokenTo } from './sift/groups'
import {
  answersAt,
  at,
  between,
  gatesAt,
  isAlnum,
  isDigit,
  isHex,
  isLetter,
  mask64,
  pairsAt,
  phrasesAt,
  placesAt,
  shapesAt,
  textAt,
} from './sift/memory'
import { DIGITS, settle } from './sift/near'
import { begins, blockAt, blockBehind, blockFour, look, mayBe, part, phraseOut, skew, unitOf, word } from './sift/words'

export {
  textRoom,
  wordBitsAt,
  wordsAt,
  shapesAt,
  layoutsAt,
  letterFirstAt,
  pairsAt,
  groupsAt,
  startsAt,
  gatesAt,
  ibansAt,
  vatsAt,
  triggersAt,
  textAt,
  placesAt,
  phrasesAt,
  foldsAt,
  endsAt,
} from './sift/memory'
export { addWord, addPair, phraseCount } from './sift/words'
export { addLayout } from './sift/groups'
export { ready } from './sift/gates'

const AT: i32 = 1
const WORD: i32 = 2
/** a shape that was not asked for yet */
const UNKNOWN: i32 = 4
/** up to here a moment has been seen: no number begins in it */
let momentTo: i32 = 0
let codeSigns: i32 = 0
let unitCount: i32 = 0
let unknownCount: i32 = 0

/** Lines with something in them, of bytes `from` to `to`. `open`: the line before had something already. Returns count << 1 | open. */
export function lines(from: i32, to: i32, open: i32): i32 {
  let count = 0
  let has: bool = open != 0
  for (let i = from; i < to; i += 16) {
    const v = v128.load(textAt + i)
    const left = to - i
    const inside: u32 = left >= 16 ? 0xffff : (1 << left) - 1
    let ends = <u32>i8x16.bitmask(i8x16.eq(v, i8x16.splat(10))) & inside
    let text = <u32>i8x16.bitmask(i8x16.gt_u(v, i8x16.splat(32))) & inside
    while (ends != 0) {
      const end = ctz(ends)
      if (!has && (text & ((1 << end) - 1)) != 0) count++
      has = false
      text &= ~((2 << end) - 1)
      ends &= ends - 1
    }
    if (!has && text != 0) {
      count++
      has = true
    }
  }
  return (count << 1) | (has ? 1 : 0)
}

/** Line ends in bytes `from` to `to`. */
export function newlines(from: i32, to: i32): i32 {
  let count = 0
  let i = from
  for (; i + 16 <= to; i += 16) count += popcnt(<u32>i8x16.bitmask(i8x16.eq(v128.load(textAt + i), i8x16.splat(10))))
  for (; i < to; i++) if (at(i) == 10) count++
  return count
}

/** Places in the last text whose shape has not been asked about: the text is to be read again once it has. */
export function unknowns(): i32 {
  return unknownCount
}

/** Units of UTF-16 in the last text. */
export function units(): i32 {
  return unitCount
}

/** What the last text had that may be another character in code: 1 `&`, 2 `%`, 4 `=`, 8 anything beyond ASCII. */
export function codes(): i32 {
  return codeSigns
}

/**
 * Returns how many places were told, in units of UTF-16. The text has been written at `textAt`. `named`: it stands under a name that may say what any
 * number in it is, so that none needs a word near it. `moments`: the recognisers that look at dates with a time.
 */
export function sift(length: i32, named: bool, moments: u32): i32 {
  memory.fill(textAt + length, 0, 256)
  phraseOut = phrasesAt
  groupsSeen = hexSeen = momentTo = tokenTo = skew = codeSigns = unknownCount = 0
  hexHolds = false
  let out = placesAt
  let digitBefore: u64 = 0
  let letterBefore: u64 = 0
  let lowerBefore: u64 = 0
  let upperBefore: u64 = 0
  let anyWide: u64 = 0
  const fold = i8x16.splat(32)
  const sign = i8x16.splat(64)
  const percent = i8x16.splat(37)
  const ampersand = i8x16.splat(38)
  const equals = i8x16.splat(61)
  for (let i: i32 = 0; i < length; i += 64) {
    const a = v128.load(textAt + i)
    const b = v128.load(textAt + i, 16)
    const c = v128.load(textAt + i, 32)
    const d = v128.load(textAt + i, 48)
    const wide = mask64(a, b, c, d)
    const digits = mask64(between(a, 48, 9), between(b, 48, 9), between(c, 48, 9), between(d, 48, 9))
    const letters =
      mask64(
        between(v128.or(a, fold), 97, 25),
        between(v128.or(b, fold), 97, 25),
        between(v128.or(c, fold), 97, 25),
        between(v128.or(d, fold), 97, 25),
      ) | wide
    const upper = mask64(between(a, 65, 25), between(b, 65, 25), between(c, 65, 25), between(d, 65, 25))
    const ats = mask64(i8x16.eq(a, sign), i8x16.eq(b, sign), i8x16.eq(c, sign), i8x16.eq(d, sign))
    // `%`, `&` and `=` at once; `=` is common, what makes it a code is not
    let coded =
      mask64(
        v128.or(between(a, 37, 1), i8x16.eq(a, equals)),
        v128.or(between(b, 37, 1), i8x16.eq(b, equals)),
        v128.or(between(c, 37, 1), i8x16.eq(c, equals)),
        v128.or(between(d, 37, 1), i8x16.eq(d, equals)),
      )
    while (coded != 0) {
      const place = i + <i32>ctz(coded)
      coded &= coded - 1
      codeSigns |= codeAt(place)
    }
    const lower = letters & ~upper & ~wide
    const digitStarts = digits & ~((digits << 1) | digitBefore)
    const wordStarts = (letters & ~((letters << 1) | letterBefore)) | (upper & ((lower << 1) | lowerBefore))
    // where a word of camelCase goes on: a capital behind a letter that is none
    const humps = upper & ~((upper << 1) | upperBefore)
    digitBefore = digits >> 63
    letterBefore = letters >> 63
    lowerBefore = lower >> 63
    upperBefore = upper >> 63
    blockAt = i
    blockBehind = blockFour = 0
    if (wide != 0) {
      anyWide |= wide
      blockBehind = mask64(between(a, -128, 63), between(b, -128, 63), between(c, -128, 63), between(d, -128, 63))
      blockFour = mask64(between(a, -16, 15), between(b, -16, 15), between(c, -16, 15), between(d, -16, 15))
    }
    // Three loops, not one: which kind comes next cannot be foreseen.
    let told = ats
    let begun: u64 = 0
    let woken: u64 = 0
    for (let starts = wordStarts; starts != 0; starts &= starts - 1) {
      const bit = ctz(starts)
      const place = i + <i32>bit
      const size = <i32>ctz(~(letters >> bit))
      const inside: u64 = ((<u64>1 << size) - 1) << bit
      const flag: u64 = <u64>1 << bit
      if (<i32>bit + size < 64 && size < 16 && (wide & inside) == 0) {
        const text = load<u64>(textAt + place)
        const first = <u32>text & 127
        const pair = <i32>load<u8>(pairsAt + ((first << 7) | (<u32>(text >> 8) & 127)))
        if (pair != 0 && begins(place, pair)) begun |= flag
        let word = text | 0x2020202020202020
        if (size < 8) word &= (<u64>1 << (<u64>size << 3)) - 1
        word ^= <u64>size << 59
        if (mayBe(word) && look(place, size, word, first)) woken |= flag
        const hump = humps & inside & ~flag
        // `PhD` has no word `ph`
        const humpAt = <i32>ctz(hump) - <i32>bit
        if (hump != 0 && humpAt != 2 && part(place, humpAt, first)) woken |= flag
      } else {
        if (word(place)) woken |= flag
        const first = at(place)
        const pair = first < 128 ? <i32>load<u8>(pairsAt + ((first << 7) | (at(place + 1) & 127))) : 0
        if (pair != 0 && begins(place, pair)) begun |= flag
      }
    }
    told |= begun | woken
    const words = told & ~ats
    for (let starts = digitStarts; starts != 0; starts &= starts - 1) {
      const bit = ctz(starts)
      const place = i + <i32>bit
      if (place < momentTo && moments == 0) continue
      let run = <i32>ctz(~(digits >> bit))
      if (<i32>bit + run >= 64) while (run < 31 && isDigit(at(place + run))) run++
      if (run > 31) run = 31
      const before = place == 0 ? 0 : min<u32>(127, at(place - 1))
      const after = min<u32>(127, at(place + run))
      if (run == 4 && after == 45 && place >= momentTo && momentAt(place, before)) momentTo = momentEnd(place)
      const shape = <u32>load<u16>(shapesAt + (((before << 12) | (<u32>run << 7) | after) << 1))
      let asked = shape & 0x7fff
      let sure: u32 = 0
      let bound: u32 = 0
      if (shape == 0) {
        sure = 0x8000
        unknownCount++
      } else {
        if (place < momentTo) asked &= moments
        if (asked == 0) continue
        if (place >= tokenTo) {
          if (isAlnum(before) || isAlnum(after) || run > 30) readToken(place)
          else {
            tokenFrom = place
            tokenTo = place + run
            lettersInToken = smallInToken = false
          }
        }
        // A word near it may make a number of it whatever its surroundings: seen later, when all words are known.
        bound = asked & boundOnes
        if (place < groupsSeen) bound &= ~groupsOnes
        for (let open = asked & opened(place, run, before, after); open != 0; open &= open - 1) {
          const one = ctz(open)
          if (gate(<i32>load<u8>(gatesAt + one), place, run, before)) sure |= 1 << one
        }
        groupsSeen = tokenTo
        bound &= ~sure
      }
      if ((sure | bound) == 0) continue
      told |= <u64>1 << bit
      store<u32>(answersAt + (<i32>bit << 3), sure)
      store<u32>(answersAt + (<i32>bit << 3), bound, 4)
    }
    for (; told != 0; told &= told - 1) {
      const bit = ctz(told)
      const flag: u64 = <u64>1 << bit
      store<i32>(out, unitOf(i + <i32>bit))
      store<i32>(out, i + <i32>bit, 8)
      if ((ats & flag) != 0) {
        store<u32>(out, AT, 4)
        store<u32>(out, 0, 12)
      } else if ((words & flag) != 0) {
        store<u32>(out, <u32>WORD | ((woken & flag) != 0 ? 256 : 0) | ((begun & flag) != 0 ? 512 : 0), 4)
        store<u32>(out, 0, 12)
      } else {
        const sure = load<u32>(answersAt + (<i32>bit << 3))
        store<u32>(out, sure == 0x8000 ? UNKNOWN | (0x7fff << 8) : <u32>DIGITS | (sure << 8), 4)
        store<u32>(out, load<u32>(answersAt + (<i32>bit << 3), 4), 12)
      }
      out += 16
    }
    skew += <i32>popcnt(blockBehind) - <i32>popcnt(blockFour)
  }
  if (anyWide != 0) codeSigns |= 8
  unitCount = length - skew
  return settle(out, named, anyWide != 0)
}

/** What the sign there may begin: a character written as a code. */
function codeAt(place: i32): i32 {
  const unit = at(place)
  const next = at(place + 1)
  if (unit == 38) return next == 35 || isLetter(next) ? 1 : 0
  if (unit == 37) return next - 50 <= 5 && isHex(at(place + 2)) ? 2 : 0
  const third = at(place + 2)
  if (next == 51) return third == 68 ? 4 : 0
  if (next == 52) {
    // `=40` for `@`, and a domain behind it
    if (third != 48 || !isLetter(at(place + 3))) return 0
    let end = place + 4
    while (end < place + 67 && (isAlnum(at(end)) || at(end) == 95 || at(end) == 45)) end++
    return at(end) == 46 && isLetter(at(end + 1)) ? 4 : 0
  }
  if (next == 67) return third - 50 <= 3 && at(place + 3) == 61 ? 4 : 0
  return next == 10 || next == 13 ? 4 : 0
}

/** `2026-05-11T10:11:12` or with a blank, and nothing before it that belongs to it. */
function momentAt(place: i32, before: u32): bool {
  if (isAlnum(before) || before == 95 || before == 45 || before == 46 || before == 47 || before == 43 || before == 37 || before == 36) return false
  const v = v128.load(textAt + place)
  const digits = <u32>i8x16.bitmask(between(v, 48, 9))
  // dddd-dd-dd?dd:dd
  if ((digits & 0xffff) != 0xdb6f) return false
  const between = at(place + 10)
  return (
    at(place + 7) == 45 &&
    (between == 84 || between == 32) &&
    at(place + 13) == 58 &&
    at(place + 16) == 58 &&
    isDigit(at(place + 17)) &&
    isDigit(at(place + 18)) &&
    !isDigit(at(place + 19))
  )
}

/** Behind the seconds and their fraction. */
function momentEnd(place: i32): i32 {
  let end = place + 19
  if ((at(end) == 46 || at(end) == 44) && isDigit(at(end + 1))) {
    end++
    const most = end + 9
    while (end < most && isDigit(at(end))) end++
  }
  return end
}
