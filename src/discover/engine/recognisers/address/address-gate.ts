// Says cheaply whether an address could stand at a place, before anything is cut into words: nearly every number and word is turned away here. Errs on the
// side of yes.
import { isAlnum, isDigit, isUpper, isWordUnit } from '../../scan-text.ts'
import { fold } from '../../words.ts'
import type { AddressWords } from './address-words.ts'

const CAPITAL = /^\p{Lu}/u
// Words for flats that wake it by themselves, where what stands before them is no street that a word tells.
export const FLATS =
  'apt apartment apartament appartement appt apto apartamento suite ste flat unit room wohnung whg piso depto dpto lok kv кв lgh daire'.split(
    ' ',
  )
const FLAT_SET = new Set(FLATS)

/** Could the word here begin or end an address? By the next characters and those before it: a flat needs its number, a small word for a street one near it. */
export function beginsAddress(text: string, place: number): boolean {
  let end = place
  while (end < place + 20 && isWordUnit(text.charCodeAt(end))) end++
  if (text.charCodeAt(end) === 95 || text.charCodeAt(end) === 40 || text.charCodeAt(end) === 61 || text.charCodeAt(place - 1) === 95)
    return false
  let next = end
  while (next < end + 4 && ' .#:°\n'.includes(text.charAt(next))) next++
  if (next === end) return !isLowerCase(text.charCodeAt(place)) || text.charCodeAt(end) === 44
  const behind = text.charCodeAt(next)
  if (isDigit(behind)) return true
  const word = text.slice(place, end)
  if (FLAT_SET.has(word.toLowerCase())) return isUpper(behind) && !isAlnum(text.charCodeAt(next + 1))
  if (!isLowerCase(text.charCodeAt(place))) return true
  // small: a digit not far before it, or a name behind a word for a street
  for (let at = place - 2; at > place - 40 && at >= 0; at--) if (isDigit(text.charCodeAt(at))) return true
  return (
    isUpper(behind) ||
    behind > 127 ||
    /^(?:rue|calle|rua|ul|skr|skrytka|casella|caixa|apartado|corner|intersection|junction|us(?:s|n[sv]|cgc|av))/.test(word) ||
    behind === 111
  )
}

function isLowerCase(unit: number): boolean {
  return unit >= 97 && unit <= 122
}

/** 1: a name with a capital stands beside the number; 2: a word in small letters that ends like a street does before it; 0: neither. */
export function nearName(text: string, place: number, words: AddressWords): 0 | 1 | 2 {
  let end = place
  while (end < place + 10 && (isAlnum(text.charCodeAt(end)) || text.charCodeAt(end) === 45 || text.charCodeAt(end) === 47)) end++
  if (text.charCodeAt(end) === 44) end++
  if (text.charCodeAt(end) === 32 || (text.charCodeAt(end) === 10 && text.charCodeAt(end - 1) === 44)) {
    const next = text.charCodeAt(end + 1)
    if (next < 128) {
      if (isUpper(next)) return 1
      if (next > 96 && next < 123 && isStreetAhead(text, end + 1, words)) return 1
      if (isDigit(next) && isNameAhead(text, end + 1, words)) return 1
    } else if (CAPITAL.test(text.slice(end + 1, end + 3))) return 1
  }
  let at = beforeMarks(text, place - 1, place - 8)
  // `nr 5`, `No. 5`, `n 5`
  const mark = text.charCodeAt(at) | 32
  if (mark === 110 || ((mark === 114 || mark === 111) && (text.charCodeAt(at - 1) | 32) === 110)) {
    const from = mark === 110 ? at - 1 : at - 2
    if (from >= 0 && !isWordUnit(text.charCodeAt(from))) at = beforeMarks(text, from, place - 8)
  }
  if (at < 0 || at === place - 1) return 0
  const last = at + 1
  while (at > place - 48 && at > 0) {
    const unit = text.charCodeAt(at - 1)
    if (!isWordUnit(unit) && unit !== 45 && unit !== 39) break
    at--
  }
  const unit = text.charCodeAt(at)
  if (unit < 128 ? isUpper(unit) : CAPITAL.test(text.slice(at, at + 2))) return 1
  if (last - at < 2 || last !== place - 1 || text.charCodeAt(last) !== 32 || !isWordUnit(unit) || isDigit(unit)) return 0
  if (!words.mayEnd(text.charCodeAt(last - 2), text.charCodeAt(last - 1))) return 0
  const word = fold(text.slice(at, last))
  if (words.afterSmall.has(word) && word.length > 1) return 1
  return last - at > 6 && words.ending(word) === 2 ? 2 : 0
}

/** `5 avenue`, `12 bis, rue` */
function isStreetAhead(text: string, place: number, words: AddressWords): boolean {
  let end = place
  while (end < place + 12 && isWordUnit(text.charCodeAt(end))) end++
  if (end - place === 2 ? text.charCodeAt(end) !== 46 : end - place < 3 || end - place > 11) return false
  const word = fold(text.slice(place, end))
  return words.before.has(word) || word === 'bis' || word === 'ter'
}

/** Behind one number or two: a name with a capital, a word for a street. */
function isNameAhead(text: string, place: number, words: AddressWords): boolean {
  let at = place
  for (let numbers = 0; numbers < 2; numbers++) {
    const most = at + 7
    while (at < most && isAlnum(text.charCodeAt(at))) at++
    if (text.charCodeAt(at) !== 32) return false
    at++
    if (!isDigit(text.charCodeAt(at))) break
  }
  return CAPITAL.test(text.slice(at, at + 2)) || isStreetAhead(text, at, words)
}

/** The last character that is no sign between a street and its number: ` ,.°#:` */
function beforeMarks(text: string, from: number, least: number): number {
  let at = from
  while (at > least && at >= 0) {
    const unit = text.charCodeAt(at)
    if (unit !== 32 && unit !== 44 && unit !== 46 && unit !== 176 && unit !== 35 && unit !== 58) break
    at--
  }
  return at
}
