// kill -9 of a process that reads a PostgreSQL log, again and again at random moments: in the end each statement has one record, none is missing
// and none stands twice. Says how many kills fell into the reading.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startPostgres, type PostgresServer } from '../harness/postgres-server.ts'
import { testPhases, type TestPhases } from '../harness/test-phases.ts'
import { waitFor } from '../harness/wait.ts'
import { createCollectors } from '../../src/monitor/collector/collectors.ts'
import { createGeo } from '../../src/platform/geo/create-geo.ts'
import type { StoreId } from '../../src/core/ids.ts'
import { createProtect } from '../../src/protect/create.ts'

const CHILD = fileURLToPath(new URL('./collector-child.ts', import.meta.url))
const SEED = Number(process.env['SEED'] ?? 20_261_124)
const KILLS = process.env['SOAK'] === '1' ? 60 : 10
const STATEMENTS = 4000
const ALL = { from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' }

let server: PostgresServer
let phases: TestPhases
before(async () => {
  server = await startPostgres({
    settings: {
      logging_collector: 'on',
      log_destination: 'jsonlog',
      log_statement: 'all',
      log_directory: 'log',
      log_rotation_size: '300kB',
    },
  })
  await server.run('postgres', 'create database shop')
  await server.run(
    'shop',
    'create table customers (id int primary key, name text, email text)',
    "insert into customers select n, 'Person ' || n, 'person' || n || '@example.org' from generate_series(1, 300) n",
    "create role dana login password 'secret'",
    'grant select on customers to dana',
    'analyze',
  )
  phases = await testPhases()
})
after(async () => {
  await phases?.close()
  await server?.stop()
})

test('each statement of the log has one record, wherever the reading was killed', { timeout: 500_000 }, async () => {
  const store = (await phases.post('/api/stores', { target: server.url('postgres', server.password, 'shop') })).body.id as StoreId
  await phases.scan()
  await phases.post('/api/subjects/build', {})
  await waitFor('the subject directory', async () => (await phases.get('/api/subjects')).body.people >= 300, 60_000)
  const probe = new pg.Client({ connectionString: server.url('postgres', server.password, 'postgres') })
  await probe.connect()
  const folder = path.join((await probe.query('show data_directory')).rows[0].data_directory, 'log')
  await probe.end()

  const { platform, landscape, discover } = phases
  const geo = createGeo()
  const protect = createProtect(platform, { landscape, discover, connections: landscape.connections, folder: phases.dataFolder, geo })
  const collectors = createCollectors({ platform, landscape, discover, protect, geo })
  const { id } = await collectors.add({ kind: 'account', id: 'the-owner', role: 'owner' }, store, folder)
  await collectors.close()

  const dana = new pg.Client({ connectionString: server.url('dana', 'secret', 'shop') })
  await dana.connect()
  for (let i = 0; i < STATEMENTS; i++) await dana.query(`select name, email from customers where id = ${1 + (i % 300)}`)
  await dana.end()

  let state = SEED
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
  const events = path.join(phases.dataFolder, 'events')
  let kills = 0
  let within = 0
  for (;;) {
    const child = spawn(process.execPath, [CHILD, phases.fixture.url, phases.keyHex, events, id], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const begun = new Promise<void>((resolve) =>
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        said += part
        if (said.includes('begins')) resolve()
      }),
    )
    await Promise.race([begun, ended])
    if (kills < KILLS) {
      const timer = setTimeout(() => child.kill('SIGKILL'), 5 + random() * 500)
      await ended
      clearTimeout(timer)
      kills++
      if (!said.includes('done')) within++
      else break
    } else {
      await ended
      assert.match(said, /done/)
      break
    }
  }
  const rows = (await phases.platform.events.records(ALL, 10_000)).filter((row) => row.actor === 'dana' && row.action === 'read')
  console.log(`seed ${SEED}: ${kills} kills, ${within} while it read, ${rows.length} records of ${STATEMENTS} statements`)
  assert.ok(within >= 2, 'too few kills hit the reading')
  assert.equal(rows.length, STATEMENTS)
  assert.equal(new Set(rows.map((row) => `${row.writer} ${row.seq}`)).size, STATEMENTS)
  const answer = await phases.platform.events.answer({ ...ALL, principals: [rows[0]!.principal!] })
  assert.equal(answer.people.size, 300)
  assert.deepEqual(
    answer.gaps.filter((gap) => gap.store === store),
    [],
  )
})
