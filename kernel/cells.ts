// The cell kernel (AssemblyScript): cuts UTF-8 bytes into cells, and tells of each what readShape in src/discover/engine/value-shape.ts tells of a
// string, so that most cells never become one. Two grammars: delimited records (as src/discover/source/folder/csv-reader.ts reads them) and
// PostgreSQL's DataRow messages. Takes whole records only and says how far it came. Owns no rule and keeps nothing between calls; property
// tests hold it to the JavaScript that it stands for. The layout of a cell is written down in src/discover/engine/cells.ts.

export const textRoom: i32 = 0x100000
export const mostCells: i32 = 16384
export const mostRows: i32 = 8192
/** u16 by byte: the kind of character; u8 by byte: the separator */
export const classesAt: i32 = 0x1000
export const separatorsAt: i32 = 0x1400
/** i32 by row: its first cell; one more ends the last row */
export const rowsAt: i32 = 0x2000
export const textAt: i32 = 0x10000
/** What quotes were taken out of; room behind it and behind the text for reading on. */
const sideAt: i32 = 0x120000
export const cellsAt: i32 = 0x230000

const CELL: i32 = 64
const DIGIT: u32 = 1
const LETTER: u32 = 2
const COLON: u32 = 8
const POINT: u32 = 16
const DASH: u32 = 32
const PLUS: u32 = 256
const COMMA: u32 = 512
const WIDE: u32 = 4096
const NUMERIC: u32 = 1 << 16
const INTEGER: u32 = 1 << 17
const UUID: u32 = 1 << 18
const HEX: u32 = 1 << 19
const DATE_TIME: u32 = 1 << 20

let reached: i32 = 0
let count: i32 = 0
let most: i32 = 0
let why: i32 = 0

/** How far the last call came; how many cells it made; the most of one row. */
export function end(): i32 {
  return reached
}
export function cells(): i32 {
  return count
}
export function widest(): i32 {
  return most
}
/** Why it stopped: 0 more bytes are needed, 1 there is no more room for cells, 2 another kind of message, 3 a message that is none. */
export function reason(): i32 {
  return why
}

// @ts-ignore: decorator
@inline
function isSpace(byte: u32): bool {
  return byte == 32 || byte - 9 < 5
}

// @ts-ignore: decorator
@inline
function isDigit(byte: u32): bool {
  return byte - 48 < 10
}

function isHexRange(from: i32, to: i32): bool {
  for (let p = from; p < to; p++) {
    const byte = <u32>load<u8>(p)
    if (byte - 48 >= 10 && (byte | 32) - 97 >= 6) return false
  }
  return true
}

/** `[-+]?\d{1,18}(?:[.,]\d{1,12})?` */
function isNumber(from: i32, to: i32): bool {
  let p = from
  const sign = load<u8>(p)
  if (sign == 43 || sign == 45) p++
  const whole = p
  while (p < to && isDigit(load<u8>(p))) p++
  if (p == whole || p - whole > 18) return false
  if (p == to) return true
  const point = load<u8>(p)
  if (point != 46 && point != 44) return false
  const part = ++p
  while (p < to && isDigit(load<u8>(p))) p++
  return p == to && p > part && p - part <= 12
}

/** Eight, four, four, four and twelve hexadecimal digits; 36 bytes. */
function isUuid(p: i32): bool {
  return (
    load<u8>(p, 8) == 45 &&
    load<u8>(p, 13) == 45 &&
    load<u8>(p, 18) == 45 &&
    load<u8>(p, 23) == 45 &&
    isHexRange(p, p + 8) &&
    isHexRange(p + 9, p + 13) &&
    isHexRange(p + 14, p + 18) &&
    isHexRange(p + 19, p + 23) &&
    isHexRange(p + 24, p + 36)
  )
}

// @ts-ignore: decorator
@inline
function twoDigits(p: i32): bool {
  return isDigit(load<u8>(p)) && isDigit(load<u8>(p, 1))
}

/** `(?:19|20)\d\d-\d\d-\d\d[T ]\d\d:\d\d`; 16 bytes at least. */
function isMoment(p: i32): bool {
  const century = load<u16>(p)
  if (century != 0x3931 && century != 0x3032) return false
  const between = load<u8>(p, 10)
  return (
    twoDigits(p + 2) &&
    load<u8>(p, 4) == 45 &&
    twoDigits(p + 5) &&
    load<u8>(p, 7) == 45 &&
    twoDigits(p + 8) &&
    (between == 32 || between == 84) &&
    twoDigits(p + 11) &&
    load<u8>(p, 13) == 58 &&
    twoDigits(p + 14)
  )
}

