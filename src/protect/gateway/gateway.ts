// The gateway as the main process sees it: starts its process, watches it, answers its questions, switches it. Owns the child and the switch; who
// may come in is admission.ts, what flows is in the child.
import { fork, type ChildProcess } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import path from 'node:path'
import { monotonicMs } from '../../core/clock.ts'
import type { StoreId } from '../../core/ids.ts'
import { sibling } from '../../core/sibling.ts'
import type { Geo } from '../../platform/geo/geo.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Db, Tx } from '../../platform/store/store.ts'
import type { Admit } from '../admission.ts'
import { gatewayError } from './errors.ts'
import { gatewayCertificate } from './gateway-certificate.ts'
import type { FromGateway, GatewaySettings, Question, Questions, ToGateway } from './gateway-messages.ts'
import { createGatekeeper } from './gatekeeper.ts'
import { createReachBook } from './reach-book.ts'

export interface GatewayNeeds {
  readonly admit: Admit
  readonly geo: Geo
  /** under the references to people */
  readonly refKey: () => Uint8Array
  /** Holdfast's own folder */
  readonly folder: string
}

export interface GatewayState {
  readonly on: boolean
  /** host:port; null: it does not run */
  readonly address: string | null
  readonly host: string | null
  readonly port: number | null
  readonly sessions: number
  readonly problem: string | null
  /** SHA-256 of the certificate */
  readonly fingerprint: string | null
  /** it expects a PROXY header in front of each connection */
  readonly proxied: boolean
}

export interface Gateway {
  start(): Promise<{ stop(): Promise<void> }>
  state(): Promise<GatewayState>
  /** Writes the switch; call `applySwitch` when the transaction is committed. */
  setSwitch(tx: Tx, on: boolean): Promise<void>
  /** How many sessions that ended. */
  applySwitch(on: boolean): Promise<number>
  /** of its process; null: there is none now */
  childPid(): number | null
  /** Ends the principal's sessions now; principal null: everybody's. */
  endSessions(store: StoreId, principal: string | null, why: string): Promise<number>
}

const WRITER = 'gateway'
// What the process needs, seen: with the optimising compiler for WebAssembly, PostgreSQL's parser alone costs 600 MB for the first seconds of the process,
// and is slower until it has compiled; and a young generation that may grow is left to grow by a large result.
const MEMORY = ['--liftoff-only', '--max-semi-space-size=8']
const SWITCH = 'gateway.on'
const STATE = 'gateway.state'
const START_MS = 20_000
const SHORTEST_WAIT_MS = 250
const LONGEST_WAIT_MS = 30_000
const HEALTHY_MS = 60_000
const WATCH_MS = 1000

type Shared = Pick<GatewayState, 'host' | 'port' | 'sessions' | 'problem' | 'fingerprint' | 'proxied'>

