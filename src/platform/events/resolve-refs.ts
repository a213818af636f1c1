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

const AT_ONCE = 10_000
const REMEMBERED = 1_000_000

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
