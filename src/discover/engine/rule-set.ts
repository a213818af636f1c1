// What the engine needs, out of the files of rules/. Slow, since every rule is checked and every word brought into compared form; what the build has
// worked out of the same files (engine-data.ts) saves all but the reading. Throws `rule/…`.
import { createColumnReader, type ColumnReader, type NamePatterns } from './column-reading.ts'
import { createColumnWords } from './column-words.ts'
import { prepareRules, type PreparedRules } from './prepare.ts'
import { createAddressWords, type AddressWords } from './recognisers/address/address-words.ts'
import { createPlaceLookup } from './recognisers/address/place-names.ts'
import type { NameWords } from './recognisers/names.ts'
import type { TermGroup } from './recognisers/special.ts'
import { readRuleFiles, RULES, textOf, type RuleFiles, type Tables } from './rule-files.ts'
import { readLexicon, type Lexicon } from './tagger/lexicon.ts'
import { readModel, type Model } from './tagger/tagger.ts'
import { readWords, type Words } from './tagger/words.ts'
import { parseTypeRule, ruleError, type TypeRule } from './type-rule.ts'
import { fold } from './words.ts'

/** What an engine is made of. */
export interface EngineRules {
  readonly prepared: PreparedRules
  readonly names: NameWords
  readonly places: AddressWords
  readonly columns: ColumnReader
  readonly special: Readonly<Record<string, readonly TermGroup[]>>
  readonly topLevelDomains: ReadonlySet<string>
  readonly lexicon: Lexicon
  readonly words: Words
  readonly tagger: Model
  readonly digest: string
}

export interface RuleSet extends EngineRules {
  /** the rules whole, with their words and examples */
  readonly rules: readonly TypeRule[]
}

/** Reads rules/types and the tables beside it. Throws `rule/…`. */
export function loadRules(folder: URL = RULES): RuleSet {
  try {
    const files = readRuleFiles(folder)
    const rules = files.types.map(([name, content]) => parseTypeRule(name, content.toString('utf8')))
    return { rules, ...engineRulesOf(prepareRules(rules), textOf(files.tables), files) }
  } catch (error) {
    throw unreadable(error)
  }
}

export function engineRulesOf(
  prepared: PreparedRules,
  tables: Tables,
  files: Pick<RuleFiles, 'lexicon' | 'words' | 'tagger' | 'digest'>,
): EngineRules {
  const lexicon = readLexicon(files.lexicon)
  return {
    prepared,
    lexicon,
    words: readWords(files.words),
    tagger: readModel(files.tagger),
    special: JSON.parse(tables.special) as EngineRules['special'],
    columns: lazyColumns(tables),
    places: createAddressWords(tables.streets, tables.countries, tables.regions, createPlaceLookup(lexicon)),
    topLevelDomains: new Set(wordsIn(tables.topLevelDomains)),
    names: { given: foldedIn(tables.given), family: foldedIn(tables.family), common: foldedIn(tables.common) },
    digest: files.digest.slice(0, 12),
  }
}

/** Running text has no columns. */
function lazyColumns(tables: Tables): ColumnReader {
  let made: ColumnReader | undefined
  const reader = (): ColumnReader =>
    (made ??= createColumnReader(
      createColumnWords(JSON.parse(tables.columnWords) as Record<string, Record<string, string>>),
      JSON.parse(tables.columnNames) as Record<string, NamePatterns>,
    ))
  return { read: (name) => reader().read(name), table: (object) => reader().table(object) }
}

function wordsIn(content: string): readonly string[] {
  return content
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join(' ')
    .split(/\s+/)
    .filter((word) => word !== '')
}

function foldedIn(content: string): ReadonlySet<string> {
  return new Set(wordsIn(content).map(fold))
}

function unreadable(error: unknown): Error {
  if ((error as { code?: string }).code?.startsWith('rule/') === true) return error as Error
  return ruleError('types-unreadable', { why: String((error as { code?: string }).code ?? 'unknown') }, error)
}
