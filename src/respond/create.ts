// Puts respond together from the platform and the phases before it.
import { coreError } from '../core/errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { Routes } from '../platform/http/http.ts'
import type { ProcessRole } from '../core/process-roles.ts'
import type { Landscape } from '../landscape/contract.ts'
import type { Discover } from '../discover/contract.ts'
import type { Protect } from '../protect/contract.ts'
import type { Monitor } from '../monitor/contract.ts'
import type { Respond } from './contract.ts'

export interface RespondNeeds {
  readonly landscape: Landscape
  readonly discover: Discover
  readonly protect: Protect
  readonly monitor: Monitor
  /** what people call whoever did something */
  readonly actorNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
}

export interface RespondPhase extends Respond {
  readonly routes: Routes
  /** Its jobs and watches, by the roles of this process. */
  start(roles: ReadonlySet<ProcessRole>): Promise<{ stop(): Promise<void> }>
}

export function createRespond(_platform: Platform, _needs: RespondNeeds): RespondPhase {
  const missing = async (): Promise<never> => {
    throw coreError('not-built', { what: 'this part', help: 'CHANGELOG.md says what works' })
  }
  return {
    incident: missing,
    incidents: missing,
    scope: missing,
    containments: missing,
    notices: missing,
    routes: () => {},
    start: async () => ({ stop: async () => {} }),
  }
}
