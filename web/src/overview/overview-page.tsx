// The first page answers one question: what needs me now? Empty, it says what will be here and gives the next step.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { overviewQuery } from '../api/queries.ts'
import type { OverviewView } from '../api/generated.ts'
import { useKeys } from '../app/keys.ts'
import { router } from '../app/router.tsx'
import { Glyph, Label, asState } from '../parts/marks.tsx'
import { Failure, Loading, PageHead } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { count, dateTime, duration, secondsBetween, zoneOf } from '../parts/words.ts'
import { ChainDrawing } from './chain-drawing.tsx'
import { FirstRun } from './first-run.tsx'
import { StoreCoverage } from './store-coverage.tsx'
import { UnreadList } from './unread-list.tsx'
import './needs.css'

const NUMBERS = ['Nothing', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'] as const

export function overviewTitle(needs: number): string {
  if (needs === 0) return 'Nothing needs you now'
  return `${NUMBERS[needs] ?? count(needs)} ${needs === 1 ? 'thing needs' : 'things need'} you`
}

export function OverviewPage() {
  const overview = useQuery(overviewQuery)
  if (overview.data === undefined) {
    return (
      <>
        <PageHead title="Overview" sub=" " />
        <div className="body tight">
          {overview.error === null ? (
            <Loading what="the overview" rows={8} />
          ) : (
            <Failure error={overview.error} what="The overview could not be computed" retry={() => void overview.refetch()} />
          )}
        </div>
      </>
    )
  }
  return overview.data.empty ? <FirstRun /> : <Overview view={overview.data} stale={overview.error} />
}

/** A need's link is a path of the console with its search. */
function open(link: string): void {
  void router.navigate({ href: link })
}

function Overview({ view, stale }: { readonly view: OverviewView; readonly stale: unknown }) {
  const keys = useMemo(
    () =>
      view.needs
        .slice(0, 9)
        .map((need, at) => ({ key: String(at + 1), does: `${need.action}: ${need.title}`, run: () => open(need.link) })),
    [view.needs],
  )
  useKeys('Overview', keys)
  return (
    <>
      <PageHead
        title={overviewTitle(view.needs.length)}
        tab="Overview"
        sub={
          <>
            <time dateTime={view.at} title={zoneOf(view.at)}>
              {dateTime(view.at)}
            </time>
            . Ordered by what runs out first.
          </>
        }
      />
      <div className="body tight">
        {stale !== null && <Failure error={stale} what="What is shown may be old" />}
        {view.needs.length === 0 ? (
          <p className="q read">No clock runs, no alert and no plan waits, no control fails, and every store was read.</p>
        ) : (
          <ul className="need sec">
            {view.needs.map((need, at) => (
              <li key={need.id}>
                <Glyph state={asState(need.state)} name={need.state} />
                <span>
                  <a
                    className="what"
                    href={need.link}
                    onClick={(event) => {
                      if (event.ctrlKey || event.metaKey || event.shiftKey) return
                      event.preventDefault()
                      open(need.link)
                    }}
                  >
                    {need.title}
                  </a>
                  <br />
                  <span className="q">{need.detail}</span>
                </span>
                <span className="left">
                  {need.due !== null && <Due at={need.due} now={view.at} />}
                  {need.due === null && need.since !== null && (
                    <>
                      <span className="b tab" title={zoneOf(need.since)}>
                        {duration(secondsBetween(need.since, view.at))}
                      </span>{' '}
                      <span className="q">waiting</span>
                      <br />
                    </>
                  )}
                  <span className="qq s">{need.phase}</span>
                </span>
                <span className="go">
                  <button type="button" className={at === 0 ? 'btn main-act' : 'btn'} onClick={() => open(need.link)}>
                    {need.action} {at < 9 && <kbd>{at + 1}</kbd>}
                  </button>
                </span>
              </li>
            ))}
          </ul>
        )}
        <StoreCoverage stores={view.stores} />
        <div className="cols sec">
          <Fresh view={view} />
          <UnreadList rows={view.unread} />
        </div>
        <ChainDrawing steps={view.chain.steps} />
      </div>
    </>
  )
}

function Due({ at, now }: { readonly at: string; readonly now: string }) {
  const left = secondsBetween(now, at)
  return (
    <>
      <span className={left < 0 ? 'b tab fail' : 'b tab'} title={zoneOf(at)}>
        {duration(Math.abs(left))}
      </span>{' '}
      <span className={left < 0 ? 'fail' : 'q'}>{left < 0 ? 'late' : 'left'}</span>
      <br />
    </>
  )
}

function Fresh({ view }: { readonly view: OverviewView }) {
  return (
    <section>
      <div className="sec-head">
        <h2>New</h2>
        <span className="q s">found or changed last</span>
        <Link className="end link s" to="/map">
          Data map
        </Link>
      </div>
      {view.fresh.length === 0 && <p className="q">Nothing new.</p>}
      {view.fresh.length > 0 && (
        <table className="t" aria-label="New">
          <tbody>
            {view.fresh.map((row) => (
              <tr key={`${row.at}${row.name}${row.what}`}>
                <td className="q tab nw p2">
                  <Time at={row.at} />
                </td>
                <td className="cut wide" title={row.name}>
                  {row.what}{' '}
                  {row.field === null ? (
                    <span className="mono">{row.name}</span>
                  ) : (
                    <Link className="mono" to="/map" search={{ at: row.field }}>
                      {row.name}
                    </Link>
                  )}
                </td>
                <td className="nw">
                  <Label label={row.label} regimes={false} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
