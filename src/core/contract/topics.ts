// Domain events that travel from later phases to earlier ones, and from PostgreSQL to the event store: only through the outbox.
// Consumers are idempotent. A topic that is not here does not exist.
import type { FieldId, StoreId } from '../ids.ts'

export interface Topics {
  'field.labelled': { readonly field: FieldId; readonly labelId: string | null; readonly was: string | null }
  'policy.applied': { readonly store: StoreId; readonly plan: string; readonly policySet: string }
  'access.gap': { readonly source: string; readonly from: string; readonly to: string; readonly upper: number; readonly reason: string }
  'alert.opened': { readonly alert: string }
  'incident.contained': { readonly incident: string }
  'lesson.adopted': { readonly incident: string; readonly control: string; readonly plan: string }
  'control.failed': { readonly control: string; readonly run: string }
}

export type Topic = keyof Topics
