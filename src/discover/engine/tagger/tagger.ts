// Reads the model and tags a text: where the gate opened, a linear-chain model (a conditional random field) weighs all ways to label the stretch;
// the best way gives the spans, the share of all ways that agree gives their confidence. Time grows with the text, memory is used again.
import { featuresOf, look, createViews, MODEL_FORM, MOST_FEATURES, ROW_BITS, WIDTH } from './features.ts'
import { createTokens, cut, type Tokens } from './tokens.ts'
import type { Known } from './words.ts'

/** O, begin and inside of person, place, organisation, part of an address */
export const LABELS = ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC', 'B-ORG', 'I-ORG', 'ADR'] as const
export const PER = 1
export const LOC = 3
export const ORG = 5
export const ADR = 7

export interface Model {
  /** WIDTH weights a row */
  readonly weights: Int8Array | Float32Array
  readonly scale: number
  /** from (WIDTH: the start) × to */
  readonly moves: Float32Array
}

const MAGIC = 0x31544c48 // HLT1
const HEAD = 20

export function readModel(bytes: Uint8Array): Model {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const moves = (WIDTH + 1) * WIDTH
  if (bytes.length < HEAD || view.getUint32(0, true) !== MAGIC) throw new Error('the tagger model has another form')
  if (view.getUint32(4, true) !== MODEL_FORM || view.getUint32(8, true) !== ROW_BITS)
    throw new Error('the tagger model was trained with other features')
  if (bytes.length !== HEAD + moves * 4 + (1 << ROW_BITS) * WIDTH) throw new Error('the tagger model has another length')
  return {
    scale: view.getFloat32(12, true),
    moves: Float32Array.from({ length: moves }, (_, i) => view.getFloat32(HEAD + i * 4, true)),
    weights: new Int8Array(bytes.buffer, bytes.byteOffset + HEAD + moves * 4, (1 << ROW_BITS) * WIDTH),
  }
}

export function writeModel(weights: Float32Array, moves: Float32Array): Uint8Array {
  const most = 4
  const scale = most / 127
  const out = new Uint8Array(HEAD + moves.length * 4 + weights.length)
  const view = new DataView(out.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, MODEL_FORM, true)
  view.setUint32(8, ROW_BITS, true)
  view.setFloat32(12, scale, true)
  moves.forEach((weight, i) => view.setFloat32(HEAD + i * 4, weight, true))
  weights.forEach((weight, i) => view.setInt8(HEAD + moves.length * 4 + i, Math.max(-127, Math.min(127, Math.round(weight / scale)))))
  return out
}

/** `kind`: PER, LOC, ORG or ADR; `chance`: how sure, 0 to 1; `from`, `to`: tokens, end exclusive */
export type TakeSpan = (kind: number, from: number, to: number, chance: number) => void

export interface Tagger {
  readonly tokens: Tokens
  /** `language`: as languageOf says it */
  tag(text: string, language: number, take: TakeSpan): void
}

/** Which label may follow which: the inside of a kind only its begin or inside. */
export function mayFollow(before: number, label: number): boolean {
  return !(label === 2 || label === 4 || label === 6) || before === label || before === label - 1
}

