// Runs the recognisers over a text: one pass for anchors, candidates to the recognisers that asked for that kind, overlaps settled. Pure;
// owns no rule and no column.
import { AT, DIGITS, TRIGGER_BYTES, WORD, createAnchors, markTriggers, type FindAnchors } from './anchors.ts'
import { confidenceOf, weigh } from './evidence.ts'
import type { Span } from './engine.ts'
import { normalise } from './normalise.ts'
import type { Hit, Recogniser } from './recognisers/recogniser.ts'
import { createMarks, isDigit, isWordUnit, momentEnd, type InHeader, type Marks, type PhraseIndex, type ScanText } from './scan-text.ts'
import { createSieve, type Sieve } from './sift.ts'
import { firstWord, formsOf } from './sift-tables.ts'
import { fold } from './words.ts'

/** A span is reported from this confidence on. */
export const LEAST_CONFIDENCE = 0.5

/** So many texts are read without the sieve before it is made. */
const SIEVE_FROM = 128

export interface Scanner {
  /** `header`: the name that the text stands under, in compared form with outer spaces */
  spans(text: string, only: ReadonlySet<string> | undefined, header: string, alone?: boolean): Span[]
  /** The same for UTF-8 bytes without a header; undefined: not on this machine. Made once for each set of types. */
  sieve(only: ReadonlySet<string> | undefined): Sieve | undefined
}

