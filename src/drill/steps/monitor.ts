// Step 5: the collector reads the past, detection looks, and one alert comes of it. Compares the past with what the staff really looked at, and the
// alert with what the attack wrote down.
import { HISTORY_DAYS } from '../../sample/company/trade.ts'
import { STAFF } from '../../sample/company/staff.ts'
import { needed, type Step } from '../story.ts'
import { fieldsOf, objectsOf } from './discover.ts'

export const monitor: Step = async (story, run) => {
  const { owner, shop, oracle, history, victim, facts } = story
  const store = needed(facts, 'store')
  const truth = oracle.attack(needed(facts, 'attack'))
  const { collectors } = await owner.get('/api/collectors')
  facts.collector =
    (collectors as { id: string; store: string }[]).find((each) => each.store === store)?.id ??
    (await owner.post('/api/collectors', { store, kind: 'postgres-log', path: shop.logs })).id
  const looked = await owner.post(`/api/collectors/${facts.collector}/look`)
  run.figure(`${looked.records} records of ${HISTORY_DAYS} days`)
  run.checks.same('lines of the log that could not be read', 0, looked.unread ?? 0)

  const span = `from=${encodeURIComponent(history.from.toISOString())}&to=${encodeURIComponent(history.to.toISOString())}`
  for (const each of STAFF.filter((one) => one.desk === 'support')) {
    const known = oracle.peopleOf(history.lookedUp.filter((one) => one.login === each.login).map((one) => one.customer))
    const answer = await owner.get(`/api/accesses?${span}&store=${store}&principal=${each.id}`)
    run.checks.within(`people that ${each.id} looked up in ${HISTORY_DAYS} days`, known.size, answer.subjects)
  }

  await owner.post('/api/detection/look')
  const { alerts } = await owner.get('/api/alerts')
  const seen = alerts as { id: string; principals: string[] }[]
  run.checks.same(
    'alerts',
    [[victim.id]],
    seen.map((each) => each.principals),
  )
  if (seen[0] === undefined) return
  facts.alert = seen[0].id
  const alert = await owner.get(`/api/alerts/${seen[0].id}`)
  run.checks.within('people in the alert', truth.people, alert.subjects)
  const customers = (await objectsOf(owner, store)).find((each) => each.name.endsWith('customers'))
  const fields = customers === undefined ? [] : await fieldsOf(owner, customers.id)
  const named = new Set(alert.query.fields as string[] | undefined)
  run.checks.holds(
    'the alert names the fields that were shown',
    ['first_name', 'last_name', 'email', 'phone'].every(
      (name) => named.size === 0 || named.has(fields.find((each) => each.path === name)?.id ?? ''),
    ),
    [...named],
  )
  run.checks.holds('the alert has a label', alert.label !== null, alert.label)
  run.checks.holds(
    'the alert’s span holds the attack',
    truth.from !== null && truth.to !== null && new Date(alert.query.from) <= truth.from && new Date(alert.query.to) >= truth.to,
    [alert.query.from, alert.query.to],
  )
  run.checks.holds('the alert says why, with the country', JSON.stringify(alert.why).includes(story.thief.country), alert.why)
  run.figure(`1 alert: ${alert.subjects.lower}–${alert.subjects.upper} people`)
}
