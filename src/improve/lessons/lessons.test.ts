// Lessons over a real store and real access records: nobody types a result, and what no record shows is never a pass.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import * as fc from 'fast-check'
import { fixedClock } from '../../core/clock.ts'
import type { NewAccess } from '../../platform/events/events.ts'
import { sha256 } from '../controls/control-test.ts'
import { verdict } from './retest.ts'
import { stateOfLesson } from './lessons.ts'
import { OBJECT, STORE, testAccess } from '../../../test/harness/test-access.ts'
import { testControls, type TestControls } from '../../../test/harness/test-controls.ts'

const SEED = 20_261_124
const clock = fixedClock('2026-11-24T12:00:00.000Z')
let controls: TestControls
let incident: string
let plan: string
before(async () => {
  controls = await testControls({ clock })
})
after(() => controls.close())

let hour = 0
/** The hour of the test: nobody else's records are in it. */
let from: string
let to: string
beforeEach(() => {
  const { world } = controls
  incident = randomUUID()
  plan = randomUUID()
  const start = Date.parse('2026-11-24T12:00:00.000Z') + ++hour * 3_600_000
  from = new Date(start).toISOString()
  to = new Date(start + 1_800_000).toISOString()
  clock.set(new Date(start + 3_000_000).toISOString())
  const alert = randomUUID()
  world.alerts = [
    {
      id: alert,
      fingerprint: 'f',
      story: 's',
      state: 'true',
      rules: ['r'],
      severity: 3,
      principals: ['dana.weber'],
      query: { from: '2026-11-23T00:00:00.000Z', to: '2026-11-24T00:00:00.000Z', stores: [STORE] },
      label: null,
      subjects: { lower: 10, upper: 10, basis: 'keys' },
      why: [],
      drill: false,
      openedAt: new Date('2026-11-23T12:00:00.000Z'),
    },
  ]
  const actors = [{ principal: 'dana.weber', from: '2026-11-23T00:00:00.000Z', to: '2026-11-24T00:00:00.000Z' }]
  world.incidents = [
    { id: incident, alerts: [alert], facts: {}, actors, drill: false, number: 1, openedAt: new Date(), closedAt: null, scopeVersion: null },
  ]
  const plans = { store: STORE, policySet: 'p', hash: 'h', madeBy: 'a', madeAt: new Date() } as const
  world.plans = [{ id: plan, ...plans, state: 'applied', appliedAt: new Date(start - 600_000) }]
})

const wish = (change: object = {}) => ({
  incident,
  cause: 'a login worked from anywhere',
  owner: 'karl.lindner',
  due: '2026-12-24T00:00:00.000Z',
  change: { plan },
  control: 'gateway-refuses',
  retest: { attack: 'page-customers', expect: 'blocked' },
  ...change,
})

async function adopt(change: object = {}): Promise<string> {
  await controls.phases.platform.store.transaction(async (tx) => {
    const row = { id: incident, facts: '{}', actors: '[]', drill: false, opened_at: clock.now() }
    await tx
      .insertInto('incident')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  })
  const made = await controls.phases.post('/api/lessons', wish(change))
  assert.equal(made.status, 200, made.text)
  return made.body.id as string
}

async function records(...list: readonly Partial<NewAccess>[]): Promise<void> {
  const writer = await controls.phases.platform.events.writer('lessons')
  const time = new Date(Date.parse(from) + 60_000).toISOString()
  await writer.append(list.map((each) => testAccess({ time, store: STORE, object: OBJECT, ...each })))
  await writer.close()
}
const denied: Partial<NewAccess> = { outcome: 'denied', rows: 0, bytes: 0, subjects: { lower: 0, upper: 0, basis: 'keys' } }
const retest = async (id: string, body: object = { from, to }) => await controls.phases.post(`/api/lessons/${id}/retest`, body)

test('a lesson needs its incident, its plan and its control, and is adopted once', async () => {
  for (const [change, code] of [
    [{ incident: randomUUID() }, 'improve/incident-unknown'],
    [{ change: { plan: randomUUID() } }, 'improve/plan-unknown'],
    [{ control: 'no-such-control' }, 'improve/control-unknown'],
    [{ due: 'soon' }, 'improve/instant-invalid'],
    [{ cause: '   ' }, 'improve/text-empty'],
  ] as const) {
    const refused = await controls.phases.post('/api/lessons', wish(change))
    assert.equal(refused.body.code, code)
  }
  await adopt()
  assert.equal((await controls.phases.post('/api/lessons', wish())).body.code, 'improve/lesson-exists')
  const leaves = await controls.phases.leaves()
  assert.equal(leaves.filter((kind) => kind === 'lesson.adopted').length, 1)
  const outbox = await controls.phases.platform.store.db.selectFrom('outbox').selectAll().where('topic', '=', 'lesson.adopted').execute()
  assert.deepEqual(outbox.at(-1)!.payload, { incident, control: 'gateway-refuses', plan })
})

