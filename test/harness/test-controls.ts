// Controls over a real store of a customer, for tests that break it: a PostgreSQL of the machine with a shop in it, connected and scanned, and
// the improve phase on top. What protect, monitor and respond would say is set by the test; what the store says is the store's own.
import { systemClock, type Clock } from '../../src/core/clock.ts'
import type { PolicyClass } from '../../src/core/contract/access.ts'
import type { StoreId } from '../../src/core/ids.ts'
import { createImprove, type House, type ImprovePhase } from '../../src/improve/create.ts'
import type { CollectorState, Monitor } from '../../src/monitor/contract.ts'
import { createLedger, type FullLedger } from '../../src/platform/ledger/create-ledger.ts'
import type { Member, PlanSummary, Proof, Protect } from '../../src/protect/contract.ts'
import type { Containment, IncidentSummary, Respond } from '../../src/respond/contract.ts'
import { startPostgres, type PostgresServer } from './postgres-server.ts'
import { testPhases, type Answer, type TestPhases } from './test-phases.ts'
import { waitFor } from './wait.ts'

type Gateway = Awaited<ReturnType<Protect['gateway']>>
type Standing = Awaited<ReturnType<Protect['standing']>>
type OpenedAlert = NonNullable<Awaited<ReturnType<Monitor['alert']>>>

/** What the phases before say; a test writes into it. */
export interface World {
  classes: PolicyClass[]
  members: Member[]
  proofs: Proof[]
  plans: PlanSummary[]
  standing: Standing | Error
  gateway: Gateway
  tryLogin: (store: StoreId, principal: string) => Promise<'accepted' | 'refused' | 'unreachable'>
  collectors: CollectorState[]
  alerts: OpenedAlert[]
  incidents: IncidentSummary[]
  containments: Containment[]
  house: House
}

export interface TestControls {
  readonly phases: TestPhases
  readonly world: World
  readonly improve: ImprovePhase
  readonly ledger: FullLedger
  /** Runs the controls as a person would, to the end; what GET /api/controls/:id says then of the first. */
  run(...controls: string[]): Promise<Answer['body']>
  /** The state of a control run now. */
  state(control: string): Promise<string>
  close(): Promise<void>
}

export interface Shop {
  readonly server: PostgresServer
  readonly store: StoreId
}

export async function testControls(options: { readonly clock?: Clock; readonly lookMs?: number } = {}): Promise<TestControls> {
  const clock = options.clock ?? systemClock
  let improve: ImprovePhase | undefined
  let ledger: FullLedger | undefined
  const world: World = {
    classes: [],
    members: [],
    proofs: [],
    plans: [],
    standing: [],
    gateway: { on: true, address: null, sessions: 0, problem: null, proxied: false },
    tryLogin: async () => 'refused',
    collectors: [],
    alerts: [],
    incidents: [],
    containments: [],
    house: {
      verifyLedger: async () => {
        const stored = await ledger!.verifyStored()
        return stored.ok ? { size: stored.value.size, problem: null } : { size: 0, problem: stored.error }
      },
      withoutSecondFactor: async () => ({ count: 0 }),
    },
  }
  const phases = await testPhases({
    clock,
    more: ({ platform, landscape, discover }) => {
      ledger = createLedger({ store: platform.store, keys: platform.keys, clock, log: platform.log })
      improve = createImprove(platform, {
        landscape,
        discover,
        connections: landscape.connections,
        protect: protectOf(world),
        monitor: {
          alert: async (id) => world.alerts.find((alert) => alert.id === id) ?? null,
          alerts: async () => world.alerts,
          collectors: async () => world.collectors,
        } as Partial<Monitor> as Monitor,
        respond: {
          incident: async (id) => world.incidents.find((incident) => incident.id === id) ?? null,
          incidents: async () => world.incidents,
          containments: async (incident) => world.containments.filter((each) => each.incident === incident),
        } as Partial<Respond> as Respond,
        house: { verifyLedger: () => world.house.verifyLedger(), withoutSecondFactor: () => world.house.withoutSecondFactor() },
        ...(options.lookMs === undefined ? {} : { lookMs: options.lookMs }),
      })
      return [improve.routes]
    },
  })
  const jobs = await improve!.start(new Set(['schedule']))
  const run: TestControls['run'] = async (...controls) => {
    const started = await phases.post('/api/controls/run', controls.length === 0 ? {} : { controls })
    if (started.status !== 200) throw new Error(`the controls did not start: ${started.text}`)
    await waitFor(
      'the end of the round',
      async () => {
        const { round } = (await phases.get('/api/controls')).body
        return round.id === started.body.run && round.endedAt !== null
      },
      120_000,
    )
    return (await phases.get(`/api/controls/${controls[0] ?? 'ledger-whole'}`)).body
  }
  return {
    phases,
    world,
    improve: improve!,
    ledger: ledger!,
    run,
    state: async (control) => (await run(control)).state as string,
    close: async () => {
      await jobs.stop()
      await phases.close()
    },
  }
}

function protectOf(world: World): Protect {
  return {
    classes: async () => world.classes,
    members: async (store: StoreId) => world.members.filter((member) => member.store === store),
    plan: async (id: string) => world.plans.find((plan) => plan.id === id) ?? null,
    plans: async () => world.plans,
    proofs: async () => world.proofs,
    broken: async () => [],
    standing: async () => {
      if (world.standing instanceof Error) throw world.standing
      return world.standing
    },
    tryLogin: async (store: StoreId, principal: string) => await world.tryLogin(store, principal),
    gateway: async () => world.gateway,
  } as Partial<Protect> as Protect
}

export const READER = { user: 'holdfast_reader', password: 'reads only 1' }

/** A shop on a PostgreSQL of the machine: tables of an owner that cannot log in, a login that reads, connected and scanned. */
export async function openShop(phases: TestPhases, settings: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const server = await startPostgres({ settings })
  try {
    await server.run('postgres', 'create database shop')
    await server.run(
      'shop',
      'create role shop_owner nologin',
      `create role ${READER.user} login password '${READER.password}'`,
      'create schema shop authorization shop_owner',
      `set role shop_owner`,
      'create table shop.customers (id integer primary key, email text not null, card_number text not null)',
      `insert into shop.customers select i, 'customer' || i || '@example.org', '4539148803436467' from generate_series(1, 60) i`,
      'create table shop.opening_hours (weekday text primary key, hours text not null)',
      `insert into shop.opening_hours values ('monday', '9 to 17')`,
      `grant usage on schema shop to ${READER.user}`,
      `grant select on all tables in schema shop to ${READER.user}`,
    )
    const store = await connectShop(phases, server)
    return { server, store }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function connectShop(phases: TestPhases, server: PostgresServer): Promise<StoreId> {
  const made = await phases.post('/api/stores', { target: server.url(READER.user, READER.password, 'shop'), name: 'shop' })
  if (made.status !== 200) throw new Error(`the shop was not connected: ${made.text}`)
  const scan = await phases.scan({ stores: [made.body.id], mode: { kind: 'full' } })
  if (scan.state !== 'done') throw new Error(`the shop was not scanned: ${JSON.stringify(scan)}`)
  return made.body.id as StoreId
}
