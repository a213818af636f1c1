// The map over 100,000 fields: every read stays quick, uses no more than it needs, and what is counted is what is listed.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { monotonicMs } from '../../core/clock.ts'
import type { ObjectId, StoreId } from '../../core/ids.ts'
import { testStore, type TestStore } from '../../../test/harness/test-store.ts'
import { createDiscoverReads } from '../discover-reads.ts'
import { createStoreFacts } from '../store-facts.ts'
import { exportMap } from './map-export.ts'
import type { MapWish } from './map-filters.ts'
import { createMapReads } from './map-reads.ts'

const OBJECTS = 2000
const FIELDS = 50
// On a free machine each takes a tenth of it; the limit is for one that many tests share.
const LIMIT_MS = 5000

let fixture: TestStore
let stores: StoreId[]
before(async () => {
  fixture = await testStore()
  const { db } = fixture.store
  const at = new Date('2026-11-24T00:00:00Z')
  const scan = '01a20000-0000-7000-8000-000000000001'
  await sql`insert into store (id, kind, address, name, added_at)
    select 'st_' || translate(rpad(n::text, 20, 'a'), '0189', 'xyzw'), 'postgres', '{"host":"h","port":5432,"database":"d"}', 'store ' || n, ${at}
    from generate_series(1, 4) n`.execute(db)
  await sql`insert into scan (id, mode, state, started_by, created_at) values (${scan}, '{"kind":"full"}', 'done', 'x', ${at})`.execute(db)
  await sql`insert into object (id, store, path, name, kind, label_level, regimes, seen_at, read_status, read_reason, read_scan, read_at)
    select 'ob_' || translate(rpad(md5(n::text), 20, 'a'), '0189', 'xyzw'), (select id from store order by name offset n % 4 limit 1),
      array['public', 'table ' || n], 'public.table ' || n, 'table', case when n % 10 = 0 then null else n % 4 end, '{gdpr}', ${at},
      case when n % 10 = 0 then 'failed' else 'read' end, case when n % 10 = 0 then 'no right to read it' end, ${scan}, ${at}
    from generate_series(1, ${OBJECTS}::int) n`.execute(db)
  await sql`insert into field (id, object, path, position, verdict, label_level, regimes, seen_at, scan, labelled_at)
    select 'fi_' || translate(substr(md5(o.id || n), 1, 20), '0189', 'xyzw'), o.id, 'column ' || n, n,
      case when o.read_status = 'failed' then null when n % 5 = 0 then 'personal' when n % 17 = 0 then 'unsure' else 'not-personal' end,
      case when o.read_status = 'failed' then null when n % 5 = 0 then 2 when n % 17 = 0 then 3 else 0 end,
      case when n % 5 = 0 then array['gdpr'] else '{}' end, ${at}, ${scan}, ${at}
    from object o, generate_series(1, ${FIELDS}::int) n`.execute(db)
  await sql`insert into finding (field, type, scan, confidence, count, share, sample, found_at)
    select id, type, ${scan}, 0.9, 10, 0.5, '***', ${at} from field, unnest(array['email','phone']) type where verdict = 'personal'`.execute(
    db,
  )
  await sql`insert into scan (id, mode, state, started_by, created_at)
    select ('01a20000-0000-7000-8000-0000000001' || lpad(n::text, 2, '0'))::uuid, '{"kind":"full"}', 'done', 'x', ${at} from generate_series(1, 20) n`.execute(
    db,
  )
  await sql`insert into coverage (scan, store, object, name, status, reason)
    select scan.id, o.store, o.id, o.name, o.read_status, o.read_reason from scan, object o`.execute(db)
  await sql`analyze`.execute(db)
  stores = (await db.selectFrom('store').select('id').orderBy('name').execute()).map((row) => row.id)
})
after(() => fixture.close())

async function quick<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = monotonicMs()
  const result = await work()
  const took = monotonicMs() - start
  assert.ok(took < LIMIT_MS, `${what} took ${Math.round(took)} ms`)
  return result
}

const WISHES: readonly MapWish[] = [
  {},
  { level: 2 },
  { verdict: 'unsure' },
  { type: 'email' },
  { type: 'no-such-type' },
  { regime: 'gdpr' },
  { read: 'unread' },
  { read: 'failed', label: 'none' },
  { q: 'table column 1' },
  { q: '100%' },
  { pinned: true },
  { level: 1, verdict: 'personal', type: 'phone', regime: 'gdpr', q: 'TABLE 19' },
]

