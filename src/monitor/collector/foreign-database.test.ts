// A database that is nobody's sample: names, clients and statements as they are met, each with the record that it must leave. The server is real and
// writes its log in every form that is read; each form must give the same records.
import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { startPostgres, type PostgresServer } from '../../../test/harness/postgres-server.ts'
import { testPhases, type TestPhases } from '../../../test/harness/test-phases.ts'
import { waitFor } from '../../../test/harness/wait.ts'
import { objectId, type FieldId, type ObjectId, type StoreId } from '../../core/ids.ts'
import { createGeo } from '../../platform/geo/create-geo.ts'
import type { AccessRow } from '../../platform/events/events.ts'
import { createProtect } from '../../protect/create.ts'
import { createCollectors, type Collectors } from './collectors.ts'

const owner = { kind: 'account', id: 'the-owner', role: 'owner' } as const
const { signal } = new AbortController()
const PEOPLE = 120

let server: PostgresServer
let phases: TestPhases
let collectors: Collectors
let store: StoreId
let folder: string
const names = new Map<ObjectId, string>()
const fieldNames = new Map<FieldId, string>()

before(async () => {
  server = await startPostgres({
    settings: {
      logging_collector: 'on',
      log_destination: 'jsonlog,csvlog,stderr',
      log_line_prefix: '%m [%p] %c-%l %e %q%u@%d/%h ',
      log_directory: 'log',
      log_timezone: 'Asia/Kolkata',
    },
  })
  // Not on the command line: the tests change it.
  await server.run(
    'postgres',
    `alter system set log_statement = 'all'`,
    'select pg_reload_conf()',
    'select pg_sleep(0.3)',
    `create database "Büro"`,
  )
  await server.run(
    'Büro',
    'create schema crm',
    'create schema "Verkauf Süd"',
    `create table crm.person (id int primary key, full_name text, e_mail text, born date)`,
    `insert into crm.person select n, 'Person ' || n, 'person' || n || '@example.org', '1980-01-01' from generate_series(1, ${PEOPLE}) n`,
    `create table "Verkauf Süd"."Aufträge" ("Nr" int primary key, "Kunde" int references crm.person, "Größe ""XL""" text, "E-Mail" text)`,
    `insert into "Verkauf Süd"."Aufträge" select n, n, 'L', 'person' || n || '@example.org' from generate_series(1, ${PEOPLE}) n`,
    `create table crm.visit (person_id int references crm.person, at date not null, note text) partition by range (at)`,
    `create table crm.visit_2026 partition of crm.visit for values from ('2026-01-01') to ('2027-01-01')`,
    `insert into crm.visit select n, '2026-05-01', 'note' from generate_series(1, ${PEOPLE}) n`,
    `create view crm.card as select id, full_name, e_mail from crm.person`,
    `create materialized view crm.card_copy as select id, e_mail from crm.person`,
    `create view crm.card_of_card as select c.*, v.note from crm.card c join crm.visit v on v.person_id = c.id`,
    `create table public.setting (name text, value text)`,
    `create table crm.setting (name text, value text)`,
    `create function crm.find(n int) returns setof crm.person language sql as 'select * from crm.person where id = n'`,
    `create function crm.everybody() returns setof text language sql security definer as 'select e_mail from crm.person'`,
    `create role clerk login password 'secret'`,
    `alter role clerk set search_path = public, crm`,
    `grant usage on schema crm, "Verkauf Süd" to clerk`,
    `grant select, insert, update, delete on all tables in schema crm, "Verkauf Süd", public to clerk`,
    'analyze',
  )
  phases = await testPhases()
  const connected = await phases.post('/api/stores', { target: server.url('postgres', server.password, 'Büro') })
  assert.equal(connected.status, 200, connected.text)
  store = connected.body.id
  await phases.scan()
  await phases.post('/api/subjects/build', {})
  await waitFor('the subject directory', async () => (await phases.get('/api/subjects')).body.people >= PEOPLE, 60_000)
  const { db } = phases.platform.store
  for (const { id, path: of } of await db.selectFrom('object').select(['id', 'path']).execute()) names.set(id, of.join('.'))
  for (const { id, path: of } of await db.selectFrom('field').select(['id', 'path']).execute()) fieldNames.set(id, of)
  const { platform, landscape, discover } = phases
  const geo = createGeo()
  const protect = createProtect(platform, { landscape, discover, connections: landscape.connections, folder: phases.dataFolder, geo })
  collectors = createCollectors({ platform, landscape, discover, protect, geo, connections: landscape.connections })
  const probe = new pg.Client({ connectionString: server.url('postgres', server.password, 'postgres') })
  await probe.connect()
  folder = path.join((await probe.query('show data_directory')).rows[0].data_directory, 'log')
  await probe.end()
})
after(async () => {
  await collectors?.close()
  await phases?.close()
  await server?.stop()
})

