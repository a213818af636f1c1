// The gateway's own connection to a store, as the principal's weak login: TLS as the store's options say, SCRAM, and what the login sees of the
// catalogue. Owns the way from an entry to a server that is ready; what flows afterwards is session.ts. No text of the server's gets out of here.
import net from 'node:net'
import tls from 'node:tls'
import type { Entry } from './gateway-messages.ts'
import type { StoreCatalogue } from './reach.ts'
import { scramClient } from './scram-exchange.ts'
import { cancelPacket, startPacket, tlsPacket } from './startup.ts'
import { createMessageReader, cString, errorFields, int32, message, type Message, type MessageReader, type Refusal } from './wire.ts'

const CONNECT_MS = 10_000
const LARGEST = 256 << 20

export interface StoreConnection {
  readonly socket: net.Socket
  readonly reader: MessageReader
  /** ParameterStatus messages, as the server sent them */
  readonly parameters: readonly Buffer[]
  readonly pid: number
  readonly secret: Buffer
  /** PostgreSQL's %c; null: not known */
  readonly storeSession: string | null
  readonly catalogue: StoreCatalogue
}

/** What the client is told. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault'
  readonly refusal: Refusal
  constructor(code: string, text: string, hint?: string) {
    super(text)
    this.refusal = { severity: 'FATAL', code, message: text, ...(hint === undefined ? {} : { hint }) }
  }
}

const unreachable = (): StoreFault =>
  new StoreFault('08006', 'the store cannot be reached', 'try again; whoever runs Holdfast sees the reason')
const refused = (): StoreFault =>
  new StoreFault(
    '28000',
    'the store refuses the login of this principal',
    'its login may have been disabled or changed; a new plan has to be applied',
  )

type TlsTry = false | tls.ConnectionOptions

function tries({ tls: { mode, ca }, database: { host } }: Entry): readonly TlsTry[] {
  const servername = net.isIP(host) !== 0 || host.startsWith('/') ? {} : { servername: host }
  const unchecked = { ...servername, rejectUnauthorized: false }
  const checked = { ...servername, ...(ca === null ? {} : { ca }), rejectUnauthorized: true }
  const chain = { ...checked, checkServerIdentity: (): undefined => undefined }
  if (mode === 'off' || host.startsWith('/')) return [false]
  if (mode === 'local') return [false, unchecked]
  if (mode === 'try') return [unchecked, false]
  if (mode === 'on') return [ca === null ? unchecked : chain]
  return [mode === 'ca' ? chain : host.startsWith('/') || net.isIP(host) === 0 ? checked : { ...checked, host }]
}

/** Throws StoreFault. */
export async function connectStore(entry: Entry, parameters: ReadonlyMap<string, string>, signal: AbortSignal): Promise<StoreConnection> {
  const ways = tries(entry)
  for (const [i, way] of ways.entries()) {
    try {
      return await connectOnce(entry, way, parameters, signal)
    } catch (error) {
      if (i === ways.length - 1 || signal.aborted || !(error instanceof WrongWay)) throw error instanceof WrongWay ? error.fault : error
    }
  }
  throw unreachable()
}

/** The server wants TLS, or has none: the next way may do. */
class WrongWay extends Error {
  readonly fault: StoreFault
  constructor(fault: StoreFault) {
    super('another way may do')
    this.fault = fault
  }
}

