// From references to numbers of people, many at a time, each asked for once. Owns a bounded memory of what was answered; lives as long as one
// question or one compaction, so that people added later are found by the next.
import { REF_BYTES } from './access-batch.ts'

/** The number of the person each reference belongs to, by the reference in hex; those of nobody are left out. */
export type NumbersOf = (refs: readonly Uint8Array[]) => Promise<ReadonlyMap<string, number>>

export interface ResolvedRefs {
  /** people, each once */
  readonly numbers: readonly number[]
  /** references of nobody, in hex, each once */
  readonly unresolved: readonly string[]
}

export interface RefResolver {
  /** `all`: 16-byte references one after another. */
  learn(all: readonly Uint8Array[]): Promise<void>
  /** Only for what was learned before. */
  resolve(refs: Uint8Array): ResolvedRefs
  /** of one reference; null: nobody's */
  numberOf(ref: Uint8Array): number | null
}

/** The same for many: 16-byte references one after another to their numbers, NOBODY for those of nobody. Crosses to a worker as it is. */
export type PackedNumbers = (refs: Uint8Array) => Promise<Uint32Array>

export const NOBODY = 0xffff_ffff
const AT_ONCE = 10_000
const REMEMBERED = 1_000_000

export function packedNumbers(numbersOf: NumbersOf): PackedNumbers {
  return async (refs) => {
    const numbers = new Uint32Array(refs.length / REF_BYTES).fill(NOBODY)
    for (let from = 0; from < numbers.length; from += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, numbers.length - from) }, (_, at) =>
        Buffer.from(refs.buffer, refs.byteOffset + (from + at) * REF_BYTES, REF_BYTES),
      )
      const found = await numbersOf(some)
      if (found.size > 0) some.forEach((ref, at) => (numbers[from + at] = found.get(ref.toString('hex')) ?? NOBODY))
    }
    return numbers
  }
}

export interface RefNumbers {
  /** Of all references in these, one after another. */
  of(all: readonly Uint8Array[]): Promise<Uint32Array>
}

/** A table of words instead of a map of texts: compaction looks up every reference of every record. */
export function createRefNumbers(packed: PackedNumbers): RefNumbers {
  let slots = new Int32Array(2 ** 12) // index of a reference + 1; 0: free
  let words = new Uint32Array(4 * 2 ** 11)
  let numbers = new Uint32Array(2 ** 11)
  let count = 0
  let known = 0 // how many have their number
  const place = (a: number, b: number, c: number, d: number): number => {
    const mask = slots.length - 1
    let hash = Math.imul(a ^ (b >>> 15) ^ (b << 7), 0x9e37_79b1) ^ Math.imul(c ^ (d << 13) ^ (d >>> 9), 0x85eb_ca6b)
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2_ae35)
    let at = (hash ^ (hash >>> 13)) & mask
    for (;;) {
      const index = slots[at]! - 1
      if (index < 0) return ~at
      const word = index * 4
      if (words[word] === a && words[word + 1] === b && words[word + 2] === c && words[word + 3] === d) return index
      at = (at + 1) & mask
    }
  }
  const grow = (): void => {
    const [oldWords, oldNumbers] = [words, numbers]
    words = new Uint32Array(words.length * 2)
    words.set(oldWords)
    numbers = new Uint32Array(numbers.length * 2)
    numbers.set(oldNumbers)
    slots = new Int32Array(slots.length * 2)
    for (let index = 0; index < count; index++) {
      const word = index * 4
      slots[~place(words[word]!, words[word + 1]!, words[word + 2]!, words[word + 3]!)] = index + 1
    }
  }
  return {
    async of(all) {
      if (count > REMEMBERED) {
        slots.fill(0)
        count = known = 0
      }
      const out = new Uint32Array(all.reduce((sum, refs) => sum + refs.length, 0) / REF_BYTES)
      let to = 0
      for (const refs of all) {
        for (let at = 0; at < refs.length; at += REF_BYTES) {
          const a = wordAt(refs, at)
          const b = wordAt(refs, at + 4)
          const c = wordAt(refs, at + 8)
          const d = wordAt(refs, at + 12)
          let index = place(a, b, c, d)
          if (index < 0) {
            if (count * 2 >= numbers.length) {
              grow()
              index = place(a, b, c, d)
            }
            slots[~index] = count + 1
            index = count++
            words.set([a, b, c, d], index * 4)
          }
          out[to++] = index
        }
      }
      if (known < count) {
        numbers.set(await packed(new Uint8Array(words.slice(known * 4, count * 4).buffer)), known)
        known = count
      }
      for (let at = 0; at < out.length; at++) out[at] = numbers[out[at]!]!
      return out
    },
  }
}

/** As it lies in memory, so that the words are the bytes. */
function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
}

export function createRefResolver(numbersOf: NumbersOf): RefResolver {
  const known = new Map<string, number | null>()
  const hexes = (refs: Uint8Array): string[] => {
    const text = Buffer.from(refs.buffer, refs.byteOffset, refs.byteLength).toString('latin1')
    const out: string[] = []
    for (let at = 0; at < text.length; at += REF_BYTES) out.push(text.slice(at, at + REF_BYTES))
    return out
  }
  return {
    async learn(all) {
      if (known.size > REMEMBERED) known.clear()
      const asked = new Set<string>()
      for (const refs of all) for (const ref of hexes(refs)) if (!known.has(ref)) asked.add(ref)
      const list = [...asked]
      for (let at = 0; at < list.length; at += AT_ONCE) {
        const some = list.slice(at, at + AT_ONCE)
        const bytes = some.map((ref) => Buffer.from(ref, 'latin1'))
        const found = await numbersOf(bytes)
        some.forEach((ref, index) => known.set(ref, found.get(bytes[index]!.toString('hex')) ?? null))
      }
    },
    resolve(refs) {
      const numbers = new Set<number>()
      const unresolved = new Set<string>()
      for (const ref of hexes(refs)) {
        const n = known.get(ref)
        if (n === undefined || n === null) unresolved.add(Buffer.from(ref, 'latin1').toString('hex'))
        else numbers.add(n)
      }
      return { numbers: [...numbers], unresolved: [...unresolved] }
    },
    numberOf: (ref) => known.get(Buffer.from(ref.buffer, ref.byteOffset, ref.byteLength).toString('latin1')) ?? null,
  }
}
