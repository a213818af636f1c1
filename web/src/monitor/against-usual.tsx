// A story against the thirty days before it, of the same people: drawn, and as a table whose every figure leads to its accesses.
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { AlertView } from '../api/generated.ts'
import { accessesQuery, type AccessQuestion } from '../api/monitor-queries.ts'
import { Failure } from '../parts/page.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { count, plural } from '../parts/words.ts'
import { AccessLink, questionOf } from './access-words.tsx'
import { hoursOf, hoursOfDay, measure, times, type HourFigure, type Measure } from './usual.ts'
import { UsualChart } from './usual-chart.tsx'

const DAY = 86_400_000

export function AgainstUsual({ alert }: { readonly alert: AlertView }) {
  const story = questionOf(alert.query)
  const past: AccessQuestion = {
    from: new Date(Date.parse(story.from) - 30 * DAY).toISOString(),
    to: story.to,
    principal: story.principal,
    store: story.store,
  }
  const answer = useQuery(accessesQuery(past, 'hour'))
  const hours = hoursOf(answer.data?.groups ?? [])
  const start = Math.floor(Date.parse(story.from) / 3_600_000) * 3_600_000
  const now = hours.filter((hour) => hour.at >= start)
  const before = hours.filter((hour) => hour.at < start)
  const beforeQuestion = { ...past, to: story.from, by: 'hour' as const }
  const nowQuestion = { ...story, by: 'hour' as const }
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>Against what is usual</h2>
        <span className="q s">people in each hour, log scale; grey before, red in the story, hatched what could be</span>
      </div>
      {answer.error !== null && (
        <Failure error={answer.error} what="What is usual could not be computed" retry={() => void answer.refetch()} />
      )}
      {answer.data === undefined && answer.error === null && <span className="bone" style={{ height: 132, width: '100%' }} />}
      {answer.data !== undefined && (
        <>
          <UsualChart
            hours={hours}
            from={story.from}
            to={story.to}
            lower={alert.subjects.lower}
            upper={alert.subjects.upper}
            who={alert.principals.join(', ')}
          />
          <ScrollX name="The story against what is usual">
            <table className="t gap-top" aria-label="The story against what is usual">
              <thead>
                <tr>
                  <th scope="col">In the busiest hour</th>
                  <th scope="col" className="num">
                    In the story
                  </th>
                  <th scope="col" className="num">
                    Usual, median
                  </th>
                  <th scope="col" className="num">
                    Most before
                  </th>
                  <th scope="col" className="wide">
                    How unusual
                  </th>
                </tr>
              </thead>
              <tbody>
                {ROWS.map(([name, pick]) => (
                  <Row key={name} name={name} of={measure(now, before, pick)} now={nowQuestion} before={beforeQuestion} />
                ))}
                <tr>
                  <td>Hours of the day</td>
                  <td className="num b">{hoursOfDay(now) ?? <span className="unknown">unknown</span>}</td>
                  <td className="num" colSpan={2}>
                    {hoursOfDay(before) ?? <span className="unknown">no past</span>}
                  </td>
                  <td className="q">{plural(before.length, 'hour')} with accesses in the 30 days before</td>
                </tr>
              </tbody>
            </table>
          </ScrollX>
          {answer.data.gaps.length > 0 && (
            <p className="unknown s gap-small">
              {plural(answer.data.gaps.length, 'gap')} in these 30 days: what is missing is not counted as quiet.{' '}
              <AccessLink question={past}>Gaps</AccessLink>
            </p>
          )}
        </>
      )}
    </section>
  )
}

const ROWS: readonly (readonly [string, (hour: HourFigure) => number])[] = [
  ['People, by key', (hour) => hour.people],
  ['Accesses', (hour) => hour.records],
  ['Rows', (hour) => hour.rows],
]

function Row({
  name,
  of,
  now,
  before,
}: {
  readonly name: string
  readonly of: Measure
  readonly now: AccessQuestion & { readonly by: 'hour' }
  readonly before: AccessQuestion & { readonly by: 'hour' }
}) {
  const past = (value: number | null): ReactNode =>
    value === null ? <span className="unknown">no past</span> : <AccessLink question={before}>{count(value)}</AccessLink>
  return (
    <tr>
      <td>{name}</td>
      <td className="num b">
        <AccessLink question={now}>{count(of.now)}</AccessLink>
      </td>
      <td className="num">{past(of.median)}</td>
      <td className="num">{past(of.most)}</td>
      <td className={of.most === null ? 'unknown' : 'q'}>{times(of) ?? 'unknown: nothing to compare with'}</td>
    </tr>
  )
}
