import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { deflateSync } from 'node:zlib'
import type { AppError } from '../../core/errors.ts'
import type { Unlisted } from '../source/source.ts'
import { parseTarget } from '../source/target.ts'
import { runScan } from './run-scan.ts'
import type { ObjectScan, RunOptions, ScanListener, ScanSpec, ScanStep } from './scan-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-scan-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function filled(name: string, files: Readonly<Record<string, string>>): string {
  const root = join(folder, name)
  mkdirSync(root)
  for (const [file, content] of Object.entries(files)) writeFileSync(join(root, file), content)
  return root
}

interface Told {
  readonly objects: ObjectScan[]
  readonly unlisted: Unlisted[]
  readonly steps: ScanStep[]
  readonly ends: { store: string; problem: AppError | null }[]
}

async function scan(
  targets: readonly string[],
  options: Partial<RunOptions> = {},
  hooks: Partial<ScanListener> = {},
  mode: ScanSpec['mode'] = { kind: 'full' },
): Promise<Told> {
  const told: Told = { objects: [], unlisted: [], steps: [], ends: [] }
  const stores = await Promise.all(targets.map(parseTarget))
  await runScan(
    { stores, mode },
    { signal: new AbortController().signal, jobs: 2, ...options },
    {
      object: async (store, found) => {
        told.objects.push(found)
        await hooks.object?.(store, found)
      },
      unlisted: (_, entry) => void told.unlisted.push(entry),
      step: (_, step) => void told.steps.push(step),
      storeEnd: (store, problem) => void told.ends.push({ store, problem }),
    },
  )
  return told
}

const people = (count: number): string => `id,mail\n${Array.from({ length: count }, (_, i) => `${i},p${i}@example.org`).join('\n')}\n`

test('each object is told once, then the end of its store', async () => {
  const files = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}.csv`, people(30)]))
  const first = filled('first', files)
  const second = filled('second', { 'one.csv': people(5) })
  const told = await scan([first, second], { jobs: 3 })
  assert.deepEqual(told.objects.map((one) => one.object.name).toSorted(), [...Object.keys(files), 'one.csv'].toSorted())
  assert.equal(told.ends.length, 2)
  assert.ok(told.ends.every((end) => end.problem === null))
  for (const one of told.objects) {
    assert.equal(one.outcome.status, 'read')
    assert.ok(
      one.fields.some((field) => field.result.types.some((type) => type.type === 'email')),
      one.object.name,
    )
    assert.ok(one.label !== null && one.label.level >= 2)
  }
  const last = told.steps.at(-1)!
  assert.equal(last.objectsTotal, last.objectsDone)
})

test('something small is read before the large ones until there is a finding', async () => {
  const large = 'nothing of anybody here\n'.repeat(40_000) + 'anna.lind@example.org\n'
  const told = await scan(
    [filled('order', { 'large.txt': large, 'larger.txt': large + large, 'small.txt': 'anna.lind@example.org\n', 'empty.txt': '' })],
    { jobs: 1 },
  )
  assert.deepEqual(
    told.objects.map(({ object }) => object.name),
    ['small.txt', 'larger.txt', 'large.txt', 'empty.txt'],
  )
})

test('the loop of the caller stays free while a large file is read', async () => {
  const root = filled('large', { 'a.csv': people(20_000) })
  let longest = 0
  let before = performance.now()
  const ticks = setInterval(() => {
    longest = Math.max(longest, performance.now() - before)
    before = performance.now()
  }, 5)
  await scan([root])
  clearInterval(ticks)
  assert.ok(longest < 1000, `the loop stood still for ${longest} ms`)
})

test('a worker that dies for want of memory is an error of the store, not an empty result', async () => {
  const told = await scan([filled('memory', { 'a.csv': people(20) })], { jobs: 1, memoryMb: 4 })
  assert.equal(told.objects.filter((one) => one.outcome.status === 'read').length, 0)
  assert.deepEqual(
    told.ends.map((end) => end.problem?.code),
    ['discover/scan-worker'],
  )
  assert.match(told.ends[0]!.problem!.message, /4 MiB of memory/)
})

test('a worker that stands still is ended, its object has failed, and the rest is read in another', async () => {
  // columns whose values cost the reader seconds in all, as a hostile file may have: nothing else of the thread gets a turn
  const file = join(folder, 'stuck.db')
  const database = new DatabaseSync(file)
  const heavy = "replace(replace(hex(zeroblob(9000000)), '0', 'ab'), 'a', '0')"
  const slow = Array.from({ length: 6 }, (_, i) => `slow${i} text generated always as (length(${heavy}) + length(${heavy})) virtual`)
  database.exec(`create table a (id int, ${slow.join(', ')});
    insert into a (id) with recursive n (i) as (select 1 union all select i + 1 from n where i < 200) select i from n;
    create table b (mail text); insert into b values ('b@example.org'); create table c (mail text); insert into c values ('c@example.org')`)
  database.close()
  const told = await scan([`sqlite:${file}`], { jobs: 1, stuckMs: 1500 })
  const byName = new Map(told.objects.map((one) => [one.object.name, one.outcome]))
  assert.deepEqual([...byName.keys()].toSorted(), ['a', 'b', 'c'])
  const stuck = byName.get('a')!
  assert(stuck.status === 'failed', stuck.status)
  assert.match(stuck.reason, /stood still/)
  assert.equal(byName.get('b')!.status, 'read')
  assert.equal(byName.get('c')!.status, 'read')
  assert.deepEqual(
    told.ends.map((end) => end.problem),
    [null],
  )
})

test('a small file that unpacks to gigabytes is ended at the limit, and the rest is read', async () => {
  const root = filled('bomb', { 'people.csv': people(5) })
  writeFileSync(join(root, 'bomb.pdf'), pdfWithPage(deflateSync(Buffer.alloc(600 << 20, 32))))
  const told = await scan([root], { jobs: 1, memoryMb: 128 })
  const outcomes = Object.fromEntries(told.objects.map((found) => [found.object.name, found.outcome]))
  assert.deepEqual(outcomes['bomb.pdf'], { status: 'failed', reason: 'reading it needed more than 128 MiB of memory' })
  assert.equal(outcomes['people.csv']?.status, 'read')
})

/** A PDF of one page with this deflated content. */
function pdfWithPage(content: Buffer): Buffer {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<>>>>',
    Buffer.concat([Buffer.from(`<</Length ${content.length}/Filter/FlateDecode>>stream\n`), content, Buffer.from('\nendstream')]),
  ]
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')]
  const places = objects.map((object, i) => {
    const place = parts.reduce((sum, part) => sum + part.length, 0)
    parts.push(Buffer.from(`${i + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n'))
    return place
  })
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  const end = parts.reduce((sum, part) => sum + part.length, 0)
  parts.push(Buffer.from(`xref\n0 5\n0000000000 65535 f \n${table}trailer<</Size 5/Root 1 0 R>>\nstartxref\n${end}\n%%EOF`))
  return Buffer.concat(parts)
}

