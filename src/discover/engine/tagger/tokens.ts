// Cuts a text into words, numbers, signs and line ends, in one pass and without an object for any of them: columns of numbers that grow and are
// used again. Says of each what the lexicon knows and what its line is like, and which of them are worth a thought at all (the gate).
import { BASE, DIGIT, HASH_START, KIND, LINE, LOWER, MARK, SPACE, UPPER, WIDE, addUnit, addWord, finish } from './units.ts'
import {
  ANY_NAME,
  ANY_PLACE,
  BEGINS_PHRASE,
  CITY,
  COMMON,
  COUNTRY,
  FAMILY,
  GIVEN,
  LEADS,
  ORGANISATION,
  VOCABULARY,
  WELL_KNOWN,
  type Lexicon,
} from './lexicon.ts'
import { GERMAN_TAILS, LETTERS, type Known } from './words.ts'

export const SHAPE = {
  small: 0,
  capital: 1,
  capitals: 2,
  mixed: 3,
  initial: 4,
  number: 5,
  sign: 6,
  line: 7,
  wide: 8,
  camel: 9,
  blank: 10,
} as const
/** of the line that it stands in */
export const CODE = 1
export const NO_CAPITALS = 2
export const ALL_CAPITALS = 4
export const TITLE_CASE = 8
export const FEW_WORDS = 16
/** of the token */
export const SPACED = 1
/** part of a known place name of several words: its first, a later one */
export const PHRASE_FIRST = 2
export const PHRASE_LATER = 4
export const PHRASE_COUNTRY = 8
export const PHRASE_ORGANISATION = 16

export interface Tokens {
  count: number
  /** as languageOf says it */
  language: number
  start: Int32Array
  end: Int32Array
  hash: Int32Array
  shape: Uint8Array
  flags: Uint16Array
  line: Uint8Array
  marks: Uint8Array
  /** 1: the tagger thinks about it */
  active: Uint8Array
}

export function createTokens(): Tokens {
  const room = 1 << 12
  return {
    count: 0,
    language: 0,
    start: new Int32Array(room),
    end: new Int32Array(room),
    hash: new Int32Array(room),
    shape: new Uint8Array(room),
    flags: new Uint16Array(room),
    line: new Uint8Array(room),
    marks: new Uint8Array(room),
    active: new Uint8Array(room),
  }
}

function grow(tokens: Tokens): void {
  const room = tokens.start.length * 2
  const longer = <T extends Int32Array | Uint16Array | Uint8Array>(old: T, next: T): T => (next.set(old), next)
  tokens.start = longer(tokens.start, new Int32Array(room))
  tokens.end = longer(tokens.end, new Int32Array(room))
  tokens.hash = longer(tokens.hash, new Int32Array(room))
  tokens.shape = longer(tokens.shape, new Uint8Array(room))
  tokens.flags = longer(tokens.flags, new Uint16Array(room))
  tokens.line = longer(tokens.line, new Uint8Array(room))
  tokens.marks = longer(tokens.marks, new Uint8Array(room))
  tokens.active = longer(tokens.active, new Uint8Array(room))
}

// 1: speaks of code, 2: may stand right before a word of prose, 4: right behind one
export const SIGNS = new Uint8Array(128)
for (const sign of '{}[]=<>;_|\\/()$@#*+^~`&%') SIGNS[sign.charCodeAt(0)]! |= 1
for (const sign of ' \t\n\r"\'(>-,:*[|;?!&`') SIGNS[sign.charCodeAt(0)]! |= 2
for (const sign of ' \t\n\r"\').,:;!?-&]<*|`') SIGNS[sign.charCodeAt(0)]! |= 4
const MOST_WORD = 40
const GERMAN = 1

