// Every route of the program, walked over the socket as nobody and as each of the four roles, with real sessions: who gets in is compared with
// what the route declares, and everything that changes something is done once and its leaf looked up. A route that is not in EXAMPLES
// fails the test: whoever adds one says here how it is called.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { describeApi } from '../scripts/describe-api.ts'
import { ROLES, type Role } from '../src/core/contract/roles.ts'
import { peopleOf } from '../src/platform/events/people-set.ts'
import type { StoreId } from '../src/core/ids.ts'
import type { RouteEntry } from '../src/platform/http/http.ts'
import { codeOf, PASSWORD, testApi, tokenOf, type Answer, type Browser, type TestApi } from './harness/test-api.ts'
import { startPostgres, type PostgresServer } from './harness/postgres-server.ts'
import { waitFor } from './harness/wait.ts'

interface Example {
  readonly path: string
  readonly body?: unknown
  /** who calls; default: the first role that may, in a session of its own */
  readonly as?: Browser
  /** what it answers here, where that is no success: it needs what this walk does not have. Says where its success is tested */
  readonly fails?: { readonly code: string; readonly tested: string }
}

/** What the walk works on: one store, read to the end, with findings. */
interface Ground {
  readonly folder: string
  readonly store: string
  /** a PostgreSQL with customers and orders */
  readonly database: string
  readonly object: string
  readonly field: string
  readonly scan: string
}

let api: TestApi
let ground: Ground
let server: PostgresServer
const people = new Map<Role, Browser & { readonly id: string; readonly email: string }>()

