// Brings text into the one form that the recognisers read: compatibility forms, digits of any script, dashes and spaces of any kind,
// invisible characters gone. Owns the map back to the original, so that every position reported is one of the text given.
// Works character by character: sequences are not composed, since nothing here compares accents.

export interface Normal {
  readonly text: string
  /** original [start, end) of a span of the normalised text */
  origin(start: number, end: number): readonly [number, number]
}

// Characters for which normalising is known to change nothing: ASCII, Latin letters, combining marks, Greek, Cyrillic, kana, CJK, Hangul.
// oxlint-disable-next-line no-misleading-character-class -- ranges of single units, no composed characters
const CHANGES = /[^\x00-\x9F\u00C0-\u024F\u0300-\u05FF\u3041-\u3096\u30A1-\u30FA\u4E00-\u9FFF\uAC00-\uD7A3]/
// soft hyphen, zero-width characters, direction marks, variation selectors, byte order mark
// oxlint-disable-next-line no-misleading-character-class -- each stands alone
const INVISIBLE = /^[\u00AD\u034F\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFE00-\uFE0F\uFEFF]$/u

export function normalise(text: string): Normal {
  const codes = codesIn(text)
  if (codes === 0 && !CHANGES.test(text)) return { text, origin: same }
  return rewrite(text, codes)
}

/** Would `normalise` change it? */
export function needsNormalising(text: string): boolean {
  return codesIn(text) !== 0 || CHANGES.test(text)
}

const ENTITIES = 1
const PERCENT = 2
const QUOTED = 4

/** Which ways of writing characters as codes the text may have; looked for by their rare signs first. */
function codesIn(text: string): number {
  let codes = 0
  if (
    text.includes('&') &&
    /&(?:#\d{2,6};|#[xX][0-9a-fA-F]{2,5};|(?:amp|nbsp|commat|period|lt|gt|quot|apos|shy|hyphen|dash|num|colon|plus|sol|zwnj|zwj);)/.test(
      text,
    )
  )
    codes |= ENTITIES
  if (text.includes('%') && /%[2-7][0-9A-Fa-f]/.test(text)) codes |= PERCENT
  if (
    text.includes('=') &&
    (/=3D|=40[A-Za-z][\w-]{0,62}\.[A-Za-z]|=C[2-5]=[89AB]/.test(text) ||
      (text.includes('=\n') && /[\w,.]=\n\w/.test(text)) ||
      (text.includes('=\r\n') && /[\w,.]=\r\n\w/.test(text)))
  )
    codes |= QUOTED
  return codes
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  nbsp: ' ',
  commat: '@',
  period: '.',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  shy: '',
  hyphen: '-',
  dash: '-',
  num: '#',
  colon: ':',
  plus: '+',
  sol: '/',
  zwnj: '',
  zwj: '',
}
const ENTITY = /&(?:#(\d{2,6})|#[xX]([0-9a-fA-F]{2,5})|([a-z]{2,6}));/y
const QUOTED_UTF8 = /=[CD][0-9A-F]=[89AB][0-9A-F]|=E[0-9A-F]=[89AB][0-9A-F]=[89AB][0-9A-F]/y

/** [characters, length of the code] of a code at `i`; undefined: there is none. */
function decodeAt(text: string, i: number, codes: number): readonly [string, number] | undefined {
  const unit = text.charCodeAt(i)
  if (unit === 38 && (codes & ENTITIES) !== 0) {
    ENTITY.lastIndex = i
    const match = ENTITY.exec(text)
    if (match === null) return undefined
    const code = match[1] === undefined ? (match[2] === undefined ? -1 : Number.parseInt(match[2], 16)) : Number(match[1])
    const plain = code < 0 ? NAMED[match[3]!] : code >= 32 && code < 0xd800 ? (formOf(code) ?? String.fromCharCode(code)) : undefined
    return plain === undefined ? undefined : [plain, match[0].length]
  }
  if (unit === 37 && (codes & PERCENT) !== 0) {
    const code = hexAt(text, i + 1)
    return code >= 32 && code < 127 ? [String.fromCharCode(code), 3] : undefined
  }
  if (unit === 61 && (codes & QUOTED) !== 0) {
    const next = text.charCodeAt(i + 1)
    if (next === 10) return ['', 2]
    if (next === 13 && text.charCodeAt(i + 2) === 10) return ['', 3]
    QUOTED_UTF8.lastIndex = i
    const match = QUOTED_UTF8.exec(text)
    if (match !== null) return [Buffer.from(match[0].replaceAll('=', ''), 'hex').toString('utf8'), match[0].length]
    // `=3D` in capitals, as the encoding has it: `a=20` of a program is left alone when a digit or letter follows.
    const code = /^[0-9A-F]{2}$/.test(text.slice(i + 1, i + 3)) ? hexAt(text, i + 1) : -1
    const sign = code >= 32 && code < 127 && !/[a-z0-9]/i.test(String.fromCharCode(code))
    return sign && !/\d/.test(text[i + 3] ?? '') ? [String.fromCharCode(code), 3] : undefined
  }
  return undefined
}

function hexAt(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at))
  const low = hexDigit(text.charCodeAt(at + 1))
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

