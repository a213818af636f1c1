// SCRAM-SHA-256 (RFC 5802, 7677) for both sides of the gateway: what a client must show, and what the gateway shows to a store. Owns the
// exchange; keeps no password. A user that does not exist gets the same exchange over a verifier that nothing opens.
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import { SCRAM_ITERATIONS, type ScramVerifier } from '../scram.ts'

const derive = promisify(pbkdf2)

const hmac = (key: Uint8Array, text: string | Uint8Array): Buffer => createHmac('sha256', key).update(text).digest()
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** For a name that nobody has: the same salt every time it is asked for, and keys that no password gives. */
export function mockVerifier(secret: Uint8Array, name: string): ScramVerifier {
  return {
    iterations: SCRAM_ITERATIONS,
    salt: hmac(secret, `salt\0${name}`).subarray(0, 16),
    storedKey: randomBytes(32),
    serverKey: randomBytes(32),
  }
}

/** The server's last message when the proof is right; null when it is not. */
export function checkProof(verifier: ScramVerifier, authMessage: string, proof: Buffer): Buffer | null {
  if (proof.length !== 32) return null
  const signature = hmac(verifier.storedKey, authMessage)
  const clientKey = Buffer.alloc(32)
  for (let i = 0; i < 32; i++) clientKey[i] = proof[i]! ^ signature[i]!
  if (!timingSafeEqual(sha256(clientKey), verifier.storedKey)) return null
  return hmac(verifier.serverKey, authMessage)
}

export interface ClientFirst {
  /** without the gs2 header */
  readonly bare: string
  readonly gs2: string
  readonly nonce: string
  /** `p=tls-server-end-point`, `y` or `n` */
  readonly binding: 'plus' | 'thinks-not' | 'none'
}

export function readClientFirst(text: string): ClientFirst | null {
  const match = /^(p=tls-server-end-point|y|n),,(n=[^,\0]*,r=([!-+\--~]{8,200}))$/.exec(text)
  if (match === null) return null
  const [, flag, bare, nonce] = match
  return { bare: bare!, gs2: `${flag},,`, nonce: nonce!, binding: flag === 'y' ? 'thinks-not' : flag === 'n' ? 'none' : 'plus' }
}

export interface ClientFinal {
  readonly withoutProof: string
  readonly channel: Buffer
  readonly nonce: string
  readonly proof: Buffer
}

export function readClientFinal(text: string): ClientFinal | null {
  const match = /^(c=([A-Za-z0-9+/=]{1,400}),r=([!-+\--~]{8,400})),p=([A-Za-z0-9+/]{43}=)$/.exec(text)
  if (match === null) return null
  return {
    withoutProof: match[1]!,
    channel: Buffer.from(match[2]!, 'base64'),
    nonce: match[3]!,
    proof: Buffer.from(match[4]!, 'base64'),
  }
}

/** What `c=` must hold. `endPoint`: the hash of our certificate, when the client binds to it. */
export function expectedChannel(first: ClientFirst, endPoint: Buffer | null): Buffer {
  const header = Buffer.from(first.gs2, 'latin1')
  return first.binding === 'plus' && endPoint !== null ? Buffer.concat([header, endPoint]) : header
}

/** tls-server-end-point (RFC 5929): the certificate under the hash of its signature, MD5 and SHA-1 raised to SHA-256. */
export function endPointHash(certificate: Buffer): Buffer {
  const { signatureAlgorithm = '' } = new X509Certificate(certificate) as { signatureAlgorithm?: string }
  const found = /sha(384|512)/i.exec(signatureAlgorithm)
  return createHash(found === null ? 'sha256' : `sha${found[1]}`)
    .update(certificate)
    .digest()
}

// The gateway as the client of a store ----------------------------------------------------------------------------------------

export interface ScramClient {
  readonly mechanism: 'SCRAM-SHA-256' | 'SCRAM-SHA-256-PLUS'
  readonly first: string
  /** Throws when the server asks for what no honest server asks. */
  final(serverFirst: string, password: string): Promise<string>
  /** Whether the server knows the password too. */
  verify(serverFinal: string): boolean
}

const MOST_ITERATIONS = 1_000_000

/** `certificate`: the server's, under TLS. */
export function scramClient(mechanisms: readonly string[], certificate: Buffer | null): ScramClient | null {
  const plus = certificate !== null && mechanisms.includes('SCRAM-SHA-256-PLUS')
  if (!plus && !mechanisms.includes('SCRAM-SHA-256')) return null
  const gs2 = plus ? 'p=tls-server-end-point,,' : certificate === null ? 'n,,' : 'y,,'
  const nonce = randomBytes(18).toString('base64')
  const bare = `n=*,r=${nonce}`
  let signature: Buffer | null = null
  return {
    mechanism: plus ? 'SCRAM-SHA-256-PLUS' : 'SCRAM-SHA-256',
    first: gs2 + bare,
    async final(serverFirst, password) {
      const match = /^r=([!-+\--~]+),s=([A-Za-z0-9+/=]+),i=(\d{1,9})$/.exec(serverFirst)
      const iterations = Number(match?.[3])
      if (match === null || !match[1]!.startsWith(nonce) || match[1]!.length === nonce.length || iterations < 1) {
        throw new Error('the server does not follow SCRAM')
      }
      if (iterations > MOST_ITERATIONS) throw new Error('the server asks for too many iterations')
      const channel = Buffer.concat([Buffer.from(gs2), plus ? endPointHash(certificate) : Buffer.alloc(0)]).toString('base64')
      const withoutProof = `c=${channel},r=${match[1]}`
      const authMessage = `${bare},${serverFirst},${withoutProof}`
      const salted = await derive(preparePassword(password), Buffer.from(match[2]!, 'base64'), iterations, 32, 'sha256')
      const clientKey = hmac(salted, 'Client Key')
      const signed = hmac(sha256(clientKey), authMessage)
      const proof = Buffer.alloc(32)
      for (let i = 0; i < 32; i++) proof[i] = clientKey[i]! ^ signed[i]!
      signature = hmac(hmac(salted, 'Server Key'), authMessage)
      return `${withoutProof},p=${proof.toString('base64')}`
    },
    verify(serverFinal) {
      const match = /^v=([A-Za-z0-9+/]{43}=)$/.exec(serverFinal)
      return signature !== null && match !== null && timingSafeEqual(Buffer.from(match[1]!, 'base64'), signature)
    },
  }
}

// The part of SASLprep (RFC 4013) that changes bytes; PostgreSQL is as lenient about the rest.
function preparePassword(password: string): Buffer {
  const mapped = password
    .replace(/[\u00A0\u1680\u2000-\u200B\u202F\u205F\u3000]/g, ' ')
    .replace(/[\u00AD\u034F\u1806\u180B-\u180D\u200C\u200D\u2060\uFE00-\uFE0F\uFEFF]/g, '')
  return Buffer.from(mapped.normalize('NFKC'), 'utf8')
}
