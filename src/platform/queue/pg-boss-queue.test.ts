// The queue on a real store: a job runs after its commit, never after a rollback, and again when its process was lost.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { testStore, type TestStore } from '../../../test/harness/test-store.ts'
import { waitFor } from '../../../test/harness/wait.ts'
import { createQueue } from './pg-boss-queue.ts'
import type { Queue } from './queue.ts'

let fixture: TestStore
const open = new Set<Queue>()
before(async () => {
  fixture = await testStore()
})
after(async () => {
  for (const queue of open) await queue.stop()
  await fixture.close()
})

async function queueOf(): Promise<Queue> {
  const queue = await createQueue(fixture.store, { log: fixture.log })
  open.add(queue)
  return queue
}

async function stopped(queue: Queue): Promise<void> {
  open.delete(queue)
  await queue.stop()
}

async function states(): Promise<Record<string, string>> {
  const { rows } = await sql<{ scan: string; state: string }>`select data->>'scan' as scan, state from queue.job`.execute(fixture.store.db)
  return Object.fromEntries(rows.map((row) => [row.scan, row.state]))
}

test('a job is there when its transaction commits, and never when it rolls back', async () => {
  const queue = await queueOf()
  const ran: string[] = []
  await queue.work('discover.scan', async ({ scan }) => {
    ran.push(scan)
  })
  await assert.rejects(
    fixture.store.transaction(async (tx) => {
      await queue.send(tx, 'discover.scan', { scan: 'rolled-back' })
      throw new Error('no')
    }),
    /no/,
  )
  await fixture.store.transaction(async (tx) => {
    await queue.send(tx, 'discover.scan', { scan: 'committed' })
  })
  await waitFor('the committed job', () => ran.includes('committed'))
  await waitFor('its completion', async () => (await states())['committed'] === 'completed')
  assert.deepEqual(ran, ['committed'])
  assert.equal((await states())['rolled-back'], undefined)
  await stopped(queue)
})

test('one waiting or running job a key, a new one when it is done; without a key, as many as sent', async () => {
  const queue = await queueOf()
  for (let n = 0; n < 3; n++) {
    await fixture.store.transaction(async (tx) => {
      await queue.send(tx, 'discover.scan', { scan: `keyed-${n}` }, { key: 'one' })
      await queue.send(tx, 'discover.scan', { scan: `free-${n}` })
    })
  }
  const ran: string[] = []
  let release = (): void => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await queue.work('discover.scan', async ({ scan }) => {
    ran.push(scan)
    if (scan === 'keyed-0') await held
  })
  await waitFor('the first keyed job', () => ran.includes('keyed-0'))
  await fixture.store.transaction((tx) => queue.send(tx, 'discover.scan', { scan: 'while-running' }, { key: 'one' }))
  release()
  await waitFor('all others', () => ran.length === 4)
  await waitFor('the end of the keyed job', async () => (await states())['keyed-0'] === 'completed')
  await fixture.store.transaction((tx) => queue.send(tx, 'discover.scan', { scan: 'afterwards' }, { key: 'one' }))
  await waitFor('the next keyed job', () => ran.includes('afterwards'))
  assert.deepEqual(ran.toSorted(), ['afterwards', 'free-0', 'free-1', 'free-2', 'keyed-0'])
  await stopped(queue)
})

test('a handler that throws is tried three more times and then given up; no message is kept', async () => {
  const queue = await queueOf()
  let runs = 0
  await queue.work('discover.scan', async ({ scan }) => {
    if (scan !== 'bad') return
    runs++
    throw new Error('ada@example.com could not be read')
  })
  await fixture.store.transaction((tx) => queue.send(tx, 'discover.scan', { scan: 'bad' }))
  await waitFor('the end of it', async () => (await states())['bad'] === 'failed', 60_000)
  assert.equal(runs, 4)
  const { rows } = await sql<{ text: string }>`select j::text as text from queue.job j where data->>'scan' = 'bad'`.execute(
    fixture.store.db,
  )
  assert.ok(
    rows.every((row) => !row.text.includes('ada@')),
    rows[0]?.text,
  )
  await stopped(queue)
})

test('stop tells the handler, waits for it, and the job runs again afterwards', async () => {
  const first = await queueOf()
  let told = false
  let began = false
  let ended = false
  await first.work('discover.scan', async ({ scan }, signal) => {
    if (scan !== 'long') return
    began = true
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    told = true
    await new Promise((resolve) => setImmediate(resolve))
    ended = true
    throw new Error('interrupted')
  })
  await fixture.store.transaction((tx) => queue(first, tx))
  await waitFor('the handler', () => began)
  await stopped(first)
  assert.ok(told && ended)
  const second = await queueOf()
  let again = false
  await second.work('discover.scan', async ({ scan }) => {
    if (scan === 'long') again = true
  })
  await waitFor('the second run', () => again)
  await stopped(second)
})

const queue = (to: Queue, tx: Parameters<Queue['send']>[0]): Promise<void> => to.send(tx, 'discover.scan', { scan: 'long' })
