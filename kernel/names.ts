// The gate of the names (AssemblyScript): one pass over UTF-8 text that says in which lines a thought about names is worth it, by the same rules as `cut` in
// src/discover/engine/tagger/tokens.ts, which reads these lines again. Most lines of logs, tables and code leave here. A property test holds the two
// to each other. Owns no rule: the tables are written into the memory by src/discover/engine/tagger/gate.ts. Keeps nothing between calls.

export const printsAt: i32 = 0x10000 // u16 × 2^19
export const kindsAt: i32 = 0x110000 // u8 × 2^19
export const flagsAt: i32 = 0x190000 // u16 × 256
export const unitKindsAt: i32 = 0x1a0000 // u8 × 2^16
export const basesAt: i32 = 0x1b0000 // u16 × 2^16
export const signsAt: i32 = 0x1d0000 // u8 × 128
export const textAt: i32 = 0x1e0000
export const textRoom: i32 = 0x80000
/** windows: start, end */
export const windowsAt: i32 = 0x270000
export const mostWindows: i32 = 0x10000
const MASK: i32 = (1 << 19) - 1

// kinds of units, as in units.ts
const SPACE: i32 = 1
const LINE: i32 = 2
const LOWER: i32 = 3
const UPPER: i32 = 4
const DIGIT: i32 = 5
const WIDE: i32 = 6
const MARK: i32 = 7

// flags of words, as in lexicon.ts
const GIVEN: i32 = 1
const FAMILY: i32 = 4
const CITY: i32 = 16
const COUNTRY: i32 = 128
const VOCABULARY: i32 = 256
const COMMON: i32 = 512
const ORGANISATION: i32 = 1024
const BEGINS_PHRASE: i32 = 2048
const LEADS: i32 = 4096
const WELL_KNOWN: i32 = 8192
const ANY_NAME: i32 = 1 | 2 | 4 | 8
const ANY_PLACE: i32 = 16 | 32 | 128

const SMALL: i32 = 0
const CAPITAL: i32 = 1
const CAPITALS: i32 = 2
const INITIAL: i32 = 4
const CAMEL: i32 = 9

const MOST_WORD: i32 = 40
const MOST_TOKENS: i32 = 400
const MOST_PHRASE: i32 = 4

let width: i32 = 0

// @ts-ignore: decorator
@inline
function at(place: i32): u32 {
  return <u32>load<u8>(textAt + place)
}

/** The unit of UTF-16 there, or 0 for what lies beyond; its length in `width`. */
function wide(place: i32): u32 {
  const first = at(place)
  if (first < 0xe0) {
    width = 2
    return first < 0xc2 ? 0 : ((first & 31) << 6) | (at(place + 1) & 63)
  }
  if (first < 0xf0) {
    width = 3
    return ((first & 15) << 12) | ((at(place + 1) & 63) << 6) | (at(place + 2) & 63)
  }
  width = 4
  return 0
}

// @ts-ignore: decorator
@inline
function unitAt(place: i32): u32 {
  const first = at(place)
  if (first < 128) {
    width = 1
    return first
  }
  return wide(place)
}

// @ts-ignore: decorator
@inline
function kindOf(unit: u32): i32 {
  return <i32>load<u8>(unitKindsAt + unit)
}

// @ts-ignore: decorator
@inline
function finish(hash: i32): i32 {
  const a = (hash ^ <i32>(<u32>hash >>> 15)) * 0x2c1b3c6d
  const b = (a ^ <i32>(<u32>a >>> 12)) * 0x297a2d39
  return b ^ <i32>(<u32>b >>> 15)
}

function lookUp(hash: i32): i32 {
  let slot = hash & MASK
  const print = <u32>hash >>> 16
  let kind = <u32>load<u8>(kindsAt + slot)
  while (kind != 0) {
    if (<u32>load<u16>(printsAt + (slot << 1)) == print) return <i32>load<u16>(flagsAt + (kind << 1))
    slot = (slot + 1) & MASK
    kind = <u32>load<u8>(kindsAt + slot)
  }
  return 0
}

