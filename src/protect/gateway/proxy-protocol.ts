// PROXY protocol, version 2, in front of a connection: who the load balancer says the client is. Read only when it is switched on, since
// otherwise anybody could say it. Owns the header; believes its sender.
import { WireFault } from './wire.ts'

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex')
const MOST = 4096

export interface ProxyHeader {
  /** bytes of the header */
  readonly length: number
  /** null: the balancer's own connection (LOCAL), or not an internet address */
  readonly ip: string | null
}

/** Null while more bytes are needed; throws WireFault when they are no header. */
export function readProxyHeader(bytes: Buffer): ProxyHeader | null {
  const seen = Math.min(bytes.length, SIGNATURE.length)
  if (!bytes.subarray(0, seen).equals(SIGNATURE.subarray(0, seen))) throw new WireFault('no PROXY protocol header')
  if (bytes.length < 16) return null
  const length = 16 + bytes.readUInt16BE(14)
  if (bytes[12]! >> 4 !== 2 || length > MOST) throw new WireFault('the PROXY protocol header is not of version 2')
  if (bytes.length < length) return null
  const command = bytes[12]! & 0x0f
  if (command > 1) throw new WireFault('the PROXY protocol header has an unknown command')
  const family = bytes[13]! >> 4
  if (command === 0) return { length, ip: null }
  if (family === 1 && length >= 16 + 12) return { length, ip: [...bytes.subarray(16, 20)].join('.') }
  if (family === 2 && length >= 16 + 36) {
    const words = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(16 + 2 * i))
    return { length, ip: ipv6(words) }
  }
  return { length, ip: null }
}

/** An IPv4 address that came mapped is shown as one. */
function ipv6(words: readonly number[]): string {
  if (words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff) {
    return [words[6]! >> 8, words[6]! & 255, words[7]! >> 8, words[7]! & 255].join('.')
  }
  return words.map((word) => word.toString(16)).join(':')
}
