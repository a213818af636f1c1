// The catalogue on the real store: what is seen, what is gone, what comes back, and names from other people's systems.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { fieldId, objectId, storeId } from '../core/ids.ts'
import { testStore, type TestStore } from '../../test/harness/test-store.ts'
import { catalogue, storable } from './catalogue.ts'
import type { CatalogueObject } from './contract.ts'

const SCAN = '01a20000-0000-7000-8000-000000000001'
const store = storeId({ kind: 'folder', path: '/srv/share' })
const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 24, 9, minute))

let fixture: TestStore
before(async () => {
  fixture = await testStore()
  await fixture.store.db
    .insertInto('store')
    .values({ id: store, kind: 'folder', address: '{"path":"/srv/share"}', name: 'share', secret_enc: null, added_at: at(0) })
    .execute()
})
after(() => fixture.close())

const object = (name: string): CatalogueObject => ({
  id: objectId(store, [name]),
  path: [name],
  name,
  kind: 'csv',
  rows: 1,
  rowsExact: true,
  bytes: 1,
  read: { status: 'read', reason: null, sampled: false, scan: SCAN },
})
const fields = (of: CatalogueObject, ...paths: string[]) => paths.map((path) => ({ id: fieldId(of.id, path), path, declared: null }))

async function record(name: string, minute: number, paths: string[], gone: 'none' | 'all' | { columns: string[] } = 'all') {
  const one = object(name)
  return await fixture.store.transaction(async (tx) => await catalogue.record(tx, store, one, fields(one, ...paths), gone, at(minute)))
}
async function there(): Promise<string[]> {
  const rows = await fixture.store.db.selectFrom('object').select('name').where('gone_at', 'is', null).orderBy('name').execute()
  return rows.map((row) => row.name)
}
async function paths(name: string): Promise<string[]> {
  const rows = await fixture.store.db
    .selectFrom('field')
    .select('path')
    .where('object', '=', object(name).id)
    .where('gone_at', 'is', null)
    .orderBy('position')
    .execute()
  return rows.map((row) => row.path)
}
const markGone = async (since: number, now: number, unlisted: string[] = []): Promise<number> =>
  await fixture.store.transaction(async (tx) => await catalogue.markGone(tx, store, at(since), at(now), unlisted))

test('what a complete listing does not show any more is gone; what comes back is there again', async () => {
  await record('a.csv', 1, ['x', 'y'])
  await record('b.csv', 1, ['x'])
  await record('a.csv', 5, ['x', 'y'])
  assert.equal(await markGone(5, 6), 1)
  assert.deepEqual(await there(), ['a.csv'])
  await record('b.csv', 8, ['x'])
  assert.deepEqual(await there(), ['a.csv', 'b.csv'])
})

test('what lies under a place that could not be listed is not gone', async () => {
  await record('deep/in/c.csv', 10, ['x'])
  await record('deeper.csv', 10, ['x'])
  assert.equal(await markGone(20, 21, ['deep']), 3)
  assert.deepEqual(await there(), ['deep/in/c.csv'])
  assert.equal(await markGone(30, 31, ['.']), 0, 'the whole store could not be listed')
  assert.equal(await markGone(30, 31, []), 1)
})

test('fields: all seen, a sample, the columns of a table', async () => {
  await record('t', 40, ['id', 'data', 'data.$.mail', 'note.$.phone', 'note'])
  await record('t', 41, ['id'], 'none')
  assert.equal((await paths('t')).length, 5)
  await record('t', 42, ['id', 'data'], { columns: ['id', 'data'] })
  assert.deepEqual((await paths('t')).toSorted(), ['data', 'data.$.mail', 'id'], 'inside a column that is there, a sample may miss some')
  await record('t', 43, ['data', 'id'], 'all')
  assert.deepEqual(await paths('t'), ['data', 'id'], 'in the order seen last')
})

test('what was known before is told: nothing at first, then verdict and label', async () => {
  assert.deepEqual(await record('u', 50, ['x']), [])
  const one = object('u')
  await fixture.store.db
    .updateTable('field')
    .set({ verdict: 'personal', label_level: 2, regimes: ['gdpr'] })
    .where('object', '=', one.id)
    .execute()
  assert.deepEqual(await record('u', 51, ['x', 'y']), [
    { id: fieldId(one.id, 'x'), verdict: 'personal', level: 2, regimes: ['gdpr'], pinned: false },
  ])
  await fixture.store.transaction(async (tx) => await catalogue.labelObject(tx, one.id))
  const row = await fixture.store.db.selectFrom('object').selectAll().where('id', '=', one.id).executeTakeFirstOrThrow()
  assert.deepEqual([row.label_level, row.regimes], [2, ['gdpr']])
})

test('many unread at once; one that was read keeps how that ended when somebody stopped', async () => {
  await record('read.csv', 60, ['x'])
  const failed = (name: string): CatalogueObject => ({
    ...object(name),
    read: { status: 'failed', reason: 'stopped', sampled: false, scan: SCAN },
  })
  const names = ['read.csv', ...Array.from({ length: 300 }, (_, n) => `many/${n}.csv`)]
  const write = async (keep: boolean) =>
    await fixture.store.transaction(async (tx) => await catalogue.recordUnread(tx, store, names.map(failed), keep, at(61)))
  const status = async () =>
    (await fixture.store.db.selectFrom('object').select('read_status').where('id', '=', object('read.csv').id).executeTakeFirstOrThrow())
      .read_status
  assert.equal(await write(true), true)
  assert.equal(await status(), 'read')
  assert.equal((await there()).filter((name) => name.startsWith('many/')).length, 300)
  await write(false)
  assert.equal(await status(), 'failed')
})

test('names from other people’s systems are held: controls, halves of characters, 10,000 long, all the same', async () => {
  for (const name of ['nul\0nul', 'half \ud83d half', '‮gpj.exe', '\n\r\t', "'; drop table store; --", '$1 {"a":1}', 'é'.repeat(10_000)]) {
    await record(name, 70, [name, `${name}.$.a`])
    const row = await fixture.store.db.selectFrom('object').select('name').where('id', '=', object(name).id).executeTakeFirstOrThrow()
    assert.equal(row.name, storable(name, 500))
    assert.equal((await paths(name)).length, 2)
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
      const held = storable(text, 500)
      assert.ok(held.length <= 500 && held.isWellFormed() && !held.includes('\0'))
    }),
    { seed: 20261124 },
  )
})

test('nothing is written to a store that was removed', async () => {
  await fixture.store.db
    .updateTable('store')
    .set({ removed_at: at(80) })
    .where('id', '=', store)
    .execute()
  assert.equal(await record('late.csv', 81, ['x']), false)
  assert.ok(!(await there()).includes('late.csv'))
})
