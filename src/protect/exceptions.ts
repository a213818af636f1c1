// Exceptions: roles that keep what they read past the masks (an application's own, an owner of tables, a superuser), each with a reason, an end,
// and two people: whoever proposes one cannot approve it. Owns the table exception; changes nothing in a store.
import { sql, type Selectable } from 'kysely'
import { instant } from '../core/clock.ts'
import type { Actor } from '../core/contract/roles.ts'
import { newId, type FieldId, type StoreId } from '../core/ids.ts'
import type { Landscape } from '../landscape/contract.ts'
import type { Platform } from '../platform/platform.ts'
import type { Tx } from '../platform/store/store.ts'
import type { Tables } from '../platform/store/tables.ts'
import type { ClearReader, RoleException } from './contract.ts'
import { protectError } from './errors.ts'

export interface ExceptionWish {
  readonly role: string
  /** without: what the role reads now and is confidential or unlabelled */
  readonly fields?: readonly FieldId[]
  readonly reason: string
  readonly until: Date
}

export interface Exceptions {
  propose(actor: Actor, store: StoreId, wish: ExceptionWish): Promise<string>
  approve(actor: Actor, id: string): Promise<void>
  /** Ends a live one, or withdraws one that is proposed. */
  end(actor: Actor, id: string): Promise<void>
  one(id: string): Promise<RoleException>
  /** newest first */
  list(store: StoreId): Promise<readonly RoleException[]>
  readers(store: StoreId): Promise<readonly ClearReader[]>
}

/** Nobody decides for longer: what is still needed then is decided again. */
const MOST_DAYS = 366
const DAY = 86_400_000
const KEPT = 1000

type Row = Selectable<Tables['exception']>

