// How far a run is said to be.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { progressView } from './run-progress.ts'

const at = (seconds: number): Date => new Date(1_800_000_000_000 + seconds * 1000)
const left = (share: number, seconds: number, state: 'running' | 'stopping' = 'running'): number | null =>
  progressView({ state, stage: 'x', share, started_at: at(0) }, at(seconds)).left

test('the time left is what the time so far says, and nothing where it says little', () => {
  assert.equal(left(0.25, 10), 30)
  assert.equal(left(1, 10), 0)
  assert.equal(left(0.04, 10), null)
  assert.equal(left(0.5, 1), null)
  assert.equal(left(0.5, 10, 'stopping'), null)
  const waiting = progressView({ state: 'waiting', stage: null, share: 0, started_at: null }, at(100))
  assert.deepEqual([waiting.left, waiting.share], [null, 0])
  assert.equal(progressView({ state: 'done', stage: null, share: 0.9, started_at: at(0) }, at(9)).share, 1)
})
