// What a person's erasure and the end of retention leave.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { fixedClock } from '../../core/clock.ts'
import { testStore } from '../../../test/harness/test-store.ts'
import { testAccess, testNumbersOf, testRefs } from '../../../test/harness/test-access.ts'
import { createEventStore } from './create-event-store.ts'
import type { EventStore } from './events.ts'
import { readManifest } from './manifest.ts'

const fixture = await testStore()
after(() => fixture.close())
const clock = fixedClock('2026-11-24T12:00:00.000Z')
const hour = (at: number, minute = 1): string => new Date(Date.UTC(2026, 10, 24, at, minute)).toISOString()
const ALL = { from: hour(0, 0), to: hour(23, 0) }
const keys = (count: number) => ({ lower: count, upper: count, basis: 'keys' }) as const

function open(
  t: TestContext,
  people: number,
  folder = mkdtempSync(path.join(tmpdir(), 'holdfast-erase-')),
): { events: EventStore; folder: string } {
  const events = createEventStore({ folder, store: fixture.store, clock, log: fixture.log, numbersOf: testNumbersOf(people) })
  t.after(async () => {
    await events.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { events, folder }
}

async function refsKept(events: EventStore): Promise<number[]> {
  const { rows } = await events.tail(null, 1000)
  return rows.flatMap((row) => Array.from({ length: row.refs.length / 16 }, (_, at) => Buffer.from(row.refs).readUInt32BE(at * 16 + 12)))
}

test('an erased person is in no segment, Parquet file or roll-up, also of writers that run and of references that were nobody’s', async (t) => {
  const { events, folder } = open(t, 5)
  const running = await events.writer('running')
  const stopped = await events.writer('stopped')
  await running.append([testAccess({ time: hour(1), refs: testRefs(1, 2, 7), subjects: keys(3) })])
  await stopped.append([testAccess({ time: hour(2), refs: testRefs(2, 3), subjects: keys(2) })])
  await stopped.close()
  await events.compact()
  await running.append([testAccess({ time: hour(2), refs: testRefs(7, 2, 4), subjects: keys(3) })])
  await events.erase(2)
  assert.deepEqual((await refsKept(events)).toSorted(), [1, 3, 4, 7, 7])
  const answer = await events.answer(ALL)
  assert.deepEqual([[...answer.people], answer.unresolved, answer.records, answer.subjects.upper], [[1, 3, 4], 1, 3, 4])
  assert.deepEqual(answer.gaps, [])
  assert.deepEqual([...(await events.people({ from: hour(2, 0), to: hour(2, 30) }))], [3, 4], 'from single records too')
  assert.deepEqual((await readManifest(folder)).erasing, [])
  // 7 was nobody's when it was compacted; the directory knows it now.
  const later = createEventStore({ folder, store: fixture.store, clock, log: fixture.log, numbersOf: testNumbersOf(8) })
  t.after(() => later.close())
  assert.deepEqual([...(await later.people(ALL))], [1, 3, 4, 7])
  await later.erase(7)
  assert.deepEqual((await refsKept(events)).toSorted(), [1, 3, 4])
  assert.equal((await later.answer(ALL)).subjects.upper, 3)
  // The writer goes on.
  assert.equal((await running.append([testAccess({ time: hour(3), refs: testRefs(1), subjects: keys(1) })])).from, 2n)
  assert.equal((await events.answer(ALL)).records, 4)
})

test('after retention counts stay, nobody is named, and an hour that a question cuts is a gap with a bound', async (t) => {
  const { events } = open(t, 100)
  const writer = await events.writer('gateway')
  for (let at = 1; at <= 3; at++)
    await writer.append([testAccess({ time: hour(at), rows: 2, refs: testRefs(at, at + 1), subjects: keys(2) })])
  await events.retain(hour(3, 30))
  const answer = await events.answer(ALL)
  assert.deepEqual(
    [answer.records, answer.rows, [...answer.people], answer.subjects],
    [3, 6, [3, 4], { lower: 2, upper: 6, basis: 'rows' }],
  )
  assert.deepEqual(
    (await events.records(ALL, 10)).map((row) => row.time),
    [hour(3)],
  )
  const cut = await events.answer({ from: hour(1, 30), to: hour(2, 30) })
  assert.deepEqual(
    [cut.records, cut.gaps.map((gap) => [gap.source, gap.from, gap.to, gap.upper])],
    [
      0,
      [
        ['retention', hour(1, 0), hour(2, 0), 2],
        ['retention', hour(2, 0), hour(3, 0), 2],
      ],
    ],
  )
  assert.deepEqual(cut.subjects, { lower: 0, upper: 4, basis: 'keys' })
  await events.retain(hour(3, 30))
  assert.equal((await events.answer(ALL)).subjects.upper, 6, 'again is the same')
  await writer.close()
})
