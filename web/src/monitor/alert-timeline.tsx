// The records of a story in order, runs of the same thing as one line. Owns no judgement but what stands in the records: refused, and gaps.
import { useQuery } from '@tanstack/react-query'
import type { AccessRecordView, AlertView, GapView } from '../api/generated.ts'
import { accessRecordsQuery, accessesQuery } from '../api/monitor-queries.ts'
import { boundsWord } from '../parts/bounds.tsx'
import { Failure, Loading } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { clockTime, count, plural } from '../parts/words.ts'
import { AccessLink, questionOf, type useNames } from './access-words.tsx'
import '../parts/timeline.css'

const RECORDS = 1000
const LINES = 24
const ACTIONS: Readonly<Record<string, string>> = {
  read: 'reads',
  search: 'searches',
  export: 'exports',
  change: 'changes',
  grant: 'grants on',
  config: 'configures',
}

interface Run {
  readonly first: AccessRecordView
  last: AccessRecordView
  readonly planes: Map<string, number>
  readonly countries: Set<string>
  rows: number
  people: number
  upper: number
}

const PLANES: Readonly<Record<string, string>> = { gateway: 'through the gateway', 'store-log': 'seen in the store’s log' }

/**
 * Records that follow one another and are the same but for time and count. `open` and `close` are one. Where the gateway saw it, rows and
 * people are the gateway's: the store's log tells of the same statements again.
 */
export function runsOf(records: readonly AccessRecordView[]): readonly Run[] {
  const runs: Run[] = []
  for (const record of records) {
    let run = runs.at(-1)
    const same =
      run !== undefined &&
      run.first.object === record.object &&
      run.first.action === record.action &&
      run.first.principal === record.principal &&
      (run.first.outcome === 'denied') === (record.outcome === 'denied')
    if (run === undefined || !same) {
      run = { first: record, last: record, planes: new Map(), countries: new Set(), rows: 0, people: 0, upper: 0 }
      runs.push(run)
    }
    run.last = record
    if (record.country !== null) run.countries.add(record.country)
    const gateway = record.plane === 'gateway'
    if (gateway && !run.planes.has('gateway')) Object.assign(run, { rows: 0, people: 0, upper: 0 })
    if (record.phase !== 'open' || !run.planes.has(record.plane))
      run.planes.set(record.plane, (run.planes.get(record.plane) ?? 0) + (record.phase === 'open' ? 0 : 1))
    if (!gateway && run.planes.has('gateway')) continue
    run.rows += record.rows ?? 0
    run.people += record.people
    run.upper += record.subjects.upper
  }
  return runs
}

const planesWord = (run: Run): string =>
  [...run.planes].map(([plane, n]) => `${n > 1 ? `${plural(n, 'time')} ` : ''}${PLANES[plane] ?? plane}`).join(' and ')

export function AlertTimeline({ alert, names }: { readonly alert: AlertView; readonly names: ReturnType<typeof useNames> }) {
  const question = questionOf(alert.query)
  const records = useQuery(accessRecordsQuery(question, RECORDS))
  const answer = useQuery(accessesQuery(question))
  if (records.data === undefined) {
    return records.error === null ? (
      <Loading what="the records" rows={6} columns={2} />
    ) : (
      <Failure error={records.error} what="The records could not be read" retry={() => void records.refetch()} />
    )
  }
  const runs = runsOf(records.data.records)
  const gaps: readonly GapView[] = answer.data?.gaps ?? []
  const lines = [
    ...runs.slice(0, LINES).map((run) => ({ at: run.first.time, run, gap: null })),
    ...gaps.map((gap) => ({ at: gap.from, run: null, gap })),
    { at: alert.openedAt, run: null, gap: null },
  ].toSorted((a, b) => a.at.localeCompare(b.at))
  return (
    <>
      <ol className="tl">
        {lines.map(({ at, run, gap }) =>
          run !== null ? (
            <li key={`r${run.first.writer}${run.first.seq}`} className={run.first.outcome === 'denied' ? 'hot' : ''}>
              <Time at={at} />
              <div>
                {run.first.outcome === 'denied' ? 'Refused: ' : ''}
                {run.first.principal ?? run.first.actor} {ACTIONS[run.first.action] ?? run.first.action}{' '}
                <span className="mono">{names.object(run.first.object)}</span>
                <span className="two q s">
                  {[
                    planesWord(run),
                    run.countries.size === 0 ? '' : `from ${[...run.countries].join(', ')}`,
                    run.first.time === run.last.time ? '' : `${clockTime(run.first.time)} to ${clockTime(run.last.time)}`,
                    run.rows === 0 ? '' : plural(run.rows, 'row'),
                    run.upper === 0 ? '' : `${boundsWord(run.people, Math.max(run.people, run.upper))} people, counted at each`,
                  ]
                    .filter((part) => part !== '')
                    .join('; ')}
                </span>
              </div>
            </li>
          ) : gap !== null ? (
            <li key={`g${gap.source}${gap.from}`} className="gap">
              <Time at={at} />
              <div className="unknown">
                No records of {gap.source} until <Time at={gap.to} />:{' '}
                {gap.upper === null ? 'anybody may' : `0 to ${count(gap.upper)} more people may`} have been reached
                <span className="two s">{gap.reason}</span>
              </div>
            </li>
          ) : (
            <li key="opened" className="act">
              <Time at={at} />
              <div>Holdfast opens this alert</div>
            </li>
          ),
        )}
      </ol>
      {runs.length > LINES && (
        <p className="q s gap-small">
          {count(runs.length - LINES)} more in the first {count(records.data.records.length)} records.{' '}
          <AccessLink question={question}>All accesses</AccessLink>
        </p>
      )}
    </>
  )
}
