// The sample company by itself: the same seed gives the same company, its numbers are well made, its log lines are those of a real server, and the
// oracle says what SQL says. The seeds are pinned or printed.
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { systemClock } from '../../src/core/clock.ts'
import { createGeo } from '../../src/platform/geo/create-geo.ts'
import { ibanOf, luhnDigit } from '../../src/sample/company/check-digits.ts'
import { createCompany } from '../../src/sample/company/company.ts'
import { CUSTOMERS } from '../../src/sample/company/people.ts'
import { ELSEWHERE, isNight, sleeper, STAFF } from '../../src/sample/company/staff.ts'
import { emptyDatabase, fillDatabase } from '../../src/sample/database/fill-database.ts'
import { startSampleServer, type SampleServer } from '../../src/sample/database/sample-server.ts'
import { ROLES } from '../../src/sample/database/schema.ts'
import { EXPORT_FILE, writeForgottenFolder } from '../../src/sample/forgotten-folder.ts'
import { linesOf } from '../../src/sample/history/jsonlog.ts'
import { createHistory } from '../../src/sample/history/working-days.ts'
import { writeHistory } from '../../src/sample/history/write-history.ts'
import { createOracle } from '../../src/sample/oracle/oracle.ts'
import { waitFor } from '../harness/wait.ts'

const SEEDS = [1, 2, 3, randomInt(1_000_000)]
const base = mkdtempSync(path.join(tmpdir(), 'holdfast-sample-'))
after(() => rmSync(base, { recursive: true, force: true, maxRetries: 5 }))

describe('from a seed', () => {
  test('the same twice, another with another', () => {
    assert.deepEqual(createCompany(7), createCompany(7))
    assert.notDeepEqual(createCompany(7).people, createCompany(8).people)
  })

  for (const seed of SEEDS) {
    test(`seed ${seed}: people and numbers as they should be`, () => {
      const { people, trade } = createCompany(seed)
      const { customers, addresses } = people
      assert.equal(customers.length, CUSTOMERS)
      assert.equal(new Set(customers.map((each) => each.id)).size, CUSTOMERS)
      assert.ok(new Set(customers.map((each) => each.person)).size < CUSTOMERS, 'some stand twice')
      assert.ok(customers.some((each) => each.email === null) && customers.some((each) => each.country === null))
      assert.ok(new Set(addresses.map((each) => each.customer)).size < addresses.length, 'some have moved')
      for (const place of ['DE', 'FR', 'US', 'AT']) assert.ok(customers.filter((each) => each.country === place).length > 100, place)
      assert.ok(addresses.some((each) => each.state === 'CA'))
      const emails = customers
        .flatMap((each) => (each.email === null ? [] : [each.email]))
        .concat(trade.newsletter.map((each) => each.email))
      for (const email of emails) assert.match(email, /@([a-z-]+\.)*(example|example\.org)$/)
      const owners = new Map<string, number>()
      for (const each of customers) {
        const email = each.email?.toLowerCase()
        if (email === undefined) continue
        assert.equal(owners.get(email) ?? each.person, each.person, 'an address of two people')
        owners.set(email, each.person)
      }
      for (const { card, iban } of trade.payments) {
        if (card !== null) assert.equal(luhnDigit(card.slice(0, -1)), card.at(-1))
        if (iban !== null) assert.equal(ibanOf(iban.slice(0, 2), iban.slice(4)), iban)
        assert.ok((card === null) !== (iban === null))
      }
    })
  }

  test('at every hour of the year somebody of support sleeps, and the thief is in a country of nobody', () => {
    const homes = new Set(STAFF.map((each) => each.country))
    for (const { country } of ELSEWHERE) assert.ok(!homes.has(country))
    for (let hour = 0; hour < 366 * 24; hour += 5) {
      const at = new Date(Date.UTC(2026, 0, 1) + hour * 3_600_000 + 59 * 60_000)
      const who = sleeper(at)
      assert.ok(isNight(who.zone, at), `${at.toISOString()}: ${who.id}`)
      assert.equal(who.joinedDays, null)
    }
  })

  test('the addresses lie where they say', async () => {
    const geo = createGeo()
    for (const each of STAFF) for (const ip of each.ips) assert.equal(geo.placeOf(ip).country, each.country, ip)
    for (const { country, ip } of ELSEWHERE) assert.equal(geo.placeOf(ip).country, country, ip)
  })
})

