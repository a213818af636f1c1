// A client before it is a session: PROXY header, TLS, start packet, SCRAM, then the way to its store. Owns what a stranger may do: little, and
// not for long. A name that nobody has, a store that is not there and a wrong password look the same.
import net from 'node:net'
import tls from 'node:tls'
import type { Challenge, Entry, Verdict } from './gateway-messages.ts'
import { readProxyHeader } from './proxy-protocol.ts'
import { endPointHash, expectedChannel, readClientFinal, readClientFirst } from './scram-exchange.ts'
import { packetLength, passedParameters, readFirstPacket } from './startup.ts'
import { createMessageReader, errorResponse, int32, message, readCString, WireFault, type MessageReader, type Refusal } from './wire.ts'

const OPEN_MS = 30_000
/** of messages before somebody has shown who they are, as PostgreSQL has it */
const STRANGER_LIMIT = 65_535
export const CLIENT_LIMIT = 256 << 20

export interface DoorParts {
  readonly secure: tls.SecureContext
  /** our certificate, DER, for channel binding */
  readonly certificate: Buffer
  readonly proxyProtocol: boolean
  readonly session: string
  challenge(ask: { readonly user: string; readonly database: string; readonly ip: string }): Promise<Challenge | { readonly wait: number }>
  prove(ask: {
    readonly challenge: number
    readonly authMessage: string
    readonly proof: string
    readonly session: string
  }): Promise<Verdict>
  cancel(pid: number, secret: Buffer): void
  /** the right person, turned away: to be recorded before they are told */
  turnedAway(knocked: NonNullable<Extract<Verdict, { ok: false }>['knocked']>, ip: string): Promise<void>
}

export interface Guest {
  readonly socket: net.Socket
  readonly reader: MessageReader
  readonly ip: string
  readonly user: string
  readonly entry: Entry
  readonly parameters: ReadonlyMap<string, string>
  /** the last of SCRAM; sent when the store has let the principal in as well */
  readonly signature: Buffer
}

/** Null: the connection was for something else, or is over. Never throws. */
export async function openDoor(raw: net.Socket, parts: DoorParts): Promise<Guest | null> {
  let current = raw
  const late = setTimeout(() => current.destroy(), OPEN_MS)
  raw.on('error', () => {})
  try {
    return await greet(raw, parts, (socket) => (current = socket))
  } catch (error) {
    if (error instanceof TurnedAway) await sayAndClose(current, error.refusal)
    else if (error instanceof WireFault) await sayAndClose(current, { severity: 'FATAL', code: '08P01', message: error.message })
    else current.destroy()
    return null
  } finally {
    clearTimeout(late)
  }
}

class TurnedAway extends Error {
  readonly refusal: Refusal
  constructor(code: string, text: string, hint?: string) {
    super(text)
    this.refusal = { severity: 'FATAL', code, message: text, ...(hint === undefined ? {} : { hint }) }
  }
}

const wrong = (): TurnedAway =>
  new TurnedAway(
    '28P01',
    'password authentication failed',
    'a password for the gateway lasts eight hours: `holdfast db-login STORE` makes one',
  )

