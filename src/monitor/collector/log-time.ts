// Times of PostgreSQL's log as instants. They carry an abbreviation of a zone, which alone says little (IST is three of them); but the name of
// a session holds its start as seconds since 1970, and the line holds the same start as text: the difference is the zone. Owns that.

export interface ZoneReader {
  /** ms; null: not a time. `start`: the session's start as text, `began`: the same in ms. */
  read(text: string, start: string | null, began: number): number | null
}

const TIME = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))? ?([A-Za-z0-9+:<>_/-]{1,40})$/
const MOST_ZONES = 100
const STEP = 15 * 60_000 // zones differ by quarters of an hour

/** `server`: name of the zone in which the server writes its log, when it is known. */
export function createZoneReader(server: string | null = null): ZoneReader {
  const known = new Map<string, number>([
    ['UTC', 0],
    ['GMT', 0],
    ['Z', 0],
  ])
  const fixed = new Set(known.keys())
  const local = (text: string): { readonly at: number; readonly zone: string } | null => {
    const parts = TIME.exec(text)
    if (parts === null) return null
    const [, year, month, day, hour, minute, second, fraction, zone] = parts
    const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
    return { at: at + Math.floor(Number(`0.${fraction ?? '0'}`) * 1000), zone: zone! }
  }
  const offsetOf = (zone: string): number | null => {
    const numeric = /^<?([+-])(\d\d):?(\d\d)?>?$/.exec(zone)
    if (numeric === null) return known.get(zone) ?? null
    return (numeric[1] === '-' ? -1 : 1) * (Number(numeric[2]) * 60 + Number(numeric[3] ?? 0)) * 60_000
  }
  const learn = ({ at, zone }: { readonly at: number; readonly zone: string }, name: string): number | null => {
    const guess = offsetIn(name, at)
    const offset = guess === null ? null : offsetIn(name, at - guess)
    // The abbreviation tells summer from winter, also in the hour that comes twice.
    if (offset !== null && known.size < MOST_ZONES) known.set(zone, offset)
    return offset
  }
  // Most lines of a stretch share their session's start.
  let lastStart = ''
  let lastOffset = 0
  return {
    read(text, start, began) {
      const time = local(text)
      if (time === null) return null
      let ofSession: number | null = null
      if (start !== null) {
        if (start === lastStart) ofSession = lastOffset
        else {
          const from = local(start)
          if (from !== null) {
            const difference = from.at - began
            const offset = Math.round(difference / STEP) * STEP
            if (Math.abs(difference - offset) < 2000 && Math.abs(offset) <= 16 * 3_600_000) {
              ofSession = offset
              lastStart = start
              lastOffset = offset
              if (!fixed.has(from.zone) && known.size < MOST_ZONES) known.set(from.zone, offset)
            }
          }
        }
      }
      // A zone of its own name first: a session may have begun before the clocks were changed.
      const offset = offsetOf(time.zone) ?? ofSession ?? (server === null ? null : learn(time, server))
      return offset === null ? null : time.at - offset
    },
  }
}

/** ms that clocks in a zone are ahead of UTC at a time; null: no such zone. */
function offsetIn(zone: string, at: number): number | null {
  try {
    const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at)
    const said = parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
    const match = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(said)
    if (match === null) return null
    const [, sign, hours, minutes, seconds] = match
    return (sign === '-' ? -1000 : 1000) * (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0))
  } catch {
    return null
  }
}