export function createScanner(
  recognisers: readonly Recogniser[],
  phrases: PhraseIndex,
  anchors: (triggers: Uint8Array) => FindAnchors = createAnchors,
  sieve = true,
): Scanner {
  const byWord = new Map<string, Recogniser[]>()
  const marking: (readonly [Iterable<string>, boolean])[] = []
  for (const one of recognisers) {
    for (const [words, capital] of [
      [one.words ?? [], false],
      [one.capitalWords ?? [], true],
    ] as const) {
      const folded = new Set(words.flatMap(formsOf))
      marking.push([folded, capital])
      for (const word of folded) {
        const first = firstWord(word)
        const list = byWord.get(first) ?? []
        if (!list.includes(one)) byWord.set(first, [...list, one])
      }
    }
  }
  marking.push([phrases.words, false])
  const byStart = new Map<string, Recogniser[]>()
  for (const one of recognisers) {
    for (const start of one.starts ?? []) {
      // Two letters and anything behind them
      const starts = start.length === 2 ? [start, ...Array.from('abcdefghijklmnopqrstuvwxyz', (third) => start + third)] : [start]
      marking.push([starts, false])
      const key = start.slice(0, 2)
      const list = byStart.get(key) ?? []
      if (!list.includes(one)) byStart.set(key, [...list, one])
    }
  }
  const onDigits = digitDispatch(recognisers)
  const onAt = recognisers.filter((one) => one.at === true)
  const crowds = recognisers.filter((one) => one.uncrowded !== undefined)
  const readers = recognisers.filter((one) => one.all !== undefined)
  // Only a text that the sieve does not read needs these.
  let find: FindAnchors = (text) => {
    const triggers = new Uint8Array(TRIGGER_BYTES)
    for (const [words, capital] of marking) markTriggers(triggers, words, capital)
    find = anchors(triggers)
    return find(text)
  }
  // Hashes of all words that anyone listens for: nearly every word that the anchors let through is turned away here, before it is cut out.
  const wanted = new Uint8Array(1 << 16)
  for (const word of [...byWord.keys(), ...phrases.words]) wanted[hashOf(word)] = 1
  const startPairs = new Uint8Array(1 << 14)
  for (const key of byStart.keys()) startPairs[(key.charCodeAt(0) << 7) | key.charCodeAt(1)] = 1
  const headers = new Map<string, InHeader>()
  const marks = createMarks()
  /** Wakes what listens for the word at `place`, whole or up to where camelCase goes on; marks the phrases that begin there. */
  const wakened = (text: string, place: number, marks: Marks | undefined): readonly Recogniser[] | undefined => {
    let end = place + 1
    let part = -1
    const most = Math.min(text.length, place + 40)
    let before = text.charCodeAt(place)
    let plain = before < 128
    let hash = addToHash(HASH_START, before)
    let partHash = 0
    for (; end < most; end++) {
      const unit = text.charCodeAt(end)
      if (unit < 128) {
        if ((unit | 32) < 97 || (unit | 32) > 122) break
        if (part < 0 && unit <= 90 && (before > 90 || before < 65)) {
          part = end
          partHash = hash
        }
      } else if (!isWordUnit(unit)) break
      else plain = false
      hash = addToHash(hash, unit)
      before = unit
    }
    // `PhD` has no word `ph`.
    if (part === place + 2) part = -1
    if (plain && wanted[hash & 0xffff] === 0 && (part < 0 || wanted[partHash & 0xffff] === 0)) return undefined
    const word = fold(text.slice(place, end))
    if (marks !== undefined) phrases.mark(text, place, word, end, marks)
    if (part < 0) return byWord.get(word)
    const first = fold(text.slice(place, part))
    if (marks !== undefined) phrases.mark(text, place, first, part, marks)
    return byWord.get(word) ?? byWord.get(first)
  }

  const inHeader = (header: string): InHeader => {
    let known = headers.get(header)
    if (known === undefined) {
      if (headers.size > 64) headers.clear()
      headers.set(header, (known = { says: phrases.says(header), found: new Map() }))
    }
    return known
  }

  const startsAt = (text: string, place: number): readonly Recogniser[] | undefined => {
    const a = text.charCodeAt(place)
    const b = text.charCodeAt(place + 1)
    return a < 128 && b < 128 && startPairs[(a << 7) | b] === 1 ? byStart.get(text.slice(place, place + 2)) : undefined
  }
  const wantedReaders = (only: ReadonlySet<string> | undefined): readonly Recogniser[] =>
    only === undefined ? readers : readers.filter((one) => one.types.some((type) => only.has(type.rule.id)))
  /** All hits, unsettled, in a text that has been normalised. */
  const hitsIn = (text: string, only: ReadonlySet<string> | undefined, header: string, alone: boolean): readonly Hit[] => {
    const { list, count } = find(text)
    const these = wantedReaders(only)
    if (count === 0 && these.length === 0) return []
    marks.count = 0
    let awake: (readonly Recogniser[] | undefined)[] | undefined
    for (let i = 0; i < count; i++) {
      if ((list[i]! & 3) !== WORD) continue
      const woken = wakened(text, list[i]! >> 2, marks)
      if (woken !== undefined) (awake ??= [])[i] = woken
    }
    const scan: ScanText = { text, header, inHeader: inHeader(header), marks, ...(alone ? { alone } : {}) }
    const hits: Hit[] = []
    const take = (hit: Hit): void => {
      if (only === undefined || only.has(hit.type.rule.id)) hits.push(hit)
    }
    for (const one of these) one.all!(scan, take)
    const ask = (asked: readonly Recogniser[], place: number, kind: number): void => {
      for (let i = 0; i < asked.length; i++) asked[i]!.find(scan, place, kind, take)
    }
    let momentTo = 0
    for (let i = 0; i < count; i++) {
      const entry = list[i]!
      const place = entry >> 2
      const kind = entry & 3
      if (kind === DIGITS) {
        if (place >= momentTo) momentTo = momentEnd(text, place)
        const asked = onDigits(text, place)
        ask(place < momentTo ? asked.filter((one) => one.moments === true) : asked, place, kind)
      } else if (kind === AT) ask(onAt, place, kind)
      else {
        const woken = awake?.[i]
        if (woken !== undefined) ask(woken, place, kind)
        const starting = startsAt(text, place)
        if (starting !== undefined) ask(starting, place, kind)
      }
    }
    return uncrowded(hits, scan)
  }
  const uncrowded = (hits: Hit[], scan: ScanText): readonly Hit[] => crowds.reduce((kept, one) => one.uncrowded!(kept, scan), hits)
  const sieves = new Map<ReadonlySet<string> | undefined, Sieve | undefined>()
  const sieveOf = (only: ReadonlySet<string> | undefined): Sieve | undefined => {
    if (!sieve) return undefined
    if (!sieves.has(only)) {
      if (sieves.size > 8) sieves.clear()
      const hitsOf = (original: string, take: (hit: Hit, start: number, end: number) => void): void => {
        const { text, origin } = normalise(original)
        for (const hit of hitsIn(text, only, '', false)) take(hit, ...origin(hit.start, hit.end))
      }
      sieves.set(only, createSieve({ recognisers, phrases, onShape: onDigits.of, wakened, startsAt, uncrowded, hitsOf }, only))
    }
    return sieves.get(only)
  }
  let read = 0

  return {
    spans: (original, only, header, alone = false) => {
      // The sieve takes a while to make: for a few texts it is not worth it.
      const sifted = ++read > SIEVE_FROM ? sieveOf(only)?.readString(original, header, inHeader(header), alone) : undefined
      if (sifted !== undefined) return settle(sifted.map((hit) => settled(hit, hit.start, hit.end))).flatMap(({ hit }) => spanOf(hit, same))
      const { text, origin } = normalise(original)
      return settle(hitsIn(text, only, header, alone).map((hit) => settled(hit, hit.start, hit.end))).flatMap(({ hit }) =>
        spanOf(hit, origin),
      )
    },
    sieve: sieveOf,
  }
}

