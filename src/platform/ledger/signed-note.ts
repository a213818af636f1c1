// Signed notes, C2SP signed-note: text, a blank line, one signature a line, with Ed25519 (type 0x01) only. Owns the key's two public
// forms: the verifier key line (vkey) and its id. Pure; private keys come from the caller. Vectors: test/vectors/tlog.json.
import { createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto'
import { err, ok, type Result } from '../../core/result.ts'

const ED25519 = 1
// DER of SubjectPublicKeyInfo for Ed25519 (RFC 8410 §4) up to the 32 bytes of the key
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const MAX_NOTE_BYTES = 65_536
const MAX_SIGNATURES = 64

export interface VerifierKey {
  readonly name: string
  /** 4 bytes */
  readonly id: Buffer
  /** 32 bytes, RFC 8032 */
  readonly publicKey: Buffer
}

export interface NoteSignature {
  readonly name: string
  readonly id: Buffer
  readonly signature: Buffer
}

export interface Note {
  /** with its last newline */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** Not empty, no white space of any kind, no plus. */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\s\u0000-\u001f\u0085+]/u.test(name)
}

export function createVerifierKey(name: string, publicKey: Buffer): VerifierKey {
  if (!isKeyName(name)) throw new TypeError('a key name has neither spaces nor plus')
  if (publicKey.length !== 32) throw new TypeError('an Ed25519 public key has 32 bytes')
  const id = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`, 'utf8'), Buffer.from([ED25519]), publicKey]), 'buffer')
  return { name, id: id.subarray(0, 4), publicKey }
}

/** `<name>+<id in hex>+<base64 of type and key>`. */
export function formatVerifierKey(key: VerifierKey): string {
  return `${key.name}+${key.id.toString('hex')}+${Buffer.concat([Buffer.from([ED25519]), key.publicKey]).toString('base64')}`
}

export function parseVerifierKey(text: string): VerifierKey | null {
  const match = /^([^+]{1,500})\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{44})$/.exec(text)
  if (match === null) return null
  const [, name, id, encoded] = match
  const bytes = strictBase64(encoded!)
  if (bytes === null || bytes.length !== 33 || bytes[0] !== ED25519 || !isKeyName(name!)) return null
  const key = createVerifierKey(name!, bytes.subarray(1))
  return key.id.toString('hex') === id ? key : null
}

/** The 32 bytes that belong to a private key. */
export function publicKeyBytes(privateKey: KeyObject): Buffer {
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  if (!der.subarray(0, SPKI_PREFIX.length).equals(SPKI_PREFIX)) throw new TypeError('not an Ed25519 key')
  return der.subarray(SPKI_PREFIX.length)
}

/** `text` ends in a newline. The same key and text give the same note: Ed25519 uses no randomness. */
export function signNote(text: string, name: string, privateKey: KeyObject): string {
  if (!isNoteText(text)) throw new TypeError('this text cannot be a note')
  const key = createVerifierKey(name, publicKeyBytes(privateKey))
  const signature = Buffer.concat([key.id, sign(null, Buffer.from(text, 'utf8'), privateKey)])
  return `${text}\n— ${name} ${signature.toString('base64')}\n`
}

function isNoteText(text: string): boolean {
  return text.endsWith('\n') && text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text)
}

export function parseNote(note: string): Note | null {
  if (note.length > MAX_NOTE_BYTES || !isNoteText(note)) return null
  const split = note.lastIndexOf('\n\n')
  if (split < 0) return null
  const text = note.slice(0, split + 1)
  const lines = note.slice(split + 2, -1).split('\n')
  if (lines.length > MAX_SIGNATURES) return null
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const match = /^— ([^ ]+) ([A-Za-z0-9+/=]+)$/.exec(line)
    const bytes = match === null ? null : strictBase64(match[2]!)
    if (match === null || bytes === null || bytes.length < 5 || !isKeyName(match[1]!)) return null
    signatures.push({ name: match[1]!, id: bytes.subarray(0, 4), signature: bytes.subarray(4) })
  }
  return { text, signatures }
}

export type NoteFault = 'malformed' | 'unknown-key' | 'bad-signature'

/** The text, when this key signed it. Signatures of other keys are passed over, as the specification asks. */
export function openNote(note: string, key: VerifierKey): Result<string, NoteFault> {
  const parsed = parseNote(note)
  if (parsed === null) return err('malformed')
  const own = parsed.signatures.filter((signature) => signature.name === key.name && signature.id.equals(key.id))
  if (own.length === 0) return err('unknown-key')
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, key.publicKey]), format: 'der', type: 'spki' })
  const bytes = Buffer.from(parsed.text, 'utf8')
  return own.every(({ signature }) => signature.length === 64 && verify(null, bytes, publicKey, signature))
    ? ok(parsed.text)
    : err('bad-signature')
}

/** Null unless `text` is the one standard encoding of its bytes: otherwise two texts would say the same. */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}
