// Numbers in groups, as recognisers/ids.ts has them: the layouts that need no word near them. Keeps the letters and digits around the place that is looked at.
import { at, between, firstLayoutAt, isAlnum, isDigit, isLetter, layoutsAt, letterFirstAt, LONGEST, textAt } from './memory'

/** No number of digits in one group is shorter that needs no word near it: the luck of fewer is too good (ids.ts). */
export const LEAST_ALONE: i32 = 13
const LAYOUT_KNOWN: u32 = 1
const FREE_DIGITS: u32 = 4
const FREE_MIXED: u32 = 8
// the letters and digits in which a run of digits stands: where they begin and end, whether letters, and small ones, are among them
export let tokenFrom: i32 = 0
export let tokenTo: i32 = 0
export let lettersInToken: bool = false
export let smallInToken: bool = false

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

/** Finds the letters and digits around a place, at most so many on each side as a number may have. */
export function readToken(place: i32): void {
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
export function tokenStart(place: i32): i32 {
  let start = place
  const least = max(0, place - LONGEST - 1)
  while (start > least && isAlnum(at(start - 1))) start--
  return start
}

/** How many letters and digits stand here, up to one more than a token may have; whether letters are among them. */
export let tokenLetters: bool = false
let tokenSmall: bool = false

export function tokenLength(place: i32): i32 {
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

export function groupsGate(): bool {
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

export function layoutOf(hash: u32): i32 {
  let slot = <i32>((hash ^ (hash >> 13)) & 0xfff)
  let at = layoutsAt + (slot << 5)
  while ((load<u32>(at, 4) & LAYOUT_KNOWN) != 0) {
    if (load<u32>(at) == hash) return at
    slot = (slot + 1) & 0xfff
    at = layoutsAt + (slot << 5)
  }
  return 0
}

export function separatorBit(unit: u32): u32 {
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
