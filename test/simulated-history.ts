// Simulated days of a company's support staff, for measuring detection. SYNTHETIC: shapes and sizes are assumptions, not observations. Written
// from the description of the work alone: it knows nothing of the detector, and imports nothing of it.
export interface SimulatedAccess {
  readonly principal: string
  readonly time: number
  readonly session: string
  readonly place: string
  /** numbers of the people read */
  readonly people: readonly number[]
}

export interface Simulation {
  readonly teams: ReadonlyMap<string, readonly string[]>
  readonly accesses: readonly SimulatedAccess[]
}

export type Attack = 'none' | 'abroad-paging' | 'office-paging' | 'slow-abroad' | 'slow-office' | 'night-small-abroad'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const CUSTOMERS = 20_000

export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Days of work from a Monday on. Attacks fall in the last days. */
export function simulate(seed: number, days: number, attack: Attack, staff = 8): Simulation {
  const next = random(seed)
  const normal = (): number => Math.sqrt(-2 * Math.log(next() || 1e-9)) * Math.cos(2 * Math.PI * next())
  const start = Date.UTC(2026, 7, 3)
  const accesses: SimulatedAccess[] = []
  const names = Array.from({ length: staff }, (_, at) => `agent${at}`)
  const home = ['DE', 'DE', 'DE', 'AT', 'DE', 'FR', 'DE', 'DE', 'AT', 'FR']
  const pace = names.map(() => 15 + next() * 25)
  const night = Math.floor(next() * staff) // one works nights
  const starter = (night + 1) % staff // one begins in the fifth week
  const traveller = (night + 2) % staff // one works three days from another country
  const holiday = names.map(() => 7 + Math.floor(next() * (days - 24)))
  const dead = Math.floor(next() * 5) * 7 + 9 // a public holiday
  const work = (
    who: number,
    day: number,
    people: number,
    place: string,
    from: number,
    hours: number,
    tag: string,
    pick?: (at: number) => number,
  ) => {
    let left = people
    let at = 0
    while (left > 0) {
      const size = Math.min(left, 1 + Math.floor(next() * 3))
      const time = start + day * DAY + (from + next() * hours) * HOUR
      const read = Array.from({ length: size }, () => (pick === undefined ? Math.floor(next() ** 1.3 * CUSTOMERS) : pick(at++)))
      accesses.push({ principal: names[who]!, time, session: `${names[who]}-${day}-${tag}`, place, people: read })
      left -= size
    }
  }
  for (let day = 0; day < days; day++) {
    const weekday = day % 7
    const onDuty = day % staff
    const present = names.flatMap((_, who) => {
      if (who === starter && day < 30) return []
      if (day >= holiday[who]! && day < holiday[who]! + 12) return []
      if ((weekday >= 5 || day === dead) && who !== onDuty) return []
      return [who]
    })
    // The calls of the day are shared by whoever is there.
    const load = (weekday >= 5 || day === dead ? 0.5 : staff / Math.max(2, present.length)) * (weekday === 0 ? 1.2 : 1)
    for (const who of present) {
      const people = Math.max(1, Math.round(pace[who]! * Math.min(load, 2.2) * Math.exp(0.25 * normal())))
      const place = who === traveller && day >= 40 && day < 43 ? 'ES' : home[who % home.length]!
      work(who, day, people, place, who === night ? 20 : 7 + next() * 2, 8, 'w')
    }
  }
  const victim = (night + 3) % staff
  const last = days - 1
  let page = Math.floor(next() * 1000)
  const paging = (): number => page++
  if (attack === 'abroad-paging') work(victim, last, 450, 'BR', 1, 9, 'x', paging)
  if (attack === 'office-paging') work(victim, last, 600, home[victim % home.length]!, 7, 9, 'x', paging)
  if (attack === 'slow-abroad') for (let day = last - 9; day <= last; day++) work(victim, day, 45, 'BR', 1, 6, 'x', paging)
  if (attack === 'slow-office')
    for (let day = last - 9; day <= last; day++) work(victim, day, 130, home[victim % home.length]!, 8, 8, 'x', paging)
  if (attack === 'night-small-abroad') work(victim, last, 90, 'BR', 1, 3, 'x', paging)
  return {
    teams: new Map(names.map((name) => [name, ['support']])),
    accesses: accesses.toSorted((a, b) => a.time - b.time),
  }
}
