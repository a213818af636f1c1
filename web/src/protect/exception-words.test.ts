import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exceptionState, latestDay, untilProblem } from './exception-words.ts'

const NOW = new Date('2026-11-30T12:00:00.000Z')
const one = { state: 'live', until: '2027-05-01T00:00:00.000Z', endedAt: null, approvedBy: 'olga' }

test('only an exception that holds, and not for a few days more, looks like a pass', () => {
  assert.deepEqual(exceptionState(one, NOW), { state: 'pass', word: 'holds' })
  assert.equal(exceptionState({ ...one, until: '2026-12-10T12:00:00.000Z' }, NOW).word, 'holds, ends in 10 days')
  assert.equal(exceptionState({ ...one, until: '2026-12-01T11:00:00.000Z' }, NOW).word, 'holds, ends within a day')
  for (const other of [
    { ...one, until: '2026-12-10T12:00:00.000Z' },
    { ...one, state: 'proposed', approvedBy: null },
    { ...one, state: 'ended' },
    { ...one, state: 'ended', endedAt: '2026-11-01T00:00:00.000Z' },
    { ...one, state: 'ended', approvedBy: null },
  ])
    assert.notEqual(exceptionState(other, NOW).state, 'pass', JSON.stringify(other))
})

test('an end lies ahead, and a year at most', () => {
  assert.equal(untilProblem('2026-12-01', NOW), undefined)
  assert.equal(untilProblem(latestDay(NOW), NOW), undefined)
  assert.match(untilProblem('2026-11-30', NOW) ?? '', /ahead/)
  assert.match(untilProblem('2027-12-01', NOW) ?? '', /year/)
  assert.match(untilProblem('never', NOW) ?? '', /day/)
})
