// The gateway's own process: listens, opens the door, runs sessions, writes access records. Holds no connection to Holdfast's database and no
// credential that changes a store; what it needs for a login main hands over when main has seen the proof. Ends when main ends.
import net from 'node:net'
import tls from 'node:tls'
import { X509Certificate, randomBytes } from 'node:crypto'
import { instant, systemClock } from '../../core/clock.ts'
import { newId, objectId } from '../../core/ids.ts'
import { openEventWriter } from '../../platform/events/event-writer.ts'
import type { EventWriter, NewAccess } from '../../platform/events/events.ts'
import { openSessionNotes, type SessionNotes } from '../../platform/events/known-sessions.ts'
import { authenticationOk, openDoor, sayAndClose, type Guest } from './door.ts'
import type { FromGateway, GatewaySettings, Question, Questions, ToGateway } from './gateway-messages.ts'
import { createMakeRef, type MakeRef } from './people.ts'
import { startSession, type Session } from './session.ts'
import { createSqlReader } from './sql-reader.ts'
import type { SessionMark } from './statement-tally.ts'
import { cancelAtStore, connectStore, StoreFault, type StoreConnection } from './store-connection.ts'
import { int32, message, type Refusal } from './wire.ts'

const MOST_CONNECTIONS = 1000
const MOST_STRANGERS = 200
const BACKLOG = 512

interface Held {
  readonly session: Session
  readonly guest: Guest
  readonly store: StoreConnection
}

const clock = systemClock
const sessions = new Map<string, Held>()
const coming = new Set<AbortController>()
const asked = new Map<number, { resolve(body: unknown): void; reject(error: Error): void }>()
let nextQuestion = 1
let on = true
let writer: EventWriter | null = null
let server: net.Server | null = null

const say = (one: FromGateway): void => {
  if (process.connected) process.send!(one)
}
const ask = async <Q extends Question>(what: Q, body: Questions[Q]['ask']): Promise<Questions[Q]['answer']> => {
  const id = nextQuestion++
  const answer = new Promise<unknown>((resolve, reject) => asked.set(id, { resolve, reject }))
  say({ say: 'ask', id, what, body })
  return (await answer) as Questions[Q]['answer']
}

const OFF: Refusal = { severity: 'FATAL', code: '57P03', message: 'the gateway is switched off', hint: 'ask whoever runs Holdfast' }
const FULL: Refusal = { severity: 'FATAL', code: '53300', message: 'the gateway has too many connections' }

process.on('message', (one: ToGateway) => void hear(one))
// INVARIANT: main gone, however it went, means this process goes: nobody would count budgets or revoke. An `open` record bounds what was under way.
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {}) // Ctrl-C at the terminal reaches us too; main says when
process.on('SIGTERM', () => void stop())
process.on('uncaughtException', (error) => {
  const { code } = error as { code?: unknown }
  say({ say: 'failed', why: typeof code === 'string' ? code : error.name })
  process.exit(1)
})

async function hear(one: ToGateway): Promise<void> {
  switch (one.say) {
    case 'begin':
      on = one.on
      await begin(one.settings)
      return
    case 'answer': {
      const waiting = asked.get(one.id)
      asked.delete(one.id)
      if (one.failed) waiting?.reject(new Error('main could not answer'))
      else waiting?.resolve(one.body)
      return
    }
    case 'switch': {
      on = one.on
      const ended = one.on ? 0 : await endSessions(() => true, 'the gateway was switched off')
      say({ say: 'ended', id: one.id, sessions: ended })
      return
    }
    case 'end': {
      const theirs = ({ guest: { entry } }: Held): boolean =>
        entry.store.id === one.store && (one.principal === null || entry.principal === one.principal)
      say({ say: 'ended', id: one.id, sessions: await endSessions(theirs, one.why) })
      return
    }
    case 'stop':
      await stop()
  }
}

async function endSessions(which: (held: Held) => boolean, why: string): Promise<number> {
  // Those on their way in ask again from the start.
  for (const one of coming) one.abort()
  const ending = [...sessions.values()].filter(which)
  const refusal: Refusal = { severity: 'FATAL', code: '57P01', message: `terminating connection due to administrator command: ${why}` }
  await Promise.all(
    ending.map(async ({ session, guest, store }) => {
      void cancelAtStore(guest.entry, store.pid, store.secret)
      await session.end(refusal)
    }),
  )
  return ending.length
}

async function stop(): Promise<void> {
  server?.close()
  await endSessions(() => true, 'the gateway is stopping')
  await writer?.close().catch(() => {})
  process.exit(0)
}

async function begin(settings: GatewaySettings): Promise<void> {
  const secure = tls.createSecureContext({ cert: settings.certificate, key: settings.key, minVersion: 'TLSv1.2' })
  const certificate = new X509Certificate(settings.certificate)
  const makeRef = createMakeRef(Buffer.from(settings.refKey, 'hex'))
  const sql = createSqlReader()
  const notes = openSessionNotes(settings.events.folder, settings.events.name, clock)
  let opening: Promise<EventWriter> | null = null
  // A writer that failed stays closed; a new one is opened at the next record, so that a disk with room again serves again.
  const append = async (batch: readonly NewAccess[]): Promise<void> => {
    try {
      if (writer === null) {
        opening ??= openEventWriter({ folder: settings.events.folder, name: settings.events.name, clock })
        writer = await opening
      }
      await writer.append(batch)
      problem(null)
    } catch (error) {
      const old = writer
      writer = null
      opening = null
      await old?.close().catch(() => {})
      problem('access records cannot be written')
      throw error
    }
  }
  opening = openEventWriter({ folder: settings.events.folder, name: settings.events.name, clock })
  writer = await opening

  let connections = 0
  let strangers = 0
  server = net.createServer({ pauseOnConnect: false, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 }, (socket) => {
    if (connections >= MOST_CONNECTIONS || strangers >= MOST_STRANGERS) {
      socket.on('error', () => {})
      void sayAndClose(socket, FULL)
      return
    }
    connections++
    strangers++
    const known = (): void => void strangers--
    socket.once('close', () => connections--)
    void serve(socket, { secure, certificate: certificate.raw, proxyProtocol: settings.proxyProtocol, append, makeRef, sql, notes }, known)
  })
  server.on('error', (error) => {
    say({ say: 'failed', why: (error as { code?: string }).code ?? error.name })
    process.exit(1)
  })
  server.listen({ host: settings.host, port: settings.port, backlog: BACKLOG }, () => {
    const { port } = server!.address() as net.AddressInfo
    say({ say: 'listening', port, fingerprint: certificate.fingerprint256 })
  })
}

