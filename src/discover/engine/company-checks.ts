// Check digits of company, bank, health and licence numbers that national-checks.ts does not hold. Each takes the compact value of a rule whose
// pattern it already fits; sources are in the rule files. `chance`: how often a random value of that form passes.
import { dateDdmmyy, dateYymmdd, dayOf, digit, luhn, sameDigits, sum, verhoeff } from './check-arithmetic.ts'

const check = (chance: number, holds: (c: string) => boolean) => ({
  parameters: [],
  chance,
  holds: (c: string) => !sameDigits(c) && holds(c),
})

export const COMPANY_CHECKS = {
  ar_cbu: check(
    0.01,
    (c) => bank(c.slice(0, 8), [7, 1, 3, 9, 7, 1, 3], 10) && bank(c.slice(8), [3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3], 10),
  ),
  at_tax: check(0.1, (c) => luhnWeights(c)),
  be_eid: check(0.0103, (c) => (Number(c.slice(0, 10)) % 97 || 97) === Number(c.slice(10))),
  bg_eik: check(0.1, (c) => bulstat(c)),
  bg_lnc: check(0.1, (c) => sum(c, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 === digit(c, 9)),
  br_cnh: check(0.01, brCnh),
  br_titulo: check(0.01, brTitulo),
  br_renavam: check(0.1, (c) => {
    const padded = c.padStart(11, '0')
    return ((sum(padded, [3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10 === digit(padded, 10)
  }),
  ca_bc_phn: check(0.1, (c) => (11 - (sum(c.slice(1), [2, 4, 8, 5, 10, 9, 7, 3]) % 11)) % 11 === digit(c, 9)),
  ca_bn: check(0.1, (c) => luhn(c.slice(0, 9), 0)),
  ca_ramq: check(0.3, (c) => dateYymmdd(c.slice(4, 6) + String(Number(c.slice(6, 8)) % 50).padStart(2, '0') + c.slice(8, 10), 0)),
  cz_account: check(0.1, (c) => {
    const number = c.slice(0, -4).padStart(16, '0')
    return sum(number.slice(0, 6), [10, 5, 8, 4, 2, 1]) % 11 === 0 && sum(number.slice(6), [6, 3, 7, 9, 10, 5, 8, 4, 2, 1]) % 11 === 0
  }),
  cz_ico: check(0.1, (c) => (11 - (sum(c, [8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === digit(c, 7)),
  ee_registrikood: check(0.1, (c) => {
    let rest = sum(c, [1, 2, 3, 4, 5, 6, 7]) % 11
    if (rest === 10) rest = sum(c, [3, 4, 5, 6, 7, 8, 9]) % 11
    return rest % 10 === digit(c, 7)
  }),
  es_ccc: check(0.01, (c) => esBank(`00${c.slice(0, 8)}`) === digit(c, 8) && esBank(c.slice(10)) === digit(c, 9)),
  fr_nif: check(0.002, (c) => Number(c.slice(0, 10)) % 511 === Number(c.slice(10))),
  hu_adoszam: check(0.1, (c) => sum(c, [9, 7, 3, 1, 9, 7, 3, 1]) % 10 === 0 && /^[1-5]/.test(c[8] ?? '1')),
  hu_szemelyi: check(0.09, (c) => {
    const date = dayOf(Number(c.slice(5, 7)), Number(c.slice(3, 5)))
    const rising = sum(c, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) % 11
    return date && (rising === digit(c, 10) || sum(c, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === digit(c, 10))
  }),
  // sixteen digits: the same behind a 0
  id_npwp: check(0.1, (c) => luhn(c.slice(c.length - 15, c.length - 6), 0)),
  in_vid: check(0.1, (c) => verhoeff(c)),
  it_iva: check(0.005, (c) => {
    const office = Number(c.slice(7, 10))
    return !c.startsWith('0000000') && ((office >= 1 && office <= 100) || [120, 121, 888, 999].includes(office)) && luhn(c, 0)
  }),
  mx_clabe: check(0.1, (c) => bank(c, [3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7], 10)),
  nl_bsn: check(0.091, (c) => {
    const padded = c.padStart(9, '0')
    return ((sum(padded, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11) + 11) % 11 === 0 && Number(padded) > 0
  }),
  no_account: check(0.091, (c) => sum(c, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0),
  nrb: check(0.0103, (c) => mod97Polish(c)),
  pe_dni: check(1, (c) => {
    if (c.length === 8) return true // the check digit is often left out
    const at = sum(c, [3, 2, 7, 6, 5, 4, 3, 2]) % 11
    return c[8] === '65432110987'[at] || c[8] === 'KJIHGFEDCBA'[at]
  }),
  pl_passport: check(0.1, (c) => {
    let total = 0
    for (let i = 0; i < 9; i++) total += (i < 2 ? c.charCodeAt(i) - 55 : digit(c, i)) * [7, 3, 9, 1, 7, 3, 1, 7, 3][i]!
    return total % 10 === 0
  }),
  pt_cc: check(0.1, (c) => {
    let total = 0
    for (let i = 0; i < 12; i++) {
      const code = c.charCodeAt(i)
      const value = code >= 65 ? code - 55 : code - 48
      total += i % 2 === 0 ? (value * 2 > 9 ? value * 2 - 9 : value * 2) : value
    }
    return total % 10 === 0
  }),
  ro_cui: check(0.1, (c) => {
    const padded = c.slice(0, -1).padStart(9, '0')
    return ((10 * sum(padded, [7, 5, 3, 2, 1, 7, 5, 3, 2])) % 11) % 10 === digit(c, c.length - 1)
  }),
  sg_uen: check(0.091, sgUen),
  si_maticna: check(0.091, (c) => {
    const rest = (11 - (sum(c, [7, 6, 5, 4, 3, 2]) % 11)) % 11
    return sum(c, [7, 6, 5, 4, 3, 2]) % 11 !== 0 && rest % 10 === digit(c, 6)
  }),
  sk_dic: check(0.091, (c) => Number(c) % 11 === 0),
  tr_vkn: check(0.1, (c) => {
    let total = 0
    for (let i = 0; i < 9; i++) {
      const step = (digit(c, i) + 9 - i) % 10
      const power = (step * 2 ** (9 - i)) % 9
      total += step !== 0 && power === 0 ? 9 : power
    }
    return (10 - (total % 10)) % 10 === digit(c, 9)
  }),
  ua_edrpou: check(0.1, (c) => {
    const low = /^[345]/.test(c) ? [7, 1, 2, 3, 4, 5, 6] : [1, 2, 3, 4, 5, 6, 7]
    let rest = sum(c, low) % 11
    if (rest === 10)
      rest =
        sum(
          c,
          low.map((weight) => weight + 2),
        ) % 11
    return rest % 10 === digit(c, 7)
  }),
  uk_chi: check(0.09, (c) => {
    const rest = 11 - (sum(c, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)
    return dateDdmmyy(c, 0) && rest !== 10 && rest % 11 === digit(c, 9)
  }),
  uk_upn: check(0.0435, (c) => {
    const value = (char: string): number => (/\d/.test(char) ? Number(char) : 'ABCDEFGHJKLMNPQRTUVWXYZ'.indexOf(char))
    let total = 0
    for (let i = 1; i < 13; i++) total += value(c[i]!) * (i + 1)
    return 'ABCDEFGHJKLMNPQRTUVWXYZ'[total % 23] === c[0]
  }),
  us_npi: check(0.1, (c) => luhn(`80840${c}`, 0)),
  uy_rut: check(0.091, (c) => {
    const rest = (11 - (sum(c, [4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11
    return Number(c.slice(0, 2)) >= 1 && Number(c.slice(0, 2)) <= 22 && c.slice(2, 8) !== '000000' && rest === digit(c, 11)
  }),
  vn_mst: check(0.1, (c) => 10 - (sum(c, [31, 29, 23, 19, 17, 13, 7, 5, 3]) % 11) === digit(c, 9)),
  za_tin: check(0.1, (c) => luhn(c, 0)),
  lei: check(0.0103, (c) => mod97Whole(c)),
  fr_rib: check(0.0103, frRib),
} as const

/** The last digit completes the weighted sum of those before it. */
function bank(c: string, weights: readonly number[], modulus: number): boolean {
  let total = 0
  for (let i = 0; i < weights.length; i++) total += (digit(c, i) * weights[i]!) % modulus
  return (modulus - (total % modulus)) % modulus === digit(c, weights.length)
}

function luhnWeights(c: string): boolean {
  let total = 0
  for (let i = 0; i < 8; i++) {
    const product = digit(c, i) * (i % 2 === 0 ? 1 : 2)
    total += product > 9 ? product - 9 : product
  }
  return (10 - (total % 10)) % 10 === digit(c, 8)
}

function bulstat(c: string): boolean {
  let rest = sum(c, [1, 2, 3, 4, 5, 6, 7, 8]) % 11
  if (rest === 10) rest = sum(c, [3, 4, 5, 6, 7, 8, 9, 10]) % 11
  if (rest % 10 !== digit(c, 8)) return false
  if (c.length === 9) return true
  let branch = sum(c.slice(8), [2, 7, 3, 5]) % 11
  if (branch === 10) branch = sum(c.slice(8), [4, 9, 5, 7]) % 11
  return branch % 10 === digit(c, 12)
}

function brCnh(c: string): boolean {
  let first = 0
  let second = 0
  for (let i = 0; i < 9; i++) {
    first += digit(c, i) * (9 - i)
    second += digit(c, i) * (i + 1)
  }
  const a = first % 11
  const lower = a >= 10 ? 2 : 0
  let b = (second % 11) - lower
  if (b < 0) b += 11
  return (a >= 10 ? 0 : a) === digit(c, 9) && (b >= 10 ? 0 : b) === digit(c, 10)
}

function brTitulo(c: string): boolean {
  const state = Number(c.slice(8, 10))
  if (state < 1 || state > 28) return false
  const first = sum(c, [2, 3, 4, 5, 6, 7, 8, 9]) % 11
  const second = (digit(c, 8) * 7 + digit(c, 9) * 8 + (first % 10) * 9) % 11
  return first % 10 === digit(c, 10) && second % 10 === digit(c, 11)
}

function esBank(c: string): number {
  const rest = sum(c, [1, 2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11
  return rest < 2 ? rest : 11 - rest
}

function sgUen(c: string): boolean {
  const alphabet = 'ABCDEFGHJKLMNPQRSTUVWX0123456789'
  if (/^\d{8}[A-Z]$/.test(c)) return 'XMKECAWLJDB'[sum(c, [10, 4, 9, 3, 8, 2, 7, 1]) % 11] === c[8]
  if (/^\d{9}[A-Z]$/.test(c)) return 'ZKCMDNERGWH'[sum(c, [10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11] === c[9]
  let total = 0
  for (let i = 0; i < 9; i++) {
    const at = alphabet.indexOf(c[i]!)
    if (at < 0) return false
    total += at * [4, 3, 5, 3, 10, 2, 2, 5, 7][i]!
  }
  return alphabet[(((total - 5) % 11) + 11) % 11] === c[9]
}

// Twenty-six digits of a Polish account: the IBAN without its country.
function mod97Polish(c: string): boolean {
  let rest = 0
  const turned = `${c.slice(2)}2521${c.slice(0, 2)}`
  for (let i = 0; i < turned.length; i++) rest = (rest * 10 + digit(turned, i)) % 97
  return rest === 1
}

function mod97Whole(c: string): boolean {
  let rest = 0
  for (let i = 0; i < c.length; i++) {
    const code = c.charCodeAt(i)
    rest = code >= 65 ? (rest * 100 + (code - 55)) % 97 : (rest * 10 + (code - 48)) % 97
  }
  return rest === 1
}

function frRib(c: string): boolean {
  const values = '12345678912345678923456789'
  let rest = 0
  for (let i = 0; i < 23; i++) {
    const code = c.charCodeAt(i)
    rest = (rest * 10 + (code >= 65 ? Number(values[code - 65]) : code - 48)) % 97
  }
  return rest === 0
}
