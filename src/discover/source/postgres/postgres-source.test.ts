// A PostgreSQL database made to trip a scanner: odd names, every kind of type, rights missing, row-level security, views that run code.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import pg from 'pg'
import { AppError } from '../../../core/errors.ts'
import { listSource, readObject, type Collected } from '../../../../test/harness/collect-source.ts'
import { startPostgres, type PostgresServer } from '../../../../test/harness/postgres-server.ts'
import { checkSource } from '../check-source.ts'
import { openSource } from '../open-source.ts'
import type { ReadOptions, Source } from '../source.ts'
import { parseTarget } from '../target.ts'

let server: PostgresServer
let root: Source
let reader: Source
const signal = new AbortController().signal
const LONG_NAME = 'n'.repeat(60) + 'é'
const ODD_NAMES = [
  'with "quotes"',
  "apos'trophe",
  'a b',
  'UPPER',
  'dotted.name',
  'new\nline',
  'semi;colon--',
  '表 😀',
  '$1',
  '%s',
  LONG_NAME,
  'back\\slash',
  ' ',
]
const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

before(async () => {
  server = await startPostgres()
  await server.run(
    'postgres',
    ...['hstore', 'citext', 'postgres_fdw', 'file_fdw'].map((name) => `create extension ${name}`),
    ...ODD_NAMES.map(
      (name) => `create table ${quote(name)} (${quote(name)} text); insert into ${quote(name)} values ('found@example.org')`,
    ),
    'create schema "Odd.Schema"; create table "Odd.Schema"."T" (a text)',
    `create type mood as enum ('glad', 'sad'); create type street as (name text, "house no" int, mail text); create domain mail as text; create domain mail2 as mail`,
    `create table types (i int, t text, v varchar(20), c char(5), ci citext, d mail2, e mood, a text[], aa int[][], j json, jb jsonb, ja jsonb[], h hstore, x xml, ip inet, dt date, ts timestamptz,
       n numeric, b bytea, s street, r int4range, tv tsvector, u uuid, p point, m money, o oid, "null" text, ja2 json, iv interval, bits bit(3))`,
    `insert into types values (1, 'text é', 'vär', 'ab', 'Ci@Example.org', 'mail@example.org', 'glad', '{"a b","q\\"q",NULL,"NULL","x{}y"}', '{{1,2},{3,4}}', '{"a":[1,{"b":"json@example.org"}]}',
       '{"k":{"email":"jb@example.org"},"anna@example.org":1}', array['{"z":"zz"}'::jsonb], 'k1=>v1, "k 2"=>NULL, "q\\"k"=>"va\\"l"', '<a>xml@example.org</a>', '192.168.0.1/24', '2020-02-29', '2020-01-01 00:00Z',
       12345678901234567890.123456789, 'bytes with text@example.org inside', row('High, "St"', 5, null), '[1,5)', to_tsvector('simple', 'tsv word'), '00000000-0000-4000-8000-000000000001', '(1,2)', 12.5, 42, null, null, '1 day', b'101')`,
    `insert into types (i, b) values (2, '\\x00ff00ff01')`,
    'create table empty (a text); create table nothing (); insert into nothing default values',
    `create table wide (${Array.from({ length: 1600 }, (_, i) => `c${i} text`).join(', ')}); insert into wide (c0, c1599) values ('first', 'last')`,
    `create table huge (id int, t text, j jsonb); insert into huge values (1, repeat('x', 30000000) || 'end@example.org', null), (2, 'small', jsonb_build_object('k', repeat('y', 2000000)))`,
    `create table parts (k int, v text) partition by range (k); create table parts_1 partition of parts for values from (0) to (10); create table parts_2 partition of parts for values from (10) to (20);
       insert into parts select i, 'p' || i from generate_series(0, 19) i`,
    "create table parent (a text); create table child (b text) inherits (parent); insert into parent values ('in parent'); insert into child values ('in child', 'x')",
    `create materialized view filled as select 'mv@example.org' as mail; create materialized view unfilled as select 1 as a with no data`,
    `create view plain as select t from types`,
    // functions that a scanner must never run with its own rights
    `create table canary (hit text)`,
    `create function trap() returns text language plpgsql as $$ begin insert into canary values (current_user); return 'trapped'; exception when others then return 'refused'; end $$`,
    `create view trapped as select trap() as t`,
    `create type evil as (a int); create function evil_text(evil) returns text language plpgsql as $$ begin raise exception 'the cast was run'; end $$; create cast (evil as text) with function evil_text(evil) as assignment;
       create table cast_trap (e evil); insert into cast_trap values (row(7))`,
    `create server files foreign data wrapper file_fdw; create foreign table passwords (line text) server files options (filename '/etc/passwd')`,
    `create table mixed (k int, v text) partition by range (k); create table mixed_local partition of mixed for values from (0) to (10); insert into mixed_local values (1, 'local');
       create server elsewhere foreign data wrapper postgres_fdw options (host '127.0.0.1', port '1'); create foreign table mixed_far partition of mixed for values from (10) to (20) server elsewhere`,
    // rights
    `create role reader login password 'p@ss/w:rd'; grant usage on schema public, "Odd.Schema" to reader; grant select on all tables in schema public to reader`,
    `create schema closed; create table closed.t (a text); create table forbidden (a text); revoke all on forbidden from reader`,
    `create table some_columns (id int, secret text, mail text, salary int); insert into some_columns values (1, 's', 'm@example.org', 2); grant select (id, mail) on some_columns to reader`,
    `create table rls (id int, owner text); insert into rls select i, case when i % 2 = 0 then 'reader' else 'other' end from generate_series(1, 10) i; alter table rls enable row level security;
       create policy mine on rls using (owner = current_user); grant select on rls to reader`,
    `create table leaf_only (k int) partition by list (k); create table leaf_only_1 partition of leaf_only for values in (1); insert into leaf_only values (1); revoke all on leaf_only from reader; grant select on leaf_only_1 to reader`,
    'analyze types',
  )
  root = await openSource(server.url('postgres', server.password, 'postgres'), { signal })
  reader = await openSource(server.url('reader', 'p@ss/w:rd', 'postgres'), { signal })
})
after(async () => {
  await root?.close()
  await reader?.close()
  await server?.stop()
})

