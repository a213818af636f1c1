// What is true of the sample company and of the attack on it. Owns the known truth: it is worked out from the generator's plan and from what the
// attack program wrote down, and from nothing else. INVARIANT: it imports nothing of the product; what the product computes is compared with it.
import type { Company } from '../company/company.ts'
import type { Customer, Language } from '../company/people.ts'
import type { AttackNotes } from './attack-notes.ts'

/** In every place where a jurisdiction is named: DE, FR, AT, US-CA …, `unknown` for who has none. */
export type Jurisdiction = string

export interface Addressee {
  readonly person: number
  /** how any of their rows has it, lower case; null: no address of theirs is known */
  readonly emails: readonly string[]
  readonly names: readonly string[]
  readonly languages: readonly Language[]
  readonly jurisdictions: readonly Jurisdiction[]
}

export interface AttackTruth {
  /** rows and people that were shown */
  readonly rows: number
  readonly people: number
  readonly byJurisdiction: ReadonlyMap<Jurisdiction, number>
  readonly from: Date | null
  readonly to: Date | null
  readonly sessions: number
  /** whom to tell, one entry a person */
  readonly addressees: readonly Addressee[]
}

export interface Oracle {
  /** human beings behind the customers table */
  readonly customers: number
  /** by jurisdiction on record; a person with two is in both */
  readonly byJurisdiction: ReadonlyMap<Jurisdiction, number>
  /** with those who only read the newsletter: everybody with data in the database */
  readonly everybody: number
  /** people, not rows, behind keys of customers */
  peopleOf(ids: Iterable<number>): ReadonlySet<number>
  attack(notes: AttackNotes): AttackTruth
  addressee(person: number): Addressee
}

export function createOracle({ people, trade }: Company): Oracle {
  const rows = new Map<number, Customer[]>()
  const personOf = new Map<number, number>()
  for (const customer of people.customers) {
    personOf.set(customer.id, customer.person)
    const known = rows.get(customer.person)
    if (known === undefined) rows.set(customer.person, [customer])
    else known.push(customer)
  }
  const places = new Map<number, Set<Jurisdiction>>()
  const add = (person: number, place: Jurisdiction): void => {
    const known = places.get(person)
    if (known === undefined) places.set(person, new Set([place]))
    else known.add(place)
  }
  for (const address of people.addresses) {
    add(personOf.get(address.customer)!, address.country === 'US' ? `US-${address.state}` : address.country)
  }
  const jurisdictionsOf = (person: number): readonly Jurisdiction[] => [...(places.get(person) ?? ['unknown'])]
  const count = (persons: Iterable<number>): Map<Jurisdiction, number> => {
    const counted = new Map<Jurisdiction, number>()
    for (const person of persons) {
      for (const place of jurisdictionsOf(person)) counted.set(place, (counted.get(place) ?? 0) + 1)
    }
    return counted
  }
  const peopleOf = (ids: Iterable<number>): Set<number> => {
    const found = new Set<number>()
    for (const id of ids) {
      const person = personOf.get(id)
      if (person === undefined) throw new RangeError('a key that no customer of the plan has')
      found.add(person)
    }
    return found
  }
  const addressee = (person: number): Addressee => {
    const all = rows.get(person) ?? []
    return {
      person,
      emails: [...new Set(all.flatMap((each) => (each.email === null ? [] : [each.email.toLowerCase()])))],
      names: [...new Set(all.map((each) => `${each.firstName} ${each.lastName}`))],
      languages: [...new Set(all.map((each) => each.language))],
      jurisdictions: jurisdictionsOf(person),
    }
  }
  const customerEmails = new Set(people.customers.flatMap((each) => (each.email === null ? [] : [each.email.toLowerCase()])))
  const readers = trade.newsletter.filter((each) => !customerEmails.has(each.email))
  return {
    customers: rows.size,
    byJurisdiction: count(rows.keys()),
    everybody: rows.size + readers.length,
    peopleOf,
    addressee,
    attack(notes) {
      const ids = notes.pages.flatMap((page) => page.ids)
      const persons = peopleOf(ids)
      return {
        rows: ids.length,
        people: persons.size,
        byJurisdiction: count(persons),
        from: notes.pages[0]?.from ?? null,
        to: notes.pages.at(-1)?.to ?? null,
        sessions: notes.logins.length,
        addressees: [...persons].map(addressee),
      }
    },
  }
}
