// Reads on behind a street: flats, postcodes, towns, regions, countries, over commas and a few line breaks. Every step takes at least one token of a bounded
// window. Owns no confidence.
import type { AddressWords } from './address-words.ts'
import type { CoreReader } from './address-core.ts'
import { COMPANY, STOP } from './address-stops.ts'
import type { Token } from './address-tokens.ts'

export interface Part {
  readonly kind: 'unit' | 'postcode' | 'town' | 'region' | 'country' | 'more'
  readonly start: number
  readonly end: number
  /** a line break stands before it */
  readonly line: boolean
  /** how surely it is what it says: 0 to 2 */
  readonly sure: number
}

const MOST_PARTS = 12
const POSTCODE: readonly (readonly [RegExp, number])[] = [
  [/^\d{2}-\d{3}$|^\d{5}-\d{3,4}$|^\d{4}-\d{3}$|^\d{3}-\d{4}$/, 2],
  [/^(?:AT|A|D|DE|CH|F|FR|B|BE|L|LU|I|IT|E|ES|DK|S|SE|N|NO|FI|SI|HR|CZ|SK|H|HU|LT|LV|MD|RO|BG|PL|GR)-\d{3,6}$/, 2],
  [/^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$|^[A-Z]\d{4}[A-Z]{3}$|^[A-Z]\d[A-Z]\d[A-Z]\d$|^\d{4}[A-Z]{2}$|^AD\d{3}$|^[A-Z]\d{2}[A-Z\d]{4}$/, 2],
  [/^\d{5,6}$/, 1],
  [/^\d{3,4}$/, 0],
]
const PAIRS: readonly (readonly [RegExp, RegExp, number])[] = [
  [/^[A-Z]{1,2}\d[A-Z\d]?$/, /^\d[A-Z]{2}$/, 2],
  [/^[A-Z]\d[A-Z]$/, /^\d[A-Z]\d$/, 2],
  [/^\d{4}$/, /^[A-Z]{2}$/, 2],
  [/^[A-Z]\d[\dW]$/, /^[A-Z\d]{4}$/, 2],
  [/^(?:[A-Z]{1,2}-)?\d{3}$/, /^\d{2}$/, 1],
]

export interface Postcode {
  readonly next: number
  readonly sure: number
}

export function postcodeAt(tokens: readonly Token[], at: number, small: boolean): Postcode | undefined {
  const token = tokens[at]
  if (token === undefined || (token.kind !== 'num' && token.kind !== 'code')) return undefined
  const text = small ? token.text.toUpperCase() : token.text
  const second = tokens[at + 1]
  if (
    second !== undefined &&
    (second.kind === 'num' || second.kind === 'code' || (second.kind === 'word' && second.text.length === 2)) &&
    !token.dot
  ) {
    const behind = small ? second.text.toUpperCase() : second.text
    for (const [first, rest, sure] of PAIRS) if (first.test(text) && rest.test(behind)) return { next: at + 2, sure }
  }
  for (const [form, sure] of POSTCODE) if (form.test(text)) return { next: at + 1, sure }
  return undefined
}

/** The token behind a postcode at `at` that stands beside its place: `Springfield, IL 62704`, `10115 Berlin`. Undefined: none does. */
export function codeBesidePlace(words: AddressWords, tokens: readonly Token[], at: number): number | undefined {
  const code = postcodeAt(tokens, at, false)
  if (code === undefined || code.sure === 0) return undefined
  const state = tokens[at - 1]
  const town = tokens[at - 2]?.text === ',' ? tokens[at - 3] : tokens[at - 2]
  // Codes that are other words or signs too need the comma of `Boise, ID 83707`.
  if (
    state !== undefined &&
    /^(?:PR|ID|IN|OR|ME|HI|OK|MS|NT|AS|SA|PA|AC|SE|TO|AM|MT|PE|CE)$/.test(state.text) &&
    tokens[at - 2]?.text !== ','
  )
    return undefined
  if (state?.kind === 'word' && words.regionCodes.has(state.text) && town?.kind === 'word' && town.cap && town.text.length > 2)
    return code.next
  for (let end = code.next + 3; end > code.next; end--) {
    const name = tokens.slice(code.next, end)
    if (
      name.length === end - code.next &&
      name[0]!.cap &&
      name.every((one) => one.kind === 'word') &&
      words.isPlace(name.map((one) => one.fold).join(' '))
    )
      return code.next
  }
  return undefined
}