export function createGateway(platform: Pick<Platform, 'store' | 'keys' | 'clock' | 'config' | 'log'>, needs: GatewayNeeds): Gateway {
  const { store, keys, clock, config, log } = platform
  let on = true
  let running = false
  let stopping = false
  let child: ChildProcess | null = null
  let port = config.gatewayPort
  let listening = false
  let sessions = 0
  let problem: string | null = null
  let fingerprint: string | null = null
  const proxied = config.gatewayProxyProtocol === 'v2'
  let wait = SHORTEST_WAIT_MS
  let again: NodeJS.Timeout | null = null
  const asked = new Map<number, (sessions: number) => void>()
  let next = 1

  const book = createReachBook(platform)
  const keeper = createGatekeeper({ admit: needs.admit, geo: needs.geo, clock, secret: keys.derive('gateway-tls'), on: () => on })
  const answers: { readonly [Q in Question]: (ask: Questions[Q]['ask']) => Promise<Questions[Q]['answer']> } = {
    challenge: keeper.challenge,
    prove: keeper.prove,
    claim: book.claim,
  }

  const send = (one: ToGateway): void => {
    if (child?.connected === true) child.send(one, () => {})
  }
  const askSessions = async (make: (id: number) => ToGateway): Promise<number> => {
    if (!listening || child === null) return 0
    const id = next++
    const ended = new Promise<number>((resolve) => asked.set(id, resolve))
    send(make(id))
    return await ended
  }

  const readSwitch = async (): Promise<boolean> => {
    const row = await store.db.selectFrom('setting').select('value').where('name', '=', SWITCH).executeTakeFirst()
    return row?.value !== false
  }
  const setting = async (tx: Tx, name: string, value: unknown): Promise<void> => {
    const row = { value: JSON.stringify(value), changed_at: clock.now() }
    await tx
      .insertInto('setting')
      .values({ name, ...row })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
      .execute()
  }
  // For the pages and commands of other processes. Not worth stopping for when it cannot be written.
  let shared = ''
  const share = async (): Promise<void> => {
    const now: Shared = {
      host: listening ? config.gatewayHost : null,
      port: listening ? port : null,
      sessions,
      problem,
      fingerprint,
      proxied,
    }
    const text = JSON.stringify(now)
    if (text === shared) return
    shared = text
    await store.transaction((tx) => setting(tx, STATE, now)).catch(() => void (shared = ''))
  }

  const begin = async (settings: GatewaySettings): Promise<void> => {
    const entry = fileURLToPath(sibling('./gateway-process.ts', import.meta.url))
    const made = fork(entry, [], {
      // No environment of ours: DATABASE_URL and the like are not for it.
      env: {},
      execArgv: [...permissions(settings.events.folder), ...MEMORY],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'json',
    })
    child = made
    const since = monotonicMs()
    const first = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(gatewayError('failed', { why: 'it says nothing' })), START_MS)
      late.unref()
      made.on('message', (one: FromGateway) => {
        if (one.say === 'listening') {
          clearTimeout(late)
          port = one.port
          fingerprint = one.fingerprint
          listening = true
          problem = null
          log.info('gateway.listening', { port })
          void share().then(resolve)
        } else if (one.say === 'failed') {
          clearTimeout(late)
          const taken = /^E(ADDRINUSE|ACCES|ADDRNOTAVAIL)$/.test(one.why)
          const fault = taken
            ? gatewayError('port-taken', { host: config.gatewayHost, port, why: one.why })
            : gatewayError('failed', { why: one.why })
          problem = fault.message
          reject(fault)
        } else hear(one)
      })
      made.once('exit', (code, signal) => {
        clearTimeout(late)
        reject(gatewayError('failed', { why: `it ended with ${signal ?? code}` }))
        ended(made, settings, since, signal ?? String(code))
      })
    })
    made.on('error', () => {})
    // Before it has begun nothing is lost with it.
    made.send({ say: 'begin', settings, on } satisfies ToGateway, () => {})
    await first
  }

  const hear = (one: FromGateway): void => {
    switch (one.say) {
      case 'ask':
        void answer(one)
        return
      case 'sessions':
        sessions = one.sessions
        return
      case 'problem':
        problem = one.problem
        if (one.problem !== null) log.error('gateway.problem', { problem: one.problem })
        void share()
        return
      case 'ended':
        asked.get(one.id)?.(one.sessions)
        asked.delete(one.id)
        return
      case 'log':
        log[one.level](one.event, one.details)
        return
      case 'listening':
      case 'failed':
    }
  }

  const answer = async ({ id, what, body }: Extract<FromGateway, { say: 'ask' }>): Promise<void> => {
    const from = child
    let reply: ToGateway
    try {
      if (!(what in answers)) throw new TypeError('no such question')
      reply = { say: 'answer', id, body: await answers[what](body as never), failed: false }
    } catch {
      log.error('gateway.question-failed', { what })
      reply = { say: 'answer', id, body: null, failed: true }
    }
    if (from !== null && from === child) send(reply)
  }

  const ended = (made: ChildProcess, settings: GatewaySettings, since: number, how: string): void => {
    if (child !== made) return
    child = null
    listening = false
    sessions = 0
    for (const resolve of asked.values()) resolve(0)
    asked.clear()
    if (stopping || !running) return
    problem ??= 'its process ended and is started again'
    log.error('gateway.ended', { how })
    if (monotonicMs() - since > HEALTHY_MS) wait = SHORTEST_WAIT_MS
    again = setTimeout(() => {
      // The same port as before, so that clients find it again.
      begin({ ...settings, port }).catch(() => {})
    }, wait)
    wait = Math.min(LONGEST_WAIT_MS, wait * 2)
    void share()
  }

  const stop = async (): Promise<void> => {
    stopping = true
    if (again !== null) clearTimeout(again)
    const made = child
    if (made === null) return
    const gone = new Promise<void>((resolve) => made.once('exit', () => resolve()))
    send({ say: 'stop' })
    const hard = setTimeout(() => made.kill('SIGKILL'), 10_000)
    await gone
    clearTimeout(hard)
    running = false
    listening = false
    await share()
  }

  const applySwitch = async (wish: boolean): Promise<number> => {
    on = wish
    return await askSessions((id) => ({ say: 'switch', on: wish, id }))
  }

  return {
    async start() {
      on = await readSwitch()
      running = true
      stopping = false
      const pair = await gatewayCertificate({ ...needs, keys, clock, config })
      const events = path.join(needs.folder, 'events')
      await mkdir(events, { recursive: true, mode: 0o700 })
      const settings: GatewaySettings = {
        host: config.gatewayHost,
        port: config.gatewayPort,
        proxyProtocol: proxied,
        ...pair,
        events: { folder: events, name: WRITER },
        refKey: Buffer.from(needs.refKey()).toString('hex'),
      }
      try {
        await begin(settings)
      } catch (error) {
        running = false
        await stop()
        throw error
      }
      // Another process may have moved the switch.
      const watch = setInterval(() => {
        void readSwitch().then(
          async (wish) => {
            if (wish !== on) await applySwitch(wish)
            return await share()
          },
          () => {},
        )
      }, WATCH_MS)
      watch.unref()
      return {
        stop: async () => {
          clearInterval(watch)
          await stop()
        },
      }
    },
    async state() {
      if (running) {
        const address = listening ? `${bracketed(config.gatewayHost)}:${port}` : null
        return { on, address, host: config.gatewayHost, port: listening ? port : null, sessions, problem, fingerprint, proxied }
      }
      const known = await knownState(store.db)
      const there = known !== null && known.host !== null && known.port !== null
      const nothing = {
        on: await readSwitch(),
        address: null,
        host: null,
        port: null,
        sessions: 0,
        problem: known?.problem ?? null,
        fingerprint: null,
        proxied: false,
      }
      return there ? { ...nothing, ...known, address: `${bracketed(known.host!)}:${known.port}` } : nothing
    },
    childPid: () => child?.pid ?? null,
    setSwitch: async (tx, wish) => await setting(tx, SWITCH, wish),
    applySwitch,
    endSessions: async (id, principal, why) => await askSessions((number) => ({ say: 'end', id: number, store: id, principal, why })),
  }
}

/** What the process that runs the gateway last said of it; null: none ever did. */
export async function knownState(db: Db): Promise<Shared | null> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', STATE).executeTakeFirst()
  return (row?.value ?? null) as Shared | null
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** What its process may touch of this machine: the program's own files, and the folder of the records. */
function permissions(events: string): string[] {
  const program = fileURLToPath(new URL('../../../', import.meta.url))
  // installed as a package, what it needs may lie beside it
  const parser = fileURLToPath(new URL('../', import.meta.resolve('libpg-query')))
  const places = [`--allow-fs-read=${program}*`, `--allow-fs-read=${parser}*`, `--allow-fs-read=${events}`, `--allow-fs-read=${events}/*`]
  return ['--permission', '--allow-worker', ...places, `--allow-fs-write=${events}`, `--allow-fs-write=${events}/*`, '--no-warnings']
}
