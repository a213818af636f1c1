// The shape of a file in rules/types, and its strict reading: unknown keys are refused, an error names file and fault. Owns no
// detection; what the fields mean is in docs/guide/types.md.
import type { Level, Regime } from '../../core/contract/label.ts'
import { LEVELS, REGIMES } from '../../core/contract/label.ts'
import { errorTable } from '../../core/errors.ts'
import { CHECKS, type CheckSpec } from './checks.ts'
import { phrase } from './words.ts'

export const ruleError = errorTable('rule', {
  'type-invalid': {
    status: 500,
    message: '{file}: {fault}',
    help: 'compare it with another file in rules/types; every key is described in docs/guide/types.md',
  },
  'type-unknown': { status: 400, message: 'no type `{type}`', help: '{near}' },
  'types-unreadable': {
    status: 500,
    message: 'rules/types could not be read: {why}',
    help: 'install Holdfast again: the rules are part of the package',
  },
})

/** A number or code: letters and digits with single separators in fixed places. */
export interface IdShape {
  readonly kind: 'id'
  /** regular expression for the value without separators, upper case; bounded repetition only */
  readonly compact: string
  /** lengths of the groups between separators: `9`, `3-2-4`; a value without separators is one group */
  readonly layouts: readonly string[]
  /** characters that may stand between groups */
  readonly separators?: string
  /** issuer ranges of cards: the first digits, `from-to` */
  readonly ranges?: readonly string[]
  /** country code → length, for IBAN */
  readonly lengths?: Readonly<Record<string, number>>
}
/** A literal start and what follows it: access keys, tokens. */
export interface PrefixShape {
  readonly kind: 'prefix'
  readonly prefixes: readonly string[]
  readonly rest: string
}
/** A word that names the value, an optional sign, and the value. */
export interface AssignedShape {
  readonly kind: 'assigned'
  readonly value: string
  /** least Shannon entropy in bits per character */
  readonly entropy?: number
  /** values that are placeholders, whole and folded */
  readonly except?: readonly string[]
}
/** A form with code of its own in recognisers/. */
export interface NamedShape {
  readonly kind:
    | 'email'
    | 'phone'
    | 'iban'
    | 'ipv4'
    | 'ipv6'
    | 'mac'
    | 'userinfo'
    | 'pem'
    | 'date'
    | 'name'
    | 'location'
    | 'organisation'
    | 'address'
    | 'coordinates'
    | 'age'
    | 'crypt'
    | 'vat'
    | 'crypto'
    | 'garbled'
    | 'moment'
    | 'url'
    | 'domain'
    | 'title'
    | 'job'
  readonly lengths?: Readonly<Record<string, number>>
}
/** Told by a column's name and kept honest by its values; never found in running text. */
export interface ColumnShape {
  readonly kind: 'column'
  /** what each value must look like, folded */
  readonly value: string
  /** most values fit: a column with fewer is not of this type */
  readonly least?: number
}
export type Shape = IdShape | PrefixShape | AssignedShape | NamedShape | ColumnShape

/** `shape`: the form alone is enough. `checksum`: form and check. `context`: form and a word beside it. `both`: all three. `either`: form, and the check or a word. */
export type Gate = 'shape' | 'checksum' | 'context' | 'both' | 'either'

/** What an identifier is for: the coverage by country, and the general words ("tax number") that may name it. */
export const ID_KINDS = [
  'national',
  'tax',
  'vat',
  'company',
  'social',
  'health',
  'passport',
  'licence',
  'plate',
  'bank',
  'device',
  'other',
] as const
export type IdKind = (typeof ID_KINDS)[number]

/** Text with the value between ⟦ and ⟧, or a column. */
export type RuleCase = string | ColumnCase
export interface ColumnCase {
  readonly name: string
  readonly object?: string
  readonly declared?: string
  readonly siblings?: readonly string[]
  readonly values: readonly string[]
}

