// People in each hour of the week up to the end of a story, log scale; the story's hours are red. Its figures are the table beneath it.
import { boundsWord } from '../parts/bounds.tsx'
import { count, dateTime } from '../parts/words.ts'
import type { HourFigure } from './usual.ts'
import '../parts/drawings.css'

const HOUR = 3_600_000
const DAYS = 7
const [LEFT, RIGHT, TOP, BASE] = [44, 748, 16, 110] as const

export function UsualChart({
  hours,
  from,
  to,
  lower,
  upper,
  who,
}: {
  readonly hours: readonly HourFigure[]
  /** of the story */
  readonly from: string
  readonly to: string
  readonly lower: number
  readonly upper: number
  readonly who: string
}) {
  const end = Math.floor(Date.parse(to) / HOUR) * HOUR + HOUR
  const start = end - DAYS * 24 * HOUR
  const story = Math.floor(Date.parse(from) / HOUR) * HOUR
  const most = Math.max(10, upper, ...hours.map((hour) => hour.people))
  const x = (at: number): number => LEFT + ((at - start) / (end - start)) * (RIGHT - LEFT)
  const y = (people: number): number => (people <= 0 ? BASE : BASE - (Math.log10(people + 1) / Math.log10(most + 1)) * (BASE - TOP))
  const shown = hours.filter((hour) => hour.at >= start && hour.at < end)
  const isNow = (hour: HourFigure): boolean => hour.at >= story
  const marks = [10, 100, 1000, 10_000, 100_000].filter((mark) => mark < most)
  const firstDay = new Date(start)
  firstDay.setHours(24, 0, 0, 0)
  const days = Array.from({ length: DAYS }, (_, day) => firstDay.getTime() + day * 24 * HOUR).filter((at) => at < end)
  const bar = (hour: HourFigure): string => `M${(x(hour.at) + 2).toFixed(1)} ${BASE}V${y(Math.max(hour.people, 0.6)).toFixed(1)}`
  return (
    <svg
      className="draw"
      viewBox="0 0 760 132"
      role="img"
      aria-label={`People that ${who} read in each hour of the week; the story from ${dateTime(from)} is red: ${boundsWord(lower, upper)} people`}
    >
      <defs>
        <pattern id="could-be" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V5" stroke="var(--hatch)" strokeWidth="2.4" />
        </pattern>
      </defs>
      {marks.map((mark) => (
        <g key={mark}>
          <path className="grid" d={`M${LEFT} ${y(mark)}H${RIGHT}`} />
          <text x={LEFT - 6} y={y(mark) + 4} textAnchor="end">
            {count(mark)}
          </text>
        </g>
      ))}
      {days.map((at) => (
        <g key={at}>
          <path className="grid" d={`M${x(at)} ${TOP}V${BASE}`} />
          {x(at) < RIGHT - 40 && (
            <text x={x(at) + 4} y="126">
              {dateTime(new Date(at).toISOString()).split(' ').slice(0, 2).join(' ')}
            </text>
          )}
        </g>
      ))}
      <path className="ax" d={`M${LEFT} ${BASE}H${RIGHT}`} />
      {upper > lower && (
        <rect
          x={x(Math.max(story, start))}
          y={y(upper)}
          width={Math.max(4, x(end) - x(Math.max(story, start)))}
          height={Math.max(0, BASE - y(upper))}
          fill="url(#could-be)"
        />
      )}
      <path
        d={shown
          .filter((hour) => !isNow(hour))
          .map(bar)
          .join('')}
        stroke="var(--plot-2)"
        strokeWidth="3"
        fill="none"
      />
      <path d={shown.filter(isNow).map(bar).join('')} className="bad" strokeWidth="3.5" fill="none" />
      <text x={Math.min(x(end), RIGHT)} y="11" textAnchor="end" className="strong">
        {boundsWord(lower, upper)} people in the story
      </text>
    </svg>
  )
}
