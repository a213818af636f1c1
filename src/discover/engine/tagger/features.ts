// What the tagger sees of one token: numbers of rows in the table of weights, made from the word, its beginning and end, what is known of it, and the
// tokens around it. The model is of no use with other features than it was trained with: MODEL_FORM says which these are.
import {
  CITY,
  COMMON,
  COUNTRY,
  FAMILY,
  FAMILY_RARE,
  GIVEN,
  GIVEN_RARE,
  LEADS,
  ORGANISATION,
  PLACE_PART,
  TOWN,
  VOCABULARY,
  WELL_KNOWN,
} from './lexicon.ts'
import { PHRASE_COUNTRY, PHRASE_FIRST, PHRASE_ORGANISATION, PHRASE_LATER, SHAPE, SPACED, type Tokens } from './tokens.ts'
import { BASE, KIND, MARK } from './units.ts'

/** Raise it with every change of a feature. */
export const MODEL_FORM = 2
export const ROW_BITS = 17
/** labels a row has weights for */
export const WIDTH = 8
export const MOST_FEATURES = 48

/** What the features of several tokens share, computed once for each. */
export interface Views {
  room: number
  /** the word itself when it is common, else its kind */
  word: Int32Array
  /** shape and what is known of it */
  known: Int32Array
  /** how its line begins here: 1 begins a line, 2 begins a sentence */
  begins: Uint8Array
}
export function createViews(): Views {
  return { room: 0, word: new Int32Array(0), known: new Int32Array(0), begins: new Uint8Array(0) }
}

const NAME_BITS = GIVEN | GIVEN_RARE | FAMILY | FAMILY_RARE
const PLACE_BITS = CITY | TOWN | COUNTRY | PLACE_PART

/** Fills the views of tokens from `from` to `to`. */
export function look(tokens: Tokens, views: Views, from: number, to: number): void {
  if (views.room < tokens.start.length) {
    views.room = tokens.start.length
    views.word = new Int32Array(views.room)
    views.known = new Int32Array(views.room)
    views.begins = new Uint8Array(views.room)
  }
  const { shape, flags, hash, marks } = tokens
  for (let i = from; i < to; i++) {
    const kind = shape[i]!
    const flag = flags[i]!
    if (kind === SHAPE.number || kind === SHAPE.sign || kind >= SHAPE.line) {
      views.word[i] = hash[i]! ^ kind
      views.known[i] = kind === SHAPE.sign ? hash[i]! : kind
    } else {
      const known =
        (kind << 16) |
        (flag & (NAME_BITS | PLACE_BITS | COMMON | VOCABULARY | ORGANISATION | WELL_KNOWN)) |
        ((marks[i]! & (PHRASE_FIRST | PHRASE_LATER | PHRASE_COUNTRY | PHRASE_ORGANISATION)) << 20)
      views.known[i] = known
      views.word[i] =
        (flag & (VOCABULARY | ORGANISATION | LEADS)) !== 0
          ? hash[i]!
          : kind * 8 + ((flag & NAME_BITS) !== 0 ? 1 : 0) + ((flag & PLACE_BITS) !== 0 ? 2 : 0) + ((flag & COMMON) !== 0 ? 4 : 0)
    }
    const before = i === 0 ? SHAPE.line : shape[i - 1]!
    views.begins[i] =
      before === SHAPE.line || before === SHAPE.blank
        ? 1
        : before === SHAPE.sign && ENDS.has(hash[i - 1]!) && (marks[i]! & SPACED) !== 0
          ? 2
          : 0
  }
}

function mix(number: number, a: number, b: number): number {
  let h = Math.imul(a ^ Math.imul(number + 1, 0x9e3779b1), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13) ^ b, 0xc2b2ae35)
  h ^= h >>> 16
  return h
}
import { finish } from './units.ts'
const ENDS = new Set('.!?'.split('').map((sign) => finish(sign.charCodeAt(0) + 256)))
const MASK = (1 << ROW_BITS) - 1
const EDGE = 0x7777

