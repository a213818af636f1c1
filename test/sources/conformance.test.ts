// One suite, every kind of source: the same people, put into a real store of each kind, must come out of it.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import { objectId, storeId } from '../../src/core/ids.ts'
import { openSource } from '../../src/discover/source/open-source.ts'
import type { Source } from '../../src/discover/source/source.ts'
import { listSource, readObject } from '../harness/collect-source.ts'
import { startMariadb } from '../harness/mariadb-server.ts'
import { startPostgres } from '../harness/postgres-server.ts'

const ROWS = 3210
const LONG = 9_007_199_254_740_993n
interface Person {
  readonly id: string
  readonly name: string | null
  readonly mail: string
  readonly number: string
  readonly note: string
}
const people: Person[] = Array.from({ length: ROWS }, (_, i) => ({
  id: String(i + 1),
  name: i % 10 === 0 ? null : `Zoë Łuk ${i} 李`,
  mail: `person${i}@example.org`,
  number: String(LONG + BigInt(i)),
  note: i % 7 === 0 ? `first line\nsecond, "quoted"; \\ and '\t` : '😀',
}))

// A database may give rows in any order.
function ordered(values: Readonly<Record<string, (string | null)[]>>, column: string): (string | null)[] {
  const ids = values['id']!
  return [...ids.keys()].toSorted((a, b) => Number(ids[a]) - Number(ids[b])).map((i) => values[column]![i]!)
}

interface Kind {
  readonly open: () => Promise<Source>
  /** how the object of people is called in it */
  readonly path: (object: readonly string[]) => boolean
  readonly drop: () => Promise<void>
  readonly end?: () => Promise<void>
  /** a missing value is an empty text here: the format knows no NULL */
  readonly emptyForNull?: boolean
}

const literal = (value: string | null, escapes: boolean): string =>
  value === null ? 'null' : `'${(escapes ? value.replaceAll('\\', '\\\\') : value).replaceAll("'", "''")}'`
function inserts(table: string, escapes: boolean): string[] {
  const out: string[] = []
  for (let i = 0; i < people.length; i += 500) {
    const rows = people
      .slice(i, i + 500)
      .map((p) => `(${p.id}, ${[p.name, p.mail].map((v) => literal(v, escapes)).join(', ')}, ${p.number}, ${literal(p.note, escapes)})`)
    out.push(`insert into ${table} values ${rows.join(', ')}`)
  }
  return out
}

