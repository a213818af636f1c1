// What the pages of response ask for. Owns keys and how often; no page.
import { queryOptions } from '@tanstack/react-query'
import { call } from './client.ts'
import { queryClient } from './queries.ts'
import type { DutiesView, IncidentView, IncidentsView, MailView, NoticeView, ScopeRunView, ScopeView } from './generated.ts'

const at = (id: string): string => `/api/incidents/${encodeURIComponent(id)}`

export const incidentsQuery = queryOptions({
  queryKey: ['incidents'],
  queryFn: ({ signal }) => call<IncidentsView>('/api/incidents?limit=200', { signal }),
  refetchInterval: 30_000,
})

export const incidentQuery = (id: string) =>
  queryOptions({ queryKey: ['incidents', id], queryFn: ({ signal }) => call<IncidentView>(at(id), { signal }) })

/** `last` for the newest */
export const scopeQuery = (id: string, version: number | 'last') =>
  queryOptions({
    queryKey: ['incidents', id, 'scope', version],
    queryFn: ({ signal }) => call<ScopeView>(`${at(id)}/scopes/${version}`, { signal }),
  })

/** asked twice a second while it is open: a small scope is there at once */
export const scopeRunQuery = (id: string, run: string) =>
  queryOptions({
    queryKey: ['scope-runs', id, run],
    queryFn: ({ signal }) => call<ScopeRunView>(`${at(id)}/scope-runs/${encodeURIComponent(run)}`, { signal }),
    refetchInterval: (query) => (['done', 'stopped', 'failed'].includes(query.state.data?.state ?? '') ? false : 500),
  })

export const dutiesQuery = (id: string) =>
  queryOptions({
    queryKey: ['incidents', id, 'duties'],
    queryFn: ({ signal }) => call<DutiesView>(`${at(id)}/duties`, { signal }),
    refetchInterval: 60_000,
  })

export const noticeQuery = (id: string) =>
  queryOptions({
    queryKey: ['notices', id],
    queryFn: ({ signal }) => call<NoticeView>(`/api/notices/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: (query) => (query.state.data?.state === 'sending' ? 2_000 : false),
  })

export const mailQuery = queryOptions({ queryKey: ['mail'], queryFn: ({ signal }) => call<MailView>('/api/mail', { signal }) })

/** After anything done to an incident: it, its scope, its duties and the list. */
export async function refreshIncidents(): Promise<void> {
  await Promise.all([['incidents'], ['notices'], ['alerts'], ['overview']].map((queryKey) => queryClient.invalidateQueries({ queryKey })))
}