interface DigitDispatch {
  (text: string, place: number): readonly Recogniser[]
  readonly of: (before: number, length: number, after: number) => readonly Recogniser[]
}

/** Which recognisers could begin at a run of digits: looked up by its length and the characters at its two ends. */
function digitDispatch(recognisers: readonly Recogniser[]): DigitDispatch {
  const asked = recognisers.filter((one) => one.digits !== undefined)
  const table = new Uint16Array(1 << 19) // 0: not asked yet
  const lists: (readonly Recogniser[])[] = [[]]
  const byNames = new Map<string, number>()
  const of = (before: number, length: number, after: number): readonly Recogniser[] => {
    const key = (before << 12) | (length << 7) | after
    const known = table[key]!
    if (known !== 0) return lists[known]!
    const list = asked.filter((one) => one.digits!(before, length, after))
    const names = list.map((one) => asked.indexOf(one)).join()
    let number = byNames.get(names)
    if (number === undefined) byNames.set(names, (number = lists.push(list) - 1))
    table[key] = number
    return list
  }
  const at = (text: string, place: number): readonly Recogniser[] => {
    let end = place + 1
    const most = place + 31
    while (end < most && isDigit(text.charCodeAt(end))) end++
    const before = place === 0 ? 0 : Math.min(127, text.charCodeAt(place - 1))
    const after = end < text.length ? Math.min(127, text.charCodeAt(end)) : 0
    return of(before, end - place, after)
  }
  return Object.assign(at, { of })
}

const HASH_START = 0x2545
function addToHash(hash: number, unit: number): number {
  return Math.imul(hash ^ (unit | 32), 0x9e3b) ^ (hash >>> 13)
}
function hashOf(word: string): number {
  let hash = addToHash(HASH_START, word.charCodeAt(0))
  for (let i = 1; i < word.length; i++) hash = addToHash(hash, word.charCodeAt(i))
  return hash & 0xffff
}

/** A hit where it stands in the text, with how sure it is. */
export interface Settled {
  readonly hit: Hit
  readonly start: number
  readonly end: number
  readonly confidence: number
}

export function settled(hit: Hit, start: number, end: number): Settled {
  return { hit, start, end, confidence: confidenceOf(hit.parts, hit.prior) }
}

/** Where hits overlap the surer one stays, then the longer one, then the first rule. Those too weak go. In the order of the text. */
export function settle(hits: readonly Settled[]): Settled[] {
  const strong = hits.filter((one) => one.confidence >= LEAST_CONFIDENCE)
  if (strong.length < 2) return strong
  strong.sort((a, b) => a.start - b.start || a.end - b.end)
  const out: Settled[] = []
  for (let from = 0; from < strong.length;) {
    // What hangs together: each overlaps something before it.
    let to = from + 1
    let { end } = strong[from]!
    while (to < strong.length && strong[to]!.start < end) end = Math.max(end, strong[to++]!.end)
    if (to === from + 1) out.push(strong[from]!)
    else out.push(...settleGroup(strong.slice(from, to)))
    from = to
  }
  return out
}

function settleGroup(group: Settled[]): Settled[] {
  const first = group[0]!.start
  group.sort(
    (a, b) =>
      b.confidence - a.confidence ||
      b.end - b.start - (a.end - a.start) ||
      a.start - b.start ||
      // the rule of one country before one for all
      (a.hit.type.rule.countries.length || 99) - (b.hit.type.rule.countries.length || 99) ||
      a.hit.type.order - b.hit.type.order,
  )
  const taken = new Uint8Array(group.reduce((most, one) => Math.max(most, one.end), 0) - first)
  const kept = group.filter(({ start, end }) => {
    if (taken.subarray(start - first, end - first).includes(1)) return false
    taken.fill(1, start - first, end - first)
    return true
  })
  return kept.sort((a, b) => a.start - b.start)
}

function same(start: number, end: number): readonly [number, number] {
  return [start, end]
}

/** A hit as it is told; none when it is not sure enough. */
export function spanOf(hit: Hit, origin: (start: number, end: number) => readonly [number, number]): Span[] {
  const { confidence, why } = weigh(hit.parts, hit.prior)
  if (confidence < LEAST_CONFIDENCE) return []
  const [start, end] = origin(hit.start, hit.end)
  return [
    {
      type: hit.type.rule.id,
      start,
      end,
      confidence,
      why: why.map((reason) => (reason.at === undefined ? reason : { ...reason, at: origin(reason.at[0], reason.at[1]) })),
    },
  ]
}
