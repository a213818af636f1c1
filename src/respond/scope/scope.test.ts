// Incidents and their scopes over a real database, a real subject directory and real access records.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { AT, range, SESSION, testResponse, UNTIL, type TestResponse } from '../../../test/harness/test-response.ts'
import { waitFor } from '../../../test/harness/wait.ts'
import { objectId } from '../../core/ids.ts'
import type { EventWriter } from '../../platform/events/events.ts'
import { readPeople } from '../../platform/events/people-set.ts'

let it: TestResponse
let writer: EventWriter
before(async () => {
  it = await testResponse()
  writer = await it.platform.events.writer('gateway')
})
after(() => it?.close())

interface Bounds {
  lower: number
  upper: number
}
type Row = Bounds & { jurisdiction: string; dataClass: string; grade: string }

async function scope(incident: string) {
  return (await it.scope(incident)) as {
    version: number
    totals: Record<string, Bounds>
    counts: Row[]
    notes: string[]
    gaps: { upper: number; reason: string }[]
    inputs: { name: string; rows: number }[]
    records: Record<string, number>
    shown: { type: string; how: string }[]
    excluded: { reason: string; people: number }[]
    inputHash: string
    resultHash: string
  }
}
const of = (counts: readonly Row[], jurisdiction: string, grade = 'accessed', dataClass = 'all'): [number, number] | null => {
  const row = counts.find((one) => one.jurisdiction === jurisdiction && one.grade === grade && one.dataClass === dataClass)
  return row === undefined ? null : [row.lower, row.upper]
}
const fact = async (incident: string, name: string, value: unknown) => {
  const said = await it.post(`/api/incidents/${incident}/facts`, { name, value, why: 'the test says so' }, 'analyst')
  assert.equal(said.status, 200, said.text)
}

describe('an incident', () => {
  test('is opened from an alert once, by whom it says, with facts that have a reason', async () => {
    const alert = await it.alert({})
    const [first, second] = await Promise.all([it.post('/api/incidents', { alert }), it.post('/api/incidents', { alert }, 'analyst')])
    const [opened, refused] = first.status === 200 ? [first, second] : [second, first]
    assert.deepEqual([opened.status, refused.status, refused.body.code], [200, 409, 'respond/alert-taken'])
    assert.deepEqual(opened.body.actors, [{ principal: 'dana.weber', session: SESSION, from: AT, to: UNTIL }])
    assert.deepEqual(
      opened.body.facts.map((one: { name: string; value: string }) => [one.name, one.value]),
      [
        ['awareness', UNTIL],
        ['discovery', UNTIL],
      ],
    )
    const { id } = opened.body
    await fact(id, 'awareness', '2026-11-24T04:30:00.000Z')
    const { body } = await it.get(`/api/incidents/${id}`, 'viewer')
    const known = body.facts.find((one: { name: string }) => one.name === 'awareness')
    assert.deepEqual([known.value, known.by, known.why], ['2026-11-24T04:30:00.000Z', 'name of the-analyst', 'the test says so'])
    assert.ok((await it.leaves()).includes('incident.fact'))
  })

  test('refuses facts of the wrong form, and unknown alerts', async () => {
    const id = await it.incident({})
    for (const [name, value] of [
      ['awareness', 'yesterday'],
      ['awareness', '2099-01-01T00:00:00Z'],
      ['risk', 'some'],
      ['exclude', [{ people: [1] }]],
      ['exclude', [{ people: [-1], reason: 'x' }]],
      ['actors', [{ principal: 'x', from: UNTIL, to: AT }]],
      ['clock-skew-seconds', 1.5],
      ['organisation', ''],
      ['what-happened', { english: 'x' }],
    ] as const) {
      const said = await it.post(`/api/incidents/${id}/facts`, { name, value, why: 'x' })
      assert.deepEqual([said.status, said.body.code], [400, 'respond/fact-invalid'], `${name} ${JSON.stringify(value)}`)
    }
    assert.equal((await it.post(`/api/incidents/${id}/facts`, { name: 'note', value: 'a\0b', why: 'hostile' })).status, 400)
    assert.equal((await it.post(`/api/incidents/${id}/facts`, { name: 'note', value: 'ok', why: '  ' })).status, 400)
    assert.equal(
      (await it.post(`/api/incidents/${id}/facts`, { name: 'note', value: { deep: ['☃', 1, null] }, why: 'of a free form' })).status,
      200,
    )
    const unknown = await it.post('/api/incidents', { alert: '00000000-0000-7000-8000-000000000000' })
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'respond/alert-unknown'])
    assert.equal((await it.post('/api/incidents', { alert: await it.alert({}) }, 'auditor')).status, 403)
  })
})

