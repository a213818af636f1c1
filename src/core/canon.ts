// Canonical forms of values that identify a person, so that the same e-mail or phone in two stores gives the same reference.
// Pure; owns the forms and nothing about keys or storage. Vectors: test/vectors/canon.json. A change here is a change of contract:
// every stored reference would differ.

export type IdentitySpace = 'email' | 'phone' | 'text' | 'digits' | 'id'

/**
 * `email`: NFKC, trimmed, lower case; nothing removed from the local part (providers differ).
 * `phone`: `+` and digits; a leading 00 becomes +; without either the digits alone, since the country is not known here.
 * `digits`: digits only, whatever script they are written in. `id`: letters and digits, upper case.
 * `text`: NFKC, white space folded to one space, trimmed, lower case.
 * Returns null when nothing is left: an empty value refers to nobody.
 */
export function canon(space: IdentitySpace, value: string): string | null {
  const text = value.normalize('NFKC').replace(INVISIBLE, '')
  // normalised again at the end: what stood apart may compose once an invisible character between is gone, or the case is changed
  const form = FORMS[space](text.normalize('NFKC')).normalize('NFKC')
  return form === '' ? null : form
}

// soft hyphen, zero-width characters, direction marks, byte order mark
const INVISIBLE = /[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g

const FORMS: Record<IdentitySpace, (text: string) => string> = {
  email: (text) => text.trim().toLowerCase(),
  phone: (text) => {
    const kept = asciiDigits(text).replace(/\(0\)/g, '')
    const digits = kept.replace(/[^0-9]/g, '')
    const international = /^[\s(]*\+/.test(kept) ? digits : digits.startsWith('00') ? digits.slice(2) : null
    if (international === null) return digits
    return international === '' ? '' : `+${international}`
  },
  digits: (text) => asciiDigits(text).replace(/[^0-9]/g, ''),
  id: (text) =>
    asciiDigits(text)
      .toUpperCase()
      .replace(/[^\p{L}\p{N}]/gu, ''),
  text: (text) => text.replace(/\s+/g, ' ').trim().toLowerCase(),
}

// Decimal digits of any script to ASCII. Unicode keeps each script's ten digits in a row, from the zero up, but rows may touch (Myanmar
// Extended-C has two): so the way down goes to the start of all that touch, and the rest modulo ten is the digit.
function asciiDigits(text: string): string {
  return text.replace(/[^\x00-\x7F]/gu, (char) => {
    if (!/\p{Nd}/u.test(char)) return char
    const code = char.codePointAt(0)!
    let zero = code
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
    return String((code - zero) % 10)
  })
}