/** A statement, and each record that it must leave: object, fields, action, outcome, people at most, basis. */
interface Case {
  readonly what: string
  readonly run: (client: pg.Client) => Promise<unknown>
  readonly records: readonly string[]
}

const sql =
  (...texts: (string | [string, unknown[]])[]) =>
  async (client: pg.Client): Promise<void> => {
    for (const text of texts) await (typeof text === 'string' ? client.query(text) : client.query(...text))
  }
const ALL = String(PEOPLE)

const CASES: readonly Case[] = [
  {
    what: 'a schema in the name',
    run: sql('select full_name from crm.person where id = 3'),
    records: ['crm.person: full_name id, read ok 1 keys'],
  },
  {
    what: 'the search path of the login',
    run: sql('select full_name from person where id = 4'),
    records: ['crm.person: full_name id, read ok 1 keys'],
  },
  {
    what: 'quoted names, letters of other languages, a quote within a name',
    run: sql(`select "Größe ""XL""", a."E-Mail" from "Verkauf Süd"."Aufträge" a where a."Kunde" in (5, 6)`),
    records: ['Verkauf Süd.Aufträge: E-Mail Größe "XL" Kunde, read ok 2 keys'],
  },
  {
    what: 'names that are folded',
    run: sql('SELECT Full_Name FROM CRM.Person P WHERE P.ID = 7'),
    records: ['crm.person: full_name id, read ok 1 keys'],
  },
  {
    what: 'a table in parts',
    run: sql('select note from crm.visit where person_id = 8'),
    records: ['crm.visit: note person_id, read ok 1 keys'],
  },
  {
    what: 'one of its parts',
    run: sql('select note from crm.visit_2026 where person_id = 9'),
    records: ['crm.visit: note person_id, read ok 1 keys'],
  },
  {
    what: 'a view',
    run: sql('select e_mail from crm.card where id = 10'),
    records: [`crm.person: e_mail full_name id, read ok ${ALL} table`],
  },
  { what: 'all of a table', run: sql('table crm.person'), records: [`crm.person: born e_mail full_name id, read ok ${ALL} table`] },
  { what: 'a few of it', run: sql('select * from crm.person limit 5'), records: ['crm.person: born e_mail full_name id, read ok 5 rows'] },
  { what: 'how many', run: sql('select count(*) from crm.person'), records: [`crm.person: , search ok ${ALL} table`] },
  {
    what: 'a join as a mapper of objects writes it',
    run: sql([
      `SELECT "p"."id" AS "p_id", "p"."e_mail" AS "p_e_mail", "o"."Nr" AS "o_Nr" FROM "crm"."person" "p" LEFT JOIN "Verkauf Süd"."Aufträge" "o" ON "o"."Kunde" = "p"."id" WHERE ("p"."id" = $1) LIMIT 1`,
      [11],
    ]),
    records: ['Verkauf Süd.Aufträge: Kunde Nr, read ok 1 rows', 'crm.person: e_mail id, read ok 1 rows'],
  },
  { what: 'a parameter', run: sql(['select e_mail from person where id = $1', [12]]), records: ['crm.person: e_mail id, read ok 1 keys'] },
  {
    what: 'a list as a parameter',
    run: sql(['select e_mail from person where id = any($1)', [[13, 14, 15]]]),
    records: ['crm.person: e_mail id, read ok 3 keys'],
  },
  {
    what: 'a statement with a name, run twice',
    run: async (client) => {
      for (const id of [16, 17]) await client.query({ name: 'by id: one', text: 'select e_mail from person where id = $1', values: [id] })
    },
    records: ['crm.person: e_mail id, read ok 1 keys', 'crm.person: e_mail id, read ok 1 keys'],
  },
  {
    what: 'PREPARE and EXECUTE',
    run: sql('prepare by_mail as select full_name from person where id = $1', 'execute by_mail(18)', 'deallocate by_mail'),
    records: ['crm.person: full_name id, read ok 1 keys'],
  },
  {
    what: 'a cursor, fetched in parts',
    run: sql(
      'begin',
      'declare all_of_them cursor for select e_mail from person',
      'fetch 10 from all_of_them',
      'fetch all from all_of_them',
      'commit',
    ),
    records: [`crm.person: e_mail, read ok ${ALL} table`],
  },
  {
    what: 'several statements in one text',
    run: sql('select full_name from person where id = 19; select e_mail from person where id = 20'),
    records: ['crm.person: full_name id, read ok 1 keys', 'crm.person: e_mail id, read ok 1 keys'],
  },
  {
    what: 'over several lines, with remarks and a semicolon in a text',
    run: sql(`-- who's that; select\nselect /* one; */ full_name\n  from\tperson\n where id = 21 and full_name <> 'a;b''c'\n;`),
    records: ['crm.person: full_name id, read ok 1 rows'],
  },
  {
    what: 'dollar quotes and escapes',
    run: sql(`select e_mail from person where full_name = $a$it's$a$ or full_name = E'\\'x'`),
    records: [`crm.person: e_mail full_name, read ok ${ALL} table`],
  },
  {
    what: 'a common table expression of the name of a table',
    run: sql('with setting as (select id from person where id = 22) select * from setting'),
    records: ['crm.person: id, read ok 1 keys'],
  },
  {
    what: 'both parts of a union',
    run: sql('select e_mail from person where id = 23 union all select "E-Mail" from "Verkauf Süd"."Aufträge" where "Kunde" = 24'),
    records: ['Verkauf Süd.Aufträge: E-Mail Kunde, read ok 1 keys', 'crm.person: e_mail id, read ok 1 keys'],
  },
  {
    what: 'a subselect in a list',
    run: sql('select (select e_mail from person p where p.id = v.person_id) from visit v where v.person_id = 25'),
    records: [`crm.person: e_mail id, read ok ${ALL} table`, 'crm.visit: person_id, read ok 1 keys'],
  },
  {
    what: 'where names are is said by the session',
    run: sql(
      'set search_path = "Verkauf Süd"',
      'select "E-Mail" from "Aufträge" where "Kunde" = 30',
      'reset search_path',
      'select full_name from person where id = 31',
    ),
    records: ['Verkauf Süd.Aufträge: E-Mail Kunde, read ok 1 keys', 'crm.person: full_name id, read ok 1 keys'],
  },
  {
    what: 'the same name in two schemas, one of them within a transaction only',
    run: sql(
      'select value from setting',
      'begin',
      'set local search_path = crm',
      'select value from setting',
      'commit',
      'select value from setting',
    ),
    records: [
      'public.setting: value, read ok 120 table',
      'crm.setting: value, read ok 120 table',
      'public.setting: value, read ok 120 table',
    ],
  },
  {
    what: 'a name of a statement that looks like the end of it',
    run: async (client) => await client.query({ name: 'x: select 1 --', text: 'select e_mail from person where id = $1', values: [32] }),
    records: ['crm.person: e_mail id, read ok 1 keys'],
  },
  {
    what: 'a name of a statement that looks like the rest of a portal',
    run: async (client) => {
      for (const id of [33, 34]) await client.query({ name: 'fetch from x', text: 'select e_mail from person where id = $1', values: [id] })
    },
    records: ['crm.person: e_mail id, read ok 1 keys', 'crm.person: e_mail id, read ok 1 keys'],
  },
  {
    what: 'one that ends well before one that fails',
    run: async (client) => {
      await client.query('select e_mail from person where id = 35')
      await assert.rejects(client.query('select e_mail fro person'))
    },
    records: ['crm.person: e_mail id, read ok 1 keys', '?: , read error 0 table'],
  },
  {
    what: 'a view of a view',
    run: sql('select id from crm.card_of_card limit 3'),
    records: [`crm.person: e_mail full_name id, read ok ${ALL} table`, `crm.visit: note person_id, read ok ${ALL} table`],
  },
  {
    what: 'functions that come with the server',
    run: sql(`select max(e_mail), string_agg(full_name, ', '), json_agg(id) from person where id = 36`),
    records: [`crm.person: e_mail full_name id, read ok 1 keys`],
  },
  { what: 'a function of the database', run: sql('select * from find(26)'), records: [`?: , read ok ${ALL} table`] },
  { what: 'a function with its owner’s rights', run: sql('select everybody()'), records: [`?: , read ok ${ALL} table`] },
  { what: 'a block of code', run: sql(`do $$ begin perform e_mail from crm.person; end $$`), records: [`?: , read ok ${ALL} table`] },
  {
    what: 'COPY of a table, and of a query',
    run: sql('copy crm.person (id, e_mail) to stdout', 'copy (select full_name from person where id = 27) to stdout'),
    records: [`crm.person: e_mail id, export ok ${ALL} table`, 'crm.person: full_name id, export ok 1 keys'],
  },
  {
    what: 'changes',
    run: sql(
      `update person set full_name = 'Other' where id = 28`,
      `insert into person (id, e_mail) values (9001, 'new@example.org')`,
      'delete from person where id = 9001 returning e_mail',
    ),
    records: [
      'crm.person: full_name id, change ok 1 keys',
      'crm.person: e_mail id, change ok 1 rows',
      'crm.person: e_mail id, change ok 1 keys',
    ],
  },
  {
    what: 'a table that nobody knows yet',
    run: sql('create temp table mine as select e_mail from person where id = 29', 'select * from mine'),
    records: ['crm.person: e_mail id, read ok 1 keys', `?mine: , read ok ${ALL} table`],
  },
  {
    what: 'nothing of a person',
    run: sql('select * from public.setting', 'select 1', 'show work_mem', 'begin', 'rollback'),
    records: ['public.setting: name value, read ok 120 table'],
  },
  {
    what: 'no right',
    run: async (client) => await assert.rejects(client.query('select * from crm.card_copy where false; select * from pg_authid')),
    records: ['crm.card_copy: e_mail id, read denied 0 rows'],
  },
  {
    what: 'a mistake',
    run: async (client) => await assert.rejects(client.query('select e_mail from persn')),
    records: [`?persn: , read error 0 table`],
  },
  {
    what: 'no statement at all',
    run: async (client) => await assert.rejects(client.query('selec e_mail frm person')),
    records: ['?: , read error 0 table'],
  },
  {
    what: 'broken off on the way',
    run: async (client) => await assert.rejects(client.query('select e_mail, 1 / (id - 60) from person order by id')),
    records: [`crm.person: e_mail id, read error ${ALL} table`],
  },
]