export interface TypeRule {
  readonly id: string
  readonly name: string
  readonly countries: readonly string[]
  readonly schemes: readonly string[]
  readonly level: Level
  readonly regimes: readonly Regime[]
  readonly personal: boolean
  readonly source: string
  /** the day someone compared the rule with its source, or `none`: written from memory */
  readonly verified: string
  readonly shape: Shape
  readonly check?: CheckSpec
  readonly gate: Gate
  readonly kind?: IdKind
  /** language → words or phrases that name the value, beside it or in a column's name */
  readonly context: Readonly<Record<string, readonly string[]>>
  /** further names of columns, too common to be context in text */
  readonly headers: readonly string[]
  /** names of columns that need a fitting table or fitting values with them: `name`, `number` */
  readonly weak: readonly string[]
  /** words beside it that say it is something else */
  readonly against: readonly string[]
  /** how far from the value a word of context may stand, in characters; default 60 */
  readonly reach?: number
  /** a form rare enough to need no name above a column: high (an e-mail), medium (3-2-4 digits), low (9 digits) */
  readonly rarity: 'high' | 'medium' | 'low'
  /** names of columns beside it that speak for it */
  readonly beside: readonly string[]
  /** names of tables that speak for it */
  readonly tables: readonly string[]
  /** Says nothing of a person by itself and stands everywhere (a date, a web address): `inspect` tells it, a scan only when it is asked for by name. */
  readonly quiet: boolean
  readonly positives: readonly RuleCase[]
  readonly negatives: readonly RuleCase[]
}

const KEYS = {
  needed: [
    'id',
    'name',
    'countries',
    'schemes',
    'level',
    'regimes',
    'personal',
    'source',
    'verified',
    'shape',
    'gate',
    'context',
    'rarity',
    'positives',
    'negatives',
  ],
  allowed: ['check', 'kind', 'headers', 'weak', 'against', 'reach', 'beside', 'tables', 'quiet'],
}
const SHAPE_KEYS: Readonly<Record<Shape['kind'], readonly string[]>> = {
  id: ['compact', 'layouts', 'separators', 'ranges'],
  prefix: ['prefixes', 'rest'],
  assigned: ['value', 'entropy', 'except'],
  column: ['value', 'least'],
  iban: ['lengths'],
  email: [],
  phone: [],
  ipv4: [],
  ipv6: [],
  mac: [],
  userinfo: [],
  pem: [],
  date: [],
  name: [],
  location: [],
  organisation: [],
  address: [],
  coordinates: [],
  age: [],
  crypt: [],
  vat: [],
  crypto: [],
  garbled: [],
  moment: [],
  url: [],
  domain: [],
  title: [],
  job: [],
}
const NEEDED_SHAPE_KEYS: Readonly<Record<string, readonly string[]>> = {
  id: ['compact', 'layouts'],
  prefix: ['prefixes', 'rest'],
  assigned: ['value'],
  column: ['value'],
  iban: ['lengths'],
}
const LEAST_CASES = 10

