// What a plan is: steps with their SQL, the steps back, and who would notice. Types and the plan's digest. make-plan.ts makes one, run-plan.ts
// carries it out.
import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '../../core/canonical-json.ts'
import type { CompiledClass } from '../compile/compile-class.ts'

/** One statement. `as`: the role under which it runs; else the one that applies. */
export interface Statement {
  readonly sql: string
  readonly as?: string
}

export interface Step extends Statement {
  readonly text: string
  /** in the order in which they are run when all steps behind this one have been taken back */
  readonly undo: readonly Statement[]
}

export interface PlannedMember {
  readonly class: string
  readonly login: string
  /** null on the command line, where logins have no principal */
  readonly principal: string | null
  /** the plan makes the login, or gives it a new secret: `:secret:` in its step */
  readonly secret: boolean
  /** VALID UNTIL; null: unchanged */
  readonly until: string | null
  /** it was closed, and this plan opens it again */
  readonly reopen?: boolean
}

export interface Loss {
  readonly role: string
  /** relation.column as people read them */
  readonly fields: readonly string[]
  /** connected when the plan was made, or when its last access was recorded; null: never seen */
  readonly lastSeen: string | null
}

/** A role that reads more than any class shows, and keeps it. */
export interface Wider {
  readonly role: string
  readonly how: string
  readonly logins: readonly string[]
  readonly fields: readonly string[]
}

export interface DiffLine {
  readonly class: string
  readonly relation: string
  readonly column: string
  readonly show: string
  readonly why: string
}

export type PlannedClass = Omit<CompiledClass, 'compiled' | 'why'>

export interface Plan {
  readonly version: 1
  readonly database: string
  readonly policySet: string
  readonly policyText: string
  readonly classes: readonly PlannedClass[]
  readonly members: readonly PlannedMember[]
  readonly steps: readonly Step[]
  readonly undo: readonly Statement[]
  readonly diff: readonly DiffLine[]
  readonly loses: readonly Loss[]
  readonly wider: readonly Wider[]
  /** ways around the masks that the plan cannot close: it is not applied while there is one */
  readonly blocked: readonly string[]
  readonly catalogHash: string
  readonly hash: string
  /** each view and the digest of the statement that makes it */
  readonly views: Readonly<Record<string, string>>
}

/** Over what was read and what would be done: an approval of one is no approval of another. */
export function planHash(plan: Omit<Plan, 'hash'>): string {
  const { catalogHash, steps, undo, policySet, members, blocked } = plan
  return createHash('sha256')
    .update(canonicalJson({ catalogHash, steps, undo, policySet, members, blocked } as unknown as Json))
    .digest('hex')
}

/** Where a secret goes in when the step is run; the secret itself is in no plan. */
export function secretPlace(login: string): string {
  return `:secret:${Buffer.from(login).toString('base64url')}:`
}
