// kill -9 in the middle of applying a plan: the customer's database has all of it or nothing, and says itself which.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { after, before, test } from 'node:test'
import { catalogHash } from '../../src/protect/catalogue/catalog.ts'
import { readGround } from '../../src/protect/plan/ground.ts'
import { holdingPlan } from '../../src/protect/plan/own-state.ts'
import { undoPlan } from '../../src/protect/plan/run-plan.ts'
import { guardedShop, type GuardedShop } from '../harness/guarded-shop.ts'
import { startPostgres, type PostgresServer } from '../harness/postgres-server.ts'
import { soaking } from '../harness/soak.ts'
import { waitFor } from '../harness/wait.ts'

let server: PostgresServer
let shop: GuardedShop
before(async () => {
  server = await startPostgres()
  shop = await guardedShop(server, 'killed')
})
after(async () => await server.stop())

async function runOnce(killAfter: number | null): Promise<{ id: string; ms: number; ended: boolean }> {
  const plan = await shop.plan()
  const id = `kill-${Math.random().toString(36).slice(2)}`
  const child = spawn(process.execPath, [new URL('./apply-process.ts', import.meta.url).pathname], { stdio: ['pipe', 'pipe', 'inherit'] })
  const over = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let said = ''
  let from = 0
  child.stdout.on('data', (piece: Buffer) => {
    said += piece.toString()
    if (from === 0 && said.includes('begins')) {
      from = performance.now()
      if (killAfter !== null) setTimeout(() => child.kill('SIGKILL'), killAfter)
    }
  })
  child.stdin.end(JSON.stringify({ url: server.url('postgres', server.password, shop.name), id, plan }))
  await over
  return { id, ms: performance.now() - from, ended: said.includes('done') }
}

test('killed at a random moment: all or nothing, and the database says which', async (t) => {
  const session = await shop.open()
  try {
    const was = catalogHash((await readGround(session)).catalog)
    // how long it takes by itself, so that the moments fall inside
    const { ms } = await runOnce(null)
    await undoPlan(session, null)
    assert.equal(catalogHash((await readGround(session)).catalog), was)
    let inside = 0
    let whole = 0
    for (let i = 0; i < (soaking ? 100 : 8); i++) {
      const { id, ended } = await runOnce(Math.random() * ms)
      if (!ended) inside++
      // the server notices the lost connection by itself
      await waitFor('the end of the killed session', async () => {
        const { rows } = await session.query(
          `select count(*) as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
        )
        return rows[0]?.['n'] === '0'
      })
      const holds = await holdingPlan(session)
      const now = catalogHash((await readGround(session)).catalog)
      if (holds === id) {
        whole++
        assert.notEqual(now, was)
        await undoPlan(session, id)
        assert.equal(catalogHash((await readGround(session)).catalog), was)
      } else {
        assert.equal(holds, null)
        assert.equal(now, was, 'nothing of it is left')
        assert.equal(ended, false)
      }
    }
    t.diagnostic(`${inside} kills inside, ${whole} applied whole`)
    assert.ok(inside > 0, 'no kill hit one')
  } finally {
    await session.close()
  }
})