async function connectOnce(
  entry: Entry,
  way: TlsTry,
  parameters: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<StoreConnection> {
  const plain = await openSocket(entry)
  let socket = plain
  const abort = (): void => void socket.destroy()
  signal.addEventListener('abort', abort, { once: true })
  const late = setTimeout(abort, CONNECT_MS)
  try {
    if (way !== false) socket = await secure(plain, way)
    const talk = createTalk(socket)
    socket.write(startPacket(entry.login.user, entry.database.database, parameters))
    await authenticate(talk, entry, way === false ? null : (socket as tls.TLSSocket))
    const status: Buffer[] = []
    let pid = 0
    let secret: Buffer = Buffer.alloc(4)
    for (;;) {
      const { type, bytes } = await talk.next()
      if (type === 0x53) status.push(Buffer.from(bytes))
      else if (type === 0x4b && bytes.length >= 13) {
        pid = bytes.readInt32BE(5)
        secret = Buffer.from(bytes.subarray(9))
      } else if (type === 0x5a) break
      else if (type === 0x45) throw startFault(bytes, way)
    }
    const { catalogue, storeSession } = await readCatalogue(talk)
    talk.release()
    return { socket, reader: talk.reader, parameters: status, pid, secret, storeSession, catalogue }
  } catch (error) {
    socket.destroy()
    throw error instanceof StoreFault || error instanceof WrongWay ? error : unreachable()
  } finally {
    clearTimeout(late)
    signal.removeEventListener('abort', abort)
  }
}

function openSocket({ database: { host, port } }: Pick<Entry, 'database'>): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = host.startsWith('/') ? net.connect({ path: `${host}/.s.PGSQL.${port}` }) : net.connect({ host, port })
    const late = setTimeout(() => socket.destroy(new Error('late')), CONNECT_MS)
    socket.setNoDelay(true)
    socket.setKeepAlive(true, 30_000)
    socket.once('connect', () => {
      clearTimeout(late)
      socket.off('error', failed)
      socket.on('error', () => {})
      resolve(socket)
    })
    const failed = (): void => {
      clearTimeout(late)
      reject(unreachable())
    }
    socket.once('error', failed)
  })
}

async function secure(plain: net.Socket, options: tls.ConnectionOptions): Promise<net.Socket> {
  plain.write(tlsPacket())
  const answer = await new Promise<Buffer>((resolve, reject) => {
    plain.once('data', resolve)
    plain.once('close', () => reject(unreachable()))
  })
  // INVARIANT: one byte and nothing behind it: what came before the handshake was not protected.
  if (answer.length !== 1) throw unreachable()
  if (answer[0] === 0x4e) throw new WrongWay(new StoreFault('08006', 'the store offers no TLS and must be reached by it'))
  if (answer[0] !== 0x53) throw unreachable()
  return await new Promise((resolve, reject) => {
    const socket = tls.connect({ ...options, socket: plain, minVersion: 'TLSv1.2' })
    socket.once('secureConnect', () => {
      socket.on('error', () => {})
      resolve(socket)
    })
    socket.once('error', () => reject(new StoreFault('08006', 'TLS to the store could not be agreed on')))
    socket.once('close', () => reject(unreachable()))
  })
}

interface Talk {
  readonly reader: MessageReader
  next(): Promise<Message>
  send(bytes: Buffer): void
  release(): void
}

function createTalk(socket: net.Socket): Talk {
  const reader = createMessageReader(() => LARGEST)
  const queue: Message[] = []
  let wake: (() => void) | null = null
  let fault = false
  const data = (chunk: Buffer): void => {
    try {
      queue.push(...reader.push(chunk))
    } catch {
      fault = true
      socket.destroy()
    }
    wake?.()
  }
  const closed = (): void => {
    fault = true
    wake?.()
  }
  socket.on('data', data)
  socket.once('close', closed)
  return {
    reader,
    send: (bytes) => void socket.write(bytes),
    async next() {
      while (queue.length === 0) {
        if (fault) throw unreachable()
        await new Promise<void>((resolve) => (wake = resolve))
        wake = null
      }
      return queue.shift()!
    },
    release() {
      socket.pause()
      socket.off('data', data)
      socket.off('close', closed)
    },
  }
}

async function authenticate(talk: Talk, { login }: Entry, secured: tls.TLSSocket | null): Promise<void> {
  const certificate = secured === null ? null : (secured.getPeerCertificate(false).raw ?? null)
  let scram: ReturnType<typeof scramClient> = null
  let proven = false
  for (;;) {
    const { type, bytes } = await talk.next()
    if (type === 0x45) throw startFault(bytes, secured === null ? false : {})
    if (type !== 0x52 || bytes.length < 9) continue
    const kind = bytes.readInt32BE(5)
    const body = bytes.subarray(9)
    if (kind === 0) {
      // INVARIANT: the password is only ever shown by SCRAM, and the server must have shown that it knows it. `trust` shows nothing.
      if (scram !== null && !proven) throw refused()
      return
    }
    if (kind === 10) {
      scram = scramClient(body.toString('latin1').split('\0'), certificate)
      if (scram === null) throw refused()
      const first = Buffer.from(scram.first, 'latin1')
      talk.send(message('p', scram.mechanism, int32(first.length), first))
    } else if (kind === 11 && scram !== null) {
      talk.send(message('p', Buffer.from(await scram.final(body.toString('latin1'), login.password), 'latin1')))
    } else if (kind === 12 && scram !== null) {
      if (!scram.verify(body.toString('latin1'))) throw refused()
      proven = true
    } else {
      throw refused() // an older way to show a password
    }
  }
}

