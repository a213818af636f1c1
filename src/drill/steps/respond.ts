// Step 6: an incident is opened, the people affected are computed and computed again, clocks start, the credential is closed and tried again, and those
// affected are told by mail. Compares with the oracle, and with what arrived at the mail server.
import { needed, type Step, type StepRun, type Story } from '../story.ts'
import { waitUntil } from '../holdfast-client.ts'

interface Count {
  readonly jurisdiction: string
  readonly dataClass: string
  readonly grade: string
  readonly lower: number
  readonly upper: number
}

export const respond: Step = async (story, run) => {
  const { owner, facts } = story
  const incident = facts.incident ?? (await owner.post('/api/incidents', { alert: needed(facts, 'alert') })).id
  facts.incident = incident
  await scope(story, run, incident)
  await duties(story, run, incident)
  await contain(story, run, incident)
  await notify(story, run, incident)
}

async function scope({ owner, oracle, facts }: Story, run: StepRun, incident: string): Promise<void> {
  const truth = oracle.attack(needed(facts, 'attack'))
  const view = await owner.post(`/api/incidents/${incident}/scope`)
  facts.scopeVersion = view.version
  run.checks.within('people reached', truth.people, view.totals?.accessed)
  run.checks.same('people reached, both bounds', [truth.people, truth.people], [view.totals?.accessed?.lower, view.totals?.accessed?.upper])
  const counts = (view.counts as Count[]).filter((each) => each.grade === 'accessed')
  for (const [place, people] of truth.byJurisdiction) {
    const found = counts.filter((each) => each.jurisdiction === place)
    // One line for each class of data: each of them has everybody of the place, since each page showed all of them.
    const lower = Math.max(0, ...found.map((each) => each.lower))
    const upper = Math.max(0, ...found.map((each) => each.upper))
    run.checks.same(`people reached of ${place}`, [people, people], [lower, upper])
  }
  const foreign = counts.filter((each) => !truth.byJurisdiction.has(each.jurisdiction) && each.upper > 0)
  run.checks.same('jurisdictions in which nobody was reached', [], [...new Set(foreign.map((each) => each.jurisdiction))])
  const again = await owner.post(`/api/incidents/${incident}/scopes/${view.version}/check`)
  run.checks.same('computed again from its inputs, it is the same', true, again.same)
  run.figure(`${truth.people} people of ${truth.byJurisdiction.size} jurisdictions`)
}

async function duties({ owner, oracle, facts }: Story, run: StepRun, incident: string): Promise<void> {
  const truth = oracle.attack(needed(facts, 'attack'))
  const { duties: list } = await owner.get(`/api/incidents/${incident}/duties`)
  const clocks = list as { law: string; to: string; dueAt: string | null; startsFrom: string | null; state: string }[]
  const union = ['DE', 'FR', 'AT'].some((place) => truth.byJurisdiction.has(place))
  run.checks.same(
    'a duty to the authority under the GDPR',
    union,
    clocks.some((each) => /gdpr/i.test(each.law) && /33/.test(each.law)),
  )
  run.checks.same(
    'a duty to the people under the GDPR',
    union,
    clocks.some((each) => /gdpr/i.test(each.law) && /34/.test(each.law)),
  )
  run.figure(`${clocks.length} clocks`)
}

async function contain({ owner, second, shop, victim, facts }: Story, run: StepRun, incident: string): Promise<void> {
  const store = needed(facts, 'store')
  const proposed = await owner.post(`/api/incidents/${incident}/containments`, { store, principal: victim.id })
  const own = await owner.try('POST', `/api/containments/${proposed.id}/approve`, { control: shop.admin })
  run.checks.holds('who proposes a containment cannot approve it', own.status >= 400, own.status)
  const done = await second.post(`/api/containments/${proposed.id}/approve`, { control: shop.admin })
  run.checks.same('contained: the credential was tried again and refused', 'verified', done.state)
}

async function notify(story: Story, run: StepRun, incident: string): Promise<void> {
  const { owner, second, mail, oracle, facts, signal } = story
  const truth = oracle.attack(needed(facts, 'attack'))
  await owner.put('/api/mail', { host: '127.0.0.1', port: mail.port, security: 'none', from: 'privacy@shop.example', allowPrivate: true })
  const notice = await owner.post(`/api/incidents/${incident}/notices`, { law: 'eu-gdpr-34', languages: ['de', 'en'] })
  facts.notice = notice.id
  await second.post(`/api/notices/${notice.id}/approve`)
  await owner.post(`/api/notices/${notice.id}/send`)
  const sent = await waitUntil(
    'the sending of the notice',
    () => owner.get(`/api/notices/${notice.id}`),
    (view) => view.state === 'sent',
    signal,
  )
  const union = truth.addressees.filter((each) => each.jurisdictions.some((place) => ['DE', 'FR', 'AT'].includes(place)))
  const reachable = union.filter((each) => each.emails.length > 0)
  run.checks.same('people to be told', union.length, sent.people)
  run.checks.same('people told', reachable.length, sent.sent)
  run.checks.same('people who cannot be told by mail', union.length - reachable.length, sent.failed.length)
  const messages = await mail.messages()
  const wrong: string[] = []
  for (const each of reachable) {
    const got = messages.filter((message) => message.to.some((to) => each.emails.includes(to)))
    if (got.length !== 1) wrong.push(`${got.length} messages instead of one`)
    else if (!each.names.some((name) => got[0]!.text.includes(name))) wrong.push('a message without the name of whom it is for')
  }
  const known = new Set(reachable.flatMap((each) => each.emails))
  for (const message of messages) if (!message.to.every((to) => known.has(to))) wrong.push('a message to somebody who was not reached')
  run.checks.same('messages that are wrong', [], wrong)
  run.figure(`${messages.length} messages`)
}
