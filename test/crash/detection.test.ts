// kill -9 of a process that looks for attacks, again and again at random moments within a write: in the end the alerts are those of a process that
// nobody killed, none lost, none twice, none different, and so is what is remembered of everybody. Says how many kills fell into a write.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { soaking } from '../harness/soak.ts'
import { testAccess } from '../harness/test-access.ts'
import { testPhases, type TestPhases } from '../harness/test-phases.ts'
import type { FieldId, ObjectId, StoreId } from '../../src/core/ids.ts'
import type { NewAccess } from '../../src/platform/events/events.ts'

const CHILD = fileURLToPath(new URL('./detection-child.ts', import.meta.url))
const SEED = soaking ? Date.now() % 2 ** 31 : 20_261_130
const KILLS = soaking ? 100 : 5
const BATCH = soaking ? 200 : 700
const HOUR = 3_600_000
const DAY = 24 * HOUR
/** midnight of a day long past: the same records in both stores */
const TODAY = Date.UTC(2026, 9, 1)
const STAFF = Array.from({ length: 16 }, (_, at) => `person${at}`)
const PEOPLE = 3000
const STORE = 'st_aaaaaaaaaaaaaaaaaaki' as StoreId
const OBJECT = 'ob_aaaaaaaaaaaaaaaaaaki' as ObjectId
const FIELD = 'fi_aaaaaaaaaaaaaaaaaaki' as FieldId

let state = SEED
const random = (below: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}
const refOf = (person: number): Uint8Array => createHash('sha256').update(`person ${person}`).digest().subarray(0, 16)
const read = (who: string, at: number, people: readonly number[], change: Partial<NewAccess> = {}): NewAccess =>
  testAccess({
    time: new Date(at).toISOString(),
    principal: who,
    actor: who,
    session: `${who} ${Math.floor(at / DAY)}`,
    country: 'DE',
    store: STORE,
    object: OBJECT,
    fields: [FIELD],
    shown: { [FIELD]: 'clear' },
    rows: people.length,
    refs: Buffer.concat(people.map(refOf)),
    subjects: { lower: people.length, upper: people.length, basis: 'keys' },
    ...change,
  })

/** Thirty days of work, in which some take customers out, each in a way and at a day of their own. */
function records(): NewAccess[] {
  const all: NewAccess[] = []
  for (let day = 30; day >= 0; day--) {
    for (const [index, who] of STAFF.entries()) {
      const start = TODAY - day * DAY
      for (let at = 0; at < 8 + random(8); at++) all.push(read(who, start + 8 * HOUR + random(8 * HOUR), [random(PEOPLE)]))
      if (index % 4 !== 0 || (day !== index % 7 && day !== (index % 7) + 9)) continue
      const abroad = index % 8 === 0 ? { country: 'BR', session: `${who} abroad ${day}` } : {}
      for (let page = 0; page < 20; page++)
        all.push(
          read(
            who,
            start + HOUR + page * 300_000,
            Array.from({ length: 15 }, (_, at) => (index * 100 + page * 15 + at) % PEOPLE),
            abroad,
          ),
        )
    }
  }
  return all.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
}

let killed: TestPhases
let quiet: TestPhases
before(async () => {
  const all = records()
  const made: TestPhases[] = []
  for (let at = 0; at < 2; at++) {
    const phases = await testPhases({ jobs: false })
    made.push(phases)
    const { db } = phases.platform.store
    const seen_at = new Date(TODAY)
    await db.insertInto('store').values({ id: STORE, kind: 'postgres', address: '{}', name: 'shop', added_at: seen_at }).execute()
    await db
      .insertInto('object')
      .values({ id: OBJECT, store: STORE, path: ['public', 'customers'], name: 'customers', kind: 'table', label_level: 2, seen_at })
      .execute()
    await db
      .insertInto('field')
      .values({ id: FIELD, object: OBJECT, path: 'c', label_level: 2, regimes: ['gdpr'], seen_at })
      .execute()
    for (const id of STAFF) await phases.post('/api/principals', { id, name: id, kind: 'person', teams: ['support'], aliases: [] })
    const writer = await phases.platform.events.writer('gateway')
    for (let from = 0; from < all.length; from += 1000) await writer.append(all.slice(from, from + 1000))
    await writer.close()
  }
  ;[killed, quiet] = made as [TestPhases, TestPhases]
})
after(async () => {
  await killed?.close()
  await quiet?.close()
})

let runs = 0
/** `killAt`: which transaction it does not survive; null: it lives. */
async function run(phases: TestPhases, killAt: number | null): Promise<{ readonly within: boolean; readonly done: boolean }> {
  const words = [CHILD, phases.fixture.url, phases.keyHex, path.join(phases.dataFolder, 'events'), String(BATCH)]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  let begun = 0
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    said += part
    const now = said.split('writing').length - 1
    // On a quick machine a write ends within a few milliseconds: every other kill comes at once.
    if (killAt !== null && begun < killAt && now >= killAt) {
      if (runs++ % 2 === 0) child.kill('SIGKILL')
      else setTimeout(() => child.kill('SIGKILL'), random(25))
    }
    begun = now
  })
  await new Promise<void>((resolve) => child.once('close', () => resolve()))
  return { within: said.trimEnd().endsWith('writing'), done: said.includes('done') }
}

const alerts = async (phases: TestPhases) =>
  (await phases.platform.store.db.selectFrom('alert').selectAll().orderBy('fingerprint').execute()).map(
    ({ id: _id, story: _story, opened_at: _opened, changed_at: _changed, ...rest }) => rest,
  )
const pasts = async (phases: TestPhases) =>
  (await phases.platform.store.db.selectFrom('baseline').select(['principal', 'drill', 'state']).orderBy('principal').execute()).map(
    (row) => JSON.stringify(row).replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'an alert'),
  )

test(`alerts are those of a process that nobody killed (seed ${SEED})`, { timeout: soaking ? 3_600_000 : 300_000 }, async (t) => {
  assert.equal((await run(quiet, null)).done, true)
  let kills = 0
  let within = 0
  for (;;) {
    const ended = await run(killed, kills < KILLS ? 1 + random(3) : null)
    if (ended.done) break
    kills++
    if (ended.within) within++
  }
  const [found, expected] = [await alerts(killed), await alerts(quiet)]
  t.diagnostic(`${kills} kills, ${within} within a write; ${expected.length} alerts`)
  assert.ok(expected.length >= 3, 'there is something to be found')
  assert.ok(within >= Math.min(3, KILLS / 4), 'too few kills hit a write')
  assert.deepEqual(found, expected)
  assert.deepEqual(await pasts(killed), await pasts(quiet))
  const opened = async (phases: TestPhases) =>
    (await phases.platform.store.db.selectFrom('outbox').select('payload').where('topic', '=', 'alert.opened').execute()).map(
      ({ payload }) => (payload as { alert: string }).alert,
    )
  const told = await opened(killed)
  assert.equal(new Set(told).size, told.length, 'each alert is told once')
  assert.equal(told.length, (await opened(quiet)).length)
})
