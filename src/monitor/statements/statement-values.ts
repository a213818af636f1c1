// Values in a statement: constants, parameters and lists of them, as text. Pure. They live in the worker only.
import type { Node } from './syntax-tree.ts'

/** null: NULL; undefined: not known (missing, or cut short by the server) */
export type Value = string | null | undefined

/** `Parameters: $1 = 'it''s', $2 = NULL`, as PostgreSQL writes it. */
export function readParameters(detail: string | null): Value[] {
  const values: Value[] = []
  const at = detail === null ? -1 : detail.search(/\$1 = /)
  if (detail === null || at < 0 || !/^parameters: /i.test(detail)) return values
  const one = /\$(\d{1,5}) = (?:NULL|'((?:[^']|'')*)'(\.\.\.)?)(?:, |$)/y
  one.lastIndex = at
  for (let match = one.exec(detail); match !== null; match = one.exec(detail)) {
    const [whole, number, quoted] = match
    if (Number(number) !== values.length + 1) break
    const text = quoted?.replaceAll("''", "'")
    // log_parameter_max_length cuts values and marks them with dots
    values.push(quoted === undefined ? null : text!.endsWith('...') || whole.includes("'...") ? undefined : text)
  }
  return values
}

/** The value of a constant or parameter; a symbol when the node is neither. */
export function valueOf(node: Node | undefined, parameters: readonly Value[]): { readonly value: Value } | null {
  if (node === undefined) return null
  const constant = node['A_Const'] as Node | undefined
  if (constant !== undefined) {
    if (constant['isnull'] === true) return { value: null }
    const { ival, fval, sval, boolval } = constant as Record<string, Node | undefined>
    if (ival !== undefined) return { value: typeof ival['ival'] === 'number' ? `${ival['ival']}` : '0' }
    if (fval !== undefined) return { value: text(fval['fval']) }
    if (sval !== undefined) return { value: text(sval['sval'] ?? '') }
    if (boolval !== undefined) return { value: boolval['boolval'] === true ? 'true' : 'false' }
    return { value: undefined }
  }
  const parameter = node['ParamRef'] as Node | undefined
  if (parameter !== undefined) return { value: parameters[Number(parameter['number'] ?? 0) - 1] }
  const cast = node['TypeCast'] as Node | undefined
  if (cast !== undefined) return valueOf(cast['arg'] as Node | undefined, parameters)
  return null
}

/** The elements of `{1,2,"a,b"}`; undefined when it is no one-dimensional array. */
export function arrayValues(written: string): Value[] | undefined {
  if (!written.startsWith('{') || !written.endsWith('}')) return undefined
  const inner = written.slice(1, -1)
  if (inner === '') return []
  const values: Value[] = []
  const element = /(?:"((?:[^"\\]|\\.)*)"|([^",{}\\]+))(?:,|$)/y
  while (element.lastIndex < inner.length) {
    const match = element.exec(inner)
    if (match === null) return undefined
    const [, quoted, plain] = match
    values.push(quoted !== undefined ? quoted.replaceAll(/\\(.)/g, '$1') : plain === 'NULL' ? null : plain)
  }
  return values
}

const text = (value: unknown): Value => (typeof value === 'string' ? value : undefined)

/** `a, "B c"`: names as a setting lists them. */
export function arrayOfNames(written: string): string[] {
  return [...written.matchAll(/"((?:[^"]|"")*)"|([^\s,"]+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!.toLowerCase(),
  )
}
