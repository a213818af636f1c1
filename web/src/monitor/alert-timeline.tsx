// The records of a story in order, runs of the same thing as one line. Owns no judgement but what stands in the records: refused, and gaps.
import { useQuery } from '@tanstack/react-query'
import type { AccessRecordView, AlertView, GapView } from '../api/generated.ts'
import { accessRecordsQuery, accessesQuery } from '../api/monitor-queries.ts'
import { boundsWord } from '../parts/bounds.tsx'
import { Failure, Loading } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { count, plural } from '../parts/words.ts'
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
  records: number
  rows: number
  people: number
  upper: number
}

/** Records that follow one another and differ only in time and count. `open` and `close` are one. */
export function runsOf(records: readonly AccessRecordView[]): readonly Run[] {
  const runs: Run[] = []
  for (const record of records) {
    const run = runs.at(-1)
    const same =
      run !== undefined &&
      run.first.object === record.object &&
      run.first.action === record.action &&
      run.first.principal === record.principal &&
      run.first.country === record.country &&
      (run.first.outcome === 'denied') === (record.outcome === 'denied')
    const opened = record.phase === 'open' ? 0 : 1
    const size = { rows: record.rows ?? 0, people: record.people, upper: record.subjects.upper }
    if (!same) {
      runs.push({ first: record, last: record, records: opened, ...size })
      continue
    }
    run.last = record
    run.records += opened
    run.rows += size.rows
    run.people += size.people
    run.upper += size.upper
  }
  return runs
}

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
                {run.records > 1 && `, ${plural(run.records, 'time')}`}
                <span className="two q s">
                  {[
                    run.first.plane === 'gateway'
                      ? 'through the gateway'
                      : run.first.plane === 'store-log'
                        ? 'from the store’s log'
                        : run.first.plane,
                    run.first.country === null ? '' : `from ${run.first.country}`,
                    run.rows === 0 ? '' : plural(run.rows, 'row'),
                    run.upper === 0
                      ? ''
                      : `${run.records > 1 ? 'one time after another ' : ''}${boundsWord(run.people, Math.max(run.people, run.upper))} people`,
                  ]
                    .filter((part) => part !== '')
                    .join(', ')}
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