async function read(source: Source, schema: string, name: string, mode: ReadOptions['mode'] = { kind: 'full' }): Promise<Collected> {
  const { objects } = await listSource(source)
  const object = objects.find((one) => one.path[0] === schema && one.path[1] === name)
  assert(object !== undefined, `${schema}.${name} is not listed`)
  return readObject(source, object, mode)
}

test('odd names: each table and column is found and read', async () => {
  for (const name of ODD_NAMES) {
    const { values, outcome } = await read(root, 'public', name)
    assert.equal(outcome.status, 'read', name)
    assert.deepEqual(values[name], ['found@example.org'], name)
  }
  assert.equal((await read(root, 'Odd.Schema', 'T')).outcome.status, 'read')
})

test('every type gives its values, taken apart into fields', async () => {
  const { values, outcome, fields } = await read(root, 'public', 'types')
  const value = (field: string): unknown => values[field]?.filter((cell) => cell !== null)
  const expected: Record<string, unknown> = {
    t: ['text é'],
    v: ['vär'],
    ci: ['Ci@Example.org'],
    d: ['mail@example.org'],
    e: ['glad'],
    'a[]': ['a b', 'q"q', 'NULL', 'x{}y'],
    'aa[]': ['1', '2', '3', '4'],
    'j.$.a[]': ['1'],
    'j.$.a[].b': ['json@example.org'],
    'jb.$.k.email': ['jb@example.org'],
    'jb.$.{key}': ['anna@example.org'],
    'ja[].$.z': ['zz'],
    'h.$.k1': ['v1'],
    'h.$["q\\"k"]': ['va"l'],
    x: ['<a>xml@example.org</a>'],
    ip: ['192.168.0.1/24'],
    dt: ['2020-02-29'],
    n: ['12345678901234567890.123456789'],
    b: ['bytes with text@example.org inside'],
    's.name': ['High, "St"'],
    's.house no': ['5'],
    r: ['[1,5)'],
    u: ['00000000-0000-4000-8000-000000000001'],
    o: ['42'],
    iv: ['P1D'],
    bits: ['101'],
    i: ['1', '2'],
  }
  for (const [field, cells] of Object.entries(expected)) assert.deepEqual(value(field) ?? value(`["${field}"]`), cells, field)
  assert(outcome.status === 'partial')
  assert.match(outcome.reason, /^1 binary value was not read$/)
  // a column that is always NULL is a field all the same
  assert.ok(fields.some((field) => field.path === 'null') && fields.some((field) => field.path === 'ja2'))
  assert.ok(!fields.some((field) => field.path.includes('anna@')), 'a key that is a value must not become a name')
})

