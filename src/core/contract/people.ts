// People who act (principals) and people whose data it is (subjects).
import type { Instant } from '../clock.ts'
import type { FieldId, ObjectId } from '../ids.ts'

export interface Principal {
  readonly id: string
  readonly kind: 'person' | 'service' | 'vendor' | 'unknown'
  readonly teams: readonly string[]
  readonly manager?: string
}

/** Resolved at ingest. What does not resolve stays a visible 'unknown', never dropped. */
export interface PrincipalAlias {
  readonly kind: 'pg-role' | 'oidc-sub' | 'os-user' | 'arn' | 'email' | (string & {})
  readonly value: string
  readonly principal: string
  readonly from: Instant
  readonly to: Instant | null
}

export interface SubjectPath {
  readonly objectId: ObjectId
  readonly role: 'self' | 'sender' | 'member' | (string & {})
  readonly hops: readonly (readonly [FieldId, FieldId])[]
  readonly anchor: FieldId
  readonly basis: 'fk' | 'overlap' | 'identity' | 'person'
  /** share of rows that reach a person, 0 to 1 */
  readonly coverage: number
  readonly pinned?: string
}

/** Never claimed to be exact where no key is seen: bounds and a basis. */
export interface SubjectCount {
  readonly lower: number
  readonly upper: number
  readonly basis: 'keys' | 'rerun' | 'rows' | 'lease' | 'table'
}
