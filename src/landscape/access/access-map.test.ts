// The access map against the servers themselves: random roles, grants, views and memberships; what the map says of a role and a field is compared
// with what the server does when that role asks for the field.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { startPostgres, type PostgresServer } from '../../../test/harness/postgres-server.ts'
import { testPhases, type TestPhases } from '../../../test/harness/test-phases.ts'
import { emptyDatabase, type TestDatabase } from '../../../test/harness/test-store.ts'
import { readDatabaseUrl } from '../../platform/store/database-url.ts'
import type { StoreSession } from '../contract.ts'
import { readAccessCatalogue } from './access-catalogue.ts'
import { accessOf } from './access-routes-of.ts'

const SEED = Number(process.env['SEED'] ?? 20_261_124)
const PAIRS = 200

/** mulberry32 */
function random(seed: number) {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    below: (n: number): number => Math.floor(next() * n),
    of: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!,
    chance: (p: number): boolean => next() < p,
  }
}

const q = (name: string): string => `"${name.replaceAll('"', '""')}"`

interface World {
  readonly logins: readonly string[]
  readonly fields: readonly { readonly relation: string; readonly column: string }[]
}

/** Roles, grants, views, memberships at random. `prefix`: roles are the whole server's. */
async function makeWorld(client: pg.Client, seed: number, prefix: string, version: number): Promise<World> {
  const dice = random(seed)
  const run = async (text: string): Promise<void> => void (await client.query(text))
  const maybe = async (text: string): Promise<void> => void (await client.query(text).catch(() => {}))
  const roles = Array.from({ length: 26 }, (_, n) => `${prefix}${['r', 'R "x" ', 'ünï '][n % 3]}${n}`)
  for (const [n, role] of roles.entries()) {
    await run(
      `create role ${q(role)} ${n < 18 ? 'login' : 'nologin'} ${dice.chance(0.25) ? 'noinherit' : 'inherit'} ${n === 3 ? 'superuser' : ''} ${n === 4 ? 'bypassrls' : ''}`,
    )
  }
  for (let n = 0; n < 40; n++) {
    const options =
      version >= 160_000
        ? ` with inherit ${dice.chance(0.7)}, set ${dice.chance(0.7)}, admin ${dice.chance(0.2)}`
        : dice.chance(0.2)
          ? ' with admin option'
          : ''
    await maybe(`grant ${q(dice.of(roles))} to ${q(dice.of(roles))}${options}`)
  }
  await maybe(`grant pg_read_all_data to ${q(dice.of(roles))}`)
  const schemas = ['public', `${prefix}a`, `${prefix}b "s"`]
  for (const schema of schemas.slice(1)) {
    await run(`create schema ${q(schema)} authorization ${q(dice.of(roles))}`)
    for (let n = 0; n < 8; n++) await maybe(`grant usage on schema ${q(schema)} to ${q(dice.of(roles))}`)
  }
  await maybe(`grant usage on schema ${q(schemas[1]!)} to public`)
  const relations: { name: string; columns: string[] }[] = []
  const tables: { name: string; columns: string[] }[] = []
  const share = async (relation: { name: string; columns: string[] }): Promise<void> => {
    for (let n = dice.below(4); n > 0; n--) await run(`grant select on ${relation.name} to ${q(dice.of(roles))}`)
    if (dice.chance(0.1)) await run(`grant select on ${relation.name} to public`)
    for (let n = dice.below(4); n > 0; n--)
      await run(`grant select (${q(dice.of(relation.columns))}) on ${relation.name} to ${dice.chance(0.1) ? 'public' : q(dice.of(roles))}`)
  }
  for (let n = 0; n < 14; n++) {
    const columns = ['id', 'e mail', 'Näme'].slice(0, 2 + dice.below(2))
    const name = `${q(dice.of(schemas))}.${q(`${prefix}t${n} "q"`)}`
    await run(`create table ${name} (${columns.map((column) => `${q(column)} text`).join(', ')})`)
    await run(`alter table ${name} owner to ${q(dice.of(roles))}`)
    if (dice.chance(0.2)) await run(`alter table ${name} enable row level security`)
    if (dice.chance(0.1)) await run(`revoke all on ${name} from current_user`)
    tables.push({ name, columns })
    relations.push({ name, columns })
  }
  for (let n = 0; n < 14; n++) {
    const under = dice.of(relations)
    const columns = under.columns.filter((_, at) => at === 0 || dice.chance(0.7))
    const name = `${q(dice.of(schemas))}.${q(`${prefix}v${n}`)}`
    const kind = dice.chance(0.2) ? 'materialized view' : 'view'
    const invoker = kind === 'view' && version >= 150_000 && dice.chance(0.4) ? ' with (security_invoker = true)' : ''
    const filter = dice.chance(0.3) ? ` where ${q(dice.of(under.columns))} is not null` : ''
    // a materialized view is filled when it is made: not over what its maker's view may not read
    const made = await client
      .query(`create ${kind} ${name}${invoker} as select ${columns.map(q).join(', ')} from ${under.name}${filter}`)
      .then(
        () => true,
        () => false,
      )
    if (!made) continue
    await run(`alter ${kind} ${name} owner to ${q(dice.of(roles))}`)
    relations.push({ name, columns })
  }
  for (const relation of relations) await share(relation)
  for (let n = 0; n < 4; n++) await maybe(`revoke all on ${dice.of(tables).name} from ${q(dice.of(roles))}`)
  return {
    logins: roles.slice(0, 18),
    fields: relations.flatMap(({ name, columns }) => columns.map((column) => ({ relation: name, column }))),
  }
}

