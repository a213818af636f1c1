// What the directory says: how it stands, paths and keys of a store, who is in it, where people live. Reads only.
import { sql } from 'kysely'
import { createHash } from 'node:crypto'
import type { SubjectPath } from '../../core/contract/people.ts'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'
import { peopleBuilder, peopleOf, readPeople, type PeopleBuilder, type PeopleSet } from '../../platform/events/people-set.ts'
import type { Db } from '../../platform/store/store.ts'
import type { SubjectProblem } from '../../platform/store/tables.ts'
import type { SubjectKey } from '../contract.ts'

export interface ObjectPeople {
  readonly object: ObjectId
  readonly name: string
  readonly path: readonly string[]
  readonly store: StoreId
  readonly rows: number
  readonly reached: number
  readonly people: PeopleSet
}

export interface SubjectsState {
  readonly state: 'never' | 'waiting' | 'running' | 'done' | 'failed'
  readonly build: string | null
  readonly people: number
  readonly references: number
  readonly jurisdictions: readonly { readonly jurisdiction: string; readonly people: number }[]
  readonly builtAt: Date | null
  readonly rowsRead: number
  readonly doing: string | null
  readonly digest: string | null
  readonly problems: readonly (SubjectProblem & { readonly storeName: string | null })[]
}

export interface SubjectReads {
  state(): Promise<SubjectsState>
  paths(store: StoreId): Promise<readonly (SubjectPath & { readonly name: string })[]>
  keys(store: StoreId): Promise<readonly SubjectKey[]>
  objects(store: StoreId | null): Promise<readonly ObjectPeople[]>
  inStore(store: StoreId | null): Promise<PeopleSet>
  byJurisdiction(people: PeopleSet): Promise<ReadonlyMap<string, PeopleSet>>
  digest(): Promise<{ readonly sha256: string; readonly rows: number }>
  built(): Promise<boolean>
}

const AT_ONCE = 50_000

