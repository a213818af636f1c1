// One row about a person, as text from whatever store, to what the directory keeps of it: references, jurisdictions, language, minor. Pure.
// INVARIANT: no value leaves this file in the clear; what comes out are references, codes, and the sealed native key.
import type { Keys } from '../../platform/keys/keys.ts'
import { canon } from '../../core/canon.ts'
import { identifies, nameForm, PHONE_SPACE } from './identity-types.ts'
import { jurisdictionsOf } from './jurisdiction.ts'
import { subjectRef } from './subject-ref.ts'

export interface RecordText {
  readonly identities: readonly { readonly space: string; readonly value: string | null | undefined }[]
  readonly names: readonly (string | null | undefined)[]
  readonly country?: string | null | undefined
  readonly state?: string | null | undefined
  readonly postcode?: string | null | undefined
  readonly lang?: string | null | undefined
  readonly minor?: string | null | undefined
  readonly birth?: string | null | undefined
}

export interface PersonRecord {
  readonly identities: readonly { readonly space: string; readonly ref: Buffer }[]
  readonly named: readonly Buffer[]
  readonly jurisdictions: readonly string[]
  readonly basis: string | null
  readonly lang: string | null
  readonly minor: boolean | null
}

/** Never a space of a stored reference: two words. */
const NAMED = 'phone and name'
const ADULT = 18

export function personRecord(key: Uint8Array, text: RecordText, now: Date): PersonRecord {
  const name = nameForm(text.names)
  const identities: { space: string; ref: Buffer }[] = []
  const named: Buffer[] = []
  for (const { space, value } of text.identities) {
    if (typeof value !== 'string' || !identifies(space, value)) continue
    const ref = subjectRef(key, space, space === PHONE_SPACE ? 'phone' : space === 'email' ? 'email' : 'id', value)
    if (ref === null || identities.some((each) => each.space === space && each.ref.equals(ref))) continue
    identities.push({ space, ref })
    if (space === PHONE_SPACE && name !== null) named.push(subjectRef(key, NAMED, 'text', `${canon('phone', value)} ${name}`)!)
  }
  const residence = residenceOf(text)
  return { identities, named, ...residence, lang: languageOf(text.lang), minor: minorOf(text.minor, text.birth, now) }
}

/** Where the fields say somebody lives, and which fields said it. */
export function residenceOf({ country, state, postcode }: Pick<RecordText, 'country' | 'state' | 'postcode'>): {
  readonly jurisdictions: readonly string[]
  readonly basis: string | null
} {
  const jurisdictions = jurisdictionsOf({ country: country ?? null, state: state ?? null, postcode: postcode ?? null })
  if (jurisdictions.length === 0) return { jurisdictions, basis: null }
  const said = [country, state, postcode].map((each) => typeof each === 'string' && each.trim() !== '')
  const parts = jurisdictions.some((each) => each.includes('-')) ? said : [said[0] === true, false, false]
  return { jurisdictions, basis: ['country', 'state', 'postcode'].filter((_, at) => parts[at]).join(', ') || 'country' }
}

function languageOf(text: string | null | undefined): string | null {
  const match = /^\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]+)?\s*$/.exec(text ?? '')
  return match === null ? null : match[1]!.toLowerCase()
}

function minorOf(flag: string | null | undefined, birth: string | null | undefined, now: Date): boolean | null {
  const said = (flag ?? '').trim().toLowerCase()
  if (/^(t|true|y|yes|1|ja|oui|si|tak)$/.test(said)) return true
  const match = /^\s*(\d{4})-(\d{2})-(\d{2})/.exec(birth ?? '')
  if (match !== null) {
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
    const born = new Date(Date.UTC(year + ADULT, month - 1, day))
    if (year > 1850 && month >= 1 && month <= 12 && day >= 1 && day <= 31) return born > now
  }
  return /^(f|false|n|no|0|nein|non|nie)$/.test(said) ? false : null
}

/** Where a sealed native key belongs: it opens nowhere else. */
export const nativePlace = (space: string, ref: Buffer): string => `subject_ref ${space} ${ref.toString('hex')}`

export function sealNative(keys: Keys, space: string, ref: Buffer, value: string): Buffer {
  return keys.seal('native-key', value, nativePlace(space, ref))
}