function textSession(client: pg.Client): StoreSession {
  return {
    async query(text, values) {
      const result = await client.query({
        text,
        ...(values === undefined ? {} : { values: [...values] }),
        types: { getTypeParser: () => (value: unknown) => value } as never,
      })
      return { rows: result.rows as Record<string, string | null>[], rowCount: result.rowCount }
    },
    pid: 0,
    close: async () => {},
  }
}

/** Differences between the map and the server, in words. */
async function compare(client: pg.Client, seed: number, prefix: string): Promise<{ wrong: string[]; readable: number }> {
  const { rows } = await client.query<{ v: string }>(`select current_setting('server_version_num') as v`)
  const world = await makeWorld(client, seed, prefix, Number(rows[0]!.v))
  const catalogue = await readAccessCatalogue(textSession(client))
  const access = accessOf(catalogue)
  const dice = random(seed + 1)
  const wrong: string[] = []
  let readable = 0
  for (let n = 0; n < PAIRS; n++) {
    const login = dice.of(world.logins)
    const { relation, column } = dice.of(world.fields)
    await client.query(`set session authorization ${q(login)}`)
    const does = await client.query(`select ${q(column)} from ${relation} limit 0`).then(
      () => true,
      () => false,
    )
    await client.query('reset session authorization')
    const row = catalogue.relations.find((each) => `${q(each.schema)}.${q(each.name)}` === relation)!
    const role = access.logins.find((each) => each.name === login)!
    const routes = access.routes(role, row).get(column) ?? []
    const says = routes.some((route) => route.reach === 'now' && route.kind !== 'view')
    if (does) readable++
    if (says !== does)
      wrong.push(`${login}: ${relation}.${column}: the server ${does ? 'lets it' : 'refuses'}, the map says ${JSON.stringify(routes)}`)
  }
  return { wrong, readable }
}