test('blocked: refused, and nobody was reached', async () => {
  const id = await adopt()
  assert.equal((await controls.improve.lessons()).find((each) => each.id === id)!.state, 'applied')
  await records(denied, denied)
  const answer = await retest(id)
  assert.equal(answer.status, 200, answer.text)
  assert.deepEqual([answer.body.result, answer.body.denied, answer.body.records, answer.body.people.upper], ['blocked', 2, 2, 0])
  const lesson = (await controls.improve.lessons()).find((each) => each.id === id)!
  assert.equal(lesson.state, 'retested')
  const kept = await controls.phases.platform.store.db
    .selectFrom('lesson_retest')
    .selectAll()
    .where('lesson', '=', id)
    .executeTakeFirstOrThrow()
  assert.equal(sha256(kept.body), kept.body_sha)
  assert.equal(answer.body.sha256, kept.body_sha)
  assert.ok((JSON.parse(kept.body) as { inputs: unknown[] }).inputs.length > 0)
})

test('somebody was reached: not blocked, and the lesson failed', async () => {
  const id = await adopt()
  await records(denied, { rows: 5, subjects: { lower: 5, upper: 5, basis: 'keys' } })
  const answer = await retest(id)
  assert.equal(answer.body.result === 'blocked', false)
  assert.equal((await controls.improve.lessons()).find((each) => each.id === id)!.state, 'failed')
})

test('no record, or nothing refused, or a gap: not shown', async () => {
  const id = await adopt()
  assert.equal((await retest(id)).body.result, 'not-shown')
  await records({ rows: 0, bytes: 0, subjects: { lower: 0, upper: 0, basis: 'keys' } })
  assert.equal((await retest(id)).body.result, 'not-shown')
  await records({ ...denied, principal: 'somebody.else' })
  assert.equal((await retest(id)).body.result, 'not-shown')
  await records(denied)
  assert.equal((await retest(id)).body.result, 'blocked')
  await controls.phases.platform.events.reportGap({ source: 'lessons', store: STORE, from, to, upper: 3, reason: 'a record was dropped' })
  const gap = await retest(id)
  assert.equal(gap.body.result, 'not-shown')
  assert.match(gap.body.why[0], /up to 3 people/)
})

test('detected: an alert was opened in the interval, on records', async () => {
  const id = await adopt({ retest: { attack: 'page-customers', expect: 'detected' } })
  const opened = { ...controls.world.alerts[0]!, id: randomUUID(), openedAt: new Date(Date.parse(from) + 120_000) }
  controls.world.alerts.push(opened)
  assert.equal((await retest(id)).body.result, 'not-shown')
  await records({ rows: 5, subjects: { lower: 5, upper: 5, basis: 'keys' } })
  const answer = await retest(id)
  assert.deepEqual([answer.body.result, answer.body.alerts], ['detected', [opened.id]])
  controls.world.alerts.pop()
  assert.equal((await retest(id)).body.result, 'not-detected')
})

test('the interval lies after the change and ends by now; without the change there is no retest', async () => {
  const id = await adopt()
  const early = await retest(id, { from: '2026-11-24T00:00:00.000Z', to })
  assert.match(early.body.message, /before the change was applied/)
  assert.match((await retest(id, { from: to, to: from })).body.message, /empty/)
  assert.match((await retest(id, { from, to: '2027-11-24T00:00:00.000Z' })).body.message, /longer than 31 days/)
  assert.match((await retest(id, { from, to: new Date(Date.parse(to) + 86_400_000).toISOString() })).body.message, /in the future/)
  assert.equal((await retest(randomUUID())).body.code, 'improve/lesson-unknown')
  controls.world.plans = [{ ...controls.world.plans[0]!, state: 'undone' }]
  assert.equal((await retest(id)).body.code, 'improve/not-applied')
  assert.equal((await controls.improve.lessons()).find((each) => each.id === id)!.state, 'adopted')
})

test('what is not shown by records never passes', () => {
  const number = fc.nat({ max: 5 })
  const facts = fc.record({
    records: number,
    denied: number,
    reached: number,
    upper: number,
    alerts: number,
    settled: fc.boolean(),
    expect: fc.constantFrom('blocked' as const, 'detected' as const),
  })
  fc.assert(
    fc.property(facts, (each) => {
      const { result, why } = verdict(each)
      assert.ok(why.length > 0)
      if (result === 'blocked') assert.ok(each.records > 0 && each.denied > 0 && each.reached === 0 && each.upper === 0 && each.settled)
      if (result === 'detected') assert.ok(each.records > 0 && each.alerts > 0 && each.settled)
    }),
    { seed: SEED },
  )
})

test('a retest of before the change, or of a change taken back, counts no more', () => {
  const appliedAt = new Date('2026-11-24T12:00:00Z')
  const last = { result: 'blocked', from_at: new Date('2026-11-24T13:00:00Z') }
  assert.equal(stateOfLesson({ state: 'applied', appliedAt }, last, 'blocked'), 'retested')
  assert.equal(stateOfLesson({ state: 'applied', appliedAt }, last, 'detected'), 'failed')
  assert.equal(stateOfLesson({ state: 'applied', appliedAt }, { ...last, from_at: new Date('2026-11-24T11:00:00Z') }, 'blocked'), 'applied')
  assert.equal(stateOfLesson({ state: 'undone', appliedAt }, last, 'blocked'), 'adopted')
  assert.equal(stateOfLesson(null, last, 'blocked'), 'adopted')
})
