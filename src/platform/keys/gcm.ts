// AES-256-GCM as Holdfast uses it everywhere: 96-bit nonce, 128-bit tag behind the ciphertext. The one place that calls the cipher, so that no
// caller can forget the tag's length. Known answers: test/vectors/gcm.json.
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'

export const NONCE_BYTES = 12
export const TAG_BYTES = 16
const CIPHER = 'aes-256-gcm'

/** ciphertext, then tag */
export function gcmSeal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, aad: Uint8Array): Buffer {
  if (nonce.length !== NONCE_BYTES) throw new TypeError('the nonce has 12 bytes')
  const cipher = createCipheriv(CIPHER, keyObject(key), nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(aad)
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Throws when anything is not as it was sealed. */
export function gcmOpen(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Buffer {
  if (nonce.length !== NONCE_BYTES || sealed.length < TAG_BYTES) throw new TypeError('too short')
  const body = sealed.subarray(0, sealed.length - TAG_BYTES)
  const decipher = createDecipheriv(CIPHER, keyObject(key), nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(aad)
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  return Buffer.concat([decipher.update(body), decipher.final()])
}

// Made once a key: from bytes, Node makes it anew for each call, which takes four times as long as the sealing.
const objects = new WeakMap<Uint8Array, KeyObject>()

function keyObject(key: Uint8Array): KeyObject {
  let made = objects.get(key)
  if (made === undefined) objects.set(key, (made = createSecretKey(key)))
  return made
}
