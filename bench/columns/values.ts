// Makes the values of the benchmark's columns from a seed: one kind of data each, by the schema's language. Knows nothing of the engine: check digits are
// computed here again, words are those of locales.ts. `truth` is what a person who knows the data would say of such a column; a schema may say otherwise.
import { LOCALES, type Locale } from './locales.ts'

export interface Dice {
  readonly random: () => number
  readonly int: (low: number, high: number) => number
  readonly pick: <T>(list: readonly T[]) => T
  readonly digits: (length: number) => string
}

export function createDice(seed: number): Dice {
  let state = seed | 0
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1))
  return {
    random,
    int,
    pick: (list) => list[int(0, list.length - 1)]!,
    digits: (length) => Array.from({ length }, () => int(0, 9)).join(''),
  }
}

export interface Kind {
  /** the type a person would name; null: nobody's; `open`: people differ, not counted */
  readonly truth: string | null
  readonly declared?: string
  readonly make: (d: Dice, l: Locale, i: number) => string
}

const two = (n: number): string => String(n).padStart(2, '0')
const ascii = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ł/g, 'l')
    .replace(/Ł/g, 'L')
    .replace(/ø/gi, 'o')
    .replace(/æ/gi, 'ae')
    .replace(/ß/g, 'ss')
    .replace(/ı/g, 'i')
const upperAscii = (text: string): string => ascii(text).toUpperCase()
/** 9: a digit, A: a capital */
const fill = (d: Dice, form: string): string =>
  form.replace(/[9A]/g, (c) => (c === '9' ? String(d.int(0, 9)) : 'BCDFGHJKLMNPRSTVWXZ'[d.int(0, 18)]!))
const hex = (d: Dice, n: number): string => Array.from({ length: n }, () => d.int(0, 15).toString(16)).join('')
const day = (d: Dice, low: number, high: number): [number, number, number] => [d.int(low, high), d.int(1, 12), d.int(1, 28)]
const iso = ([y, m, t]: readonly [number, number, number]): string => `${y}-${two(m)}-${two(t)}`
const stamp = (d: Dice): string => `${iso(day(d, 2021, 2026))} ${two(d.int(0, 23))}:${two(d.int(0, 59))}:${two(d.int(0, 59))}`
const given = (d: Dice, l: Locale): string => d.pick(l.given)
const family = (d: Dice, l: Locale): string => d.pick(l.family)
const full = (d: Dice, l: Locale): string => `${given(d, l)} ${family(d, l)}`
const street = (d: Dice, l: Locale): string =>
  l.numberFirst ? `${d.int(1, 190)} ${d.pick(l.streets)}` : `${d.pick(l.streets)} ${d.int(1, 190)}${d.random() < 0.1 ? 'a' : ''}`
const mail = (d: Dice, l: Locale): string =>
  `${ascii(given(d, l)).toLowerCase()}${d.pick(['.', '_', ''])}${ascii(family(d, l))
    .toLowerCase()
    .replace(
      /[^a-z-]/g,
      '',
    )}${d.random() < 0.4 ? d.int(1, 99) : ''}@${d.pick(['mail.example', 'post.example.net', 'example.org', 'web.example.com'])}`
const phone = (d: Dice, l: Locale): string => fill(d, d.pick(l.phones)).replaceAll('A', '')
const phoneE = (d: Dice, l: Locale): string => `+${l.prefix}${d.int(2, 9)}${d.digits(8)}`

