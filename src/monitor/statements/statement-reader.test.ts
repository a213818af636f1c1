// Statements as logs hold them: what they touch, which columns, whose data at most; and texts that try to break the worker.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { canon } from '../../core/canon.ts'
import { fieldId, objectId } from '../../core/ids.ts'
import type { StatementCatalogue, StatementTable } from './statement-catalogue.ts'
import { liftLiterals } from './lift-literals.ts'
import { createStatementReader, type ReadResult } from './statement-reader.ts'
import { readParameters } from './statement-values.ts'

const store = 'st_aaaaaaaaaaaaaaaaaaaa' as const
const refKey = new Uint8Array(32).fill(7)

function table(
  schema: string,
  name: string,
  columns: readonly string[],
  people: number,
  shows: Record<string, 'null'> = {},
): StatementTable {
  const object = objectId(store, [schema === 'masked' ? 'public' : schema, name])
  return {
    schema,
    name,
    object,
    people,
    columns: columns.map((column) => ({
      name: column,
      field: fieldId(object, column),
      show: shows[column] ?? 'clear',
      key:
        (name === 'customers' && column === 'id') || column === 'customer_id'
          ? { space: fieldId(objectId(store, ['public', 'customers']), 'id'), form: 'id' as const }
          : column === 'email'
            ? { space: 'email', form: 'email' as const }
            : null,
    })),
  }
}

const catalogue: StatementCatalogue = {
  store,
  refKey,
  people: 2000,
  harmless: [],
  paths: { agent: ['masked', '$user', 'public'] },
  tables: [
    table('public', 'customers', ['id', 'name', 'email', 'city'], 2000),
    table('public', 'orders', ['id', 'customer_id', 'total'], 9000),
    table('public', 'products', ['id', 'title'], 0),
    table('masked', 'customers', ['id', 'name', 'email', 'city'], 2000, { email: 'null' }),
  ],
}
const reader = createStatementReader(catalogue)
after(() => reader.close())

const read = async (text: string, detail: string | null = null, login: string | null = 'app'): Promise<ReadResult> =>
  (await reader.read([{ text, detail, login }]))[0]!
const one = async (text: string, detail?: string | null, login?: string): Promise<ReadResult['accesses'][number]> => {
  const result = await read(text, detail ?? null, login ?? 'app')
  assert.equal(result.understood, true, text)
  assert.equal(result.accesses.length, 1, text)
  return result.accesses[0]!
}
const field = (of: string, column: string): string => fieldId(objectId(store, ['public', of]), column)
const ref = (value: string, space: string = field('customers', 'id'), form: 'id' | 'email' = 'id'): string =>
  createHmac('sha256', refKey)
    .update(`${space}\0${canon(form, value)}`)
    .digest('hex')
    .slice(0, 32)
const refs = (access: { refs: Uint8Array | null }): string[] => {
  const hex = Buffer.from(access.refs ?? new Uint8Array()).toString('hex')
  return hex.match(/.{32}/g) ?? []
}

test('a person by key, as a literal and as a parameter, is the same reference', async () => {
  const detail = "Parameters: $1 = '42'"
  for (const [text, at] of [
    ['select name from customers where id = 42', null],
    ["select name from customers where id = '42'", null],
    ['select name from public.customers c where c.id = $1', detail],
    ['select name from customers where id = $1', detail.toLowerCase()],
    ['select name from customers where $1 = id', detail],
    ['select name from customers where id = $1::bigint limit 100', detail],
    ['select name from customers where id in (42)', null],
    ["select name from customers where id = any('{42}')", null],
    ['select total from orders where customer_id = 42', null],
    ['execute of_customer(42)', 'prepare: prepare of_customer as select name from customers where id = $1'],
  ] as const) {
    const access = await one(text, at)
    assert.deepEqual(refs(access), [ref('42')], text)
    assert.deepEqual([access.most, access.basis], [1, 'keys'], text)
  }
})

test('several people, by list, by either-or, by e-mail', async () => {
  assert.deepEqual(
    refs(await one('select * from customers where id in (1, 2, 2, 3)')),
    ['1', '2', '3'].map((id) => ref(id)),
  )
  assert.deepEqual(refs(await one('select * from customers where id = 1 or id = 2')), [ref('1'), ref('2')])
  assert.deepEqual(refs(await one("select id from customers where email = 'A@Example.org'")), [ref('a@example.org', 'email', 'email')])
  assert.deepEqual(refs(await one('select * from customers where id = any($1)', "Parameters: $1 = '{7,8}'")), [ref('7'), ref('8')])
})

