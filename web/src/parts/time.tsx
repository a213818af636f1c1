// A time as people read it: absolute, the zone on hover.
import { clockTime, dateTime, zoneOf } from './words.ts'

export function Time({ at, clock = false }: { readonly at: string; readonly clock?: boolean }) {
  return (
    <time dateTime={at} title={zoneOf(at)} className="nw">
      {clock ? clockTime(at) : dateTime(at)}
    </time>
  )
}

/** Two times: seconds where the span is short, the day once where it is one. */
export function Span({ from, to }: { readonly from: string; readonly to: string }) {
  const short = new Date(to).getTime() - new Date(from).getTime() < 3_600_000
  const sameDay = new Date(from).toDateString() === new Date(to).toDateString()
  if (!short || !sameDay) {
    return (
      <>
        <Time at={from} /> to <Time at={to} />
      </>
    )
  }
  return (
    <>
      <time dateTime={from} title={zoneOf(from)} className="nw">
        {dateTime(from).split(',')[0]}, {clockTime(from)}
      </time>{' '}
      to <Time at={to} clock />
    </>
  )
}
