// The sample shop's customers: who they are, where they live, which rows of theirs stand in the database. Owns the plan of people, from which
// the oracle knows the truth; rows of trade are trade.ts.
import { createRandom, type Random } from '../random.ts'
import { COUNTRIES, FAMILY, GIVEN, POSTCODE_LENGTH, STREETS, TOWNS, type CountryCode, type Town } from './names.ts'

export type Language = 'de' | 'fr' | 'en'

export interface Customer {
  readonly id: number
  /** the human being; two rows may be of one */
  readonly person: number
  readonly firstName: string
  readonly lastName: string
  readonly email: string | null
  readonly phone: string | null
  /** 1961-04-30 */
  readonly birthDate: string
  readonly language: Language
  readonly country: CountryCode | null
  /** days before the end of the history */
  readonly sinceDays: number
}

export interface Address {
  readonly id: number
  readonly customer: number
  readonly kind: 'home' | 'former'
  readonly street: string
  readonly postcode: string
  readonly city: string
  readonly state: string | null
  readonly country: CountryCode
}

export interface People {
  readonly customers: readonly Customer[]
  readonly addresses: readonly Address[]
}

export const CUSTOMERS = 2000
const SHARES: readonly (readonly [CountryCode, number])[] = [
  ['DE', 40],
  ['US', 30],
  ['FR', 21],
  ['AT', 9],
]
/** rows of each kind that every company has: the same person twice, without e-mail, without country, moved */
const TWICE_BY_EMAIL = 14
const TWICE_BY_PHONE = 8
const WITHOUT_EMAIL = 25
const WITHOUT_COUNTRY = 18
const MOVED = 60

const HOME_LANGUAGE: Readonly<Record<CountryCode, Language>> = { DE: 'de', AT: 'de', FR: 'fr', US: 'en' }
const MAIL_HOSTS = ['post.example', 'mail.example', 'brief.example', 'web-mail.example', 'inbox.example.org'] as const

export function createPeople(seed: number): People {
  const random = createRandom(seed, 'people')
  const taken = { emails: new Set<string>(), phones: new Set<string>() }
  const customers: Customer[] = []
  const addresses: Address[] = []
  const unique = CUSTOMERS - TWICE_BY_EMAIL - TWICE_BY_PHONE
  const homes = new Map<number, Town>()
  for (let person = 1; person <= unique; person++) {
    const country = random.weighted(SHARES)
    const home = random.pick(TOWNS[country])
    homes.set(person, home)
    customers.push(newCustomer(random, person, country, home, taken))
  }
  // Which rows are special: no row is two kinds at once, so that the truth about each is plain.
  const rest = random.shuffle(customers.map((each) => each.person))
  const take = (count: number): readonly number[] => rest.splice(0, count)
  const change = (person: number, to: Partial<Customer>): void => {
    customers[person - 1] = { ...customers[person - 1]!, ...to }
  }
  for (const person of take(WITHOUT_EMAIL)) change(person, { email: null })
  const nowhere = new Set(take(WITHOUT_COUNTRY))
  for (const person of nowhere) change(person, { country: null })
  const moved = new Set(take(MOVED))
  const again: Customer[] = []
  for (const person of take(TWICE_BY_EMAIL)) {
    const first = customers[person - 1]!
    // Typed with capitals the second time: one address, one person.
    const email = first.email!.replace(/^./, (letter) => letter.toUpperCase())
    again.push({ ...first, id: 0, email, phone: newPhone(random, homes.get(person)!, taken.phones), sinceDays: random.between(1, 200) })
  }
  const reachable = rest.filter((person) => customers[person - 1]!.phone !== null)
  for (const person of reachable.slice(0, TWICE_BY_PHONE)) {
    const first = customers[person - 1]!
    again.push({ ...first, id: 0, email: newEmail(random, first, taken.emails), sinceDays: random.between(1, 200) })
  }
  // The order in which they registered is the order of the keys; those who came twice stand anywhere.
  const rows = random.shuffle([...customers, ...again]).toSorted((one, other) => other.sinceDays - one.sinceDays)
  const numbered = rows.map((each, index) => ({ ...each, id: 1001 + index }))
  for (const customer of numbered) {
    const home = homes.get(customer.person)!
    if (nowhere.has(customer.person)) continue
    addresses.push(newAddress(random, addresses.length + 1, customer.id, 'home', customer.country!, home))
    if (!moved.has(customer.person)) continue
    const before = random.chance(0.5) ? random.pick(COUNTRIES) : customer.country!
    addresses.push(newAddress(random, addresses.length + 1, customer.id, 'former', before, random.pick(TOWNS[before])))
  }
  return { customers: numbered, addresses }
}

interface Taken {
  readonly emails: Set<string>
  readonly phones: Set<string>
}

function newCustomer(random: Random, person: number, country: CountryCode, home: Town, taken: Taken): Customer {
  const name = { firstName: random.pick(GIVEN[country]), lastName: random.pick(FAMILY[country]) }
  const year = random.between(1942, 2006)
  const birthDate = `${year}-${String(random.between(1, 12)).padStart(2, '0')}-${String(random.between(1, 28)).padStart(2, '0')}`
  return {
    id: 0,
    person,
    ...name,
    email: newEmail(random, name, taken.emails),
    phone: random.chance(0.93) ? newPhone(random, home, taken.phones) : null,
    birthDate,
    // Some live where another language is spoken.
    language: random.chance(0.95) ? HOME_LANGUAGE[country] : 'en',
    country,
    sinceDays: random.between(1, 2200),
  }
}

function newEmail(random: Random, { firstName, lastName }: Pick<Customer, 'firstName' | 'lastName'>, taken: Set<string>): string {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/ä/g, 'ae')
      .replace(/ö/g, 'oe')
      .replace(/ü/g, 'ue')
      .replace(/ß/g, 'ss')
      .normalize('NFD')
      .replace(/[^a-z]/g, '')
  for (;;) {
    const local = random.chance(0.7) ? `${plain(firstName)}.${plain(lastName)}` : `${plain(firstName).slice(0, 1)}${plain(lastName)}`
    const email = `${local}${random.chance(0.45) ? random.between(1, 99) : ''}@${random.pick(MAIL_HOSTS)}`
    if (taken.has(email)) continue
    taken.add(email)
    return email
  }
}

export function newPhone(random: Random, home: Town, taken: Set<string>): string | null {
  for (let attempt = 0; attempt < 40; attempt++) {
    const phone = home.phone.replace(/\?/g, () => random.digits(1))
    if (taken.has(phone)) continue
    taken.add(phone)
    return phone
  }
  // The town's block of test numbers is used up.
  return null
}

function newAddress(random: Random, id: number, customer: number, kind: Address['kind'], country: CountryCode, home: Town): Address {
  const street = random.pick(STREETS[country])
  const number = random.between(1, country === 'US' ? 4999 : 140)
  return {
    id,
    customer,
    kind,
    street: country === 'DE' || country === 'AT' ? `${street} ${number}` : `${number} ${street}`,
    postcode: `${home.postcode}${random.digits(POSTCODE_LENGTH[country] - home.postcode.length)}`,
    city: home.name,
    state: home.state,
    country,
  }
}
