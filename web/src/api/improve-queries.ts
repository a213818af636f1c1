// What the pages of improvement ask for. Owns keys and how often; no page.
import { queryOptions } from '@tanstack/react-query'
import { call } from './client.ts'
import type { ControlsView, ControlView, LessonsView } from './generated.ts'

export const controlsQuery = queryOptions({
  queryKey: ['controls'],
  queryFn: ({ signal }) => call<ControlsView>('/api/controls', { signal }),
  refetchInterval: (query) => (query.state.data?.round?.endedAt === null ? 2_000 : 60_000),
})

export const controlQuery = (id: string) =>
  queryOptions({
    queryKey: ['controls', id],
    queryFn: ({ signal }) => call<ControlView>(`/api/controls/${encodeURIComponent(id)}`, { signal }),
  })

export const lessonsQuery = queryOptions({
  queryKey: ['lessons'],
  queryFn: ({ signal }) => call<LessonsView>('/api/lessons', { signal }),
})
