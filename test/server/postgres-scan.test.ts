// A real PostgreSQL connected and scanned over the API: secrets that stay secret, odd names, a table without rights, a sample, a moved
// store, and a store that is away while the others are read.
import assert from 'node:assert/strict'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { startPostgres, type PostgresServer } from '../harness/postgres-server.ts'
import { testPhases, type Answer, type TestPhases } from '../harness/test-phases.ts'

const SECRET = 'p@ss/word of the reader'
const NEXT_SECRET = 'another-long-secret'

let it: TestPhases
let server: PostgresServer
let store: string
before(async () => {
  server = await startPostgres()
  await server.run('postgres', `create role reader login password '${SECRET}'`, 'create database shop')
  await server.run(
    'shop',
    `create table customers (id int primary key, full_name text, email text not null, note jsonb)`,
    `insert into customers select n, 'Ada Lovelace', 'ada' || n || '@mail-of-the-test.example',
       jsonb_build_object('contact', jsonb_build_object('mail', 'bea' || n || '@mail-of-the-test.example')) from generate_series(1, 300) n`,
    `create schema "odd ""schema"" – ünï"`,
    `create table "odd ""schema"" – ünï"."Tä.ble; drop table x" ("card ""number""" text)`,
    `insert into "odd ""schema"" – ünï"."Tä.ble; drop table x" values ('4111 1111 1111 1111'), ('5500 0055 5555 5559'), ('4012 8888 8888 1881')`,
    `create table secret_table (a text)`,
    `insert into secret_table values ('x')`,
    `create table big as select n, 'user' || n || '@mail-of-the-test.example' as mail from generate_series(1, 50000) n`,
    'analyze',
    `grant usage on schema public, "odd ""schema"" – ünï" to reader`,
    `grant select on all tables in schema public, "odd ""schema"" – ünï" to reader`,
    `revoke select on secret_table from reader`,
  )
  it = await testPhases({ beat: 50 })
})
after(async () => {
  await it?.close()
  await server?.stop()
})

const urlOf = (host: string, secret: string): string => `postgres://reader:${encodeURIComponent(secret)}@${host}:${server.port}/shop`

async function ok(answer: Promise<Answer>): Promise<Answer['body']> {
  const { status, body, text } = await answer
  assert.equal(status, 200, text)
  return body
}

async function objects(id = store): Promise<Answer['body'][]> {
  return (await ok(it.get(`/api/map/stores/${id}/objects?limit=500`))).objects
}

async function dump(): Promise<string> {
  const { db } = it.fixture.store
  const tables = await sql<{ name: string }>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(db)
  let text = it.logged.join('\n')
  for (const { name } of tables.rows) {
    text += (await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(db)).rows.map((each) => each.row).join('\n')
  }
  return text
}

describe('connecting a database', () => {
  test('a wrong password, a closed port and a database that is not there are told apart, and nothing is kept', async () => {
    const wrong = await ok(it.post('/api/stores/check', { target: urlOf('127.0.0.1', 'wrong-one') }))
    assert.equal(wrong.ok, false)
    assert.match(wrong.problem, /login of `reader`/)
    const refused = await it.post('/api/stores', { target: urlOf('127.0.0.1', 'wrong-one') })
    assert.equal(refused.status, 422)
    assert.equal(refused.body.code, 'landscape/store-unreachable')
    const closed = await ok(it.post('/api/stores/check', { target: 'postgres://reader:wrong-one@127.0.0.1:1/shop' }))
    assert.match(closed.problem, /nobody answers/)
    const missing = await ok(it.post('/api/stores/check', { target: urlOf('127.0.0.1', SECRET).replace('/shop', '/shopp') }))
    assert.equal(missing.ok, false)
    assert.deepEqual((await ok(it.get('/api/stores'))).stores, [])
  })

  test('connected with a password of its own field; it is sealed, and in no answer, log or table', async () => {
    const target = `postgres://reader@127.0.0.1:${server.port}/shop`
    const check = await ok(it.post('/api/stores/check', { target, password: SECRET }))
    assert.equal(check.ok, true, check.problem)
    assert.match(check.server, /PostgreSQL/)
    assert.ok(check.objects >= 3)
    const connected = await it.post('/api/stores', { target, password: SECRET })
    assert.equal(connected.status, 200, connected.text)
    store = connected.body.id
    assert.equal(connected.body.address, `postgres://reader@127.0.0.1:${server.port}/shop`)
    const row = await it.fixture.store.db.selectFrom('store').selectAll().where('name', '=', 'shop').executeTakeFirstOrThrow()
    assert.ok(row.secret_enc !== null && !row.secret_enc.includes(SECRET))
    const everything = `${await dump()}${check.grant}${connected.text}${(await it.get('/api/stores')).text}`
    for (const form of [
      SECRET,
      encodeURIComponent(SECRET),
      Buffer.from(SECRET).toString('hex'),
      Buffer.from(SECRET).toString('base64'),
      'wrong-one',
    ]) {
      assert.ok(!everything.includes(form), `the secret shows as ${form}`)
    }
  })
})