describe('the map agrees with the server for 200 random roles × fields', () => {
  let server: PostgresServer
  let database: TestDatabase
  before(async () => {
    server = await startPostgres()
    database = await emptyDatabase()
  })
  after(async () => {
    await database?.drop()
    await server?.stop()
  })

  for (const seed of [SEED, SEED + 1, SEED + 2]) {
    test(`the machine’s PostgreSQL, seed ${seed}`, async () => {
      const name = `w${seed}`
      await server.run('postgres', `create database ${name}`)
      const client = new pg.Client(server.url('postgres', server.password, name))
      await client.connect()
      try {
        const { wrong, readable } = await compare(client, seed, `w${seed}`)
        assert.deepEqual(wrong, [])
        assert.ok(readable > 15 && readable < PAIRS - 15, `${readable} of ${PAIRS} were readable: too few of one kind to show anything`)
      } finally {
        await client.end()
      }
    })

    test(`the embedded PostgreSQL (membership options), seed ${seed}`, async () => {
      const client = new pg.Client(readDatabaseUrl(database.url))
      await client.connect()
      const prefix = `e${seed}`
      try {
        const { wrong, readable } = await compare(client, seed, prefix)
        assert.deepEqual(wrong, [])
        assert.ok(readable > 15 && readable < PAIRS - 15, `${readable} of ${PAIRS}`)
      } finally {
        const { rows } = await client.query<{ name: string }>(`select rolname as name from pg_roles where starts_with(rolname, $1)`, [
          prefix,
        ])
        for (const { name } of rows) await client.query(`drop owned by ${q(name)} cascade`)
        for (const { name } of rows) await client.query(`drop role ${q(name)}`)
        await client.end()
      }
    })
  }
})