test('stopping ends within seconds, and what was not read is told as such', async () => {
  const root = filled('stopped', Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}.csv`, people(800)])))
  const stop = new AbortController()
  let objects = 0
  const began = performance.now()
  let stoppedAt = 0
  const told = await scan(
    [root],
    { signal: stop.signal, jobs: 1 },
    {
      object: () => {
        objects++
        if (objects !== 2) return
        stoppedAt = performance.now()
        stop.abort()
      },
    },
  )
  assert.ok(performance.now() - stoppedAt < 8000, `${performance.now() - began} ms`)
  assert.equal(told.objects.length, 20)
  assert.equal(new Set(told.objects.map((one) => one.id)).size, 20)
  const unread = told.objects.filter((one) => one.outcome.status === 'failed')
  assert.ok(unread.length >= 17)
  for (const one of unread) assert.match((one.outcome as { reason: string }).reason, /stopped/)
})

test('a scan stopped before it began tells the end and nothing else', async () => {
  const told = await scan([filled('never', { 'a.csv': people(3) })], { signal: AbortSignal.abort() })
  assert.deepEqual([told.objects.length, told.ends.length], [0, 1])
})

test('a store that cannot be opened ends with its problem, the others are read', async () => {
  const told = await scan([filled('good', { 'a.csv': people(3) }), 'postgres://u:hunter2secret@127.0.0.1:1/none'])
  assert.equal(told.objects.length, 1)
  const problems = told.ends.map((end) => end.problem).filter((problem) => problem !== null)
  assert.deepEqual(
    problems.map((problem) => problem.code),
    ['discover/store-unreachable'],
  )
  assert.ok(problems[0]!.help !== undefined)
})

test('a listener that fails ends the scan with its error', async () => {
  const root = filled('listener', { 'a.csv': people(3), 'b.csv': people(3) })
  const fault = new Error('the disk of the listener is full')
  await assert.rejects(
    scan(
      [root],
      {},
      {
        object: () => {
          throw fault
        },
      },
    ),
    (error: unknown) => error === fault,
  )
})

test('thousands of different keys in a small file cost seconds, not minutes', async () => {
  const records = Array.from({ length: 6000 }, (_, i) =>
    JSON.stringify({ [`k${i % 190}`]: { [`a${i % 31}`]: i, mail: `p${i}@example.org` } }),
  )
  const before = process.cpuUsage()
  const told = await scan([filled('keys', { 'keys.ndjson': `${records.join('\n')}\n` })], { jobs: 1, memoryMb: 256 })
  const [found] = told.objects
  assert(found!.outcome.status === 'partial', JSON.stringify(found!.outcome))
  assert.match(found!.outcome.reason, /more fields than are read/)
  assert.ok(found!.fields.length > 4000, `${found!.fields.length} fields`)
  assert.ok(process.cpuUsage(before).user / 1e6 < 20)
})

test('a record of thousands of keys named like personal data costs a second or two', async () => {
  const words = ['customer', 'first', 'last', 'mail', 'street', 'order', 'tax', 'social', 'birth', 'phone']
  const record = Object.fromEntries(
    Array.from({ length: 12 }, (_, g) => [
      `group_${g}`,
      Object.fromEntries(Array.from({ length: 190 }, (_, i) => [`${words[i % 10]}_${words[(i >> 3) % 10]}_${g}_${i}`, `v${i}`])),
    ]),
  )
  const before = process.cpuUsage()
  const told = await scan([filled('named-keys', { 'one.json': JSON.stringify(record) })], { jobs: 1 })
  assert.ok(told.objects[0]!.fields.length >= 12 * 190, `${told.objects[0]!.fields.length} fields`)
  assert.ok(process.cpuUsage(before).user / 1e6 < 15)
})
