// A certificate that Holdfast makes for its gateway when nobody gives one: P-256, signed by itself, for the names it is reached by. Owns the few
// bytes of DER that takes; node:crypto signs and reads certificates and does not make them.
import { createHash, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

export interface OwnCertificate {
  /** PEM */
  readonly certificate: string
  readonly key: string
}

const YEARS = 10

/** `names`: host names and addresses. */
export function makeCertificate(names: readonly string[], now: Date): OwnCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const algorithm = sequence(oid('2a8648ce3d040302')) // ecdsa-with-SHA256
  const name = sequence(set(sequence(oid('550403'), tlv(0x0c, Buffer.from('Holdfast gateway')))))
  const until = new Date(now)
  until.setUTCFullYear(until.getUTCFullYear() + YEARS)
  const alternatives = names.map((one) => (isIP(one) === 0 ? tlv(0x82, Buffer.from(one, 'latin1')) : tlv(0x87, addressBytes(one))))
  const serial = randomBytes(16)
  serial[0] = (serial[0]! & 0x7f) | 0x40
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.of(2))),
    tlv(0x02, serial),
    algorithm,
    name,
    sequence(time(now), time(until)),
    name,
    spki,
    tlv(
      0xa3,
      sequence(
        extension('551d11', sequence(...alternatives)),
        extension('551d13', sequence(tlv(0x01, Buffer.of(0xff)), tlv(0x02, Buffer.of(0)))),
        extension('551d0e', tlv(0x04, createHash('sha256').update(spki).digest().subarray(0, 20))),
      ),
    ),
  )
  const signature = sign('sha256', body, privateKey)
  const der = sequence(body, algorithm, tlv(0x03, Buffer.concat([Buffer.of(0), signature])))
  return { certificate: new X509Certificate(der).toString(), key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
}

function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const size = body.length
  const length = size < 128 ? Buffer.of(size) : size < 256 ? Buffer.of(0x81, size) : Buffer.of(0x82, size >> 8, size & 255)
  return Buffer.concat([Buffer.of(tag), length, body])
}
const sequence = (...parts: readonly Buffer[]): Buffer => tlv(0x30, ...parts)
const set = (...parts: readonly Buffer[]): Buffer => tlv(0x31, ...parts)
const oid = (hex: string): Buffer => tlv(0x06, Buffer.from(hex, 'hex'))
const extension = (id: string, value: Buffer): Buffer => sequence(oid(id), tlv(0x04, value))

// UTCTime up to 2049, GeneralizedTime after, as X.509 asks.
function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]/g, '').slice(0, 14)
  return at.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(`${digits.slice(2)}Z`)) : tlv(0x18, Buffer.from(`${digits}Z`))
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail] = address.split('::')
  const words = (text: string): string[] => text.split(':').filter((word) => word !== '')
  const left = words(head)
  const right = words(tail ?? '')
  const all = tail === undefined ? left : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  return Buffer.from(all.map((word) => word.padStart(4, '0')).join(''), 'hex')
}
