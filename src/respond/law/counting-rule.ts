// How a law counts periods, as data: rules/law/counting. Strictly read; a rule that nobody compared with the text says so. Owns no date.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { respondError } from '../errors.ts'

const strict = { additionalProperties: false }
const Text = Type.String({ minLength: 1, maxLength: 1000 })
const CountingSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9-]{3,60}$' }),
    name: Text,
    citation: Text,
    source: Text,
    official: Text,
    verified: Type.Union([Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' }), Type.Literal('none')]),
    verifiedBy: Text,
    quotes: Type.Array(Text, { minItems: 1 }),
    /** hours: the one in which the event falls does not count */
    skipsHourOfEvent: Type.Boolean(),
    /** a period of so many days or more holds so many working days at least */
    leastWorkingDays: Type.Union([
      Type.Object({ forPeriodsFromDays: Type.Integer({ minimum: 1 }), days: Type.Integer({ minimum: 1 }) }, strict),
      Type.Null(),
    ]),
    /** not in hours: a last day that is none is moved to the next that is */
    endsOnWorkingDay: Type.Boolean(),
    weekend: Type.Tuple([Type.Literal('saturday'), Type.Literal('sunday')]),
    /** no calendar is known: said on the clock, never taken as none */
    holidays: Type.Null(),
  },
  strict,
)
export type CountingRule = Static<typeof CountingSchema>

const FOLDER = new URL('../../../rules/law/counting/', import.meta.url)

/** By id. Throws `respond/law-broken`. */
export function readCountings(folder: URL = FOLDER): { readonly rules: ReadonlyMap<string, CountingRule>; readonly sha256: string } {
  const hash = createHash('sha256')
  const rules = new Map<string, CountingRule>()
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()) {
    const text = readFileSync(new URL(file, folder), 'utf8')
    hash.update(`${file}\n${text}\n`)
    rules.set(file.replace(/\.json$/, ''), parseCounting(file, text))
  }
  return { rules, sha256: hash.digest('hex') }
}

export function parseCounting(file: string, text: string): CountingRule {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw respondError('law-broken', { file, why: 'not JSON' })
  }
  if (!Value.Check(CountingSchema, value) || `${value.id}.json` !== file)
    throw respondError('law-broken', { file, why: 'not of the form of a counting rule' })
  return value
}
