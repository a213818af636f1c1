// Migrations on a real database: in order, once, by many at a time, and refused where another program was at work.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test, type TestContext } from 'node:test'
import type pg from 'pg'
import { systemClock } from '../../core/clock.ts'
import type { AppError } from '../../core/errors.ts'
import { emptyDatabase } from '../../../test/harness/test-store.ts'
import { connectTo, readDatabaseUrl } from './database-url.ts'
import { migrate, readMigrations, type Migration } from './migrate.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-sql-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const code = (wanted: string) => (error: unknown) => {
  assert.equal((error as AppError).code, wanted)
  return true
}

async function database(t: TestContext): Promise<{ client: pg.Client; another: () => Promise<pg.Client>; url: string }> {
  const { url, drop } = await emptyDatabase()
  t.after(drop)
  const clients: pg.Client[] = []
  const another = async (): Promise<pg.Client> => {
    const client = await connectTo(readDatabaseUrl(url))
    clients.push(client)
    return client
  }
  t.after(() => Promise.all(clients.map((client) => client.end())))
  return { client: await another(), another, url }
}

function migration(number: number, body: string, breaking = false): Migration {
  const text = `-- breaking: ${breaking ? 'yes' : 'no'}\n${body}`
  return { name: `${String(number).padStart(6, '0')}-t.sql`, text, sha256: createHash('sha256').update(text).digest('hex'), breaking }
}

const ONE = migration(1, 'create table one (a int); insert into one values (1);')
const TWO = migration(2, 'create table two (a int);')

test('each file runs once, in order; two processes at once do the work once', async (t) => {
  const { client, another } = await database(t)
  const done = await Promise.all([migrate(client, [ONE, TWO], systemClock), migrate(await another(), [ONE, TWO], systemClock)])
  assert.deepEqual(done.flat().toSorted(), [ONE.name, TWO.name])
  assert.deepEqual(await migrate(client, [ONE, TWO], systemClock), [])
  assert.equal((await client.query('select count(*) as n from one')).rows[0].n, '1')
})

test('a file that fails leaves nothing of itself, and what came before stays', async (t) => {
  const { client } = await database(t)
  const bad = migration(2, 'create table two (a int); select 1/0;')
  await assert.rejects(migrate(client, [ONE, bad], systemClock), code('store/migration-failed'))
  assert.equal((await client.query(`select to_regclass('two') as t`)).rows[0].t, null)
  assert.deepEqual(await migrate(client, [ONE, TWO], systemClock), [TWO.name])
})

test('a changed file, a newer database, and a hole are refused', async (t) => {
  const { client } = await database(t)
  await migrate(client, [ONE, TWO], systemClock)
  await assert.rejects(migrate(client, [migration(1, 'create table one (b int);'), TWO], systemClock), code('store/migration-changed'))
  await assert.rejects(migrate(client, [ONE], systemClock), code('store/database-newer'))
  await client.query('delete from migration where name = $1', [ONE.name])
  await assert.rejects(migrate(client, [ONE, TWO], systemClock), code('store/migration-missing'))
})

test('a database with tables of somebody else is refused and left alone', async (t) => {
  const { client } = await database(t)
  await client.query('create table theirs (a int)')
  await assert.rejects(migrate(client, [ONE], systemClock), code('store/database-not-ours'))
  assert.equal((await client.query(`select count(*) as n from pg_tables where schemaname = 'public'`)).rows[0].n, '1')
})

test('a breaking file waits for nobody: it is refused while another Holdfast is connected', async (t) => {
  const { client, another } = await database(t)
  await migrate(client, [ONE], systemClock)
  const breaking = migration(2, 'drop table one;', true)
  const other = await another()
  await assert.rejects(migrate(client, [ONE, breaking], systemClock), code('store/migration-needs-quiet'))
  await migrate(client, [ONE, TWO], systemClock)
  await other.end()
  const last = migration(3, 'drop table one;', true)
  assert.deepEqual(await migrate(client, [ONE, TWO, last], systemClock), [last.name])
})

test('files without their header, with a gap, or with another name are refused', () => {
  assert.ok(readMigrations().length >= 1)
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text)
  assert.throws(() => readMigrations(folder), code('store/migration-invalid'))
  write('000001-a.sql', 'select 1;')
  assert.throws(() => readMigrations(folder), code('store/migration-invalid'))
  write('000001-a.sql', '-- breaking: no\nselect 1;')
  assert.equal(readMigrations(folder).length, 1)
  write('000003-c.sql', '-- breaking: yes\nselect 1;')
  assert.throws(() => readMigrations(folder), code('store/migration-invalid'))
  write('000002-b.sql', '-- breaking: no\r\nselect 1;\r\n')
  assert.deepEqual(
    readMigrations(folder).map((each) => each.breaking),
    [false, false, true],
  )
  write('notes.sql', '-- breaking: no\n')
  assert.throws(() => readMigrations(folder), code('store/migration-invalid'))
})

test('a user without the right to make tables is told so', async (t) => {
  const { url, client } = await database(t)
  const name = `u_${Date.now().toString(36)}`
  await client.query(`create role ${name} login password 'x'`)
  const asUser = await connectTo(readDatabaseUrl(url))
  try {
    await asUser.query(`set role ${name}`)
    await assert.rejects(migrate(asUser, [ONE], systemClock), code('store/url-refused'))
  } finally {
    await asUser.end()
    await client.query(`drop role ${name}`)
  }
})
