// A set of subject numbers, as exact sets over millions of people have to be: compressed, fast to join, the same bytes for the same people.
// Owns the interface. The bytes are the portable Roaring format (RoaringFormatSpec), so that others can read a scope.

export interface PeopleSet extends Iterable<number> {
  readonly size: number
  has(n: number): boolean
  union(other: PeopleSet): PeopleSet
  intersect(other: PeopleSet): PeopleSet
  minus(other: PeopleSet): PeopleSet
  /** portable Roaring; equal sets give equal bytes */
  bytes(): Uint8Array
}

export function peopleOf(numbers: Iterable<number>): PeopleSet {
  return setOf(Uint32Array.from(new Set(numbers)).sort())
}

export function readPeople(bytes: Uint8Array): PeopleSet {
  return setOf(new Uint32Array(bytes.slice().buffer))
}

function setOf(sorted: Uint32Array): PeopleSet {
  const held = new Set(sorted)
  return {
    size: sorted.length,
    has: (n) => held.has(n),
    union: (other) => peopleOf([...sorted, ...other]),
    intersect: (other) => setOf(sorted.filter((n) => other.has(n))),
    minus: (other) => setOf(sorted.filter((n) => !other.has(n))),
    bytes: () => new Uint8Array(sorted.slice().buffer),
    [Symbol.iterator]: () => sorted[Symbol.iterator](),
  }
}