describe('over the API', () => {
  let it: TestPhases
  let server: PostgresServer
  let store: string
  before(async () => {
    server = await startPostgres()
    await server.run('postgres', `create role reader login password 'pw'`, 'create database shop', `create role shut login password 'x'`)
    await server.run(
      'shop',
      'revoke connect on database shop from public',
      'grant connect on database shop to reader',
      `create table customers (id int primary key, email text, city text)`,
      `insert into customers select n, 'customer' || n || '@mail-of-the-shop.example', 'Berlin' from generate_series(1, 100) n`,
      `create role support nologin`,
      `create role boss login noinherit password 'x'`,
      `create role agent login password 'x'`,
      `create role reporting login password 'x'`,
      `create role auditor login password 'x'`,
      `create role kiosk login password 'x'`,
      `create role repl login replication password 'x'`,
      `grant connect on database shop to boss, agent, reporting, auditor, kiosk, repl`,
      `grant support to agent, boss`,
      `grant select (id, email) on customers to support`,
      `grant select on customers to reader`,
      `create view mails as select email from customers`,
      `grant select on mails to reporting`,
      `create view names with (security_invoker = true) as select email from customers`,
      `grant select on names to kiosk`,
      `grant pg_read_all_data to auditor`,
      `alter table customers enable row level security`,
      `create function mail_of(int) returns text language sql security definer set search_path = public as 'select email from customers where id = $1'`,
      `revoke execute on function mail_of(int) from public`,
      `grant execute on function mail_of(int) to kiosk`,
      `alter role reader bypassrls`,
    )
    it = await testPhases()
    store = (await it.post('/api/stores', { target: server.url('reader', 'pw', 'shop'), name: 'shop' })).body.id as string
  })
  after(async () => {
    await it?.close()
    await server?.stop()
  })

  test('before a scan and for a folder it says why not', async () => {
    assert.equal((await it.post(`/api/stores/${store}/access`, {})).body.code, 'landscape/access-not-scanned')
    const folder = (await it.post('/api/stores', { target: it.folder, name: 'folder' })).body.id as string
    if (folder !== undefined) assert.equal((await it.post(`/api/stores/${folder}/access`, {})).body.code, 'landscape/access-kind')
    assert.deepEqual((await it.get(`/api/stores/${store}/access`)).body.readAt, null)
  })

  test('each route is explained, from the role to the grant', async () => {
    await it.scan({ stores: [store], mode: { kind: 'full' } })
    const counts = await it.post(`/api/stores/${store}/access`, {}, 'analyst')
    assert.equal(counts.status, 200, counts.text)
    const objects = (await it.get(`/api/map/stores/${store}/objects`)).body.objects as { id: string; name: string }[]
    const customers = objects.find((object) => object.name.endsWith('customers'))!
    const fields = (await it.get(`/api/map/objects/${customers.id}/fields`)).body.fields as { id: string; path: string }[]
    const email = fields.find((field) => field.path === 'email')!.id
    const { body } = await it.get(`/api/fields/${email}/access`, 'viewer')
    const by = Object.fromEntries(
      body.routes.map((route: { role: string; kind: string; reach: string; rows: string; steps: string[] }) => [
        `${route.role} ${route.kind}`,
        [route.reach, route.rows, route.steps.join('; ')],
      ]),
    )
    assert.deepEqual(by['agent column-grant'], [
      'now',
      'filtered',
      '"agent" has the rights of "support"; "support" has SELECT on this column of public.customers; row security decides which rows',
    ])
    assert.deepEqual(by['boss column-grant']?.slice(0, 2), ['set-role', 'filtered'])
    assert.match(by['boss column-grant']?.[2] ?? '', /may become \(SET ROLE\) "support"/)
    assert.deepEqual(by['reporting view']?.slice(0, 2), ['now', 'all'])
    assert.match(by['reporting view']?.[2] ?? '', /view public\.mails reads it with the rights of its owner "postgres"/)
    assert.equal(by['kiosk view'], undefined, 'the view asks for the rights of whoever asks')
    assert.deepEqual(by['kiosk definer-function']?.[0], 'function')
    assert.deepEqual(by['auditor predefined-role']?.slice(0, 2), ['now', 'filtered'])
    assert.deepEqual(by['repl predefined-role']?.[0], 'server')
    assert.deepEqual(by['reader grant']?.slice(0, 2), ['now', 'all'])
    assert.deepEqual(by['postgres superuser']?.[0], 'now')
    assert.ok(!body.routes.some((route: { role: string }) => route.role === 'shut'), 'who may not connect reads nothing')
    const city = fields.find((field) => field.path === 'city')!.id
    const roles = new Set(
      (await it.get(`/api/fields/${city}/access`)).body.routes
        .filter((route: { reach: string }) => route.reach === 'now')
        .map((route: { role: string }) => route.role),
    )
    assert.deepEqual([...roles].toSorted(), ['auditor', 'postgres', 'reader'])
  })

  test('the store shows who reads most; unknown logins are visible principals; the ledger has it', async () => {
    const { body } = await it.get(`/api/stores/${store}/access`, 'auditor')
    assert.notEqual(body.readAt, null)
    const agent = body.readers.find((reader: { role: string }) => reader.role === 'agent')
    assert.deepEqual([agent.fields, agent.kinds], [2, ['column-grant']])
    const principals = (await it.get('/api/principals')).body.principals as { id: string; kind: string; aliases: { value: string }[] }[]
    assert.ok(principals.some((principal) => principal.kind === 'unknown' && principal.aliases[0]?.value === `${store}/agent`))
    assert.ok((await it.leaves()).includes('access.mapped'))
    assert.equal((await it.post(`/api/stores/${store}/access`, {}, 'viewer')).status, 403)
  })

  test('asked again after a revoke it is another answer; two at once give one', async () => {
    await server.run('shop', 'revoke support from agent')
    const both = await Promise.all([it.post(`/api/stores/${store}/access`, {}), it.post(`/api/stores/${store}/access`, {})])
    assert.deepEqual(
      both.map((each) => each.status),
      [200, 200],
    )
    const { body } = await it.get(`/api/stores/${store}/access`)
    assert.equal(
      body.readers.find((reader: { role: string }) => reader.role === 'agent'),
      undefined,
    )
    assert.equal(body.routes, both[0]!.body.routes)
  })
})
