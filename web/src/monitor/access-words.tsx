// A question about accesses as a link and in words: the same from alert, incident and list. Owns no answer.
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, type ReactNode } from 'react'
import type { AccessQueryView, GapView } from '../api/generated.ts'
import type { AccessQuestion } from '../api/monitor-queries.ts'
import { mapObjectsPageQuery, storesQuery } from '../api/queries.ts'
import { ScrollX } from '../parts/scroll-x.tsx'
import { Time } from '../parts/time.tsx'
import { count } from '../parts/words.ts'

export const questionOf = (query: AccessQueryView): AccessQuestion => ({
  from: query.from,
  to: query.to,
  principal: query.principals,
  session: query.sessions,
  store: query.stores,
})

/** A figure, and with it the question that it was computed from. */
export function AccessLink({
  question,
  className = 'link',
  children,
}: {
  readonly question: AccessQuestion & { readonly by?: 'principal' | 'session' | 'object' | 'hour' | undefined }
  readonly className?: string
  readonly children: ReactNode
}) {
  return (
    <Link className={className} to="/accesses" search={question}>
      {children}
    </Link>
  )
}

/** Names of stores and of the objects of those named; what is not known yet keeps its id. */
export function useNames(stores: readonly string[]): { readonly store: (id: string) => string; readonly object: (id: string) => string } {
  const known = useQuery(storesQuery)
  const pages = useQueries({ queries: stores.slice(0, 10).map((id) => mapObjectsPageQuery(id, '', {}, undefined)) })
  const objects = pages.flatMap((page) => page.data?.objects ?? [])
  return useMemo(() => {
    const names = new Map<string, string>([
      ...(known.data?.stores ?? []).map((store) => [store.id, store.name] as const),
      ...objects.map((object) => [object.id, object.name] as const),
    ])
    return { store: (id) => names.get(id) ?? id, object: (id) => names.get(id) ?? id }
    // the pages are new objects at each render; their number and the names decide
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [known.data, objects.length])
}

/** What is missing is drawn as missing: never as quiet. */
export function GapTable({ gaps, storeName }: { readonly gaps: readonly GapView[]; readonly storeName: (id: string) => string }) {
  return (
    <ScrollX name="Gaps">
      <table className="t" aria-label="Gaps">
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" className="num">
              People unseen
            </th>
            <th scope="col" className="wide">
              Why
            </th>
          </tr>
        </thead>
        <tbody>
          {gaps.map((gap) => (
            <tr key={`${gap.source}${gap.from}${gap.to}${gap.reason}`}>
              <td className="nw">
                {gap.source}
                {gap.store !== null && <span className="two">{storeName(gap.store)}</span>}
              </td>
              <td>
                <Time at={gap.from} />
              </td>
              <td>
                <Time at={gap.to} />
              </td>
              <td className="num unknown hatched">{gap.upper === null ? 'anybody' : `≤ ${count(gap.upper)}`}</td>
              <td className="unknown">{gap.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}
