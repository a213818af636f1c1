// Puts the engine together: rules read from the package, compiled, a recogniser for each form. The only place of the engine that reads files,
// once; everything after is pure.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createAnchors, type FindAnchors } from './anchors.ts'
import { createColumn } from './column.ts'
import { compileRules, type Compiled } from './compile.ts'
import type { DetectorType, Engine, Span } from './engine.ts'
import { createAddressRecogniser, createCoordinatesRecogniser } from './recognisers/places.ts'
import { createAgeRecogniser, createDateRecogniser } from './recognisers/dates.ts'
import { createEmailRecogniser, createUserinfoRecogniser } from './recognisers/contact.ts'
import { createIbanRecogniser } from './recognisers/iban.ts'
import { createIdRecogniser } from './recognisers/ids.ts'
import { createColumnRecogniser } from './recognisers/columns.ts'
import { createIpv4Recogniser, createIpv6Recogniser, createMacRecogniser } from './recognisers/network.ts'
import { createNameRecogniser, type NameWords } from './recognisers/names.ts'
import { createPhoneRecogniser } from './recognisers/phone.ts'
import { createAssignedRecogniser, createCryptRecogniser, createPemRecogniser, createPrefixRecogniser } from './recognisers/secrets.ts'
import type { Recogniser } from './recognisers/recogniser.ts'
import { createPhraseIndex } from './scan-text.ts'
import { createScanner } from './scanner.ts'
import { createPieces, createTextField } from './text-field.ts'
import { readLexicon, type Lexicon } from './tagger/lexicon.ts'
import { createTaggerRecogniser } from './tagger/tagger-recogniser.ts'
import { readModel, type Model } from './tagger/tagger.ts'
import { parseTypeRule, ruleError, type TypeRule } from './type-rule.ts'
import { fold } from './words.ts'

const RULES = new URL('../../../rules/', import.meta.url)
const PIECEWISE_FROM = 1 << 17

export interface RuleSet {
  readonly rules: readonly TypeRule[]
  readonly names: NameWords
  readonly lexicon: Lexicon
  readonly tagger: Model
  readonly digest: string
}

/** Reads rules/types and rules/names. Throws `rule/…`. */
export function loadRules(folder: URL = RULES): RuleSet {
  const digest = createHash('sha256')
  try {
    const files = readdirSync(new URL('types/', folder))
      .filter((name) => name.endsWith('.json'))
      .sort()
    const rules = files.map((name) => {
      const content = readFileSync(new URL(`types/${name}`, folder), 'utf8')
      digest.update(`${name}\0${content}\0`)
      return parseTypeRule(name, content)
    })
    const list = (name: string): ReadonlySet<string> => {
      const content = readFileSync(new URL(`names/${name}`, folder), 'utf8')
      digest.update(`${name}\0${content}\0`)
      return new Set(
        content
          .split('\n')
          .filter((line) => !line.startsWith('#'))
          .join(' ')
          .split(/\s+/)
          .filter((word) => word !== '')
          .map(fold),
      )
    }
    const binary = (name: string): Uint8Array => {
      const content = readFileSync(new URL(`names/${name}`, folder))
      digest.update(`${name}\0`).update(content)
      return new Uint8Array(content.buffer, content.byteOffset, content.length)
    }
    return {
      rules,
      lexicon: readLexicon(binary('lexicon.bin')),
      tagger: readModel(binary('tagger.bin')),
      names: { given: list('given.txt'), family: list('family.txt'), common: list('common.txt') },
      digest: digest.digest('hex').slice(0, 12),
    }
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('rule/') === true) throw error
    throw ruleError('types-unreadable', { why: String((error as { code?: string }).code ?? 'unknown') }, error)
  }
}

let own: Engine | undefined

/** The engine with the rules of the package. Made once a process: it keeps no state between texts and columns. */
export function createEngine(): Engine {
  own ??= engineOf(loadRules())
  return own
}

export function engineOf(set: RuleSet, anchors: (triggers: Uint8Array) => FindAnchors = createAnchors): Engine {
  const types = compileRules(set.rules)
  const scanner = createScanner(recognisersOf(types, set), createPhraseIndex(types), anchors)
  return {
    version: `${packageVersion()}+${set.digest}`,
    types: types.map(({ rule }) => detectorOf(rule)),
    inspect: (text, options) => {
      if (text.length < PIECEWISE_FROM) return scanner.spans(text, options?.only, '')
      const out: Span[] = []
      const pieces = createPieces(
        (piece) => scanner.spans(piece, options?.only, ''),
        (span, _piece, base) => out.push(moved(span, base)),
      )
      pieces.add(text)
      pieces.end()
      return out
    },
    column: (context, options) => createColumn(scanner, types, context, options?.only),
    text: (context, options) => createTextField(scanner, types, context, options?.only),
  }
}

function moved(span: Span, base: number): Span {
  if (base === 0) return span
  return {
    ...span,
    start: span.start + base,
    end: span.end + base,
    why: span.why.map((reason) =>
      reason.at === undefined ? reason : { ...reason, at: [reason.at[0] + base, reason.at[1] + base] as const },
    ),
  }
}

function recognisersOf(types: readonly Compiled[], set: RuleSet): readonly Recogniser[] {
  const of = (kind: string): readonly Compiled[] => types.filter((type) => type.rule.shape.kind === kind)
  return [
    createIdRecogniser(of('id')),
    ...of('iban').map(createIbanRecogniser),
    ...of('email').map(createEmailRecogniser),
    ...of('userinfo').map(createUserinfoRecogniser),
    ...of('phone').map(createPhoneRecogniser),
    ...of('ipv4').map(createIpv4Recogniser),
    ...of('ipv6').map(createIpv6Recogniser),
    ...of('mac').map(createMacRecogniser),
    createPrefixRecogniser(of('prefix')),
    ...of('crypt').map(createCryptRecogniser),
    ...of('pem').map(createPemRecogniser),
    createAssignedRecogniser(of('assigned')),
    ...of('date').map(createDateRecogniser),
    ...of('age').map(createAgeRecogniser),
    ...of('address').map(createAddressRecogniser),
    ...of('coordinates').map(createCoordinatesRecogniser),
    ...of('name').map((type) => createNameRecogniser(type, set.names)),
    createTaggerRecogniser(
      { person: of('name')[0], location: of('location')[0], organisation: of('organisation')[0] },
      set.lexicon,
      set.tagger,
    ),
    createColumnRecogniser(of('column')),
  ]
}

function detectorOf(rule: TypeRule): DetectorType {
  const checks =
    rule.gate === 'shape'
      ? ['shape']
      : rule.gate === 'checksum'
        ? ['checksum']
        : rule.gate === 'both'
          ? ['checksum', 'context']
          : ['context']
  return {
    id: rule.id,
    name: rule.name,
    countries: rule.countries,
    schemes: rule.schemes,
    checks: [...(rule.check === undefined ? [] : [rule.check.name]), ...checks],
    source: rule.source,
    verified: rule.verified,
    level: rule.level,
    personal: rule.personal,
    structured: !['name', 'location', 'organisation', 'address', 'column', 'age'].includes(rule.shape.kind),
  }
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }).version
}