export function createTagger(known: Known, model: Model): Tagger {
  const tokens = createTokens()
  const views = createViews()
  const rows = new Int32Array(MOST_FEATURES)
  const { weights, scale } = model
  // exp of the moves, 0 where a label may not follow.
  const move = new Float64Array((WIDTH + 1) * WIDTH)
  for (let a = 0; a <= WIDTH; a++)
    for (let b = 0; b < WIDTH; b++) move[a * WIDTH + b] = mayFollow(a === WIDTH ? 0 : a, b) ? Math.exp(model.moves[a * WIDTH + b]!) : 0
  // A token is O on every best way when O leads by more than the moves into and out of another label can bring.
  let mostMove = -Infinity
  for (let a = 0; a <= WIDTH; a++)
    for (let b = 0; b < WIDTH; b++) if (move[a * WIDTH + b]! > 0) mostMove = Math.max(mostMove, model.moves[a * WIDTH + b]!)
  const enough = (2 * (mostMove - Math.min(model.moves[0]!, model.moves[WIDTH * WIDTH]!))) / scale
  let room = 512
  let emit = new Float64Array(room * WIDTH) // exp of what the token itself says
  let ahead = new Float64Array(room * WIDTH) // forward, normalised at each token
  let best = new Float64Array(room * WIDTH)
  let back = new Uint8Array(room * WIDTH)
  const after = new Float64Array(WIDTH)
  const next = new Float64Array(WIDTH)
  let chances = new Float64Array(room * WIDTH)
  let path = new Uint8Array(room)

  const stretch = (text: string, from: number, to: number, take: TakeSpan): void => {
    const length = to - from
    if (length > room) {
      room = length * 2
      emit = new Float64Array(room * WIDTH)
      ahead = new Float64Array(room * WIDTH)
      best = new Float64Array(room * WIDTH)
      back = new Uint8Array(room * WIDTH)
      chances = new Float64Array(room * WIDTH)
      path = new Uint8Array(room)
    }
    let plain = true
    for (let t = 0; t < length; t++) {
      const n = featuresOf(text, tokens, views, from + t, rows, 0)
      let a = 0
      let b = 0
      let c = 0
      let d = 0
      let e = 0
      let f = 0
      let g = 0
      let h = 0
      for (let j = 0; j < n; j++) {
        const row = rows[j]! * WIDTH
        a += weights[row]!
        b += weights[row + 1]!
        c += weights[row + 2]!
        d += weights[row + 3]!
        e += weights[row + 4]!
        f += weights[row + 5]!
        g += weights[row + 6]!
        h += weights[row + 7]!
      }
      const other = Math.max(b, c, d, e, f, g, h)
      if (a - other <= enough) plain = false
      const most = Math.max(a, other)
      const at = t * WIDTH
      emit[at] = Math.exp((a - most) * scale)
      emit[at + 1] = Math.exp((b - most) * scale)
      emit[at + 2] = Math.exp((c - most) * scale)
      emit[at + 3] = Math.exp((d - most) * scale)
      emit[at + 4] = Math.exp((e - most) * scale)
      emit[at + 5] = Math.exp((f - most) * scale)
      emit[at + 6] = Math.exp((g - most) * scale)
      emit[at + 7] = Math.exp((h - most) * scale)
    }
    if (plain) return
    for (let t = 0; t < length; t++) {
      const at = t * WIDTH
      let most = 0
      for (let label = 0; label < WIDTH; label++) {
        let top = 0
        let source = 0
        if (t === 0) top = move[WIDTH * WIDTH + label]!
        else
          for (let old = 0; old < WIDTH; old++) {
            const one = best[at - WIDTH + old]! * move[old * WIDTH + label]!
            if (one > top) {
              top = one
              source = old
            }
          }
        const own = top * emit[at + label]!
        best[at + label] = own
        back[at + label] = source
        if (own > most) most = own
      }
      if (most <= 0) most = 1
      for (let label = 0; label < WIDTH; label++) best[at + label] = best[at + label]! / most
    }
    let last = 0
    for (let one = 1; one < WIDTH; one++) if (best[(length - 1) * WIDTH + one]! > best[(length - 1) * WIDTH + last]!) last = one
    let found = false
    for (let t = length - 1; t >= 0; t--) {
      path[t] = last
      if (last !== 0) found = true
      last = back[t * WIDTH + last]!
    }
    if (!found) return
    for (let t = 0; t < length; t++) {
      const at = t * WIDTH
      let sum = 0
      for (let label = 0; label < WIDTH; label++) {
        let all = 0
        if (t === 0) all = move[WIDTH * WIDTH + label]!
        else for (let old = 0; old < WIDTH; old++) all += ahead[at - WIDTH + old]! * move[old * WIDTH + label]!
        all *= emit[at + label]!
        ahead[at + label] = all
        sum += all
      }
      if (sum <= 0) sum = 1
      for (let label = 0; label < WIDTH; label++) ahead[at + label] = ahead[at + label]! / sum
    }
    after.fill(1)
    for (let t = length - 1; t >= 0; t--) {
      const at = t * WIDTH
      let sum = 0
      for (let label = 0; label < WIDTH; label++) sum += chances[at + label] = ahead[at + label]! * after[label]!
      for (let label = 0; label < WIDTH; label++) chances[at + label] = chances[at + label]! / sum
      let total = 0
      for (let old = 0; old < WIDTH; old++) {
        let all = 0
        for (let label = 0; label < WIDTH; label++) all += move[old * WIDTH + label]! * emit[at + label]! * after[label]!
        next[old] = all
        total += all
      }
      for (let old = 0; old < WIDTH; old++) after[old] = next[old]! / total
    }
    for (let t = 0; t < length;) {
      const kind = path[t]!
      if (kind === 0) {
        t++
        continue
      }
      let end = t + 1
      if (kind === ADR) while (end < length && path[end] === ADR) end++
      else while (end < length && path[end] === kind + 1) end++
      let chance = 1
      for (let one = t; one < end; one++) {
        const at = one * WIDTH
        chance = Math.min(chance, kind === ADR ? chances[at + ADR]! : chances[at + kind]! + chances[at + kind + 1]!)
      }
      take(kind, from + t, from + end, chance)
      t = end
    }
  }

  return {
    tokens,
    tag: (text, language, take) => {
      if (!cut(text, known, language, tokens)) return
      const { active, count } = tokens
      let seen = 0
      for (let i = 0; i < count;) {
        if (active[i] === 0) {
          i++
          continue
        }
        let end = i + 1
        while (end < count && active[end] === 1) end++
        const low = Math.max(seen, i - 3)
        const high = Math.min(count, end + 3)
        look(tokens, views, low, high)
        seen = high > end ? end : high
        stretch(text, i, end, take)
        i = end
      }
    },
  }
}