/** Makes a call that succeeds. Each is made fresh: what is used up (links, sessions, stores) is made for it. */
const EXAMPLES: Readonly<Record<string, () => Example | Promise<Example>>> = {
  'GET /api/health': () => ({ path: '/api/health' }),
  'GET /api/openapi.json': () => ({ path: '/api/openapi.json' }),
  'GET /api/gateway': () => ({ path: '/api/gateway' }),
  'POST /api/gateway/credentials': async () => ({
    path: '/api/gateway/credentials',
    body: { store: ground.store, principal: await freshMember() },
  }),
  'POST /api/gateway/off': () => ({ path: '/api/gateway/off', body: {} }),
  'POST /api/gateway/on': () => ({ path: '/api/gateway/on', body: {} }),
  'GET /api/session': () => ({ path: '/api/session' }),
  'POST /api/claim/check': async () => ({ path: '/api/claim/check', body: { token: await freshToken() } }),
  'POST /api/claim': async () => ({ path: '/api/claim', body: { token: await freshToken(), password: PASSWORD } }),
  'POST /api/sign-in': () => ({ path: '/api/sign-in', body: { email: people.get('viewer')!.email, password: PASSWORD } }),
  'POST /api/sign-in/second-factor': async () => {
    const { person, secret } = await withSecondFactor()
    const as = api.browser()
    await as.post('/api/sign-in', { email: person.email, password: PASSWORD })
    return { path: '/api/sign-in/second-factor', body: { code: codeOf(secret, 1) }, as }
  },
  'POST /api/sign-out': async () => ({ path: '/api/sign-out', as: await api.person('viewer') }),
  'POST /api/account/second-factor': async () => ({
    path: '/api/account/second-factor',
    body: { password: PASSWORD },
    as: await api.person('viewer'),
  }),
  'POST /api/account/second-factor/confirm': async () => {
    const as = await api.person('viewer')
    const { secret } = (await as.post('/api/account/second-factor', { password: PASSWORD })).body as { secret: string }
    return { path: '/api/account/second-factor/confirm', body: { code: codeOf(secret) }, as }
  },
  'DELETE /api/account/second-factor': async () => {
    const { person, secret } = await withSecondFactor()
    return { path: '/api/account/second-factor', body: { password: PASSWORD, code: codeOf(secret, 1) }, as: person }
  },
  'POST /api/account/password': async () => ({
    path: '/api/account/password',
    body: { current: PASSWORD, next: 'another long password' },
    as: await api.person('viewer'),
  }),
  'GET /api/account/sessions': () => ({ path: '/api/account/sessions' }),
  'DELETE /api/account/sessions/:id': async () => {
    const as = await api.person('viewer')
    const { sessions } = (await as.get('/api/account/sessions')).body as { sessions: { id: string }[] }
    return { path: `/api/account/sessions/${sessions[0]!.id}`, as }
  },
  'GET /api/accounts': () => ({ path: '/api/accounts' }),
  'POST /api/accounts': () => ({ path: '/api/accounts', body: { name: 'Walker', email: 'walker@example.org', role: 'viewer' } }),
  'PATCH /api/accounts/:id': async () => ({ path: `/api/accounts/${(await api.person('viewer')).id}`, body: { role: 'analyst' } }),
  'POST /api/accounts/:id/link': async () => ({ path: `/api/accounts/${(await api.person('viewer')).id}/link` }),
  'GET /api/ledger': () => ({ path: '/api/ledger?limit=5' }),
  'GET /api/ledger/bundle': () => ({ path: '/api/ledger/bundle' }),
  'GET /api/stores': () => ({ path: '/api/stores' }),
  'GET /api/stores/:id': () => ({ path: `/api/stores/${ground.store}` }),
  'POST /api/stores/check': () => ({ path: '/api/stores/check', body: { target: ground.folder } }),
  'POST /api/stores': () => ({ path: '/api/stores', body: { target: freshFolder(), name: 'walked' } }),
  'PATCH /api/stores/:id': () => ({ path: `/api/stores/${ground.store}`, body: { name: 'renamed' } }),
  'DELETE /api/stores/:id': async () => {
    const made = await people.get('owner')!.post('/api/stores', { target: freshFolder(), name: 'to be removed' })
    return { path: `/api/stores/${made.body.id as string}`, body: { name: 'to be removed' } }
  },
  'GET /api/principals': () => ({ path: '/api/principals' }),
  'POST /api/principals': () => ({
    path: '/api/principals',
    body: { id: 'walked', name: 'Walked', kind: 'person', teams: ['support'], aliases: [{ kind: 'os-user', value: 'walked' }] },
  }),
  'GET /api/subjects': () => ({ path: '/api/subjects' }),
  'POST /api/subjects/build': async () => {
    await directory()
    return { path: '/api/subjects/build', body: { stores: [ground.store] } }
  },
  'GET /api/stores/:id/subject-paths': () => ({ path: `/api/stores/${ground.database}/subject-paths` }),
  'POST /api/person': async () => {
    await directory()
    return { path: '/api/person', body: { value: 'customer7@example.org' } }
  },
  'POST /api/stores/:id/access': () => ({ path: `/api/stores/${ground.database}/access`, body: {} }),
  'GET /api/stores/:id/access': () => ({ path: `/api/stores/${ground.database}/access` }),
  'GET /api/fields/:id/access': () => ({ path: `/api/fields/${ground.field}/access` }),
  'GET /api/scans': () => ({ path: '/api/scans' }),
  'POST /api/scans': () => ({ path: '/api/scans', body: { stores: [ground.store], mode: { kind: 'full' } } }),
  'GET /api/scans/:id': () => ({ path: `/api/scans/${ground.scan}` }),
  'POST /api/scans/:id/stop': async () => {
    const owner = people.get('owner')!
    // One scan runs at a time: the second of two, of another store, still waits when it is stopped.
    const other = (await owner.post('/api/stores', { target: freshFolder(), name: 'waits' })).body.id as string
    await owner.post('/api/scans', { stores: [ground.store], mode: { kind: 'full' } })
    const waiting = await owner.post('/api/scans', { stores: [other], mode: { kind: 'full' } })
    return { path: `/api/scans/${waiting.body.id as string}/stop` }
  },
  'GET /api/scans/:id/coverage': () => ({ path: `/api/scans/${ground.scan}/coverage` }),
  'GET /api/scans/:id/coverage/export': () => ({ path: `/api/scans/${ground.scan}/coverage/export?status=read` }),
  'GET /api/review': () => ({ path: `/api/review?store=${ground.store}&limit=5` }),
  'GET /api/scans/:id/findings': () => ({ path: `/api/scans/${ground.scan}/findings` }),
  'POST /api/collectors': () => ({
    path: '/api/collectors',
    body: { store: postgresStore, kind: 'postgres-log', path: mkdtempSync(path.join(ground.folder, 'log-')) },
  }),
  'GET /api/collectors': () => ({ path: '/api/collectors' }),
  'POST /api/collectors/:id/look': async () => ({ path: `/api/collectors/${await freshCollector()}/look` }),
  'POST /api/detection/look': () => ({ path: '/api/detection/look' }),
  'GET /api/alerts': () => ({ path: '/api/alerts?limit=10' }),
  'GET /api/alerts/:id': async () => ({ path: `/api/alerts/${await alertToDecide()}` }),
  'POST /api/alerts/:id/state': async () => ({
    path: `/api/alerts/${await alertToDecide()}/state`,
    body: { state: 'benign', reason: 'stock-taking' },
  }),
  'GET /api/accesses': () => ({ path: `/api/accesses?${SPAN}` }),
  'GET /api/accesses/records': () => ({ path: `/api/accesses/records?${SPAN}&limit=10` }),
  'GET /api/gaps': () => ({ path: `/api/gaps?${SPAN}` }),
  'GET /api/map': () => ({ path: '/api/map' }),
  'GET /api/map/stores/:id/objects': () => ({ path: `/api/map/stores/${ground.store}/objects` }),
  'GET /api/map/objects/:id/fields': () => ({ path: `/api/map/objects/${ground.object}/fields` }),
  'GET /api/map/export': () => ({ path: '/api/map/export?format=csv' }),
  'GET /api/fields/:id': () => ({ path: `/api/fields/${ground.field}` }),
  'POST /api/fields/:id/decision': () => ({
    path: `/api/fields/${ground.field}/decision`,
    body: { verdict: 'personal', level: 3, reason: 'walked' },
  }),
  'DELETE /api/fields/:id/decision': async () => {
    await people.get('owner')!.post(`/api/fields/${ground.field}/decision`, { verdict: 'personal', level: 2, reason: 'walked' })
    return { path: `/api/fields/${ground.field}/decision` }
  },
  'GET /api/types': () => ({ path: '/api/types' }),
  'POST /api/incidents': async () => ({ path: '/api/incidents', body: { alert: await freshAlert() } }),
  'GET /api/incidents': () => ({ path: '/api/incidents?limit=5' }),
  'GET /api/incidents/:id': async () => ({ path: `/api/incidents/${(await freshIncident()).id}` }),
  'POST /api/incidents/:id/facts': async () => ({
    path: `/api/incidents/${(await freshIncident()).id}/facts`,
    body: { name: 'risk', value: 'high', why: 'walked' },
  }),
  'POST /api/incidents/:id/scope': async () => ({ path: `/api/incidents/${(await freshIncident()).id}/scope`, body: {} }),
  'GET /api/incidents/:id/scopes/:version': async () => ({ path: `/api/incidents/${(await freshIncident()).id}/scopes/1` }),
  'GET /api/incidents/:id/scope-runs/:run': async () => ({ path: await freshScopeRun() }),
  'POST /api/incidents/:id/scope-runs/:run/stop': async () => ({ path: `${await freshScopeRun()}/stop`, body: {} }),
  'POST /api/incidents/:id/scopes/:version/check': async () => ({
    path: `/api/incidents/${(await freshIncident()).id}/scopes/1/check`,
    body: {},
  }),
  'GET /api/incidents/:id/duties': async () => ({ path: `/api/incidents/${(await freshIncident()).id}/duties` }),
  'POST /api/incidents/:id/containments': async () => ({
    path: `/api/incidents/${(await freshIncident()).id}/containments`,
    body: { store: ground.store, principal: await freshPrincipal() },
  }),
  'POST /api/containments/:id/approve': async () => ({
    path: `/api/containments/${await freshContainment()}/approve`,
    body: { control: { user: 'nobody', password: 'none' } },
    fails: { code: 'respond/containment-failed', tested: 'src/respond/notices/notices.test.ts: a folder has no login to close' },
  }),
  'POST /api/containments/:id/verify': async () => {
    const id = await freshContainment()
    await api.fixture.store.db.updateTable('containment').set({ state: 'done' }).where('id', '=', id).execute()
    return { path: `/api/containments/${id}/verify`, body: {} }
  },
  'POST /api/incidents/:id/notices': async () => ({
    path: `/api/incidents/${(await freshIncident()).id}/notices`,
    body: { law: 'eu-gdpr-34', languages: ['en', 'de'] },
  }),
  'GET /api/notices/:id': async () => ({ path: `/api/notices/${await freshNotice('draft')}` }),
  'POST /api/notices/:id/approve': async () => ({ path: `/api/notices/${await freshNotice('draft')}/approve`, body: {} }),
  'POST /api/notices/:id/send': async () => ({ path: `/api/notices/${await freshNotice('approved')}/send`, body: {} }),
  'GET /api/notices/:id/proofs': async () => ({ path: `/api/notices/${await freshNotice('draft')}/proofs?limit=5` }),
  'GET /api/mail': () => ({ path: '/api/mail' }),
  'PUT /api/mail': () => ({ path: '/api/mail', body: MAIL }),
  'GET /api/sample': () => ({ path: '/api/sample' }),
  'POST /api/sample': () => ({
    path: '/api/sample',
    fails: { code: 'drill/sample-in-use', tested: 'test/drill: opened in an empty installation' },
  }),
  'GET /api/overview': () => ({ path: '/api/overview' }),
  'GET /api/system': () => ({ path: '/api/system' }),
  'GET /api/stores/:id/protection': () => ({ path: `/api/stores/${ground.database}/protection` }),
  'GET /api/stores/:id/plans': () => ({ path: `/api/stores/${ground.database}/plans?limit=5` }),
  'POST /api/stores/:id/plans': () => planExample(),
  'GET /api/stores/:id/exceptions': () => ({ path: `/api/stores/${ground.database}/exceptions` }),
  'POST /api/stores/:id/exceptions': async () => await exceptionExample(),
  'POST /api/exceptions/:id/approve': async () => ({
    path: `/api/exceptions/${await proposedException()}/approve`,
    body: {},
    as: people.get('analyst')!,
  }),
  'POST /api/exceptions/:id/end': async () => ({ path: `/api/exceptions/${await proposedException()}/end`, body: {} }),
  'GET /api/plans/:id': async () => ({ path: `/api/plans/${await madePlan()}` }),
  'POST /api/plans/:id/approve': async () => ({ path: `/api/plans/${await madePlan()}/approve`, body: {}, as: people.get('analyst')! }),
  'POST /api/plans/:id/apply': async () => ({
    path: `/api/plans/${await approvedPlan()}/apply`,
    body: { confirm: 'shop', control: control() },
  }),
  'POST /api/plans/:id/undo': async () => ({ path: `/api/plans/${await appliedPlan()}/undo`, body: { control: control() } }),
  'POST /api/stores/:id/prove': async () => {
    await appliedPlan()
    return { path: `/api/stores/${ground.database}/prove`, body: { control: control() } }
  },
  'GET /api/stores/:id/proofs': () => ({ path: `/api/stores/${ground.database}/proofs` }),
  'GET /api/controls': () => ({ path: '/api/controls' }),
  'POST /api/controls/run': () => ({ path: '/api/controls/run', body: { controls: ['ledger-whole'] } }),
  'GET /api/controls/:id': () => ({ path: '/api/controls/ledger-whole' }),
  'GET /api/controls/:id/runs/:run': async () => ({ path: `/api/controls/ledger-whole/runs/${await freshRun()}` }),
  'GET /api/lessons': () => ({ path: '/api/lessons' }),
  'POST /api/lessons': async () => ({ path: '/api/lessons', body: await freshLesson() }),
  'POST /api/lessons/:id/retest': async () => {
    const lesson = await people.get('owner')!.post('/api/lessons', await freshLesson())
    const now = Date.now()
    const body = { from: new Date(now - 60_000).toISOString(), to: new Date(now).toISOString() }
    return { path: `/api/lessons/${lesson.body.id as string}/retest`, body }
  },
}

