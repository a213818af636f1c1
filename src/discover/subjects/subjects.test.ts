// The directory of a real PostgreSQL and a folder, built through the routes: paths, people, jurisdictions, references, contacts, look-ups.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { writeFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { startPostgres, type PostgresServer } from '../../../test/harness/postgres-server.ts'
import { testPhases, type TestPhases } from '../../../test/harness/test-phases.ts'
import { waitFor } from '../../../test/harness/wait.ts'
import { fieldId, objectId, type StoreId } from '../../core/ids.ts'
import { peopleOf } from '../../platform/events/people-set.ts'
import { createEngine } from '../engine/create-engine.ts'
import { createSubjects, type SubjectDirectory } from './subjects.ts'
import { createSubjectNumbers } from './subject-numbers.ts'

let it: TestPhases
let server: PostgresServer
let store: StoreId
let files: StoreId
let subjects: SubjectDirectory

const SCHEMA = [
  `create table customers (id int primary key, first_name text, last_name text, email text, phone text, country text, state text, postcode text, language text)`,
  `create table orders (id int primary key, customer_id int references customers(id), total numeric, placed date)`,
  `create table payments (id int primary key, order_id int not null references orders(id), amount numeric)`,
  `create table visits (id int primary key, cust_no int, page text)`,
  `create table newsletter (email text, since date)`,
  `create table products (id int primary key, title text)`,
  `insert into customers select n, (array['Anna','Bernd','Claire','David','Eva','Frank'])[1 + n % 6], (array['Schmidt','Weber','Dupont','Miller','Meyer','Wagner','Becker'])[1 + n % 7],
     'customer' || n || '@mail-of-the-shop.example', '+49 171 555' || lpad(n::text, 4, '0'), (array['DE','Germany','FR','US'])[1 + n % 4],
     case when n % 4 = 3 then 'CA' end, case when n % 4 = 3 then '94105' else '10115' end, (array['de','de-DE','fr','en'])[1 + n % 4] from generate_series(1, 200) n`,
  // one person twice: the same e-mail address under two customer numbers, written differently
  `insert into customers values (201, 'Anna', 'Weber', ' CUSTOMER7@mail-of-the-shop.example', null, 'FR', null, null, null)`,
  // blank values are nobody's
  `insert into customers values (202, 'Blank', 'One', '', ' ', null, null, null, null), (203, 'Blank', 'Two', ' ', '', 'Atlantis', null, null, null)`,
  `insert into orders select n, case when n % 50 = 0 then null else 1 + n % 200 end, n * 1.5, date '2026-01-01' + n % 200 from generate_series(1, 600) n`,
  `insert into payments select n, n, n from generate_series(1, 600) n`,
  `insert into visits select n, 1 + n % 150, '/page' || n from generate_series(1, 500) n`,
  `insert into newsletter select 'customer' || n || '@mail-of-the-shop.example', date '2026-01-01' from generate_series(1, 40) n`,
  `insert into newsletter select 'reader' || n || '@mail-of-the-shop.example', date '2026-01-01' from generate_series(1, 30) n`,
  `insert into products select n, 'Thing ' || n from generate_series(1, 50) n`,
]

before(async () => {
  server = await startPostgres()
  await server.run('postgres', `create role reader login password 'pw'`, 'create database shop')
  await server.run('shop', ...SCHEMA, 'grant select on all tables in schema public to reader', 'analyze')
  it = await testPhases()
  const folder = path.join(it.folder, 'exports')
  mkdirSync(folder)
  const lines = Array.from({ length: 25 }, (_, n) => `Anna Schmidt,customer${n + 1}@mail-of-the-shop.example,`)
  const leads = Array.from({ length: 10 }, (_, n) => `Lead Weber,lead${n}@mail-of-the-shop.example,US`)
  writeFileSync(path.join(folder, 'campaign.csv'), `name,email,country\n${[...lines, ...leads, ...lines.slice(0, 5)].join('\n')}\n`)
  const made = await it.post('/api/stores', { target: server.url('reader', 'pw', 'shop'), name: 'shop' })
  assert.equal(made.status, 200, made.text)
  store = made.body.id as StoreId
  files = (await it.post('/api/stores', { target: folder, name: 'exports' })).body.id as StoreId
  await it.scan()
  subjects = createSubjects(it.platform, { landscape: it.landscape, connections: it.landscape.connections, types: createEngine().types })
})
after(async () => {
  await it?.close()
  await server?.stop()
})

