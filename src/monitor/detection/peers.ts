// What peers and the whole organisation do, kept as one short line a principal: how many people a day, from which places. Owns the comparison;
// answers for one principal always leave that one out.
import { DAY, type Past } from './principal-past.ts'
import { spreadOf, type PlaceCounts, type Spread } from './surprise.ts'

interface Line {
  readonly days: Spread
  readonly peaks: Spread
  readonly places: Readonly<Record<string, number>>
  readonly hours: number
  readonly lastDay: number
  readonly drill: boolean
  readonly service: boolean
  /** the largest table read without a bound */
  readonly table: number
}

/** Whom somebody is compared with. */
export interface Company {
  readonly teams: readonly string[]
  /** A program does what it was made for: it is like no other, and nobody is like it. */
  readonly service: boolean
}

export interface PeerView {
  readonly days: Spread | null
  readonly peaks: Spread | null
  readonly who: 'peers' | 'everybody' | 'nobody'
  readonly table: number
}

export interface Peers {
  note(past: Past, now: number): void
  forget(): void
  volume(past: Past): PeerView
  place(past: Past, place: string): { readonly peers: PlaceCounts; readonly everybody: PlaceCounts }
  /** how much of others' work this principal has to do now, from 1 on */
  cover(past: Past, now: number, most: number): number
  readonly size: number
}

const MOST_PEERS = 300

export function createPeers(companyOf: (principal: string) => Company): Peers {
  const lines = new Map<string, Line>()
  const teams = new Map<string, Set<string>>()
  const totals = new Map<string, { places: Map<string, number>; hours: number }>()
  const keyOf = (past: { principal: string; drill: boolean }): string => `${past.drill ? 'd' : '-'}${past.principal}`

  const others = (past: Past): { readonly lines: Line[]; readonly who: PeerView['who'] } => {
    const own = keyOf(past)
    const found: Line[] = []
    const { teams: mine, service } = companyOf(past.principal)
    if (service) return { lines: [], who: 'nobody' }
    for (const team of mine) {
      for (const key of teams.get(`${past.drill}${team}`) ?? []) {
        if (key === own || found.length >= MOST_PEERS) continue
        const line = lines.get(key)
        if (line !== undefined && line.days.n > 0 && !line.service && !found.includes(line)) found.push(line)
      }
    }
    if (found.length > 0) return { lines: found, who: 'peers' }
    for (const [key, line] of lines) {
      if (key !== own && line.drill === past.drill && line.days.n > 0 && !line.service) found.push(line)
      if (found.length >= MOST_PEERS) break
    }
    return { lines: found, who: 'everybody' }
  }

  const total = (drill: boolean): { places: Map<string, number>; hours: number } => {
    const key = String(drill)
    let found = totals.get(key)
    if (found === undefined) totals.set(key, (found = { places: new Map(), hours: 0 }))
    return found
  }

  const add = (line: Line, sign: 1 | -1): void => {
    const all = total(line.drill)
    all.hours += sign * line.hours
    for (const [place, hours] of Object.entries(line.places)) all.places.set(place, (all.places.get(place) ?? 0) + sign * hours)
  }

  return {
    note(past, now) {
      const key = keyOf(past)
      const before = lines.get(key)
      if (before !== undefined) add(before, -1)
      const today = Math.floor(now / DAY)
      const days = past.days.filter((day) => day.at < today && day.story === null)
      const places: Record<string, number> = {}
      let hours = 0
      for (const [place, { hours: here, first }] of Object.entries(past.places)) {
        if (past.story !== null && past.story.place === place) continue
        // A place counts for others as soon as it is used; what is new there is judged for whoever uses it.
        if (first > now) continue
        places[place] = here
        hours += here
      }
      const company = companyOf(past.principal)
      const line: Line = {
        days: spreadOf(days.map((day) => day.most)),
        peaks: spreadOf(days.map((day) => day.peak)),
        places,
        hours,
        lastDay: Math.floor(past.last / DAY),
        drill: past.drill,
        service: company.service,
        table: days.reduce((most, day) => Math.max(most, day.table), 0),
      }
      lines.set(key, line)
      add(line, 1)
      for (const team of company.teams) {
        const name = `${past.drill}${team}`
        let members = teams.get(name)
        if (members === undefined) teams.set(name, (members = new Set()))
        members.add(key)
      }
    },
    forget() {
      lines.clear()
      teams.clear()
      totals.clear()
    },
    volume(past) {
      const { lines: found, who } = others(past)
      return {
        who,
        table: found.reduce((most, line) => Math.max(most, line.table), 0),
        days: pooled(found.map((line) => line.days)),
        peaks: pooled(found.map((line) => line.peaks)),
      }
    },
    place(past, place) {
      const { lines: found } = others(past)
      const own = lines.get(keyOf(past))
      const all = total(past.drill)
      const everybody = {
        here: (all.places.get(place) ?? 0) - (own?.places[place] ?? 0),
        all: all.hours - (own?.hours ?? 0),
      }
      const peers = found.reduce((sum, line) => ({ here: sum.here + (line.places[place] ?? 0), all: sum.all + line.hours }), {
        here: 0,
        all: 0,
      })
      return { peers, everybody }
    },
    cover(past, now, most) {
      const today = Math.floor(now / DAY)
      const { lines: found, who } = others(past)
      if (who !== 'peers') return 1
      const usual = found.filter((line) => line.lastDay >= today - 35).length + 1
      const here = found.filter((line) => line.lastDay >= today - 2).length + 1
      return Math.min(most, Math.max(1, usual / here))
    },
    get size() {
      return lines.size
    },
  }
}

function pooled(spreads: readonly Spread[]): Spread | null {
  const some = spreads.filter((spread) => spread.n >= 2)
  if (some.length === 0) return null
  const mean = some.reduce((sum, spread) => sum + spread.mean, 0) / some.length
  const within = some.reduce((sum, spread) => sum + spread.variance, 0) / some.length
  const between = some.length < 2 ? 0 : some.reduce((sum, spread) => sum + (spread.mean - mean) ** 2, 0) / (some.length - 1)
  return {
    n: some.length,
    mean,
    variance: within + between,
    highest: Math.max(...some.map((spread) => spread.highest)),
    median: some.map((spread) => spread.median).toSorted((a, b) => a - b)[some.length >> 1]!,
  }
}
