// A process that writes access records and compacts them without pause, for being killed: says each append that it begins and each that is
// acknowledged, and when a compaction begins and ends. A record's `bytes` is its own number among all that this and earlier processes tried.
import { systemClock } from '../../src/core/clock.ts'
import { compact } from '../../src/platform/events/compact.ts'
import { openDuck } from '../../src/platform/events/duck.ts'
import { openEventWriter } from '../../src/platform/events/event-writer.ts'
import { createGate } from '../../src/platform/events/gate.ts'
import { packedNumbers } from '../../src/platform/events/resolve-refs.ts'
import { testAccess, testNumbersOf, testRefs } from '../harness/test-access.ts'

const [folder = '', start = '0'] = process.argv.slice(2)
const writer = await openEventWriter({ folder, name: 'gateway', clock: systemClock, segmentBytes: 30_000 })
let id = Number(start)
process.stdout.write('open\n')

async function write(): Promise<void> {
  for (;;) {
    const count = 1 + (id % 7)
    const from = id
    id += count
    process.stdout.write(`try ${from} ${count}\n`)
    const ack = await writer.append(
      Array.from({ length: count }, (_, at) =>
        testAccess({
          time: new Date(Date.UTC(2026, 10, 24) + (from + at) * 2000).toISOString(),
          session: `s${(from + at) % 5}`,
          bytes: from + at,
          refs: testRefs((from + at) % 900),
          subjects: { lower: 1, upper: 1, basis: 'keys' },
        }),
      ),
    )
    process.stdout.write(`ack ${from} ${count} ${ack.from}\n`)
  }
}

async function keepCompacting(): Promise<void> {
  const duck = await openDuck(folder)
  const gate = createGate()
  for (;;) {
    process.stdout.write('compacting\n')
    const options = { folder, gate, numbers: packedNumbers(testNumbersOf(1000)), cache: new Map(), duck: async () => duck, step: 200 }
    await compact({ ...options, closedOnly: id % 2 === 0 })
    process.stdout.write('compacted\n')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

await Promise.all([write(), write(), write(), keepCompacting()])
