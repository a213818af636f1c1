// What one UTF-16 unit is to the tagger, looked up in a table: letter small or capital, digit, space, line end, ideograph, sign; and the letter
// that it is compared as: small, accents off. Owns no rule.
export const SIGN = 0
export const SPACE = 1
export const LINE = 2
export const LOWER = 3
export const UPPER = 4
export const DIGIT = 5
export const WIDE = 6 // Han, Kana, Hangul: no spaces between words
export const MARK = 7 // combining: part of the word, not compared

export const KIND = new Uint8Array(1 << 16)
/** The small letter without accents; the unit itself for all else. */
export const BASE = new Uint16Array(1 << 16)

const ALONE: Readonly<Record<string, string>> = { ß: 's', æ: 'a', œ: 'o', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 't', ı: 'i', ə: 'e' }

for (let unit = 0; unit < BASE.length; unit++) BASE[unit] = unit
for (let unit = 0; unit < 128; unit++) {
  if (unit >= 97 && unit <= 122) KIND[unit] = LOWER
  else if (unit >= 65 && unit <= 90) {
    KIND[unit] = UPPER
    BASE[unit] = unit | 32
  } else if (unit >= 48 && unit <= 57) KIND[unit] = DIGIT
  else if (unit === 10) KIND[unit] = LINE
  else if (unit <= 32) KIND[unit] = SPACE
}
KIND[0xa0] = KIND[0x202f] = KIND[0x3000] = SPACE
const cased = (from: number, to: number): void => {
  for (let unit = from; unit <= to; unit++) {
    const text = String.fromCharCode(unit)
    if (!/\p{L}/u.test(text)) continue
    const lower = text.toLowerCase()
    KIND[unit] = lower === text ? LOWER : UPPER
    const plain = lower.normalize('NFD').charAt(0)
    BASE[unit] = (ALONE[plain] ?? plain).charCodeAt(0)
  }
}
cased(0xaa, 0x58f)
cased(0x10a0, 0x10ff)
cased(0x1e00, 0x1fff)
// Scripts without capitals: letters as they are.
KIND.fill(LOWER, 0x5d0, 0x10a0)
KIND.fill(LOWER, 0x1100, 0x1e00)
KIND.fill(MARK, 0x300, 0x370)
for (const [from, to] of [
  [0x3041, 0x30ff],
  [0x3400, 0x9fff],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
] as const)
  KIND.fill(WIDE, from, to + 1)

export const START = 0x2545f491
/** One more unit into the hash of a word. */
export function addUnit(hash: number, base: number): number {
  return Math.imul(hash ^ base, 0x01000193) ^ (hash >>> 15)
}
export function finish(hash: number): number {
  const a = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  const b = Math.imul(a ^ (a >>> 12), 0x297a2d39)
  return b ^ (b >>> 15)
}
export const HASH_START = START

/** The hash that the token of this word has. */
export function hashWord(word: string): number {
  let hash = START
  for (let i = 0; i < word.length; i++) {
    const unit = word.charCodeAt(i)
    if (KIND[unit] !== MARK) hash = addUnit(hash, BASE[unit]!)
  }
  return finish(hash)
}

/** The hash of several words one after another. */
export function addWord(phrase: number, word: number): number {
  return finish(Math.imul(phrase, 31) ^ word)
}
