// Compaction changes where records lie and no answer: before it, in its middle, after it, and against a count made apart.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { fixedClock } from '../../core/clock.ts'
import type { AccessQuery } from '../../core/contract/access.ts'
import { testStore } from '../../../test/harness/test-store.ts'
import { FIELD, STORE, testAccess, testNumbersOf, testRefs } from '../../../test/harness/test-access.ts'
import { createEventStore } from './create-event-store.ts'
import { openEventWriter } from './event-writer.ts'
import type { EventStore, NewAccess } from './events.ts'
import { readManifest } from './manifest.ts'

const fixture = await testStore()
after(() => fixture.close())
const clock = fixedClock('2026-11-24T12:00:00.000Z')
const HOUR = 3_600_000
const START = Date.UTC(2026, 10, 24)
const at = (ms: number): string => new Date(START + ms).toISOString()
const ALL = { from: at(-HOUR), to: at(48 * HOUR) }
const PEOPLE = 400

function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function open(
  t: TestContext,
  people = PEOPLE,
  folder = mkdtempSync(path.join(tmpdir(), 'holdfast-compact-')),
): { events: EventStore; folder: string } {
  const events = createEventStore({ folder, store: fixture.store, clock, log: fixture.log, numbersOf: testNumbersOf(people) })
  t.after(async () => {
    await events.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { events, folder }
}

interface Known {
  readonly record: NewAccess
  readonly people: readonly number[]
}

function records(seed: number, count: number): Known[] {
  const pick = random(seed)
  return Array.from({ length: count }, () => {
    const people = [...new Set(Array.from({ length: pick(4) }, () => pick(PEOPLE + 40)))]
    const keyed = people.length > 0
    const store = `st_${'ab'[pick(2)]!.repeat(20)}` as const
    const record = testAccess({
      time: at(pick(5 * HOUR)),
      principal: ['dana', 'kim', 'o’neil', null][pick(4)]!,
      session: `s${pick(5)}`,
      store,
      object: `ob_${store.slice(3, 22)}${'ab'[pick(2)]!}`,
      fields: [FIELD, `fi_${'b'.repeat(20)}`].slice(0, 1 + pick(2)) as NewAccess['fields'],
      plane: pick(2) === 0 ? 'gateway' : 'store-log',
      outcome: pick(5) === 0 ? 'denied' : 'ok',
      rows: pick(6) === 0 ? null : pick(50),
      bytes: pick(6) === 0 ? null : pick(5000),
      ...(keyed ? { refs: testRefs(...people) } : {}),
      subjects: keyed
        ? { lower: people.length, upper: people.length + pick(2), basis: 'keys' }
        : { lower: 0, upper: pick(9), basis: pick(2) === 0 ? 'rows' : 'table' },
    })
    return { record, people }
  })
}

/** The same question by plain counting. */
function expected(all: readonly Known[], query: AccessQuery, people: number): unknown {
  const hit = all.filter(
    ({ record }) =>
      record.time >= query.from &&
      record.time < query.to &&
      (query.principals?.includes(record.principal ?? '') ?? true) &&
      (query.sessions?.includes(record.session) ?? true) &&
      (query.stores?.includes(record.store) ?? true) &&
      (query.objects?.includes(record.object) ?? true) &&
      (query.fields?.some((field) => record.fields.includes(field)) ?? true) &&
      (query.planes?.includes(record.plane) ?? true),
  )
  const reached = new Set(hit.flatMap((one) => one.people))
  const known = [...reached].filter((n) => n < people).toSorted((a, b) => a - b)
  const tables = new Map<string, number>()
  let loose = 0
  for (const { record, people: named } of hit) {
    const rest = record.subjects.upper - named.length
    if (record.subjects.basis === 'table') tables.set(record.object, Math.max(tables.get(record.object) ?? 0, rest))
    else loose += rest
  }
  const sum = (of: (record: NewAccess) => number): number => hit.reduce((total, { record }) => total + of(record), 0)
  return {
    records: hit.length,
    rows: sum((record) => record.rows ?? 0),
    bytes: sum((record) => record.bytes ?? 0),
    people: known,
    unresolved: reached.size - known.length,
    upper: reached.size + loose + [...tables.values()].reduce((total, size) => total + size, 0),
  }
}

async function answered(events: EventStore, query: AccessQuery): Promise<unknown> {
  const { records: count, rows, bytes, people, unresolved, subjects, gaps } = await events.answer(query)
  assert.deepEqual(gaps, [])
  assert.equal(subjects.lower, people.size)
  return { records: count, rows, bytes, people: [...people], unresolved, upper: subjects.upper }
}

function queries(seed: number): AccessQuery[] {
  const pick = random(seed)
  const some = <T>(list: readonly T[]): readonly T[] => list.filter(() => pick(2) === 0)
  const ends = (): number => (pick(2) === 0 ? pick(6) * HOUR : pick(6 * HOUR))
  return Array.from({ length: 25 }, () => {
    const [one, two] = [ends(), ends()]
    return {
      from: at(Math.min(one, two)),
      to: at(Math.max(one, two)),
      ...(pick(3) === 0 ? { principals: some(['dana', 'kim', 'o’neil']) } : {}),
      ...(pick(3) === 0 ? { sessions: some(['s0', 's1', 's2']) } : {}),
      ...(pick(3) === 0 ? { stores: some([STORE, `st_${'b'.repeat(20)}`] as const) } : {}),
      ...(pick(3) === 0 ? { fields: some([FIELD, `fi_${'b'.repeat(20)}`] as const) } : {}),
      ...(pick(4) === 0 ? { planes: some(['gateway', 'store-log'] as const) } : {}),
    }
  })
}

test('answers are the same before compaction, between two, and after, and are what plain counting says', async (t) => {
  const { events, folder } = open(t)
  const all = records(11, 3000)
  const put = async (name: string, part: readonly Known[]): Promise<void> => {
    const writer = await openEventWriter({ folder, name, clock, segmentBytes: 20_000 })
    for (let from = 0; from < part.length; from += 100) await writer.append(part.slice(from, from + 100).map((one) => one.record))
    await writer.close()
  }
  const written: Known[] = []
  for (const [step, name] of ['one', 'two', 'one', 'two'].entries()) {
    const part = all.slice(step * 750, step * 750 + 750)
    await put(name, part)
    written.push(...part)
    for (const query of queries(100 + step)) assert.deepEqual(await answered(events, query), expected(written, query, PEOPLE))
    await events.compact()
    for (const query of queries(200 + step)) assert.deepEqual(await answered(events, query), expected(written, query, PEOPLE))
  }
  await events.compact()
  const manifest = await readManifest(folder)
  assert.equal(
    manifest.parquet.reduce((sum, file) => sum + file.rows, 0),
    3000,
  )
  for (const writer of ['one', 'two']) {
    assert.equal(
      readdirSync(path.join(folder, 'segments', writer)).filter((name) => name.endsWith('.seg')).length,
      1,
      'compacted segments go',
    )
  }
  // Whole hours are answered by roll-ups, cut ones by records.
  const inputs = async (query: AccessQuery): Promise<string[]> =>
    (await events.answer(query)).inputs.map((input) => input.name.split('/')[0]!)
  assert.deepEqual([...new Set(await inputs({ from: at(HOUR), to: at(3 * HOUR) }))], ['rollup'])
  assert.deepEqual([...new Set(await inputs({ from: at(HOUR + 1), to: at(2 * HOUR) }))], ['parquet'])
  // Groups and single records, across both.
  await put('three', records(12, 50))
  const groups = await events.groups(ALL, ['principal', 'hour'])
  assert.equal(
    groups.reduce((sum, group) => sum + group.records, 0),
    3050,
  )
  const listed = await events.records({ ...ALL, principals: ['o’neil'] }, 10_000)
  assert.equal(listed.length, all.concat(records(12, 50)).filter((one) => one.record.principal === 'o’neil').length)
  assert.deepEqual(
    listed.map((row) => row.time),
    listed.map((row) => row.time).toSorted(),
  )
  // The tail, from Parquet and segments.
  const seen = new Set<string>()
  let cursor: string | null = null
  for (;;) {
    const tail = await events.tail(cursor, 400)
    if (tail.rows.length === 0) break
    for (const row of tail.rows) seen.add(`${row.writer} ${row.seq}`)
    cursor = tail.cursor
    assert.ok(tail.rows.length <= 400)
  }
  assert.equal(seen.size, 3050)
  // People who are added later are found in what was compacted before.
  const later = createEventStore({ folder, store: fixture.store, clock, log: fixture.log, numbersOf: testNumbersOf(PEOPLE + 40) })
  t.after(() => later.close())
  const written2 = [...all, ...records(12, 50)]
  for (const query of [ALL, ...queries(300)]) assert.deepEqual(await answered(later, query), expected(written2, query, PEOPLE + 40))
})

test('an open statement keeps its bound across compaction until it is closed', async (t) => {
  const { events, folder } = open(t)
  const writer = await openEventWriter({ folder, name: 'gateway', clock })
  const upper = async (): Promise<number> => (await events.answer({ from: at(0), to: at(HOUR) })).subjects.upper
  const lease = { lower: 0, upper: 70, basis: 'lease' } as const
  await writer.append([
    testAccess({ time: at(5), phase: 'open', session: 'a', subjects: lease }),
    testAccess({ time: at(6), phase: 'open', session: 'b', subjects: lease }),
  ])
  for (const step of ['before', 'after']) {
    if (step === 'after') await events.compact()
    assert.equal(await upper(), 140)
    assert.equal((await events.answer({ from: at(1), to: at(6) })).subjects.upper, 70)
  }
  await writer.append([
    testAccess({ time: at(HOUR + 5), phase: 'close', session: 'a', refs: testRefs(1), subjects: { lower: 1, upper: 1, basis: 'keys' } }),
  ])
  assert.equal(await upper(), 70)
  await events.compact()
  assert.equal(await upper(), 70)
  await writer.append([testAccess({ time: at(7), phase: 'open', session: 'b', subjects: lease })])
  await events.compact()
  assert.equal(await upper(), 140, 'the first of b never ended')
  assert.equal((await events.answer(ALL)).records, 3)
  await writer.close()
})

test('a gap that compaction meets stays; a compacted file that is removed or changed is a gap, not a smaller number', async (t) => {
  const { events, folder } = open(t)
  const writer = await openEventWriter({ folder, name: 'gateway', clock, segmentBytes: 1 })
  for (let hour = 0; hour < 4; hour++)
    await writer.append([testAccess({ time: at(hour * HOUR + 1), refs: testRefs(hour), subjects: { lower: 1, upper: 1, basis: 'keys' } })])
  await writer.close()
  const segments = path.join(folder, 'segments/gateway')
  rmSync(
    path.join(
      segments,
      readdirSync(segments)
        .filter((name) => name.endsWith('.seg'))
        .toSorted()[1]!,
    ),
  )
  const spans = async (query: AccessQuery): Promise<string[]> =>
    (await events.answer(query)).gaps.map((gap) => `${gap.from.slice(11, 16)} ${gap.to.slice(11, 16)} ${gap.upper}`)
  assert.deepEqual(await spans(ALL), ['00:00 02:00 null'])
  await events.compact()
  await events.compact()
  assert.deepEqual(await spans(ALL), ['00:00 02:00 null'])
  const { rollUps, parquet } = await readManifest(folder)
  const last = {
    rollUp: rollUps.find((file) => file.hour * HOUR === START + 3 * HOUR)!,
    parquet: parquet.find((file) => file.hour * HOUR === START + 3 * HOUR)!,
  }
  const query = { from: at(3 * HOUR), to: at(4 * HOUR) }
  // Another process, which has not compared the files yet.
  const fresh = async (): Promise<[number, string[]]> => {
    const copy = mkdtempSync(path.join(tmpdir(), 'holdfast-copy-'))
    cpSync(folder, copy, { recursive: true })
    const other = createEventStore({ folder: copy, store: fixture.store, clock, log: fixture.log, numbersOf: testNumbersOf(PEOPLE) })
    try {
      const answer = await other.answer(query)
      return [answer.records, answer.gaps.map((gap) => gap.source)]
    } finally {
      await other.close()
      rmSync(copy, { recursive: true })
    }
  }
  assert.deepEqual(await fresh(), [1, []])
  const bytes = readFileSync(path.join(folder, last.rollUp.name))
  bytes[bytes.length - 1]! ^= 1
  writeFileSync(path.join(folder, last.rollUp.name), bytes)
  assert.deepEqual(await fresh(), [1, []], 'single records stand in for a damaged roll-up')
  rmSync(path.join(folder, last.parquet.name))
  assert.deepEqual(await fresh(), [0, ['compacted records']])
})
