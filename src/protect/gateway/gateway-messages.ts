// What the main process and the gateway's process say to each other over their private channel. Types only. The gateway's process gets what it
// needs to serve one login, and only after main itself has seen the proof of the password.
import type { IdentitySpace } from '../../core/canon.ts'
import type { Show } from '../../core/contract/access.ts'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'

export interface GatewaySettings {
  readonly host: string
  readonly port: number
  readonly proxyProtocol: boolean
  readonly certificate: string
  readonly key: string
  /** folder and name of the writer of access records */
  readonly events: { readonly folder: string; readonly name: string }
  /** under the references to people, hex */
  readonly refKey: string
}

export interface ReachColumn {
  readonly name: string
  readonly field: FieldId
  readonly show: Show
  readonly key: { readonly space: string; readonly form: IdentitySpace } | null
}

export interface ReachRelation {
  readonly schema: string
  readonly relation: string
  readonly object: ObjectId
  readonly masked: boolean
  readonly rows: number | null
  readonly columns: readonly ReachColumn[]
}

/** A session's way to the store. */
export interface Entry {
  readonly store: { readonly id: StoreId; readonly drill: boolean }
  readonly principal: string
  readonly class: string
  readonly decision: string
  readonly country: string | null
  readonly login: { readonly user: string; readonly password: string }
  readonly database: { readonly host: string; readonly port: number; readonly database: string }
  readonly tls: { readonly mode: 'off' | 'local' | 'try' | 'on' | 'ca' | 'full'; readonly ca: string | null }
  /** people counted by main before rows are released */
  readonly budget: { readonly people: number; readonly hours: number } | null
  readonly relations: readonly ReachRelation[]
}

export interface Challenge {
  readonly id: number
  /** the server's part of the nonce: made by main, so that a proof holds once */
  readonly nonce: string
  readonly salt: string
  readonly iterations: number
}

/** `knocked`: the right person, so that the refusal may say why and is recorded. */
export type Verdict =
  | { readonly ok: true; readonly signature: string; readonly entry: Entry }
  | { readonly ok: false; readonly knocked: null }
  | {
      readonly ok: false
      readonly knocked: {
        readonly signature: string
        readonly why: string
        readonly store: { readonly id: StoreId; readonly drill: boolean }
        readonly principal: string
        readonly decision: string | null
        readonly country: string | null
      }
    }

export type Claim =
  | { readonly people: number; readonly allowed: true }
  | { readonly people: number; readonly allowed: false; readonly why: string }

/** What the gateway asks; every question has one answer, by its number. */
export interface Questions {
  challenge: { readonly ask: { user: string; database: string; ip: string }; readonly answer: Challenge | { readonly wait: number } }
  prove: { readonly ask: { challenge: number; authMessage: string; proof: string; session: string }; readonly answer: Verdict }
  /** Before rows are released: may the principal reach these people too? `refs`: latin1, 16 bytes each; `rows`: rows without a reference. */
  claim: {
    readonly ask: { store: StoreId; principal: string; budget: { people: number; hours: number }; refs: string; rows: number }
    readonly answer: Claim
  }
}

export type Question = keyof Questions

export type FromGateway =
  | { readonly say: 'ask'; readonly id: number; readonly what: Question; readonly body: unknown }
  | { readonly say: 'listening'; readonly port: number; readonly fingerprint: string }
  | { readonly say: 'failed'; readonly why: string }
  | { readonly say: 'sessions'; readonly sessions: number }
  | { readonly say: 'problem'; readonly problem: string | null }
  | { readonly say: 'ended'; readonly id: number; readonly sessions: number }
  | {
      readonly say: 'log'
      readonly level: 'info' | 'warn' | 'error'
      readonly event: string
      readonly details: Record<string, string | number>
    }

export type ToGateway =
  | { readonly say: 'begin'; readonly settings: GatewaySettings; readonly on: boolean }
  | { readonly say: 'answer'; readonly id: number; readonly body: unknown; readonly failed: boolean }
  | { readonly say: 'switch'; readonly on: boolean; readonly id: number }
  /** principal null: everybody in the store */
  | { readonly say: 'end'; readonly id: number; readonly store: StoreId; readonly principal: string | null; readonly why: string }
  | { readonly say: 'stop' }
