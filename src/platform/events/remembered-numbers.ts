// What one survey has learned of references, in little memory: 20 bytes and some room for each, however long the survey asks. Owns that memory
// only; it lives as long as the survey, so that all its questions rest on the same answers of the directory.
import { REF_BYTES } from './access-batch.ts'
import type { NumbersOf } from './resolve-refs.ts'

/** beyond this it asks again instead of remembering: 170 MB */
const MOST = 4_000_000
const EMPTY = 0
const NOBODY = 1
const FIRST = 2

export function rememberedNumbers(numbersOf: NumbersOf, most = MOST): NumbersOf {
  let slots = 1 << 12
  let refs = Buffer.alloc(slots * REF_BYTES)
  let numbers = new Uint32Array(slots)
  let size = 0

  /** The slot of the reference, or the empty one where it would stand. References are HMACs: their first bytes are as good as a hash. */
  const slotOf = (ref: Buffer): number => {
    for (let at = ref.readUInt32LE(0) & (slots - 1); ; at = (at + 1) & (slots - 1)) {
      if (numbers[at] === EMPTY || refs.compare(ref, 0, REF_BYTES, at * REF_BYTES, (at + 1) * REF_BYTES) === 0) return at
    }
  }
  const grow = (): void => {
    const [oldRefs, oldNumbers] = [refs, numbers]
    slots *= 2
    refs = Buffer.alloc(slots * REF_BYTES)
    numbers = new Uint32Array(slots)
    for (let at = 0; at < oldNumbers.length; at++) {
      if (oldNumbers[at] === EMPTY) continue
      const ref = oldRefs.subarray(at * REF_BYTES, (at + 1) * REF_BYTES)
      const to = slotOf(ref)
      ref.copy(refs, to * REF_BYTES)
      numbers[to] = oldNumbers[at]!
    }
  }

  return async (asked) => {
    const found = new Map<string, number>()
    const unknown: Buffer[] = []
    for (const one of asked) {
      const ref = Buffer.from(one.buffer, one.byteOffset, one.byteLength)
      const value = numbers[slotOf(ref)]!
      if (value === EMPTY) unknown.push(ref)
      else if (value !== NOBODY) found.set(ref.toString('hex'), value - FIRST)
    }
    if (unknown.length === 0) return found
    const learned = await numbersOf(unknown)
    for (const ref of unknown) {
      const n = learned.get(ref.toString('hex'))
      if (n !== undefined) found.set(ref.toString('hex'), n)
      if (size >= most) continue
      if (size > slots * 0.6) grow()
      const at = slotOf(ref)
      if (numbers[at] !== EMPTY) continue
      ref.copy(refs, at * REF_BYTES)
      numbers[at] = n === undefined ? NOBODY : n + FIRST
      size++
    }
    return found
  }
}
