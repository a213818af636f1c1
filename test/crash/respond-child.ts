// A process that sends notices, or computes scopes, to be killed by respond.test.ts. Arguments: the database's URL, the key in hex, the folder of
// access records, and the role that it has (`schedule` sends, `detect` computes).
import { writeSync } from 'node:fs'
import { readConfig } from '../../src/core/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { readProcessRoles } from '../../src/core/process-roles.ts'
import { createDiscover } from '../../src/discover/create.ts'
import { createEngine } from '../../src/discover/engine/create-engine.ts'
import { createStoreFacts } from '../../src/discover/store-facts.ts'
import { storeProbe } from '../../src/discover/store-probe.ts'
import { createStoreConnections } from '../../src/discover/source/postgres/store-session.ts'
import { createSubjectNumbers } from '../../src/discover/subjects/subject-numbers.ts'
import { createLandscape } from '../../src/landscape/create.ts'
import type { Monitor } from '../../src/monitor/contract.ts'
import { createEventStore } from '../../src/platform/events/create-event-store.ts'
import { createKeyRing } from '../../src/platform/keys/key-ring.ts'
import { createLedger } from '../../src/platform/ledger/create-ledger.ts'
import { createLog } from '../../src/platform/log/log.ts'
import { createQueue } from '../../src/platform/queue/pg-boss-queue.ts'
import { readDatabaseUrl } from '../../src/platform/store/database-url.ts'
import { createPostgresStore } from '../../src/platform/store/postgres-store.ts'
import type { Protect } from '../../src/protect/contract.ts'
import { createRespond } from '../../src/respond/create.ts'

const [url = '', key = '', folder = '', role = ''] = process.argv.slice(2)
const log = createLog({ level: 'warn', json: true, now: () => new Date() })
const store = createPostgresStore({ kind: 'embedded', connection: readDatabaseUrl(url), log, max: 4 })
const keys = createKeyRing(Buffer.from(key, 'hex'))
const clock = systemClock
const queue = await createQueue(store, { log })
const ledger = createLedger({ store, keys, clock, log })
const events = createEventStore({ folder, store, clock, log, numbersOf: createSubjectNumbers(store.db) })
const platform = { clock, config: readConfig({}, {}), events, keys, ledger, log, queue, store }
const landscape = createLandscape(platform, {
  probe: storeProbe,
  readStoreFacts: createStoreFacts(store.db),
  ownPlaces: { dataFolder: null, keyFile: null },
  connect: createStoreConnections,
})
const actorNames = async (): Promise<ReadonlyMap<string, string>> => new Map()
const { connections } = landscape
const discover = createDiscover(platform, landscape, { connections, engine: createEngine(), actorNames })
const monitor = { alert: async () => null } as unknown as Monitor
const protect = {} as unknown as Protect
const respond = createRespond(platform, { landscape, discover, protect, monitor, actorNames })
await respond.start(readProcessRoles(role))
writeSync(1, 'working\n')
setInterval(() => {}, 60_000)