describe('thirty days', () => {
  const end = new Date('2026-11-24T18:00:00Z')
  test('staff work by day at home; a holiday and a new colleague show; nobody reads many at once', () => {
    const company = createCompany(3)
    const history = createHistory(company, end)
    assert.deepEqual(history, createHistory(company, end))
    for (const visit of history.visits) {
      assert.ok(visit.from >= history.from && visit.to <= history.to)
      for (const each of visit.statements) assert.ok(each.at >= visit.from && each.at <= visit.to)
      const who = STAFF.find((each) => each.login === visit.login)
      if (who === undefined) continue
      assert.ok(!isNight(who.zone, visit.from), `${who.id} at night: ${visit.from.toISOString()}`)
      assert.ok(who.ips.includes(visit.ip))
    }
    const days = (login: string): Set<string> =>
      new Set(history.visits.filter((each) => each.login === login).map((each) => each.from.toISOString().slice(0, 10)))
    assert.ok(days('luis_ortega').size < days('dana_weber').size - 3, 'a week of holiday')
    assert.ok(days('jonas_keller').size < 9, 'new')
    for (const each of history.lookedUp) {
      assert.ok(history.visits.some((visit) => visit.login === each.login && visit.from <= each.at && each.at <= visit.to))
    }
    const folder = mkdtempSync(path.join(base, 'h-'))
    const { files, lines } = writeHistory(history, folder)
    assert.equal(readdirSync(folder).length, files)
    let read = 0
    let last = ''
    for (const name of readdirSync(folder).toSorted()) {
      for (const line of readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n')) {
        const { timestamp } = JSON.parse(line) as { timestamp: string }
        assert.ok(timestamp >= last && name.includes(timestamp.slice(0, 10)))
        last = timestamp
        read++
      }
    }
    assert.equal(read, lines)
  })
})

