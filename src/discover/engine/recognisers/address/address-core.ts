// Reads the heart of an address: the name of a street with its number before or behind it, in the orders and spellings of many countries; a box at a post
// office. Works on the tokens of one line and its neighbours; every look ahead is bounded. Owns no confidence.
import { createPieceReader, type PieceReader } from './address-pieces.ts'
import type { AddressWords } from './address-words.ts'
import { COMPANY, NEEDS_STOP, NOT_STREETS, STOP, VERY_UNSURE_AFTER } from './address-stops.ts'
import type { Token } from './address-tokens.ts'

/** `strong`: a word says that it is a street. `weak`: such words say other things too. `plain`: a name and a number. */
export type Strength = 'strong' | 'weak' | 'plain' | 'box'

export interface Core {
  readonly start: number
  readonly end: number
  /** the token behind it */
  readonly next: number
  readonly strength: Strength
  readonly number: boolean
  /** told by the end of its name only */
  readonly ending?: boolean
  /** a number of its own before an address that has one: `95 55 Halsey Road` */
  readonly lead: readonly [number, number] | undefined
}

interface Street {
  readonly next: number
  readonly strength: Strength
  /** told by the end of its name only */
  readonly ending?: boolean
}

const ORDINAL = /^\d{1,3}(?:st|nd|rd|th)$/i
const HOUSE = /^\d{1,5}(?:\p{L}{1,2}|bis|ter)?(?:[-/](?:\d{1,4}\p{L}{0,2}|[A-Za-z]{1,3}|bis|ter)){0,3}$/u
const WORDS_IN_NAME = 7

export interface CoreReader extends PieceReader {
  /** The core that begins at token `at`. `small`: the text is written without capitals. */
  from(tokens: readonly Token[], at: number, small: boolean): Core | undefined
  /** The core whose number is token `at`, its street before it on the line. */
  before(tokens: readonly Token[], at: number, small: boolean): Core | undefined
  nameLike(token: Token | undefined, small: boolean): boolean
  /** A full stop behind the token ends what belongs together. */
  stops(token: Token): boolean
}

