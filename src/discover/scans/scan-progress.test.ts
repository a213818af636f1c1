import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { scanProgress, type StoreProgress } from './scan-progress.ts'

const store = (given: Partial<StoreProgress>): StoreProgress => ({
  state: 'running',
  objectsTotal: 10,
  objectsDone: 0,
  bytes: 0,
  bytesTotal: null,
  objectsKnown: 0,
  ...given,
})

test('what is not listed yet is unknown, unless an earlier scan knew it', () => {
  const waiting = store({ state: 'waiting', objectsTotal: null })
  assert.deepEqual(scanProgress('running', false, [store({ objectsDone: 5 }), waiting], 60), { share: null, left: null })
  const known = { ...waiting, objectsKnown: 10 }
  assert.deepEqual(scanProgress('running', false, [store({ objectsDone: 5 }), known], 60), { share: 0.25, left: 180 })
})

test('a full scan goes by bytes, a sample by objects', () => {
  const one = store({ objectsDone: 9, bytes: 100, bytesTotal: 1000 })
  assert.equal(scanProgress('running', true, [one], 10).share, 0.1)
  assert.equal(scanProgress('running', false, [one], 10).share, 0.9)
  assert.equal(scanProgress('running', true, [{ ...one, bytesTotal: null }], 10).share, 0.9)
})

test('too early, stopping and ended give no guess of the time left', () => {
  const one = store({ objectsDone: 5 })
  assert.equal(scanProgress('running', false, [one], 1).left, null)
  assert.equal(scanProgress('running', false, [{ ...one, objectsDone: 0 }], 100).left, null)
  assert.equal(scanProgress('stopping', false, [one], 100).left, null)
  assert.deepEqual(scanProgress('stopped', false, [{ ...one, state: 'stopped' }], 100), { share: 1, left: null })
  assert.deepEqual(scanProgress('done', false, [{ ...one, state: 'done' }], 100), { share: 1, left: 0 })
})

test('whatever the counters say, the share is within 0 and 1 and the time left is not negative', () => {
  const count = fc.integer({ min: 0, max: 2 ** 40 })
  const some = fc.record({
    state: fc.constantFrom('waiting' as const, 'running' as const, 'done' as const, 'stopped' as const, 'failed' as const),
    objectsTotal: fc.option(count),
    objectsDone: count,
    bytes: count,
    bytesTotal: fc.option(count),
    objectsKnown: count,
  })
  fc.assert(
    fc.property(
      fc.array(some),
      fc.boolean(),
      fc.option(fc.float({ min: 0, noNaN: true, noDefaultInfinity: true })),
      (stores, full, elapsed) => {
        const { share, left } = scanProgress('running', full, stores, elapsed)
        assert.ok(share === null || (share >= 0 && share <= 1), String(share))
        assert.ok(left === null || left >= 0, String(left))
      },
    ),
    { seed: 20261124 },
  )
})
