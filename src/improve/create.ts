// Puts improve together from the platform and the phases before it.
import type { Platform } from '../platform/platform.ts'
import type { Routes } from '../platform/http/http.ts'
import type { ProcessRole } from '../core/process-roles.ts'
import type { Landscape, StoreConnections } from '../landscape/contract.ts'
import type { Discover } from '../discover/contract.ts'
import type { Protect } from '../protect/contract.ts'
import type { Monitor } from '../monitor/contract.ts'
import type { Respond } from '../respond/contract.ts'
import type { Improve } from './contract.ts'
import { createControlReads } from './controls/control-reads.ts'
import { loadProbes } from './controls/control-tests.ts'
import { createRounds } from './controls/rounds.ts'
import { createStoresAsked } from './controls/stores-asked.ts'
import type { House } from './house.ts'
import { startImproveJobs } from './jobs.ts'
import { createLessons } from './lessons/lessons.ts'
import { improveRoutes } from './routes.ts'

export type { House } from './house.ts'

export interface ImproveNeeds {
  readonly landscape: Landscape
  readonly discover: Discover
  readonly protect: Protect
  readonly monitor: Monitor
  readonly respond: Respond
  readonly connections: StoreConnections
  /** of Holdfast itself: the ledger as stored, the accounts without a second factor */
  readonly house: House
  /** milliseconds between two looks for evidence that ends; default a minute */
  readonly lookMs?: number
}

export interface ImprovePhase extends Improve {
  readonly routes: Routes
  /** Its jobs and watches, by the roles of this process. */
  start(roles: ReadonlySet<ProcessRole>): Promise<{ stop(): Promise<void> }>
}

export function createImprove(platform: Platform, needs: ImproveNeeds): ImprovePhase {
  const { store, clock, events } = platform
  const { landscape, discover, protect, monitor, respond, connections, house } = needs
  const probes = loadProbes()
  const rounds = createRounds({
    platform,
    probes,
    context: (signal) => ({
      clock,
      signal,
      db: store.db,
      events,
      landscape,
      discover,
      protect,
      monitor,
      respond,
      house,
      stores: createStoresAsked({ landscape, connections, signal }),
    }),
  })
  const reads = createControlReads(store.db, clock, probes)
  const lessons = createLessons({ platform, protect, monitor, respond, knowsControl: (id) => probes.has(id) })
  return {
    controls: reads.controls,
    lessons: lessons.list,
    routes: improveRoutes({ reads, rounds, lessons }),
    start: async (roles) => await startImproveJobs(platform, rounds, roles, needs.lookMs),
  }
}
