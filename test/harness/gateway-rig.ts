// The gateway in front of a real PostgreSQL with a masked schema, for tests of what flows through it. The shop's people have known numbers. Who is
// admitted is said by the test; admission has its own tests.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { readConfig } from '../../src/core/config.ts'
import { instant, systemClock } from '../../src/core/clock.ts'
import type { Budget } from '../../src/core/contract/access.ts'
import { fieldId, objectId, storeId } from '../../src/core/ids.ts'
import { createEventStore } from '../../src/platform/events/create-event-store.ts'
import type { AccessRow, EventStore } from '../../src/platform/events/events.ts'
import { createLog } from '../../src/platform/log/log.ts'
import { createGeo } from '../../src/platform/geo/create-geo.ts'
import type { Admit, AdmittedRelation } from '../../src/protect/admission.ts'
import { createGateway, type Gateway } from '../../src/protect/gateway/gateway.ts'
import { scramVerifier } from '../../src/protect/scram.ts'
import { startPostgres, type PostgresServer } from './postgres-server.ts'
import { testStore, type TestStore } from './test-store.ts'
import { waitFor } from './wait.ts'

export interface GatewayRig {
  readonly server: PostgresServer
  readonly gateway: Gateway
  readonly fixture: TestStore
  readonly folder: string
  readonly events: EventStore
  readonly port: number
  readonly password: string
  readonly store: ReturnType<typeof storeId>
  readonly objects: { readonly customers: ReturnType<typeof objectId>; readonly orders: ReturnType<typeof objectId> }
  readonly refKey: Buffer
  field(object: 'customers' | 'orders', column: string): ReturnType<typeof fieldId>
  /** for pg.Client */
  readonly client: { host: string; port: number; user: string; password: string; database: string }
  /** what the next login is told */
  admit: {
    budget: Budget | null
    refuse: string | null
    storePort: number | null
    login: { user: string; password: string } | null
    credential: boolean
  }
  /** Records since the last call, when there are at least `least` that are no `open`. */
  records(least?: number): Promise<readonly (AccessRow & { readonly refs: Uint8Array })[]>
  childPid(): number
  stopGateway(): Promise<void>
  close(): Promise<void>
}

export const CUSTOMERS = 2000

