// What a recogniser sees of the text: characters, and the words of context around a place. The words were marked in the one pass over the text, so
// that asking for them costs a search among a few marks, not a reading of the surroundings. Every look is bounded: the whole stays linear.
import type { Compiled } from './compile.ts'
import { fold } from './words.ts'

export const REACH = 60
/** behind the value a word of context stands nearer than before it */
const REACH_AFTER = 48
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

/** Phrases of the rules where they stand, ascending by start: three numbers each, so that thousands cost no object. */
export interface Marks {
  count: number
  /** start, end, phrase */
  list: Int32Array
}

export function createMarks(): Marks {
  return { count: 0, list: new Int32Array(3 * 256) }
}

function addMark(marks: Marks, start: number, end: number, phrase: number): void {
  const at = marks.count * 3
  if (at === marks.list.length) {
    const next = new Int32Array(at * 2)
    next.set(marks.list)
    marks.list = next
  }
  marks.list[at] = start
  marks.list[at + 1] = end
  marks.list[at + 2] = phrase
  marks.count++
}

export interface InHeader {
  /** some phrase of some rule stands in the header: it may say what the text is; most names of columns say nothing */
  readonly says: boolean
  readonly found: Map<Compiled['phrases'], ContextHit | null>
}

export interface ScanText {
  readonly text: string
  /** words of the column's name or JSON key that the text stands under, joined, with outer spaces */
  readonly header: string
  /** what has been found in the header, by phrases asked for */
  readonly inHeader: InHeader
  readonly marks: Marks
  /** a short text by itself, a message: what stands in it is what it is about */
  readonly alone?: boolean
}

/** The first mark that does not start before the place. */
export function firstFrom(marks: Marks, place: number): number {
  const { list } = marks
  let low = 0
  let high = marks.count
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle * 3]! < place) low = middle + 1
    else high = middle
  }
  return low
}

/** May findContext find one of these phrases (1, by number) there? Errs on the side of yes. */
export function hasContextNear(scan: ScanText, has: Uint8Array, start: number, end: number, reach: number): boolean {
  if (scan.inHeader.says) return true
  const { marks } = scan
  if (marks.count === 0) return false
  const { list } = marks
  const at = firstFrom(marks, start) * 3
  for (let i = at - 3; i >= 0 && start - list[i]! <= reach; i -= 3) if (has[list[i + 2]!] === 1) return true
  for (let i = at; i < marks.count * 3 && list[i]! - end <= REACH_AFTER; i += 3) if (has[list[i + 2]!] === 1) return true
  return false
}

/** The phrase of the type nearest before the value, else nearest behind it, else in the header. */
export function findContext(
  scan: ScanText,
  phrases: Compiled['phrases'],
  start: number,
  end: number,
  reach: number,
): ContextHit | undefined {
  if (scan.inHeader.says) {
    const named = headerHit(scan, phrases)
    if (named !== null) return named
  }
  const { marks, text } = scan
  if (marks.count === 0) return undefined
  const { list } = marks
  const low = firstFrom(marks, start)
  for (let i = (low - 1) * 3; i >= 0; i -= 3) {
    const from = list[i]!
    if (start - from > reach) break
    const to = list[i + 1]!
    if (to <= start && phrases.has[list[i + 2]!] === 1) {
      // A blank line ends what belongs together.
      if (text.slice(to, start).includes('\n\n')) break
      return { word: phrases.texts[list[i + 2]!]!, at: [from, to] }
    }
  }
  const most = Math.min(reach, REACH_AFTER)
  for (let i = low * 3; i < marks.count * 3; i += 3) {
    const from = list[i]!
    const to = list[i + 1]!
    if (to - end > most) break
    if (from >= end && phrases.has[list[i + 2]!] === 1) {
      if (text.slice(end, from).includes('\n')) break
      return { word: phrases.texts[list[i + 2]!]!, at: [from, to] }
    }
  }
  return undefined
}

function headerHit(scan: ScanText, phrases: Compiled['phrases']): ContextHit | null {
  const known = scan.inHeader.found.get(phrases)
  if (known !== undefined) return known
  const spoken = phrases.list.find((phrase) => scan.header.includes(phrase))
  const hit = spoken === undefined ? null : { word: spoken.trim() }
  scan.inHeader.found.set(phrases, hit)
  return hit
}

/** Marks the phrases that begin at words. Built once from all rules. */
export interface PhraseIndex {
  /** Does any phrase stand in the header? */
  says(header: string): boolean
  /** first words, folded */
  readonly words: Iterable<string>
  /** All phrases that begin at `place`, the longest last. `word`: the folded word there, which ends at `end`. */
  mark(text: string, place: number, word: string, end: number, marks: Marks): void
}

export function createPhraseIndex(types: readonly Compiled[]): PhraseIndex {
  const byFirst = new Map<string, { phrase: number; rest: readonly string[] }[]>()
  const texts = types[0]?.phrases.texts ?? []
  texts.forEach((text, phrase) => {
    const [first, ...rest] = text.split(' ')
    const list = byFirst.get(first!) ?? []
    list.push({ phrase, rest })
    byFirst.set(first!, list)
  })
  return {
    says: (header) =>
      header !== '' &&
      header.split(' ').some((word) => byFirst.get(word)?.some(({ phrase }) => header.includes(` ${texts[phrase]!} `)) === true),
    words: [...byFirst.keys()],
    mark: (text, place, word, end, marks) => {
      const list = byFirst.get(word)
      if (list === undefined) return
      for (const { phrase, rest } of list) {
        let at = end
        for (const next of rest) at = at < 0 ? -1 : wordEnd(text, at, next)
        if (at >= 0) addMark(marks, place, at, phrase)
      }
    },
  }
}

/** Where `word` ends when it is the next word, at most three signs on; else -1. */
function wordEnd(text: string, from: number, word: string): number {
  let start = from
  while (start < from + 3 && start < text.length && !isWordUnit(text.charCodeAt(start))) start++
  let end = start
  const most = start + 40
  while (end < most && end < text.length && isWordUnit(text.charCodeAt(end))) end++
  if (end === start) return -1
  if (fold(text.slice(start, end)) === word) return end
  // camelCase goes on: `socialSecurityNumber`
  let part = start + 1
  while (part < end && !isUpper(text.charCodeAt(part))) part++
  return part < end && fold(text.slice(start, part)) === word ? part : -1
}

const MOMENT = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?!\d)(?:[.,]\d{1,9})?/y

/** Where a date with a time ends that begins at `place`; `place`: there is none. No number begins inside one. As kernel/sift.ts has it. */
export function momentEnd(text: string, place: number): number {
  if (text.charCodeAt(place + 4) !== 45) return place
  const before = text.charCodeAt(place - 1)
  if (place > 0 && (isAlnum(before) || before === 95 || (before >= 45 && before <= 47) || before === 43 || before === 36 || before === 37))
    return place
  MOMENT.lastIndex = place
  return MOMENT.test(text) ? MOMENT.lastIndex : place
}

export function isUpper(unit: number): boolean {
  return unit >= 65 && unit <= 90
}
