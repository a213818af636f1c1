// From the first scan to the scope of an incident on a database that looks like nobody's sample: customers under another name and language, keys
// that are UUIDs, texts, an e-mail address, or several columns, tables in five schemas, rows that are deleted only by a mark, two tables
// of customers with people in common. What each person is shown is counted here from the statements that made the rows.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { startPostgres, type PostgresServer } from '../../../test/harness/postgres-server.ts'
import { testAccess } from '../../../test/harness/test-access.ts'
import { testPhases, type TestPhases } from '../../../test/harness/test-phases.ts'
import { waitFor } from '../../../test/harness/wait.ts'
import { fieldId, objectId, type StoreId } from '../../core/ids.ts'
import type { SubjectKey } from '../../discover/contract.ts'
import type { EventWriter } from '../../platform/events/events.ts'
import { computeScope, type ComputedScope } from './compute-scope.ts'

const KLIENTEN = 300
const PROFILES = 200
/** profiles 1 to 120 are klienten 1 to 120, by e-mail address, written otherwise */
const SHARED = 120
const ABO = 80
const CONTACTS = 60
/** klienten with a mark that they are deleted: every tenth */
const MARKED = KLIENTEN / 10
const EVERYBODY = KLIENTEN + (PROFILES - SHARED) + ABO + CONTACTS

let it: TestPhases
let server: PostgresServer
let store: StoreId
let writer: EventWriter
let keys: readonly SubjectKey[]
before(async () => {
  server = await startPostgres()
  await server.run('postgres', `create role leser login password 'pw'`, 'create database fremd')
  const first = `(array['Anna','Bernd','Claire','David','Eva','Frank','Greta'])[1 + n % 7]`
  const last = `(array['Schmidt','Weber','Dupont','Miller','Meyer','Wagner','Becker','Lorenz','Hofmann'])[1 + n % 9]`
  await server.run(
    'fremd',
    'create schema crm',
    'create schema verkauf',
    'create schema app',
    'create schema rundbrief',
    'create schema "B2B"',
    `create table crm.klienten (kundennummer text primary key, vorname text, nachname text, mailadresse text, land text, plz text, geloescht_am timestamptz)`,
    `insert into crm.klienten select 'K-' || lpad(n::text, 6, '0'), ${first}, ${last}, 'k' || n || '@fremd-post.example', (array['Deutschland','Österreich','Frankreich'])[1 + n % 3],
       lpad((10000 + n)::text, 5, '0'), case when n % 10 = 0 then now() end from generate_series(1, ${KLIENTEN}) n`,
    `create table verkauf.buchungen (id bigint generated always as identity primary key, klient text references crm.klienten, betrag numeric, am date)`,
    `insert into verkauf.buchungen (klient, betrag, am) select 'K-' || lpad((1 + n % ${KLIENTEN})::text, 6, '0'), n, date '2026-01-01' + n % 300 from generate_series(1, 900) n`,
    `create table verkauf.zahlungen (id bigint primary key, buchung bigint references verkauf.buchungen(id), iban text)`,
    `insert into verkauf.zahlungen select n, n, 'DE89370400440532013000' from generate_series(1, 300) n`,
    `create table app.profiles (id uuid primary key, full_name text, "eMail" text, country_code text)`,
    `insert into app.profiles select md5('p' || n)::uuid, ${first} || ' ' || ${last}, case when n <= ${SHARED} then 'K' || n || '@Fremd-Post.example' else 'p' || n || '@anderswo.example' end,
       (array['DE','AT','FR'])[1 + n % 3] from generate_series(1, ${PROFILES}) n`,
    `create table app.sitzungen (id uuid primary key, profil uuid references app.profiles(id), ip inet)`,
    `insert into app.sitzungen select md5('s' || n)::uuid, md5('p' || (1 + n % ${PROFILES}))::uuid, '203.0.113.7' from generate_series(1, 400) n`,
    `create table rundbrief.abo (mail text primary key, seit date)`,
    `insert into rundbrief.abo select 'abo' || n || '@leser-post.example', date '2026-02-01' from generate_series(1, ${ABO}) n`,
    `create table rundbrief.geoeffnet (mail text references rundbrief.abo(mail), um timestamptz)`,
    `insert into rundbrief.geoeffnet select 'abo' || (1 + n % ${ABO}) || '@leser-post.example', now() from generate_series(1, 200) n`,
    `create table "B2B"."Kontakte" (firma int, nr int, name text, email text, primary key (firma, nr))`,
    `insert into "B2B"."Kontakte" select n % 6, n, ${first} || ' ' || ${last}, 'kontakt' || n || '@firma-post.example' from generate_series(1, ${CONTACTS}) n`,
    `create table "B2B"."Aufträge" (id int primary key, firma int, nr int, foreign key (firma, nr) references "B2B"."Kontakte"(firma, nr))`,
    `insert into "B2B"."Aufträge" select n, n % 6, n from generate_series(1, ${CONTACTS}) n`,
    ...['crm', 'verkauf', 'app', 'rundbrief', '"B2B"'].flatMap((schema) => [
      `grant usage on schema ${schema} to leser`,
      `grant select on all tables in schema ${schema} to leser`,
    ]),
    'analyze',
  )
  it = await testPhases()
  const made = await it.post('/api/stores', { target: server.url('leser', 'pw', 'fremd'), name: 'fremd' })
  assert.equal(made.status, 200, made.text)
  store = made.body.id as StoreId
  const scan = await it.scan()
  assert.equal(scan.state, 'done', JSON.stringify(scan))
  const started = await it.post('/api/subjects/build', {})
  assert.equal(started.status, 200, started.text)
  await waitFor('the directory', async () => ['done', 'failed'].includes((await it.get('/api/subjects')).body.state), 60_000)
  keys = await it.discover.subjects.keys(store)
  writer = await it.platform.events.writer('gateway')
})
after(async () => {
  await it?.close()
  await server?.stop()
})

