// JSON Canonicalization Scheme (RFC 8785): what is hashed or signed has exactly one byte form. Vectors: test/vectors/jcs.json.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return quoted(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('a number that is not finite has no canonical form')
    return JSON.stringify(value)
  }
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  // a Date, a Map or a Buffer would become `{}` or worse without a word
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('only plain objects have a canonical form')
  const parts: string[] = []
  // RFC 8785 sorts by UTF-16 code units, which is what the default sort of JavaScript does
  for (const key of Object.keys(value).toSorted()) {
    const member = value[key]
    if (member !== undefined) parts.push(`${quoted(key)}:${canonicalJson(member)}`)
  }
  return `{${parts.join(',')}}`
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value)
}

function quoted(value: null | boolean | string): string {
  if (typeof value === 'string' && !value.isWellFormed()) throw new TypeError('a lone surrogate has no canonical form')
  return JSON.stringify(value)
}
