// Routes of the data map: what is where, one field and why, decisions, the file, the catalogue of types.
import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { instant } from '../../core/clock.ts'
import { FieldIdText, ObjectIdText, StoreIdText, Text } from '../../core/contract/api.ts'
import type { Actor } from '../../core/contract/roles.ts'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'
import { EVERY_ROLE } from '../../platform/http/http.ts'
import type { Routes } from '../../platform/http/http.ts'
import type { Platform } from '../../platform/platform.ts'
import { DecisionBody, FieldView, MapFieldsView, MapFilters, MapObjectsView, MapView, ReviewView, TypesView } from '../api.ts'
import type { Decisions } from '../decisions/decide.ts'
import type { DetectorType } from '../engine/engine.ts'
import type { ReadField } from './field-read.ts'
import { exportMap } from './map-export.ts'
import type { MapWish } from './map-filters.ts'
import type { MapReads } from './map-reads.ts'
import type { ReadReview } from './review-reads.ts'

export interface MapRouteParts {
  readonly platform: Platform
  readonly reads: MapReads
  readonly readField: ReadField
  readonly readReview: ReadReview
  readonly decisions: Decisions
  readonly types: readonly DetectorType[]
}

const Paging = (most: number) => ({
  after: Type.Optional(Text(6000)),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: most })),
})
const FieldParams = Type.Object({ id: FieldIdText })

export function mapRoutes({ platform, reads, readField, readReview, decisions, types }: MapRouteParts): Routes {
  const fieldFor = async (actor: Actor, id: string) => await readField(id as FieldId, { samples: actor.role !== 'viewer' })

  return (app) => {
    app.get(
      '/api/map',
      { config: { allow: EVERY_ROLE }, schema: { querystring: Type.Object(MapFilters), response: { 200: MapView } } },
      async (request) => await reads.map(request.query as MapWish),
    )

    app.get(
      '/api/map/stores/:id/objects',
      {
        config: { allow: EVERY_ROLE },
        schema: {
          params: Type.Object({ id: StoreIdText }),
          querystring: Type.Object({
            ...MapFilters,
            ...Paging(500),
            sort: Type.Optional(Type.Union([Type.Literal('name'), Type.Literal('label')])),
          }),
          response: { 200: MapObjectsView },
        },
      },
      async (request) => {
        const { after, limit = 100, sort = 'name', ...wish } = request.query
        return await reads.objects(request.params.id as StoreId, wish as MapWish, {
          limit,
          sort,
          ...(after === undefined ? {} : { after }),
        })
      },
    )

    app.get(
      '/api/map/objects/:id/fields',
      {
        config: { allow: EVERY_ROLE },
        schema: {
          params: Type.Object({ id: ObjectIdText }),
          querystring: Type.Object({ ...MapFilters, ...Paging(5000) }),
          response: { 200: MapFieldsView },
        },
      },
      async (request) => {
        const { after, limit = 1000, ...wish } = request.query
        return await reads.fields(request.params.id as ObjectId, wish as MapWish, { limit, ...(after === undefined ? {} : { after }) })
      },
    )

    app.get(
      '/api/map/export',
      {
        config: { allow: ['owner', 'analyst', 'auditor'], records: 'map.exported' },
        schema: {
          querystring: Type.Object({ ...MapFilters, format: Type.Union([Type.Literal('csv'), Type.Literal('json')]) }),
          response: { 200: Type.Unknown({ description: 'the file, streamed' }) },
        },
      },
      async (request, reply) => {
        const { format, ...wish } = request.query
        const { store, ledger, clock } = platform
        // A copy of the map leaves the house: on record before its first byte.
        await store.transaction(async (tx) => {
          const filters = Object.fromEntries(Object.entries(wish).map(([name, value]) => [name, String(value)]))
          await ledger.append(tx, { actor: request.actor(), kind: 'map.exported', entity: 'map', body: { format, filters } })
        })
        const at = instant(clock.now())
        const pieces = exportMap(store.db, format, wish as MapWish, at)
        void reply
          .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
          .header('content-disposition', `attachment; filename="holdfast-map-${at.slice(0, 10)}.${format}"`)
        return await reply.send(Readable.from(pieces, { objectMode: false }))
      },
    )

    app.get(
      '/api/review',
      {
        config: { allow: EVERY_ROLE },
        schema: {
          querystring: Type.Object({ store: Type.Optional(StoreIdText), ...Paging(200) }),
          response: { 200: ReviewView },
        },
      },
      async (request) => {
        const { store, after, limit = 50 } = request.query
        return await readReview({
          limit,
          samples: request.actor().role !== 'viewer',
          ...(store === undefined ? {} : { store: store as StoreId }),
          ...(after === undefined ? {} : { after }),
        })
      },
    )

    app.get(
      '/api/fields/:id',
      { config: { allow: EVERY_ROLE }, schema: { params: FieldParams, response: { 200: FieldView } } },
      async (request) => await fieldFor(request.actor(), request.params.id),
    )

    app.post(
      '/api/fields/:id/decision',
      {
        config: { allow: ['owner', 'analyst'], records: 'field.decided' },
        schema: { params: FieldParams, body: DecisionBody, response: { 200: FieldView } },
      },
      async (request) => {
        const { verdict, level, reason } = request.body
        await decisions.pin(request.actor(), request.params.id as FieldId, { verdict, level: level as 0 | 1 | 2 | 3, reason })
        return await fieldFor(request.actor(), request.params.id)
      },
    )

    app.delete(
      '/api/fields/:id/decision',
      {
        config: { allow: ['owner', 'analyst'], records: 'field.undecided' },
        schema: { params: FieldParams, response: { 200: FieldView } },
      },
      async (request) => {
        await decisions.unpin(request.actor(), request.params.id as FieldId)
        return await fieldFor(request.actor(), request.params.id)
      },
    )

    const catalogue = {
      types: types.map((type) => ({
        id: type.id,
        name: type.name,
        countries: [...type.countries],
        schemes: [...type.schemes],
        checks: [...type.checks],
        source: type.source,
        verified: type.verified,
        level: type.level,
        personal: type.personal,
      })),
    }
    app.get('/api/types', { config: { allow: EVERY_ROLE }, schema: { response: { 200: TypesView } } }, async () => catalogue)
  }
}
