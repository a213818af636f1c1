// A scope is computed in one pass over the records, with the directory asked once a reference. Here the same question is answered the long way
// too: records in pages, a question for each class of data, everybody's place asked one list at a time. Both give the same bytes for random
// people, records, gaps and facts, compacted or not.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { testAccess } from '../../../test/harness/test-access.ts'
import { testPhases, type TestPhases } from '../../../test/harness/test-phases.ts'
import type { Show } from '../../core/contract/access.ts'
import { fieldId, objectId, type FieldId, type StoreId } from '../../core/ids.ts'
import { createSubjectNumbers } from '../../discover/subjects/subject-numbers.ts'
import type { AccessRow, EventStore, EventWriter, NewAccess, Survey } from '../../platform/events/events.ts'
import { peopleOf, type PeopleSet } from '../../platform/events/people-set.ts'
import type { Db } from '../../platform/store/store.ts'
import type { Facts } from '../incidents/fact-rules.ts'
import { computeScope, type ScopeNeeds } from './compute-scope.ts'

const STORE: StoreId = 'st_aaaaaaaaaaaaaaaaaaaa'
const OBJECT = objectId(STORE, ['public', 'customers'])
const FIELDS = ['id', 'name', 'email', 'iban', 'note', 'unseen'].map((name) => fieldId(OBJECT, name))
const REGIMES = [['gdpr'], ['gdpr', 'ccpa'], ['gdpr'], ['glba', 'gdpr'], [], []]
const PEOPLE = 400
const RUNS = 15
const PLACES = ['DE', 'FR', 'US-CA', 'US', 'unknown']

let it: TestPhases
let writer: EventWriter
let db: Db
before(async () => {
  it = await testPhases()
  db = it.platform.store.db
  const at = new Date('2026-01-01T00:00:00Z')
  await db
    .insertInto('store')
    .values({ id: STORE, kind: 'postgres', address: '{}', name: 'shop', added_at: at } as never)
    .execute()
  const object = { id: OBJECT, store: STORE, path: ['public', 'customers'], name: 'public.customers', kind: 'table', seen_at: at }
  await db
    .insertInto('object')
    .values(object as never)
    .execute()
  // the last field is in no catalogue: unlabelled
  for (const [position, id] of FIELDS.slice(0, -1).entries()) {
    const field = { id, object: OBJECT, path: String(position), verdict: 'personal', label_level: 2, regimes: REGIMES[position], why: '[]' }
    await db
      .insertInto('field')
      .values({ ...field, position, seen_at: at } as never)
      .execute()
  }
  // people with none, one and two places; some merged, some erased; references that several share, and some that ended
  await sql`insert into subject (n, id, jurisdictions) overriding system value
    select n, gen_random_uuid(), case when n % 9 = 0 then array[${PLACES[0]}, ${PLACES[2]}] else array[(${PLACES}::text[])[1 + n % 5]] end
    from generate_series(1, ${PEOPLE}::int) n`.execute(db)
  await sql`update subject set merged_into = n - 1 where n % 20 = 0`.execute(db)
  await sql`update subject set erased_at = ${at} where n % 50 = 7`.execute(db)
  await sql`insert into subject_ref (space, ref, n, from_at, to_at)
    select 'a', substring(sha256(n::text::bytea) from 1 for 16), n, ${at}::timestamptz, case when n % 30 = 3 then ${at}::timestamptz end from generate_series(1, ${PEOPLE}::int) n
    union all select 'a', substring(sha256((n + 1)::text::bytea) from 1 for 16), n, ${at}::timestamptz, case when n % 24 = 0 then ${at}::timestamptz end
      from generate_series(1, ${PEOPLE - 1}::int) n where n % 12 = 0
    union all select 'a', substring(sha256((n + 1)::text::bytea) from 1 for 16), n, ${at}::timestamptz, null from generate_series(2, ${PEOPLE - 1}::int) n where n % 30 = 2`.execute(
    db,
  )
  const all = Buffer.from(peopleOf(Array.from({ length: PEOPLE - 20 }, (_, n) => n + 1)).bytes())
  await db
    .insertInto('subject_object')
    .values({ object: OBJECT, people: all, rows: PEOPLE, reached: PEOPLE, built_at: at } as never)
    .execute()
  writer = await it.platform.events.writer('random')
})
after(() => it?.close())

const refOf = async (n: number): Promise<Buffer> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(String(n)))).subarray(0, 16)

