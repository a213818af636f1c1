// Roaring sets against plain sets, and their bytes against the specification's layout.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { peopleBuilder, peopleOf, readPeople } from './people-set.ts'

const SEED = 20_261_124

// Numbers that meet every kind of container: single ones, crowds, runs, both ends of the range.
const some = fc.oneof(
  fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { maxLength: 60 }),
  fc
    .record({
      start: fc.integer({ min: 0, max: 200_000 }),
      length: fc.integer({ min: 1, max: 20_000 }),
      step: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ start, length, step }) => Array.from({ length }, (_, at) => start + at * step)),
  fc.constantFrom([0], [0xffff_ffff], [65_535, 65_536], []),
)
const numbers = fc.array(some, { maxLength: 3 }).map((parts) => parts.flat())
const sorted = (set: Iterable<number>): number[] => [...set].toSorted((a, b) => a - b)

test('sets agree with plain sets, and their bytes are read back', () => {
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const [left, right] = [peopleOf(a), peopleOf(b)]
      const [one, two] = [new Set(a), new Set(b)]
      assert.equal(left.size, one.size)
      assert.deepEqual([...left], sorted(one))
      assert.deepEqual([...left.union(right)], sorted(one.union(two)))
      assert.deepEqual([...left.intersect(right)], sorted(one.intersection(two)))
      assert.deepEqual([...left.minus(right)], sorted(one.difference(two)))
      for (const n of [...a.slice(0, 20), ...b.slice(0, 20)]) assert.equal(left.has(n), one.has(n))
      const back = readPeople(left.bytes())
      assert.deepEqual([...back], [...left])
      // However a set came to be, equal sets have equal bytes.
      const builder = peopleBuilder()
      for (const n of a.toReversed()) builder.add(n)
      builder.addAll(right)
      assert.deepEqual(builder.build().bytes(), left.union(right).bytes())
      assert.deepEqual(back.union(right).minus(right).union(left.intersect(right)).bytes(), left.bytes())
    }),
    { seed: SEED, numRuns: 150 },
  )
})

const laid = (...parts: readonly string[]): string => parts.join('')

test('the bytes are laid out as the specification says', () => {
  const hex = (set: Iterable<number>): string => Buffer.from(peopleOf(set).bytes()).toString('hex')
  // cookie 12346, count, (key, size - 1), offset, the numbers
  assert.equal(hex([1, 3, 5, 70_000]), laid('3a300000', '02000000', '00000200', '01000000', '18000000', '1e000000', '010003000500', '7011'))
  // cookie 12347 with count - 1, flags, (key, size - 1), no offsets below four parts; one run: start 10, 99 more
  assert.equal(hex(Array.from({ length: 100 }, (_, at) => at + 10)), laid('3b300000', '01', '00006300', '0100', '0a006300'))
  assert.equal(hex([]), laid('3a300000', '00000000'))
  // every second number: 32,768 of them, a bitmap
  const bitmap = peopleOf(Array.from({ length: 32_768 }, (_, at) => at * 2)).bytes()
  assert.equal(Buffer.from(bitmap).toString('hex'), laid('3a300000', '01000000', '0000ff7f', '10000000', '55'.repeat(8192)))
  // four parts of which one is a run: offsets are written
  const four = hex([...Array.from({ length: 50 }, (_, at) => at), 65_536, 131_072, 196_608])
  assert.equal(
    four,
    laid(
      '3b300300',
      '01',
      '00003100',
      '01000000',
      '02000000',
      '03000000',
      '25000000',
      '2b000000',
      '2d000000',
      '2f000000',
      '0100',
      '00003100',
      '0000',
      '0000',
      '0000',
    ),
  )
  // Written by others: an array where runs would be smaller, and a run of one, are the same people.
  const array = Buffer.from(laid('3a300000010000000000020010000000', '010002000300'), 'hex')
  assert.deepEqual([...readPeople(array)], [1, 2, 3])
  assert.equal(Buffer.from(readPeople(array).bytes()).toString('hex'), hex([1, 2, 3]))
  const run = Buffer.from(laid('3b300000', '01', '00000000', '0100', '07000000'), 'hex')
  assert.equal(Buffer.from(readPeople(run).bytes()).toString('hex'), hex([7]))
})

test('bytes that are no set are refused, and never another error', () => {
  assert.throws(() => readPeople(new Uint8Array()), RangeError)
  fc.assert(
    fc.property(numbers, fc.uint8Array({ maxLength: 40 }), fc.nat(), fc.nat(), (of, noise, at, cut) => {
      const bytes = peopleOf(of).bytes()
      bytes.set(noise.subarray(0, Math.max(0, bytes.length - (at % bytes.length))), at % bytes.length)
      for (const hostile of [noise, bytes, bytes.subarray(0, cut % (bytes.length + 1))]) {
        try {
          assert.ok(readPeople(hostile).size >= 0)
        } catch (error) {
          assert.ok(error instanceof RangeError)
        }
      }
    }),
    { seed: SEED, numRuns: 300 },
  )
  for (const wrong of [-1, 1.5, 2 ** 32, Number.NaN]) assert.throws(() => peopleOf([wrong]), RangeError)
})

test('a builder gathers few and many alike: one by one, from sets and from bytes, again and again', () => {
  // Around where a list becomes a bitmap, in several high halves.
  const some = fc.array(
    fc.integer({ min: 0, max: 3 * 65_536 }).map((n) => (n % 3) * 65_536 + (n % 400)),
    { maxLength: 900 },
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(some, fc.constantFrom('add', 'all', 'bytes')), { maxLength: 5 }), (parts) => {
      const builder = peopleBuilder()
      for (const [numbers, how] of parts) {
        if (how === 'add') for (const n of numbers) builder.add(n)
        else if (numbers.length === 0) continue
        else if (how === 'all') builder.addAll(peopleOf(numbers))
        else builder.addBytes(peopleOf(numbers).bytes())
        assert.deepEqual(builder.build().bytes(), peopleOf(builder.build()).bytes())
      }
      assert.deepEqual(
        [...builder.build()],
        [...new Set(parts.flatMap(([numbers]) => numbers))].toSorted((a, b) => a - b),
      )
    }),
    { numRuns: 100 },
  )
})