describe('a scope', () => {
  test('of records with keys is exact where jurisdictions are known, and widened by those who are not', async () => {
    const session = 'exact'
    for (let at = 0; at < 8; at++) {
      await writer.append([it.shows(range(at * 10 + 1, at * 10 + 10), { session, time: `2026-11-24T02:0${at}:00.000Z` })])
    }
    // the same ten once more, and somebody else's session
    await writer.append([it.shows(range(1, 10), { session }), it.shows(range(150, 160), { session: 'other', principal: 'kim.ode' })])
    const id = await it.incident({ sessions: [session] })
    const { totals, counts, version, records, shown, notes } = await scope(id)
    assert.equal(version, 1)
    assert.deepEqual(totals['accessed'], { lower: 80, upper: 80 })
    assert.deepEqual(totals['in-store'], { lower: 200, upper: 200 })
    assert.deepEqual(totals['exfiltrated'], { lower: 0, upper: 80 })
    // of 80: 20 each; those nowhere known may live anywhere
    assert.deepEqual(of(counts, 'DE'), [20, 40])
    assert.deepEqual(of(counts, 'EU'), [40, 60])
    assert.deepEqual(of(counts, 'US-CA'), [20, 40])
    assert.deepEqual(of(counts, 'unknown'), [20, 20])
    assert.deepEqual(of(counts, 'all', 'accessed', 'gdpr'), [80, 80])
    assert.deepEqual([records['count'], records['withoutKeys'], records['unresolved']], [9, 0, 0])
    assert.deepEqual(
      shown
        .filter(({ how }) => how === 'clear')
        .map(({ type }) => type)
        .includes('email'),
      true,
    )
    assert.ok(
      notes.some((note) => note.includes('jurisdiction of 50 people is unknown')),
      notes.join('\n'),
    )
    const rows = await it.platform.store.db.selectFrom('scope_person').select(['n', 'grade']).where('incident', '=', id).execute()
    assert.equal(rows.length, 80)
    const kept = await it.respond.scope(id, 'last')
    assert.deepEqual(
      [...readPeople(kept!.people.accessed)].toSorted((a, b) => a - b),
      rows.map(({ n }) => n).toSorted((a, b) => a - b),
    )
  })

  test('says partial and clear apart, and counts nothing of what was not shown', async () => {
    const session = 'masked'
    const [name, email] = [it.field('customers', 'name'), it.field('customers', 'email')]
    await writer.append([
      it.shows(range(1, 8), { session, shown: { [name]: 'null', [email]: 'partial' } }),
      it.shows([], { session, refs: Buffer.alloc(0), outcome: 'denied', rows: null, subjects: { lower: 0, upper: 0, basis: 'keys' } }),
    ])
    const { counts, totals, shown, records } = await scope(await it.incident({ sessions: [session] }))
    assert.deepEqual(totals['accessed'], { lower: 8, upper: 8 })
    assert.deepEqual(of(counts, 'all', 'accessed', 'gdpr'), null)
    assert.deepEqual(of(counts, 'all', 'accessed', 'gdpr (partial)'), [8, 8])
    assert.ok(shown.every(({ how }) => how === 'partial'))
    assert.equal(records['denied'], 1)
  })

  test('one field shown in two ways in a session leaves the class between', async () => {
    const session = 'both-ways'
    const [name, email] = [it.field('customers', 'name'), it.field('customers', 'email')]
    await writer.append([
      it.shows(range(1, 4), { session, fields: [email], shown: { [email]: 'clear' } }),
      it.shows(range(5, 8), { session, fields: [email, name], shown: { [email]: 'null', [name]: 'null' } }),
    ])
    const { counts } = await scope(await it.incident({ sessions: [session] }))
    assert.deepEqual(of(counts, 'all', 'accessed', 'gdpr'), [0, 8])
  })

  test('what has no key, no person or no end widens upper bounds and no lower one', async () => {
    const session = 'doubtful'
    const nobody = Buffer.alloc(16, 0xee)
    await writer.append([
      it.shows(range(1, 4), { session }),
      it.shows([5], { session, refs: Buffer.concat([nobody, it.shows([5]).refs!]), subjects: { lower: 2, upper: 2, basis: 'keys' } }),
      it.shows([], { session, refs: Buffer.alloc(0), rows: 30, subjects: { lower: 0, upper: 30, basis: 'rows' } }),
    ])
    const doubtful = await scope(await it.incident({ sessions: [session] }))
    assert.deepEqual(doubtful.totals['accessed'], { lower: 5, upper: 5 + 1 + 30 })
    assert.deepEqual(of(doubtful.counts, 'DE'), [1, 1 + 1 + 31])
    assert.deepEqual(of(doubtful.counts, 'unknown'), [1, 1 + 31])
    await writer.append([
      it.shows([], { session, refs: Buffer.alloc(0), phase: 'open', rows: null, subjects: { lower: 0, upper: 50, basis: 'lease' } }),
    ])
    const open = await scope(await it.incident({ sessions: [session] }))
    assert.equal(open.totals['accessed']!.lower, 5)
    assert.ok(open.totals['accessed']!.upper >= 5 + 1 + 30 + 50, JSON.stringify(open.totals))
    assert.equal(open.records['unfinished'], 1)
  })

  test('a statement that may have shown a whole table leaves open who has data there, each where they live', async () => {
    const session = 'whole-table'
    const everybody = (await it.discover.subjects.inStore(it.store)).size
    await writer.append([
      it.shows(range(1, 4), { session }),
      it.shows([], { session, refs: Buffer.alloc(0), rows: null, subjects: { lower: 0, upper: everybody, basis: 'table' } }),
      it.shows([], {
        session,
        object: objectId(it.store, ['?']),
        fields: [],
        refs: Buffer.alloc(0),
        rows: null,
        subjects: { lower: 0, upper: everybody, basis: 'table' },
      }),
    ])
    const whole = await scope(await it.incident({ sessions: [session] }))
    assert.deepEqual(whole.totals['accessed'], { lower: 4, upper: everybody })
    assert.equal(whole.totals['in-store']!.upper, everybody)
    const [, most] = of(whole.counts, 'US-CA')!
    assert.ok(most! < everybody, `${most} of ${everybody} people may live in California`)
    // a table that leads to nobody of the directory: its rows may be anybody else
    await writer.append([
      it.shows([], {
        session,
        object: objectId(it.store, ['elsewhere']),
        refs: Buffer.alloc(0),
        rows: null,
        subjects: { lower: 0, upper: 7, basis: 'table' },
      }),
    ])
    const more = await scope(await it.incident({ sessions: [session] }))
    assert.deepEqual(more.totals['accessed'], { lower: 4, upper: everybody + 7 })
  })

  test('nobody at all, and everything unresolved', async () => {
    const empty = await scope(await it.incident({ sessions: ['never-seen'] }))
    assert.deepEqual([empty.totals['accessed'], empty.records['count']], [{ lower: 0, upper: 0 }, 0])
    const session = 'strangers'
    const refs = Buffer.concat(range(1, 40).map((n) => Buffer.alloc(16, n + 100)))
    await writer.append([it.shows([], { session, refs, rows: 40, subjects: { lower: 40, upper: 40, basis: 'keys' } })])
    const strangers = await scope(await it.incident({ sessions: [session] }))
    assert.deepEqual(strangers.totals['accessed'], { lower: 0, upper: 40 })
    assert.deepEqual(of(strangers.counts, 'US-CA'), [0, 40])
  })

  test('intervals are widened by the known skew of clocks', async () => {
    const session = 'skewed'
    await writer.append([it.shows([1], { session, time: '2026-11-24T01:59:50.000Z' }), it.shows([2], { session })])
    const id = await it.incident({ sessions: [session] })
    assert.equal((await scope(id)).totals['accessed']!.lower, 1)
    await fact(id, 'clock-skew-seconds', 10)
    const wide = await scope(id)
    assert.deepEqual([wide.version, wide.totals['accessed']!.lower], [2, 2])
    const first = await it.get(`/api/incidents/${id}/scopes/1`)
    assert.equal(first.body.totals.accessed.lower, 1, 'a version is never overwritten')
  })

  test('facts exclude people with a reason, and say what left', async () => {
    const session = 'decided'
    await writer.append([it.shows(range(1, 20), { session })])
    const id = await it.incident({ sessions: [session] })
    const test = [await it.numberOf(3), await it.numberOf(4)]
    await fact(id, 'exclude', [{ people: [...test, 999_999], reason: 'accounts of our own tests' }])
    await fact(id, 'exfiltrated', { people: [await it.numberOf(5), await it.numberOf(3)] })
    const named = await scope(id)
    assert.deepEqual(
      [named.totals['accessed'], named.totals['excluded'], named.totals['exfiltrated']],
      [
        { lower: 18, upper: 18 },
        { lower: 2, upper: 2 },
        { lower: 1, upper: 18 },
      ],
    )
    assert.deepEqual(named.excluded, [{ reason: 'accounts of our own tests', people: 2 }])
    await fact(id, 'exfiltrated', 'accessed')
    assert.deepEqual((await scope(id)).totals['exfiltrated'], { lower: 18, upper: 18 })
    await fact(id, 'exfiltrated', 'none')
    assert.deepEqual((await scope(id)).totals['exfiltrated'], { lower: 0, upper: 0 })
  })

  test('can be computed again: the same after compaction, different when a record came late', async () => {
    const session = 'again'
    await writer.append([it.shows(range(1, 12), { session })])
    const id = await it.incident({ sessions: [session] })
    const made = await scope(id)
    const check = async () => await it.checked(id, 1, 'auditor')
    assert.deepEqual([(await check()).same, (await check()).differences], [true, []])
    await it.platform.events.compact()
    const compacted = await check()
    assert.deepEqual([compacted.same, compacted.differences], [true, []])
    assert.equal((await scope(id)).inputHash, made.inputHash)
    await writer.append([it.shows([13], { session })])
    const late = await check()
    assert.deepEqual([late.same, late.sameInputs, late.sameResult], [false, false, false])
    assert.ok(late.differences.includes('accessed: 12 to 12 people then, 13 to 13 now'), late.differences.join('\n'))
    assert.deepEqual((await it.get(`/api/incidents/${id}/scopes/1`)).body.totals.accessed, { lower: 12, upper: 12 })
  })

  test('asked for again while one runs, it is computed again; while one only waits, that one is everybody’s answer', async () => {
    const id = await it.incident({ sessions: ['again'] })
    const asked = await Promise.all([1, 2, 3].map(() => it.post(`/api/incidents/${id}/scope`, {})))
    const runs = await Promise.all(asked.map((one) => it.ran(one)))
    const versions = [...new Set(runs.map((run) => run.version))].toSorted()
    assert.equal(new Set(runs.map((run) => run.id)).size, versions.length, 'a run has one version, and only it')
    assert.deepEqual(versions, range(1, versions.length))
    const kept = await Promise.all(versions.map(async (version) => (await it.get(`/api/incidents/${id}/scopes/${version}`)).body))
    assert.equal(new Set(kept.map((one) => one.resultHash)).size, 1)
    assert.equal((await it.get(`/api/incidents/${id}`, 'viewer')).body.scopeRun.state, 'done')
  })

  test('is stopped when somebody asks, and then leaves nothing', async () => {
    const id = await it.incident({ sessions: ['again'] })
    const free = await it.holdDirectory()
    const { body: run } = await it.post(`/api/incidents/${id}/scope`, {})
    const at = `/api/incidents/${id}/scope-runs/${run.id}`
    await waitFor('its begin', async () => (await it.get(at)).body.state === 'running')
    assert.equal((await it.post(`${at}/stop`, {}, 'viewer')).status, 403)
    const stopping = await it.post(`${at}/stop`, {}, 'analyst')
    assert.deepEqual([stopping.status, stopping.body.state], [200, 'stopping'], stopping.text)
    await free()
    await waitFor('its end', async () => (await it.get(at)).body.state === 'stopped')
    const again = await it.post(`${at}/stop`, {})
    assert.deepEqual([again.status, again.body.code], [409, 'respond/scope-run-state'])
    assert.deepEqual((await it.get(`/api/incidents/${id}`)).body.scopes, [])
    const rows = await it.platform.store.db.selectFrom('scope_person').select('n').where('incident', '=', id).execute()
    assert.deepEqual(rows, [])
    assert.equal((await it.scope(id)).version, 1)
    const elsewhere = await it.get(`/api/incidents/${await it.incident({})}/scope-runs/${run.id}`)
    assert.deepEqual([elsewhere.status, elsewhere.body.code], [404, 'respond/scope-run-unknown'])
  })

  test('another store’s gap changes nothing, a gap without a bound opens everybody who could be read', async () => {
    const session = 'gapped'
    await writer.append([it.shows(range(1, 4), { session })])
    const id = await it.incident({ sessions: [session], from: '2026-11-23T02:00:00.000Z', to: '2026-11-23T05:00:00.000Z' })
    const gap = {
      source: 'postgres-log',
      from: '2026-11-23T03:00:00.000Z',
      to: '2026-11-23T03:10:00.000Z',
      reason: 'a log file is missing',
    }
    await it.platform.events.reportGap({ ...gap, store: 'st_bbbbbbbbbbbbbbbbbbbb', upper: null })
    assert.deepEqual((await scope(id)).totals['accessed'], { lower: 0, upper: 0 })
    await it.platform.events.reportGap({ ...gap, store: it.store, upper: 7 })
    const bounded = await scope(id)
    assert.deepEqual(bounded.totals['accessed'], { lower: 0, upper: 7 })
    await it.platform.events.reportGap({ ...gap, source: 'gateway', store: null, upper: null })
    const open = await scope(id)
    assert.equal(open.totals['accessed']!.lower, 0)
    assert.ok(open.totals['accessed']!.upper >= 200)
    assert.ok(of(open.counts, 'DE')![1] >= 50)
    assert.deepEqual(
      open.gaps.map(({ upper }) => upper).toSorted((a, b) => a - b),
      [7, 200],
    )
  })

  test('a record that was dropped from the middle of a segment widens the bounds', async () => {
    const session = 'dropped'
    const own = await it.platform.events.writer('spare')
    const folder = path.join(it.dataFolder, 'events', 'segments', 'spare')
    const size = (): number =>
      statSync(
        path.join(
          folder,
          readdirSync(folder).find((name) => name.endsWith('.seg'))!,
        ),
      ).size
    const time = (at: number): string => `2026-11-22T02:00:0${at}.000Z`
    await own.append([it.shows([1, 2], { session, time: time(1) })])
    const begin = size()
    await own.append([it.shows([3, 4, 5], { session, time: time(2) })])
    const end = size()
    await own.append([it.shows([6], { session, time: time(3) })])
    await own.close()
    const query = { sessions: [session], from: '2026-11-22T02:00:00.000Z', to: '2026-11-22T03:00:00.000Z' }
    const whole = await scope(await it.incident(query))
    assert.deepEqual(whole.totals['accessed'], { lower: 6, upper: 6 })
    const file = path.join(
      folder,
      readdirSync(folder).find((name) => name.endsWith('.seg'))!,
    )
    const bytes = readFileSync(file)
    writeFileSync(file, Buffer.concat([bytes.subarray(0, begin), bytes.subarray(end)]))
    const torn = await scope(await it.incident(query))
    assert.equal(torn.totals['accessed']!.lower, 3)
    assert.ok(torn.totals['accessed']!.upper >= 200, JSON.stringify(torn.totals))
    assert.equal(torn.gaps.length, 1)
    assert.match(torn.gaps[0]!.reason, /missing/)
  })
})

