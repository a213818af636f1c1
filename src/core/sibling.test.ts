// Workers are found from source and from dist.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sibling } from './sibling.ts'

test('a sibling has the ending of the file that asks', () => {
  assert.equal(sibling('./scan-worker.ts', 'file:///a/src/discover/scan.ts').href, 'file:///a/src/discover/scan-worker.ts')
  assert.equal(sibling('./scan-worker.ts', 'file:///a/dist/discover/scan.js').href, 'file:///a/dist/discover/scan-worker.js')
})

test('what is no source file keeps its name', () => {
  assert.equal(sibling('../kernel/kernel.wasm', 'file:///a/dist/discover/scan.js').href, 'file:///a/dist/kernel/kernel.wasm')
})
