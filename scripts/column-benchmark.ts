// Small schemas in eight languages, values made from a seed, for the golden file and the tests of columns: what was right once stays right. The
// benchmark that the score prints is in bench/columns/.
import { createHash } from 'node:crypto'

export interface BenchColumn {
  readonly schema: string
  readonly table: string
  readonly name: string
  readonly declared: string
  readonly siblings: readonly string[]
  readonly key?: 'primary' | 'foreign'
  readonly values: readonly string[]
  /** the type a person would name, or null: not about a person */
  readonly truth: string | null
  readonly part: 'train' | 'test'
}

const ROWS = 200
let state = 8
const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1))
const pick = <T>(list: readonly T[]): T => list[int(0, list.length - 1)]!
const digits = (n: number): string => Array.from({ length: n }, () => int(0, 9)).join('')
const two = (n: number): string => String(n).padStart(2, '0')

const GIVEN =
  'Anna Peter Laura Jonas Marie Pierre Sofia Marco Julia Piotr Katarzyna Sander João Inês Carmen Luis Thomas Emily Olivia Noah Hannah Lukas Chiara Agnieszka'.split(
    ' ',
  )
const FAMILY =
  'Schmidt Keller Dubois Moreau Rossi Ferrari Nowak Kowalska Visser Bakker Silva Costa García Romero Brown Wilson Taylor Evans Lindqvist Berger Fontana Mazur Dekker Alves'.split(
    ' ',
  )
const CITY =
  'Berlin Hamburg Paris Lyon Roma Torino Kraków Gdańsk Utrecht Leiden Porto Braga Sevilla Bilbao Leeds Bristol Austin Denver'.split(' ')
const STREET = [
  'Lindenweg',
  'Hauptstraße',
  'rue Pasteur',
  'Via Verdi',
  'ul. Polna',
  'Kerkstraat',
  'Rua Nova',
  'Calle Real',
  'Oak Avenue',
  'Mill Lane',
]
const WORDS = 'blue oak steel lamp desk chair cotton glass paper light green small large classic modern'.split(' ')
const luhn = (body: string): string => {
  let sum = 0
  for (let i = 0; i < body.length; i++) {
    let d = Number(body[body.length - 1 - i])
    if (i % 2 === 0 && (d *= 2) > 9) d -= 9
    sum += d
  }
  return body + String((10 - (sum % 10)) % 10)
}
const iban = (country: string, length: number): string => {
  const body = digits(length - 4)
  let rest = 0
  for (const char of `${body}${country.charCodeAt(0) - 55}${country.charCodeAt(1) - 55}00`) rest = (rest * 10 + Number(char)) % 97
  return `${country}${two(98 - rest)}${body}`
}
const pesel = (): string => {
  const body = `${two(int(40, 99))}${two(int(1, 12))}${two(int(1, 28))}${digits(4)}`
  const sum = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3].reduce((total, weight, i) => total + weight * Number(body[i]), 0)
  return body + String((10 - (sum % 10)) % 10)
}
const bsn = (): string => {
  for (;;) {
    const body = String(int(1, 9)) + digits(8)
    if ([9, 8, 7, 6, 5, 4, 3, 2, -1].reduce((total, weight, i) => total + weight * Number(body[i]), 0) % 11 === 0) return body
  }
}
const dni = (): string => {
  const body = digits(8)
  return body + 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(body) % 23]!
}