/** The records, asked the long way. */
function longWay(events: EventStore): Survey {
  return {
    answer: events.answer,
    async each(query, take) {
      let { from } = query
      const seen = new Set<string>()
      for (;;) {
        const page = await events.records({ ...query, from }, 10_000)
        const fresh: AccessRow[] = page.filter((row) => !seen.has(`${row.writer} ${row.seq}`))
        for (const row of fresh) seen.add(`${row.writer} ${row.seq}`)
        take(fresh)
        if (page.length < 10_000) return
        from = page.at(-1)!.time
      }
    },
    async peopleBy(query, keyOf) {
      const groups = new Map<string, PeopleSet>()
      // each record by itself: no two have the same moment here
      for (const { session, fields, time } of await events.records(query, 10_000)) {
        const key = keyOf({ session, fields })
        if (key === null) continue
        const asked = { ...query, sessions: [session], from: time, to: new Date(Date.parse(time) + 1).toISOString() }
        groups.set(key, (groups.get(key) ?? peopleOf([])).union(await events.people(asked)))
      }
      return groups
    },
  }
}

async function longNumbers(refs: readonly Uint8Array[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ ref: Buffer; n: number }>`
    select ref, min(n) as n from (
      select r.ref, coalesce(s.merged_into, r.n) as n, r.to_at,
        bool_or(r.to_at is null) over (partition by r.ref) as held, max(r.to_at) over (partition by r.ref) as last
      from subject_ref r join subject s on s.n = r.n where r.ref = any(${refs.map((ref) => Buffer.from(ref))}::bytea[])) as each
    where case when held then to_at is null else to_at = last end
    group by ref having min(n) = max(n)`.execute(db)
  return new Map(rows.map((row) => [row.ref.toString('hex'), row.n]))
}

async function longPlaces(people: PeopleSet): Promise<ReadonlyMap<string, PeopleSet>> {
  const merged = new Map(
    (await sql<{ n: number; to: number }>`select n, merged_into as "to" from subject where merged_into is not null`.execute(db)).rows.map(
      (row) => [row.n, row.to],
    ),
  )
  const groups = new Map<string, number[]>()
  for (const n of new Set([...people].map((one) => merged.get(one) ?? one))) {
    const found = await sql<{ places: string[] }>`select jurisdictions as places from subject where n = ${n}`.execute(db)
    for (const place of found.rows[0]?.places ?? []) groups.set(place, [...(groups.get(place) ?? []), n])
  }
  return new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([place, numbers]) => [place, peopleOf(numbers)]))
}