/** Fills `tokens` from the text. `hide`: words of which nothing is known, for training. */
export function cut(
  text: string,
  { lexicon, words }: Known,
  language: number,
  tokens: Tokens,
  hide?: (start: number, end: number) => boolean,
): boolean {
  tokens.count = 0
  tokens.language = language
  const length = text.length
  let at = 0
  let room = tokens.start.length
  let spaced = 1
  let lineFrom = 0
  let anyActive = false
  let codeSigns = 0
  let small = 0
  let capital = 0
  let capitals = 0
  let n = 0
  while (at < length) {
    const unit = text.charCodeAt(at)
    const kind = KIND[unit]!
    if (kind === SPACE) {
      spaced = 1
      at++
      continue
    }
    if (n + 2 > room) {
      tokens.count = n
      grow(tokens)
      room = tokens.start.length
    }
    const from = at
    let shape: number
    let hash: number
    let flags = 0
    if (kind === LOWER || kind === UPPER || kind === MARK) {
      hash = HASH_START
      let uppers = 0
      let letters = 0
      let next = kind as number
      let nextUnit = unit
      do {
        if (next !== MARK) {
          hash = addUnit(hash, BASE[nextUnit]!)
          if (next === UPPER) uppers++
          letters++
        }
        at++
        if (at >= length) break
        nextUnit = text.charCodeAt(at)
        next = KIND[nextUnit]!
      } while (next === LOWER || next === UPPER || next === MARK)
      hash = finish(hash)
      if (uppers === 0) {
        shape = SHAPE.small
        small++
      } else if (letters === 1) {
        shape = SHAPE.initial
        capital++
      } else if (uppers === letters) {
        shape = SHAPE.capitals
        capitals++
      } else if (kind !== UPPER) shape = SHAPE.camel
      else {
        shape = uppers === 1 ? SHAPE.capital : SHAPE.mixed
        capital++
      }
      if (letters > 1) {
        if (at - from <= MOST_WORD) flags = lexicon.flags(hash)
      } else if (language !== 0) flags = lexicon.flags(hash) & (VOCABULARY | COMMON | LEADS)
      if (hide !== undefined && (flags & ~(VOCABULARY | COMMON | LEADS | ORGANISATION)) !== 0 && hide(from, at))
        flags &= VOCABULARY | COMMON | LEADS | ORGANISATION
      // A capital says little there: is it an ordinary word of its language?
      if (
        language !== 0 &&
        letters > 1 &&
        (flags & (COMMON | VOCABULARY | COUNTRY | WELL_KNOWN)) === 0 &&
        // Small: only what would be taken for a name. In capitals: only what is none.
        ((flags & (ANY_NAME | ANY_PLACE)) === 0 ? shape !== SHAPE.small : shape !== SHAPE.capitals) &&
        (words.has(language, letters <= LETTERS ? hash : lettersFrom(text, from, LETTERS)) ||
          (language === GERMAN &&
            letters > 4 &&
            (flags & (ANY_NAME | ANY_PLACE)) === 0 &&
            words.has(GERMAN_TAILS, lettersFrom(text, from + 1, Math.min(letters - 1, LETTERS)))))
      )
        flags |= COMMON
    } else if (kind === DIGIT) {
      do at++
      while (at < length && KIND[text.charCodeAt(at)] === DIGIT)
      shape = SHAPE.number
      hash = finish(at - from > 6 ? 7 : at - from)
    } else if (kind === LINE) {
      at++
      let ends = 1
      while (at < length) {
        const more = KIND[text.charCodeAt(at)]
        if (more === LINE) ends++
        else if (more !== SPACE) break
        at++
      }
      shape = ends > 1 ? SHAPE.blank : SHAPE.line
      hash = shape
    } else if (kind === WIDE) {
      do at++
      while (at < length && KIND[text.charCodeAt(at)] === WIDE)
      shape = SHAPE.wide
      hash = SHAPE.wide
    } else {
      at++
      shape = SHAPE.sign
      // Typographic quotes and dashes are compared as the plain ones.
      const plain =
        unit === 0x2019 || unit === 0x2018
          ? 39
          : unit === 0x201c || unit === 0x201d || unit === 0x201e
            ? 34
            : unit === 0x2013 || unit === 0x2014
              ? 45
              : unit
      hash = finish(plain + 256)
      if (unit < 128 && (SIGNS[unit]! & 1) !== 0) codeSigns++
    }
    tokens.start[n] = from
    tokens.end[n] = at
    tokens.hash[n] = hash
    tokens.shape[n] = shape
    tokens.flags[n] = flags
    tokens.marks[n] = spaced
    tokens.active[n] = 0
    spaced = 0
    n++
    if (shape === SHAPE.line || shape === SHAPE.blank || at >= length || n - lineFrom >= 400) {
      const words = small + capital + capitals
      let about = 0
      if (codeSigns >= 3 && codeSigns * 3 >= words) about |= CODE
      if (capital + capitals === 0) about |= NO_CAPITALS
      if (capitals > 0 && small + capital === 0) about |= ALL_CAPITALS
      if (capital >= 2 && capital >= words * 0.7) about |= TITLE_CASE
      if (words <= 4) about |= FEW_WORDS
      tokens.count = n
      if (close(text, lexicon, tokens, lineFrom, n, about)) anyActive = true
      lineFrom = n
      codeSigns = small = capital = capitals = 0
      spaced = 1
    }
  }
  tokens.count = n
  return anyActive
}

/** The hash of so many letters from there. */
function lettersFrom(text: string, from: number, most: number): number {
  let hash = HASH_START
  let letters = 0
  for (let at = from; letters < most; at++) {
    const unit = text.charCodeAt(at)
    if (KIND[unit] === MARK) continue
    hash = addUnit(hash, BASE[unit]!)
    letters++
  }
  return finish(hash)
}

