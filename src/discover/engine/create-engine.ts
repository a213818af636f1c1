// Puts the engine together: rules read from the package, compiled, a recogniser for each form. The only place of the engine that reads files,
// once; everything after is pure.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createAnchors, type FindAnchors } from './anchors.ts'
import { createColumn } from './column.ts'
import { compileRules, type Compiled } from './compile.ts'
import { createColumnReader, type ColumnReader, type NamePatterns } from './column-reading.ts'
import { createColumnWords } from './column-words.ts'
import type { DetectorType, Engine, Span } from './engine.ts'
import { createAddressRecogniser } from './recognisers/address/address.ts'
import { createPlaceLookup } from './recognisers/address/place-names.ts'
import { createPostcodeRecogniser } from './recognisers/address/address-postcode.ts'
import { createAddressWords, type AddressWords } from './recognisers/address/address-words.ts'
import { createCoordinatesRecogniser } from './recognisers/places.ts'
import { createAgeRecogniser } from './recognisers/ages.ts'
import { createDateRecogniser } from './recognisers/dates.ts'
import { createEmailRecogniser, createUserinfoRecogniser } from './recognisers/contact.ts'
import { createBare } from './recognisers/bare.ts'
import { createCryptoRecogniser } from './recognisers/crypto.ts'
import { createEncodedRecogniser } from './recognisers/encoded.ts'
import { createGarbledRecogniser } from './recognisers/garbled.ts'
import { createIbanRecogniser } from './recognisers/iban.ts'
import { createIdRecogniser } from './recognisers/ids.ts'
import { createColumnRecogniser } from './recognisers/columns.ts'
import { createIpv4Recogniser, createIpv6Recogniser, createMacRecogniser } from './recognisers/network.ts'
import { createNameRecogniser, type NameWords } from './recognisers/names.ts'
import { createMomentRecogniser } from './recognisers/moments.ts'
import { createJobRecogniser, createTitleRecogniser } from './recognisers/titles.ts'
import { createDomainRecogniser, createUrlRecogniser } from './recognisers/web.ts'
import { createPhoneRecogniser } from './recognisers/phone.ts'
import { createAssignedRecogniser, createCryptRecogniser, createPemRecogniser, createPrefixRecogniser } from './recognisers/secrets.ts'
import type { Recogniser } from './recognisers/recogniser.ts'
import { createSpecialRecogniser, type TermGroup } from './recognisers/special.ts'
import { createPhraseIndex } from './scan-text.ts'
import { createScanner, spanOf, type Scanner } from './scanner.ts'
import { normalise } from './normalise.ts'
import { createVatRecogniser } from './recognisers/vat.ts'
import { createPieces, createTextField } from './text-field.ts'
import { readLexicon, type Lexicon } from './tagger/lexicon.ts'
import { createReader, createTaggerRecogniser, type Reader } from './tagger/tagger-recogniser.ts'
import { readModel, type Model } from './tagger/tagger.ts'
import { createWideNameRecogniser } from './tagger/wide-names.ts'
import { parseTypeRule, ruleError, type TypeRule } from './type-rule.ts'
import { fold } from './words.ts'

const RULES = new URL('../../../rules/', import.meta.url)
const PIECEWISE_FROM = 1 << 17
/** A text up to here may be a message by itself; up to there a value by itself. */
const ALONE_TO = 240
const BARE_TO = 64

export interface RuleSet {
  readonly rules: readonly TypeRule[]
  readonly names: NameWords
  readonly places: AddressWords
  readonly columns: ColumnReader
  readonly special: Readonly<Record<string, readonly TermGroup[]>>
  readonly topLevelDomains: ReadonlySet<string>
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
    const content = (name: string): string => {
      const read = readFileSync(new URL(name, folder), 'utf8')
      digest.update(`${name}\0${read}\0`)
      return read
    }
    const table = (name: string): unknown => JSON.parse(content(name))
    const words = createColumnWords(table('columns/words.json') as Record<string, Record<string, string>>)
    const lexicon = readLexicon(binary('lexicon.bin'))
    return {
      rules,
      lexicon,
      tagger: readModel(binary('tagger.bin')),
      special: table('special/terms.json') as RuleSet['special'],
      columns: createColumnReader(words, table('columns/names.json') as Record<string, NamePatterns>),
      places: createAddressWords(
        content('places/streets.json'),
        content('places/countries.txt'),
        content('places/regions.txt'),
        createPlaceLookup(lexicon),
      ),
      topLevelDomains: new Set(
        content('web/top-level-domains.txt')
          .split('\n')
          .filter((line) => !line.startsWith('#'))
          .join(' ')
          .split(/\s+/)
          .filter((one) => one !== ''),
      ),
      names: { given: list('given.txt'), family: list('family.txt'), common: list('common.txt') },
      digest: digest.digest('hex').slice(0, 12),
    }
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('rule/') === true) throw error
    throw ruleError('types-unreadable', { why: String((error as { code?: string }).code ?? 'unknown') }, error)
  }
}

/** The catalogue alone, without an engine to go with it. */
export function loadTypes(): readonly DetectorType[] {
  return loadRules().rules.map(detectorOf)
}

let own: Engine | undefined

/** The engine with the rules of the package. Made once a process: it keeps no state between texts and columns. */
export function createEngine(): Engine {
  own ??= engineOf(loadRules())
  return own
}

