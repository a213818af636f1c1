// Check digits of the numbers that sample customers have. Owns the arithmetic, and that all of them are test numbers: bank codes and card
// prefixes here belong to no customer of anybody.
import type { Random } from '../random.ts'

/** Luhn: the digit that makes `body` pass. */
export function luhnDigit(body: string): string {
  let sum = 0
  for (let i = 0; i < body.length; i++) {
    let digit = Number(body[body.length - 1 - i])
    if (i % 2 === 0) {
      digit *= 2
      if (digit > 9) digit -= 9
    }
    sum += digit
  }
  return String((10 - (sum % 10)) % 10)
}

/** Prefixes that payment providers publish for tests. */
const TEST_CARDS = ['424242', '400005', '555555', '222300'] as const

export function testCard(random: Random): string {
  const body = `${random.pick(TEST_CARDS)}${random.digits(9)}`
  return `${body}${luhnDigit(body)}`
}

/** ISO 13616: the two digits behind the country. */
export function ibanOf(country: string, bban: string): string {
  const digits = `${bban}${country}00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
  return `${country}${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${bban}`
}

/** An IBAN with a bank code that no bank has, and the national check digits where the country has some. */
export function testIban(country: 'DE' | 'FR' | 'AT', random: Random): string {
  if (country === 'DE') return ibanOf('DE', `12345678${random.digits(10)}`)
  if (country === 'AT') return ibanOf('AT', `99999${random.digits(11)}`)
  const [bank, branch, account] = ['99999', random.digits(5), random.digits(11)] as const
  const key = 97n - ((89n * BigInt(bank) + 15n * BigInt(branch) + 3n * BigInt(account)) % 97n)
  return ibanOf('FR', `${bank}${branch}${account}${String(key).padStart(2, '0')}`)
}
