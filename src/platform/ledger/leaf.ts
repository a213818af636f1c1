// A leaf of the ledger and the commitment that ties a body to it (CONTRACTS of the ledger: docs/reference). Pure. What stands in a leaf
// stays for ever, so it holds no personal data: names, addresses and reasons belong in the body. Vectors: test/vectors/ledger.json.
import { hash } from 'node:crypto'
import { canonicalJson, type Json } from '../../core/canonical-json.ts'
import type { Instant } from '../../core/clock.ts'
import type { Actor } from '../../core/contract/roles.ts'

export const SALT_BYTES = 32

export interface Leaf {
  readonly v: 1
  readonly seq: number
  readonly time: Instant
  /** `account:<id>`, `terminal:<id>` or `system:<id>` */
  readonly actor: string
  /** `noun.verb` */
  readonly kind: string
  readonly entity: string
  /** SHA-256 over salt and body, hex */
  readonly commit: string
}

export function actorText(actor: Actor): string {
  return `${actor.kind}:${actor.id}`
}

/** `commit = SHA-256(salt ‖ JCS(body))`, hex. Without the salt nobody can try bodies until one fits. */
export function commitmentOf(salt: Uint8Array, body: Json): string {
  return hash('sha256', Buffer.concat([salt, Buffer.from(canonicalJson(body), 'utf8')]), 'hex')
}

export function formatLeaf(leaf: Leaf): string {
  return canonicalJson({ ...leaf })
}

const SHAPES: { readonly [key in keyof Leaf]: (value: unknown) => boolean } = {
  v: (value) => value === 1,
  seq: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  time: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
  actor: (value) => typeof value === 'string' && value.length <= 250 && /^(account|terminal|system):/.test(value),
  kind: (value) => typeof value === 'string' && isKind(value),
  entity: (value) => typeof value === 'string' && value.length <= 200,
  commit: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
}

export function isKind(kind: string): boolean {
  return kind.length <= 100 && /^[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kind)
}

/** Null unless the text is exactly the canonical form of a leaf. */
export function parseLeaf(text: string): Leaf | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const members = value as Record<string, unknown>
  const names = Object.keys(SHAPES) as (keyof Leaf)[]
  if (Object.keys(members).length !== names.length) return null
  if (!names.every((name) => Object.hasOwn(members, name) && SHAPES[name](members[name]))) return null
  try {
    return canonicalJson(value as Json) === text ? (value as Leaf) : null
  } catch {
    return null
  }
}