function hexDigit(unit: number): number {
  if (unit >= 48 && unit <= 57) return unit - 48
  const lower = unit | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}

function same(start: number, end: number): readonly [number, number] {
  return [start, end]
}

function rewrite(text: string, codes: number): Normal {
  const starts = new Int32Array(text.length * 2 + 16)
  const ends = new Int32Array(text.length * 2 + 16)
  const parts: string[] = []
  let length = 0
  let plain = 0 // start of the part not yet copied
  const note = (units: number, start: number, end: number, step: number): void => {
    for (let i = 0; i < units; i++) {
      starts[length] = step === 0 ? start : start + i
      ends[length] = step === 0 ? end : start + i + 1
      length++
    }
  }
  for (let i = 0; i < text.length;) {
    const code = text.codePointAt(i)!
    const size = code > 0xffff ? 2 : 1
    if (codes !== 0 && (code === 38 || code === 37 || code === 61)) {
      const decoded = decodeAt(text, i, codes)
      if (decoded !== undefined) {
        if (plain < i) {
          parts.push(text.slice(plain, i))
          note(i - plain, plain, i, 1)
        }
        parts.push(decoded[0])
        note(decoded[0].length, i, i + decoded[1], 0)
        i += decoded[1]
        plain = i
        continue
      }
    }
    if (code > 0x7f) {
      const form = formOf(code)
      if (form !== null) {
        if (plain < i) {
          parts.push(text.slice(plain, i))
          note(i - plain, plain, i, 1)
        }
        // A few ligatures unfold into up to 18 characters; the arrays have room for twice the text, so those stay as they are.
        if (length + form.length + (text.length - i) < starts.length) {
          parts.push(form)
          note(form.length, i, i + size, 0)
        } else {
          parts.push(text.slice(i, i + size))
          note(size, i, i + size, 1)
        }
        plain = i + size
      }
    }
    i += size
  }
  if (plain < text.length) {
    parts.push(text.slice(plain))
    note(text.length - plain, plain, text.length, 1)
  }
  return {
    text: parts.join(''),
    origin: (start, end) => (end <= start ? [starts[start] ?? 0, starts[start] ?? 0] : [starts[start]!, ends[end - 1]!]),
  }
}

const FORMS = new Map<number, string | null>()

/** null: the character stays as it is. */
function formOf(code: number): string | null {
  const known = FORMS.get(code)
  if (known !== undefined) return known
  const form = computeForm(code)
  if (FORMS.size < 4096) FORMS.set(code, form)
  return form
}

function computeForm(code: number): string | null {
  if (code >= 0xd800 && code <= 0xdfff) return null // half of a pair: not ours to mend
  const char = String.fromCodePoint(code)
  if (INVISIBLE.test(char)) return ''
  if (/^\p{Nd}$/u.test(char)) return digitOf(code)
  if (/^\p{Pd}$/u.test(char) || code === 0x2212) return '-'
  if (/^[\p{Zs}]$/u.test(char)) return ' '
  if (code === 0x2018 || code === 0x2019) return "'"
  if (code === 0x201c || code === 0x201d) return '"'
  const form = char.normalize('NFKC')
  return form === char || form.length > 4 ? null : form.replace(/\p{Zs}/gu, ' ')
}

// Unicode keeps each script's ten digits in a row, from the zero up.
function digitOf(code: number): string {
  const form = String.fromCodePoint(code).normalize('NFKC')
  if (/^[0-9]$/.test(form)) return form
  let zero = code
  while (zero > code - 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--
  return String((code - zero) % 10)
}
