// Rounds: one at a time, each control once, whatever is killed in between; evidence that ends is renewed; a thousand stores end.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fixedClock } from '../../core/clock.ts'
import { storeId } from '../../core/ids.ts'
import { SYSTEM } from './rounds.ts'
import { openShop, testControls, type TestControls } from '../../../test/harness/test-controls.ts'
import { waitFor } from '../../../test/harness/wait.ts'

const clock = fixedClock(new Date().toISOString())
let controls: TestControls
before(async () => {
  controls = await testControls({ clock, lookMs: 50 })
})
after(() => controls.close())

const leavesOf = async (kind: string): Promise<number> => (await controls.phases.leaves()).filter((each) => each === kind).length
const round = async () =>
  (await controls.phases.get('/api/controls')).body.round as { id: string; done: number; of: number; endedAt: string | null } | null

test('before the first round nothing is evaluated, and nothing is green', async () => {
  const { controls: list, round: none } = (await controls.phases.get('/api/controls')).body
  assert.equal(none, null)
  assert.equal(list.length, 10)
  assert.ok(list.every((each: { state: string }) => each.state === 'not-evaluated'))
  assert.equal((await controls.phases.post('/api/controls/run', { controls: ['no-such'] })).body.code, 'improve/control-unknown')
  assert.equal((await controls.phases.post('/api/controls/run', {}, 'auditor')).status, 403)
  assert.equal((await controls.phases.get('/api/controls/no-such')).body.code, 'improve/control-unknown')
})

test('a round runs every control once, each with its leaf; an empty estate is not a pass', async () => {
  await controls.run()
  const { controls: list } = (await controls.phases.get('/api/controls')).body
  const states = Object.fromEntries(list.map((each: { id: string; state: string }) => [each.id, each.state]))
  assert.equal(states['ledger-whole'], 'pass')
  const others = Object.entries(states).filter(([id]) => id !== 'ledger-whole')
  assert.deepEqual([...new Set(others.map(([, state]) => state))], ['not-applicable'])
  assert.equal(await leavesOf('control.tested'), 10)
  assert.equal(await leavesOf('controls.run'), 1)
})

test('several at once are one round, and no control runs twice in it', async () => {
  const before = await leavesOf('control.tested')
  const answers = await Promise.all(Array.from({ length: 6 }, () => controls.phases.post('/api/controls/run', {})))
  assert.ok(answers.every((answer) => answer.status === 200))
  await waitFor('the end', async () => (await round())?.endedAt !== null)
  const rounds = new Set(answers.map((answer) => answer.body.run as string))
  const { db } = controls.phases.platform.store
  for (const id of rounds) {
    const runs = await db.selectFrom('control_run').select('control').where('round', '=', id).execute()
    assert.equal(runs.length, 10)
    assert.equal(new Set(runs.map((run) => run.control)).size, 10)
  }
  assert.equal(await leavesOf('control.tested'), before + 10 * rounds.size)
})

test('evidence that ends is renewed by itself, and a clock that jumped back makes it stale until then', async () => {
  const { db } = controls.phases.platform.store
  const seqOf = async (control: string) =>
    Number(
      (await db.selectFrom('control_run').select('seq').where('control', '=', control).orderBy('seq', 'desc').executeTakeFirstOrThrow())
        .seq,
    )
  const first = await seqOf('ledger-whole')
  const slow = await seqOf('safe-sign-in')
  clock.advance(25 * 3_600_000)
  await waitFor('the renewal', async () => (await seqOf('ledger-whole')) > first && (await round())?.endedAt !== null)
  assert.equal(await seqOf('safe-sign-in'), slow, 'its evidence counts for a week')
  const renewed = await seqOf('ledger-whole')
  clock.advance(-48 * 3_600_000)
  await waitFor('the renewal after the jump', async () => (await seqOf('ledger-whole')) > renewed && (await round())?.endedAt !== null)
  const { controls: list } = (await controls.phases.get('/api/controls')).body
  assert.notEqual(list.find((each: { id: string }) => each.id === 'ledger-whole').state, 'stale')
  clock.set(new Date().toISOString())
})

