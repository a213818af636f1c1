// Runs the recognisers over a text: one pass for anchors, candidates to the recognisers that asked for that kind, overlaps settled. Pure;
// owns no rule and no column.
import { AT, DIGITS, TRIGGER_BYTES, WORD, createAnchors, markTriggers, type FindAnchors } from './anchors.ts'
import type { Compiled } from './compile.ts'
import { weigh } from './evidence.ts'
import type { Span } from './engine.ts'
import { normalise } from './normalise.ts'
import type { Fit, Hit, Recogniser } from './recognisers/recogniser.ts'
import { createMarks, isDigit, isWordUnit, type PhraseIndex, type ScanText } from './scan-text.ts'
import type { ValueShape } from './value-shape.ts'
import { fold } from './words.ts'

/** A span is reported from this confidence on. */
export const LEAST_CONFIDENCE = 0.5

export interface Scanner {
  /** `header`: the name that the text stands under, in compared form with outer spaces */
  spans(text: string, only: ReadonlySet<string> | undefined, header: string, alone?: boolean): Span[]
  /** For one column: what a whole value could be of the types asked for (1, by order), and whether it passes. */
  wholes(asked: Uint8Array): (value: string, shape: ValueShape, fit: (type: Compiled, fit: Fit) => void) => void
}

export function createScanner(
  recognisers: readonly Recogniser[],
  phrases: PhraseIndex,
  anchors: (triggers: Uint8Array) => FindAnchors = createAnchors,
): Scanner {
  const triggers = new Uint8Array(TRIGGER_BYTES)
  const byWord = new Map<string, Recogniser[]>()
  for (const one of recognisers) {
    for (const [words, capital] of [
      [one.words ?? [], false],
      [one.capitalWords ?? [], true],
    ] as const) {
      const folded = new Set(words.flatMap((word) => [word.toLowerCase(), fold(word)]))
      markTriggers(triggers, folded, capital)
      for (const word of folded) {
        const first = /^[\p{L}\p{M}]+/u.exec(word)?.[0] ?? word
        const list = byWord.get(first) ?? []
        if (!list.includes(one)) byWord.set(first, [...list, one])
      }
    }
  }
  markTriggers(triggers, phrases.words, false)
  const byStart = new Map<string, Recogniser[]>()
  for (const one of recognisers) {
    for (const start of one.starts ?? []) {
      // Two letters and anything behind them
      markTriggers(
        triggers,
        start.length === 2 ? [start, ...Array.from('abcdefghijklmnopqrstuvwxyz', (third) => start + third)] : [start],
        false,
      )
      const key = start.slice(0, 2)
      const list = byStart.get(key) ?? []
      if (!list.includes(one)) byStart.set(key, [...list, one])
    }
  }
  const onDigits = digitDispatch(recognisers)
  const onAt = recognisers.filter((one) => one.at === true)
  const crowds = recognisers.filter((one) => one.uncrowded !== undefined)
  const wholes = recognisers.filter((one) => one.whole !== undefined)
  const readers = recognisers.filter((one) => one.all !== undefined)
  const find = anchors(triggers)
  // Hashes of all words that anyone listens for: nearly every word that the anchors let through is turned away here, before it is cut out.
  const wanted = new Uint8Array(1 << 16)
  for (const word of [...byWord.keys(), ...phrases.words]) wanted[hashOf(word)] = 1
  const startPairs = new Uint8Array(1 << 14)
  for (const key of byStart.keys()) startPairs[(key.charCodeAt(0) << 7) | key.charCodeAt(1)] = 1
  const headers = new Map<string, ScanText['inHeader']>()
  const marks = createMarks()
  /** Wakes what listens for the word at `place`, whole or up to where camelCase goes on; marks the phrases that begin there. */
  const wakened = (text: string, place: number): readonly Recogniser[] | undefined => {
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
    if (plain && wanted[hash & 0xffff] === 0 && (part < 0 || wanted[partHash & 0xffff] === 0)) return undefined
    const word = fold(text.slice(place, end))
    phrases.mark(text, place, word, end, marks)
    if (part < 0) return byWord.get(word)
    const first = fold(text.slice(place, part))
    phrases.mark(text, place, first, part, marks)
    return byWord.get(word) ?? byWord.get(first)
  }

  const inHeader = (header: string): ScanText['inHeader'] => {
    let known = headers.get(header)
    if (known === undefined) {
      if (headers.size > 64) headers.clear()
      headers.set(header, (known = new Map()))
    }
    return known
  }

  return {
    spans: (original, only, header, alone) => {
      const normal = normalise(original)
      const { text } = normal
      const { list, count } = find(text)
      marks.count = 0
      let awake: (readonly Recogniser[] | undefined)[] | undefined
      for (let i = 0; i < count; i++) {
        if ((list[i]! & 3) !== WORD) continue
        const woken = wakened(text, list[i]! >> 2)
        if (woken !== undefined) (awake ??= [])[i] = woken
      }
      const scan: ScanText = { text, header, inHeader: inHeader(header), marks, ...(alone === true ? { alone } : {}) }
      const hits: Hit[] = []
      const take = (hit: Hit): void => {
        if (only === undefined || only.has(hit.type.rule.id)) hits.push(hit)
      }
      for (const one of readers) if (only === undefined || one.types.some((type) => only.has(type.rule.id))) one.all!(scan, take)
      const ask = (these: readonly Recogniser[], place: number, kind: number): void => {
        for (let i = 0; i < these.length; i++) these[i]!.find(scan, place, kind, take)
      }
      for (let i = 0; i < count; i++) {
        const entry = list[i]!
        const place = entry >> 2
        const kind = entry & 3
        if (kind === DIGITS) ask(onDigits(text, place), place, kind)
        else if (kind === AT) ask(onAt, place, kind)
        else {
          const woken = awake?.[i]
          if (woken !== undefined) ask(woken, place, kind)
          const a = text.charCodeAt(place)
          const b = text.charCodeAt(place + 1)
          if (a < 128 && b < 128 && startPairs[(a << 7) | b] === 1) ask(byStart.get(text.slice(place, place + 2))!, place, kind)
        }
      }
      return settle(crowds.length === 0 ? hits : crowds.reduce((kept, one) => one.uncrowded!(kept, scan), hits), text.length, normal.origin)
    },
    wholes: (asked) => {
      const mine = wholes.filter((one) => one.types.some((type) => asked[type.order] === 1))
      return (value, shape, fit) => {
        for (let i = 0; i < mine.length; i++) {
          const one = mine[i]!
          if (one.fits === undefined || one.fits(shape)) one.whole!(value, fit, asked)
        }
      }
    },
  }
}