const keyOf = (schema: string, table: string, column: string): SubjectKey | undefined =>
  keys.find((key) => key.object === objectId(store, [schema, table]) && key.column === column)

/** What one statement shows, as the gateway sees it: the rows of a query, and in them whatever columns the directory knows as keys of people. */
async function reads(session: string, schema: string, table: string, columns: readonly string[], where: string): Promise<number> {
  const client = new pg.Client(server.url('leser', 'pw', 'fremd'))
  await client.connect()
  const quoted = columns.map((column) => `"${column}"::text`).join(', ')
  const { rows } = await client.query<Record<string, string>>(`select ${quoted} from "${schema}"."${table}" where ${where}`)
  await client.end()
  const known = columns.flatMap((column) => keyOf(schema, table, column) ?? [])
  const refs = new Map<string, Uint8Array>()
  let without = 0
  for (const row of rows) {
    const its = known.flatMap((key) =>
      row[key.column] === null ? [] : (it.discover.subjects.ref(key.space, key.form, row[key.column]!) ?? []),
    )
    if (its.length === 0) without++
    // one reference a row: whom the others lead to as well is the same person
    else refs.set(Buffer.from(its[0]!).toString('hex'), its[0]!)
  }
  const object = objectId(store, [schema, table])
  const fields = columns.map((column) => fieldId(object, column))
  const shown = Object.fromEntries(fields.map((field) => [field, 'clear' as const]))
  const upper = refs.size + without
  const subjects = { lower: refs.size, upper, basis: without > 0 ? ('rows' as const) : ('keys' as const) }
  const change = { session, store, object, fields, shown, rows: rows.length, refs: Buffer.concat([...refs.values()]), subjects }
  await writer.append([testAccess({ ...change, time: '2026-11-24T02:00:00.000Z' })])
  return rows.length
}

async function scope(session: string): Promise<ComputedScope> {
  const { platform, discover, landscape } = it
  const { db } = platform.store
  const needs = { db, events: platform.events, subjects: discover.subjects, access: landscape.access, law: { sha256: '', rows: 0 } }
  const actors = [{ session, from: '2026-11-24T00:00:00.000Z', to: '2026-11-25T00:00:00.000Z' }]
  return await computeScope(needs, { actors, facts: {}, stores: [store] }, new AbortController().signal)
}
const accessed = async (session: string): Promise<[number, number]> => {
  const { lower, upper } = (await scope(session)).totals.accessed
  return [lower, upper]
}
const places = async (session: string): Promise<Record<string, [number, number]>> =>
  Object.fromEntries(
    (await scope(session)).counts
      .filter((row) => row.grade === 'accessed' && row.dataClass === 'all' && row.upper > 0)
      .map((row) => [row.jurisdiction, [row.lower, row.upper]]),
  )