export function createCoreReader(words: AddressWords): CoreReader {
  const pieces = createPieceReader(words)
  const { unit, phrase } = pieces
  const nameLike = (token: Token | undefined, small: boolean): boolean =>
    token !== undefined && token.kind === 'word' && (token.cap || (small && !STOP.has(token.fold)))
  const stops = (token: Token): boolean =>
    token.dot &&
    token.kind === 'word' &&
    token.fold.length > 4 &&
    !words.after.has(token.fold) &&
    !words.before.has(token.fold) &&
    !words.units.has(token.fold)
  const isHouse = (token: Token | undefined): boolean =>
    token !== undefined && token.kind === 'num' && token.text !== '0' && HOUSE.test(token.text)
  const isOrdinal = (token: Token): boolean => token.kind === 'num' && ORDINAL.test(token.text)
  const isParticle = (token: Token | undefined): boolean =>
    token !== undefined && token.kind === 'word' && !token.cap && words.particles.has(token.fold)

  /** How far a name reaches: capitals, small particles between them, ordinals. */
  const nameEnd = (tokens: readonly Token[], at: number, small: boolean, most: number, kept = false): number => {
    let end = at
    for (let i = at; i < at + most; i++) {
      const token = tokens[i]
      if (token === undefined) break
      if ((i > at || kept) && unit(tokens, i) > 0 && !isOrdinal(token)) break
      if (nameLike(token, small) || isOrdinal(token)) {
        end = i + 1
        if (stops(token)) break
        continue
      }
      if (isParticle(token) && (i > at || token.fold.length > 1)) {
        // `Straße des 17. Juni`, `Rue du 8 Mai`
        if (tokens[i + 1]?.kind === 'num' && nameLike(tokens[i + 2], small) && /^\d{1,2}$/.test(tokens[i + 1]!.text)) {
          i += 2
          end = i + 1
        }
        continue
      }
      // `Árpád fejedelem útja 3`
      const kind = tokens[i + 1]
      if (
        i > at &&
        token.kind === 'word' &&
        kind?.kind === 'word' &&
        !kind.cap &&
        kind.text.length > 1 &&
        words.afterSmall.has(kind.fold) &&
        isHouse(tokens[i + 2])
      ) {
        end = i + 1
        continue
      }
      if (token.kind === 'num' && i > at && /^\d{1,2}$/.test(token.text) && tokens[i + 1]?.fold === 'de' && nameLike(tokens[i + 2], small))
        continue
      // `Calle 5`, `Rue 9`: the number is the house; a month behind it makes it a date that streets are named for
      break
    }
    return end
  }

  const isBefore = (tokens: readonly Token[], at: number): boolean => {
    const token = tokens[at]
    if (token === undefined || token.kind !== 'word') return false
    // `Straße des 17. Juni`, `Platz der Einheit`
    if (GERMAN_BEFORE.has(token.fold)) return /^(?:des|der|am|an|zum|zur|im|vor|unter)$/.test(tokens[at + 1]?.text ?? '')
    if (!words.before.has(token.fold)) return false
    const next = tokens[at + 1]
    if (token.dot || next?.text === '/')
      return token.fold.length > 1 || (tokens[at + 1]?.text === '/' ? tokens[at + 2] : next)?.text.length !== 1
    if (NEEDS_STOP.has(token.fold)) return token.fold === 'r' && token.cap && tokens[at - 1]?.kind === 'num'
    if (token.fold.length > 3) return true
    return (
      token.dot || next?.text === '/' || (token.fold.length > 1 && (token.cap || words.beforeAlone.has(token.fold) || token.fold === 'via'))
    )
  }

  const street = (tokens: readonly Token[], at: number, small: boolean): Street | undefined => {
    const first = tokens[at]
    if (first === undefined || first.kind === 'sign' || first.kind === 'line' || first.kind === 'other' || first.kind === 'code')
      return undefined
    if (isBefore(tokens, at)) {
      let name = at + 1
      if (tokens[name]?.text === '/') name++
      const end = nameEnd(tokens, name, small || !first.cap, first.cap || !small ? 6 : 4, true)
      if (end > name && (nameLike(tokens[end - 1], small || !first.cap) || isOrdinal(tokens[end - 1]!))) {
        // In small letters a name has two words at most: nothing says where it ends.
        const capital = tokens.slice(name, end).some((one) => one.cap)
        if (capital) {
          // `via PEP 660`
          if (first.text === 'via' && /^[A-Z]{2,5}$/.test(tokens[name]!.text)) return undefined
          let last = end
          while (last > name && !tokens[last - 1]!.cap && !isOrdinal(tokens[last - 1]!)) last--
          return { next: last, strength: first.fold.length === 1 && !first.dot ? 'weak' : 'strong' }
        }
        return { next: end, strength: words.beforeAlone.has(first.fold) || small ? 'strong' : 'weak' }
      }
    }
    if (first.cap && isBefore(tokens, at)) {
      // `Trg revolucije 12`, `Plac wolności 5`
      let name = at + 1
      while (name < at + 4 && tokens[name]?.kind === 'word' && !STOP.has(tokens[name]!.fold)) name++
      if (name > at + 1 && isHouse(tokens[name])) return { next: name, strength: 'strong' }
    }
    // `Calle 72 No. 10-34`, `Cra. 7 # 71-21`
    if (NUMBERED.has(first.fold) && tokens[at + 1]?.kind === 'num' && /^\d{1,3}[A-Za-z]?$/.test(tokens[at + 1]!.text)) {
      const mark = tokens[at + 2]
      if ((mark?.text === '#' || /^(?:no|n|nro)$/.test(mark?.fold ?? '')) && tokens[at + 3]?.kind === 'num')
        return { next: at + 2, strength: 'strong' }
    }
    const end = nameEnd(tokens, at, small, WORDS_IN_NAME)
    if (end === at) return undefined
    // a word for a street behind the name
    for (let i = at + 1; i < Math.min(at + WORDS_IN_NAME, tokens.length); i++) {
      const token = tokens[i]!
      if (token.kind !== 'word') {
        if (i >= end) break
        continue
      }
      if (i > end) break
      const glued = tokens[i - 1]!.dot && token.start === tokens[i - 1]!.end + 1
      const known = words.after.has(token.fold) && !glued && !(token.text.length === 1 && token.cap)
      if (
        known &&
        (token.cap ||
          small ||
          (words.afterSmall.has(token.fold) && isHouse(tokens[i + 1]) && (token.text.length > 1 || token.dot)) ||
          SMALL_TOO.has(token.fold))
      ) {
        let next = i + 1
        while (next < end && tokens[next]!.cap && words.after.has(tokens[next]!.fold) && !stops(tokens[next - 1]!)) next++
        const direction = tokens[next]
        if (direction?.kind === 'word' && direction.cap && words.directions.has(direction.fold) && direction.text.length < 6) next++
        const kind = tokens[next - 1]!.fold
        // `10 minute drive`, `2 way street`
        if (small && !words.alone.has(kind) && !isHouse(tokens[next])) return undefined
        return { next, strength: VERY_UNSURE_AFTER.has(token.fold) ? 'weak' : 'strong' }
      }
      if (i >= end) break
    }
    // a word for a street at the end of the name
    for (let i = at; i < Math.min(end, at + 5); i++) {
      const token = tokens[i]!
      const ending =
        token.kind === 'word' && (token.cap || small)
          ? words.ending(token.fold.slice(token.fold.lastIndexOf('-') + 1)) || words.ending(token.fold)
          : 0
      const tail = token.fold.lastIndexOf('-')
      const joined = tail > 0 && words.after.has(token.fold.slice(tail + 1)) && token.fold.length - tail > 3
      if (joined) return { next: i + 1, strength: 'strong', ending: true }
      if (ending === 2 && token.fold.length > 5) return { next: i + 1, strength: 'strong', ending: true }
      if (ending === 1) return { next: i + 1, strength: 'weak' }
    }
    if (words.german.has(first.fold) && first.cap && end > at + 1 && end <= at + 4) return { next: end, strength: 'weak' }
    if (tokens.slice(at, end).every((one) => NOT_STREETS.has(one.fold) || STOP.has(one.fold))) return undefined
    let last = end
    while (last > at && !nameLike(tokens[last - 1], small)) last--
    if (last === at + 1 && first.text.length < 5 && first.text === first.text.toUpperCase()) return undefined
    return last === at || NOT_STREETS.has(tokens[last - 1]!.fold) || COMPANY.has(tokens[last - 1]!.fold)
      ? undefined
      : { next: last, strength: 'plain' }
  }

  /** The token behind a number that stands behind the street; -1: there is none. */
  const numberBehind = (tokens: readonly Token[], at: number, street: number): number => {
    let i = at
    if (tokens[i]?.text === ',') i++
    const mark = tokens[i]
    if (mark?.kind === 'word' && /^(?:no|n|nr|num|numer|nummer|numero|number|d|dom|д|дом|буд|c|č)$/.test(mark.fold)) {
      i++
      while (tokens[i]?.kind === 'sign' && ':°'.includes(tokens[i]!.text) && i < at + 5) i++
    } else if (mark?.text === '#' && (isBefore(tokens, street) || NUMBERED.has(tokens[street]!.fold))) i++
    const number = tokens[i]
    if (!isHouse(number) || isOrdinal(number!)) return -1
    const comma = i > at
    // After a comma a long number is a postcode, and so is one before a town.
    if (/^\d{5,}$/.test(number!.text) && (comma || tokens[i + 1]?.kind !== 'line')) return -1
    if (/^\d{4}$/.test(number!.text) && comma && mark?.text === ',' && tokens[i + 1]?.cap === true) return -1
    const letter = tokens[i + 1]
    const more = tokens[i + 2]
    if (
      letter?.kind === 'word' &&
      /^(?:[a-hA-H]|bis|ter|quater)$/.test(letter.text) &&
      (more === undefined || more.kind !== 'word' || !more.cap || letter.text.length > 1 || !letter.cap)
    )
      // `14 B 23`: a staircase and a flat
      return letter.cap &&
        more?.kind === 'num' &&
        /^\d{1,3}$/.test(more.text) &&
        (tokens[i + 3] === undefined || ',\n.'.includes(tokens[i + 3]!.text))
        ? i + 3
        : i + 2
    return i + 1
  }

  const box = (tokens: readonly Token[], at: number): number => {
    const next = phrase(words.boxes, tokens, at)
    if (next < 0) return -1
    const single = next === at + 1
    if (single && /^(?:box|cs|pk|bp|boks|apartado|casilla|skrytka)$/.test(tokens[at]!.fold) && !tokens[at]!.cap) return -1
    let i = next
    while (tokens[i]?.kind === 'sign' && '#:°'.includes(tokens[i]!.text) && i < next + 2) i++
    if (tokens[i]?.kind === 'word' && /^(?:no|nr|n)$/.test(tokens[i]!.fold)) i++
    const number = tokens[i]
    if (number?.kind !== 'num' && number?.kind !== 'code') return -1
    i++
    // `Postfach 12 34 56`
    while (tokens[i]?.kind === 'num' && /^\d{2,3}$/.test(tokens[i]!.text) && /^\d{2,3}$/.test(number.text) && i < next + 5) i++
    return i
  }

  const from = (tokens: readonly Token[], at: number, small: boolean): Core | undefined => {
    const first = tokens[at]
    if (first === undefined) return undefined
    const boxed = box(tokens, at)
    if (boxed > 0) return { start: first.start, end: tokens[boxed - 1]!.end, next: boxed, strength: 'box', number: true, lead: undefined }
    // `in Python 3. In Python 2`: a sentence ends there
    if (isHouse(first) && first.dot) return undefined
    if (isHouse(first) && !isOrdinal(first)) {
      let next = at + 1
      if (tokens[next]?.text === ',') next++
      const letter = tokens[next]
      if (
        letter?.kind === 'word' &&
        /^(?:bis|ter|quater|[a-dA-D])$/.test(letter.text) &&
        (tokens[next + 1]?.text === ',' ||
          isBefore(tokens, next + 1) ||
          (nameLike(tokens[next + 1], small) && letter.text.length === 1 && letter.cap && !letter.dot))
      ) {
        next++
        if (tokens[next]?.text === ',') next++
      }
      const second = tokens[next]
      // `95 55 Halsey Road`
      if (second !== undefined && next === at + 1 && (isHouse(second) || second.kind === 'word')) {
        const boxBehind = box(tokens, next)
        if (boxBehind > 0)
          return {
            start: first.start,
            end: tokens[boxBehind - 1]!.end,
            next: boxBehind,
            strength: 'box',
            number: true,
            lead: [first.start, first.end],
          }
      }
      if (isHouse(second) && next === at + 1 && !isOrdinal(second!)) {
        const inner = from(tokens, next, small)
        return inner === undefined || inner.lead !== undefined
          ? undefined
          : { ...inner, start: first.start, lead: [first.start, first.end] }
      }
      const named = street(tokens, next, small)
      if (named === undefined) return undefined
      const behind = numberBehind(tokens, named.next, next)
      // A number before and one behind, as in `78 Camiño Ancho 91`; not the first word of what follows.
      if (behind > 0 && tokens[named.next]!.text !== ',')
        return {
          start: first.start,
          end: tokens[behind - 1]!.end,
          next: behind,
          strength: named.strength,
          number: true,
          lead: [first.start, first.end],
        }
      // `Hauptstraße 5`, never `5 Hauptstraße`; many names of people end like that.
      if (named.ending === true && named.strength === 'strong')
        return { start: first.start, end: tokens[named.next - 1]!.end, next: named.next, strength: 'weak', number: true, lead: undefined }
      if (
        named.strength === 'strong' &&
        next > at + 1 &&
        tokens[at + 1]!.text === ',' &&
        !isBefore(tokens, next) &&
        !/^\d{1,4}[a-z]?$/i.test(first.text)
      )
        return undefined
      return {
        start: first.start,
        end: tokens[named.next - 1]!.end,
        next: named.next,
        strength: named.strength,
        number: true,
        lead: undefined,
      }
    }
    const named = street(tokens, at, small)
    if (named === undefined) return undefined
    const behind = numberBehind(tokens, named.next, at)
    if (behind > 0)
      return {
        start: first.start,
        end: tokens[behind - 1]!.end,
        next: behind,
        strength: named.strength,
        number: true,
        lead: undefined,
        ...(named.ending === true || named.strength === 'weak' ? { ending: true } : {}),
      }
    return {
      start: first.start,
      end: tokens[named.next - 1]!.end,
      next: named.next,
      strength: named.strength,
      number: false,
      lead: undefined,
    }
  }

  const before = (tokens: readonly Token[], at: number, small: boolean): Core | undefined => {
    const found = streetBefore(tokens, at, small)
    if (found === undefined) return undefined
    const lead = tokens.findIndex((one) => one.start === found.start) - 1
    return lead >= 0 && isHouse(tokens[lead]) ? (from(tokens, lead, small) ?? found) : found
  }

  const streetBefore = (tokens: readonly Token[], at: number, small: boolean): Core | undefined => {
    // back over one comma or a word for `number`, then over the name
    let i = at - 1
    while (
      i >= 0 &&
      at - i <= 4 &&
      (tokens[i]!.kind === 'sign'
        ? ',:°#'.includes(tokens[i]!.text)
        : /^(?:no|n|nr|numer|nummer|numero|d|dom|д|дом|буд)$/.test(tokens[i]!.fold))
    )
      i--
    const last = i
    let first = last + 1
    while (i >= 0 && last - i < WORDS_IN_NAME) {
      const token = tokens[i]!
      if (token.kind === 'line' || token.kind === 'other' || token.kind === 'code') break
      if (token.kind === 'sign' && token.text !== '/') break
      if (
        token.kind === 'word' &&
        !token.cap &&
        !small &&
        !words.particles.has(token.fold) &&
        !(i < last && words.afterSmall.has(tokens[i + 1]!.fold) && tokens[i - 1]?.cap === true) &&
        !words.after.has(token.fold) &&
        !words.before.has(token.fold)
      )
        break
      if (small && token.kind === 'word' && STOP.has(token.fold) && !words.particles.has(token.fold)) break
      if (token.kind === 'num' && !token.dot && !isOrdinal(token) && !/^\d{1,2}$/.test(token.text)) break
      if (i < last && stops(token)) break
      first = i
      i--
    }
    if (first > last) return undefined
    // the leftmost place from which all of it reads as a street and this number
    const most = Math.min(last, first + WORDS_IN_NAME)
    let plain: Core | undefined
    // Without capitals nothing says where a name begins: the nearest place will do.
    for (let step = 0; step <= most - first; step++) {
      const start = small ? most - step : first + step
      const token = tokens[start]!
      if (token.kind !== 'word' || (!token.cap && !isBefore(tokens, start) && !small)) continue
      if (
        STOP.has(token.fold) &&
        !(SLAVIC.has(token.fold) && tokens[start + 1]?.cap === true) &&
        !words.german.has(token.fold) &&
        !isBefore(tokens, start)
      )
        continue
      const core = from(tokens, start, small)
      if (core === undefined || !core.number || core.next <= at || tokens[core.next - 1]!.start < tokens[at]!.start) continue
      if (core.strength === 'plain') {
        plain ??= core
        continue
      }
      // `Mieszkam na Marszałkowskiej 84`: only the names right before it belong to it.
      if (core.ending === true && !words.german.has(token.fold)) {
        let near = last
        while (near > start && tokens[near - 1]!.kind === 'word' && tokens[near - 1]!.cap) near--
        if (near > start && tokens[near - 1]!.kind === 'word') return from(tokens, near, small) ?? core
      }
      // A word for the street in front: nothing before it belongs to it. A word behind: at most two names before it.
      if (core.strength === 'strong' || core.strength === 'weak') {
        let better = core
        for (let later = start + 1; later <= most; later++) {
          if (isBefore(tokens, later) && !isBefore(tokens, start)) {
            const one = from(tokens, later, small)
            if (one !== undefined && one.number && one.next === core.next && one.strength === 'strong') better = one
            break
          }
        }
        return better
      }
      return core
    }
    return plain
  }

  return { ...pieces, from, before, nameLike, stops }
}

const NUMBERED = new Set(['calle', 'cl', 'carrera', 'cra', 'kr', 'avenida', 'av', 'diagonal', 'dg', 'transversal', 'tv'])
const GERMAN_BEFORE = new Set(['strasse', 'platz', 'allee', 'promenade', 'ufer', 'weg'])
/** Slavic names of streets begin with them: `Na Příkopě`. */
const SLAVIC = new Set(['na', 'nad', 'pod', 'u', 'v', 've', 'za', 'pri', 'ke', 'k'])
const SMALL_TOO = new Set(['street', 'avenue', 'road', 'lane', 'boulevard', 'drive'])
