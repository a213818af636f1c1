// What a rule's pattern can match at all: the characters it may begin with, and whether digits alone can do. Computed once from the pattern, so
// that most values are turned away by a look at one character. Errs on the side of "may match".

export interface PatternReach {
  /** by character code below 128: may a match begin with it? */
  readonly first: Uint8Array
  /** may a value of digits alone match? */
  readonly digits: boolean
}

interface Part {
  readonly first: Uint8Array
  readonly empty: boolean
  readonly digits: boolean
}

export function patternReach(pattern: string): PatternReach {
  const reader = { pattern, at: 0 }
  const part = alternatives(reader)
  // A pattern read only in part, or one that may be empty, says nothing.
  return reader.at < pattern.length || part.empty ? { first: new Uint8Array(128).fill(1), digits: true } : part
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
    out = { first: union(out.first, next.first), empty: out.empty || next.empty, digits: out.digits || next.digits }
  }
  return out
}

function sequence(reader: Reader): Part {
  const first = new Uint8Array(128)
  let empty = true
  let digits = true
  while (reader.at < reader.pattern.length && reader.pattern[reader.at] !== '|' && reader.pattern[reader.at] !== ')') {
    const part = quantified(reader)
    if (empty) for (let i = 0; i < 128; i++) first[i]! |= part.first[i]!
    empty &&= part.empty
    digits &&= part.digits
  }
  return { first, empty, digits }
}

function quantified(reader: Reader): Part {
  const part = atom(reader)
  const rest = reader.pattern.slice(reader.at)
  const quantifier = /^(?:\?|\*|\+|\{(\d*),?\d*\})\??/.exec(rest)
  if (quantifier === null) return part
  reader.at += quantifier[0].length
  const optional = rest[0] === '?' || rest[0] === '*' || (rest[0] === '{' && Number(quantifier[1]) === 0)
  return optional ? { first: part.first, empty: true, digits: true } : part
}

function atom(reader: Reader): Part {
  const { pattern } = reader
  const char = pattern[reader.at]!
  if (char === '(') {
    const looks = /^\(\?(?:=|!|<=|<!)/.exec(pattern.slice(reader.at))
    reader.at += looks === null ? (pattern.startsWith('(?:', reader.at) ? 3 : 1) : looks[0].length
    const part = alternatives(reader)
    reader.at++
    return looks === null ? part : { first: new Uint8Array(128), empty: true, digits: true }
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
  if (one === '\\b' || one === '^' || one === '$') return { first: new Uint8Array(128), empty: true, digits: true }
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
  const part = { first, empty: false, digits: first.subarray(48, 58).includes(1) }
  CLASSES.set(one, part)
  return part
}

function union(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((one, i) => one | b[i]!)
}
