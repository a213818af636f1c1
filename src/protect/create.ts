// Puts protect together from the platform and the phases before it.
import type { Platform } from '../platform/platform.ts'
import type { Routes } from '../platform/http/http.ts'
import type { ProcessRole } from '../core/process-roles.ts'
import type { StoreId } from '../core/ids.ts'
import type { Landscape, StoreConnections } from '../landscape/contract.ts'
import type { Discover } from '../discover/contract.ts'
import type { Geo } from '../platform/geo/geo.ts'
import { createAdmit } from './admission.ts'
import type { Protect } from './contract.ts'
import { createCredentials } from './credentials.ts'
import { exceptionRoutes } from './exception-routes.ts'
import { createExceptions } from './exceptions.ts'
import { createGateway } from './gateway/gateway.ts'
import { gatewayRoutes } from './gateway/gateway-routes.ts'
import { createMembers } from './members.ts'
import { plansOf, summaryOf } from './plan/plan-rows.ts'
import { createPlans } from './plans.ts'
import { createProofs } from './proofs.ts'
import { protectRoutes } from './routes.ts'
import { createStanding } from './standing.ts'

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

const SETTLE_MS = 10_000

export function createProtect(platform: Platform, needs: ProtectNeeds): ProtectPhase {
  const { db } = platform.store
  const credentials = createCredentials(platform)
  const gateway = createGateway(platform, {
    admit: createAdmit(platform, needs),
    geo: needs.geo,
    refKey: () => needs.discover.subjects.refKey,
    folder: needs.folder,
  })
  const endSessions = async (store: StoreId, principal: string): Promise<number> =>
    await gateway.endSessions(store, principal, 'this login was closed')
  const members = createMembers(platform, { connections: needs.connections, credentials, endSessions })
  const standing = createStanding(platform, { connections: needs.connections, classes: members.classes })
  const plans = createPlans(platform, { ...needs, endSessions, keepStanding: standing.keep })
  const proofs = createProofs(platform, needs.connections)
  const exceptions = createExceptions(platform, needs)
  return {
    ...members,
    async plan(id) {
      const row = await db.selectFrom('plan').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? null : summaryOf(row)
    },
    async plans(store) {
      const { rows } = await plansOf(db, store, { limit: 200 })
      return rows.map(summaryOf)
    },
    exceptions: exceptions.list,
    clearReaders: exceptions.readers,
    proofs: proofs.list,
    broken: proofs.broken,
    standing: standing.read,
    gateway: gateway.state,
    routes: (app) => {
      protectRoutes({ platform, plans, proofs, reads: { ...members, proofs: proofs.list, exceptions: exceptions.list } })(app)
      exceptionRoutes(exceptions, needs.landscape.access)(app)
      gatewayRoutes({ platform, gateway, credentials, stores: needs.landscape.stores })(app)
    },
    async start(roles) {
      // an apply that a kill interrupted is settled before anybody asks
      if (roles.has('web')) await plans.settle(AbortSignal.timeout(SETTLE_MS))
      return roles.has('gateway') ? await gateway.start() : { stop: async () => {} }
    },
  }
}
