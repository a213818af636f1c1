// Check digits, as functions of the compact value (upper case, no separators). Each entry says what it needs from the rule and how
// often a random value of the right form passes by chance: columns are judged against that. Sources are in the rule files.
import { dateDdmmyy, dateYymmdd, dayOf, digit, luhn, mod11_10, sameDigits, sum, verhoeff, zero } from './check-arithmetic.ts'
import { btcAddress, ethAddress } from './crypto-checks.ts'
import { NATIONAL_CHECKS } from './national-checks.ts'
import { vatHolds } from './vat-checks.ts'

/** `weighted` sums digit × weight from the left; `equals` says what the sum means. */
export interface CheckSpec {
  readonly name: keyof typeof CHECKS
  /** weighted: one weight a digit */
  readonly weights?: readonly number[]
  readonly modulus?: number
  /** `zero`: the whole sum is 0 mod m. `remainder`: sum mod m is the next digit. `complement`: (m − sum mod m) mod m is. */
  readonly equals?: 'zero' | 'remainder' | 'complement'
  /** what a result of 10 becomes: a digit, or -1 for "no such number"; default 0 */
  readonly ten?: number
  /** first digit looked at; default 0 */
  readonly from?: number
}

interface Check {
  readonly parameters: readonly string[]
  readonly chance: number | ((spec: CheckSpec) => number)
  readonly holds: (compact: string, spec: CheckSpec) => boolean
}

