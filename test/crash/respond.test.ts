// Killed in the middle of sending, and in the middle of computing: nobody with a proof gets a second message, no scope is half there.
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
const KILLS = soaking ? 20 : 2
const seed = Number(process.env['SEED'] ?? 20261124)

let it: TestResponse
let sink: MailSink
before(async () => {
  it = await testResponse()
  sink = await startMailSink()
  const writer = await it.platform.events.writer('gateway')
  await writer.append([it.shows(PEOPLE)])
})
after(async () => {
  await sink?.close()
  await it?.close()
})

function child(...more: readonly string[]): { readonly said: () => string; kill(): Promise<void> } {
  const program = fileURLToPath(new URL('respond-child.ts', import.meta.url))
  const worker = spawn(process.execPath, [program, it.fixture.url, it.keyHex, path.join(it.dataFolder, 'events'), ...more], {
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

async function incident(): Promise<string> {
  const id = await it.incident({})
  for (const [name, value] of [
    ['organisation', 'Shop'],
    ['contact', 'privacy@shop.example'],
    ['measures', 'Closed.'],
  ]) {
    const said = await it.post(`/api/incidents/${id}/facts`, { name, value, why: 'test' })
    assert.equal(said.status, 200, said.text)
  }
  assert.equal((await it.post(`/api/incidents/${id}/scope`, {})).status, 200)
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
    const draft = (await it.post(`/api/incidents/${id}/notices`, { law: 'eu-gdpr-34', languages: ['de', 'en'] }, 'analyst')).body
    assert.deepEqual(draft.missing, [])
    assert.equal((await it.post(`/api/notices/${draft.id}/approve`, {})).status, 200)
    assert.equal((await it.post(`/api/notices/${draft.id}/send`, {})).status, 200)
    let inside = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const worker = child()
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
    const worker = child()
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

test(`killed ${KILLS} times while computing, every version is whole (seed ${seed})`, { timeout: 120_000 + KILLS * 60_000 }, async (t) => {
  const next = random(seed + 1)
  const id = await incident()
  await it.platform.store.db.updateTable('incident').set({ alerts: [] }).where('id', '=', id).execute()
  for (let kill = 0; kill < KILLS; kill++) {
    const worker = child(id)
    await waitFor('a computation', () => worker.said().includes('computed'), 30_000)
    const begin = performance.now()
    const wait = next() * 300
    await waitFor('the moment', () => performance.now() - begin > wait)
    await worker.kill()
  }
  const { db } = it.platform.store
  const versions = await db.selectFrom('scope').select('version').where('incident', '=', id).orderBy('version').execute()
  assert.deepEqual(
    versions.map(({ version }) => version),
    range(1, versions.length),
  )
  assert.ok(versions.length > KILLS)
  for (const { version } of versions) {
    const { n } = await db
      .selectFrom('scope_person')
      .select((eb) => eb.fn.countAll<string>().as('n'))
      .where('incident', '=', id)
      .where('version', '=', version)
      .executeTakeFirstOrThrow()
    assert.equal(Number(n), PEOPLE.length, `version ${version}`)
  }
  t.diagnostic(`${versions.length} versions, all whole`)
})
