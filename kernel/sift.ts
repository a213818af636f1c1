// The sieve (AssemblyScript): one SIMD pass over UTF-8 bytes that lists only the places where a recogniser can find something: runs of digits whose
// shape and surroundings some recogniser asked for, `@` between an address's two sides, words and literal beginnings that somebody listens for,
// characters that normalising changes; and, in a list of its own, the words that phrases of context begin with. What leaves here is read by
// src/discover/engine/sift.ts, which fills the tables and turns places into candidates. Errs on the side of telling; a property test holds what
// comes of it to the reading of the whole text. Owns no rule and keeps nothing between calls.

export const textRoom: i32 = 0x48000
/** one bit for each hash of a word that is listened for, so that most words cost one look */
export const wordBitsAt: i32 = 0x10000
/** 16384 slots of { key u64, flags, classes of context, number, first letters of the next word, of the next word when it wakes } */
export const wordsAt: i32 = 0x20000
/** u16 by (before << 12 | length << 7 | after): 0 not asked yet, else 0x8000 | recognisers */
export const shapesAt: i32 = 0xa0000
/** 4096 slots of { hash, flags, allOn, freeOn, digits bound classes, any bound classes, first characters of free ones: letters, digits } */
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
/** 16 bytes each: place, kind | recognisers << 8, recognisers that need a word near, classes of these words */
export const placesAt: i32 = 0x230000
/** 16 bytes each: place, classes, number of the word (0: look yourself), its length */
export const phrasesAt: i32 = 0x6c0000

const DIGITS: i32 = 0
const AT: i32 = 1
const WORD: i32 = 2
const CHANGE: i32 = 3
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

const PHONE_WORDS: u32 = 1
const ID_WORDS: u32 = 2

const WAKES: u32 = 1
const WAKES_CAPITAL: u32 = 2
const PHRASE: u32 = 4
// a recogniser is woken whatever follows the word, only when a digit does, only when something like a value does
const NEEDS_NOTHING: u32 = 8
const NEEDS_DIGIT: u32 = 16
const NEEDS_VALUE: u32 = 32
const LAYOUT_KNOWN: u32 = 1
const FREE_HERE_OR_ON: u32 = 2
const FREE_DIGITS: u32 = 4
const LONGEST: i32 = 34

let phraseOut: i32 = 0
// what the gates of one place have found
let needs: u32 = 0
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
 * Listens for the word of so many bytes that has been written at `textAt`, in small letters. `follow`, `wakeFollow`: with which letters the next
 * word may begin for a phrase to begin here, and for a recogniser to be woken; all bits: no next word is needed.
 */
export function addWord(length: i32, flags: u32, classes: u32, id: i32, follow: u32, wakeFollow: u32): void {
  const word = key(0, length)
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
      store<u32>(at, load<u32>(at, 12) | classes, 12)
      store<u32>(at, load<u32>(at, 20) | follow, 20)
      store<u32>(at, load<u32>(at, 24) | wakeFollow, 24)
      return
    }
    slot = (slot + 1) & 0x3fff
  }
}

/** Makes or widens what is known of groups of these lengths. */
export function addLayout(hash: u32, flags: u32, on: u32, digitClasses: u32, anyClasses: u32, letters: u32, digits: u32): void {
  let slot = <i32>((hash ^ (hash >> 13)) & 0xfff)
  for (;;) {
    const at = layoutsAt + (slot << 5)
    if ((load<u32>(at, 4) & LAYOUT_KNOWN) == 0 || load<u32>(at) == hash) {
      store<u32>(at, hash)
      store<u32>(at, load<u32>(at, 4) | flags | LAYOUT_KNOWN, 4)
      store<u32>(at, load<u32>(at, 8) | on, 8)
      store<u32>(at, load<u32>(at, 16) | digitClasses, 16)
      store<u32>(at, load<u32>(at, 20) | anyClasses, 20)
      store<u32>(at, load<u32>(at, 24) | letters, 24)
      store<u32>(at, load<u32>(at, 28) | digits, 28)
      return
    }
    slot = (slot + 1) & 0xfff
  }
}

