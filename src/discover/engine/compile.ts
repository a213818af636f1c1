// Makes rules ready to run: phrases in compared form, patterns compiled, indexes by layout and by first word. Owns no text.
import { chanceOf } from './checks.ts'
import { layoutHash, separatorBit } from './layout.ts'
import { patternReach, type PatternReach } from './pattern-reach.ts'
import { COUNTRY_WORDS, GENERAL_WORDS } from './general-words.ts'
import type { TypeRule } from './type-rule.ts'
import { phrase } from './words.ts'

export interface Phrases {
  /** ` word ` with outer spaces, the longest first */
  readonly list: readonly string[]
  readonly set: ReadonlySet<string>
  /** 1 for each of them, by the number that all phrases of all rules have */
  readonly has: Uint8Array
  /** all phrases of all rules, by number */
  readonly texts: readonly string[]
}

export interface Compiled {
  readonly rule: TypeRule
  /** ` word ` in compared form, for findContext */
  readonly phrases: Phrases
  readonly against: Phrases
  /** words for its kind of number in general (`tax number`); none when the rule has no kind */
  readonly general: Phrases
  /** names of its countries and what is of them */
  readonly lands: Phrases
  /** names of columns in compared form, without the outer spaces, and the same joined without any */
  readonly headers: readonly string[]
  readonly joinedHeaders: ReadonlySet<string>
  /** headers so common that they need their table or values: joined */
  readonly weak: ReadonlySet<string>
  readonly beside: readonly string[]
  readonly tables: readonly string[]
  /** anchored at both ends over the compact form (id) or the folded value (column); undefined for forms with code of their own */
  readonly pattern: RegExp | undefined
  /** what the pattern can match at all; undefined where there is none */
  readonly reach: PatternReach | undefined
  /** lengths of groups, by their hash */
  readonly layouts: ReadonlyMap<number, readonly number[]>
  readonly ranges: readonly (readonly [number, number, number])[]
  /** what may stand between its groups, as separatorBit */
  readonly separatorBits: number
  readonly chance: number
  readonly order: number
}

// More phrases than all rules have together; a table of this size a type.
const MOST_PHRASES = 8192

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

export function compileRules(rules: readonly TypeRule[]): readonly Compiled[] {
  const texts: string[] = []
  const numbers = new Map<string, number>()
  const phrasesOf = (words: readonly string[]): Phrases => {
    for (const word of words) {
      if (numbers.has(word)) continue
      numbers.set(word, texts.length)
      texts.push(word)
    }
    const has = new Uint8Array(MOST_PHRASES)
    for (const word of words) has[numbers.get(word)!] = 1
    return { list: words.map((word) => ` ${word} `), set: new Set(words), has, texts }
  }
  return rules.map((rule, order) => {
    const words = [...new Set(Object.values(rule.context).flat().map(phrase))].sort((a, b) => b.length - a.length)
    const headers = [...new Set([...words, ...rule.headers.map(phrase), ...rule.weak.map(phrase)])].sort((a, b) => b.length - a.length)
    const shape = rule.shape
    return {
      rule,
      phrases: phrasesOf(words),
      against: phrasesOf([...AGAINST.filter((word) => !words.some((own) => own.includes(word))), ...rule.against.map(phrase)]),
      headers,
      joinedHeaders: new Set(headers.map((header) => header.replaceAll(' ', ''))),
      weak: new Set(rule.weak.map((one) => phrase(one).replaceAll(' ', ''))),
      general: phrasesOf(
        rule.kind === undefined ? [] : (GENERAL_WORDS[rule.kind] ?? []).map(phrase).filter((word) => !words.includes(word)),
      ),
      lands: phrasesOf(rule.kind === undefined ? [] : rule.countries.flatMap((country) => COUNTRY_WORDS[country] ?? []).map(phrase)),
      beside: rule.beside.map(phrase),
      tables: rule.tables.map(phrase),
      pattern:
        shape.kind === 'id'
          ? new RegExp(`^(?:${shape.compact})$`)
          : shape.kind === 'column'
            ? new RegExp(`^(?:${shape.value})$`, 'u')
            : undefined,
      reach: shape.kind === 'id' ? patternReach(shape.compact) : shape.kind === 'column' ? patternReach(shape.value) : undefined,
      layouts: new Map(
        (shape.kind === 'id' ? shape.layouts : []).map((layout) => {
          const groups = layout.split('-').map(Number)
          return [layoutHash(groups), groups]
        }),
      ),
      ranges: shape.kind === 'id' ? (shape.ranges ?? []).map(rangeOf) : [],
      separatorBits:
        shape.kind === 'id'
          ? Array.from(shape.separators ?? '', (one) => separatorBit(one.charCodeAt(0))).reduce((bits, one) => bits | one, 0)
          : 0,
      chance: rule.check === undefined ? 1 : chanceOf(rule.check),
      order,
    }
  })
}

function rangeOf(text: string): readonly [number, number, number] {
  const [from, to] = text.split('-')
  return [from!.length, Number(from), Number(to ?? from)]
}

export { addToLayout, separatorBit } from './layout.ts'