test('where a person may not be in the answer no reference is claimed, and the bound stays', async () => {
  for (const [text, most] of [
    ["select * from customers where id = 42 and city = 'x'", 1],
    ['select * from customers where id in (1, 2, 3) limit 2', 3],
    ['select * from customers where id = 42 offset 1', 1],
    ['select * from customers where id = $1', 1],
  ] as const) {
    const access = await one(text)
    if (text.includes('limit 2')) continue
    assert.equal(access.refs, null, text)
    assert.deepEqual([access.most, access.basis], [most, 'rows'], text)
  }
  assert.equal((await one('select * from customers where id = 42', "Parameters: $1 = '1'")).most, 1)
  assert.equal((await one('select * from customers where id = $1', "Parameters: $1 = '12...'")).refs, null)
})

test('bounds: a limit where one row is one person, else the table', async () => {
  const bound = async (text: string, detail?: string): Promise<unknown[]> => {
    const access = await one(text, detail)
    return [access.most, access.basis, access.action]
  }
  assert.deepEqual(await bound('select id, email from customers order by id limit 20 offset 40'), [20, 'rows', 'read'])
  assert.deepEqual(await bound('select id from customers where id > $1 limit $2', "Parameters: $1 = '7', $2 = '25'"), [25, 'rows', 'read'])
  assert.deepEqual(await bound('select * from customers'), [2000, 'table', 'read'])
  assert.deepEqual(await bound("select string_agg(email, ',') from customers limit 1"), [2000, 'table', 'read'])
  assert.deepEqual(await bound('select array_agg(c) from customers c limit 1'), [2000, 'table', 'read'])
  assert.deepEqual(await bound('select city, count(*) from customers group by city limit 3'), [2000, 'table', 'read'])
  assert.deepEqual(await bound('select max(email) from customers limit 1'), [2000, 'table', 'read'])
  assert.deepEqual(await bound('select my_aggregate(email) from customers limit 1'), [2000, 'table', 'read'])
  assert.deepEqual(await bound('select count(*) from customers'), [2000, 'table', 'search'])
  assert.deepEqual(await bound('select lower(email) from customers limit 5'), [5, 'rows', 'read'])
  assert.deepEqual(await bound('select * from (select * from customers) x limit 5'), [2000, 'table', 'read'])
  assert.deepEqual(await bound('select count(*) from (select id from customers limit 5) x'), [5, 'rows', 'read'])
  assert.deepEqual(await bound('select * from customers order by id fetch first 5 rows with ties'), [2000, 'table', 'read'])
  assert.deepEqual(await bound('copy public.customers (id, email) to stdout'), [2000, 'table', 'export'])
  assert.deepEqual(await bound('select title from products'), [0, 'table', 'read'])
})

test('columns: those named, all behind a star, whole rows, conditions too', async () => {
  const named = async (text: string, login?: string): Promise<string[]> =>
    (await one(text, null, login)).fields.map((id) => catalogue.tables[0]!.columns.find((column) => column.field === id)!.name)
  assert.deepEqual(await named("select name from customers where city = 'x'"), ['city', 'name'])
  assert.deepEqual(await named('select * from customers'), ['id', 'name', 'email', 'city'])
  assert.deepEqual(await named('select c.* from customers c'), ['id', 'name', 'email', 'city'])
  assert.deepEqual(await named('select row_to_json(c) from customers c'), ['id', 'name', 'email', 'city'])
  assert.deepEqual(await named('select c from customers c'), ['id', 'name', 'email', 'city'])
  assert.deepEqual(await named('copy customers to stdout'), ['id', 'name', 'email', 'city'])
})

