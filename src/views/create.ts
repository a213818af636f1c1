// Puts the views together. They read through contracts and write nowhere.
import type { Platform } from '../platform/platform.ts'
import type { Routes } from '../platform/http/http.ts'
import type { Discover } from '../discover/contract.ts'
import type { Landscape } from '../landscape/contract.ts'
import type { LaterPhases } from './chain-needs.ts'
import type { AccountFacts } from './overview.ts'
import { viewRoutes } from './routes.ts'

export interface ViewNeeds extends LaterPhases {
  readonly landscape: Landscape
  readonly discover: Discover
  readonly accounts: AccountFacts
  readonly version: string
  readonly dataFolder: string
  readonly keyFile: string
}

export function createViews(platform: Pick<Platform, 'clock' | 'store'>, needs: ViewNeeds): { readonly routes: Routes } {
  return { routes: viewRoutes({ ...needs, clock: platform.clock, engine: platform.store.kind }) }
}