describe('scanning a database', () => {
  test('odd names, nested JSON, a table without rights', async () => {
    const scan = await it.scan()
    assert.equal(scan.state, 'done', JSON.stringify(scan))
    const all = await objects()
    const odd = all.find((each) => each.name.includes('Tä.ble; drop table x'))
    assert.ok(odd, JSON.stringify(all))
    assert.equal(odd.label?.level, 3, JSON.stringify(odd))
    const closed = all.find((each) => each.name.endsWith('secret_table'))
    assert.equal(closed.coverage.status, 'failed', JSON.stringify(closed))
    assert.equal(closed.label, null)
    const customers = all.find((each) => each.name.endsWith('customers'))
    assert.equal(customers.rows, 300)
    const { fields } = await ok(it.get(`/api/map/objects/${customers.id}/fields`))
    const nested = fields.find((each: { path: string }) => /^note\.\$.*mail/.test(each.path))
    assert.equal(nested?.verdict, 'personal', JSON.stringify(fields))
    assert.equal((await ok(it.get('/api/overview'))).unread[0].count, 1)
  })

  test('no value is in the database, the answers or the log', async () => {
    const text = await dump()
    assert.ok(text.includes('customers'))
    for (const value of ['mail-of-the-test', 'Ada Lovelace', '4111 1111', '4111111111111111']) assert.ok(!text.includes(value), value)
  })

  test('a sample says that it is one, and is not unread', async () => {
    const scan = await it.scan({ mode: { kind: 'sample', rows: 500 } })
    assert.equal(scan.state, 'done')
    const big = (await objects()).find((each) => each.name.endsWith('big'))
    assert.equal(big.coverage.status, 'partial')
    assert.equal(big.coverage.sampled, true)
    assert.ok(scan.coverage.sampled >= 1)
    const unread = (await ok(it.get('/api/map?read=unread'))).stores[0]
    assert.equal(unread.objects, 1, 'the table without rights alone')
    const rows = (await ok(it.get(`/api/scans/${scan.id}/coverage?status=unread`))).rows
    assert.deepEqual(
      rows.map((row: { name: string }) => row.name.replace(/^.*\./, '')),
      ['secret_table'],
    )
  })
})

describe('a store changes', () => {
  test('a new password is checked before it replaces the old one', async () => {
    await server.run('postgres', `alter role reader password '${NEXT_SECRET}'`)
    const wrong = await it.call('PATCH', `/api/stores/${store}`, { password: 'not-this-one' })
    assert.equal(wrong.status, 422, wrong.text)
    const failed = await it.scan()
    assert.equal(failed.state, 'failed')
    assert.match(failed.problem, /login of `reader`/)
    const { needs } = await ok(it.get('/api/overview'))
    assert.equal(needs[0].state, 'error', JSON.stringify(needs))
    assert.equal(needs[0].link, `/scans/${failed.id}`)
    await ok(it.call('PATCH', `/api/stores/${store}`, { password: NEXT_SECRET, name: 'The shop' }))
    assert.equal((await it.scan()).state, 'done')
    assert.equal((await it.call('PATCH', `/api/stores/${store}`, {})).body.code, 'landscape/nothing-to-change')
  })

  test('a store that moved keeps ids and decisions; the old secret never goes to the new address', async () => {
    const customers = (await objects()).find((each) => each.name.endsWith('customers'))
    const { fields } = await ok(it.get(`/api/map/objects/${customers.id}/fields`))
    const { id } = fields.find((each: { path: string }) => each.path === 'email')
    await ok(it.post(`/api/fields/${id}/decision`, { verdict: 'personal', level: 3, reason: 'a list of patients' }))
    const without = await it.call('PATCH', `/api/stores/${store}`, { target: `postgres://reader@localhost:${server.port}/shop` })
    assert.equal(without.status, 422, without.text)
    const moved = await ok(it.call('PATCH', `/api/stores/${store}`, { target: urlOf('localhost', NEXT_SECRET) }))
    assert.equal(moved.id, store)
    assert.match(moved.address, /@localhost:/)
    const again = await it.post('/api/stores', { target: urlOf('localhost', NEXT_SECRET) })
    assert.equal(again.body.code, 'landscape/store-connected', again.text)
    const scan = await it.scan()
    assert.equal(scan.state, 'done')
    assert.equal((await ok(it.get(`/api/fields/${id}`))).label.level, 3)
    assert.equal((await objects()).length, (await ok(it.get('/api/map'))).totals.objects)
    assert.equal((await ok(it.get('/api/stores'))).stores.length, 1)
  })

  test('a store that is away fails alone', async () => {
    const folder = path.join(it.folder, 'share')
    mkdirSync(folder)
    writeFileSync(path.join(folder, 'a.txt'), 'nothing here')
    await ok(it.post('/api/stores', { target: folder }))
    renameSync(folder, `${folder}-away`)
    const scan = await it.scan()
    assert.equal(scan.state, 'done', JSON.stringify(scan))
    const states = Object.fromEntries(scan.stores.map((each: { name: string; state: string }) => [each.name, each.state]))
    assert.deepEqual(states, { share: 'failed', 'The shop': 'done' })
    const { needs } = await ok(it.get('/api/overview'))
    assert.ok(
      needs.some((need: { title: string }) => need.title.startsWith('share could not be read in scan')),
      JSON.stringify(needs),
    )
  })

  test('removed while it is read: the scan ends, nothing is written any more', async () => {
    const started = await ok(it.post('/api/scans', { stores: [store], mode: { kind: 'full' } }))
    await ok(it.call('DELETE', `/api/stores/${store}`, { name: 'The shop' }))
    const scan = await it.ended(started.id)
    assert.ok(['stopped', 'failed', 'done'].includes(scan.state), scan.state)
    const left = await it.fixture.store.db
      .selectFrom('object')
      .select('id')
      .where('store', '=', store as `st_${string}`)
      .execute()
    assert.deepEqual(left, [])
    assert.equal((await ok(it.get('/api/map'))).stores.length, 1)
  })
})
