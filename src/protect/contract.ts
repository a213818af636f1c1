// What later phases and the views may use of protection: which classes hold in which store, who is in them, what a plan changes, and how a
// person's way in is closed. Changes in a store are made by people through the routes and the command line.
import type { PolicyClass } from '../core/contract/access.ts'
import type { FieldId, StoreId } from '../core/ids.ts'
import type { Credentials } from '../landscape/contract.ts'

export interface Member {
  readonly principal: string
  readonly store: StoreId
  readonly class: string
  /** the login of its own in the store */
  readonly login: string
  readonly until: Date | null
  readonly disabledAt: Date | null
}

export interface PlanSummary {
  readonly id: string
  readonly store: StoreId
  readonly policySet: string
  readonly state: 'draft' | 'approved' | 'applied' | 'undone' | 'failed' | 'expired'
  readonly hash: string
  readonly madeBy: string
  readonly madeAt: Date
  readonly appliedAt: Date | null
}

/** What `prove` tried in a store: each attack vector and whether it was held. */
export interface Proof {
  readonly id: string
  readonly store: StoreId
  readonly policySet: string
  readonly at: Date
  readonly vectors: readonly {
    readonly id: string
    readonly class: string
    readonly text: string
    readonly state: 'held' | 'broken' | 'not-run'
    readonly detail: string
  }[]
}

/** A role that keeps what it reads past the masks: proposed by one person, approved by another, until a day. */
export interface RoleException {
  readonly id: string
  readonly store: StoreId
  readonly role: string
  readonly fields: readonly FieldId[]
  readonly reason: string
  readonly proposedBy: string
  readonly proposedAt: Date
  readonly approvedBy: string | null
  readonly approvedAt: Date | null
  readonly until: Date
  /** ended before its day */
  readonly endedAt: Date | null
  readonly endedBy: string | null
  /** `live` is the only one that counts */
  readonly state: 'proposed' | 'live' | 'ended'
}

/** A role that reads past the masks, by the map of access as it was last read. */
export interface ClearReader {
  readonly role: string
  readonly kinds: readonly string[]
  readonly fields: number
  /** of them, under a live exception */
  readonly excepted: number
}

export interface Protect {
  classes(store: StoreId): Promise<readonly PolicyClass[]>
  members(store: StoreId): Promise<readonly Member[]>
  plan(id: string): Promise<PlanSummary | null>
  plans(store: StoreId): Promise<readonly PlanSummary[]>
  /** attacks that got through at the last proof of each class that holds there now; a proof of one class says nothing about another */
  broken(store: StoreId): Promise<readonly { readonly at: Date; readonly class: string; readonly text: string }[]>
  /** newest first */
  exceptions(store: StoreId): Promise<readonly RoleException[]>
  clearReaders(store: StoreId): Promise<readonly ClearReader[]>
  /** newest first */
  proofs(store: StoreId): Promise<readonly Proof[]>
  /**
   * Reads what stands in the store of each class now: its role, its schema and views, and compares the digest with the one kept when the
   * plan was applied. `now` null: the class is not there. Throws what connecting throws.
   */
  standing(
    store: StoreId,
    signal: AbortSignal,
  ): Promise<
    readonly { readonly class: string; readonly applied: string; readonly now: string | null; readonly differs: readonly string[] }[]
  >
  /** Tries the login of the principal again with the secret that is kept, in the store itself. */
  tryLogin(store: StoreId, principal: string, signal: AbortSignal): Promise<'accepted' | 'refused' | 'unreachable'>
  /** NOLOGIN, sessions ended, the gateway's credential revoked and its sessions ended. Returns what was done, in words. */
  disable(store: StoreId, principal: string, control: Credentials, signal: AbortSignal): Promise<readonly string[]>
  gateway(): Promise<{
    readonly on: boolean
    readonly address: string | null
    readonly sessions: number
    readonly problem: string | null
    /** it expects a PROXY header, version 2, in front of each connection */
    readonly proxied: boolean
  }>
}
