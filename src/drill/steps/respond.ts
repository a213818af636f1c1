// Step 6: an incident is opened, the people affected are computed and computed again, clocks start, the credential is closed and tried again, and those
// affected are told by mail. Compares with the oracle, and with what arrived at the mail server.
import type { Addressee } from '../../sample/oracle/oracle.ts'
import { waitUntil } from '../holdfast-client.ts'
import { needed, type Step, type StepRun, type Story } from '../story.ts'
import { livesInUnion, notify } from './notify.ts'

interface Bounds {
  readonly lower: number
  readonly upper: number
}

interface Count extends Bounds {
  readonly jurisdiction: string
  readonly dataClass: string
  readonly grade: string
}

interface Duty {
  readonly law: string | null
  readonly to: string | null
  readonly decision: string
  readonly dueAt: string | null
}

const HOUR_MS = 3_600_000

export const respond: Step = async (story, run) => {
  const { owner, facts } = story
  const alert = needed(facts, 'alert')
  // Played again after a kill, it goes on with what is there.
  const { incidents } = await owner.get('/api/incidents')
  const open = (incidents as { id: string; alerts: string[] }[]).find((each) => each.alerts.includes(alert))
  const incident: string = open?.id ?? (await owner.post('/api/incidents', { alert })).id
  facts.incident = incident
  const aware = story.clock.now()
  await decide(story, incident, aware)
  await scope(story, run, incident)
  await duties(story, run, incident, aware)
  await contain(story, run, incident)
  await notify(story, run, incident)
}

/** What only people can say: how bad it is, that the data are believed taken, and who writes to those affected. */
async function decide({ owner }: Story, incident: string, aware: Date): Promise<void> {
  const given: Readonly<Record<string, unknown>> = {
    awareness: aware.toISOString(),
    discovery: aware.toISOString(),
    risk: 'high',
    exfiltrated: 'accessed',
    organisation: 'the sample shop',
    contact: 'privacy@shop.example',
  }
  for (const [name, value] of Object.entries(given)) {
    await owner.post(`/api/incidents/${incident}/facts`, { name, value, why: 'decided in the drill' })
  }
}

async function scope(story: Story, run: StepRun, incident: string): Promise<void> {
  const { owner, oracle, facts } = story
  const truth = oracle.attack(needed(facts, 'attack'))
  const computed = await ended(story, run, 'people affected computed', await owner.post(`/api/incidents/${incident}/scope`))
  const view = await owner.get(`/api/incidents/${incident}/scopes/${computed.version ?? 'last'}`)
  facts.scopeVersion = view.version
  const both = (people: number): Bounds => ({ lower: people, upper: people })
  run.checks.same('people reached', both(truth.people), view.totals?.accessed)
  run.checks.same('people in the store', both(oracle.everybody), view.totals?.['in-store'])
  const counts = (view.counts as Count[]).filter((each) => each.grade === 'accessed')
  const total = (place: string): Bounds | null => {
    const found = counts.find((each) => each.jurisdiction === place && each.dataClass === 'all')
    return found === undefined ? null : { lower: found.lower, upper: found.upper }
  }
  // Whose residence nobody knows may live anywhere: they count in the upper bound of every place.
  const anywhere = truth.byJurisdiction.get('unknown') ?? 0
  const of = (place: string, people: number): Bounds => ({ lower: people, upper: people + (place === 'unknown' ? 0 : anywhere) })
  for (const [place, people] of truth.byJurisdiction) {
    run.checks.same(`people reached of ${place}`, of(place, people), total(place))
    // Each page had the same columns: everybody reached was shown every class of data that anybody was shown.
    const classes = counts.filter((each) => each.jurisdiction === place && each.lower !== people)
    run.checks.same(
      `classes of data with another number of people of ${place}`,
      [],
      classes.map((each) => each.dataClass),
    )
  }
  const places = new Set([...truth.byJurisdiction.keys(), 'all', 'EU'])
  const foreign = counts.filter((each) => !places.has(each.jurisdiction) && each.upper > 0)
  run.checks.same('jurisdictions named in which nobody was reached', [], [...new Set(foreign.map((each) => each.jurisdiction))])
  run.checks.same('people reached in the EU, each once', of('EU', truth.addressees.filter(livesInUnion).length), total('EU'))
  run.checks.same('gaps in the records', [], view.gaps)
  const again = await ended(story, run, 'computed again', await owner.post(`/api/incidents/${incident}/scopes/${view.version}/check`))
  run.checks.same('computed again from its inputs, it is the same', [true, []], [again.check?.same, again.check?.differences])
  const { lower, upper } = view.totals.accessed as Bounds
  run.figure(`${lower === upper ? lower : `${lower} to ${upper}`} people of ${truth.byJurisdiction.size} jurisdictions`)
}

