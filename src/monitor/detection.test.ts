// From records to a stored alert, over a real database, event store and API: history and an attack are appended the way their writers do it, and
// detection is asked for by its route. People, sizes and days are made up.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { testAccess } from '../../test/harness/test-access.ts'
import { testPhases, type TestPhases } from '../../test/harness/test-phases.ts'
import type { FieldId, ObjectId, StoreId } from '../core/ids.ts'
import type { EventWriter, NewAccess } from '../platform/events/events.ts'
import { createGeo } from '../platform/geo/create-geo.ts'
import type { Protect } from '../protect/contract.ts'
import { createProtect } from '../protect/create.ts'
import { createMonitor } from './create.ts'
import { createDetection } from './detection/detection.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const STAFF = ['ana', 'ben', 'cleo', 'dov', 'eva', 'finn']
const PEOPLE = 2000
const STORE = 'st_aaaaaaaaaaaaaaaaaamo' as StoreId
const OBJECT = 'ob_aaaaaaaaaaaaaaaaaamo' as ObjectId
const FIELDS = ['fi_aaaaaaaaaaaaaaaaaamo', 'fi_aaaaaaaaaaaaaaaaaamp'] as FieldId[]
/** midnight of today */
const TODAY = Math.floor(Date.now() / DAY) * DAY

let phases: TestPhases
let gateway: EventWriter
let log: EventWriter
const protectOf = ({ platform, landscape, discover }: Pick<TestPhases, 'platform' | 'landscape' | 'discover'>): Protect =>
  createProtect(platform, { landscape, discover, connections: landscape.connections, folder: '/nowhere', geo: createGeo() })
let next = 7
/** pinned: the same days each time */
const random = (below: number): number => {
  next = (next * 48_271) % 2_147_483_647
  return next % below
}

/** As keyed as real ones: detection counts people by their first bytes. */
const testRef = (person: number): Uint8Array => createHash('sha256').update(`person ${person}`).digest().subarray(0, 16)

const read = (who: string, at: number, people: readonly number[], change: Partial<NewAccess> = {}): NewAccess =>
  testAccess({
    time: new Date(at).toISOString(),
    principal: who,
    actor: who,
    session: `${who} ${Math.floor(at / DAY)}`,
    storeSession: `${Math.floor(at / DAY).toString(16)}.${who.length.toString(16)}`,
    country: 'DE',
    store: STORE,
    object: OBJECT,
    fields: [...FIELDS],
    shown: Object.fromEntries(FIELDS.map((field) => [field, 'clear'])),
    rows: people.length,
    refs: Buffer.concat(people.map(testRef)),
    subjects: { lower: people.length, upper: people.length, basis: 'keys' },
    ...change,
  })

/** Pages of fifteen people from Brazil, one in ten minutes. */
const paging = (who: string, from: number, pages: number, first: number, change: Partial<NewAccess> = {}): NewAccess[] =>
  Array.from({ length: pages }, (_, page) =>
    read(
      who,
      from + page * 600_000,
      Array.from({ length: 15 }, (__, at) => first + page * 15 + at),
      { session: `${who} abroad`, storeSession: 'abc.1', country: 'BR', ip: '200.160.2.3', ...change },
    ),
  )

before(async () => {
  phases = await testPhases({
    jobs: false,
    more: ({ platform, landscape, discover }) => {
      return [
        createMonitor(platform, { landscape, discover, protect: protectOf({ platform, landscape, discover }), geo: createGeo() }).routes,
      ]
    },
  })
  const { db } = phases.platform.store
  const now = new Date()
  await db.insertInto('store').values({ id: STORE, kind: 'postgres', address: '{"user":"reader"}', name: 'shop', added_at: now }).execute()
  await db
    .insertInto('object')
    .values({ id: OBJECT, store: STORE, path: ['public', 'customers'], name: 'customers', kind: 'table', label_level: 2, seen_at: now })
    .execute()
  await db
    .insertInto('field')
    .values(
      FIELDS.map((id, at) => ({
        id,
        object: OBJECT,
        path: `c${at}`,
        label_level: at === 0 ? (1 as const) : (2 as const),
        regimes: at === 0 ? [] : ['gdpr'],
        seen_at: now,
      })),
    )
    .execute()
  for (let from = 0; from < PEOPLE; from += 500) {
    const made = await db
      .insertInto('subject')
      .values(Array.from({ length: 500 }, () => ({ id: crypto.randomUUID(), jurisdictions: ['DE'] })))
      .returning('n')
      .execute()
    await db
      .insertInto('subject_ref')
      .values(made.map(({ n }, at) => ({ space: 'email', ref: Buffer.from(testRef(from + at)), n, from_at: new Date(0) })))
      .execute()
  }
  for (const name of STAFF) {
    const added = await phases.post('/api/principals', {
      id: name,
      name: name.toUpperCase(),
      kind: 'person',
      teams: ['support'],
      aliases: [],
    })
    assert.equal(added.status, 200, added.text)
  }
  const batch = await phases.post('/api/principals', { id: 'nightly', name: 'Nightly', kind: 'service', teams: ['services'], aliases: [] })
  assert.equal(batch.status, 200, batch.text)
  gateway = await phases.platform.events.writer('gateway')
  log = await phases.platform.events.writer('log')
})
after(async () => {
  await gateway?.close()
  await log?.close()
  await phases?.close()
})

