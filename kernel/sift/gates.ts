// Which recognisers have something to look for at a run of digits, without any word near it: by the signs around it first, then by one gate each. A recogniser that finds
// more changes its gate here with it; sift.test.ts holds both to each other.
import { groupsGate, layoutOf, LEAST_ALONE, lettersInToken, separatorBit, smallInToken, tokenFrom, tokenStart, tokenTo } from './groups'
import {
  at,
  between,
  code5,
  endsAt,
  firstLayoutAt,
  gatesAt,
  ibansAt,
  isAlnum,
  isDigit,
  isHex,
  isLetter,
  LONGEST,
  textAt,
  vatsAt,
} from './memory'
import { entryOf, keyAt, STREET_AHEAD, STREET_BEHIND } from './words'

const GATE_NONE: i32 = 0
export const GATE_GROUPS: i32 = 1
const GATE_IBAN: i32 = 2
export const GATE_PHONE: i32 = 3
const GATE_IPV4: i32 = 4
const GATE_IPV6: i32 = 5
const GATE_MAC: i32 = 6
const GATE_HOUSE: i32 = 7
const GATE_PAIR: i32 = 8
const GATE_NAMED: i32 = 9
const GATE_LONG: i32 = 10
export const GATE_VAT: i32 = 11
const GATE_BASE64: i32 = 12
/** Base64 shorter than this is not decoded. */
const LEAST_BASE64: i32 = 20
// tokens and runs that were looked at already
export let groupsSeen: i32 = 0
export let hexSeen: i32 = 0
export let hexHolds: bool = false
// recognisers that a word near may wake, those of groups, and which have something to look for where
export let boundOnes: u32 = 0
export let groupsOnes: u32 = 0
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

/** The recognisers that have something to look for there, by the signs around the run and its token. */
export function opened(place: i32, run: i32, before: u32, after: u32): u32 {
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
export function gate(which: i32, place: i32, run: i32, before: u32): bool {
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
