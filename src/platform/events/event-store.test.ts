// Writers, answers, gaps and the tail, over segments as they lie.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { fixedClock } from '../../core/clock.ts'
import type { AppError } from '../../core/errors.ts'
import { testStore } from '../../../test/harness/test-store.ts'
import { FIELD, OBJECT, STORE, testAccess, testNumbersOf, testRefs } from '../../../test/harness/test-access.ts'
import { createEventStore } from './create-event-store.ts'
import { openEventWriter } from './event-writer.ts'
import type { EventStore } from './events.ts'

const fixture = await testStore()
after(() => fixture.close())
const clock = fixedClock('2026-11-24T12:00:00.000Z')
const ALL = { from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' }
const time = (seconds: number): string => new Date(Date.UTC(2026, 10, 24, 9, 0, seconds)).toISOString()

function eventStore(
  t: TestContext,
  people = 1000,
  folder = mkdtempSync(path.join(tmpdir(), 'holdfast-events-')),
): { events: EventStore; folder: string } {
  const events = createEventStore({ folder, store: fixture.store, clock, log: fixture.log, numbersOf: testNumbersOf(people) })
  t.after(async () => {
    await events.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { events, folder }
}

const keys = (upper: number) => ({ lower: upper, upper, basis: 'keys' }) as const

test('a record is in the answer as soon as it is acknowledged', async (t) => {
  const { events } = eventStore(t)
  const writer = await events.writer('gateway')
  const ack = await writer.append([
    testAccess({ time: time(1), rows: 2, refs: testRefs(1, 2), subjects: keys(2) }),
    testAccess({ time: time(2), rows: 2, refs: testRefs(2, 3), subjects: keys(2), session: 's2' }),
    testAccess({ time: time(3), rows: null, bytes: null, outcome: 'denied', subjects: keys(0) }),
  ])
  assert.deepEqual(ack, { writer: 'gateway', from: 0n, to: 3n })
  await writer.append([testAccess({ time: time(4), refs: testRefs(5000), subjects: keys(1), principal: 'kim.ode' })])
  const answer = await events.answer(ALL)
  assert.deepEqual(
    { ...answer, people: [...answer.people], inputs: answer.inputs.map(({ name, rows }) => ({ name, rows })) },
    {
      records: 4,
      rows: 5,
      bytes: 300,
      people: [1, 2, 3],
      unresolved: 1,
      subjects: { lower: 3, upper: 4, basis: 'keys' },
      gaps: [],
      inputs: [{ name: 'segments/gateway/0000000000000000.seg', rows: 4 }],
    },
  )
  assert.deepEqual([...(await events.people({ ...ALL, principals: ['dana.weber'], sessions: ['s1'] }))], [1, 2])
  assert.equal((await events.answer({ ...ALL, to: time(2) })).records, 1, 'from is in, to is not')
  assert.equal((await events.answer({ ...ALL, fields: ['fi_zzzzzzzzzzzzzzzzzzzz'] })).records, 0)
  const groups = await events.groups(ALL, ['principal', 'object'])
  assert.deepEqual(groups, [
    {
      principal: 'dana.weber',
      session: null,
      store: STORE,
      object: OBJECT,
      fields: [FIELD],
      hour: time(0),
      records: 3,
      rows: 4,
      bytes: 200,
      denied: 1,
      people: 3,
    },
    {
      principal: 'kim.ode',
      session: null,
      store: STORE,
      object: OBJECT,
      fields: [FIELD],
      hour: time(0),
      records: 1,
      rows: 1,
      bytes: 100,
      denied: 0,
      people: 1,
    },
  ])
  const [first] = await events.records(ALL, 1)
  const { refs: _refs, ...kept } = testAccess({ time: time(1), rows: 2, subjects: keys(2) })
  assert.deepEqual(first, { ...kept, writer: 'gateway', seq: 0n, observed: '2026-11-24T12:00:00.000Z', people: 2 })
})

test('what carries no reference widens the upper bound: rows add up, a table counts once, an open statement as long as it is open', async (t) => {
  const { events } = eventStore(t)
  const writer = await events.writer('gateway')
  const upper = async (): Promise<unknown> => (await events.answer(ALL)).subjects
  await writer.append([testAccess({ rows: 7, subjects: { lower: 0, upper: 7, basis: 'rows' } })])
  await writer.append([testAccess({ rows: 5, subjects: { lower: 0, upper: 5, basis: 'rows' } })])
  assert.deepEqual(await upper(), { lower: 0, upper: 12, basis: 'rows' })
  await writer.append([testAccess({ phase: 'open', rows: null, subjects: { lower: 0, upper: 200, basis: 'lease' } })])
  assert.deepEqual(await upper(), { lower: 0, upper: 212, basis: 'lease' })
  assert.equal((await events.answer(ALL)).records, 3)
  await writer.append([testAccess({ phase: 'close', refs: testRefs(1), subjects: keys(1) })])
  assert.deepEqual(await upper(), { lower: 1, upper: 13, basis: 'rows' })
  assert.equal((await events.answer(ALL)).records, 3, 'open and close are one access')
  await writer.append([testAccess({ phase: 'open', rows: null, subjects: { lower: 0, upper: 50, basis: 'lease' } })])
  await writer.append([testAccess({ phase: 'open', rows: null, subjects: { lower: 0, upper: 30, basis: 'lease' } })])
  assert.deepEqual(await upper(), { lower: 1, upper: 93, basis: 'lease' })
  for (let at = 0; at < 3; at++) await writer.append([testAccess({ subjects: { lower: 0, upper: 1000, basis: 'table' } })])
  assert.deepEqual(await upper(), { lower: 1, upper: 1093, basis: 'table' })
})

test('a writer goes on where it was; a second one of the same name is refused', async (t) => {
  const { events, folder } = eventStore(t)
  const first = await openEventWriter({ folder, name: 'gateway', clock })
  await first.append([testAccess(), testAccess()])
  await assert.rejects(openEventWriter({ folder, name: 'gateway', clock }), (error: AppError) => error.code === 'events/writer-busy')
  await first.close()
  await assert.rejects(first.append([testAccess()]), (error: AppError) => error.code === 'events/writer-closed')
  const second = await openEventWriter({ folder, name: 'gateway', clock })
  assert.deepEqual(await second.append([testAccess()]), { writer: 'gateway', from: 2n, to: 3n })
  await second.close()
  assert.equal((await events.answer(ALL)).records, 3)
  assert.deepEqual((await events.answer(ALL)).gaps, [])
  await assert.rejects(openEventWriter({ folder, name: '../x', clock }), (error: AppError) => error.code === 'events/writer-name')
  for (const wrong of [{ time: 'soon' }, { refs: new Uint8Array(15) }, { rows: -1 }, { bytes: 1.5 }] as const) {
    const writer = await events.writer('odd')
    await assert.rejects(writer.append([testAccess(wrong)]), (error: AppError) => error.code === 'events/record-invalid')
    await writer.append([testAccess()])
    await writer.close()
  }
})

test('many at once share an fsync and get numbers of their own; segments are closed by size and by age', async (t) => {
  const { events, folder } = eventStore(t)
  const writer = await openEventWriter({ folder, name: 'many', clock, segmentBytes: 4000, segmentMs: 60_000 })
  const acks = await Promise.all(
    Array.from({ length: 300 }, (_, at) => writer.append([testAccess({ session: `s${at}`, refs: testRefs(at), subjects: keys(1) })])),
  )
  assert.deepEqual(
    acks.map((ack) => Number(ack.from)),
    Array.from({ length: 300 }, (_, at) => at),
  )
  await writer.append([testAccess()])
  clock.advance(61_000)
  await writer.append([testAccess()])
  await writer.close()
  assert.equal(readdirSync(path.join(folder, 'segments/many')).filter((name) => name.endsWith('.seg')).length, 3)
  const answer = await events.answer(ALL)
  assert.equal(answer.records, 302)
  assert.equal(answer.people.size, 300)
  assert.equal(answer.inputs.length, 3)
})

/** Five segments of ten records, at seconds 0 to 49. */
async function fiveSegments(folder: string): Promise<string[]> {
  const writer = await openEventWriter({ folder, name: 'gateway', clock, segmentBytes: 1 })
  for (let part = 0; part < 5; part++) {
    await writer.append(
      Array.from({ length: 10 }, (_, at) => testAccess({ time: time(part * 10 + at), refs: testRefs(part * 10 + at), subjects: keys(1) })),
    )
  }
  await writer.close()
  return readdirSync(path.join(folder, 'segments/gateway'))
    .filter((name) => name.endsWith('.seg'))
    .toSorted()
}

const spans = async (events: EventStore): Promise<string[]> =>
  (await events.answer(ALL)).gaps.map(
    (gap) => `${gap.store === STORE ? 'store' : gap.store} ${gap.from.slice(14, 23)} ${gap.to.slice(14, 23)} ${gap.upper}`,
  )

test('a file that is removed, cut in its middle, or cut at its end is a gap between its neighbours', async (t) => {
  const { events, folder } = eventStore(t)
  const files = (await fiveSegments(folder)).map((name) => path.join(folder, 'segments/gateway', name))
  assert.deepEqual(await spans(events), [])
  const [, second, , fourth, last] = files as [string, string, string, string, string]
  rmSync(second)
  assert.deepEqual(await spans(events), ['store 00:09.000 00:20.000 null'])
  assert.equal((await events.answer(ALL)).records, 40)
  const bytes = readFileSync(fourth)
  bytes[200]! ^= 1
  writeFileSync(fourth, bytes)
  assert.deepEqual(await spans(events), ['store 00:09.000 00:20.000 null', 'store 00:29.000 00:40.000 null'])
  truncateSync(last, statSync(last).size - 1)
  assert.deepEqual(await spans(events), ['store 00:09.000 00:20.000 null', 'store 00:29.000 00:49.001 null'].toSorted())
  // The writer does not fill what is missing with new records.
  const writer = await events.writer('gateway')
  const ack = await writer.append([testAccess({ time: time(60) })])
  assert.equal(ack.from, 50n)
  assert.equal((await spans(events)).at(-1), 'store 00:29.000 01:00.000 null')
  await writer.close()
  rmSync(path.join(folder, 'segments/gateway'), { recursive: true })
  const [all] = (await events.answer(ALL)).gaps
  assert.match(all!.reason, /^records 0 to 50 /)
  assert.equal(all!.upper, null)
})

test('gaps that sources report are kept once, with the wider bound, and count in the upper bound', async (t) => {
  const { events } = eventStore(t)
  const gap = { source: 'collector x', store: STORE, from: time(0), to: time(10), upper: 5, reason: 'unread lines' } as const
  await events.reportGap(gap)
  await events.reportGap(gap)
  await events.reportGap({ ...gap, upper: 9 })
  await events.reportGap({ ...gap, store: null, from: time(20), to: time(20), upper: null })
  const answer = await events.answer(ALL)
  assert.deepEqual(answer.gaps, [
    { ...gap, upper: 9 },
    { ...gap, store: null, from: time(20), to: time(20).replace('.000Z', '.001Z'), upper: null },
  ])
  assert.equal(answer.subjects.upper, 9)
  assert.equal((await events.gaps(time(10), time(20))).length, 0, 'intervals are [from, to)')
  assert.deepEqual(
    (await events.answer({ ...ALL, stores: ['st_bbbbbbbbbbbbbbbbbbbb'] })).gaps.map((one) => one.store),
    [null],
  )
  await assert.rejects(events.reportGap({ ...gap, from: 'x' }), (error: AppError) => error.code === 'events/query-invalid')
})

test('the tail gives each record once, writer by writer, across restarts of writers and new ones', async (t) => {
  const { events, folder } = eventStore(t)
  await fiveSegments(folder)
  const seen: string[] = []
  let cursor: string | null = null
  const drain = async (): Promise<void> => {
    for (;;) {
      const tail = await events.tail(cursor, 7)
      cursor = tail.cursor
      if (tail.rows.length === 0) return
      for (const row of tail.rows) {
        seen.push(`${row.writer} ${row.seq}`)
        assert.equal(row.refs.length, 16)
        assert.equal(row.people, 1)
      }
    }
  }
  await drain()
  assert.deepEqual(
    seen,
    Array.from({ length: 50 }, (_, at) => `gateway ${at}`),
  )
  for (const name of ['gateway', 'collector']) {
    const writer = await events.writer(name)
    await writer.append([testAccess({ refs: testRefs(1), subjects: keys(1) })])
    await writer.close()
  }
  await drain()
  assert.deepEqual(seen.slice(50), ['collector 0', 'gateway 50'])
  assert.equal((await events.tail('nonsense', 3)).rows.length, 3)
})
