// Makes prepared rules ready to run: phrases by number, patterns compiled, layouts by their hash. What costs time is made when it is first asked
// for: most types are never woken. Owns no text.
import { chanceOf } from './checks.ts'
import { layoutHash, separatorBit } from './layout.ts'
import type { PatternReach } from './pattern-reach.ts'
import type { Numbers, PreparedRules, PreparedType, RunRule } from './prepare.ts'

export interface Phrases {
  /** ` word ` with outer spaces, the longest first */
  readonly list: readonly string[]
  readonly set: ReadonlySet<string>
  /** the numbers of them among all phrases of all rules */
  readonly numbers: Numbers
  /** 1 for each of them, by number */
  readonly has: Uint8Array
  /** all phrases of all rules, by number */
  readonly texts: readonly string[]
}

export interface Compiled {
  readonly rule: RunRule
  /** ` word ` in compared form, for findContext */
  readonly phrases: Phrases
  readonly against: Phrases
  /** words for its kind of number in general (`tax number`); none when the rule has no kind */
  readonly general: Phrases
  /** names of its countries and what is of them */
  readonly lands: Phrases
  /** names of columns in compared form, without the outer spaces, and the same joined without any */
  readonly headers: readonly string[]
  readonly joinedHeaders: ReadonlySet<string>
  /** headers so common that they need their table or values: joined */
  readonly weak: ReadonlySet<string>
  readonly beside: readonly string[]
  readonly tables: readonly string[]
  /** anchored at both ends over the compact form (id) or the folded value (column); undefined for forms with code of their own */
  readonly pattern: RegExp | undefined
  /** what the pattern can match at all; undefined where there is none */
  readonly reach: PatternReach | undefined
  /** lengths of groups, by their hash */
  readonly layouts: ReadonlyMap<number, readonly number[]>
  readonly ranges: readonly (readonly [number, number, number])[]
  /** what may stand between its groups, as separatorBit */
  readonly separatorBits: number
  readonly chance: number
  readonly order: number
}

// More phrases than all rules have together; a table of this size a type, when it is asked for.
export const MOST_PHRASES = 8192

export function numberedPhrases(numbers: Numbers, texts: readonly string[]): Phrases {
  return new NumberedPhrases(numbers, texts)
}

class NumberedPhrases implements Phrases {
  readonly numbers: Numbers
  readonly texts: readonly string[]
  #list: readonly string[] | undefined = undefined
  #set: ReadonlySet<string> | undefined = undefined
  #has: Uint8Array | undefined = undefined

  constructor(numbers: Numbers, texts: readonly string[]) {
    this.numbers = numbers
    this.texts = texts
  }

  get list(): readonly string[] {
    return (this.#list ??= Array.from(this.numbers, (number) => ` ${this.texts[number]!} `))
  }

  get set(): ReadonlySet<string> {
    return (this.#set ??= new Set(Array.from(this.numbers, (number) => this.texts[number]!)))
  }

  get has(): Uint8Array {
    if (this.#has === undefined) {
      this.#has = new Uint8Array(MOST_PHRASES)
      for (const number of this.numbers) this.#has[number] = 1
    }
    return this.#has
  }
}

class CompiledType implements Compiled {
  readonly rule: RunRule
  readonly phrases: Phrases
  readonly against: Phrases
  readonly general: Phrases
  readonly lands: Phrases
  readonly reach: PatternReach | undefined
  readonly layouts: ReadonlyMap<number, readonly number[]>
  readonly ranges: readonly (readonly [number, number, number])[]
  readonly separatorBits: number
  readonly chance: number
  readonly order: number
  readonly #prepared: PreparedType
  readonly #names: readonly string[]
  #pattern: RegExp | undefined = undefined
  #headers: readonly string[] | undefined = undefined
  #joinedHeaders: ReadonlySet<string> | undefined = undefined
  #weak: ReadonlySet<string> | undefined = undefined
  #beside: readonly string[] | undefined = undefined
  #tables: readonly string[] | undefined = undefined

  constructor(rule: RunRule, prepared: PreparedType, { texts, names }: PreparedRules, order: number) {
    const { shape } = rule
    this.rule = rule
    this.order = order
    this.#prepared = prepared
    this.#names = names
    this.phrases = new NumberedPhrases(prepared.words, texts)
    this.against = new NumberedPhrases(prepared.against, texts)
    this.general = new NumberedPhrases(prepared.general, texts)
    this.lands = new NumberedPhrases(prepared.lands, texts)
    this.reach = prepared.reach
    this.layouts = new Map(
      (shape.kind === 'id' ? shape.layouts : []).map((layout) => {
        const groups = layout.split('-').map(Number)
        return [layoutHash(groups), groups]
      }),
    )
    this.ranges = shape.kind === 'id' ? (shape.ranges ?? []).map(rangeOf) : []
    this.separatorBits =
      shape.kind === 'id'
        ? Array.from(shape.separators ?? '', (one) => separatorBit(one.charCodeAt(0))).reduce((bits, one) => bits | one, 0)
        : 0
    this.chance = rule.check === undefined ? 1 : chanceOf(rule.check)
  }

  get pattern(): RegExp | undefined {
    const { shape } = this.rule
    if (this.#pattern === undefined && shape.kind === 'id') this.#pattern = new RegExp(`^(?:${shape.compact})$`)
    else if (this.#pattern === undefined && shape.kind === 'column') this.#pattern = new RegExp(`^(?:${shape.value})$`, 'u')
    return this.#pattern
  }

  get headers(): readonly string[] {
    return (this.#headers ??= this.#named(this.#prepared.headers))
  }

  get joinedHeaders(): ReadonlySet<string> {
    return (this.#joinedHeaders ??= new Set(this.headers.map((header) => header.replaceAll(' ', ''))))
  }

  get weak(): ReadonlySet<string> {
    return (this.#weak ??= new Set(this.#named(this.#prepared.weak)))
  }

  get beside(): readonly string[] {
    return (this.#beside ??= this.#named(this.#prepared.beside))
  }

  get tables(): readonly string[] {
    return (this.#tables ??= this.#named(this.#prepared.tables))
  }

  #named(numbers: Numbers): readonly string[] {
    return Array.from(numbers, (number) => this.#names[number]!)
  }
}

export function compileRules(prepared: PreparedRules): readonly Compiled[] {
  return prepared.rules.map((rule, order) => new CompiledType(rule, prepared.types[order]!, prepared, order))
}

function rangeOf(text: string): readonly [number, number, number] {
  const [from, to] = text.split('-')
  return [from!.length, Number(from), Number(to ?? from)]
}

export { addToLayout, separatorBit } from './layout.ts'
