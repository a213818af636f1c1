// Detection and its pages with many people and tables. Prints CSV: benchmark,case,unit,value,repeat.
//   node bench/detection.ts [principals=10000] [objects=1000] [days=20] [a day=4]
// Each principal works on some days from one of three countries, reads single customers of a few of the objects, and one in a thousand takes out 300
// in an hour. Measured: records judged a second of processor time, the memory of the process, a start (colleagues are read back), and the pages.
import { createHash } from 'node:crypto'
import { createMonitor } from '../src/monitor/create.ts'
import { createDetection } from '../src/monitor/detection/detection.ts'
import { createGeo } from '../src/platform/geo/create-geo.ts'
import type { FieldId, ObjectId, StoreId } from '../src/core/ids.ts'
import type { NewAccess } from '../src/platform/events/events.ts'
import { createProtect } from '../src/protect/create.ts'
import { testAccess } from '../test/harness/test-access.ts'
import { testPhases } from '../test/harness/test-phases.ts'

const [PRINCIPALS = 10_000, OBJECTS = 1000, DAYS = 20, A_DAY = 4] = process.argv.slice(2).map(Number)
const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Math.floor(Date.now() / DAY) * DAY - DAYS * DAY
const PEOPLE = 200_000
const STORE = 'st_aaaaaaaaaaaaaaaaaabe' as StoreId
const code = (at: number): string =>
  at
    .toString(26)
    .padStart(4, '0')
    .replaceAll(/[0-9a-p]/g, (one) => 'abcdefghijklmnopqrstuvwxyz'[Number.parseInt(one, 26)]!)
const objects = Array.from({ length: OBJECTS }, (_, at) => `ob_aaaaaaaaaaaaaaaa${code(at)}` as ObjectId)
const fields = Array.from({ length: OBJECTS }, (_, at) => `fi_aaaaaaaaaaaaaaaa${code(at)}` as FieldId)
const print = (name: string, unit: string, value: number, repeat = 0): void =>
  console.log(`detection,"${name}",${unit},${value < 100 ? value.toFixed(2) : Math.round(value)},${repeat}`)
const megabytes = (): number => process.memoryUsage.rss() / 2 ** 20

let state = 7
const random = (below: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}
const refOf = (person: number): Uint8Array => createHash('sha256').update(`person ${person}`).digest().subarray(0, 16)

const phases = await testPhases({
  jobs: false,
  more: ({ platform, landscape, discover }) => {
    const geo = createGeo()
    const { connections } = landscape as typeof landscape & { readonly connections: never }
    const protect = createProtect(platform, { landscape, discover, connections, folder: '/nowhere', geo })
    return [createMonitor(platform, { landscape, discover, protect, geo }).routes]
  },
})
const { db } = phases.platform.store
const now = new Date()
await db.insertInto('store').values({ id: STORE, kind: 'postgres', address: '{}', name: 'shop', added_at: now }).execute()
for (let from = 0; from < OBJECTS; from += 500) {
  const some = objects.slice(from, from + 500).map((id, at) => ({ id, at: from + at }))
  await db
    .insertInto('object')
    .values(
      some.map(({ id, at }) => ({
        id,
        store: STORE,
        path: ['public', `t${at}`],
        name: `t${at}`,
        kind: 'table',
        label_level: 2 as const,
        seen_at: now,
      })),
    )
    .execute()
  await db
    .insertInto('field')
    .values(
      some.map(({ id, at }) => ({ id: fields[at]!, object: id, path: 'c', label_level: 2 as const, regimes: ['gdpr'], seen_at: now })),
    )
    .execute()
}
for (let from = 0; from < PRINCIPALS; from += 1000) {
  const some = Array.from({ length: Math.min(1000, PRINCIPALS - from) }, (_, at) => from + at)
  await db
    .insertInto('principal')
    .values(some.map((at) => ({ id: `p${at}`, name: `Person ${at}`, kind: 'person' as const, teams: [`team ${at % 200}`] })))
    .execute()
}
const writer = await phases.platform.events.writer('bench')
const at = (who: number, time: number, people: readonly number[], country: string): NewAccess => {
  const object = (who * 7 + random(5)) % OBJECTS
  return testAccess({
    time: new Date(time).toISOString(),
    principal: `p${who}`,
    actor: `p${who}`,
    session: `p${who} ${Math.floor(time / DAY)}`,
    country,
    store: STORE,
    object: objects[object]!,
    fields: [fields[object]!],
    shown: {},
    rows: people.length,
    refs: Buffer.concat(people.map(refOf)),
    subjects: { lower: people.length, upper: people.length, basis: 'keys' },
  })
}
let records = 0
for (let day = 0; day < DAYS; day++) {
  const batch: NewAccess[] = []
  for (let who = 0; who < PRINCIPALS; who++) {
    for (let one = 0; one < A_DAY; one++)
      batch.push(at(who, START + day * DAY + 8 * HOUR + random(8 * HOUR), [random(PEOPLE)], ['DE', 'FR', 'US'][who % 3]!))
    if (day === DAYS - 1 && who % 1000 === 5)
      for (let page = 0; page < 20; page++)
        batch.push(
          at(
            who,
            START + day * DAY + HOUR + page * 60_000,
            Array.from({ length: 15 }, (_, n) => page * 15 + n + who),
            'BR',
          ),
        )
  }
  batch.sort((a, b) => (a.time < b.time ? -1 : 1))
  for (let from = 0; from < batch.length; from += 5000) await writer.append(batch.slice(from, from + 5000))
  records += batch.length
}
await writer.close()
print('principals', 'count', PRINCIPALS)
print('objects', 'count', OBJECTS)
print('records', 'count', records)

