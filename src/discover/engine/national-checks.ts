// Check digits of national, tax, health and company numbers that no general form covers. Each takes the compact value of a rule whose
// pattern it already fits; sources are in the rule files. `chance`: how often a random value of that form passes.
import { COMPANY_CHECKS } from './company-checks.ts'
import { dateDdmmyy, dateYymmdd, dayOf, digit, luhn, sameDigits, sum, verhoeff, zero } from './check-arithmetic.ts'

const check = (chance: number, holds: (c: string) => boolean) => ({
  parameters: [],
  chance,
  holds: (c: string) => !sameDigits(c) && holds(c),
})

export const NATIONAL_CHECKS = {
  ...COMPANY_CHECKS,
  ar_cuit: check(0.091, (c) => last(11 - (sum(c, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11), { 11: 0, 10: 9 }) === digit(c, 10)),
  au_abn: check(0.0112, (c) => (sum(c, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0),
  be_enterprise: check(0.0103, (c) => {
    const padded = c.padStart(10, '0')
    return 97 - (Number(padded.slice(0, 8)) % 97) === Number(padded.slice(8))
  }),
  br_cnpj: check(0.01, (c) => brCompany(c, 12) && brCompany(c, 13)),
  ch_uid: check(0.091, (c) => last(11 - (sum(c.slice(3), [5, 4, 3, 2, 7, 6, 5, 4]) % 11), { 11: 0 }) === digit(c, 11)),
  cn_uscc: check(0.032, cnUscc),
  co_nit: check(0.091, (c) => {
    const rest = sum(c.slice(0, -1).padStart(10, '0'), [43, 41, 37, 29, 23, 19, 17, 13, 7, 3]) % 11
    return (rest > 1 ? 11 - rest : rest) === digit(c, c.length - 1)
  }),
  cy_tic: check(0.038, (c) => {
    const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21]
    let total = 0
    for (let i = 0; i < 8; i++) total += i % 2 === 0 ? odd[digit(c, i)]! : digit(c, i)
    return String.fromCharCode(65 + (total % 26)) === c[8]
  }),
  de_kvnr: check(0.1, (c) => {
    const letter = c.charCodeAt(0) - 64
    return digitSum(`${String(letter).padStart(2, '0')}${c.slice(1, 9)}`, [1, 2]) % 10 === digit(c, 9)
  }),
  de_rvnr: check(0.1, (c) => {
    const letter = String(c.charCodeAt(8) - 64).padStart(2, '0')
    const body = c.slice(0, 8) + letter + c.slice(9, 11)
    return dayOf(Number(c.slice(2, 4)), Number(c.slice(4, 6))) && digitSum(body, [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]) % 10 === digit(c, 11)
  }),
  es_cif: check(0.1, esCif),
  es_nss: check(0.0103, (c) => Number(c.slice(0, 10)) % 97 === Number(c.slice(10))),
  gr_afm: check(0.1, (c) => (sum(c, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === digit(c, 8)),
  hk_id: check(0.091, hkId),
  hu_taj: check(0.1, (c) => sum(c, [3, 7, 3, 7, 3, 7, 3, 7]) % 10 === digit(c, 8)),
  hu_tax: check(0.091, (c) => sum(c, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 === digit(c, 9)),
  id_nik: check(0.35, (c) => dateDdmmyy(c.slice(6, 12), 40) && c.slice(12) !== '0000'),
  in_gstin: check(0.028, (c) => base36(c, 14) === c[14]),
  jmbg: check(0.09, (c) => dayOf(Number(c.slice(0, 2)), Number(c.slice(2, 4))) && jmbg(c)),
  jp_corporate: check(0.11, (c) => {
    let total = 0
    for (let i = 1; i <= 12; i++) total += digit(c, 13 - i) * (i % 2 === 1 ? 1 : 2)
    return 9 - (total % 9) === digit(c, 0)
  }),
  jp_my_number: check(0.1, (c) => {
    let total = 0
    for (let i = 1; i <= 11; i++) total += digit(c, 11 - i) * (i <= 6 ? i + 1 : i - 5)
    const rest = total % 11
    return (rest <= 1 ? 0 : 11 - rest) === digit(c, 11)
  }),
  fr_siret: check(0.02, (c) =>
    c.startsWith('356000000')
      ? Array.from(c, Number).reduce((total, one) => total + one, 0) % 5 === 0 || luhn(c, 0)
      : luhn(c.slice(0, 9), 0) && luhn(c, 0),
  ),
  kr_brn: check(0.1, (c) => {
    const total = sum(c, [1, 3, 7, 1, 3, 7, 1, 3, 5]) + Math.floor((digit(c, 8) * 5) / 10)
    return (10 - (total % 10)) % 10 === digit(c, 9)
  }),
  lu_id: check(
    0.01,
    (c) => dayOf(Number(c.slice(6, 8)), Number(c.slice(4, 6))) && luhn(c.slice(0, 12), 0) && verhoeff(c.slice(0, 11) + c[12]!),
  ),
  lv_pk: check(
    0.1,
    (c) =>
      c.startsWith('32') ||
      (dateDdmmyy(c, 0) && '012'.includes(c[6]!) && ((1101 - sum(c, [1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11) % 10 === digit(c, 10)),
  ),
  my_nric: check(0.3, (c) => dateYymmdd(c, 0) && !MY_NO_PLACES.has(c.slice(6, 8))),
  nz_bank: check(0.095, nzBank),
  mx_rfc: check(0.083, mxRfc),
  nz_ird: check(0.091, nzIrd),
  nz_nhi: check(0.09, (c) => {
    const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
    let total = 0
    for (let i = 0; i < 6; i++) total += (i < 3 ? letters.indexOf(c[i]!) + 1 : digit(c, i)) * (7 - i)
    const rest = total % 11
    return rest !== 0 && (11 - rest) % 10 === digit(c, 6)
  }),
  pe_ruc: check(0.1, (c) => (11 - (sum(c, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === digit(c, 10)),
  pl_id_card: check(0.1, (c) => {
    const value = (i: number): number => (i < 3 ? c.charCodeAt(i) - 55 : digit(c, i))
    const weights = [7, 3, 1, 0, 7, 3, 1, 7, 3]
    return weights.reduce((total, weight, i) => total + weight * value(i), 0) % 10 === digit(c, 3)
  }),
  pl_regon: check(0.1, (c) => {
    const short = (sum(c, [8, 9, 2, 3, 4, 5, 6, 7]) % 11) % 10 === digit(c, 8)
    return short && (c.length === 9 || (sum(c, [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 11) % 10 === digit(c, 13))
  }),
  pt_niss: check(0.1, (c) => 9 - (sum(c, [29, 23, 19, 17, 13, 11, 7, 5, 3, 2]) % 10) === digit(c, 10)),
  ro_cnp: check(0.09, (c) => {
    const county = Number(c.slice(7, 9))
    const known =
      county >= 1 && (county <= 48 || county === 51 || county === 52 || county === 70 || (county >= 80 && county <= 83) || county >= 90)
    return (
      known &&
      (c[0] === '9' || dateYymmdd(c.slice(1), 0)) &&
      last(sum(c, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11, { 10: 1 }) === digit(c, 12)
    )
  }),
  si_tax: check(0.091, (c) => last(11 - (sum(c, [8, 7, 6, 5, 4, 3, 2]) % 11), { 10: 0 }) === digit(c, 7)),
  th_id: check(0.1, (c) => (11 - (sum(c, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === digit(c, 12)),
  tw_id: check(0.1, (c) => {
    const valueOf = (letter: string): number => 'ABCDEFGHJKLMNPQRSTUVXYWZIO'.indexOf(letter) + 10
    const code = valueOf(c[0]!)
    // Residents had a second letter until 2021; it counts as the last digit of its value.
    const rest = /^[A-Z]/.test(c[1]!) ? String(valueOf(c[1]!) % 10) + c.slice(2) : c.slice(1)
    return (Math.floor(code / 10) + (code % 10) * 9 + sum(rest, [8, 7, 6, 5, 4, 3, 2, 1, 1])) % 10 === 0
  }),
  tw_ubn: check(0.2, (c) => {
    const total = digitSum(c, [1, 2, 1, 2, 1, 2, 4, 1])
    return total % 5 === 0 || (c[6] === '7' && (total + 1) % 5 === 0)
  }),
  ua_rnokpp: check(0.1, (c) => {
    const total = sum(c, [-1, 5, 7, 9, 4, 6, 10, 5, 7])
    return (((total % 11) + 11) % 11) % 10 === digit(c, 9)
  }),
  uk_utr: check(0.1, (c) => '21987654321'[sum(c.slice(1), [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11] === c[0]),
  us_dea: check(0.1, (c) => (digit(c, 2) + digit(c, 4) + digit(c, 6) + 2 * (digit(c, 3) + digit(c, 5) + digit(c, 7))) % 10 === digit(c, 8)),
  uy_ci: check(0.1, (c) => (10 - (sum(c.padStart(8, '0'), [2, 9, 8, 7, 6, 3, 4]) % 10)) % 10 === digit(c, c.length - 1)),
} as const

/** JPN gives no place of birth these numbers. */
const MY_NO_PLACES = new Set(['00', '17', '18', '19', '20', '69', '70', '73', '80', '81', '94', '95', '96', '97'])

/** Bank, branch, base, suffix; the bank says which of Inland Revenue's sums is meant. */
function nzBank(c: string): boolean {
  const padded = c.slice(0, 13) + c.slice(13).padStart(3, '0')
  const bank = padded.slice(0, 2)
  const of = (weights: readonly number[], modulus: number, tens = 100): boolean =>
    weights.reduce((total, weight, i) => {
      const product = weight * digit(padded, i)
      return total + (product > tens ? product % tens : product)
    }, 0) %
      modulus ===
    0
  if (bank === '08') return of([0, 0, 0, 0, 0, 0, 7, 6, 5, 4, 3, 2, 1], 11)
  if (bank === '09') return of([0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 4, 3, 2, 0, 0, 1], 11, 9)
  if (bank === '25' || bank === '33') return of([0, 0, 0, 0, 0, 0, 1, 7, 3, 1, 7, 3, 1], 10)
  if (bank === '26' || bank === '28' || bank === '29') return of([0, 0, 0, 0, 0, 0, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1], 10, 9)
  if (bank === '31') return true
  if (!/^(?:0[1-46]|1[0-9]|2[0-47]|30|35|38)$/.test(bank)) return false
  const branch = padded.slice(6, 13) < '0990000' ? [0, 0, 6, 3, 7, 9] : [0, 0, 0, 0, 0, 0]
  return of([...branch, 0, 10, 5, 8, 4, 2, 1], 11)
}

/** A remainder that no digit can show is replaced; 10 and more otherwise match nothing. */
function last(value: number, instead: Readonly<Record<number, number>>): number {
  return instead[value] ?? value
}

/** Weighted products, each replaced by the sum of its digits; weights repeat. */
function digitSum(c: string, weights: readonly number[]): number {
  let total = 0
  for (let i = 0; i < c.length; i++) {
    const product = digit(c, i) * weights[i % weights.length]!
    total += Math.floor(product / 10) + (product % 10)
  }
  return total
}

function brCompany(c: string, at: number): boolean {
  let total = 0
  for (let i = at - 1, weight = 2; i >= 0; i--, weight = weight === 9 ? 2 : weight + 1) total += digit(c, i) * weight
  const rest = total % 11
  return (rest < 2 ? 0 : 11 - rest) === digit(c, at)
}

function cnUscc(c: string): boolean {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
  let total = 0
  for (let i = 0; i < 17; i++) {
    const value = alphabet.indexOf(c[i]!)
    if (value < 0) return false
    total += value * weights[i]!
  }
  return alphabet[(31 - (total % 31)) % 31] === c[17]
}

function esCif(c: string): boolean {
  let total = 0
  for (let i = 1; i < 8; i++) {
    const d = digit(c, i)
    total += i % 2 === 0 ? d : d < 5 ? d * 2 : d * 2 - 9
  }
  const control = (10 - (total % 10)) % 10
  return c[8] === String(control) || c[8] === 'JABCDEFGHI'[control]
}

function hkId(c: string): boolean {
  const padded = c.length === 8 ? ` ${c}` : c
  let total = 0
  for (let i = 0; i < 9; i++) {
    const char = padded[i]!
    const code = char.charCodeAt(0)
    const value = char === ' ' ? 36 : code >= 65 ? (i === 8 ? 10 : code - 55) : code - 48
    total += value * (9 - i)
  }
  return total % 11 === 0
}

function base36(c: string, length: number): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
  let total = 0
  for (let i = 0; i < length; i++) {
    const product = alphabet.indexOf(c[i]!) * (i % 2 === 0 ? 1 : 2)
    total += Math.floor(product / 36) + (product % 36)
  }
  return alphabet[(36 - (total % 36)) % 36]!
}

function jmbg(c: string): boolean {
  return zero(c, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1], 11)
}

function mxRfc(c: string): boolean {
  const alphabet = '0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ'
  const padded = c.length === 12 ? ` ${c}` : c
  if (!dateYymmdd(padded.slice(4, 10), 0)) return false
  let total = 0
  for (let i = 0; i < 12; i++) total += alphabet.indexOf(padded[i]!) * (13 - i)
  const rest = 11 - (total % 11)
  return padded[12] === (rest === 11 ? '0' : rest === 10 ? 'A' : String(rest))
}

function nzIrd(c: string): boolean {
  const padded = c.padStart(9, '0')
  const number = Number(c)
  if (number < 10_000_000 || number > 150_000_000) return false
  let rest = sum(padded, [3, 2, 7, 6, 5, 4, 3, 2]) % 11
  if (rest === 0) return padded[8] === '0'
  if (11 - rest === 10) {
    rest = sum(padded, [7, 4, 3, 2, 5, 2, 7, 6]) % 11
    if (rest === 0) return padded[8] === '0'
    if (11 - rest === 10) return false
  }
  return 11 - rest === digit(padded, 8)
}
