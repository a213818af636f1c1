// The past and the alert. `watchPast` belongs to the time before the attack: the collector reads thirty days, and detection finds nothing in them. Step 5
// looks again after the attack: one alert. Compares the past with what the staff really looked at, and the alert with what the attack wrote down.
import { HISTORY_DAYS } from '../../sample/company/trade.ts'
import { STAFF } from '../../sample/company/staff.ts'
import { needed, type Step, type StepRun, type Story } from '../story.ts'
import { fieldsOf, objectsOf } from './discover.ts'

interface SeenAlert {
  readonly id: string
  readonly principals: readonly string[]
  readonly why: readonly { readonly text: string }[]
}

export async function watchPast(story: Story, run: StepRun): Promise<void> {
  const { owner, shop, oracle, history, facts } = story
  const store = needed(facts, 'store')
  const { collectors } = await owner.get('/api/collectors')
  facts.collector =
    (collectors as { id: string; store: string }[]).find((each) => each.store === store)?.id ??
    (await owner.post('/api/collectors', { store, kind: 'postgres-log', path: shop.logs })).id
  const { collector } = await owner.post(`/api/collectors/${facts.collector}/look`)
  run.checks.same('lines of the log that could not be read', 0, collector.unread)
  const span = `from=${encodeURIComponent(history.from.toISOString())}&to=${encodeURIComponent(history.to.toISOString())}`
  for (const each of STAFF.filter((one) => one.desk === 'support')) {
    const known = oracle.peopleOf(history.lookedUp.filter((one) => one.login === each.login).map((one) => one.customer))
    const answer = await owner.get(`/api/accesses?${span}&store=${store}&principal=${each.id}`)
    run.checks.within(`people that ${each.id} looked up in ${HISTORY_DAYS} days`, known.size, answer.subjects)
    // Each look-up names its customer by key, so the lower bound is the truth; what is read by other keys can only widen the upper.
    run.checks.same(`people that ${each.id} looked up, known by name`, known.size, answer.subjects?.lower)
  }
  await owner.post('/api/detection/look')
  const { alerts } = await owner.get('/api/alerts')
  run.checks.same(`alerts after ${HISTORY_DAYS} days of ordinary work`, [], told(alerts))
  run.figure(`${collector.records} records of ${HISTORY_DAYS} days`)
}

export const monitor: Step = async (story, run) => {
  const { owner, oracle, victim, facts } = story
  const store = needed(facts, 'store')
  const truth = oracle.attack(needed(facts, 'attack'))
  await owner.post(`/api/collectors/${needed(facts, 'collector')}/look`)
  await owner.post('/api/detection/look')
  const { alerts } = await owner.get('/api/alerts')
  run.checks.same('alerts, and about whom', [[victim.id]], principalsOf(alerts))
  const found = (alerts as SeenAlert[]).find((each) => each.principals.includes(victim.id))
  if (found === undefined) return
  facts.alert = found.id
  const alert = await owner.get(`/api/alerts/${found.id}`)
  const { lower, upper } = alert.subjects as { lower: number; upper: number }
  run.checks.same('people in the alert', { lower: truth.people, upper: truth.people }, { lower, upper })
  const customers = (await objectsOf(owner, store)).find((each) => each.name.endsWith('customers'))
  const fields = customers === undefined ? [] : await fieldsOf(owner, customers.id)
  const named = (alert.fields as string[]).flatMap((id) => fields.find((each) => each.id === id)?.path ?? [])
  const shown = ['first_name', 'last_name', 'email', 'phone']
  run.checks.holds(
    'the alert names the fields that were shown',
    shown.every((name) => named.includes(name)),
    named,
  )
  run.checks.holds('the alert has a label', alert.label !== null, alert.label)
  // A record lies between the sending of its page and the arrival of the answer, as the attack noted them.
  const { from, to } = alert.query as { from: string; to: string }
  const [first, last] = [needed(facts, 'attack').pages[0], needed(facts, 'attack').pages.at(-1)]
  const holds = first !== undefined && last !== undefined && new Date(from) <= first.to && new Date(to) >= last.from
  run.checks.holds('the alert’s span holds the attack', holds, [from, to])
  const reasons = (alert.why as { text: string }[]).map((each) => each.text)
  run.checks.holds(
    'the alert names the other country',
    reasons.some((text) => text.includes(`(${story.thief.country})`)),
    reasons,
  )
  run.checks.same('the alert says that it is a drill', true, alert.drill)
  run.figure(`1 alert: ${reasons[0] ?? ''}`)
}

function principalsOf(alerts: unknown): (readonly string[])[] {
  return (alerts as SeenAlert[]).map((each) => each.principals)
}

function told(alerts: unknown): string[] {
  return (alerts as SeenAlert[]).map((each) => `${each.principals.join()}: ${each.why.map((why) => why.text).join('; ')}`)
}
