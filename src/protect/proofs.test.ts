// What the first page asks about proofs: which attacks got through at the last proof of each class that holds now, whatever the number of proofs.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { systemClock } from '../core/clock.ts'
import { testStore, type TestStore } from '../../test/harness/test-store.ts'
import type { StoreId } from '../core/ids.ts'
import type { Ledger } from '../platform/ledger/ledger.ts'
import type { StoreConnections } from '../landscape/contract.ts'
import { createProofs, type Proofs } from './proofs.ts'

const STORE: StoreId = 'st_aaaaaaaaaaaaaaaaaaaa'
const MANY = 10_000

let fixture: TestStore
let proofs: Proofs
before(async () => {
  fixture = await testStore()
  const { db } = fixture.store
  proofs = createProofs({ store: fixture.store, clock: systemClock, ledger: {} as Ledger }, {} as StoreConnections)
  const at = new Date('2026-01-01T00:00:00Z')
  await db
    .insertInto('store')
    .values({ id: STORE, kind: 'postgres', address: '{}', name: 'shop', added_at: at } as never)
    .execute()
  await sql`insert into policy_set (id, text, at) values ('one', '', ${at})`.execute(db)
  for (const id of ['support', 'sales']) {
    await sql`insert into policy_class (id, store, role, schema, columns, rows, policy_set, catalog_hash)
      values (${id}, ${STORE}, ${id}, ${id}, '{}', null, 'one', '')`.execute(db)
  }
  const vectors = ['support', 'sales'].flatMap((name) =>
    Array.from({ length: 20 }, (_, n) => ({ id: `v${n}`, class: name, text: `attack ${n}`, state: 'broken', detail: 'x'.repeat(80) })),
  )
  // old ones, all of which got through: nothing of them may be said any more
  await sql`insert into proof (id, store, policy_set, at, made_by, vectors)
    select gen_random_uuid(), ${STORE}, 'one', ${at}::timestamptz + n * interval '1 minute', 'somebody', ${JSON.stringify(vectors)}::jsonb
    from generate_series(1, ${MANY}::int) n`.execute(db)
  await sql`analyze proof`.execute(db)
})
after(() => fixture?.close())

async function proof(day: string, vectors: readonly (readonly [cls: string, text: string, state: string])[]): Promise<void> {
  const list = vectors.map(([name, text, state], n) => ({ id: `v${n}`, class: name, text, state, detail: '' }))
  await sql`insert into proof (id, store, policy_set, at, made_by, vectors)
    values (${randomUUID()}, ${STORE}, 'one', ${new Date(day)}, 'somebody', ${JSON.stringify(list)}::jsonb)`.execute(fixture.store.db)
}

test('a later proof of one class does not hide what got through another, one that holds ends it, a class that is gone is not said', async () => {
  await proof('2026-06-01', [
    ['support', 'a view', 'held'],
    ['sales', 'a function', 'broken'],
    ['sales', 'a copy', 'held'],
    ['gone', 'anything', 'broken'],
  ])
  const said = async () => (await proofs.broken(STORE)).map((one) => `${one.class}: ${one.text}`)
  assert.deepEqual(await said(), ['sales: a function'])
  await proof('2026-06-02', [['support', 'a view', 'broken']])
  assert.deepEqual(await said(), ['support: a view', 'sales: a function'])
  await proof('2026-06-03', [
    ['sales', 'a function', 'held'],
    ['support', 'a view', 'not-run'],
  ])
  assert.deepEqual(await said(), [])
})

test(`with ${MANY} proofs, the last few are read and no more`, async () => {
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain (analyze, costs off, timing off, summary off, buffers off)
    select id, at, vectors from proof where store = ${STORE} order by at desc limit 50`.execute(fixture.store.db)
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  assert.match(plan, /Index Scan.*proof_store/, plan)
  const begin = process.cpuUsage()
  const broken = await proofs.broken(STORE)
  assert.deepEqual(broken, [])
  assert.ok(process.cpuUsage(begin).user < 200_000, 'nothing of the vectors is read here')
})