test('a round whose job was lost goes on where it was', async () => {
  const { db } = controls.phases.platform.store
  await waitFor('quiet', async () => (await round())?.endedAt !== null)
  const before = await leavesOf('control.tested')
  // as a process that was killed leaves it: an open round without a job, one control done
  const id = '01900000-0000-7000-8000-000000000001'
  await db
    .insertInto('control_round')
    .values({ id, controls: ['ledger-whole', 'weak-logins'], started_by: SYSTEM.id, asked_at: clock.now() })
    .execute()
  await waitFor(
    'its end',
    async () => (await db.selectFrom('control_round').select('ended_at').where('id', '=', id).executeTakeFirstOrThrow()).ended_at !== null,
  )
  const runs = await db.selectFrom('control_run').select('control').where('round', '=', id).execute()
  assert.deepEqual(runs.map((run) => run.control).toSorted(), ['ledger-whole', 'weak-logins'])
  assert.equal(await leavesOf('control.tested'), before + 2)
})

test('a failing control raises control.failed, in the transaction of its run', async () => {
  controls.world.classes = [
    { id: 'c', role: 'r', schema: 's', columns: {}, views: {}, rows: null, budget: null, policySet: 'p', catalogHash: 'h' },
  ]
  await controls.phases.post('/api/stores', { target: controls.phases.folder, name: 'papers' })
  const answer = await controls.run('gateway-refuses')
  assert.equal(answer.state, 'fail')
  const { db } = controls.phases.platform.store
  const [event] = await db.selectFrom('outbox').selectAll().where('topic', '=', 'control.failed').orderBy('id', 'desc').limit(1).execute()
  assert.deepEqual(event!.payload, { control: 'gateway-refuses', run: answer.last.id })
  controls.world.classes = []
})

test('what is stored can be checked: the body gives the digest that its leaf has, and a changed one is seen', async () => {
  const answer = await controls.run('ledger-whole')
  const body = await controls.phases.get(`/api/controls/ledger-whole/runs/${answer.last.id}`)
  const { sha256 } = await import('./control-test.ts')
  assert.equal(sha256(body.text), answer.last.results)
  assert.equal(answer.last.digestHolds, true)
  const { db } = controls.phases.platform.store
  await db
    .updateTable('control_run')
    .set({ body: body.text.replace('"pass"', '"fail"') })
    .where('id', '=', answer.last.id)
    .execute()
  assert.equal((await controls.phases.get('/api/controls/ledger-whole')).body.last.digestHolds, false)
  assert.equal(
    (await controls.phases.get(`/api/controls/ledger-whole/runs/01900000-0000-7000-8000-00000000ffff`)).body.code,
    'improve/run-unknown',
  )
})

test('a thousand stores that do not answer, one that does, and kinds without a test: the round ends, and each is said', async () => {
  const shop = await openShop(controls.phases)
  try {
    const { db } = controls.phases.platform.store
    const rows = Array.from({ length: 1000 }, (_, i) => {
      const where = { host: '127.0.0.1', port: 1, database: `d${i}` }
      return {
        id: storeId({ kind: 'postgres', ...where }),
        kind: 'postgres' as const,
        address: JSON.stringify({ ...where, user: 'reader' }),
        name: `away ${i}`,
        secret_enc: null,
        added_at: clock.now(),
      }
    })
    await db.insertInto('store').values(rows).execute()
    const mysql = { kind: 'mysql' as const, host: '127.0.0.1', port: 1, database: 'm' }
    await db
      .insertInto('store')
      .values({
        id: storeId(mysql),
        kind: 'mysql',
        address: JSON.stringify({ ...mysql, user: 'r' }),
        name: 'a mysql',
        secret_enc: null,
        added_at: clock.now(),
      })
      .execute()
    const began = performance.now()
    const answer = await controls.run('safe-sign-in')
    const seconds = (performance.now() - began) / 1000
    assert.equal(answer.state, 'error')
    assert.deepEqual(answer.last.counts, { pass: 1, fail: 0, error: 1000, 'not-evaluated': 1 })
    assert.equal(answer.last.population.n, 1002)
    assert.ok(seconds < 60, `${seconds} s`)
  } finally {
    await shop.server.stop()
  }
})
