// What improvement and the views may use of response: incidents with their scopes, clocks, containment and notices.
import type { Incident, Scope } from '../core/contract/response.ts'
import type { StoreId } from '../core/ids.ts'

export interface IncidentSummary extends Incident {
  readonly number: number
  readonly openedAt: Date
  readonly closedAt: Date | null
  readonly scopeVersion: number | null
}

export interface Containment {
  readonly id: string
  readonly incident: string
  readonly store: StoreId
  readonly principal: string
  readonly state: 'proposed' | 'done' | 'verified' | 'failed'
  readonly proposedBy: string
  readonly approvedBy: string | null
  readonly verifiedAt: Date | null
  /** what was done and what the trial said */
  readonly detail: readonly string[]
}

export interface NoticeSummary {
  readonly id: string
  readonly incident: string
  readonly scopeVersion: number
  readonly law: string
  readonly state: 'draft' | 'approved' | 'sending' | 'sent'
  readonly people: number
  readonly sent: number
  readonly failed: number
}

/** One duty with its clock, as the last scope and the facts say now. */
export interface DutySummary {
  readonly law: string | null
  readonly name: string
  readonly to: 'authority' | 'people' | null
  /** undecided is planned as yes */
  readonly decision: 'yes' | 'no' | 'undecided' | 'no-rule'
  readonly state: 'running' | 'overdue' | 'met' | 'waiting' | 'held' | 'none'
  /** a target is an aim of ours, never a legal clock */
  readonly clock: 'legal' | 'target' | null
  readonly dueAt: string | null
  readonly people: { readonly lower: number; readonly upper: number } | null
}

export interface Respond {
  incident(id: string): Promise<IncidentSummary | null>
  /** newest first */
  incidents(limit: number): Promise<readonly IncidentSummary[]>
  scope(incident: string, version: number | 'last'): Promise<Scope | null>
  /** empty without a scope */
  duties(incident: string): Promise<readonly DutySummary[]>
  containments(incident: string): Promise<readonly Containment[]>
  notices(incident: string): Promise<readonly NoticeSummary[]>
}
