// What the pages of monitoring ask for. Owns keys and how often; no page.
import { queryOptions } from '@tanstack/react-query'
import { call, queryText } from './client.ts'
import type { AccessesView, AccessRecordsView, AlertView, AlertsView, CollectorsView, GapsView, GatewayView } from './generated.ts'

/** A question about accesses, as the API and the address of the page both say it. */
export interface AccessQuestion {
  readonly from: string
  readonly to: string
  readonly principal?: readonly string[] | undefined
  readonly session?: readonly string[] | undefined
  readonly store?: readonly string[] | undefined
  readonly object?: string | undefined
  readonly field?: string | undefined
}

const asked = ({ from, to, principal, session, store, object, field }: AccessQuestion) => ({
  from,
  to,
  principal,
  session,
  store,
  object,
  field,
})

export const alertsQuery = queryOptions({
  queryKey: ['alerts'],
  queryFn: ({ signal }) => call<AlertsView>('/api/alerts?limit=1000', { signal }),
  refetchInterval: 30_000,
})

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: ['alerts', id],
    queryFn: ({ signal }) => call<AlertView>(`/api/alerts/${encodeURIComponent(id)}`, { signal }),
  })

export type Grouped = 'principal' | 'session' | 'object' | 'hour'

export const accessesQuery = (question: AccessQuestion, by?: Grouped) =>
  queryOptions({
    queryKey: ['accesses', asked(question), by ?? 'all'],
    queryFn: ({ signal }) => call<AccessesView>(`/api/accesses${queryText({ ...asked(question), by })}`, { signal }),
    staleTime: 30_000,
  })

export const accessRecordsQuery = (question: AccessQuestion, limit: number) =>
  queryOptions({
    queryKey: ['accesses', 'records', asked(question), limit],
    queryFn: ({ signal }) => call<AccessRecordsView>(`/api/accesses/records${queryText({ ...asked(question), limit })}`, { signal }),
    staleTime: 30_000,
  })

export const gapsQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['gaps', from, to],
    queryFn: ({ signal }) => call<GapsView>(`/api/gaps${queryText({ from, to })}`, { signal }),
  })

export const collectorsQuery = queryOptions({
  queryKey: ['collectors'],
  queryFn: ({ signal }) => call<CollectorsView>('/api/collectors', { signal }),
  refetchInterval: 30_000,
})

export const gatewayQuery = queryOptions({
  queryKey: ['gateway'],
  queryFn: ({ signal }) => call<GatewayView>('/api/gateway', { signal }),
  refetchInterval: 15_000,
})
