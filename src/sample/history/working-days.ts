// Thirty days at the sample shop: who logs in when, from where, and what they look at. Owns the plan of the past; the form of the log's lines is
// jsonlog.ts. Everything here is ordinary work: nobody pages, nobody works at night but programs.
import type { Company } from '../company/company.ts'
import { SERVICE_IP, SERVICES, STAFF, type StaffMember } from '../company/staff.ts'
import { HISTORY_DAYS, type Ticket } from '../company/trade.ts'
import { DATABASE } from '../database/schema.ts'
import { createRandom, type Random } from '../random.ts'
import type { Statement, Visit } from './jsonlog.ts'
import { localDays, localMoment } from './local-time.ts'

export interface LookedUp {
  readonly login: string
  readonly at: Date
  /** customers.id */
  readonly customer: number
  readonly table: 'customers' | 'orders' | 'addresses'
}

export interface History {
  readonly from: Date
  readonly to: Date
  readonly visits: readonly Visit[]
  /** what was really looked at by key: the truth beside the log */
  readonly lookedUp: readonly LookedUp[]
}

interface Draft {
  readonly random: Random
  readonly company: Company
  readonly end: Date
  readonly visits: Visit[]
  readonly lookedUp: LookedUp[]
}

/** `end`: now; nothing later happened. */
export function createHistory(company: Company, end: Date): History {
  const draft: Draft = { random: createRandom(company.seed, 'history'), company, end, visits: [], lookedUp: [] }
  for (const each of STAFF) {
    if (each.desk === 'support') workTickets(draft, each)
    else workAtDesk(draft, each)
  }
  nights(draft)
  shop(draft)
  const from = new Date(end.getTime() - HISTORY_DAYS * 86_400_000)
  const inside = draft.visits.filter((visit) => visit.from > from && visit.to < end)
  const kept = new Set(inside)
  return {
    from,
    to: end,
    visits: inside.toSorted((one, other) => one.from.getTime() - other.from.getTime()),
    lookedUp: draft.lookedUp.filter((each) =>
      draft.visits.some((visit) => kept.has(visit) && visit.login === each.login && covers(visit, each.at)),
    ),
  }
}

function covers(visit: Visit, at: Date): boolean {
  return visit.from <= at && at <= visit.to
}

interface Asked {
  readonly text: string
  readonly values: readonly string[]
  /** seconds after the one before */
  readonly pause: number
  readonly error?: Statement['error']
  readonly shows?: { readonly customer: number; readonly table: LookedUp['table'] }
}

/** Writes a session: the values as parameters, or in the text when the client sends simple queries. */
function visit(
  draft: Draft,
  who: { readonly login: string; readonly ip: string; readonly application: string; readonly simple: boolean },
  from: Date,
  asked: readonly Asked[],
): void {
  const { random } = draft
  let at = from.getTime() + 50
  const statements = asked.map(({ text, values, pause, error, shows }): Statement => {
    at += pause * 1000 + random.between(0, 999)
    const when = new Date(at)
    if (shows !== undefined) draft.lookedUp.push({ login: who.login, at: when, ...shows })
    const inline = text.replace(/\$(\d+)/g, (_, n: string) => literal(values[Number(n) - 1] ?? ''))
    return { at: when, text: who.simple ? inline : text, ...(who.simple ? {} : { values }), ...(error === undefined ? {} : { error }) }
  })
  const to = new Date(at + random.between(500, 60_000))
  const { login, ip, application } = who
  draft.visits.push({
    from,
    to,
    login,
    database: DATABASE,
    ip,
    port: random.between(32_768, 60_999),
    pid: random.between(2000, 4_000_000),
    application,
    statements,
  })
}

