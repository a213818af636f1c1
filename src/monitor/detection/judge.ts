// Judges one principal at one hour: how unlikely is what was read, and from where. Pure. Own past first, peers where that is short, everybody
// where there are none; the threshold comes from how many false alarms a year the organisation accepts.
import type { DetectionRule } from './detection-rule.ts'
import { DAY, HOUR, notePeaks, peopleIn, type Past } from './principal-past.ts'
import type { Peers } from './peers.ts'
import { placeScore, spreadOf, tailScore, type Spread } from './surprise.ts'

export interface Finding {
  readonly score: number
  readonly needed: number
  /** ms, of the behaviour */
  readonly from: number
  readonly place: string | null
  readonly window: DetectionRule['windows'][number]
  readonly people: number
  readonly why: readonly { readonly rule: string; readonly text: string; readonly weight: number }[]
}

/** days of a past that a long window can be judged against */
const LEAST_DAYS = 5

export interface JudgeOptions {
  readonly rule: DetectionRule
  readonly peers: Peers
  /** ms: when anything was first known of the organisation */
  readonly since: number
  readonly placeName: (place: string) => string
}

/** Null: nothing out of the ordinary. `hour`: number of the hour since 1970. */
export function judge(past: Past, hour: number, options: JudgeOptions): Finding | null {
  const { rule, peers, since, placeName } = options
  const now = (hour + 1) * HOUR
  const others = peers.volume(past)
  const today = Math.floor(hour / 24)
  const tables = past.days.filter((day) => day.at < today && day.story === null).map((day) => day.table)
  const usualTable = Math.max(others.table, ...tables) * rule.overHighest
  const { inHour, inDay } = notePeaks(past, hour, usualTable)
  if (since === 0 || now - since < rule.learnDays * DAY) return null
  const place = newPlace(past, hour, rule, peers, since)
  const cover = peers.cover(past, now, rule.coverMost)
  let best: { readonly window: Finding['window']; readonly score: number; readonly people: number; readonly text: string } | null = null
  for (const window of rule.windows) {
    const long = window.hours > 24
    // A long window says nothing before there is as much past beside it.
    if (long && now - since < 2 * window.hours * HOUR) continue
    const people =
      window.id === 'hour'
        ? inHour
        : window.id === 'day'
          ? inDay
          : peopleIn(past.days, Math.max(past.settled, Math.floor(hour / 24) - window.hours / 24) + 1, Math.floor(hour / 24), usualTable)
    if (people < rule.leastPeople) continue
    // What is judged is not part of what it is judged by.
    const before = Math.floor(hour / 24) - (long ? window.hours / 24 - 1 : 0)
    const days = past.days.filter((day) => day.at < before && day.story === null)
    const own = spreadOf(days.map((day) => (window.id === 'hour' ? day.peak : day.most)))
    // A month is only long against a past before it: without one, the days in it are all that is known, and the short windows judge them.
    if (long && own.n < LEAST_DAYS) continue
    const peer = window.id === 'hour' ? others.peaks : others.days
    const expected = blend(own, peer, rule.shrink)
    if (expected === null) continue
    const share = long ? (window.hours / 24) * workingRate(days, before, window.hours / 24) : 1
    const mean = expected.mean * share * cover
    const variance = expected.variance * share * cover ** 2 + ((window.sway ?? 0) * share * expected.mean * cover) ** 2
    if (own.n >= 5 && people <= own.highest * share * cover * rule.overHighest && window.hours <= 24) continue
    if (people <= mean * rule.overHighest) continue
    const score = Math.max(0, tailScore(people, mean, variance) - Math.log10(rule.windows.length))
    if (best !== null && best.score >= score) continue
    const usual =
      own.n >= 2
        ? `own ${long ? 'day' : window.id === 'hour' ? 'busiest hour' : 'day'} median ${round(own.median)}, highest ${round(own.highest)} (${own.n} days)`
        : `no own past; ${others.who} median ${round(peer?.median ?? 0)}, highest ${round(peer?.highest ?? 0)}`
    const shared = cover > 1.05 ? `, others away counted with a factor ${cover.toFixed(1)}` : ''
    best = { window, score, people, text: `${round(people)} people in ${window.words}; ${usual}; expected ${round(mean)}${shared}` }
  }
  const needed = Math.max(rule.leastScore, Math.log10((Math.max(1, peers.size) * 365) / rule.falseAlarmsPerYear))
  if (best === null) return null
  const score = best.score + (place?.score ?? 0)
  if (score < needed) return null
  // One signal that is as good as certain may stand alone; a place needs the people with it.
  const start = place === null ? startOf(past, hour, best.window.hours) : place.first
  return {
    score,
    needed,
    from: start,
    place: place?.place ?? null,
    window: best.window,
    people: best.people,
    why: [
      ...(place === null
        ? []
        : [
            {
              rule: 'unusual-place',
              weight: Math.round(place.score * 10) / 10,
              text: `first access from ${placeName(place.place)}: ${place.known === 0 ? 'no place known before' : `${place.known} ${place.known === 1 ? 'place' : 'places'} known before`}, ${place.peers === 0 ? 'no peer' : `${place.peers} hours of peers`} there`,
            },
          ]),
      { rule: 'many-people', weight: Math.round(best.score * 10) / 10, text: best.text },
    ],
  }
}

