// The whole sample company, from a number. The same seed gives the same company on every machine. Owns the putting together; it touches nothing outside.
import { createPeople, type People } from './people.ts'
import { createTrade, type Trade } from './trade.ts'

export interface Company {
  readonly seed: number
  readonly people: People
  readonly trade: Trade
}

export function createCompany(seed: number): Company {
  const people = createPeople(seed)
  return { seed, people, trade: createTrade(seed, people) }
}
