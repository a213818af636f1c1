// Who can read which field by which route, as the store itself says. Owns the tables grant_route and access_reading: asks the store, keeps what
// it answered for the fields that scans know, and answers from that.
import { sql } from 'kysely'
import { fieldId, objectId, type FieldId, type StoreId } from '../../core/ids.ts'
import type { Platform } from '../../platform/platform.ts'
import type { AccessMap, AccessRoute, Principals, StoreConnections, Stores } from '../contract.ts'
import { landscapeError } from '../errors.ts'
import { readAccessCatalogue } from './access-catalogue.ts'
import { accessError } from './access-errors.ts'
import { accessOf } from './access-routes-of.ts'

export interface AccessReading {
  readonly at: Date
  readonly roles: number
  readonly fields: number
  readonly routes: number
  readonly problems: readonly string[]
}

export interface FullAccessMap extends AccessMap {
  reading(store: StoreId): Promise<AccessReading | null>
}

const AT_ONCE = 2000

export function createAccessMap(
  { store: own, clock }: Pick<Platform, 'store' | 'clock'>,
  needs: { readonly stores: Pick<Stores, 'find'>; readonly connections: StoreConnections; readonly principals: Principals },
): FullAccessMap {
  const { db } = own

  const read = async (where: { readonly field: FieldId } | { readonly store: StoreId }): Promise<AccessRoute[]> => {
    const { rows } = await sql<{ field: FieldId; principal: string; route: Omit<AccessRoute, 'field' | 'principal'> }>`
      select g.field, g.principal, g.route from grant_route g join field f on f.id = g.field join object o on o.id = f.object
      where ${'field' in where ? sql`g.field = ${where.field}` : sql`o.store = ${where.store}`} and f.gone_at is null and o.gone_at is null
      order by o.name, f.position, g.route->>'role', g.route->>'kind', g.route->>'steps'`.execute(db)
    return rows.map((row) => ({ field: row.field, principal: row.principal, ...row.route }))
  }

  return {
    async refresh(wanted, signal) {
      const store = await needs.stores.find(wanted)
      if (store === null) throw landscapeError('store-unknown')
      if (store.kind !== 'postgres') throw accessError('access-kind', { kind: store.kind })
      const known = new Set((await knownFields(store.id)).map((row) => row.id))
      if (known.size === 0) throw accessError('access-not-scanned', { store: store.name })
      const session = await needs.connections.postgres(store.id, null, signal)
      let catalogue
      try {
        catalogue = await readAccessCatalogue(session)
      } finally {
        await session.close()
      }
      const access = accessOf(catalogue)
      const at = clock.now()
      const principals = new Map<string, string>()
      for (const login of access.logins) {
        principals.set(
          login.name,
          await own.transaction(async (tx) => await needs.principals.ensure(tx, 'pg-role', `${store.id}/${login.name}`, at)),
        )
      }
      const lines: { field: FieldId; principal: string; route: Omit<AccessRoute, 'field' | 'principal'> }[] = []
      const fields = new Set<FieldId>()
      for (const relation of catalogue.relations) {
        const object = objectId(store.id, [relation.schema, relation.name])
        const ids = new Map(
          relation.columns.map((column) => [column.name, fieldId(object, column.name)] as const).filter(([, id]) => known.has(id)),
        )
        if (ids.size === 0) continue
        // many tables × many roles: others may run in between
        await new Promise((resolve) => setImmediate(resolve))
        for (const login of access.logins) {
          for (const [column, routes] of access.routes(login, relation)) {
            const field = ids.get(column)
            if (field === undefined) continue
            fields.add(field)
            for (const route of routes) lines.push({ field, principal: principals.get(login.name)!, route })
          }
        }
      }
      const reading = {
        roles: access.logins.length,
        fields: fields.size,
        routes: lines.length,
        problems: [...catalogue.problems],
        read_at: at,
      }
      await own.transaction(async (tx) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${`access ${store.id}`}, 7420))`.execute(tx)
        await sql`delete from grant_route where field in (select f.id from field f join object o on o.id = f.object where o.store = ${store.id})`.execute(
          tx,
        )
        for (let from = 0; from < lines.length; from += AT_ONCE) {
          await sql`
            insert into grant_route (field, principal, route, seen_at)
            select w.field, w.principal, w.route, ${at} from jsonb_to_recordset(${storable(lines.slice(from, from + AT_ONCE))}::jsonb)
              as w(field text, principal text, route jsonb) join field f on f.id = w.field`.execute(tx)
        }
        await tx
          .insertInto('access_reading')
          .values({ store: store.id, ...reading })
          .onConflict((conflict) => conflict.column('store').doUpdateSet(reading))
          .execute()
      })
      return { roles: reading.roles, fields: reading.fields, routes: reading.routes }
    },
    ofField: async (field) => await read({ field }),
    ofStore: async (store) => await read({ store: (await needs.stores.find(store))?.id ?? store }),
    readAt: async (store) => (await readingOf(store))?.at ?? null,
    reading: async (store) => await readingOf(store),
  }

  async function readingOf(store: StoreId): Promise<AccessReading | null> {
    const id = (await needs.stores.find(store))?.id ?? store
    const row = await db.selectFrom('access_reading').selectAll().where('store', '=', id).executeTakeFirst()
    return row === undefined ? null : { at: row.read_at, roles: row.roles, fields: row.fields, routes: row.routes, problems: row.problems }
  }

  async function knownFields(store: StoreId): Promise<{ id: FieldId }[]> {
    const { rows } = await sql<{ id: FieldId }>`
      select f.id from field f join object o on o.id = f.object where o.store = ${store} and f.gone_at is null and o.gone_at is null`.execute(
      db,
    )
    return rows
  }
}

/** As jsonb takes it: without NUL and lone surrogates, which names may hold. */
function storable(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'string' ? member.toWellFormed().replaceAll('\0', '\uFFFD') : member,
  )
}
