// Names and texts as PostgreSQL takes them, and the names of what Holdfast makes in a database. Pure.
import { createHash } from 'node:crypto'

const NAME_BYTES = 63

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quotedPath(...names: readonly string[]): string {
  return names.map(quoted).join('.')
}

/** A string constant that means the same whatever `standard_conforming_strings` says. */
export function literal(text: string): string {
  const inner = text.replaceAll("'", "''")
  return inner.includes('\\') ? `E'${inner.replaceAll('\\', '\\\\')}'` : `'${inner}'`
}

/** PostgreSQL cuts longer names silently, and two of them could become one: what is too long ends in a digest of the whole. */
export function shortName(name: string): string {
  if (Buffer.byteLength(name) <= NAME_BYTES) return name
  const tail = `_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
  let cut = name
  while (Buffer.byteLength(cut) + tail.length > NAME_BYTES) cut = Array.from(cut).slice(0, -1).join('')
  return cut + tail
}

/** Holdfast's own schema in a customer's database: plans and assignments. */
export const OWN_SCHEMA = 'holdfast'

export interface ClassNames {
  /** the masked schema */
  readonly schema: string
  /** NOLOGIN group role; the database's name is in it, since roles belong to the whole server */
  readonly role: string
  /** NOLOGIN owner of the views: it reads only the columns that the class sees */
  readonly views: string
}

export function classNames(policyClass: string, database: string): ClassNames {
  const schema = shortName(`${OWN_SCHEMA}_${policyClass}`)
  return { schema, role: shortName(`${schema}_${database}`), views: shortName(`${schema}_${database}_views`) }
}

export function loginName(principal: string, database: string): string {
  return shortName(`${OWN_SCHEMA}_${principal}_${database}`)
}
