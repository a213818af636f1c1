// What the pages of protection and people ask for. Owns keys and how often; no page.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call } from './client.ts'
import type {
  ExceptionsView,
  FieldAccessView,
  PlansView,
  PlanView,
  PrincipalsView,
  ProofsView,
  ProtectionView,
  StoreAccessView,
  SubjectsView,
} from './generated.ts'

const store = (id: string): string => `/api/stores/${encodeURIComponent(id)}`

export const protectionQuery = (id: string) =>
  queryOptions({ queryKey: ['protection', id], queryFn: ({ signal }) => call<ProtectionView>(`${store(id)}/protection`, { signal }) })

export const proofsQuery = (id: string) =>
  queryOptions({ queryKey: ['protection', id, 'proofs'], queryFn: ({ signal }) => call<ProofsView>(`${store(id)}/proofs`, { signal }) })

export const exceptionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['protection', id, 'exceptions'],
    queryFn: ({ signal }) => call<ExceptionsView>(`${store(id)}/exceptions`, { signal }),
  })

export const plansQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['protection', id, 'plans'],
    queryFn: ({ signal, pageParam }) =>
      call<PlansView>(`${store(id)}/plans?limit=20${pageParam === null ? '' : `&before=${pageParam}`}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })

export const storeAccessQuery = (id: string) =>
  queryOptions({ queryKey: ['access', id], queryFn: ({ signal }) => call<StoreAccessView>(`${store(id)}/access`, { signal }) })

export const fieldAccessQuery = (field: string) =>
  queryOptions({
    queryKey: ['access', 'field', field],
    queryFn: ({ signal }) => call<FieldAccessView>(`/api/fields/${encodeURIComponent(field)}/access`, { signal }),
  })

export const planQuery = (id: string) =>
  queryOptions({
    queryKey: ['plan', id],
    queryFn: ({ signal }) => call<PlanView>(`/api/plans/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: (query) => (query.state.data?.underWay === true ? 2_000 : false),
  })

export const principalsQuery = queryOptions({
  queryKey: ['principals'],
  queryFn: ({ signal }) => call<PrincipalsView>('/api/principals', { signal }),
})

export const subjectsQuery = queryOptions({
  queryKey: ['subjects'],
  queryFn: ({ signal }) => call<SubjectsView>('/api/subjects', { signal }),
  refetchInterval: (query) => (['waiting', 'running'].includes(query.state.data?.state ?? '') ? 2_000 : false),
})
