// Words of the sieve: which are listened for, which phrases of context begin with them, what must stand behind one for it to wake a recogniser. Errs on the side of
// telling. Keeps the list of phrases of the text that is read.
import {
  at,
  between,
  code5,
  foldedAt,
  foldsAt,
  groupsAt,
  isAlnum,
  isDigit,
  isLetter,
  pairBitsAt,
  phrasesAt,
  startsAt,
  textAt,
  triggersAt,
  wordBitsAt,
  wordsAt,
} from './memory'

/** What begins like a secret goes on as one for so many bytes. */
const LEAST_SECRET: i32 = 12
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
export const STREET_AHEAD: u32 = 2048
export const STREET_BEHIND: u32 = 4096
/** for names of two words that wake */
const WAKES_SALT: u64 = 0x5bd1e995
export let phraseOut: i32 = 0
// units of a place are its bytes less these, for the block that is looked at
export let skew: i32 = 0
export let blockAt: i32 = 0
export let blockBehind: u64 = 0
export let blockFour: u64 = 0
// the word behind the one that is looked at
let nextAt: i32 = 0
let nextSize: i32 = 0
let nextPart: i32 = 0

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

export function phraseCount(): i32 {
  return (phraseOut - phrasesAt) >> 5
}

// @ts-ignore: decorator
@inline
export function unitOf(place: i32): i32 {
  if (blockBehind == 0) return place - skew
  const before: u64 = (<u64>1 << <u64>(place - blockAt)) - 1
  return place - skew - <i32>popcnt(blockBehind & before) + <i32>popcnt(blockFour & before)
}

export function keyAt(from: i32, length: i32): u64 {
  let text = load<u64>(from) | 0x2020202020202020
  if (length < 8) text &= (<u64>1 << (<u64>length << 3)) - 1
  return text ^ (<u64>length << 59)
}

/** Is anything like this word listened for? */
// @ts-ignore: decorator
@inline
export function mayBe(word: u64): bool {
  const hash = (word ^ (word >> 29)) * 0x9e3779b97f4a7c15
  const bit = <i32>(hash >> 48)
  return ((<u32>load<u8>(wordBitsAt + (bit >> 3)) >> (bit & 7)) & 1) != 0
}

/** Where the word's entry lies, or 0. */
// @ts-ignore: decorator
@inline
export function entryOf(word: u64): i32 {
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
export function word(place: i32): bool {
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
export function part(place: i32, length: i32, first: u32): bool {
  const word = keyAt(textAt + place, length)
  return mayBe(word) && look(place, length, word, first)
}

export function look(place: i32, length: i32, word: u64, first: u32): bool {
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

export function begins(place: i32, group: i32): bool {
  const text = load<u64>(textAt + place)
  const end = <i32>load<u16>(groupsAt + ((group + 1) << 1))
  for (let i = <i32>load<u16>(groupsAt + (group << 1)); i < end; i++) {
    const entry = startsAt + (i << 4)
    if ((text & load<u64>(entry, 8)) == load<u64>(entry) && goesOn(place)) return true
  }
  return false
}