interface ScopeRun {
  readonly id: string
  readonly incident: string
  readonly state: string
  readonly problem: string | null
  readonly version: number | null
  readonly check: { readonly same: boolean; readonly differences: readonly string[] } | null
}

/** Waits for a computation that was asked for. */
async function ended({ owner, signal }: Story, run: StepRun, what: string, asked: ScopeRun): Promise<ScopeRun> {
  const last = await waitUntil(
    what,
    async () => (await owner.get(`/api/incidents/${asked.incident}/scope-runs/${asked.id}`)) as ScopeRun,
    (seen) => ['done', 'stopped', 'failed'].includes(seen.state),
    signal,
  )
  run.checks.same(what, ['done', null], [last.state, last.problem])
  return last
}

/** By the texts of the two laws: any person for the authority, high risk for the people; in California each resident, the Attorney General above 500. */
async function duties({ owner, oracle, facts }: Story, run: StepRun, incident: string, aware: Date): Promise<void> {
  const truth = oracle.attack(needed(facts, 'attack'))
  const list = (await owner.get(`/api/incidents/${incident}/duties`)).duties as Duty[]
  const union = truth.addressees.some((each: Addressee) => livesInUnion(each))
  const residents = truth.byJurisdiction.get('US-CA') ?? 0
  const decisions = (law: RegExp, to: string): string[] =>
    [...new Set(list.filter((each) => law.test(each.law ?? '') && each.to === to).map((each) => each.decision))].toSorted()
  const word = (holds: boolean): string[] => [holds ? 'yes' : 'no']
  run.checks.same('GDPR Art. 33, authority', word(union), decisions(/^eu-gdpr-33/, 'authority'))
  run.checks.same('GDPR Art. 34, people', word(union), decisions(/^eu-gdpr-34/, 'people'))
  run.checks.same('California, people', word(residents > 0), decisions(/^us-ca-1798.82-a/, 'people'))
  run.checks.same('California, Attorney General', word(residents > 500), decisions(/^us-ca-1798.82-f/, 'authority'))
  const clock = list.find((each) => (each.law ?? '').startsWith('eu-gdpr-33'))
  run.checks.same('the clock of Art. 33', new Date(aware.getTime() + 72 * HOUR_MS).toISOString(), clock?.dueAt)
  run.figure(`${list.filter((each) => each.decision === 'yes').length} duties`)
}

async function contain({ owner, second, shop, victim, facts }: Story, run: StepRun, incident: string): Promise<void> {
  const store = needed(facts, 'store')
  const { containments } = await owner.get(`/api/incidents/${incident}`)
  const known = (containments as { id: string; state: string; detail: string[] }[]).find((each) => each.state !== 'failed')
  if (known?.state === 'verified') return
  const proposed = known ?? (await owner.post(`/api/incidents/${incident}/containments`, { store, principal: victim.id }))
  const own = await owner.try('POST', `/api/containments/${proposed.id}/approve`, { control: shop.admin })
  run.checks.holds('who proposes a containment cannot approve it', own.status >= 400, own.status)
  const done = await second.post(`/api/containments/${proposed.id}/approve`, { control: shop.admin })
  run.checks.holds('contained: the credential was tried again and refused', done.state === 'verified', [done.state, done.detail])
}
