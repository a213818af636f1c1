// A login of the gateway in the store's own log: through the gateway it is no second access and no alert, in whatever order and however late the two
// sources are read; past the gateway it is one. The gateway, the store and its log are real; what is fed in each order are lines that the server wrote.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync, appendFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { gatewayRig, type GatewayRig } from '../../test/harness/gateway-rig.ts'
import { testAccess } from '../../test/harness/test-access.ts'
import { waitFor } from '../../test/harness/wait.ts'
import { readConfig } from '../core/config.ts'
import { systemClock } from '../core/clock.ts'
import { createDiscover } from '../discover/create.ts'
import { createEngine } from '../discover/engine/create-engine.ts'
import { createStoreConnections } from '../discover/source/postgres/store-session.ts'
import { createStoreFacts } from '../discover/store-facts.ts'
import { storeProbe } from '../discover/store-probe.ts'
import { createLandscape } from '../landscape/create.ts'
import type { EventWriter } from '../platform/events/events.ts'
import { openSessionNotes } from '../platform/events/known-sessions.ts'
import { createGeo } from '../platform/geo/create-geo.ts'
import { createLedger } from '../platform/ledger/create-ledger.ts'
import { createQueue } from '../platform/queue/pg-boss-queue.ts'
import type { Queue } from '../platform/queue/queue.ts'
import { createProtect } from '../protect/create.ts'
import { createCollectors, type Collectors } from './collector/collectors.ts'
import { createDetection, type Detection } from './detection/detection.ts'

const owner = { kind: 'account', id: 'the-owner', role: 'owner' } as const
const { signal } = new AbortController()

let rig: GatewayRig
let queue: Queue
let collectors: Collectors
let detection: Detection
let folder: string
let collector: string
/** stands for the gateway's records where the test says when they come */
let records: EventWriter

before(async () => {
  rig = await gatewayRig({
    rows: 200,
    settings: { logging_collector: 'on', log_destination: 'jsonlog', log_statement: 'all', log_connections: 'on', log_directory: 'log' },
  })
  const { store, keys, log } = rig.fixture
  queue = await createQueue(store, { log })
  const ledger = createLedger({ store, keys, clock: systemClock, log })
  const platform = { clock: systemClock, config: readConfig({}, {}), events: rig.events, keys, ledger, log, queue, store }
  const landscape = createLandscape(platform, {
    probe: storeProbe,
    readStoreFacts: createStoreFacts(store.db),
    ownPlaces: { dataFolder: null, keyFile: null },
    connect: createStoreConnections,
  })
  const discover = createDiscover(platform, landscape, {
    engine: createEngine(),
    connections: landscape.connections,
    actorNames: async () => new Map(),
  })
  // The rig says who is admitted, and so who is a member.
  const member = { principal: 'dana', store: rig.store, class: 'support', login: 'hf_dana', added_at: new Date() }
  await store.db.insertInto('member').values(member).execute()
  const geo = createGeo()
  const protect = createProtect(platform, { landscape, discover, connections: landscape.connections, folder: rig.folder, geo })
  const parts = { platform, landscape, discover, protect, geo }
  collectors = createCollectors(parts)
  detection = createDetection(parts)
  const probe = new pg.Client({ connectionString: rig.server.url('postgres', rig.server.password, 'shop') })
  await probe.connect()
  folder = path.join((await probe.query('show data_directory')).rows[0].data_directory, 'log')
  await probe.end()
  collector = (await collectors.add(owner, rig.store, folder)).id
  records = await rig.events.writer('rig')
  await store.transaction((tx) => landscape.principals.addAlias(tx, 'dana', 'pg-role', `${rig.store}/hf_dana`, new Date(0)))
})
after(async () => {
  await collectors?.close()
  await records?.close()
  await queue?.stop()
  await rig?.close()
})

