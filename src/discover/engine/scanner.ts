// Runs the recognisers over a text: one pass for anchors, candidates to the recognisers that asked for that kind, overlaps settled. Pure;
// owns no rule and no column.
import { AT, DIGITS, TRIGGER_BYTES, WORD, createAnchors, markTriggers, type FindAnchors } from './anchors.ts'
import type { Compiled } from './compile.ts'
import { weigh } from './evidence.ts'
import type { Span } from './engine.ts'
import { normalise } from './normalise.ts'
import type { Fit, Hit, Recogniser } from './recognisers/recogniser.ts'
import { isUpper, isWordUnit, type Mark, type PhraseIndex, type ScanText } from './scan-text.ts'
import { fold } from './words.ts'

/** A span is reported from this confidence on. */
export const LEAST_CONFIDENCE = 0.5

export interface Scanner {
  /** `header`: the name that the text stands under, in compared form with outer spaces */
  spans(text: string, only: ReadonlySet<string> | undefined, header: string): Span[]
  /** what the whole value could be, and whether it passes */
  whole(value: string, fit: (type: Compiled, fit: Fit) => void): void
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
      markTriggers(triggers, [start], false)
      const key = start.slice(0, 2)
      const list = byStart.get(key) ?? []
      if (!list.includes(one)) byStart.set(key, [...list, one])
    }
  }
  const onDigits = recognisers.filter((one) => one.digits === true)
  const onAt = recognisers.filter((one) => one.at === true)
  const wholes = recognisers.filter((one) => one.whole !== undefined)
  const find = anchors(triggers)
  /** Wakes what listens for the word at `place`, whole or up to where camelCase goes on; marks the phrases that begin there. */
  const wakened = (text: string, place: number, marks: Mark[]): readonly Recogniser[] | undefined => {
    let end = place + 1
    let part = -1
    const most = place + 40
    for (; end < most && end < text.length; end++) {
      const unit = text.charCodeAt(end)
      if (!isWordUnit(unit) || (unit >= 48 && unit <= 57)) break
      if (part < 0 && isUpper(unit) && !isUpper(text.charCodeAt(end - 1))) part = end
    }
    const word = fold(text.slice(place, end))
    phrases.mark(text, place, word, end, marks)
    if (part < 0) return byWord.get(word)
    const first = fold(text.slice(place, part))
    phrases.mark(text, place, first, part, marks)
    return byWord.get(word) ?? byWord.get(first)
  }

  return {
    spans: (original, only, header) => {
      const normal = normalise(original)
      const { text } = normal
      const { list, count } = find(text)
      if (count === 0) return []
      const marks: Mark[] = []
      const awake: (readonly Recogniser[] | undefined)[] = []
      for (let i = 0; i < count; i++) if ((list[i]! & 3) === WORD) awake[i] = wakened(text, list[i]! >> 2, marks)
      const scan: ScanText = { text, header, marks }
      const hits: Hit[] = []
      const take = (hit: Hit): void => {
        if (only === undefined || only.has(hit.type.rule.id)) hits.push(hit)
      }
      const ask = (these: readonly Recogniser[] | undefined, place: number, kind: number): void => {
        if (these !== undefined) for (const one of these) one.find(scan, place, kind, take)
      }
      for (let i = 0; i < count; i++) {
        const entry = list[i]!
        const place = entry >> 2
        const kind = entry & 3
        ask(kind === DIGITS ? onDigits : kind === AT ? onAt : awake[i], place, kind)
        if (kind === WORD) ask(byStart.get(text.slice(place, place + 2)), place, kind)
      }
      return settle(hits, text.length, normal.origin)
    },
    whole: (value, fit) => {
      for (const one of wholes) one.whole!(value, fit)
    },
  }
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
