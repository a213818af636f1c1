// Puts landscape together from the platform and what app.ts hands in from later phases.
import type { Platform } from '../platform/platform.ts'
import type { Routes } from '../platform/http/http.ts'
import { catalogue } from './catalogue.ts'
import type { Landscape, OwnPlaces, ReadStoreFacts, StoreProbe } from './contract.ts'
import { ownPlacesCheck } from './own-places.ts'
import { landscapeRoutes } from './routes.ts'
import { createStoreRegistry } from './store-registry.ts'

export interface LandscapeNeeds {
  readonly probe: StoreProbe
  readonly readStoreFacts: ReadStoreFacts
  readonly ownPlaces: OwnPlaces
}

export function createLandscape(platform: Platform, needs: LandscapeNeeds): Landscape & { readonly routes: Routes } {
  const stores = createStoreRegistry(platform, needs.probe, ownPlacesCheck(needs.ownPlaces, platform.config.databaseUrl))
  return { stores, catalogue, routes: landscapeRoutes(stores, needs.readStoreFacts) }
}