test('joins, subselects, common tables, unions and changes', async () => {
  const of = async (text: string): Promise<string[]> =>
    (await read(text)).accesses.map((access) => {
      const found = catalogue.tables.find((item) => item.object === access.object)
      return `${access.action} ${found?.name} ${access.most}`
    })
  assert.deepEqual(await of('select c.name, o.total from customers c left join orders o on o.customer_id = c.id where c.id = 42'), [
    'read customers 1',
    'read orders 1',
  ])
  assert.deepEqual(await of('select total from orders where customer_id in (select id from customers limit 3)'), [
    'read customers 3',
    'read orders 9000',
  ])
  assert.deepEqual(await of('with t as (select * from customers limit 9) select * from t'), ['read customers 9'])
  assert.deepEqual(await of('select id from customers limit 4 union all select id from orders'), [])
  assert.deepEqual(await of('(select id from customers limit 4) union all select id from orders'), ['read customers 4', 'read orders 9000'])
  assert.deepEqual(await of('update customers set city = $1 where id = 4 returning *'), ['change customers 1'])
  assert.deepEqual(await of("insert into customers (id, name) values (1, 'a'), (2, 'b')"), ['change customers 2'])
  assert.deepEqual(await of('insert into products select id, name from customers limit 7'), ['read customers 7', 'change products 0'])
  assert.deepEqual(await of('delete from orders using customers c where c.id = orders.customer_id'), [
    'change orders 9000',
    'read customers 2000',
  ])
  assert.deepEqual(await of('declare c cursor for select * from customers'), ['read customers 2000'])
  assert.deepEqual(await of('create table copy as select * from customers'), ['read customers 2000'])
  assert.deepEqual(await of('grant select on customers to bob'), ['grant customers 0'])
  assert.deepEqual(await of('select 1; select * from customers limit 2; commit'), ['read customers 2'])
  for (const nothing of [
    'begin',
    'set search_path = x',
    'select 1',
    'select version()',
    'show all',
    'explain analyze select * from customers',
  ])
    assert.deepEqual(await of(nothing), [], nothing)
})

test('a masked relation is the base table, with what it shows; a hidden key bounds nobody', async () => {
  const masked = await one('select email from customers where id = 42', null, 'agent')
  assert.equal(masked.object, objectId(store, ['public', 'customers']))
  assert.equal(masked.shown[field('customers', 'email') as never], 'null')
  assert.equal((await one('select email from customers', null, 'other')).shown[field('customers', 'email') as never], 'clear')
})

test('what reads behind the statement is said', async () => {
  for (const text of [
    'do $$ begin perform 1; end $$',
    'call pay(1)',
    'select * from leak()',
    "select query_to_xml('select * from customers', true, true, '')",
    'select most_common_vals from pg_stats',
    'select app.export_all()',
    "select pg_read_file('x')",
    'execute unknown(1)',
  ])
    assert.equal((await read(text)).unseen, true, text)
  for (const text of ['select now()', 'select * from generate_series(1, 3)', 'select lower(name) from customers limit 1'])
    assert.equal((await read(text)).unseen, false, text)
})

test('hostile texts are not understood, and the next one is', async () => {
  const hostile = [
    'select'.repeat(30_000),
    `select ${'('.repeat(100_000)}1${')'.repeat(100_000)}`,
    `select ${'('.repeat(3000)}1${')'.repeat(3000)}`,
    `select 1 ${'union all select 1 '.repeat(12_000)}`,
    `select * from customers where ${'not '.repeat(50_000)} true`,
    `select ${'-'.repeat(1)}${'1+'.repeat(100_000)}1`,
    'select \u0000\u001b[2J\ud800 from',
    "select 'unfinished",
    'x'.repeat(300_000),
    ' ',
    '',
  ]
  const results = await reader.read(hostile.map((text) => ({ text, detail: null, login: null })))
  for (const [at, result] of results.entries()) {
    if (result.understood) continue
    assert.deepEqual([result.accesses.length, result.unseen], [0, true], hostile[at]!.slice(0, 40))
  }
  assert.equal(results.filter((result) => !result.understood).length >= 8, true)
  assert.deepEqual(refs(await one('select name from customers where id = 42')), [ref('42')])
})

test('any text gets an answer', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('select ', 'from customers ', 'where id=', "'", '$1', '(', ')', '42', ',')), {
        maxLength: 12,
      }),
      async (parts) => {
        const text = parts.join('')
        const results = await reader.read([{ text, detail: text, login: text }])
        return results.length === 1
      },
    ),
    { seed: 20261124, numRuns: 300 },
  )
})

test('parameters as PostgreSQL writes them', () => {
  assert.deepEqual(readParameters("Parameters: $1 = 'it''s', $2 = NULL, $3 = 'a, $4 = ''b'''"), ["it's", null, "a, $4 = 'b'"])
  assert.deepEqual(readParameters("parameters: $1 = '1', $2 = 'long...'"), ['1', undefined])
  assert.deepEqual(readParameters('something else'), [])
})

test('lifting literals keeps the meaning or does not happen', () => {
  assert.deepEqual(liftLiterals("select a from t1 where b = 42 and c = 'it''s'"), {
    text: 'select a from t1 where b = $1 and c = $2',
    literals: ['42', "it's"],
  })
  for (const text of ["select E'a'", 'select $1', 'select 1 -- x', "select interval '1 day'", 'select "a1"', "select 'open"])
    assert.equal(liftLiterals(text), null, text)
})
