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

export interface Respond {
  incident(id: string): Promise<IncidentSummary | null>
  /** newest first */
  incidents(limit: number): Promise<readonly IncidentSummary[]>
  scope(incident: string, version: number | 'last'): Promise<Scope | null>
  containments(incident: string): Promise<readonly Containment[]>
  notices(incident: string): Promise<readonly NoticeSummary[]>
}
