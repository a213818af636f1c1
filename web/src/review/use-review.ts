// The queue of the review: what waits, where one is, what was decided here. Loads the next page before it is reached. Owns no markup.
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { reviewQuery } from '../api/queries.ts'

const route = getRouteApi('/review')
/** so many before the end of what is here, the next page is asked for */
const AHEAD = 15

export function useReview() {
  const { store, field: wanted } = route.useSearch()
  const navigate = route.useNavigate()
  const queue = useInfiniteQuery(reviewQuery(store))
  const [decided, setDecided] = useState<ReadonlyMap<string, string>>(new Map())
  const items = useMemo(() => queue.data?.pages.flatMap((page) => page.items) ?? [], [queue.data])
  const at = items.findIndex((item) => item.id === wanted)
  const position = Math.max(0, wanted === undefined ? items.findIndex((item) => !decided.has(item.id)) : at)
  const seeking = wanted !== undefined && at === -1
  const { hasNextPage, isFetching, fetchNextPage } = queue
  useEffect(() => {
    if (hasNextPage && !isFetching && (seeking || position >= items.length - AHEAD)) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage, seeking, position, items.length])
  const go = useCallback(
    (to: number) => {
      const next = items[Math.min(items.length - 1, Math.max(0, to))]
      if (next !== undefined) void navigate({ search: (before) => ({ ...before, field: next.id }), replace: true })
    },
    [items, navigate],
  )
  /** The next that waits, from here on and then from the top. */
  const goOn = useCallback(
    (done: ReadonlyMap<string, string>) => {
      const waits = (index: number): boolean => items[index] !== undefined && index !== position && !done.has(items[index].id)
      const order = [...items.keys()]
      const next = order.find((index) => index > position && waits(index)) ?? order.find(waits)
      if (next !== undefined) go(next)
    },
    [items, position, go],
  )
  const decide = (id: string, words: string): void => {
    const done = new Map(decided).set(id, words)
    setDecided(done)
    goOn(done)
  }
  // what is here was counted with the first page; what was decided since is known
  const total = queue.data?.pages[0]?.total ?? 0
  return {
    queue,
    store,
    items,
    position,
    current: items[position],
    decided,
    total,
    left: Math.max(0, total - decided.size),
    /** the field of the link waits no more, or never did */
    missed: seeking && queue.data !== undefined && !hasNextPage && !isFetching ? wanted : undefined,
    go,
    skip: () => goOn(decided),
    decide,
  }
}