/** Writes what the cell of the bytes in [rawFrom, rawTo) is. Of a cell with bytes beyond ASCII only the hashes and the mask have a meaning. */
function tell(rawFrom: i32, rawTo: i32, out: i32): void {
  let from = rawFrom
  let to = rawTo
  while (from < to && isSpace(load<u8>(from))) from++
  while (from < to && isSpace(load<u8>(to - 1))) to--
  const length = to - from
  let mask: u32 = 0
  let hash: u32 = 0x811c9dc5
  let other: u32 = 0x9747b28c ^ (((from - rawFrom) << 16) + (rawTo - rawFrom))
  let digits: u32 = 0
  let layout: i32 = 7
  let group: i32 = 0
  let places: i32 = 0
  let separators: u32 = 0
  let digitPlaces: u32 = 0
  let letterPlaces: u32 = 0
  let words: i32 = 1
  let spaceAt: i32 = from - 2
  let value: i64 = 0
  const hashed = min(to, from + 256)
  for (let p = from; p < to; p++) {
    const byte = <u32>load<u8>(p)
    const bit = <u32>load<u16>(classesAt + (byte << 1))
    mask |= bit
    if (p < hashed) hash = (hash ^ byte) * 0x01000193
    other = (rotl<u32>(other, 7) ^ byte) * 0x9e3779b1
    if (bit <= LETTER) {
      group++
      if (places < 31) {
        if (bit == DIGIT) digitPlaces |= 1 << places
        else letterPlaces |= 1 << places
      }
      places++
      if (bit == DIGIT) {
        digits++
        value = value * 10 + (byte - 48)
      }
    } else {
      if (layout >= 0) {
        const separator = <u32>load<u8>(separatorsAt + byte)
        separators |= separator
        layout = group == 0 || separator == 0 ? -1 : (layout * 67 + group + 1) & 0x3fffffff
        group = 0
      }
      if (isSpace(byte)) {
        if (p != spaceAt + 1) words++
        spaceAt = p
      }
    }
  }
  hash = (hash ^ (hash >> 15)) * 0x2c1b3c6d
  other = (other ^ (other >> 16)) * 0x85ebca6b
  let form: u32 = 0
  if ((mask & WIDE) == 0 && ((mask & DIGIT) != 0 || length >= 20)) {
    if (mask == DIGIT) {
      if (length <= 18) form = NUMERIC | INTEGER
    } else if ((mask & ~(DIGIT | POINT | COMMA | DASH | PLUS)) == 0 && isNumber(from, to)) form = NUMERIC
    if (length == 36 && isUuid(from)) form |= UUID
    else if (length >= 20 && (mask & ~(DIGIT | LETTER)) == 0 && isHexRange(from, to)) form |= HEX
    else if ((mask & COLON) != 0 && length >= 16 && isMoment(from)) form |= DATE_TIME
  }
  store<i32>(out, from)
  store<i32>(out, length, 4)
  store<u32>(out, mask | form, 8)
  store<u32>(out, digits, 12)
  store<u32>(out, length == 0 ? 0 : <u32>load<u8>(from), 16)
  store<u32>(out, hash ^ (hash >> 13), 20)
  store<u32>(out, other ^ (other >> 13), 24)
  store<i32>(out, layout < 0 || group == 0 ? -1 : (layout * 67 + group + 1) & 0x3fffffff, 28)
  store<u32>(out, separators, 32)
  store<i32>(out, places, 36)
  store<u32>(out, digitPlaces, 40)
  store<u32>(out, letterPlaces, 44)
  store<i32>(out, rawFrom, 48)
  store<i32>(out, rawTo - rawFrom, 52)
  if ((form & INTEGER) != 0) store<f64>(out, <f64>value, 56)
  else store<i32>(out, words, 56)
}

/** The place of the next delimiter or line break, or one behind `to`. */
// @ts-ignore: decorator
@inline
function cellEnd(from: i32, to: i32, mark: v128): i32 {
  for (let p = from; p < to; p += 16) {
    const block = v128.load(p)
    const found = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(block, mark), i8x16.eq(block, i8x16.splat(10))), i8x16.eq(block, i8x16.splat(13))),
    )
    if (found != 0) return p + ctz(found)
  }
  return to
}

