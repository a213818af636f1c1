// The sieve (AssemblyScript): one SIMD pass over UTF-8 bytes that lists only the places where a recogniser can find something: runs of digits whose
// shape and surroundings some recogniser asked for, `@` between an address's two sides, words and literal beginnings that somebody listens for,
// characters that normalising changes; and, in a list of its own, the words that phrases of context begin with. What leaves here is read by
// src/discover/engine/sift.ts, which fills the tables and turns places into candidates. Errs on the side of telling; a property test holds what
// comes of it to the reading of the whole text. Owns no rule and keeps nothing between calls.

export const textRoom: i32 = 0x48000
/** one bit for each hash of a word that is listened for, so that most words cost one look */
export const wordBitsAt: i32 = 0x10000
/**
 * 16384 slots of { key u64, flags, lengths of digits that its types have, number, the same of numbers that are not
 * grouped, -, lengths with letters }
 */
export const wordsAt: i32 = 0x20000
/** one bit for each hash of two words, the second behind the first, of a phrase; by two of a name that wakes a recogniser the same a little on */
const pairBitsAt: i32 = 0x12000
/** u16 by (before << 12 | length << 7 | after): 0 not asked yet, else 0x8000 | recognisers */
export const shapesAt: i32 = 0xa0000
/** 4096 slots of { hash, flags, what may follow, -, -, -, first characters: letters, digits }: of types that need no word near them */
export const layoutsAt: i32 = 0x1a0000
/** by (letters << 7 | first letter): may letters before a number be its first group? */
export const letterFirstAt: i32 = 0x1c0000
/** u8 by two characters: 0, or the group of literal beginnings */
export const pairsAt: i32 = 0x1c1000
/** u16 by group: first entry; the next group's ends it */
export const groupsAt: i32 = 0x1c5000
/** { value u64, mask u64 } */
export const startsAt: i32 = 0x1c6000
/** u8 by bit of a recogniser: which of the gates below it has */
export const gatesAt: i32 = 0x1c8100
/** u8 by two letters (32 × 32): countries that have an IBAN */
export const ibansAt: i32 = 0x1c8400
/** the same for VAT numbers */
export const vatsAt: i32 = 0x1c9000
/** by length: where the layout of a first group of so many lies, or 0 */
const firstLayoutAt: i32 = 0x1c8900
/** u8 by the first three letters, for words with letters beyond ASCII: as the flags of a word */
export const triggersAt: i32 = 0x1d0000
export const textAt: i32 = 0x1e0000
/** 16 bytes each: place, kind | recognisers << 8, place in bytes, recognisers that need a word near */
export const placesAt: i32 = 0x230000
/**
 * 32 bytes each: place, lengths of digits, lengths with letters, number of the word (0: look yourself) << 8 | digits touch it << 7 | its length,
 * lengths of digits in one group
 */
export const phrasesAt: i32 = 0x6c0000
/** u8 by the second byte of a letter of Latin-1 or Latin Extended-A (0xc3 to 0xc5): the small letter it is compared as, or 0 */
export const foldsAt: i32 = 0x1c9400
/** a word with letters beyond ASCII, as it is compared */
const foldedAt: i32 = 0x1c9500
/** u8 by two small letters (32 × 32): a word for a street may end with them */
export const endsAt: i32 = 0x1c9900
/** u32 by the place in a block of 64: recognisers that a run of digits wakes at once, and that need a word near */
const answersAt: i32 = 0x1c9600

const DIGITS: i32 = 0
const AT: i32 = 1
const WORD: i32 = 2
/** a shape that was not asked for yet */
const UNKNOWN: i32 = 4

const GATE_NONE: i32 = 0
const GATE_GROUPS: i32 = 1
const GATE_IBAN: i32 = 2
const GATE_PHONE: i32 = 3
const GATE_IPV4: i32 = 4
const GATE_IPV6: i32 = 5
const GATE_MAC: i32 = 6
const GATE_HOUSE: i32 = 7
const GATE_PAIR: i32 = 8
const GATE_NAMED: i32 = 9
const GATE_LONG: i32 = 10
const GATE_VAT: i32 = 11
const GATE_BASE64: i32 = 12
/** Base64 shorter than this is not decoded. */
const LEAST_BASE64: i32 = 20
/** What begins like a secret goes on as one for so many bytes. */
const LEAST_SECRET: i32 = 12
/** No number of digits in one group is shorter that needs no word near it: the luck of fewer is too good (ids.ts). */
const LEAST_ALONE: i32 = 13

// of the lengths that a word of context says, the lowest bit: of digits, a telephone number; with letters, a VAT number
const PHONE_WORDS: u32 = 1
const VAT_WORDS: u32 = 1
/** this and all longer lengths are one bit */
const LONG: i32 = 31

const WAKES: u32 = 1
const WAKES_CAPITAL: u32 = 2
const PHRASE: u32 = 4
// a recogniser is woken whatever follows the word, only when a digit does, only when something like a value does
const NEEDS_NOTHING: u32 = 8
const NEEDS_DIGIT: u32 = 16
const NEEDS_VALUE: u32 = 32
const NEEDS_SPOKEN: u32 = 64
const NEEDS_DOT: u32 = 128
// by itself the word is a phrase, wakes; else only with its next word
const PHRASE_ALONE: u32 = 256
const WAKES_ALONE: u32 = 512
const NEEDS_ADDRESS: u32 = 1024
// stands before a street's name, stands behind it in small letters
const STREET_AHEAD: u32 = 2048
const STREET_BEHIND: u32 = 4096
/** for names of two words that wake */
const WAKES_SALT: u64 = 0x5bd1e995
const LAYOUT_KNOWN: u32 = 1
const FREE_DIGITS: u32 = 4
const FREE_MIXED: u32 = 8
const LONGEST: i32 = 34

