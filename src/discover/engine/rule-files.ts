// The files of rules/ that the engine works with: where they are, their bytes, and one digest of them all. Reads them and no more.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const RULES = new URL('../../../rules/', import.meta.url)

/** Small tables, taken as they lie. */
export const TABLES = {
  columnWords: 'columns/words.json',
  columnNames: 'columns/names.json',
  special: 'special/terms.json',
  streets: 'places/streets.json',
  countries: 'places/countries.txt',
  regions: 'places/regions.txt',
  topLevelDomains: 'web/top-level-domains.txt',
  given: 'names/given.txt',
  family: 'names/family.txt',
  common: 'names/common.txt',
} as const
export type Tables = Readonly<Record<keyof typeof TABLES, string>>

export interface RuleFiles {
  /** name and content of the files in rules/types, by name */
  readonly types: readonly (readonly [string, Buffer])[]
  readonly tables: Readonly<Record<keyof typeof TABLES, Buffer>>
  readonly lexicon: Uint8Array
  readonly words: Uint8Array
  readonly tagger: Uint8Array
  /** SHA-256 of all of them, hex */
  readonly digest: string
}

/** `read`: how the large files are read. */
export function readRuleFiles(folder: URL = RULES, read: (file: string) => Uint8Array = readFileSync): RuleFiles {
  const digest = createHash('sha256')
  const keep = <Content extends Uint8Array>(name: string, content: Content): Content => {
    digest.update(`${name}\0${content.length}\0`).update(content)
    return content
  }
  const root = fileURLToPath(folder)
  const file = (name: string): Buffer => keep(name, readFileSync(root + name))
  const types = readdirSync(`${root}types`)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => [name, file(`types/${name}`)] as const)
  const tables = Object.fromEntries(Object.entries(TABLES).map(([table, name]) => [table, file(name)])) as unknown as RuleFiles['tables']
  const large = (name: string): Uint8Array => keep(name, read(root + name))
  const lexicon = large('names/lexicon.bin')
  const words = large('names/words.bin')
  const tagger = large('names/tagger.bin')
  return { types, tables, lexicon, words, tagger, digest: digest.digest('hex') }
}

export function textOf(tables: RuleFiles['tables']): Tables {
  return Object.fromEntries(Object.entries(tables).map(([table, content]) => [table, content.toString('utf8')])) as Tables
}
