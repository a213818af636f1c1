// Trains the tagger and writes rules/names/tagger.bin: a linear-chain conditional random field over hashed features, stochastic gradient with a rate
// of its own for each weight (AdaGrad), on texts made afresh all along from templates and fillers. Everything from one seed: the same commit
// gives the same file. `node scripts/tagger/train.ts [samples]`; docs/decisions/0017-names-in-text.md says what and why.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createViews, featuresOf, look, MOST_FEATURES, ROW_BITS, WIDTH } from '../../src/discover/engine/tagger/features.ts'
import { languageOf } from '../../src/discover/engine/tagger/foreign.ts'
import { readLexicon } from '../../src/discover/engine/tagger/lexicon.ts'
import { mayFollow, writeModel } from '../../src/discover/engine/tagger/tagger.ts'
import { createTokens, cut } from '../../src/discover/engine/tagger/tokens.ts'
import { readWords } from '../../src/discover/engine/tagger/words.ts'
import { createDice, createFillers, loadWorld } from './fillers.ts'
import { createSampler } from './sampler.ts'

const SAMPLES = Number(process.argv[2] ?? 800_000)
const SEED = 20261130
const RATE = 0.12
const BEGIN = { PER: 1, LOC: 3, ORG: 5, ADR: 7 } as const

const here = new URL('.', import.meta.url)
const lexicon = readLexicon(new Uint8Array(readFileSync(new URL('../../rules/names/lexicon.bin', here))))
const words = readWords(new Uint8Array(readFileSync(new URL('../../rules/names/words.bin', here))))
const known = { lexicon, words }
const dice = createDice(SEED)
const sample = createSampler(
  createFillers(loadWorld()),
  readdirSync(new URL('templates/', here)),
  readFileSync(new URL('plain.txt', here), 'utf8'),
)

const weights = new Float32Array((1 << ROW_BITS) * WIDTH)
const seen = new Float32Array(weights.length)
const moves = new Float32Array((WIDTH + 1) * WIDTH)
const seenMoves = new Float32Array(moves.length).fill(1)
const tokens = createTokens()
const views = createViews()

let room = 0
let rows = new Int32Array(0)
let rowEnd = new Int32Array(0)
let emit = new Float64Array(0)
let ahead = new Float64Array(0)
let after = new Float64Array(0)
const grow = (length: number): void => {
  if (length <= room) return
  room = length * 2
  rows = new Int32Array(room * MOST_FEATURES)
  rowEnd = new Int32Array(room)
  emit = new Float64Array(room * WIDTH)
  ahead = new Float64Array(room * WIDTH)
  after = new Float64Array(room * WIDTH)
}
const step = (values: Float32Array, squares: Float32Array, at: number, gradient: number): void => {
  squares[at] = squares[at]! + gradient * gradient
  values[at] = values[at]! - (RATE * gradient) / Math.sqrt(squares[at]! + 1e-3)
}
const allowed = Float64Array.from({ length: (WIDTH + 1) * WIDTH }, (_, i) =>
  mayFollow(Math.floor(i / WIDTH) === WIDTH ? 0 : Math.floor(i / WIDTH), i % WIDTH) ? 1 : 0,
)
const move = new Float64Array(allowed.length)