const landscape = phases.landscape
const { platform, discover } = phases
const geo = createGeo()
const protect = createProtect(platform, { landscape, discover, connections: landscape.connections, folder: phases.dataFolder, geo })
const parts = { platform, landscape, discover, protect, geo }
const signal = new AbortController().signal
const before = megabytes()
let most = before
const watch = setInterval(() => (most = Math.max(most, megabytes())), 50)
let cpu = process.cpuUsage()
let begun = performance.now()
const found = await createDetection(parts).look(signal)
let used = process.cpuUsage(cpu)
print('judging', 'records/s', records / ((performance.now() - begun) / 1000))
print('judging', 'records/s of processor time', records / ((used.user + used.system) / 1e6))
print('alerts', 'count', found.length)
print('memory before', 'MB', before)
print('memory, most', 'MB', most)
const size = await db
  .selectFrom('baseline')
  .select((of) => [of.fn.countAll().as('n'), of.fn.sum(of.fn<number>('length', [of.cast('state', 'text')])).as('bytes')])
  .executeTakeFirstOrThrow()
print('what is remembered', 'kB a principal', Number(size.bytes) / Number(size.n) / 1000)

const tail = await phases.platform.events.writer('bench2')
await tail.append([at(1, Date.now(), [1], 'DE')])
begun = performance.now()
await createDetection(parts).look(signal)
used = process.cpuUsage(cpu)
print('start of a process, and one record', 's', (performance.now() - begun) / 1000)
await tail.close()
await platform.events.compact()

for (const [name, route] of [
  ['alerts', '/api/alerts'],
  ['principals', '/api/principals'],
  [
    'accesses of a day by principal',
    `/api/accesses?from=${new Date(START).toISOString()}&to=${new Date(START + DAY).toISOString()}&by=principal`,
  ],
  [
    'accesses of all days by object',
    `/api/accesses?from=${new Date(START).toISOString()}&to=${new Date(START + DAYS * DAY).toISOString()}&by=object`,
  ],
  [
    'accesses of one principal',
    `/api/accesses?from=${new Date(START).toISOString()}&to=${new Date(START + DAYS * DAY).toISOString()}&principal=p17`,
  ],
] as const) {
  for (let repeat = 0; repeat < 3; repeat++) {
    begun = performance.now()
    const answer = await phases.get(route)
    if (answer.status !== 200) throw new Error(answer.text)
    print(`page: ${name}`, 'ms', performance.now() - begun, repeat)
    if (repeat === 0) print(`page: ${name}`, 'kB', answer.text.length / 1000)
  }
}
clearInterval(watch)
await phases.close()
process.exit()
