// A shop's real database with its subject directory, and response over it, for tests: alerts are rows as monitoring writes them, access records
// go through a real writer, protection is the real one, and a way in is a login that it made in that database: closed there, tried there.
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { AccessQuery } from '../../src/core/contract/access.ts'
import { fieldId, objectId, type FieldId, type ObjectId, type StoreId } from '../../src/core/ids.ts'
import type { Clock } from '../../src/core/clock.ts'
import type { Monitor } from '../../src/monitor/contract.ts'
import type { NewAccess } from '../../src/platform/events/events.ts'
import { createGeo } from '../../src/platform/geo/create-geo.ts'
import { createProtect } from '../../src/protect/create.ts'
import { createRespond, type RespondNeeds, type RespondPhase } from '../../src/respond/create.ts'
import { startPostgres, type PostgresServer } from './postgres-server.ts'
import type { Role } from '../../src/core/contract/roles.ts'
import { testPhases, type Answer, type TestPhases } from './test-phases.ts'
import { testAccess } from './test-access.ts'
import { waitFor } from './wait.ts'

export interface TestResponse extends TestPhases {
  readonly server: PostgresServer
  readonly store: StoreId
  readonly customers: ObjectId
  readonly respond: RespondPhase
  field(table: string, column: string): FieldId
  /** the number of the customer with that id */
  numberOf(id: number): Promise<number>
  /** A record of the gateway that shows these customers. */
  shows(ids: readonly number[], change?: Partial<NewAccess>): NewAccess
  alert(query: Partial<AccessQuery>, change?: { readonly drill?: boolean }): Promise<string>
  /** Makes these people known and gives each a login of its own in the shop, by a plan of two people; the logins. */
  guard(principals: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Asks for a scope, waits for its job, and reads it. */
  scope(incident: string): Promise<Answer['body']>
  /** Has a version checked, by whom it says, and waits for what the check says. */
  checked(incident: string, version: number, role?: Role): Promise<Answer['body']>
  /** Keeps everybody from reading the directory of people until the answer is called: work that needs it stands still there. */
  holdDirectory(): Promise<() => Promise<void>>
  /** Waits for the end of a computation. */
  ran(started: Answer): Promise<Answer['body']>
  /** An alert, its incident. */
  incident(query: Partial<AccessQuery>, change?: { readonly drill?: boolean }): Promise<string>
}

export const AT = '2026-11-24T02:00:00.000Z'
export const UNTIL = '2026-11-24T05:00:00.000Z'
export const SESSION = 'gateway-7'

/** Customers 1 to `people`: a quarter each in Germany, France, California and nowhere known; languages de, fr, en and none. */
export async function testResponse(
  options: {
    readonly people?: number
    readonly clock?: Clock
    readonly sending?: RespondNeeds['sending']
    readonly rows?: readonly string[]
    /** false: no process of this one computes scopes */
    readonly computes?: boolean
  } = {},
): Promise<TestResponse> {
  const server = await startPostgres()
  const people = options.people ?? 200
  await server.run('postgres', `create role reader login password 'pw'`, 'create database shop')
  await server.run(
    'shop',
    `create table customers (id int primary key, name text, email text, country text, state text, postcode text, language text)`,
    `insert into customers select n, (array['Anna Schmidt','Bernd Weber','Claire Dupont','David Miller','Eva Meyer','Frank Wagner'])[1 + n % 6], 'customer' || n || '@mail-of-the-shop.example', (array['DE','FR','US',null])[1 + n % 4],
       case when n % 4 = 2 then 'CA' end, case when n % 4 = 2 then '94105' when n % 4 = 0 then '10115' when n % 4 = 1 then '75001' end,
       (array['de','fr','en',null])[1 + n % 4] from generate_series(1, ${people}) n`,
    ...(options.rows ?? []),
    'grant select on all tables in schema public to reader',
    'analyze',
  )
  let respond: RespondPhase | undefined
  const it = await testPhases({
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    more: ({ platform, landscape, discover, dataFolder }) => {
      const { connections } = landscape
      const protect = createProtect(platform, { landscape, discover, connections, folder: dataFolder, geo: createGeo() })
      respond = createRespond(platform, {
        landscape,
        discover,
        protect,
        monitor: alertsOf(platform.store.db),
        actorNames: async (ids) => new Map(ids.map((id) => [id, `name of ${id}`])),
        ...(options.sending === undefined ? {} : { sending: options.sending }),
      })
      return [protect.routes, respond.routes]
    },
  })
  const made = await it.post('/api/stores', { target: server.url('reader', 'pw', 'shop'), name: 'shop' })
  if (made.status !== 200) throw new Error(made.text)
  const store = made.body.id as StoreId
  await it.scan()
  const started = await it.post('/api/subjects/build', {})
  if (started.status !== 200) throw new Error(started.text)
  await waitFor('the directory', async () => ['done', 'failed'].includes((await it.get('/api/subjects')).body.state), 60_000)
  const jobs = options.computes === false ? null : await respond!.start(new Set(['detect']))
  const ran: TestResponse['ran'] = async (started) => {
    if (started.status !== 202) throw new Error(started.text)
    let run = started.body
    await waitFor(
      'the scope',
      async () => {
        run = (await it.get(`/api/incidents/${run.incident}/scope-runs/${run.id}`)).body
        return ['done', 'stopped', 'failed'].includes(run.state)
      },
      60_000,
    )
    if (run.state !== 'done') throw new Error(`${run.state}: ${run.problem}`)
    return run
  }
  const customers = objectId(store, ['public', 'customers'])
  const field = (table: string, column: string): FieldId => fieldId(objectId(store, ['public', table]), column)
  const ref = (id: number): Uint8Array => it.discover.subjects.ref(field('customers', 'id'), 'text', String(id))!
  const alert: TestResponse['alert'] = async (query, change = {}) => {
    const id = randomUUID()
    const whole: AccessQuery = { from: AT, to: UNTIL, principals: ['dana.weber'], sessions: [SESSION], stores: [store], ...query }
    await it.platform.store.db
      .insertInto('alert')
      .values({
        id,
        fingerprint: id,
        story: randomUUID(),
        state: 'new',
        rules: ['slow-paging'],
        severity: 3,
        principals: [...(whole.principals ?? [])],
        query: JSON.stringify(whole),
        label_level: 2,
        subjects: JSON.stringify({ lower: 0, upper: 0, basis: 'keys' }),
        why: '[]',
        drill: change.drill === true,
        opened_at: new Date(UNTIL),
      })
      .execute()
    return id
  }
  return {
    ...it,
    server,
    store,
    customers,
    respond: respond!,
    field,
    async numberOf(id) {
      const row = await it.platform.store.db
        .selectFrom('subject_ref')
        .select('n')
        .where('ref', '=', Buffer.from(ref(id)))
        .executeTakeFirstOrThrow()
      return row.n
    },
    shows: (ids, change = {}) =>
      testAccess({
        time: AT,
        session: SESSION,
        store,
        object: customers,
        fields: [field('customers', 'name'), field('customers', 'email')],
        shown: { [field('customers', 'name')]: 'clear', [field('customers', 'email')]: 'clear' },
        rows: ids.length,
        refs: Buffer.concat(ids.map((id) => ref(id))),
        subjects: { lower: ids.length, upper: ids.length, basis: 'keys' },
        ...change,
      }),
    alert,
    ran,
    async guard(principals) {
      const must = (answer: Answer): Answer['body'] => {
        if (answer.status !== 200) throw new Error(answer.text)
        return answer.body
      }
      const control = { user: 'postgres', password: server.password }
      for (const id of principals) must(await it.post('/api/principals', { id, name: id, kind: 'person', teams: [], aliases: [] }))
      const members = principals.map((principal) => ({ principal, class: 'support' }))
      const plan = must(await it.post(`/api/stores/${store}/plans`, { policies: 'starter', members, control }))
      must(await it.post(`/api/plans/${plan.id}/approve`, {}, 'analyst'))
      must(await it.post(`/api/plans/${plan.id}/apply`, { confirm: 'shop', control }))
      const { members: made } = must(await it.get(`/api/stores/${store}/protection`)) as { members: { principal: string; login: string }[] }
      return new Map(made.map(({ principal, login }) => [principal, login]))
    },
    async holdDirectory() {
      const client = new pg.Client(it.fixture.url)
      client.on('error', () => {})
      await client.connect()
      await client.query('begin; lock table subject_ref, subject_object in access exclusive mode')
      return () => client.end()
    },
    async scope(incident) {
      const run = await ran(await it.post(`/api/incidents/${incident}/scope`, {}))
      return (await it.get(`/api/incidents/${incident}/scopes/${run.version}`)).body
    },
    async checked(incident, version, role = 'owner') {
      return (await ran(await it.post(`/api/incidents/${incident}/scopes/${version}/check`, {}, role))).check
    },
    async incident(query, change) {
      const opened = await it.post('/api/incidents', { alert: await alert(query, change) })
      if (opened.status !== 200) throw new Error(opened.text)
      return opened.body.id as string
    },
    async close() {
      await jobs?.stop()
      await it.close()
      await server.stop()
    },
  }
}

export const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index)

function alertsOf(db: TestPhases['platform']['store']['db']): Monitor {
  return {
    async alert(id) {
      const row = await db.selectFrom('alert').selectAll().where('id', '=', id).executeTakeFirst()
      if (row === undefined) return null
      const { label_level: _level, regimes: _regimes, opened_at: openedAt, severity, ...rest } = row
      return { ...rest, severity: severity as 0 | 1 | 2 | 3 | 4, label: null, openedAt }
    },
    alerts: async () => [],
    collectors: async () => [],
  }
}
