// The first packets of a connection, before anybody is known: what a client asks for, and which of its wishes reach the store. Owns the filter
// of parameters; decides about nobody.
import { int32, readCString, WireFault } from './wire.ts'

/** As PostgreSQL itself: nobody needs more before it has shown who it is. */
export const STARTUP_LIMIT = 10_000

export type FirstPacket =
  | { readonly kind: 'tls' }
  | { readonly kind: 'gss' }
  | { readonly kind: 'cancel'; readonly pid: number; readonly secret: Buffer }
  | {
      readonly kind: 'start'
      readonly minor: number
      readonly unknown: readonly string[]
      readonly parameters: ReadonlyMap<string, string>
    }

const TLS = 80877103
const GSS = 80877104
const CANCEL = 80877102

/** Length of the packet that begins `bytes`; null: not known yet. Throws WireFault when it cannot be one. */
export function packetLength(bytes: Buffer): number | null {
  if (bytes.length < 4) return null
  const length = bytes.readInt32BE(0)
  if (length < 8 || length > STARTUP_LIMIT) throw new WireFault('the first packet is not one of PostgreSQL')
  return length
}

export function readFirstPacket(packet: Buffer): FirstPacket {
  const code = packet.readInt32BE(4)
  if (code === TLS && packet.length === 8) return { kind: 'tls' }
  if (code === GSS && packet.length === 8) return { kind: 'gss' }
  if (code === CANCEL && packet.length >= 16 && packet.length <= 12 + 256) {
    return { kind: 'cancel', pid: packet.readInt32BE(8), secret: Buffer.from(packet.subarray(12)) }
  }
  if (code >>> 16 !== 3) throw new WireFault('the protocol is not version 3')
  const parameters = new Map<string, string>()
  const unknown: string[] = []
  let at = 8
  while (packet[at] !== 0) {
    const name = readCString(packet, at)
    const value = readCString(packet, name.next)
    // Protocol options come under names of their own; 3.0 has none.
    if (name.text.startsWith('_pq_.')) unknown.push(name.text)
    else if (parameters.has(name.text)) throw new WireFault('a start parameter is given twice')
    else parameters.set(name.text, value.text)
    at = value.next
  }
  if (at !== packet.length - 1) throw new WireFault('something stands behind the start parameters')
  return { kind: 'start', minor: code & 0xffff, unknown, parameters }
}

/** Settings that a client may give at its start: how values look, who it says it is, and limits that it can only make for itself. */
const PASSED = new Set([
  'application_name',
  'client_encoding',
  'datestyle',
  'intervalstyle',
  'timezone',
  'extra_float_digits',
  'bytea_output',
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'standard_conforming_strings',
  'geqo',
])

export type Wishes = { readonly ok: true; readonly parameters: ReadonlyMap<string, string> } | { readonly ok: false; readonly why: string }

/** What of the start parameters goes to the store; `user` and `database` are said by the gateway, not by the client. */
export function passedParameters(parameters: ReadonlyMap<string, string>): Wishes {
  const passed = new Map<string, string>()
  for (const [name, value] of parameters) {
    const key = name.toLowerCase()
    if (key === 'user' || key === 'database') continue
    if (key === 'replication') {
      if (/^(0|off|false|no|n|f)$/i.test(value)) continue
      return { ok: false, why: 'replication does not pass the gateway' }
    }
    if (key === 'options') {
      const options = readOptions(value)
      if (options === null) return { ok: false, why: 'the start parameter `options` holds what does not pass the gateway' }
      for (const [option, wish] of options) passed.set(option, wish)
      continue
    }
    if (!PASSED.has(key))
      return { ok: false, why: `the start parameter \`${name.replace(/[^\w.-]/g, '?').slice(0, 63)}\` does not pass the gateway` }
    passed.set(key, value)
  }
  return { ok: true, parameters: passed }
}

// `-c name=value` and `--name=value` of the settings above; anything else would be an argument of the server's own command line.
function readOptions(text: string): ReadonlyMap<string, string> | null {
  const words = text.trim() === '' ? [] : text.trim().split(/(?<!\\)\s+/)
  const found = new Map<string, string>()
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const setting = word === '-c' ? words[++i] : word.startsWith('--') ? word.slice(2) : word.startsWith('-c') ? word.slice(2) : undefined
    const match = /^([\w-]+)=(.*)$/s.exec(setting ?? '')
    const name = match?.[1]?.replaceAll('-', '_').toLowerCase()
    if (match === null || name === undefined || !PASSED.has(name)) return null
    found.set(name, match[2]!.replace(/\\(.)/gs, '$1'))
  }
  return found
}

export function startPacket(user: string, database: string, parameters: ReadonlyMap<string, string>): Buffer {
  const words = ['user', user, 'database', database, ...[...parameters].flat()]
  const body = Buffer.from(`${words.map((word) => word.replaceAll('\0', '')).join('\0')}\0\0`, 'utf8')
  return Buffer.concat([int32(body.length + 8), int32(196608), body])
}

export const tlsPacket = (): Buffer => Buffer.concat([int32(8), int32(TLS)])

export function cancelPacket(pid: number, secret: Buffer): Buffer {
  return Buffer.concat([int32(12 + secret.length), int32(CANCEL), int32(pid), secret])
}
