// Which duties an incident brings, by when, and why. Pure: rules, facts and the bounds of a scope in, duties out. Where the two bounds fall
// on different sides, the duty is undecided and planned as if it were there. Nothing that is unknown turns into a number.
import { instant } from '../../core/clock.ts'
import type { Grade, Scope } from '../../core/contract/response.ts'
import type { Facts } from '../incidents/fact-rules.ts'
import { dayText, deadline } from './deadline.ts'
import type { CountingRule } from './counting-rule.ts'
import { lawKey, type LawClock, type LawRule } from './law-rule.ts'
import { lawCovers } from './regions.ts'

export interface Duty {
  readonly law: string | null
  readonly name: string
  readonly jurisdictions: string[]
  readonly to: 'authority' | 'people' | null
  readonly recipient: string
  readonly decision: 'yes' | 'no' | 'undecided' | 'no-rule'
  readonly state: 'running' | 'overdue' | 'met' | 'waiting' | 'held' | 'none'
  readonly clock: 'legal' | 'target' | null
  readonly anchor: string | null
  readonly startsFrom: string | null
  readonly dueAt: string | null
  readonly latestAt: string | null
  /** working days are counted and public holidays are not known */
  readonly holidays: boolean
  readonly metAt: string | null
  readonly grade: Grade | null
  readonly people: { readonly lower: number; readonly upper: number } | null
  readonly threshold: string | null
  readonly citation: string
  readonly source: string | null
  readonly verified: string
  readonly why: string[]
}

export interface DutyInput {
  readonly rules: readonly LawRule[]
  readonly countings: ReadonlyMap<string, CountingRule>
  readonly facts: Facts
  readonly counts: Scope['counts']
  /** the moment of asking */
  readonly now: Date
  /** when everybody was told under that rule (its id); only by messages that a server took, or by a person's word */
  readonly told: ReadonlyMap<string, Date>
}

type Bounds = { readonly lower: number; readonly upper: number }

export function duties(input: DutyInput): Duty[] {
  const living = input.counts.filter((row) => row.dataClass === 'all')
  const named = [...new Set(living.map((row) => row.jurisdiction))].filter((name) => !['all', 'EU', 'unknown'].includes(name))
  const out: Duty[] = []
  const covered = new Set<string>()
  for (const rule of input.rules) {
    const mine = named.filter((name) => rule.jurisdictions.some((law) => lawCovers(law, name)))
    // Where no jurisdiction is known at all, or only the country of a state, every rule may hold.
    const perhaps =
      mine.length === 0 && (named.length === 0 || rule.jurisdictions.some((law) => law.includes('-') && named.includes(law.slice(0, 2))))
    if (mine.length === 0 && !perhaps) continue
    if (!inForce(rule, input)) continue
    for (const name of mine) covered.add(name)
    out.push(dutyOf(rule, mine, boundsFor(rule, living), input))
  }
  for (const name of [...named, 'unknown']) {
    const row = living.find((one) => one.jurisdiction === name && one.grade === 'accessed')
    if (covered.has(name) || row === undefined || row.upper === 0) continue
    out.push(noRule(name, row))
  }
  return out
}

/** The rule of the day on which its clock starts; without that moment, of today. */
function inForce(rule: LawRule, { facts, now }: DutyInput): boolean {
  const clock = clockOf(rule)
  const anchor = clock.anchor === 'people-notified' ? 'discovery' : clock.anchor
  const at = momentOf(facts, anchor) ?? now
  const day = dayText(at, clock.zone)
  return day >= rule.effective.from && (rule.effective.to === null || day < rule.effective.to)
}

function dutyOf(rule: LawRule, jurisdictions: string[], people: Bounds, input: DutyInput): Duty {
  const why: string[] = []
  const decision = decide(rule, people, input.facts, why)
  const clock = clockOf(rule)
  const legal = rule.clock !== null && rule.verified !== 'none'
  if (rule.clock === null) why.push(`the law names no number of days or hours: ${clock.amount} ${clock.unit} are an internal target`)
  else if (!legal) why.push('nobody compared this rule with the text of the law yet: its clock is an internal target; ask counsel')
  else why.push(`compared with the text on ${rule.verified}: ${rule.verifiedBy}`)
  const told = rule.peopleLaw === undefined ? undefined : input.told.get(rule.peopleLaw)
  const anchor = clock.anchor === 'people-notified' ? (told ?? null) : momentOf(input.facts, clock.anchor)
  const counting = clock.counting === 'plain' ? null : (input.countings.get(clock.counting) ?? null)
  const end = anchor === null ? null : deadline(clock, anchor, counting)
  const met = input.told.get(rule.id) ?? momentOf(input.facts, `met.${rule.id}`)
  const held = rule.suspensions.find(({ fact }) => input.facts[fact]?.value === true)
  let state: Duty['state']
  if (met !== null && met !== undefined) state = 'met'
  else if (decision === 'no') state = 'none'
  else if (held !== undefined) state = 'held'
  else if (end === null) state = 'waiting'
  else state = input.now.getTime() > end.dueAt.getTime() ? 'overdue' : 'running'
  if (state === 'held') why.push(held!.text)
  if (state === 'waiting') {
    why.push(
      clock.anchor === 'people-notified'
        ? 'the clock starts when the people are told; they are not all told yet'
        : `the moment \`${clock.anchor}\` is not known, and no other takes its place: add it as a fact`,
    )
  }
  if (end?.latestAt && counting !== null) {
    const words = counting.verified === 'none' ? '; nobody compared that counting with its text yet' : ''
    why.push(`counted by ${counting.citation} the last moment is later; the plain ${clock.unit} stay the aim${words}`)
  }
  if (end?.holidays)
    why.push(
      clock.unit === 'business-days'
        ? 'working days are counted as Monday to Friday; public holidays are not known here and are counted as working days: check them, the law may give longer'
        : 'public holidays are not counted in the last moment: check them, the law may give longer',
    )
  if (met && end !== null && met > end.dueAt) why.push('fulfilled after the due moment: the reasons for the delay belong into it')
  const shown = decision === 'no' && state !== 'met' ? null : end
  return {
    law: lawKey(rule),
    name: rule.name,
    jurisdictions,
    to: rule.to,
    recipient: rule.recipient,
    decision,
    state,
    clock: shown === null && state !== 'waiting' ? null : legal ? 'legal' : 'target',
    anchor: clock.anchor,
    startsFrom: anchor === null ? null : instant(anchor),
    dueAt: shown === null ? null : instant(shown.dueAt),
    latestAt: shown?.latestAt ? instant(shown.latestAt) : null,
    holidays: shown?.holidays ?? false,
    metAt: met ? instant(met) : null,
    grade: rule.grade,
    people,
    threshold:
      rule.threshold === null ? null : `${rule.threshold.comparator} ${rule.threshold.count} ${rule.threshold.basis}`.slice(0, 100),
    citation: rule.citation,
    source: rule.source,
    verified: rule.verified,
    why,
  }
}

