// Whose data a statement can give, from its conditions: `where id = 42`, `id in (1, 2)`, `= any($1)`, and equalities of keys that carry it over a
// join. Pure, within the worker.
import type { StatementColumn } from './statement-catalogue.ts'
import type { Source } from './statement-touches.ts'
import { arrayValues, valueOf, type Value } from './statement-values.ts'
import { child, list, names, word, type Node } from './syntax-tree.ts'
import type { PersonKey } from './touch.ts'

export interface Bound {
  readonly most: number
  /** null: a value is not known */
  readonly people: readonly PersonKey[] | null
}

export interface Bounds {
  readonly of: ReadonlyMap<Source, Bound>
  /** nothing else in the conditions can take a person out of the answer */
  readonly only: boolean
}

interface KeyColumn {
  readonly source: Source
  readonly column: StatementColumn
}

export function keyBounds(sources: readonly Source[], conditions: readonly Node[], parameters: readonly Value[]): Bounds {
  const of = new Map<Source, Bound>()
  const equal: [KeyColumn, KeyColumn][] = []
  let only = true

  const columnOf = (node: Node | undefined): KeyColumn | null => {
    const cast = child(node, 'TypeCast')
    if (cast !== undefined) return columnOf(child(cast, 'arg'))
    const reference = child(node, 'ColumnRef')
    if (reference === undefined) return null
    const path = names(reference['fields'])
    const name = path.at(-1)
    const owner = path.length > 1 ? path.at(-2) : null
    const found = sources.flatMap((source) => {
      if (owner !== null && source.alias !== owner && source.table?.name !== owner) return []
      const column = source.table?.columns.find((item) => item.name === name)
      return column === undefined ? [] : [{ source, column }]
    })
    // A name that may be of several tables bounds none.
    return found.length === 1 ? found[0]! : null
  }

  const narrow = (key: KeyColumn, values: readonly Value[]): boolean => {
    const { space, form } = key.column.key!
    const some = values.filter((value) => value !== null)
    const known = some.filter((value) => value !== undefined)
    const people = known.length === some.length ? known.map((value) => ({ space, form, value })) : null
    const before = of.get(key.source)
    if (before === undefined || some.length < before.most) of.set(key.source, { most: some.length, people })
    return before === undefined
  }

  /** Values that a condition sets the key to; null: it is another condition. */
  const keyed = (node: Node): { readonly key: KeyColumn; readonly values: readonly Value[] } | null => {
    const either = child(node, 'BoolExpr')
    if (either !== undefined && word(either, 'boolop') === 'OR_EXPR') {
      const parts = list(either['args']).map(keyed)
      const first = parts[0]
      if (first === null || first === undefined) return null
      const same = parts.every((part) => part !== null && part.key.source === first.key.source && part.key.column === first.key.column)
      return same ? { key: first.key, values: parts.flatMap((part) => part!.values) } : null
    }
    const compared = child(node, 'A_Expr')
    if (compared === undefined || names(compared['name']).join() !== '=') return null
    const left = child(compared, 'lexpr')
    const right = child(compared, 'rexpr')
    const kind = word(compared, 'kind')
    if (kind === 'AEXPR_OP') {
      const [key, constant] = columnOf(left) === null ? [columnOf(right), left] : [columnOf(left), right]
      const found = valueOf(constant, parameters)
      return key !== null && key.column.key !== null && found !== null ? { key, values: [found.value] } : null
    }
    const key = columnOf(left)
    if (key === null || key.column.key === null) return null
    if (kind === 'AEXPR_IN') {
      const items = list(child(right, 'List')?.['items']).map((item) => valueOf(item, parameters))
      return items.length > 0 && items.every((item) => item !== null) ? { key, values: items.map((item) => item!.value) } : null
    }
    if (kind === 'AEXPR_OP_ANY') {
      const array = child(uncast(right), 'A_ArrayExpr')
      if (array !== undefined) {
        const items = list(array['elements']).map((item) => valueOf(item, parameters))
        return items.every((item) => item !== null) ? { key, values: items.map((item) => item!.value) } : null
      }
      const given = valueOf(right, parameters)?.value
      const values = typeof given === 'string' ? arrayValues(given) : undefined
      return values === undefined ? null : { key, values }
    }
    return null
  }

  const condition = (node: Node, depth: number): void => {
    const both = child(node, 'BoolExpr')
    if (both !== undefined && word(both, 'boolop') === 'AND_EXPR' && depth < 50) {
      for (const part of list(both['args'])) condition(part, depth + 1)
      return
    }
    const found = keyed(node)
    if (found !== null) {
      // A second condition on a key of the same table: the first may not be met.
      if (!narrow(found.key, found.values)) only = false
      return
    }
    const compared = child(node, 'A_Expr')
    if (compared !== undefined && word(compared, 'kind') === 'AEXPR_OP' && names(compared['name']).join() === '=') {
      const left = columnOf(child(compared, 'lexpr'))
      const right = columnOf(child(compared, 'rexpr'))
      if (left !== null && right !== null && left.source !== right.source) {
        equal.push([left, right])
        return
      }
    }
    only = false
  }

  for (const node of conditions) condition(node, 0)
  // Over joins: a key that equals a bounded one of the same space is bounded by it.
  for (let round = 0; round < sources.length; round++) {
    for (const [one, other] of [...equal, ...equal.map(([a, b]) => [b, a] as const)]) {
      const bound = of.get(one.source)
      const space = one.column.key?.space
      if (bound === undefined || of.has(other.source) || space === undefined) continue
      if (other.column.key?.space === space || other.column.field === space || one.column.field === other.column.key?.space)
        of.set(other.source, bound)
    }
  }
  return { of, only }
}

function uncast(node: Node | undefined): Node | undefined {
  const cast = child(node, 'TypeCast')
  return cast === undefined ? node : child(cast, 'arg')
}
