// Where in a text an address may begin and whether it stands alone there: lines, margins, blank lines. Every look back is bounded.
import { isWordUnit } from '../../scan-text.ts'
import { isMargin } from './address-tokens.ts'

const BACK = 110

/** From where to read: the line's start, or a bounded way back to the start of a word. */
export function windowStart(text: string, place: number): number {
  const least = Math.max(0, place - BACK)
  const line = text.slice(least, place).lastIndexOf('\n')
  if (line >= 0) return least + line + 1
  if (least === 0) return 0
  let at = least
  while (at < place && isWordUnit(text.charCodeAt(at))) at++
  return at
}

/** How many characters of line breaks and margin stand before the place. */
export function trailing(text: string, place: number): number {
  let at = place - 1
  while (at >= 0 && place - at < 12) {
    const unit = text.charCodeAt(at)
    if (unit !== 32 && unit !== 9 && unit !== 10 && unit !== 13 && !isMargin(unit)) break
    at--
  }
  return place - 1 - at
}

export function afterSpace(text: string, place: number): number {
  let at = place
  while (at < place + 4 && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 44)) at++
  return at
}

/** Does the address begin a block of lines of its own: at the start, behind a blank line or a margin, or behind a name on its first line? */
export function standsAlone(text: string, start: number, flat: boolean): boolean {
  let at = start - 1
  while (at >= 0 && start - at < 12 && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at--
  if (at < 0) return true
  const unit = text.charCodeAt(at)
  if (unit !== 10 && !isMargin(unit))
    return flat && /(?:^|\n)[^\S\n]*(?:\p{Lu}[\p{L}\p{M}.'-]*[^\S\n]+){1,6}$/u.test(text.slice(Math.max(0, start - 70), start))
  if (isMargin(unit)) return true
  const back = /\n\s*\n\s*$/.exec(text.slice(Math.max(0, at - 8), at + 1))
  if (back === null) return false
  return !/[:]\s*$/.test(
    text
      .slice(Math.max(0, at - 24), at + 1)
      .trimEnd()
      .slice(-2),
  )
}
