// Small steps through the parser's tree. The tree is untrusted data: nothing here assumes a shape, and depth is bounded.

export type Node = { readonly [name: string]: unknown }

export const DEEPEST = 400

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function list(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : []
}

export function child(node: Node | undefined, name: string): Node | undefined {
  const value = node?.[name]
  return isNode(value) ? value : undefined
}

export function word(node: Node | undefined, name: string): string | null {
  const value = node?.[name]
  return typeof value === 'string' ? value : null
}

/** The names of a list of String nodes; a star is `*`. */
export function names(value: unknown): string[] {
  return list(value).map((node) => ('A_Star' in node ? '*' : (word(child(node, 'String'), 'sval') ?? '')))
}

export class TooDeep extends Error {}
