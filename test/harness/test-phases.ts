// Landscape, discovery and the views over a real store, a real queue and a real socket, for tests of what they do together. Who asks is
// said by a header here; accounts have their own tests, and test/routes.test.ts walks every route with them.
import { randomBytes } from 'node:crypto'
import { rmSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readConfig } from '../../src/core/config.ts'
import { systemClock, type Clock } from '../../src/core/clock.ts'
import type { Role } from '../../src/core/contract/roles.ts'
import type { Discover } from '../../src/discover/contract.ts'
import { createDiscover } from '../../src/discover/create.ts'
import { createEngine } from '../../src/discover/engine/create-engine.ts'
import { createStoreFacts } from '../../src/discover/store-facts.ts'
import { storeProbe } from '../../src/discover/store-probe.ts'
import { createStoreConnections } from '../../src/discover/source/postgres/store-session.ts'
import { createSubjectNumbers } from '../../src/discover/subjects/subject-numbers.ts'
import type { Landscape, StoreConnections } from '../../src/landscape/contract.ts'
import { createLandscape } from '../../src/landscape/create.ts'
import type { Routes } from '../../src/platform/http/http.ts'
import { createHttpServer } from '../../src/platform/http/http-server.ts'
import { recordedLedger } from '../../src/platform/http/recorded.ts'
import { createKeyRing } from '../../src/platform/keys/key-ring.ts'
import { createEventStore } from '../../src/platform/events/create-event-store.ts'
import { createLedger } from '../../src/platform/ledger/create-ledger.ts'
import { createLog } from '../../src/platform/log/log.ts'
import type { Platform } from '../../src/platform/platform.ts'
import { createQueue } from '../../src/platform/queue/pg-boss-queue.ts'
import type { LaterPhases } from '../../src/views/chain-needs.ts'
import { createViews } from '../../src/views/create.ts'
import { testStore, type TestStore } from './test-store.ts'
import { waitFor } from './wait.ts'

export interface Answer {
  readonly status: number
  // The tests look into it as they need; a wrong guess fails the test.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
  readonly text: string
}

export interface TestPhases {
  readonly fixture: TestStore
  readonly platform: Platform
  readonly landscape: Landscape & { readonly connections: StoreConnections }
  readonly discover: Discover
  /** a folder of the test's own, removed at the end */
  readonly folder: string
  readonly dataFolder: string
  readonly keyFile: string
  /** the install's key, for another process on the same store */
  readonly keyHex: string
  readonly logged: string[]
  call(method: string, path: string, body?: unknown, role?: Role | null): Promise<Answer>
  get(path: string, role?: Role | null): Promise<Answer>
  post(path: string, body?: unknown, role?: Role | null): Promise<Answer>
  /** Starts a scan and waits for its end; the scan. */
  scan(body?: unknown): Promise<Answer['body']>
  ended(scan: string): Promise<Answer['body']>
  startJobs(): Promise<void>
  /** Kinds of the ledger's leaves, oldest first. */
  leaves(): Promise<string[]>
  close(): Promise<void>
}