export function createSubjectReads(db: Db): SubjectReads {
  // Sets were written before two numbers turned out to be one person.
  const merges = async (): Promise<(people: PeopleSet) => PeopleSet> => {
    const { rows } = await sql<{ n: number; to: number }>`select n, merged_into as "to" from subject where merged_into is not null`.execute(
      db,
    )
    return (people) => {
      const moved = rows.filter((row) => people.has(row.n))
      if (moved.length === 0) return people
      return people.minus(peopleOf(moved.map((row) => row.n))).union(peopleOf(moved.map((row) => row.to)))
    }
  }
  const erased = async (): Promise<PeopleSet> => {
    const { rows } = await sql<{ n: number }>`select n from subject where erased_at is not null`.execute(db)
    return peopleOf(rows.map((row) => row.n))
  }

  const reads: SubjectReads = {
    async state() {
      const [last, done] = await Promise.all([
        db.selectFrom('subject_build').selectAll().orderBy('number', 'desc').limit(1).executeTakeFirst(),
        db.selectFrom('subject_build').selectAll().where('state', '=', 'done').orderBy('number', 'desc').limit(1).executeTakeFirst(),
      ])
      const { rows } = await sql<{ jurisdiction: string; people: string }>`
        select j as jurisdiction, count(*) as people from subject cross join lateral unnest(jurisdictions) as j
        where erased_at is null and merged_into is null group by j order by count(*) desc, j`.execute(db)
      const problems = (last?.state === 'failed' ? last : done)?.problems ?? []
      const names = new Map((await db.selectFrom('store').select(['id', 'name']).execute()).map((row) => [row.id as string, row.name]))
      return {
        state: last?.state ?? 'never',
        build: last?.id ?? null,
        people: Number(done?.people ?? 0),
        references: Number(done?.refs ?? 0),
        jurisdictions: rows.map((row) => ({ jurisdiction: row.jurisdiction, people: Number(row.people) })),
        builtAt: done?.ended_at ?? null,
        rowsRead: Number(last?.rows_read ?? 0),
        doing: last?.doing ?? null,
        digest: done?.digest ?? null,
        problems: problems.map((problem) => ({ ...problem, storeName: names.get(problem.store) ?? null })),
      }
    },

    async built() {
      return (await db.selectFrom('subject_build').select('id').where('state', '=', 'done').limit(1).executeTakeFirst()) !== undefined
    },

    async paths(store) {
      const { rows } = await sql<{
        object: ObjectId
        name: string
        role: string
        hops: [FieldId, FieldId][]
        anchor: FieldId
        basis: SubjectPath['basis']
        coverage: number
        pinned: string | null
      }>`
        select p.object, o.name, p.role, p.hops, p.anchor, p.basis, p.coverage, p.pinned::text as pinned
        from subject_path p join object o on o.id = p.object where o.store = ${store} and o.gone_at is null order by o.name, p.role, p.anchor`.execute(
        db,
      )
      return rows.map((row) => ({
        objectId: row.object,
        name: row.name,
        role: row.role,
        hops: row.hops,
        anchor: row.anchor,
        basis: row.basis,
        coverage: Math.round(row.coverage * 10_000) / 10_000,
        ...(row.pinned === null ? {} : { pinned: row.pinned }),
      }))
    },

    async keys(store) {
      const { rows } = await sql<SubjectKey>`
        select k.field, k.object, o.path, f.path as column, k.space, k.form
        from subject_key k join object o on o.id = k.object join field f on f.id = k.field
        where o.store = ${store} and o.gone_at is null and f.gone_at is null order by o.name, f.position`.execute(db)
      return rows
    },

    async objects(store) {
      const { rows } = await sql<{
        object: ObjectId
        name: string
        path: string[]
        store: StoreId
        rows: string
        reached: string
        people: Buffer
      }>`
        select s.object, o.name, o.path, o.store, s.rows, s.reached, s.people from subject_object s join object o on o.id = s.object
        join store t on t.id = o.store
        where o.gone_at is null and t.removed_at is null and (${store}::text is null or o.store = ${store}) order by t.name, o.name`.execute(
        db,
      )
      const kept = await merges()
      const out: ObjectPeople[] = []
      for (const row of rows)
        out.push({
          ...row,
          rows: Number(row.rows),
          reached: Number(row.reached),
          people: kept(readPeople(new Uint8Array(row.people))),
        })
      return out
    },

    async inStore(store) {
      let people = peopleOf([])
      for (const each of await reads.objects(store)) people = people.union(each.people)
      return people.minus(await erased())
    },

    async byJurisdiction(people) {
      const groups = new Map<string, PeopleBuilder>()
      const add = (jurisdictions: readonly string[], ns: readonly number[]): void => {
        for (const name of jurisdictions.length === 0 ? ['unknown'] : jurisdictions) {
          let group = groups.get(name)
          if (group === undefined) groups.set(name, (group = peopleBuilder()))
          for (const n of ns) group.add(n)
        }
      }
      for (const numbers of pages((await merges())(people))) {
        const [from, to] = [numbers[0]!, numbers.at(-1)!]
        const dense = to - from < 2 * numbers.length
        const wanted = dense
          ? sql`subject s where s.n between ${from} and ${to}`
          : sql`unnest(${numbers}::int[]) as w(n) join subject s on s.n = w.n where true`
        const { rows } = await sql<{ jurisdictions: string[]; ns: string }>`
          select s.jurisdictions, string_agg(s.n::text, ',') as ns from ${wanted} group by s.jurisdictions`.execute(db)
        // A span of numbers is read faster than a list of them; who was not asked for in it is left out here.
        const asked = dense && to - from + 1 > numbers.length ? peopleOf(numbers) : null
        for (const row of rows) {
          const ns = row.ns.split(',').map(Number)
          add(row.jurisdictions, asked === null ? ns : ns.filter((n) => asked.has(n)))
        }
      }
      return new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, group]) => nonEmpty(name, group.build())))
    },

    async digest() {
      const row = await db
        .selectFrom('subject_build')
        .select(['digest', 'refs'])
        .where('state', '=', 'done')
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst()
      return { sha256: row?.digest ?? createHash('sha256').digest('hex'), rows: Number(row?.refs ?? 0) }
    },
  }
  return reads
}

function* pages(people: PeopleSet): Generator<number[]> {
  let page: number[] = []
  for (const n of people) {
    page.push(n)
    if (page.length < AT_ONCE) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

const nonEmpty = (name: string, people: PeopleSet): [string, PeopleSet][] => (people.size === 0 ? [] : [[name, people]])
