// Which time step a six-digit code belongs to (RFC 6238 over HMAC-SHA-1, steps of 30 seconds). Owns that arithmetic only; whether a code is
// right is the library's to say, we need the step so that it counts once.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Seconds a code is shown. */
export const CODE_PERIOD = 30

/** The step before and after count too, as in the library: clocks differ. Null: the code is of none of the three. */
export function stepOfCode(secret: string, code: string, now: Date): number | null {
  const current = Math.floor(now.getTime() / 1000 / CODE_PERIOD)
  const given = Buffer.from(code)
  let found: number | null = null
  for (const step of [current - 1, current, current + 1]) {
    const right = Buffer.from(codeAt(secret, step))
    if (given.length === right.length && timingSafeEqual(given, right)) found = step
  }
  return found
}

/** `secret`: the bytes as the library keeps them, a text of ASCII characters. */
export function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = mac[mac.length - 1]! & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