export async function testPhases(
  options: {
    readonly clock?: Clock
    readonly jobs?: boolean
    readonly beat?: number
    /** routes of phases that the test puts together itself */
    readonly more?: (parts: Pick<TestPhases, 'platform' | 'landscape' | 'discover' | 'dataFolder'>) => readonly Routes[]
  } = {},
): Promise<TestPhases> {
  const fixture = await testStore()
  const secret = randomBytes(32)
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-phases-'))
  const dataFolder = mkdtempSync(path.join(folder, 'data-'))
  const keyFile = path.join(folder, 'install.key')
  const logged: string[] = []
  const clock = options.clock ?? systemClock
  const log = createLog({ level: 'debug', json: true, now: () => new Date(), write: (line) => logged.push(line) })
  const { store } = fixture
  const keys = createKeyRing(secret)
  const queue = await createQueue(store, { log })
  const numbersOf = createSubjectNumbers(store.db)
  const events = createEventStore({ folder: path.join(dataFolder, 'events'), store, clock, log, numbersOf })
  const platform: Platform = {
    clock,
    config: readConfig({}, {}),
    events,
    keys,
    ledger: recordedLedger(createLedger({ store, keys, clock, log })),
    log,
    queue,
    store,
  }
  const landscape = createLandscape(platform, {
    probe: storeProbe,
    readStoreFacts: createStoreFacts(store.db),
    ownPlaces: { dataFolder, keyFile },
    connect: createStoreConnections,
  })
  const discover = createDiscover(platform, landscape, {
    engine: createEngine(),
    connections: landscape.connections,
    actorNames: async (ids) => new Map(ids.map((id) => [id, `name of ${id}`])),
    ...(options.beat === undefined ? {} : { beat: options.beat }),
  })
  const views = createViews(platform, {
    landscape,
    discover,
    ...quietPhases(),
    accounts: { withoutSecondFactor: async () => ({ count: 0, since: null }), secondFactorOf: async () => false },
    version: '0.0.0',
    dataFolder,
    keyFile,
  })
  const server = await createHttpServer({
    config: { host: '127.0.0.1', port: 0, origin: null },
    log,
    version: '0.0.0',
    identify: async (request) => {
      const role = request.headers['x-test-role']
      return typeof role === 'string' ? { kind: 'account', id: `the-${role}`, role: role as Role } : null
    },
    routes: [landscape.routes, discover.routes, views.routes, ...(options.more?.({ platform, landscape, discover, dataFolder }) ?? [])],
    console: null,
  })
  const origin = await server.listen()
  const jobs: { stop(): void }[] = []
  const call: TestPhases['call'] = async (method, at, body, role = 'owner') => {
    const response = await fetch(`${origin}${at}`, {
      method,
      headers: {
        ...(role === null ? {} : { 'x-test-role': role }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const json = response.headers.get('content-type')?.startsWith('application/json') === true
    return { status: response.status, body: json ? (JSON.parse(text) as unknown) : null, text }
  }
  const get: TestPhases['get'] = (at, role) => call('GET', at, undefined, role)
  const startJobs = async (): Promise<void> => {
    jobs.push(await discover.startJobs())
  }
  const ended = async (id: string): Promise<Answer['body']> => {
    await waitFor(
      'the end of the scan',
      async () => ['done', 'stopped', 'failed'].includes((await get(`/api/scans/${id}`)).body.state),
      60_000,
    )
    return (await get(`/api/scans/${id}`)).body
  }
  if (options.jobs !== false) await startJobs()
  return {
    fixture,
    platform,
    landscape,
    discover,
    folder,
    dataFolder,
    keyFile,
    keyHex: secret.toString('hex'),
    logged,
    call,
    get,
    post: (at, body, role) => call('POST', at, body, role),
    startJobs,
    async scan(body = { mode: { kind: 'full' } }) {
      const started = await call('POST', '/api/scans', body)
      if (started.status !== 200) throw new Error(`the scan did not start: ${started.text}`)
      return await ended(String(started.body.id))
    },
    ended,
    async leaves() {
      const rows = await store.db.selectFrom('ledger_leaf').select('leaf').orderBy('seq').execute()
      return rows.map((row) => (JSON.parse(row.leaf) as { kind: string }).kind)
    },
    async close() {
      for (const job of jobs) job.stop()
      await server.close()
      await events.close()
      await queue.stop()
      await fixture.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Later phases in which nothing happened: what they say on the first page has its own test. */
export function quietPhases(): LaterPhases {
  const none = async (): Promise<readonly never[]> => []
  const nothing = async (): Promise<null> => null
  const refuse = async (): Promise<never> => {
    throw new Error('not part of this test')
  }
  return {
    protect: {
      classes: none,
      members: none,
      plan: nothing,
      plans: none,
      exceptions: none,
      clearReaders: none,
      proofs: none,
      broken: none,
      standing: none,
      tryLogin: refuse,
      disable: refuse,
      gateway: async () => ({ on: false, address: null, sessions: 0, problem: null, proxied: false }),
    },
    monitor: { alert: nothing, alerts: none, collectors: none },
    respond: { incident: nothing, incidents: none, scope: nothing, duties: none, containments: none, notices: none },
    improve: { controls: none, lessons: none },
  }
}