describe('100,000 fields', () => {
  for (const wish of WISHES) {
    test(`what is counted is what is listed: ${JSON.stringify(wish)}`, async () => {
      const reads = createMapReads(fixture.store.db)
      const map = await quick('the map', () => reads.map(wish))
      assert.equal(map.totals.fields, OBJECTS * FIELDS)
      assert.equal(map.totals.unread, OBJECTS / 10)
      let shown = 0
      for (const store of map.stores) {
        let after: string | undefined
        const seen = new Set<string>()
        const sum = { fields: 0, personal: 0, unsure: 0, unread: 0 }
        let sample: ObjectId | undefined
        let sampleFields = 0
        do {
          const page = await quick('a page of objects', () =>
            reads.objects(store.id as StoreId, wish, {
              sort: 'name',
              limit: 400,
              ...(after === undefined ? {} : { after }),
            }),
          )
          for (const object of page.objects) {
            assert.ok(!seen.has(object.id), 'no object on two pages')
            seen.add(object.id)
            sum.fields += object.fields
            sum.personal += object.personal
            sum.unsure += object.unsure
            if (object.coverage?.status === 'failed') sum.unread++
            sample ??= object.id as ObjectId
            if (sample === object.id) sampleFields = object.fields
          }
          after = page.next ?? undefined
        } while (after !== undefined)
        assert.deepEqual(
          { objects: seen.size, ...sum },
          { objects: store.objects, fields: store.fields, personal: store.personal, unsure: store.unsure, unread: store.unread },
        )
        shown += store.fields
        if (sample !== undefined) {
          const { fields } = await quick('the fields', () => reads.fields(sample, wish, { limit: 1000 }))
          assert.equal(fields.length, sampleFields)
        }
      }
      assert.equal(shown, map.totals.shown)
    })
  }

  test('by label: the highest first, the unlabelled last, every object once', async () => {
    const reads = createMapReads(fixture.store.db)
    const levels: number[] = []
    let after: string | undefined
    do {
      const page = await quick('a page', () =>
        reads.objects(stores[0]!, {}, { sort: 'label', limit: 90, ...(after === undefined ? {} : { after }) }),
      )
      levels.push(...page.objects.map((object) => object.label?.level ?? -1))
      after = page.next ?? undefined
    } while (after !== undefined)
    assert.equal(levels.length, OBJECTS / 4)
    assert.deepEqual(
      levels,
      levels.toSorted((a, b) => b - a),
    )
  })

  test('the figures of the overview and the list of stores', async () => {
    const facts = createStoreFacts(fixture.store.db)
    const reads = createDiscoverReads(fixture.store.db, facts)
    const map = await createMapReads(fixture.store.db).map({})
    const found = await quick('the stores', () => facts(stores))
    for (const store of map.stores) {
      const { objects, fields, personal, unsure, unread } = found.get(store.id as StoreId)!
      assert.deepEqual(
        { objects, fields, personal, unsure, unread },
        { objects: store.objects, fields: store.fields, personal: store.personal, unsure: store.unsure, unread: store.unread },
      )
    }
    assert.equal((await quick('the unsure', () => reads.unsure())).count, map.totals.unsure)
    const groups = await quick('the unread', () => reads.unread(50))
    assert.equal(
      groups.reduce((sum, group) => sum + group.count, 0),
      map.totals.unread,
    )
    await quick('the new labels', () => reads.labelledSince(new Date('2026-11-23T00:00:00Z'), 12))
    await quick('their count', () => reads.countLabelledSince(new Date('2026-11-23T00:00:00Z')))
  })

  test('a page of objects and the fields of one read by index, not the whole table', async () => {
    const { db } = fixture.store
    const plan = async (query: ReturnType<typeof sql>): Promise<string> =>
      (await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(db)).rows.map((row) => row['QUERY PLAN']).join('\n')
    const some = (await db.selectFrom('object').select('id').limit(1).executeTakeFirstOrThrow()).id
    assert.doesNotMatch(await plan(sql`select * from field where object = ${some} order by position`), /Seq Scan on field/)
    assert.doesNotMatch(await plan(sql`select * from object where store = ${stores[0]!} order by name, id limit 100`), /Seq Scan on object/)
    assert.doesNotMatch(await plan(sql`select * from field where labelled_at >= '2027-01-01'`), /Seq Scan on field/)
    assert.doesNotMatch(
      await plan(sql`select 1 from coverage where scan = '01a20000-0000-7000-8000-000000000001' and status = 'failed'`),
      /Seq Scan on coverage/,
    )
  })

  test('the whole map as a file, in pieces', async () => {
    let lines = 0
    let longest = 0
    const start = monotonicMs()
    for await (const piece of exportMap(fixture.store.db, 'csv', {}, '2026-11-24T00:00:00.000Z')) {
      lines += piece.split('\r\n').length - 1
      longest = Math.max(longest, piece.length)
    }
    assert.equal(lines, 1 + OBJECTS * FIELDS)
    assert.ok(longest < 2_000_000, `a piece of ${longest} characters`)
    assert.ok(monotonicMs() - start < 60_000)
  })
})
