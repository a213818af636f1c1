// Segments whose bytes are damaged or hostile: never an error, a loop or a wrong record, and never fewer records without a gap.
import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { fixedClock, monotonicMs } from '../../core/clock.ts'
import type { AppError } from '../../core/errors.ts'
import { testAccess, testRefs } from '../../../test/harness/test-access.ts'
import { readBatch } from './access-batch.ts'
import { crc32c } from './crc32c.ts'
import { eventsProblem } from './errors.ts'
import { openEventWriter } from './event-writer.ts'
import { readLive } from './read-segments.ts'
import { HEADER, sealFrame } from './segment-frames.ts'

const SEED = 20_261_124
const clock = fixedClock('2026-11-24T12:00:00.000Z')
const base = mkdtempSync(path.join(tmpdir(), 'holdfast-segments-'))
after(() => rmSync(base, { recursive: true }))
const sound = path.join(base, 'sound')
const RECORDS = 60
const writer = await openEventWriter({ folder: sound, name: 'w', clock, segmentBytes: 3000 })
for (let at = 0; at < RECORDS; at += 3) {
  await writer.append(
    [0, 1, 2].map((one) =>
      testAccess({
        bytes: at + one,
        session: `s${(at + one) % 4}`,
        refs: testRefs(at + one),
        subjects: { lower: 1, upper: 1, basis: 'keys' },
      }),
    ),
  )
}
await writer.close()
const files = readdirSync(path.join(sound, 'segments/w')).filter((name) => name.endsWith('.seg'))

async function read(folder: string): Promise<{ seqs: number[]; missing: number }> {
  const live = readLive({ folder, name: 'w', from: 0, lastTime: null, cache: new Map(), hash: true })
  const seqs: number[] = []
  for await (const { records } of live.batches) {
    for (const record of records) {
      assert.equal(record.bytes, record.seq, 'a record that was never written')
      seqs.push(record.seq)
    }
  }
  return { seqs, missing: live.missing().reduce((sum, one) => sum + one.to - one.from, 0) }
}

test('CRC-32C is the one of RFC 3720', () => {
  assert.equal(crc32c(new Uint8Array(32)), 0x8a91_36aa)
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8_ab43)
  assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, at) => at)), 0x46dd_794e)
  assert.equal(crc32c(Buffer.from('123456789')), 0xe306_9283)
})

test('damage anywhere: each record that is not found is in a gap, none is found twice', async () => {
  assert.ok(files.length >= 3)
  let run = 0
  const change = fc.record({
    file: fc.nat({ max: files.length - 1 }),
    kind: fc.constantFrom('flip', 'cut', 'insert', 'remove', 'copy', 'zeros'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 50 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      const folder = path.join(base, `run${run++}`)
      cpSync(sound, folder, { recursive: true })
      for (const { file, kind, at, bytes } of changes) {
        const where = path.join(folder, 'segments/w', files[file]!)
        let old: Buffer
        try {
          old = readFileSync(where)
        } catch {
          continue // removed by an earlier change
        }
        const place = Math.floor(at * old.length)
        if (kind === 'remove') rmSync(where)
        else if (kind === 'copy') writeFileSync(path.join(folder, 'segments/w', `${'9'.repeat(15)}${file % 10}.seg`), old)
        else if (kind === 'cut') writeFileSync(where, old.subarray(0, place))
        else if (kind === 'insert') writeFileSync(where, Buffer.concat([old.subarray(0, place), bytes, old.subarray(place)]))
        else {
          old.set(kind === 'flip' ? bytes.subarray(0, old.length - place) : new Uint8Array(Math.min(100, old.length - place)), place)
          writeFileSync(where, old)
        }
      }
      const { seqs, missing } = await read(folder)
      assert.equal(new Set(seqs).size, seqs.length)
      assert.equal(seqs.length + missing, RECORDS)
      // The writer that opens it again gives no number twice, and cuts nothing away that could be read.
      const again = await openEventWriter({ folder, name: 'w', clock })
      assert.ok((await again.append([testAccess({ bytes: RECORDS })])).from >= BigInt(RECORDS))
      await again.close()
      assert.equal((await read(folder)).seqs.length, seqs.length + 1)
      rmSync(folder, { recursive: true })
    }),
    { seed: SEED, numRuns: 60 },
  )
})

test('any bytes at all are a batch or none, in a frame that holds', () => {
  const frame = readFileSync(path.join(sound, 'segments/w', files[0]!))
  const payload = frame.subarray(HEADER, HEADER + frame.readUInt32LE(4))
  assert.equal(readBatch(payload, new Map())?.records.length, 3)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), (noise, at) => {
      const changed = Buffer.from(payload)
      changed.set(noise.subarray(0, Math.max(0, changed.length - (at % changed.length))), at % changed.length)
      for (const hostile of [Buffer.from(noise), changed, changed.subarray(0, at % changed.length)]) {
        const batch = readBatch(hostile, new Map())
        for (const record of batch?.records ?? []) assert.ok(record.refs.length % 16 === 0 && Number.isSafeInteger(record.seq))
      }
    }),
    { seed: SEED, numRuns: 2000 },
  )
})

test('a segment full of frames that are none is given up before long', async () => {
  const folder = path.join(base, 'flood')
  mkdirSync(path.join(folder, 'segments/w'), { recursive: true })
  const flood = Buffer.alloc(16 * 2 ** 20)
  for (let at = 0; at < flood.length; at += HEADER) {
    sealFrame(flood.subarray(at, at + HEADER))
    flood.writeUInt32LE(2 ** 20, at + 4)
    flood.writeUInt32LE(crc32c(flood.subarray(at, at + 12)), at + 12)
  }
  writeFileSync(path.join(folder, 'segments/w/0000000000000000.seg'), flood)
  const start = monotonicMs()
  assert.deepEqual(await read(folder), { seqs: [], missing: 0 })
  assert.ok(monotonicMs() - start < 30_000)
})

test('a folder that cannot be used says why and what to do', async () => {
  writeFileSync(path.join(base, 'a-file'), '')
  await assert.rejects(openEventWriter({ folder: path.join(base, 'a-file'), name: 'w', clock }), (error: AppError) => {
    assert.equal(error.code, 'events/folder-not-usable')
    assert.match(error.help!, /give the user that runs Holdfast the right/)
    return true
  })
  const full = eventsProblem('/data/events', Object.assign(new Error('x'), { code: 'ENOSPC' })) as AppError
  assert.equal(full.code, 'events/disk-full')
  assert.match(full.help!, /make room/)
})
