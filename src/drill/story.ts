// What the steps of the drill share: the company, the people at Holdfast, and what has happened so far. Owns the shape; each step fills its part.
import type { Clock } from '../core/clock.ts'
import type { Company } from '../sample/company/company.ts'
import type { StaffMember } from '../sample/company/staff.ts'
import type { History } from '../sample/history/working-days.ts'
import type { AttackNotes } from '../sample/oracle/attack-notes.ts'
import type { Oracle } from '../sample/oracle/oracle.ts'
import type { Checks } from './checks.ts'
import type { HoldfastClient } from './holdfast-client.ts'
import type { MailSink } from './mail-sink.ts'
import type { RunFolder } from './run-folder.ts'

/** A running Holdfast, whatever process it is in. */
export interface RunningHoldfast {
  readonly origin: string
  /** the one-time link of the first owner; null once there is one */
  firstLink(): Promise<string | null>
  stop(): Promise<void>
}

export interface Account {
  readonly email: string
  readonly password: string
}

export interface Accounts {
  readonly owner: Account
  readonly second: Account
}

/** The shop's database, one of the drill's own or the user's. */
export interface ShopDatabase {
  /** the user's own: there may be more in its server than the sample made */
  readonly given: boolean
  readonly host: string
  readonly port: number
  readonly database: string
  readonly admin: { readonly user: string; readonly password: string }
  /** of the roles that the sample made */
  readonly secrets: ReadonlyMap<string, string>
  /** the folder that the collector reads */
  readonly logs: string
  /** Takes everything away again. */
  close(): Promise<void>
}

/** Filled as the story goes on; a step that needs what is not there could not be shown. */
export interface Facts {
  store?: string
  share?: string
  collector?: string
  plan?: string
  alert?: string
  incident?: string
  scopeVersion?: number
  notice?: string
  lesson?: string
  lessonPlan?: string
  attack?: AttackNotes
  retest?: AttackNotes
}

export interface Story {
  readonly clock: Clock
  readonly seed: number
  readonly company: Company
  readonly oracle: Oracle
  readonly history: History
  /** whose credential is stolen, and where the thief sits */
  readonly victim: StaffMember
  readonly thief: { readonly country: string; readonly ip: string | null }
  readonly folder: RunFolder
  readonly signal: AbortSignal
  readonly holdfast: RunningHoldfast
  readonly shop: ShopDatabase
  readonly mail: MailSink
  readonly accounts: Accounts
  /** runs Holdfast */
  readonly owner: HoldfastClient
  /** approves what the owner makes */
  readonly second: HoldfastClient
  readonly facts: Facts
}

export interface StepRun {
  readonly checks: Checks
  /** a short figure for the line of the step */
  figure(text: string): void
}

export type Step = (story: Story, run: StepRun) => Promise<void>

/** Throws when an earlier step did not come that far. */
export function needed<K extends keyof Facts>(facts: Facts, name: K): NonNullable<Facts[K]> {
  const value = facts[name]
  if (value === undefined || value === null) throw new MissingFact(name)
  return value
}

export class MissingFact extends Error {
  constructor(name: string) {
    super(`an earlier step gave no ${name}`)
    this.name = 'MissingFact'
  }
}
