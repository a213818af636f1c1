// The outbox on a real store: what is committed is delivered, in order, at least once, and a rollback leaves nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { systemClock } from '../../core/clock.ts'
import { testStore, type TestStore } from '../../../test/harness/test-store.ts'
import { waitFor } from '../../../test/harness/wait.ts'
import { createOutbox, type Outbox, type OutboxOptions } from './outbox.ts'

let fixture: TestStore
before(async () => {
  fixture = await testStore()
})
after(() => fixture.close())

function outboxOf(options: Partial<OutboxOptions> = {}): Outbox {
  return createOutbox({ store: fixture.store, clock: systemClock, log: quiet, pollMs: 20, retryMs: 5, ...options })
}
const quiet = { debug() {}, info() {}, warn() {}, error() {} }

async function publish(outbox: Outbox, ...alerts: string[]): Promise<void> {
  for (const alert of alerts) await fixture.store.transaction((tx) => outbox.publish(tx, 'alert.opened', { alert }))
}

test('events arrive in order, once, after their transaction, and not when it rolls back', async () => {
  const outbox = outboxOf()
  const seen: string[] = []
  outbox.consume('alert.opened', async ({ alert }) => {
    seen.push(alert)
  })
  outbox.start()
  const names = Array.from({ length: 50 }, (_, n) => `a${n}`)
  await assert.rejects(
    fixture.store.transaction(async (tx) => {
      await outbox.publish(tx, 'alert.opened', { alert: 'never' })
      throw new Error('no')
    }),
  )
  await publish(outbox, ...names)
  await waitFor('all events', () => seen.length >= 50)
  await outbox.stop()
  assert.deepEqual(seen, names)
})

test('a failing event holds its topic back in order, then goes on; other topics do not wait', async () => {
  const outbox = outboxOf()
  const seen: string[] = []
  let failures = 3
  outbox.consume('alert.opened', async ({ alert }) => {
    if (alert === 'b' && failures-- > 0) throw new Error('not yet')
    seen.push(alert)
  })
  outbox.consume('incident.contained', async ({ incident }) => {
    seen.push(incident)
  })
  await publish(outbox, 'a', 'b', 'c')
  await fixture.store.transaction((tx) => outbox.publish(tx, 'incident.contained', { incident: 'other' }))
  outbox.start()
  await waitFor('all events', () => seen.length === 4)
  await outbox.stop()
  assert.deepEqual(
    seen.filter((name) => name !== 'other'),
    ['a', 'b', 'c'],
  )
  assert.ok(seen.indexOf('other') < 3)
})

test('what a failed consumer wrote is undone; an event that never works is dead, visible, and can be revived', async () => {
  const outbox = outboxOf({ tries: 3 })
  let works = false
  const seen: string[] = []
  outbox.consume('alert.opened', async ({ alert }, { tx, id }) => {
    await tx
      .insertInto('setting')
      .values({ name: `test.${id}.${works}`, value: JSON.stringify(alert), changed_at: systemClock.now() })
      .execute()
    if (alert === 'bad' && !works) throw new Error('ada@example.com')
    seen.push(alert)
  })
  await publish(outbox, 'bad', 'good')
  outbox.start()
  await waitFor('the event after the dead one', () => seen.includes('good'))
  const dead = await outbox.dead()
  assert.deepEqual(
    dead.map(({ topic, tries, problem }) => ({ topic, tries, problem })),
    [{ topic: 'alert.opened', tries: 3, problem: 'core/unexpected' }],
  )
  const left = await fixture.store.db.selectFrom('setting').select('name').where('name', 'like', 'test.%').execute()
  assert.equal(left.length, 1, 'only the good one wrote')
  works = true
  assert.equal(await outbox.revive(dead[0]!.id), true)
  assert.equal(await outbox.revive('999999999'), false)
  await waitFor('the revived event', () => seen.includes('bad'))
  assert.deepEqual(await outbox.dead(), [])
  await outbox.stop()
})

test('two dispatchers on one store deliver each event once', async () => {
  const seen: string[] = []
  const both = [outboxOf(), outboxOf()]
  for (const outbox of both) {
    outbox.consume('lesson.adopted', async ({ incident }) => {
      seen.push(incident)
    })
  }
  const names = Array.from({ length: 40 }, (_, n) => `i${n}`)
  for (const incident of names) {
    await fixture.store.transaction((tx) => both[0]!.publish(tx, 'lesson.adopted', { incident, control: 'c', plan: 'p' }))
  }
  for (const outbox of both) outbox.start()
  await waitFor('all events', () => seen.length >= names.length)
  for (const outbox of both) await outbox.stop()
  assert.deepEqual(seen, names)
})
