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

/** A phrase of some rule, where it stands. Ascending by start. */
export interface Mark {
  readonly phrase: string
  readonly start: number
  readonly end: number
}

export interface ScanText {
  readonly text: string
  /** words of the column's name or JSON key that the text stands under, joined, with outer spaces */
  readonly header: string
  readonly marks: readonly Mark[]
}

/** The phrase of the type nearest before the value, else nearest behind it, else in the header. */
export function findContext(
  scan: ScanText,
  phrases: Compiled['phrases'],
  start: number,
  end: number,
  reach: number,
): ContextHit | undefined {
  if (scan.header !== '') {
    for (const phrase of phrases.list) if (scan.header.includes(phrase)) return { word: phrase.trim() }
  }
  const { marks, text } = scan
  if (marks.length === 0) return undefined
  let low = 0
  let high = marks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (marks[middle]!.start < start) low = middle + 1
    else high = middle
  }
  for (let i = low - 1; i >= 0; i--) {
    const mark = marks[i]!
    if (start - mark.start > reach) break
    if (mark.end <= start && phrases.set.has(mark.phrase)) {
      // A blank line ends what belongs together.
      if (text.slice(mark.end, start).includes('\n\n')) break
      return { word: mark.phrase, at: [mark.start, mark.end] }
    }
  }
  const most = Math.min(reach, REACH_AFTER)
  for (let i = low; i < marks.length; i++) {
    const mark = marks[i]!
    if (mark.end - end > most) break
    if (mark.start >= end && phrases.set.has(mark.phrase)) {
      if (text.slice(end, mark.start).includes('\n')) break
      return { word: mark.phrase, at: [mark.start, mark.end] }
    }
  }
  return undefined
}

/** Marks the phrases that begin at words. Built once from all rules. */
export interface PhraseIndex {
  /** first words, folded */
  readonly words: Iterable<string>
  /** All phrases that begin at `place`, the longest last. `word`: the folded word there, which ends at `end`. */
  mark(text: string, place: number, word: string, end: number, marks: Mark[]): void
}

export function createPhraseIndex(types: readonly Compiled[]): PhraseIndex {
  const byFirst = new Map<string, { phrase: string; rest: readonly string[] }[]>()
  for (const phrase of new Set(types.flatMap((type) => [...type.phrases.set, ...type.against.set]))) {
    const [first, ...rest] = phrase.split(' ')
    const list = byFirst.get(first!) ?? []
    list.push({ phrase, rest })
    byFirst.set(first!, list)
  }
  return {
    words: byFirst.keys(),
    mark: (text, place, word, end, marks) => {
      const list = byFirst.get(word)
      if (list === undefined) return
      for (const { phrase, rest } of list) {
        let at = end
        for (const next of rest) at = at < 0 ? -1 : wordEnd(text, at, next)
        if (at >= 0) marks.push({ phrase, start: place, end: at })
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

export function isUpper(unit: number): boolean {
  return unit >= 65 && unit <= 90
}
