// Routes of the ledger: its list and its bundle. Reads only, except that taking a bundle away is itself an action on record.
import { Readable } from 'node:stream'
import { Type } from 'typebox'
import type { Role } from '../../core/contract/roles.ts'
import type { Routes } from '../http/http.ts'
import type { Store } from '../store/store.ts'
import { LedgerView } from './api.ts'
import type { FullLedger } from './create-ledger.ts'

const READERS = ['owner', 'auditor'] as const satisfies readonly Role[]

const LedgerQuery = Type.Object({
  before: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  kind: Type.Optional(Type.String({ maxLength: 100, pattern: '^[a-z0-9-]+\\.[a-z0-9-]+$' })),
})

export function ledgerRoutes(options: { readonly store: Store; readonly ledger: FullLedger }): Routes {
  const { store, ledger } = options
  return (app) => {
    app.get(
      '/api/ledger',
      { config: { allow: READERS }, schema: { querystring: LedgerQuery, response: { 200: LedgerView } } },
      async (request) => {
        const { size, checkpoint, rows, next } = await ledger.page(request.query)
        return { size, checkpoint, rows: [...rows], next }
      },
    )
    app.get('/api/ledger/bundle', { config: { allow: READERS, records: 'ledger.exported' } }, async (request, reply) => {
      // The leaf commits before the first byte leaves, and so is in the bundle itself.
      await store.transaction((tx) => ledger.append(tx, { actor: request.actor(), kind: 'ledger.exported', entity: 'ledger', body: {} }))
      const bundle = await ledger.bundle()
      return reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="holdfast-ledger-${bundle.size}.zip"`)
        .send(Readable.from(bundle.bytes, { objectMode: false }))
    })
  }
}
