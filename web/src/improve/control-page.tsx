// One control: what it asks and cannot see, the query it ran, over which population, what failed first, and its runs over time.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { call } from '../api/client.ts'
import { controlQuery, controlsQuery } from '../api/improve-queries.ts'
import { queryClient } from '../api/queries.ts'
import type { ControlRunView, ControlsRunView, ControlView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { DataTable, columnsOf } from '../parts/data-table.tsx'
import { State, asState } from '../parts/marks.tsx'
import { Failure, Loading, PageHead } from '../parts/page.tsx'
import { RelatedLinks } from '../parts/related-links.tsx'
import { Said } from '../parts/said.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { Time } from '../parts/time.tsx'
import { count, plural } from '../parts/words.ts'
import { ControlState, countsWord } from './improve-words.tsx'
import '../protect/protect.css'

const route = getRouteApi('/improve/controls/$id')

export function ControlPage() {
  const { id } = route.useParams()
  const control = useQuery(controlQuery(id))
  if (control.data !== undefined) return <OneControl control={control.data} />
  return (
    <>
      <PageHead title="Control" sub=" " />
      <div className="body">
        {control.error === null ? (
          <Loading what="the control" />
        ) : (
          <Failure error={control.error} what="The control could not be shown" retry={() => void control.refetch()} />
        )}
      </div>
    </>
  )
}

function OneControl({ control }: { readonly control: ControlView }) {
  const { may } = useAccount()
  const round = useQuery(controlsQuery).data?.round
  const running = round?.endedAt === null
  const run = useMutation({
    mutationFn: () => call<ControlsRunView>('/api/controls/run', { method: 'POST', body: { controls: [control.id] } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['controls'] })
    },
  })
  const { last, maps } = control
  const catalogues = [
    ['NIST CSF 2.0', maps.csf],
    ['ISO 27001', maps.iso27001],
    ['PCI DSS', maps.pci],
    ['CIS', maps.cis],
  ] as const
  return (
    <>
      <PageHead title={control.name} tab={control.name} sub={control.asks}>
        {may.act && (
          <button type="button" className="btn" disabled={running || run.isPending} onClick={() => run.mutate()}>
            {running ? 'Testing …' : 'Test it again'}
          </button>
        )}
      </PageHead>
      <div className="body tight">
        {run.error !== null && <Failure error={run.error} what="The test was not started" />}
        <section className="sec narrow-text">
          <dl className="kv">
            <dt>State</dt>
            <dd>
              <ControlState state={control.state} />
              {control.lastState !== null && control.lastState !== control.state && (
                <span className="q"> (the last test said {control.lastState})</span>
              )}
            </dd>
            <dt>Tested</dt>
            <dd>{control.at === null ? <span className="unknown">never</span> : <Time at={control.at} />}</dd>
            {control.validUntil !== null && (
              <>
                <dt>Valid until</dt>
                <dd>
                  <Time at={control.validUntil} /> <span className="q">({control.validHours} h)</span>
                </dd>
              </>
            )}
            {last !== null && (
              <>
                <dt>Looked at</dt>
                <dd>{last.target}</dd>
                <dt>Population</dt>
                <dd>
                  {count(last.population.n)}, <span className="q">{countsWord(last.counts)}</span>
                  <br />
                  <span className="mono s qq" title={last.population.digest}>
                    SHA-256 {last.population.digest.slice(0, 16)}…
                  </span>
                </dd>
                <dt>Result</dt>
                <dd>
                  <a className="link" href={`/api/controls/${control.id}/runs/${last.id}`} target="_blank" rel="noreferrer">
                    as it is in the ledger
                  </a>{' '}
                  <span className="mono s qq">{last.results.slice(0, 16)}…</span>{' '}
                  {!last.digestHolds && <State state="fail">the stored result is not the one that was recorded</State>}
                </dd>
              </>
            )}
          </dl>
          <p className="read gap-top">{control.says}</p>
        </section>
        {last !== null && last.problem !== null && (
          <p className="note">
            <State state="error">The test broke off</State>: <Said text={last.problem} />
          </p>
        )}
        {last === null ? <p className="q">It was never tested, so nothing is known.</p> : <Items control={control} />}
        {last !== null && (
          <section className="sec">
            <div className="sec-head">
              <h2>The query</h2>
              <span className="q s mono">{control.test}</span>
              <span className="end">
                <CopyButton text={last.query} bare />
              </span>
            </div>
            <pre className="diff" tabIndex={0} role="region" aria-label="The query">
              {last.query}
            </pre>
            <p className="q s gap-small">
              Of <Time at={last.from} /> to <Time at={last.to} />. Code <span className="mono">{last.codeSha.slice(0, 16)}…</span>
            </p>
          </section>
        )}
        <Runs runs={control.runs} />
        <section className="sec narrow-text">
          <div className="sec-head">
            <h2>What it cannot see</h2>
          </div>
          {control.cannot.length === 0 ? (
            <p className="q">Nothing is named.</p>
          ) : (
            <ul className="plain-list">
              {control.cannot.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </section>
        <section className="sec narrow-text">
          <div className="sec-head">
            <h2>In other catalogues</h2>
            <span className="q s">
              {maps.verified === 'none' ? <State state="unknown">nobody has compared them yet</State> : `compared ${maps.verified}`}
            </span>
          </div>
          <dl className="kv">
            {catalogues
              .filter(([, ids]) => ids.length > 0)
              .map(([name, ids]) => (
                <div key={name} className="pair">
                  <dt>{name}</dt>
                  <dd>{ids.join(', ')}</dd>
                </div>
              ))}
          </dl>
        </section>
        <RelatedLinks
          links={[
            { href: '/improve', text: 'All controls' },
            { href: '/improve/lessons', text: 'Lessons', note: 'that name this control or another' },
          ]}
        />
      </div>
    </>
  )
}

const ITEM_STATE: Readonly<Record<string, string>> = { 'not-evaluated': 'unknown' }

function Items({ control }: { readonly control: ControlView }) {
  const { last } = control
  if (last === null) return null
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>What was tested</h2>
        <span className="q s">
          {last.items.length < last.population.n ? `the first ${count(last.items.length)} of ${count(last.population.n)}` : 'all of it'},
          what fails first
        </span>
      </div>
      {last.items.length === 0 ? (
        <p className="q">Nothing was in the population.</p>
      ) : (
        <ScrollX name="What was tested">
          <table className="t top" aria-label="What was tested">
            <thead>
              <tr>
                <th scope="col">Item</th>
                <th scope="col">State</th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              {last.items.map((item) => (
                <tr key={item.id}>
                  <td className="mono item-id">{item.id}</td>
                  <td>
                    <State state={asState(ITEM_STATE[item.state] ?? item.state)}>{item.state.replace('-', ' ')}</State>
                  </td>
                  <td className={item.state === 'pass' ? 'wide q' : 'wide'}>{item.why.join('; ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
      {last.excluded.length > 0 && (
        <details className="gap-small">
          <summary>{plural(last.excluded.length, 'item')} left out</summary>
          <ul className="plain-list">
            {last.excluded.map((item) => (
              <li key={item.id}>
                <span className="mono">{item.id}</span>: {item.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

const runColumns = columnsOf<ControlRunView>()([
  { id: 'at', head: 'Tested', sort: (run) => run.to, className: 'nw', cell: (run) => <Time at={run.to} /> },
  { id: 'state', head: 'State', cell: (run) => <ControlState state={run.state} /> },
  { id: 'n', head: 'Population', number: true, cell: (run) => count(run.population.n) },
  { id: 'seen', head: 'What was seen', className: 'wide p2', cell: (run) => <span className="q">{countsWord(run.counts)}</span> },
  { id: 'sha', head: 'Result', className: 'p3', cell: (run) => <span className="mono qq">{run.results.slice(0, 12)}…</span> },
])

function Runs({ runs }: { readonly runs: readonly ControlRunView[] }) {
  if (runs.length === 0) return null
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>Runs</h2>
        <span className="q s">the last {runs.length}</span>
        <Link className="end link s" to="/improve">
          All controls
        </Link>
      </div>
      <DataTable rows={runs} columns={runColumns} rowKey={(run) => run.id} name="Runs" />
    </section>
  )
}
