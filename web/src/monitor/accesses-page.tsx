// Who read what, of how many people, in a span of time. The question is in the address, so that every figure elsewhere can lead here.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { AccessesView } from '../api/generated.ts'
import { accessRecordsQuery, accessesQuery, type AccessQuestion } from '../api/monitor-queries.ts'
import { storesQuery } from '../api/queries.ts'
import type { AccessSearch } from '../app/router.tsx'
import { BoundsBar, basisWord, boundsWord } from '../parts/bounds.tsx'
import { DataTable, columnsOf } from '../parts/data-table.tsx'
import { DrillBand } from '../parts/drill-band.tsx'
import { Empty, Failure, Loading, PageHead } from '../parts/page.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { Time } from '../parts/time.tsx'
import { bytes, count, plural } from '../parts/words.ts'
import { AccessLink, GapTable, useNames } from './access-words.tsx'
import { AccessFilters } from './access-filters.tsx'

const route = getRouteApi('/accesses')
const HOUR = 3_600_000
const WEEK = 7 * 24 * HOUR
const RECORDS = 200

type Group = AccessesView['groups'][number]

/** Without a span: the last seven days, to the end of this hour, so that the same question is asked for a while. */
export function questionIn(search: AccessSearch, now: number): AccessQuestion {
  const to = search.to ?? new Date(Math.ceil(now / HOUR) * HOUR).toISOString()
  return { ...search, to, from: search.from ?? new Date(Date.parse(to) - WEEK).toISOString() }
}

export function AccessesPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [opened] = useState(() => Date.now())
  const question = questionIn(search, opened)
  const answer = useQuery(accessesQuery(question, search.by))
  const stores = useQuery(storesQuery)
  const names = useNames(search.store ?? stores.data?.stores.slice(0, 10).map((store) => store.id) ?? [])
  const [singles, setSingles] = useState(false)
  const view = answer.data
  const change = (next: Partial<AccessSearch>): void => void navigate({ search: (before) => ({ ...before, ...next }), replace: true })
  const title =
    view === undefined
      ? 'Accesses'
      : view.records === 0
        ? 'No access in this span'
        : `${boundsWord(view.subjects.lower, view.subjects.upper)} ${view.subjects.upper === 1 ? 'person' : 'people'} in ${plural(view.records, 'access', 'accesses')}`
  return (
    <>
      <PageHead
        title={title}
        tab="Accesses"
        sub={
          <>
            <Time at={question.from} /> to <Time at={question.to} />
            {view !== undefined && view.records > 0 && (
              <>
                . {plural(view.rows, 'row')}
                {view.bytes > 0 && `, ${bytes(view.bytes)}`}. People {basisWord(view.subjects.basis)}.
              </>
            )}
          </>
        }
      />
      <AccessFilters
        key={JSON.stringify(search)}
        search={search}
        question={question}
        stores={stores.data?.stores ?? []}
        names={names}
        onChange={change}
      />
      <div className="body tight">
        {view === undefined && answer.error === null && <Loading what="accesses" rows={8} columns={6} />}
        {answer.error !== null && (
          <Failure error={answer.error} what="The accesses could not be read" retry={() => void answer.refetch()} />
        )}
        {view !== undefined && view.records === 0 && view.gaps.length === 0 && (
          <Empty title="Nothing was recorded that fits">
            <p>A source that is not connected records nothing. Sources says what is read and how far.</p>
          </Empty>
        )}
        {view !== undefined && view.gaps.length > 0 && (
          <section className="sec">
            <div className="sec-head">
              <h2>Gaps</h2>
              <span className="unknown s">
                {view.gaps.some((gap) => gap.upper === null)
                  ? 'anybody in the store may have been reached in them: no number above holds them'
                  : 'the upper bound above holds what they could hide'}
              </span>
            </div>
            <GapTable gaps={view.gaps} storeName={names.store} />
          </section>
        )}
        {view !== undefined && view.groups.length > 0 && (
          <section className="sec">
            <div className="sec-head">
              <h2>{HEADS[search.by ?? 'all']}</h2>
              <span className="q s">{view.groups.length === 1000 ? 'the first 1,000' : plural(view.groups.length, 'group')}</span>
              {view.groups.some((group) => group.denied > 0) && <span className="q s">refused ones reached nobody</span>}
            </div>
            <Groups groups={view.groups} by={search.by} question={question} names={names} />
          </section>
        )}
        {view !== undefined && view.records > 0 && (
          <section className="sec">
            <div className="sec-head">
              <h2>Single records</h2>
              <span className="q s">oldest first, at most {RECORDS}</span>
            </div>
            {singles ? (
              <Records question={question} names={names} />
            ) : (
              <button type="button" className="btn" onClick={() => setSingles(true)}>
                Show single records
              </button>
            )}
          </section>
        )}
      </div>
    </>
  )
}

const HEADS = {
  all: 'By who, object and fields',
  principal: 'By who',
  session: 'By session',
  object: 'By object',
  hour: 'By hour',
} as const