const shown = (row: AccessRow): string => {
  const unknown =
    row.object === objectId(store, ['?'])
      ? '?'
      : row.object === objectId(store, ['?', 'mine'])
        ? '?mine'
        : row.object === objectId(store, ['?', 'persn'])
          ? '?persn'
          : row.object
  const fields = row.fields.map((id) => fieldNames.get(id) ?? id).toSorted()
  return `${names.get(row.object) ?? unknown}: ${fields.join(' ')}, ${row.action} ${row.outcome} ${row.subjects.upper} ${row.subjects.basis}`
}
/** As they lie when the server is quiet. */
function copyLog(form: string, into: string): void {
  const quiet = new Date(Date.now() - 10_000)
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(`.${form}`)) continue
    copyFileSync(path.join(folder, name), path.join(into, name))
    utimesSync(path.join(into, name), quiet, quiet)
  }
}

/** The server's own writer is a process apart: an error of the session is in both forms. */
const written = (session: string): Promise<void> =>
  waitFor('the log', () =>
    ['.json', '.csv', '.log'].every((form) =>
      readdirSync(folder).some((name) => {
        const text = name.endsWith(form) ? readFileSync(path.join(folder, name), 'utf8') : ''
        return text.split('\n').some((line) => line.includes(session) && line.includes('ERROR'))
      }),
    ),
  )
