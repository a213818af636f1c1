// kill -9 in the middle of writes, the short form. The long one is part of `npm run soak`.
//   HOLDFAST_CRASH_KILLS   how many kills; default 6, in the long form 100
//   HOLDFAST_SEED          the run's seed; default: today's choice, printed
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { soaking } from '../harness/soak.ts'
import { crashRun, firstStartRun } from './crash-run.ts'

const kills = Number(process.env['HOLDFAST_CRASH_KILLS'] ?? (soaking ? 100 : 6))
const seed = Number(process.env['HOLDFAST_SEED'] ?? Math.floor(Math.random() * 2 ** 32))
const linux = process.platform === 'linux'

test(
  `kill -9 of Holdfast, its server, and both, ${kills} times in the middle of writes`,
  { skip: linux ? false : 'reads /proc' },
  async (t) => {
    t.diagnostic(`seed ${seed}`)
    const report = await crashRun({ kills, seed })
    t.diagnostic(JSON.stringify(report))
    assert.ok(report.inFlight > 0, 'no kill hit a write: the run shows nothing')
    assert.ok(report.adopted + report.recovered > 0)
  },
)

test('kill -9 during the very first start, at any moment: the next start works', { skip: linux ? false : 'reads /proc' }, async (t) => {
  t.diagnostic(`seed ${seed}`)
  const report = await firstStartRun({ kills: Math.min(kills, 25), seed })
  t.diagnostic(JSON.stringify(report))
})
