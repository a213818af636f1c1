// Words as the rules compare them: lower case, accents off, camelCase and snake_case apart. Owns nothing else; whole words only, so
// that "lic" is never found in "public".

const FOLDS: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' }

export function fold(text: string): string {
  const lower = text.toLowerCase()
  if (!/[^\x00-\x7F]/.test(lower)) return lower
  return lower
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøłđðþı]/g, (char) => FOLDS[char] ?? char)
}

// The same names come again and again: each column of a table is judged beside all others, once for each type.
const KNOWN = new Map<string, readonly string[]>()
const MOST_KNOWN = 8192
const LONGEST_KNOWN = 256
/** Nearly all phrases of rules: nothing in them to fold or to take apart. */
const PLAIN = /^[a-z]+(?: [a-z]+)*$/

/** `customerEMail_2` → ["customer", "e", "mail", "2"]; acronyms stay whole: `userSSN` → ["user", "ssn"]. */
export function wordsOf(name: string): readonly string[] {
  const known = KNOWN.get(name)
  if (known !== undefined) return known
  if (PLAIN.test(name)) return name.split(' ')
  const apart = name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/(\p{L})(\p{N})/gu, '$1 $2')
    .replace(/(\p{N})(\p{L})/gu, '$1 $2')
  const words = fold(apart).match(/[\p{L}\p{N}]+/gu) ?? []
  if (name.length <= LONGEST_KNOWN) {
    if (KNOWN.size >= MOST_KNOWN) KNOWN.clear()
    KNOWN.set(name, words)
  }
  return words
}

/** A phrase of a rule in the form it is compared in. */
export function phrase(text: string): string {
  return wordsOf(text).join(' ')
}
