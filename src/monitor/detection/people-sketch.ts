// How many different people, in bounded memory: the smallest of their references. A reference is a keyed hash, so its first bytes are a random
// number already; with fewer than the bound kept the count is exact, beyond it within about 1/sqrt(bound). Pure.

export type Sketch = readonly number[]

export const NOBODY: Sketch = []

/** First six bytes of each 16-byte reference. */
export function refNumbers(refs: Uint8Array): number[] {
  const numbers: number[] = []
  for (let at = 0; at + 16 <= refs.length; at += 16) {
    let number = 0
    for (let byte = 0; byte < 6; byte++) number = number * 256 + refs[at + byte]!
    numbers.push(number)
  }
  return numbers
}

export function join(sketches: readonly Sketch[], bound: number): Sketch {
  const all = new Set<number>()
  for (const sketch of sketches) for (const number of sketch) all.add(number)
  return [...all].sort((a, b) => a - b).slice(0, bound)
}

/** Few numbers into one sketch. */
export function add(sketch: Sketch, numbers: readonly number[], bound: number): Sketch {
  if (numbers.length > 8) return join([sketch, numbers], bound)
  const out = [...sketch]
  for (const number of numbers) {
    let low = 0
    let high = out.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (out[middle]! < number) low = middle + 1
      else high = middle
    }
    if (low < bound && out[low] !== number) out.splice(low, 0, number)
  }
  return out.length > bound ? out.slice(0, bound) : out
}

export function count(sketch: Sketch, bound: number): number {
  if (sketch.length < bound) return sketch.length
  return Math.round(((bound - 1) * 2 ** 48) / Math.max(1, sketch[bound - 1]!))
}
