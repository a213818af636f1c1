// How people can be reached, read from their stores at the time of sending. Owns which store is asked for whom; keeps nothing.
import type { FieldId, StoreId } from '../../core/ids.ts'
import type { PeopleSet } from '../../platform/events/people-set.ts'
import type { Contact } from '../contract.ts'
import { identifies } from './identity-types.ts'
import { contactRows, liveRecords, nativeKeys, withPostgres, type LiveNeeds } from './live-people.ts'
import { LANG, NAME } from './source-people.ts'
import { quoted } from '../source/postgres/postgres-catalogue.ts'
import { personRecord } from './person-record.ts'
import type { SubjectReads } from './subject-reads.ts'

const AT_ONCE = 1000

interface Found {
  email: string | null
  name: string | null
  lang: string | null
}

export function createContacts(needs: LiveNeeds, reads: SubjectReads) {
  const { db } = needs.platform.store

  return async (
    people: PeopleSet,
    signal: AbortSignal,
  ): Promise<{ readonly contacts: readonly Contact[]; readonly failed: readonly number[] }> => {
    const contacts: Contact[] = []
    const failed: number[] = []
    const numbers = [...people]
    for (let at = 0; at < numbers.length; at += AT_ONCE) {
      signal.throwIfAborted()
      const some = numbers.slice(at, at + AT_ONCE)
      const found = new Map<number, Found>()
      await byKey(some, found, signal)
      const missing = some.filter((n) => (found.get(n)?.email ?? null) === null)
      if (missing.length > 0) await byIdentity(missing, found, signal)
      const said = await db
        .selectFrom('subject')
        .select(['n', 'jurisdictions', 'lang'])
        .where('n', 'in', some)
        .where('erased_at', 'is', null)
        .execute()
      const facts = new Map(said.map((row) => [row.n, row]))
      for (const n of some) {
        const one = found.get(n)
        const fact = facts.get(n)
        if (one === undefined || fact === undefined) failed.push(n)
        else contacts.push({ n, email: one.email, name: one.name, lang: fact.lang ?? one.lang, jurisdictions: fact.jurisdictions })
      }
    }
    return { contacts, failed }
  }

  /** Where a person's own row is known by its key. */
  async function byKey(some: readonly number[], found: Map<number, Found>, signal: AbortSignal): Promise<void> {
    const keys = await nativeKeys(needs, some)
    const stores = await storesOf(keys.map((key) => key.field))
    for (const [store, fields] of Map.groupBy([...stores], ([, each]) => each)) {
      const theirs = new Set(fields.map(([field]) => field))
      try {
        await withPostgres(needs, store, signal, async (live) => {
          for (const [field, mine] of Map.groupBy(
            keys.filter((key) => theirs.has(key.field)),
            (key) => key.field,
          )) {
            const holders = Map.groupBy(mine, (key) => key.value)
            for (const row of await contactRows(live, field, [...holders.keys()])) {
              for (const { n } of holders.get(row.key) ?? []) keep(found, n, row)
            }
          }
        })
      } catch (thrown) {
        // A store that cannot be reached: who was not found elsewhere has failed, and is said so.
        if (signal.aborted) throw thrown
      }
    }
  }

  /** People who are only in files, or in tables without a key: found by the reference of their e-mail address. */
  async function byIdentity(missing: readonly number[], found: Map<number, Found>, signal: AbortSignal): Promise<void> {
    const rows = await db
      .selectFrom('subject_ref')
      .select(['ref', 'n'])
      .where('n', 'in', [...missing])
      .where('to_at', 'is', null)
      .where('space', 'not like', 'fi\\_%')
      .execute()
    const holder = new Map<string, number[]>()
    for (const { ref, n } of rows) holder.set(ref.toString('hex'), [...(holder.get(ref.toString('hex')) ?? []), n])
    if (holder.size === 0) return
    const objects = (await reads.objects(null)).filter((object) => missing.some((n) => object.people.has(n)))
    for (const [id, theirs] of Map.groupBy(objects, (object) => object.store)) {
      const wanted = new Set<string>(theirs.map((object) => object.object))
      const take = (refs: readonly string[], cells: ReadonlyMap<string, string>): void => {
        for (const n of new Set(refs.flatMap((ref) => holder.get(ref) ?? []))) {
          const email = cells.get('email')
          keep(found, n, {
            email: email !== undefined && identifies('email', email) ? email.trim() : null,
            name: cells.get(NAME) ?? null,
            lang: cells.get(LANG) ?? null,
          })
        }
      }
      try {
        const store = await needs.landscape.stores.find(id)
        if (store === null) continue
        if (store.kind === 'postgres') await namedTables(id, wanted, signal, take)
        else
          await liveRecords(
            needs,
            store,
            (object) => wanted.has(object.object),
            signal,
            (_object, refs, cells) => take(refs, cells),
          )
      } catch (thrown) {
        if (signal.aborted) throw thrown
      }
    }
  }

  async function namedTables(
    store: StoreId,
    wanted: ReadonlySet<string>,
    signal: AbortSignal,
    take: (refs: readonly string[], cells: ReadonlyMap<string, string>) => void,
  ): Promise<void> {
    const key = needs.platform.keys.derive('subject-ref')
    const now = needs.platform.clock.now()
    await withPostgres(needs, store, signal, async ({ session, shape, parts }) => {
      for (const table of shape.filter((each) => wanted.has(each.object))) {
        const own = parts(table)
        if (own.identities.length === 0) continue
        const columns = [...own.identities.map(({ column }) => column), ...own.names, ...(own.lang === null ? [] : [own.lang])]
        await session.query(`declare holdfast_named no scroll cursor for select distinct
          ${columns.map((column, at) => `pg_catalog.left(t.${quoted(column.name)}::pg_catalog.text, 501) as c${at}`).join(', ')}
          from ${quoted(table.path[0])}.${quoted(table.path[1])} t`)
        for (;;) {
          const { rows } = await session.query('fetch forward 1000 from holdfast_named')
          for (const row of rows) {
            const values = Object.values(row)
            const identities = own.identities.map(({ space }, at) => ({ space, value: values[at] ?? null }))
            const cells = new Map(identities.flatMap(({ space, value }) => (value === null ? [] : [[space, value] as const])))
            const name = values
              .slice(identities.length, identities.length + own.names.length)
              .filter((each) => each !== null)
              .join(' ')
              .trim()
            if (name !== '') cells.set(NAME, name)
            if (own.lang !== null && values.at(-1) !== null) cells.set(LANG, values.at(-1)!)
            take(
              personRecord(key, { identities, names: [] }, now).identities.map(({ ref }) => ref.toString('hex')),
              cells,
            )
          }
          if (rows.length < 1000) break
        }
        await session.query('close holdfast_named')
      }
    })
  }

  async function storesOf(fields: readonly FieldId[]): Promise<ReadonlyMap<FieldId, StoreId>> {
    if (fields.length === 0) return new Map()
    const rows = await db
      .selectFrom('field')
      .innerJoin('object', 'object.id', 'field.object')
      .select(['field.id', 'object.store'])
      .where('field.id', 'in', [...new Set(fields)])
      .execute()
    return new Map(rows.map((row) => [row.id as FieldId, row.store as StoreId]))
  }
}

/** The first that has an e-mail address wins; names and languages fill what is missing. */
function keep(found: Map<number, Found>, n: number, said: Found): void {
  const known = found.get(n)
  if (known === undefined) found.set(n, { ...said })
  else {
    known.email ??= said.email
    known.name ??= said.name
    known.lang ??= said.lang
  }
}