test('empty tables, tables without columns, 1600 columns', async () => {
  assert.deepEqual((await read(root, 'public', 'empty')).outcome, { status: 'read', rows: 0, bytes: 0, total: { rows: 0, exact: true } })
  assert.equal((await read(root, 'public', 'nothing')).outcome.status, 'read')
  const { values, fields } = await read(root, 'public', 'wide')
  assert.equal(fields.length, 1600)
  assert.deepEqual([values['c0'], values['c1599']], [['first'], ['last']])
})

test('a value of 30 MB is read in part, and the ledger says so', async () => {
  for (const mode of [{ kind: 'full' }, { kind: 'sample', rows: 100 }] as const) {
    const { outcome, values } = await read(root, 'public', 'huge', mode)
    assert(outcome.status === 'partial')
    assert.match(outcome.reason, /2 values were too long and read in part/)
    assert.equal(outcome.rows, 2)
    assert.ok(values['t']!.every((cell) => cell!.length <= 1 << 20))
    assert.ok(values['t']!.includes('small'))
  }
})

test('partitions are read once, through their parent; children of inheritance on their own', async () => {
  const { objects } = await listSource(root)
  const names = objects.map((object) => object.path[1])
  assert.ok(names.includes('parts') && !names.includes('parts_1'))
  const parts = await read(root, 'public', 'parts')
  assert.equal(parts.values['v']!.length, 20)
  const sample = await read(root, 'public', 'parts', { kind: 'sample', rows: 10 })
  assert.equal(sample.outcome.status, 'partial')
  assert.deepEqual((await read(root, 'public', 'parent')).values['a'], ['in parent'])
  assert.deepEqual((await read(root, 'public', 'child')).values['a'], ['in child'])
})

test('what lies in another server is not reached, its neighbours are read', async () => {
  for (const name of ['passwords', 'mixed', 'mixed_far']) assert.equal((await read(root, 'public', name)).outcome.status, 'skipped', name)
  assert.deepEqual((await read(root, 'public', 'mixed_local')).values['v'], ['local'])
})

test('materialised views are data; plain views are read, but never by a powerful login', async () => {
  assert.deepEqual((await read(root, 'public', 'filled')).values['mail'], ['mv@example.org'])
  assert.equal((await read(root, 'public', 'unfilled')).outcome.status, 'skipped')
  for (const name of ['plain', 'trapped']) {
    const { outcome } = await read(root, 'public', name)
    assert(outcome.status === 'skipped')
    assert.match(outcome.reason, /powerful/)
  }
  assert.equal((await read(reader, 'public', 'plain')).outcome.status, 'read')
  // the function of the view runs with the rights of a login that can only read, in a transaction that can only read
  assert.deepEqual((await read(reader, 'public', 'trapped')).values['t'], ['refused'])
  assert.deepEqual((await read(root, 'public', 'canary')).values['hit'] ?? [], [])
})

test('the masked views of a policy are not listed; what only has such a schema is', async () => {
  await server.run(
    'postgres',
    'create role holdfast_support_x_views; create schema holdfast_support',
    'create view holdfast_support.masked as select 1 as a; alter view holdfast_support.masked owner to holdfast_support_x_views',
    'create table holdfast_support.hidden (mail text); create view holdfast_support.of_another as select 1 as a',
  )
  const names: string[] = []
  for await (const object of root.objects(new AbortController().signal)) if ('path' in object) names.push(object.name)
  assert.deepEqual(
    names.filter((name) => name.startsWith('holdfast_')),
    ['holdfast_support.hidden', 'holdfast_support.of_another'],
  )
})

test('no cast of a stranger is run', async () => {
  const { outcome, values } = await read(root, 'public', 'cast_trap')
  assert.equal(outcome.status, 'read')
  assert.deepEqual(values['e.a'], ['7'])
})

test('missing rights: each is named', async () => {
  assert.deepEqual((await read(reader, 'closed', 't')).outcome, { status: 'failed', reason: 'no right to use its schema' })
  assert.deepEqual((await read(reader, 'public', 'forbidden')).outcome, { status: 'failed', reason: 'no right to read it' })
  const some = await read(reader, 'public', 'some_columns')
  assert(some.outcome.status === 'partial')
  assert.equal(some.outcome.reason, 'no right to read the columns secret, salary')
  assert.deepEqual(some.values['mail'], ['m@example.org'])
  assert.equal(some.values['secret'], undefined)
  assert.ok(some.fields.some((field) => field.path === 'secret'))
  const rls = await read(reader, 'public', 'rls')
  assert(rls.outcome.status === 'partial')
  assert.match(rls.outcome.reason, /row-level security/)
  assert.equal(rls.outcome.rows, 5)
  assert.equal((await read(root, 'public', 'rls')).outcome.status, 'read')
  assert.deepEqual((await read(reader, 'public', 'leaf_only_1')).values['k'], ['1'])
})