const weighted = (body: string, weights: readonly number[]): number => weights.reduce((sum, weight, i) => sum + weight * Number(body[i]), 0)
const luhn = (body: string): string => {
  let sum = 0
  for (let i = 0; i < body.length; i++) {
    let n = Number(body[body.length - 1 - i])
    if (i % 2 === 0 && (n *= 2) > 9) n -= 9
    sum += n
  }
  return body + String((10 - (sum % 10)) % 10)
}
const mod97 = (text: string): number => {
  let rest = 0
  for (const char of text) rest = (rest * (/\d/.test(char) ? 10 : 100) + (/\d/.test(char) ? Number(char) : char.charCodeAt(0) - 55)) % 97
  return rest
}
const IBAN_LENGTHS: Record<string, number> = {
  '44': 22,
  '49': 22,
  '33': 27,
  '34': 24,
  '39': 27,
  '48': 28,
  '31': 18,
  '351': 25,
  '46': 24,
  '45': 18,
  '90': 26,
}
const IBAN_COUNTRY: Record<string, string> = {
  '44': 'GB',
  '49': 'DE',
  '33': 'FR',
  '34': 'ES',
  '39': 'IT',
  '48': 'PL',
  '31': 'NL',
  '351': 'PT',
  '46': 'SE',
  '45': 'DK',
  '90': 'TR',
}
const iban = (d: Dice, l: Locale): string => {
  const country = IBAN_COUNTRY[l.prefix] ?? 'DE'
  const length = (IBAN_LENGTHS[l.prefix] ?? 22) - 4
  const body =
    country === 'NL'
      ? `RABO${d.digits(10)}`
      : country === 'GB'
        ? `BARC${d.digits(14)}`
        : country === 'IT'
          ? `X${d.digits(22)}`
          : d.digits(length)
  return `${country}${two(98 - mod97(`${body}${country}00`))}${body}`
}
const until = (make: () => string | undefined): string => {
  for (;;) {
    const made = make()
    if (made !== undefined) return made
  }
}
const pesel = (d: Dice): string => {
  const body = `${two(d.int(30, 99))}${two(d.int(1, 12))}${two(d.int(1, 28))}${d.digits(4)}`
  return body + String((10 - (weighted(body, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10)
}
const nip = (d: Dice): string =>
  until(() => {
    const body = `${d.int(1, 9)}${d.digits(8)}`
    const check = weighted(body, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11
    return check === 10 ? undefined : body + String(check)
  })
const bsn = (d: Dice): string =>
  until(() => {
    const body = `${d.int(1, 9)}${d.digits(8)}`
    return weighted(body, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0 ? body : undefined
  })
const dni = (d: Dice): string => {
  const body = d.digits(8)
  return body + 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(body) % 23]!
}
const nif = (d: Dice): string => {
  const body = `${d.pick(['1', '2'])}${d.digits(7)}`
  const rest = weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
  return body + String(rest < 2 ? 0 : 11 - rest)
}
const nir = (d: Dice): string => {
  const body = `${d.pick(['1', '2'])}${two(d.int(40, 99))}${two(d.int(1, 12))}${two(d.int(1, 95))}${String(d.int(1, 899)).padStart(3, '0')}${String(d.int(1, 899)).padStart(3, '0')}`
  return body + two(97 - Number(BigInt(body) % 97n))
}
const CF_ODD: Record<string, number> = {}
;[1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23].forEach(
  (n, i) => (CF_ODD[String.fromCharCode(65 + i)] = n),
)
;[1, 0, 5, 7, 9, 13, 15, 17, 19, 21].forEach((n, i) => (CF_ODD[String(i)] = n))
const codiceFiscale = (d: Dice): string => {
  const letter = (n: number): string => Array.from({ length: n }, () => d.pick([...'BCDFGLMNPRSTVZ'])).join('')
  const body = `${letter(6)}${two(d.int(40, 99))}${d.pick([...'ABCDEHLMPRST'])}${two(d.int(1, 28))}${d.pick([...'ABCDEFGHL'])}${d.digits(3)}`
  const sum = [...body].reduce((all, c, i) => all + (i % 2 === 0 ? CF_ODD[c]! : /\d/.test(c) ? Number(c) : c.charCodeAt(0) - 65), 0)
  return body + String.fromCharCode(65 + (sum % 26))
}
const partitaIva = (d: Dice): string => luhn(`0${d.digits(9)}`)
const steuerId = (d: Dice): string =>
  until(() => {
    // ten digits in which one digit stands twice
    const pool = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    const body = Array.from({ length: 9 }, () => pool.splice(d.int(0, pool.length - 1), 1)[0]!)
    body.splice(d.int(1, 8), 0, body[d.int(0, 8)]!)
    if (body[0] === 0 || /(\d)\1\1/.test(body.join(''))) return undefined
    let product = 10
    for (const digit of body) {
      let sum = (digit + product) % 10
      if (sum === 0) sum = 10
      product = (2 * sum) % 11
    }
    const check = 11 - product === 10 ? 0 : 11 - product
    return `${body.join('')}${check}`
  })
const nhs = (d: Dice): string =>
  until(() => {
    const body = `${d.int(4, 7)}${d.digits(8)}`
    const check = 11 - (weighted(body, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)
    return check === 10 ? undefined : body + String(check === 11 ? 0 : check)
  })
const personnummer = (d: Dice): string => {
  const body = luhn(`${two(d.int(40, 99))}${two(d.int(1, 12))}${two(d.int(1, 28))}${d.digits(3)}`)
  return `${body.slice(0, 6)}-${body.slice(6)}`
}
const tckn = (d: Dice): string => {
  const n = [d.int(1, 9), ...Array.from({ length: 8 }, () => d.int(0, 9))] as number[]
  const ten = ((((n[0]! + n[2]! + n[4]! + n[6]! + n[8]!) * 7 - (n[1]! + n[3]! + n[5]! + n[7]!)) % 10) + 10) % 10
  return [...n, ten, (n.reduce((a, b) => a + b, 0) + ten) % 10].join('')
}
const residentId = (d: Dice): string => {
  const body = `${d.pick(['110101', '440305', '330106', '510104'])}${d.int(1950, 2004)}${two(d.int(1, 12))}${two(d.int(1, 28))}${d.digits(3)}`
  return body + '10X98765432'[weighted(body, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11]!
}
const vin = (d: Dice): string =>
  until(() => {
    const chars = Array.from({ length: 17 }, () => d.pick([...'ABCDEFGHJKLMNPRSTUVWXYZ0123456789']))
    const value = (c: string): number =>
      /\d/.test(c) ? Number(c) : [1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9][c.charCodeAt(0) - 65]!
    const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
    const rest = chars.reduce((sum, c, i) => sum + value(c) * weights[i]!, 0) % 11
    chars[8] = rest === 10 ? 'X' : String(rest)
    return chars.join('')
  })
const ean = (d: Dice): string => {
  const body = `40${d.digits(10)}`
  return body + String((10 - (weighted(body, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10)
}
const uuid = (d: Dice): string => `${hex(d, 8)}-${hex(d, 4)}-4${hex(d, 3)}-a${hex(d, 3)}-${hex(d, 12)}`
const card = (d: Dice): string => luhn(`${d.pick(['4', '51', '53', '55', '2221'])}${d.digits(15)}`.slice(0, 15))
const THINGS =
  'Anchor Basket Cable Drill Engine Filter Gasket Hammer Insulator Joint Kettle Lantern Mirror Nozzle Oven Pump Rack Spindle Tray Valve Widget'.split(
    ' ',
  )
const QUALITY = 'steel oak red compact deluxe small large foldable cordless dual classic slim eco matte'.split(' ')
const thing = (d: Dice): string => `${d.pick(THINGS)} ${d.pick(QUALITY)} ${d.int(10, 90)}`
const TITLES_BOOK = [
  'The Silent Harbour',
  'Winter in Granada',
  'A Field Guide to Mosses',
  'Der lange Abschied',
  'Le Petit Jardin',
  'Principles of Optics',
  'Cooking for Two',
  'Anna of the Five Towns',
  'El laberinto',
  'Storia della città',
]
const COMPANIES = [
  'Nordwerk GmbH',
  'Acme Tools Ltd',
  'Vidal & Fils SARL',
  'Ferro S.p.A.',
  'Lux Media Sp. z o.o.',
  'Van Dam B.V.',
  'Miller Brothers Inc.',
  'Casa Nova Lda',
  'Helios SE',
  'Kraft Logistik AG',
  'Banco Azul S.A.',
  'Stadtwerke Mitte',
]
const words3 = (d: Dice): string => `${d.pick(QUALITY)} ${d.pick(THINGS).toLowerCase()} with ${d.pick(QUALITY)} finish`

const person = (truth: string, make: Kind['make'], declared = 'varchar(120)'): Kind => ({ truth, declared, make })
const nobody = (make: Kind['make'], declared = 'varchar(60)'): Kind => ({ truth: null, declared, make })
const open = (make: Kind['make'], declared = 'varchar(60)'): Kind => ({ truth: 'open', declared, make })
const oneOf = (text: string): Kind['make'] => {
  const list = text.split(/;\s*/)
  return (d) => d.pick(list)
}

export const KINDS: Readonly<Record<string, Kind>> = {
  // names
  given: person('person_name', given),
  family: person('person_name', family),
  full: person('person_name', full),
  fullrev: person('person_name', (d, l) => `${family(d, l)}, ${given(d, l)}`),
  fullup: person('person_name', (d, l) => upperAscii(full(d, l))),
  famup: person('person_name', (d, l) => upperAscii(family(d, l))),
  givenup: person('person_name', (d, l) => upperAscii(given(d, l))),
  low: person('person_name', (d, l) => full(d, l).toLowerCase()),
  middle: person('person_name', (d, l) => `${given(d, l)[0]!}.`, 'varchar(5)'),
  nameaddr: person('street_address', (d, l) => `${full(d, l)}, ${street(d, l)}, ${fill(d, l.zip)} ${d.pick(l.cities)}`, 'text'),
  user: person(
    'username',
    (d, l) => ascii(`${given(d, l)[0]!}${family(d, l).replace(/\W/g, '')}`).toLowerCase() + (d.random() < 0.5 ? String(d.int(1, 99)) : ''),
  ),
  nick: person(
    'username',
    (d) => `${d.pick(['dark', 'mc', 'lady', 'super', 'x'])}${d.pick(['wolf', 'pixel', 'storm', 'cat', 'ninja'])}${d.int(1, 999)}`,
  ),
  handle: person('username', (d, l) => `@${ascii(given(d, l)).toLowerCase().replace(/\W/g, '')}_${d.int(1, 99)}`),
  linkedin: person(
    'social_profile',
    (d, l) =>
      `https://www.linkedin.com/in/${ascii(full(d, l))
        .toLowerCase()
        .replace(/[^a-z]+/g, '-')}-${hex(d, 5)}`,
  ),
  // contact
  email: person('email', mail),
  emailup: person('email', (d, l) => mail(d, l).toUpperCase()),
  emaildirty: person('email', (d, l) =>
    d.random() < 0.25 ? d.pick(['n/a', 'keine', '-', 'unknown@', 'x', 'tba']) : d.random() < 0.2 ? ` ${mail(d, l)} ` : mail(d, l),
  ),
  phone: person('phone', phone, 'varchar(30)'),
  phoneE: person('phone', phoneE, 'varchar(30)'),
  phonebig: person('phone', (d, l) => phoneE(d, l).slice(1), 'bigint'),
  phonenat: person('phone', (d) => `${d.int(2, 9)}${d.digits(8)}`, 'bigint'),
  phonedirty: person('phone', (d, l) =>
    d.random() < 0.2 ? d.pick(['-', 'siehe oben', 'kein', '?', '0']) : d.random() < 0.2 ? `${phone(d, l)} / ${phone(d, l)}` : phone(d, l),
  ),
  // address
  street: person('street_address', street),
  streetname: person('street_address', (d, l) => d.pick(l.streets)),
  house: person('street_address', (d) => `${d.int(1, 190)}${d.random() < 0.2 ? d.pick(['a', 'b', '/2']) : ''}`, 'varchar(10)'),
  addr2: person(
    'street_address',
    (d) =>
      d.pick(['Apt 4B', '2. OG', 'c/o Office', 'Bât. C', 'Flat 12', 'm. 7', '3º Dto', 'Suite 200']) +
      (d.random() < 0.3 ? ` ${d.int(1, 9)}` : ''),
  ),
  fulladdr: person('street_address', (d, l) => `${street(d, l)}, ${fill(d, l.zip)} ${d.pick(l.cities)}`, 'text'),
  city: person('city', (d, l) => d.pick(l.cities)),
  cityup: person('city', (d, l) => upperAscii(d.pick(l.cities))),
  zip: person('postal_code', (d, l) => fill(d, l.zip), 'varchar(12)'),
  zipint: person('postal_code', (d) => String(d.int(10_000, 99_999)), 'int4'),
  zipcity: person('city', (d, l) => `${fill(d, l.zip)} ${d.pick(l.cities)}`),
  region: open(oneOf('Bavaria; Kent; Occitanie; Lazio; Mazowieckie; Utrecht; CA; TX; NY; Andalucía')),
  country: open(oneOf('DE; FR; PL; ES; GB; IT; NL; US'), 'char(2)'),
  countryname: open(oneOf('Germany; France; Poland; Spain; Italy; Portugal')),
  homelat: person('coordinates', (d) => `${d.int(40, 58)}.${d.digits(6)}`, 'numeric(9,6)'),
  // birth
  dob: person('birth_date', (d) => iso(day(d, 1938, 2007)), 'date'),
  dobde: person('birth_date', (d) => day(d, 1938, 2007).map(two).toReversed().join('.'), 'varchar(10)'),
  dobslash: person('birth_date', (d) => day(d, 1938, 2007).map(two).toReversed().join('/'), 'varchar(10)'),
  dobus: person(
    'birth_date',
    (d) => {
      const [y, m, t] = day(d, 1938, 2007)
      return `${two(m)}/${two(t)}/${y}`
    },
    'varchar(10)',
  ),
  dobint: person('birth_date', (d) => day(d, 1938, 2007).map(two).join(''), 'int4'),
  dobts: person('birth_date', (d) => `${iso(day(d, 1938, 2007))} 00:00:00`, 'timestamp'),
  dobepoch: person('birth_date', (d) => String(d.int(-900_000_000, 1_100_000_000)), 'bigint'),
  dobserial: person('birth_date', (d) => String(d.int(14_000, 39_000)), 'int4'),
  birthyear: person('birth_date', (d) => String(d.int(1938, 2007)), 'int2'),
  birthplace: person('birth_place', (d, l) => d.pick(l.cities)),
  age: person('age', (d) => String(d.int(18, 91)), 'int2'),
  // about a person
  sex: person('gender', oneOf('m; f'), 'char(1)'),
  sexup: person('gender', oneOf('M; F; X'), 'char(1)'),
  sexnum: person('gender', oneOf('0; 1; 2; 9'), 'int2'),
  sexword: person('gender', oneOf('male; female; other')),
  sexde: person('gender', oneOf('männlich; weiblich; divers')),
  sexfr: person('gender', oneOf('Homme; Femme')),
  sexes: person('gender', oneOf('Hombre; Mujer')),
  sexpl: person('gender', oneOf('K; M'), 'char(1)'),
  salutde: person('gender', oneOf('Herr; Frau')),
  salutfr: person('gender', oneOf('M.; Mme')),
  salut: person('gender', oneOf('Mr; Mrs; Ms')),
  salutnl: person('gender', oneOf('dhr.; mevr.')),
  nation: person('nationality', oneOf('German; French; Polish; Turkish; Spanish; Dutch')),
  nationcode: person('nationality', oneOf('DEU; FRA; POL; TUR; ESP'), 'char(3)'),
  nationde: person('nationality', oneOf('deutsch; türkisch; polnisch; italienisch; syrisch')),
  nationfr: person('nationality', oneOf('Française; Marocaine; Portugaise; Belge')),
  marital: person('marital_status', oneOf('single; married; divorced; widowed')),
  maritalcode: person('marital_status', oneOf('S; M; D; W'), 'char(1)'),
  maritalde: person('marital_status', oneOf('ledig; verheiratet; geschieden; verwitwet')),
  maritales: person('marital_status', oneOf('soltero; casado; divorciado; viudo')),
  maritalit: person('marital_status', oneOf('celibe; nubile; coniugato; vedova')),
  maritalpl: person('marital_status', oneOf('panna; kawaler; żonaty; mężatka; wdowa')),
  maritalfr: person('marital_status', oneOf('célibataire; marié; divorcé; pacsé')),
  maritalpt: person('marital_status', oneOf('solteiro; casada; viúvo')),
  religion: person('religion', oneOf('catholic; protestant; muslim; jewish; none; hindu')),
  konfession: person('religion', oneOf('rk; ev; vd; isl; --'), 'char(3)'),
  ethnic: person('ethnicity', oneOf('White British; Asian; Black Caribbean; Mixed; Roma; Other')),
  orient: person('sexual_orientation', oneOf('straight; gay; bi; undisclosed')),
  union: person('union_membership', oneOf('IG Metall; ver.di; none; GEW')),
  party: person('political_opinion', oneOf('labour; conservative; green; none')),
  disab: person('health', oneOf('none; 50%; wheelchair; hearing impaired')),
  gdb: person('health', oneOf('0; 30; 50; 80; 100'), 'int2'),
  blood: person('health', oneOf('A+; 0-; AB+; B-; 0+')),
  icd: person('health', (d) => `${d.pick([...'CEFGIJKM'])}${two(d.int(0, 99))}${d.random() < 0.6 ? `.${d.int(0, 9)}` : ''}`, 'varchar(8)'),
  diag: person('health', oneOf('asthma; hypertension; type 2 diabetes; migraine; fracture of radius; depression')),
  diagde: person('health', oneOf('Bluthochdruck; Asthma bronchiale; Bandscheibenvorfall; Diabetes mellitus')),
  diages: person('health', oneOf('asma; hipertensión; fractura de cadera; migraña')),
  allergy: person('health', oneOf('penicillin; peanuts; none; latex; pollen')),
  drug: person('health', oneOf('Metformin 500 mg; Ramipril 5 mg; Ibuprofen; Insulin')),
  criminal: person('criminal_record', oneOf('none; theft 2014; fraud 2009; assault 2019')),
  biometric: person('biometric', (d) => `FMR\\x20${hex(d, 80)}`, 'bytea'),
  income: person('income', (d) => `${d.int(18, 160)}${d.digits(3)}.00`, 'numeric(12,2)'),
  salaryint: person('income', (d) => String(d.int(180, 1600) * 100), 'int4'),
  jobtitle: person('occupation', oneOf('Nurse; Senior Accountant; Plumber; Teacher; Sales Manager; Student; Software Engineer')),
  jobde: person('occupation', oneOf('Krankenpfleger; Buchhalterin; Schreiner; Lehrer; Rentner; Vertriebsleiter')),
  jobfr: person('occupation', oneOf('Infirmière; Comptable; Menuisier; Retraité; Cadre')),
  jobes: person('occupation', oneOf('Enfermera; Contable; Carpintero; Jubilado; Abogada')),
  employer: person('occupation', (d) => d.pick(COMPANIES)),
  // numbers of a person
  ssn: person(
    'us_ssn',
    (d) =>
      `${until(() => {
        const n = d.int(100, 665)
        return n === 666 ? undefined : String(n)
      })}-${two(d.int(1, 99))}-${String(d.int(1, 9999)).padStart(4, '0')}`,
    'char(11)',
  ),
  ssnbare: person('us_ssn', (d) => `${d.int(100, 665)}${two(d.int(1, 99))}${String(d.int(1, 9999)).padStart(4, '0')}`, 'char(9)'),
  nino: person('uk_nino', (d) => `${d.pick(['AB', 'JK', 'SN', 'PW'])}${d.digits(6)}${d.pick([...'ABCD'])}`, 'varchar(9)'),
  nhs: person('uk_nhs', nhs, 'varchar(12)'),
  steuerid: person('de_steuer_id', steuerId, 'varchar(11)'),
  nir: person('fr_nir', nir, 'varchar(15)'),
  dni: person('es_dni_nie', dni, 'varchar(9)'),
  cf: person('it_codice_fiscale', codiceFiscale, 'char(16)'),
  pesel: person('pl_pesel', pesel, 'char(11)'),
  bsn: person('nl_bsn', bsn, 'char(9)'),
  nif: person('pt_nif', nif, 'char(9)'),
  personnr: person('se_personnummer', personnummer, 'varchar(13)'),
  cpr: person('dk_cpr', (d) => `${two(d.int(1, 28))}${two(d.int(1, 12))}${two(d.int(40, 99))}-${d.digits(4)}`, 'varchar(11)'),
  tckn: person('tr_tckn', tckn, 'char(11)'),
  cnid: person('cn_resident_id', residentId, 'char(18)'),
  passport: person('passport', (d) => `${d.pick(['C', 'P', 'L', 'X'])}${d.pick([...'FGHJKLMNPRTVWXYZ'])}${d.digits(7)}`, 'varchar(12)'),
  licence: person('driver_licence', (d) => `${d.pick([...'BDFHK'])}${d.digits(7)}${d.pick([...'AXZ'])}${d.digits(2)}`, 'varchar(20)'),
  plate: person('licence_plate', (d, l) => fill(d, l.plate), 'varchar(12)'),
  vin: person('vin', vin, 'char(17)'),
  mrn: person('record_number', (d) => `MRN${d.digits(7)}`, 'varchar(12)'),
  patno: person('record_number', (d) => `P-${d.int(2015, 2026)}-${d.digits(5)}`, 'varchar(16)'),
  policy: open((d) => `${d.pick(['HR', 'KFZ', 'LV', 'PV'])}-${d.digits(3)}.${d.digits(3)}-${d.int(0, 9)}`, 'varchar(20)'),
  memberno: person('record_number', (d) => `M${d.digits(6)}`, 'varchar(12)'),
  studentno: person('record_number', (d) => `${d.int(10, 26)}${d.digits(5)}`, 'varchar(10)'),
  loyalty: person('record_number', (d) => `29${d.digits(10)}`, 'varchar(16)'),
  custno: open((d) => `K${d.digits(6)}`, 'varchar(12)'),
  account: person('account_number', (d) => d.digits(10), 'varchar(16)'),
  sortcode: open((d) => `${d.digits(2)}-${d.digits(2)}-${d.digits(2)}`, 'char(8)'),
  iban: person('iban', iban, 'varchar(34)'),
  ibanspaced: person('iban', (d, l) => iban(d, l).replace(/(.{4})(?=.)/g, '$1 '), 'varchar(42)'),
  ibanmask: person('iban', (d, l) => `${iban(d, l).slice(0, 4)}**************${d.digits(4)}`, 'varchar(34)'),
  bic: open((d) => `${d.pick(['DEUT', 'BNPA', 'RABO', 'INGB'])}${d.pick(['DE', 'FR', 'NL'])}${d.pick(['FF', 'PP', '2A'])}`, 'varchar(11)'),
  card: person('card_number', card, 'varchar(19)'),
  cardspaced: person('card_number', (d) => card(d).replace(/(.{4})(?=.)/g, '$1 '), 'varchar(19)'),
  cardmask: person('card_number', (d) => `**** **** **** ${d.digits(4)}`, 'varchar(19)'),
  cardmask6: person('card_number', (d) => `4${d.digits(5)}******${d.digits(4)}`, 'varchar(19)'),
  last4: person('card_number', (d) => d.digits(4), 'char(4)'),
  exp: person('card_expiry', (d) => `${two(d.int(1, 12))}/${d.int(26, 32)}`, 'char(5)'),
  cvv: person('cvv', (d) => d.digits(3), 'char(3)'),
  // devices and traces
  ip: person('ipv4', (d) => `${d.int(11, 99)}.${d.int(0, 255)}.${d.int(0, 255)}.${d.int(1, 254)}`, 'inet'),
  ipint: person('ipv4', (d) => String(d.int(184_549_376, 1_677_721_600)), 'bigint'),
  ipmix: person('ipv6', (d) => `2a02:${hex(d, 4)}:${hex(d, 4)}:${hex(d, 1)}::${hex(d, 4)}`, 'inet'),
  mac: person('mac', (d) => Array.from({ length: 6 }, () => hex(d, 2)).join(':'), 'macaddr'),
  imei: person('imei', (d) => luhn(`35${d.digits(12)}`), 'varchar(15)'),
  ua: person(
    'user_agent',
    (d) =>
      `Mozilla/5.0 (${d.pick(['Windows NT 10.0; Win64; x64', 'iPhone; CPU iPhone OS 17_2 like Mac OS X', 'X11; Linux x86_64'])}) AppleWebKit/${d.int(500, 610)}.${d.int(1, 40)} (KHTML, like Gecko) Chrome/${d.int(90, 130)}.0.0.0 Safari/537.36`,
    'text',
  ),
  session: person('online_identifier', (d) => hex(d, 32), 'varchar(64)'),
  cookie: person('online_identifier', (d) => `GA1.2.${d.digits(9)}.${d.digits(10)}`, 'varchar(64)'),
  device: person('device_identifier', (d) => hex(d, 16), 'varchar(32)'),
  adid: person('advertising_id', uuid, 'uuid'),
  photo: person('photo', (d) => `/media/portraits/${hex(d, 12)}.jpg`, 'varchar(200)'),
  avatarurl: person('photo', (d) => `https://cdn.example.net/avatars/${d.int(1, 99_999)}.png`, 'varchar(200)'),
  signature: person('signature', (d) => `data:image/png;base64,iVBORw0KGgo${hex(d, 60)}`, 'text'),
  // texts
  notemail: person('email', (d, l) => (d.random() < 0.12 ? `${d.pick(l.notes)}, ${mail(d, l)}` : d.pick(l.notes)), 'text'),
  notephone: person('phone', (d, l) => (d.random() < 0.12 ? `${d.pick(l.notes)} (tel ${phoneE(d, l)})` : d.pick(l.notes)), 'text'),
  noteiban: person('iban', (d, l) => (d.random() < 0.1 ? `${d.pick(l.notes)} IBAN ${iban(d, l)}` : d.pick(l.notes)), 'text'),
  jsonperson: person(
    'email',
    (d, l) => JSON.stringify({ ref: d.int(1, 9999), contact: { name: full(d, l), email: mail(d, l) }, lang: 'en' }),
    'jsonb',
  ),
  note: open((d, l) => d.pick(l.notes), 'text'),
  // nobody's
  seq: { truth: null, declared: 'int4', make: (_d, _l, i) => String(i + 1) },
  bigseq: { truth: null, declared: 'bigint', make: (_d, _l, i) => String(100_000 + i * 3) },
  ref: nobody((d) => String(d.int(1, 5000)), 'int4'),
  smallref: nobody((d) => String(d.int(1, 40)), 'int4'),
  uuid: nobody(uuid, 'uuid'),
  sha: nobody((d) => hex(d, 64), 'char(64)'),
  md5: nobody((d) => hex(d, 32), 'char(32)'),
  bcrypt: open(
    (d) => `$2b$12$${Array.from({ length: 53 }, () => d.pick([...'abcdefghijkmnopqrstuvwxyzABCDEFGH0123456789'])).join('')}`,
    'varchar(80)',
  ),
  salt: nobody((d) => hex(d, 16), 'char(16)'),
  token: open((d) => hex(d, 40), 'varchar(80)'),
  price: nobody((d) => `${d.int(1, 900)}.${d.digits(2)}`, 'numeric(10,2)'),
  cents: nobody((d) => String(d.int(100, 99_999)), 'int4'),
  qty: nobody((d) => String(d.int(0, 30)), 'int4'),
  small: nobody((d) => String(d.int(1, 5)), 'int2'),
  bool: nobody(oneOf('t; f'), 'bool'),
  bit: nobody(oneOf('0; 1'), 'int2'),
  yn: nobody(oneOf('Y; N'), 'char(1)'),
  jn: nobody(oneOf('J; N'), 'char(1)'),
  stamp: nobody(stamp, 'timestamptz'),
  date: nobody((d) => iso(day(d, 2019, 2026)), 'date'),
  dateint: nobody((d) => day(d, 2019, 2026).map(two).join(''), 'int4'),
  datede: nobody((d) => day(d, 2019, 2026).map(two).toReversed().join('.'), 'varchar(10)'),
  time: nobody((d) => `${two(d.int(6, 22))}:${d.pick(['00', '15', '30', '45'])}`, 'time'),
  epoch: nobody((d) => String(d.int(1_600_000_000, 1_790_000_000)), 'bigint'),
  millis: nobody((d) => `17${d.digits(11)}`, 'bigint'),
  excel: nobody((d) => String(d.int(43_000, 46_000)), 'int4'),
  year: nobody((d) => String(d.int(2015, 2027)), 'int2'),
  status: nobody(oneOf('new; open; paid; shipped; closed')),
  statusde: nobody(oneOf('offen; bezahlt; storniert; gemahnt')),
  state2: nobody(oneOf('A; I; X'), 'char(1)'),
  level: nobody(oneOf('INFO; WARN; ERROR; DEBUG')),
  color: nobody(oneOf('red; green; blue; anthracite; white')),
  size: nobody(oneOf('S; M; L; XL')),
  currency: nobody(oneOf('EUR; PLN; USD; GBP'), 'char(3)'),
  lang: nobody(oneOf('de; en; fr; pl'), 'char(2)'),
  tz: nobody(oneOf('Europe/Berlin; Europe/Paris; America/New_York')),
  sku: nobody((d) => `${d.pick(['AB', 'CX', 'QQ', 'ZL'])}-${d.digits(5)}`),
  artno: nobody((d) => d.digits(8), 'varchar(20)'),
  ean: nobody(ean, 'char(13)'),
  isbn: nobody((d) => `978${d.digits(10)}`, 'char(13)'),
  product: nobody(thing, 'varchar(120)'),
  book: nobody((d) => d.pick(TITLES_BOOK), 'varchar(200)'),
  company: nobody((d) => d.pick(COMPANIES), 'varchar(120)'),
  dept: nobody(oneOf('Sales; Finance; IT; Logistics; Legal')),
  category: nobody(oneOf('garden; kitchen; office; toys; outdoor')),
  orderno: nobody((d) => d.digits(10), 'varchar(20)'),
  order16: nobody((d) => d.digits(16), 'varchar(20)'),
  order9: nobody((d) => `${d.int(1, 9)}${d.digits(8)}`, 'int4'),
  invoice: nobody((d) => `RE-${d.int(2019, 2026)}-${d.digits(5)}`, 'varchar(20)'),
  ticket: nobody((d) => `#${d.int(1000, 99_999)}`),
  tracking: nobody((d) => `1Z${hex(d, 6).toUpperCase()}${d.digits(10)}`, 'varchar(30)'),
  track12: nobody((d) => d.digits(12), 'varchar(30)'),
  flight: nobody((d) => `${d.pick(['LH', 'AF', 'LO', 'KL'])}${d.int(100, 9999)}`, 'varchar(8)'),
  seat: nobody((d) => `${d.int(1, 40)}${d.pick([...'ABCDEF'])}`, 'varchar(4)'),
  airport: nobody(oneOf('FRA; CDG; WAW; AMS; JFK; MAD'), 'char(3)'),
  shopcity: nobody((d, l) => d.pick(l.cities)),
  shopstreet: nobody(street),
  shopzip: nobody((d, l) => fill(d, l.zip), 'varchar(12)'),
  shopphone: open(phone, 'varchar(30)'),
  shopmail: open((d) => `${d.pick(['info', 'sales', 'office', 'kontakt'])}${d.int(1, 40)}@firm${d.int(1, 90)}.example.com`),
  lat: nobody((d) => `${d.int(40, 58)}.${d.digits(6)}`, 'numeric(9,6)'),
  lng: nobody((d) => `${d.int(2, 24)}.${d.digits(6)}`, 'numeric(9,6)'),
  vatid: nobody((d) => `DE${d.digits(9)}`, 'varchar(14)'),
  nipfirm: open(nip, 'char(10)'),
  piva: open(partitaIva, 'char(11)'),
  version: nobody((d) => `${d.int(0, 9)}.${d.int(0, 30)}.${d.int(0, 99)}`, 'varchar(16)'),
  build: nobody((d) => `${d.int(1, 20)}.${d.int(0, 30)}.${d.int(0, 99)}.${d.int(0, 250)}`, 'varchar(20)'),
  pct: nobody((d) => `0.${d.digits(2)}`, 'numeric(4,2)'),
  weight: nobody((d) => `${d.int(1, 40)}.${d.int(0, 9)}`, 'numeric(6,1)'),
  temp: nobody((d) => `${d.int(-10, 39)}.${d.int(0, 9)}`, 'float4'),
  volt: nobody((d) => `${d.int(215, 240)}.${d.digits(2)}`, 'float8'),
  counter: nobody((d) => String(d.int(10_000, 9_999_999)), 'bigint'),
  url: nobody((d) => `https://shop.example.com/p/${d.int(1, 9999)}`, 'varchar(200)'),
  path: nobody((d) => `/var/lib/app/${d.pick(QUALITY)}/${d.int(1, 99)}.dat`, 'text'),
  file: nobody((d) => `${d.pick(QUALITY)}_${d.digits(3)}.pdf`, 'varchar(120)'),
  mime: nobody(oneOf('image/png; application/pdf; text/csv')),
  host: nobody((d) => `web-${two(d.int(1, 40))}.prod`, 'varchar(60)'),
  port: nobody(oneOf('80; 443; 8080; 5432'), 'int4'),
  error: nobody(oneOf('timeout after 30 s; connection reset by peer; disk full; bad gateway'), 'text'),
  topic: nobody(oneOf('sensors/temp; sensors/hum; gateway/status')),
  text: nobody(words3, 'text'),
  textde: nobody(oneOf('Lieferzeit drei Tage; passend zu allen Modellen; aus massivem Holz; nur solange Vorrat reicht'), 'text'),
  jsonconf: nobody((d) => JSON.stringify({ theme: d.pick(['dark', 'light']), page: d.int(1, 50), beta: d.random() < 0.5 }), 'jsonb'),
  xml: nobody((d) => `<item id="${d.int(1, 999)}"><qty>${d.int(1, 9)}</qty></item>`, 'xml'),
  blob: nobody((d) => `\\x${hex(d, 64)}`, 'bytea'),
  model: nobody(oneOf('Galaxy S21; iPhone 13; Pixel 7; Nokia 3310')),
  phonekind: nobody(oneOf('mobile; home; work')),
  cardkind: nobody(oneOf('visa; mastercard; amex')),
  plan: nobody(oneOf('basic; pro; enterprise')),
  grade: open(oneOf('1.0; 1.3; 2.0; 2.7; 3.3'), 'numeric(2,1)'),
  code2: nobody((d) => `${d.pick([...'ABCDEFG'])}${d.int(1, 9)}`, 'char(2)'),
  code5: nobody((d) => d.digits(5), 'varchar(5)'),
  hours: nobody((d) => String(d.int(1, 60)), 'numeric(4,1)'),
  geohash: nobody((d) => Array.from({ length: 8 }, () => d.pick([...'0123456789bcdefghjkmnpqrstuvwxyz'])).join(''), 'varchar(12)'),
  emailsha: nobody((d) => hex(d, 64), 'char(64)'),
  mailtpl: nobody(oneOf('welcome; password-reset; invoice-sent; newsletter-may')),
  mailsubj: nobody(oneOf('Your order is on its way; Invoice attached; Welcome aboard; Your password was changed'), 'varchar(200)'),
  domain: nobody((d) => `${d.pick(QUALITY)}${d.int(1, 99)}.example.net`, 'varchar(80)'),
  iata: nobody(oneOf('economy; business; first')),
  hex8: nobody((d) => hex(d, 8), 'varchar(8)'),
  scan: nobody((d) => `${d.int(1, 99)}x${d.int(1, 99)}`, 'varchar(12)'),
}

/** Fails on a language that has no words. */
export function localeOf(language: string): Locale {
  const locale = LOCALES[language]
  if (locale === undefined) throw new Error(`no words for the language ${language}`)
  return locale
}
