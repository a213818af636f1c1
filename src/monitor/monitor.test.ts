// The collector over a real PostgreSQL's real log, and detection over what it wrote: once each, through the API.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { appendFileSync, copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { startPostgres, type PostgresServer } from '../../test/harness/postgres-server.ts'
import { waitFor } from '../../test/harness/wait.ts'
import { testPhases, type TestPhases } from '../../test/harness/test-phases.ts'
import { createGeo } from '../platform/geo/create-geo.ts'
import { createProtect } from '../protect/create.ts'
import { createCollectors, type Collectors } from './collector/collectors.ts'
import { createStoreConnections } from '../discover/source/postgres/store-session.ts'
import { createDiscover } from '../discover/create.ts'
import { createEngine } from '../discover/engine/create-engine.ts'
import { createLandscape } from '../landscape/create.ts'
import { createStoreFacts } from '../discover/store-facts.ts'
import { storeProbe } from '../discover/store-probe.ts'
import type { StoreId } from '../core/ids.ts'

let server: PostgresServer
let phases: TestPhases
let collectors: Collectors
let folder: string
let store: StoreId
let id: string
const owner = { kind: 'account', id: 'the-owner', role: 'owner' } as const
const signal = new AbortController().signal
const ALL = { from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' }

function makeCollectors(of: TestPhases): Collectors {
  const landscape = createLandscape(of.platform, {
    probe: storeProbe,
    readStoreFacts: createStoreFacts(of.platform.store.db),
    ownPlaces: { dataFolder: of.dataFolder, keyFile: of.keyFile },
    connect: createStoreConnections,
  })
  const discover = createDiscover(of.platform, landscape, {
    engine: createEngine(),
    connections: landscape.connections,
    actorNames: async () => new Map(),
  })
  const { connections } = landscape
  const geo = createGeo()
  const protect = createProtect(of.platform, { landscape, discover, connections, folder: of.dataFolder, geo })
  return createCollectors({ platform: of.platform, landscape, discover, protect, geo, connections })
}

before(async () => {
  server = await startPostgres({
    settings: {
      logging_collector: 'on',
      log_destination: 'jsonlog',
      log_statement: 'all',
      log_connections: 'on',
      log_disconnections: 'on',
      log_directory: 'log',
      log_filename: 'postgresql-%Y-%m-%d_%H%M%S',
      log_timezone: 'America/Sao_Paulo',
    },
  })
  await server.run('postgres', 'create database shop')
  await server.run(
    'shop',
    'create table customers (id int primary key, name text, email text)',
    "insert into customers select n, 'Person ' || n, 'person' || n || '@example.org' from generate_series(1, 300) n",
    'create table orders (id int primary key, customer_id int references customers, total int)',
    'insert into orders select n, n, n from generate_series(1, 300) n',
    "create role dana login password 'secret'",
    'grant select on customers, orders to dana',
    'create table payroll (id int)',
    'analyze',
  )
  phases = await testPhases()
  const connected = await phases.post('/api/stores', { target: server.url('postgres', server.password, 'shop') })
  assert.equal(connected.status, 200, connected.text)
  store = connected.body.id
  await phases.scan()
  const built = await phases.post('/api/subjects/build', {})
  assert.equal(built.status, 200, built.text)
  await waitFor('the subject directory', async () => (await phases.get('/api/subjects')).body.people >= 300, 60_000)
  collectors = makeCollectors(phases)
  const probe = new pg.Client({ connectionString: server.url('postgres', server.password, 'postgres') })
  await probe.connect()
  const { rows } = await probe.query('show data_directory')
  await probe.end()
  folder = path.join(rows[0].data_directory, 'log')
  id = (await collectors.add(owner, store, folder)).id
})
after(async () => {
  await collectors?.close()
  await phases?.close()
  await server?.stop()
})

const newest = (): string =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .at(-1)!
const look = () => collectors.look(id, signal)
const records = async () => (await phases.platform.events.records(ALL, 10_000)).filter((row) => row.actor === 'dana')

test('statements of a session become records: who, from where, what, how many at most', async () => {
  await look()
  const dana = new pg.Client({ connectionString: server.url('dana', 'secret', 'shop') })
  await dana.connect()
  await dana.query('select name, email from customers where id = 42')
  await dana.query('select * from customers where id = $1', [43])
  await dana.query('select id from customers order by id limit 20')
  await dana.query('select count(*) from orders')
  await assert.rejects(dana.query('select * from payroll'))
  await dana.end()
  const bad = new pg.Client({ connectionString: server.url('dana', 'wrong', 'shop') })
  await assert.rejects(bad.connect())
  await look()
  const rows = await records()
  const shown = rows.map((row) => [row.action, row.outcome, row.subjects.upper, row.subjects.basis, row.fields.length])
  assert.deepEqual(shown, [
    ['read', 'ok', 1, 'keys', 3],
    ['read', 'ok', 1, 'keys', 3],
    ['read', 'ok', 20, 'rows', 1],
    ['search', 'ok', 300, 'table', 0],
    ['read', 'denied', 0, 'rows', 1],
    ['read', 'denied', 0, 'rows', 0],
  ])
  const answer = await phases.platform.events.answer({ ...ALL, sessions: [rows[0]!.session] })
  assert.equal(answer.people.size, 2, 'both are people of the directory')
  assert.ok(rows.every((row) => row.ip === '127.0.0.1' && row.plane === 'store-log' && row.store === store && row.principal !== null))
  assert.ok(
    rows.every((row) => Math.abs(Date.parse(row.time) - Date.now()) < 600_000),
    'the zone of the log is understood',
  )
  const kept = phases.logged.join('\n') + JSON.stringify(await phases.platform.store.db.selectFrom('collector').selectAll().execute())
  assert.equal(/Person|example\.org|select /.test(kept), false, 'no literal and no statement is kept')
})

test('a second look finds nothing, a half line waits, a broken one is counted and is a gap', async () => {
  const many = (await records()).length
  assert.equal((await look()).records, 0)
  const file = path.join(
    folder,
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .at(-1)!,
  )
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .find((text) => text.includes('where id = 42'))!
  const own = path.join(phases.folder, 'log')
  mkdirSync(own)
  const copy = path.join(own, 'a.json')
  writeFileSync(copy, `${line.replace('"line_num":', '"line_num":1')}\n${line.slice(0, 100)}`)
  const other = (await collectors.add(owner, store, own)).id
  assert.deepEqual((await collectors.look(other, signal)).records, 1)
  appendFileSync(
    copy,
    `${line.slice(100)}\n{"not":"a log line"}\nnonsense \u001b[2J\n${'['.repeat(500_000)}\n${'x'.repeat(3_000_000)}\n${line}\n`,
  )
  const next = await collectors.look(other, signal)
  assert.deepEqual([next.records, next.unread], [2, 4])
  const [shown] = (await collectors.list()).filter((one) => one.id === other)
  assert.deepEqual(shown!.unreadReasons, { 'fields-missing': 1, 'not-json': 2, 'too-long': 1 })
  const gaps = await phases.platform.events.gaps(ALL.from, ALL.to)
  assert.ok(gaps.some((gap) => gap.source === `postgres-log:${other}` && gap.reason.startsWith('4 lines')))
  // renamed, then a new file under the old name; then the new one is emptied and begun again
  renameSync(copy, path.join(own, 'b.json'))
  writeFileSync(copy, `${line.replace('"pid":', '"pid":1')}\n`)
  assert.equal((await collectors.look(other, signal)).records, 1)
  writeFileSync(copy, `${line.replace('"pid":', '"pid":2')}\n`)
  assert.equal((await collectors.look(other, signal)).records, 1)
  copyFileSync(copy, path.join(own, 'c.json'))
  assert.equal((await collectors.look(other, signal)).records, 0, 'a copy is not read again')
  assert.equal((await records()).length, many + 5)
})

test('a log that is away: a gap while it lasts, an alert when it lasts, over when it is back; another in its place leaves the gap', async () => {
  const own = path.join(phases.folder, 'away')
  const aside = path.join(phases.folder, 'aside')
  mkdirSync(own)
  const line = readFileSync(path.join(folder, newest()), 'utf8')
    .split('\n')
    .find((text) => text.includes('where id = 42'))!
  writeFileSync(path.join(own, 'a.json'), `${line}\n`)
  const { id: other } = await collectors.add(owner, store, own)
  await collectors.look(other, signal)
  const { db } = phases.platform.store
  const gaps = async () =>
    (await phases.platform.events.gaps(ALL.from, ALL.to)).filter((gap) => gap.source === `postgres-log:${other}`).map((gap) => gap.reason)
  const alerts = async () => await db.selectFrom('alert').selectAll().orderBy('opened_at').execute()
  const lastsLong = async () => {
    const seen = new Date(Date.now() - 120_000)
    await db.updateTable('event_gap').set({ seen_at: seen }).where('source', '=', `postgres-log:${other}`).execute()
  }
  for (const round of [0, 1]) {
    renameSync(own, aside)
    for (let again = 0; again < 2; again++) await assert.rejects(collectors.look(other, signal), { code: 'monitor/folder-missing' })
    assert.deepEqual(
      (await gaps()).filter((reason) => reason.startsWith('the folder')),
      ['the folder of the log is away'],
    )
    assert.equal((await alerts()).length, round, 'not at once')
    await lastsLong()
    await assert.rejects(collectors.look(other, signal))
    const [alert] = (await alerts()).slice(round)
    assert.deepEqual([alert!.rules, alert!.state, alert!.query.stores], [['log-silent'], 'new', [store]])
    assert.equal(alert!.subjects.upper, 300)
    assert.match((await collectors.list()).find((one) => one.id === other)!.problem!, /not there/)
    if (round === 0) {
      appendFileSync(path.join(aside, 'a.json'), `${line.replace('"pid":', '"pid":9')}\n`)
      renameSync(aside, own)
    } else {
      mkdirSync(own)
      writeFileSync(path.join(own, 'b.json'), `${line.replace('"pid":', '"pid":7')}\n`)
    }
    assert.equal((await collectors.look(other, signal)).records, 1)
    assert.equal((await collectors.list()).find((one) => one.id === other)!.problem, null)
    const said = (await alerts())[round]!.why.map((one) => one.text).join(' ')
    assert.match(said, round === 0 ? /nothing missing/ : /in between is gone/)
    assert.equal((await gaps()).includes('the folder of the log is away'), round === 1)
    await collectors.look(other, signal)
    assert.equal((await alerts()).length, round + 1, 'one alert for each time')
    await db.updateTable('alert').set({ state: 'benign' }).execute()
  }
})

test('a folder that is away, no folder, not ours to read', async () => {
  await assert.rejects(collectors.add(owner, store, 'log'), { code: 'monitor/folder-not-absolute' })
  await assert.rejects(collectors.add(owner, store, '/nowhere/at/all'), { code: 'monitor/folder-missing' })
  await assert.rejects(collectors.add(owner, store, folder), { code: 'monitor/collector-exists' })
  await assert.rejects(collectors.add(owner, store, phases.dataFolder), { code: 'monitor/own-data' })
})

test('no room on our own disk: a gap and a problem while it lasts, each statement once when there is room', async (t) => {
  const own = path.join(phases.folder, 'many')
  mkdirSync(own)
  const line = readFileSync(path.join(folder, newest()), 'utf8')
    .split('\n')
    .find((text) => text.includes('where id = 42'))!
  const { session_id: session } = JSON.parse(line) as { session_id: string }
  const many = Array.from({ length: 6_000 }, (_, at) =>
    line
      .replaceAll(session, `${session.split('.')[0]}.f${(at % 50).toString(16)}`)
      .replace(/"line_num":\d+/, `"line_num":${1 + Math.floor(at / 50)}`)
      .replace('where id = 42', `where id = ${1 + (at % 300)}`),
  )
  writeFileSync(path.join(own, 'a.json'), `${many.join('\n')}\n`)
  const { id: other } = await collectors.add(owner, store, own)
  const writer = path.join(phases.dataFolder, 'events', 'segments', `postgres-log-${other}`)
  mkdirSync(writer, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=0700', 'tmpfs', writer], { stdio: 'ignore' })
  } catch {
    t.skip('a small disk cannot be mounted here')
    return
  }
  try {
    for (let again = 0; again < 2; again++) await assert.rejects(collectors.look(other, signal), { code: 'events/disk-full' })
    const gaps = async () => (await phases.platform.events.gaps(ALL.from, ALL.to)).filter((gap) => gap.source === `postgres-log:${other}`)
    assert.match((await gaps()).map((gap) => gap.reason).join(), /no room on our disk/)
    execFileSync('mount', ['-o', 'remount,size=32m', writer])
    await collectors.look(other, signal)
    const state = (await collectors.list()).find((one) => one.id === other)!
    assert.deepEqual([state.records, state.problem], [6_000, null])
    assert.deepEqual(await gaps(), [])
    const { records: found } = await phases.platform.events.answer({
      ...ALL,
      sessions: Array.from({ length: 50 }, (_, at) => `${session.split('.')[0]}.f${at.toString(16)}`),
    })
    assert.equal(found, 6_000, 'each once')
  } finally {
    await collectors.close()
    execFileSync('umount', [writer])
  }
})
