// Shares at the ends: few are not none, nearly all are not all.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { percent } from './percent.ts'

test('a share is rounded, but never to none or to all', () => {
  const shown = [0, 0.0002, 0.0099, 0.01, 0.5, 0.99, 0.9999, 1].map(percent)
  assert.deepEqual(shown, ['0 %', '<1 %', '<1 %', '1 %', '50 %', '99 %', '>99 %', '100 %'])
})