test('a table locked or dropped by somebody else', async () => {
  const session = new pg.Client({ connectionString: server.url('postgres', server.password, 'postgres') })
  await session.connect()
  try {
    await session.query('create table locked (a text); create table dropped (a text)')
    const { objects } = await listSource(root)
    await session.query('drop table dropped')
    await session.query('begin; lock table locked in access exclusive mode')
    const at = (name: string) => objects.find((object) => object.path[1] === name)!
    const dropped = await readObject(root, at('dropped'))
    assert(dropped.outcome.status === 'failed')
    assert.match(dropped.outcome.reason, /dropped/)
    const locked = await readObject(root, at('locked'))
    assert(locked.outcome.status === 'failed')
    assert.match(locked.outcome.reason, /lock/)
  } finally {
    await session.end()
  }
})

test('nothing is left behind: no open transaction, no writes', async () => {
  const session = new pg.Client({ connectionString: server.url('postgres', server.password, 'postgres') })
  await session.connect()
  try {
    const { rows } = await session.query("select state from pg_stat_activity where application_name = 'holdfast'")
    assert.ok(rows.length >= 2)
    assert.ok(rows.every((row: { state: string }) => row.state === 'idle'))
  } finally {
    await session.end()
  }
})

test('a connection that breaks in the middle is an error of the store, never a short table', async () => {
  await server.run('postgres', `create table long_one as select i, repeat('x', 1000) as t from generate_series(1, 50000) i`)
  const source = await openSource(server.url('postgres', server.password, 'postgres'), { signal })
  const { objects } = await listSource(source)
  let killed = false
  await assert.rejects(
    source.read(
      objects.find((object) => object.path[1] === 'long_one')!,
      { mode: { kind: 'full' }, signal },
      async () => {
        if (killed) return
        killed = true
        await server.run(
          'postgres',
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'holdfast' and state <> 'idle'",
        )
      },
    ),
    (error: unknown) => error instanceof AppError && error.code === 'discover/store-lost',
  )
  await source.close()
})

test('wrong password, wrong database, wrong port, wrong protocol: each says what it is, none shows the password', async () => {
  const secret = 'hunter2secret'
  const cases: [string, string][] = [
    [server.url('postgres', secret, 'postgres'), 'discover/store-login'],
    [`postgres://postgres@127.0.0.1:${server.port}/postgres`, 'discover/store-login'],
    [server.url('postgres', server.password, 'no such'), 'discover/store-database'],
    [`postgres://u:${secret}@127.0.0.1:1/x`, 'discover/store-unreachable'],
    [`postgres://u:${secret}@no-such-host.invalid/x`, 'discover/store-host'],
    [server.url('postgres', server.password, 'postgres') + '?sslmode=verify-full', 'discover/store-tls'],
    [server.url('postgres', server.password, 'postgres') + '?sslmode=require', 'discover/store-tls'],
  ]
  for (const [target, code] of cases) {
    await assert.rejects(openSource(target, { signal: AbortSignal.timeout(20_000) }), (error: unknown) => {
      assert(error instanceof AppError, String(error))
      assert.equal(error.code, code)
      assert.ok(error.help !== undefined)
      assert.ok(!JSON.stringify([error.message, error.help, error.details]).includes(secret))
      return true
    })
  }
})

test('check says what answers, and what the login may do that it need not', async () => {
  const as = async (user: string, secret: string) =>
    checkSource(await parseTarget(server.url(user, secret, 'postgres')), AbortSignal.timeout(20_000))
  const superuser = await as('postgres', server.password)
  assert.equal(superuser.ok, true)
  assert.match(superuser.server!, /^PostgreSQL \d+/)
  assert.equal(superuser.tls, 'none')
  assert.ok(superuser.objects! > 20)
  assert.ok(superuser.remarks.some((remark) => remark.includes('superuser')))
  assert.deepEqual((await as('reader', 'p@ss/w:rd')).remarks, [])
  // the statements it offers do what they say
  await server.run('postgres', ...superuser.grant!.replace('choose one', 'chosen').split('\n'))
  const made = await as('holdfast_reader', 'chosen')
  assert.equal(made.ok, true)
  const source = await openSource(server.url('holdfast_reader', 'chosen', 'postgres'), { signal })
  assert.equal((await read(source, 'closed', 't')).outcome.status, 'read')
  await source.close()
  assert.equal((await as('postgres', 'wrong')).ok, false)
})