const look = async (): Promise<string[]> => {
  const answer = await phases.post('/api/detection/look')
  assert.equal(answer.status, 200, answer.text)
  return answer.body.alerts
}
const alerts = async () => (await phases.get('/api/alerts')).body.alerts
const opened = async () =>
  (await phases.platform.store.db.selectFrom('outbox').select('payload').where('topic', '=', 'alert.opened').execute()).map(
    ({ payload }) => (payload as { alert: string }).alert,
  )
let story = ''

test('thirty days of work, a nightly program, a scan of our own: no alert', async () => {
  for (let day = 30; day >= 1; day--) {
    const batch: NewAccess[] = []
    for (const name of STAFF) {
      if (day % 7 > 4) continue
      for (let at = 0; at < 12 + random(12); at++)
        batch.push(
          read(name, TODAY - day * DAY + 8 * HOUR + random(8 * HOUR), [random(PEOPLE)], {
            plane: 'store-log',
            session: `s${day}${name}`,
            storeSession: `s${day}${name}`,
          }),
        )
    }
    batch.push(
      read('nightly', TODAY - day * DAY + 2 * HOUR, [], {
        plane: 'store-log',
        rows: null,
        subjects: { lower: 0, upper: PEOPLE, basis: 'table' },
      }),
    )
    await log.append(batch.toSorted((a, b) => (a.time < b.time ? -1 : 1)))
  }
  const { db } = phases.platform.store
  const scan = crypto.randomUUID()
  const [from, to] = [new Date(TODAY - DAY), new Date(TODAY - DAY + HOUR)]
  await db.insertInto('scan').values({ id: scan, mode: '{"kind":"full"}', state: 'done', started_by: 'x', created_at: from }).execute()
  await db.insertInto('scan_store').values({ scan, store: STORE, state: 'done', started_at: from, ended_at: to }).execute()
  const everybody = Array.from({ length: PEOPLE }, (_, at) => at)
  await log.append([read('reader', from.getTime() + 60_000, everybody, { plane: 'store-log', session: 'own', storeSession: 'own' })])
  await log.append([
    read('prove', from.getTime(), everybody, { plane: 'store-log', actor: 'holdfast_prove_a8af88e2e0b4', session: 'p', storeSession: 'p' }),
  ])
  assert.deepEqual(await look(), [])
  assert.deepEqual(await alerts(), [])
})

test('paging slowly from another country: one alert with all that a person needs', async () => {
  await gateway.append(paging('dov', TODAY + 60_000, 20, 100))
  const found = await look()
  assert.equal(found.length, 1)
  story = found[0]!
  const [alert, ...more] = await alerts()
  assert.deepEqual([alert.id, more.length], [story, 0])
  assert.deepEqual(alert.subjects, { lower: 300, upper: 300, basis: 'keys' })
  assert.deepEqual([alert.fields.toSorted(), alert.principals, alert.state, alert.drill], [FIELDS, ['dov'], 'new', false])
  assert.match(JSON.stringify(alert.label), /Confidential - GDPR/)
  assert.deepEqual(alert.query.sessions, ['dov abroad'])
  assert.deepEqual([alert.query.principals, alert.query.stores], [['dov'], [STORE]])
  assert.equal(alert.query.from, new Date(TODAY + 60_000).toISOString())
  assert.ok(alert.query.to > new Date(TODAY + 60_000 + 19 * 600_000).toISOString())
  const why = alert.why.map((one: { text: string }) => one.text).join(' | ')
  assert.match(why, /first access from Brazil \(BR\)/)
  assert.match(why, /3\d\d people in 24 hours; own day median 1\d/)
  assert.match(why, /DOV: 300 people in 20 accesses, 300 rows/)
  assert.deepEqual(await opened(), [story])
})

