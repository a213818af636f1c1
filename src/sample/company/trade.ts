// What the sample's customers bought, paid, asked and subscribed to, and the products. Owns these rows; who the people are is people.ts, when
// the agents worked on the tickets is history/.
import { createRandom, type Random } from '../random.ts'
import { testCard, testIban } from './check-digits.ts'
import { GIVEN, FAMILY } from './names.ts'
import type { Customer, Language, People } from './people.ts'
import { STAFF } from './staff.ts'

export interface Product {
  readonly id: number
  readonly sku: string
  readonly title: string
  readonly price: string
}

export interface Order {
  readonly id: number
  readonly customer: number
  readonly daysAgo: number
  readonly status: 'delivered' | 'shipped' | 'returned'
  readonly items: readonly { readonly product: number; readonly quantity: number; readonly price: string }[]
}

export interface Payment {
  readonly id: number
  readonly order: number
  readonly method: 'card' | 'debit'
  readonly card: string | null
  readonly expires: string | null
  readonly iban: string | null
  readonly amount: string
}

export interface Ticket {
  readonly id: number
  readonly customer: number
  /** a login of STAFF */
  readonly agent: string
  /** day of the history it came in on: 0 is the last; days before the history count on */
  readonly daysAgo: number
  readonly subject: string
  readonly body: string
  readonly state: 'open' | 'closed'
}

export interface Subscription {
  readonly id: number
  readonly email: string
  readonly name: string | null
  readonly language: Language
  readonly daysAgo: number
}

export interface Trade {
  readonly products: readonly Product[]
  readonly orders: readonly Order[]
  readonly payments: readonly Payment[]
  readonly tickets: readonly Ticket[]
  readonly newsletter: readonly Subscription[]
}

/** Days of history that are generated. */
export const HISTORY_DAYS = 30
const TICKETS_A_DAY = [9, 15] as const
const OLD_TICKETS = 260
const NEWSLETTER_ONLY = 220

const GOODS = [
  'Wool blanket',
  'Linen apron',
  'Oak board',
  'Enamel mug',
  'Garden twine',
  'Beeswax candle',
  'Copper kettle',
  'Clay planter',
] as const
const KINDS = ['small', 'large', 'blue', 'natural', 'set of two'] as const

const QUESTIONS = [
  ['Where is my parcel?', 'The tracking page has not changed for days. Can you tell me where it is?'],
  ['Wrong size delivered', 'I ordered the large one and the small one came. How can I change it?'],
  ['Invoice needed', 'Please send the invoice again, I cannot find it.'],
  ['Rücksendung', 'Ich möchte den Artikel zurückschicken. Wie geht das?'],
  ['Question sur ma commande', 'Pouvez-vous confirmer la date de livraison ?'],
  ['Payment taken twice', 'My statement shows two payments for one order.'],
  ['Change of address', 'We have moved, please send the next parcel to the new address.'],
] as const

export function createTrade(seed: number, { customers }: People): Trade {
  const products = createProducts(createRandom(seed, 'products'))
  const orders = createOrders(createRandom(seed, 'orders'), customers, products)
  return {
    products,
    orders,
    payments: createPayments(createRandom(seed, 'payments'), orders, customers),
    tickets: createTickets(createRandom(seed, 'tickets'), customers),
    newsletter: createNewsletter(createRandom(seed, 'newsletter'), customers),
  }
}

function createProducts(random: Random): Product[] {
  return GOODS.flatMap((title, row) =>
    KINDS.map((kind, column) => ({
      id: row * KINDS.length + column + 1,
      sku: `${title.slice(0, 2).toUpperCase()}-${100 + row * KINDS.length + column}`,
      title: `${title}, ${kind}`,
      price: money(random.between(400, 9900)),
    })),
  )
}

