// The memory of the sieve (kernel/sift.ts): what lies where, and the signs of a text. The text has been written at `textAt`; src/discover/engine/sift-tables.ts fills the
// tables.

export const textRoom: i32 = 0x48000
/** one bit for each hash of a word that is listened for, so that most words cost one look */
export const wordBitsAt: i32 = 0x10000
/**
 * 16384 slots, 12,000 filled at most, of { key u64, flags, lengths of digits that its types have, number, the same of numbers that are not
 * grouped, -, lengths with letters }
 */
export const wordsAt: i32 = 0x20000
/** one bit for each hash of two words, one behind the other: of phrases, and, with a salt, of names that wake a recogniser */
export const pairBitsAt: i32 = 0x12000
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
export const firstLayoutAt: i32 = 0x1c8900
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
export const foldedAt: i32 = 0x1c9500
/** u8 by two small letters (32 × 32): a word for a street may end with them */
export const endsAt: i32 = 0x1c9900
/** u32 by the place in a block of 64: recognisers that a run of digits wakes at once, and that need a word near */
export const answersAt: i32 = 0x1c9600
export const LONGEST: i32 = 34

// @ts-ignore: decorator
@inline
export function between(v: v128, low: i8, span: i8): v128 {
  return i8x16.le_u(i8x16.sub(v, i8x16.splat(low)), i8x16.splat(span))
}

// @ts-ignore: decorator
@inline
export function at(place: i32): u32 {
  return <u32>load<u8>(textAt + place)
}

// @ts-ignore: decorator
@inline
export function isDigit(unit: u32): bool {
  return unit - 48 <= 9
}

// @ts-ignore: decorator
@inline
export function isLetter(unit: u32): bool {
  return (unit | 32) - 97 <= 25
}

// @ts-ignore: decorator
@inline
export function isAlnum(unit: u32): bool {
  return isDigit(unit) || isLetter(unit)
}

// @ts-ignore: decorator
@inline
export function isHex(unit: u32): bool {
  return isDigit(unit) || (unit | 32) - 97 <= 5
}

// @ts-ignore: decorator
@inline
export function code5(unit: u32): u32 {
  if (unit > 127) return 31
  const lower = (unit | 32) - 97
  return lower <= 25 ? lower + 1 : 0
}

// @ts-ignore: decorator
@inline
export function mask64(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a)) |
    (<u64>(<u32>i8x16.bitmask(b)) << 16) |
    (<u64>(<u32>i8x16.bitmask(c)) << 32) |
    (<u64>(<u32>i8x16.bitmask(d)) << 48)
  )
}