function startFault(bytes: Buffer, way: TlsTry): Error {
  const code = errorFields(bytes).get('C') ?? ''
  if (code === '28000' && way === false) return new WrongWay(refused())
  if (code === '28P01' || code === '28000' || code === '42501') return refused()
  if (code === '53300') return new StoreFault('53300', 'the store has no free connection for this login')
  if (code === '57P03') return new StoreFault('57P03', 'the store is starting up or shutting down')
  if (code.startsWith('22') || code.startsWith('42'))
    return new StoreFault('22023', 'the store does not take a start parameter of this client')
  return unreachable()
}

// Names resolve to PostgreSQL's own functions and types, whatever search_path the login has.
const CATALOGUE = `select c.oid, n.nspname, c.relname, a.attnum, a.attname
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace join pg_catalog.pg_attribute a on a.attrelid = c.oid
  where c.relkind in ('r', 'v', 'm', 'p', 'f') and a.attnum > 0 and not a.attisdropped and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
    and pg_catalog.has_schema_privilege(n.oid, 'usage')
    and (pg_catalog.has_table_privilege(c.oid, 'select') or pg_catalog.has_any_column_privilege(c.oid, 'select'));
select distinct p.proname from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where n.nspname not in ('pg_catalog', 'information_schema');
select pg_catalog.to_hex(pg_catalog.trunc(extract(epoch from backend_start))::pg_catalog.int8) || '.' || pg_catalog.to_hex(pid)
  from pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid());
select s.name from pg_catalog.unnest(pg_catalog.current_schemas(false)) with ordinality as s(name, at) order by s.at`

async function readCatalogue(talk: Talk): Promise<{ catalogue: StoreCatalogue; storeSession: string | null }> {
  const relations = new Map<number, { schema: string; relation: string; columns: Map<number, string> }>()
  const functions = new Set<string>()
  const path: string[] = []
  let storeSession: string | null = null
  let statement = 0
  talk.send(message('Q', cString(CATALOGUE)))
  for (;;) {
    const { type, bytes } = await talk.next()
    if (type === 0x43) statement++
    else if (type === 0x5a) return { catalogue: { relations, path, functions }, storeSession }
    else if (type === 0x45) throw new StoreFault('58000', 'what this login may see cannot be read from the store')
    else if (type === 0x44) {
      const row = textRow(bytes)
      if (statement === 0) {
        const [oid, schema, relation, attribute, name] = row as [string, string, string, string, string]
        const known = relations.get(Number(oid)) ?? { schema, relation, columns: new Map<number, string>() }
        known.columns.set(Number(attribute), name)
        relations.set(Number(oid), known)
      } else if (statement === 1) functions.add(row[0] ?? '')
      else if (statement === 2) storeSession = row[0] ?? null
      else path.push(row[0] ?? '')
    }
  }
}

function textRow(bytes: Buffer): (string | null)[] {
  const values: (string | null)[] = []
  let at = 7
  for (let left = bytes.readInt16BE(5); left > 0; left--) {
    const length = bytes.readInt32BE(at)
    at += 4
    values.push(length < 0 ? null : bytes.toString('utf8', at, at + length))
    if (length > 0) at += length
  }
  return values
}

/** Asks the server to stop what the session is doing, on a connection of its own. Best effort, as the protocol has it. */
export async function cancelAtStore(entry: Entry, pid: number, secret: Buffer): Promise<void> {
  let socket: net.Socket | null = null
  try {
    socket = await openSocket(entry)
    const [way] = tries(entry)
    if (way !== undefined && way !== false) socket = await secure(socket, way)
    const open = socket
    await new Promise<void>((resolve) => {
      open.once('close', () => resolve())
      open.setTimeout(5000, () => open.destroy())
      open.end(cancelPacket(pid, secret))
      open.resume()
    })
  } catch {
    socket?.destroy()
  }
}
