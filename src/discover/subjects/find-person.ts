// Where one person's data is: from an e-mail address, telephone, national or customer number to every object with rows of theirs. Owns the
// look-up; the value is used and forgotten, the ledger gets counts.
import { sql } from 'kysely'
import type { Actor } from '../../core/contract/roles.ts'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'
import { canon } from '../../core/canon.ts'
import { quoted } from '../source/postgres/postgres-catalogue.ts'
import type { Platform } from '../../platform/platform.ts'
import { peopleOf } from '../../platform/events/people-set.ts'
import { formOfSpace, identifies } from './identity-types.ts'
import { liveRecords, nativeKeys, tableName, withPostgres, type LiveNeeds, type LivePostgres, type NativeKey } from './live-people.ts'
import { subjectError } from './subject-errors.ts'
import type { ObjectPeople, SubjectReads } from './subject-reads.ts'
import { subjectRef } from './subject-ref.ts'

export interface PersonPlace {
  readonly store: StoreId
  readonly storeName: string
  readonly object: ObjectId
  readonly name: string
  /** the field at the end of the way to the person */
  readonly field: FieldId
  readonly fieldName: string
  readonly role: string
  readonly basis: string
  /** counted in the store now; null: the store could not be asked */
  readonly rows: number | null
  /** fields about people in that object */
  readonly fields: readonly { readonly id: FieldId; readonly name: string; readonly level: number | null }[]
}

export interface FoundPerson {
  /** ids of the people behind the value; more than one: they share it */
  readonly people: readonly string[]
  readonly jurisdictions: readonly string[]
  readonly places: readonly PersonPlace[]
  readonly problems: readonly string[]
}

export type FindPerson = (actor: Actor, value: string, signal: AbortSignal) => Promise<FoundPerson>

