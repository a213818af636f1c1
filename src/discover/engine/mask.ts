// Masked samples: the shape of a value, never enough to know it or to guess it. Owns what may be shown of which kind of value.

import type { TypeRule } from './type-rule.ts'

const DOT = '•'

/** A card shows its last four digits at most, an e-mail its first letters and top-level domain, a secret nothing, all else its shape alone. */
export function maskValue(type: Pick<TypeRule, 'id' | 'personal'>, value: string): string {
  const text = value.trim()
  if (type.id === 'card_number' && text.replace(/\D/g, '').length >= 13) return maskDigits(text, 4)
  if (type.id === 'email') return maskEmail(text)
  if (!type.personal || text.length < 4) return DOT.repeat(8)
  return cut(maskShape(text))
}

function maskDigits(text: string, last: number): string {
  let left = text.replace(/\D/g, '').length - last
  return cut(text.replace(/[^-\s]/gu, (sign) => (/\d/.test(sign) && left-- <= 0 ? sign : DOT)))
}

function maskEmail(text: string): string {
  const at = text.lastIndexOf('@')
  const dot = text.lastIndexOf('.')
  if (at < 1 || dot <= at) return cut(maskShape(text))
  const local = text.slice(0, at)
  const domain = text.slice(at + 1, dot)
  const top = text.slice(dot)
  // One letter of a short name would be a good part of it.
  return cut(`${local.length >= 4 ? first(local) : ''}${DOT.repeat(3)}@${domain.length >= 4 ? first(domain) : ''}${DOT.repeat(3)}${top}`)
}

function maskShape(text: string): string {
  return text.replace(/[^-\s.,:/@+()]/gu, DOT)
}

function cut(text: string): string {
  const line = text.replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF]+/g, ' ')
  return line.length > 48 ? `${line.slice(0, 47)}…` : line
}

function first(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) ?? 0x2022)
}