/** Which recognisers could begin at a run of digits: looked up by its length and the characters at its two ends. */
function digitDispatch(recognisers: readonly Recogniser[]): (text: string, place: number) => readonly Recogniser[] {
  const asked = recognisers.filter((one) => one.digits !== undefined)
  const table = new Uint16Array(1 << 19) // 0: not asked yet
  const lists: (readonly Recogniser[])[] = [[]]
  const byNames = new Map<string, number>()
  return (text, place) => {
    let end = place + 1
    const most = place + 31
    while (end < most && isDigit(text.charCodeAt(end))) end++
    const before = place === 0 ? 0 : Math.min(127, text.charCodeAt(place - 1))
    const after = end < text.length ? Math.min(127, text.charCodeAt(end)) : 0
    const key = (before << 12) | ((end - place) << 7) | after
    const known = table[key]!
    if (known !== 0) return lists[known]!
    const list = asked.filter((one) => one.digits!(before, end - place, after))
    const names = list.map((one) => asked.indexOf(one)).join()
    let number = byNames.get(names)
    if (number === undefined) byNames.set(names, (number = lists.push(list) - 1))
    table[key] = number
    return list
  }
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

/** A hit as it is told; none when it is not sure enough. */
export function spanOf(hit: Hit, origin: (start: number, end: number) => readonly [number, number]): Span[] {
  const { confidence, why } = weigh(hit.parts, hit.prior)
  if (confidence < LEAST_CONFIDENCE) return []
  const [start, end] = origin(hit.start, hit.end)
  return [{ type: hit.type.rule.id, start, end, confidence, why }]
}

/** Where spans overlap the surer one stays, then the longer one, then the first rule. */
function settle(hits: readonly Hit[], length: number, origin: (start: number, end: number) => readonly [number, number]): Span[] {
  if (hits.length === 0) return []
  const weighed = hits
    .map((hit) => ({ hit, ...weigh(hit.parts, hit.prior) }))
    .filter((one) => one.confidence >= LEAST_CONFIDENCE)
    .sort(
      (a, b) =>
        b.confidence - a.confidence ||
        b.hit.end - b.hit.start - (a.hit.end - a.hit.start) ||
        a.hit.start - b.hit.start ||
        // the rule of one country before one for all
        (a.hit.type.rule.countries.length || 99) - (b.hit.type.rule.countries.length || 99) ||
        a.hit.type.order - b.hit.type.order,
    )
  const taken = new Uint8Array(length)
  const kept = weighed.filter(({ hit }) => {
    if (taken.subarray(hit.start, hit.end).includes(1)) return false
    taken.fill(1, hit.start, hit.end)
    return true
  })
  kept.sort((a, b) => a.hit.start - b.hit.start)
  return kept.map(({ hit, confidence, why }) => {
    const [start, end] = origin(hit.start, hit.end)
    return {
      type: hit.type.rule.id,
      start,
      end,
      confidence,
      why: why.map((reason) => (reason.at === undefined ? reason : { ...reason, at: origin(reason.at[0], reason.at[1]) })),
    }
  })
}