const SHOWS: readonly Show[] = ['clear', 'partial', 'tokenised', 'hashed', 'null', 'denied']
const record = fc.record({
  session: fc.constantFrom('s1', 's2', 's3', 's4'),
  principal: fc.constantFrom('dana.weber', 'kim.ode', null),
  minute: fc.integer({ min: 0, max: 239 }),
  // a session reads the same few sets of fields again and again
  set: fc.constantFrom([0, 1], [2, 3], [4], [5], [0, 1, 2, 3, 4]),
  shows: fc.array(fc.constantFrom(...SHOWS), { minLength: 5, maxLength: 5 }),
  // beyond PEOPLE: references of nobody
  people: fc.array(fc.integer({ min: 1, max: PEOPLE + 40 }), { maxLength: 25 }),
  keyless: fc.option(fc.record({ rows: fc.integer({ min: 0, max: 30 }), basis: fc.constantFrom('rows', 'table', 'lease') })),
  phase: fc.constantFrom('single', 'both', 'open'),
  outcome: fc.constantFrom('ok', 'ok', 'ok', 'denied', 'error'),
})
const question = fc.record({
  records: fc.array(record, { minLength: 1, maxLength: 25 }),
  compact: fc.constantFrom('no', 'some', 'all'),
  actors: fc.array(
    fc.record({
      principal: fc.option(fc.constantFrom('dana.weber', 'kim.ode'), { nil: undefined }),
      session: fc.option(fc.constantFrom('s1', 's2', 's3'), { nil: undefined }),
      from: fc.constantFrom(0, 0, 60, 75),
      to: fc.constantFrom(120, 130, 240),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  exclude: fc.array(fc.integer({ min: 1, max: PEOPLE }), { maxLength: 6 }),
  exfiltrated: fc.constantFrom('accessed', 'none', null, [3, 4, 5, 6, 7, 8]),
  skew: fc.constantFrom(0, 0, 90),
  gap: fc.constantFrom(null, null, 5, 'unbounded'),
})

test('the quick way and the long way give the same scope, to the byte', async (t) => {
  let day = Date.parse('2026-03-01T00:00:00Z')
  let known = 0
  await fc.assert(
    fc.asyncProperty(question, async (asked) => {
      day += 86_400_000
      const at = (minute: number, ms = 0): string => new Date(day + minute * 60_000 + ms).toISOString()
      const batch: NewAccess[] = []
      for (const one of asked.records) {
        const fields = one.set.map((index) => FIELDS[index]!)
        const shown = Object.fromEntries(fields.map((field, index) => [field, one.shows[index]!])) as Record<FieldId, Show>
        const refs = Buffer.concat(await Promise.all([...new Set(one.people)].map(refOf)))
        const upper = refs.length / 16 + (one.keyless?.rows ?? 0)
        const subjects = { lower: 0, upper, basis: one.keyless?.basis ?? 'keys' } as NewAccess['subjects']
        const { session, principal } = one
        const rest = { session, principal, actor: principal ?? 'unknown', store: STORE, object: OBJECT, fields, shown } as const
        const whole = {
          ...rest,
          time: at(one.minute, 2 * batch.length + 1),
          outcome: one.outcome as 'ok',
          refs,
          rows: refs.length / 16,
          subjects,
        }
        if (one.phase !== 'single') {
          const bound = { lower: 0, upper: 9, basis: 'lease' } as const
          batch.push(
            testAccess({
              ...rest,
              time: at(one.minute, 2 * batch.length),
              phase: 'open',
              refs: new Uint8Array(),
              subjects: bound,
              rows: null,
            }),
          )
        }
        if (one.phase !== 'open') batch.push(testAccess({ ...whole, phase: one.phase === 'both' ? 'close' : 'single' }))
      }
      const half = asked.compact === 'some' ? batch.length >> 1 : 0
      if (half > 0) {
        await writer.append(batch.slice(0, half))
        await it.platform.events.compact()
      }
      await writer.append(batch.slice(half))
      if (asked.compact === 'all') await it.platform.events.compact()
      if (asked.gap !== null) {
        const upper = typeof asked.gap === 'number' ? asked.gap : null
        await it.platform.events.reportGap({ source: 'log', store: STORE, from: at(10), to: at(20), upper, reason: 'random' })
      }
      const fact = (value: unknown) => ({ value, by: 'test', at: at(0), why: 'random' })
      const facts = {
        exclude: fact([{ people: asked.exclude, reason: 'random' }]),
        ...(asked.exfiltrated === null
          ? {}
          : { exfiltrated: fact(Array.isArray(asked.exfiltrated) ? { people: asked.exfiltrated } : asked.exfiltrated) }),
        'clock-skew-seconds': fact(asked.skew),
      } as unknown as Facts
      const actors = asked.actors.map(({ principal, session, from, to }) => ({
        ...(principal === undefined ? {} : { principal }),
        ...(session === undefined ? {} : { session }),
        from: at(from),
        to: at(to),
      }))
      const needs: ScopeNeeds = {
        db,
        events: it.platform.events,
        subjects: it.discover.subjects,
        access: it.landscape.access,
        law: { sha256: '', rows: 0 },
      }
      const ask = { actors, facts, stores: [STORE] }
      const { signal } = new AbortController()
      const shares: number[] = []
      const quick = await computeScope(needs, ask, signal, (_stage, share) => shares.push(share))
      const long = await computeScope(
        {
          ...needs,
          events: { survey: () => longWay(it.platform.events) },
          subjects: { ...it.discover.subjects, inStore: it.discover.subjects.inStore, byJurisdiction: longPlaces },
        },
        ask,
        signal,
      )
      for (const key of ['counts', 'totals', 'records', 'shown', 'notes', 'gaps', 'inputHash', 'resultHash'] as const) {
        assert.deepEqual(quick[key], long[key], key)
      }
      for (const grade of ['in-store', 'reachable', 'accessed', 'exfiltrated', 'excluded'] as const) {
        assert.deepEqual(quick.people[grade].bytes(), long.people[grade].bytes(), grade)
      }
      const distinct = new Set<string>()
      for (const query of quick.queries)
        for (const row of await it.platform.events.records(query, 10_000)) distinct.add(`${row.writer} ${row.seq}`)
      assert.equal(quick.records.count, distinct.size, 'a record of two questions counts once')
      // grades are nested: whoever was taken was accessed, whoever was accessed could be reached, whoever could is there
      const { people } = quick
      assert.equal(people.exfiltrated.minus(people.accessed).size + people.accessed.minus(people.reachable).size, 0)
      assert.equal(people.reachable.minus(people['in-store']).size + people.excluded.intersect(people.accessed).size, 0)
      assert.ok(quick.counts.every(({ lower, upper }) => lower <= upper))
      assert.deepEqual(
        shares,
        shares.toSorted((a, b) => a - b),
        'it never goes backwards',
      )
      assert.ok(shares.every((share) => share >= 0 && share <= 1))
      known += people.accessed.size
    }),
    {
      numRuns: fc.readConfigureGlobal().numRuns === undefined ? RUNS : 400,
      ...(process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) }),
    },
  )
  t.diagnostic(`${known} people accessed in all runs`)
  assert.ok(known > RUNS, 'the runs reach people')
})

test('numbers of references: those that several hold now are nobody’s, ended and merged ones lead on', async () => {
  const refs = await Promise.all(Array.from({ length: PEOPLE + 20 }, (_, n) => refOf(n + 1)))
  const quick = await createSubjectNumbers(db)(refs)
  const long = await longNumbers(refs)
  assert.deepEqual([...quick].toSorted(), [...long].toSorted())
  assert.ok(quick.size > PEOPLE * 0.7 && quick.size < PEOPLE, `${quick.size}`)
})
