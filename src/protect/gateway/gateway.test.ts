// The gateway with real clients in front of a real PostgreSQL: what passes, and what is written down about it.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHmac, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, beforeEach, describe, it } from 'node:test'
import pg from 'pg'
import { CUSTOMERS, gatewayRig, type GatewayRig } from '../../../test/harness/gateway-rig.ts'
import { waitFor } from '../../../test/harness/wait.ts'

let rig: GatewayRig
before(async () => {
  rig = await gatewayRig()
})
after(async () => await rig?.close())
beforeEach(async () => {
  Object.assign(rig.admit, { budget: null, refuse: null, storePort: null, login: null, credential: true })
  await rig.records(0)
})

async function connected(more: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ ...rig.client, ...more })
  client.on('error', () => {})
  await client.connect()
  return client
}

async function within<T>(work: (client: pg.Client) => Promise<T>, more: pg.ClientConfig = {}): Promise<T> {
  const client = await connected(more)
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
  } catch (error) {
    return String((error as { code?: unknown }).code)
  }
  return 'none'
}

const refOf = (value: string): string =>
  createHmac('sha256', rig.refKey)
    .update(`${rig.field('customers', 'id')}\0${value}`)
    .digest('hex')
    .slice(0, 32)
const refsIn = (refs: Uint8Array): string[] => Buffer.from(refs).toString('hex').match(/.{32}/g) ?? []

describe('a goodbye', () => {
  it('is answered with silence: no client hears that something failed', async () => {
    const heard: string[] = []
    for (let i = 0; i < 40; i++) {
      const client = new pg.Client(rig.client)
      client.on('error', (error) => heard.push(error.message))
      await client.connect()
      await client.query('select 1')
      const closed = new Promise((resolve) => client.once('end', resolve))
      await client.end()
      await closed
    }
    assert.deepEqual(heard, [])
  })
})

describe('a simple query', () => {
  it('passes, and its record names object, fields, people and how they were shown', async () => {
    const { rows } = await within((client) => client.query('select id, email from customers where id <= 3 order by id'))
    assert.deepEqual(
      rows.map((row) => [row.id, row.email]),
      [1, 2, 3].map((id) => [id, 'p***']),
    )
    const [record, ...more] = await rig.records()
    assert.equal(more.length, 0)
    assert.equal(record!.phase, 'single')
    assert.equal(record!.object, rig.objects.customers)
    assert.deepEqual(record!.fields.toSorted(), [rig.field('customers', 'id'), rig.field('customers', 'email')].toSorted())
    assert.deepEqual(record!.shown, { [rig.field('customers', 'id')]: 'clear', [rig.field('customers', 'email')]: 'partial' })
    assert.deepEqual(record!.subjects, { lower: 3, upper: 3, basis: 'keys' })
    assert.deepEqual(refsIn(record!.refs).toSorted(), ['1', '2', '3'].map(refOf).toSorted())
    assert.equal(record!.rows, 3)
    assert.equal(record!.principal, 'dana')
    assert.equal(record!.outcome, 'ok')
    assert.equal(record!.drill, false)
    assert.match(record!.storeSession ?? '', /^[0-9a-f]+\.[0-9a-f]+$/)
    assert.match(record!.fingerprint ?? '', /^[0-9a-f]{16}$/)
  })

  it('of several statements has a record for each', async () => {
    await within((client) =>
      client.query('select id from customers where id = 1; set timezone = utc; select customer_id from orders where id = 5; select 1'),
    )
    const records = await rig.records(2)
    assert.deepEqual(
      records.map((one) => [one.object, one.rows, one.subjects.lower]),
      [
        [rig.objects.customers, 1, 1],
        [rig.objects.orders, 1, 1],
      ],
    )
  })

  it('with the same literals changed has the same fingerprint, and no literal is kept', async () => {
    await within(async (client) => {
      await client.query("select id from customers where name = 'Name 77'")
      await client.query("select id from customers where name = 'Name 78'")
    })
    const [a, b] = await rig.records(2)
    assert.equal(a!.fingerprint, b!.fingerprint)
    assert.ok(!JSON.stringify(a, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)).includes('Name 77'))
  })

  it('that is refused by the database is recorded as denied, under the table it named', async () => {
    assert.equal(await codeOf(within((client) => client.query('select email from public.customers'))), '42501')
    const [record] = await rig.records()
    assert.equal(record!.outcome, 'denied')
    assert.equal(record!.object, rig.objects.customers)
    assert.equal(record!.rows, 0)
    assert.deepEqual(record!.subjects, { lower: 0, upper: 0, basis: 'rows' })
  })

  it('that fails in the middle says how much went out', async () => {
    assert.equal(await codeOf(within((client) => client.query('select id, 1 / (id - 1500) from customers order by id'))), '22012')
    const records = await rig.records()
    const last = records.at(-1)!
    assert.equal(last.outcome, 'error')
    assert.ok((last.rows ?? 0) <= 1499)
  })
})

