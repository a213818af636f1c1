// The examples that stand beside policies, and whether the policies do what they say: which column is shown how, who may log in from where. Pure but for
// reading the files; a set without examples has proven nothing, which the caller says.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { protectError } from '../errors.ts'
import { decideField, decideLogin } from './decide.ts'
import { policySet, starterCases, starterPolicies, type PolicyParameters, type PolicySet } from './policy-set.ts'

const Case = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 200 }),
  class: Type.String({ minLength: 1, maxLength: 60 }),
  expect: Type.String({ maxLength: 20 }),
  see: Type.Optional(
    Type.Object({
      level: Type.Union([Type.Integer({ minimum: 0, maximum: 3 }), Type.Null()]),
      types: Type.Optional(Type.Array(Type.String())),
      regimes: Type.Optional(Type.Array(Type.String())),
      verdict: Type.Optional(Type.String()),
      schema: Type.Optional(Type.String()),
      table: Type.Optional(Type.String()),
      column: Type.Optional(Type.String()),
      declared: Type.Optional(Type.String()),
    }),
  ),
  login: Type.Optional(
    Type.Object({
      country: Type.Union([Type.String(), Type.Null()]),
      hour: Type.Optional(Type.Integer({ minimum: 0, maximum: 23 })),
      teams: Type.Optional(Type.Array(Type.String())),
    }),
  ),
  parameters: Type.Optional(Type.Unknown()),
})
const Cases = Type.Array(Case)
export type PolicyCase = Static<typeof Case>

export interface PolicyFolder {
  readonly cedar: string
  readonly parameters: PolicyParameters
  readonly cases: readonly PolicyCase[]
}

export async function starterFolder(): Promise<PolicyFolder> {
  return { cedar: await starterPolicies(), parameters: {}, cases: readCases(await starterCases(), 'starter.cases.json') }
}

/** `*.cedar` in the order of their names, `parameters.json`, `*.cases.json`. */
export async function readPolicyFolder(folder: string): Promise<PolicyFolder> {
  const invalid = (why: string): Error =>
    protectError('policy-invalid', { why, help: 'a folder has *.cedar, and may have parameters.json and *.cases.json' })
  let names: string[]
  try {
    names = (await readdir(folder)).toSorted()
  } catch (error) {
    throw protectError('policy-folder', { folder }, error)
  }
  const texts: string[] = []
  for (const name of names.filter((one) => one.endsWith('.cedar'))) texts.push(await readFile(path.join(folder, name), 'utf8'))
  if (texts.length === 0) throw invalid(`no *.cedar in ${folder}`)
  const cases: PolicyCase[] = []
  for (const name of names.filter((one) => one.endsWith('.cases.json')))
    cases.push(...readCases(await readFile(path.join(folder, name), 'utf8'), name))
  let parameters: PolicyParameters = {}
  if (names.includes('parameters.json')) {
    const read = parsed(await readFile(path.join(folder, 'parameters.json'), 'utf8'), 'parameters.json')
    if (typeof read !== 'object' || read === null || Array.isArray(read)) throw invalid('parameters.json is no object')
    parameters = read
  }
  return { cedar: texts.join('\n'), parameters, cases }
}

export interface CaseResult {
  readonly name: string
  readonly ok: boolean
  readonly expect: string
  readonly got: string
  readonly why: string
}

export async function runCases(folder: PolicyFolder): Promise<readonly CaseResult[]> {
  const set = await policySet(folder.cedar, folder.parameters)
  const results: CaseResult[] = []
  for (const one of folder.cases) {
    const used = one.parameters === undefined ? set : await policySet(folder.cedar, one.parameters as PolicyParameters)
    const { got, why } = answer(used, one)
    results.push({ name: one.name, ok: got === one.expect, expect: one.expect, got, why })
  }
  return results
}

function answer(set: PolicySet, one: PolicyCase): { got: string; why: string } {
  if (one.see !== undefined) {
    const {
      level,
      types = [],
      regimes = [],
      verdict = 'personal',
      schema = 'public',
      table = 'customers',
      column = 'value',
      declared = 'text',
    } = one.see
    const decision = decideField(set, one.class, {
      store: 'example',
      schema,
      table,
      column,
      declared,
      types,
      level: level as 0 | 1 | 2 | 3 | null,
      regimes: regimes as [],
      verdict: verdict as 'personal',
    })
    return { got: decision.show, why: decision.why.text }
  }
  const { country, hour = 10, teams = [] } = one.login!
  const decision = decideLogin(set, {
    principal: { id: 'somebody', kind: 'person', teams },
    class: one.class,
    store: { id: 'example', name: 'example' },
    country,
    ip: null,
    at: new Date(Date.UTC(2026, 0, 5, hour)),
  })
  return { got: decision.allowed ? 'allowed' : 'refused', why: decision.why.map((why) => why.text).join('; ') }
}

function readCases(text: string, name: string): PolicyCase[] {
  const read = parsed(text, name)
  if (!Value.Check(Cases, read) || read.some((one) => (one.see === undefined) === (one.login === undefined))) {
    throw protectError('policy-invalid', { why: `${name} has another form`, help: 'docs/guide/policies.md shows an example' })
  }
  return read
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw protectError('policy-invalid', { why: `${name} is no JSON`, help: 'docs/guide/policies.md shows an example' }, error)
  }
}
