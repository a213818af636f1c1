// What a scan writes of one object, on the real store: the same when written twice, nothing of a value, and nothing missed.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { systemClock } from '../../core/clock.ts'
import { storeId } from '../../core/ids.ts'
import { catalogue } from '../../landscape/catalogue.ts'
import { testStore, type TestStore } from '../../../test/harness/test-store.ts'
import { createAnnounce } from '../announce-label.ts'
import type { FieldResult } from '../engine/engine.ts'
import type { ObjectScan } from '../scan/scan-store.ts'
import type { Outcome, SourceField } from '../source/source.ts'
import { createScanWriter, STORE_GONE, type ScanWriter } from './record-object.ts'

const SCAN = '01a20000-0000-7000-8000-000000000001'
const store = storeId({ kind: 'folder', path: '/srv/share' })

let fixture: TestStore
let writer: ScanWriter
before(async () => {
  fixture = await testStore()
  writer = createScanWriter({ store: fixture.store, clock: systemClock, keys: fixture.keys }, catalogue, createAnnounce(systemClock))
  const at = new Date()
  await fixture.store.db
    .insertInto('store')
    .values({ id: store, kind: 'folder', address: '{"path":"/srv/share"}', name: 'share', secret_enc: null, added_at: at })
    .execute()
  await fixture.store.db
    .insertInto('scan')
    .values({ id: SCAN, mode: '{"kind":"full"}', state: 'running', started_by: 'x', created_at: at })
    .execute()
})
after(() => fixture.close())

const READ: Outcome = { status: 'read', rows: 2, bytes: 20 }
const email = (raw: string, sample = 'a***'): FieldResult => ({
  verdict: 'personal',
  label: { level: 2, regimes: ['gdpr'], why: [{ rule: 'level', text: 'an e-mail address' }] },
  types: [
    { type: 'email', confidence: 0.9, count: 2, share: 1, sample, why: [{ rule: 'shape', text: 'has the form of one', weight: 0.5 }], raw },
  ],
  why: [{ rule: 'name', text: 'the name says so' }],
  read: 2,
  nonEmpty: 2,
})
const scan = (name: string, fields: [SourceField, FieldResult][], outcome: Outcome = READ): ObjectScan => ({
  // the writer computes ids itself: those of a store that moved would differ
  id: 'ob_aaaaaaaaaaaaaaaaaaaa',
  object: { path: [name], name, kind: 'csv', bytes: 20 },
  outcome,
  label: null,
  fields: fields.map(([field, result]) => ({ id: 'fi_aaaaaaaaaaaaaaaaaaaa', field, result })),
})
async function all() {
  const { db } = fixture.store
  return {
    object: await db.selectFrom('object').select(['id', 'name', 'label_level', 'regimes', 'read_status']).orderBy('name').execute(),
    field: await db.selectFrom('field').select(['id', 'path', 'verdict', 'label_level', 'why']).orderBy('id').execute(),
    finding: await db.selectFrom('finding').select(['field', 'type', 'count', 'sample', 'sample_ref']).orderBy('field').execute(),
    coverage: await db.selectFrom('coverage').select(['object', 'status', 'rows', 'findings']).orderBy('object').execute(),
    outbox: await db.selectFrom('outbox').select(['topic', 'payload']).orderBy('id').execute(),
  }
}

test('written twice, or by two at once, is as written once', async () => {
  const one = scan('a.csv', [[{ path: 'mail' }, email('ada@example.org')]])
  await writer.object(SCAN, store, one)
  const first = await all()
  assert.equal(first.finding[0]!.sample_ref!.length, 16)
  assert.deepEqual([first.object[0]!.label_level, first.object[0]!.regimes], [2, ['gdpr']])
  assert.deepEqual(
    first.field[0]!.why.map((why) => why.rule),
    ['name', 'level'],
  )
  await writer.object(SCAN, store, one)
  await Promise.all([writer.object(SCAN, store, one), writer.object(SCAN, store, one), writer.object(SCAN, store, one)])
  assert.deepEqual(await all(), first)
})

test('two columns whose names look the same are two fields', async () => {
  await writer.object(
    SCAN,
    store,
    scan('b.csv', [
      [{ path: 'pre\u0301nom' }, email('a@example.org')],
      [{ path: 'pr\u00e9nom' }, email('b@example.org')],
      [{ path: 'pr\u00e9nom' }, email('c@example.org')],
    ]),
  )
  const paths = (await all()).field.map((field) => field.path)
  for (const path of ['pre\u0301nom', 'pr\u00e9nom', 'pr\u00e9nom #2']) assert.ok(paths.includes(path), path)
})

test('should a mask let a value through, nothing of it is kept; NUL and half characters do not stop a scan', async () => {
  const raw = 'secret@example.org'
  const odd = email(raw, `leak ${raw}!`)
  await writer.object(
    SCAN,
    store,
    scan('c\0.csv', [
      [
        { path: 'm\ud800\0ail', declared: 'te\0xt' },
        { ...odd, why: [{ rule: 'x', text: 'a\0b\udfff' }] },
      ],
    ]),
  )
  const everything = JSON.stringify(await all())
  assert.ok(!everything.includes(raw))
  assert.ok(everything.includes('••••'))
})

test('what was not read stands in map and ledger with its reason; a place that could not be listed too', async () => {
  await writer.object(SCAN, store, {
    ...scan('t', [], { status: 'failed', reason: 'no right to read it' }),
    object: { path: ['public', 't'], name: 'public.t', kind: 'table', fields: [{ path: 'id', declared: 'int4' }] },
  })
  await writer.unlisted(SCAN, store, { name: 'closed', status: 'failed', reason: 'no right to list it' })
  await writer.unread(SCAN, store, [{ object: { path: ['d'], name: 'd', kind: 'file' }, status: 'skipped', reason: 'too large' }], false)
  const { object, field, coverage } = await all()
  for (const name of ['public.t', 'closed', 'd']) {
    const row = object.find((each) => each.name === name)
    assert.equal(row?.label_level, null, name)
    assert.ok(
      coverage.some((line) => line.object === row!.id && line.status === row!.read_status && line.rows === '0'),
      name,
    )
  }
  const id = field.find((each) => each.path === 'id')
  assert.deepEqual([id?.verdict, id?.label_level], [null, null], 'an unread table has its columns, and no label')
})

test('an object read badly later keeps its label, and says that it was not read', async () => {
  await writer.object(SCAN, store, scan('a.csv', [], { status: 'failed', reason: 'damaged' }))
  const row = (await all()).object.find((each) => each.name === 'a.csv')
  assert.deepEqual([row!.label_level, row!.read_status], [2, 'failed'])
})

test('a store that was removed gets nothing', async () => {
  await fixture.store.db.updateTable('store').set({ removed_at: new Date() }).where('id', '=', store).execute()
  const before = await all()
  assert.equal(await writer.object(SCAN, store, scan('z.csv', [[{ path: 'mail' }, email('z@example.org')]])), STORE_GONE)
  assert.equal(await writer.unlisted(SCAN, store, { name: 'y', status: 'failed', reason: 'x' }), STORE_GONE)
  assert.equal(
    await writer.unread(SCAN, store, [{ object: { path: ['d2'], name: 'd2', kind: 'file' }, status: 'skipped', reason: 'x' }], false),
    STORE_GONE,
  )
  assert.deepEqual(await all(), before)
})
