// Puts monitor together from the platform and the phases before it.
import { coreError } from '../core/errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { Routes } from '../platform/http/http.ts'
import type { ProcessRole } from '../core/process-roles.ts'
import type { Landscape } from '../landscape/contract.ts'
import type { Discover } from '../discover/contract.ts'
import type { Protect } from '../protect/contract.ts'
import type { Geo } from '../platform/geo/geo.ts'
import type { Monitor } from './contract.ts'

export interface MonitorNeeds {
  readonly landscape: Landscape
  readonly discover: Discover
  readonly protect: Protect
  readonly geo: Geo
}

export interface MonitorPhase extends Monitor {
  readonly routes: Routes
  /** Its jobs and watches, by the roles of this process. */
  start(roles: ReadonlySet<ProcessRole>): Promise<{ stop(): Promise<void> }>
}

export function createMonitor(_platform: Platform, _needs: MonitorNeeds): MonitorPhase {
  const missing = async (): Promise<never> => {
    throw coreError('not-built', { what: 'this part', help: 'CHANGELOG.md says what works' })
  }
  return {
    alert: missing,
    alerts: missing,
    collectors: missing,
    routes: () => {},
    start: async () => ({ stop: async () => {} }),
  }
}
