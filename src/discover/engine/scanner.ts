// Runs the recognisers over a text: one pass for anchors, candidates to the recognisers that asked for that kind, overlaps settled. Pure;
// owns no rule and no column.
import { AT, DIGITS, TRIGGER_BYTES, WORD, createAnchors, markTriggers, type FindAnchors } from './anchors.ts'
import type { Compiled } from './compile.ts'
import { weigh } from './evidence.ts'
import type { Span } from './engine.ts'
import { normalise } from './normalise.ts'
import type { Fit, Hit, Recogniser } from './recognisers/recogniser.ts'
import { scanText } from './scan-text.ts'
import { fold } from './words.ts'

/** A span is reported from this confidence on. */
export const LEAST_CONFIDENCE = 0.5

export interface Scanner {
  /** `header`: the name that the text stands under, in compared form with outer spaces */
  spans(text: string, only: ReadonlySet<string> | undefined, header: string): Span[]
  /** what the whole value could be, and whether it passes */
  whole(value: string, fit: (type: Compiled, fit: Fit) => void): void
}

export function createScanner(recognisers: readonly Recogniser[], anchors: (triggers: Uint8Array) => FindAnchors = createAnchors): Scanner {
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
  const wordAt = /[\p{L}\p{M}]{1,40}/uy

  const wakened = (text: string, place: number): readonly Recogniser[] => {
    wordAt.lastIndex = place
    const word = wordAt.exec(text)?.[0]
    if (word === undefined) return []
    const lower = word.toLowerCase()
    const direct = byWord.get(lower)
    if (direct !== undefined) return direct
    const folded = fold(word)
    const other = folded === lower ? undefined : byWord.get(folded)
    if (other !== undefined) return other
    // camelCase: `passwordHash` wakes what listens for `password`
    const part = /^(?:\p{Lu}?[\p{Ll}]+|\p{Lu}{2,}(?=\p{Lu}\p{Ll}))/u.exec(word)?.[0]
    return part === undefined || part.length === word.length ? [] : (byWord.get(fold(part)) ?? [])
  }

  return {
    spans: (original, only, header) => {
      const normal = normalise(original)
      const { text } = normal
      const { list, count } = find(text)
      if (count === 0) return []
      const scan = scanText(text, header)
      const hits: Hit[] = []
      const take = (hit: Hit): void => {
        if (only === undefined || only.has(hit.type.rule.id)) hits.push(hit)
      }
      for (let i = 0; i < count; i++) {
        const entry = list[i]!
        const place = entry >> 2
        const kind = entry & 3
        const awake = kind === DIGITS ? onDigits : kind === AT ? onAt : wakened(text, place)
        for (const one of awake) one.find(scan, place, kind, take)
        if (kind === WORD) for (const one of byStart.get(text.slice(place, place + 2)) ?? []) one.find(scan, place, kind, take)
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