export function phraseCount(): i32 {
  return (phraseOut - phrasesAt) >> 4
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

/** Once all layouts are there. */
export function ready(): void {
  memory.fill(textAt - 256, 0, 256)
  for (let i = 1; i <= LONGEST; i++) store<i32>(firstLayoutAt + (i << 2), layoutOf(7 * 67 + <u32>i + 1))
}

/**
 * Returns how many places were told. The text has been written at `textAt`. `named`: it stands under a name that may say what any number in it is, so
 * that none needs a word near it.
 */
export function sift(length: i32, named: bool): i32 {
  memory.fill(textAt + length, 0, 256)
  phraseOut = phrasesAt
  groupsSeen = hexSeen = 0
  hexHolds = false
  let out = placesAt
  let digitBefore: u64 = 0
  let letterBefore: u64 = 0
  let lowerBefore: u64 = 0
  let upperBefore: u64 = 0
  const fold = i8x16.splat(32)
  const sign = i8x16.splat(64)
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
    const lower = letters & ~upper & ~wide
    const digitStarts = digits & ~((digits << 1) | digitBefore)
    const wordStarts = (letters & ~((letters << 1) | letterBefore)) | (upper & ((lower << 1) | lowerBefore))
    // where a word of camelCase goes on: a capital behind a letter that is none
    const humps = upper & ~((upper << 1) | upperBefore)
    digitBefore = digits >> 63
    letterBefore = letters >> 63
    lowerBefore = lower >> 63
    upperBefore = upper >> 63
    let found = digitStarts | wordStarts | ats | wide
    while (found != 0) {
      const bit = ctz(found)
      found &= found - 1
      const place = i + <i32>bit
      if (place >= length) break
      const flag: u64 = <u64>1 << bit
      if ((wordStarts & flag) != 0) {
        const size = <i32>ctz(~(letters >> bit))
        let wakes = false
        if (<i32>bit + size < 64 && size < 16) {
          const inside: u64 = ((<u64>1 << size) - 1) << bit
          if ((wide & inside) == 0) {
            const text = load<u64>(textAt + place)
            const first = <u32>text & 127
            const pair = <i32>load<u8>(pairsAt + ((first << 7) | (<u32>(text >> 8) & 127)))
            if (pair != 0) wakes = begins(place, pair)
            let word = text | 0x2020202020202020
            if (size < 8) word &= (<u64>1 << (<u64>size << 3)) - 1
            word ^= <u64>size << 59
            if (mayBe(word) && look(place, size, first)) wakes = true
            const hump = humps & inside & ~flag
            if (hump != 0 && look(place, <i32>ctz(hump) - <i32>bit, first)) wakes = true
          } else wakes = word(place)
        } else wakes = word(place)
        if ((wide & flag) != 0 && changes(place)) out = tell(out, place, CHANGE, 0, 0)
        else if (wakes) out = tell(out, place, WORD, 0, 0)
      } else if ((digitStarts & flag) != 0) {
        let run = <i32>ctz(~(digits >> bit))
        if (<i32>bit + run >= 64) while (run < 31 && isDigit(at(place + run))) run++
        if (run > 31) run = 31
        const before = place == 0 ? 0 : min<u32>(127, at(place - 1))
        const after = min<u32>(127, at(place + run))
        // A sign beyond ASCII beside it may be normalised into one that belongs to it.
        if (before == 127 || after == 127) {
          out = tell(out, place, CHANGE, 0, 0)
          continue
        }
        const shape = <u32>load<u16>(shapesAt + (((before << 12) | (<u32>run << 7) | after) << 1))
        if (shape == 0) {
          out = tell(out, place, UNKNOWN, 0x7fff, 0)
          continue
        }
        let asked = shape & 0x7fff
        if (asked == 0) continue
        let sure: u32 = 0
        let bound: u32 = 0
        needs = 0
        do {
          const one = ctz(asked)
          asked &= asked - 1
          const answer = gate(<i32>load<u8>(gatesAt + one), place, run, before)
          if (answer == 2) sure |= 1 << one
          else if (answer == 1) bound |= 1 << one
          else if (answer == 3) bound |= 1 << (one + 16)
        } while (asked != 0)
        if ((sure | bound) != 0) {
          store<i32>(out, place)
          store<u32>(out, (<u32>DIGITS) | (sure << 8), 4)
          store<u32>(out, bound, 8)
          store<u32>(out, needs, 12)
          out += 16
        }
      } else if ((ats & flag) != 0) {
        out = tell(out, place, AT, 0, 0)
      } else if (changes(place)) out = tell(out, place, CHANGE, 0, 0)
    }
  }
  return settle(out, named)
}

