// What later phases and the views may use of monitoring: alerts, and how far each source of records has been read.
import type { Alert } from '../core/contract/response.ts'
import type { StoreId } from '../core/ids.ts'

export interface CollectorState {
  readonly id: string
  readonly store: StoreId
  readonly kind: 'postgres-log'
  readonly where: string
  /** time of the last record read; null: nothing yet */
  readonly readTo: Date | null
  readonly lastLookedAt: Date | null
  readonly records: number
  /** lines that could not be understood, counted and never dropped silently */
  readonly unread: number
  readonly problem: string | null
}

export interface Monitor {
  alert(id: string): Promise<(Alert & { readonly openedAt: Date }) | null>
  /** newest first */
  alerts(filter: {
    readonly states?: readonly Alert['state'][]
    readonly limit: number
  }): Promise<readonly (Alert & { readonly openedAt: Date })[]>
  collectors(): Promise<readonly CollectorState[]>
}
