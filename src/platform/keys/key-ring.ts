// Keys from the install's secret: one derived key per use, and sealing. The sealed form, version 1:
//   byte 0: 1 · bytes 1-12: nonce · then the ciphertext · last 16 bytes: tag.   Vectors: test/vectors/sealed.json
// The associated data is `holdfast\0<version>\0<use>\0<place>`, so a value cannot move to another column, row or use.
import { createHash, hkdfSync, randomBytes } from 'node:crypto'
import { keyError } from './errors.ts'
import { gcmOpen, gcmSeal, NONCE_BYTES, TAG_BYTES } from './gcm.ts'
import type { Keys, KeyUse } from './keys.ts'

const VERSION = 1

/** `nonce`: for vectors only; every real sealing takes a random one. */
export function createKeyRing(secret: Uint8Array, nonce: () => Uint8Array = () => randomBytes(NONCE_BYTES)): Keys {
  if (secret.length !== 32) throw new TypeError('the secret has 32 bytes')
  const root = Buffer.from(secret)
  const derived = new Map<string, Buffer>()
  const keyFor = (use: string): Buffer => {
    let key = derived.get(use)
    if (key === undefined) {
      key = Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), Buffer.from(`holdfast/1/${use}`), 32))
      derived.set(use, key)
    }
    return key
  }
  return {
    fingerprint: createHash('sha256').update(keyFor('fingerprint')).digest('hex').slice(0, 16),
    derive: (use) => Buffer.from(keyFor(use)),
    seal(use, plain, aad) {
      const iv = nonce()
      const bytes = typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain
      return Buffer.concat([Buffer.of(VERSION), iv, gcmSeal(keyFor(use), iv, bytes, bind(use, aad))])
    },
    open(use, sealed, aad) {
      if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES || sealed[0] !== VERSION) throw keyError('cannot-open')
      const body = sealed.subarray(1 + NONCE_BYTES)
      try {
        return gcmOpen(keyFor(use), sealed.subarray(1, 1 + NONCE_BYTES), body, bind(use, aad))
      } catch (error) {
        throw keyError('cannot-open', {}, error)
      }
    },
  }
}

function bind(use: KeyUse, aad: string): Buffer {
  return Buffer.from(`holdfast\0${VERSION}\0${use}\0${aad}`, 'utf8')
}
