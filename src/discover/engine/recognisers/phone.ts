// Telephone numbers: international (`+`, `00`) by country code and length; national only beside a word that says so, or in the grouping of the
// North American plan.
import type { Compiled } from '../compile.ts'
import type { Part } from '../evidence.ts'
import { findContext, isAlnum, isDigit, type ScanText } from '../scan-text.ts'
import { contextPart } from './id-words.ts'
import { HAS } from '../value-shape.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

// ITU-T E.164 assigned country codes (List of ITU-T Recommendation E.164 assigned country codes).
const COUNTRY_CODES = new Set(
  '1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239 240 241 242 243 244 245 246 247 248 249 250 251 252 253 254 255 256 257 258 260 261 262 263 264 265 266 267 268 269 290 291 297 298 299 350 351 352 353 354 355 356 357 358 359 370 371 372 373 374 375 376 377 378 380 381 382 383 385 386 387 389 420 421 423 500 501 502 503 504 505 506 507 508 509 590 591 592 593 594 595 596 597 598 599 670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690 691 692 850 852 853 855 856 870 878 880 881 882 883 886 888 960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 979 992 993 994 995 996 998'.split(
    ' ',
  ),
)
const LONGEST = 28
const NANP = /^(?:1[-. ])?(?:\([2-9]\d\d\) ?|[2-9]\d\d([-. ]))[2-9]\d\d[-. ]\d{4}$/

interface Read {
  readonly start: number
  readonly end: number
  readonly digits: string
  readonly international: boolean
  /** `x118`, `ext. 12` behind it */
  readonly extension: boolean
}

const EXTENSION = /^(?: ?x| ?ext\.? ?| ?ext\. ?| extension | poste | Durchwahl )\d{1,6}(?![\p{L}\d])/u

/** Digits with single separators, brackets around one group. */
function readAt(text: string, place: number): Read | undefined {
  let start = place
  const before = text.charCodeAt(place - 1)
  if (before === 43) start = place - 1
  else if (before === 40 && text.slice(place, place + 8).includes(')')) start = text.charCodeAt(place - 2) === 43 ? place - 2 : place - 1
  const ahead = text.charCodeAt(start - 1)
  if (
    isAlnum(ahead) ||
    ahead === 95 ||
    ahead === 43 ||
    ((ahead === 45 || ahead === 46 || ahead === 47 || ahead === 58) &&
      isAlnum(text.charCodeAt(start - 2)) &&
      isDigit(text.charCodeAt(start - 2)))
  )
    return undefined
  let digits = ''
  let end = start
  let last = start
  let open = 0
  let groups = 0
  for (let i = start; i < text.length && i < start + LONGEST; i++) {
    const unit = text.charCodeAt(i)
    if (isDigit(unit)) {
      if (i === 0 || !isDigit(text.charCodeAt(i - 1))) groups++
      digits += text[i]
      last = i + 1
      end = last
      continue
    }
    if (unit === 43 && i === start) continue
    if (unit === 40 && open === 0 && digits.length < 7) {
      open = 1
      continue
    }
    if (unit === 41 && open === 1) {
      open = 2
      last = i + 1
      continue
    }
    const gap = i - last
    // `555 - 123 456`, and a line's end within the first digits
    if (gap === 2 && unit === 32 && text.charCodeAt(i - 1) === 45 && text.charCodeAt(i - 2) === 32) continue
    if (unit === 10 && gap === 0 && digits.length <= 5 && isDigit(text.charCodeAt(i + 1))) continue
    if ((unit === 32 || unit === 45 || unit === 46 || unit === 47) && gap < 2 && !(gap === 1 && text.charCodeAt(i - 1) === unit)) continue
    break
  }
  if (open === 1 || digits.length < 6 || digits.length > 15 || groups > 8) return undefined
  const more = EXTENSION.exec(text.slice(end, end + 20))?.[0].length ?? 0
  end += more
  const next = text.charCodeAt(end)
  if (
    isAlnum(next) ||
    next === 95 ||
    next === 64 ||
    ((next === 46 || next === 44 || next === 58 || next === 45 || next === 47) && isDigit(text.charCodeAt(end + 1)))
  )
    return undefined
  if (/^(\d)\1+$/.test(digits)) return undefined
  const plus = text[start] === '+' || text.startsWith('(+', start)
  const international = plus || digits.startsWith('00')
  return { start, end, digits: digits.startsWith('00') && !plus ? digits.slice(2) : digits, international, extension: more > 0 }
}

function internationalHolds(digits: string): boolean {
  if (digits.length < 8) return false
  const one = COUNTRY_CODES.has(digits.slice(0, 1))
  if (!one && !COUNTRY_CODES.has(digits.slice(0, 2)) && !COUNTRY_CODES.has(digits.slice(0, 3))) return false
  if (digits[0] === '1') return digits.length === 11 && digits[1]! > '1' && digits[4]! > '1'
  if (digits[0] === '7') return digits.length === 11
  return true
}

const PHONE_NEVER = HAS.letter | HAS.at | HAS.colon | HAS.dollar | HAS.comma | HAS.other

