// The HTTP server with accounts over a real store, for tests that act as people do: through the socket, with a browser's cookies. The clock
// stands still until a test moves it. Phases' routes are handed in by the test that needs them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { assemble } from '../../src/assemble.ts'
import { readConfig } from '../../src/core/config.ts'
import { fixedClock, systemClock } from '../../src/core/clock.ts'
import type { Role } from '../../src/core/contract/roles.ts'
import { createAuth, type Auth } from '../../src/platform/auth/create-auth.ts'
import { codeAt, CODE_PERIOD } from '../../src/platform/auth/time-code.ts'
import { createHttpServer, type HttpServer } from '../../src/platform/http/http-server.ts'
import { recordedLedger } from '../../src/platform/http/recorded.ts'
import type { Routes } from '../../src/platform/http/http.ts'
import { createEventStore } from '../../src/platform/events/create-event-store.ts'
import { createSubjectNumbers } from '../../src/discover/subjects/subject-numbers.ts'
import { createLedger, type FullLedger } from '../../src/platform/ledger/create-ledger.ts'
import type { Ledger } from '../../src/platform/ledger/ledger.ts'
import { createLog, type Log } from '../../src/platform/log/log.ts'
import { createQueue } from '../../src/platform/queue/pg-boss-queue.ts'
import { testStore, type TestStore } from './test-store.ts'

export interface Answer {
  readonly status: number
  // The tests look into it as they need; a wrong guess fails the test.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
  readonly text: string
  readonly headers: Headers
}

export interface Browser {
  readonly cookies: Map<string, string>
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
}

export interface TestApi {
  readonly fixture: TestStore
  readonly auth: Auth
  readonly server: HttpServer
  readonly ledger: Ledger
  readonly clock: ReturnType<typeof fixedClock>
  readonly origin: string
  readonly logged: string[]
  browser(): Browser
  /** Kinds of all leaves, oldest first. */
  leaves(): Promise<string[]>
  /** A browser signed in as the first owner; made when there is none. */
  owner(): Promise<Browser>
  /** A browser signed in as a new account of the role. */
  person(role: Role, name?: string): Promise<Browser & { readonly id: string; readonly email: string }>
  close(): Promise<void>
}

export const PASSWORD = 'a long enough password'
export const OWNER = 'owner@example.org'

export interface TestApiOptions {
  readonly routes?: readonly Routes[]
  /** https://…: cookies are those of a server behind a proxy */
  readonly publicOrigin?: string
  /** all routes of the program, as src/app.ts puts them together, and its jobs; `routes` are more */
  readonly whole?: boolean
}

export async function testApi(options: TestApiOptions = {}): Promise<TestApi> {
  const fixture = await testStore()
  const { store, keys } = fixture
  const clock = fixedClock(new Date().toISOString())
  const logged: string[] = []
  const log = createLog({ level: 'debug', json: true, now: () => new Date(), write: (line) => logged.push(line) })
  const full = createLedger({ store, keys, clock: systemClock, log })
  const ledger = recordedLedger(full)
  let origin = ''
  const publicOrigin = options.publicOrigin ?? null
  const how = { version: '0.0.0', secure: publicOrigin?.startsWith('https:') === true, origin: () => publicOrigin ?? origin }
  const whole = options.whole === true ? await wholeProgram(fixture, { ...how, log, ledger, full }) : null
  const auth = whole?.parts.auth ?? createAuth({ store, keys, ledger, clock, ...how })
  const server = await createHttpServer({
    config: { host: '127.0.0.1', port: 0, origin: publicOrigin },
    log,
    version: '0.0.0',
    identify: auth.identify,
    routes: [...(whole?.parts.routes ?? [auth.routes]), ...(options.routes ?? [])],
    console: null,
  })
  await server.listen()
  origin = `http://localhost:${(server.app.server.address() as { port: number }).port}`

  const browser = () => createBrowser(origin)
  const owner = async (): Promise<Browser> => {
    const link = await auth.firstLink()
    const own = browser()
    const answer =
      link === null
        ? await own.post('/api/sign-in', { email: OWNER, password: PASSWORD })
        : await own.post('/api/claim', { token: tokenOf(link.url), name: 'Olga Owner', email: OWNER, password: PASSWORD })
    if (answer.status !== 200) throw new Error(`no owner: ${answer.text}`)
    return own
  }
  let people = 0
  let inviter: Browser | undefined
  return {
    fixture,
    auth,
    server,
    ledger,
    clock,
    origin,
    logged,
    browser,
    owner,
    leaves: async () => {
      const rows = await store.db.selectFrom('ledger_leaf').select('leaf').orderBy('seq').execute()
      return rows.map((row) => (JSON.parse(row.leaf) as { kind: string }).kind)
    },
    person: async (role, name = `Person ${++people}`) => {
      const email = `person${people}.${role}@example.org`
      inviter ??= await owner()
      let invited = await inviter.post('/api/accounts', { name, email, role })
      if (invited.status !== 200) {
        // A test ended that session, or its account is no owner any more: sign in again.
        inviter = await owner()
        invited = await inviter.post('/api/accounts', { name, email, role })
      }
      const own = browser()
      const claimed = await own.post('/api/claim', { token: tokenOf(invited.body.link as string), password: PASSWORD })
      if (claimed.status !== 200) throw new Error(`no ${role}: ${invited.text} ${claimed.text}`)
      return Object.assign(own, { id: invited.body.account.id as string, email })
    },
    close: async () => {
      await server.close()
      await whole?.stop()
      await fixture.close()
    },
  }
}