let serial = 0
let notes = 0
const MAKE: Record<string, () => string> = {
  given: () => pick(GIVEN),
  family: () => pick(FAMILY),
  full: () => `${pick(GIVEN)} ${pick(FAMILY)}`,
  email: () =>
    `${pick(GIVEN)}.${pick(FAMILY)}${int(1, 99)}@example.${pick(['org', 'com', 'net'])}`
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase(),
  phoneE: () => `+${pick(['49', '33', '34', '39', '48', '31', '351', '44'])}${int(1, 9)}${digits(9)}`,
  phoneN: () => `0${int(1, 9)}${digits(2)} ${digits(3)} ${digits(4)}`,
  street: () => `${pick(STREET)} ${int(1, 120)}`,
  city: () => pick(CITY),
  zip5: () => String(int(1, 9)) + digits(4),
  zipPl: () => `${digits(2)}-${digits(3)}`,
  zipNl: () => `${int(1, 9)}${digits(3)} ${pick(['AB', 'KL', 'XW'])}`,
  zipPt: () => `${int(1, 9)}${digits(3)}-${digits(3)}`,
  birth: () => `${int(1940, 2005)}-${two(int(1, 12))}-${two(int(1, 28))}`,
  birthDe: () => `${two(int(1, 28))}.${two(int(1, 12))}.${int(1940, 2005)}`,
  gender: () => pick(['m', 'f']),
  age: () => String(int(18, 90)),
  card: () => luhn(`4${digits(14)}`),
  exp: () => `${two(int(1, 12))}/${int(26, 31)}`,
  cvv: () => digits(3),
  ssn: () => `${int(100, 665)}-${two(int(1, 99))}-${String(int(1, 9999)).padStart(4, '0')}`,
  ibanDe: () => iban('DE', 22),
  ibanPl: () => iban('PL', 28),
  pesel,
  bsn,
  dni,
  ip: () => `${int(11, 99)}.${int(0, 255)}.${int(0, 255)}.${int(1, 254)}`,
  diagnosis: () => pick(['Asthma', 'Hypertonie', 'Diabetes Typ 2', 'Migraine', 'J45.9']),
  religion: () => pick(['catholic', 'protestant', 'none', 'muslim', 'jewish']),
  hash: () => `$2b$12$${Array.from({ length: 53 }, () => pick([...'abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789'])).join('')}`,
  noteMail: () =>
    random() < 0.1 ? `customer wrote from ${MAKE['email']!()} again` : `called back about the ${pick(WORDS)} ${pick(WORDS)} order`,
  id: () => String(++serial),
  ref: () => String(int(1, 5000)),
  uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  sha: () => hex(64),
  price: () => `${int(1, 900)}.${digits(2)}`,
  cents: () => String(int(100, 99_999)),
  qty: () => String(int(1, 12)),
  bool: () => pick(['0', '1']),
  boolT: () => pick(['t', 'f']),
  stamp: () => `2026-${two(int(1, 12))}-${two(int(1, 28))} ${two(int(0, 23))}:${two(int(0, 59))}:${two(int(0, 59))}`,
  date: () => `2026-${two(int(1, 12))}-${two(int(1, 28))}`,
  status: () => pick(['open', 'paid', 'sent', 'closed']),
  currency: () => pick(['EUR', 'PLN', 'USD']),
  country: () => pick(['DE', 'FR', 'PL', 'ES']),
  sku: () => `${pick(['AB', 'CX', 'QQ'])}-${digits(5)}`,
  product: () => `${pick(WORDS)} ${pick(WORDS)} ${int(10, 90)}`.replace(/^./, (c) => c.toUpperCase()),
  order16: () => digits(16),
  order9: () => digits(9),
  order10: () => String(int(1, 9)) + digits(9),
  order11: () => digits(11),
  version: () => `${int(0, 9)}.${int(0, 30)}.${int(0, 99)}.${int(0, 999)}`,
  epoch: () => `17${digits(8)}`,
  lat: () => `${int(40, 59)}.${digits(6)}`,
  url: () => `https://shop.example.com/p/${digits(6)}`,
  file: () => `${pick(WORDS)}_${digits(3)}.pdf`,
  text: () => `${pick(WORDS)} ${pick(WORDS)} with ${pick(WORDS)} ${pick(WORDS)}`,
  year: () => pick(['2022', '2023', '2024', '2025']),
  percent: () => `0.${digits(2)}`,
  language: () => pick(['de', 'en', 'fr']),
  phoneKind: () => pick(['mobile', 'home', 'work']),
  ean: () => `40${digits(11)}`,
  weight: () => `${int(1, 40)}.${digits(1)}`,
  tool: () => `${pick(['Feile', 'Pinsel', 'Hobel', 'Rosa', 'Sessel'])} ${pick(['fein', 'Klein', 'Groß', 'Weiß', 'lang'])}`,
  order13: () => digits(13),
  millis: () => `17${digits(11)}`,
  sha1: () => hex(40),
  noteCard: () =>
    ++notes % 50 === 0
      ? `he paid with ${MAKE['card']!()} at the desk`
      : `parcel ${digits(11)} with the ${pick(WORDS)} ${pick(WORDS)} was late`,
  noteLot: () => `unit ${digits(16)} of the ${pick(WORDS)} ${pick(WORDS)} came back`,
}
const hex = (n: number): string => Array.from({ length: n }, () => int(0, 15).toString(16)).join('')

