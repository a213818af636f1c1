// The kernel and the JavaScript form find the same anchors in any text.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { it } from 'node:test'
import fc from 'fast-check'
import { createJsAnchors, createKernelAnchors, markTriggers, TRIGGER_BYTES } from './anchors.ts'

const triggers = new Uint8Array(TRIGGER_BYTES)
markTriggers(triggers, ['password', 'mr', 'né', 'sg'], false)
markTriggers(triggers, ['anna', 'élodie'], true)
const plain = createJsAnchors(triggers)
const listOf = (found: { list: Int32Array; count: number }): number[] => [...found.list.subarray(0, found.count)]

it('finds digits, at signs and marked words', () => {
  assert.deepEqual(
    listOf(plain('Mr 12a3 @ anna Anna pass né')).map((entry) => [entry >> 2, entry & 3]),
    [
      [0, 2],
      [3, 0],
      [6, 0],
      [8, 1],
      [15, 2],
      [20, 2],
      [25, 2],
    ],
  )
})

it(
  'kernel and JavaScript agree on any text',
  {
    skip: existsSync(new URL('../../../dist/kernel/scan.wasm', import.meta.url))
      ? false
      : 'the kernel has not been built: npm run build:kernel',
  },
  () => {
    const kernel = createKernelAnchors(triggers)
    assert.ok(kernel !== undefined)
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom(
        'Mr ',
        'password',
        'Anna',
        'anna',
        'né',
        'Né',
        '12',
        '@',
        '\u8000',
        '\ud83d\ude00',
        'SG.',
        ' ',
        'é',
        '\uffff',
        '\u0100',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (parts) => {
        const text = parts.join('')
        const a = listOf(plain(text))
        assert.deepEqual(listOf(kernel(text)), a)
      }),
      { seed: 20261124, numRuns: 2000 },
    )
  },
)

it('a broken kernel is left aside', () => {
  assert.equal(createKernelAnchors(triggers, new Uint8Array([1, 2, 3])), undefined)
})