/** Writes the rows of token `i` to `out` from `at`; the place behind the last. */
export function featuresOf(text: string, tokens: Tokens, views: Views, i: number, out: Int32Array, at: number): number {
  const { word, known, begins } = views
  const { shape, flags, start, end, line, marks, count, language } = tokens
  const w = word[i]!
  const k = known[i]!
  const s = shape[i]!
  const f = flags[i]!
  const w1 = i > 0 ? word[i - 1]! : EDGE
  const w2 = i > 1 ? word[i - 2]! : EDGE
  const w3 = i > 2 ? word[i - 3]! : EDGE
  const v1 = i + 1 < count ? word[i + 1]! : EDGE
  const v2 = i + 2 < count ? word[i + 2]! : EDGE
  const k1 = i > 0 ? known[i - 1]! : EDGE
  const l1 = i + 1 < count ? known[i + 1]! : EDGE
  const k2 = i > 1 ? known[i - 2]! : EDGE
  const l2 = i + 2 < count ? known[i + 2]! : EDGE
  const s1 = i > 0 ? shape[i - 1]! : 15
  const t1 = i + 1 < count ? shape[i + 1]! : 15
  const b = begins[i]!
  const about = line[i]!
  const g = (marks[i]! & SPACED) | (i + 1 < count ? (marks[i + 1]! & SPACED) << 1 : 0)
  let n = at
  const p = out
  p[n++] = mix(0, w, 0)
  p[n++] = mix(1, w, s)
  p[n++] = mix(2, k, 0)
  p[n++] = mix(3, k, b)
  p[n++] = mix(4, w1, s)
  p[n++] = mix(5, v1, s)
  p[n++] = mix(6, w2, s)
  p[n++] = mix(7, v2, s)
  p[n++] = mix(8, w1, k)
  p[n++] = mix(9, v1, k)
  p[n++] = mix(10, mix(1, w2, w1), s)
  p[n++] = mix(11, mix(1, v1, v2), s)
  p[n++] = mix(12, mix(1, w1, v1), s)
  p[n++] = mix(13, mix(1, w1, v1), k)
  p[n++] = mix(14, k1, k)
  p[n++] = mix(15, k, l1)
  p[n++] = mix(16, mix(1, k1, k), l1)
  p[n++] = mix(17, mix(1, s1, t1), s * 8 + g)
  p[n++] = mix(18, mix(1, k2, k1), k)
  p[n++] = mix(19, mix(1, l1, l2), k)
  p[n++] = mix(20, mix(1, w3, w2), mix(1, w1, s))
  p[n++] = mix(21, mix(1, w2, w1), k)
  p[n++] = mix(22, mix(1, w2, w1), v1)
  p[n++] = mix(23, about, mix(1, s, b))
  p[n++] = mix(24, about, k)
  p[n++] = mix(25, w, w1)
  p[n++] = mix(26, w, v1)
  p[n++] = mix(27, k, g)
  p[n++] = mix(28, w3, s)
  p[n++] = mix(29, mix(1, w1, v2), s)
  // What a capital says depends on the language.
  if (language !== 0) {
    p[n++] = mix(43, language, mix(1, s, b))
    p[n++] = mix(44, language, k)
    p[n++] = mix(45, language, mix(1, k1, k))
    p[n++] = mix(46, language, mix(1, w1, s))
  }
  if (s <= SHAPE.mixed || s === SHAPE.camel) {
    // The letters of the word: what it begins and ends with.
    const from = start[i]!
    const to = end[i]!
    let tail = 0
    let letters = 0
    for (let place = to - 1; place >= from && letters < 4; place--) {
      const unit = text.charCodeAt(place)
      if (KIND[unit] === MARK) continue
      tail = Math.imul(tail, 0x01000193) + BASE[unit]!
      letters++
      if (letters >= 2) p[n++] = mix(29 + letters, tail, s)
      if (letters === 3) {
        p[n++] = mix(35, tail, mix(1, w1, 0))
        p[n++] = mix(36, tail, f & (NAME_BITS | PLACE_BITS | COMMON))
      }
    }
    let head = 0
    letters = 0
    for (let place = from; place < to && letters < 3; place++) {
      const unit = text.charCodeAt(place)
      if (KIND[unit] === MARK) continue
      head = Math.imul(head, 0x01000193) + BASE[unit]!
      letters++
    }
    p[n++] = mix(37, head, s)
    p[n++] = mix(38, Math.min(12, to - from), s)
    p[n++] = mix(39, f & NAME_BITS, s)
    p[n++] = mix(40, f & (PLACE_BITS | WELL_KNOWN), s)
    p[n++] = mix(41, mix(1, f & NAME_BITS, f & PLACE_BITS), mix(1, w1, s))
    p[n++] = mix(42, mix(1, f & NAME_BITS, f & PLACE_BITS), mix(1, v1, s))
  }
  for (let j = at; j < n; j++) p[j] = p[j]! & MASK
  return n
}
