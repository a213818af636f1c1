// HTTP routes of the access map.
import { sql } from 'kysely'
import { Type } from 'typebox'
import { instant } from '../../core/clock.ts'
import { FieldIdText, StoreIdText } from '../../core/contract/api.ts'
import type { FieldId, StoreId } from '../../core/ids.ts'
import { EVERY_ROLE } from '../../platform/http/http.ts'
import type { Routes } from '../../platform/http/http.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Stores } from '../contract.ts'
import { landscapeError } from '../errors.ts'
import { AccessCountsView, FieldAccessView, StoreAccessView } from './access-api.ts'
import { accessError } from './access-errors.ts'
import type { FullAccessMap } from './access-map.ts'

const READ_MS = 120_000

export function accessRoutes(
  { store: own, ledger }: Pick<Platform, 'store' | 'ledger'>,
  stores: Pick<Stores, 'find'>,
  access: FullAccessMap,
): Routes {
  return (app) => {
    const params = Type.Object({ id: StoreIdText })
    const find = async (id: string) => {
      const store = await stores.find(id as StoreId)
      if (store === null) throw landscapeError('store-unknown')
      return store
    }

    app.post(
      '/api/stores/:id/access',
      {
        config: { allow: ['owner', 'analyst'], records: 'access.mapped' },
        schema: { params, body: Type.Object({}), response: { 200: AccessCountsView } },
      },
      async (request) => {
        const store = await find(request.params.id)
        const counts = await access.refresh(store.id, AbortSignal.timeout(READ_MS))
        await own.transaction(async (tx) => {
          await ledger.append(tx, { actor: request.actor(), kind: 'access.mapped', entity: store.id, body: { ...counts } })
        })
        return counts
      },
    )

    app.get(
      '/api/stores/:id/access',
      { config: { allow: EVERY_ROLE }, schema: { params, response: { 200: StoreAccessView } } },
      async (request) => {
        const store = await find(request.params.id)
        const reading = await access.reading(store.id)
        const { rows } = await sql<{ role: string; principal: string; fields: string; personal: string; more: string; kinds: string[] }>`
        select role, principal, count(*) filter (where now) as fields, count(*) filter (where now and personal) as personal,
          count(*) filter (where not now) as more, (select array_agg(distinct k order by k) from unnest(string_to_array(string_agg(kinds, ','), ',')) as k) as kinds
        from (
          select g.route->>'role' as role, g.principal, g.field, bool_or(g.route->>'reach' = 'now') as now, bool_or(f.verdict = 'personal') as personal,
            string_agg(distinct g.route->>'kind', ',') as kinds
          from grant_route g join field f on f.id = g.field join object o on o.id = f.object
          where o.store = ${store.id} and f.gone_at is null and o.gone_at is null group by 1, 2, 3) as each
        group by role, principal order by count(*) filter (where now and personal) desc, role`.execute(own.db)
        return {
          readAt: reading === null ? null : instant(reading.at),
          roles: reading?.roles ?? 0,
          fields: reading?.fields ?? 0,
          routes: reading?.routes ?? 0,
          problems: [...(reading?.problems ?? [])],
          readers: rows.map((row) => ({ ...row, fields: Number(row.fields), personal: Number(row.personal), more: Number(row.more) })),
        }
      },
    )

    app.get(
      '/api/fields/:id/access',
      { config: { allow: EVERY_ROLE }, schema: { params: Type.Object({ id: FieldIdText }), response: { 200: FieldAccessView } } },
      async (request) => {
        const id = request.params.id as FieldId
        const row = await own.db
          .selectFrom('field')
          .innerJoin('object', 'object.id', 'field.object')
          .select(['field.path', 'object.name', 'object.store'])
          .where('field.id', '=', id)
          .where('field.gone_at', 'is', null)
          .executeTakeFirst()
        if (row === undefined) throw accessError('field-unknown')
        const at = await access.readAt(row.store as StoreId)
        const routes = await access.ofField(id)
        return {
          readAt: at === null ? null : instant(at),
          routes: routes.map((route) => ({
            ...route,
            name: `${row.name}.${row.path}`.slice(0, 4000),
            steps: route.steps.map((step) => step.slice(0, 2000)),
          })),
        }
      },
    )
  }
}