const SPAN = { from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' }

test('each statement leaves its record, in each form of the log', { timeout: 200_000 }, async () => {
  const sessions = new Map<string, Case>()
  for (const one of CASES) {
    const client = new pg.Client({ connectionString: server.url('clerk', 'secret', 'Büro') })
    client.on('error', () => {})
    await client.connect()
    const { rows } = await client.query(
      `select to_hex(trunc(extract(epoch from backend_start))::int8) || '.' || to_hex(pid) as id from pg_stat_get_activity(pg_backend_pid())`,
    )
    sessions.set(rows[0].id, one)
    await one.run(client)
    await client.end()
    if (one === CASES.at(-1)) await written(rows[0].id)
  }
  const wrong: string[] = []
  for (const form of ['json', 'csv', 'log']) {
    const own = path.join(phases.folder, form)
    mkdirSync(own)
    copyLog(form, own)
    const { id } = await collectors.add(owner, store, own)
    const look = await collectors.look(id, signal)
    assert.deepEqual([look.unread, look.problem], [0, null], form)
    const rows = (await phases.platform.events.records(SPAN, 10_000)).filter((row) => row.source === `postgres-log:${id}`)
    for (const [session, one] of sessions) {
      const got = rows.filter((row) => row.session === session).map(shown)
      if (JSON.stringify(got.toSorted()) !== JSON.stringify([...one.records].toSorted()))
        wrong.push(`${form}: ${one.what}\n    expected ${one.records.join('\n             ')}\n    found    ${got.join('\n             ')}`)
      assert.ok(rows.every((row) => row.session !== session || row.actor === 'clerk'))
    }
    assert.ok(
      rows.every((row) => Math.abs(Date.parse(row.time) - Date.now()) < 600_000),
      'the zone of the log is understood',
    )
  }
  assert.equal(wrong.length, 0, `\n${wrong.join('\n')}`)
})

test('however the server is told to log statements, it is the same records; what it leaves out is said', { timeout: 200_000 }, async () => {
  const settings = (of: Record<string, string>) => Object.entries(of).map(([name, value]) => `alter system set ${name} = '${value}'`)
  const ways: readonly { readonly set: Record<string, string>; readonly says: RegExp | null }[] = [
    { set: { log_statement: 'none', log_min_duration_statement: '0', log_duration: 'off' }, says: null },
    { set: { log_statement: 'all', log_min_duration_statement: '-1', log_duration: 'on' }, says: null },
    { set: { log_statement: 'all', log_min_duration_statement: '0', log_duration: 'on', log_rotation_size: '64kB' }, says: null },
    {
      set: { log_statement: 'ddl', log_min_duration_statement: '500', log_duration: 'off' },
      says: /only ddl statements and those that take 500ms or more/,
    },
  ]
  for (const { set, says } of ways) {
    await server.run('Büro', ...settings(set), 'select pg_reload_conf()', 'select pg_sleep(0.3)')
    const client = new pg.Client({ connectionString: server.url('clerk', 'secret', 'Büro') })
    await client.connect()
    const { rows } = await client.query(
      `select to_hex(trunc(extract(epoch from backend_start))::int8) || '.' || to_hex(pid) as id from pg_stat_get_activity(pg_backend_pid())`,
    )
    await client.query('select full_name\n  from person\n where id = 3')
    await client.query('select e_mail from person where id = any($1)', [[13, 14]])
    await client.query({ name: 's1', text: 'select born from person where id = $1', values: [5] })
    await assert.rejects(client.query('select * from pg_authid'))
    await client.end()
    await written(rows[0].id)
    const geo = createGeo()
    const { platform, landscape, discover } = phases
    const { connections } = landscape
    const protect = createProtect(platform, { landscape, discover, connections, folder: phases.dataFolder, geo })
    const own = createCollectors({ platform, landscape, discover, protect, geo, connections })
    try {
      for (const form of ['json', 'csv', 'log']) {
        const place = path.join(phases.folder, `${form} ${JSON.stringify(set)}`.replaceAll(/[^\w]/g, '-'))
        mkdirSync(place)
        copyLog(form, place)
        const { id } = await own.add(owner, store, place)
        const look = await own.look(id, signal)
        assert.equal(look.unread, 0)
        if (says === null) assert.equal(look.problem, null)
        else assert.match(look.problem ?? '', says)
        const got = (await platform.events.records(SPAN, 10_000))
          .filter((row) => row.source === `postgres-log:${id}` && row.session === rows[0].id)
          .map(shown)
        const all = [
          'crm.person: full_name id, read ok 1 keys',
          'crm.person: e_mail id, read ok 2 keys',
          'crm.person: born id, read ok 1 keys',
        ]
        assert.deepEqual(got.toSorted(), says === null ? all.toSorted() : [], `${form} ${JSON.stringify(set)}`)
      }
    } finally {
      await own.close()
    }
  }
})
