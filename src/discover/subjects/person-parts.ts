// Which columns of a table say what about a person: how they are known, where they live, which language, whether a minor. Pure; names are
// read as words in several languages, values' types come from scans.
import type { FieldId } from '../../core/ids.ts'
import { EMAIL_SPACE, PHONE_SPACE } from './identity-types.ts'

export interface PartColumn {
  readonly name: string
  readonly field: FieldId
  readonly may: boolean
  readonly personal: boolean
  readonly types: readonly string[]
}

export interface PersonParts<C extends PartColumn = PartColumn> {
  /** columns whose value identifies a person in every store: e-mail, telephone, national numbers */
  readonly identities: readonly { readonly column: C; readonly space: string }[]
  readonly names: readonly C[]
  readonly birth: C | null
  readonly minor: C | null
  readonly country: C | null
  readonly state: C | null
  readonly postcode: C | null
  readonly lang: C | null
  /** street or postcode found by value: the table holds addresses of people */
  readonly address: boolean
}

const MAX_IDENTITIES = 8
const MAX_NAMES = 4

const WORDS = {
  country: /(^| )(country|land|pays|pais|paese|kraj|nation|countrycode|iso2|iso3|landcode|kraj kod)( code| iso| iso2| name)?$/,
  state: /(^| )(state|province|region|bundesland|us state|county state|provincia|estado)( code| name)?$/,
  postcode: /(^| )(zip|zipcode|zip code|postcode|post code|postal code|postalcode|plz|cp|code postal|cap|kod pocztowy)$/,
  lang: /(^| )(lang|language|locale|sprache|langue|idioma|lingua|jezyk|taal)( code)?$/,
  name: /^((full|first|last|given|family|middle|customer|contact|client|person|sur|fore) ?name|name|vorname|nachname|familienname|kundenname|nom|prenom|nombre|apellidos?|nome|cognome|imie|nazwisko|naam|voornaam|achternaam)$/,
  minor: /(^| )(minor|underage|under age|child|minderjahrig|mineur|is minor|is child)$/,
}

/** `national`: types of national numbers. Columns that may not be read are left out. */
export function personParts<C extends PartColumn>(columns: readonly C[], national: ReadonlySet<string>): PersonParts<C> {
  const open = columns.filter((column) => column.may)
  const identities: { column: C; space: string }[] = []
  for (const column of open) {
    const [type] = column.types
    if (type === 'email') identities.push({ column, space: EMAIL_SPACE })
    else if (type === 'phone') identities.push({ column, space: PHONE_SPACE })
    else {
      const number = column.types.slice(0, 2).find((each) => national.has(each))
      if (number !== undefined) identities.push({ column, space: number })
    }
  }
  const named = (words: RegExp): C | null => open.find((column) => words.test(nameWords(column.name))) ?? null
  const typed = (type: string): C | null => open.find((column) => column.types[0] === type) ?? null
  const typedNames = open.filter((column) => column.types[0] === 'person_name')
  return {
    identities: identities.slice(0, MAX_IDENTITIES),
    // A column called so, beside what identifies people, holds their names even where the scan was not sure.
    names: (typedNames.length > 0 || identities.length === 0
      ? typedNames
      : open.filter((column) => WORDS.name.test(nameWords(column.name)))
    ).slice(0, MAX_NAMES),
    birth: typed('birth_date'),
    minor: named(WORDS.minor),
    country: named(WORDS.country),
    state: named(WORDS.state),
    postcode: typed('postal_code') ?? named(WORDS.postcode),
    lang: named(WORDS.lang),
    address: typed('street_address') !== null || typed('postal_code') !== null,
  }
}

/** `shippingCountryCode`, `SHIPPING_COUNTRY` → `shipping country code`. */
export function nameWords(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** A table in which each row is a person, as far as its columns say: known by something, and by a name or a second thing. */
export function looksLikePeople(parts: PersonParts): boolean {
  const spaces = new Set(parts.identities.map(({ space }) => space))
  const strong = [...spaces].some((space) => space !== PHONE_SPACE)
  const named = parts.names.length > 0
  return strong
    ? named || spaces.size > 1 || parts.address || parts.birth !== null
    : named && (spaces.size > 0 || parts.birth !== null || parts.address)
}
