// Puts protect together from the platform and the phases before it.
import { coreError } from '../core/errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { Routes } from '../platform/http/http.ts'
import type { ProcessRole } from '../core/process-roles.ts'
import type { Landscape, StoreConnections } from '../landscape/contract.ts'
import type { Discover } from '../discover/contract.ts'
import type { Protect } from './contract.ts'

export interface ProtectNeeds {
  readonly landscape: Landscape
  readonly discover: Discover
  readonly connections: StoreConnections
  /** Holdfast's own folder, for what the gateway's process keeps */
  readonly folder: string
}

export interface ProtectPhase extends Protect {
  readonly routes: Routes
  /** Its jobs and watches, by the roles of this process. */
  start(roles: ReadonlySet<ProcessRole>): Promise<{ stop(): Promise<void> }>
}

export function createProtect(_platform: Platform, _needs: ProtectNeeds): ProtectPhase {
  const missing = async (): Promise<never> => {
    throw coreError('not-built', { what: 'this part', help: 'CHANGELOG.md says what works' })
  }
  return {
    classes: missing,
    members: missing,
    plan: missing,
    plans: missing,
    proofs: missing,
    standing: missing,
    tryLogin: missing,
    disable: missing,
    gateway: missing,
    routes: () => {},
    start: async () => ({ stop: async () => {} }),
  }
}
