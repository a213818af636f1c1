// A scan whose process is killed again and again, at random moments between and inside its writes, ends with what it would have ended
// with undisturbed: nothing missing, nothing twice. And a scan that a person stops.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { testPhases, type TestPhases } from '../harness/test-phases.ts'
import { waitFor } from '../harness/wait.ts'

const FILES = 120
const ROWS = 60
const KILLS = 4
const seed = Number(process.env['SEED'] ?? 20261124)

let it: TestPhases
let folder: string
before(async () => {
  it = await testPhases({ jobs: false, beat: 50 })
  folder = mkdtempSync(path.join(tmpdir(), 'holdfast-many-'))
  for (let n = 0; n < FILES; n++) {
    mkdirSync(path.join(folder, `d${n % 7}`), { recursive: true })
    const rows = Array.from({ length: ROWS }, (_, row) => `${row},person${row}of${n}@example.org`)
    writeFileSync(path.join(folder, `d${n % 7}`, `f${n}.csv`), `id,mail\n${rows.join('\n')}\n`)
  }
})
after(async () => {
  await it.close()
  rmSync(folder, { recursive: true, force: true })
})

// mulberry32: the same moments for the same seed, as far as the machine allows
function random(from: number): () => number {
  let state = from
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

async function count(table: 'coverage' | 'finding' | 'object' | 'field'): Promise<number> {
  const found = await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(it.fixture.store.db)
  return Number(found.rows[0]!.n)
}

test(
  `killed or stopped ${KILLS} times in the middle, a scan ends whole and nothing is there twice (seed ${seed})`,
  { timeout: 180_000 },
  async (t) => {
    const next = random(seed)
    const connected = await it.post('/api/stores', { target: folder, name: 'many' })
    assert.equal(connected.status, 200, connected.text)
    const started = await it.post('/api/scans', { mode: { kind: 'full' } })
    assert.equal(started.status, 200, started.text)
    const id = String(started.body.id)
    assert.equal(started.body.state, 'waiting')
    const script = path.join(import.meta.dirname, 'scan-process.ts')
    let inWrite = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const was = (await it.get(`/api/scans/${id}`)).body.coverage.read
      const child = spawn(process.execPath, [script, it.fixture.url, it.keyHex], { stdio: ['ignore', 'ignore', 'inherit'] })
      const exited = new Promise((resolve) => child.once('exit', resolve))
      try {
        const aim = Math.floor(next() * 25) + 1
        // a run reads again what an earlier one has read, so that progress is that of the run
        await waitFor(
          `run ${kill} to read`,
          async () => {
            const { state, stores } = (await it.get(`/api/scans/${id}`)).body
            return state !== 'waiting' && stores[0].objectsDone >= aim
          },
          60_000,
        )
        await pause(next() * 12)
        const open = await sql<{ n: string }>`
        select count(*) as n from pg_stat_activity where datname = current_database() and xact_start is not null
          and pid <> pg_backend_pid() and query not like '%pg_stat_activity%'`.execute(it.fixture.store.db)
        if (Number(open.rows[0]!.n) > 0) inWrite++
      } finally {
        // every other one is asked to stop in order, which is no wish to stop the scan
        child.kill(kill % 2 === 0 ? 'SIGKILL' : 'SIGTERM')
        await exited
      }
      const { state, coverage } = (await it.get(`/api/scans/${id}`)).body
      assert.ok(state === 'running', `the scan was over before kill ${kill}: ${state}`)
      assert.ok(coverage.read >= was, 'what was written stays')
      assert.ok(coverage.read < FILES)
    }
    t.diagnostic(`${inWrite} of ${KILLS} fell into an open transaction`)
    await it.startJobs()
    const scan = await it.ended(id)
    assert.equal(scan.state, 'done', JSON.stringify(scan))
    assert.deepEqual(scan.coverage, { read: FILES, partial: 0, skipped: 0, failed: 0, sampled: 0 })
    assert.equal(scan.rows, FILES * ROWS)
    assert.equal(scan.stores[0].findings, FILES)
    assert.deepEqual(
      [await count('object'), await count('field'), await count('finding'), await count('coverage')],
      [FILES, FILES * 2, FILES, FILES],
    )
    const wrong = await sql<{ n: string }>`select count(*) as n from finding where count <> ${ROWS} or type <> 'email'`.execute(
      it.fixture.store.db,
    )
    assert.equal(Number(wrong.rows[0]!.n), 0)
    const events = await sql<{ n: string; fields: string }>`
    select count(*) as n, count(distinct payload->>'field') as fields from outbox where topic = 'field.labelled'`.execute(
      it.fixture.store.db,
    )
    assert.equal(events.rows[0]!.n, events.rows[0]!.fields, 'a label is announced once')
    const leaves = await it.leaves()
    assert.equal(leaves.filter((kind) => kind === 'scan.started').length, 1)
    assert.equal(leaves.filter((kind) => kind === 'scan.ended').length, 1)
  },
)