function Groups({
  groups,
  by,
  question,
  names,
}: {
  readonly groups: readonly Group[]
  readonly by: AccessSearch['by']
  readonly question: AccessQuestion
  readonly names: ReturnType<typeof useNames>
}) {
  const most = Math.max(1, ...groups.map((group) => group.people))
  const column = columnsOf<Group>()
  const narrow = (group: Group): AccessQuestion => ({
    ...question,
    ...(group.principal === null ? {} : { principal: [group.principal] }),
    ...(group.session === null ? {} : { session: [group.session] }),
    ...(group.object === null ? {} : { object: group.object }),
    store: [group.store],
    ...(by === 'hour' ? { from: group.hour, to: new Date(Date.parse(group.hour) + HOUR).toISOString() } : {}),
  })
  const columns = column([
    ...(by === 'hour'
      ? [{ id: 'hour', head: 'Hour', sort: (group: Group) => group.hour, cell: (group: Group) => <Time at={group.hour} /> }]
      : []),
    ...(by === undefined || by === 'principal'
      ? [
          {
            id: 'who',
            head: 'Who',
            sort: (group: Group) => group.principal ?? '',
            cell: (group: Group) =>
              group.principal === null ? <span className="unknown">nobody known</span> : <span className="m nw">{group.principal}</span>,
          },
        ]
      : []),
    ...(by === 'session'
      ? [
          {
            id: 'session',
            head: 'Session',
            sort: (group: Group) => group.session ?? '',
            cell: (group: Group) => <span className="mono">{group.session}</span>,
          },
        ]
      : []),
    {
      id: 'what',
      head: by === undefined || by === 'object' ? 'Object' : 'Store',
      className: 'wide',
      sort: (group: Group) => (group.object === null ? names.store(group.store) : names.object(group.object)),
      cell: (group: Group) => (
        <>
          {group.object === null ? names.store(group.store) : <span className="mono">{names.object(group.object)}</span>}
          {by === undefined && <span className="two">{`${names.store(group.store)}, ${plural(group.fields.length, 'field')}`}</span>}
        </>
      ),
    },
    {
      id: 'records',
      head: 'Accesses',
      number: true,
      sort: (group: Group) => group.records,
      cell: (group: Group) => <AccessLink question={narrow(group)}>{count(group.records)}</AccessLink>,
    },
    {
      id: 'denied',
      head: 'Refused',
      number: true,
      className: 'p2',
      sort: (group: Group) => group.denied,
      cell: (group: Group) => <Zero value={group.denied} />,
    },
    {
      id: 'rows',
      head: 'Rows',
      number: true,
      className: 'p2',
      sort: (group: Group) => group.rows,
      cell: (group: Group) => <Zero value={group.rows} />,
    },
    {
      id: 'people',
      head: 'People, by key',
      number: true,
      sort: (group: Group) => group.people,
      cell: (group: Group) => <Zero value={group.people} />,
    },
    {
      id: 'drawn',
      head: <span className="sr">Drawn</span>,
      className: 'p3 bar-col',
      cell: (group: Group) => <BoundsBar lower={group.people} upper={group.people} of={most} />,
    },
  ])
  return (
    <DataTable
      rows={groups}
      columns={columns}
      rowKey={(group) => `${group.principal}${group.session}${group.store}${group.object}${group.hour}${group.fields.join()}`}
      name="Accesses"
    />
  )
}

function Zero({ value }: { readonly value: number }) {
  return <span className={value === 0 ? 'qq' : ''}>{count(value)}</span>
}

function Records({ question, names }: { readonly question: AccessQuestion; readonly names: ReturnType<typeof useNames> }) {
  const records = useQuery(accessRecordsQuery(question, RECORDS))
  if (records.data === undefined) {
    return records.error === null ? (
      <Loading what="records" rows={6} columns={5} />
    ) : (
      <Failure error={records.error} what="The records could not be read" />
    )
  }
  return (
    <>
      {records.data.records.some((record) => record.drill) && (
        <DrillBand>Some of these records belong to a drill on the sample company. Nobody real was reached.</DrillBand>
      )}
      <ScrollX name="Single records">
        <table className="t" aria-label="Single records">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">Action</th>
              <th scope="col" className="wide">
                Object
              </th>
              <th scope="col" className="p2">
                From
              </th>
              <th scope="col" className="num">
                Rows
              </th>
              <th scope="col" className="num">
                People
              </th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {records.data.records.map((record) => (
              <tr key={`${record.writer}${record.seq}`}>
                <td>
                  <Time at={record.time} />
                </td>
                <td className="nw">{record.principal ?? <span className="unknown">{record.actor}</span>}</td>
                <td>{record.action}</td>
                <td className="mono">{names.object(record.object)}</td>
                <td className="p2 nw">
                  {[record.country, record.ip].filter((part) => part !== null).join(', ') || <span className="qq">not said</span>}
                </td>
                <td className="num">{record.rows === null ? <span className="unknown">unknown</span> : count(record.rows)}</td>
                <td className="num">{boundsWord(record.subjects.lower, record.subjects.upper)}</td>
                <td className={record.outcome === 'ok' ? 'q' : record.outcome === 'denied' ? 'fail' : 'unknown'}>
                  {record.outcome === 'denied' ? 'refused' : record.outcome}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </>
  )
}