describe('its database', () => {
  const company = createCompany(SEEDS[3]!)
  const oracle = createOracle(company)
  let server: SampleServer
  let secrets: ReadonlyMap<string, string>
  const connect = async (user: string, password: string, database = 'shop'): Promise<pg.Client> => {
    const client = new pg.Client({ host: server.host, port: server.port, user, password, database, application_name: 'probe' })
    await client.connect()
    return client
  }
  before(async () => {
    const began = performance.now()
    server = await startSampleServer(path.join(base, 'server with ünïcode'), null)
    const first = await connect(server.admin.user, server.admin.password, 'postgres')
    await first.query('create database shop')
    await first.end()
    const client = await connect(server.admin.user, server.admin.password)
    ;({ secrets } = await fillDatabase(client, company, systemClock.now()))
    await client.end()
    console.log(`seed ${company.seed}; the company stood after ${Math.round(performance.now() - began)} ms`)
  })
  after(async () => await server?.stop())

  test('the oracle counts people as SQL does from the rows alone', async () => {
    const client = await connect(server.admin.user, server.admin.password)
    try {
      // One person: equal address of mail, or equal phone and name. Written from the rule, not from the generator.
      const { rows } = await client.query<{ n: number }>(`
        with link as (
          select id, id as other from customers
          union select a.id, b.id from customers a join customers b on lower(a.email) = lower(b.email)
          union select a.id, b.id from customers a join customers b on a.phone = b.phone and a.first_name = b.first_name and a.last_name = b.last_name
        ), first as (select id, min(other) as root from link group by id)
        select count(distinct root)::int as n from first`)
      assert.equal(oracle.customers, rows[0]!.n)
      const readers = await client.query<{ n: number }>(
        'select count(*)::int as n from newsletter where lower(email) not in (select lower(email) from customers where email is not null)',
      )
      assert.equal(oracle.everybody, oracle.customers + readers.rows[0]!.n)
      const california = await client.query<{ id: number }>(
        `select distinct customer_id as id from addresses where country = 'US' and state = 'CA'`,
      )
      assert.equal(oracle.byJurisdiction.get('US-CA'), oracle.peopleOf(california.rows.map((row) => row.id)).size)
    } finally {
      await client.end()
    }
  })

  test('rights are those of the plan', async () => {
    for (const [role, sql, able] of [
      ['dana_weber', 'select email from customers limit 1', true],
      ['dana_weber', 'select card_number from payments limit 1', false],
      ['nora_petit', 'select country from customers limit 1', true],
      ['nora_petit', 'select email from customers limit 1', false],
      ['nora_petit', 'select email from newsletter limit 1', true],
      ['reporting', 'select email from customers limit 1', true],
      ['karl_lindner', 'select iban from payments limit 1', true],
      ['holdfast_reader', 'delete from customers', false],
    ] as const) {
      const client = await connect(role, secrets.get(role)!)
      const answer = await client.query(sql).then(
        () => true,
        () => false,
      )
      await client.end()
      assert.equal(answer, able, `${role}: ${sql}`)
    }
  })

  test('a line of the history is what this server writes', async () => {
    const client = await connect('dana_weber', secrets.get('dana_weber')!)
    const text = "SELECT id FROM customers WHERE id = $1 AND first_name <> 'o''x'"
    await client.query(text, [1001])
    await client.query(`SELECT id FROM customers WHERE id = 1001`)
    await client.query('SELECT method, count(*) FROM payments GROUP BY method').catch(() => {})
    await client.end()
    await connect('dana_weber', 'wrong').catch(() => {})
    const written = (): Record<string, unknown>[] =>
      readdirSync(server.logs)
        .filter((name) => name.endsWith('.json'))
        .flatMap((name) => readFileSync(path.join(server.logs, name), 'utf8').trimEnd().split('\n'))
        .map((line) => JSON.parse(line) as Record<string, unknown>)
    await waitFor('the refusal in the log', () => written().some((line) => line['state_code'] === '28P01'))
    const session = written().filter(
      (line) => line['session_id'] === written().find((one) => String(one['message']).includes("o''x"))!['session_id'],
    )
    const at = systemClock.now()
    const visit = {
      from: at,
      to: at,
      login: 'dana_weber',
      database: 'shop',
      ip: '127.0.0.1',
      port: Number(session[0]!['remote_port']),
      pid: 77,
    }
    const error = { state: '42501', message: 'permission denied for table payments' }
    const made = linesOf({
      ...visit,
      application: 'probe',
      statements: [
        { at, text, values: ['1001'] },
        { at, text: 'SELECT id FROM customers WHERE id = 1001' },
        { at, text: 'SELECT method, count(*) FROM payments GROUP BY method', error },
      ],
    })
    const refused = written().filter((line) => line['session_id'] === written().find((one) => one['state_code'] === '28P01')!['session_id'])
    const madeRefused = linesOf({ ...visit, application: '', statements: [], refused: true })
    const plain = (line: Record<string, unknown>): Record<string, unknown> => ({
      ...line,
      ...Object.fromEntries(
        ['timestamp', 'session_start', 'session_id', 'pid', 'vxid', 'remote_port'].flatMap((key) =>
          key in line ? [[key, typeof line[key]]] : [],
        ),
      ),
      message: String(line['message'])
        .replace(/\(.*pg_hba\.conf:\d+\)/, '(FILE)')
        .replace(/port=\d+/, 'port=N')
        .replace(/session time: [\d:.]+/, 'session time: T'),
      ...('detail' in line && String(line['detail']).startsWith('Connection matched') ? { detail: 'RULE' } : {}),
    })
    for (const [real, ours] of [
      [session, made],
      [refused, madeRefused],
    ] as const) {
      const parsed = ours.map((line) => JSON.parse(line.text) as Record<string, unknown>)
      assert.deepEqual(parsed.map(plain), real.map(plain))
      // Also the order in which the server writes the keys, and the form of what differs.
      assert.deepEqual(
        parsed.map((line) => Object.keys(line)),
        real.map((line) => Object.keys(line)),
      )
      for (const [index, line] of parsed.entries()) {
        for (const key of ['timestamp', 'session_start', 'session_id', 'vxid']) {
          const form = (value: unknown): string => (typeof value === 'string' ? value : '').replace(/[0-9a-f]+/g, '#')
          assert.equal(form(line[key]), form(real[index]![key]), key)
        }
      }
    }
  })

  test('what was put into a database of the user comes out of it again; a full one is refused', async () => {
    const admin = await connect(server.admin.user, server.admin.password)
    await assert.rejects(fillDatabase(admin, company, systemClock.now()), { code: 'sample/not-empty' })
    await emptyDatabase(admin, { roles: [], schemas: ['public', 'information_schema'] })
    const roles = await admin.query('select rolname from pg_roles where rolname = any($1)', [[...ROLES]])
    assert.deepEqual(roles.rows, [])
    await admin.query('create role reporting')
    await assert.rejects(fillDatabase(admin, company, systemClock.now()), { code: 'sample/roles-exist' })
    await admin.end()
  })
})

test('the forgotten export holds people of the shop and others', () => {
  const company = createCompany(5)
  const folder = path.join(base, 'share')
  const forgotten = writeForgottenFolder(company, folder)
  const lines = readFileSync(path.join(folder, EXPORT_FILE), 'utf8').trimEnd().split('\r\n')
  assert.equal(lines.length - 1, forgotten.rows)
  assert.ok(forgotten.customers.length > 300 && forgotten.readers > 100)
})
