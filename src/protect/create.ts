// Puts protect together from the platform and the phases before it.
import { coreError } from '../core/errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { Routes } from '../platform/http/http.ts'
import type { ProcessRole } from '../core/process-roles.ts'
import type { Landscape, StoreConnections } from '../landscape/contract.ts'
import type { Discover } from '../discover/contract.ts'
import type { Geo } from '../platform/geo/geo.ts'
import { createAdmit } from './admission.ts'
import type { Protect } from './contract.ts'
import { createCredentials } from './credentials.ts'
import { createGateway } from './gateway/gateway.ts'
import { gatewayRoutes } from './gateway/gateway-routes.ts'

export interface ProtectNeeds {
  readonly landscape: Landscape
  readonly discover: Discover
  readonly connections: StoreConnections
  /** Holdfast's own folder, for what the gateway's process keeps */
  readonly folder: string
  /** countries of the gateway's clients */
  readonly geo: Geo
}

export interface ProtectPhase extends Protect {
  readonly routes: Routes
  /** Its jobs and watches, by the roles of this process. */
  start(roles: ReadonlySet<ProcessRole>): Promise<{ stop(): Promise<void> }>
}

export function createProtect(platform: Platform, needs: ProtectNeeds): ProtectPhase {
  const missing = async (): Promise<never> => {
    throw coreError('not-built', { what: 'this part', help: 'CHANGELOG.md says what works' })
  }
  const credentials = createCredentials(platform)
  const gateway = createGateway(platform, {
    admit: createAdmit(platform, needs),
    geo: needs.geo,
    refKey: () => needs.discover.subjects.refKey,
    folder: needs.folder,
  })
  return {
    classes: missing,
    members: missing,
    plan: missing,
    plans: missing,
    proofs: missing,
    standing: missing,
    tryLogin: missing,
    disable: missing,
    gateway: gateway.state,
    routes: gatewayRoutes({ platform, gateway, credentials, stores: needs.landscape.stores }),
    start: async (roles) => (roles.has('gateway') ? await gateway.start() : { stop: async () => {} }),
  }
}
