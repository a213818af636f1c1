// Protection on the server, from a scanned database to a closed way in: planned by one person, approved by another, applied, asked by the gateway, proven,
// interrupted and settled, a member's way closed and tried again, undone.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Role } from '../../src/core/contract/roles.ts'
import type { StoreId } from '../../src/core/ids.ts'
import { createDiscover } from '../../src/discover/create.ts'
import { createEngine } from '../../src/discover/engine/create-engine.ts'
import { openSession, createStoreConnections } from '../../src/discover/source/postgres/store-session.ts'
import { createStoreFacts } from '../../src/discover/store-facts.ts'
import { storeProbe } from '../../src/discover/store-probe.ts'
import type { Discover } from '../../src/discover/contract.ts'
import { createLandscape } from '../../src/landscape/create.ts'
import { createHttpServer, type HttpServer } from '../../src/platform/http/http-server.ts'
import { createAdmit, type Admit } from '../../src/protect/admission.ts'
import { createCredentials } from '../../src/protect/credentials.ts'
import { createProtect, type ProtectPhase } from '../../src/protect/create.ts'
import { planOf, planRow } from '../../src/protect/plan/plan-rows.ts'
import { applyPlan, type LoginSecret } from '../../src/protect/plan/run-plan.ts'
import { readChain } from '../../src/views/chain-needs.ts'
import { createGeo } from '../../src/platform/geo/create-geo.ts'
import { guardedShop, SECRETS, type GuardedShop } from '../harness/guarded-shop.ts'
import { testAccess } from '../harness/test-access.ts'
import { startPostgres, type PostgresServer } from '../harness/postgres-server.ts'
import { quietPhases, testPhases, type Answer, type TestPhases } from '../harness/test-phases.ts'
import { waitFor } from '../harness/wait.ts'

let server: PostgresServer
let shop: GuardedShop
let it: TestPhases
let http: HttpServer
let origin = ''
let protect: ProtectPhase
let admit: Admit
let store: StoreId

before(async () => {
  server = await startPostgres()
  shop = await guardedShop(server, 'shop')
  await server.run('postgres', `create role reader login password 'reads only'`, 'grant pg_read_all_data to reader')
  it = await testPhases()
  const { platform } = it
  const landscape = createLandscape(platform, {
    probe: storeProbe,
    readStoreFacts: createStoreFacts(platform.store.db),
    ownPlaces: { dataFolder: it.dataFolder, keyFile: it.keyFile },
    connect: createStoreConnections,
  })
  const { connections } = landscape
  const found = createDiscover(platform, landscape, { engine: createEngine(), connections, actorNames: async () => new Map() })
  // no subject directory is built here
  const discover: Discover = { ...found, subjects: { ...found.subjects, keys: async () => [] } }
  protect = createProtect(platform, { landscape, discover, connections, folder: it.folder, geo: createGeo() })
  admit = createAdmit(platform, { landscape, discover })
  http = await createHttpServer({
    config: { host: '127.0.0.1', port: 0, origin: null },
    log: platform.log,
    version: '0.0.0',
    identify: async (request) => {
      const role = request.headers['x-test-role']
      return typeof role === 'string' ? { kind: 'account', id: `the-${role}`, role: role as Role } : null
    },
    routes: [landscape.routes, protect.routes],
    console: null,
  })
  origin = await http.listen()
  const connected = await it.post('/api/stores', { target: server.url('reader', 'reads only', 'shop'), name: 'Shop' })
  assert.equal(connected.status, 200, connected.text)
  store = connected.body.id as StoreId
  assert.equal((await it.scan()).state, 'done')
  for (const [id, name] of [
    ['dana.weber', 'Dana Weber'],
    ['bo.lind', 'Bo Lind'],
  ] as const) {
    const added = await call('POST', '/api/principals', { id, name, kind: 'person', teams: ['support'], aliases: [] })
    assert.equal(added.status, 200, added.text)
  }
})
after(async () => {
  await http.close()
  await it.close()
  await server.stop()
})