/** Reads one file's content. Throws `rule/type-invalid`. */
export function parseTypeRule(file: string, content: string): TypeRule {
  const bad = (fault: string): never => {
    throw ruleError('type-invalid', { file, fault })
  }
  let json: unknown
  try {
    json = JSON.parse(content)
  } catch {
    return bad('not JSON')
  }
  const rule = record(json, 'the file', bad)
  for (const key of Object.keys(rule)) if (!KEYS.needed.includes(key) && !KEYS.allowed.includes(key)) bad(`unknown key \`${key}\``)
  for (const key of KEYS.needed) if (!(key in rule)) bad(`\`${key}\` is missing`)
  const id = text(rule['id'], 'id', bad)
  if (!/^[a-z][a-z0-9_]{1,40}$/.test(id)) bad('`id` is not lower case letters, digits and _')
  if (file.replace(/^.*\//, '') !== `${id}.json`) bad(`\`id\` is ${id}, but the file has another name`)
  const countries = texts(rule['countries'], 'countries', bad)
  for (const country of countries) if (!/^[A-Z]{2}$/.test(country)) bad(`\`countries\`: ${country} is not two capital letters`)
  const level = rule['level']
  if (!LEVELS.some((entry) => entry.level === level)) bad('`level` is not 0, 1, 2 or 3')
  const regimes = texts(rule['regimes'], 'regimes', bad)
  for (const regime of regimes) if (!REGIMES.some((entry) => entry.regime === regime)) bad(`\`regimes\`: ${regime} is not known`)
  if (typeof rule['personal'] !== 'boolean') bad('`personal` is not true or false')
  if (rule['personal'] === true && !regimes.includes('gdpr')) bad('`regimes`: personal data without gdpr')
  const gate = oneOf(rule['gate'], ['shape', 'checksum', 'context', 'both', 'either'], 'gate', bad)
  const shape = parseShape(rule['shape'], bad)
  const check = rule['check'] === undefined ? undefined : parseCheck(rule['check'], bad)
  if ((gate === 'checksum' || gate === 'both' || gate === 'either') && check === undefined)
    bad(`\`gate\` is ${gate}, but there is no \`check\``)
  const context = parseContext(rule['context'], bad)
  if ((gate === 'context' || gate === 'both' || gate === 'either') && Object.values(context).flat().length === 0)
    bad(`\`gate\` is ${gate}, but \`context\` has no words`)
  const reach = rule['reach']
  if (reach !== undefined && !(typeof reach === 'number' && reach >= 4 && reach <= 120)) bad('`reach` is not a number from 4 to 120')
  const quiet = rule['quiet'] ?? false
  if (typeof quiet !== 'boolean') bad('`quiet` is not true or false')
  if (quiet === true && rule['personal'] === true) bad('`quiet`: personal data is never quiet')
  const positives = cases(rule['positives'], 'positives', bad)
  const negatives = cases(rule['negatives'], 'negatives', bad)
  for (const one of positives) if (typeof one === 'string' && !/⟦[^⟧]+⟧/.test(one)) bad('a positive has no value between ⟦ and ⟧')
  for (const one of negatives) if (typeof one === 'string' && /[⟦⟧]/.test(one)) bad('a negative has a value between ⟦ and ⟧')
  return {
    id,
    name: text(rule['name'], 'name', bad),
    countries,
    schemes: texts(rule['schemes'], 'schemes', bad),
    level: level as Level,
    regimes: regimes as Regime[],
    personal: rule['personal'] as boolean,
    source: text(rule['source'], 'source', bad),
    verified: verifiedOf(rule['verified'], bad),
    shape,
    ...(check === undefined ? {} : { check }),
    gate: gate as Gate,
    ...(rule['kind'] === undefined ? {} : { kind: oneOf(rule['kind'], ID_KINDS, 'kind', bad) as IdKind }),
    context,
    headers: rule['headers'] === undefined ? [] : texts(rule['headers'], 'headers', bad),
    weak: rule['weak'] === undefined ? [] : texts(rule['weak'], 'weak', bad),
    against: rule['against'] === undefined ? [] : texts(rule['against'], 'against', bad),
    ...(reach === undefined ? {} : { reach: reach as number }),
    rarity: oneOf(rule['rarity'], ['high', 'medium', 'low'], 'rarity', bad) as TypeRule['rarity'],
    beside: rule['beside'] === undefined ? [] : texts(rule['beside'], 'beside', bad),
    tables: rule['tables'] === undefined ? [] : texts(rule['tables'], 'tables', bad),
    quiet: quiet as boolean,
    positives,
    negatives,
  }
}

type Bad = (fault: string) => never

function verifiedOf(value: unknown, bad: Bad): string {
  const day = text(value, 'verified', bad)
  if (day !== 'none' && (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day))))
    bad('`verified` is neither a day (2026-11-24) nor none')
  return day
}

