// The store’s promises on a real database: transactions, retries, and what may not be used inside one.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { systemClock } from '../../core/clock.ts'
import type { AppError } from '../../core/errors.ts'
import { testStore, type TestStore } from '../../../test/harness/test-store.ts'
import { waitFor } from '../../../test/harness/wait.ts'
import { readDatabaseUrl } from './database-url.ts'
import { createPostgresStore } from './postgres-store.ts'

let fixture: TestStore
before(async () => {
  fixture = await testStore()
})
after(() => fixture.close())

const code = (wanted: string) => (error: unknown) => {
  assert.equal((error as AppError).code, wanted)
  return true
}

async function set(name: string, value: number): Promise<void> {
  await fixture.store.db
    .insertInto('setting')
    .values({ name, value: String(value), changed_at: systemClock.now() })
    .execute()
}

test('inside a transaction the store and another transaction are refused, also further down and in parallel; afterwards not', async () => {
  const { store } = fixture
  const deep = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    await store.db.selectFrom('setting').selectAll().execute()
  }
  let later: Promise<void> | undefined
  await store.transaction(async (tx) => {
    await assert.rejects(deep(), code('store/inside-transaction'))
    await assert.rejects(Promise.all([deep(), deep()]), code('store/inside-transaction'))
    await assert.rejects(
      store.transaction(async () => {}),
      code('store/inside-transaction'),
    )
    await tx.selectFrom('setting').selectAll().execute()
    // What outlives the transaction is not in it any more.
    later = (async () => {
      await waitFor('the end of the transaction', () => ended)
      await store.db.selectFrom('setting').selectAll().execute()
    })()
  })
  ended = true
  await later
})
let ended = false

test('a failed transaction leaves nothing, and its error passes', async () => {
  await assert.rejects(
    fixture.store.transaction(async (tx) => {
      await tx.insertInto('setting').values({ name: 'gone', value: '1', changed_at: systemClock.now() }).execute()
      throw new Error('mine')
    }),
    /mine/,
  )
  assert.equal(await fixture.store.db.selectFrom('setting').select('name').where('name', '=', 'gone').executeTakeFirst(), undefined)
})

test('two transactions that lock each other both end well', async () => {
  await set('x', 0)
  await set('y', 0)
  let runs = 0
  let both = 0
  const add = async (first: string, second: string): Promise<void> => {
    let counted = false
    await fixture.store.transaction(async (tx) => {
      runs++
      await sql`update setting set value = to_jsonb((value::text)::int + 1) where name = ${first}`.execute(tx)
      if (!counted) {
        counted = true
        both++
        await waitFor('the other one', () => both === 2)
      }
      await sql`update setting set value = to_jsonb((value::text)::int + 1) where name = ${second}`.execute(tx)
    })
  }
  await Promise.all([add('x', 'y'), add('y', 'x')])
  const rows = await fixture.store.db.selectFrom('setting').select('value').where('name', 'in', ['x', 'y']).execute()
  assert.deepEqual(
    rows.map((row) => row.value),
    [2, 2],
  )
  assert.ok(runs > 2, 'no deadlock came about: the test shows nothing')
})

test('who waits too long for a connection is told so', async () => {
  const store = createPostgresStore({ kind: 'url', connection: readDatabaseUrl(fixture.url), log: fixture.log, max: 1, acquireMs: 150 })
  let free = (): void => {}
  const held = store.transaction(() => new Promise<void>((resolve) => (free = resolve)))
  await waitFor('the connection', async () => {
    const { rows } = await sql`select 1 from pg_stat_activity where state = 'idle in transaction' and datname = current_database()`.execute(
      fixture.store.db,
    )
    return rows.length > 0
  })
  await assert.rejects(store.db.selectFrom('setting').selectAll().execute(), code('store/busy'))
  free()
  await held
  await store.db.selectFrom('setting').selectAll().execute()
  await store.close()
  await assert.rejects(store.db.selectFrom('setting').selectAll().execute(), code('store/not-open'))
})

test('a connection that the server ends is an error to repeat, and the pool recovers', async () => {
  const killed = assert.rejects(sql`select pg_sleep(20)`.execute(fixture.store.db), code('store/unavailable'))
  await waitFor('the end of it', async () => {
    const { rows } = await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where query like 'select pg_sleep%' and datname = current_database()`.execute(fixture.store.db)
    return rows.length > 0
  })
  await killed
  await fixture.store.db.selectFrom('setting').selectAll().execute()
})

test('8-byte numbers stay text, times are dates, json is read', async () => {
  const { rows } =
    await sql`select 9007199254740993::bigint as n, '{"a":1}'::jsonb as j, '2026-11-24T10:00:00.123Z'::timestamptz as t`.execute(
      fixture.store.db,
    )
  assert.deepEqual(rows, [{ n: '9007199254740993', j: { a: 1 }, t: new Date('2026-11-24T10:00:00.123Z') }])
})
