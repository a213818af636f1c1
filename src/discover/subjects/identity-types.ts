// Which types of values identify one person in every store, and when a value is good enough for it. Owns that list; pure. A value that is
// not of its form ("n/a" in a column of e-mail addresses) refers to nobody: it would make one person of thousands.
import { canon, type IdentitySpace } from '../../core/canon.ts'
import type { DetectorType } from '../engine/engine.ts'

/** Of companies or roles, or not one person's alone, though the state gives them out. */
const NOT_A_PERSON = new Set(['pl_nip', 'us_ein', 'us_npi', 'vat_id'])

/** Types of numbers that a state gives to one person each. */
export function nationalTypes(types: readonly DetectorType[]): ReadonlySet<string> {
  return new Set(
    types
      .filter(
        (type) =>
          type.personal &&
          !NOT_A_PERSON.has(type.id) &&
          !/(^|_)(vat|company|ein|org)(_|$)/.test(type.id) &&
          type.schemes.some((scheme) => scheme.startsWith('fideslang:user.government_id')),
      )
      .map((type) => type.id),
  )
}

export const EMAIL_SPACE = 'email'
export const PHONE_SPACE = 'phone'

export function formOfSpace(space: string): IdentitySpace {
  return space === EMAIL_SPACE ? 'email' : space === PHONE_SPACE ? 'phone' : space.startsWith('fi_') ? 'text' : 'id'
}

/** Whether a value of that space can be somebody's. */
export function identifies(space: string, value: string): boolean {
  if (value.length > 500) return false
  const form = canon(formOfSpace(space), value)
  if (form === null) return false
  if (space === EMAIL_SPACE) return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(form)
  const kept = form.replace('+', '')
  if (/^(.)\1*$/u.test(kept)) return false
  return space === PHONE_SPACE ? kept.length >= 7 && kept.length <= 15 : kept.length >= 5
}

/** A name whichever way round it is written: its words in order of the alphabet. Only compared, never shown. */
export function nameForm(parts: readonly (string | null | undefined)[]): string | null {
  const text = canon('text', parts.filter((part) => typeof part === 'string').join(' '))
  const words = (text ?? '').split(/[^\p{L}\p{N}'’-]+/u).filter((word) => word !== '')
  return words.length === 0 ? null : words.toSorted().join(' ')
}
