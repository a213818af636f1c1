// The shape of a rule in rules/law and its strict reading: unknown keys are refused, an error names the file. Rules are data: who is to be
// told, from which number of people on, by when, counted how, with which words it was read. Owns no clock and no decision.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { respondError } from '../errors.ts'
import { readCountings, type CountingRule } from './counting-rule.ts'

const strict = { additionalProperties: false }
const Text = Type.String({ minLength: 1, maxLength: 1000 })
const Day = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

const ClockRule = Type.Object(
  {
    amount: Type.Integer({ minimum: 1, maximum: 3650 }),
    unit: Type.Union([Type.Literal('hours'), Type.Literal('days'), Type.Literal('business-days'), Type.Literal('months')]),
    /** the fact that starts it; there is no second choice when it is missing */
    anchor: Type.Union([
      Type.Literal('awareness'),
      Type.Literal('discovery'),
      Type.Literal('determination'),
      Type.Literal('people-notified'),
    ]),
    /** plain, or a rule of rules/law/counting */
    counting: Type.String({ pattern: '^[a-z0-9-]{3,60}$' }),
    zone: Text,
  },
  strict,
)
const Item = Type.Object({ id: Text, text: Text }, strict)
const Reason = Type.Object({ fact: Text, text: Text }, strict)
const LawRuleSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9.-]{3,60}$' }),
    version: Type.Integer({ minimum: 1 }),
    name: Text,
    jurisdictions: Type.Array(Type.String({ pattern: '^[A-Z]{2}(-[A-Z0-9]{1,3})?$' }), { minItems: 1 }),
    to: Type.Union([Type.Literal('authority'), Type.Literal('people')]),
    recipient: Text,
    citation: Text,
    /** what was read */
    source: Text,
    /** where the law itself stands */
    official: Text,
    /** the day somebody compared the rule with its text; `none`: nobody yet, so its clock is an aim of ours and no more */
    verified: Type.Union([Day, Type.Literal('none')]),
    verifiedBy: Text,
    /** [from, to) in the rule's own zone */
    effective: Type.Object({ from: Day, to: Nullable(Day) }, strict),
    quotes: Type.Array(Text, { minItems: 1 }),
    grade: Type.Union([Type.Literal('reachable'), Type.Literal('accessed'), Type.Literal('exfiltrated')]),
    risk: Nullable(Type.Union([Type.Literal('unless-unlikely'), Type.Literal('high')])),
    threshold: Nullable(
      Type.Object(
        { comparator: Type.Union([Type.Literal('>'), Type.Literal('>=')]), count: Type.Integer({ minimum: 1 }), basis: Text },
        strict,
      ),
    ),
    /** null: the law names no number */
    clock: Nullable(ClockRule),
    /** an aim of ours where the law names no number */
    target: Nullable(ClockRule),
    /** for the anchor `people-notified`: the rule under which people are told */
    peopleLaw: Type.Optional(Text),
    exemptions: Type.Array(Reason),
    suspensions: Type.Array(Reason),
    content: Type.Object(
      {
        title: Nullable(Text),
        headings: Type.Array(Text),
        must: Type.Array(Item),
        mustNot: Type.Array(Type.Object({ id: Text, text: Text, pattern: Text }, strict)),
      },
      strict,
    ),
    examples: Type.Array(
      Type.Object(
        {
          name: Text,
          at: Text,
          facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Boolean()])),
          people: Type.Tuple([Type.Integer(), Type.Integer()]),
          decision: Text,
          state: Text,
          due: Nullable(Text),
        },
        strict,
      ),
      { minItems: 2 },
    ),
  },
  strict,
)
const LawFile = Type.Object({ about: Text, rules: Type.Array(LawRuleSchema, { minItems: 1 }) }, strict)

export type LawRule = Static<typeof LawRuleSchema>
export type LawClock = Static<typeof ClockRule>

export interface Laws {
  readonly rules: readonly LawRule[]
  /** how periods are counted, by the name that clocks use */
  readonly countings: ReadonlyMap<string, CountingRule>
  /** of the files as they are, for the inputs of a scope */
  readonly sha256: string
}

const FOLDER = new URL('../../../rules/law/', import.meta.url)

/** Throws `respond/law-broken`. */
export function readLaws(folder: URL = FOLDER): Laws {
  const hash = createHash('sha256')
  const rules: LawRule[] = []
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()) {
    const text = readFileSync(new URL(file, folder), 'utf8')
    hash.update(`${file}\n${text}\n`)
    rules.push(...parseLawFile(file, text))
  }
  const keys = rules.map(lawKey)
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twice !== undefined) throw respondError('law-broken', { file: twice, why: 'the rule is there twice' })
  const { rules: countings, sha256 } = readCountings()
  for (const rule of rules) {
    const counting = (rule.clock ?? rule.target)!.counting
    if (counting !== 'plain' && !countings.has(counting))
      throw respondError('law-broken', { file: rule.id, why: `no counting ${counting}` })
  }
  hash.update(`counting ${sha256}\n`)
  return { rules, countings, sha256: hash.digest('hex') }
}

export function parseLawFile(file: string, text: string): readonly LawRule[] {
  const broken = (why: string): Error => respondError('law-broken', { file, why })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw broken('not JSON')
  }
  if (!Value.Check(LawFile, value)) {
    const [first] = Value.Errors(LawFile, value)
    throw broken(first === undefined ? 'not of the form' : `${first.instancePath} ${first.message}`)
  }
  for (const rule of value.rules) {
    const clock = rule.clock ?? rule.target
    if (clock === null) throw broken(`${rule.id}: neither a clock nor an aim`)
    if ((clock.anchor === 'people-notified') !== (rule.peopleLaw !== undefined))
      throw broken(`${rule.id}: peopleLaw belongs to the anchor people-notified`)
    if (!works(() => new Intl.DateTimeFormat('en', { timeZone: clock.zone }))) throw broken(`${rule.id}: no time zone ${clock.zone}`)
    for (const { id, pattern } of rule.content.mustNot)
      if (!works(() => new RegExp(pattern, 'iu'))) throw broken(`${rule.id}: the pattern of ${id}`)
  }
  return value.rules
}

/** As notices and duties name it. */
export function lawKey(rule: Pick<LawRule, 'id' | 'version'>): string {
  return `${rule.id}@${rule.version}`
}

function works(make: () => unknown): boolean {
  try {
    make()
    return true
  } catch {
    return false
  }
}
