// What the pages ask for, with keys and how often. Owns no page. Long work is polled only while it runs and the tab is seen.
import { QueryClient, infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { ApiProblem, call, queryText } from './client.ts'
import type {
  AccountsView,
  CoverageView,
  FieldView,
  LedgerView,
  MapFieldsView,
  MapObjectsView,
  MapView,
  OverviewView,
  OwnSessionsView,
  ReviewView,
  ScanFindingsView,
  ScanView,
  ScansView,
  SessionView,
  StoresView,
  SystemView,
  TypesView,
} from './generated.ts'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal is an answer; only silence and failures of the server are tried again, once.
      retry: (count, error) => count < 1 && (!(error instanceof ApiProblem) || error.status >= 500),
      retryDelay: 500,
    },
    mutations: { retry: false },
  },
})

export interface MapFilters {
  readonly level?: number | undefined
  readonly verdict?: string | undefined
  readonly type?: string | undefined
  readonly regime?: string | undefined
  readonly store?: string | undefined
  readonly read?: string | undefined
  readonly label?: 'none' | undefined
  readonly pinned?: boolean | undefined
  readonly q?: string | undefined
}

const PAGE = 200
const SCANS = 50
export const filterText = ({ pinned, ...filters }: MapFilters) => ({
  ...filters,
  pinned: pinned === undefined ? undefined : String(pinned),
})

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => call<SessionView>('/api/session', { signal, signingIn: true }),
  staleTime: 60_000,
})

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => call<OverviewView>('/api/overview', { signal }),
  refetchInterval: 30_000,
})

export const systemQuery = queryOptions({ queryKey: ['system'], queryFn: ({ signal }) => call<SystemView>('/api/system', { signal }) })
export const storesQuery = queryOptions({ queryKey: ['stores'], queryFn: ({ signal }) => call<StoresView>('/api/stores', { signal }) })
export const typesQuery = queryOptions({
  queryKey: ['types'],
  queryFn: ({ signal }) => call<TypesView>('/api/types', { signal }),
  staleTime: Infinity,
})

export const isLive = (scan: Pick<ScanView, 'state'>): boolean => ['waiting', 'running', 'stopping'].includes(scan.state)

export const scansQuery = queryOptions({
  queryKey: ['scans'],
  queryFn: ({ signal }) => call<ScansView>('/api/scans', { signal }),
  refetchInterval: (query) => (query.state.data?.scans.some(isLive) === true ? 2_000 : 30_000),
})

/** All scans, a page at a time, newest first. */
export const scanListQuery = infiniteQueryOptions({
  queryKey: ['scans', 'list'],
  queryFn: ({ pageParam, signal }) => call<ScansView>(`/api/scans${queryText({ before: pageParam, limit: SCANS })}`, { signal }),
  initialPageParam: null as number | null,
  getNextPageParam: ({ scans }) => (scans.length < SCANS ? undefined : scans.at(-1)?.number),
  refetchInterval: (query) => (query.state.data?.pages.some((page) => page.scans.some(isLive)) === true ? 2_000 : 30_000),
})

export const scanQuery = (id: string) =>
  queryOptions({
    queryKey: ['scan', id],
    queryFn: ({ signal }) => call<ScanView>(`/api/scans/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: (query) => (query.state.data !== undefined && isLive(query.state.data) ? 1_000 : false),
  })

export const scanFindingsQuery = (id: string, live: boolean) =>
  queryOptions({
    queryKey: ['scan', id, 'findings'],
    queryFn: ({ signal }) => call<ScanFindingsView>(`/api/scans/${encodeURIComponent(id)}/findings?limit=50`, { signal }),
    refetchInterval: live ? 2_000 : false,
  })

export const coverageQuery = (id: string, status: string, store: string | undefined, live: boolean) =>
  infiniteQueryOptions({
    queryKey: ['scan', id, 'coverage', status, store ?? ''],
    queryFn: ({ pageParam, signal }) =>
      call<CoverageView>(`/api/scans/${encodeURIComponent(id)}/coverage${queryText({ status, store, after: pageParam, limit: 100 })}`, {
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: live ? 3_000 : false,
  })

export const mapQuery = (filters: MapFilters) =>
  queryOptions({
    queryKey: ['map', 'stores', filters],
    queryFn: ({ signal }) => call<MapView>(`/api/map${queryText(filterText(filters))}`, { signal }),
    placeholderData: (before) => before,
  })

export type MapOrder = 'name' | 'label'

export const mapObjectsPageQuery = (store: string, after: string, filters: MapFilters, sort: MapOrder | undefined) =>
  queryOptions({
    queryKey: ['map', 'objects', store, after, filters, sort],
    queryFn: ({ signal }) =>
      call<MapObjectsView>(
        `/api/map/stores/${encodeURIComponent(store)}/objects${queryText({ ...filterText(filters), store: undefined, sort, after, limit: PAGE })}`,
        { signal },
      ),
  })

export const mapFieldsPageQuery = (object: string, after: string, filters: MapFilters) =>
  queryOptions({
    queryKey: ['map', 'fields', object, after, filters],
    queryFn: ({ signal }) =>
      call<MapFieldsView>(
        `/api/map/objects/${encodeURIComponent(object)}/fields${queryText({ ...filterText(filters), store: undefined, after, limit: PAGE })}`,
        { signal },
      ),
  })

/** The fields that wait for a person, with all that is needed to decide. Asked anew each time the page is opened, not while it is worked on. */
export const reviewQuery = (store: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['review', store ?? ''],
    queryFn: ({ pageParam, signal }) => call<ReviewView>(`/api/review${queryText({ store, after: pageParam, limit: 50 })}`, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: Infinity,
    gcTime: 0,
  })

export const fieldQuery = (id: string) =>
  queryOptions({
    queryKey: ['field', id],
    queryFn: ({ signal }) => call<FieldView>(`/api/fields/${encodeURIComponent(id)}`, { signal }),
  })

export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: ({ signal }) => call<AccountsView>('/api/accounts', { signal }),
})
export const ownSessionsQuery = queryOptions({
  queryKey: ['own-sessions'],
  queryFn: ({ signal }) => call<OwnSessionsView>('/api/account/sessions', { signal }),
})

export const ledgerQuery = (kind: string) =>
  infiniteQueryOptions({
    queryKey: ['ledger', kind],
    queryFn: ({ pageParam, signal }) => call<LedgerView>(`/api/ledger${queryText({ kind, before: pageParam, limit: 100 })}`, { signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next ?? undefined,
  })

/** After a decision or a scan: what is computed from fields is asked for again. */
export async function refreshFindings(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['map'] }),
    queryClient.invalidateQueries({ queryKey: ['field'] }),
    queryClient.invalidateQueries({ queryKey: ['overview'] }),
    queryClient.invalidateQueries({ queryKey: ['stores'] }),
  ])
}
