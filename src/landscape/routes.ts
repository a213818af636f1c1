// Routes of landscape. Turns requests into calls of the registry and answers into views; decides nothing itself.
import { Type, type Static } from 'typebox'
import { StoreIdText } from '../core/contract/api.ts'
import type { AppError } from '../core/errors.ts'
import type { StoreId } from '../core/ids.ts'
import { EVERY_ROLE } from '../platform/http/http.ts'
import type { Routes } from '../platform/http/http.ts'
import { StoreChangeBody, StoreCheckView, StoreRemoveBody, StoresView, StoreTargetBody, StoreView } from './api.ts'
import type { ReadStoreFacts, KnownStore } from './contract.ts'
import { landscapeError } from './errors.ts'
import type { StoreRegistry, StoreWish } from './store-registry.ts'
import { storeView } from './store-view.ts'

const StoreParams = Type.Object({ id: StoreIdText })

/** The answer about a text that leads to no store. Nothing of the text is repeated: it may hold a password. */
function noTarget(problem: AppError): Static<typeof StoreCheckView> {
  return {
    ok: false,
    kind: null,
    address: '',
    suggestedName: '',
    server: null,
    tls: null,
    objects: null,
    remarks: [],
    problem: problem.message.slice(0, 1000),
    help: problem.help ?? null,
    grant: null,
  }
}

/** `more`: routes of principals and of the access map. */
export function landscapeRoutes(stores: StoreRegistry, readFacts: ReadStoreFacts, more: readonly Routes[]): Routes {
  const shown = async (list: readonly KnownStore[]) => {
    const facts = await readFacts(list.map((store) => store.id))
    return list.map((store) => storeView(store, facts.get(store.id)))
  }
  const one = async (store: KnownStore) => (await shown([store]))[0]!

  return (app) => {
    for (const routes of more) routes(app)

    app.get('/api/stores', { config: { allow: EVERY_ROLE }, schema: { response: { 200: StoresView } } }, async () => ({
      stores: await shown(await stores.list()),
    }))

    app.get(
      '/api/stores/:id',
      { config: { allow: EVERY_ROLE }, schema: { params: StoreParams, response: { 200: StoreView } } },
      async (request) => {
        const store = await stores.find(request.params.id as StoreId)
        if (store === null) throw landscapeError('store-unknown')
        return await one(store)
      },
    )

    app.post(
      '/api/stores/check',
      {
        config: { allow: ['owner'], records: 'store.checked' },
        schema: { body: StoreTargetBody, response: { 200: StoreCheckView } },
      },
      async (request) => {
        const found = await stores.check(request.actor(), request.body)
        if (found.target === null) return noTarget(found.problem)
        const { target, check } = found
        return {
          ok: check.ok,
          kind: target.kind,
          address: target.where,
          suggestedName: target.suggestedName.slice(0, 100),
          server: check.server,
          tls: check.tls,
          objects: check.objects,
          remarks: [...check.remarks],
          problem: check.problem,
          help: check.help,
          grant: check.grant,
        }
      },
    )

    app.post(
      '/api/stores',
      { config: { allow: ['owner'], records: 'store.connected' }, schema: { body: StoreTargetBody, response: { 200: StoreView } } },
      async (request) => await one(await stores.connect(request.actor(), request.body)),
    )

    app.patch(
      '/api/stores/:id',
      {
        config: { allow: ['owner'], records: 'store.changed' },
        schema: { params: StoreParams, body: StoreChangeBody, response: { 200: StoreView } },
      },
      async (request) => {
        const wish: Partial<StoreWish> = request.body
        return await one(await stores.change(request.actor(), request.params.id as StoreId, wish))
      },
    )

    app.delete(
      '/api/stores/:id',
      {
        config: { allow: ['owner'], records: 'store.removed' },
        schema: { params: StoreParams, body: StoreRemoveBody, response: { 200: Type.Object({}) } },
      },
      async (request) => {
        await stores.remove(request.actor(), request.params.id as StoreId, request.body.name)
        return {}
      },
    )
  }
}