/** One stretch: forward, backward, and a step down the gradient. The log likelihood. */
function learn(text: string, from: number, to: number, gold: Uint8Array): number {
  const length = to - from
  grow(length)
  for (let i = 0; i < move.length; i++) move[i] = allowed[i]! * Math.exp(moves[i]!)
  let at = 0
  for (let t = 0; t < length; t++) {
    const end = featuresOf(text, tokens, views, from + t, rows, at)
    for (let label = 0; label < WIDTH; label++) {
      let sum = 0
      for (let j = at; j < end; j++) sum += weights[rows[j]! * WIDTH + label]!
      emit[t * WIDTH + label] = sum
    }
    at = rowEnd[t] = end
    let most = -Infinity
    for (let label = 0; label < WIDTH; label++) most = Math.max(most, emit[t * WIDTH + label]!)
    for (let label = 0; label < WIDTH; label++) emit[t * WIDTH + label] = Math.exp(emit[t * WIDTH + label]! - most)
  }
  for (let t = 0; t < length; t++) {
    let sum = 0
    for (let label = 0; label < WIDTH; label++) {
      let all = 0
      if (t === 0) all = move[WIDTH * WIDTH + label]!
      else for (let old = 0; old < WIDTH; old++) all += ahead[(t - 1) * WIDTH + old]! * move[old * WIDTH + label]!
      sum += ahead[t * WIDTH + label] = all * emit[t * WIDTH + label]!
    }
    for (let label = 0; label < WIDTH; label++) ahead[t * WIDTH + label]! /= sum
  }
  for (let label = 0; label < WIDTH; label++) after[(length - 1) * WIDTH + label] = 1
  for (let t = length - 2; t >= 0; t--) {
    let sum = 0
    for (let old = 0; old < WIDTH; old++) {
      let all = 0
      for (let label = 0; label < WIDTH; label++)
        all += move[old * WIDTH + label]! * emit[(t + 1) * WIDTH + label]! * after[(t + 1) * WIDTH + label]!
      sum += after[t * WIDTH + old] = all
    }
    for (let old = 0; old < WIDTH; old++) after[t * WIDTH + old]! /= sum
  }
  let likelihood = 0
  const chance = new Float64Array(WIDTH)
  for (let t = 0; t < length; t++) {
    let sum = 0
    for (let label = 0; label < WIDTH; label++) sum += chance[label] = ahead[t * WIDTH + label]! * after[t * WIDTH + label]!
    const wanted = gold[from + t]!
    likelihood += Math.log(Math.max(1e-9, chance[wanted]! / sum))
    const begin = t === 0 ? 0 : rowEnd[t - 1]!
    for (let label = 0; label < WIDTH; label++) {
      const gradient = chance[label]! / sum - (label === wanted ? 1 : 0)
      if (gradient < 1e-4 && gradient > -1e-4) continue
      for (let j = begin; j < rowEnd[t]!; j++) step(weights, seen, rows[j]! * WIDTH + label, gradient)
    }
    // The moves: expected minus seen.
    if (t === 0) {
      for (let label = 0; label < WIDTH; label++)
        step(moves, seenMoves, WIDTH * WIDTH + label, chance[label]! / sum - (label === wanted ? 1 : 0))
      continue
    }
    let total = 0
    for (let old = 0; old < WIDTH; old++)
      for (let label = 0; label < WIDTH; label++)
        total += ahead[(t - 1) * WIDTH + old]! * move[old * WIDTH + label]! * emit[t * WIDTH + label]! * after[t * WIDTH + label]!
    for (let old = 0; old < WIDTH; old++)
      for (let label = 0; label < WIDTH; label++) {
        if (allowed[old * WIDTH + label] === 0) continue
        const expected =
          (ahead[(t - 1) * WIDTH + old]! * move[old * WIDTH + label]! * emit[t * WIDTH + label]! * after[t * WIDTH + label]!) / total
        const hit = gold[from + t - 1] === old && wanted === label ? 1 : 0
        step(moves, seenMoves, old * WIDTH + label, expected - hit)
      }
  }
  return likelihood
}

const started = performance.now()
let sum = 0
let learned = 0
let missed = 0
let named = 0
for (let round = 1; round <= SAMPLES; round++) {
  const { text, spans } = sample(dice)
  const hidden = new Set(spans.filter((span) => dice.chance(span.label === 'ORG' ? 0.4 : span.label === 'LOC' ? 0.12 : 0.3)))
  const spanAt = (start: number, end: number): (typeof spans)[number] | undefined =>
    spans.find((span) => span.start < end && start < span.end)
  if (
    !cut(text, known, languageOf(text, known), tokens, (start, end) => {
      const span = spanAt(start, end)
      return span !== undefined && hidden.has(span)
    })
  )
    continue
  const gold = new Uint8Array(tokens.count)
  let before: object | undefined
  for (let i = 0; i < tokens.count; i++) {
    const span = spanAt(tokens.start[i]!, tokens.end[i]!)
    if (span !== undefined) {
      const begin = BEGIN[span.label]
      gold[i] = begin === 7 || span !== before ? begin : begin + 1
      named++
      if (tokens.active[i] === 0) missed++
    }
    before = span
  }
  look(tokens, views, 0, tokens.count)
  for (let i = 0; i < tokens.count;) {
    if (tokens.active[i] === 0) {
      i++
      continue
    }
    let end = i + 1
    while (end < tokens.count && tokens.active[end] === 1) end++
    // An inside whose begin lies outside of the gate begins here.
    if (gold[i] === 2 || gold[i] === 4 || gold[i] === 6) gold[i]!--
    sum += learn(text, i, end, gold)
    learned += end - i
    i = end
  }
  if (round % 20_000 === 0) {
    console.log(
      `${round}: log likelihood ${(sum / learned).toFixed(4)} a token, gate missed ${((missed / named) * 100).toFixed(1)} %, ${((performance.now() - started) / 1000).toFixed(0)} s`,
    )
    sum = learned = missed = named = 0
  }
}
let used = 0
for (let i = 0; i < weights.length; i++) if (Math.abs(weights[i]!) > 0.02) used++
writeFileSync(new URL('../../rules/names/tagger.bin', here), writeModel(weights, moves))
console.log(`${used} of ${weights.length} weights are used`)
