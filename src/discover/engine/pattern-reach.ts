// What a rule's pattern can match at all: the characters it may begin with, and whether digits alone can do. Computed once from the pattern, so
// that most values are turned away by a look at one character. Errs on the side of "may match".

export interface PatternReach {
  /** by character code below 128: may a match begin with it? */
  readonly first: Uint8Array
  /** may a value of digits alone match? */
  readonly digits: boolean
  /** by length: where a digit may stand and where a letter, as bits of the first 31 places; undefined: no match is so long */
  readonly places: readonly (Places | undefined)[]
}

export interface Places {
  readonly digit: number
  readonly letter: number
}

interface Part {
  readonly first: Uint8Array
  readonly empty: boolean
  readonly digits: boolean
  readonly places: readonly (Places | undefined)[]
}

const LONGEST = 40
const NOWHERE: Places = { digit: 0, letter: 0 }
const ANYWHERE: Places = { digit: -1, letter: -1 }
const EMPTY_PLACES: readonly (Places | undefined)[] = [NOWHERE]

function either(a: readonly (Places | undefined)[], b: readonly (Places | undefined)[]): readonly (Places | undefined)[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => joined(a[i], b[i]))
}

function joined(a: Places | undefined, b: Places | undefined): Places | undefined {
  return a === undefined ? b : b === undefined ? a : { digit: a.digit | b.digit, letter: a.letter | b.letter }
}

/** One behind the other. */
function both(a: readonly (Places | undefined)[], b: readonly (Places | undefined)[]): readonly (Places | undefined)[] {
  if (b.length === 1) return a
  if (a.length === 1) return b
  const out: (Places | undefined)[] = []
  a.forEach((left, i) => {
    if (left === undefined) return
    b.forEach((right, k) => {
      if (right === undefined || i + k > LONGEST) return
      const moved = i > 30 ? NOWHERE : { digit: right.digit << i, letter: right.letter << i }
      out[i + k] = joined(out[i + k], { digit: left.digit | moved.digit, letter: left.letter | moved.letter })
    })
  })
  return out
}

function repeated(one: readonly (Places | undefined)[], least: number, most: number): readonly (Places | undefined)[] {
  let out = EMPTY_PLACES
  let row = EMPTY_PLACES
  for (let i = 1; i <= most && row.length <= LONGEST + 1; i++) {
    row = both(row, one)
    out = i <= least ? row : either(out, row)
  }
  return most === 0 ? EMPTY_PLACES : out
}

export function patternReach(pattern: string): PatternReach {
  const reader = { pattern, at: 0 }
  const part = alternatives(reader)
  // A pattern read only in part, or one that may be empty, says nothing.
  return reader.at < pattern.length || part.empty
    ? { first: new Uint8Array(128).fill(1), digits: true, places: Array.from({ length: LONGEST + 1 }, () => ANYWHERE) }
    : part
}

interface Reader {
  readonly pattern: string
  at: number
}

function alternatives(reader: Reader): Part {
  let out = sequence(reader)
  while (reader.pattern[reader.at] === '|') {
    reader.at++
    const next = sequence(reader)
    out = {
      first: union(out.first, next.first),
      empty: out.empty || next.empty,
      digits: out.digits || next.digits,
      places: either(out.places, next.places),
    }
  }
  return out
}

function sequence(reader: Reader): Part {
  const first = new Uint8Array(128)
  let empty = true
  let digits = true
  let places = EMPTY_PLACES
  while (reader.at < reader.pattern.length && reader.pattern[reader.at] !== '|' && reader.pattern[reader.at] !== ')') {
    const part = quantified(reader)
    if (empty) for (let i = 0; i < 128; i++) first[i]! |= part.first[i]!
    empty &&= part.empty
    digits &&= part.digits
    places = both(places, part.places)
  }
  return { first, empty, digits, places }
}

function quantified(reader: Reader): Part {
  const part = atom(reader)
  const rest = reader.pattern.slice(reader.at)
  const quantifier = /^(?:\?|\*|\+|\{(\d*)(,?)(\d*)\})\??/.exec(rest)
  if (quantifier === null) return part
  reader.at += quantifier[0].length
  const optional = rest[0] === '?' || rest[0] === '*' || (rest[0] === '{' && Number(quantifier[1]) === 0)
  const bounded = rest[0] === '{'
  const least = optional ? 0 : bounded ? Number(quantifier[1]) : 1
  const most =
    rest[0] === '?' ? 1 : !bounded ? LONGEST : quantifier[2] === '' ? least : quantifier[3] === '' ? LONGEST : Number(quantifier[3])
  const places = repeated(part.places, least, Math.min(most, LONGEST))
  return optional ? { first: part.first, empty: true, digits: true, places } : { ...part, places }
}

function atom(reader: Reader): Part {
  const { pattern } = reader
  const char = pattern[reader.at]!
  if (char === '(') {
    const looks = /^\(\?(?:=|!|<=|<!)/.exec(pattern.slice(reader.at))
    reader.at += looks === null ? (pattern.startsWith('(?:', reader.at) ? 3 : 1) : looks[0].length
    const part = alternatives(reader)
    reader.at++
    return looks === null ? part : { first: new Uint8Array(128), empty: true, digits: true, places: EMPTY_PLACES }
  }
  if (char === '[') {
    const end = classEnd(pattern, reader.at)
    const one = pattern.slice(reader.at, end)
    reader.at = end
    return characters(one)
  }
  const one =
    char === '\\'
      ? pattern[reader.at + 1] === 'p' || pattern[reader.at + 1] === 'P'
        ? /^\\[pP]\{[^}]*\}/.exec(pattern.slice(reader.at))![0]
        : pattern.slice(reader.at, reader.at + 2)
      : char
  reader.at += one.length
  if (one === '\\b' || one === '^' || one === '$') return { first: new Uint8Array(128), empty: true, digits: true, places: EMPTY_PLACES }
  return characters(one)
}

function classEnd(pattern: string, from: number): number {
  let at = from + 1
  while (at < pattern.length && pattern[at] !== ']') at += pattern[at] === '\\' ? 2 : 1
  return at + 1
}

// The same few classes come again and again in the rules.
const CLASSES = new Map<string, Part>()

function characters(one: string): Part {
  const known = CLASSES.get(one)
  if (known !== undefined) return known
  const test = new RegExp(`^${one}$`, 'u')
  const first = Uint8Array.from({ length: 128 }, (_, code) => (test.test(String.fromCharCode(code)) ? 1 : 0))
  const digit = first.subarray(48, 58).includes(1)
  const part = {
    first,
    empty: false,
    digits: digit,
    places: [undefined, { digit: digit ? 1 : 0, letter: first.subarray(65, 91).includes(1) ? 1 : 0 }],
  }
  CLASSES.set(one, part)
  return part
}

function union(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((one, i) => one | b[i]!)
}