describe('what cannot be counted by keys has bounds', () => {
  const one = async (words: string) => {
    await within((client) => client.query(words))
    return await rig.records()
  }
  it('an aggregate: the table', async () => {
    const [record] = await one('select count(*) from customers')
    assert.deepEqual(record!.subjects, { lower: 0, upper: CUSTOMERS, basis: 'table' })
  })
  it('rows without a key: the rows', async () => {
    const [record] = await one('select name from customers limit 7')
    assert.deepEqual(record!.subjects, { lower: 0, upper: 7, basis: 'rows' })
  })
  it('a join: keys for the one that has them, rows for the other', async () => {
    const records = (
      await one('select o.id, o.total, c.id from orders o join customers c on c.id = o.customer_id where c.id <= 4')
    ).toSorted((a, b) => (a.object < b.object ? -1 : 1))
    const of = (object: string) => records.find((record) => record.object === object)!
    assert.deepEqual(of(rig.objects.customers).subjects, { lower: 4, upper: 4, basis: 'keys' })
    assert.deepEqual(of(rig.objects.orders).subjects, { lower: 0, upper: 8, basis: 'rows' })
    assert.ok(of(rig.objects.orders).fields.includes(rig.field('orders', 'customer_id')), 'a condition counts as read')
  })
  it('a table joined to itself: its key does not name everybody', async () => {
    const [record] = await one('select a.id, b.name from customers a, customers b where a.id = 1 and b.id < 10')
    assert.equal(record!.subjects.lower, 0)
    assert.equal(record!.subjects.upper, CUSTOMERS)
  })
  it('all in one value: everybody', async () => {
    const [record] = await one(`select string_agg(name, ',') from customers`)
    assert.deepEqual(record!.subjects, { lower: 0, upper: CUSTOMERS, basis: 'table' })
    assert.ok(record!.fields.includes(rig.field('customers', 'name')))
  })
  it('a sub-select in the list: everybody', async () => {
    const [record] = await one(`select 1, (select string_agg(name, ',') from customers)`)
    assert.equal(record!.subjects.upper, CUSTOMERS)
  })
  it('a CTE that takes the name of a table hides nothing', async () => {
    const [record] = await one(`with customers as (select * from customers) select string_agg(name, ',') from customers`)
    assert.equal(record!.object, rig.objects.customers)
    assert.equal(record!.subjects.upper, CUSTOMERS)
  })
  it('a function that is not PostgreSQL’s own: all that the class may see', async () => {
    const records = await one('select everybody() limit 1')
    assert.deepEqual(
      records
        .map((record) => record.object)
        .filter((object) => Object.values(rig.objects).includes(object))
        .toSorted(),
      Object.values(rig.objects).toSorted(),
    )
  })
  it('the whole row as one value: every field', async () => {
    const [record] = await one('select c from customers c limit 1')
    assert.equal(record!.fields.length, 5)
  })
  it('a text that the parser does not take: all that the class may see', async () => {
    const records = await one(`select id from customers where id in (${Array.from({ length: 500 }, (_, i) => `(${i} + 1)`).join(',')})`)
    assert.ok(records.length >= 2)
  })
  it('names made in SQL: a prepared statement and a cursor, and not what they were called before', async () => {
    await within(async (client) => {
      await client.query({ name: 'x', text: 'select 1' })
      await client.query('deallocate x; prepare x as select string_agg(name, $$,$$) from customers')
      await client.query({ name: 'x', text: 'select 1' })
    })
    await within(async (client) => {
      await client.query('begin; declare c cursor for select id from customers')
      await client.query('fetch 10 from c')
      await client.query('commit')
    })
    const records = await rig.records(3)
    assert.equal(
      Math.max(...records.filter((record) => record.object === rig.objects.customers).map((record) => record.subjects.upper)),
      CUSTOMERS,
    )
    const fetched = records.at(-1)!
    assert.deepEqual(fetched.subjects, { lower: 10, upper: 10, basis: 'keys' })
  })
})

