// Puts improve together from the platform and the phases before it.
import { coreError } from '../core/errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { Routes } from '../platform/http/http.ts'
import type { ProcessRole } from '../core/process-roles.ts'
import type { Landscape, StoreConnections } from '../landscape/contract.ts'
import type { Discover } from '../discover/contract.ts'
import type { Protect } from '../protect/contract.ts'
import type { Monitor } from '../monitor/contract.ts'
import type { Respond } from '../respond/contract.ts'
import type { Improve } from './contract.ts'

/** What control tests ask of Holdfast itself. */
export interface House {
  /** Reads the stored ledger from the first leaf; the problem found, or null. */
  verifyLedger(): Promise<{ readonly size: number; readonly problem: string | null }>
  withoutSecondFactor(): Promise<{ readonly count: number }>
}

export interface ImproveNeeds {
  readonly landscape: Landscape
  readonly discover: Discover
  readonly protect: Protect
  readonly monitor: Monitor
  readonly respond: Respond
  readonly connections: StoreConnections
  /** of Holdfast itself: the ledger as stored, the accounts without a second factor */
  readonly house: House
}

export interface ImprovePhase extends Improve {
  readonly routes: Routes
  /** Its jobs and watches, by the roles of this process. */
  start(roles: ReadonlySet<ProcessRole>): Promise<{ stop(): Promise<void> }>
}

export function createImprove(_platform: Platform, _needs: ImproveNeeds): ImprovePhase {
  const missing = async (): Promise<never> => {
    throw coreError('not-built', { what: 'this part', help: 'CHANGELOG.md says what works' })
  }
  return {
    controls: missing,
    lessons: missing,
    routes: () => {},
    start: async () => ({ stop: async () => {} }),
  }
}
