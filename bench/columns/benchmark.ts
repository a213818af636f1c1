// The column benchmark, read from the schemas: each column with its values, its neighbours and its truth. Values follow from a seed of the column's own
// place, so that a schema added later changes no other. The split is by schema and frozen: it follows from a digest of the schema's name.
import { createHash } from 'node:crypto'
import { SCHEMAS_A } from './schemas-a.ts'
import { SCHEMAS_B } from './schemas-b.ts'
import { SCHEMAS_C } from './schemas-c.ts'
import { SCHEMAS_D } from './schemas-d.ts'
import { createDice, KINDS, localeOf } from './values.ts'

export interface BenchColumn {
  readonly schema: string
  readonly language: string
  readonly table: string
  readonly name: string
  readonly declared: string
  readonly siblings: readonly string[]
  readonly key?: 'primary' | 'foreign'
  readonly values: readonly (string | null)[]
  /** the type a person would name; null: nobody's; `open`: people differ, so that it is not counted */
  readonly truth: string | null
  readonly part: 'train' | 'test'
}

const ROWS = 120

interface Wanted {
  readonly name: string
  readonly kind: string
  readonly truth: string | null
  readonly declared: string
  readonly nulls: number
  readonly key?: 'primary' | 'foreign'
}

export function columnBenchmark(): readonly BenchColumn[] {
  const out: BenchColumn[] = []
  let schema = ''
  let language = ''
  const numbers = new Set<string>()
  for (const line of `${SCHEMAS_A}\n${SCHEMAS_B}\n${SCHEMAS_C}\n${SCHEMAS_D}`.split('\n')) {
    if (line.trim() === '') continue
    if (line.startsWith('== ')) {
      ;[language, schema] = line.slice(3).trim().split(' ') as [string, string]
      continue
    }
    const at = line.indexOf(': ')
    const [table, few] = line.slice(0, at).split(' rows=') as [string, string?]
    const rows = few === undefined ? ROWS : Number(few)
    const wanted = line
      .slice(at + 2)
      .trim()
      .split(/\s+/)
      .map(readColumn)
    for (const one of wanted) {
      const place = createHash('sha256').update(`${schema}.${table}.${one.name}`).digest()
      const dice = createDice(place.readInt32LE(4))
      const locale = localeOf(language)
      const { make } = KINDS[one.kind]!
      // A member's number in the member's own row is about the member; where another table refers to it, people differ.
      const referred = one.truth === 'record_number' && numbers.has(`${schema}.${one.name}`)
      numbers.add(`${schema}.${one.name}`)
      out.push({
        schema,
        language,
        table,
        name: one.name,
        declared: one.declared,
        siblings: wanted.map(({ name }) => name).filter((name) => name !== one.name),
        ...(one.key === undefined ? {} : { key: one.key }),
        values: Array.from({ length: rows }, (_, i) => {
          const value = make(dice, locale, i)
          return dice.random() * 100 < one.nulls ? null : value
        }),
        truth: referred ? 'open' : one.truth,
        part: partOf(schema),
      })
    }
  }
  return out
}

function partOf(schema: string): 'train' | 'test' {
  if (schema.startsWith('later_')) return 'train'
  return createHash('sha256').update(schema).digest()[0]! < 102 ? 'test' : 'train'
}

function readColumn(text: string): Wanted {
  const match = /^(.+?):(\w+)((?:[?=@!][\w()]+)*)$/.exec(text)
  const kind = match === null ? undefined : KINDS[match[2]!]
  if (match === null || kind === undefined) throw new Error(`not a column of the benchmark: ${text}`)
  const said = (sign: string): string | undefined => new RegExp(`\\${sign}([\\w()]+)`).exec(match[3]!)?.[1]
  const truth = said('=')
  const key = said('!')
  return {
    name: match[1]!.replaceAll('~', ' '),
    kind: match[2]!,
    truth: truth === 'none' ? null : (truth ?? kind.truth),
    declared: said('@') ?? kind.declared ?? 'text',
    nulls: Number(said('?') ?? 0),
    ...(key === 'p' ? { key: 'primary' as const } : key === 'f' ? { key: 'foreign' as const } : {}),
  }
}
