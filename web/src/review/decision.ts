// A decision about a field: what is sent, what is likely, and the reasons people give most. Owns no markup.
import { call } from '../api/client.ts'
import { queryClient, refreshFindings } from '../api/queries.ts'
import type { DecisionBody, FieldView } from '../api/generated.ts'

export const REASONS = ['The owner of the data said so', 'Old values differ from new ones', 'Test data', 'Public anyway'] as const

/** Personal data is at least Confidential unless a person says otherwise; what is not about persons keeps no label of persons. */
export function likelyLevel(field: Pick<FieldView, 'verdict' | 'label'>, verdict: DecisionBody['verdict']): number {
  if (verdict === 'not-personal') return field.verdict === 'not-personal' && field.label !== null ? field.label.level : 1
  return Math.max(field.label?.level ?? 2, 1)
}

export async function decide(field: Pick<FieldView, 'id'>, body: DecisionBody): Promise<FieldView> {
  const after = await call<FieldView>(`/api/fields/${field.id}/decision`, { method: 'POST', body })
  queryClient.setQueryData(['field', field.id], after)
  void refreshFindings()
  return after
}