/** `sieve`: false for the plain reading of the whole text, which the sieve is held to. */
export function engineOf(set: RuleSet, anchors: (triggers: Uint8Array) => FindAnchors = createAnchors, sieve = true): Engine {
  // Quiet types last: those that a scan looks for keep their places without them.
  const types = compileRules([...set.rules.filter((rule) => !rule.quiet), ...set.rules.filter((rule) => rule.quiet)])
  const loud = types.filter((type) => !type.rule.quiet)
  const reader = createReader(set.lexicon, set.tagger)
  const listOf = new Map<Scanner, readonly Recogniser[]>()
  const scannerOf = (of: readonly Compiled[]): Scanner => {
    const make = (more: readonly Recogniser[]): Scanner => {
      const list = [...recognisersOf(of, set, reader), ...more]
      const made = createScanner(list, createPhraseIndex(of), anchors, sieve && more.length > 0)
      listOf.set(made, list)
      return made
    }
    // What is decoded inside a text is scanned by a scanner of its own: anchors and marks of the outer text stay as they are.
    let inner: Scanner | undefined
    return make([createEncodedRecogniser(of, (text) => (inner ??= make([])).spans(text, undefined, '', text.length <= ALONE_TO))])
  }
  const scanning = scannerOf(loud)
  let whole: Scanner | undefined
  const all = (): Scanner => (whole ??= scannerOf(types))
  // INVARIANT: what a scan is asked for by name it looks for; else quiet types cost it nothing.
  const asksQuiet = (only: ReadonlySet<string> | undefined): boolean =>
    only !== undefined && types.some((type) => type.rule.quiet && only.has(type.rule.id))
  const forInspect = (only: ReadonlySet<string> | undefined): Scanner => (only === undefined || asksQuiet(only) ? all() : scanning)
  const bare = createBare(types)
  /** The text is one value: all that it could be, unless a sure form was found in it. */
  const withBare = (text: string, spans: readonly Span[], only: ReadonlySet<string> | undefined): readonly Span[] => {
    const normal = normalise(text)
    const found = bare(normal.text)
    if (found.length === 0) return spans
    const more = found
      .filter((hit) => only === undefined || only.has(hit.type.rule.id))
      .flatMap((hit) => spanOf(hit, normal.origin))
      .filter((span) => !spans.some((one) => one.type === span.type))
    return [...spans, ...more].sort((a, b) => a.start - b.start || b.confidence - a.confidence)
  }
  return {
    version: `${packageVersion()}+${set.digest}`,
    types: types.map(({ rule }) => detectorOf(rule)),
    inspect: (text, options) => {
      const scanner = forInspect(options?.only)
      if (text.length <= BARE_TO) return withBare(text, scanner.spans(text, options?.only, '', true), options?.only)
      if (text.length < PIECEWISE_FROM) return scanner.spans(text, options?.only, '', text.length <= ALONE_TO)
      const out: Span[] = []
      const pieces = createPieces(
        (piece) => scanner.spans(piece, options?.only, ''),
        (span, _piece, base) => out.push(moved(span, base)),
      )
      pieces.add(text)
      pieces.end()
      return out
    },
    column: (context, options) =>
      asksQuiet(options?.only)
        ? createColumn(all(), listOf.get(all())!, types, set.columns, context, options?.only)
        : createColumn(scanning, listOf.get(scanning)!, loud, set.columns, context, options?.only),
    text: (context, options) =>
      asksQuiet(options?.only)
        ? createTextField(all(), types, context, options?.only)
        : createTextField(scanning, loud, context, options?.only),
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

function recognisersOf(types: readonly Compiled[], set: RuleSet, reader: Reader): readonly Recogniser[] {
  const of = (kind: string): readonly Compiled[] => types.filter((type) => type.rule.shape.kind === kind)
  const byId = (id: string): Compiled | undefined => types.find((type) => type.rule.id === id)
  return [
    createIdRecogniser(of('id')),
    ...of('iban').map(createIbanRecogniser),
    ...of('vat').map(createVatRecogniser),
    createCryptoRecogniser(of('crypto')),
    ...of('email').map(createEmailRecogniser),
    ...of('userinfo').map(createUserinfoRecogniser),
    ...of('phone').map(createPhoneRecogniser),
    ...of('ipv4').map(createIpv4Recogniser),
    ...of('ipv6').map(createIpv6Recogniser),
    ...of('mac').map(createMacRecogniser),
    createGarbledRecogniser([...of('email'), ...of('phone'), ...of('id')]),
    createPrefixRecogniser(of('prefix')),
    ...of('crypt').map(createCryptRecogniser),
    ...of('pem').map(createPemRecogniser),
    createAssignedRecogniser(of('assigned')),
    ...of('date').map(createDateRecogniser),
    ...of('age').map(createAgeRecogniser),
    ...of('moment').map(createMomentRecogniser),
    ...of('url').map((type) => createUrlRecogniser(type, set.topLevelDomains)),
    ...of('domain').map((type) => createDomainRecogniser(type, set.topLevelDomains)),
    ...of('title').map(createTitleRecogniser),
    ...of('job').map(createJobRecogniser),
    ...of('address').map((type) => createAddressRecogniser(type, byId('postal_code'), set.places)),
    ...[byId('postal_code')].filter((type) => type !== undefined).map(createPostcodeRecogniser),
    ...of('coordinates').map(createCoordinatesRecogniser),
    ...of('name').flatMap((type) => [createNameRecogniser(type, set.names), createWideNameRecogniser(type)]),
    createTaggerRecogniser({ person: of('name')[0], location: of('location')[0], organisation: of('organisation')[0] }, reader),
    createColumnRecogniser(of('column')),
    createSpecialRecogniser(types, set.special),
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
    structured: !['name', 'location', 'organisation', 'address', 'column', 'age', 'moment', 'url', 'domain', 'title', 'job'].includes(
      rule.shape.kind,
    ),
  }
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }).version
}
