// What the facts with a meaning for Holdfast must look like. Other names are free text for people. Owns their forms, not their storage.
import type { Json } from '../../core/canonical-json.ts'
import { respondError } from '../errors.ts'

export interface Fact {
  readonly value: Json
  readonly by: string
  readonly at: string
  readonly why: string
}
export type Facts = Readonly<Record<string, Fact>>

/** Facts that are moments: anchors of clocks, and when a duty was fulfilled outside of Holdfast. */
const MOMENT = /^(awareness|discovery|determination|met\.[a-z0-9.-]+|closed)$/
const AHEAD_MS = 5 * 60_000
const MAX_BYTES = 200_000

type Check = (value: Json) => string | null

const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value) ? null : `is one of ${words.join(', ')}`
const yesOrNo: Check = (value) => (typeof value === 'boolean' ? null : 'is true or false')
const text: Check = (value) => (typeof value === 'string' && value.trim() !== '' && value.length <= 1000 ? null : 'is a text')
/** One text, or one by language. */
const texts: Check = (value) => {
  if (typeof value === 'string') return value.trim() !== '' && value.length <= 5000 ? null : 'is a text of up to 5000 characters'
  if (!isObject(value)) return 'is a text, or texts by language as {"en": …, "de": …}'
  const fine = Object.entries(value).every(
    ([lang, one]) => /^[a-z]{2}$/.test(lang) && typeof one === 'string' && one.trim() !== '' && one.length <= 5000,
  )
  return fine && Object.keys(value).length > 0 ? null : 'holds texts of up to 5000 characters by language'
}

const KNOWN: Readonly<Record<string, Check>> = {
  risk: oneOf('unlikely', 'likely', 'high'),
  'encrypted-key-safe': yesOrNo,
  'law-enforcement-hold': yesOrNo,
  'clock-skew-seconds': (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 86_400
      ? null
      : 'is a whole number of seconds up to 86400',
  exfiltrated: (value) =>
    value === 'accessed' || value === 'none' || peopleIn(value) !== null
      ? null
      : 'is "accessed" (all who were accessed are believed taken), "none" (shown not to have left), or {"people": [numbers]}',
  exclude: (value) =>
    Array.isArray(value) &&
    value.length <= 1000 &&
    value.every((one: Json) => peopleIn(one) !== null && isObject(one) && typeof one['reason'] === 'string')
      ? null
      : 'is a list of {"people": [numbers], "reason": text}',
  actors: (value) =>
    Array.isArray(value) && value.length <= 1000 && value.every((one: Json) => isActor(one))
      ? null
      : 'is a list of {"principal" or "session", "from", "to"} with from before to',
  data: texts,
  organisation: text,
  contact: text,
  'what-happened': texts,
  consequences: texts,
  measures: texts,
  'what-you-can-do': texts,
}

/** Throws `respond/fact-invalid`. */
export function checkFact(name: string, value: Json, now: Date): void {
  if (JSON.stringify(value)?.length > MAX_BYTES || value === undefined) {
    throw respondError('fact-invalid', { name, why: 'is missing or too long', help: 'give a value of up to 200 kB' })
  }
  if (MOMENT.test(name)) {
    const at = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) ? Date.parse(value) : Number.NaN
    if (Number.isNaN(at)) throw respondError('fact-invalid', { name, why: 'is a moment', help: 'give it as 2026-11-24T09:40:00Z' })
    if (at > now.getTime() + AHEAD_MS)
      throw respondError('fact-invalid', { name, why: 'lies ahead', help: 'give when it was, not when it will be' })
    return
  }
  const why = KNOWN[name]?.(value) ?? null
  if (why !== null)
    throw respondError('fact-invalid', { name, why, help: 'docs/guide/incidents.md describes the facts that Holdfast reads' })
}

export function peopleIn(value: Json | undefined): readonly number[] | null {
  if (!isObject(value)) return null
  const people = value['people']
  if (!Array.isArray(people)) return null
  return people.every((n: Json) => typeof n === 'number' && Number.isInteger(n) && n > 0 && n < 2 ** 31) ? (people as number[]) : null
}

function isActor(value: Json): boolean {
  if (!isObject(value)) return false
  const { principal, session, from, to } = value
  const named = [principal, session].filter((one) => one !== undefined)
  if (named.length === 0 || !named.every((one) => typeof one === 'string' && one !== '' && one.length <= 200)) return false
  return typeof from === 'string' && typeof to === 'string' && Date.parse(from) < Date.parse(to)
}

export function isObject(value: unknown): value is Readonly<Record<string, Json | undefined>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
