// The people whose data is kept: how many, under which laws, when counted, what could not be reached; and where one person's data is.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo, useRef } from 'react'
import { call } from '../api/client.ts'
import { subjectsQuery } from '../api/protect-queries.ts'
import { queryClient } from '../api/queries.ts'
import type { SubjectBuildView, SubjectsView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { useKeys } from '../app/keys.ts'
import { State } from '../parts/marks.tsx'
import { Empty, Failure, Loading, PageHead } from '../parts/page.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { Said } from '../parts/said.tsx'
import { Time } from '../parts/time.tsx'
import { count, percent, plural } from '../parts/words.ts'
import { placeName } from './place-name.ts'
import { PersonLookup } from './person-lookup.tsx'
import '../parts/drawings.css'
import './people.css'

export function PeoplePage() {
  const { may } = useAccount()
  const subjects = useQuery(subjectsQuery)
  const build = useMutation({
    mutationFn: () => call<SubjectBuildView>('/api/subjects/build', { method: 'POST', body: {} }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['subjects'] })
    },
  })
  const busy = subjects.data?.state === 'waiting' || subjects.data?.state === 'running'
  const ready = may.act && !busy && !build.isPending
  const start = build.mutate
  const keys = useMemo(() => (ready ? [{ key: 'b', does: 'build the directory again', run: () => start() }] : []), [ready, start])
  useKeys('People', keys)
  const wasBusy = useRef(busy)
  useEffect(() => {
    if (wasBusy.current && !busy) void queryClient.invalidateQueries({ queryKey: ['overview'] })
    wasBusy.current = busy
  }, [busy])
  return (
    <>
      <PageHead
        title={titleOf(subjects.data)}
        tab="People"
        sub="The directory that counts people once, whatever store they are in. It keeps keyed digests, no value of a person."
      >
        {may.act && (
          <button type="button" className="btn" disabled={!ready} onClick={() => start()}>
            {busy ? 'Building …' : subjects.data?.state === 'never' ? 'Build the directory' : 'Build again'} {!busy && <kbd>B</kbd>}
          </button>
        )}
      </PageHead>
      <div className="body tight">
        {build.error !== null && <Failure error={build.error} what="It was not started" />}
        {subjects.data === undefined ? (
          subjects.error === null ? (
            <Loading what="the directory" />
          ) : (
            <Failure error={subjects.error} what="The directory could not be read" retry={() => void subjects.refetch()} />
          )
        ) : (
          <Directory view={subjects.data} />
        )}
        {may.act && <PersonLookup />}
      </div>
    </>
  )
}

function titleOf(view: SubjectsView | undefined): string {
  if (view === undefined) return 'People'
  if (view.builtAt !== null) return `${plural(view.people, 'person', 'people')} in ${plural(view.references, 'reference')}`
  return view.state === 'never'
    ? 'Nobody is counted yet'
    : view.state === 'failed'
      ? 'The people could not be counted'
      : 'People are being counted'
}

function Directory({ view }: { readonly view: SubjectsView }) {
  const busy = view.state === 'waiting' || view.state === 'running'
  return (
    <>
      {busy && (
        <section className="sec" role="status">
          <p className="row-of">
            <State state="unknown">{view.state === 'waiting' ? 'waits to start' : 'building'}</State>
            <span className="q">
              {plural(view.rowsRead, 'row')} read{view.doing !== null && `, now ${view.doing}`}. How much is left is not known.
              {view.builtAt !== null && ' What is shown is from the build before.'}
            </span>
          </p>
        </section>
      )}
      {view.state === 'failed' && (
        <p className="note">
          <State state="error">The last build failed.</State> {view.builtAt !== null && 'What is shown is from the one before.'}
        </p>
      )}
      {view.builtAt === null ? (
        !busy && (
          <Empty title="The directory was never built">
            <p>
              Built from labelled fields and keys, it says how many different people are kept, under which laws, and where each is. Scan the
              stores first.
            </p>
            <p className="row-of gap-top">
              <Link className="btn" to="/map">
                Open the data map
              </Link>
            </p>
          </Empty>
        )
      ) : (
        <>
          <section className="sec narrow-text">
            <dl className="kv">
              <dt>Built</dt>
              <dd>
                <Time at={view.builtAt} />
              </dd>
              <dt>Rows read</dt>
              <dd className="tab">{count(view.rowsRead)}</dd>
              {view.digest !== null && (
                <>
                  <dt>Digest</dt>
                  <dd className="mono s" title={view.digest}>
                    {view.digest.slice(0, 16)}…
                  </dd>
                </>
              )}
            </dl>
          </section>
          <Jurisdictions view={view} />
        </>
      )}
      {view.problems.length > 0 && <Problems view={view} />}
    </>
  )
}

const UNKNOWN = new Set(['unknown', '??', '', 'ZZ'])

function Jurisdictions({ view }: { readonly view: SubjectsView }) {
  const rows = view.jurisdictions.toSorted((a, b) => b.people - a.people)
  const most = Math.max(1, ...rows.map((row) => row.people))
  const named = (jurisdiction: string) => (UNKNOWN.has(jurisdiction) ? 'unknown' : jurisdiction)
  return (
    <section className="sec narrow-text">
      <div className="sec-head">
        <h2>By jurisdiction</h2>
        <span className="q s">a person with several is in several</span>
        <span className="end legend" aria-hidden="true">
          <span>
            <span className="sw hatched" />
            unknown
          </span>
        </span>
      </div>
      {rows.length === 0 ? (
        <p className="q">No field says where a person lives.</p>
      ) : (
        <ScrollX name="People by jurisdiction">
          <table className="t" aria-label="People by jurisdiction">
            <thead>
              <tr>
                <th scope="col">Jurisdiction</th>
                <th scope="col" className="jur-bar">
                  <span className="sr">Drawn</span>
                </th>
                <th scope="col" className="num">
                  People
                </th>
                <th scope="col" className="num p2">
                  Share
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.jurisdiction}>
                  <td className={named(row.jurisdiction) === 'unknown' ? 'unknown' : ''}>{placeName(named(row.jurisdiction))}</td>
                  <td className="jur-bar">
                    <span className="bar" aria-hidden="true" style={{ background: 'none' }}>
                      <i
                        className={named(row.jurisdiction) === 'unknown' ? 'un' : 'calm'}
                        style={{ width: `${(row.people / most) * 100}%`, minWidth: 2 }}
                      />
                    </span>
                  </td>
                  <td className="num">{count(row.people)}</td>
                  <td className="num p2 q">{view.people === 0 ? '' : percent(row.people / view.people)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
    </section>
  )
}

function Problems({ view }: { readonly view: SubjectsView }) {
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>What was not reached</h2>
        <span className="q s">people there may be missing from the count</span>
      </div>
      <ScrollX name="What was not reached">
        <table className="t top" aria-label="What was not reached">
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {view.problems.map((problem, at) => (
              // two problems may say the same
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={at}>
                <td className="nw">
                  {problem.store === null ? (
                    'all'
                  ) : (
                    <Link className="link" to="/map" search={{ store: problem.store }}>
                      {problem.storeName ?? problem.store}
                      {problem.object !== null && `/${problem.object}`}
                    </Link>
                  )}
                </td>
                <td className="wide">
                  <Said text={problem.text} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </section>
  )
}