let phraseOut: i32 = 0
// units of a place are its bytes less these, for the block that is looked at
let skew: i32 = 0
let blockAt: i32 = 0
let blockBehind: u64 = 0
let blockFour: u64 = 0
// what lengths of digits, and of letters and digits, stand at a place
let digitSums: u32 = 0
// the letters and digits in which a run of digits stands: where they begin and end, whether letters, and small ones, are among them
let tokenFrom: i32 = 0
let tokenTo: i32 = 0
let lettersInToken: bool = false
let smallInToken: bool = false
let anySums: u32 = 0
let firstSum: u32 = 0
/** up to here a moment has been seen: no number begins in it */
let momentTo: i32 = 0
let codeSigns: i32 = 0
let unitCount: i32 = 0
let unknownCount: i32 = 0
// the word behind the one that is looked at
let nextAt: i32 = 0
let nextSize: i32 = 0
let nextPart: i32 = 0
// tokens and runs that were looked at already
let groupsSeen: i32 = 0
let hexSeen: i32 = 0
let hexHolds: bool = false

// @ts-ignore: decorator
@inline
function between(v: v128, low: i8, span: i8): v128 {
  return i8x16.le_u(i8x16.sub(v, i8x16.splat(low)), i8x16.splat(span))
}
// @ts-ignore: decorator
@inline
function at(place: i32): u32 {
  return <u32>load<u8>(textAt + place)
}
// @ts-ignore: decorator
@inline
function isDigit(unit: u32): bool {
  return unit - 48 <= 9
}
// @ts-ignore: decorator
@inline
function isLetter(unit: u32): bool {
  return (unit | 32) - 97 <= 25
}
// @ts-ignore: decorator
@inline
function isAlnum(unit: u32): bool {
  return isDigit(unit) || isLetter(unit)
}
// @ts-ignore: decorator
@inline
function isHex(unit: u32): bool {
  return isDigit(unit) || (unit | 32) - 97 <= 5
}
// @ts-ignore: decorator
@inline
function code5(unit: u32): u32 {
  if (unit > 127) return 31
  const lower = (unit | 32) - 97
  return lower <= 25 ? lower + 1 : 0
}

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

/**
 * Listens for the word of so many bytes that has been written at `textAt`, in small letters. `digits`, `any`, `single`: how long numbers of
 * digits, those with letters, and those of digits that are never grouped, may be that the word is said of, as bits.
 */
export function addWord(length: i32, flags: u32, digits: u32, any: u32, single: u32, id: i32): void {
  const word = keyAt(textAt, length)
  const hash = (word ^ (word >> 29)) * 0x9e3779b97f4a7c15
  const bit = <i32>(hash >> 48)
  store<u8>(wordBitsAt + (bit >> 3), <u8>(<i32>load<u8>(wordBitsAt + (bit >> 3)) | (1 << (bit & 7))))
  let slot = <i32>((hash >> 33) & 0x3fff)
  for (;;) {
    const at = wordsAt + (slot << 5)
    if (load<u32>(at, 8) == 0 || load<u64>(at) == word) {
      // Two words that begin alike and are as long share an entry: then its number says nothing.
      store<i32>(at, load<u32>(at, 8) == 0 ? id : 0, 16)
      store<u64>(at, word)
      store<u32>(at, load<u32>(at, 8) | flags, 8)
      store<u32>(at, load<u32>(at, 12) | digits, 12)
      store<u32>(at, load<u32>(at, 20) | single, 20)
      store<u32>(at, load<u32>(at, 28) | any, 28)
      return
    }
    slot = (slot + 1) & 0x3fff
  }
}

/** Behind the word of `first` letters at `textAt` that of `second` letters, 64 bytes on, makes a phrase, or a name that wakes. */
export function addPair(first: i32, second: i32, wakes: bool): void {
  const bit = pairBit(keyAt(textAt, first), keyAt(textAt + 64, second), wakes)
  store<u8>(pairBitsAt + (bit >> 3), <u8>(<i32>load<u8>(pairBitsAt + (bit >> 3)) | (1 << (bit & 7))))
}

// @ts-ignore: decorator
@inline
function pairBit(first: u64, second: u64, wakes: bool): i32 {
  const both = (first ^ (wakes ? WAKES_SALT : 0)) * 0x9e3779b97f4a7c15 + second
  return <i32>(((both ^ (both >> 29)) * 0xbf58476d1ce4e5b9) >> 47)
}

/** Makes or widens what is known of groups of these lengths. */
export function addLayout(hash: u32, flags: u32, on: u32, letters: u32, digits: u32): void {
  let slot = <i32>((hash ^ (hash >> 13)) & 0xfff)
  for (;;) {
    const at = layoutsAt + (slot << 5)
    if ((load<u32>(at, 4) & LAYOUT_KNOWN) == 0 || load<u32>(at) == hash) {
      store<u32>(at, hash)
      store<u32>(at, load<u32>(at, 4) | flags | LAYOUT_KNOWN, 4)
      store<u32>(at, load<u32>(at, 8) | on, 8)
      store<u32>(at, load<u32>(at, 24) | letters, 24)
      store<u32>(at, load<u32>(at, 28) | digits, 28)
      return
    }
    slot = (slot + 1) & 0xfff
  }
}

export function phraseCount(): i32 {
  return (phraseOut - phrasesAt) >> 5
}