function literal(value: string): string {
  return /^\d+$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`
}

// Support ----------------------------------------------------------------------------------------------------------------

/** Each ticket is taken on the agent's first working day from the day on which it came. */
function workTickets(draft: Draft, agent: StaffMember): void {
  const { random, company, end } = draft
  const waiting = company.trade.tickets.filter((each) => each.agent === agent.login && each.daysAgo <= HISTORY_DAYS)
  let next = 0
  for (const day of localDays(agent.zone, end, HISTORY_DAYS)) {
    if (!atWork(agent, day.weekday, day.daysAgo)) continue
    const today: Ticket[] = []
    while (next < waiting.length && waiting[next]!.daysAgo >= day.daysAgo) today.push(waiting[next++]!)
    // Two sittings, before and after noon.
    const half = Math.ceil(today.length / 2)
    for (const [tickets, minute] of [
      [today.slice(0, half), 8 * 60 + 40],
      [today.slice(half), 13 * 60 + 15],
    ] as const) {
      const from = localMoment(agent.zone, day.date, minute + random.between(0, 35))
      const who = { login: agent.login, ip: random.pick(agent.ips), application: 'deskclient', simple: agent.country !== 'DE' }
      if (random.chance(0.04)) wrongPassword(draft, who, from)
      visit(
        draft,
        who,
        new Date(from.getTime() + 20_000),
        tickets.flatMap((ticket) => workTicket(random, ticket)),
      )
    }
  }
}

function workTicket(random: Random, ticket: Ticket): Asked[] {
  const id = [String(ticket.id)]
  const customer = [String(ticket.customer)]
  const shows = (table: LookedUp['table']): Pick<LookedUp, 'customer' | 'table'> => ({ customer: ticket.customer, table })
  const asked: Asked[] = [
    { text: 'SELECT id, customer_id, subject, body, state FROM tickets WHERE id = $1', values: id, pause: random.between(20, 400) },
    {
      text: 'SELECT id, first_name, last_name, email, phone, language FROM customers WHERE id = $1',
      values: customer,
      pause: random.between(2, 9),
      shows: shows('customers'),
    },
  ]
  if (random.chance(0.6)) {
    const text = 'SELECT id, status, ordered_at FROM orders WHERE customer_id = $1 ORDER BY ordered_at DESC'
    asked.push({ text, values: customer, pause: random.between(5, 40), shows: shows('orders') })
  }
  if (random.chance(0.3)) {
    const text = 'SELECT street, postcode, city, state, country FROM addresses WHERE customer_id = $1'
    asked.push({ text, values: customer, pause: random.between(5, 60), shows: shows('addresses') })
  }
  if (ticket.state === 'closed') {
    asked.push({ text: "UPDATE tickets SET state = 'closed' WHERE id = $1", values: id, pause: random.between(60, 500) })
  }
  return asked
}

function atWork(who: StaffMember, weekday: number, daysAgo: number): boolean {
  if (weekday === 0 || weekday === 6) return false
  if (who.joinedDays !== null && daysAgo >= who.joinedDays) return false
  return who.away === null || daysAgo > who.away[0] || daysAgo < who.away[1]
}

function wrongPassword(draft: Draft, who: { readonly login: string; readonly ip: string }, from: Date): void {
  const { random } = draft
  draft.visits.push({
    from,
    to: new Date(from.getTime() + 10),
    login: who.login,
    database: DATABASE,
    ip: who.ip,
    port: random.between(32_768, 60_999),
    pid: random.between(2000, 4_000_000),
    application: '',
    statements: [],
    refused: true,
  })
}

// The others -------------------------------------------------------------------------------------------------------------

const QUESTIONS: Readonly<Record<'analytics' | 'operations', readonly string[]>> = {
  analytics: [
    'SELECT country, count(*) FROM customers GROUP BY country ORDER BY 2 DESC',
    "SELECT date_trunc('week', ordered_at), count(*) FROM orders GROUP BY 1 ORDER BY 1",
    'SELECT p.title, sum(i.quantity) FROM order_items i JOIN products p ON p.id = i.product_id GROUP BY p.title ORDER BY 2 DESC LIMIT 20',
    'SELECT avg(total) FROM order_totals',
    'SELECT product_id, old_price, new_price FROM price_changes ORDER BY changed_at DESC LIMIT 50',
  ],
  operations: [
    'SELECT relname, n_live_tup, last_vacuum FROM pg_stat_user_tables ORDER BY n_live_tup DESC',
    'SELECT count(*) FROM orders',
    'SELECT pid, state, query_start FROM pg_stat_activity',
    'SELECT pg_size_pretty(pg_database_size(current_database()))',
  ],
}

function workAtDesk(draft: Draft, who: StaffMember): void {
  const { random, end } = draft
  const questions = QUESTIONS[who.desk === 'analytics' ? 'analytics' : 'operations']
  for (const day of localDays(who.zone, end, HISTORY_DAYS)) {
    if (!atWork(who, day.weekday, day.daysAgo)) continue
    const from = localMoment(who.zone, day.date, random.between(9 * 60, 15 * 60))
    const asked = Array.from({ length: random.between(2, 5) }, (): Asked => ({
      text: random.pick(questions),
      values: [],
      pause: random.between(20, 900),
    }))
    if (who.desk === 'analytics' && day.weekday === 3) {
      // Once a week somebody tries what the grants do not give.
      const message = 'permission denied for table payments'
      asked.push({
        text: 'SELECT method, count(*) FROM payments GROUP BY method',
        values: [],
        pause: 30,
        error: { state: '42501', message },
      })
    }
    visit(draft, { login: who.login, ip: random.pick(who.ips), application: 'psql', simple: true }, from, asked)
  }
}

/** Programs at night: settling payments at two, reports at three, UTC. */
function nights(draft: Draft): void {
  const { random, end } = draft
  for (const day of localDays('UTC', end, HISTORY_DAYS)) {
    const batch = { login: SERVICES.batch, ip: SERVICE_IP, application: 'settle', simple: false }
    visit(draft, batch, localMoment('UTC', day.date, 120), [
      { text: 'SELECT id, order_id, amount FROM payments WHERE paid_at >= $1', values: [day.date], pause: 1 },
      { text: "UPDATE orders SET status = 'delivered' WHERE status = 'shipped' AND ordered_at < $1", values: [day.date], pause: 4 },
    ])
    const reporting = { login: SERVICES.reporting, ip: SERVICE_IP, application: 'report', simple: true }
    const report = `SELECT o.id, o.status, sum(i.price * i.quantity) FROM orders o JOIN order_items i ON i.order_id = o.id WHERE o.ordered_at >= '${day.date}' GROUP BY o.id`
    visit(draft, reporting, localMoment('UTC', day.date, 180 + random.between(0, 3)), [{ text: report, values: [], pause: 1 }])
  }
}

/** The shop's own program: customers who look at their orders, all day. */
function shop(draft: Draft): void {
  const { random, company, end } = draft
  const app = { login: SERVICES.app, ip: SERVICE_IP, application: 'shop', simple: false }
  for (const day of localDays('UTC', end, HISTORY_DAYS)) {
    for (const hour of [1, 7, 13, 19]) {
      const asked = Array.from({ length: random.between(8, 16) }, (): Asked[] => {
        const customer = random.pick(company.people.customers).id
        return [
          {
            text: 'SELECT id, first_name, last_name, email, language FROM customers WHERE id = $1',
            values: [String(customer)],
            pause: random.between(60, 700),
            shows: { customer, table: 'customers' },
          },
          {
            text: 'SELECT id, status, ordered_at FROM orders WHERE customer_id = $1',
            values: [String(customer)],
            pause: 1,
            shows: { customer, table: 'orders' },
          },
        ]
      })
      visit(draft, app, localMoment('UTC', day.date, hour * 60 + random.between(0, 40)), asked.flat())
    }
  }
}
