// Puts the engine together: rules compiled, a recogniser for each form. Reads nothing but the package's version: rules come from rule-set.ts, or from
// what the build worked out of them (engine-data.ts). Everything after is pure.
import { readFileSync } from 'node:fs'
import { createAnchors, type FindAnchors } from './anchors.ts'
import { createColumn } from './column.ts'
import { compileRules, type Compiled } from './compile.ts'
import { readEngineData, type EngineData } from './engine-data.ts'
import type { DetectorType, Engine, Span } from './engine.ts'
import { createAddressRecogniser } from './recognisers/address/address.ts'
import { createPostcodeRecogniser } from './recognisers/address/address-postcode.ts'
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
import { createNameRecogniser } from './recognisers/names.ts'
import { createMomentRecogniser } from './recognisers/moments.ts'
import { createJobRecogniser, createTitleRecogniser } from './recognisers/titles.ts'
import { createDomainRecogniser, createUrlRecogniser } from './recognisers/web.ts'
import { createPhoneRecogniser } from './recognisers/phone.ts'
import { createAssignedRecogniser, createCryptRecogniser, createPemRecogniser, createPrefixRecogniser } from './recognisers/secrets.ts'
import type { Recogniser } from './recognisers/recogniser.ts'
import { createSpecialRecogniser } from './recognisers/special.ts'
import { createPhraseIndex } from './scan-text.ts'
import { createScanner, spanOf, type Scanner } from './scanner.ts'
import { normalise } from './normalise.ts'
import type { Shape } from './type-rule.ts'
import { createVatRecogniser } from './recognisers/vat.ts'
import { createPieces, createTextField } from './text-field.ts'
import { createReader, createTaggerRecogniser, type Reader } from './tagger/tagger-recogniser.ts'
import { createWideNameRecogniser } from './tagger/wide-names.ts'
import type { RunRule } from './prepare.ts'
import { engineRulesOf, loadRules, type EngineRules } from './rule-set.ts'
import { readSnapshot } from './rules-snapshot.ts'

const PIECEWISE_FROM = 1 << 17
/** A text up to here may be a message by itself; up to there a value by itself. */
const ALONE_TO = 240
const BARE_TO = 64

/** The catalogue alone, without an engine to go with it. */
export function loadTypes(): readonly DetectorType[] {
  return (engineRules(readEngineData()) ?? loadRules()).prepared.rules.map(detectorOf).sort((a, b) => (a.id < b.id ? -1 : 1))
}

let own: Engine | undefined

/**
 * The engine with the rules of the package. Made once a thread: it keeps no state between texts and columns. `data`: what another thread has
 * read; null: it found nothing that could be used.
 */
export function createEngine(data?: EngineData | null): Engine {
  own ??= engineOf(engineRules(data === undefined ? readEngineData() : data) ?? loadRules())
  return own
}

/** undefined: there are no data, the rules themselves have to be read. */
export function engineRules(data: EngineData | null): EngineRules | undefined {
  if (data === null) return undefined
  const { prepared, tables } = readSnapshot(data.snapshot)
  return engineRulesOf(prepared, tables, data)
}

/** `sieve`: false for the plain reading of the whole text, which the sieve is held to. */
export function engineOf(set: EngineRules, anchors: (triggers: Uint8Array) => FindAnchors = createAnchors, sieve = true): Engine {
  const types = compileRules(set.prepared)
  const loud = types.filter((type) => !type.rule.quiet)
  const reader = createReader(set, set.tagger)
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
  let version: string | undefined
  let detectors: readonly DetectorType[] | undefined
  return {
    get version() {
      return (version ??= `${packageVersion()}+${set.digest}`)
    },
    get types() {
      return (detectors ??= types.map(({ rule }) => detectorOf(rule)))
    },
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

function recognisersOf(types: readonly Compiled[], set: EngineRules, reader: Reader): readonly Recogniser[] {
  const byKind = Map.groupBy(types, (type) => type.rule.shape.kind)
  const of = (kind: Shape['kind']): readonly Compiled[] => byKind.get(kind) ?? []
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

function detectorOf(rule: RunRule): DetectorType {
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

export { loadRules }