function createOrders(random: Random, customers: readonly Customer[], products: readonly Product[]): Order[] {
  const rows: Omit<Order, 'id'>[] = []
  for (const customer of customers) {
    const count = random.weighted([
      [0, 25],
      [1, 30],
      [2, 20],
      [4, 15],
      [7, 10],
    ])
    for (let n = 0; n < count; n++) {
      const items = Array.from({ length: random.between(1, 3) }, () => {
        const product = random.pick(products)
        return { product: product.id, quantity: random.between(1, 3), price: product.price }
      })
      const status = random.weighted([
        ['delivered', 85],
        ['shipped', 10],
        ['returned', 5],
      ] as const)
      rows.push({ customer: customer.id, daysAgo: random.between(0, customer.sinceDays), status, items })
    }
  }
  return rows.toSorted((one, other) => other.daysAgo - one.daysAgo).map((row, index) => ({ ...row, id: 50_001 + index }))
}

function createPayments(random: Random, orders: readonly Order[], customers: readonly Customer[]): Payment[] {
  const countries = new Map(customers.map((each) => [each.id, each.country]))
  return orders.map((order, index) => {
    const country = countries.get(order.customer) ?? 'US'
    const debit = country !== 'US' && random.chance(0.45)
    const cents = order.items.reduce((sum, item) => sum + Math.round(Number(item.price) * 100) * item.quantity, 0)
    return {
      id: 80_001 + index,
      order: order.id,
      method: debit ? 'debit' : 'card',
      card: debit ? null : testCard(random),
      expires: debit ? null : `${String(random.between(1, 12)).padStart(2, '0')}/${random.between(27, 31)}`,
      iban: debit ? testIban(country as 'DE' | 'FR' | 'AT', random) : null,
      amount: money(cents),
    }
  })
}

function createTickets(random: Random, customers: readonly Customer[]): Ticket[] {
  const agents = STAFF.filter((each) => each.desk === 'support')
  const rows: Omit<Ticket, 'id'>[] = []
  const add = (daysAgo: number, state: Ticket['state']): void => {
    const away = (each: (typeof agents)[number]): boolean => each.away !== null && daysAgo <= each.away[0] && daysAgo >= each.away[1]
    const there = agents.filter((each) => (each.joinedDays === null || each.joinedDays > daysAgo) && !away(each))
    const customer = random.pick(customers)
    const [subject, body] = random.pick(QUESTIONS)
    const signed =
      random.chance(0.3) && customer.email !== null ? `${body}\n${customer.firstName} ${customer.lastName}, ${customer.email}` : body
    rows.push({ customer: customer.id, agent: random.pick(there).login, daysAgo, subject, body: signed, state })
  }
  for (let n = 0; n < OLD_TICKETS; n++) add(random.between(HISTORY_DAYS + 1, 400), 'closed')
  for (let day = HISTORY_DAYS; day >= 1; day--) {
    for (let n = random.between(...TICKETS_A_DAY) * agents.length; n > 0; n--)
      add(day, day > 2 ? 'closed' : random.pick(['open', 'closed'] as const))
  }
  return rows.toSorted((one, other) => other.daysAgo - one.daysAgo).map((row, index) => ({ ...row, id: 7001 + index }))
}

function createNewsletter(random: Random, customers: readonly Customer[]): Subscription[] {
  const known = customers.filter((each) => each.email !== null && random.chance(0.4))
  const emails = new Set<string>()
  const rows: Omit<Subscription, 'id'>[] = []
  for (const customer of known) {
    const email = customer.email!.toLowerCase()
    if (emails.has(email)) continue
    emails.add(email)
    const name = random.chance(0.5) ? `${customer.firstName} ${customer.lastName}` : null
    rows.push({ email, name, language: customer.language, daysAgo: random.between(1, 900) })
  }
  // People who only read the newsletter: in no other table.
  for (let n = 1; n <= NEWSLETTER_ONLY; n++) {
    const country = random.pick(['DE', 'FR', 'US'] as const)
    const name = `${random.pick(GIVEN[country])} ${random.pick(FAMILY[country])}`
    const language: Language = country === 'DE' ? 'de' : country === 'FR' ? 'fr' : 'en'
    rows.push({ email: `leser${n}@lesezirkel.example`, name, language, daysAgo: random.between(1, 900) })
  }
  return random.shuffle(rows).map((row, index) => ({ ...row, id: index + 1 }))
}

function money(cents: number): string {
  return (cents / 100).toFixed(2)
}