describe('the extended protocol', () => {
  it('counts people in text and binary, of every kind of key', async () => {
    for (const binary of [false, true]) {
      const { rows } = await within((client) =>
        client.query({ text: 'select id, code from customers where id < $1', values: [6], binary } as pg.QueryConfig),
      )
      assert.equal(rows.length, 5)
      const [record] = await rig.records()
      assert.deepEqual(record!.subjects, { lower: 5, upper: 5, basis: 'keys' })
      assert.deepEqual(refsIn(record!.refs).toSorted(), ['1', '2', '3', '4', '5'].map(refOf).toSorted())
    }
  })
  it('prepared statements, again and again', async () => {
    await within(async (client) => {
      for (let i = 1; i <= 20; i++) {
        const { rows } = await client.query({ name: 'by-id', text: 'select customer_id from orders where id = $1', values: [i] })
        assert.equal(rows[0].customer_id, i + 1)
      }
    })
    const records = await rig.records(20)
    assert.equal(records.length, 20)
    assert.ok(records.every((record) => record.subjects.lower === 1))
  })
  it('an error in the pipeline skips to Sync and the session goes on', async () => {
    await within(async (client) => {
      assert.equal(await codeOf(client.query('select $1::int', ['not a number'])), '22P02')
      assert.equal(await codeOf(client.query('select nothing_there from customers where id = $1', [1])), '42703')
      assert.equal((await client.query('select id from customers where id = $1', [9])).rows[0].id, 9)
    })
  })
  it('a portal in pieces: each piece has its record', async () => {
    await within(async (client) => {
      const seen: number[] = []
      await new Promise<void>((resolve, reject) => {
        // A portal that is asked for five rows at a time, as cursors of drivers do.
        const query = new pg.Query({ text: 'select id from customers where id <= 12 order by id', rows: 5 } as unknown as pg.QueryConfig)
        query.on('row', (row: { id: number }) => seen.push(row.id))
        query.on('end', () => resolve())
        query.on('error', reject)
        client.query(query)
      })
      assert.ok(seen.length >= 5)
    })
    const records = await rig.records()
    assert.equal(records[0]!.subjects.lower, 5)
  })
  it('transactions and changes: a change is recorded as one', async () => {
    await within(async (client) => {
      await client.query('begin')
      await client.query('insert into scratch.notes values ($1, $2)', [1, 'a note'])
      assert.equal(await codeOf(client.query('select email from public.customers where id = $1', [1])), '42501')
      assert.equal(await codeOf(client.query('select 1')), '25P02')
      await client.query('rollback')
      assert.equal((await client.query('select count(*)::int as n from scratch.notes')).rows[0].n, 0)
    })
    const records = await rig.records(3)
    assert.deepEqual(
      records.map((record) => [record.action, record.outcome]),
      [
        ['change', 'ok'],
        ['read', 'denied'],
        ['read', 'ok'],
      ],
    )
  })
  it('LISTEN and NOTIFY pass', async () => {
    await within(async (client) => {
      const heard: string[] = []
      client.on('notification', (one) => heard.push(one.payload ?? ''))
      await client.query('listen news')
      await client.query(`notify news, 'hello'`)
      await waitFor('the notification', () => heard.length === 1)
    })
  })
})

