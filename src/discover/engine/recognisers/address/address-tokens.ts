// Cuts a small window of text into what an address is made of: words, numbers, signs, line breaks. Owns no judgement about them.
import { isDigit, isWordUnit } from '../../scan-text.ts'
import { fold } from '../../words.ts'

export interface Token {
  /** `num`: could be the number of a house or a postcode; `code`: letters and digits in one; `other`: a number that is a price, a time, a date */
  readonly kind: 'word' | 'num' | 'code' | 'sign' | 'line' | 'other'
  readonly start: number
  readonly end: number
  readonly text: string
  readonly fold: string
  /** begins with a capital */
  readonly cap: boolean
  /** a full stop follows it */
  readonly dot: boolean
  /** how many line breaks, for `line` */
  readonly lines: number
}

const RUN = /[\p{L}\p{M}\d]{1,40}(?:['/&-][\p{L}\p{M}\d]{1,40}){0,6}/uy
const NUMBER = /^\d{1,6}(?:\p{L}{1,2}|bis|ter)?(?:[-/](?:\d{1,5}\p{L}{0,3}|[A-Za-z]{1,3}|bis|ter)){0,3}$/u
const CAPITAL = /^\p{Lu}/u
const LETTERS = /^[\p{L}\p{M}]/u

/** The tokens of text[from, to). Words cut at the edges are the caller's care. */
export function tokensOf(text: string, from: number, to: number): Token[] {
  const out: Token[] = []
  let at = from
  while (at < to) {
    const unit = text.charCodeAt(at)
    if (unit === 32 || unit === 9 || unit === 13) {
      at++
      continue
    }
    if (unit === 10) {
      const start = at
      let lines = 0
      while (at < to) {
        const one = text.charCodeAt(at)
        if (one === 10) lines++
        else if (
          one !== 32 &&
          one !== 9 &&
          one !== 13 &&
          !(isMargin(one) && (text.charCodeAt(at - 1) === 10 || isMargin(text.charCodeAt(at - 1))))
        )
          break
        at++
      }
      out.push({ kind: 'line', start, end: at, text: '\n', fold: '\n', cap: false, dot: false, lines })
      continue
    }
    RUN.lastIndex = at
    const run = RUN.exec(text)?.[0]
    if (run === undefined) {
      out.push(sign(text, at, at + 1))
      at++
      continue
    }
    // `C/Mayor`
    const slash = run.length > 2 && run[1] === '/' && (run[0] === 'C' || run[0] === 'c') && LETTERS.test(run[2]!) ? 1 : 0
    const word = slash === 1 ? run[0]! : run
    const end = at + word.length
    out.push(tokenOf(text, at, end, word, out[out.length - 1]))
    at = end
    if (slash === 1) {
      out.push(sign(text, at, at + 1))
      at++
    } else if (text.charCodeAt(at) === 46) at++
  }
  return out
}

/** Stands before lines: quotation marks of mails, bullets. */
export function isMargin(unit: number): boolean {
  return unit === 62 || unit === 63 || unit === 42 || unit === 124 || unit === 8226
}

function sign(text: string, start: number, end: number): Token {
  const char = text.slice(start, end)
  return { kind: 'sign', start, end, text: char, fold: char, cap: false, dot: false, lines: 0 }
}

function tokenOf(text: string, start: number, end: number, word: string, before: Token | undefined): Token {
  const next = text.charCodeAt(end)
  const dot = next === 46
  const first = word.charCodeAt(0)
  const digit = first >= 48 && first <= 57
  let kind: Token['kind'] = 'word'
  if (digit) {
    const after = text.charCodeAt(end + 1)
    const joined = (next === 46 || next === 44 || next === 58) && after >= 48 && after <= 57
    const glued =
      before !== undefined &&
      before.end === start &&
      before.kind === 'sign' &&
      (!isOpening(before.text) ||
        (before.text === '#' && isJoined(text.charCodeAt(start - 2))) ||
        (before.text === ':' && isDigit(text.charCodeAt(start - 2))))
    const afterPoint = text.charCodeAt(start - 1) === 46 && before !== undefined && before.end === start - 1 && before.kind !== 'word'
    kind =
      joined || glued || afterPoint || next === 37 || next === 64 || next === 61 || next === 95 || next === 36 || next === 8364
        ? 'other'
        : NUMBER.test(word)
          ? 'num'
          : /^\d[A-Za-z]\d$|^\d[A-Za-z\d]{3}$/.test(word)
            ? 'code'
            : 'other'
  } else if (/\d/.test(word)) kind = 'code'
  return { kind, start, end, text: word, fold: fold(word), cap: CAPITAL.test(word), dot, lines: 0 }
}

// `Bug#12` is no flat.
function isJoined(unit: number): boolean {
  return isWordUnit(unit) || unit === 95
}

// `(12`, `#12`, `,12`, `"12`, `No:12`, `°12`
function isOpening(sign: string): boolean {
  return '(#,"\':/°;[>?*|'.includes(sign)
}