test('again: nothing; more of the same extends it; another process that looks at once makes no second', async () => {
  assert.deepEqual(await look(), [])
  await gateway.append(paging('dov', TODAY + 5 * HOUR, 4, 500))
  const { platform, landscape, discover } = phases
  const other = createDetection({ platform, landscape, discover, protect: protectOf(phases), geo: createGeo() })
  const otherLooks = other
    .look(new AbortController().signal)
    .catch((error: { code?: string }) => assert.equal(error.code, 'monitor/read-elsewhere'))
  const answer = await phases.post('/api/detection/look')
  await otherLooks
  assert.ok([200, 409].includes(answer.status), answer.text)
  const [alert, ...more] = await alerts()
  assert.deepEqual([alert.id, more.length, alert.subjects.upper], [story, 0, 360])
  assert.deepEqual(await opened(), [story], 'the topic comes once')
})

test('decided and opened again it stays one; decided as true, its place stays news', async () => {
  for (const state of ['true', 'open', 'true'])
    assert.equal((await phases.post(`/api/alerts/${story}/state`, { state, reason: 'looked at it' })).status, 200)
  await gateway.append(paging('dov', TODAY + 7 * HOUR, 20, 900, { session: 'dov again' }))
  const found = await look()
  assert.equal(found.length, 1)
  assert.notEqual(found[0], story)
  // The first one is open again beside it: refused, the other stands for the story.
  assert.equal((await phases.post(`/api/alerts/${story}/state`, { state: 'open', reason: 'once more' })).body.code, 'monitor/alert-decided')
  assert.equal((await phases.post(`/api/alerts/${found[0]}/state`, { state: 'benign', reason: 'a journey' })).status, 200)
  await gateway.append(paging('dov', TODAY + 11 * HOUR, 1, 1200, { session: 'dov a third time' }))
  assert.deepEqual(await look(), [], 'what is harmless belongs to the past')
})

test('a drill has its own past and its mark', async () => {
  const days: NewAccess[] = []
  for (let day = 20; day >= 1; day--)
    for (const name of STAFF)
      for (let at = 0; at < 10 + random(8); at++)
        days.push(read(name, TODAY - day * DAY + 9 * HOUR + random(6 * HOUR), [random(PEOPLE)], { drill: true }))
  await log.append(days.toSorted((a, b) => (a.time < b.time ? -1 : 1)))
  await look()
  await gateway.append(paging('ana', TODAY + 60_000, 20, 100, { drill: true }))
  const found = await look()
  assert.equal(found.length, 1)
  const { body } = await phases.get(`/api/alerts/${found[0]}`)
  assert.deepEqual([body.drill, body.principals], [true, ['ana']])
})

test('a login of the gateway in the store’s log: with its session known it is a double, without it went around', async () => {
  const { db } = phases.platform.store
  await db
    .insertInto('member')
    .values({ principal: 'eva', store: STORE, class: 'support', login: 'eva_login', added_at: new Date() })
    .execute()
  const at = TODAY + 2 * HOUR
  const row = (session: string): NewAccess =>
    read('eva', at, [3], { plane: 'store-log', actor: 'eva_login', session, storeSession: 'fff.2' })
  await log.append([row('gateway session')])
  assert.deepEqual(await look(), [])
  await log.append([row('fff.2')])
  const [id] = await look()
  const { body } = await phases.get(`/api/alerts/${id}`)
  assert.deepEqual([body.rules, body.principals, body.subjects.upper], [['around-gateway'], ['eva'], 1])
  await db
    .updateTable('member')
    .set({ disabled_at: new Date(at) })
    .execute()
  await gateway.append([read('eva', at + HOUR, [4], { session: 'late' })])
  const [later] = await look()
  assert.deepEqual((await phases.get(`/api/alerts/${later}`)).body.rules, ['after-revocation'])
})
