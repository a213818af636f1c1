// A process that runs detection to the last record, for being killed on the way. Arguments: the database's URL, the key in hex, the folder of the event
// store, records of one step. Says when it begins and ends a transaction, and when it is done.
import { readConfig } from '../../src/core/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { createDiscover } from '../../src/discover/create.ts'
import { createEngine } from '../../src/discover/engine/create-engine.ts'
import { createStoreConnections } from '../../src/discover/source/postgres/store-session.ts'
import { createStoreFacts } from '../../src/discover/store-facts.ts'
import { storeProbe } from '../../src/discover/store-probe.ts'
import { createSubjectNumbers } from '../../src/discover/subjects/subject-numbers.ts'
import { createLandscape } from '../../src/landscape/create.ts'
import { createDetection } from '../../src/monitor/detection/detection.ts'
import { createEventStore } from '../../src/platform/events/create-event-store.ts'
import { createGeo } from '../../src/platform/geo/create-geo.ts'
import { createKeyRing } from '../../src/platform/keys/key-ring.ts'
import { createLedger } from '../../src/platform/ledger/create-ledger.ts'
import { createLog } from '../../src/platform/log/log.ts'
import { createQueue } from '../../src/platform/queue/pg-boss-queue.ts'
import { readDatabaseUrl } from '../../src/platform/store/database-url.ts'
import { createPostgresStore } from '../../src/platform/store/postgres-store.ts'
import { createProtect } from '../../src/protect/create.ts'

const [url = '', key = '', folder = '', batch = ''] = process.argv.slice(2)
const clock = systemClock
const log = createLog({ level: 'error', json: true, now: () => new Date() })
const kept = createPostgresStore({ kind: 'embedded', connection: readDatabaseUrl(url), log, max: 4 })
const store: typeof kept = {
  ...kept,
  async transaction(work) {
    process.stdout.write('writing\n')
    const done = await kept.transaction(work)
    process.stdout.write('written\n')
    return done
  },
}
const keys = createKeyRing(Buffer.from(key, 'hex'))
const queue = await createQueue(kept, { log })
const ledger = createLedger({ store, keys, clock, log })
const events = createEventStore({ folder, store, clock, log, numbersOf: createSubjectNumbers(kept.db) })
const platform = { clock, config: readConfig({}, {}), events, keys, ledger, log, queue, store }
const landscape = createLandscape(platform, {
  probe: storeProbe,
  readStoreFacts: createStoreFacts(kept.db),
  ownPlaces: { dataFolder: null, keyFile: null },
  connect: createStoreConnections,
})
const { connections } = landscape
const discover = createDiscover(platform, landscape, { connections, engine: createEngine(), actorNames: async () => new Map() })
const geo = createGeo()
const protect = createProtect(platform, { landscape, discover, connections, folder, geo })
const detection = createDetection({ platform, landscape, discover, protect, geo }, Number(batch))
process.stdout.write('begins\n')
await detection.look(new AbortController().signal)
process.stdout.write('done\n')
await events.close()
await queue.stop()
await kept.close()
