// Evidence for outsiders: the ledger’s bundle holds what the controls and retests said, with the digests of what stays here; it verifies offline,
// and not when a byte, an entry, the order or the checkpoint is another.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parseBodyFile } from '../platform/ledger/bundle-layout.ts'
import type { ByteSource } from '../platform/ledger/strict-zip-reader.ts'
import { verifyBundle } from '../platform/ledger/verify-bundle.ts'
import { sha256 } from './controls/control-test.ts'
import { testControls, type TestControls } from '../../test/harness/test-controls.ts'

let controls: TestControls
let zip: Buffer
before(async () => {
  controls = await testControls()
  await controls.run()
  zip = await bundle()
})
after(() => controls.close())

async function bundle(): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of (await controls.ledger.bundle()).bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}
const source = (bytes: Buffer): ByteSource => ({
  size: bytes.length,
  read: async (at: number, length: number) => bytes.subarray(at, at + length),
})
const verifies = async (bytes: Buffer): Promise<boolean> => (await verifyBundle(source(bytes), {})).ok

/** The stored files of the zip, by their local heads. */
function entries(bytes: Buffer): { name: string; from: number; to: number; data: Buffer }[] {
  const list = []
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50;) {
    const name = bytes.subarray(at + 30, at + 30 + bytes.readUInt16LE(at + 26)).toString('utf8')
    const data = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
    const to = data + bytes.readUInt32LE(at + 18)
    list.push({ name, from: at, to, data: bytes.subarray(data, to) })
    at = to
  }
  return list
}

test('the bundle verifies, covers the last leaf, and its bodies give the digests of the runs', async () => {
  const verified = await verifyBundle(source(zip), {})
  assert.ok(verified.ok, verified.ok ? '' : verified.error)
  assert.equal(verified.value.checkpoint.size, (await controls.phases.leaves()).length)
  const bodies = entries(zip).filter((entry) => entry.name.startsWith('body/'))
  const runs = new Map<string, { results: string; population: { n: number; digest: string }; state: string; query: string }>()
  for (const { name, data } of bodies) {
    const text = data.toString('utf8')
    if (!text.includes('"results"')) continue
    const { body } = parseBodyFile(Number(/\d+/.exec(name)?.[0]), text) as unknown as {
      body: { control: string; results: string; population: { n: number; digest: string }; state: string; query: string }
    }
    runs.set(body.control, body)
  }
  assert.equal(runs.size, 10)
  for (const [control, leaf] of runs) {
    const answer = (await controls.phases.get(`/api/controls/${control}`)).body
    const kept = await controls.phases.get(`/api/controls/${control}/runs/${answer.last.id}`)
    assert.equal(sha256(kept.text), leaf.results, control)
    const body = JSON.parse(kept.text) as { items: { id: string }[]; query: string }
    assert.equal(sha256(body.query), leaf.query)
    assert.deepEqual(leaf.population, {
      n: body.items.length,
      digest: sha256(JSON.stringify(body.items.map((item) => item.id).toSorted())),
    })
    assert.equal(leaf.state, answer.last.state)
  }
})

test('no byte of it may change', async () => {
  const step = Math.max(1, Math.floor(zip.length / 400))
  let tried = 0
  for (let at = 0; at < zip.length; at += step, tried++) {
    const changed = Buffer.from(zip)
    changed[at] = changed[at]! ^ (1 << (at % 8))
    assert.equal(await verifies(changed), false, `byte ${at} of ${zip.length}`)
  }
  assert.ok(tried >= 400)
})

test('no entry may be left out, change places, or come from another time', async () => {
  const list = entries(zip)
  assert.ok(list.length > 20)
  for (const { from, to } of list) assert.equal(await verifies(Buffer.concat([zip.subarray(0, from), zip.subarray(to)])), false)
  const bodies = list.filter((entry) => entry.name.startsWith('body/') && entry.data.length > 0)
  const [one, two] = [
    bodies[0]!,
    bodies.find((entry) => entry.data.length === bodies[0]!.data.length && !entry.data.equals(bodies[0]!.data)) ?? bodies[1]!,
  ]
  const swapped = Buffer.concat([
    zip.subarray(0, one.from),
    zip.subarray(two.from, two.to),
    zip.subarray(one.to, two.from),
    zip.subarray(one.from, one.to),
    zip.subarray(two.to),
  ])
  assert.equal(await verifies(swapped), false)
  await controls.run('ledger-whole')
  const later = entries(await bundle()).find((entry) => entry.name === 'checkpoint')!
  const mine = list.find((entry) => entry.name === 'checkpoint')!
  assert.equal(
    await verifies(
      Buffer.concat([
        zip.subarray(0, mine.from),
        zip.subarray(mine.from, mine.to).subarray(0, mine.to - mine.from - mine.data.length),
        later.data,
        zip.subarray(mine.to),
      ]),
    ),
    false,
  )
  assert.equal(await verifies(zip), true)
})