export function createPhoneRecogniser(type: Compiled): Recogniser {
  let seenScan: ScanText | undefined
  let seenTo = 0
  return {
    types: [type],
    fits: (shape) => (shape.mask & PHONE_NEVER) === 0 && (shape.mask & HAS.digit) !== 0 && shape.length >= 7,
    gate: 'phone',
    digits: (before, length, after) =>
      !isAlnum(before) && before !== 95 && length <= 15 && (length >= 6 || (after >= 40 && after <= 47) || after === 32),
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      if (scan !== seenScan) {
        seenScan = scan
        seenTo = 0
      }
      if (place < seenTo) return
      const sign = text.charCodeAt(place - 1)
      // A decimal, a date or a time goes on here.
      if ((sign === 45 || sign === 46 || sign === 47 || sign === 58) && isDigit(text.charCodeAt(place - 2))) return
      // Without a sign of a telephone number before it only a word beside it, or the grouping of North America, can make it one.
      if (
        sign !== 43 &&
        sign !== 40 &&
        !withExtension(text, place) &&
        !grouped(text, place) &&
        findContext(scan, type.phrases, place, place, 60) === undefined
      )
        return
      const read = readAt(text, place)
      if (read === undefined) return
      const value = text.slice(read.start, read.end)
      if (/^\+?\d{5,}\.\d{1,3}$/.test(value)) return // a decimal
      if (read.international && (read.extension || internationalHolds(read.digits))) {
        const plus = value[0] === '+' || value[0] === '('
        const context = findContext(scan, type.phrases, read.start, read.end, 40)
        if (!plus && context === undefined && !read.extension) return
        seenTo = read.end
        const parts: Part[] = [{ rule: 'shape', text: `an assigned country code and ${read.digits.length} digits`, odds: 2.5 }]
        if (context !== undefined) parts.push(contextPart(context.word, context.at))
        hit({ type, start: read.start, end: read.end, parts, prior: RARITY_ODDS[type.rule.rarity] })
        return
      }
      const nanp = read.extension || NANP.test(value)
      if (!nanp && looksOther(value, read.digits)) return
      const context = findContext(scan, type.phrases, read.start, read.end, 32)
      if (!nanp && !value.startsWith('0') && THOUSANDS.test(value) && (context?.at === undefined || context.at[0] > read.start)) return
      if (context === undefined && !nanp) return
      if (context !== undefined && context.at !== undefined && /\d/.test(text.slice(context.at[1], read.start))) return
      const parts: Part[] = [
        {
          rule: 'shape',
          text: read.extension ? 'an extension behind it' : nanp ? 'grouped as in North America' : `${read.digits.length} digits`,
          odds: nanp ? 1.2 : 0.2,
        },
      ]
      // A word behind it may belong to what comes next.
      if (context !== undefined)
        parts.push({ ...contextPart(context.word, context.at), odds: context.at !== undefined && context.at[0] >= read.end ? 2 : 3 })
      else {
        const against = findContext(scan, type.against, read.start, read.end, 30)
        if (against !== undefined) parts.push({ rule: 'lowered', text: `\`${against.word}\` beside it`, odds: -3 })
      }
      seenTo = read.end
      hit({ type, start: read.start, end: read.end, parts, prior: nanp ? 0 : -1.5 })
    },
    whole: (value, fit) => {
      // Digits alone need no reading: most columns of numbers end here.
      if (value.charCodeAt(0) !== 48 && onlyDigits(value)) {
        if (value.length > 6 && value.length < 16 && !/^(\d)\1+$/.test(value)) fit(type, 'shaped')
        return
      }
      const first = value.search(/\d/)
      if (first < 0 || first > 2) return
      const read = readAt(value, first)
      if (read === undefined || read.start !== 0 || read.end !== value.length) return
      if (looksOther(value, read.digits)) return
      fit(type, (read.international && internationalHolds(read.digits)) || NANP.test(value) || /^0[1-9]/.test(value) ? 'passed' : 'shaped')
    },
  }
}

function onlyDigits(value: string): boolean {
  for (let i = 0; i < value.length; i++) if (!isDigit(value.charCodeAt(i))) return false
  return true
}

/** A number with an extension begins here: looked for only where an `x` or `e` follows the digits. */
function withExtension(text: string, place: number): boolean {
  return /^[\d() .-]{7,24}(?:x|ext)/.test(text.slice(place, place + 28))
}

/** `ddd-ddd-dddd` begins here */
function grouped(text: string, place: number): boolean {
  const unit = text.charCodeAt(place + 3)
  return (unit === 45 || unit === 46 || unit === 32) && isDigit(text.charCodeAt(place + 2)) && isDigit(text.charCodeAt(place + 4))
}

const THOUSANDS = /^\d{1,3}(?:[ .]\d{3}){2,}$/

/** Dates, times, decimals. */
function looksOther(value: string, digits: string): boolean {
  if (digits.length < 7) return true
  return /^\d{4}[-./]\d{1,2}[-./]\d{1,2}|^\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d|^\d+\.\d+$/.test(value)
}