export const CHECKS = {
  luhn: { parameters: ['from'], chance: 0.1, holds: (c, spec) => luhn(c, spec.from ?? 0) },
  weighted: { parameters: ['weights', 'modulus', 'equals', 'ten', 'from'], chance: (spec) => 1 / (spec.modulus ?? 10), holds: weighted },
  mod97: { parameters: [], chance: 0.0103, holds: (c) => mod97(c) === 1 },
  mod11_10: { parameters: [], chance: 0.1, holds: mod11_10 },
  verhoeff: { parameters: [], chance: 0.1, holds: verhoeff },
  de_steuer_id: { parameters: [], chance: 0.06, holds: (c) => deDigits(c) && mod11_10(c) },
  de_ausweis: { parameters: [], chance: 0.1, holds: deAusweis },
  fr_nir: { parameters: [], chance: 0.0103, holds: frNir },
  es_dni: { parameters: [], chance: 0.0435, holds: esDni },
  it_cf: { parameters: [], chance: 0.0385, holds: itCf },
  pesel: { parameters: [], chance: 0.1, holds: (c) => zero(c, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1], 10) && peselDate(c) },
  se_personnummer: {
    parameters: [],
    chance: 0.1,
    holds: (c) => luhn(c.slice(-10).replace(/[A-Z]/, '1'), 0) && dateYymmdd(c.slice(-10), 60),
  },
  fi_hetu: { parameters: [], chance: 0.032, holds: fiHetu },
  // the rule's pattern is nearly this already: it says nothing against chance
  ddmmyy: { parameters: [], chance: 1, holds: (c) => dateDdmmyy(c, 0) },
  no_fnr: { parameters: [], chance: 0.0083, holds: noFnr },
  be_rrn: { parameters: [], chance: 0.02, holds: beRrn },
  ie_pps: { parameters: [], chance: 0.0435, holds: iePps },
  at_svnr: { parameters: [], chance: 0.09, holds: (c) => atSvnr(c) },
  br_cpf: { parameters: [], chance: 0.01, holds: (c) => !sameDigits(c) && brDigit(c, 9) && brDigit(c, 10) },
  vin: { parameters: [], chance: 0.091, holds: vin },
  eu_vat: { parameters: [], chance: 0.1, holds: vatHolds },
  cn_ric: { parameters: [], chance: 0.091, holds: cnRic },
  cz_rc: { parameters: [], chance: 0.091, holds: (c) => czDate(c) && (c.length === 9 ? Number(c.slice(0, 2)) < 54 : czMod(c)) },
  ee_lt: { parameters: [], chance: 0.1, holds: eeLt },
  bg_egn: { parameters: [], chance: 0.1, holds: (c) => bgDate(c) && (sum(c, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === digit(c, 9) },
  tr_tckn: { parameters: [], chance: 0.01, holds: trTckn },
  cl_rut: { parameters: [], chance: 0.091, holds: clRut },
  za_id: { parameters: [], chance: 0.1, holds: (c) => dateYymmdd(c, 0) && luhn(c, 0) },
  gr_amka: { parameters: [], chance: 0.1, holds: (c) => dateDdmmyy(c, 0) && luhn(c, 0) },
  kr_rrn: {
    parameters: [],
    chance: 0.1,
    holds: (c) => dateYymmdd(c, 0) && (11 - (sum(c, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10 === digit(c, 12),
  },
  mx_curp: { parameters: [], chance: 0.1, holds: mxCurp },
  is_kt: { parameters: [], chance: 0.09, holds: (c) => dateDdmmyy(c, 40) && zero(c.slice(0, 9), [3, 2, 7, 6, 5, 4, 3, 2, 1], 11) },
  sg_nric: { parameters: [], chance: 0.04, holds: sgNric },
  btc_address: { parameters: [], chance: 1e-6, holds: btcAddress },
  eth_address: { parameters: [], chance: 0.001, holds: ethAddress },
  ...NATIONAL_CHECKS,
} satisfies Readonly<Record<string, Check>>

export function checkHolds(spec: CheckSpec, compact: string): boolean {
  return (CHECKS[spec.name] as Check).holds(compact, spec)
}

export function chanceOf(spec: CheckSpec): number {
  const chance = (CHECKS[spec.name] as Check).chance
  return typeof chance === 'number' ? chance : chance(spec)
}

function weighted(c: string, spec: CheckSpec): boolean {
  const from = spec.from ?? 0
  const weights = spec.weights ?? []
  const m = spec.modulus ?? 10
  if (sameDigits(c)) return false
  const total = sum(c.slice(from), weights)
  if (spec.equals === 'zero') return total % m === 0
  let expected = spec.equals === 'remainder' ? total % m : (m - (total % m)) % m
  if (expected === 10) expected = spec.ten ?? 0
  return expected === digit(c, from + weights.length)
}

function mod97(c: string): number {
  let rest = 0
  for (let i = 0; i < c.length; i++) {
    const code = c.charCodeAt((i + 4) % c.length)
    rest = code >= 65 ? (rest * 100 + (code - 55)) % 97 : (rest * 10 + (code - 48)) % 97
  }
  return rest
}

// Ten first digits: exactly one digit appears two or three times, the others at most once.
function deDigits(c: string): boolean {
  const counts = new Uint8Array(10)
  for (let i = 0; i < 10; i++) counts[digit(c, i)]!++
  let more = 0
  for (const n of counts) {
    if (n > 3) return false
    if (n > 1) more++
  }
  return more === 1 && c[0] !== '0'
}

function deAusweis(c: string): boolean {
  let total = 0
  for (let i = 0; i < 9; i++) {
    const code = c.charCodeAt(i)
    total += (code >= 65 ? code - 55 : code - 48) * [7, 3, 1][i % 3]!
  }
  return total % 10 === digit(c, 9)
}

function frNir(c: string): boolean {
  const body = c.slice(0, 13).replace('2A', '19').replace('2B', '18')
  if (!/^\d{13}$/.test(body)) return false
  const month = Number(c.slice(3, 5))
  if (!((month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50)) return false
  return 97 - (Number(body) % 97) === Number(c.slice(13))
}

function esDni(c: string): boolean {
  const number = 'XYZ'.includes(c[0]!) ? 'XYZ'.indexOf(c[0]!) + c.slice(1, 8) : c.slice(/^[KLM]/.test(c) ? 1 : 0, 8)
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23] === c[8]
}

const CF_ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
function itCf(c: string): boolean {
  const day = Number(c.slice(9, 11).replace(/[LMNPQRSTUV]/g, (letter) => String('LMNPQRSTUV'.indexOf(letter))))
  if (day < 1 || day > 71 || (day > 31 && day < 41)) return false
  let total = 0
  for (let i = 0; i < 15; i++) {
    const code = c.charCodeAt(i)
    const value = code >= 65 ? code - 65 : code - 48
    total += i % 2 === 0 ? CF_ODD[value]! : value
  }
  return String.fromCharCode(65 + (total % 26)) === c[15]
}

function peselDate(c: string): boolean {
  return dayOf(Number(c.slice(4, 6)), Number(c.slice(2, 4)) % 20, Number(c.slice(0, 2)))
}
function bgDate(c: string): boolean {
  const month = Number(c.slice(2, 4))
  return dayOf(Number(c.slice(4, 6)), month > 40 ? month - 40 : month > 20 ? month - 20 : month, Number(c.slice(0, 2)))
}
function czDate(c: string): boolean {
  let month = Number(c.slice(2, 4)) % 50
  if (month > 20) month -= 20
  return dayOf(Number(c.slice(4, 6)), month, Number(c.slice(0, 2)))
}
function czMod(c: string): boolean {
  return (Number(c.slice(0, 9)) % 11) % 10 === digit(c, 9)
}

function fiHetu(c: string): boolean {
  const number = Number(c.slice(0, 6) + c.slice(-4, -1))
  return Number(c.slice(-4, -1)) >= 2 && dateDdmmyy(c, 0) && '0123456789ABCDEFHJKLMNPRSTUVWXY'[number % 31] === c[c.length - 1]
}

function noFnr(c: string): boolean {
  // 40 more in the day: a D number; in the month: a number given by a hospital.
  const month = Number(c.slice(2, 4))
  const plain = month > 40 ? c.slice(0, 2) + String(month - 40).padStart(2, '0') : c
  if (!dateDdmmyy(plain, 40)) return false
  // What individual numbers each century has: none of these years has 500 to 899.
  const year = Number(c.slice(4, 6))
  const individual = Number(c.slice(6, 9))
  if (year >= 40 && year < 54 && individual >= 500 && individual < 900) return false
  return zero(c, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1], 11) && zero(c, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1], 11)
}

function beRrn(c: string): boolean {
  const check = Number(c.slice(9))
  // 20 or 40 is added to the month for those who are not registered residents (BIS).
  const month = Number(c.slice(2, 4))
  if (!(month <= 12 || (month >= 20 && month <= 32) || (month >= 40 && month <= 52)) || (month <= 12 && Number(c.slice(4, 6)) > 31))
    return false
  const body = Number(c.slice(0, 9))
  return 97 - (body % 97) === check || 97 - ((2_000_000_000 + body) % 97) === check
}

function iePps(c: string): boolean {
  let total = sum(c, [8, 7, 6, 5, 4, 3, 2])
  const second = c.charCodeAt(8)
  if (c.length === 9 && second <= 73) total += (second - 64) * 9
  return 'WABCDEFGHIJKLMNOPQRSTUV'[total % 23] === c[7]
}

function atSvnr(c: string): boolean {
  if (c[0] === '0') return false
  const month = Number(c.slice(6, 8))
  if (Number(c.slice(4, 6)) > 31 || month > 15) return false
  const total = [3, 7, 9, 0, 5, 8, 4, 2, 1, 6].reduce((acc, weight, i) => acc + weight * digit(c, i), 0)
  return total % 11 === digit(c, 3)
}

function brDigit(c: string, at: number): boolean {
  let total = 0
  for (let i = 0; i < at; i++) total += digit(c, i) * (at + 1 - i)
  return ((total * 10) % 11) % 10 === digit(c, at)
}

const VIN_VALUES: Readonly<Record<string, number>> = {
  A: 1,
  B: 2,
  C: 3,
  D: 4,
  E: 5,
  F: 6,
  G: 7,
  H: 8,
  J: 1,
  K: 2,
  L: 3,
  M: 4,
  N: 5,
  P: 7,
  R: 9,
  S: 2,
  T: 3,
  U: 4,
  V: 5,
  W: 6,
  X: 7,
  Y: 8,
  Z: 9,
}
function vin(c: string): boolean {
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
  let total = 0
  for (let i = 0; i < 17; i++) total += (VIN_VALUES[c[i]!] ?? digit(c, i)) * weights[i]!
  const rest = total % 11
  return c[8] === (rest === 10 ? 'X' : String(rest))
}

function cnRic(c: string): boolean {
  const month = Number(c.slice(10, 12))
  if (!dayOf(Number(c.slice(12, 14)), month, Number(c.slice(6, 10)))) return false
  const rest = sum(c, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11
  return '10X98765432'[rest] === c[17]
}

function eeLt(c: string): boolean {
  const month = Number(c.slice(3, 5))
  if (!dayOf(Number(c.slice(5, 7)), month, Number(c.slice(1, 3)))) return false
  let rest = sum(c, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11
  if (rest === 10) rest = sum(c, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11
  return rest % 10 === digit(c, 10)
}

function trTckn(c: string): boolean {
  const odd = digit(c, 0) + digit(c, 2) + digit(c, 4) + digit(c, 6) + digit(c, 8)
  const even = digit(c, 1) + digit(c, 3) + digit(c, 5) + digit(c, 7)
  const tenth = (((odd * 7 - even) % 10) + 10) % 10
  return tenth === digit(c, 9) && (odd + even + tenth) % 10 === digit(c, 10)
}

function clRut(c: string): boolean {
  let total = 0
  for (let i = c.length - 2, weight = 2; i >= 0; i--, weight = weight === 7 ? 2 : weight + 1) total += digit(c, i) * weight
  const rest = 11 - (total % 11)
  return c[c.length - 1] === (rest === 11 ? '0' : rest === 10 ? 'K' : String(rest))
}

function mxCurp(c: string): boolean {
  if (!dateYymmdd(c.slice(4, 10), 0)) return false
  const alphabet = '0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ'
  let total = 0
  for (let i = 0; i < 17; i++) total += alphabet.indexOf(c[i]!) * (18 - i)
  return (10 - (total % 10)) % 10 === digit(c, 17)
}

function sgNric(c: string): boolean {
  const total = sum(c.slice(1), [2, 7, 6, 5, 4, 3, 2])
  if (c[0] === 'M') return 'KLJNPQRTUWX'[10 - ((total + 3) % 11)] === c[8]
  const rest = (total + (c[0] === 'T' || c[0] === 'G' ? 4 : 0)) % 11
  return (c[0] === 'S' || c[0] === 'T' ? 'JZIHGFEDCBA' : 'XWUTRQPNMLK')[rest] === c[8]
}