/** Waits for the end of a build of the people directory; starts one when there was none. */
async function directory(): Promise<void> {
  const owner = people.get('owner')!
  const state = async (): Promise<string> => (await owner.get('/api/subjects')).body.state as string
  if ((await state()) === 'never') await owner.post('/api/subjects/build', {})
  await waitFor('the people directory', async () => (await state()) === 'done', 60_000)
}

/** nobody listens there: what is sent waits */
const MAIL = { host: '127.0.0.1', port: 1, security: 'none', from: 'privacy@walk.example', allowPrivate: true }

async function freshAlert(): Promise<string> {
  const id = randomUUID()
  const query = { from: '2026-11-24T02:00:00.000Z', to: '2026-11-24T05:00:00.000Z', principals: ['walked'], stores: [ground.store] }
  await api.fixture.store.db
    .insertInto('alert')
    .values({
      id,
      fingerprint: id,
      story: id,
      state: 'new',
      rules: ['walked'],
      severity: 2,
      principals: ['walked'],
      label_level: null,
      query: JSON.stringify(query),
      subjects: JSON.stringify({ lower: 0, upper: 0, basis: 'keys' }),
      why: '[]',
      drill: false,
      opened_at: new Date(),
    })
    .execute()
  return id
}
/** With a scope of one person, as the walk finds none by itself. */
async function freshIncident(): Promise<{ readonly id: string; readonly n: number }> {
  const { db } = api.fixture.store
  const id = randomUUID()
  const { n } = await db
    .insertInto('subject')
    .values({ id, jurisdictions: ['DE'], residence_basis: null, lang: 'de', minor: null, erased_at: null })
    .returning('n')
    .executeTakeFirstOrThrow()
  const said = (value: string) => ({ value, by: 'walk', at: '2026-11-24T05:00:00.000Z', why: 'walked' })
  const facts = {
    organisation: said('Walk Ltd'),
    contact: said('privacy@walk.example'),
    measures: said('Closed.'),
    data: said('Your name.'),
  }
  const actors = [{ principal: 'walked', from: '2026-11-24T02:00:00.000Z', to: '2026-11-24T05:00:00.000Z' }]
  await db
    .insertInto('incident')
    .values({ id, alerts: [], facts: JSON.stringify(facts), actors: JSON.stringify(actors), drill: false, opened_at: new Date() })
    .execute()
  const grades = ['in-store', 'reachable', 'accessed', 'exfiltrated', 'excluded']
  const one = Buffer.from(peopleOf([n]).bytes()).toString('base64')
  const body = {
    queries: [{ from: actors[0]!.from, to: actors[0]!.to }],
    inputs: [],
    gaps: [],
    shown: [],
    notes: [],
    excluded: [],
    counts: grades.map((grade) => ({ jurisdiction: 'DE', dataClass: 'all', grade, lower: 1, upper: 1 })),
    people: Object.fromEntries(grades.map((grade) => [grade, one])),
    totals: Object.fromEntries(grades.map((grade) => [grade, { lower: 1, upper: 1 }])),
    records: { count: 1, withoutKeys: 0, unfinished: 0, denied: 0, unresolved: 0 },
    resultHash: 'walked',
  }
  const scope = { incident: id, version: 1, body: JSON.stringify(body), input_hash: 'walked', computed_at: new Date() }
  await db.insertInto('scope').values(scope).execute()
  return { id, n }
}
/** One that waits, and that no job will take. */
async function freshScopeRun(): Promise<string> {
  const { id: incident } = await freshIncident()
  const id = randomUUID()
  const by = JSON.stringify({ kind: 'account', id: 'walked', role: 'owner' })
  await api.fixture.store.db
    .insertInto('scope_run')
    .values({ id, incident, kind: 'compute', state: 'waiting', started_by: by, created_at: new Date(), outcome: null })
    .execute()
  return `/api/incidents/${incident}/scope-runs/${id}`
}
async function freshPrincipal(): Promise<string> {
  const id = `walked-${randomUUID()}`
  await people.get('owner')!.post('/api/principals', { id, name: 'Walked', kind: 'person', teams: [], aliases: [] })
  return id
}
async function freshContainment(): Promise<string> {
  const { id } = await freshIncident()
  const body = { store: ground.store, principal: await freshPrincipal() }
  const proposed = await people.get('analyst')!.post(`/api/incidents/${id}/containments`, body)
  assert.equal(proposed.status, 200, proposed.text)
  return proposed.body.id as string
}
async function freshNotice(state: 'draft' | 'approved'): Promise<string> {
  const { id } = await freshIncident()
  const draft = await people.get('analyst')!.post(`/api/incidents/${id}/notices`, { law: 'eu-gdpr-34', languages: ['en'] })
  assert.equal(draft.status, 200, draft.text)
  if (state === 'draft') return draft.body.id as string
  assert.equal((await people.get('owner')!.post(`/api/notices/${draft.body.id}/approve`, {})).status, 200)
  assert.equal((await people.get('owner')!.call('PUT', '/api/mail', MAIL)).status, 200)
  return draft.body.id as string
}
const control = () => ({ user: 'postgres', password: server.password })
const planExample = (): Example => ({
  path: `/api/stores/${ground.database}/plans`,
  body: { policies: 'starter', members: [], countries: { support: ['DE'] }, control: control() },
})
async function exceptionExample(): Promise<Example & { readonly body: object }> {
  const { id } = await api.fixture.store.db
    .selectFrom('field')
    .innerJoin('object', 'object.id', 'field.object')
    .select('field.id')
    .where('object.store', '=', ground.database as StoreId)
    .where('field.path', '=', 'email')
    .executeTakeFirstOrThrow()
  const until = new Date(Date.now() + 86_400_000).toISOString()
  return { path: `/api/stores/${ground.database}/exceptions`, body: { role: 'shop_app', fields: [id], reason: 'walked', until } }
}
async function proposedException(): Promise<string> {
  const { path: at, body } = await exceptionExample()
  const made = await people.get('owner')!.post(at, body)
  assert.equal(made.status, 200, made.text)
  return made.body.id as string
}
async function madePlan(): Promise<string> {
  const { path: at, body } = planExample()
  const made = await people.get('owner')!.post(at, body)
  assert.equal(made.status, 200, made.text)
  return made.body.id as string
}
async function approvedPlan(): Promise<string> {
  const id = await madePlan()
  assert.equal((await people.get('analyst')!.post(`/api/plans/${id}/approve`, {})).status, 200)
  return id
}
async function appliedPlan(): Promise<string> {
  const id = await approvedPlan()
  const applied = await people.get('owner')!.post(`/api/plans/${id}/apply`, { confirm: 'shop', control: control() })
  assert.equal(applied.status, 200, applied.text)
  return id
}

