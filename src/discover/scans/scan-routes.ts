// Routes of scans.
import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { StoreIdText, Text, Uuid } from '../../core/contract/api.ts'
import type { StoreId } from '../../core/ids.ts'
import { EVERY_ROLE } from '../../platform/http/http.ts'
import type { Routes } from '../../platform/http/http.ts'
import type { Platform } from '../../platform/platform.ts'
import { CoverageStatusText, CoverageView, ScanFindingsView, ScanNewBody, ScansView, ScanView } from '../api.ts'
import { exportCoverage } from './coverage-export.ts'
import type { ScanReads } from './scan-reads.ts'
import type { ScanRegistry } from './scan-registry.ts'

const ScanParams = Type.Object({ id: Uuid })
const CoverageFilters = {
  status: Type.Optional(Type.Union([...CoverageStatusText.anyOf, Type.Literal('unread')])),
  store: Type.Optional(StoreIdText),
}

export function scanRoutes({ store: db, ledger }: Platform, scans: ScanRegistry, reads: ScanReads): Routes {
  return (app) => {
    app.get(
      '/api/scans',
      {
        config: { allow: EVERY_ROLE },
        schema: {
          querystring: Type.Object({
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
            before: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
          }),
          response: { 200: ScansView },
        },
      },
      async (request) => {
        const { limit = 50, before } = request.query
        return { scans: await reads.list({ limit, ...(before === undefined ? {} : { before }) }) }
      },
    )

    app.post(
      '/api/scans',
      {
        config: { allow: ['owner', 'analyst'], records: 'scan.started' },
        schema: { body: ScanNewBody, response: { 200: ScanView } },
      },
      async (request) => {
        const { stores, mode } = request.body
        const id = await scans.start(request.actor(), { mode, ...(stores === undefined ? {} : { stores: stores as StoreId[] }) })
        return await reads.one(id)
      },
    )

    app.get(
      '/api/scans/:id',
      { config: { allow: EVERY_ROLE }, schema: { params: ScanParams, response: { 200: ScanView } } },
      async (request) => await reads.one(request.params.id),
    )

    app.post(
      '/api/scans/:id/stop',
      {
        config: { allow: ['owner', 'analyst'], records: 'scan.stopped' },
        schema: { params: ScanParams, response: { 200: ScanView } },
      },
      async (request) => {
        await scans.stop(request.actor(), request.params.id)
        return await reads.one(request.params.id)
      },
    )

    app.get(
      '/api/scans/:id/coverage',
      {
        config: { allow: EVERY_ROLE },
        schema: {
          params: ScanParams,
          querystring: Type.Object({
            ...CoverageFilters,
            after: Type.Optional(Text(6000)),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
          }),
          response: { 200: CoverageView },
        },
      },
      async (request) => {
        const { status, store, after, limit = 100 } = request.query
        return await reads.coverage(request.params.id, {
          limit,
          ...(status === undefined ? {} : { status }),
          ...(store === undefined ? {} : { store: store as StoreId }),
          ...(after === undefined ? {} : { after }),
        })
      },
    )

    app.get(
      '/api/scans/:id/coverage/export',
      {
        config: { allow: ['owner', 'analyst', 'auditor'], records: 'coverage.exported' },
        schema: {
          params: ScanParams,
          querystring: Type.Object(CoverageFilters),
          response: { 200: Type.Unknown({ description: 'CSV, streamed' }) },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const { status, store } = request.query
        const { number } = await reads.one(id)
        // A copy leaves the house: on record before its first byte.
        await db.transaction(async (tx) => {
          await ledger.append(tx, { actor: request.actor(), kind: 'coverage.exported', entity: id, body: { filters: request.query } })
        })
        const pieces = exportCoverage(reads, id, {
          ...(status === undefined ? {} : { status }),
          ...(store === undefined ? {} : { store: store as StoreId }),
        })
        void reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="holdfast-scan-${number}-coverage.csv"`)
        return await reply.send(Readable.from(pieces, { objectMode: false }))
      },
    )

    app.get(
      '/api/scans/:id/findings',
      {
        config: { allow: EVERY_ROLE },
        schema: {
          params: ScanParams,
          querystring: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) }),
          response: { 200: ScanFindingsView },
        },
      },
      async (request) => await reads.findings(request.params.id, request.query.limit ?? 50),
    )
  }
}
