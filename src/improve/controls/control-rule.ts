// The shape of a file in rules/controls and its strict reading: unknown keys are refused, an error names file and fault. Owns no test: what
// `test` names is in control-tests.ts.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { canonicalJson, type Json } from '../../core/canonical-json.ts'
import { improveError } from '../errors.ts'

export interface ControlRule {
  readonly id: string
  readonly name: string
  /** the question it answers */
  readonly asks: string
  /** how, in our own words */
  readonly says: string
  /** identity of the test's code */
  readonly test: string
  /** who is asked: the store itself, another part of the system, or Holdfast’s own records */
  readonly evidence: 'store' | 'system' | 'holdfast' | 'both'
  /** how long a result counts */
  readonly validHours: number
  readonly params: Readonly<Record<string, Json>>
  /** what it does not show */
  readonly cannot: readonly string[]
  /** identifiers of other catalogues, never their text. `verified`: when somebody compared them with the text; `none`: nobody yet */
  readonly maps: {
    readonly csf: readonly string[]
    readonly iso27001: readonly string[]
    readonly pci: readonly string[]
    readonly cis: readonly string[]
    readonly verified: string
  }
  /** when it must pass, when it must fail: what its own test makes happen */
  readonly positives: readonly string[]
  readonly negatives: readonly string[]
}

export interface KnownRule extends ControlRule {
  /** SHA-256 of the rule in canonical form */
  readonly digest: string
}

const RULES = new URL('../../../rules/controls/', import.meta.url)
const TEXTS = ['id', 'name', 'asks', 'says', 'test'] as const
const LISTS = ['cannot', 'positives', 'negatives'] as const
const MAPS = {
  csf: /^(GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d{2}$/,
  iso27001: /^A\.[5-8]\.\d{1,2}$/,
  pci: /^\d{1,2}(\.\d{1,2}){1,3}$/,
  cis: /^\d{1,2}\.\d{1,2}$/,
} as const
const KEYS = new Set<string>([...TEXTS, ...LISTS, 'evidence', 'validHours', 'params', 'maps'])

export function loadControlRules(folder: URL = RULES): readonly KnownRule[] {
  let files: { readonly name: string; readonly text: string }[]
  try {
    const names = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .toSorted()
    files = names.map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
  } catch (error) {
    throw improveError('rules-unreadable', { why: 'the folder cannot be read' }, error)
  }
  if (files.length === 0) throw improveError('rules-unreadable', { why: 'the folder is empty' })
  return files.map(({ name, text }) => parseControlRule(name, text))
}

export function parseControlRule(file: string, text: string): KnownRule {
  const bad = (fault: string): never => {
    throw improveError('rule-invalid', { file, fault })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return bad('it is not JSON')
  }
  if (!isObject(value)) return bad('it is not one object')
  const unknown = Object.keys(value).find((key) => !KEYS.has(key))
  if (unknown !== undefined) bad(`\`${unknown.slice(0, 40)}\` is no key of a control`)
  for (const key of TEXTS)
    if (typeof value[key] !== 'string' || value[key].trim() === '' || value[key].length > 1000) bad(`\`${key}\` is no text`)
  for (const key of LISTS) if (!isTexts(value[key])) bad(`\`${key}\` is no list of texts`)
  if ((value['positives'] as unknown[]).length === 0 || (value['negatives'] as unknown[]).length === 0)
    bad('it says not when it passes and when it fails')
  if (!/^[a-z][a-z0-9-]{1,60}$/.test(value['id'] as string)) bad('`id` is not of small letters, digits and -')
  if (`${value['id'] as string}.json` !== file) bad('its file is not named for its id')
  if (!['store', 'system', 'holdfast', 'both'].includes(value['evidence'] as string))
    bad('`evidence` is not store, system, holdfast or both')
  const hours = value['validHours']
  if (typeof hours !== 'number' || !Number.isInteger(hours) || hours < 1 || hours > 8784)
    bad('`validHours` is not a whole number from 1 to 8784')
  if (!isObject(value['params'])) bad('`params` is no object')
  const maps = value['maps']
  if (!isObject(maps)) return bad('`maps` is no object')
  for (const key of Object.keys(maps)) if (key !== 'verified' && !(key in MAPS)) bad(`\`maps.${key.slice(0, 40)}\` is no catalogue`)
  for (const [key, form] of Object.entries(MAPS)) {
    const ids = maps[key]
    if (!isTexts(ids) || !ids.every((id) => form.test(id))) bad(`\`maps.${key}\` is no list of its identifiers`)
  }
  const verified = maps['verified']
  if (typeof verified !== 'string' || !/^(none|\d{4}-\d{2}-\d{2})$/.test(verified)) bad('`maps.verified` is neither a date nor none')
  const rule = value as unknown as ControlRule
  return {
    ...rule,
    digest: createHash('sha256')
      .update(canonicalJson(value as Json))
      .digest('hex'),
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string' && entry.trim() !== '' && entry.length <= 500)
}