async function greet(raw: net.Socket, parts: DoorParts, now: (socket: net.Socket) => void): Promise<Guest | null> {
  let socket = raw
  let intake = createIntake(socket)
  let ip = plainAddress(raw.remoteAddress ?? '')
  const near = isNear(ip)
  if (parts.proxyProtocol) {
    const header = await intake.read(readProxyHeader)
    if (header === null) return null
    intake.skip(header.length)
    ip = header.ip ?? ip
  }
  let secured: tls.TLSSocket | null = null
  let start: Extract<ReturnType<typeof readFirstPacket>, { kind: 'start' }>
  for (;;) {
    const length = await intake.read(packetLength)
    const packet = length === null ? null : await intake.take(length)
    if (packet === null) return null
    const first = readFirstPacket(packet)
    if (first.kind === 'gss') socket.write('N')
    else if (first.kind === 'tls') {
      if (secured !== null) throw new WireFault('TLS inside TLS')
      // INVARIANT: what came behind the wish for TLS was sent in clear by anybody: nobody may slip it into the protected stream.
      if (intake.held > 0) throw new WireFault('something came in clear behind the wish for TLS')
      intake.release()
      socket.write('S')
      secured = await secureSide(socket, parts.secure)
      socket = secured
      now(socket)
      intake = createIntake(socket)
    } else if (first.kind === 'cancel') {
      parts.cancel(first.pid, first.secret)
      socket.end()
      return null
    } else {
      start = first
      break
    }
  }
  if (secured === null && !near) {
    throw new TurnedAway(
      '28000',
      'the gateway is reached by TLS',
      'connect with sslmode=require, or better verify-full with the gateway’s certificate',
    )
  }
  if (start.minor > 0 || start.unknown.length > 0) {
    socket.write(message('v', 0, start.unknown.length, ...start.unknown))
  }
  const user = start.parameters.get('user') ?? ''
  const database = start.parameters.get('database') ?? user
  if (user === '' || user.length > 200 || database.length > 200)
    throw new TurnedAway('28000', 'a user and a database are named to the gateway')
  const wishes = passedParameters(start.parameters)
  if (!wishes.ok) throw new TurnedAway('0A000', wishes.why)

  const reader = createMessageReader(() => limit)
  let limit = STRANGER_LIMIT
  const password = async (): Promise<Buffer | null> => {
    const one = await intake.message()
    if (one !== null && one[0] !== 0x70) throw new WireFault('a password message was expected')
    return one?.subarray(5) ?? null
  }
  const mechanisms = [...(secured === null ? [] : ['SCRAM-SHA-256-PLUS']), 'SCRAM-SHA-256']
  socket.write(message('R', 10, ...mechanisms, Buffer.of(0)))
  const initial = await password()
  if (initial === null) return null
  const mechanism = readCString(initial, 0)
  if (!mechanisms.includes(mechanism.text) || initial.length < mechanism.next + 4) throw new WireFault('an unknown way to show a password')
  const first = readClientFirst(initial.toString('latin1', mechanism.next + 4))
  const plus = mechanism.text === 'SCRAM-SHA-256-PLUS'
  if (first === null || plus !== (first.binding === 'plus')) throw new WireFault('SCRAM is not followed')
  // A client that could bind and believes that we cannot: somebody between has taken our offer away.
  if (secured !== null && first.binding === 'thinks-not')
    throw new TurnedAway('28000', 'channel binding was offered and the offer did not arrive')

  const challenge = await parts.challenge({ user, database, ip })
  if ('wait' in challenge) {
    throw new TurnedAway(
      '28000',
      'too many failed logins: wait before the next',
      `try again in ${Math.max(1, Math.ceil(challenge.wait / 60))} minutes`,
    )
  }
  const nonce = first.nonce + challenge.nonce
  const serverFirst = `r=${nonce},s=${challenge.salt},i=${challenge.iterations}`
  socket.write(message('R', 11, Buffer.from(serverFirst, 'latin1')))
  const reply = await password()
  if (reply === null) return null
  const final = readClientFinal(reply.toString('latin1'))
  if (final === null) throw new WireFault('SCRAM is not followed')
  const channel = expectedChannel(first, plus ? endPointHash(parts.certificate) : null)
  if (!final.channel.equals(channel) || final.nonce !== nonce) throw wrong()
  const verdict = await parts.prove({
    challenge: challenge.id,
    authMessage: `${first.bare},${serverFirst},${final.withoutProof}`,
    proof: final.proof.toString('base64'),
    session: parts.session,
  })
  if (!verdict.ok) {
    if (verdict.knocked === null) throw wrong()
    await parts.turnedAway(verdict.knocked, ip)
    socket.write(message('R', 12, Buffer.from(`v=${verdict.knocked.signature}`, 'latin1')))
    throw new TurnedAway('28000', `the gateway does not let you in: ${verdict.knocked.why}`, 'ask whoever runs Holdfast')
  }
  limit = CLIENT_LIMIT
  const rest = intake.release()
  // A client that has not heard that it is in has nothing to say yet; what it says all the same waits in the reader.
  if (rest.length > 0) socket.unshift(rest)
  return {
    socket,
    reader,
    ip,
    user,
    entry: verdict.entry,
    parameters: wishes.parameters,
    signature: Buffer.from(verdict.signature, 'base64'),
  }
}

export async function sayAndClose(socket: net.Socket, refusal: Refusal): Promise<void> {
  if (!socket.destroyed && socket.writable) socket.end(errorResponse(refusal))
  // Not at once: a reset would take the reason from the client's hands. What it still sends is read and thrown away.
  socket.resume()
  setTimeout(() => socket.destroy(), 1000).unref()
}

function secureSide(socket: net.Socket, secureContext: tls.SecureContext): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = new tls.TLSSocket(socket, { isServer: true, secureContext })
    secured.once('secure', () => {
      secured.on('error', () => {})
      resolve(secured)
    })
    const failed = (): void => {
      socket.destroy()
      reject(new Error('no TLS'))
    }
    secured.once('error', failed)
    secured.once('close', failed)
  })
}

interface Intake {
  readonly held: number
  /** Asks `reader` about what is there until it says something; null when the connection ended before. */
  read<T>(reader: (bytes: Buffer) => T | null): Promise<T | null>
  take(length: number): Promise<Buffer | null>
  skip(length: number): void
  /** One message of the protocol, as a stranger may send it. */
  message(): Promise<Buffer | null>
  release(): Buffer
}

function createIntake(socket: net.Socket): Intake {
  let bytes: Buffer = Buffer.alloc(0)
  let wake: (() => void) | null = null
  let ended = false
  const data = (chunk: Buffer): void => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
    // INVARIANT: a stranger cannot make us keep more than one message.
    if (bytes.length > 2 * STRANGER_LIMIT) socket.destroy()
    wake?.()
  }
  const close = (): void => {
    ended = true
    wake?.()
  }
  socket.on('data', data)
  socket.on('close', close)
  socket.on('end', close)
  const read: Intake['read'] = async (reader) => {
    for (;;) {
      const found = reader(bytes)
      if (found !== null) return found
      if (ended) return null
      await new Promise<void>((resolve) => (wake = resolve))
      wake = null
    }
  }
  const take: Intake['take'] = async (length) => {
    const taken = await read((all) => (all.length >= length ? Buffer.from(all.subarray(0, length)) : null))
    if (taken !== null) bytes = bytes.subarray(length)
    return taken
  }
  return {
    get held() {
      return bytes.length
    },
    read,
    take,
    skip: (length) => void (bytes = bytes.subarray(length)),
    async message() {
      const length = await read((all) => {
        if (all.length < 5) return null
        const own = all.readInt32BE(1)
        if (own < 4 || own > STRANGER_LIMIT) throw new WireFault('the length of a message is out of bounds')
        return own + 1
      })
      return length === null ? null : await take(length)
    },
    release() {
      socket.pause()
      socket.off('data', data)
      socket.off('close', close)
      socket.off('end', close)
      return bytes
    },
  }
}

export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && net.isIPv4(address.slice(7)) ? address.slice(7) : address
}

function isNear(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address === ''
}

export const authenticationOk = (signature: Buffer): Buffer =>
  Buffer.concat([message('R', 12, Buffer.from(`v=${signature.toString('base64')}`, 'latin1')), message('R', int32(0))])
