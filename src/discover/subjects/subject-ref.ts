// References: how a value that refers to a person becomes 16 bytes that say nothing without the key. Owns the formula of the contract, also
// for the gateway's process, which gets the key and nothing else. Pure.
import { createHmac } from 'node:crypto'
import { canon, type IdentitySpace } from '../../core/canon.ts'

export const REF_BYTES = 16

/** HMAC-SHA-256(key, space + "\0" + canon(value)), first 16 bytes; null when nothing is left of the value. */
export function subjectRef(key: Uint8Array, space: string, form: IdentitySpace, value: string): Buffer | null {
  const text = plain(form, value) ? value : canon(form, value)
  if (text === null) return null
  return createHmac('sha256', key).update(`${space}\0${text}`).digest().subarray(0, REF_BYTES)
}

// Nearly all keys are numbers and UUIDs, which are their own canonical form: a quarter of the time of a build.
function plain(form: IdentitySpace, value: string): boolean {
  return form === 'text' && /^[0-9a-z-]{1,64}$/.test(value)
}