// @ts-ignore: decorator
@inline
function mask64(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a)) |
    (<u64>(<u32>i8x16.bitmask(b)) << 16) |
    (<u64>(<u32>i8x16.bitmask(c)) << 32) |
    (<u64>(<u32>i8x16.bitmask(d)) << 48)
  )
}

// recognisers that a word near may wake, those of groups, and which have something to look for where
let boundOnes: u32 = 0
let groupsOnes: u32 = 0
let alwaysOnes: u32 = 0
let groupedOnes: u32 = 0
let letterOnes: u32 = 0
let plusOnes: u32 = 0
let dotOnes: u32 = 0
let pairOnes: u32 = 0
let longOnes: u32 = 0
let houseOnes: u32 = 0

/** Once all layouts and gates are there, for so many recognisers. */
export function ready(count: i32): void {
  memory.fill(textAt - 256, 0, 256)
  boundOnes = groupsOnes = alwaysOnes = groupedOnes = letterOnes = plusOnes = dotOnes = pairOnes = longOnes = houseOnes = 0
  for (let one = 0; one < count; one++) {
    const bit: u32 = 1 << one
    switch (<i32>load<u8>(gatesAt + one)) {
      case GATE_GROUPS:
        groupsOnes |= bit
        groupedOnes |= bit
        boundOnes |= bit
        break
      case GATE_IBAN:
        letterOnes |= bit
        break
      case GATE_PHONE:
        plusOnes |= bit
        boundOnes |= bit
        break
      case GATE_IPV4:
      case GATE_PAIR:
        dotOnes |= bit
        break
      case GATE_IPV6:
      case GATE_MAC:
        pairOnes |= bit
        break
      case GATE_HOUSE:
        houseOnes |= bit
        break
      case GATE_LONG:
      case GATE_BASE64:
        longOnes |= bit
        break
      case GATE_VAT:
        letterOnes |= bit
        boundOnes |= bit
        break
      case GATE_NAMED:
        boundOnes |= bit
        break
      default:
        alwaysOnes |= bit
    }
  }
  for (let i = 1; i <= LONGEST; i++) store<i32>(firstLayoutAt + (i << 2), layoutOf(7 * 67 + <u32>i + 1))
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
  return settle(out, named)
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

// @ts-ignore: decorator
@inline
function unitOf(place: i32): i32 {
  if (blockBehind == 0) return place - skew
  const before: u64 = (<u64>1 << <u64>(place - blockAt)) - 1
  return place - skew - <i32>popcnt(blockBehind & before) + <i32>popcnt(blockFour & before)
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

/** Of the places that need a word near them, only those stay that have one which is said of numbers so long. */
function settle(end: i32, named: bool): i32 {
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
        if ((codeSigns & 8) != 0 && scriptBefore(load<i32>(from, 8))) digits = any = single = 0xffffffff
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

// ---- words

function keyAt(from: i32, length: i32): u64 {
  let text = load<u64>(from) | 0x2020202020202020
  if (length < 8) text &= (<u64>1 << (<u64>length << 3)) - 1
  return text ^ (<u64>length << 59)
}

/** Is anything like this word listened for? */
// @ts-ignore: decorator
@inline
function mayBe(word: u64): bool {
  const hash = (word ^ (word >> 29)) * 0x9e3779b97f4a7c15
  const bit = <i32>(hash >> 48)
  return ((<u32>load<u8>(wordBitsAt + (bit >> 3)) >> (bit & 7)) & 1) != 0
}

/** Where the word's entry lies, or 0. */
// @ts-ignore: decorator
@inline
function entryOf(word: u64): i32 {
  const hash = (word ^ (word >> 29)) * 0x9e3779b97f4a7c15
  const bit = <i32>(hash >> 48)
  if (((<u32>load<u8>(wordBitsAt + (bit >> 3)) >> (bit & 7)) & 1) == 0) return 0
  let slot = <i32>((hash >> 33) & 0x3fff)
  let at = wordsAt + (slot << 5)
  while (load<u32>(at, 8) != 0) {
    if (load<u64>(at) == word) return at
    slot = (slot + 1) & 0x3fff
    at = wordsAt + (slot << 5)
  }
  return 0
}

/** Does what stands here wake a recogniser? Notes the word for context. */
function word(place: i32): bool {
  const head = v128.load(textAt + place)
  const letters = <u32>i8x16.bitmask(between(v128.or(head, i8x16.splat(32)), 97, 25))
  let length = <i32>ctz(~letters)
  const first = at(place)
  if (length == 16) while (length < 40 && isLetter(at(place + length))) length++
  if (at(place + length) > 127) return wide(place)
  let wakes = part(place, length, first)
  for (let i = 1; i < length; i++)
    if (at(place + i) <= 90 && at(place + i - 1) > 90) {
      if (i != 2 && part(place, i, first)) wakes = true
      break
    }
  return wakes
}

/** The word of so many letters. */
function part(place: i32, length: i32, first: u32): bool {
  const word = keyAt(textAt + place, length)
  return mayBe(word) && look(place, length, word, first)
}

function look(place: i32, length: i32, word: u64, first: u32): bool {
  const entry = entryOf(word)
  return entry != 0 && said(place, length, entry, first, length)
}

/** What a word that is listened for does. `size`: its bytes; `length`: its units, as far as they are known. */
function said(place: i32, length: i32, entry: i32, first: u32, size: i32): bool {
  const flags = load<u32>(entry, 8)
  const behind = place + size
  const alone: u32 = ((flags & PHRASE) == 0 ? 0 : PHRASE_ALONE) | ((flags & (WAKES | WAKES_CAPITAL)) == 0 ? 0 : WAKES_ALONE)
  if ((flags & alone) != alone) readNext(behind)
  if ((flags & PHRASE) != 0) {
    // A short word that digits touch is a piece of a code, unless its phrase goes on.
    const touched = length > 0 && length <= 3 && (isDigit(at(place - 1)) || isDigit(at(behind)))
    if (touched && (flags & alone) == alone) readNext(behind)
    const goesOn = ((flags & PHRASE_ALONE) == 0 || touched) && follows(load<u64>(entry), false)
    if (goesOn || (flags & PHRASE_ALONE) != 0)
      phrase(place, load<u32>(entry, 12), load<u32>(entry, 28), load<u32>(entry, 20), (load<i32>(entry, 16) << 8) | (touched && !goesOn ? 128 : 0) | length)
  }
  if ((flags & (WAKES | WAKES_CAPITAL)) == 0 || ((flags & WAKES_ALONE) == 0 && !follows(load<u64>(entry), true))) return false
  if ((flags & WAKES) == 0 && first >= 97 && first < 128) return false
  if ((flags & NEEDS_NOTHING) != 0) return true
  return (
    ((flags & NEEDS_DIGIT) != 0 && digitBehind(behind)) ||
    ((flags & NEEDS_VALUE) != 0 && valueBehind(behind)) ||
    ((flags & NEEDS_SPOKEN) != 0 && spokenBehind(behind)) ||
    ((flags & NEEDS_DOT) != 0 && dotBehind(place)) ||
    ((flags & NEEDS_ADDRESS) != 0 && addressAround(place, behind))
  )
}

/** Finds the word behind, at most a few signs on. Its size is -1 where it cannot be told, 0 where there is none. */
function readNext(place: i32): void {
  let next = place
  nextSize = nextPart = 0
  while (next < place + 8 && !isAlnum(at(next))) {
    if (at(next) > 127) {
      nextSize = -1
      return
    }
    next++
  }
  if (next == place + 8) return
  nextAt = next
  const v = v128.load(textAt + next)
  nextSize = <i32>ctz(~<u32>i8x16.bitmask(between(v128.or(v, i8x16.splat(32)), 97, 25)))
  const upper = <u32>i8x16.bitmask(between(v, 65, 25)) & 0xfffe & ((1 << nextSize) - 1)
  if (upper != 0) nextPart = <i32>ctz(upper)
  while (nextSize >= 16 && nextSize < 40 && isLetter(at(next + nextSize))) nextSize++
  if (at(next + nextSize) > 127) nextSize = -1
  // a word with a digit in it is none of a phrase; its part up to a capital may be
  else if (isDigit(at(next + nextSize))) nextSize = 0
}

function follows(word: u64, wakes: bool): bool {
  if (nextSize < 0) return true
  if (nextSize > 0) {
    const bit = pairBit(word, keyAt(textAt + nextAt, nextSize), wakes)
    if (((<u32>load<u8>(pairBitsAt + (bit >> 3)) >> (bit & 7)) & 1) != 0) return true
  }
  if (nextPart == 0) return false
  const other = pairBit(word, keyAt(textAt + nextAt, nextPart), wakes)
  return ((<u32>load<u8>(pairBitsAt + (other >> 3)) >> (other & 7)) & 1) != 0
}

/** A number written out goes on: another of its words, or digits, at most three signs on. */
function spokenBehind(place: i32): bool {
  let next = place
  while (next < place + 9 && !isAlnum(at(next))) {
    if (at(next) > 127 && at(next) != 0xe2 && (at(next) & 0xc0) != 0x80) return true
    next++
  }
  if (next == place || next == place + 9) return false
  if (isDigit(at(next))) return true
  let length = 0
  while (length < 13 && isLetter(at(next + length))) length++
  if (at(next + length) > 127) return true
  const entry = entryOf(keyAt(textAt + next, length))
  return entry != 0 && (load<u32>(entry, 8) & NEEDS_SPOKEN) != 0
}

/** As beginsAddress (address-gate.ts) has it for most words: a number or a name behind the word, a number before it. */
function addressAround(place: i32, behind: i32): bool {
  const end = at(behind)
  if (end == 95 || end == 40 || end == 61 || at(place - 1) == 95) return false
  if (isAlnum(end) || end > 127) return true
  const small = at(place) - 97 <= 25
  let next = behind
  while (next < behind + 4) {
    const unit = at(next)
    if (unit > 127) return true
    if (unit != 32 && unit != 46 && unit != 35 && unit != 58 && unit != 10) break
    next++
  }
  if (next == behind) return !small || end == 44
  const unit = at(next)
  if (!small || isDigit(unit) || unit > 127 || unit - 65 <= 25 || unit == 111) return true
  for (let i = place - 2; i > place - 40; i--) if (isDigit(at(i))) return true
  return false
}

/** A bracket, a dot before letters, or a word that may be one for a dot. */
function dotBehind(place: i32): bool {
  for (let i = place; i < place + 64; i++) {
    const unit = at(i)
    if (unit == 40 || unit == 91 || unit == 123 || unit == 60 || unit > 127) return true
    if (unit == 46 && isLetter(at(i + 1)) && isLetter(at(i + 2))) return true
    // dot, punkt, punto, point, ponto, kropka
    const two = (at(i + 1) | 32) << 8 | (at(i + 2) | 32)
    if ((unit | 32) == 100 && two == 0x6f74) return true
    if ((unit | 32) == 112 && (two == 0x756e || two == 0x6f69 || two == 0x6f6e)) return true
    if ((unit | 32) == 107 && two == 0x726f) return true
  }
  return false
}

function digitBehind(place: i32): bool {
  for (let i = place; i < place + 96; i++) if (isDigit(at(i)) || at(i) > 127) return true
  return false
}

/** Can a value be given to what is named here? Not when nothing but words and the ends of sentences follow, or a bracket. */
function valueBehind(place: i32): bool {
  const first = at(place)
  if (first == 91 || first == 40 || first == 59 || first == 41) return false
  for (let i = place; i < place + 72; i++) {
    const unit = at(i)
    // words in capitals are values too: a bank's code
    if (unit - 65 <= 25 && i > place && at(i + 1) - 65 <= 25) return true
    if (isLetter(unit) || unit == 32 || unit == 9) continue
    // , ; ? ( ) < > [ ] { } end a value; a dot does unless more follows
    if (unit == 44 || unit == 59 || unit == 63 || unit == 40 || unit == 41 || unit == 60 || unit == 62 || unit == 91 || unit == 93 || unit == 123 || unit == 125)
      continue
    if (unit == 46 && !isAlnum(at(i + 1))) continue
    return unit != 10 && unit != 13 && unit != 0
  }
  return false
}

// @ts-ignore: decorator
@inline
function phrase(place: i32, digits: u32, any: u32, single: u32, which: i32): void {
  store<i32>(phraseOut, unitOf(place))
  store<u32>(phraseOut, digits, 4)
  store<u32>(phraseOut, any, 8)
  store<i32>(phraseOut, which, 12)
  store<u32>(phraseOut, single, 16)
  phraseOut += 32
}

/** A word with letters beyond ASCII: of Latin letters as it is compared, else told by its first three characters. */
function wide(place: i32): bool {
  let length = 0
  let size = 0
  let hump = false
  const first = at(place)
  store<u64>(foldedAt, 0)
  while (length < 40) {
    const unit = at(place + size)
    if (isLetter(unit)) {
      if (size > 0 && unit <= 90) hump = true
      store<u8>(foldedAt + length, <u8>(unit | 32))
      size++
    } else if (unit >= 0xc3 && unit <= 0xc5) {
      const letter = <u32>load<u8>(foldsAt + ((unit - 0xc3) << 6) + (at(place + size + 1) & 63))
      if (letter == 0) return foreign(place)
      if (letter > 127) {
        // two letters: `ss`, `ae`, `oe`
        store<u8>(foldedAt + length, letter == 128 ? 115 : letter == 129 ? 97 : 111)
        store<u8>(foldedAt + length + 1, letter == 128 ? 115 : 101)
        length++
      } else store<u8>(foldedAt + length, <u8>letter)
      size += 2
    } else if (unit > 127) return foreign(place)
    else break
    length++
  }
  if (hump || length == 40) return foreign(place)
  const entry = entryOf(keyAt(foldedAt, length))
  // its length in the text is found by looking at it
  return entry != 0 && said(place, 0, entry, first, size)
}

function foreign(place: i32): bool {
  let codes: u32 = 0
  let from = place
  for (let i = 0; i < 3; i++) {
    const unit = at(from)
    const code = code5(unit)
    codes = (codes << 5) | code
    from++
    if (unit > 127) while ((at(from) & 0xc0) == 0x80) from++
  }
  const flags = <u32>load<u8>(triggersAt + codes)
  if ((flags & 4) != 0) phrase(place, 0xffffffff, 0xffffffff, 0xffffffff, 0)
  const first = at(place)
  return (flags & 1) != 0 || ((flags & 2) != 0 && (first < 97 || first > 127))
}

/** Letters, digits and the signs that secrets and addresses have. */
function goesOn(place: i32): bool {
  const v = v128.load(textAt + place)
  const alnum = v128.or(between(v128.or(v, i8x16.splat(32)), 97, 25), between(v, 45, 13))
  const signs = v128.or(v128.or(i8x16.eq(v, i8x16.splat(95)), i8x16.eq(v, i8x16.splat(43))), v128.or(between(v, 61, 3), i8x16.eq(v, i8x16.splat(37))))
  return <i32>ctz(~<u32>i8x16.bitmask(v128.or(alnum, signs))) >= LEAST_SECRET
}

function begins(place: i32, group: i32): bool {
  const text = load<u64>(textAt + place)
  const end = <i32>load<u16>(groupsAt + ((group + 1) << 1))
  for (let i = <i32>load<u16>(groupsAt + (group << 1)); i < end; i++) {
    const entry = startsAt + (i << 4)
    if ((text & load<u64>(entry, 8)) == load<u64>(entry) && goesOn(place)) return true
  }
  return false
}

// ---- digits

/** The recognisers that have something to look for there, by the signs around the run and its token. */
function opened(place: i32, run: i32, before: u32, after: u32): u32 {
  let open = alwaysOnes
  const first = at(tokenFrom - 1)
  const last = at(tokenTo)
  const goesOn = separatorBit(last) != 0 && isAlnum(at(tokenTo + 1))
  // groups: more of them behind, letters in or before this one, or enough digits in it; none where small letters are
  if (!smallInToken && place >= groupsSeen) {
    if (goesOn || lettersInToken || tokenTo - tokenFrom >= LEAST_ALONE) open |= groupedOnes
    else if ((first == 32 || first == 45) && at(tokenFrom - 2) - 65 <= 25) open |= groupedOnes
  }
  if (place > tokenFrom || isLetter(at(tokenFrom - 2))) open |= letterOnes
  if (before == 43 || before == 40 || goesOn || (after | 32) == 120 || (after | 32) == 101 || last > 127) open |= plusOnes
  if (after == 46) open |= dotOnes
  if (last == 32 || last == 44 || last == 45 || last == 47 || last > 127 || before == 32 || before == 44 || before == 35 || before == 58 || before > 126)
    open |= houseOnes
  if (first == 58 || first == 45 || last == 58 || last == 45) open |= pairOnes
  if (tokenTo - tokenFrom >= LEAST_BASE64 || first == 43 || first == 47 || last == 43 || last == 47) open |= longOnes
  return open
}

/** Is there somebody for the run, without any word near it? */
function gate(which: i32, place: i32, run: i32, before: u32): bool {
  switch (which) {
    case GATE_GROUPS:
      return groupsGate()
    case GATE_IBAN:
      return ibanGate(place)
    case GATE_PHONE:
      return phoneGate(place, before)
    case GATE_IPV4:
      return ipv4Gate(place)
    case GATE_IPV6:
      return ipv6Gate(place)
    case GATE_MAC:
      return macGate(place)
    case GATE_HOUSE:
      return houseGate(place, run)
    case GATE_PAIR:
      return pairGate(place, run)
    case GATE_LONG:
      return place - tokenFrom <= 4 && tokenTo - tokenFrom >= 26
    case GATE_BASE64:
      return base64Gate(place)
    case GATE_VAT:
      return vatGate(place)
    case GATE_NAMED:
      return false
    default:
      return true
  }
}

/** Finds the letters and digits around a place, at most so many on each side as a number may have. */
function readToken(place: i32): void {
  const back = v128.load(textAt + place - 16)
  const lettersBack = <u32>i8x16.bitmask(between(v128.or(back, i8x16.splat(32)), 97, 25))
  const other = ~(lettersBack | <u32>i8x16.bitmask(between(back, 48, 9))) & 0xffff
  const length = other == 0 ? 16 : <i32>clz(other) - 16
  const behind = tokenLength(place)
  tokenFrom = place - length
  tokenTo = place + behind
  if (length == 16) tokenFrom = tokenStart(place)
  const inside: u32 = (0xffff << (16 - length)) & 0xffff
  lettersInToken = tokenLetters || length == 16 || (lettersBack & inside) != 0
  smallInToken = tokenSmall || (lettersBack & ~<u32>i8x16.bitmask(between(back, 65, 25)) & inside) != 0
}

// @ts-ignore: decorator
@inline
function isBase64(unit: u32): bool {
  return isAlnum(unit) || unit == 43 || unit == 47
}

/** Long enough, and more than a number in hexadecimal digits. */
function base64Gate(place: i32): bool {
  let length = 0
  let more = false
  while (length < LEAST_BASE64 && place - length > 0) {
    const unit = at(place - 1 - length)
    if (!isBase64(unit)) break
    if (!isHex(unit)) more = true
    length++
  }
  for (let i = place; (length < LEAST_BASE64 || !more) && length < 4 * LEAST_BASE64; i++) {
    const unit = at(i)
    if (!isBase64(unit)) break
    if (!isHex(unit)) more = true
    length++
  }
  return length >= LEAST_BASE64 && more
}

/** A country's two letters before the digits, in their token or the one before. */
function vatGate(place: i32): bool {
  let start = tokenFrom
  if (place - start > 4) return false
  if (place - start >= 2 && isVat(start)) return true
  const gap = at(start - 1)
  if ((gap != 32 && gap != 45 && gap != 46) || !isLetter(at(start - 2))) return false
  let end = start - 1
  start = tokenStart(end)
  // `FR K 7399859412`
  if (end - start == 1 && at(start - 1) == 32 && isLetter(at(start - 2))) {
    end = start - 1
    start = tokenStart(end)
  }
  return end - start >= 2 && end - start <= 3 && isVat(start)
}

function isVat(start: i32): bool {
  const a = at(start)
  const b = at(start + 1)
  return isLetter(a) && isLetter(b) && load<u8>(vatsAt + ((code5(a) << 5) | code5(b))) != 0
}

// @ts-ignore: decorator
@inline
function tokenStart(place: i32): i32 {
  let start = place
  const least = max(0, place - LONGEST - 1)
  while (start > least && isAlnum(at(start - 1))) start--
  return start
}

/** How many letters and digits stand here, up to one more than a token may have; whether letters are among them. */
let tokenLetters: bool = false
let tokenSmall: bool = false
function tokenLength(place: i32): i32 {
  const v = v128.load(textAt + place)
  const letters = <u32>i8x16.bitmask(between(v128.or(v, i8x16.splat(32)), 97, 25))
  const digits = <u32>i8x16.bitmask(between(v, 48, 9))
  let length = <i32>ctz(~(letters | digits))
  const inside: u32 = (1 << length) - 1
  tokenLetters = (letters & inside) != 0
  tokenSmall = (letters & ~<u32>i8x16.bitmask(between(v, 65, 25)) & inside) != 0
  if (length < 16) return length
  while (length <= LONGEST) {
    const unit = at(place + length)
    if (isLetter(unit)) tokenLetters = true
    else if (!isDigit(unit)) break
    length++
  }
  return length
}

function onlyLetters(from: i32, to: i32): bool {
  for (let i = from; i < to; i++) if (!isLetter(at(i))) return false
  return true
}

function groupsGate(): bool {
  const start = tokenFrom
  const gap = at(start - 1)
  if ((gap == 32 || gap == 45) && at(start - 2) - 65 <= 25) {
    const before = tokenStart(start - 2)
    const letters = start - 1 - before
    if (letters <= 6 && onlyLetters(before, start - 1)) {
      if (load<u8>(letterFirstAt + ((letters << 7) | (at(before) & 95))) != 0 && groupsFrom(before)) return true
      const first = tokenStart(before - 2)
      if ((at(before - 1) == 32 || at(before - 1) == 45) && before - 1 - first <= 3 && onlyLetters(first, before - 1) && groupsFrom(first))
        return true
    }
  }
  return groupsFrom(start)
}

function opens(start: i32): bool {
  if (start == 0) return true
  const unit = at(start - 1)
  if (unit == 95 || unit == 37 || unit == 36 || unit == 43 || isAlnum(unit)) return false
  const before = at(start - 2)
  if (unit == 46 || unit == 47 || unit == 58) return !isDigit(before)
  if (unit == 45) {
    if (!isAlnum(before)) return true
    const token = tokenStart(start - 1)
    return onlyLetters(token, start - 1) && at(token - 1) != 45
  }
  return true
}

function closes(end: i32): bool {
  const unit = at(end)
  if (isAlnum(unit) || unit == 95 || unit == 37 || unit == 64) return false
  const next = at(end + 1)
  if (unit == 46 || unit == 58) return !isDigit(next)
  if (unit == 45 || unit == 47) return !isAlnum(next)
  return true
}

function layoutOf(hash: u32): i32 {
  let slot = <i32>((hash ^ (hash >> 13)) & 0xfff)
  let at = layoutsAt + (slot << 5)
  while ((load<u32>(at, 4) & LAYOUT_KNOWN) != 0) {
    if (load<u32>(at) == hash) return at
    slot = (slot + 1) & 0xfff
    at = layoutsAt + (slot << 5)
  }
  return 0
}

function separatorBit(unit: u32): u32 {
  return unit == 32 ? 1 : unit == 45 ? 2 : unit == 46 ? 4 : unit == 47 ? 8 : unit == 40 ? 16 : unit == 43 ? 32 : 0
}

function groupsFrom(start: i32): bool {
  // most are turned away by the length of their first group
  let length = tokenLength(start)
  if (length > LONGEST) return false
  let known = load<i32>(firstLayoutAt + (length << 2))
  if (known == 0 || !opens(start)) return false
  const first = at(start)
  let hash: u32 = 7 * 67 + <u32>length + 1
  let total = 0
  let place = start
  let letters = false
  for (let tokens = 0; tokens < 10; tokens++) {
    if (tokens > 0) {
      length = tokenLength(place)
      hash = (hash * 67 + <u32>length + 1) & 0x3fffffff
      known = layoutOf(hash)
      if (known == 0) return false
    }
    if (tokenLetters) letters = true
    // Small letters are a word, or a piece of a hash: only a word beside them makes them a number.
    if (tokenSmall) return false
    const end = place + length
    total += length
    if (total > LONGEST) return false
    const flags = load<u32>(known, 4)
    if ((flags & (FREE_DIGITS | FREE_MIXED)) != 0 && closes(end)) {
      if (!letters) {
        // One group of digits says too little when it is short.
        if ((flags & FREE_DIGITS) != 0 && (tokens > 0 || total >= LEAST_ALONE)) return true
      } else if (isDigit(first) ? ((load<u32>(known, 28) >> (first - 48)) & 1) != 0 : ((load<u32>(known, 24) >> ((first | 32) - 97)) & 1) != 0)
        return true
    }
    const bit = separatorBit(at(end))
    if ((bit & load<u32>(known, 8)) == 0 || !isAlnum(at(end + 1))) return false
    place = end + 1
  }
  return false
}

function ibanGate(place: i32): bool {
  if (!isDigit(at(place + 1))) return false
  let letter = place - 1
  if (at(letter) == 32) letter--
  const a = at(letter - 1)
  const b = at(letter)
  if (!isLetter(a) || !isLetter(b)) return false
  const before = at(letter - 2)
  if (isAlnum(before) || before == 95) return false
  if (load<u8>(ibansAt + ((code5(a) << 5) | code5(b))) == 0) return false
  // no IBAN is shorter
  let length = 0
  for (let i = place; i < place + 40; i++) {
    const unit = at(i)
    if (unit > 127) return true
    if (isAlnum(unit)) {
      if (++length == 13) return true
    } else if (isAlnum(at(i - 1)) ? false : unit != 32 && unit != 45 && unit != 46 && unit != 10 && unit != 13) return false
  }
  return false
}

/** Six digits or more behind `+` or a bracket; an extension behind them; or grouped as in North America. */
function phoneGate(place: i32, before: u32): bool {
  if ((before == 45 || before == 46 || before == 47 || before == 58) && isDigit(at(place - 2))) return false
  const a = v128.load(textAt + place)
  const b = v128.load(textAt + place, 16)
  const digits = <u32>i8x16.bitmask(between(a, 48, 9)) | (<u32>i8x16.bitmask(between(b, 48, 9)) << 16)
  // digits, blanks, line ends and `( ) - . /`
  const others = <u32>i8x16.bitmask(phoneSigns(a)) | (<u32>i8x16.bitmask(phoneSigns(b)) << 16)
  const length = min(28, <i32>ctz(~(digits | others)))
  const stop = at(place + length)
  if (stop > 127) return true
  if (popcnt(digits & ((<u32>1 << length) - 1)) < 6) return false
  if (before == 43 || before == 40) return true
  if (length >= 7 && ((stop | 32) == 120 || (stop | 32) == 101)) return true
  const third = at(place + 3)
  return (
    (third == 45 || third == 46 || third == 32) &&
    // ddd?ddd?dddd
    (digits & 0x77) == 0x77 &&
    !isAlnum(at(place + 7)) &&
    isDigit(at(place + 8)) &&
    isDigit(at(place + 11))
  )
}

// @ts-ignore: decorator
@inline
function phoneSigns(v: v128): v128 {
  return v128.or(v128.or(i8x16.eq(v, i8x16.splat(32)), i8x16.eq(v, i8x16.splat(10))), v128.or(between(v, 40, 1), between(v, 45, 2)))
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

function ipv4Gate(place: i32): bool {
  let end = place
  let dots = 0
  while (end < place + 16) {
    const unit = at(end)
    if (unit == 46 && isDigit(at(end + 1))) dots++
    else if (!isDigit(unit)) break
    end++
  }
  return dots == 3
}

function ipv6Gate(place: i32): bool {
  if (place < hexSeen) return hexHolds
  if (at(tokenTo) != 58 && at(tokenFrom - 1) != 58) return false
  let start = place
  while (start > place - 46 && start > 0 && (isHex(at(start - 1)) || at(start - 1) == 58)) start--
  let end = place
  while (end < place + 46 && (isHex(at(end)) || at(end) == 58)) end++
  let colons = 0
  let double = false
  for (let i = start; i < end; i++) {
    if (at(i) != 58) continue
    colons++
    if (at(i + 1) == 58) double = true
  }
  // A run longer than is read at once is looked at again from its next digits.
  hexHolds = double || colons >= 7
  hexSeen = end - start < 46 ? end : place + 1
  return hexHolds
}

/** The digit is in one of six pairs. */
function macGate(place: i32): bool {
  // its pair begins here or one before
  const from = isHex(at(place - 1)) ? place - 1 : place
  if (!isHex(at(from + 1))) return false
  let separator = at(from + 2)
  if (separator != 58 && separator != 45) separator = at(from - 1)
  if (separator != 58 && separator != 45) return false
  let pairs = 1
  let before = from
  while (pairs < 7 && at(before - 1) == separator && isHex(at(before - 2)) && isHex(at(before - 3))) {
    before -= 3
    pairs++
  }
  let behind = from
  while (pairs < 7 && at(behind + 2) == separator && isHex(at(behind + 3)) && isHex(at(behind + 4))) {
    behind += 3
    pairs++
  }
  return pairs >= 6
}

/** As nearName (address-gate.ts) has it: a word with a capital before the number or behind it, or one that is part of a street's name. */
function houseGate(place: i32, run: i32): bool {
  const before = at(place - 1)
  if (before > 127 || (before == 32 && at(place - 2) > 127)) return true
  let end = place + run
  while (end < place + 10 && (isAlnum(at(end)) || at(end) == 45 || at(end) == 47)) end++
  if (at(end) > 127) return true
  if (at(end) == 44) end++
  if (at(end) == 32 || (at(end) == 10 && at(end - 1) == 44)) {
    const next = at(end + 1)
    if (next > 127 || next - 65 <= 25) return true
    if (isDigit(next) ? nameAhead(end + 1) : streetAhead(end + 1)) return true
  }
  let from = marksBefore(place - 1, place)
  const mark = at(from) | 32
  if (mark == 110 || ((mark == 114 || mark == 111) && (at(from - 1) | 32) == 110)) {
    const start = mark == 110 ? from - 1 : from - 2
    if (!isAlnum(at(start))) from = marksBefore(start, place)
  }
  if (from < 0 || from == place - 1) return false
  const last = from + 1
  while (from > place - 48 && from > 0) {
    const unit = at(from - 1)
    if (unit > 127) return true
    if (!isAlnum(unit) && unit != 45 && unit != 39) break
    from--
  }
  const first = at(from)
  if (first > 127 || first - 65 <= 25) return true
  if (last != place - 1 || before != 32 || last - from < 2 || first - 97 > 25) return false
  const a = at(last - 2)
  const b = at(last - 1)
  if (a > 127 || b > 127) return true
  if (load<u8>(endsAt + ((code5(a) << 5) | code5(b))) == 0) return false
  if (last - from > 6) return true
  const entry = entryOf(keyAt(textAt + from, last - from))
  return entry != 0 && (load<u32>(entry, 8) & STREET_BEHIND) != 0
}

/** ` ,.#:` before a place; beyond ASCII counts too. */
function marksBefore(from: i32, place: i32): i32 {
  while (from > place - 8 && from >= 0) {
    const unit = at(from)
    if (unit != 32 && unit != 44 && unit != 46 && unit != 35 && unit != 58 && unit <= 127) break
    from--
  }
  return from
}

function streetAhead(place: i32): bool {
  let length = 0
  while (length < 12 && isLetter(at(place + length))) length++
  if (at(place + length) > 127) return true
  const entry = entryOf(keyAt(textAt + place, length))
  return entry != 0 && (load<u32>(entry, 8) & STREET_AHEAD) != 0
}

function nameAhead(place: i32): bool {
  for (let numbers = 0; numbers < 2; numbers++) {
    const most = place + 7
    while (place < most && isAlnum(at(place))) place++
    if (at(place) > 127) return true
    if (at(place) != 32) return false
    place++
    if (!isDigit(at(place))) break
  }
  return at(place) > 127 || at(place) - 65 <= 25 || streetAhead(place)
}

/** Decimals, and another number a few signs on. */
function pairGate(place: i32, run: i32): bool {
  let end = place + run + 1
  const most = end + 17
  while (end < most && isDigit(at(end))) end++
  const decimals = end - place - run - 1
  if (decimals < 3 || decimals > 15) return false
  for (let i = end; i < end + 8; i++) {
    const unit = at(i)
    if (isDigit(unit)) return i > end
    if (unit > 127) return true
    if (unit != 32 && unit != 44 && unit != 59 && unit != 47 && unit != 43 && unit != 45 && unit != 78 && unit != 83) return false
  }
  return false
}
