// What is open in the data map and what has arrived of it. Loads objects of open stores and fields of open objects, a page at a time.
import { useQueries, type UseQueryResult } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { mapFieldsPageQuery, mapObjectsPageQuery, type MapFilters } from '../api/queries.ts'
import type { MapView } from '../api/generated.ts'
import type { MapSort } from '../app/router.tsx'
import { treeRows, type Part, type TreeRow } from './tree.ts'

/** A map this small opens by itself: nobody should have to click through five files. */
const SMALL_FIELDS = 80
const SMALL_OBJECTS = 12
const FIRST_PAGE: readonly string[] = ['']

export interface Tree {
  readonly rows: readonly TreeRow[]
  readonly setOpen: (key: string, open: boolean) => void
}

interface Wanted {
  readonly of: string
  readonly after: string
}

export function useTree(map: MapView | undefined, filters: MapFilters, sort: MapSort | undefined): Tree {
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [pages, setPages] = useState<ReadonlyMap<string, readonly string[]>>(new Map())
  const stores = useMemo(() => map?.stores ?? [], [map])
  const small =
    map !== undefined && map.totals.shown <= SMALL_FIELDS && stores.reduce((sum, store) => sum + store.objects, 0) <= SMALL_OBJECTS
  const under = JSON.stringify([filters, sort])
  const storeOpen = (id: string): boolean => chosen.get(id) ?? (small || stores.length === 1)
  const pagesOf = (of: string): Wanted[] => (pages.get(`${of} ${under}`) ?? FIRST_PAGE).map((after) => ({ of, after }))
  const askMore = (of: string, next: string): void =>
    setPages((now) => new Map(now).set(`${of} ${under}`, [...new Set([...(now.get(`${of} ${under}`) ?? FIRST_PAGE), next])]))

  const objectPages = stores.filter((store) => storeOpen(store.id)).flatMap((store) => pagesOf(store.id))
  const objectQueries = useQueries({ queries: objectPages.map(({ of, after }) => mapObjectsPageQuery(of, after, filters, sort)) })
  const objects = joinPages(objectPages, objectQueries, (data) => data.objects, askMore)

  const all = [...objects.values()].flatMap((part) => part.rows ?? [])
  const openObjects = all.filter((object) => chosen.get(object.id) ?? (small && object.fields > 0))
  const open = new Set(openObjects.map((object) => object.id))
  const fieldPages = openObjects.flatMap((object) => pagesOf(object.id))
  const fieldQueries = useQueries({ queries: fieldPages.map(({ of, after }) => mapFieldsPageQuery(of, after, filters)) })
  const fields = joinPages(fieldPages, fieldQueries, (data) => data.fields, askMore)

  const rows = treeRows({
    stores,
    sort,
    isOpen: (key) => (key.startsWith('st_') ? storeOpen(key) : open.has(key)),
    objectsOf: (store) => objects.get(store) ?? NOT_YET,
    fieldsOf: (object) => fields.get(object) ?? NOT_YET,
  })
  const setOpen = useCallback((key: string, open: boolean) => setChosen((now) => new Map(now).set(key, open)), [])
  return { rows, setOpen }
}

const NOT_YET = { rows: undefined, failed: false, retry: () => {} } as const

function joinPages<Data extends { readonly next: string | null }, Row>(
  wanted: readonly Wanted[],
  queries: readonly UseQueryResult<Data>[],
  rowsOf: (data: Data) => readonly Row[],
  askMore: (of: string, next: string) => void,
): ReadonlyMap<string, Part<Row>> {
  const joined = new Map<string, Part<Row>>()
  for (const [at, { of }] of wanted.entries()) {
    const query = queries[at]
    if (query === undefined) continue
    const before = joined.get(of)
    const next = query.data?.next ?? null
    joined.set(of, {
      rows: query.data === undefined ? before?.rows : [...(before?.rows ?? []), ...rowsOf(query.data)],
      failed: query.error !== null || before?.failed === true,
      retry: () => void query.refetch(),
      more: next === null ? undefined : () => askMore(of, next),
    })
  }
  return joined
}
