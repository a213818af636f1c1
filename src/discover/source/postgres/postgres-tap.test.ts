// The bytes of a socket, cut anywhere: rows go to whoever takes cells, all else to the client, each once and in order.
import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { takeCellKernel } from '../../engine/cells.ts'
import { createRowTap } from './postgres-tap.ts'

const kernel = takeCellKernel()

type Cells = readonly (string | null)[]

function dataRow(cells: Cells): Buffer {
  const parts = cells.map((cell) => {
    const bytes = Buffer.from(cell ?? '')
    const head = Buffer.alloc(4)
    head.writeInt32BE(cell === null ? -1 : bytes.length)
    return Buffer.concat([head, bytes])
  })
  const count = Buffer.alloc(2)
  count.writeInt16BE(cells.length)
  return message('D', Buffer.concat([count, ...parts]))
}

function message(kind: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(kind, 0, 'latin1')
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

class Wire extends EventEmitter {
  paused = false
  pause(): void {
    this.paused = true
  }
  resume(): void {
    this.paused = false
    this.emit('resumed')
  }
}

/** Puts the messages through a tap in pieces of these lengths, turn by turn; `end` once the message `Z` has come to the client. */
async function put(messages: readonly Buffer[], cuts: readonly number[], slow: boolean): Promise<{ rows: Cells[]; client: string }> {
  const wire = new Wire()
  const rows: Cells[] = []
  const client: Buffer[] = []
  let ended = false
  wire.on('data', (bytes: Buffer) => {
    client.push(Buffer.from(bytes))
    if (!ended && Buffer.concat(client).includes(READY)) {
      ended = true
      tap.end()
    }
  })
  const tap = createRowTap(wire as unknown as Socket)
  tap.begin(kernel!, async ({ batch }) => {
    if (slow) await new Promise((resolve) => setImmediate(resolve))
    for (let row = 0; row < batch.rows; row++) {
      const cells: (string | null)[] = []
      for (let cell = batch.starts[row]!; cell < batch.starts[row + 1]!; cell++) cells.push(batch.value(cell))
      rows.push(cells)
    }
  })
  const all = Buffer.concat(messages)
  let at = 0
  for (let i = 0; at < all.length; i++) {
    const length = cuts.length === 0 ? all.length : cuts[i % cuts.length]!
    if (wire.paused) await new Promise((resolve) => wire.once('resumed', resolve))
    wire.emit('data', all.subarray(at, at + length))
    at += length
  }
  while (!ended) await new Promise((resolve) => setImmediate(resolve))
  for (let turns = 0; turns < 4; turns++) await new Promise((resolve) => setImmediate(resolve))
  return { rows, client: Buffer.concat(client).toString('latin1') }
}

const READY = message('Z', Buffer.from('I'))
/** what comes of the next statement is the client's again */
const AFTER = [message('S', Buffer.from('later\0')), dataRow(['of the next'])]

test('rows and all else, each once and in order, however the bytes are cut', { skip: kernel === undefined }, async () => {
  const cell = fc.oneof(
    fc.constant(null),
    fc.string({ maxLength: 20 }),
    fc.constantFrom('', 'Müller', '4111 1111 1111 1111', 'x'.repeat(3000)),
  )
  const item = fc.oneof(
    { weight: 6, arbitrary: fc.array(cell, { maxLength: 6 }).map((cells) => ({ cells })) },
    { weight: 1, arbitrary: fc.constantFrom('N', 'S', 'C').map((kind) => ({ other: message(kind, Buffer.from(`notice ${kind}\0`)) })) },
  )
  const cuts = fc.array(fc.integer({ min: 1, max: 5000 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(fc.array(item, { maxLength: 60 }), cuts, fc.boolean(), async (items, lengths, slow) => {
      const messages = [...items.map((one) => ('cells' in one ? dataRow(one.cells) : one.other)), READY, ...AFTER]
      const { rows, client } = await put(messages, lengths, slow)
      assert.deepEqual(
        rows,
        items.flatMap((one) => ('cells' in one ? [one.cells] : [])),
      )
      const others = items.flatMap((one) => ('cells' in one ? [] : [one.other]))
      assert.equal(client, Buffer.concat([...others, READY, ...AFTER]).toString('latin1'))
    }),
    { seed: 20261201, numRuns: 120 },
  )
})

test('a row longer than there is room for goes to the client, and those behind it do not', { skip: kernel === undefined }, async () => {
  const long = dataRow(['a', 'y'.repeat(kernel!.text.length + 10)])
  const { rows, client } = await put([dataRow(['1']), long, dataRow(['2', null]), READY], [70_000], false)
  assert.deepEqual(rows, [['1'], ['2', null]])
  assert.ok(client === Buffer.concat([long, READY]).toString('latin1'))
})
