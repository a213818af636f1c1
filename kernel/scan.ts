// The scan kernel (AssemblyScript): one SIMD pass over UTF-16 text that lists anchors: starts of digit runs, `@`, and starts of words whose first
// three letters are marked in the trigger table. Exactly what createJsAnchors in src/discover/engine/anchors.ts does, quicker; a property test
// holds the two to each other. Owns no rule and keeps nothing between calls.
//
// Memory, fixed: triggers, text (with room behind it for reading on), anchors.

export const textRoom: i32 = 196608 // UTF-16 units
export const triggersAt: i32 = 65536
export const textAt: i32 = 131072
export const anchorsAt: i32 = 131072 + 196608 * 2 + 65536

const DIGITS: i32 = 0
const AT: i32 = 1
const WORD: i32 = 2

// @ts-ignore: decorator
@inline
function code5(unit: u32): u32 {
  if (unit > 127) return 31
  const lower = unit | 32
  return lower >= 97 && lower <= 122 ? lower - 96 : 0
}

// @ts-ignore: decorator
@inline
function between(v: v128, low: i8, span: i8): v128 {
  return i8x16.le_u(i8x16.sub(v, i8x16.splat(low)), i8x16.splat(span))
}

/** Returns how many anchors were written. The text has been written at `textAt`. */
export function scan(length: i32): i32 {
  // Three units of zero end the last word for whoever reads on.
  const end = textAt + (length << 1)
  store<u64>(end, 0)
  store<u64>(end + 8, 0)
  store<u64>(end + 16, 0)
  store<u64>(end + 24, 0)
  let out = anchorsAt
  // the class of the unit before: digit, letter
  let digitBefore: u32 = 0
  let letterBefore: u32 = 0
  let lowerBefore: u32 = 0
  const high = i16x8.splat(0xff)
  const ascii = i8x16.splat(0x7f)
  for (let i: i32 = 0; i < length; i += 16) {
    const at = textAt + (i << 1)
    // Units above 255 become 255: all beyond ASCII count as letters.
    const a = i16x8.min_u(v128.load(at), high)
    const b = i16x8.min_u(v128.load(at, 16), high)
    const bytes = i8x16.narrow_i16x8_u(a, b)
    const folded = v128.or(bytes, i8x16.splat(32))
    const letters = v128.or(between(folded, 97, 25), i8x16.gt_u(bytes, ascii))
    const digitMask = <u32>i8x16.bitmask(between(bytes, 48, 9))
    const letterMask = <u32>i8x16.bitmask(letters)
    const atMask = <u32>i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(64)))
    const digitStarts = digitMask & ~((digitMask << 1) | digitBefore)
    const upperMask = <u32>i8x16.bitmask(between(bytes, 65, 25))
    const lowerMask = <u32>i8x16.bitmask(between(bytes, 97, 25))
    // a capital after a small letter begins a part of a camelCase word
    const wordStarts = (letterMask & ~((letterMask << 1) | letterBefore)) | (upperMask & ((lowerMask << 1) | lowerBefore))
    lowerBefore = (lowerMask >> 15) & 1
    digitBefore = (digitMask >> 15) & 1
    letterBefore = (letterMask >> 15) & 1
    let found = (digitStarts | wordStarts | atMask) & 0xffff
    while (found != 0) {
      const bit = ctz(found)
      found &= found - 1
      const place = i + <i32>bit
      if (place >= length) break
      if (((wordStarts >> bit) & 1) != 0) {
        const from = textAt + (place << 1)
        const first = <u32>load<u16>(from)
        const mark = load<u8>(triggersAt + ((code5(first) << 10) | (code5(<u32>load<u16>(from, 2)) << 5) | code5(<u32>load<u16>(from, 4))))
        if ((mark & 1) == 0 && ((mark & 2) == 0 || (first >= 97 && first <= 127))) continue
        store<i32>(out, (place << 2) | WORD)
      } else store<i32>(out, (place << 2) | (((atMask >> bit) & 1) != 0 ? AT : DIGITS))
      out += 4
    }
  }
  return (out - anchorsAt) >> 2
}
