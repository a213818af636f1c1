// The arithmetic that check digits share: weighted sums, Luhn, ISO 7064, Verhoeff, and whether six digits are a day. Values are compact.

const PERMUTE = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
  [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
  [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
  [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
  [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
  [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
  [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
]

const D5 = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
  [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
  [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
  [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
  [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
  [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
]

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export function digit(c: string, i: number): number {
  return c.charCodeAt(i) - 48
}

export function sum(c: string, weights: readonly number[]): number {
  let total = 0
  for (let i = 0; i < weights.length; i++) total += digit(c, i) * weights[i]!
  return total
}

export function zero(c: string, weights: readonly number[], modulus: number): boolean {
  return sum(c, weights) % modulus === 0
}

export function sameDigits(c: string): boolean {
  for (let i = 1; i < c.length; i++) if (c.charCodeAt(i) !== c.charCodeAt(0)) return false
  return true
}

export function luhn(c: string, from: number): boolean {
  let total = 0
  let double = false
  for (let i = c.length - 1; i >= from; i--) {
    let d = digit(c, i)
    if (d < 0 || d > 9) return false
    if (double && (d *= 2) > 9) d -= 9
    total += d
    double = !double
  }
  return total % 10 === 0 && !(from === 0 && sameDigits(c))
}

// ISO 7064 MOD 11,10
export function mod11_10(c: string): boolean {
  let product = 10
  for (let i = 0; i < c.length - 1; i++) {
    let s = (digit(c, i) + product) % 10
    if (s === 0) s = 10
    product = (s * 2) % 11
  }
  return (11 - product) % 10 === digit(c, c.length - 1)
}

/** `year`: all of it or its last two digits; without it 29 February is a day. */
export function dayOf(day: number, month: number, year = 0): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1]! && !(day === 29 && month === 2 && year % 4 !== 0)
}

export function dateYymmdd(c: string, coordination: number): boolean {
  const day = Number(c.slice(4, 6))
  return dayOf(coordination > 0 && day > coordination ? day - coordination : day, Number(c.slice(2, 4)), Number(c.slice(0, 2)))
}

export function dateDdmmyy(c: string, organisation: number): boolean {
  const day = Number(c.slice(0, 2))
  return dayOf(organisation > 0 && day > organisation ? day - organisation : day, Number(c.slice(2, 4)), Number(c.slice(4, 6)))
}

export function verhoeff(c: string): boolean {
  let state = 0
  for (let i = 0; i < c.length; i++) state = D5[state]![PERMUTE[i % 8]![digit(c, c.length - 1 - i)]!]!
  return state === 0 && !sameDigits(c)
}