// table: columns as `name:kind[:truth]`; a kind of personal data has its truth by TRUTH below
const TRUTH: Record<string, string> = {
  given: 'person_name',
  family: 'person_name',
  full: 'person_name',
  email: 'email',
  phoneE: 'phone',
  phoneN: 'phone',
  street: 'street_address',
  city: 'city',
  zip5: 'postal_code',
  zipPl: 'postal_code',
  zipNl: 'postal_code',
  zipPt: 'postal_code',
  birth: 'birth_date',
  birthDe: 'birth_date',
  gender: 'gender',
  age: 'age',
  card: 'card_number',
  exp: 'card_expiry',
  cvv: 'cvv',
  ssn: 'us_ssn',
  ibanDe: 'iban',
  ibanPl: 'iban',
  pesel: 'pl_pesel',
  bsn: 'nl_bsn',
  dni: 'es_dni_nie',
  ip: 'ipv4',
  diagnosis: 'health',
  religion: 'religion',
  noteMail: 'email',
  noteCard: 'card_number',
}

const SCHEMAS: Record<string, Record<string, string>> = {
  shop_en: {
    customers:
      'id:id first_name:given last_name:family email:email phone:phoneE dob:birth email_verified:bool created_at:stamp loyalty_points:qty country_code:country password_hash:hash',
    addresses: 'id:id customer_id:ref line1:street city:city zip:zip5 country:country is_default:boolT',
    payments: 'id:id order_id:ref card_no:card card_exp:exp cvv:cvv amount_cents:cents currency:currency status:status processed_at:stamp',
    products: 'id:id name:product sku:sku price:price stock:qty description:text image_url:url ean:ean weight_kg:weight',
  },
  kunden_de: {
    kunde:
      'kundennr:id vorname:given nachname:family geburtsdatum:birthDe telefon:phoneN email:email anrede:gender newsletter:bool angelegt_am:stamp',
    anschrift: 'id:id strasse:street plz:zip5 ort:city land:country',
    bank: 'id:id iban:ibanDe kontoinhaber:full betrag:price',
    artikel: 'artikelnr:order9 bezeichnung:product preis:price lagerbestand:qty gewicht:weight status:status',
  },
  clinic_fr: {
    patients:
      'id:id nom:family prenom:given date_naissance:birth sexe:gender telephone:phoneE courriel:email diagnostic:diagnosis groupe:status cree_le:stamp',
    adresses: 'id:id rue:street code_postal:zip5 ville:city pays:country',
    rendez_vous: 'id:id patient_id:ref date:date duree:qty note:text statut:status prix:price',
  },
  crm_es: {
    clientes: 'id:id nombre:given apellidos:family dni:dni correo:email movil:phoneE fecha_nacimiento:birth sexo:gender activo:bool',
    direcciones: 'id:id calle:street ciudad:city codigo_postal:zip5 pais:country',
    pedidos: 'numero_pedido:order10 cliente_id:ref importe:price estado:status fecha:date moneda:currency',
    comentarios: 'id:id nota:noteMail idioma:language puntos:qty',
  },
  hotel_it: {
    ospiti: 'id:id nome:given cognome:family data_nascita:birth telefono:phoneE email:email sesso:gender eta:age',
    indirizzi: 'id:id indirizzo:street citta:city cap:zip5 nazione:country',
    camere: 'id:id numero:qty tipo:status prezzo:price piano:qty attiva:boolT codice:sku',
  },
  urzad_pl: {
    osoby: 'id:id imie:given nazwisko:family pesel:pesel data_urodzenia:birth telefon:phoneE adres_email:email plec:gender',
    adresy: 'id:id ulica:street miasto:city kod_pocztowy:zipPl',
    wnioski: 'numer_wniosku:order11 osoba_id:ref kwota:price data_zlozenia:date status:status konto:ibanPl wersja:version',
  },
  vereniging_nl: {
    leden:
      'lidnr:id voornaam:given achternaam:family bsn:bsn geboortedatum:birth email:email telefoonnummer:phoneN geslacht:gender actief:bool',
    adressen: 'id:id straat:street postcode:zipNl woonplaats:city',
    contributie: 'id:id lid_id:ref bedrag:price jaar:year betaald:bool factuurnummer:order9 betaaldatum:date',
  },
  escola_pt: {
    alunos:
      'id:id nome:full data_nascimento:birth morada:street localidade:city codigo_postal:zipPt telemovel:phoneE email:email sexo:gender',
    turmas: 'id:id codigo:sku ano_letivo:year vagas:qty sala:qty',
  },
  platform_en: {
    users:
      'uid:uuid userName:full emailAddress:email mobileNumber:phoneE lastLoginIp:ip gender:gender religion:religion emailVerified:bool phoneType:phoneKind tokenVersion:qty updatedAt:stamp locale:language',
    hr: 'emp_id:id ssn:ssn full_name:full salary_band:status hired_on:date',
    events:
      'event_id:uuid trace_hash:sha ts:epoch latency_ms:qty app_version:version order_number:order16 ratio:percent file_name:file url:url',
    shops: 'shop_id:id lat:lat lng:lat opening_year:year rating:percent',
    academic: 'academic_year_code:year course_code:sku credits:qty acid_level:percent public_flag:bool capacity:qty',
    shipments:
      'tracking_no:order16 carrier:status parcel_no:order9 weight:weight email_count:qty phone_verified:boolT address_count:qty name_length:qty card_type:currency',
  },
  // Added later, after faults were seen: all of it is train.
  more_werkstatt_de: {
    werkzeuge: 'id:id name:tool charge:order16 gtin:ean pruefsumme:sha1 gemessen:weight erstellt_ms:millis',
    zahlungen: 'id:id kartennummer:card gueltig_bis:exp:card_expiry betrag:price freigabe:boolT',
  },
  more_socios_es: {
    socios: 'id:id nombre:given apellidos:family cp:zip5 carnet:order10 alta:date',
    limites: 'id:id cp:zip5:none minimo:qty maximo:qty',
    suscripciones: 'id:id num_tarjeta:card caducidad:exp importe:price cupon:sku',
  },
  more_studio_it: {
    prodotti: 'id:id nome:tool:none lotto:order16 peso:weight prezzo:price',
    iscritti: 'id:id nome:given cognome:family cap:zip5 comune:city tessera:order11:record_number',
  },
  more_magazyn_pl: {
    towary: 'id:id name:tool partia:order13 waga:weight wartosc:cents skladnik:sku',
    karty: 'id:id numer_karty:card wazna_do:exp limit_kwoty:cents',
  },
  more_jobs_en: {
    uploads:
      'id:uuid b:order10 c:order11 d:order9 e:order13 f:order16 digest:sha1 build:version started_ms:millis remarks:noteCard report:noteLot',
    documents: 'id:id emails[]:email contact.phones[].value:phoneN tags[]:status parts[].sku:sku',
  },
}

