// A set of subject numbers, as exact sets over millions of people have to be: compressed, fast to join, the same bytes for the same people.
// Owns the set and its algebra. The bytes are the portable Roaring format (roaring-bytes.ts), so that others can read a scope.
import { arrayContainer, containerOf, intersect, minus, union, type Container } from './roaring-containers.ts'
import { orContainers, readContainers, writeContainers } from './roaring-bytes.ts'

export interface PeopleSet extends Iterable<number> {
  readonly size: number
  has(n: number): boolean
  union(other: PeopleSet): PeopleSet
  intersect(other: PeopleSet): PeopleSet
  minus(other: PeopleSet): PeopleSet
  /** portable Roaring; equal sets give equal bytes */
  bytes(): Uint8Array
}

/** Gathers people from many places; never holds more than one bitmap (8 kB) for each 65,536 numbers, and less where they are few. */
export interface PeopleBuilder {
  add(n: number): void
  addAll(people: PeopleSet): void
  /** as readPeople reads them, without a set of their own */
  addBytes(bytes: Uint8Array): void
  /** the set so far; the builder can go on */
  build(): PeopleSet
}

const LARGEST = 0xffff_ffff

/** `numbers`: whole numbers from 0 to 2^32 - 1; throws a RangeError at any other. */
export function peopleOf(numbers: Iterable<number>): PeopleSet {
  const checked: number[] = Array.isArray(numbers) ? numbers : [...numbers]
  for (const n of checked) checkNumber(n)
  const sorted = Uint32Array.from(checked).sort()
  const containers: Container[] = []
  let from = 0
  while (from < sorted.length) {
    const key = sorted[from]! >>> 16
    let end = from + 1
    while (end < sorted.length && sorted[end]! >>> 16 === key) end++
    const lows = new Uint16Array(end - from)
    let to = 0
    for (let at = from; at < end; at++) {
      const low = sorted[at]! & 0xffff
      if (to === 0 || lows[to - 1] !== low) lows[to++] = low
    }
    containers.push(arrayContainer(key, to === lows.length ? lows : lows.slice(0, to)))
    from = end
  }
  return setOf(containers)
}

/** Portable Roaring of any writer: array, bitmap and run containers. Throws a RangeError at bytes that are not. */
export function readPeople(bytes: Uint8Array): PeopleSet {
  return setOf(readContainers(bytes))
}

export function peopleBuilder(): PeopleBuilder {
  // Few of a high half are a list, more a bitmap: there is a builder for each group of an answer, and most groups reach few people.
  const halves = new Map<number, number[] | Uint32Array>()
  const bitsFor = (key: number): Uint32Array => {
    const known = halves.get(key)
    if (known instanceof Uint32Array) return known
    const bits = new Uint32Array(2048)
    if (known !== undefined) for (const low of known) bits[low >>> 5]! |= 1 << (low & 31)
    halves.set(key, bits)
    return bits
  }
  const addLow = (key: number, low: number): void => {
    const known = halves.get(key)
    if (known === undefined) halves.set(key, [low])
    else if (known instanceof Uint32Array) known[low >>> 5]! |= 1 << (low & 31)
    else if (known.length < FEW) known.push(low)
    else bitsFor(key)[low >>> 5]! |= 1 << (low & 31)
  }
  return {
    add(n) {
      checkNumber(n)
      addLow(n >>> 16, n & 0xffff)
    },
    addBytes: (bytes) => orContainers(bytes, bitsFor, addLow),
    addAll(people) {
      for (const container of containersOf(people)) {
        if (container.kind === 'array' && container.size <= FEW) {
          for (const low of container.values) addLow(container.key, low)
          continue
        }
        const bits = bitsFor(container.key)
        if (container.kind === 'bitmap') {
          for (let at = 0; at < 2048; at++) bits[at]! |= container.bits[at]!
        } else {
          for (const low of container.values) bits[low >>> 5]! |= 1 << (low & 31)
        }
      }
    },
    build() {
      const containers: Container[] = []
      for (const key of [...halves.keys()].toSorted((a, b) => a - b)) {
        const half = halves.get(key)!
        if (half instanceof Uint32Array) {
          const container = containerOf(key, half)
          if (container !== null) containers.push(container)
        } else containers.push(arrayContainer(key, Uint16Array.from(new Set(half)).sort()))
      }
      return setOf(containers)
    },
  }
}

/** numbers of one high half, repeated ones counted, that are kept as a list */
const FEW = 256

function checkNumber(n: number): void {
  if (!Number.isInteger(n) || n < 0 || n > LARGEST) throw new RangeError('a subject number is a whole number from 0 to 2^32 - 1')
}

const held = new WeakMap<PeopleSet, readonly Container[]>()

function containersOf(people: PeopleSet): readonly Container[] {
  return held.get(people) ?? held.get(peopleOf(people))!
}

/** `containers`: by key, none empty. */
function setOf(containers: readonly Container[]): PeopleSet {
  const set: PeopleSet = {
    size: containers.reduce((sum, container) => sum + container.size, 0),
    has(n) {
      if (!Number.isInteger(n) || n < 0 || n > LARGEST) return false
      const container = find(containers, n >>> 16)
      if (container === undefined) return false
      const low = n & 0xffff
      if (container.kind === 'bitmap') return (container.bits[low >>> 5]! & (1 << (low & 31))) !== 0
      return holds(container.values, low)
    },
    union: (other) => setOf(union(containers, containersOf(other))),
    intersect: (other) => setOf(intersect(containers, containersOf(other))),
    minus: (other) => setOf(minus(containers, containersOf(other))),
    bytes: () => writeContainers(containers),
    *[Symbol.iterator]() {
      for (const container of containers) {
        const base = container.key * 65_536
        if (container.kind === 'array') {
          for (const low of container.values) yield base + low
          continue
        }
        for (let word = 0; word < 2048; word++) {
          for (let bits = container.bits[word]!; bits !== 0; bits &= bits - 1) yield base + word * 32 + (31 - Math.clz32(bits & -bits))
        }
      }
    },
  }
  held.set(set, containers)
  return set
}

function find(containers: readonly Container[], key: number): Container | undefined {
  let low = 0
  let high = containers.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const there = containers[middle]!.key
    if (there === key) return containers[middle]
    if (there < key) low = middle + 1
    else high = middle - 1
  }
  return undefined
}

function holds(values: Uint16Array, low: number): boolean {
  let from = 0
  let to = values.length - 1
  while (from <= to) {
    const middle = (from + to) >>> 1
    const there = values[middle]!
    if (there === low) return true
    if (there < low) from = middle + 1
    else to = middle - 1
  }
  return false
}
