// A process that only runs scans, to be killed or asked to stop by scan-kill.test.ts. Arguments: the database's URL, the key in hex.
import { readConfig } from '../../src/core/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { createDiscover } from '../../src/discover/create.ts'
import { createEngine } from '../../src/discover/engine/create-engine.ts'
import { createStoreFacts } from '../../src/discover/store-facts.ts'
import { storeProbe } from '../../src/discover/store-probe.ts'
import { createStoreConnections } from '../../src/discover/source/postgres/store-session.ts'
import { createLandscape } from '../../src/landscape/create.ts'
import { createKeyRing } from '../../src/platform/keys/key-ring.ts'
import { createEventStore } from '../../src/platform/events/create-event-store.ts'
import { createLedger } from '../../src/platform/ledger/create-ledger.ts'
import { createLog } from '../../src/platform/log/log.ts'
import { createQueue } from '../../src/platform/queue/pg-boss-queue.ts'
import { readDatabaseUrl } from '../../src/platform/store/database-url.ts'
import { createPostgresStore } from '../../src/platform/store/postgres-store.ts'

const [url = '', key = ''] = process.argv.slice(2)
const log = createLog({ level: 'warn', json: true, now: () => new Date() })
const store = createPostgresStore({ kind: 'embedded', connection: readDatabaseUrl(url), log, max: 4 })
const keys = createKeyRing(Buffer.from(key, 'hex'))
const clock = systemClock
const queue = await createQueue(store, { log })
const ledger = createLedger({ store, keys, clock, log })
const events = createEventStore({ folder: '', store, clock, log, numbersOf: async () => new Map() })
const platform = { clock, config: readConfig({}, {}), events, keys, ledger, log, queue, store }
const landscape = createLandscape(platform, {
  probe: storeProbe,
  readStoreFacts: createStoreFacts(store.db),
  ownPlaces: { dataFolder: null, keyFile: null },
  connect: createStoreConnections,
})
await createDiscover(platform, landscape, {
  connections: landscape.connections,
  engine: createEngine(),
  actorNames: async () => new Map(),
  beat: 50,
}).startJobs()
// stays until it is killed, or asked to stop
const stay = setInterval(() => {}, 60_000)
process.once('SIGTERM', () => {
  clearInterval(stay)
  void queue.stop().then(() => store.close())
})