function parseShape(value: unknown, bad: Bad): Shape {
  const shape = record(value, '`shape`', bad)
  const kind = oneOf(shape['kind'], Object.keys(SHAPE_KEYS), 'shape.kind', bad) as Shape['kind']
  for (const key of Object.keys(shape)) if (key !== 'kind' && !SHAPE_KEYS[kind].includes(key)) bad(`unknown key \`shape.${key}\``)
  for (const key of NEEDED_SHAPE_KEYS[kind] ?? []) if (!(key in shape)) bad(`\`shape.${key}\` is missing`)
  for (const key of ['compact', 'rest', 'value']) {
    if (key in shape) boundedPattern(text(shape[key], `shape.${key}`, bad), `shape.${key}`, bad)
  }
  if ('layouts' in shape) {
    for (const layout of texts(shape['layouts'], 'shape.layouts', bad)) {
      if (!/^\d{1,2}(-\d{1,2}){0,9}$/.test(layout)) bad(`\`shape.layouts\`: ${layout} is not group lengths joined by -`)
    }
  }
  if ('ranges' in shape) {
    for (const range of texts(shape['ranges'], 'shape.ranges', bad)) {
      const match = /^(\d{1,8})(?:-(\d{1,8}))?$/.exec(range)
      if (match === null || (match[2] !== undefined && match[2].length !== match[1]!.length))
        bad(`\`shape.ranges\`: ${range} is not digits or from-to of equal length`)
    }
  }
  if ('prefixes' in shape) {
    for (const prefix of texts(shape['prefixes'], 'shape.prefixes', bad))
      if (!/[A-Za-z]{2}/.test(prefix)) bad(`\`shape.prefixes\`: ${prefix} has no two letters in a row`)
  }
  if ('separators' in shape && !/^[-. /_+·(]{0,8}$/.test(String(shape['separators'])))
    bad('`shape.separators` has characters other than - . space / _ + (')
  if ('lengths' in shape) {
    for (const [country, length] of Object.entries(record(shape['lengths'], '`shape.lengths`', bad))) {
      if (!/^[A-Z]{2}$/.test(country) || !Number.isInteger(length)) bad(`\`shape.lengths\`: ${country} is not a country with a length`)
    }
  }
  return shape as unknown as Shape
}

// INVARIANT: a rule's pattern takes a bounded number of steps: no `*`, `+` or open `{n,}`, nothing repeated that holds a repetition, no
// reference back. Else a rule file could make every scan quadratic or worse.
export function boundedPattern(pattern: string, key: string, bad: Bad): void {
  const plain = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x')
  if (/[*+]|\{\d*,\}/.test(plain)) bad(`\`${key}\` repeats without a bound`)
  if (/\\[1-9k]/.test(pattern)) bad(`\`${key}\` refers back`)
  const depth: boolean[] = []
  for (let i = 0; i < plain.length; i++) {
    const char = plain[i]!
    if (char === '(') depth.push(false)
    else if (char === ')') {
      const inner = depth.pop() ?? false
      const next = plain[i + 1]
      if (inner && (next === '{' || next === '?') && plain[i + 2] !== ':' && next === '{') bad(`\`${key}\` repeats a repetition`)
      if (depth.length > 0 && (inner || next === '{')) depth[depth.length - 1] = true
    } else if (char === '{' && depth.length > 0) depth[depth.length - 1] = true
  }
  try {
    void new RegExp(`^(?:${pattern})$`, 'u')
  } catch {
    bad(`\`${key}\` is not a regular expression`)
  }
}

function parseCheck(value: unknown, bad: Bad): CheckSpec {
  const check = record(value, '`check`', bad)
  const name = text(check['name'], 'check.name', bad)
  const known = CHECKS[name as keyof typeof CHECKS]
  if (known === undefined) bad(`\`check.name\`: ${name} is not known`)
  for (const key of Object.keys(check))
    if (key !== 'name' && !(known.parameters as readonly string[]).includes(key)) bad(`unknown key \`check.${key}\``)
  for (const key of known.parameters) if (!(key in check) && key !== 'from' && key !== 'ten') bad(`\`check.${key}\` is missing`)
  return check as unknown as CheckSpec
}

function parseContext(value: unknown, bad: Bad): Readonly<Record<string, readonly string[]>> {
  const context = record(value, '`context`', bad)
  const out: Record<string, readonly string[]> = {}
  for (const [language, words] of Object.entries(context)) {
    if (!/^[a-z]{2}$/.test(language)) bad(`\`context\`: ${language} is not a language of two letters`)
    const list = texts(words, `context.${language}`, bad)
    for (const word of list) if (phrase(word).length < 2) bad(`\`context.${language}\`: ${word} is too short to be told from chance`)
    out[language] = list
  }
  return out
}

function cases(value: unknown, key: string, bad: Bad): RuleCase[] {
  if (!Array.isArray(value)) return bad(`\`${key}\` is not a list`)
  if (value.length < LEAST_CASES) bad(`\`${key}\` has ${value.length} cases; at least ${LEAST_CASES} are needed`)
  for (const one of value as unknown[]) {
    if (typeof one === 'string') continue
    const column = record(one, `a case of \`${key}\``, bad)
    for (const name of Object.keys(column))
      if (!['name', 'object', 'declared', 'siblings', 'values'].includes(name)) bad(`\`${key}\`: unknown key \`${name}\` in a column`)
    text(column['name'], `${key}: name`, bad)
    texts(column['values'], `${key}: values`, bad)
  }
  return value as RuleCase[]
}

function record(value: unknown, what: string, bad: Bad): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad(`${what} is not an object`)
  return value as Record<string, unknown>
}
function text(value: unknown, key: string, bad: Bad): string {
  return typeof value === 'string' && value !== '' ? value : bad(`\`${key}\` is not text`)
}
function texts(value: unknown, key: string, bad: Bad): string[] {
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'string' || one === '')) return bad(`\`${key}\` is not a list of texts`)
  return value as string[]
}
function oneOf(value: unknown, allowed: readonly string[], key: string, bad: Bad): string {
  return typeof value === 'string' && allowed.includes(value) ? value : bad(`\`${key}\` is not one of ${allowed.join(', ')}`)
}