describe('a database like nobody’s sample', () => {
  test('each person is once in the directory, those marked as deleted too: their data are still there', async () => {
    const { body } = await it.get('/api/subjects')
    const said = JSON.stringify(
      { problems: body.problems, keys: keys.map((key) => `${key.path.join('.')}.${key.column} ${key.form}`) },
      null,
      1,
    )
    assert.equal(body.state, 'done', said)
    assert.equal(body.people, EVERYBODY, said)
    const { body: found } = await it.get(`/api/stores/${store}/subject-paths`)
    const words = found.paths.map((each: { words: string }) => each.words)
    for (const wanted of [
      'crm.klienten.kundennummer',
      'verkauf.buchungen.klient -> crm.klienten.kundennummer',
      'verkauf.zahlungen.buchung -> verkauf.buchungen.klient -> crm.klienten.kundennummer',
      'app.profiles.id',
      'app.sitzungen.profil -> app.profiles.id',
      'rundbrief.abo.mail',
    ])
      assert.ok(words.includes(wanted), `${wanted} is missing:\n${words.join('\n')}\n${said}`)
    const inStore = (await scope('nobody')).totals['in-store']
    assert.deepEqual(inStore, { lower: EVERYBODY, upper: EVERYBODY })
  })

  test('one person is found in every schema by e-mail, customer number and UUID, however it is written', async () => {
    const find = async (value: string) =>
      (await it.post('/api/person', { value })).body as { people: number[]; places: { name: string; rows: number }[] }
    const byMail = await find(' K7@FREMD-post.example ')
    assert.equal(byMail.people.length, 1)
    const names = byMail.places.map((place) => place.name).toSorted()
    assert.deepEqual(
      names.filter((name) => /klienten|profiles|buchungen|sitzungen/.test(name)),
      ['app.profiles', 'app.sitzungen', 'crm.klienten', 'verkauf.buchungen'],
      JSON.stringify(byMail),
    )
    assert.deepEqual((await find('K-000007')).people, byMail.people)
    const { rows } = await query<{ id: string }>(`select md5('p7')::uuid::text as id`)
    assert.deepEqual((await find(rows[0]!.id)).people, byMail.people)
    assert.deepEqual((await find(rows[0]!.id.toUpperCase())).people, byMail.people)
    const marked = await find('k10@fremd-post.example')
    assert.equal(marked.people.length, 1, 'deleted only by a mark')
    assert.equal((await find('abo3@leser-post.example')).people.length, 1)
    assert.equal((await find('kontakt9@firma-post.example')).people.length, 1)
    assert.deepEqual((await find('K-999999')).people, [])
  })
})

async function query<R extends pg.QueryResultRow>(text: string): Promise<pg.QueryResult<R>> {
  const client = new pg.Client(server.url('leser', 'pw', 'fremd'))
  await client.connect()
  try {
    return await client.query<R>(text)
  } finally {
    await client.end()
  }
}

describe('scopes of it', () => {
  test('text keys, in the table itself and by way of two others', async () => {
    const session = randomUUID()
    await reads(session, 'crm', 'klienten', ['kundennummer', 'nachname'], `kundennummer <= 'K-000050'`)
    assert.deepEqual(await accessed(session), [50, 50])
    await reads(session, 'verkauf', 'buchungen', ['klient', 'betrag'], `klient between 'K-000041' and 'K-000060'`)
    assert.deepEqual(await accessed(session), [60, 60])
  })

  test('two tables of customers: whoever is in both counts once', async () => {
    const session = randomUUID()
    await reads(session, 'crm', 'klienten', ['kundennummer', 'mailadresse'], `kundennummer <= 'K-000100'`)
    await reads(session, 'app', 'profiles', ['id', 'full_name'], 'true')
    assert.deepEqual(await accessed(session), [PROFILES, PROFILES])
    await reads(session, 'app', 'sitzungen', ['profil', 'ip'], 'true')
    assert.deepEqual(await accessed(session), [PROFILES, PROFILES])
  })

  test('an e-mail address as the key, and one that is merely shown', async () => {
    const session = randomUUID()
    await reads(session, 'rundbrief', 'geoeffnet', ['mail', 'um'], 'true')
    assert.deepEqual(await accessed(session), [ABO, ABO])
    const other = randomUUID()
    await reads(other, 'app', 'profiles', ['eMail'], `country_code = 'DE'`)
    const { rows } = await query<{ n: number }>(`select count(*)::int as n from app.profiles where country_code = 'DE'`)
    assert.deepEqual(await accessed(other), [rows[0]!.n, rows[0]!.n])
  })

  test('those marked as deleted are reached like the others', async () => {
    const session = randomUUID()
    await reads(session, 'crm', 'klienten', ['kundennummer', 'plz'], 'geloescht_am is not null')
    assert.deepEqual(await accessed(session), [MARKED, MARKED])
  })

  test('a key of several columns names nobody by itself: its rows widen the upper bound, an e-mail address beside it names them', async () => {
    const session = randomUUID()
    const rows = await reads(session, 'B2B', 'Aufträge', ['id', 'firma', 'nr'], 'true')
    assert.equal(rows, CONTACTS)
    assert.deepEqual(await accessed(session), [0, CONTACTS])
    const named = randomUUID()
    await reads(named, 'B2B', 'Kontakte', ['firma', 'nr', 'email'], 'firma = 2')
    assert.deepEqual(await accessed(named), [CONTACTS / 6, CONTACTS / 6])
  })

  test('where they live, by a country written out and by its code', async () => {
    const session = randomUUID()
    await reads(session, 'crm', 'klienten', ['kundennummer'], 'true')
    const at = await places(session)
    const each = KLIENTEN / 3
    assert.deepEqual(
      [at['DE'], at['AT'], at['FR']],
      [
        [each, each],
        [each, each],
        [each, each],
      ],
      JSON.stringify(at),
    )
    assert.deepEqual(at['EU'], [KLIENTEN, KLIENTEN])
  })
})
