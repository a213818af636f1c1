// A time as people read it: absolute, the zone on hover.
import { clockTime, dateTime, zoneOf } from './words.ts'

export function Time({ at, clock = false }: { readonly at: string; readonly clock?: boolean }) {
  return (
    <time dateTime={at} title={zoneOf(at)} className="nw">
      {clock ? clockTime(at) : dateTime(at)}
    </time>
  )
}
