// VAT numbers by country: the form behind the prefix and the check digit, as far as the member state publishes one. Values are compact and upper
// case; the prefix is apart. Sources: VIES (ec.europa.eu/taxation_customs/vies) for the forms, the tax administrations for the check digits.
import { dateDdmmyy, dayOf, digit, luhn, mod11_10, sum, zero } from './check-arithmetic.ts'
import { NATIONAL_CHECKS } from './national-checks.ts'

export interface VatForm {
  /** the part behind the prefix, whole */
  readonly form: RegExp
  readonly longest: number
  readonly holds: (n: string) => boolean
  /** words (compared form) that say a number without its prefix is this country's */
  readonly words: readonly string[]
}

const form = (pattern: RegExp, longest: number, holds: (n: string) => boolean, ...words: string[]): VatForm => ({
  form: pattern,
  longest,
  holds,
  words,
})
const national = (name: keyof typeof NATIONAL_CHECKS, c: string): boolean => NATIONAL_CHECKS[name].holds(c)

export const VAT_FORMS: Readonly<Record<string, VatForm>> = {
  AT: form(/^U\d{8}$/, 9, austria, 'ust idnr', 'ust id', 'uid', 'uid nummer'),
  BE: form(/^[01]?\d{9}$/, 10, (n) => belgium(n.padStart(10, '0')), 'btw', 'tva', 'btw nummer'),
  BG: form(/^\d{9,10}$/, 10, bulgaria, 'ддс', 'ддс номер', 'идентификационен номер по ддс'),
  CY: form(/^[0-59]\d{7}[A-Z]$/, 9, (n) => !n.startsWith('12') && national('cy_tic', n)),
  CZ: form(/^\d{8,10}$/, 10, czechia, 'dic'),
  DE: form(/^[1-9]\d{8}$/, 9, mod11_10, 'ust idnr', 'ust id', 'ustid', 'ustidnr', 'umsatzsteuer id', 'umsatzsteuer identifikationsnummer'),
  DK: form(/^[1-9]\d{7}$/, 8, (n) => zero(n, [2, 7, 6, 5, 4, 3, 2, 1], 11), 'cvr', 'moms'),
  EE: form(/^\d{9}$/, 9, (n) => zero(n, [3, 7, 1, 3, 7, 1, 3, 7, 1], 10), 'kmkr', 'kmkr number', 'kaibemaksukohustuslase number'),
  EL: form(/^\d{9}$/, 9, (n) => national('gr_afm', n), 'φπα', 'αφμ'),
  GR: form(/^\d{9}$/, 9, (n) => national('gr_afm', n)),
  ES: form(/^[A-Z0-9]\d{7}[A-Z0-9]$/, 9, spain),
  // The one-stop shops: the state that gave it stands in front, there is no published check digit.
  EU: form(/^\d{9}$/, 9, oneStop),
  IM: form(/^\d{10}$/, 10, oneStop),
  FI: form(/^\d{8}$/, 8, (n) => zero(n, [7, 9, 10, 5, 8, 4, 2, 1], 11), 'alv', 'alv nro', 'alv numero'),
  FR: form(/^[0-9A-HJ-NP-Z]{2}\d{9}$/, 11, france, 'tva', 'numero de tva', 'tva intracommunautaire'),
  HR: form(/^\d{11}$/, 11, mod11_10),
  HU: form(/^[1-9]\d{7}$/, 8, (n) => zero(n, [9, 7, 3, 1, 9, 7, 3, 1], 10), 'kozossegi adoszam'),
  IE: form(/^\d(?:\d{6}[A-W][A-IW]?|[A-Z+*]\d{5}[A-W])$/, 9, ireland),
  IT: form(/^\d{11}$/, 11, (n) => national('it_iva', n), 'partita iva', 'p iva'),
  LT: form(/^(?:\d{7}1\d|\d{10}1\d)$/, 12, lithuania, 'pvm', 'pvm kodas'),
  LU: form(/^\d{8}$/, 8, (n) => Number(n.slice(0, 6)) % 89 === Number(n.slice(6)), 'tva'),
  LV: form(/^\d{11}$/, 11, latvia, 'pvn', 'pvn numurs'),
  MT: form(/^[1-9]\d{7}$/, 8, malta),
  NL: form(
    /^\d{9}B\d{2}$/,
    12,
    (n) => n.slice(10) !== '00' && (dutch(n.slice(0, 9)) || mod97Of(`NL${n}`) === 1),
    'btw',
    'btw nummer',
    'btw id',
  ),
  PL: form(/^[1-9]\d{9}$/, 10, (n) => sum(n, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === digit(n, 9)),
  PT: form(/^[1-9]\d{8}$/, 9, (n) => ((11 - (sum(n, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11) % 10 === digit(n, 8)),
  RO: form(/^[1-9]\d{1,9}$/, 10, (n) => national('ro_cui', n)),
  SE: form(/^\d{10}01$/, 12, (n) => luhn(n.slice(0, 10), 0), 'moms', 'momsnr', 'momsregistreringsnummer'),
  SI: form(/^[1-9]\d{7}$/, 8, (n) => national('si_tax', n), 'ddv', 'id za ddv'),
  SK: form(/^[1-9]\d[2-47-9]\d{7}$/, 10, (n) => Number(n) % 11 === 0, 'ic dph', 'dph'),
  XI: form(/^(?:\d{9}|\d{12}|GD[0-4]\d\d|HA[5-9]\d\d)$/, 12, britain),
  GB: form(
    /^(?:\d{9}|\d{12}|GD[0-4]\d\d|HA[5-9]\d\d)$/,
    12,
    britain,
    'vat',
    'vat number',
    'vat reg no',
    'vat no',
    'vat registration number',
  ),
  CHE: form(/^\d{9}(?:MWST|TVA|IVA|TPV)?$/, 13, (n) => national('ch_uid', `CHE${n.slice(0, 9)}`)),
  NO: form(/^[89]\d{8}(?:MVA)?$/, 12, (n) => norway(n.slice(0, 9)), 'mva', 'mva nummer'),
}

/** The number with its prefix. */
export function vatHolds(compact: string): boolean {
  const prefix = compact.startsWith('CHE') ? 'CHE' : compact.slice(0, 2)
  const one = VAT_FORMS[prefix]
  const n = compact.slice(prefix.length)
  return one !== undefined && one.form.test(n) && one.holds(n)
}

const MEMBER_STATES = new Set(
  '040 056 100 191 196 203 208 233 246 250 276 300 348 372 380 428 440 442 470 528 616 620 642 703 705 724 752'.split(' '),
)
function oneStop(n: string): boolean {
  return MEMBER_STATES.has(n.slice(0, 3))
}

function austria(n: string): boolean {
  let total = 0
  for (let i = 1; i < 8; i++) {
    const d = digit(n, i) * (i % 2 === 0 ? 2 : 1)
    total += d > 9 ? d - 9 : d
  }
  return (10 - ((total + 4) % 10)) % 10 === digit(n, 8)
}

function belgium(n: string): boolean {
  return 97 - (Number(n.slice(0, 8)) % 97) === Number(n.slice(8))
}

// Legal entities have nine digits; ten are a person (EGN), a foreigner (LNC) or another taxpayer.
function bulgaria(n: string): boolean {
  if (n.length === 9) return national('bg_eik', n)
  const month = Number(n.slice(2, 4)) % 20
  return (
    (dayOf(Number(n.slice(4, 6)), month, Number(n.slice(0, 2))) && (sum(n, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === digit(n, 9)) ||
    sum(n, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 === digit(n, 9) ||
    (11 - (sum(n, [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === digit(n, 9)
  )
}

// Eight digits: a company; nine with a 6 in front or nine and ten of a birth number: a person.
function czechia(n: string): boolean {
  if (n.length === 8) return n[0] !== '9' && national('cz_ico', n)
  if (n.length === 9 && n[0] === '6') {
    const rest = sum(n.slice(1), [8, 7, 6, 5, 4, 3, 2]) % 11
    return (8 - ((10 - rest + 11) % 11) + 10) % 10 === digit(n, 8)
  }
  const month = Number(n.slice(2, 4)) % 50
  if (month < 1 || month > 32 || (month > 12 && month < 21) || Number(n.slice(4, 6)) > 31) return false
  return n.length === 9 ? Number(n.slice(0, 2)) < 54 : (Number(n.slice(0, 9)) % 11) % 10 === digit(n, 9)
}

function spain(n: string): boolean {
  if (/^[KLM]/.test(n)) return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(n.slice(1, 8)) % 23] === n[8]
  if (/^(?:\d{8}|[XYZ]\d{7})[A-Z]$/.test(n)) {
    const number = 'XYZ'.includes(n[0]!) ? 'XYZ'.indexOf(n[0]!) + n.slice(1, 8) : n.slice(0, 8)
    return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23] === n[8]
  }
  return /^[A-HJ-NP-SUVW]/.test(n) && national('es_cif', n)
}

// Two digits are computed from the SIREN; newer keys hold letters, and stand for a number to the base of the letters' order.
function france(n: string): boolean {
  const siren = n.slice(2)
  if (!luhn(siren, 0) && !siren.startsWith('000')) return false
  if (/^\d\d/.test(n)) return (12 + 3 * (Number(siren) % 97)) % 97 === Number(n.slice(0, 2))
  const alphabet = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ'
  const first = alphabet.indexOf(n[0]!)
  const second = alphabet.indexOf(n[1]!)
  const key = /^\d/.test(n) ? first * 24 + second - 10 : first * 34 + second - 100
  return (Number(siren) + 1 + Math.floor(key / 11)) % 11 === key % 11
}

function ireland(n: string): boolean {
  const body = /^\d{7}/.test(n) ? n : `0${n.slice(2, 7)}${n[0]!}${n[7]!}`
  let total = sum(body, [8, 7, 6, 5, 4, 3, 2])
  if (n.length === 9 && n[8] !== 'W') total += (n.charCodeAt(8) - 64) * 9
  return 'WABCDEFGHIJKLMNOPQRSTUV'[total % 23] === body[7]
}

function lithuania(n: string): boolean {
  const weights = Array.from({ length: n.length - 1 }, (_, i) => 1 + (i % 9))
  let rest = sum(n, weights) % 11
  if (rest === 10)
    rest =
      sum(
        n,
        weights.map((_, i) => 1 + ((i + 2) % 9)),
      ) % 11
  return rest % 10 === digit(n, n.length - 1)
}

function latvia(n: string): boolean {
  if (n[0]! > '3') return sum(n, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 === 3
  return n.startsWith('32') || (dateDdmmyy(n, 0) && ((1101 - sum(n, [1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11) % 10 === digit(n, 10))
}

function malta(n: string): boolean {
  return (sum(n, [3, 4, 6, 7, 8, 9]) + Number(n.slice(6))) % 37 === 0
}

function dutch(n: string): boolean {
  return zero(n, [9, 8, 7, 6, 5, 4, 3, 2, -1], 11)
}

export function mod97Of(c: string): number {
  let rest = 0
  for (let i = 0; i < c.length; i++) {
    const code = c.charCodeAt(i)
    rest = code >= 65 ? (rest * 100 + (code - 55)) % 97 : (rest * 10 + (code - 48)) % 97
  }
  return rest
}

// Government departments and health authorities have a range, all others one of two moduli.
function britain(n: string): boolean {
  if (n.length === 5) return true
  const rest = sum(n, [8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97
  return rest === 0 || (Number(n.slice(0, 3)) >= 100 && (rest === 42 || rest === 55))
}

function norway(n: string): boolean {
  return (11 - (sum(n, [3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === digit(n, 8)
}
