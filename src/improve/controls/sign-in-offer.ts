// Knocks at a PostgreSQL door with a made-up name and says how it wants to be convinced, or that it lets the name in. Sends no password and
// keeps nothing that the server says but the kind of its answer. A hostile answer is cut off: bounded bytes, bounded time.
import { connect as connectPlain, type Socket } from 'node:net'
import { randomBytes } from 'node:crypto'
import { connect as connectTls } from 'node:tls'

export interface Offer {
  readonly encrypted: boolean
  /** what it asks for; `none`: it let a name in without anything, or looked it up without asking for proof */
  readonly asks: 'scram-sha-256' | 'md5' | 'password' | 'gss' | 'sspi' | 'none' | 'refused' | 'unknown'
}

const LONGEST = 65_536

export async function signInOffer(
  where: { readonly host: string; readonly port: number; readonly database: string },
  signal: AbortSignal,
): Promise<Offer> {
  const plain = await opened(where, signal)
  try {
    const request = Buffer.alloc(8)
    request.writeInt32BE(8, 0)
    request.writeInt32BE(80_877_103, 4)
    // a server on a socket of this machine offers no TLS
    if (where.host.startsWith('/')) return { encrypted: false, asks: await asked(plain, where.database, signal) }
    plain.write(request)
    const answer = await read(plain, 1, signal)
    if (answer[0] !== 0x53) return { encrypted: false, asks: await asked(plain, where.database, signal) }
    // Only a made-up name goes in, so whose certificate it is does not matter here.
    const secure = connectTls({ socket: plain, rejectUnauthorized: false, ALPNProtocols: ['postgresql'] })
    await happened(secure, 'secureConnect', signal)
    return { encrypted: true, asks: await asked(secure, where.database, signal) }
  } finally {
    plain.destroy()
  }
}

/** A name that no person and no role has. */
export function madeUpName(): string {
  return `holdfast_nobody_${randomBytes(8).toString('hex')}`
}

async function opened({ host, port }: { readonly host: string; readonly port: number }, signal: AbortSignal): Promise<Socket> {
  const socket = host.startsWith('/') ? connectPlain({ path: `${host}/.s.PGSQL.${port}` }) : connectPlain({ host, port })
  await happened(socket, 'connect', signal)
  return socket
}

async function asked(socket: Socket, database: string, signal: AbortSignal): Promise<Offer['asks']> {
  const words = ['user', madeUpName(), 'database', database, 'application_name', 'holdfast', '']
  const text = Buffer.from(`${words.join('\0')}\0`, 'utf8')
  const start = Buffer.alloc(8 + text.length)
  start.writeInt32BE(start.length, 0)
  start.writeInt32BE(196_608, 4)
  text.copy(start, 8)
  socket.write(start)
  const head = await read(socket, 5, signal)
  const length = head.readInt32BE(1) - 4
  if (length < 0 || length > LONGEST) return 'unknown'
  const body = await read(socket, length, signal)
  if (head[0] === 0x52) {
    const kind = body.length < 4 ? -1 : body.readInt32BE(0)
    const known: Readonly<Record<number, Offer['asks']>> = { 0: 'none', 3: 'password', 5: 'md5', 7: 'gss', 9: 'sspi', 10: 'scram-sha-256' }
    return known[kind] ?? 'unknown'
  }
  if (head[0] !== 0x45) return 'unknown'
  const fields = body.toString('latin1').split('\0')
  const state = fields.find((field) => field.startsWith('C'))?.slice(1) ?? ''
  // 28000 `role does not exist`: it looked the name up without asking for proof, which is trust; `no pg_hba.conf entry` has the same code
  if (state !== '28000') return 'refused'
  const routine = fields.find((field) => field.startsWith('R'))?.slice(1) ?? ''
  return routine === 'InitializeSessionUserId' ? 'none' : 'refused'
}

function happened(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: unknown): void => {
      signal.removeEventListener('abort', aborted)
      socket.off(event, fine)
      if (error === undefined) resolve()
      else {
        socket.destroy()
        reject(error instanceof Error ? error : new Error('ended'))
      }
    }
    const aborted = (): void => done(signal.reason)
    const fine = (): void => done()
    socket.once(event, fine)
    socket.on('error', done)
    signal.addEventListener('abort', aborted, { once: true })
    if (signal.aborted) aborted()
  })
}

function read(socket: Socket, bytes: number, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (bytes === 0) return resolve(Buffer.alloc(0))
    const off = (): void => {
      signal.removeEventListener('abort', aborted)
      for (const [event, listener] of [
        ['readable', look],
        ['end', ended],
        ['close', ended],
        ['error', ended],
      ] as const)
        socket.off(event, listener)
    }
    const look = (): void => {
      const got = socket.read(bytes) as Buffer | null
      if (got === null) return
      off()
      if (got.length === bytes) resolve(got)
      else reject(Object.assign(new Error('ended early'), { code: 'ENDED' }))
    }
    const ended = (): void => {
      off()
      reject(Object.assign(new Error('ended early'), { code: 'ENDED' }))
    }
    const aborted = (): void => {
      off()
      socket.destroy()
      reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'))
    }
    signal.addEventListener('abort', aborted, { once: true })
    socket.on('readable', look)
    socket.on('end', ended)
    socket.on('close', ended)
    socket.on('error', ended)
    if (signal.aborted) return aborted()
    if (socket.destroyed) return ended()
    look()
  })
}