const folders: string[] = []
function freshFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-walk-'))
  folders.push(folder)
  const rows = Array.from({ length: 40 }, (_, index) => `${index},customer${index}@example.org,4539 1488 0343 6467\n`)
  writeFileSync(path.join(folder, 'orders.csv'), `id,e_mail,card\n${rows.join('')}`)
  return folder
}
async function freshToken(): Promise<string> {
  const made = await people
    .get('owner')!
    .post('/api/accounts', { name: 'Guest', email: `guest${Math.random()}@example.org`, role: 'viewer' })
  return tokenOf(made.body.link as string)
}
async function withSecondFactor() {
  const person = await api.person('viewer')
  const { secret } = (await person.post('/api/account/second-factor', { password: PASSWORD })).body as { secret: string }
  const confirmed = await person.post('/api/account/second-factor/confirm', { code: codeOf(secret) })
  assert.equal(confirmed.status, 200, confirmed.text)
  return { person, secret }
}
/** A control that ran. */
async function freshRun(): Promise<string> {
  const owner = people.get('owner')!
  await owner.post('/api/controls/run', { controls: ['ledger-whole'] })
  const last = async (): Promise<string | undefined> => (await owner.get('/api/controls/ledger-whole')).body.last?.id as string | undefined
  await waitFor('the run of a control', async () => (await last()) !== undefined)
  return (await last())!
}
/** What a lesson is about: an incident with somebody in it, and a plan that is applied. */
async function freshLesson() {
  const { db } = api.fixture.store
  const [incident, plan] = [randomUUID(), randomUUID()]
  const at = new Date(Date.now() - 3_600_000)
  const actors = JSON.stringify([{ principal: 'dana.weber', from: at.toISOString(), to: at.toISOString() }])
  await db.insertInto('incident').values({ id: incident, facts: '{}', actors, drill: false, opened_at: at }).execute()
  const text = { steps: '[]', undo: '[]', hash: 'h', made_by: 'walker' }
  await db
    .insertInto('plan')
    .values({ id: plan, store: ground.store, ...text, state: 'applied', made_at: at, applied_at: at, policy_set: null })
    .execute()
  const retest = { attack: 'page-customers', expect: 'blocked' }
  return { incident, cause: 'walked', owner: 'walker', due: new Date().toISOString(), change: { plan }, control: 'masks-hold', retest }
}
const SPAN = 'from=2026-01-01T00:00:00.000Z&to=2030-01-01T00:00:00.000Z'
const postgresStore = 'st_aaaaaaaaaaaaaaaaaaaa'
/** A PostgreSQL store that nobody needs to reach, for collectors of its log. */
async function addPostgresStore(): Promise<void> {
  await api.fixture.store.transaction((tx) =>
    tx
      .insertInto('store')
      .values({
        id: postgresStore,
        kind: 'postgres',
        address: JSON.stringify({ host: '127.0.0.1', port: 1, database: 'shop', user: 'reader', options: {} }),
        name: 'shop of the walk',
        secret_enc: null,
        alias_of: null,
        added_at: new Date(),
      })
      .execute(),
  )
}
async function freshCollector(): Promise<string> {
  const body = { store: postgresStore, kind: 'postgres-log', path: mkdtempSync(path.join(ground.folder, 'log-')) }
  const answer = await people.get('owner')!.post('/api/collectors', body)
  assert.equal(answer.status, 200, answer.text)
  return (answer.body as { id: string }).id
}
async function alertToDecide(): Promise<string> {
  const id = randomUUID()
  await api.fixture.store.transaction((tx) =>
    tx
      .insertInto('alert')
      .values({
        id,
        fingerprint: id,
        story: id,
        state: 'new',
        rules: ['many-people'],
        severity: 3,
        principals: ['walker'],
        query: JSON.stringify({ from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:00:00.000Z', principals: ['walker'] }),
        label_level: 3,
        subjects: JSON.stringify({ lower: 1, upper: 2, basis: 'rows' }),
        why: JSON.stringify([{ rule: 'many-people', text: 'many' }]),
        drill: false,
        opened_at: new Date(),
      })
      .execute(),
  )
  return id
}

/** Somebody with a login in the store, as a plan leaves them. */
async function freshMember(): Promise<string> {
  const { db } = api.fixture.store
  const id = `member.${randomUUID().slice(0, 8)}`
  await db.insertInto('principal').values({ id, kind: 'person', teams: [], name: id }).execute()
  const at = new Date()
  await db.insertInto('member').values({ store: ground.store, principal: id, class: 'support', login: id, added_at: at }).execute()
  return id
}
/** No scan is waiting or running. */
async function quiet(browser: Browser): Promise<void> {
  await waitFor(
    'the end of all scans',
    async () => {
      const { scans } = (await browser.get('/api/scans')).body as { scans: { state: string }[] }
      return scans.every(({ state }) => ['done', 'stopped', 'failed'].includes(state))
    },
    60_000,
  )
}

before(async () => {
  api = await testApi({ whole: true })
  for (const { role } of ROLES) people.set(role, await api.person(role))
  const owner = people.get('owner')!
  const folder = freshFolder()
  const store = (await owner.post('/api/stores', { target: folder, name: 'ground' })).body.id as string
  server = await startPostgres()
  await server.run(
    'postgres',
    `create table customers (id int primary key, name text, email text)`,
    `insert into customers select n, 'Anna Schmidt', 'customer' || n || '@example.org' from generate_series(1, 60) n`,
    `create table orders (id int primary key, customer_id int references customers(id))`,
  )
  const database = (await owner.post('/api/stores', { target: server.url('postgres', server.password, 'postgres'), name: 'shop' })).body
    .id as string
  const scan = (await owner.post('/api/scans', { mode: { kind: 'full' } })).body.id as string
  await quiet(owner)
  const { objects } = (await owner.get(`/api/map/stores/${store}/objects`)).body as { objects: { id: string }[] }
  const object = objects[0]!.id
  const { fields } = (await owner.get(`/api/map/objects/${object}/fields`)).body as { fields: { id: string; path: string }[] }
  const field = fields.find((entry) => entry.path === 'e_mail')!.id
  ground = { folder, store, database, object, field, scan }
  await addPostgresStore()
})
after(async () => {
  await api?.close()
  await server?.stop()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const nameOf = (entry: RouteEntry): string => `${entry.method} ${entry.url}`
/** An address of that form which names nothing. */
const emptyPath = (entry: RouteEntry): string => entry.url.replaceAll(/:\w+/g, '00000000-0000-7000-8000-000000000000')
const codeIn = (answer: Answer): string => (answer.body as { code?: string } | null)?.code ?? ''

test('every route has its example, every example its route', () => {
  const routes = api.server.entries.map(nameOf)
  assert.deepEqual(Object.keys(EXAMPLES).toSorted(), routes.toSorted())
  assert.equal(new Set(routes).size, routes.length)
})

test('what anybody may call is this, and no more', () => {
  const open = api.server.entries.filter(({ allow }) => allow === 'anyone').map(nameOf)
  assert.deepEqual(open.toSorted(), [
    'GET /api/health',
    'GET /api/session',
    'POST /api/claim',
    'POST /api/claim/check',
    'POST /api/sign-in',
    'POST /api/sign-in/second-factor',
  ])
})

test('an auditor changes nothing, a viewer neither, but their own account', () => {
  const theirs = (role: Role): string[] =>
    api.server.entries
      .filter(({ method, allow, records }) => allow !== 'anyone' && allow.includes(role) && (method !== 'GET' || records.length > 0))
      .map(nameOf)
  const own = api.server.entries.map(nameOf).filter((name) => /^(POST|DELETE) \/api\/(account\/|sign-out)/.test(name))
  assert.deepEqual(theirs('viewer').toSorted(), own.toSorted())
  // Taking a copy away changes nothing and is on record.
  assert.deepEqual(
    theirs('auditor').toSorted(),
    [
      ...own,
      'GET /api/ledger/bundle',
      'GET /api/map/export',
      'GET /api/scans/:id/coverage/export',
      // computed again, nothing of it kept but that it was
      'POST /api/incidents/:id/scopes/:version/check',
    ].toSorted(),
  )
})

describe('who gets in', () => {
  test('nobody: only where anybody may', async () => {
    for (const entry of api.server.entries) {
      const answer = await api.browser().call(entry.method, emptyPath(entry))
      if (entry.allow === 'anyone') assert.notEqual(codeIn(answer), 'http/signed-out', nameOf(entry))
      else {
        assert.equal(answer.status, 401, nameOf(entry))
        assert.equal(codeIn(answer), 'http/signed-out', nameOf(entry))
      }
    }
  })
  for (const { role } of ROLES) {
    test(`${role}: where the route says so`, async () => {
      const { email } = people.get(role)!
      const browser = api.browser()
      let refused = 0
      for (const entry of api.server.entries) {
        // At first, and after the route that signs out.
        if (browser.cookies.size === 0) assert.equal((await browser.post('/api/sign-in', { email, password: PASSWORD })).status, 200)
        const answer = await browser.call(entry.method, emptyPath(entry))
        const may = entry.allow === 'anyone' || entry.allow.includes(role)
        if (may) assert.ok(!['http/signed-out', 'http/not-allowed'].includes(codeIn(answer)), `${nameOf(entry)}: ${answer.text}`)
        else {
          refused++
          assert.equal(answer.status, 403, nameOf(entry))
          assert.equal(codeIn(answer), 'http/not-allowed', nameOf(entry))
        }
        assert.ok(answer.status < 500, `${nameOf(entry)}: ${answer.text}`)
      }
      const closed = api.server.entries.filter(({ allow }) => allow !== 'anyone' && !allow.includes(role)).length
      assert.equal(refused, closed)
    })
  }
})

test('every route answers its example, and what changes something leaves its leaf', async () => {
  for (const entry of api.server.entries) {
    const example = await EXAMPLES[nameOf(entry)]!()
    const role: Role | undefined = entry.allow === 'anyone' ? undefined : entry.allow[0]
    const caller = example.as ?? (role === undefined ? api.browser() : people.get(role)!)
    const before = (await api.leaves()).length
    const answer = await caller.call(entry.method, example.path, example.body)
    if (example.fails !== undefined) {
      assert.equal(codeIn(answer), example.fails.code, `${nameOf(entry)}: ${answer.text.slice(0, 300)}`)
      continue
    }
    assert.ok([200, 202].includes(answer.status), `${nameOf(entry)}: ${answer.status} ${answer.text.slice(0, 300)}`)
    const made = (await api.leaves()).slice(before)
    if (entry.records.length === 0 || entry.records.includes('nothing')) continue
    assert.ok(
      entry.records.some((kind) => made.includes(kind)),
      `${nameOf(entry)} records ${entry.records.join()}, made ${made.join()}`,
    )
  }
})

test('a viewer never sees a sample; the others see masked ones', async () => {
  for (const { role } of ROLES) {
    const { body } = await people.get(role)!.get(`/api/fields/${ground.field}`)
    const types = body.types as { type: string; sample: string | null }[]
    assert.ok(types.length > 0)
    for (const { type, sample } of types) {
      if (role === 'viewer') assert.equal(sample, null, type)
      else assert.ok(typeof sample === 'string' && !/customer\d+@example\.org/.test(sample), `${role}: ${type}`)
    }
  }
  const viewer = people.get('viewer')!
  for (const entry of api.server.entries) {
    if (entry.method !== 'GET' || entry.allow === 'anyone' || !entry.allow.includes('viewer')) continue
    const { path: at } = await EXAMPLES[nameOf(entry)]!()
    const { text } = await viewer.get(at)
    assert.doesNotMatch(text, /"sample":"|customer\d+@example\.org|4539/, nameOf(entry))
  }
})

test('the whole description of the API can be made, and names every route', async () => {
  const { body } = await people.get('viewer')!.get('/api/openapi.json')
  const described = Object.entries(body.paths as Record<string, object>).flatMap(([url, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${url.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  const routes = api.server.entries.map(nameOf).filter((name) => name !== 'GET /api/openapi.json')
  assert.deepEqual(described.toSorted(), routes.toSorted())
  assert.deepEqual(JSON.parse(JSON.stringify((await describeApi('0.0.0')).openapi)), body, 'the same without a database')
})