export function columnBenchmark(): readonly BenchColumn[] {
  state = 8
  serial = 0
  notes = 0
  const out: BenchColumn[] = []
  for (const [schema, tables] of Object.entries(SCHEMAS)) {
    for (const [table, list] of Object.entries(tables)) {
      const columns = list.split(' ').map((one) => one.split(':') as [string, string, string?])
      for (const [name, kind, said] of columns) {
        const digest = createHash('sha256').update(`${schema}.${table}.${name}`).digest()
        out.push({
          schema,
          table,
          name,
          declared: /^(?:id|ref|qty|cents|epoch|bool|age)$/.test(kind)
            ? 'int8'
            : kind === 'stamp'
              ? 'timestamptz'
              : kind === 'boolT'
                ? 'bool'
                : kind === 'birth' || kind === 'date'
                  ? 'date'
                  : 'text',
          siblings: columns.map(([other]) => other).filter((other) => other !== name),
          ...(kind === 'id' ? { key: 'primary' as const } : kind === 'ref' ? { key: 'foreign' as const } : {}),
          values: Array.from({ length: ROWS }, () => MAKE[kind]!()),
          truth: said === 'none' ? null : (said ?? TRUTH[kind] ?? null),
          part: digest[0]! < 102 && !schema.startsWith('more_') ? 'test' : 'train',
        })
      }
    }
  }
  return out
}
