// What later phases and the views may use of discovery: what was found, what is undecided, what could not be read. Reads only; scans and
// decisions are made by people through the routes.
import type { CoverageStatus } from '../core/contract/finding.ts'
import type { Level, Regime, Verdict } from '../core/contract/label.ts'
import type { IdentitySpace } from '../core/canon.ts'
import type { SubjectPath } from '../core/contract/people.ts'
import type { FieldId, ObjectId, StoreId } from '../core/ids.ts'
import type { PeopleSet } from '../platform/events/people-set.ts'
import type { ReadStoreFacts } from '../landscape/contract.ts'

export interface Discover {
  readonly subjects: Subjects
  readonly storeFacts: ReadStoreFacts
  /** Fields that wait for a person. `since`: when the oldest of them began to. `high`: how many could be Highly Confidential. */
  unsure(): Promise<{ readonly count: number; readonly high: number; readonly since: Date | null }>
  /** Objects not, or not wholly, read by the last scan that met them, by status and reason, the most first. */
  unread(limit: number): Promise<readonly UnreadGroup[]>
  /** Fields whose label changed since then, newest first. */
  labelledSince(since: Date, limit: number): Promise<readonly LabelledField[]>
  countLabelledSince(since: Date): Promise<number>
  /** Every field of a store as it is known now, for what is decided by labels. */
  fields(store: StoreId): Promise<readonly StoreField[]>
  /** The last scan, when it failed as a whole. */
  failedScan(): Promise<{
    readonly id: string
    readonly number: number
    readonly problem: string | null
    readonly endedAt: Date | null
  } | null>
}

export interface StoreField {
  /** of the object: ["public","orders"] */
  readonly path: readonly string[]
  readonly field: string
  /** null: unlabelled, enforced as 3 */
  readonly level: Level | null
  readonly regimes: readonly Regime[]
  readonly types: readonly string[]
  readonly verdict: Verdict | null
}

export interface UnreadGroup {
  readonly status: CoverageStatus
  readonly reason: string
  readonly count: number
  readonly stores: readonly { readonly id: StoreId; readonly name: string }[]
  readonly since: Date | null
}

export interface LabelledField {
  readonly id: FieldId
  /** store, object and field as people read them */
  readonly name: string
  readonly file: boolean
  readonly label: { readonly level: Level; readonly regimes: readonly Regime[] } | null
  readonly at: Date
}

// Subjects: whose data it is -----------------------------------------------------------------------------------------------

/** A field whose value refers to a person. */
export interface SubjectKey {
  readonly field: FieldId
  readonly object: ObjectId
  /** of the object: ["public","orders"] */
  readonly path: readonly string[]
  readonly column: string
  /** the key's field id, or an identity space (`email`, `phone`, a national id type) */
  readonly space: string
  readonly form: IdentitySpace
}

export interface Contact {
  readonly n: number
  readonly email: string | null
  readonly name: string | null
  readonly lang: string | null
  readonly jurisdictions: readonly string[]
}

export interface Subjects {
  paths(store: StoreId): Promise<readonly SubjectPath[]>
  keys(store: StoreId): Promise<readonly SubjectKey[]>
  /** 16 bytes; null when nothing is left of the value. */
  ref(space: string, form: IdentitySpace, value: string): Uint8Array | null
  /** the secret under the references, for the gateway's process */
  readonly refKey: Uint8Array
  /** Everybody with data in the store; all stores: null. */
  inStore(store: StoreId | null): Promise<PeopleSet>
  /** A person with several jurisdictions is in several; who has none is in `unknown`. ISO 3166: `DE`, `US-CA`. */
  byJurisdiction(people: PeopleSet): Promise<ReadonlyMap<string, PeopleSet>>
  /** Read from the stores now; nothing of it is kept. A person whose store cannot be reached is in `failed`. */
  contacts(people: PeopleSet, signal: AbortSignal): Promise<{ readonly contacts: readonly Contact[]; readonly failed: readonly number[] }>
  /** Digest and size of the directory as it is, for a scope's inputs. */
  digest(): Promise<{ readonly sha256: string; readonly rows: number }>
}