const folder = mkdtempSync(join(tmpdir(), 'holdfast-conformance-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const signal = new AbortController().signal

async function postgres(): Promise<Kind> {
  const server = await startPostgres()
  await server.run(
    'postgres',
    'create table "people of ""it""" (id int primary key, name text, mail varchar(100), number int8, note text)',
    'create table empty (a text)',
    ...inserts('"people of ""it"""', false),
  )
  const url = server.url('postgres', server.password, 'postgres')
  return {
    open: () => openSource(url, { signal }),
    path: ([, name]) => name === 'people of "it"',
    end: () => server.stop(),
    drop: () => server.run('postgres', 'drop table "people of ""it"""'),
  }
}

async function mariadb(): Promise<Kind> {
  const server = await startMariadb()
  await server.run(
    'create database shop character set utf8mb4',
    'create table shop.`people of ``it``` (id int primary key, name text, mail varchar(100), number bigint, note text)',
    'create table shop.empty (a text)',
    ...inserts('shop.`people of ``it```', true),
    "create user reader@'%' identified by 'r e@d/er'",
    "grant select on shop.* to reader@'%'",
  )
  return {
    open: () => openSource(server.url('reader', 'r e@d/er', 'shop'), { signal }),
    path: ([, name]) => name === 'people of `it`',
    end: () => server.stop(),
    drop: () => server.run('drop table shop.`people of ``it```'),
  }
}

async function sqlite(): Promise<Kind> {
  const file = join(folder, 'shop.db')
  const database = new DatabaseSync(file)
  database.exec(
    'create table "people of ""it""" (id integer primary key, name text, mail text, number integer, note text); create table empty (a text)',
  )
  for (const statement of inserts('"people of ""it"""', false)) database.exec(statement)
  database.close()
  return {
    open: () => openSource(`sqlite:${file}`, { signal }),
    path: ([name]) => name === 'people of "it"',
    drop: async () => {
      const again = new DatabaseSync(file)
      again.exec('drop table "people of ""it"""')
      again.close()
    },
  }
}

function files(name: string, content: string | Buffer): () => Promise<Kind> {
  return async () => {
    const root = join(folder, `in-${name}`)
    mkdirSync(root)
    writeFileSync(join(root, name), content)
    writeFileSync(join(root, 'empty'), '')
    return {
      open: () => openSource(root, { signal }),
      path: ([path]) => path === name,
      drop: async () => unlinkSync(join(root, name)),
      emptyForNull: /csv/.test(name),
    }
  }
}

const quote = (text: string | null): string => (text === null ? '' : /["\n,;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const csv = (delimiter: string): string =>
  `id${delimiter}name${delimiter}mail${delimiter}number${delimiter}note\r\n${people.map((p) => [p.id, p.name, p.mail, p.number, p.note].map(quote).join(delimiter)).join('\r\n')}`
const json = (p: Person): string =>
  `{"id":${p.id},"name":${JSON.stringify(p.name)},"mail":${JSON.stringify(p.mail)},"number":${p.number},"note":${JSON.stringify(p.note)}}`

const kinds: Record<string, () => Promise<Kind>> = {
  postgres,
  mariadb,
  sqlite,
  'folder, CSV': files('people.csv', csv(',')),
  'folder, CSV in UTF-16': files('utf16.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csv(';'), 'utf16le')])),
  'folder, JSON': files('people.json', `[${people.map(json).join(',\n')}]`),
  'folder, NDJSON': files('people.ndjson', people.map(json).join('\n')),
}

for (const [kind, make] of Object.entries(kinds)) {
  describe(kind, () => {
    let made: Promise<Kind> | undefined
    after(async () => (await made)?.end?.())
    const withSource = async (work: (source: Source, kind: Kind) => Promise<void>): Promise<void> => {
      made ??= make()
      const store = await made
      const source = await store.open()
      try {
        await work(source, store)
      } finally {
        await source.close()
      }
    }
    const theObject = async (source: Source, store: Kind) => (await listSource(source)).objects.find((object) => store.path(object.path))!

    test('lists what is there, twice the same', () =>
      withSource(async (source, store) => {
        const first = await listSource(source)
        assert.equal(first.objects.length, 2)
        assert.deepEqual(first.unlisted, [])
        assert.equal(source.id, storeId(source.address))
        assert.deepEqual((await listSource(source)).objects, first.objects)
        assert.ok(first.objects.some((object) => store.path(object.path)))
        assert.equal(new Set(first.objects.map((object) => objectId(source.id, object.path))).size, 2)
      }))

    test('reads everything, value for value', () =>
      withSource(async (source, store) => {
        const { outcome, values } = await readObject(source, await theObject(source, store))
        assert.equal(outcome.status, 'read')
        assert(outcome.status === 'read')
        assert.equal(outcome.rows, ROWS)
        assert.ok(outcome.bytes > ROWS * 30)
        for (const column of ['id', 'name', 'mail', 'number', 'note'] as const) {
          const expected = people.map((person) => (store.emptyForNull === true ? (person[column] ?? '') : person[column]))
          assert.deepEqual(ordered(values, column), expected, column)
        }
      }))

    test('an empty object is read, with nothing in it', () =>
      withSource(async (source, store) => {
        const empty = (await listSource(source)).objects.find((object) => !store.path(object.path))!
        const { outcome, values } = await readObject(source, empty)
        assert.equal(outcome.status, 'read')
        assert.deepEqual(Object.values(values), [])
      }))

    test('a sample is no larger than asked for, spread over all of it, and says so', () =>
      withSource(async (source, store) => {
        const { outcome, values } = await readObject(source, await theObject(source, store), { kind: 'sample', rows: 400 })
        assert(outcome.status === 'partial', outcome.status)
        assert.equal(outcome.sampled, true)
        assert.match(outcome.reason, /^sample: /)
        assert.ok(outcome.rows > 250 && outcome.rows <= 400, `${outcome.rows} rows`)
        assert.deepEqual(outcome.total, { rows: ROWS, exact: true })
        const quarters = [0, 0, 0, 0]
        for (const id of values['id']!) quarters[Math.floor(((Number(id) - 1) * 4) / ROWS)]!++
        for (const quarter of quarters) assert.ok(quarter > 40, `uneven: ${quarters.join(', ')}`)
      }))

    test('a sample larger than the object reads all of it', () =>
      withSource(async (source, store) => {
        const { outcome } = await readObject(source, await theObject(source, store), { kind: 'sample', rows: 100_000 })
        assert(outcome.status === 'read')
        assert.equal(outcome.rows, ROWS)
      }))

    test('stops when told to', () =>
      withSource(async (source, store) => {
        const stop = new AbortController()
        const object = await theObject(source, store)
        let taken = 0
        await assert.rejects(
          source.read(object, { mode: { kind: 'full' }, signal: stop.signal }, () => {
            taken++
            stop.abort()
            stop.signal.throwIfAborted()
          }),
          { name: 'AbortError' },
        )
        assert.equal(taken, 1)
      }))

    test('what is gone when its turn comes has failed', () =>
      withSource(async (source, store) => {
        const object = await theObject(source, store)
        await store.drop()
        const { outcome } = await readObject(source, object)
        assert(outcome.status === 'failed')
        assert.ok(outcome.reason.length > 5)
        // and the source goes on
        const empty = (await listSource(source)).objects[0]!
        assert.equal((await readObject(source, empty)).outcome.status, 'read')
      }))
  })
}