test(
  'a scan that is stopped keeps what it read, says what it did not, and takes nothing from earlier scans',
  { timeout: 120_000 },
  async () => {
    for (let n = 0; n < FILES; n++) {
      const rows = Array.from({ length: ROWS }, (_, row) => `${row},person${row}of${n}@example.org`)
      writeFileSync(path.join(folder, `d${n % 7}`, `new${n}.csv`), `id,mail\n${rows.join('\n')}\n`)
    }
    const { id } = (await it.post('/api/scans', { mode: { kind: 'full' } })).body
    await waitFor('some files to be read', async () => (await it.get(`/api/scans/${id}`)).body.coverage.read >= 3)
    const asked = await it.post(`/api/scans/${id}/stop`)
    assert.equal(asked.status, 200, asked.text)
    assert.equal(asked.body.state, 'stopping')
    assert.equal(asked.body.left, null)
    const scan = await it.ended(String(id))
    assert.equal(scan.state, 'stopped')
    assert.equal(scan.stores[0].state, 'stopped')
    const { read, failed } = scan.coverage
    assert.ok(read >= 3 && read < FILES * 2, `${read} read`)
    assert.ok(failed > 0, 'what was listed and not read has its line')
    const line = (await it.get(`/api/scans/${id}/coverage?status=failed&limit=1`)).body.rows[0]
    assert.match(line.reason, /stopped/)
    const states = await sql<{ name: string; status: string }>`select name, read_status as status from object`.execute(it.fixture.store.db)
    for (const { name, status } of states.rows) {
      if (/\/f\d+\.csv$/.test(name)) assert.equal(status, 'read', `${name} keeps what the scan before said`)
    }
    assert.ok(states.rows.some(({ name, status }) => name.includes('/new') && status === 'failed'))
    const next = await it.scan()
    assert.equal(next.coverage.read, FILES * 2)
    assert.equal(next.coverage.failed, 0)
  },
)

test('a scan that waits is stopped at once and its job does nothing', async () => {
  const busy = await it.post('/api/scans', { mode: { kind: 'full' } })
  const other = mkdtempSync(path.join(it.folder, 'other-'))
  writeFileSync(path.join(other, 'a.txt'), 'nothing')
  const store = (await it.post('/api/stores', { target: other })).body
  const waiting = (await it.post('/api/scans', { stores: [store.id], mode: { kind: 'full' } })).body
  assert.equal(waiting.state, 'waiting')
  const stopped = await it.post(`/api/scans/${waiting.id}/stop`)
  assert.equal(stopped.body.state, 'stopped')
  assert.equal((await it.ended(String(busy.body.id))).state, 'done')
  const jobs = async () =>
    (await sql<{ n: string }>`select count(*) as n from queue.job where state in ('created','active','retry')`.execute(it.fixture.store.db))
      .rows[0]!.n
  await waitFor('its job to be over', async () => (await jobs()) === '0')
  const after = (await it.get(`/api/scans/${waiting.id}`)).body
  assert.equal(after.state, 'stopped')
  assert.equal(after.coverage.read, 0)
})
