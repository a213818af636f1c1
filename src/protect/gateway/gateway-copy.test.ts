// Whom a COPY names: the rows that a real PostgreSQL sends are read in every form, and the people counted are those of the same SELECT; where that cannot be
// said, nobody is named and the bounds are the rows.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import fc from 'fast-check'
import pg from 'pg'
import { gatewayRig, type GatewayRig } from '../../../test/harness/gateway-rig.ts'
import type { CopyForm } from './copy-facts.ts'
import { readCopyRow } from './copy-rows.ts'

let rig: GatewayRig
before(async () => {
  rig = await gatewayRig()
  await rig.server.run(
    'shop',
    `update customers set name = E'a\\tb"c,;\\\\n\\nd ' || id || E'\\\\' where id % 3 = 0`,
    `update customers set name = null, country = '' where id % 7 = 0`,
  )
})
after(async () => await rig?.close())

const admin = (): pg.Client =>
  new pg.Client({ host: '127.0.0.1', port: rig.server.port, user: 'postgres', password: rig.server.password, database: 'shop' })

async function within<T>(client: pg.Client, work: (client: pg.Client) => Promise<T>): Promise<T> {
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The records of these statements in one session, without those of `open`. */
async function recordsOf(...statements: string[]) {
  await rig.records(0)
  await within(new pg.Client(rig.client), async (client) => {
    for (const statement of statements) await client.query(statement)
  })
  return (await rig.records()).filter((one) => one.phase !== 'open')
}
const refsOf = (records: readonly { readonly refs: Uint8Array }[]): string[] =>
  records.flatMap((one) => Buffer.from(one.refs).toString('hex').match(/.{32}/g) ?? []).toSorted()

const FORMS = [
  '',
  '(format text)',
  `(delimiter ';', null 'none')`,
  '(format csv)',
  '(format csv, header)',
  `(format csv, header true, delimiter ';', quote '''', force_quote *)`,
  `(format csv, quote '"', escape '\\', force_quote (name))`,
  `(format csv, null 'NULL')`,
  'csv header',
]

it('counts the people that the same SELECT counts, in each form, whatever stands before the key', async () => {
  const rows = 'select name, country, id from customers where id <= 300'
  const wanted = refsOf(await recordsOf(rows))
  assert.equal(wanted.length, 300)
  for (const form of FORMS) {
    const records = await recordsOf(`copy (${rows}) to stdout ${form}`)
    assert.deepEqual(refsOf(records), wanted, form)
    const [record] = records
    assert.deepEqual([record!.rows, record!.action, record!.subjects], [300, 'export', { lower: 300, upper: 300, basis: 'keys' }], form)
  }
})

it('finds the key by its name, by *, with an alias, through a join, and under the schema’s name', async () => {
  for (const [query, people] of [
    ['select * from customers where id <= 10', 10],
    ['select c.* from customers c where c.id <= 10', 10],
    ['select upper(name), id from holdfast_support.customers where id <= 10', 10],
    ['select o.total, o.customer_id from orders o join customers c on c.id = o.customer_id where c.id <= 10', 10],
    ['select distinct customer_id from orders where customer_id <= 10', 10],
  ] as const) {
    const records = await recordsOf(`copy (${query}) to stdout`)
    const orders = records.find((one) => one.subjects.basis === 'keys')
    assert.deepEqual(orders?.subjects, { lower: people, upper: people, basis: 'keys' }, query)
  }
})

it('names nobody where the key is not in it, or it cannot be said whose rows they are: the bounds are the rows', async () => {
  for (const query of [
    'select name from customers where id <= 10',
    'select id + 0 from customers where id <= 10',
    'select id from (select id + 5 as id from customers where id <= 10) customers',
    'with customers as (select id + 5 as id from holdfast_support.customers where id <= 10) select id from customers',
    'select x from customers as c(x, y) where x <= 10',
  ]) {
    const records = await recordsOf(`copy (${query}) to stdout`)
    assert.deepEqual(refsOf(records), [], query)
    for (const one of records) {
      assert.equal(one.subjects.lower, 0, query)
      assert.ok(one.subjects.upper >= 10, query)
    }
  }
  const binary = await recordsOf('copy (select id, name from customers where id <= 10) to stdout (format binary)')
  assert.deepEqual([binary[0]!.rows, binary[0]!.subjects], [10, { lower: 0, upper: 10, basis: 'rows' }])
  const empty = await recordsOf('copy (select id, name from customers where id < 0) to stdout (format binary)')
  assert.equal(empty[0]!.rows, 0)
})

it('believes no name that the session gave anew', async () => {
  await rig.server.run('shop', `grant temporary on database shop to hf_dana`)
  const copy = 'copy (select id from customers) to stdout'
  for (const before of [
    'create temporary table customers as select 1900 + n as id from generate_series(1, 5) n',
    'create temporary table customers (id int); insert into customers values (1901)',
    `set search_path = scratch, holdfast_support`,
    `select set_config('search_path', 'scratch, holdfast_support', false)`,
    'select 1901 as id into temporary customers',
    `do $$ begin create temporary table customers as select 1901 as id; end $$`,
  ]) {
    await rig.server.run('shop', 'create table if not exists scratch.customers (id int)', 'grant all on scratch.customers to hf_dana')
    const records = await recordsOf(before, copy)
    assert.deepEqual(refsOf(records.filter((one) => one.action === 'export')), [], before)
    await rig.server.run('shop', 'drop table scratch.customers')
  }
  // in one text, too: what is before it has ended when the COPY begins
  const records = await recordsOf(`create temporary table customers as select 1901 as id; ${copy}`)
  assert.deepEqual(refsOf(records.filter((one) => one.action === 'export')), [])
  // what renames nothing changes nothing
  const after = await recordsOf(`set statement_timeout = '30s'`, 'copy (select id from customers where id <= 3) to stdout')
  assert.equal(refsOf(after).length, 3)
})

it('a budget counts the people of a COPY and cuts it', async () => {
  rig.admit.budget = { people: 100, hours: 1 }
  try {
    await rig.records(0)
    await within(new pg.Client(rig.client), async (client) => {
      await client.query('copy (select id from customers where id <= 60) to stdout')
      await client.query('copy (select id from customers where id <= 60) to stdout')
      await assert.rejects(client.query('copy (select id from customers where id <= 500) to stdout'), { code: '53400' })
    })
  } finally {
    rig.admit.budget = null
  }
})

it('reads what PostgreSQL writes: any text, any form', async () => {
  const sign = fc.constantFrom(',', ';', '|', '\t', '"', `'`, '\\', '\n', '\r', '\\N', 'N', 'a', 'é', '語', '', ' ', '\b', '\\.', '\v')
  const value = fc.option(fc.array(sign, { maxLength: 8 }).map((parts) => parts.join('')))
  const form: fc.Arbitrary<{ readonly form: CopyForm; readonly options: string }> = fc
    .record({
      csv: fc.boolean(),
      delimiter: fc.constantFrom(',', ';', '|', '\t'),
      nothing: fc.constantFrom(null, 'NULL', 'N'),
      quote: fc.constantFrom('"', `'`),
      escape: fc.constantFrom('"', `'`, '\\'),
      force: fc.boolean(),
    })
    .map(({ csv, delimiter, nothing, quote, escape, force }) => {
      const literal = (word: string): string => pg.escapeLiteral(word)
      const options = [
        `format ${csv ? 'csv' : 'text'}`,
        `delimiter ${literal(delimiter)}`,
        ...(nothing === null ? [] : [`null ${literal(nothing)}`]),
        ...(csv ? [`quote ${literal(quote)}`, `escape ${literal(escape)}`, ...(force ? ['force_quote *'] : [])] : []),
      ]
      const code = (word: string): number => word.charCodeAt(0)
      const own: CopyForm = {
        format: csv ? 'csv' : 'text',
        delimiter: code(delimiter),
        quote: code(quote),
        escape: code(escape),
        nothing: nothing ?? (csv ? '' : '\\N'),
        header: false,
        encoding: null,
      }
      return { form: own, options: options.join(', ') }
    })
  await within(admin(), async (client) => {
    const chunks: Buffer[] = []
    client.connection.on('copyData', (message: { chunk: Buffer }) => void chunks.push(Buffer.from(message.chunk)))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 6 }),
        form,
        async (rows, { form: own, options }) => {
          const list = rows.map((row) => `(${row.map((one) => (one === null ? 'null::text' : pg.escapeLiteral(one))).join(', ')})`)
          chunks.length = 0
          await client.query(`copy (select * from (values ${list.join(', ')}) v(a, b, c)) to stdout (${options})`)
          const read = chunks.map((chunk) => readCopyRow(own, Buffer.concat([Buffer.alloc(5), chunk]), 2))
          assert.deepEqual(
            read.map((fields) => fields?.map((one) => one?.toString('utf8') ?? null)),
            // text has one form for a value that is written like its null, and null: nobody can tell them apart
            rows.map((row) => row.map((one) => (own.format === 'text' && one === own.nothing && one !== '\\N' ? null : one))),
          )
        },
      ),
      { numRuns: 300 },
    )
  })
})
