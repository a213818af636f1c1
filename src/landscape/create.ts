// Puts landscape together from the platform and what app.ts hands in from later phases.
import type { Platform } from '../platform/platform.ts'
import type { Routes } from '../platform/http/http.ts'
import { catalogue } from './catalogue.ts'
import { accessRoutes } from './access/access-routes.ts'
import { createAccessMap } from './access/access-map.ts'
import type { Landscape, OwnPlaces, ReadStoreFacts, StoreConnections, StoreProbe, Stores } from './contract.ts'
import { principalRoutes } from './principals/principal-routes.ts'
import { createPrincipals } from './principals/principals.ts'
import { ownPlacesCheck } from './own-places.ts'
import { landscapeRoutes } from './routes.ts'
import { createStoreRegistry } from './store-registry.ts'

export interface LandscapeNeeds {
  readonly probe: StoreProbe
  readonly readStoreFacts: ReadStoreFacts
  readonly ownPlaces: OwnPlaces
  /** how a customer's database is reached; discovery knows */
  readonly connect: (stores: Pick<Stores, 'credentials'>) => StoreConnections
}

export function createLandscape(
  platform: Platform,
  needs: LandscapeNeeds,
): Landscape & { readonly routes: Routes; readonly connections: StoreConnections } {
  const stores = createStoreRegistry(platform, needs.probe, ownPlacesCheck(needs.ownPlaces, platform.config.databaseUrl))
  const connections = needs.connect(stores)
  const principals = createPrincipals(platform)
  const access = createAccessMap(platform, { stores, connections, principals })
  return {
    stores,
    catalogue,
    principals,
    access,
    connections,
    routes: landscapeRoutes(stores, needs.readStoreFacts, [principalRoutes(principals), accessRoutes(platform, stores, access)]),
  }
}