export function createFindPerson(needs: LiveNeeds & { readonly platform: Pick<Platform, 'ledger'> }, reads: SubjectReads): FindPerson {
  const { store, keys, ledger } = needs.platform

  return async (actor, value, signal) => {
    if (value.length > 500 || canon('text', value) === null) throw subjectError('value-empty')
    if (!(await reads.built())) throw subjectError('not-built-yet')
    const key = keys.derive('subject-ref')
    const numbers = await numbersOf(value, key)
    const people =
      numbers.length === 0
        ? []
        : await store.db.selectFrom('subject').select(['n', 'id', 'jurisdictions']).where('n', 'in', numbers).orderBy('n').execute()
    const problems: string[] = []
    const places =
      people.length === 0
        ? []
        : await placesOf(
            people.map((row) => row.n),
            problems,
            signal,
          )
    const jurisdictions = [...new Set(people.flatMap((row) => row.jurisdictions))].toSorted()
    await store.transaction(async (tx) => {
      await ledger.append(tx, {
        actor,
        kind: 'person.looked-up',
        entity: people[0]?.id ?? 'nobody',
        body: { people: people.map((row) => row.id), places: places.length },
      })
    })
    return { people: people.map((row) => row.id), jurisdictions, places, problems }
  }

  async function numbersOf(value: string, key: Buffer): Promise<number[]> {
    const { rows: spaces } = await sql<{ space: string }>`select distinct space from subject_key`.execute(store.db)
    const shared = spaces.map((row) => row.space).filter((space) => !space.startsWith('fi_'))
    const known = new Set([...shared, 'email', 'phone'])
    const refs = [...known].flatMap((space) =>
      identifies(space, value) ? [{ space, ref: subjectRef(key, space, formOfSpace(space), value) }] : [],
    )
    const found = await held(refs, false)
    if (found.length > 0) return found
    // a customer number: only where it is the person's own key, not an order's
    return await held(
      spaces.filter((row) => row.space.startsWith('fi_')).map(({ space }) => ({ space, ref: subjectRef(key, space, 'text', value) })),
      true,
    )
  }

  async function held(refs: readonly { space: string; ref: Buffer | null }[], native: boolean): Promise<number[]> {
    const usable = refs.filter((each) => each.ref !== null)
    if (usable.length === 0) return []
    const { rows } = await sql<{ n: number }>`
      select distinct coalesce(s.merged_into, s.n) as n from unnest(${usable.map((each) => each.space)}::text[], ${usable.map((each) => each.ref)}::bytea[]) as w(space, ref)
      join subject_ref r on r.space = w.space and r.ref = w.ref and r.to_at is null join subject s on s.n = r.n
      where s.erased_at is null and (not ${native} or r.native_enc is not null) order by n limit 100`.execute(store.db)
    return rows.map((row) => row.n)
  }

  async function placesOf(numbers: readonly number[], problems: string[], signal: AbortSignal): Promise<PersonPlace[]> {
    const wanted = peopleOf(numbers)
    const objects = (await reads.objects(null)).filter((object) => object.people.intersect(wanted).size > 0)
    const natives = await nativeKeys(needs, numbers)
    const refs = new Set(
      (
        await store.db
          .selectFrom('subject_ref')
          .select('ref')
          .where('n', 'in', [...numbers])
          .where('to_at', 'is', null)
          .where('space', 'not like', 'fi\\_%')
          .execute()
      ).map((row) => row.ref.toString('hex')),
    )
    const places: PersonPlace[] = []
    for (const [id, theirs] of Map.groupBy(objects, (object) => object.store)) {
      const known = await needs.landscape.stores.find(id)
      if (known === null) continue
      const paths = await reads.paths(id)
      const fields = await fieldsOf(theirs)
      let counts = new Map<string, number | null>()
      try {
        counts =
          known.kind === 'postgres'
            ? await countPostgres(id, theirs, paths, natives, signal)
            : await countRecords(known, theirs, refs, signal)
      } catch (thrown) {
        if (signal.aborted) throw thrown
        problems.push(`${known.name} could not be asked now: rows are not counted`)
      }
      for (const object of theirs) {
        for (const path of paths.filter((each) => each.objectId === object.object)) {
          const rows = counts.get(`${object.object} ${path.role} ${path.anchor}`) ?? counts.get(object.object) ?? null
          if (rows === 0) continue
          const own = fields.get(object.object) ?? []
          places.push({
            store: id,
            storeName: known.name,
            object: object.object,
            name: object.name,
            field: path.hops[0]?.[0] ?? path.anchor,
            fieldName: own.find((each) => each.id === (path.hops[0]?.[0] ?? path.anchor))?.name ?? '',
            role: path.role,
            basis: path.basis,
            rows,
            fields: own.filter((each) => each.personal).map(({ id: field, name, level }) => ({ id: field, name, level })),
          })
        }
      }
    }
    return places
  }

  async function fieldsOf(objects: readonly ObjectPeople[]) {
    const rows = await store.db
      .selectFrom('field')
      .select(['id', 'object', 'path', 'verdict', 'label_level'])
      .where(
        'object',
        'in',
        objects.map((object) => object.object),
      )
      .where('gone_at', 'is', null)
      .orderBy('position')
      .execute()
    return Map.groupBy(
      rows.map((row) => ({
        object: row.object,
        id: row.id as FieldId,
        name: row.path,
        level: row.label_level,
        personal: row.verdict === 'personal',
      })),
      (row) => row.object,
    )
  }

  async function countPostgres(
    id: StoreId,
    objects: readonly ObjectPeople[],
    paths: Awaited<ReturnType<SubjectReads['paths']>>,
    natives: readonly NativeKey[],
    signal: AbortSignal,
  ): Promise<Map<string, number | null>> {
    const counts = new Map<string, number | null>()
    const wanted = new Set(objects.map((object) => object.object))
    await withPostgres(needs, id, signal, async (live) => {
      for (const path of paths) {
        if (!wanted.has(path.objectId)) continue
        const values = natives.filter((native) => native.field === path.anchor).map((native) => native.value)
        if (values.length === 0) continue
        const rows = await countWay(live, path.objectId, path.hops, path.anchor, values)
        if (rows !== null) counts.set(`${path.objectId} ${path.role} ${path.anchor}`, rows)
      }
    })
    return counts
  }

  async function countRecords(
    known: NonNullable<Awaited<ReturnType<LiveNeeds['landscape']['stores']['find']>>>,
    objects: readonly ObjectPeople[],
    refs: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<Map<string, number | null>> {
    const wanted = new Set<string>(objects.map((object) => object.object))
    const counts = new Map<string, number | null>([...wanted].map((object) => [object, 0]))
    await liveRecords(
      needs,
      known,
      (object) => wanted.has(object.object),
      signal,
      (object, held) => {
        if (held.some((ref) => refs.has(ref))) counts.set(object.object, (counts.get(object.object) ?? 0) + 1)
      },
    )
    return counts
  }
}

/** Rows of an object that lead to these keys. */
async function countWay(
  { session, shape }: LivePostgres,
  object: ObjectId,
  hops: readonly (readonly [FieldId, FieldId])[],
  anchor: FieldId,
  values: readonly string[],
): Promise<number | null> {
  const at = (field: FieldId) => {
    const table = shape.find((each) => each.columns.some((column) => column.field === field))
    const column = table?.columns.find((each) => each.field === field)
    return table === undefined || column === undefined ? null : { table, column }
  }
  const start = shape.find((table) => table.object === object)
  const end = at(anchor)
  if (start === undefined || end === null) return null
  let current = start
  let joins = ''
  let step = 0
  let last: readonly [string, string] | null = null
  for (const [from, to] of hops) {
    const left = at(from)
    const right = at(to)
    if (left === null || right === null) return null
    const pair: readonly [string, string] = [left.table.object, right.table.object]
    const same = last !== null && last[0] === pair[0] && last[1] === pair[1] && left.table.object !== right.table.object
    if (same) joins += ` and t${step - 1}.${quoted(left.column.name)} = t${step}.${quoted(right.column.name)}`
    else {
      step++
      joins += ` join ${tableName(right.table)} t${step} on t${step - 1}.${quoted(left.column.name)} = t${step}.${quoted(right.column.name)}`
    }
    last = pair
    current = right.table
  }
  if (current.object !== end.table.object) return null
  const { rows } = await session.query(
    `select pg_catalog.count(distinct t0.ctid) as n from ${tableName(start)} t0${joins} where t${step}.${quoted(end.column.name)} = any ($1::${end.column.declared}[])`,
    [values],
  )
  return Number(rows[0]?.['n'] ?? 0)
}
