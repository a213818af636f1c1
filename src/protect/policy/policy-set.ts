// A policy set: Cedar text and the parameters beside it. Owns how it is written down, its id, and what counts as usable; what it decides is
// decide.ts. A set is never changed: another text is another set.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import * as cedar from '@cedar-policy/cedar-wasm/nodejs'
import { canonicalJson, type Json } from '../../core/canonical-json.ts'
import type { Budget } from '../../core/contract/access.ts'
import { protectError } from '../errors.ts'

const FOLDER = new URL('../../../rules/policies/', import.meta.url)
const MAX_TEXT = 200_000

/** What Cedar cannot say, by class. `rows`: relation ("schema.table") to the column whose value must be assigned to the login. */
export interface PolicyParameters {
  readonly countries?: Readonly<Record<string, readonly string[]>>
  readonly budgets?: Readonly<Record<string, Budget>>
  readonly rows?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface PolicySet {
  /** `ps_` and the start of the digest of the text */
  readonly id: string
  readonly cedar: string
  readonly parameters: PolicyParameters
  /** as kept: canonical JSON of both */
  readonly text: string
  readonly classes: readonly string[]
  /** each policy by its id, with its annotations */
  readonly policies: ReadonlyMap<string, ParsedPolicy>
}

export interface ParsedPolicy {
  readonly text: string
  readonly effect: 'permit' | 'forbid'
  readonly show: 'clear' | 'partial' | 'null'
}

let schemaText: Promise<string> | undefined
let starterText: Promise<string> | undefined

export function policySchema(): Promise<string> {
  schemaText ??= readFile(new URL('schema.cedarschema', FOLDER), 'utf8')
  return schemaText
}

export function starterPolicies(): Promise<string> {
  starterText ??= readFile(new URL('starter.cedar', FOLDER), 'utf8')
  return starterText
}

export function starterCases(): Promise<string> {
  return readFile(new URL('starter.cases.json', FOLDER), 'utf8')
}

/** Throws `protect/policy-invalid` with the place when the text is not usable. */
export async function policySet(text: string, parameters: PolicyParameters = {}): Promise<PolicySet> {
  if (text.length > MAX_TEXT) throw invalid('they are longer than 200,000 characters')
  const parts = cedar.policySetTextToParts(text)
  if (parts.type === 'failure') throw invalid(firstMessage(parts.errors))
  if (parts.policy_templates.length > 0) throw invalid('templates are not supported')
  const policies = new Map<string, ParsedPolicy>()
  const classes = new Set<string>()
  for (const [index, source] of parts.policies.entries()) {
    const parsed = cedar.policyToJson(source)
    if (parsed.type === 'failure') throw invalid(firstMessage(parsed.errors))
    const { effect, annotations = {} } = parsed.json
    const id = annotations['id'] ?? `policy${index + 1}`
    if (!/^[\w.-]{1,100}$/.test(id)) throw invalid('an @id has other signs than letters, digits, dot, dash and underscore')
    if (policies.has(id)) throw invalid(`two policies have the id \`${id}\``)
    const show = annotations['show'] ?? 'clear'
    if (show !== 'clear' && show !== 'partial' && show !== 'null') {
      throw invalid(`\`${id}\`: @show is clear, partial or null; what is not to be seen needs no permit`)
    }
    policies.set(id, { text: source, effect, show })
    for (const name of classesIn(parsed.json)) classes.add(name)
  }
  if (policies.size === 0) throw invalid('there is none')
  for (const name of classes) {
    if (!/^[a-z][a-z0-9_]{0,30}$/.test(name))
      throw invalid(`the class \`${name.slice(0, 60)}\`: lower case letters, digits and _, at most 31`)
  }
  const valid = cedar.validate({
    schema: await policySchema(),
    policies: { staticPolicies: Object.fromEntries([...policies].map(([id, policy]) => [id, policy.text])) },
  })
  if (valid.type === 'failure') throw invalid(firstMessage(valid.errors))
  const [fault] = valid.validationErrors
  if (fault !== undefined) throw invalid(`\`${fault.policyId}\`: ${fault.error.message.slice(0, 300)}`)
  const clean = cleanParameters(parameters, classes)
  const kept = canonicalJson({ cedar: text, parameters: clean as unknown as Json })
  return {
    id: `ps_${createHash('sha256').update(kept).digest('hex').slice(0, 20)}`,
    cedar: text,
    parameters: clean,
    text: kept,
    classes: [...classes].toSorted(),
    policies,
  }
}

/** A set as it was kept. */
export async function readPolicySet(kept: string): Promise<PolicySet> {
  const { cedar: text, parameters } = JSON.parse(kept) as { cedar: string; parameters: PolicyParameters }
  return await policySet(text, parameters)
}

function cleanParameters(given: PolicyParameters, classes: ReadonlySet<string>): PolicyParameters {
  const out: { countries?: Record<string, string[]>; budgets?: Record<string, Budget>; rows?: Record<string, Record<string, string>> } = {}
  const known = (name: string): void => {
    if (!classes.has(name)) throw protectError('class-unknown', { class: name.slice(0, 60), classes: [...classes].join(', ') })
  }
  for (const [name, countries] of Object.entries(given.countries ?? {})) {
    known(name)
    const codes = [...new Set(countries.map((code) => code.toUpperCase()))].toSorted()
    if (codes.length === 0) throw invalid(`no country is given for \`${name}\`: then nobody could log in`)
    if (codes.some((code) => !/^[A-Z]{2}$/.test(code))) throw invalid('a country is two letters, as in ISO 3166')
    out.countries = { ...out.countries, [name]: codes }
  }
  for (const [name, { people, hours }] of Object.entries(given.budgets ?? {})) {
    known(name)
    if (!Number.isSafeInteger(people) || people < 1 || !(hours > 0 && hours <= 24 * 366)) {
      throw invalid('a budget is a number of people from 1 on, and hours up to a year')
    }
    out.budgets = { ...out.budgets, [name]: { people, hours } }
  }
  for (const [name, relations] of Object.entries(given.rows ?? {})) {
    known(name)
    out.rows = { ...out.rows, [name]: { ...relations } }
  }
  return out
}

function classesIn(json: unknown): string[] {
  if (typeof json !== 'object' || json === null) return []
  const { type, id } = json as { type?: unknown; id?: unknown }
  if (type === 'Holdfast::Class' && typeof id === 'string') return [id]
  return Object.values(json).flatMap(classesIn)
}

function firstMessage(errors: readonly cedar.DetailedError[]): string {
  const [first] = errors
  const at = first?.sourceLocations?.[0]
  return `${(first?.message ?? 'they do not parse').slice(0, 300)}${at === undefined ? '' : ` (at character ${at.start})`}`
}

function invalid(why: string): Error {
  return protectError('policy-invalid', {
    why,
    help: 'docs/guide/policies.md says how policies are written; `holdfast policy test` checks them',
  })
}
