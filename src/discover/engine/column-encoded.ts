// Forms that only a clear name makes plausible: a birth date as a number, an address of the network as one, a masked card, a house number without
// its street. Asked of a column only when its name says the type; no value alone is ever told by them. Owns no weight.
import type { NameEvidence } from './column-name.ts'
import type { Compiled } from './compile.ts'

/** Types whose values may be whole files, written as text or kept as bytes. */
export const BLOBS: ReadonlySet<string> = new Set(['photo', 'signature', 'biometric'])

export type Encoded = (value: string) => boolean

// INVARIANT: each pattern is anchored and takes a bounded number of steps: values are cut to 512 before.
const MASKED = /^(?=[^*•#]{0,40}(?:[*•#]{2}|[xX]{4}))[\p{L}\d*•#xX .-]{4,48}$/u
const HOUSE_OR_STREET = /^[\p{L}\d][\p{L}\p{M}\d .,'’/#°º&()-]{0,100}$/u
const NUMBERS = /^[-+]?\d{1,14}(?:\.0)?$/
const BIRTH_TEXT =
  /^(?:\d{6}|\d{8}|(?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d|(?:19|20)\d\d-(?:0[1-9]|1[0-2])|(?:19|20)\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:Z|[-+]\d\d(?::?\d\d)?)?)$/
const PHONES = /^[+(]?[\d*•xX][\d ()/.,;*•xX+-]{5,60}$/
const MOST_EPOCH = 1_420_000_000

const FORMS: Readonly<Record<string, Encoded>> = {
  birth_date: (value) => {
    if (BIRTH_TEXT.test(value)) return true
    if (!NUMBERS.test(value)) return false
    const number = Number(value)
    // a year; days since 1900 as a spreadsheet counts; seconds and milliseconds since 1970
    return (
      (number >= 1900 && number <= 2026) ||
      (number >= 3000 && number <= 46_500) ||
      (number < MOST_EPOCH && number > -2_210_000_000 && Math.abs(number) > 100_000) ||
      (number < MOST_EPOCH * 1000 && number > -2_210_000_000_000 && Math.abs(number) > 10_000_000_000)
    )
  },
  phone: (value) => PHONES.test(value) && digitsOf(value) >= 5,
  ipv4: (value) =>
    (/^\d{8,10}$/.test(value) && Number(value) >= 2 ** 24 && Number(value) < 2 ** 32) ||
    /^\d{1,3}\.\d{1,3}\.\d{1,3}\.(?:\d{1,3}(?:\/\d{1,2})?|[xX*]{1,3})$/.test(value),
  email: (value) => /^[^\s@]{0,40}(?:[*•]{1,40}|x{3,20})[^\s@]{0,40}@[^\s@]{2,80}$/.test(value),
  iban: (value) => MASKED.test(value) && digitsOf(value) >= 2,
  account_number: (value) => MASKED.test(value) && digitsOf(value) >= 2,
  card_number: (value) => MASKED.test(value) && digitsOf(value) >= 2,
  street_address: (value) => HOUSE_OR_STREET.test(value),
  city: (value) =>
    /^[A-Za-z]{0,2}-?\d{4,6}[ ,-]{1,3}\p{L}[\p{L}\p{M} .,'’()/-]{1,60}$/u.test(value) ||
    /^\p{L}[\p{L}\p{M} .'’()/-]{1,50}, ?\p{L}[\p{L}\p{M} .]{1,30}$/u.test(value),
  postal_code: (value) => /^(?=[^\d]{0,5}\d)[\p{L}\d][\p{L}\d -]{2,9}$/u.test(value),
  passport: (value) => /^(?=[^\d]{0,6}\d)[A-Za-z\d][A-Za-z\d -]{4,19}$/.test(value),
  driver_licence: (value) => /^(?=[^\d]{0,8}\d)[A-Za-z\d][A-Za-z\d /-]{4,24}$/.test(value),
  vin: (value) => /^[A-HJ-NPR-Z\d]{17}$/i.test(value),
}

const LAST_DIGITS = /last|letzte|dernier|ultim|ostatni|laatste/
const DEGREE = /behind|gdb|disab|handicap|niepeln|invalid|discap|beperking/

/** What a value of the column may look like besides the type's own form; undefined: nothing. */
export function encodedForm(type: Compiled, name: NameEvidence): Encoded | undefined {
  if (name.kind === 'none') return undefined
  const { id } = type.rule
  if (name.weak && id !== 'street_address' && id !== 'phone' && id !== 'card_number') return undefined
  if (id === 'card_number' && LAST_DIGITS.test(name.words)) return (value) => /^(?:[*•xX]{0,15}[ -]?)\d{4}$/.test(value)
  if (id === 'health' && DEGREE.test(name.words)) return (value) => /^\d{1,3} ?%?$/.test(value)
  return FORMS[id]
}

function digitsOf(value: string): number {
  let digits = 0
  for (let i = 0; i < value.length; i++) if (value.charCodeAt(i) >= 48 && value.charCodeAt(i) <= 57) digits++
  return digits
}
