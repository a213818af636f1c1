// What a control test is given and what it answers. Owns the shapes and how the state of a run follows from its items; asks nothing itself.
import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '../../core/canonical-json.ts'
import type { Clock } from '../../core/clock.ts'
import type { ControlRun } from '../../core/contract/response.ts'
import type { Discover } from '../../discover/contract.ts'
import type { Landscape } from '../../landscape/contract.ts'
import type { Monitor } from '../../monitor/contract.ts'
import type { EventStore } from '../../platform/events/events.ts'
import type { Db } from '../../platform/store/store.ts'
import type { Protect } from '../../protect/contract.ts'
import type { Respond } from '../../respond/contract.ts'
import type { House } from '../house.ts'
import type { StoresAsked } from './stores-asked.ts'

export type ItemState = 'pass' | 'fail' | 'error' | 'not-evaluated'

/** One member of the population. `id` and `why` hold names of tables, roles and settings, never a value out of them. */
export interface Item {
  readonly id: string
  readonly state: ItemState
  readonly why: readonly string[]
}

/** What could have been in the population and is not, with the reason. */
export interface Excluded {
  readonly id: string
  readonly reason: string
}

export interface Outcome {
  readonly items: readonly Item[]
  readonly excluded: readonly Excluded[]
  /** what was asked, in words people know: names of stores, `the ledger` */
  readonly target: string
}

export interface TestContext {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly params: Readonly<Record<string, Json>>
  readonly db: Db
  readonly events: EventStore
  readonly landscape: Landscape
  readonly discover: Discover
  readonly protect: Protect
  readonly monitor: Monitor
  readonly respond: Respond
  readonly house: House
  readonly stores: StoresAsked
}

export interface ControlTest {
  /** changes whenever what it asks changes */
  readonly id: string
  /** the statements, or in words the calls, that it asks with; parameters stand in the run */
  readonly query: string
  /** the file it is in, for the digest of its code */
  readonly file: string
  run(context: TestContext): Promise<Outcome>
}

/** INVARIANT: only a population that is not empty and of which every member passes is a pass. */
export function stateOf(items: readonly Item[]): Extract<ControlRun['state'], ItemState | 'not-applicable'> {
  if (items.length === 0) return 'not-applicable'
  for (const state of ['fail', 'error', 'not-evaluated'] as const) if (items.some((item) => item.state === state)) return state
  return 'pass'
}

/** Of the sorted ids, so that an outsider can compare it with the list they were given. */
export function populationOf(items: readonly Item[]): ControlRun['population'] {
  const ids = items.map((item) => item.id).toSorted()
  return { n: ids.length, digest: sha256(canonicalJson(ids)) }
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}

/** A setting of the rule; its file was read strictly, so a wrong one is a defect of the package. */
export function numberOf(params: TestContext['params'], name: string): number {
  const value = params[name]
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError(`the control has no number ${name}`)
  return value
}

/** From reasons against: none is a pass. */
export function judged(id: string, against: readonly string[], remarks: readonly string[] = []): Item {
  return { id, state: against.length === 0 ? 'pass' : 'fail', why: against.length === 0 ? remarks : [...against, ...remarks] }
}