const control = (): { user: string; password: string } => ({ user: 'postgres', password: server.password })

async function call(method: string, at: string, body?: unknown, role: Role = 'owner'): Promise<Answer> {
  const response = await fetch(`${origin}${at}`, {
    method,
    headers: { 'x-test-role': role, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: JSON.parse(text) as unknown, text }
}

async function planned(more: object = {}): Promise<string> {
  const made = await call('POST', `/api/stores/${store}/plans`, { policies: 'starter', members: [], control: control(), ...more })
  assert.equal(made.status, 200, made.text)
  const id = made.body.id as string
  const approved = await call('POST', `/api/plans/${id}/approve`, {}, 'analyst')
  assert.equal(approved.status, 200, approved.text)
  return id
}

const members = [{ principal: 'dana.weber', class: 'support' }]
const knock = (country: string | null = 'DE') => admit({ store: 'shop', user: 'dana.weber', ip: '192.0.2.1', country, at: new Date() })

test('a plan is made by one and approved by another, applied with the name typed, and holds nothing secret', async () => {
  assert.equal((await knock()).ok, false)
  const made = await call('POST', `/api/stores/${store}/plans`, {
    policies: 'starter',
    members,
    revoke: ['shop_reporting'],
    control: control(),
  })
  assert.equal(made.status, 200, made.text)
  const id = made.body.id as string
  const lines = made.body.diff as { relation: string; column: string; show: string; field: string }[]
  const show = (column: string): string | undefined =>
    lines.find((line) => line.relation === 'public.customers' && line.column === column)?.show
  assert.deepEqual(
    [show('id'), show('name'), show('email'), show('phone'), show('password_hash')],
    ['clear', 'clear', 'partial', 'partial', 'denied'],
  )
  assert.notEqual(show('card'), 'clear')
  assert.ok(!SECRETS.some((secret) => made.text.includes(secret)) && !made.text.includes(server.password))

  const own = await call('POST', `/api/plans/${id}/approve`, {})
  assert.deepEqual([own.status, own.body.code], [403, 'protect/plan-own'])
  const early = await call('POST', `/api/plans/${id}/apply`, { confirm: 'Shop', control: control() })
  assert.deepEqual([early.status, early.body.code], [409, 'protect/plan-state'])
  assert.equal((await call('POST', `/api/plans/${id}/approve`, {}, 'analyst')).status, 200)
  const misnamed = await call('POST', `/api/plans/${id}/apply`, { confirm: 'shop', control: control() })
  assert.deepEqual([misnamed.status, misnamed.body.code], [400, 'protect/name-differs'])
  const refused = await call('POST', `/api/plans/${id}/apply`, { confirm: 'Shop', control: { user: 'postgres', password: 'wrong' } })
  assert.equal(refused.body.code, 'discover/store-login')
  const applied = await call('POST', `/api/plans/${id}/apply`, { confirm: 'Shop', control: control() })
  assert.equal(applied.status, 200, applied.text)
  assert.equal(applied.body.state, 'applied')

  const shown = await call('GET', `/api/stores/${store}/protection`, undefined, 'viewer')
  assert.equal(shown.body.members[0].login, 'holdfast_dana.weber_shop')
  assert.equal(shown.body.lastPlan.state, 'applied')
  assert.deepEqual(
    (await it.leaves()).filter((kind) => kind.startsWith('plan.')),
    ['plan.made', 'plan.approved', 'plan.applied'],
  )
  const topics = await it.platform.store.db.selectFrom('outbox').select('topic').where('topic', '=', 'policy.applied').execute()
  assert.equal(topics.length, 1)
  const logs = it.logged.join('\n')
  assert.ok(!logs.includes(server.password))
})

test('the gateway is told what it needs, for a member with a credential, and nothing for anybody else', async () => {
  assert.equal((await knock()).ok, false, 'no credential yet')
  const credentials = createCredentials(it.platform)
  const { password } = await credentials.makeCredential(store, 'dana.weber')
  assert.match(password, /^[\w-]{32}$/)
  await assert.rejects(credentials.makeCredential(store, 'bo.lind'), { code: 'protect/not-member' })
  const admitted = await knock()
  assert.ok(admitted.ok, JSON.stringify(admitted))
  assert.equal(admitted.decision.class, 'support')
  const masked = admitted.relations.find((one) => one.masked && one.relation === 'customers')
  assert.equal(masked?.columns.find((column) => column.name === 'email')?.show, 'partial')
  const target = await storeProbe.parse(server.url(admitted.login.user, admitted.login.password, 'shop'), null)
  const session = await openSession(target, target.secret, null, new AbortController().signal)
  assert.equal((await session.query('select email from customers order by id')).rows[0]?.['email'], 'a***@***')
  await session.close()
  assert.equal((await admit({ store, user: 'bo.lind', ip: null, country: null, at: new Date() })).ok, false)
  assert.equal(
    (await admit({ store, user: 'dana.weber', ip: null, country: null, at: new Date(Date.now() + 9 * 3_600_000) })).ok,
    false,
    'eight hours',
  )
  assert.equal(await protect.tryLogin(store, 'dana.weber', AbortSignal.timeout(10_000)), 'accepted')
})

test('countries and a budget need no statement and hold from the next log-in on', async () => {
  const id = await planned({ countries: { support: ['DE', 'AT'] }, budgets: { support: { people: 100, hours: 24 } } })
  const plan = await call('GET', `/api/plans/${id}`)
  assert.deepEqual(plan.body.steps, [])
  assert.match(plan.body.says as string, /nothing has to change/)
  assert.ok((await knock('RO')).ok)
  assert.equal((await call('POST', `/api/plans/${id}/apply`, { confirm: 'Shop', control: control() })).status, 200)
  const refused = await knock('RO')
  assert.ok(!refused.ok && refused.scram !== null && refused.decision !== null, 'the right person, from the wrong place')
  assert.match(refused.why, /RO/)
  assert.equal((await knock(null)).ok, false)
  const home = await knock('AT')
  assert.ok(home.ok)
  assert.deepEqual(home.budget, { people: 100, hours: 24 })
})

test('prove attacks as a member would, and its proof is kept', async () => {
  const proof = await call('POST', `/api/stores/${store}/prove`, { control: control() })
  assert.equal(proof.status, 200, proof.text)
  assert.equal(proof.body.broken, 0, proof.text)
  assert.ok((proof.body.held as number) >= 40, proof.text)
  assert.ok(!SECRETS.some((secret) => proof.text.includes(secret)))
  assert.equal((await call('GET', `/api/stores/${store}/proofs`)).body.proofs.length, 1)
  assert.ok((await it.leaves()).includes('proof.made'))
})

test('an apply that was interrupted is settled by asking the database, and its logins are not lost', async () => {
  const id = await planned({ countries: { support: ['DE'] }, members: [{ principal: 'bo.lind', class: 'support' }] })
  // as if the process had been killed after the database's commit and before its own
  const { platform } = it
  const row = await planRow(platform.store.db, id)
  const secrets: LoginSecret[] = planOf(row)
    .members.filter((member) => member.secret)
    .map(({ login }) => ({ login, password: 'a-password-of-the-test' }))
  assert.equal(secrets.length, 1)
  await platform.store.transaction((tx) =>
    tx
      .updateTable('plan')
      .set({ applying_at: new Date(), secrets_enc: platform.keys.seal('login-secret', JSON.stringify(secrets), `plan/${id}/secrets`) })
      .where('id', '=', id)
      .execute(),
  )
  const session = await shop.open()
  await applyPlan(session, { id, plan: planOf(row), secrets, now: new Date() })
  await session.close()
  assert.equal((await call('GET', `/api/plans/${id}`)).body.state, 'applied')
  assert.equal(await protect.tryLogin(store, 'bo.lind', AbortSignal.timeout(10_000)), 'accepted')

  // and one that never reached it
  const next = await planned({ countries: { support: ['FR'] } })
  await platform.store.transaction((tx) => tx.updateTable('plan').set({ applying_at: new Date() }).where('id', '=', next).execute())
  const started = await protect.start(new Set(['web']))
  await started.stop()
  const after = await call('GET', `/api/plans/${next}`)
  assert.deepEqual([after.body.state, after.body.underWay, after.body.problem], ['approved', false, 'protect/store-lost'])
})

test('a database that takes nobody in, or not from here, says nothing about a login', async () => {
  const login = '"holdfast_dana.weber_shop"'
  const ask = async (...statements: string[]): Promise<void> =>
    await server.run('postgres', `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'shop'`, ...statements)
  const tried = async (): Promise<string> => await protect.tryLogin(store, 'dana.weber', AbortSignal.timeout(10_000))
  const hba = `copy (select line from (select 0 as n, 'host shop ' || '${login}' || ' all reject' as line union all
    select n, line from hba_before) w order by n) to`
  const file = `current_setting('hba_file')`
  const rewrite = (what: string): string => `do $$ begin execute format('${what.replaceAll("'", "''")} %L', ${file}); end $$`
  for (const [what, close, open, says] of [
    [
      'takes no connections',
      ['alter database shop allow_connections false'],
      ['alter database shop allow_connections true'],
      'unreachable',
    ],
    ['was renamed', ['alter database shop rename to shop_away'], ['alter database shop_away rename to shop'], 'unreachable'],
    ['has no place left for it', [`alter role ${login} connection limit 0`], [`alter role ${login} connection limit 8`], 'unreachable'],
    [
      'does not take it from this machine',
      [
        `create table hba_before as select n, line from regexp_split_to_table(pg_read_file(${file}), '\n') with ordinality as w(line, n)`,
        rewrite(hba),
        'select pg_reload_conf()',
      ],
      [rewrite('copy (select line from hba_before order by n) to'), 'drop table hba_before', 'select pg_reload_conf()'],
      'unreachable',
    ],
    [
      'gives it no right to connect',
      ['revoke connect on database shop from public'],
      ['grant connect on database shop to public'],
      'refused',
    ],
    ['has closed it', [`alter role ${login} nologin`], [`alter role ${login} login`], 'refused'],
  ] as const) {
    await ask(...close)
    try {
      // the server reads its rules anew in its own time
      await waitFor(`the database ${what}`, async () => (await tried()) === says, 20_000)
    } finally {
      await ask(...open)
    }
    await waitFor('the login is let in again', async () => (await tried()) === 'accepted', 20_000)
  }
})

test('a way in that is closed is refused when it is tried again, at both doors', async () => {
  const until = new AbortController().signal
  const secret = await knock('DE')
  assert.ok(secret.ok)
  const target = await storeProbe.parse(server.url(secret.login.user, secret.login.password, 'shop'), null)
  const live = await openSession(target, target.secret, null, until)
  const done = await protect.disable(store, 'dana.weber', control(), AbortSignal.timeout(20_000))
  assert.ok(
    done.some((line) => /1 of its sessions ended/.test(line)),
    done.join(),
  )
  await assert.rejects(live.query('select 1'))
  assert.equal(await protect.tryLogin(store, 'dana.weber', AbortSignal.timeout(10_000)), 'refused')
  assert.equal((await knock('DE')).ok, false)
  assert.notEqual((await protect.members(store)).find((member) => member.principal === 'dana.weber')?.disabledAt, null)
})

test('a plan does not open a login that was closed by naming its person; one that says so does, with a second person', async () => {
  const made = await call('POST', `/api/stores/${store}/plans`, { policies: 'starter', members, control: control() })
  assert.deepEqual([made.status, made.body.code], [409, 'protect/member-contained'])
  assert.doesNotMatch(made.text, /org/)

  // without naming them they stay closed, whatever else is applied
  const other = await planned({ budgets: { support: { people: 90, hours: 24 } } })
  assert.equal((await call('POST', `/api/plans/${other}/apply`, { confirm: 'Shop', control: control() })).status, 200)
  assert.equal(await protect.tryLogin(store, 'dana.weber', AbortSignal.timeout(10_000)), 'refused')
  const closed = (await protect.members(store)).find((member) => member.principal === 'dana.weber')
  assert.notEqual(closed?.disabledAt, null)

  // a role that somebody closed in the database itself is not opened either
  await shop.run('alter role "holdfast_bo.lind_shop" nologin')
  const bo = await call('POST', `/api/stores/${store}/plans`, {
    policies: 'starter',
    members: [{ principal: 'bo.lind', class: 'support' }],
    control: control(),
  })
  assert.match((bo.body.blocked as string[]).join(), /bo\.lind_shop` was closed/)
  await shop.run('alter role "holdfast_bo.lind_shop" login')

  // an approval from before is no answer to a containment that came after it
  const early = await planned({ members: [{ principal: 'bo.lind', class: 'support' }], countries: { support: ['DE', 'NL'] } })
  await it.platform.store.db.updateTable('member').set({ disabled_at: new Date() }).where('principal', '=', 'bo.lind').execute()
  const late = await call('POST', `/api/plans/${early}/apply`, { confirm: 'Shop', control: control() })
  assert.deepEqual([late.status, late.body.code], [409, 'protect/member-contained'])
  await it.platform.store.db.updateTable('member').set({ disabled_at: null }).where('principal', '=', 'bo.lind').execute()

  const id = await planned({ members, reopen: ['dana.weber'] })
  const plan = await call('GET', `/api/plans/${id}`)
  assert.ok((plan.body.steps as { text: string }[]).some((step) => /dana\.weber_shop was closed, and may log in again/.test(step.text)))
  assert.equal(plan.body.members.find((member: { principal: string }) => member.principal === 'dana.weber').reopen, true)
  assert.equal((await call('POST', `/api/plans/${id}/apply`, { confirm: 'Shop', control: control() })).status, 200)
  assert.equal(await protect.tryLogin(store, 'dana.weber', AbortSignal.timeout(10_000)), 'accepted')
  // back to where the tests after this one begin
  for (const plan of [id, other]) assert.equal((await call('POST', `/api/plans/${plan}/undo`, { control: control() })).status, 200)
})

test('the plans of a store are listed, newest first, page by page', async () => {
  const all = (await call('GET', `/api/stores/${store}/plans`, undefined, 'viewer')).body
  assert.equal(all.next, null)
  const ids = (all.plans as { id: string; madeAt: string }[]).map((plan) => plan.id)
  assert.deepEqual(
    ids,
    (await protect.plans(store)).map((plan) => plan.id),
  )
  const times = (all.plans as { madeAt: string }[]).map((plan) => plan.madeAt)
  assert.deepEqual(times, times.toSorted().toReversed())
  const seen: string[] = []
  for (let before: string | null = ''; before !== null;) {
    const page: Answer = await call('GET', `/api/stores/${store}/plans?limit=2${before === '' ? '' : `&before=${before}`}`)
    seen.push(...(page.body.plans as { id: string }[]).map((plan) => plan.id))
    before = page.body.next as string | null
  }
  assert.deepEqual(seen, ids)
  const none = await call('GET', '/api/stores/st_aaaaaaaaaaaaaaaaaaaa/plans')
  assert.deepEqual(none.body, { plans: [], next: null })
})

/** What the first page says about exceptions on this store, seen at a time. */
async function exceptionsAwaiting(now = new Date()): Promise<{ id: string; title: string; detail: string; state: string }[]> {
  const [known] = await it.landscape.stores.list()
  const { needs } = await readChain({ ...quietPhases(), protect }, [known!], 0, now)
  return needs.filter((need) => need.id.startsWith('exceptions'))
}

test('an exception has a reason, an end and two people, and holds for what the role reads now', async () => {
  const at = `/api/stores/${store}/exceptions`
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString()
  const wish = { role: 'shop_granted_by', reason: 'the shop’s own program', until }
  const unread = await call('POST', at, wish)
  assert.deepEqual([unread.status, unread.body.code], [409, 'protect/exception-nothing'])
  assert.equal((await call('POST', `/api/stores/${store}/access`, {})).status, 200)
  const before = (await call('GET', at, undefined, 'auditor')).body
  const reader = before.readers.find((one: { role: string }) => one.role === 'shop_granted_by')
  assert.ok(reader.fields > 0 && reader.excepted === 0, JSON.stringify(before.readers))
  assert.ok(
    !before.readers.some((one: { role: string }) => /^holdfast_|^reader$/.test(one.role)),
    'members and Holdfast’s own login are no exceptions',
  )

  for (const [body, code] of [
    [{ ...wish, until: new Date(Date.now() - 1000).toISOString() }, 'protect/exception-until'],
    [{ ...wish, until: new Date(Date.now() + 400 * 86_400_000).toISOString() }, 'protect/exception-until'],
    [{ ...wish, until: 'some day' }, 'protect/exception-until'],
    [{ ...wish, role: 'holdfast_dana.weber_shop' }, 'protect/exception-member'],
    [{ ...wish, role: 'nobody' }, 'protect/exception-nothing'],
    [{ ...wish, fields: ['fi_aaaaaaaaaaaaaaaaaaaa'] }, 'protect/exception-field'],
  ] as const) {
    const refused = await call('POST', at, body)
    assert.equal(refused.body.code, code, refused.text)
  }
  assert.equal((await call('POST', at, { ...wish, reason: '' })).status, 400)
  assert.equal((await call('POST', at, wish, 'viewer')).status, 403)

  const made = await call('POST', at, wish)
  assert.equal(made.status, 200, made.text)
  assert.deepEqual([made.body.state, made.body.fields.length, made.body.approvedBy], ['proposed', reader.fields, null])
  const id = made.body.id as string
  const [waits, ...others] = await exceptionsAwaiting()
  assert.match(`${waits?.title}; ${waits?.detail}`, /^An exception for shop_granted_by on Shop waits for a second person; .*own program$/)
  assert.deepEqual(others, [])
  const own = await call('POST', `/api/exceptions/${id}/approve`, {})
  assert.deepEqual([own.status, own.body.code], [403, 'protect/exception-own'])
  const approved = await call('POST', `/api/exceptions/${id}/approve`, {}, 'analyst')
  assert.deepEqual([approved.body.state, approved.body.approvedBy], ['live', 'the-analyst'])
  assert.deepEqual(await exceptionsAwaiting(), [], 'it holds: nobody is needed')
  const twice = await call('POST', `/api/exceptions/${id}/approve`, {}, 'analyst')
  assert.deepEqual([twice.status, twice.body.code], [409, 'protect/exception-state'])
  const after = (await call('GET', at)).body.readers.find((one: { role: string }) => one.role === 'shop_granted_by')
  assert.equal(after.excepted, after.fields)

  // a plan names who keeps more than a class shows, and until when
  const plan = (await call('POST', `/api/stores/${store}/plans`, { policies: 'starter', members: [], control: control() })).body
  const ends = new Map(plan.wider.map((one: { role: string; exceptionUntil: string | null }) => [one.role, one.exceptionUntil]))
  assert.deepEqual([ends.get('shop_granted_by'), ends.get('shop_shop_owner')], [until, null])

  const ended = await call('POST', `/api/exceptions/${id}/end`, {}, 'analyst')
  assert.deepEqual([ended.body.state, ended.body.endedBy], ['ended', 'the-analyst'])
  assert.equal((await call('POST', `/api/exceptions/${id}/end`, {})).body.code, 'protect/exception-state')
  assert.equal(
    (await call('POST', '/api/exceptions/01900000-0000-7000-8000-000000000001/approve', {})).body.code,
    'protect/exception-unknown',
  )
  assert.equal((await call('GET', at)).body.readers.find((one: { role: string }) => one.role === 'shop_granted_by').excepted, 0)
  assert.deepEqual(
    (await it.leaves()).filter((kind) => kind.startsWith('exception.')),
    ['exception.proposed', 'exception.approved', 'exception.ended'],
  )
  const [over] = await exceptionsAwaiting()
  assert.deepEqual([over?.state, over?.id], ['stale', `exceptions-ended:${store}`])
  assert.match(over?.title ?? '', /^shop_granted_by reads Shop past the masks, and the exception has ended$/)
  assert.deepEqual(await exceptionsAwaiting(new Date(Date.now() + 15 * 86_400_000)), [], 'the control goes on naming it')
  const again = (await call('POST', at, wish)).body.id as string
  assert.deepEqual(
    (await exceptionsAwaiting()).map((need) => need.id),
    [`exceptions:${store}`],
    'asked for anew: one line, not two',
  )
  await call('POST', `/api/exceptions/${again}/end`, {})
  await shop.run('revoke select on public.customers from shop_granted_by cascade')
  assert.equal((await call('POST', `/api/stores/${store}/access`, {})).status, 200)
  assert.deepEqual(await exceptionsAwaiting(), [], 'it reads nothing any more')
  await shop.run('grant select on public.customers to shop_granted_by with grant option')
  // INVARIANT of the table itself
  await assert.rejects(
    it.platform.store.db.updateTable('exception').set({ approved_by: 'the-owner' }).where('id', '=', id).execute(),
    /exception_two_people/,
  )
})

test('who would lose something is said with the day on which they were last at work', async () => {
  const { events, store: own } = it.platform
  const [alias] = await own.db.selectFrom('principal_alias').selectAll().where('value', '=', `${store}/shop_granted_by`).execute()
  assert.ok(alias !== undefined, 'the access map names its roles')
  const writer = await events.writer('protection-test')
  const time = new Date(Date.now() - 5 * 86_400_000)
  await writer.append([
    testAccess({ store, plane: 'store-log', principal: alias.principal, actor: 'shop_granted_by', time: time.toISOString() }),
    testAccess({ store, plane: 'store-log', principal: 'bo.lind', time: new Date(Date.now() - 40 * 86_400_000).toISOString() }),
  ])
  await writer.close()
  const made = await call('POST', `/api/stores/${store}/plans`, {
    policies: 'starter',
    members: [],
    revoke: ['shop_granted_by'],
    control: control(),
  })
  const loss = made.body.loses.find((one: { role: string }) => one.role === 'shop_granted_by')
  assert.equal(loss.lastSeen.slice(0, 13), time.toISOString().slice(0, 13))
})

test('undo takes the last plan back, and only that', async () => {
  const plans = await protect.plans(store)
  const [last, before] = plans.filter((plan) => plan.state === 'applied')
  assert.ok(last !== undefined && before !== undefined)
  const wrong = await call('POST', `/api/plans/${before.id}/undo`, { control: control() })
  assert.equal(wrong.body.code, 'protect/nothing-applied')
  const undone = await call('POST', `/api/plans/${last.id}/undo`, { control: control() })
  assert.equal(undone.status, 200, undone.text)
  assert.equal(undone.body.state, 'undone')
  assert.deepEqual(
    (await protect.members(store)).map((member) => member.principal),
    ['dana.weber'],
  )
  assert.equal((await call('GET', `/api/stores/${store}/protection`)).body.policySet, before.policySet)
  assert.ok((await it.leaves()).includes('plan.undone'))
})
