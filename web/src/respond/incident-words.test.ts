import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byDue, incidentTitle, jurisdictionWord, leftWord } from './incident-words.ts'

test('what runs out first stands first, what is met last', () => {
  const duty = (name: string, dueAt: string | null, state = 'running') => ({ name, dueAt, state }) as never
  const order = [
    duty('met', '2026-01-01T00:00:00.000Z', 'met'),
    duty('none', null, 'none'),
    duty('later', '2026-01-03T00:00:00.000Z'),
    duty('sooner', '2026-01-02T00:00:00.000Z'),
  ].toSorted(byDue) as { name: string }[]
  assert.deepEqual(
    order.map((each) => each.name),
    ['sooner', 'later', 'none', 'met'],
  )
})

test('a range is said as a range, and an incident without a scope says so', () => {
  const incident = { number: 3, actors: [{ principal: 'a.b', from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T02:05:00.000Z' }] }
  assert.equal(incidentTitle(incident, undefined), 'Incident 3: whom a.b reached is not computed yet')
  assert.equal(
    incidentTitle(incident, { totals: { accessed: { lower: 388, upper: 402 } } } as never),
    'a.b reached 388 – 402 people in 2 h 5 min',
  )
  assert.equal(incidentTitle(incident, { totals: { accessed: { lower: 0, upper: 0 } } } as never), 'a.b reached nobody in 2 h 5 min')
})

test('jurisdictions and what is left of a clock', () => {
  assert.equal(jurisdictionWord('DE'), 'Germany')
  assert.equal(jurisdictionWord('US-CA'), 'United States, CA')
  assert.equal(jurisdictionWord('unknown'), 'not known')
  assert.equal(leftWord('2026-01-01T02:00:00.000Z', '2026-01-01T00:30:00.000Z'), '1 h 30 min left')
  assert.equal(leftWord('2026-01-01T00:00:00.000Z', '2026-01-01T00:03:00.000Z'), 'overdue by 3 min')
})