export function createExceptions(
  platform: Pick<Platform, 'store' | 'clock' | 'ledger'>,
  { landscape }: { readonly landscape: Pick<Landscape, 'stores'> },
): Exceptions {
  const { store: own, clock, ledger } = platform
  const { db } = own

  const stateOf = (row: Row): RoleException['state'] => {
    if (row.ended_at !== null || row.until <= clock.now()) return 'ended'
    return row.approved_by === null ? 'proposed' : 'live'
  }
  const exceptionOf = (row: Row): RoleException => ({
    id: row.id,
    store: (row.store ?? '') as StoreId,
    role: row.role,
    fields: row.fields as FieldId[],
    reason: row.reason,
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at,
    approvedBy: row.approved_by,
    approvedAt: row.approved_at,
    until: row.until,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    state: stateOf(row),
  })
  /** Locked: two who decide the same one take turns, and the second sees what the first did. */
  const lock = async (tx: Tx, id: string): Promise<Row> => {
    const row = await tx.selectFrom('exception').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    if (row === undefined) throw protectError('exception-unknown')
    return row
  }
  const membersOf = async (store: StoreId): Promise<readonly string[]> =>
    (await db.selectFrom('member').select('login').where('store', '=', store).execute()).map((row) => row.login)

  // The parts of a document in a column are read with the column.
  const readNow = async (store: StoreId, role: string): Promise<FieldId[]> => {
    const { rows } = await sql<{ id: FieldId }>`
      select distinct f.id from grant_route g join field r on r.id = g.field
        join field f on f.object = r.object and (f.id = r.id or starts_with(f.path, r.path || '.$')) join object o on o.id = f.object
      where o.store = ${store} and g.route->>'role' = ${role} and g.route->>'reach' = 'now' and f.gone_at is null and o.gone_at is null
        and (f.label_level >= 2 or f.label_level is null) order by f.id`.execute(db)
    return rows.map((row) => row.id)
  }
  const checkFields = async (store: StoreId, fields: readonly FieldId[]): Promise<FieldId[]> => {
    const wanted = [...new Set(fields)].toSorted()
    const { rows } = await sql<{ id: FieldId }>`
      select f.id from field f join object o on o.id = f.object where o.store = ${store} and f.id = any(${wanted}::text[])`.execute(db)
    const known = new Set(rows.map((row) => row.id))
    const missing = wanted.find((id) => !known.has(id))
    if (missing !== undefined) throw protectError('exception-field', { field: missing })
    return wanted
  }

  return {
    async propose(actor, id, wish) {
      const store = await landscape.stores.find(id)
      if (store === null) throw protectError('store-unknown')
      if (store.kind !== 'postgres') throw protectError('not-postgres', { kind: store.kind })
      const now = clock.now()
      const left = wish.until.getTime() - now.getTime()
      if (!(left > 0 && left <= MOST_DAYS * DAY)) throw protectError('exception-until', { days: MOST_DAYS })
      if ((await membersOf(store.id)).includes(wish.role)) throw protectError('exception-member', { role: wish.role })
      const fields = wish.fields === undefined ? await readNow(store.id, wish.role) : await checkFields(store.id, wish.fields)
      if (fields.length === 0) throw protectError('exception-nothing', { role: wish.role })
      const exception = newId(clock)
      const { role, reason, until } = wish
      await own.transaction(async (tx) => {
        await tx
          .insertInto('exception')
          .values({ id: exception, store: store.id, role, fields, reason, until, proposed_by: actor.id, proposed_at: now })
          .execute()
        await ledger.append(tx, {
          actor,
          kind: 'exception.proposed',
          entity: exception,
          body: { store: store.id, role, fields, reason, until: instant(until) },
        })
      })
      return exception
    },

    async approve(actor, id) {
      await own.transaction(async (tx) => {
        const row = await lock(tx, id)
        const state = stateOf(row)
        if (state !== 'proposed') throw protectError('exception-state', { state, wish: 'approved' })
        if (row.proposed_by === actor.id) throw protectError('exception-own')
        await tx.updateTable('exception').set({ approved_by: actor.id, approved_at: clock.now() }).where('id', '=', id).execute()
        await ledger.append(tx, {
          actor,
          kind: 'exception.approved',
          entity: id,
          body: { store: row.store, role: row.role, fields: row.fields.length, proposedBy: row.proposed_by, until: instant(row.until) },
        })
      })
    },

    async end(actor, id) {
      await own.transaction(async (tx) => {
        const row = await lock(tx, id)
        const state = stateOf(row)
        if (state === 'ended') throw protectError('exception-state', { state, wish: 'ended' })
        await tx.updateTable('exception').set({ ended_by: actor.id, ended_at: clock.now() }).where('id', '=', id).execute()
        await ledger.append(tx, { actor, kind: 'exception.ended', entity: id, body: { store: row.store, role: row.role, was: state } })
      })
    },

    async one(id) {
      const row = await db.selectFrom('exception').selectAll().where('id', '=', id).executeTakeFirst()
      if (row === undefined) throw protectError('exception-unknown')
      return exceptionOf(row)
    },

    async list(store) {
      const rows = await db
        .selectFrom('exception')
        .selectAll()
        .where('store', '=', store)
        .orderBy('proposed_at', 'desc')
        .orderBy('id', 'desc')
        .limit(KEPT)
        .execute()
      return rows.map(exceptionOf)
    },

    async readers(id) {
      const store = await landscape.stores.find(id)
      if (store === null) throw protectError('store-unknown')
      const reader = store.address['user']
      const apart = [...(await membersOf(store.id)), ...(typeof reader === 'string' ? [reader] : [])]
      const { rows } = await sql<{ role: string; kinds: string[]; fields: string; excepted: string }>`
        select w.role, array_agg(distinct w.kind) as kinds, count(distinct w.field) as fields,
          count(distinct w.field) filter (where exists (select from exception e where e.store = ${store.id} and e.role = w.role and e.approved_by is not null
            and e.ended_at is null and e.until > ${clock.now()} and w.field = any(e.fields))) as excepted
        from (select g.route->>'role' as role, g.route->>'kind' as kind, g.field from grant_route g join field f on f.id = g.field join object o on o.id = f.object
          where o.store = ${store.id} and g.route->>'reach' = 'now' and f.gone_at is null and o.gone_at is null and (f.label_level >= 2 or f.label_level is null)) w
        where w.role <> all(${apart}::text[]) group by w.role order by count(distinct w.field) desc, w.role limit 1000`.execute(db)
      return rows.map((row) => ({ role: row.role, kinds: row.kinds, fields: Number(row.fields), excepted: Number(row.excepted) }))
    },
  }
}