let said: string | null = null
function problem(now: string | null): void {
  if (now === said) return
  said = now
  say({ say: 'problem', problem: now })
}

interface ServeParts {
  readonly secure: tls.SecureContext
  readonly certificate: Buffer
  readonly proxyProtocol: boolean
  readonly append: (batch: readonly NewAccess[]) => Promise<void>
  readonly makeRef: MakeRef
  readonly sql: ReturnType<typeof createSqlReader>
  readonly notes: SessionNotes
}

async function serve(socket: net.Socket, parts: ServeParts, known: () => void): Promise<void> {
  const id = newId(clock)
  const guest = await openDoor(socket, {
    ...parts,
    session: id,
    challenge: (one) => ask('challenge', one),
    prove: (one) => ask('prove', one),
    cancel,
    turnedAway: async (knocked, ip) => {
      const mark = markOf(id, ip, knocked.principal, knocked)
      await parts.append([
        {
          ...mark,
          phase: 'single',
          time: instant(clock.now()),
          object: objectId(knocked.store.id, []),
          fields: [],
          shown: {},
          action: 'read',
          rows: 0,
          bytes: 0,
          subjects: { lower: 0, upper: 0, basis: 'rows' },
          outcome: 'denied',
        },
      ])
    },
  }).finally(known)
  if (guest === null) return
  if (!on) return await sayAndClose(guest.socket, OFF)
  const leaving = new AbortController()
  coming.add(leaving)
  guest.socket.once('close', () => leaving.abort())
  let store: StoreConnection
  try {
    store = await connectStore(guest.entry, guest.parameters, leaving.signal)
    // INVARIANT: on disk before the client can say anything: the store's own log never names a session of ours that is not known.
    await parts.notes.note({ store: guest.entry.store.id, storeSession: store.storeSession ?? '', session: id }).catch(() => {
      store.socket.destroy()
      throw new StoreFault('58030', 'access records cannot be written')
    })
  } catch (error) {
    const refusal: Refusal =
      error instanceof StoreFault ? error.refusal : { severity: 'FATAL', code: '08006', message: 'the store cannot be reached' }
    await sayAndClose(guest.socket, refusal)
    return
  } finally {
    coming.delete(leaving)
  }
  if (leaving.signal.aborted || guest.socket.destroyed) {
    store.socket.destroy()
    return await sayAndClose(
      guest.socket,
      on ? { severity: 'FATAL', code: '57P01', message: 'terminating connection due to administrator command' } : OFF,
    )
  }
  const secret = randomBytes(4)
  const pid = nextPid()
  guest.socket.write(
    Buffer.concat([
      authenticationOk(guest.signature),
      ...store.parameters,
      message('K', int32(pid), secret),
      message('Z', Buffer.from('I')),
    ]),
  )
  const { entry } = guest
  const mark = markOf(id, guest.ip, guest.user, { ...entry, decision: entry.decision })
  const session = startSession({
    entry,
    client: guest.socket,
    clientReader: guest.reader,
    store,
    mark: store.storeSession === null ? mark : { ...mark, storeSession: store.storeSession },
    sql: parts.sql,
    makeRef: parts.makeRef,
    clock,
    append: parts.append,
    claim: (refs, rows) => ask('claim', { store: entry.store.id, principal: entry.principal, budget: entry.budget!, refs, rows }),
  })
  sessions.set(id, { session, guest, store })
  cancels.set(pid, { secret, held: { session, guest, store } })
  say({ say: 'sessions', sessions: sessions.size })
  await session.over
  sessions.delete(id)
  cancels.delete(pid)
  say({ say: 'sessions', sessions: sessions.size })
}

function markOf(
  session: string,
  ip: string,
  actor: string,
  about: {
    readonly principal: string
    readonly store: { readonly id: SessionMark['store']; readonly drill: boolean }
    readonly decision: string | null
    readonly country: string | null
  },
): SessionMark {
  return {
    source: 'gateway',
    plane: 'gateway',
    principal: about.principal,
    actor,
    session,
    decision: about.decision,
    ...(ip === '' ? {} : { ip }),
    ...(about.country === null ? {} : { country: about.country }),
    store: about.store.id,
    drill: about.store.drill,
  }
}

// Cancelling: the client holds a number and a secret of ours; those of the store's session stay here.
const cancels = new Map<number, { readonly secret: Buffer; readonly held: Held }>()
function nextPid(): number {
  for (;;) {
    const pid = randomBytes(4).readUInt32BE() & 0x7fffffff
    if (pid !== 0 && !cancels.has(pid)) return pid
  }
}
function cancel(pid: number, secret: Buffer): void {
  const found = cancels.get(pid)
  if (found === undefined || !found.secret.equals(secret)) return
  void cancelAtStore(found.held.guest.entry, found.held.store.pid, found.held.store.secret)
}
