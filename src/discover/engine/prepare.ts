// What can be worked out about rules before any text is read: words in compared form, numbered once for all rules, and what patterns can match. The
// slow part of making an engine; plain data, so that the build can keep it (rules-snapshot.ts). Owns no text.
import { patternReach, type PatternReach } from './pattern-reach.ts'
import { COUNTRY_WORDS, GENERAL_WORDS } from './general-words.ts'
import type { TypeRule } from './type-rule.ts'
import { phrase } from './words.ts'

export type Numbers = readonly number[] | Uint16Array

export interface PreparedType {
  /** phrases of context, the longest first */
  readonly words: Numbers
  readonly against: Numbers
  readonly general: Numbers
  readonly lands: Numbers
  /** among `names`; `weak` are joined already */
  readonly headers: Numbers
  readonly weak: Numbers
  readonly beside: Numbers
  readonly tables: Numbers
  readonly reach: PatternReach | undefined
}

/** What of a rule is needed beside that: its words are numbers now, its examples are for tests. */
export type RunRule = Omit<TypeRule, 'context' | 'headers' | 'weak' | 'against' | 'beside' | 'tables' | 'positives' | 'negatives'>

export interface PreparedRules {
  /** quiet ones last: those that a scan looks for keep their places without them */
  readonly rules: readonly RunRule[]
  readonly types: readonly PreparedType[]
  /** all phrases of all rules, by number */
  readonly texts: readonly string[]
  /** words of columns' and tables' names */
  readonly names: readonly string[]
}

// Said of numbers that look like an identifier and are none; each rule may add its own.
const AGAINST = [
  'order',
  'invoice',
  'tracking',
  'shipment',
  'parcel',
  'product',
  'sku',
  'ean',
  'gtin',
  'isbn',
  'issn',
  'ticket',
  'serial',
  'timestamp',
  'version',
  'build',
  'revision',
  'commit',
  'hash',
  'checksum',
  'uuid',
  'guid',
  'request id',
  'trace id',
  'session id',
  'transaction',
  'batch',
  'lot',
  'part number',
  'article',
  'bytes',
  'epoch',
  'bestellung',
  'bestellnummer',
  'rechnung',
  'rechnungsnummer',
  'auftrag',
  'auftragsnummer',
  'artikel',
  'artikelnummer',
  'sendung',
  'sendungsnummer',
  'vorgang',
  'commande',
  'facture',
  'colis',
  'suivi',
  'pedido',
  'factura',
  'envio',
  'ordine',
  'fattura',
  'spedizione',
  'zamowienie',
  'faktura',
  'przesylka',
  'bestelling',
  'factuur',
  'fatura',
  'encomenda',
].map(phrase)

/** `rules` in any order. */
export function prepareRules(rules: readonly TypeRule[]): PreparedRules {
  const texts = numbering()
  const names = numbering()
  const sorted = [...rules.filter((rule) => !rule.quiet), ...rules.filter((rule) => rule.quiet)]
  const types = sorted.map((rule): PreparedType => {
    const { shape } = rule
    const words = [...new Set(Object.values(rule.context).flat().map(phrase))].sort((a, b) => b.length - a.length)
    const headers = [...new Set([...words, ...rule.headers.map(phrase), ...rule.weak.map(phrase)])].sort((a, b) => b.length - a.length)
    const pattern = shape.kind === 'id' ? shape.compact : shape.kind === 'column' ? shape.value : undefined
    return {
      words: texts.of(words),
      against: texts.of([...AGAINST.filter((word) => !words.some((own) => own.includes(word))), ...rule.against.map(phrase)]),
      general: texts.of(
        rule.kind === undefined ? [] : (GENERAL_WORDS[rule.kind] ?? []).map(phrase).filter((word) => !words.includes(word)),
      ),
      lands: texts.of(rule.kind === undefined ? [] : rule.countries.flatMap((country) => COUNTRY_WORDS[country] ?? []).map(phrase)),
      headers: names.of(headers),
      weak: names.of(rule.weak.map((one) => phrase(one).replaceAll(' ', ''))),
      beside: names.of(rule.beside.map(phrase)),
      tables: names.of(rule.tables.map(phrase)),
      reach: pattern === undefined ? undefined : patternReach(pattern),
    }
  })
  return { rules: sorted.map(runRule), types, texts: texts.all, names: names.all }
}

function runRule(rule: TypeRule): RunRule {
  const { context: _c, headers: _h, weak: _w, against: _a, beside: _b, tables: _t, positives: _p, negatives: _n, ...run } = rule
  return run
}

function numbering(): { readonly all: readonly string[]; readonly of: (words: readonly string[]) => readonly number[] } {
  const all: string[] = []
  const numbers = new Map<string, number>()
  return {
    all,
    of: (words) =>
      words.map((word) => {
        let number = numbers.get(word)
        if (number === undefined) numbers.set(word, (number = all.push(word) - 1))
        return number
      }),
  }
}
