// From alert to proof: the shapes that monitor, respond and improve hand on.
import type { Instant } from '../clock.ts'
import type { AccessQuery } from './access.ts'
import type { Label, Why } from './label.ts'
import type { SubjectCount } from './people.ts'

export interface Alert {
  readonly id: string
  readonly fingerprint: string
  readonly story: string
  readonly state: 'new' | 'open' | 'true' | 'benign' | 'false'
  readonly rules: readonly string[]
  readonly severity: 0 | 1 | 2 | 3 | 4
  readonly principals: readonly string[]
  readonly query: AccessQuery
  readonly label: Label | null
  readonly subjects: SubjectCount
  readonly why: readonly Why[]
  readonly drill: boolean
}

export interface Incident {
  readonly id: string
  readonly alerts: readonly string[]
  readonly facts: Readonly<Record<string, { readonly value: unknown; readonly by: string; readonly at: Instant; readonly why: string }>>
  readonly actors: readonly { readonly principal?: string; readonly session?: string; readonly from: Instant; readonly to: Instant }[]
  readonly drill: boolean
}

export type Grade = 'in-store' | 'reachable' | 'accessed' | 'exfiltrated' | 'excluded'

export interface Scope {
  readonly incident: string
  readonly version: number
  readonly queries: readonly AccessQuery[]
  /** segments, catalogue, subject table, law version */
  readonly inputs: readonly { readonly name: string; readonly sha256: string; readonly rows: number }[]
  /** serialised Roaring bitmaps of subject numbers; nested, 'excluded' apart */
  readonly people: Readonly<Record<Grade, Uint8Array>>
  readonly counts: readonly {
    readonly jurisdiction: string
    readonly dataClass: string
    readonly grade: Grade
    readonly lower: number
    readonly upper: number
  }[]
  readonly gaps: readonly {
    readonly source: string
    readonly from: Instant
    readonly to: Instant
    readonly upper: number
    readonly reason: string
  }[]
}

export interface Lesson {
  readonly incident: string
  readonly cause: string
  readonly owner: string
  readonly due: Instant
  readonly change: { readonly plan: string }
  readonly control: string
  readonly retest: { readonly attack: string; readonly expect: 'blocked' | 'detected' }
}

export interface ControlRun {
  readonly control: string
  readonly test: string
  readonly codeSha: string
  readonly params: unknown
  readonly target: string
  readonly from: Instant
  readonly to: Instant
  readonly population: { readonly n: number; readonly digest: string }
  readonly validUntil: Instant
  readonly results: string
  readonly state: 'pass' | 'fail' | 'error' | 'stale' | 'not-evaluated' | 'not-applicable' | 'manual'
}