function quoteAfter(from: i32, to: i32): i32 {
  for (let p = from; p < to; p += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(34)))
    if (found != 0) return p + ctz(found)
  }
  return to
}

/** Reads the whole records in [from, to); returns how many rows there are. A line with nothing in it is none. */
export function csv(from: i32, to: i32, delimiter: i32): i32 {
  const mark = i8x16.splat(<i8>delimiter)
  const last = cellsAt + mostCells * CELL
  let cell = cellsAt
  let rows = 0
  let side = sideAt
  let p = from
  reached = from
  most = 0
  why = 0
  while (rows < mostRows) {
    const first = cell
    let whole = false
    while (p < to) {
      if (cell == last) {
        why = 1
        break
      }
      let begin = p
      let stop: i32
      if (load<u8>(p) == 34) {
        begin = ++p
        let quote = quoteAfter(p, to)
        // The byte behind it says whether it is doubled.
        if (quote + 1 >= to) break
        stop = quote
        if (load<u8>(quote, 1) == 34 || !isEnd(load<u8>(quote, 1), delimiter)) {
          const start = side
          let closed = false
          for (;;) {
            memory.copy(side, p, quote - p)
            side += quote - p
            p = quote + 1
            if (load<u8>(p) != 34) {
              closed = true
              break
            }
            store<u8>(side++, 34)
            quote = quoteAfter(++p, to)
            if (quote + 1 >= to) break
          }
          if (!closed) break
          const rest = cellEnd(p, to, mark)
          if (rest >= to) break
          memory.copy(side, p, rest - p)
          side += rest - p
          begin = start
          stop = side
          p = rest
        } else p = quote + 1
      } else {
        stop = cellEnd(p, to, mark)
        if (stop >= to) break
        p = stop
      }
      tell(begin, stop, cell)
      cell += CELL
      const ending = <i32>load<u8>(p++)
      if (ending != delimiter) {
        if (ending == 13 && p < to && load<u8>(p) == 10) p++
        whole = true
        break
      }
    }
    if (!whole) {
      cell = first
      break
    }
    reached = p
    const wide = (cell - first) / CELL
    if (wide == 1 && load<i32>(first, 52) == 0) {
      cell = first
      continue
    }
    store<i32>(rowsAt + (rows << 2), (first - cellsAt) / CELL)
    if (wide > most) most = wide
    rows++
  }
  if (rows == mostRows) why = 1
  count = (cell - cellsAt) / CELL
  store<i32>(rowsAt + (rows << 2), count)
  return rows
}

// @ts-ignore: decorator
@inline
function isEnd(byte: i32, delimiter: i32): bool {
  return byte == delimiter || byte == 10 || byte == 13
}

// @ts-ignore: decorator
@inline
function big32(p: i32): i32 {
  return <i32>bswap<u32>(load<u32>(p))
}

/** Reads the whole DataRow messages in [from, to), up to a message of another kind; returns how many rows there are. NULL has the length -1. */
export function messages(from: i32, to: i32): i32 {
  const last = cellsAt + mostCells * CELL
  let cell = cellsAt
  let rows = 0
  let p = from
  most = 0
  why = 0
  for (;;) {
    if (p >= to) break
    if (load<u8>(p) != 68) {
      why = 2
      break
    }
    if (p + 7 > to) break
    const length = big32(p + 1)
    if (length < 6) {
      why = 3
      break
    }
    if (length > to - p - 1) break
    const stop = p + 1 + length
    const wide = <i32>bswap<u16>(load<u16>(p, 5))
    if (rows == mostRows || cell + wide * CELL > last) {
      why = 1
      break
    }
    const first = cell
    let at = p + 7
    for (let i = 0; i < wide; i++) {
      if (at + 4 > stop) {
        why = 3
        break
      }
      const size = big32(at)
      at += 4
      if (size < 0) {
        store<i32>(cell, -1, 52)
        store<i32>(cell, 0, 4)
      } else {
        if (size > stop - at) {
          why = 3
          break
        }
        tell(at, at + size, cell)
        at += size
      }
      cell += CELL
    }
    if (why == 3) {
      cell = first
      break
    }
    store<i32>(rowsAt + (rows << 2), (first - cellsAt) / CELL)
    if (wide > most) most = wide
    rows++
    p = stop
  }
  reached = p
  count = (cell - cellsAt) / CELL
  store<i32>(rowsAt + (rows << 2), count)
  return rows
}
