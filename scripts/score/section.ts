// What a part of the score is: tables to read, headline figures that may not fall. Owns the arithmetic of precision and recall; a section of its own
// file decides what is right and what is wrong.
import type { Engine } from '../../src/discover/engine/engine.ts'

export interface Score {
  tp: number
  fp: number
  fn: number
}

export interface Table {
  readonly title: string
  readonly scores: ReadonlyMap<string, Score>
}

export interface SectionResult {
  readonly tables: readonly Table[]
  /** lines below the tables */
  readonly notes: readonly string[]
  /** name → figure between 0 and 1, more is better: what test/score-floor.json holds */
  readonly headlines: Readonly<Record<string, number>>
}

export interface Context {
  readonly engine: Engine
  /** the folder of shared data, or undefined where there is none */
  readonly shared: URL | undefined
  readonly wrong: boolean
}

export interface Section {
  readonly name: string
  /** A text: why it could not be measured here. */
  readonly run: (context: Context) => SectionResult | string
}

export interface Scorer {
  of(type: string): Score
  readonly all: ReadonlyMap<string, Score>
}

export function createScorer(): Scorer {
  const all = new Map<string, Score>()
  return {
    all,
    of: (type) => {
      let score = all.get(type)
      if (score === undefined) all.set(type, (score = { tp: 0, fp: 0, fn: 0 }))
      return score
    },
  }
}

export function precision({ tp, fp }: Score): number {
  return tp / (tp + fp)
}
export function recall({ tp, fn }: Score): number {
  return tp / (tp + fn)
}
export function fScore({ tp, fp, fn }: Score, beta: number): number {
  return ((1 + beta * beta) * tp) / ((1 + beta * beta) * tp + beta * beta * fn + fp)
}
export function total(scores: ReadonlyMap<string, Score>): Score {
  const sum = { tp: 0, fp: 0, fn: 0 }
  for (const { tp, fp, fn } of scores.values()) {
    sum.tp += tp
    sum.fp += fp
    sum.fn += fn
  }
  return sum
}
