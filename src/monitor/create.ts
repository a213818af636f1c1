// Puts monitor together from the platform and the phases before it.
import type { Platform } from '../platform/platform.ts'
import type { Routes } from '../platform/http/http.ts'
import type { ProcessRole } from '../core/process-roles.ts'
import type { Landscape, StoreConnections } from '../landscape/contract.ts'
import type { Discover } from '../discover/contract.ts'
import type { Protect } from '../protect/contract.ts'
import type { Geo } from '../platform/geo/geo.ts'
import { createAlerts } from './alerts/alerts.ts'
import { createCollectors } from './collector/collectors.ts'
import type { Monitor } from './contract.ts'
import { createDetection } from './detection/detection.ts'
import { startMonitorJobs } from './jobs.ts'
import { monitorRoutes } from './routes.ts'

export interface MonitorNeeds {
  readonly landscape: Landscape
  readonly discover: Discover
  readonly protect: Protect
  readonly geo: Geo
  readonly connections?: StoreConnections
}

export interface MonitorPhase extends Monitor {
  readonly routes: Routes
  /** Its jobs and watches, by the roles of this process. */
  start(roles: ReadonlySet<ProcessRole>): Promise<{ stop(): Promise<void> }>
}

export function createMonitor(platform: Platform, needs: MonitorNeeds): MonitorPhase {
  const parts = { platform, ...needs }
  const collectors = createCollectors(parts)
  const detection = createDetection(parts)
  const alerts = createAlerts(platform)
  return {
    alert: (id) => alerts.find(id),
    alerts: (filter) => alerts.list(filter),
    collectors: () => collectors.list(),
    routes: monitorRoutes(platform, { collectors, detection, alerts }),
    start: async (roles) => await startMonitorJobs(platform, roles, { collectors, detection }),
  }
}
