// What a recogniser sees of the text: characters, whole tokens, the words around a place. Owns the windows and their cache; every look
// is bounded, so that the whole stays linear.
import { fold, wordsOf } from './words.ts'

export const REACH = 60
/** no recogniser looks further back than this */
export const LOOK_BACK = 256
/** no value is longer than this */
export const LOOK_AHEAD = 8192

export function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}
export function isAsciiLetter(unit: number): boolean {
  const lower = unit | 32
  return lower >= 97 && lower <= 122
}
export function isAlnum(unit: number): boolean {
  return isDigit(unit) || isAsciiLetter(unit)
}
/** Part of a word in any script; characters beyond ASCII count as letters apart from a few signs. */
export function isWordUnit(unit: number): boolean {
  return isAlnum(unit) || (unit > 191 && unit !== 215 && unit !== 247 && (unit < 0x2000 || unit > 0x303f))
}

export interface ContextHit {
  readonly word: string
  /** in the normalised text, or undefined: it is the column's name */
  readonly at?: readonly [number, number]
}

/** The words around a place, as ` one two three `, with where each stood. */
interface Window {
  readonly from: number
  readonly to: number
  readonly joined: string
  /** start and end of each word, by its place in `joined` */
  readonly places: ReadonlyMap<number, readonly [number, number]>
}

export interface ScanText {
  readonly text: string
  /** words of the column's name or JSON key that the text stands under, joined */
  readonly header: string
  before(place: number, reach: number): Window
  after(place: number, reach: number): Window
}

export function scanText(text: string, header = ''): ScanText {
  let lastBefore: Window | undefined
  let lastAfter: Window | undefined
  return {
    text,
    header,
    before: (place, reach) => {
      if (lastBefore?.to === place && lastBefore.from === Math.max(0, place - reach)) return lastBefore
      return (lastBefore = windowOf(text, Math.max(0, place - reach), place, 'start'))
    },
    after: (place, reach) => {
      const to = Math.min(text.length, place + reach)
      if (lastAfter?.from === place && lastAfter.to === to) return lastAfter
      return (lastAfter = windowOf(text, place, to, 'end'))
    },
  }
}

const WORD_OR_BREAK = /[\p{L}\p{M}\p{N}']{1,40}/gu

// `cut`: the side on which the window may have cut a word; that word is left out. A paragraph's end closes the window.
function windowOf(text: string, from: number, to: number, cut: 'start' | 'end'): Window {
  let start = from
  let end = to
  // Looks inside the window only: a search over the rest of the text would make the whole quadratic.
  const window = text.slice(from, to)
  if (cut === 'start') {
    const paragraph = window.lastIndexOf('\n\n')
    if (paragraph >= 0) start = from + paragraph
    else if (from > 0 && isWordUnit(text.charCodeAt(from - 1))) while (start < to && isWordUnit(text.charCodeAt(start))) start++
  } else {
    const line = window.indexOf('\n')
    if (line >= 0) end = from + line
    else if (to < text.length && isWordUnit(text.charCodeAt(to))) while (end > from && isWordUnit(text.charCodeAt(end - 1))) end--
  }
  const places = new Map<number, readonly [number, number]>()
  let joined = ' '
  const piece = text.slice(start, end)
  WORD_OR_BREAK.lastIndex = 0
  for (let match = WORD_OR_BREAK.exec(piece); match !== null; match = WORD_OR_BREAK.exec(piece)) {
    const word = match[0]
    for (const part of mixed(word) ? wordsOf(word) : [fold(word)]) {
      places.set(joined.length, [start + match.index, start + match.index + word.length])
      joined += `${part} `
    }
  }
  return { from, to, joined, places }
}

function mixed(word: string): boolean {
  return /[\p{Ll}\p{N}]\p{Lu}|\p{L}\p{N}|\p{N}\p{L}|'/u.test(word)
}

/** The phrase nearest to the value, before it (or after it, within a shorter reach), or in the header. */
export function findContext(scan: ScanText, phrases: readonly string[], start: number, end: number, reach: number): ContextHit | undefined {
  const header = scan.header
  if (header !== '') {
    for (const phrase of phrases) if (header.includes(phrase)) return { word: phrase.trim() }
  }
  const before = scan.before(start, reach)
  let best: ContextHit | undefined
  let bestAt = -1
  if (before.joined.length > 1) {
    for (const phrase of phrases) {
      const at = before.joined.lastIndexOf(phrase)
      if (at > bestAt) {
        bestAt = at
        best = hitOf(before, at, phrase)
      }
    }
    if (best !== undefined) return best
  }
  const after = scan.after(end, Math.min(reach, 48))
  if (after.joined.length > 1) {
    for (const phrase of phrases) {
      const at = after.joined.indexOf(phrase)
      if (at >= 0 && (bestAt < 0 || at < bestAt)) {
        bestAt = at
        best = hitOf(after, at, phrase)
      }
    }
  }
  return best
}

function hitOf(window: Window, at: number, phrase: string): ContextHit {
  const first = window.places.get(at + 1)
  const lastStart = at + phrase.lastIndexOf(' ', phrase.length - 2) + 1
  const last = window.places.get(lastStart)
  return first === undefined ? { word: phrase.trim() } : { word: phrase.trim(), at: [first[0], (last ?? first)[1]] }
}