function decide(rule: LawRule, people: Bounds, facts: Facts, why: string[]): 'yes' | 'no' | 'undecided' {
  let undecided = false
  if (people.upper === 0) {
    why.push(`nobody of these jurisdictions is in the scope with the grade ${rule.grade}`)
    return 'no'
  }
  if (people.lower === 0) {
    undecided = true
    why.push(`undecided: between 0 and ${people.upper} people; planned for the worst`)
  }
  const { threshold } = rule
  if (threshold !== null) {
    const reaches = (count: number): boolean => (threshold.comparator === '>' ? count > threshold.count : count >= threshold.count)
    const words = `${threshold.comparator === '>' ? 'more than' : 'at least'} ${threshold.count}`
    if (!reaches(people.upper)) {
      why.push(`at most ${people.upper} people, not ${words}`)
      return 'no'
    }
    if (!reaches(people.lower)) {
      undecided = true
      why.push(`undecided: between ${people.lower} and ${people.upper} people, the threshold is ${words}; planned for the worst`)
    }
  }
  for (const { fact, text } of rule.exemptions) {
    const said = facts[fact]
    if (said?.value !== true) continue
    why.push(`${text}; said by ${said.by} on ${said.at}: ${said.why}`.slice(0, 1000))
    return 'no'
  }
  if (rule.risk !== null) {
    const risk = facts['risk']
    const because = risk === undefined ? '' : `; said by ${risk.by} on ${risk.at}: ${risk.why}`
    if (rule.risk === 'unless-unlikely' && risk?.value === 'unlikely') {
      why.push(`a risk to people is unlikely${because}`.slice(0, 1000))
      return 'no'
    }
    if (rule.risk === 'high') {
      if (risk === undefined) {
        undecided = true
        why.push('undecided: nobody has decided on the risk (fact `risk`); planned as if it were high')
      } else if (risk.value !== 'high') {
        why.push(`no high risk to people${because}`.slice(0, 1000))
        return 'no'
      }
    } else if (risk === undefined) why.push('nobody has decided on the risk (fact `risk`): the authority is told unless a risk is unlikely')
  }
  return undecided ? 'undecided' : 'yes'
}

/** The union of a region has a row of its own; else the rows are added, which can only be too many. */
function boundsFor(rule: LawRule, rows: Scope['counts']): Bounds {
  const of = (name: string): Bounds | undefined => rows.find((row) => row.jurisdiction === name && row.grade === rule.grade)
  const found = rule.jurisdictions.map((law) => {
    const exact = of(law)
    if (exact !== undefined) return exact
    // nobody is known to live there: who is unknown may
    const parent = law.includes('-') ? of(law.slice(0, 2)) : undefined
    return { lower: 0, upper: (of('unknown')?.upper ?? 0) + (parent?.upper ?? 0) }
  })
  const lower = Math.max(0, ...found.map((one) => one.lower))
  return { lower, upper: found.reduce((sum, one) => sum + one.upper, 0) }
}

function noRule(jurisdiction: string, people: Bounds): Duty {
  const unknown = jurisdiction === 'unknown'
  return {
    law: null,
    name: unknown ? 'jurisdiction unknown' : `no rule here yet for ${jurisdiction}: ask counsel`,
    jurisdictions: [jurisdiction],
    to: null,
    recipient: 'not known',
    decision: 'no-rule',
    state: 'none',
    clock: null,
    anchor: null,
    startsFrom: null,
    dueAt: null,
    latestAt: null,
    holidays: false,
    metAt: null,
    grade: 'accessed',
    people: { lower: people.lower, upper: people.upper },
    threshold: null,
    citation: 'none',
    source: null,
    verified: 'none',
    why: [
      unknown
        ? 'where these people live is not known: they count in the upper bound of every jurisdiction above, and the law of another place may hold too'
        : 'there may be duties with short clocks; Holdfast knows none of them: ask counsel',
    ],
  }
}

function momentOf(facts: Facts, name: string): Date | null {
  const value = facts[name]?.value
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? null : new Date(at)
}

/** A rule has one or the other: law-rule.ts refuses a file where both are missing. */
function clockOf(rule: LawRule): LawClock {
  return (rule.clock ?? rule.target)!
}