async function build(body: object = {}): Promise<void> {
  const started = await it.post('/api/subjects/build', body)
  assert.equal(started.status, 200, started.text)
  await waitFor('the build', async () => ['done', 'failed'].includes((await it.get('/api/subjects')).body.state), 60_000)
  assert.equal((await it.get('/api/subjects')).body.state, 'done', it.logged.slice(-5).join(''))
}
const field = (table: string, column: string) => fieldId(objectId(store, ['public', table]), column)
const n = async (space: string, value: string): Promise<number | undefined> => {
  const form = space.startsWith('fi_') ? 'text' : space === 'phone' ? 'phone' : 'email'
  const ref = subjects.ref(space, form, value)!
  return (await createSubjectNumbers(it.platform.store.db)([ref])).get(Buffer.from(ref).toString('hex'))
}

describe('a build', () => {
  before(async () => await build())

  test('counts people once, by the stated rule, and where they live', async () => {
    const { body } = await it.get('/api/subjects', 'viewer')
    // 203 customers of whom two are one, 30 readers, 10 leads
    assert.equal(body.people, 202 + 30 + 10)
    const by = Object.fromEntries(body.jurisdictions.map((row: { jurisdiction: string; people: number }) => [row.jurisdiction, row.people]))
    // of 200: a quarter each DE, DE by name, FR, US-CA. Customer 7 is 201 as well, who lives in FR. Leads: US.
    assert.deepEqual(by, { DE: 100, FR: 51, 'US-CA': 50, US: 10, unknown: 2 + 30 })
  })

  test('finds the ways to people, by foreign keys, by values, by e-mail address', async () => {
    const { body } = await it.get(`/api/stores/${store}/subject-paths`, 'viewer')
    const shown = body.paths.map((each: { words: string; basis: string; coverage: number }) => [each.words, each.basis, each.coverage])
    assert.deepEqual(shown, [
      ['customers.id', 'person', 1],
      ['newsletter.email', 'identity', 1],
      ['orders.customer_id -> customers.id', 'fk', 0.98],
      ['payments.order_id -> orders.customer_id -> customers.id', 'fk', 0.98],
      ['visits.cust_no -> customers.id', 'overlap', 1],
    ])
    const objects = Object.fromEntries(
      body.objects.map((each: { name: string; people: number; rows: number; reached: number }) => [
        each.name.replace(/^public[./]/, ''),
        [each.people, each.rows, each.reached],
      ]),
    )
    assert.deepEqual(objects['customers'], [202, 203, 203])
    assert.deepEqual(objects['newsletter'], [70, 70, 70])
    assert.deepEqual(objects['orders']?.slice(1), [600, 588])
    assert.deepEqual(objects['visits'], [150, 500, 500])
  })

  test('keys of fields, and the formula of the contract', async () => {
    const keys = Object.fromEntries((await subjects.keys(store)).map((key) => [`${key.path.at(-1)}.${key.column}`, [key.space, key.form]]))
    assert.deepEqual(keys, {
      'customers.id': [field('customers', 'id'), 'text'],
      'customers.email': ['email', 'email'],
      'customers.phone': ['phone', 'phone'],
      'newsletter.email': ['email', 'email'],
      'orders.id': [field('orders', 'id'), 'text'],
      'orders.customer_id': [field('customers', 'id'), 'text'],
      'payments.order_id': [field('orders', 'id'), 'text'],
      'visits.cust_no': [field('customers', 'id'), 'text'],
    })
    const expected = createHmac('sha256', it.platform.keys.derive('subject-ref'))
      .update(`email\0customer7@mail-of-the-shop.example`)
      .digest()
      .subarray(0, 16)
    assert.deepEqual(Buffer.from(subjects.ref('email', 'email', ' Customer7@mail-of-the-shop.example')!), expected)
    assert.deepEqual(
      (await subjects.keys(files)).map((key) => [key.column, key.space]),
      [['email', 'email']],
    )
  })

  test('every reference of one person leads to the same number', async () => {
    const seven = await n(field('customers', 'id'), '7')
    assert.ok(seven !== undefined)
    assert.equal(await n(field('customers', 'id'), '201'), seven)
    assert.equal(await n('email', 'CUSTOMER7@MAIL-OF-THE-SHOP.EXAMPLE'), seven)
    assert.equal(await n('phone', '+49 (0)171 5550007'), seven)
    // order 6 is customer 7's
    assert.equal(await n(field('orders', 'id'), '6'), seven)
    assert.notEqual(await n(field('customers', 'id'), '8'), seven)
    assert.equal(await n(field('customers', 'id'), '9999'), undefined)
  })

  test('who is in a store, by jurisdiction', async () => {
    const inFiles = await subjects.inStore(files)
    assert.equal(inFiles.size, 35)
    assert.equal((await subjects.inStore(store)).size, 232)
    assert.equal((await subjects.inStore(null)).size, 242)
    const by = await subjects.byJurisdiction(inFiles)
    assert.equal(by.get('US')?.size, 10)
    assert.deepEqual([...(by.get('FR') ?? [])].length, 7)
  })

  test('contacts are read from the stores, also of those who are only in a file', async () => {
    const wanted = [
      (await n(field('customers', 'id'), '3'))!,
      (await n('email', 'lead4@mail-of-the-shop.example'))!,
      (await n('email', 'reader2@mail-of-the-shop.example'))!,
    ]
    const blank = (await n(field('customers', 'id'), '202'))!
    const { contacts, failed } = await subjects.contacts(peopleOf([...wanted, blank, 999_999]), AbortSignal.timeout(30_000))
    const shown = new Map(contacts.map((contact) => [contact.n, contact]))
    assert.deepEqual(shown.get(wanted[0]!), {
      n: wanted[0],
      email: 'customer3@mail-of-the-shop.example',
      name: 'David Miller',
      lang: 'en',
      jurisdictions: ['US-CA'],
    })
    assert.equal(shown.get(wanted[1]!)?.email, 'lead4@mail-of-the-shop.example')
    assert.equal(shown.get(wanted[1]!)?.name, 'Lead Weber')
    assert.equal(shown.get(wanted[2]!)?.email, 'reader2@mail-of-the-shop.example')
    assert.equal(shown.get(blank)?.email, null)
    assert.deepEqual(failed, [999_999])
  })

  test('a person is looked up: every place with its rows; the value is nowhere afterwards', async () => {
    const value = 'Customer7@mail-of-the-shop.example'
    const { status, body, text } = await it.post('/api/person', { value }, 'analyst')
    assert.equal(status, 200, text)
    const places = body.places.map((place: { storeName: string; name: string; rows: number | null }) => [
      place.storeName,
      place.name.replace(/^public[./]/, ''),
      place.rows,
    ])
    assert.deepEqual(places, [
      ['exports', 'campaign.csv', 1],
      ['shop', 'customers', 2],
      ['shop', 'newsletter', null],
      ['shop', 'orders', 3],
      ['shop', 'payments', 3],
      ['shop', 'visits', 4],
    ])
    assert.deepEqual(body.jurisdictions, ['FR', 'US-CA'])
    assert.equal(body.people.length, 1)
    assert.deepEqual((await it.post('/api/person', { value: '7' })).body.people, body.people, 'the customer number')
    assert.deepEqual((await it.post('/api/person', { value: 'nobody@nowhere.example' })).body.places, [])
    assert.equal((await it.post('/api/person', { value: '\u200b' })).body.code, 'discover/value-empty')
    assert.equal((await it.post('/api/person', { value }, 'viewer')).status, 403)
    assert.equal((await it.leaves()).filter((kind) => kind === 'person.looked-up').length, 3)
  })

  test('nothing of a person stands in the tables or the log', async () => {
    const { rows } = await sql<{
      name: string
    }>`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(
      it.platform.store.db,
    )
    let text = it.logged.join('\n')
    for (const { name } of rows) {
      const all = await sql<{ t: string }>`select t::text as t from ${sql.table(name)} t`.execute(it.platform.store.db)
      text += all.rows.map((row) => row.t).join('\n')
    }
    assert.ok(text.length > 100_000)
    assert.doesNotMatch(text, /customer7@|lead4@|reader2@|5550007/i)
  })

  test('what could not be told is told', async () => {
    const texts = (await it.get('/api/subjects')).body.problems.map(
      (problem: { object: string; text: string }) => `${problem.object}: ${problem.text}`,
    )
    assert.ok(
      texts.some((text: string) => /orders: 12 rows of 600 reach nobody by customer_id/.test(text)),
      texts.join('\n'),
    )
    assert.ok(
      texts.some((text: string) => /customers: 1 value of country name/.test(text)),
      texts.join('\n'),
    )
  })
})

describe('a build again', () => {
  test('keeps every number; ends what is gone; finds what is new', async () => {
    const before = await numbers()
    const digest = await subjects.digest()
    await build()
    assert.deepEqual(await numbers(), before)
    assert.deepEqual(await subjects.digest(), digest, 'the same content has the same digest')
    const eight = await n('email', 'customer8@mail-of-the-shop.example')
    await server.run(
      'shop',
      `update customers set email = 'moved8@mail-of-the-shop.example' where id = 8`,
      `insert into customers (id, email) values (300, 'new@mail-of-the-shop.example')`,
    )
    await build()
    assert.equal(await n('email', 'moved8@mail-of-the-shop.example'), eight)
    assert.ok((await n(field('customers', 'id'), '300')) !== undefined)
    assert.notEqual((await subjects.digest()).sha256, digest.sha256)
  })

  test('two numbers that turn out to be one person become one, whoever asks', async () => {
    const [ten, eleven] = [(await n(field('customers', 'id'), '150'))!, (await n(field('customers', 'id'), '151'))!]
    assert.notEqual(ten, eleven)
    await server.run('shop', `update customers set email = 'customer150@mail-of-the-shop.example' where id = 151`)
    await build({ stores: [store] })
    const now = await n(field('customers', 'id'), '151')
    assert.equal(now, ten)
    assert.equal(
      (await subjects.byJurisdiction(peopleOf([ten, eleven]))).values().reduce((sum, set) => sum + set.size, 0),
      (await subjects.byJurisdiction(peopleOf([ten]))).size,
    )
  })

  test('two at once: the second is told', async () => {
    const [a, b] = await Promise.all([it.post('/api/subjects/build', {}), it.post('/api/subjects/build', {})])
    assert.deepEqual([a.status, b.status].toSorted(), [200, 409])
    assert.equal([a, b].find((each) => each.status === 409)?.body.code, 'discover/build-running')
    await waitFor('the build', async () => (await it.get('/api/subjects')).body.state === 'done', 60_000)
    assert.equal((await it.post('/api/subjects/build', {}, 'auditor')).status, 403)
  })
})

async function numbers(): Promise<unknown[]> {
  const { rows } = await sql`select space, encode(ref, 'hex') as ref, n from subject_ref where to_at is null order by 1, 2, 3`.execute(
    it.platform.store.db,
  )
  return rows
}
