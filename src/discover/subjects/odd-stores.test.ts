// Stores as they are found: cycles, keys of several columns, tables without keys, odd names, two tables of people, shared and contradicting
// values, a table without rights; a process that is killed in the middle of a build; and the commands on its data folder.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { startPostgres, type PostgresServer } from '../../../test/harness/postgres-server.ts'
import { testPhases, type TestPhases } from '../../../test/harness/test-phases.ts'
import { waitFor } from '../../../test/harness/wait.ts'
import type { StoreId } from '../../core/ids.ts'
import { createEngine } from '../engine/create-engine.ts'
import { createSubjects } from './subjects.ts'

let it: TestPhases
let server: PostgresServer
let store: StoreId
const mail = (name: string): string => `'${name}' || n || '@mail-of-the-shop.example'`

before(async () => {
  server = await startPostgres()
  await server.run('postgres', `create role reader login password 'pw'`, 'create database odd')
  await server.run(
    'odd',
    // two tables of people that refer to each other
    `create table customers (id int primary key, name text, email text, phone text, ssn text, main_contact int)`,
    `create table contacts (id int primary key, customer_id int references customers(id), name text, email text)`,
    `alter table customers add foreign key (main_contact) references contacts(id)`,
    `insert into customers select n, 'Anna Schmidt', ${mail('a')}, '+49 171 555' || lpad(n::text, 4, '0'), null from generate_series(1, 60) n`,
    `insert into contacts select n, n, 'David Miller', ${mail('c')} from generate_series(1, 30) n`,
    // a contact who is a customer too
    `insert into contacts values (31, 3, 'Anna Schmidt', 'A4@mail-of-the-shop.example')`,
    `update customers set main_contact = id where id <= 30`,
    // people who refer to people
    `create table staff ("Staff Nº" uuid primary key, name text, "E-Mail ""work""" text, manager uuid references staff("Staff Nº"))`,
    `insert into staff select md5(n::text)::uuid, 'Eva Wagner', ${mail('s')}, md5('1')::uuid from generate_series(1, 20) n`,
    // a key of several columns
    `create table "Tänant Users" (tenant int, no int, name text, email text, primary key (tenant, no))`,
    `insert into "Tänant Users" select n % 2, n, 'Claire Dupont', ${mail('t')} from generate_series(1, 40) n`,
    `create table logins (id int primary key, tenant int, no int, at timestamptz, foreign key (tenant, no) references "Tänant Users"(tenant, no))`,
    `insert into logins select n, n % 2, n, now() from generate_series(1, 25) n`,
    // a cycle of tables that lead to people, and a table without rights
    `create table carts (id int primary key, customer_id int references customers(id), last_item int)`,
    `create table items (id int primary key, cart_id int references carts(id))`,
    `alter table carts add foreign key (last_item) references items(id)`,
    `insert into carts select n, n from generate_series(1, 50) n`,
    `insert into items select n, 1 + n % 50 from generate_series(1, 200) n`,
    `create table medical (customer_id int references customers(id), email text)`,
    `insert into medical select n, ${mail('a')} from generate_series(1, 10) n`,
    // one row of an addressbook to which people refer
    `create table nowhere (a int, b text)`,
    `grant select on all tables in schema public to reader`,
    `revoke all on medical from reader`,
    'analyze',
  )
  it = await testPhases()
  store = (await it.post('/api/stores', { target: server.url('reader', 'pw', 'odd'), name: 'odd' })).body.id as StoreId
  await it.scan()
})
after(async () => {
  await it?.close()
  await server?.stop()
})

async function build(): Promise<{ people: number; problems: string[] }> {
  const started = await it.post('/api/subjects/build', {})
  assert.equal(started.status, 200, started.text)
  await waitFor('the build', async () => ['done', 'failed'].includes((await it.get('/api/subjects')).body.state), 60_000)
  const { body } = await it.get('/api/subjects')
  assert.equal(body.state, 'done', JSON.stringify(body.problems) + it.logged.slice(-4).join(''))
  return {
    people: body.people,
    problems: body.problems.map((problem: { object: string; text: string }) => `${problem.object}: ${problem.text}`),
  }
}