describe('psql', () => {
  const psql = async (args: readonly string[], env: Record<string, string> = {}, to?: string) => {
    const where = to ?? `host=localhost port=${rig.port} user=dana dbname=shop`
    const child = spawn('psql', ['-X', '-A', '-t', where, ...args], {
      env: { PATH: process.env['PATH'] ?? '', PGPASSWORD: rig.password, ...env },
    })
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    return { stdout, stderr }
  }
  it('by TLS with our certificate checked and channel binding required', async () => {
    const pem = path.join(rig.folder, 'gateway', 'certificate.pem')
    const run = await psql(['-c', 'select id from customers where id = 1', '-c', '\\conninfo'], {
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: pem,
      PGCHANNELBINDING: 'require',
    })
    assert.equal(run.stderr, '')
    assert.match(run.stdout, /^1\n/)
    assert.match(run.stdout, /SSL/i)
    const { fingerprint } = await rig.gateway.state()
    assert.equal(new X509Certificate(readFileSync(pem)).fingerprint256, fingerprint)
    assert.equal((await rig.records()).length, 1)
  })
  it('\\d, COPY out and in, and cursors by FETCH_COUNT', async () => {
    const run = await psql([
      '-c',
      '\\d',
      '-c',
      'copy (select id, email from customers where id <= 5) to stdout',
      '-c',
      `\\copy scratch.notes from program 'echo 7,seven' csv`,
    ])
    assert.equal(run.stderr, '')
    assert.match(run.stdout, /customers/)
    assert.match(run.stdout, /^1\tp\*\*\*$/m)
    assert.match(run.stdout, /COPY 1/)
    const records = (await rig.records(2)).filter((one) => one.action === 'export' || one.action === 'change')
    assert.deepEqual(
      records.map((one) => [one.action, one.rows, one.subjects.upper]),
      [
        ['export', 5, 5],
        ['change', 0, 0],
      ],
    )
    const fetched = await psql(['-v', 'FETCH_COUNT=100', '-c', 'select id from customers where id <= 250'])
    assert.equal(fetched.stdout.trim().split('\n').length, 250)
    const pieces = await rig.records(3)
    assert.equal(
      pieces.reduce((sum, one) => sum + one.subjects.lower, 0),
      250,
    )
  })
  it('is told what is wrong in words', async () => {
    const wrong = await psql(['-c', 'select 1'], { PGPASSWORD: 'nothing' })
    assert.match(wrong.stderr, /password authentication failed/)
    const replication = await psql(
      ['-c', 'IDENTIFY_SYSTEM'],
      {},
      `host=localhost port=${rig.port} user=dana dbname=shop replication=database`,
    )
    assert.match(replication.stderr, /replication does not pass/)
  })
})

describe('a large result', () => {
  it('is one record for each lease; people are exact over all of them', async () => {
    const { rowCount } = await within((client) => client.query('select o.*, repeat(note, 50) as filler from orders o'))
    assert.equal(rowCount, 2 * CUSTOMERS)
    const records = await rig.records()
    const ended = records.filter((one) => one.phase === 'close')
    assert.equal(
      ended.reduce((sum, one) => sum + (one.rows ?? 0), 0),
      2 * CUSTOMERS,
    )
    assert.equal(new Set(ended.flatMap((one) => refsIn(one.refs))).size, CUSTOMERS)
    const opens = records.filter((one) => one.phase === 'open')
    assert.ok(opens.length >= 1)
    assert.equal(opens.length, ended.length)
    for (const [i, open] of opens.entries())
      assert.ok(ended[i]!.subjects.upper <= open.subjects.upper, 'the lease bounds what went out under it')
    assert.equal(records[0]!.phase, 'open')
  })
})

describe('who comes in', () => {
  it('an unknown name, an unknown store and a wrong password look the same', async () => {
    const tries = [{ user: 'nobody' }, { database: 'nowhere' }, { password: 'wrong' }]
    const said = await Promise.all(
      tries.map(
        async (one) =>
          await within(async () => {}, one).then(
            () => null,
            (error: Error & { code?: string }) => `${error.code} ${error.message}`,
          ),
      ),
    )
    assert.equal(new Set(said).size, 1)
    assert.match(said[0]!, /28P01/)
  })
  it('the right person refused by policy is told why, and it is recorded as denied', async () => {
    rig.admit.refuse = 'support does not work from there'
    await assert.rejects(
      within(async () => {}),
      /support does not work from there/,
    )
    const [record] = await rig.records()
    assert.equal(record!.outcome, 'denied')
    assert.equal(record!.principal, 'dana')
    assert.equal(record!.rows, 0)
  })
  it('an expired password lets nobody in, and says no more than a wrong one', async () => {
    rig.admit.refuse = 'no valid credential'
    rig.admit.credential = false
    await assert.rejects(
      within(async () => {}),
      (error: Error & { code?: string }) => error.code === '28P01',
    )
  })
  it('start options that would change limits are refused', async () => {
    await assert.rejects(
      within(async () => {}, { options: '-c session_authorization=postgres' }),
      /does not pass/,
    )
    await within((client) => client.query('select 1'), { options: '-c statement_timeout=5s' })
  })
  it('a store that is away, and one that refuses the login, are said in our words', async () => {
    rig.admit.storePort = 1
    await assert.rejects(
      within(async () => {}),
      (error: Error & { code?: string }) => error.code === '08006' && /cannot be reached/.test(error.message),
    )
    rig.admit.storePort = null
    rig.admit.login = { user: 'hf_dana', password: 'changed' }
    await assert.rejects(
      within(async () => {}),
      /the store refuses the login/,
    )
  })
})

