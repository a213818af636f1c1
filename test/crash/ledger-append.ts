// A process of its own that appends to a ledger and prints `begin` before each
// transaction and its numbers after the commit: for the tests with several writers and with kill -9.
// Arguments: database URL, key in hex, name of the writer, how many (each transaction appends one or two, every seventh rolls back).
import { createLog } from '../../src/platform/log/log.ts'
import { systemClock } from '../../src/core/clock.ts'
import { createKeyRing } from '../../src/platform/keys/key-ring.ts'
import { createLedger } from '../../src/platform/ledger/create-ledger.ts'
import { readDatabaseUrl } from '../../src/platform/store/database-url.ts'
import { createPostgresStore } from '../../src/platform/store/postgres-store.ts'

const [url = '', secret = '', writer = '', count = '0'] = process.argv.slice(2)
const log = createLog({ level: 'error', json: false, now: () => new Date() })
const store = createPostgresStore({ kind: 'url', connection: readDatabaseUrl(url), log, max: 4 })
const ledger = createLedger({ store, keys: createKeyRing(Buffer.from(secret, 'hex')), clock: systemClock, log })

// connected; the test says when to begin, so that several begin together
await ledger.vkey()
process.stdout.write('ready\n')
for await (const _ of process.stdin) break

for (let i = 0; i < Number(count); i++) {
  const seqs: number[] = []
  process.stdout.write('begin\n')
  try {
    await store.transaction(async (tx) => {
      for (let n = 0; n <= i % 2; n++) {
        const actor = { kind: 'system', id: writer, role: 'owner' } as const
        seqs.push(await ledger.append(tx, { actor, kind: 'test.appended', entity: `${writer}:${i}:${n}`, body: { i, n } }))
      }
      if (i % 7 === 6) throw new RangeError('rolled back on purpose')
    })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    continue
  }
  process.stdout.write(`${seqs.join(' ')}\n`)
}
await store.close()
