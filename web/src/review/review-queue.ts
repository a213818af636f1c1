// The unsure fields, highest label first. Walks the map under `verdict=unsure`, since no route lists fields across stores; bounded, and it
// says when there is more.
import { queryOptions } from '@tanstack/react-query'
import { call, queryText } from '../api/client.ts'
import type { MapFieldView, MapFieldsView, MapObjectsView, MapView } from '../api/generated.ts'

export interface Unsure {
  readonly field: MapFieldView
  readonly store: string
  readonly object: string
  readonly rows: number | null
}
export interface Queue {
  readonly items: readonly Unsure[]
  readonly total: number
}

const MOST = 200
const AT_ONCE = 6

export const reviewQuery = (store: string | undefined) =>
  queryOptions({
    queryKey: ['review', store ?? ''],
    queryFn: ({ signal }) => walk(store, signal),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  })

async function walk(only: string | undefined, signal: AbortSignal): Promise<Queue> {
  const map = await call<MapView>(`/api/map${queryText({ verdict: 'unsure', store: only })}`, { signal })
  const items: Unsure[] = []
  for (const store of map.stores) {
    let after = ''
    do {
      const page = await call<MapObjectsView>(`/api/map/stores/${store.id}/objects${queryText({ verdict: 'unsure', after, limit: 100 })}`, {
        signal,
      })
      const objects = page.objects.filter((object) => object.unsure > 0)
      for (let at = 0; at < objects.length && items.length < MOST; at += AT_ONCE) {
        const batch = objects.slice(at, at + AT_ONCE)
        const fields = await Promise.all(
          batch.map((object) => call<MapFieldsView>(`/api/map/objects/${object.id}/fields?verdict=unsure&limit=200`, { signal })),
        )
        for (const [index, object] of batch.entries()) {
          for (const field of fields[index]?.fields ?? []) items.push({ field, store: store.name, object: object.name, rows: object.rows })
        }
      }
      after = page.next ?? ''
    } while (after !== '' && items.length < MOST)
  }
  return {
    items: items.toSorted(
      (a, b) => (b.field.label?.level ?? 4) - (a.field.label?.level ?? 4) || (b.field.count ?? 0) - (a.field.count ?? 0),
    ),
    total: map.stores.reduce((sum, store) => sum + store.unsure, 0),
  }
}
