// The coverage ledger of one scan: everything seen ends in one of four lines; the lines filter the list of objects and reasons below.
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { queryText } from '../api/client.ts'
import { coverageQuery } from '../api/queries.ts'
import type { ScanView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { Bar, type BarPart } from '../parts/bar.tsx'
import { CoverageState, State } from '../parts/marks.tsx'
import { Failure, Loading } from '../parts/page.tsx'
import { bytes, count } from '../parts/words.ts'
import { ScrollX } from '../parts/scroll-x.tsx'

const route = getRouteApi('/scans/$id')
const STATUSES = ['read', 'partial', 'skipped', 'failed'] as const

export function CoverageLedger({ scan, live }: { readonly scan: ScanView; readonly live: boolean }) {
  const { status, store } = route.useSearch()
  const navigate = route.useNavigate()
  const { may } = useAccount()
  const coverage = scan.stores.find((each) => each.store === store)?.coverage ?? scan.coverage
  const all = coverage.read + coverage.partial + coverage.skipped + coverage.failed
  // What was not read is what a person must see; without a filter the list begins there.
  const chosen =
    status ??
    (['failed', 'skipped', 'partial'] as const).find(
      (entry) => (entry === 'partial' ? coverage.partial - coverage.sampled : coverage[entry]) > 0,
    ) ??
    (coverage.read > 0 ? 'read' : 'partial')
  const exported = (query: Record<string, string | undefined>): string => `/api/scans/${scan.id}/coverage/export${queryText(query)}`
  const rows = useInfiniteQuery(coverageQuery(scan.id, chosen, store, live))
  const list = rows.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <section>
      <div className="sec-head">
        <h2>Coverage ledger</h2>
        <span className="q s">how each object {live ? 'so far ' : ''}ended</span>
        {may.export && all > 0 && (
          <span className="end s row-of">
            <a className="link" href={exported({ status: chosen, store })} download>
              Export this list
            </a>
            <a className="link" href={exported({ store })} download>
              Export {store === undefined ? 'all' : 'all of this store'}
            </a>
          </span>
        )}
      </div>
      {scan.stores.length > 1 && (
        <search className="filters within" aria-label="Filter of the ledger">
          <label className="f">
            <i>store</i>
            <select
              value={store ?? ''}
              onChange={(event) => {
                const value = event.target.value
                void navigate({ search: (before) => ({ ...before, store: value === '' ? undefined : value }), replace: true })
              }}
            >
              <option value="">all</option>
              {scan.stores.map((each) => (
                <option key={each.store} value={each.store}>
                  {each.name}
                </option>
              ))}
            </select>
          </label>
        </search>
      )}
      <table className="t ledger-sum" aria-label="Coverage">
        <tbody>
          {STATUSES.map((entry) => {
            const part: BarPart = { kind: entry, value: coverage[entry] }
            return (
              <tr key={entry} className={entry === chosen ? 'sel' : ''}>
                <td>
                  <button
                    type="button"
                    className="linklike plain"
                    aria-pressed={entry === chosen}
                    onClick={() => void navigate({ search: (before) => ({ ...before, status: entry }), replace: true })}
                  >
                    <CoverageState status={entry} />
                  </button>
                  {entry === 'partial' && coverage.sampled > 0 && (
                    <span className="q s">
                      {' '}
                      {coverage.sampled === coverage.partial ? 'all' : count(coverage.sampled)} sampled, as asked
                    </span>
                  )}
                </td>
                <td className={coverage[entry] === 0 ? 'num qq' : 'num b'}>{count(coverage[entry])}</td>
                <td className="wide">
                  <Bar parts={[part]} of={all} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {rows.error !== null && <Failure error={rows.error} what="The ledger could not be read" retry={() => void rows.refetch()} />}
      {rows.isPending && <Loading what="the coverage ledger" columns={3} />}
      {rows.data !== undefined && list.length === 0 && <p className="q">None{live ? ' yet' : ''}.</p>}
      {list.length > 0 && (
        <ScrollX name="Objects">
          <table className="t" aria-label="Objects">
            <thead>
              <tr>
                <th scope="col">Object</th>
                <th scope="col">Outcome</th>
                <th scope="col" className="p2">
                  Reason
                </th>
                <th scope="col" className="num p2">
                  Rows
                </th>
                <th scope="col" className="num p2">
                  Read
                </th>
              </tr>
            </thead>
            <tbody>
              {list.map((row) => (
                <tr key={row.store + row.object}>
                  <td className="mono cut" title={`${row.storeName}/${row.name}`}>
                    {row.storeName}/{row.name}
                  </td>
                  <td>{row.sampled ? <State state="partial">sampled, as asked</State> : <CoverageState status={row.status} />}</td>
                  <td className="q p2">{row.reason ?? ''}</td>
                  <td className="num p2">{row.rows === 0 ? <span className="qq">0</span> : count(row.rows)}</td>
                  <td className="num p2">{bytes(row.bytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
      <p className="q s gap-small">
        {list.length > 0 && `${count(list.length)} of ${count(coverage[chosen])} shown. `}
        {rows.hasNextPage && (
          <button type="button" className="linklike" onClick={() => void rows.fetchNextPage()} disabled={rows.isFetchingNextPage}>
            Show more
          </button>
        )}
        {chosen !== 'read' &&
          coverage[chosen] > (chosen === 'partial' ? coverage.sampled : 0) &&
          ' What was not read may hold customer data; it counts as Highly Confidential until it is read.'}
      </p>
    </section>
  )
}
