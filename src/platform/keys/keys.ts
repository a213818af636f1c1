// The install's key: derives one key per use, seals secrets. Owns the interface; the file is key-file.ts. The key never leaves
// this folder, is never logged, and no default exists.

export type KeyUse =
  | 'store-secret'
  | 'subject-ref'
  | 'finding-ref'
  | 'ledger-body'
  | 'ledger-key'
  | 'session'
  | 'signin-link'
  | 'native-key'
  | 'login-secret'
  | 'event-segment'
  | 'gateway-tls'
  | 'mail-secret'

export interface Keys {
  /** First 8 bytes of SHA-256 over a derived key, hex: to compare keys of two nodes, says nothing about the key. */
  readonly fingerprint: string
  /** 32 bytes by HKDF-SHA-256 with the use as info; the same every time. */
  derive(use: KeyUse): Buffer
  /** AES-256-GCM, 96-bit random nonce, 128-bit tag; `aad` binds the value to its place (table, column, row id). */
  seal(use: KeyUse, plain: Uint8Array | string, aad: string): Buffer
  /** Throws `keys/cannot-open` when key, place or bytes are not those of the sealing. */
  open(use: KeyUse, sealed: Uint8Array, aad: string): Buffer
}