interface NewPlace {
  readonly place: string
  readonly score: number
  readonly first: number
  readonly known: number
  readonly peers: number
}

/** The least expected place of the last 24 hours, if it is new. */
function newPlace(past: Past, hour: number, rule: DetectionRule, peers: Peers, since: number): NewPlace | null {
  const now = (hour + 1) * HOUR
  // In the first days of all everything is seen for the first time.
  const isNew = (first: number): boolean => first > now - rule.placeNewForDays * DAY && first > since + rule.placeNewForDays * DAY
  const old = Object.entries(past.places).filter(([, known]) => !isNew(known.first))
  // Whoever began to work lately has only new places: their peers' count.
  const settled = old.reduce((sum, [, known]) => sum + known.hours, 0)
  let best: NewPlace | null = null
  for (const [place, known] of Object.entries(past.places)) {
    if (!isNew(known.first) || known.last < hour - 23 || place === 'unknown') continue
    const beside = peers.place(past, place)
    const score = placeScore({ here: 0, all: settled }, beside.peers, beside.everybody, rule.placeMost)
    if (score < 1.5 || (best !== null && best.score >= score)) continue
    best = { place, score, first: known.first, known: old.length, peers: beside.peers.here }
  }
  return best
}

function blend(own: Spread, peer: Spread | null, shrink: number): { readonly mean: number; readonly variance: number } | null {
  if (peer === null && own.n < 5) return null
  const weight = peer === null ? 0 : shrink
  const n = own.n + weight
  const mean = (own.n * own.mean + weight * (peer?.mean ?? 0)) / n
  const variance = (own.n * own.variance + weight * (peer?.variance ?? 0)) / n
  // The mean is only known from n days, and so is the spread: what is drawn next is as wide as Student's t says.
  const free = Math.max(3, n - 1)
  return { mean, variance: Math.max(variance, mean) * (1 + 1 / n) * (free / (free - 2)) }
}

/** Share of days on which the principal works. Nobody who is new is taken to rest: what is not known widens what is expected. */
function workingRate(days: readonly Past['days'][number][], before: number, window: number): number {
  const first = days[0]
  if (first === undefined || days.length < 5 || before - first.at < window) return 1
  return Math.min(1, days.length / (before - first.at))
}

/** When the first session within the window began, as far as is known. */
function startOf(past: Past, hour: number, hours: number): number {
  const from = (hour - hours + 1) * HOUR
  const sessions = past.sessions.filter((session) => session.to >= from).map((session) => Math.max(session.from, from))
  return sessions.length === 0 ? from : Math.min(...sessions)
}

const round = (value: number): string => String(Math.round(value))