export async function gatewayRig(
  options: { readonly env?: Record<string, string>; readonly rows?: number; readonly settings?: Record<string, string> } = {},
): Promise<GatewayRig> {
  const rows = options.rows ?? CUSTOMERS
  const server = await startPostgres({ settings: { max_connections: '120', ...options.settings } })
  const fixture = await testStore()
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-gateway-'))
  const login = { user: 'hf_dana', password: 'the secret of the login' }
  await server.run('postgres', 'create database shop')
  await server.run(
    'shop',
    `create table customers (id int primary key, email text, name text, country text, code uuid)`,
    `create table orders (id bigint primary key, customer_id int references customers, total numeric(10,2), note text)`,
    `insert into customers select i, 'person' || i || '@example.org', 'Name ' || i, 'DE', md5(i::text)::uuid from generate_series(1, ${rows}) i`,
    `insert into orders select i, 1 + i % ${rows}, i, 'note' from generate_series(1, ${rows} * 2) i`,
    `analyze`,
    `create role holdfast_support nologin`,
    `create schema holdfast_support`,
    `create view holdfast_support.customers with (security_barrier) as select id, left(email, 1) || '***' as email, name, country, code from customers`,
    `create view holdfast_support.orders with (security_barrier) as select id, customer_id, total, note from orders`,
    `grant usage on schema holdfast_support to holdfast_support`,
    `grant select on all tables in schema holdfast_support to holdfast_support`,
    `create role hf_dana login password '${login.password}' in role holdfast_support`,
    `alter role hf_dana set search_path = holdfast_support`,
    `create function holdfast_support.everybody() returns setof text language sql security definer as 'select email from public.customers'`,
    `create schema scratch; grant usage, create on schema scratch to hf_dana; create table scratch.notes (id int, text text); grant all on scratch.notes to hf_dana`,
  )
  const id = storeId({ kind: 'postgres', host: '127.0.0.1', port: server.port, database: 'shop' })
  const objects = { customers: objectId(id, ['public', 'customers']), orders: objectId(id, ['public', 'orders']) }
  const field = (object: 'customers' | 'orders', column: string) => fieldId(objects[object], column)
  const space = field('customers', 'id')
  const relation = (name: 'customers' | 'orders', masked: boolean, columns: Record<string, 'clear' | 'partial'>): AdmittedRelation => ({
    schema: masked ? 'holdfast_support' : 'public',
    relation: name,
    object: objects[name],
    masked,
    rows: name === 'customers' ? rows : 2 * rows,
    columns: Object.entries(columns).map(([column, show]) => ({
      name: column,
      field: field(name, column),
      show: masked ? show : 'denied',
      key: masked && (column === 'customer_id' || (name === 'customers' && column === 'id')) ? { space, form: 'id' as const } : null,
    })),
  })
  const shapes = {
    customers: { id: 'clear', email: 'partial', name: 'clear', country: 'clear', code: 'clear' },
    orders: { id: 'clear', customer_id: 'clear', total: 'clear', note: 'clear' },
  } as const
  const relations = (['customers', 'orders'] as const).flatMap((name) =>
    [true, false].map((masked) => relation(name, masked, shapes[name])),
  )
  const at = new Date()
  await fixture.store.db
    .insertInto('store')
    .values({
      id,
      kind: 'postgres',
      address: JSON.stringify({ host: '127.0.0.1', port: server.port, database: 'shop' }),
      name: 'shop',
      added_at: at,
    } as never)
    .execute()
  await fixture.store.db
    .insertInto('principal')
    .values({ id: 'dana', kind: 'person', teams: [], name: 'Dana' } as never)
    .execute()

  const password = 'dana knows this'
  const scram = await scramVerifier(password.replaceAll(' ', '-'))
  const wish: GatewayRig['admit'] = { budget: null, refuse: null, storePort: null, login: null, credential: true }
  const admit: Admit = async (asked) => {
    const known = asked.user === 'dana' && asked.store === 'shop'
    const place = { id, name: 'shop', drill: false }
    const decision = {
      id: '01900000-0000-7000-8000-000000000001',
      policySet: 'p',
      policies: [],
      class: 'support',
      principal: 'dana',
      purpose: null,
      from: instant(asked.at),
      to: instant(asked.at),
      why: [],
    }
    if (!known || wish.refuse !== null) {
      const said = { why: wish.refuse ?? 'not a member', class: 'support', decision: known ? decision : null }
      return {
        ok: false,
        ...said,
        store: known ? place : null,
        principal: known ? 'dana' : null,
        scram: known && wish.credential ? scram : null,
      }
    }
    return {
      ok: true,
      store: place,
      principal: 'dana',
      scram,
      decision,
      class: {
        id: 'support',
        role: 'holdfast_support',
        schema: 'holdfast_support',
        columns: {},
        views: {},
        rows: null,
        budget: wish.budget,
        policySet: 'p',
        catalogHash: 'h',
      },
      login: wish.login ?? login,
      database: { host: '127.0.0.1', port: wish.storePort ?? server.port, database: 'shop', options: {} },
      budget: wish.budget,
      relations,
    }
  }
  const refKey = randomBytes(32)
  const log = createLog({ level: 'error', json: true, now: () => new Date(), write: () => {} })
  const numbersOf = async (refs: readonly Uint8Array[]): Promise<ReadonlyMap<string, number>> =>
    new Map(refs.map((ref, i) => [Buffer.from(ref).toString('hex'), i]))
  const events = createEventStore({ folder: path.join(folder, 'events'), store: fixture.store, clock: systemClock, log, numbersOf })
  const config = readConfig({}, { HOLDFAST_GATEWAY_PORT: '0', ...options.env })
  const parts = { store: fixture.store, keys: fixture.keys, clock: systemClock, config, log }
  const gateway = createGateway(parts, { admit, geo: createGeo(), refKey: () => refKey, folder })
  const started = await gateway.start()
  const state = await gateway.state()
  let cursor: string | null = null
  const own = { stopped: false }
  const stopGateway = async (): Promise<void> => {
    if (own.stopped) return
    own.stopped = true
    await started.stop()
  }
  const secret = password.replaceAll(' ', '-')
  return {
    server,
    gateway,
    fixture,
    folder,
    events,
    port: state.port!,
    password: secret,
    store: id,
    objects,
    refKey,
    field,
    client: { host: '127.0.0.1', port: state.port!, user: 'dana', password: secret, database: 'shop' },
    admit: wish,
    async records(least = 1) {
      const found: (AccessRow & { readonly refs: Uint8Array })[] = []
      await waitFor(`${least} records`, async () => {
        const more = await events.tail(cursor, 10_000)
        cursor = more.cursor
        found.push(...more.rows)
        return found.filter((one) => one.phase !== 'open').length >= least
      })
      return found
    },
    childPid: () => gateway.childPid()!,
    stopGateway,
    async close() {
      await stopGateway()
      await events.close()
      await fixture.close()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
