// The words that columns and tables are named with, in many languages, each with what it means (rules/columns/words.json), and how a name is cut into
// them: by case and signs, by joining (`date of birth`), by cutting glued ones (`kundenname`), by dropping prefixes of a declared kind (`strName`).
// Owns no type and no judgement.
import { wordsOf } from './words.ts'

/** What a word of a name can mean; one word may mean several things (`ort`: city, place). */
export type Meanings = ReadonlySet<string>

export interface Token {
  readonly text: string
  /** empty: nobody knows the word */
  readonly means: Meanings
}

export interface ColumnWords {
  readonly tokens: (name: string) => readonly Token[]
  /** what a word of a table's name means, plural forms too */
  readonly ofTable: (name: string) => readonly Token[]
}

const NOTHING: Meanings = new Set()
/** Words this short stand inside too many others to be cut out of them. */
const LEAST_GLUED = 4
/** Short words that are glued to others all the same, at either end. */
const GLUED = new Set('tel tlf nr dat geb plz ort nam id no num str ip mail name zip dob sex kd cust emp pat'.split(' '))
// Prefixes of a declared kind, before a capital: `strName`, `dtBirth`.
const HUNGARIAN = /^(?:str|txt|chr|vch|nvc|int|lng|num|dbl|dec|cur|bol|bln|bit|tbl|mem|obj|fld|col|sz|vc|nv|[bcdfinpstv])(?=\p{Lu}\p{Ll})/u
const MOST_KEPT = 4096

/** Without a prefix of a declared kind: `strName` → `Name`. */
export function bareName(name: string): string {
  return name.replace(HUNGARIAN, '')
}

export function createColumnWords(words: Readonly<Record<string, Readonly<Record<string, string>>>>): ColumnWords {
  const known = new Map<string, Set<string>>()
  for (const [meaning, byLanguage] of Object.entries(words)) {
    for (const word of Object.values(byLanguage).join(' ').split(/\s+/)) {
      if (word === '') continue
      const means = known.get(word) ?? new Set()
      known.set(word, means.add(meaning))
    }
  }
  const kept = new Map<string, readonly Token[]>()
  const keep = (key: string, make: () => readonly Token[]): readonly Token[] => {
    let tokens = kept.get(key)
    if (tokens === undefined) {
      if (kept.size >= MOST_KEPT) kept.clear()
      kept.set(key, (tokens = make()))
    }
    return tokens
  }

  /** Cuts a glued word into known ones: two or three pieces, the fewest; undefined when that does not come out even. */
  const unglue = (word: string, pieces: number): string[] | undefined => {
    if (word.length > 40) return undefined
    for (let at = word.length - 2; at >= 2; at--) {
      const head = word.slice(0, at)
      if (!known.has(head) || (head.length < LEAST_GLUED && !GLUED.has(head))) continue
      const tail = word.slice(at)
      // A joint of one letter: `geburts-ort`, `zahlungs-art`.
      for (const rest of tail.startsWith('s') || tail.startsWith('n') ? [tail, tail.slice(1)] : [tail]) {
        if (rest.length < 2) continue
        if (known.has(rest) && (rest.length >= LEAST_GLUED || GLUED.has(rest))) return [head, rest]
        const more = pieces > 2 ? unglue(rest, pieces - 1) : undefined
        if (more !== undefined) return [head, ...more]
      }
    }
    return undefined
  }

  const read = (name: string): Token[] => {
    const parts = wordsOf(bareName(name)).slice(0, 12)
    const out: Token[] = []
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!
      if (/^\d+$/.test(part)) continue
      // `date of birth`, `e mail`, `nr dowodu`: said in several words
      let joined: string | undefined
      let many = Math.min(4, parts.length - i)
      for (; many > 1; many--) {
        const text = parts.slice(i, i + many).join('')
        if (known.has(text) && text.length > 3) {
          joined = text
          break
        }
      }
      if (joined !== undefined) {
        out.push({ text: parts.slice(i, i + many).join(' '), means: known.get(joined)! })
        i += many - 1
        continue
      }
      const means = known.get(part)
      if (means !== undefined) out.push({ text: part, means })
      else {
        const pieces = part.length >= 5 ? unglue(part, 3) : undefined
        if (pieces === undefined) out.push({ text: part, means: NOTHING })
        else for (const piece of pieces) out.push({ text: piece, means: known.get(piece)! })
      }
    }
    return out
  }

  return {
    tokens: (name) => keep(name, () => read(name)),
    ofTable: (name) =>
      keep(`${name}\0`, () =>
        read(name.replace(/^(?:tbl|tab|t|tb)(?=_|\p{Lu})/u, '')).map((token) => {
          if (token.means.size > 0) return token
          const one = [/s$/, /es$/, /n$/, /en$/, /e$/]
            .map((end) => known.get(token.text.replace(end, '')))
            .find((means) => means !== undefined)
          return one === undefined ? token : { text: token.text, means: one }
        }),
      ),
  }
}
