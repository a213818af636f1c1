// What the parts of this folder share. Owns the bundle and the few words that all of them use.
import { createHmac } from 'node:crypto'
import { isAPIError } from 'better-auth/api'
import type { Actor } from '../../core/contract/roles.ts'
import type { Clock } from '../../core/clock.ts'
import type { Keys } from '../keys/keys.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Store } from '../store/store.ts'
import type { Library } from './auth-library.ts'

export interface AuthContext {
  readonly store: Store
  readonly keys: Keys
  readonly ledger: Ledger
  readonly clock: Clock
  readonly library: Library
  readonly secure: boolean
  readonly version: string
  /** how people reach the console, for links */
  readonly origin: () => string
}

/** A request as far as accounts care: the headers the library may see, and where it comes from. */
export interface Caller {
  readonly headers: Headers
  readonly cookie: string | undefined
  readonly address: string
}

export const SIGN_IN: Actor = { kind: 'system', id: 'sign-in', role: 'owner' }
export const TERMINAL: Actor = { kind: 'terminal', id: 'terminal', role: 'owner' }

/** Stands for what somebody typed, where the thing itself must not stand. */
export function hidden(keys: Keys, what: string, text: string): string {
  return createHmac('sha256', keys.derive('signin-link')).update(`${what}\0${text}`).digest('hex').slice(0, 32)
}

export function normalEmail(text: string): string {
  return text.trim().normalize('NFC').toLowerCase()
}

/** A refusal of the library (wrong code, wrong password) is a value; anything else it throws is a failure. */
export async function refusable<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) return null
    throw error
  }
}