test('stopping ends a long statement at once', async () => {
  await server.run('postgres', `create view slow as select pg_sleep(60)::text as s`, 'grant select on slow to reader')
  const stop = new AbortController()
  const source = await openSource(server.url('reader', 'p@ss/w:rd', 'postgres'), { signal: stop.signal })
  const { objects } = await listSource(source)
  const began = performance.now()
  const reading = source.read(
    objects.find((object) => object.path[1] === 'slow')!,
    { mode: { kind: 'full' }, signal: stop.signal },
    () => {},
  )
  const fail = assert.rejects(reading)
  await pause(100)
  stop.abort()
  await fail
  assert.ok(performance.now() - began < 5000)
})

test('TLS: checked unless the target says otherwise, and then it is said', async () => {
  const secure = await startPostgres({ tls: true })
  try {
    const url = (options: string) => secure.url('postgres', secure.password, 'postgres') + options
    const named = (options: string) => url(options).replace('127.0.0.1', 'localhost')
    const check = async (target: string) => checkSource(await parseTarget(target), AbortSignal.timeout(20_000))
    const unchecked = await check(url('?sslmode=require'))
    assert.equal(unchecked.tls, 'encrypted, certificate not checked')
    assert.ok(unchecked.remarks.some((remark) => remark.includes('nobody checked')))
    assert.match((await check(url('?sslmode=verify-full'))).problem!, /certificate cannot be checked/)
    const ca = `sslrootcert=${encodeURIComponent(secure.certificate!)}`
    assert.equal((await check(named(`?sslmode=verify-full&${ca}`))).tls, 'encrypted')
    assert.match((await check(url(`?sslmode=verify-full&${ca}`))).problem!, /another name/)
    assert.equal((await check(url(`?sslmode=verify-ca&${ca}`))).tls, 'encrypted')
  } finally {
    await secure.stop()
  }
})

const BYTES_AS_STRINGS = new Set('types huge wide nothing empty parts some_columns rls plain many long_values'.split(' '))

test('as bytes a table gives the same values as in strings, whatever its types, its lengths and its rights', async () => {
  await server.run(
    'postgres',
    `create table many as select i, case when i % 7 = 0 then null else 'größe ' || i % 50 end as t, case when i % 3 = 0 then null else jsonb_build_object('k', i % 40, 'l', array['a', null, 'b' || i % 3]) end as j,
       array[i % 5, null] as a, repeat('é', (i % 97) * 3) as w, convert_to('bytes ' || i % 9, 'UTF8') as b from generate_series(1, 12000) i`,
    `create table long_values as select i, case when i % 300 = 0 then repeat('y', 70000 + i) else 'short ' || i end as t, repeat('z', 1200000 / (i * i)) as u from generate_series(1, 900) i`,
  )
  // else a large table is read from any place on
  await server.run('postgres', 'alter database postgres set synchronize_seqscans = off')
  const sources = [
    await openSource(server.url('postgres', server.password, 'postgres'), { signal }),
    await openSource(server.url('reader', 'p@ss/w:rd', 'postgres'), { signal }),
  ]
  try {
    for (const source of sources) {
      const { objects } = await listSource(source)
      for (const object of objects.filter((one) => BYTES_AS_STRINGS.has(one.path[1] ?? '')))
        for (const mode of [{ kind: 'full' }, { kind: 'sample', rows: 500 }] as const) {
          const strings = await readObject(source, object, mode)
          const bytes = await readObject(source, object, mode, signal, true)
          assert.deepEqual(bytes.outcome, strings.outcome, object.name)
          assert.deepEqual(bytes.fields, strings.fields, object.name)
          // nobody wants to see megabytes that differ
          assert.ok(isDeepStrictEqual(bytes.values, strings.values), `${object.name}, ${mode.kind}`)
        }
    }
  } finally {
    for (const source of sources) await source.close()
    await server.run('postgres', 'drop table many, long_values')
  }
})