describe('a budget', () => {
  it('is counted over sessions, and nothing beyond goes out', async () => {
    rig.admit.budget = { people: 30, hours: 8 }
    await within((client) => client.query('select id from customers where id <= 20'))
    await within((client) => client.query('select id from customers where id <= 20'))
    const seen: unknown[] = []
    const refused = await within(async (client) => {
      const query = client.query(new pg.Query('select id from customers where id between 21 and 60'))
      query.on('row', (row) => seen.push(row))
      return await new Promise<string>((resolve) => {
        query.on('error', (error: Error & { code?: string }) => resolve(`${error.code} ${error.message}`))
        query.on('end', () => resolve('none'))
      })
    })
    assert.match(refused, /^53400 the budget of this class is spent: 30 people in 8 hours, 20 reached, this would be 60/)
    assert.equal(seen.length, 0)
    await within((client) => client.query('select id from customers where id between 21 and 30'))
    assert.equal(await codeOf(within((client) => client.query('select name from customers limit 1'))), '53400')
    const records = await rig.records(5)
    assert.deepEqual(
      records.map((one) => [one.outcome, one.rows]),
      [
        ['ok', 20],
        ['ok', 20],
        ['denied', 0],
        ['ok', 10],
        ['denied', 0],
      ],
    )
    await rig.fixture.store.db.deleteFrom('gateway_reach').execute()
  })
})

describe('many, and cut short', () => {
  it('50 sessions at once', async () => {
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        within(async (client) => {
          for (let n = 0; n < 3; n++) {
            const { rows } = await client.query('select id from customers where id = $1', [i + 1])
            assert.equal(rows[0].id, i + 1)
          }
        }),
      ),
    )
    const records = await rig.records(150)
    assert.equal(records.length, 150)
    assert.equal(new Set(records.map((one) => one.session)).size, 50)
  })
  it('a cancel reaches the right session and no other', async () => {
    const [one, other] = await Promise.all([connected(), connected()])
    const sleeping = codeOf(one.query('select pg_sleep(30)'))
    const waiting = other.query('select pg_sleep(1), id from customers where id = 1')
    await rig.server.run('postgres', 'select 1')
    const canceller = new pg.Client(rig.client) as unknown as { cancel(client: pg.Client, query: unknown): void }
    canceller.cancel(one, (one as unknown as { activeQuery: unknown }).activeQuery)
    assert.equal(await sleeping, '57014')
    assert.equal((await waiting).rowCount, 1)
    await Promise.all([one.end(), other.end()])
  })
  it('the store ends a session: the client hears it, and the next one is served', async () => {
    const client = await connected()
    const running = codeOf(client.query('select pg_sleep(30), id from customers'))
    await waitFor('the session', async () => {
      const admin = new pg.Client(rig.server.url('postgres', rig.server.password, 'shop'))
      await admin.connect()
      const { rowCount } = await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'hf_dana' and query like '%pg_sleep(30), id%'`,
      )
      await admin.end()
      return (rowCount ?? 0) > 0
    })
    assert.equal(await running, '57P01')
    await within((next) => next.query('select 1'))
  })
  it('a revoked principal is out at once, in the middle of a result', async () => {
    const client = await connected()
    const running = codeOf(client.query('select id, pg_sleep(0.01) from customers'))
    await waitFor('it runs', async () => (await rig.gateway.state()).sessions > 0)
    assert.ok((await rig.gateway.endSessions(rig.store, 'dana', 'revoked')) >= 1)
    assert.equal(await running, '57P01')
    assert.equal((await rig.gateway.state()).sessions, 0)
  })
  it('off: sessions end and new ones are refused in words; on: they are served', async () => {
    const client = await connected()
    await rig.fixture.store.transaction((tx) => rig.gateway.setSwitch(tx, false))
    assert.ok((await rig.gateway.applySwitch(false)) >= 1)
    await waitFor('the end', async () => (await codeOf(client.query('select 1'))) !== 'none')
    await assert.rejects(
      within(async () => {}),
      /the gateway is switched off/,
    )
    await rig.fixture.store.transaction((tx) => rig.gateway.setSwitch(tx, true))
    await rig.gateway.applySwitch(true)
    await within((next) => next.query('select 1'))
  })
})
