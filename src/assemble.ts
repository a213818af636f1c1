// The phases in their order, each given the platform and the ones before it. Owns what is connected to what; app.ts owns starting and stopping.
import type { ProcessRole } from './core/process-roles.ts'
import { createDiscover } from './discover/create.ts'
import { createEngine } from './discover/engine/create-engine.ts'
import { createStoreConnections } from './discover/source/postgres/store-session.ts'
import { createStoreFacts } from './discover/store-facts.ts'
import { storeProbe } from './discover/store-probe.ts'
import { createImprove } from './improve/create.ts'
import { createLandscape } from './landscape/create.ts'
import { createMonitor } from './monitor/create.ts'
import { createAuth, type Auth } from './platform/auth/create-auth.ts'
import { createGeo } from './platform/geo/create-geo.ts'
import type { Routes } from './platform/http/http.ts'
import type { FullLedger } from './platform/ledger/create-ledger.ts'
import { ledgerRoutes } from './platform/ledger/ledger-routes.ts'
import type { Platform } from './platform/platform.ts'
import { createProtect } from './protect/create.ts'
import { createRespond } from './respond/create.ts'
import { sampleRoutes } from './drill/sample-routes.ts'
import { createSampleShow, type SampleShow } from './drill/sample-show.ts'
import { createViews } from './views/create.ts'

export interface AssembleOptions {
  readonly version: string
  readonly folder: string
  readonly keyFile: string
  readonly secure: boolean
  readonly origin: () => string
}

export interface Assembled {
  readonly auth: Auth
  readonly routes: readonly Routes[]
  readonly sample: SampleShow
  /** Jobs and watches of every phase, by the roles of this process; stopped in the opposite order. */
  start(roles: ReadonlySet<ProcessRole>): Promise<{ stop(): Promise<void> }>
}

/** Everything with a route; makes objects only, so that the API can be described without a database. */
export function assemble(platform: Platform, ledger: FullLedger, options: AssembleOptions): Assembled {
  const { store } = platform
  const { version, folder: dataFolder, keyFile } = options
  const auth = createAuth({ ...platform, ...options })
  const landscape = createLandscape(platform, {
    probe: storeProbe,
    readStoreFacts: createStoreFacts(store.db),
    ownPlaces: { dataFolder, keyFile },
    connect: createStoreConnections,
  })
  const { connections } = landscape
  const discover = createDiscover(platform, landscape, { engine: createEngine(), actorNames: auth.names, connections })
  const geo = createGeo()
  const protect = createProtect(platform, { landscape, discover, connections, folder: dataFolder, geo })
  const monitor = createMonitor(platform, { landscape, discover, protect, geo, connections })
  const respond = createRespond(platform, { landscape, discover, protect, monitor, actorNames: auth.names })
  const house = {
    verifyLedger: async () => {
      const stored = await ledger.verifyStored()
      return stored.ok ? { size: stored.value.size, problem: null } : { size: 0, problem: stored.error }
    },
    withoutSecondFactor: async () => {
      const { count } = await auth.withoutSecondFactor()
      return { count }
    },
  }
  const improve = createImprove(platform, { landscape, discover, protect, monitor, respond, connections, house })
  const views = createViews(platform, {
    landscape,
    discover,
    protect,
    monitor,
    respond,
    improve,
    accounts: auth,
    version,
    dataFolder,
    keyFile,
  })
  const sample = createSampleShow({
    clock: platform.clock,
    origin: options.origin,
    dataFolder,
    firstLink: async () => (await auth.firstLink())?.url ?? null,
    proxied: platform.config.gatewayProxyProtocol === 'v2',
    startGateway: () => protect.start(new Set(['gateway'])),
  })
  // The bundle's leaf goes through the ledger that requests watch.
  const watched: FullLedger = { ...ledger, append: platform.ledger.append }
  const phases = [protect, monitor, respond, improve] as const
  return {
    auth,
    routes: [
      auth.routes,
      ledgerRoutes({ store, ledger: watched }),
      landscape.routes,
      discover.routes,
      ...phases.map((phase) => phase.routes),
      views.routes,
      sampleRoutes({ store, ledger: platform.ledger, show: sample }),
    ],
    sample,
    async start(roles) {
      const started: { stop(): Promise<void> | void }[] = []
      const stop = async (): Promise<void> => {
        for (const part of started.splice(0).toReversed()) await part.stop()
      }
      try {
        if (roles.has('scan')) started.push(await discover.startJobs())
        for (const phase of phases) started.push(await phase.start(roles))
        if (roles.has('web')) started.push(await sample.start(roles.has('gateway')))
      } catch (error) {
        await stop()
        throw error
      }
      return { stop }
    },
  }
}
