// Adds up evidence the same way everywhere: parts in log odds in, a confidence and its reasons out. The weights of the reasons sum to the
// confidence, so that a person can read them from top to bottom.
import type { Why } from '../../core/contract/label.ts'

export interface Part {
  readonly rule: string
  readonly text: string
  /** in log odds; below 0 it lowers */
  readonly odds: number
  readonly at?: readonly [number, number]
}

export interface Weighed {
  readonly confidence: number
  readonly why: readonly Why[]
}

export function chanceOfOdds(odds: number): number {
  return 1 / (1 + Math.exp(-odds))
}

/** What `weigh` gives, without its reasons. */
export function confidenceOf(parts: readonly Part[], prior: number): number {
  let up = 0
  let down = 0
  for (const part of parts) {
    if (part.odds > 0) up += part.odds
    else down -= part.odds
  }
  return round(Math.min(0.995, chanceOfOdds(prior + up), chanceOfOdds(prior + up - down)))
}

/** `prior`: log odds before any evidence. What speaks for it shares what would be reached without the rest; the rest is taken off. */
export function weigh(parts: readonly Part[], prior: number): Weighed {
  let up = 0
  let down = 0
  for (const part of parts) {
    if (part.odds > 0) up += part.odds
    else down -= part.odds
  }
  const high = Math.min(0.995, chanceOfOdds(prior + up))
  const confidence = round(Math.min(high, chanceOfOdds(prior + up - down)))
  const why: { rule: string; text: string; weight: number; at?: readonly [number, number] }[] = []
  let rest = Math.round(confidence * 100)
  let largest = -1
  for (const part of parts) {
    const share = part.odds > 0 ? (high * part.odds) / up : down === 0 ? 0 : ((high - confidence) * part.odds) / down
    const hundredths = Math.round(share * 100)
    rest -= hundredths
    if (part.odds > 0 && (largest < 0 || part.odds > parts[largest]!.odds)) largest = why.length
    why.push({ rule: part.rule, text: part.text, weight: hundredths / 100, ...(part.at === undefined ? {} : { at: part.at }) })
  }
  if (largest >= 0 && rest !== 0) why[largest]!.weight = round(why[largest]!.weight + rest / 100)
  return { confidence, why }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