// @ts-ignore: decorator
@inline
function tell(out: i32, place: i32, kind: i32, asked: u32, bound: u32): i32 {
  store<i32>(out, place)
  store<u32>(out, (<u32>kind) | (asked << 8), 4)
  store<u32>(out, bound, 8)
  store<u32>(out, 0, 12)
  return out + 16
}

/** Of the places that need a word near them, only those that have one stay. */
function settle(end: i32, named: bool): i32 {
  let out = placesAt
  let first = phrasesAt
  for (let from = placesAt; from < end; from += 16) {
    const place = load<i32>(from)
    let told = load<u32>(from, 4)
    let bound = load<u32>(from, 8)
    if (bound != 0) {
      const classes = load<u32>(from, 12)
      while (first < phraseOut && load<i32>(first) < place - 176) first += 16
      let far = named
      let near = named
      for (let at = first; !near && at < phraseOut; at += 16) {
        const from = load<i32>(at)
        if (from > place + 112) break
        if ((load<u32>(at, 4) & classes) == 0) continue
        far = true
        if (from >= place - 72 && from <= place + 86) near = true
      }
      if (far) told |= (bound & 0x7fff) << 8
      if (near) told |= (bound >> 16) << 8
      if (told >> 8 == 0) continue
    }
    store<i32>(out, place)
    store<u32>(out, told, 4)
    out += 16
  }
  return (out - placesAt) >> 4
}

// ---- words

function key(place: i32, length: i32): u64 {
  let text = load<u64>(textAt + place) | 0x2020202020202020
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
  const length = <i32>ctz(~letters)
  const first = at(place)
  const pair = first < 128 ? <i32>load<u8>(pairsAt + ((first << 7) | (at(place + 1) & 127))) : 0
  let wakes = pair != 0 && begins(place, pair)
  if (at(place + length) > 127) return wide(place) || wakes
  if (length == 16) {
    let end = 16
    let hump = 0
    while (end < 40 && isLetter(at(place + end))) end++
    if (at(place + end) > 127) return wide(place) || wakes
    for (let i = 1; i < end && hump == 0; i++) if (at(place + i) <= 90 && at(place + i - 1) > 90) hump = i
    if (look(place, end, first)) wakes = true
    return (hump != 0 && look(place, hump, first)) || wakes
  }
  let told = look(place, length, first)
  const upper = <u32>i8x16.bitmask(between(head, 65, 25))
  const humps = upper & (~upper << 1) & letters & ((1 << length) - 2)
  if (humps != 0 && look(place, <i32>ctz(humps), first)) told = true
  return told || wakes
}

function look(place: i32, length: i32, first: u32): bool {
  const entry = entryOf(key(place, length))
  if (entry == 0) return false
  const flags = load<u32>(entry, 8)
  const next = nextLetter(place + length)
  if ((flags & PHRASE) != 0 && ((load<u32>(entry, 20) >> next) & 1) != 0) phrase(place, load<u32>(entry, 12), load<i32>(entry, 16), length)
  if ((flags & (WAKES | WAKES_CAPITAL)) == 0 || ((load<u32>(entry, 24) >> next) & 1) == 0) return false
  if ((flags & WAKES) == 0 && first >= 97) return false
  if ((flags & NEEDS_NOTHING) != 0) return true
  return ((flags & NEEDS_DIGIT) != 0 && digitBehind(place + length)) || ((flags & NEEDS_VALUE) != 0 && valueBehind(place + length))
}