/** Ends a line: its tokens learn what it is like, known places of several words are marked, and the gate opens where it should. */
function close(text: string, lexicon: Lexicon, tokens: Tokens, from: number, to: number, about: number): boolean {
  const { shape, flags, marks, active, line } = tokens
  let any = false
  for (let i = from; i < to; i++) {
    line[i] = about
    if ((flags[i]! & BEGINS_PHRASE) !== 0) markPhrase(lexicon, tokens, i, to)
  }
  for (let i = from; i < to; i++) {
    if (!opens(tokens, i, shape[i]!, flags[i]!, marks[i]!, about) || !standsFree(text, tokens.start[i]!, tokens.end[i]!)) continue
    any = true
    // Two tokens around it, and the words with a capital that stand beside it.
    let low = i
    while (low > from && i - low < MOST_BESIDE && isCapital(shape[low - 1]!)) low--
    let high = i + 1
    while (high < to && high - i <= MOST_BESIDE && isCapital(shape[high]!)) high++
    low = low - 2 < from ? from : low - 2
    high = high + 2 > to ? to : high + 2
    for (let j = low; j < high; j++) active[j] = 1
  }
  return any
}

const MOST_BESIDE = 4
function isCapital(shape: number): boolean {
  return shape >= SHAPE.capital && shape <= SHAPE.initial
}

export function opens(tokens: Tokens, i: number, shape: number, flags: number, marks: number, about: number): boolean {
  switch (shape) {
    case SHAPE.small:
      // A name in small letters: hardly ever where others have capitals, never in code.
      if ((about & CODE) !== 0) return false
      // One letter alone opens nothing: `p`.
      if ((flags & LEADS) !== 0) return (about & NO_CAPITALS) !== 0 && tokens.end[i]! - tokens.start[i]! > 1
      if ((flags & (VOCABULARY | COMMON)) !== 0) return false
      return (
        (flags & ((about & NO_CAPITALS) !== 0 ? ANY_NAME | ANY_PLACE | WELL_KNOWN : GIVEN | CITY | COUNTRY)) !== 0 ||
        (marks & PHRASE_FIRST) !== 0
      )
    case SHAPE.capital:
    case SHAPE.mixed:
      return (
        (flags & (VOCABULARY | COMMON)) === 0 ||
        (flags & (VOCABULARY | FAMILY)) === FAMILY ||
        (flags & (GIVEN | CITY | COUNTRY | LEADS | ORGANISATION | WELL_KNOWN)) !== 0 ||
        (marks & PHRASE_FIRST) !== 0
      )
    case SHAPE.capitals:
      return ((flags & (ANY_NAME | ANY_PLACE)) !== 0 && (flags & COMMON) === 0) || (flags & WELL_KNOWN) !== 0
    case SHAPE.initial:
      return (
        i + 1 < tokens.count &&
        tokens.start[i]! + 1 === tokens.end[i] &&
        tokens.end[i] === tokens.start[i + 1] &&
        tokens.hash[i + 1] === POINT
      )
    default:
      return false
  }
}
/** the hash of a full stop */
export const POINT = finish(46 + 256)

/** No part of an identifier, a path or a number. */
export function standsFree(text: string, start: number, end: number): boolean {
  if (start > 0) {
    const before = text.charCodeAt(start - 1)
    if (before < 128 && (SIGNS[before]! & 2) === 0) return false
  }
  if (end < text.length) {
    const after = text.charCodeAt(end)
    if (after < 128) {
      if ((SIGNS[after]! & 4) === 0) return false
      if (after === 46 && end + 1 < text.length) {
        const kind = KIND[text.charCodeAt(end + 1)]
        if (kind === LOWER || kind === DIGIT) return false
      }
    }
  }
  return true
}

const MOST_PARTS = 4
function markPhrase(lexicon: Lexicon, tokens: Tokens, first: number, to: number): void {
  let phrase = tokens.hash[first]!
  let best = -1
  let kind = 0
  let at = first
  for (let parts = 2; parts <= MOST_PARTS; parts++) {
    at++
    // One sign may stand between: Saint-Denis, L'Aquila, St. Louis.
    if (at < to && tokens.shape[at] === SHAPE.sign && (tokens.marks[at]! & SPACED) === 0) at++
    if (at >= to || tokens.shape[at]! > SHAPE.initial || tokens.flags[at] === 0) break
    phrase = addWord(phrase, tokens.hash[at]!)
    const flags = lexicon.flags(phrase)
    if ((flags & (ANY_PLACE | WELL_KNOWN)) !== 0) {
      best = at
      kind = (flags & COUNTRY) !== 0 ? PHRASE_COUNTRY : (flags & WELL_KNOWN) !== 0 ? PHRASE_ORGANISATION : 0
    }
  }
  if (best < 0) return
  tokens.marks[first]! |= PHRASE_FIRST | kind
  for (let i = first + 1; i <= best; i++) tokens.marks[i]! |= PHRASE_LATER | kind
}