/** No part of an identifier, a path or a number. */
function standsFree(start: i32, end: i32, length: i32): bool {
  if (start > 0) {
    const before = at(start - 1)
    if (before < 128 && (load<u8>(signsAt + before) & 2) == 0) return false
  }
  if (end < length) {
    const after = at(end)
    if (after < 128) {
      if ((load<u8>(signsAt + after) & 4) == 0) return false
      if (after == 46 && end + 1 < length) {
        const kind = kindOf(unitAt(end + 1))
        if (kind == LOWER || kind == DIGIT) return false
      }
    }
  }
  return true
}

/** How many windows were written: whole lines, one before and one behind each line in which the gate opens. -1: too many. */
export function gate(length: i32): i32 {
  memory.fill(textAt + length, 0, 16)
  let place = 0
  let count = 0 // windows
  let windowStart = -1
  let windowLeft = 0 // lines with something in them that still belong to the window
  let lineStart = 0
  let before1 = 0 // start of the last line that had something in it
  let lineOpen: bool = false
  let lineHas: bool = false
  let opened: bool = false
  let openedSmall: bool = false
  let openedLoose: bool = false
  let tokens = 0
  let codeSigns = 0
  let small = 0
  let capital = 0
  let capitals = 0
  // phrases that began up to three words before
  let p1 = 0
  let p2 = 0
  let p3 = 0
  let gap = 0
  // a single capital and where it ended: open when a full stop follows
  let initialEnd = -1
  let initialStart = -1
  let spaced: bool = true
  while (true) {
    const ended = place >= length
    if (!ended && at(place) == 32) {
      spaced = true
      place++
      continue
    }
    const unit: u32 = ended ? 10 : unitAt(place)
    const kind = kindOf(unit)
    if (kind == SPACE) {
      spaced = true
      place += width
      continue
    }
    if (!ended) tokens++
    if (kind == LOWER || kind == UPPER || kind == MARK) {
      lineHas = true
      const start = place
      let hash: i32 = 0x2545f491
      let uppers = 0
      let letters = 0
      let units = 0
      let next = kind
      let nextUnit = unit
      // Letters of ASCII without looking them up.
      if (unit < 128) {
        let letter = unit
        while ((letter | 32) - 97 <= 25) {
          hash = ((hash ^ <i32>(letter | 32)) * 0x01000193) ^ <i32>(<u32>hash >>> 15)
          if (letter < 97) uppers++
          letter = at(++place)
        }
        letters = units = place - start
        if (place >= length || letter < 128) next = SPACE
        else {
          nextUnit = wide(place)
          next = kindOf(nextUnit)
        }
      }
      while (next == LOWER || next == UPPER || next == MARK) {
        if (next != MARK) {
          hash = ((hash ^ <i32>load<u16>(basesAt + (nextUnit << 1))) * 0x01000193) ^ <i32>(<u32>hash >>> 15)
          if (next == UPPER) uppers++
          letters++
        }
        units++
        place += width
        if (place >= length) break
        nextUnit = unitAt(place)
        next = kindOf(nextUnit)
      }
      hash = finish(hash)
      let shape: i32
      if (uppers == 0) {
        shape = SMALL
        small++
      } else if (letters == 1) {
        shape = INITIAL
        capital++
      } else if (uppers == letters) {
        shape = CAPITALS
        capitals++
      } else if (kind != UPPER) shape = CAMEL
      else {
        shape = CAPITAL
        capital++
      }
      const flags = letters > 1 && units <= MOST_WORD ? lookUp(hash) : 0
      let phrased: bool = false
      if (shape == CAMEL || flags == 0 || gap > 1) {
        p1 = p2 = p3 = 0
      } else {
        const q1 = p1 != 0 ? finish((p1 * 31) ^ hash) : 0
        const q2 = p2 != 0 ? finish((p2 * 31) ^ hash) : 0
        const q3 = p3 != 0 ? finish((p3 * 31) ^ hash) : 0
        if (q1 != 0 && (lookUp(q1) & (ANY_PLACE | WELL_KNOWN)) != 0) phrased = true
        if (q2 != 0 && (lookUp(q2) & (ANY_PLACE | WELL_KNOWN)) != 0) phrased = true
        if (q3 != 0 && (lookUp(q3) & (ANY_PLACE | WELL_KNOWN)) != 0) phrased = true
        p2 = q1
        p3 = q2
        p1 = 0
      }
      if ((flags & BEGINS_PHRASE) != 0 && (shape == CAPITAL || (shape == SMALL && (flags & (VOCABULARY | COMMON)) == 0))) p1 = hash
      gap = 0
      if (phrased) opened = true
      if (!opened) {
        if (shape == SMALL) {
          if ((flags & LEADS) != 0) openedLoose = openedLoose || standsFree(start, place, length)
          else if ((flags & (VOCABULARY | COMMON)) == 0 && (flags & (ANY_NAME | ANY_PLACE | WELL_KNOWN | BEGINS_PHRASE)) != 0 && standsFree(start, place, length)) {
            if ((flags & (GIVEN | CITY | COUNTRY)) != 0) openedSmall = true
            openedLoose = true
          }
        } else if (shape == CAPITAL) {
          if ((flags & (VOCABULARY | COMMON)) == 0 || (flags & (VOCABULARY | FAMILY)) == FAMILY || (flags & (GIVEN | CITY | COUNTRY | LEADS | ORGANISATION | WELL_KNOWN)) != 0)
            opened = standsFree(start, place, length)
        } else if (shape == CAPITALS) {
          if (((flags & (ANY_NAME | ANY_PLACE)) != 0 && (flags & COMMON) == 0) || (flags & WELL_KNOWN) != 0) opened = standsFree(start, place, length)
        } else if (shape == INITIAL) {
          if (units == 1 && place < length && at(place) == 46) opened = standsFree(start, place, length)
        }
      }
    } else if (kind == DIGIT) {
      lineHas = true
      do place++
      while (place < length && at(place) - 48 <= 9)
      p1 = p2 = p3 = 0
    } else if (kind == WIDE) {
      lineHas = true
      do place += width
      while (place < length && kindOf(unitAt(place)) == WIDE)
      p1 = p2 = p3 = 0
    } else if (kind != LINE) {
      lineHas = true
      place += width
      if (unit < 128 && (load<u8>(signsAt + unit) & 1) != 0) codeSigns++
      gap += spaced ? 2 : 1
    }
    spaced = false
    if (kind == LINE || tokens >= MOST_TOKENS) {
      const words = small + capital + capitals
      const code = codeSigns >= 3 && codeSigns * 3 >= words
      if (opened || (!code && (openedSmall || (openedLoose && capital + capitals == 0)))) lineOpen = true
      opened = openedSmall = openedLoose = false
      tokens = codeSigns = small = capital = capitals = gap = 0
      p1 = p2 = p3 = 0
      spaced = true
    }
    if (kind == LINE) {
      place++
      if (lineHas) {
        if (lineOpen) {
          if (windowStart < 0) windowStart = before1
          windowLeft = 1
        } else if (windowStart >= 0 && --windowLeft <= 0) {
          const end = place > length ? length : place
          // Windows that meet are one.
          if (count > 0 && load<i32>(windowsAt + ((count - 1) << 3) + 4) >= windowStart) store<i32>(windowsAt + ((count - 1) << 3) + 4, end)
          else {
            if (count == mostWindows) return -1
            store<i32>(windowsAt + (count << 3), windowStart)
            store<i32>(windowsAt + (count << 3) + 4, end)
            count++
          }
          windowStart = -1
        }
        before1 = lineStart
      }
      lineStart = place
      lineOpen = lineHas = false
      if (ended) break
    }
  }
  if (windowStart >= 0) {
    if (count > 0 && load<i32>(windowsAt + ((count - 1) << 3) + 4) >= windowStart) store<i32>(windowsAt + ((count - 1) << 3) + 4, length)
    else {
      if (count == mostWindows) return -1
      store<i32>(windowsAt + (count << 3), windowStart)
      store<i32>(windowsAt + (count << 3) + 4, length)
      count++
    }
  }
  return count
}