const look = async (id = collector): Promise<readonly string[]> => {
  await collectors.look(id, signal)
  return await detection.look(signal)
}
const log = (): string =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('')
const logged = (text: string): Promise<void> => waitFor(`${text} in the log`, () => log().includes(text))
const ofDana = async () =>
  (await rig.events.records({ from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z', planes: ['store-log'] }, 1000)).filter(
    (row) => row.actor === 'hf_dana',
  )

test('let in and silent: what the gateway itself asked the store is no access', async () => {
  const client = new pg.Client(rig.client)
  await client.connect()
  await logged('pg_stat_get_activity')
  assert.deepEqual(await look(), [])
  assert.deepEqual(await ofDana(), [])
  await client.end()
})

test('a first statement that is slow: in the log long before the gateway has anything to record', async () => {
  const client = new pg.Client(rig.client)
  await client.connect()
  const answer = client.query('select id, pg_sleep(0.01) from customers limit 150')
  await logged('limit 150')
  assert.deepEqual(await look(), [])
  const gateway = async () =>
    (await rig.events.records({ from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z', planes: ['gateway'] }, 1000)).length
  assert.equal(await gateway(), 0, 'the gateway had nothing to record yet')
  await answer
  assert.deepEqual(await look(), [])
  const rows = await ofDana()
  assert.equal(rows.length, 1)
  assert.notEqual(rows[0]!.session, rows[0]!.storeSession)
  assert.equal(rows[0]!.subjects.upper, 0, 'the gateway counted its people')
  await client.end()
})

test('past the gateway with the same login: an alert', async () => {
  const client = new pg.Client({ connectionString: rig.server.url('hf_dana', 'the secret of the login', 'shop') })
  await client.connect()
  await client.query('select id from holdfast_support.customers where id = 7')
  await client.end()
  const found = await look()
  assert.equal(found.length, 1)
  const alert = await rig.fixture.store.db.selectFrom('alert').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual([alert.rules, alert.principals], [['around-gateway'], ['dana']])
  await rig.fixture.store.db.updateTable('alert').set({ state: 'true' }).execute()
})

test('every order of the log and the gateway’s records, read at every moment: no alert; without the gateway always one', async () => {
  const line = log()
    .split('\n')
    .find((text) => text.includes('where id = 7'))!
  const of = JSON.parse(line) as { session_id: string }
  const notes = openSessionNotes(path.join(rig.folder, 'events'), 'rig', systemClock)
  const steps = { log: 0, open: 0, close: 0, 'more log': 0 }
  type Step = keyof typeof steps
  const orders = permutations(Object.keys(steps) as Step[]).filter(
    (order) => order.indexOf('open') < order.indexOf('close') && order.indexOf('log') < order.indexOf('more log'),
  )
  assert.equal(orders.length, 6)
  let pid = 0x4000
  for (const through of [true, false]) {
    for (const order of orders) {
      const session = `${of.session_id.split('.')[0]}.${(pid++).toString(16)}`
      const own = path.join(rig.folder, session)
      mkdirSync(own)
      writeFileSync(path.join(own, 'a.json'), '')
      const { id } = await collectors.add(owner, rig.store, own)
      if (through) await notes.note({ store: rig.store, storeSession: session, session: `gateway ${session}` })
      const record = (phase: 'open' | 'close') =>
        testAccess({
          time: new Date().toISOString(),
          principal: 'dana',
          actor: 'dana',
          session: `gateway ${session}`,
          storeSession: session,
          store: rig.store,
          object: rig.objects.customers,
          phase,
        })
      const write = (number: number): void =>
        appendFileSync(
          path.join(own, 'a.json'),
          `${line.replaceAll(of.session_id, session).replace(/"line_num":\d+/, `"line_num":${number}`)}\n`,
        )
      const alerts: string[] = []
      for (const step of order) {
        if (step === 'log') write(1)
        else if (step === 'more log') write(2)
        else if (through) await records.append([record(step)])
        alerts.push(...(await look(id)))
      }
      const told = `${through ? 'through' : 'past'} the gateway: ${order.join(', ')}`
      assert.equal(new Set(alerts).size, through ? 0 : 1, told)
      const rows = (await ofDana()).filter((row) => row.storeSession === session)
      assert.deepEqual(
        rows.map((row) => row.session),
        Array.from({ length: 2 }, () => (through ? `gateway ${session}` : session)),
        told,
      )
      await rig.fixture.store.db.updateTable('alert').set({ state: 'true' }).execute()
    }
  }
})

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]))
}
