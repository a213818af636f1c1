// What the drill compares: each check has an expected and a seen value, both shown, both kept. Owns the comparison and the record of it.
import { isDeepStrictEqual } from 'node:util'

export interface Check {
  readonly name: string
  readonly expected: unknown
  readonly got: unknown
  readonly ok: boolean
}

export interface Checks {
  readonly list: readonly Check[]
  /** equal in every part */
  same(name: string, expected: unknown, got: unknown): boolean
  /** the truth lies within the bounds */
  within(name: string, truth: number, bounds: { readonly lower: number; readonly upper: number } | null | undefined): boolean
  /** at least that much */
  atLeast(name: string, least: number, got: number): boolean
  /** says why when it does not hold */
  holds(name: string, ok: boolean, got: unknown): boolean
}

export function createChecks(): Checks {
  const list: Check[] = []
  const add = (name: string, expected: unknown, got: unknown, ok: boolean): boolean => {
    list.push({ name, expected, got, ok })
    return ok
  }
  return {
    list,
    same: (name, expected, got) => add(name, expected, got, isDeepStrictEqual(expected, got)),
    within: (name, truth, bounds) =>
      add(name, truth, bounds ?? null, bounds !== null && bounds !== undefined && bounds.lower <= truth && truth <= bounds.upper),
    atLeast: (name, least, got) => add(name, `at least ${least}`, got, got >= least),
    holds: (name, ok, got) => add(name, true, ok ? true : got, ok),
  }
}
