// What speaks against a type: a word that says something else, a table of things or of places, values that repeat or count. Owns these weights; how they
// are added to what speaks for it is in column-verdict.ts.
import type { Tally, TypeTally } from './column-tally.ts'
import type { NameEvidence } from './column-name.ts'
import type { Part } from './evidence.ts'

/** Two values only, which say yes and no. */
export function isFlag(tally: Tally): boolean {
  if (/^bool|^bit\(1\)|^tinyint\(1\)/i.test(tally.context.declared ?? '')) return true
  return (
    tally.few !== undefined &&
    tally.few.size <= 2 &&
    [...tally.few].every((one) => /^(?:0|1|t|f|true|false|y|n|yes|no|ja|nein|oui|non|si|on|off)$/i.test(one))
  )
}

export function addLowered(parts: Part[], tally: Tally, entry: TypeTally, name: NameEvidence, checked: boolean): void {
  const n = tally.nonEmpty
  const { type } = entry
  const { kind } = type.rule.shape
  const lower = (text: string, odds: number): void => {
    parts.push({ rule: 'lowered', text, odds })
  }
  if (name.turned !== undefined)
    lower(`\`${name.turned}\` in the name makes it about something else`, type.rule.rarity === 'high' ? -0.6 : -2)
  if (name.kind === 'none' && kind !== 'column') {
    const other = otherName(tally)
    if (other !== undefined && type.rule.rarity !== 'high') lower(`\`${other}\` in the name says something else`, -4)
  }
  const weak = name.kind !== 'none' && name.weak
  const people = tally.table.people !== undefined && tally.table.thing === undefined
  if (kind === 'name' && (weak || name.kind === 'none')) {
    // The driver in a table of lorries is a person all the same, where the values are names.
    if (tally.table.thing !== undefined)
      lower(
        `\`${tally.table.thing}\` is a table of things`,
        name.kind !== 'none' && !GENERIC.test(name.words) && entry.passed > n * 0.3 ? -0.5 : -4.5,
      )
    else if (
      !people &&
      tally.people.length === 0 &&
      entry.passed < n * 0.5 &&
      (name.kind === 'none' || name.kind === 'inside' || GENERIC.test(name.words))
    )
      lower('most values are no known names, and no neighbour is about a person', -2)
  } else if (weak && !checked && type.rule.rarity !== 'high' && !people && name.table === undefined && name.beside.length === 0) {
    if (tally.people.length === 0 && (tally.context.siblings?.length ?? 0) > 1) lower('no neighbour is about a person', -1)
  }
  const { thing } = tally.table
  if (kind === 'name' && name.kind !== 'none' && !weak && thing !== undefined && n >= 20 && entry.passed < n * 0.05)
    lower(`\`${thing}\` is a table of things, and hardly a value is a known name`, -4)
  if (type.rule.id === 'income' && tally.few !== undefined && n >= 20 && tally.longest <= 2)
    lower('a few small numbers: an enumeration', -4)
  if (type.rule.id === 'city' && CODE.test(tally.nameWords) && tally.longest <= 6) lower('codes, not names of towns', -4)
  if (weak && kind === 'column' && thing !== undefined && name.beside.length === 0 && !OF_LOGS.has(type.rule.id))
    lower(`\`${thing}\` is a table of things`, -3)
  if (type.rule.id === 'username' && (tally.uuid > n / 2 || tally.hexLike > n / 2)) lower('keys, not names', -8)
  if (
    weak &&
    (type.rule.id === 'username' || kind === 'name') &&
    n >= 20 &&
    tally.few !== undefined &&
    tally.few.size <= 8 &&
    entry.passed < n * 0.5
  )
    lower(`the same ${tally.few.size} values again and again`, kind === 'name' ? -1 : -2)
  if (weak && kind === 'address' && n >= 50 && tally.few !== undefined && tally.few.size <= 6)
    lower(`the same ${tally.few.size} values again and again`, -3)
  if (type.rule.id === 'gender' && n >= 20 && tally.few === undefined) lower('more than a few different values', -4)
  if (kind === 'name' && tally.firms > n * 0.15) lower(`${number(tally.firms)} of the values end like names of companies`, -4.5)
  const { venue } = tally.table
  if (venue !== undefined && OF_PLACES.has(type.rule.id) && (kind !== 'name' || weak || name.kind === 'none'))
    lower(`\`${venue}\` is a table of places that are nobody’s home`, -9)
  if (isFlag(tally) && n > 3) lower('two values only: a flag', -5)
  const declared = tally.context.declared ?? ''
  if (/^timestamp|^datetime/i.test(declared) && kind !== 'date') lower(`declared ${declared.slice(0, 20)}`, -5)
  if (/^timestamp|^datetime/i.test(declared) && kind === 'date' && tally.dateTime > n / 2) lower('times of day with it', -1)
  const identifies = kind === 'id' || kind === 'iban' || kind === 'email' || kind === 'phone'
  if (identifies && n >= 100 && tally.few !== undefined) lower(`the same ${tally.few.size} values again and again`, -2.5)
  const numbered = (kind === 'id' && !checked) || type.rule.id === 'record_number' || type.rule.id === 'street_address'
  if (numbered && tally.integer === n && n > 5 && tally.rising > n * 0.95 && tally.context.key === 'primary') lower('a rising key', -5)
  if (tally.context.key === 'foreign' && numbered) lower('refers to another table', -1.5)
  if (kind === 'coordinates' && tally.table.people === undefined && tally.people.length === 0)
    lower('a place that is not said to be a person’s', -6)
  if (OF_DEVICES.has(type.rule.id) && tally.table.thing !== undefined && refersTo(tally) === undefined)
    lower(`\`${tally.table.thing}\` is a table of things`, -4)
}

/** Of a shop, a depot or a station these are nobody's. */
export const OF_PLACES = new Set(['street_address', 'city', 'postal_code', 'person_name', 'coordinates'])
/** A log is a table of things about people. */
const OF_LOGS = new Set(['username', 'online_identifier', 'user_agent'])
export const OF_DEVICES = new Set(['device_identifier'])

const CODE = /(?:^| )(?:code|codes|cd|cod|kod|codigo|codice)(?: |$)/
/** The neighbour that says whose the row is: `user_id`, `customerId`, `kunde_nr`. */
const REFERS =
  /^(?:.{0,40}[_ ])?(?:user|usr|customer|cust|client|member|patient|person|player|subscriber|visitor|employee|emp|account|kunden?|klient|klant|mitglied|utilisateur|usuario|cliente|utente|uzytkownik|pracownik)[_ ]?(?:id|nr|no|uid|uuid|key)$/i
export function refersTo(tally: Tally): string | undefined {
  return tally.context.siblings?.find((one) => REFERS.test(one)) ?? tally.people[0]
}

/** A name of anything. */
const GENERIC = /^(?:names?|nme?|nom|nombre|nome|naam|namn|navn|nimi|nev|nume|first|last|given)$/

const OTHER_NAMES =
  /(?:^| )(?:fw|firmware|ver|release|order|invoice|tracking|product|sku|ean|gtin|isbn|upc|barcode|serial|timestamp|version|build|checksum|amount|price|cost|total|balance|qty|quantity|latency|duration|bytes|size|epoch|bestellnummer|rechnungsnummer|artikelnummer|preis|betrag|menge|prix|montant|precio|importe|prezzo|importo|cena|kwota|prijs|bedrag|preco|valor)(?: |$)/

function otherName(tally: Tally): string | undefined {
  return OTHER_NAMES.exec(tally.nameWords)?.[0].trim()
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}
