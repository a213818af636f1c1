// How unlikely a number or a place is, given what came before. Pure mathematics; scores are -log10 of a probability.

/** Natural logarithm of the gamma function (Lanczos, g = 7, n = 9; |error| < 1e-13 for x > 0.5). */
function logGamma(x: number): number {
  const c = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ]
  let sum = c[0]!
  for (let at = 1; at < 9; at++) sum += c[at]! / (x - 1 + at)
  const t = x + 6.5
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}

/** -log10 P(X >= x) of a negative binomial with this mean and variance (Poisson when the variance is not larger). */
export function tailScore(x: number, mean: number, variance: number): number {
  const m = Math.max(mean, 0.01)
  if (x <= m) return 0
  const v = Math.max(variance, m * 1.0001)
  const r = (m * m) / (v - m)
  const p = m / v // of success; r failures before
  const q = 1 - p
  const from = Math.ceil(x)
  // log of the first term, then the terms behind it as a series that falls
  const first = logGamma(from + r) - logGamma(r) - logGamma(from + 1) + r * Math.log(p) + from * Math.log(q)
  let sum = 1
  let term = 1
  for (let k = from; k < from + 100_000 && term > sum * 1e-9; k++) {
    term *= (q * (k + r)) / (k + 1)
    sum += term
  }
  return Math.max(0, -(first + Math.log(sum)) / Math.LN10)
}

export interface PlaceCounts {
  /** hours in which somebody worked from there */
  readonly here: number
  readonly all: number
}

/** Dirichlet back-off: one's own past, then the peers', then everybody's, then any country of the world. */
export function placeScore(own: PlaceCounts, peers: PlaceCounts, everybody: PlaceCounts, most: number): number {
  const organisation = (everybody.here + 0.25) / (everybody.all + 0.25 * 250)
  const team = (peers.here + 5 * organisation) / (peers.all + 5)
  const one = (own.here + 2 * team) / (own.all + 2)
  return own.here > 0 ? 0 : Math.min(most, Math.max(0, -Math.log10(one)))
}

export interface Spread {
  readonly n: number
  readonly mean: number
  readonly variance: number
  readonly highest: number
  readonly median: number
}

/** Robust: beyond four times the usual distance from the median a value is drawn in. */
export function spreadOf(values: readonly number[]): Spread {
  const n = values.length
  if (n === 0) return { n, mean: 0, variance: 0, highest: 0, median: 0 }
  const sorted = values.toSorted((a, b) => a - b)
  const median = middle(sorted)
  const distance = Math.max(
    1,
    1.4826 * middle(values.map((value) => Math.abs(value - median)).toSorted((a, b) => a - b)),
    Math.sqrt(median),
  )
  const drawn = values.map((value) => Math.min(value, median + 4 * distance))
  const mean = drawn.reduce((sum, value) => sum + value, 0) / n
  const variance = n < 2 ? mean : drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  return { n, mean, variance, median, highest: sorted[n - 1]! }
}

function middle(sorted: readonly number[]): number {
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
