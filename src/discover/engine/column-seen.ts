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

export function createSeen<T>(): Seen<T> {
  let slots = FIRST_SLOTS
  let hashes = new Int32Array(0)
  let others = new Int32Array(0)
  /** 0: none */
  let numbers = new Int32Array(0)
  let values: T[] = []

  const put = (hash: number, other: number, number: number): void => {
    let at = (hash ^ other) & (slots - 1)
    while (numbers[at] !== 0) at = (at + 1) & (slots - 1)
    hashes[at] = hash
    others[at] = other
    numbers[at] = number
  }
  const make = (count: number): void => {
    slots = count
    hashes = new Int32Array(count)
    others = new Int32Array(count)
    numbers = new Int32Array(count)
  }
  return {
    get: (hash, other) => {
      if (values.length === 0) return undefined
      let at = (hash ^ other) & (slots - 1)
      for (;;) {
        const number = numbers[at]!
        if (number === 0) return undefined
        if (hashes[at] === hash && others[at] === other) return values[number - 1]
        at = (at + 1) & (slots - 1)
      }
    },
    set: (hash, other, value) => {
      if (values.length === 0) make(FIRST_SLOTS)
      else if (values.length * 2 >= slots) {
        const before = { hashes, others, numbers }
        make(slots * 2)
        for (let i = 0; i < before.numbers.length; i++)
          if (before.numbers[i] !== 0) put(before.hashes[i]!, before.others[i]!, before.numbers[i]!)
      }
      put(hash, other, values.push(value))
    },
    get size() {
      return values.length
    },
    clear: () => {
      values = []
      hashes = others = numbers = new Int32Array(0)
    },
  }
}
