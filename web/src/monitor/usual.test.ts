import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hoursOf, measure, times } from './usual.ts'

const group = (hour: string, people: number, records: number, store = 'st_a') =>
  ({ principal: null, session: null, hour, store, object: null, fields: [], records, rows: records * 2, denied: 0, people }) as never

test('an hour of two stores is one hour: records add up, people do not', () => {
  const hours = hoursOf([
    group('2026-11-24T10:00:00.000Z', 3, 5),
    group('2026-11-24T10:00:00.000Z', 7, 1, 'st_b'),
    group('2026-11-24T09:00:00.000Z', 1, 1),
  ])
  assert.deepEqual(
    hours.map(({ people, records, rows }) => [people, records, rows]),
    [
      [1, 1, 2],
      [7, 6, 12],
    ],
  )
})

test('without a past nothing is called usual', () => {
  const now = hoursOf([group('2026-11-24T10:00:00.000Z', 40, 5)])
  assert.equal(times(measure(now, [], (hour) => hour.people)), null)
  const past = hoursOf([group('2026-11-23T10:00:00.000Z', 4, 5), group('2026-11-22T10:00:00.000Z', 2, 5)])
  assert.deepEqual(
    measure(now, past, (hour) => hour.people),
    { now: 40, median: 2, most: 4 },
  )
  assert.equal(times({ now: 40, median: 2, most: 4 }), '10 times the most before')
  assert.equal(times({ now: 4, median: 2, most: 4 }), 'as usual')
  assert.equal(times({ now: 4, median: 0, most: 0 }), 'never before')
})