export function createTailReader(
  words: AddressWords,
  core: CoreReader,
): (tokens: readonly Token[], small: boolean, numbered: boolean, last: Token) => Part[] {
  const isEnd = (token: Token | undefined): boolean =>
    token === undefined ||
    token.kind === 'line' ||
    (token.kind === 'sign' && token.text !== '-' && token.text !== '/' && token.text !== '&')
  const country = (tokens: readonly Token[], at: number, small: boolean): number => {
    const token = tokens[at]
    if (token === undefined || token.kind !== 'word' || (!token.cap && !small)) return -1
    if (token.fold.length < 3 && small && !token.dot) return -1
    return core.phrase(words.countries, tokens, at)
  }
  const region = (tokens: readonly Token[], at: number, small: boolean): number => {
    const token = tokens[at]
    if (token === undefined) return -1
    if (
      token.kind === 'num' &&
      /^\d{1,3}$/.test(token.text) &&
      tokens[at - 1]?.text === ',' &&
      tokens[at - 2]?.kind === 'line' &&
      tokens[at + 1]?.kind === 'line'
    )
      return at + 1
    if (token.kind !== 'word') return -1
    if (words.regionCodes.has(token.text)) return at + 1
    if (token.cap || small) {
      const named = core.phrase(words.regions, tokens, at)
      if (named > 0) return named
    }
    // Any short code between a comma or a town and a postcode: `MI`, `SO`.
    const behindComma = tokens[at - 1]?.text === ','
    if (
      /^[A-Z]{2,3}$/.test(small || behindComma ? token.text.toUpperCase() : token.text) &&
      (!STOP.has(token.fold) || (token.cap && !small))
    ) {
      const next = tokens[at + 1]
      if (next?.kind === 'line' && behindComma) return at + 1
      const after = next?.kind === 'line' || next?.text === ',' ? at + 2 : at + 1
      if ((postcodeAt(tokens, after, small)?.sure ?? 0) >= 1) return at + 1
    }
    return -1
  }
  /** The end of a run of names. */
  const names = (tokens: readonly Token[], at: number, small: boolean): number => {
    let end = at
    for (let i = at; i < at + 6; i++) {
      const token = tokens[i]
      if (token === undefined || token.kind !== 'word') break
      if (i > at && core.unit(tokens, i) > 0) break
      if (COMPANY.has(token.fold)) return at
      // `las vegas`
      if (i === at && small && words.particles.has(token.fold) && core.nameLike(tokens[i + 1], small)) continue
      if (core.nameLike(token, small) && !(STOP.has(token.fold) && token.fold.length < 5 && !words.particles.has(token.fold))) {
        end = i + 1
        if (core.stops(token)) break
      } else if (i === at || token.cap || !words.particles.has(token.fold)) break
    }
    return end
  }

  /** Does a place follow behind a town that ends at `at`: region, postcode, country, over a comma or one line? */
  const placeFollows = (tokens: readonly Token[], at: number, small: boolean): boolean => {
    let i = at
    while (i < at + 3 && (tokens[i]?.text === ',' || tokens[i]?.kind === 'line' || tokens[i]?.text === '-')) i++
    if (region(tokens, i, small) > 0 || country(tokens, i, small) > 0) return true
    const code = postcodeAt(tokens, i, small)
    if (code === undefined) return false
    return code.sure > 0 || isEnd(tokens[code.next])
  }

  return (tokens, small, numbered, last) => {
    const parts: Part[] = []
    let at = 0
    let before: Token = last
    let lastKind = 'street' as Part['kind'] | 'street'
    const push = (kind: Part['kind'], from: number, next: number, line: boolean, sure: number): void => {
      parts.push({ kind, start: tokens[from]!.start, end: tokens[next - 1]!.end, line, sure })
      at = next
      before = tokens[next - 1]!
      lastKind = kind
    }
    while (parts.length < MOST_PARTS) {
      let i = at
      let comma = false
      let lines = 0
      while (tokens[i] !== undefined && i < at + 4) {
        const token = tokens[i]!
        if (token.kind === 'line') lines += token.lines
        else if (
          token.text === ',' ||
          token.text === ';' ||
          (token.text === '-' && !comma) ||
          (token.text === '(' && lastKind === 'street')
        )
          comma = true
        else if (
          !(
            token.kind === 'word' &&
            token.fold === 'in' &&
            tokens[i + 1]?.cap === true &&
            lastKind === 'street' &&
            lines === 0 &&
            !comma &&
            placeSure(i + 1)
          )
        )
          break
        i++
      }
      if (lines > 2 || tokens[i] === undefined) break
      const token = tokens[i]!
      const line = lines > 0
      const free = !comma && !line
      const ended = core.stops(before)
      if (free && ended) break
      const flat = core.unit(tokens, i)
      if (flat > 0 && lines < 2) {
        push('unit', i, flat, line, tokenSure(token.fold))
        continue
      }
      if (lastKind === 'street' && free && !before.dot) {
        // two streets in a row, as forms with two fields join them
        const more = core.from(tokens, i, small)
        if (more !== undefined && more.strength === 'strong') {
          push('more', i, more.next, line, 1)
          continue
        }
      }
      if (token.text === '/' && tokens[i + 1]?.kind === 'num' && free) {
        push('unit', i, i + 2, line, 0)
        continue
      }
      const code = postcodeAt(tokens, i, small)
      if (code !== undefined && !(free && before.dot && before.kind === 'num' && code.sure === 0)) {
        const town = names(tokens, code.next, small)
        const townBehind = town > code.next && !tokens[code.next - 1]!.dot && (tokens[code.next]!.cap || small)
        const placeBefore = lastKind === 'town' || lastKind === 'region' || lastKind === 'country'
        const good =
          code.sure === 2 ||
          (code.sure === 1 &&
            (placeBefore ||
              (townBehind && (!small || placeFollows(tokens, town, small) || (numbered && town <= code.next + 2 && isEnd(tokens[town])))) ||
              ((comma || line) && isEnd(tokens[code.next])) ||
              (free && lastKind !== 'unit' && !/^\d{6}$/.test(token.text) && isEnd(tokens[code.next])))) ||
          (code.sure === 0 &&
            (token.text.length === 3
              ? townBehind && !small && !free && isEnd(tokens[town])
              : (lastKind === 'region' && !line) ||
                (placeBefore && (isEnd(tokens[code.next]) || country(tokens, code.next, small) > 0)) ||
                (townBehind && !small && (!free || (lines === 0 && numbered && lastKind === 'street')))))
        if (good) {
          const firm = code.sure === 0 ? 1 : placeBefore || townBehind || code.sure === 2 ? 2 : 1
          push('postcode', i, code.next, line, firm)
          if (townBehind && country(tokens, code.next, small) !== town) {
            const land = lastCountry(code.next, town)
            if (
              land > code.next &&
              (!small || placeFollows(tokens, land, small) || country(tokens, land, small) > 0 || isEnd(tokens[land]))
            )
              push('town', code.next, districtEnd(land), false, isTown(code.next, land) ? 2 : 1)
          }
          continue
        }
        break
      }
      const land = country(tokens, i, small)
      if (land > 0 && !(tokens[land]?.cap === true && free && tokens[land]!.kind === 'word' && region(tokens, land, small) < 0)) {
        push('country', i, land, line, 1)
        continue
      }
      if (lines > 1) break
      const state = region(tokens, i, small)
      if (state > 0 && (!free || lastKind !== 'street' || (postcodeAt(tokens, state, small)?.sure ?? 0) > 0)) {
        push('region', i, state, line, 1)
        continue
      }
      const end = names(tokens, i, small)
      if (end === i || (free && before.dot && before.kind === 'num')) break
      const cut = small ? smallTown(i, end) : lastCountry(i, end)
      if (cut <= i) break
      const known = isTown(i, cut)
      const follows = cut < end ? true : placeFollows(tokens, cut, small)
      const ends = isEnd(tokens[cut])
      // `Praha 4`, `Paris 16`
      const district = tokens[cut]?.kind === 'num' && /^\d{1,2}$/.test(tokens[cut]!.text) && isEnd(tokens[cut + 1]) && !free
      const far = district ? cut + 1 : cut
      const good = known
        ? !free || lastKind !== 'street' || follows || ends
        : follows || (district && placeFollows(tokens, far, small))
          ? !free || !small || cut < end || lastKind === 'unit'
          : small
            ? line && lastKind === 'unit' && ends
            : line
              ? ends && parts.some((one) => one.kind === 'unit')
              : comma
                ? (ends && tokens[cut]?.text !== ',' && tokens[cut]?.text !== ':') || commaPlace(cut)
                : lastKind === 'unit'
      if (!good) break
      push('town', i, far, line, known ? 2 : follows ? 1 : 0)
    }
    return parts

    function isTown(from: number, to: number): boolean {
      return words.isPlace(
        tokens
          .slice(from, to)
          .map((one) => one.fold)
          .join(' '),
      )
    }
    /** `Praha 1`, `Dublin 8` */
    function districtEnd(i: number): number {
      return tokens[i]?.kind === 'num' && /^\d{1,2}$/.test(tokens[i]!.text) && isEnd(tokens[i + 1]) ? i + 1 : i
    }
    function placeSure(i: number): boolean {
      const end = names(tokens, i, small)
      return (
        end > i &&
        (placeFollows(tokens, end, small) ||
          words.isPlace(
            tokens
              .slice(i, end)
              .map((one) => one.fold)
              .join(' '),
          ))
      )
    }
    /** Where a country begins inside a run of names, behind the first. */
    function lastCountry(from: number, end: number): number {
      for (let i = from + 1; i < end; i++) {
        const land = country(tokens, i, small)
        if (land >= end) return i
        if (region(tokens, i, small) >= end) return i
      }
      return end
    }
    /** Without capitals a town ends where a country begins, or with its line; nothing else says where. */
    function smallTown(from: number, end: number): number {
      for (let i = from + 1; i <= Math.min(end, from + 4); i++)
        if (country(tokens, i, small) > 0 || postcodeAt(tokens, i, true)?.sure === 2) return i
      return isEnd(tokens[end]) && end - from <= 4 ? end : from
    }
    function commaPlace(i: number): boolean {
      if (tokens[i]?.text !== ',') return false
      const end = names(tokens, i + 1, small)
      return end > i + 1 && end <= i + 4 && placeFollows(tokens, end, small)
    }
  }
}

const SURE_UNITS = new Set(
  'apt apartment apartament appartement appt apto apartamento suite ste flat wohnung whg lok lokal mieszkanie depto dpto kv кв daire lgh lejl leilighet escalier piso interno scala'.split(
    ' ',
  ),
)
function tokenSure(folded: string): number {
  return SURE_UNITS.has(folded) ? 2 : 1
}
