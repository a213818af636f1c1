// What the text of a COPY … TO STDOUT says of the rows it sends: their form, and from which column of which relation each field comes. Pure, over the tree
// of PostgreSQL's own parser. What is not plain is null: then its rows are counted, and nobody is named.

export interface CopyForm {
  readonly format: 'text' | 'csv'
  /** bytes */
  readonly delimiter: number
  readonly quote: number
  readonly escape: number
  /** how null is written */
  readonly nothing: string
  /** its first line names the columns */
  readonly header: boolean
  /** null: the client's own */
  readonly encoding: string | null
}

export interface CopyFacts {
  readonly form: CopyForm
  /** of each field: [qualifier, column], `*` for all of them; null: an expression. Null as a whole: it cannot be said */
  readonly outputs: readonly (readonly [string | null, string] | null)[] | null
}

type Tree = Readonly<Record<string, unknown>>

const list = (value: unknown): readonly Tree[] => (Array.isArray(value) ? (value as Tree[]) : [])
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const stringOf = (node: unknown): string | null => text(((node as Tree | undefined)?.['String'] as Tree | undefined)?.['sval'])

/** `body`: of a CopyStmt. */
export function copyFacts(body: Tree): CopyFacts | null {
  if (body['is_from'] === true || body['filename'] !== undefined || body['is_program'] === true) return null
  const form = formOf(list(body['options']))
  return form === null ? null : { form, outputs: outputsOf(body) }
}

function formOf(options: readonly Tree[]): CopyForm | null {
  let format: string = 'text'
  let header = false
  let encoding: string | null = null
  const given = new Map<string, string>()
  for (const option of options) {
    const element = (option['DefElem'] ?? {}) as Tree
    const name = text(element['defname'])
    const arg = element['arg'] as Tree | undefined
    const value = stringOf(arg)
    if (name === 'format' && value !== null) format = value
    else if (name === 'header') {
      const yes = yesOf(arg)
      if (yes === null) return null
      header = yes
    } else if (name === 'encoding' && value !== null) encoding = value
    else if ((name === 'delimiter' || name === 'quote' || name === 'escape' || name === 'null') && value !== null) given.set(name, value)
    // which values are quoted changes nothing: each says so itself
    else if (name !== 'force_quote') return null
  }
  if (format !== 'text' && format !== 'csv') return null
  const byte = (name: string, otherwise: string): number | null => {
    const word = given.get(name) ?? otherwise
    return word.length === 1 && word.charCodeAt(0) < 128 ? word.charCodeAt(0) : null
  }
  const delimiter = byte('delimiter', format === 'csv' ? ',' : '\t')
  const quote = byte('quote', '"')
  const escape = byte('escape', given.get('quote') ?? '"')
  if (delimiter === null || quote === null || escape === null) return null
  return { format, delimiter, quote, escape, nothing: given.get('null') ?? (format === 'csv' ? '' : '\\N'), header, encoding }
}

/** As PostgreSQL reads a boolean option; null: `match`, or nothing that we know. */
function yesOf(arg: Tree | undefined): boolean | null {
  if (arg === undefined) return true
  if ('Boolean' in arg) return (arg['Boolean'] as Tree)['boolval'] === true
  if ('Integer' in arg) return ((arg['Integer'] as Tree)['ival'] ?? 0) !== 0
  const word = stringOf(arg)?.toLowerCase()
  if (word === 'true' || word === 'on') return true
  return word === 'false' || word === 'off' ? false : null
}

function outputsOf(body: Tree): CopyFacts['outputs'] {
  if (body['relation'] !== undefined) {
    const columns = list(body['attlist']).map((one): [null, string] => [null, stringOf(one) ?? '*'])
    return columns.length > 0 ? columns : [[null, '*']]
  }
  const select = ((body['query'] as Tree | undefined)?.['SelectStmt'] ?? null) as Tree | null
  if (select === null || select['op'] !== 'SETOP_NONE' || select['withClause'] !== undefined || select['valuesLists'] !== undefined)
    return null
  // names are looked up only where every name in FROM is a relation's own
  if (!list(select['fromClause']).every(plainFrom)) return null
  return list(select['targetList']).map((target): [string | null, string] | null => {
    const value = (target['ResTarget'] as Tree | undefined)?.['val'] as Tree | undefined
    const reference = value?.['ColumnRef'] as Tree | undefined
    if (reference === undefined) return null
    const words = list(reference['fields']).map((field) => ('A_Star' in field ? '*' : (stringOf(field) ?? '')))
    return [words.length > 1 ? words.at(-2)! : null, words.at(-1) ?? '']
  })
}

function plainFrom(item: Tree): boolean {
  const relation = item['RangeVar'] as Tree | undefined
  if (relation !== undefined) return (relation['alias'] as Tree | undefined)?.['colnames'] === undefined
  const join = item['JoinExpr'] as Tree | undefined
  return (
    join !== undefined &&
    join['alias'] === undefined &&
    join['join_using_alias'] === undefined &&
    plainFrom((join['larg'] ?? {}) as Tree) &&
    plainFrom((join['rarg'] ?? {}) as Tree)
  )
}
