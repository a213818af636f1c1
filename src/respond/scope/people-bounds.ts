// Sets with what is unknown about them: those who are known to belong, those who may, and how many more nobody can name. Pure.
import { peopleOf, type PeopleSet } from '../../platform/events/people-set.ts'
import { plausibleFor, regionOf } from '../law/regions.ts'

export interface PeopleBounds {
  /** known to belong */
  readonly sure: PeopleSet
  /** may belong; includes the known */
  readonly may: PeopleSet
  /** more people whom no set names: references of nobody, rows without a key, leases */
  readonly unnamed: number
}

export interface JurisdictionBounds {
  readonly jurisdiction: string
  readonly lower: number
  readonly upper: number
}

export const NOBODY = peopleOf([])

/**
 * Bounds per jurisdiction, `all` first. Whoever has no known jurisdiction, and everybody without a name, may live anywhere: they count in
 * the upper bound of each.
 */
export function perJurisdiction(bounds: PeopleBounds, jurisdictions: ReadonlyMap<string, PeopleSet>): JurisdictionBounds[] {
  const all = { jurisdiction: 'all', lower: bounds.sure.size, upper: bounds.may.size + bounds.unnamed }
  return [
    all,
    ...[...withRegions(jurisdictions)].map(([jurisdiction, living]) => {
      let may = living
      for (const other of plausibleFor(jurisdiction)) may = may.union(jurisdictions.get(other) ?? NOBODY)
      return {
        jurisdiction,
        lower: bounds.sure.intersect(living).size,
        upper: bounds.may.intersect(may).size + bounds.unnamed,
      }
    }),
  ]
}

/** With the union of the member states as `EU`. */
export function withRegions(jurisdictions: ReadonlyMap<string, PeopleSet>): ReadonlyMap<string, PeopleSet> {
  const out = new Map([...jurisdictions].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  for (const [jurisdiction, people] of jurisdictions) {
    const region = regionOf(jurisdiction)
    if (region !== null) out.set(region, (out.get(region) ?? NOBODY).union(people))
  }
  return out
}
