// The code an authenticator app shows (RFC 6238: SHA-1, 30 s, six digits), written apart from the server's library.
import { createHmac } from 'node:crypto'
import { systemClock } from '../../src/core/clock.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** `ahead`: steps from now; a server takes one step of skew, so a test need not wait for the next code. */
export function totp(secret: string, ahead = 0): string {
  const step = Math.floor(systemClock.now().getTime() / 30_000) + ahead
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', base32(secret)).update(counter).digest()
  const offset = digest[19]! & 15
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

function base32(text: string): Buffer {
  let bits = ''
  for (const letter of text.replaceAll(/[\s=]/g, '').toUpperCase()) bits += ALPHABET.indexOf(letter).toString(2).padStart(5, '0')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
