// Where the characters of an identifier begin, end and go on in a text: edges, groups, the letters before its digits. Owns no rule.
import { isAlnum, isAsciiLetter, isDigit } from '../scan-text.ts'

export const LONGEST_TOKEN = 34

export function layoutText(value: string): string {
  return value
    .split(/[-. /()+\n]+/)
    .filter((group) => group !== '')
    .map((group) => group.length)
    .join('-')
}

export function compactOf(value: string): string {
  return /[-. /()+\n]/.test(value) ? value.replace(/[-. /()+\n]/g, '').toUpperCase() : value.toUpperCase()
}

export function tokenStart(text: string, place: number): number {
  let start = place
  const least = Math.max(0, place - LONGEST_TOKEN - 1)
  while (start > least && isAlnum(text.charCodeAt(start - 1))) start--
  return start
}

export function tokenEnd(text: string, place: number): number {
  let end = place
  const most = Math.min(text.length, place + LONGEST_TOKEN + 1)
  while (end < most && isAlnum(text.charCodeAt(end))) end++
  return end
}

export function onlyLetters(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isAsciiLetter(text.charCodeAt(i))) return false
  return true
}

/** Nothing before it makes it the tail of something longer: a decimal, a time, a UUID, an amount, a name with _. */
export function opens(text: string, start: number): boolean {
  if (start === 0) return true
  const unit = text.charCodeAt(start - 1)
  if (unit === 95 || unit === 37 || unit === 36 || unit === 0x20ac || unit === 0xa3 || isAlnum(unit)) return false
  if (unit === 43) return false
  const before = text.charCodeAt(start - 2)
  if (unit === 46 || unit === 47 || unit === 58) return !isDigit(before)
  if (unit === 45) {
    if (!isAlnum(before)) return true
    const token = tokenStart(text, start - 1)
    return onlyLetters(text, token, start - 1) && text.charCodeAt(token - 1) !== 45
  }
  return true
}

export function closes(text: string, end: number): boolean {
  if (end >= text.length) return true
  const unit = text.charCodeAt(end)
  if (isAlnum(unit) || unit === 95 || unit === 37 || unit === 64) return false
  const next = text.charCodeAt(end + 1)
  if (unit === 46 || unit === 58) return !isDigit(next)
  if (unit === 45 || unit === 47) return !isAlnum(next)
  return true
}

/** Letters that may be the first group of the number whose digits begin at `start`, over blanks, a line's end or `nr`; -1 when there are none. */
export function leadStart(text: string, start: number): number {
  let end = start
  for (let turn = 0; turn < 2; turn++) {
    while (end > start - 12 && end > 0 && /[ \t\n.-]/.test(text[end - 1]!)) end--
    const from = tokenStart(text, end - 1)
    if (from >= end || end - from > 5 || !onlyLetters(text, from, end)) return -1
    if (!/^(?:nr|numer|no)$/i.test(text.slice(from, end))) return end - from <= 4 ? from : -1
    end = from
  }
  return -1
}

/** Where the next group of a number begins, over one sign, a dash between spaces, or a line's end with what indents the next; else -1. */
export function nextGroup(text: string, end: number): number {
  let at = end
  let line = false
  let sign = false
  for (; at < end + 12; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 10 || unit === 13) {
      if (line && unit === 10) return -1
      line = unit === 10 || line
    } else if (unit === 45 || unit === 46 || unit === 47) {
      if (sign) return -1
      sign = true
    } else if (unit !== 32 && unit !== 9) break
  }
  if (at === end || !isAlnum(text.charCodeAt(at))) return -1
  // `seria ABC nr 123456`
  if ((text.charCodeAt(at) | 32) === 110 && isAsciiLetter(text.charCodeAt(end - 1))) {
    const number = /^(?:nr|numer|no)[. ]{1,2}(?=\d)/i.exec(text.slice(at, at + 8))
    if (number !== null) return at + number[0].length
  }
  return line || at - end <= 3 ? at : -1
}

/** Groups of the same length go on before or after it: a row of numbers, not one. */
export function continues(text: string, start: number, end: number, value: string): boolean {
  const separator = /[-. /]/.exec(value)?.[0]
  if (separator === undefined) return false
  const first = value.indexOf(separator)
  const last = value.length - 1 - value.lastIndexOf(separator)
  if (text[start - 1] === separator) {
    const before = tokenStart(text, start - 1)
    if (start - 1 - before === first && first > 2 && allDigits(text, before, start - 1)) return true
  }
  if (text[end] === separator) {
    const after = tokenEnd(text, end + 1)
    if (after - end - 1 === last && last > 2 && allDigits(text, end + 1, after)) return true
  }
  return false
}

export function allDigits(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isDigit(text.charCodeAt(i))) return false
  return to > from
}

/** Scripts without blanks between words, or with endings on them, stand before the number. */
export function unspaced(text: string, start: number): boolean {
  for (let i = start - 1; i >= start - 6 && i >= 0; i--) if (text.charCodeAt(i) >= 0x0e00 && isScript(text.charCodeAt(i))) return true
  return false
}

export function isScript(unit: number): boolean {
  return (unit >= 0x0e00 && unit < 0x0e80) || (unit >= 0x3040 && unit < 0xa000) || (unit >= 0xac00 && unit < 0xd7a4)
}

export function touched(text: string, at: readonly [number, number]): boolean {
  return isDigit(text.charCodeAt(at[0] - 1)) || isDigit(text.charCodeAt(at[1]))
}
