// Killed in the middle of sending, and in the middle of computing: nobody with a proof gets a second message, no scope is half there, and what was
// asked for is done once.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { soaking } from '../harness/soak.ts'
import { startMailSink, type MailSink } from '../harness/mail-sink.ts'
import { range, testResponse, type TestResponse } from '../harness/test-response.ts'
import { waitFor } from '../harness/wait.ts'

const PEOPLE = range(1, 160)
/** so many that a computation takes its time */
const MANY = range(1, soaking ? 60_000 : 8000)
const KILLS = soaking ? 20 : 2
const seed = Number(process.env['SEED'] ?? 20261124)

let it: TestResponse
let sink: MailSink
before(async () => {
  it = await testResponse({ people: MANY.length, computes: false })
  sink = await startMailSink()
  const writer = await it.platform.events.writer('gateway')
  await writer.append([it.shows(PEOPLE)])
  for (let at = 0; at < MANY.length; at += 40) await writer.append([it.shows(MANY.slice(at, at + 40), { session: 'many' })])
})
after(async () => {
  await sink?.close()
  await it?.close()
})

function child(role: 'schedule' | 'detect'): { readonly said: () => string; kill(): Promise<void> } {
  const program = fileURLToPath(new URL('respond-child.ts', import.meta.url))
  const worker = spawn(process.execPath, [program, it.fixture.url, it.keyHex, path.join(it.dataFolder, 'events'), role], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  worker.stdout.on('data', (text: Buffer) => (said += text.toString()))
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  return {
    said: () => said,
    async kill() {
      worker.kill('SIGKILL')
      await ended
    },
  }
}

function random(from: number): () => number {
  let state = from
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
}

async function incident(session?: string): Promise<string> {
  const id = await it.incident(session === undefined ? {} : { sessions: [session] })
  for (const [name, value] of [
    ['organisation', 'Shop'],
    ['contact', 'privacy@shop.example'],
    ['measures', 'Closed.'],
  ]) {
    const said = await it.post(`/api/incidents/${id}/facts`, { name, value, why: 'test' })
    assert.equal(said.status, 200, said.text)
  }
  return id
}

test(
  `killed ${KILLS} times while sending, nobody with a proof gets a second message (seed ${seed})`,
  { timeout: 120_000 + KILLS * 60_000 },
  async (t) => {
    const next = random(seed)
    const mail = { host: '127.0.0.1', port: sink.port, security: 'none', from: 'privacy@shop.example', allowPrivate: true, perMinute: 3000 }
    assert.equal((await it.call('PUT', '/api/mail', mail)).status, 200)
    const id = await incident()
    const computing = child('detect')
    await it.scope(id)
    await computing.kill()
    const draft = (await it.post(`/api/incidents/${id}/notices`, { law: 'eu-gdpr-34', languages: ['de', 'en'] }, 'analyst')).body
    assert.deepEqual(draft.missing, [])
    assert.equal((await it.post(`/api/notices/${draft.id}/approve`, {})).status, 200)
    assert.equal((await it.post(`/api/notices/${draft.id}/send`, {})).status, 200)
    let inside = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const worker = child('schedule')
      const before = sink.taken.length
      const wanted = 1 + Math.floor(next() * 25)
      await waitFor('some messages', () => sink.taken.length >= before + wanted, 30_000)
      await worker.kill()
      const proven = await it.platform.store.db.selectFrom('sent').select('proof').where('notice', '=', draft.id).execute()
      const known = new Set(proven.map(({ proof }) => (proof as { message: string }).message))
      const without = sink.taken.filter(({ sha256 }) => !known.has(sha256)).length
      if (proven.length < draft.people) inside++
      t.diagnostic(`kill ${kill + 1}: ${sink.taken.length} taken, ${proven.length} proven, ${without} taken without a proof`)
    }
    const worker = child('schedule')
    await waitFor('the end', async () => (await it.get(`/api/notices/${draft.id}`)).body.state === 'sent', 60_000)
    await worker.kill()
    const done = (await it.get(`/api/notices/${draft.id}`)).body
    assert.deepEqual([done.sent, done.failed], [120, 0])
    assert.ok(inside > 0, 'no kill hit the sending')
    const byPerson = Map.groupBy(sink.taken, ({ to }) => to)
    assert.equal(byPerson.size, 120)
    const { proofs } = (await it.get(`/api/notices/${draft.id}/proofs`, 'auditor')).body as { proofs: { message: string }[] }
    const proven = new Set(proofs.map(({ message }) => message))
    let window = 0
    for (const [to, mails] of byPerson) {
      // INVARIANT: once there is a proof there is no further message: the proven one is the last
      assert.ok(proven.has(mails.at(-1)!.sha256), `${to}: the last message is not the proven one`)
      window += mails.length - 1
      const ids = new Set(mails.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw.toString())![1]))
      assert.equal(ids.size, 1, to)
    }
    t.diagnostic(`${window} messages sent twice: taken by the server, killed before the proof was written`)
    assert.ok(window <= KILLS * 4, `${window} messages twice: more than could be under way`)
  },
)

test(
  `killed ${KILLS} times while computing, every version is whole, and each that was asked for is there once (seed ${seed})`,
  { timeout: 120_000 + KILLS * 60_000 },
  async (t) => {
    const next = random(seed + 1)
    const id = await incident('many')
    const { db } = it.platform.store
    // the child has no alerts: without them the records alone say which stores
    await db.updateTable('incident').set({ alerts: [] }).where('id', '=', id).execute()
    const runsIn = async (states: readonly ('waiting' | 'running' | 'done')[]) =>
      await db.selectFrom('scope_run').select(['id', 'version']).where('incident', '=', id).where('state', 'in', states).execute()
    const begin = performance.now()
    const first = child('detect')
    await it.scope(id)
    await first.kill()
    const took = performance.now() - begin
    let asked = 1
    let inside = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const run = await it.post(`/api/incidents/${id}/scope`, {})
      assert.equal(run.status, 202, run.text)
      if ((await runsIn(['waiting', 'running'])).length > 0) asked++
      const worker = child('detect')
      await waitFor('its begin', async () => (await runsIn(['running', 'done'])).some((one) => one.id === run.body.id), 30_000)
      const from = performance.now()
      const wait = (next() * took) / 4
      await waitFor('the moment', () => performance.now() - from > wait)
      await worker.kill()
      const left = (await runsIn(['running'])).length
      if (left > 0) inside++
      t.diagnostic(`kill ${kill + 1} after ${Math.round(wait)} ms: ${left > 0 ? 'in the middle' : 'too late'}`)
    }
    const last = child('detect')
    await waitFor('what is left', async () => (await runsIn(['waiting', 'running'])).length === 0, 60_000)
    await last.kill()
    assert.ok(inside > 0, 'no kill hit a computation')
    const done = (await runsIn(['done'])).map(({ version }) => version!).toSorted((a, b) => a - b)
    assert.equal(done.length, asked)
    const versions = await db.selectFrom('scope').select('version').where('incident', '=', id).orderBy('version').execute()
    assert.deepEqual(
      versions.map(({ version }) => version),
      range(1, asked),
    )
    assert.deepEqual(done, range(1, asked))
    for (const version of done) {
      const { n } = await db
        .selectFrom('scope_person')
        .select((eb) => eb.fn.countAll<string>().as('n'))
        .where('incident', '=', id)
        .where('version', '=', version)
        .executeTakeFirstOrThrow()
      assert.equal(Number(n), MANY.length, `version ${version}`)
    }
    t.diagnostic(`${versions.length} versions, all whole; ${inside} of ${KILLS} kills hit a computation`)
  },
)
