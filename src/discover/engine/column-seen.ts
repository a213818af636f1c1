// Remembers what came of a value by the value's two hashes: together 64 bits, so that one value is taken for another once in a great many columns.
// Open addressing in plain numbers: a look costs no string and no object. Owns no limit on how much is remembered.

const FIRST_SLOTS = 64

export interface Seen<T> {
  get(hash: number, other: number): T | undefined
  /** Of a value that `get` does not know. */
  set(hash: number, other: number, value: T): void
  readonly size: number
  clear(): void
}

/** numbers of a slot: both hashes, which value it is (0: none), one spare so that a slot never lies on two lines of the processor's cache */
const SLOT = 4

export function createSeen<T>(): Seen<T> {
  let mask = 0
  let table = new Int32Array(0)
  let values: T[] = []

  const put = (hash: number, other: number, number: number): void => {
    let at = ((hash ^ other) & mask) * SLOT
    while (table[at + 2] !== 0) at = (at + SLOT) & (mask * SLOT + SLOT - 1)
    table[at] = hash
    table[at + 1] = other
    table[at + 2] = number
  }
  const make = (slots: number): void => {
    mask = slots - 1
    table = new Int32Array(slots * SLOT)
  }
  return {
    get: (hash, other) => {
      if (values.length === 0) return undefined
      let at = ((hash ^ other) & mask) * SLOT
      for (;;) {
        const number = table[at + 2]!
        if (number === 0) return undefined
        if (table[at] === hash && table[at + 1] === other) return values[number - 1]
        at = (at + SLOT) & (mask * SLOT + SLOT - 1)
      }
    },
    set: (hash, other, value) => {
      if (values.length === 0) make(FIRST_SLOTS)
      else if (values.length * 2 > mask) {
        const before = table
        make((mask + 1) * 2)
        for (let at = 0; at < before.length; at += SLOT) if (before[at + 2] !== 0) put(before[at]!, before[at + 1]!, before[at + 2]!)
      }
      put(hash, other, values.push(value))
    },
    get size() {
      return values.length
    },
    clear: () => {
      values = []
      table = new Int32Array(0)
    },
  }
}