interface WholeNeeds {
  readonly version: string
  readonly secure: boolean
  readonly origin: () => string
  readonly log: Log
  readonly ledger: Ledger
  readonly full: FullLedger
}

/** The program as src/app.ts puts it together, on the test's store. Its clock is the real one: scans take time. */
async function wholeProgram({ store, keys }: TestStore, needs: WholeNeeds) {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-whole-'))
  const queue = await createQueue(store, { log: needs.log })
  const { ledger, log } = needs
  const clock = systemClock
  const events = createEventStore({ folder: path.join(folder, 'events'), store, clock, log, numbersOf: createSubjectNumbers(store.db) })
  const platform = { clock, config: readConfig({}, {}), events, keys, ledger, log, queue, store }
  const parts = assemble(platform, needs.full, { ...needs, folder, keyFile: path.join(folder, 'install.key') })
  const jobs = await parts.start(new Set(['web', 'scan', 'ingest', 'detect', 'schedule']))
  return {
    parts,
    stop: async () => {
      await jobs.stop()
      await events.close()
      await queue.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function tokenOf(url: string): string {
  const at = url.indexOf('#claim=')
  if (at === -1) throw new Error(`no link: ${url}`)
  return url.slice(at + '#claim='.length)
}

/** Keeps cookies and sends Origin, as a browser does. */
export function createBrowser(origin: string): Browser {
  const cookies = new Map<string, string>()
  const call: Browser['call'] = async (method, path, body, headers = {}) => {
    const sent: Record<string, string> = { origin, ...headers }
    if (cookies.size > 0) sent['cookie'] = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (body !== undefined) sent['content-type'] = 'application/json'
    const answer = await fetch(origin + path, { method, headers: sent, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const at = pair.indexOf('=')
      if (/max-age=0/i.test(cookie)) cookies.delete(pair.slice(0, at))
      else cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const text = await answer.text()
    const json = answer.headers.get('content-type')?.startsWith('application/json') === true
    return { status: answer.status, text, headers: answer.headers, body: json ? (JSON.parse(text) as unknown) : null }
  }
  return { cookies, call, get: (path) => call('GET', path), post: (path, body, headers) => call('POST', path, body, headers) }
}

/** What an authenticator app shows for a secret (base32, as people copy it), `ahead` steps from now. */
export function codeOf(secret: string, ahead = 0): string {
  return codeAt(base32Text(secret), Math.floor(Date.now() / 1000 / CODE_PERIOD) + ahead)
}

function base32Text(text: string): string {
  const bits = [...text].map((char) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0')).join('')
  return (bits.match(/.{8}/g) ?? []).map((byte) => String.fromCharCode(Number.parseInt(byte, 2))).join('')
}
