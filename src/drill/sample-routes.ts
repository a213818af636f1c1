// Routes of the sample company in an installation of one's own. Owns who may open it and when; what is opened is sample-show.ts.
import { Type } from 'typebox'
import { Nullable, Text } from '../core/contract/api.ts'
import { EVERY_ROLE, type Routes } from '../platform/http/http.ts'
import type { Ledger } from '../platform/ledger/ledger.ts'
import type { Store } from '../platform/store/store.ts'
import { drillError } from './errors.ts'
import type { SampleShow } from './sample-show.ts'

/** GET /api/sample (every role) · POST /api/sample {} (owner): only where no store is connected yet; goes on in the background */
export const SampleView = Type.Object({
  state: Type.Union([Type.Literal('none'), Type.Literal('opening'), Type.Literal('open'), Type.Literal('failed')]),
  /** an owner may open it: no store is connected */ possible: Type.Boolean(),
  /** the step that is being played */ doing: Nullable(Text(200)),
  problem: Nullable(Text(1000)),
})

export interface SampleRouteParts {
  readonly store: Store
  readonly ledger: Ledger
  readonly show: SampleShow
}

export function sampleRoutes({ store, ledger, show }: SampleRouteParts): Routes {
  const view = async () => {
    const stores = await store.db.selectFrom('store').select('id').where('removed_at', 'is', null).limit(1).execute()
    const now = show.state()
    return { ...now, possible: stores.length === 0 && now.state !== 'opening' && now.state !== 'open' }
  }
  return (app) => {
    app.get('/api/sample', { config: { allow: EVERY_ROLE }, schema: { response: { 200: SampleView } } }, view)
    app.post(
      '/api/sample',
      { config: { allow: ['owner'], records: 'sample.opened' }, schema: { response: { 200: SampleView } } },
      async (request) => {
        const now = await view()
        if (now.state === 'opening') throw drillError('sample-running')
        if (!now.possible) throw drillError('sample-in-use')
        await store.transaction((tx) => ledger.append(tx, { actor: request.actor(), kind: 'sample.opened', entity: 'sample', body: {} }))
        // It acts as whoever asked for it: over this API, with their session.
        show.begin(request.headers.cookie ?? '')
        return await view()
      },
    )
  }
}