describe('duties', () => {
  test('come from the last scope, with clocks, and show what has no rule', async () => {
    const session = 'again'
    const id = await it.incident({ sessions: [session] })
    assert.deepEqual([(await it.get(`/api/incidents/${id}/duties`)).status], [409])
    await scope(id)
    const { body } = await it.get(`/api/incidents/${id}/duties`, 'auditor')
    const shown = body.duties.map((one: { law: string | null; decision: string; clock: string | null }) => [
      one.law,
      one.decision,
      one.clock,
    ])
    assert.deepEqual(shown, [
      ['eu-gdpr-33@1', 'yes', 'legal'],
      ['eu-gdpr-34@1', 'undecided', 'target'],
      ['us-ca-1798.82-a@2', 'undecided', 'legal'],
      ['us-ca-1798.82-f@2', 'no', null],
      [null, 'no-rule', null],
    ])
    assert.equal(body.duties[0].dueAt, '2026-11-27T05:00:00.000Z')
    await fact(id, 'risk', 'high')
    await fact(id, 'met.eu-gdpr-33', '2026-11-24T05:30:00.000Z')
    const after = (await it.get(`/api/incidents/${id}/duties`)).body.duties
    assert.deepEqual([after[0].state, after[0].metAt, after[1].decision], ['met', '2026-11-24T05:30:00.000Z', 'yes'])
  })
})
