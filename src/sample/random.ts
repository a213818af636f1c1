// Numbers that look random and come again with the same seed. Owns the generator; the sample company is made of nothing else, so that a
// seed is the whole company. Never for secrets.

export interface Random {
  /** in [0, 1) */
  next(): number
  /** a whole number from `low` to `high`, both included */
  between(low: number, high: number): number
  /** true in `share` of the cases */
  chance(share: number): boolean
  pick<T>(from: readonly T[]): T
  /** a new array in another order */
  shuffle<T>(all: readonly T[]): T[]
  /** that many decimal digits */
  digits(count: number): string
  /** one of them, by weight */
  weighted<T>(all: readonly (readonly [T, number])[]): T
}

/** `stream`: parts of the company draw from streams of their own, so that a change in one leaves the others as they were. */
export function createRandom(seed: number, stream: string): Random {
  let [a, b, c, counter] = spread(seed, stream)
  // sfc32: 128 bits of state, passes the usual batteries.
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 4_294_967_296
  }
  for (let i = 0; i < 15; i++) next()
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    between,
    chance: (share) => next() < share,
    pick: (from) => {
      const found = from[between(0, from.length - 1)]
      if (found === undefined) throw new RangeError('nothing to pick from')
      return found
    },
    shuffle: (all) => {
      const out = [...all]
      for (let i = out.length - 1; i > 0; i--) {
        const j = between(0, i)
        const moved = out[i]!
        out[i] = out[j]!
        out[j] = moved
      }
      return out
    },
    digits: (count) => Array.from({ length: count }, () => between(0, 9)).join(''),
    weighted: (all) => {
      let left = next() * all.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [value, weight] of all) {
        left -= weight
        if (left < 0) return value
      }
      return all[all.length - 1]![0]
    },
  }
}

/** FNV-1a over the stream's name, then a finaliser, so that neighbouring seeds start far apart. */
function spread(seed: number, stream: string): [number, number, number, number] {
  let hash = 0x811c9dc5
  for (const char of stream) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193)
  const mix = (value: number): number => {
    let h = value | 0
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    return h ^ (h >>> 16)
  }
  return [mix(seed), mix(seed ^ hash), mix(hash + 0x9e3779b9), 1]
}