test('each person is counted once, whatever the tables look like, and what was not read is said', async () => {
  const { people, problems } = await build()
  // 60 customers, 30 contacts of their own (the 31st is customer 4), 20 staff, 40 users
  assert.equal(people, 60 + 30 + 20 + 40, problems.join('\n'))
  assert.ok(
    problems.some((text) => text.includes('medical: no right to read it')),
    problems.join('\n'),
  )
  assert.ok(
    problems.some((text) => text.includes('Tänant Users: its key has several columns')),
    problems.join('\n'),
  )
  const { body } = await it.get(`/api/stores/${store}/subject-paths`)
  const words = body.paths.map((each: { words: string; role: string; basis: string }) => `${each.role}: ${each.words}`)
  for (const expected of [
    'self: customers.id',
    'self: contacts.id',
    'customer: contacts.customer_id -> customers.id',
    'main_contact: customers.main_contact -> contacts.id',
    'manager: staff.manager -> staff.Staff Nº',
    'customer: carts.customer_id -> customers.id',
    'cart: items.cart_id -> carts.customer_id -> customers.id',
  ])
    assert.ok(words.includes(expected), `${expected} is missing:\n${words.join('\n')}`)
  const objects = new Map<string, number>(
    body.objects.map((each: { name: string; people: number }) => [each.name.replace(/^public[./]/, ''), each.people]),
  )
  assert.equal(objects.get('logins'), 25, 'by a key of two columns')
  assert.equal(objects.get('items'), 50)
  assert.ok(!objects.has('medical'))
})

test('different national numbers keep two people apart though their e-mail address is the same', async () => {
  const subjects = createSubjects(it.platform, {
    landscape: it.landscape,
    connections: it.landscape.connections,
    types: createEngine().types,
  })
  const before = (await build()).people
  await server.run(
    'odd',
    `update customers set ssn = lpad((100 + id)::text, 3, '0') || '-' || lpad((10 + id % 80)::text, 2, '0') || '-' || lpad((1000 + id * 37)::text, 4, '0')`,
  )
  await it.scan()
  // customers 7 and 8 get one e-mail address, 9 and 10 one telephone and one name
  await server.run(
    'odd',
    `update customers set email = 'a7@mail-of-the-shop.example' where id = 8`,
    `update customers set phone = '+49 171 5550009' where id = 10`,
  )
  const after = await build()
  const keys = await subjects.keys(store)
  assert.ok(
    keys.some((key) => key.column === 'ssn'),
    'the scan knew the national number',
  )
  assert.equal(after.people, before)
  assert.ok(
    after.problems.some((text) => /different national numbers/.test(text)),
    after.problems.join('\n'),
  )
  await server.run('odd', 'update customers set ssn = null')
  await it.scan()
  assert.equal((await build()).people, before - 2, 'without the numbers the e-mail address, and telephone with name, are enough')
})

test('an e-mail address of many customers makes nobody one person', async () => {
  const before = (await build()).people
  await server.run('odd', `update customers set email = 'office@mail-of-the-shop.example', phone = null where id between 20 and 59`)
  const after = await build()
  assert.equal(after.people, before)
  assert.ok(
    after.problems.some((text) => /shared by more than 20 people/.test(text)),
    after.problems.join('\n'),
  )
})

test('a build that died in the middle leaves the directory as it was, and the next one is whole', async () => {
  const digest = async (): Promise<string> => (await it.get('/api/subjects')).body.digest as string
  const before = await digest()
  await server.run('odd', `insert into customers select n, 'Bernd Weber', ${mail('late')} from generate_series(1000, 1400) n`)
  // the end of its connection is what the end of its process is to the database
  let ended = 0
  await it.post('/api/subjects/build', {})
  await waitFor(
    'the end of the build',
    async () => {
      const killed = await sql<{ n: number }>`select count(pg_terminate_backend(pid))::int as n from pg_stat_activity
        where application_name = 'holdfast subjects' and datname = current_database() and ${ended} < 3`.execute(it.platform.store.db)
      const now = await digest()
      if ((killed.rows[0]?.n ?? 0) > 0) {
        ended++
        assert.equal(now, before, 'nothing of a build that died is seen')
      }
      return (await it.get('/api/subjects')).body.state === 'done'
    },
    90_000,
  )
  assert.ok(ended > 0, 'no build was hit')
  assert.notEqual(await digest(), before)
  const { rows } = await sql<{
    n: string
  }>`select count(*) as n from (select space, ref, n from subject_ref where to_at is null group by 1, 2, 3 having count(*) > 1) as twice`.execute(
    it.platform.store.db,
  )
  assert.equal(Number(rows[0]?.n), 0)
})

test('`holdfast access` on the URL of a database', () => {
  const main = new URL('../../main.ts', import.meta.url).pathname
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [main, 'access', server.url('reader', 'pw', 'odd'), ...args], { encoding: 'utf8' })
  const one = run('medical.email')
  assert.equal(one.status, 0, one.stderr)
  assert.match(one.stdout, /public\.medical\.email +postgres +yes +all +"postgres" is a superuser/)
  assert.doesNotMatch(one.stdout, /reader/)
  const mine = run('customers.email', '--as', 'reader', '--format', 'json')
  const { routes } = JSON.parse(mine.stdout) as { routes: { role: string; kind: string }[] }
  assert.deepEqual(
    routes.map((route) => [route.role, route.kind]),
    [['reader', 'grant']],
  )
  assert.match(run().stdout, /ROLE +READS +COULD READ/)
  assert.equal(run('no_such_field').status, 2)
  assert.equal(run('customers.email', '--as', 'nobody').status, 2)
})
