// One record per (statement or request) × object, and how it is stored and asked for. OCSF 6005, 6003 and 6006 are projections.
import type { Instant } from '../clock.ts'
import type { FieldId, ObjectId, StoreId } from '../ids.ts'
import type { Why } from './label.ts'
import type { SubjectCount } from './people.ts'

export type Show = 'clear' | 'partial' | 'tokenised' | 'hashed' | 'null' | 'denied'
export type Plane = 'gateway' | 'store-log' | 'file' | 'saas' | 'api' | 'lookup'

export interface Access {
  readonly writer: string
  readonly seq: bigint
  /** as claimed by the source */
  readonly time: Instant
  /** ours */
  readonly observed: Instant
  readonly source: string
  readonly plane: Plane
  readonly phase: 'open' | 'close' | 'single'
  readonly principal: string | null
  readonly actor: string
  readonly session: string
  /** PostgreSQL %c: joins gateway and server log */
  readonly storeSession?: string
  readonly decision: string | null
  readonly purpose?: string
  readonly ticket?: string
  readonly ip?: string
  readonly country?: string
  readonly asn?: number
  readonly device?: string
  readonly store: StoreId
  readonly object: ObjectId
  readonly fields: readonly FieldId[]
  readonly shown: Readonly<Record<FieldId, Show>>
  readonly action: 'read' | 'search' | 'export' | 'change' | 'grant' | 'config'
  readonly rows: number | null
  readonly bytes: number | null
  readonly refs?: Uint8Array
  readonly subjects: SubjectCount
  readonly outcome: 'ok' | 'denied' | 'error' | 'unfinished'
  readonly fingerprint?: string
  readonly drill: boolean
}

/** One per session, cached. */
export interface Decision {
  readonly id: string
  readonly policySet: string
  readonly policies: readonly string[]
  readonly class: string
  readonly principal: string
  readonly purpose: string | null
  readonly from: Instant
  readonly to: Instant
  readonly why: readonly Why[]
}

/** What a class may reach in a while, kept by the gateway; people counted as the access records count them. */
export interface Budget {
  readonly people: number
  readonly hours: number
}

export interface PolicyClass {
  readonly id: string
  readonly role: string
  readonly schema: string
  readonly columns: Readonly<Record<FieldId, Show>>
  /** what a table is called in `schema`: its own name, unless another schema has a table of that name too */
  readonly views: Readonly<Record<ObjectId, string>>
  readonly rows: string | null
  /** null: without limit */
  readonly budget: Budget | null
  readonly policySet: string
  readonly catalogHash: string
}

export interface AccessQuery {
  readonly from: Instant
  readonly to: Instant
  readonly principals?: readonly string[]
  readonly sessions?: readonly string[]
  readonly stores?: readonly StoreId[]
  readonly objects?: readonly ObjectId[]
  readonly fields?: readonly FieldId[]
  readonly planes?: readonly Plane[]
}
