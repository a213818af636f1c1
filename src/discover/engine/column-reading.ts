// What a column's name says once its words are known: which types it names (rules/columns/names.json), how fully, and what turns it into something about
// the value (`email_verified`) or about a thing (`file_name`). The type that explains most of the name's words wins. Owns no values.
import type { ColumnWords, Token } from './column-words.ts'

export interface Reading {
  readonly kind: 'exact' | 'end' | 'inside' | 'none'
  readonly words: string
  /** so common that it needs its table, its neighbours or its values */
  readonly weak: boolean
  readonly turned?: string
}

export interface NamePatterns {
  readonly names: readonly string[]
  readonly weak?: readonly string[]
  /** meanings that elsewhere turn a name and here do not: `gender code` */
  readonly with?: readonly string[]
}

export interface ColumnReader {
  /** type → what the name says for it; types it says nothing of are not there */
  readonly read: (name: string) => ReadonlyMap<string, Reading>
  /** the word of a table's name that makes it one of people, of things, or of places that are no homes */
  readonly table: (object: string) => { readonly people?: string; readonly thing?: string; readonly venue?: string }
}

interface Pattern {
  readonly type: string
  readonly elements: readonly string[]
  readonly weak: boolean
  readonly own: ReadonlySet<string>
}

const TURNS = ['turn', 'code', 'flag', 'date', 'year', 'id', 'expiry', 'url', 'thing'] as const
const HARMLESS = ['neutral', 'person', 'number', 'vehicle', 'cardword', 'acct', 'bank'] as const
/** Of a thing there is no name of a person; a telephone of a firm is answered by people. */
const OF_THINGS_TOO = new Set(['email', 'phone', 'street_address', 'city', 'postal_code', 'ipv4', 'ipv6', 'iban', 'account_number'])
const OF_PLACES = new Set(['street_address', 'city', 'postal_code'])
/** A number of these is a key. */
const NUMBERED = new Set(['street_address', 'city', 'person_name'])
const MOST_KEPT = 4096

export function createColumnReader(words: ColumnWords, names: Readonly<Record<string, NamePatterns>>): ColumnReader {
  const patterns: Pattern[] = []
  for (const [type, { names: strong, weak = [], with: also = [] }] of Object.entries(names)) {
    const own = new Set([...[...strong, ...weak].flatMap(elementsOf), ...also])
    for (const one of strong) patterns.push({ type, elements: elementsOf(one), weak: false, own })
    for (const one of weak) patterns.push({ type, elements: elementsOf(one), weak: true, own })
  }
  const kept = new Map<string, ReadonlyMap<string, Reading>>()
  const tables = new Map<string, ReturnType<ColumnReader['table']>>()

  const read = (name: string): ReadonlyMap<string, Reading> => {
    const tokens = words.tokens(name)
    const found = new Map<string, { covered: number; reading: Reading }>()
    for (const pattern of patterns) {
      const used = match(pattern.elements, tokens)
      if (used === undefined) continue
      const before = found.get(pattern.type)
      const covered = used.length * 2 - (pattern.weak ? 1 : 0)
      if (before !== undefined && before.covered >= covered) continue
      found.set(pattern.type, { covered, reading: readingOf(pattern, tokens, used) })
    }
    const most = Math.max(...[...found.values()].map((one) => Math.ceil(one.covered / 2)))
    return new Map([...found].filter(([, one]) => Math.ceil(one.covered / 2) === most).map(([type, one]) => [type, one.reading]))
  }

  return {
    read: (name) => {
      let known = kept.get(name)
      if (known === undefined) {
        if (kept.size >= MOST_KEPT) kept.clear()
        kept.set(name, (known = read(name)))
      }
      return known
    },
    table: (object) => {
      let known = tables.get(object)
      if (known === undefined) {
        if (tables.size >= MOST_KEPT) tables.clear()
        const tokens = words.ofTable(object)
        const last = tokens.findLast(({ means }) => means.has('person') || means.has('thing') || means.has('venue'))
        const people = tokens.find(({ means }) => means.has('person'))?.text
        const isThing = last !== undefined && !last.means.has('person')
        known = {
          ...(people === undefined || (isThing && last.means.has('thing')) ? {} : { people }),
          ...(isThing && last.means.has('thing') ? { thing: last.text } : {}),
          ...(isThing && last.means.has('venue') && people === undefined ? { venue: last.text } : {}),
        }
        tables.set(object, known)
      }
      return known
    },
  }
}

// `tentative city` is one meaning of two words.
function elementsOf(pattern: string): string[] {
  return pattern
    .replaceAll('tentative ', 'tentative~')
    .replaceAll('family status', 'family~status')
    .split(' ')
    .map((one) => one.replace('~', ' '))
}

/** Which tokens serve which meaning, each once; undefined when one is missing. */
function match(elements: readonly string[], tokens: readonly Token[], from = 0, used: readonly number[] = []): number[] | undefined {
  if (from === elements.length) return [...used]
  for (let i = 0; i < tokens.length; i++) {
    if (used.includes(i) || !tokens[i]!.means.has(elements[from]!)) continue
    const rest = match(elements, tokens, from + 1, [...used, i])
    if (rest !== undefined) return rest
  }
  return undefined
}

function readingOf(pattern: Pattern, tokens: readonly Token[], used: readonly number[]): Reading {
  const { type, own, weak } = pattern
  const texts = tokens.filter((_, i) => used.includes(i)).map((token) => token.text)
  const rest = tokens.filter((_, i) => !used.includes(i))
  const person = rest.some(({ means }) => means.has('person')) || (used.length > 1 && own.has('person') && weak)
  let unknown = 0
  let other = false
  for (const [at, token] of tokens.entries()) {
    if (used.includes(at)) continue
    const { means, text } = token
    if (means.size === 0) unknown += text.length > 4 ? 2 : 1
    else if (at === 0 && means.has('start')) return { kind: 'none', words: texts.join(' '), weak, turned: text }
    else if (NUMBERED.has(type) && means.has('number') && !pattern.elements.includes('number'))
      return { kind: 'none', words: texts.join(' '), weak, turned: text }
    else if (type === 'person_name' && (means.has('bank') || means.has('vehicle')))
      return { kind: 'none', words: texts.join(' '), weak, turned: text }
    // The author of a comment, the driver of a lorry: the thing stands before the person.
    else if (means.has('thing') && !means.has('bank') && pattern.elements.at(-1) === 'person' && at < Math.min(...used)) other = true
    // The town of a depot is nobody's.
    else if (OF_PLACES.has(type) && means.has('venue') && !means.has('neutral') && !person)
      return { kind: 'none', words: texts.join(' '), weak, turned: text }
    else if (HARMLESS.some((one) => means.has(one)) || [...means].some((one) => own.has(one))) continue
    else if (TURNS.some((one) => means.has(one))) {
      if (means.has('thing') && !TURNS.some((one) => one !== 'thing' && means.has(one))) {
        if (person) continue
        if (OF_THINGS_TOO.has(type) && !weak) {
          other = true
          continue
        }
      }
      return { kind: 'none', words: texts.join(' '), weak, turned: text }
    } else other = true
  }
  const kind = other || unknown > 1 ? 'inside' : unknown > 0 ? 'end' : 'exact'
  return { kind, words: texts.join(' '), weak }
}
