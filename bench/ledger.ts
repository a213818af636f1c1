// How fast the ledger grows, and what checkpoint, bundle and verification cost when it is large. Prints; asserts nothing but that the chain holds.
//   node bench/ledger.ts [leaves=100000] [writers=8] [leaves a transaction=1]
// Runs on the tests' PostgreSQL (test/harness/test-server.ts), whose fsync is off: what is measured is the ledger, not the disk.
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { systemClock } from '../src/core/clock.ts'
import { createLedger } from '../src/platform/ledger/create-ledger.ts'
import { withFileBytes } from '../src/platform/ledger/file-bytes.ts'
import { verifyBundle } from '../src/platform/ledger/verify-bundle.ts'
import { testStore } from '../test/harness/test-store.ts'

const [leaves = 100_000, writers = 8, together = 1] = process.argv.slice(2).map(Number)
const fixture = await testStore()
const ledger = createLedger({ store: fixture.store, keys: fixture.keys, clock: systemClock, log: fixture.log })
const actor = { kind: 'account', id: '01932f3e-0000-7000-8000-000000000001', role: 'owner' } as const

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const value = await work()
  const seconds = (performance.now() - start) / 1000
  const memory = Math.round(process.memoryUsage.rss() / 2 ** 20)
  console.log(`${name.padEnd(46)}${seconds.toFixed(2).padStart(9)} s   rss ${memory} MB`)
  return value
}

let left = leaves
const start = performance.now()
await timed(`append ${leaves} leaves, ${writers} writers, ${together} a time`, async () => {
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (left > 0) {
        const count = Math.min(together, left)
        left -= count
        await fixture.store.transaction(async (tx) => {
          for (let i = 0; i < count; i++) {
            await ledger.append(tx, {
              actor,
              kind: 'finding.decided',
              entity: `fi_${left + i}`,
              body: { verdict: 'personal', reason: 'seen by hand' },
            })
          }
        })
      }
    }),
  )
})
console.log(`${''.padEnd(46)}${Math.round(leaves / ((performance.now() - start) / 1000))} leaves/s`)

await timed('checkpoint over all that is new', () => ledger.checkpoint())
await fixture.store.transaction((tx) => ledger.append(tx, { actor, kind: 'finding.decided', entity: 'fi_x', body: {} }))
await timed('checkpoint over one new leaf', () => ledger.checkpoint())
await timed('page of 100', () => ledger.page({ limit: 100 }))
await timed('page of 100 by kind', () => ledger.page({ limit: 100, kind: 'store.connected' }))
const stored = await timed('verify where it lies', () => ledger.verifyStored())
if (!stored.ok) throw new Error(stored.error)

const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-bench-'))
try {
  const file = path.join(folder, 'bundle.zip')
  await timed('write the bundle', async () =>
    pipeline(Readable.from((await ledger.bundle()).bytes, { objectMode: false }), createWriteStream(file)),
  )
  console.log(`${''.padEnd(46)}${Math.round(statSync(file).size / 1e6)} MB`)
  const result = await timed('verify the bundle', () => withFileBytes(file, (source) => verifyBundle(source)))
  if (!result.ok) throw new Error(result.error)
} finally {
  rmSync(folder, { recursive: true })
  await fixture.close()
}
process.exit(0)
