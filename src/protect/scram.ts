// SCRAM-SHA-256 verifiers (RFC 5802, RFC 7677): what is kept instead of a password. Pure; randomness comes from the caller or node:crypto.
import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

export interface ScramVerifier {
  readonly iterations: number
  readonly salt: Uint8Array
  readonly storedKey: Uint8Array
  readonly serverKey: Uint8Array
}

const derive = promisify(pbkdf2)
export const SCRAM_ITERATIONS = 4096

/** A password that needs no quoting anywhere and no normalising by SASLprep: 192 random bits. */
export function newPassword(): string {
  return randomBytes(24).toString('base64url')
}

/** `password` in ASCII: others would need SASLprep first. */
export async function scramVerifier(
  password: string,
  salt: Uint8Array = randomBytes(16),
  iterations: number = SCRAM_ITERATIONS,
): Promise<ScramVerifier> {
  if (!/^[\x21-\x7e]+$/.test(password)) throw new TypeError('a password for SCRAM here has printable ASCII characters only')
  const salted = await derive(password, salt, iterations, 32, 'sha256')
  const clientKey = createHmac('sha256', salted).update('Client Key').digest()
  return {
    iterations,
    salt,
    storedKey: createHash('sha256').update(clientKey).digest(),
    serverKey: createHmac('sha256', salted).update('Server Key').digest(),
  }
}

/** As PostgreSQL keeps it and takes it in `PASSWORD '…'`, so that the password itself reaches no log of the server. */
export function postgresVerifier(verifier: ScramVerifier): string {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
  return `SCRAM-SHA-256$${verifier.iterations}:${text(verifier.salt)}$${text(verifier.storedKey)}:${text(verifier.serverKey)}`
}