/** The first letter of the next word, at most a few signs on, as a bit; 30: a sign that it cannot be told behind. */
function nextLetter(place: i32): u32 {
  let next = place
  while (next < place + 8 && !isAlnum(at(next))) {
    if (at(next) > 127) return 30
    next++
  }
  return next == place + 8 ? 30 : code5(at(next))
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
function phrase(place: i32, classes: u32, id: i32, length: i32): void {
  store<i32>(phraseOut, place)
  store<u32>(phraseOut, classes, 4)
  store<i32>(phraseOut, id, 8)
  store<i32>(phraseOut, length, 12)
  phraseOut += 16
}

/** A word with letters beyond ASCII: told by its first three characters. */
function wide(place: i32): bool {
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
  if ((flags & 4) != 0) phrase(place, 0xffffffff, 0, 0)
  const first = at(place)
  return (flags & 1) != 0 || ((flags & 2) != 0 && (first < 97 || first > 127))
}

function begins(place: i32, group: i32): bool {
  const text = load<u64>(textAt + place)
  const end = <i32>load<u16>(groupsAt + ((group + 1) << 1))
  for (let i = <i32>load<u16>(groupsAt + (group << 1)); i < end; i++) {
    const entry = startsAt + (i << 4)
    if ((text & load<u64>(entry, 8)) == load<u64>(entry)) return true
  }
  return false
}

/** May normalising change the character that begins here into something that a recogniser reads otherwise? */
function changes(place: i32): bool {
  const lead = at(place)
  const next = at(place + 1)
  if (lead < 0xc2) return false
  if (lead == 0xc2) return next == 0xaa || next == 0xad || next == 0xba || (next >= 0xb2 && next <= 0xbe)
  if (lead <= 0xc8) return false
  if (lead == 0xc9) return next > 0x8f
  if (lead <= 0xcb) return true
  if (lead <= 0xd7) return false
  if (lead == 0xd8) return next == 0x9c
  if (lead == 0xd9) return next >= 0xa0 && next <= 0xa9
  if (lead == 0xdb) return next >= 0xb0 && next <= 0xb9
  if (lead <= 0xde) return false
  if (lead == 0xdf) return next < 0x8a
  if (lead == 0xe2) {
    const third = at(place + 2)
    if (next == 0x80) return third >= 0x8b && third <= 0xaf && !(third >= 0x90 && third <= 0xa7)
    return next == 0x81 || next == 0x82 || next == 0x84 || next == 0x85 || next == 0x91 || next == 0x92 || next == 0x93
  }
  if (lead == 0xe3) {
    const third = at(place + 2)
    return (next == 0x80 && third == 0x80) || next >= 0x84
  }
  if (lead >= 0xe4 && lead <= 0xe9) return false
  if (lead == 0xeb || lead == 0xec) return false
  if (lead == 0xf0) return next == 0x9d || next == 0x91 || next == 0x90 || next == 0x96 || (next == 0x9f && at(place + 2) < 0x98)
  return true
}

// ---- digits: 0 nobody, 1 with a word within 120 signs (its classes in `needs`), 3 with one within 60, 2 somebody

function gate(which: i32, place: i32, run: i32, before: u32): i32 {
  switch (which) {
    case GATE_GROUPS:
      return groupsGate(place)
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
      return longGate(place)
    case GATE_BASE64:
      return base64Gate(place)
    case GATE_VAT:
      return vatGate(place)
    case GATE_NAMED:
      needs |= PHONE_WORDS | ID_WORDS
      return 3
    default:
      return 2
  }
}

/** Part of a word of letters and digits as long as a wallet's address. */
function longGate(place: i32): i32 {
  let start = place
  while (start > 0 && place - start < 5 && isAlnum(at(start - 1))) start--
  if (place - start > 4) return 0
  let end = place
  while (end < start + 26 && isAlnum(at(end))) end++
  return end - start >= 26 ? 2 : 0
}

// @ts-ignore: decorator
@inline
function isBase64(unit: u32): bool {
  return isAlnum(unit) || unit == 43 || unit == 47 || unit == 61
}

function base64Gate(place: i32): i32 {
  let length = 0
  while (length < LEAST_BASE64 && place - length > 0 && isBase64(at(place - 1 - length))) length++
  for (let i = place; length < LEAST_BASE64 && isBase64(at(i)); i++) length++
  return length >= LEAST_BASE64 ? 2 : 0
}

/** A country's two letters a few signs before the digits; else only beside a word. */
function vatGate(place: i32): i32 {
  for (let from = max(0, place - 10); from < place - 1; from++) {
    const a = at(from)
    const b = at(from + 1)
    if (isLetter(a) && isLetter(b) && !isAlnum(at(from - 1)) && load<u8>(vatsAt + ((code5(a) << 5) | code5(b))) != 0) return 2
  }
  needs |= ID_WORDS
  return 3
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
function tokenLength(place: i32): i32 {
  const v = v128.load(textAt + place)
  const letters = <u32>i8x16.bitmask(between(v128.or(v, i8x16.splat(32)), 97, 25))
  const digits = <u32>i8x16.bitmask(between(v, 48, 9))
  let length = <i32>ctz(~(letters | digits))
  tokenLetters = (letters & ((1 << length) - 1)) != 0
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

function groupsGate(place: i32): i32 {
  if (place < groupsSeen) return 0
  const start = tokenStart(place)
  groupsSeen = place + tokenLength(place)
  let answer = 0
  const gap = at(start - 1)
  if ((gap == 32 || gap == 45) && isLetter(at(start - 2))) {
    const before = tokenStart(start - 2)
    const letters = start - 1 - before
    if (letters <= 6 && onlyLetters(before, start - 1)) {
      if (load<u8>(letterFirstAt + ((letters << 7) | (at(before) & 95))) != 0) answer = groupsFrom(before)
      const first = tokenStart(before - 2)
      if (answer < 2 && (at(before - 1) == 32 || at(before - 1) == 45) && before - 1 - first <= 3 && onlyLetters(first, before - 1))
        answer = max(answer, groupsFrom(first))
    }
  }
  if (answer == 2 || groupsFrom(start) == 2) return 2
  // Beside a word groups of any lengths may make a number.
  needs |= ID_WORDS
  return 1
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

function groupsFrom(start: i32): i32 {
  // most are turned away by the length of their first group
  const size = tokenLength(start)
  if (size > LONGEST || load<i32>(firstLayoutAt + (size << 2)) == 0 || !opens(start)) return 0
  const first = at(start)
  let answer = 0
  let hash: u32 = 7
  let total = 0
  let place = start
  let letters = false
  for (let tokens = 0; tokens < 10; tokens++) {
    const length = tokenLength(place)
    if (tokenLetters) letters = true
    const end = place + length
    total += length
    if (total > LONGEST) return answer
    hash = (hash * 67 + <u32>length + 1) & 0x3fffffff
    const known = tokens == 0 ? load<i32>(firstLayoutAt + (length << 2)) : layoutOf(hash)
    if (known == 0) return answer
    if (closes(end)) {
      const flags = load<u32>(known, 4)
      if (letters) {
        if (isDigit(first) ? ((load<u32>(known, 28) >> (first - 48)) & 1) != 0 : ((load<u32>(known, 24) >> ((first | 32) - 97)) & 1) != 0)
          return 2
      } else if ((flags & FREE_DIGITS) != 0) return 2
    }
    const bit = separatorBit(at(end))
    if ((bit & load<u32>(known, 8)) == 0 || !isAlnum(at(end + 1))) return answer
    place = end + 1
  }
  return answer
}

function ibanGate(place: i32): i32 {
  if (!isDigit(at(place + 1))) return 0
  let letter = place - 1
  if (at(letter) == 32) letter--
  const a = at(letter - 1)
  const b = at(letter)
  if (!isLetter(a) || !isLetter(b)) return 0
  const before = at(letter - 2)
  if (isAlnum(before) || before == 95) return 0
  return load<u8>(ibansAt + ((code5(a) << 5) | code5(b))) != 0 ? 2 : 0
}

function phoneGate(place: i32, before: u32): i32 {
  if ((before == 45 || before == 46 || before == 47 || before == 58) && isDigit(at(place - 2))) return 0
  // How many digits come before something that no number has in it, and what that is.
  let digits = 0
  let i = place
  for (const most = place + 28; i < most; i++) {
    const unit = at(i)
    if (isDigit(unit)) digits++
    else if (unit > 127) return 2
    else if (unit != 10 && unit != 32 && unit != 45 && unit != 46 && unit != 47 && unit != 40 && unit != 41) break
  }
  if (digits < 6) return 0
  if (before == 43 || before == 40) return 2
  const stop = at(i) | 32
  if (i - place >= 7 && (stop == 120 || stop == 101)) return 2
  const third = at(place + 3)
  if (
    (third == 45 || third == 46 || third == 32) &&
    isDigit(at(place + 2)) &&
    isDigit(at(place + 4)) &&
    isDigit(at(place + 6)) &&
    !isAlnum(at(place + 7)) &&
    isDigit(at(place + 8)) &&
    isDigit(at(place + 11))
  )
    return 2
  // a date
  const fourth = at(place + 4)
  if (
    isDigit(third) &&
    (fourth == 45 || fourth == 46 || fourth == 47) &&
    at(place + 7) == fourth &&
    isDigit(at(place + 5)) &&
    isDigit(at(place + 6)) &&
    isDigit(at(place + 8)) &&
    at(place) != 48
  )
    return 0
  needs |= PHONE_WORDS
  return 3
}

function ipv4Gate(place: i32): i32 {
  let end = place
  let dots = 0
  while (end < place + 16) {
    const unit = at(end)
    if (unit == 46 && isDigit(at(end + 1))) dots++
    else if (!isDigit(unit)) break
    end++
  }
  return dots == 3 ? 2 : 0
}

function ipv6Gate(place: i32): i32 {
  if (place < hexSeen) return hexHolds ? 2 : 0
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
  return hexHolds ? 2 : 0
}

/** The digit is in one of six pairs. */
function macGate(place: i32): i32 {
  // its pair begins here or one before
  const from = isHex(at(place - 1)) ? place - 1 : place
  if (!isHex(at(from + 1))) return 0
  let separator = at(from + 2)
  if (separator != 58 && separator != 45) separator = at(from - 1)
  if (separator != 58 && separator != 45) return 0
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
  return pairs >= 6 ? 2 : 0
}

/** A word with a capital before the number, or behind it one that a street may begin with. */
function houseGate(place: i32, run: i32): i32 {
  if (run > 5) return 0
  let from = place - 1
  while (from > place - 8 && from >= 0) {
    const unit = at(from)
    if (unit > 127) return 2
    if (unit != 32 && unit != 44 && unit != 46 && (unit | 32) != 114 && (unit | 32) != 110) break
    from--
  }
  while (from > place - 48 && from > 0) {
    const unit = at(from - 1)
    if (unit > 127) return 2
    if (!isAlnum(unit) && unit != 45 && unit != 39) break
    from--
  }
  if (from >= 0 && at(from) - 65 <= 25) return 2
  let end = place + run
  while (end < place + 10 && isAlnum(at(end))) end++
  if (at(end) == 44) end++
  if (at(end) != 32) return at(end) > 127 ? 2 : 0
  const next = at(end + 1)
  if (next > 127 || next - 65 <= 25 || isDigit(next)) return 2
  // rue, calle, via, avenue, boulevard, chemin, quai, bis, ter
  const three = load<u32>(textAt + end + 1) & 0xffffff
  return three == 0x657572 ||
    three == 0x6c6163 ||
    three == 0x616976 ||
    three == 0x657661 ||
    three == 0x756f62 ||
    three == 0x656863 ||
    three == 0x617571 ||
    three == 0x736962 ||
    three == 0x726574
    ? 2
    : 0
}

/** Decimals, and another number a few signs on. */
function pairGate(place: i32, run: i32): i32 {
  let end = place + run + 1
  const most = end + 17
  while (end < most && isDigit(at(end))) end++
  const decimals = end - place - run - 1
  if (decimals < 3 || decimals > 15) return 0
  for (let i = end; i < end + 8; i++) {
    const unit = at(i)
    if (isDigit(unit)) return i > end ? 2 : 0
    if (unit > 127) return 2
    if (unit != 32 && unit != 44 && unit != 59 && unit != 47 && unit != 43 && unit != 45 && unit != 78 && unit != 83) return 0
  }
  return 0
}
