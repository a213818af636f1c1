// The event store's figures. Prints CSV: benchmark,case,unit,value,repeat.
//   node bench/events.ts append [records=300000]     durable appends by one writer in this process, three times for each size of batch
//   node bench/events.ts fill FOLDER [records] [days=30]   writes records through a writer and compacts them, as the server does
//   node bench/events.ts make FOLDER [records]       the state that 30 days of such records leave, without writing each of them to a segment
//                                                    first: roll-ups by the code that compaction uses; Parquet for the hours that the
//                                                    questions of `ask` cut, since no other is read
//   node bench/events.ts behind FOLDER [records]     questions over records that are not compacted yet, and how long the thread is held meanwhile
//   node bench/events.ts ask FOLDER [repeats=5]      who read field X of store Y between A and B, how many rows, which people; a new process
//                                                    for each first question, so that it compares every file with its sum
//   node bench/events.ts [records=100000000]         append, fill with 3,000,000, then make and ask, each in a folder of its own
// The records are a support desk's: 200 people over 30 days, three objects with two sets of fields each; most records reach one customer of
// 1,000,000, one in fifty lists 25. The directory is a function in memory: what PostgreSQL takes to resolve references is not in the figures.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../src/core/clock.ts'
import type { AccessContext } from '../src/platform/events/access-batch.ts'
import { NO_BOUNDS } from '../src/platform/events/access-tally.ts'
import { replaceManifest, writeHour, writeRollUpFile } from '../src/platform/events/compact.ts'
import { createEventStore } from '../src/platform/events/create-event-store.ts'
import { openDuck } from '../src/platform/events/duck.ts'
import { openEventWriter } from '../src/platform/events/event-writer.ts'
import type { EventStore, NewAccess } from '../src/platform/events/events.ts'
import { createGate } from '../src/platform/events/gate.ts'
import { HOUR_MS } from '../src/platform/events/hours.ts'
import { EMPTY, type ParquetFile, type RollUpFile } from '../src/platform/events/manifest.ts'
import type { ParquetRow } from '../src/platform/events/parquet-rows.ts'
import { createRollUpBuilder, writeRollUp } from '../src/platform/events/roll-up.ts'
import { testAccess } from '../test/harness/test-access.ts'
import { testStore } from '../test/harness/test-store.ts'

const PEOPLE = 1_000_000
const AGENTS = 200
const START = Date.UTC(2026, 9, 1)
const SPAN = 30 * 24 * 3_600_000
const STORES = 'st_aaaaaaaaaaaaaaaaaaaa'
const objects = ['a', 'b', 'c'].map((letter) => `ob_${letter.repeat(20)}` as const)
const field = (object: number, at: number): `fi_${string}` => `fi_${'abc'[object]!.repeat(10)}${'xyz'[at]!.repeat(10)}`

function print(name: string, unit: string, value: number, repeat: number): void {
  console.log(`events,"${name}",${unit},${value < 100 ? value.toFixed(2) : Math.round(value)},${repeat}`)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

let state = 1
function random(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

function refsOf(count: number): Buffer {
  const refs = Buffer.alloc(count * 16)
  // A record's references are distinct: one place in the directory, then every 40,009th on.
  let n = random(PEOPLE)
  for (let at = 0; at < count; at++) {
    n = (n + 40_009) % PEOPLE
    // Bytes that do not compress, as those of a hash.
    for (let word = 0; word < 3; word++) refs.writeUInt32LE(Math.imul(n + 1, 0x9e37_79b1 + word * 0x85eb_ca6b) >>> 0, at * 16 + word * 4)
    refs.writeUInt32LE(n, at * 16 + 12)
  }
  return refs
}

function contexts(day: number): NewAccess[] {
  const out: NewAccess[] = []
  for (let agent = 0; agent < AGENTS; agent++) {
    for (let object = 0; object < 3; object++) {
      for (const fields of [[field(object, 0), field(object, 1)], [field(object, 2)]]) {
        const shown = Object.fromEntries(fields.map((one) => [one, 'clear']))
        const who = { principal: `agent${agent}`, actor: `agent${agent}`, session: `d${day}a${agent}` }
        out.push(testAccess({ ...who, object: objects[object]!, fields, shown: shown as NewAccess['shown'] }))
      }
    }
  }
  return out
}

async function append(records: number): Promise<void> {
  const all = contexts(0)
  for (const batch of [1, 10, 100]) {
    const perSecond: number[] = []
    for (let repeat = 0; repeat < 3; repeat++) {
      const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-bench-'))
      const writer = await openEventWriter({ folder, name: 'bench', clock: systemClock })
      let left = records
      const cpu = process.cpuUsage()
      const start = performance.now()
      const one = async (): Promise<void> => {
        while (left > 0) {
          left -= batch
          const time = new Date(START + left).toISOString()
          await writer.append(
            Array.from({ length: batch }, () => ({
              ...all[random(all.length)]!,
              time,
              refs: refsOf(1),
              subjects: { lower: 1, upper: 1, basis: 'keys' as const },
            })),
          )
        }
      }
      await Promise.all(Array.from({ length: batch === 1 ? 4000 : 400 }, one))
      const seconds = (performance.now() - start) / 1000
      const used = process.cpuUsage(cpu)
      await writer.close()
      rmSync(folder, { recursive: true })
      perSecond.push(records / seconds)
      print(`append, ${batch} a call`, 'records/s', records / seconds, repeat)
      print(`append, ${batch} a call`, 'records/s of processor time', records / ((used.user + used.system) / 1e6), repeat)
    }
    print(`append, ${batch} a call, median`, 'records/s', median(perSecond), 0)
  }
}

async function opened(folder: string): Promise<{ events: EventStore; close(): Promise<void> }> {
  const fixture = await testStore()
  const numbersOf = async (refs: readonly Uint8Array[]): Promise<Map<string, number>> => {
    const found = new Map<string, number>()
    for (const ref of refs as readonly Buffer[]) found.set(ref.toString('hex'), ref.readUInt32LE(12))
    return found
  }
  const events = createEventStore({ folder, store: fixture.store, clock: systemClock, log: fixture.log, numbersOf })
  return {
    events,
    async close() {
      await events.close()
      await fixture.close()
    },
  }
}

/** Questions while nothing of it is compacted, and what a question waits for while it is. */
async function behind(folder: string, records: number): Promise<void> {
  const { events, close } = await opened(folder)
  const writer = await events.writer('bench')
  const all = contexts(0)
  for (let from = 0; from < records; from += 5000) {
    await writer.append(
      Array.from({ length: 5000 }, (_, at) => ({
        ...all[random(all.length)]!,
        time: new Date(START + Math.floor(((from + at) / records) * 3_600_000)).toISOString(),
        refs: refsOf(1),
        subjects: { lower: 1, upper: 1, basis: 'keys' as const },
      })),
    )
  }
  const query = {
    stores: [STORES],
    fields: [field(0, 0)],
    from: new Date(START).toISOString(),
    to: new Date(START + 3_600_000).toISOString(),
  } as const
  const askOnce = async (name: string, repeat: number): Promise<void> => {
    const start = performance.now()
    const answer = await events.answer(query)
    print(name, 's', (performance.now() - start) / 1000, repeat)
    print(name, 'records', answer.records, repeat)
  }
  print('behind, not compacted', 'records', records, 0)
  for (let repeat = 0; repeat < 3; repeat++) await askOnce('behind, a question', repeat)
  let longest = 0
  let tick = performance.now()
  const watch = setInterval(() => {
    longest = Math.max(longest, performance.now() - tick - 10)
    tick = performance.now()
  }, 10)
  const begun = performance.now()
  const compacting = events.compact()
  await compacting
  print('behind, compacting all', 's', (performance.now() - begun) / 1000, 0)
  print('behind, longest time that this thread was held while it was compacted', 'ms', longest, 0)
  clearInterval(watch)
  for (let repeat = 0; repeat < 3; repeat++) await askOnce('behind, a question afterwards', repeat)
  await close()
}

async function fill(folder: string, records: number, days: number): Promise<void> {
  const { events, close } = await opened(folder)
  const writer = await events.writer('bench')
  const step = (days * 86_400_000) / records
  let day = -1
  let all: NewAccess[] = []
  const start = performance.now()
  const cpu = process.cpuUsage()
  let compacting = 0
  let compactingCpu = 0
  for (let from = 0; from < records;) {
    const until = Math.min(records, from + 2_000_000)
    while (from < until) {
      const batch: NewAccess[] = []
      for (let at = 0; at < 5000 && from < until; at++, from++) {
        const ms = Math.floor(from * step)
        const its = Math.floor(ms / 86_400_000)
        if (its !== day) all = contexts((day = its))
        const many = from % 50 === 0 ? 25 : 1
        const time = new Date(START + ms).toISOString()
        const subjects = { lower: many, upper: many, basis: 'keys' } as const
        batch.push({ ...all[random(all.length)]!, time, rows: many, refs: refsOf(many), subjects })
      }
      await writer.append(batch)
    }
    const begun = performance.now()
    const before = process.cpuUsage()
    await events.compact()
    compacting += performance.now() - begun
    const spent = process.cpuUsage(before)
    compactingCpu += spent.user + spent.system
    console.error(
      `${from} records, ${Math.round((performance.now() - start) / 1000)} s, ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB`,
    )
  }
  print('fill', 'records', records, 0)
  print('fill, writing and compacting', 'records/s', records / ((performance.now() - start) / 1000), 0)
  const used = process.cpuUsage(cpu)
  print('fill, writing and compacting', 'records/s of processor time', records / ((used.user + used.system) / 1e6), 0)
  print('fill, compacting alone', 'records/s', records / (compacting / 1000), 0)
  print('fill, compacting alone', 'records/s of processor time', records / (compactingCpu / 1e6), 0)
  await close()
}

const CUT = [2.3 * 86_400_000 + 12_345, 20.6 * 86_400_000 + 777] as const

async function make(folder: string, records: number): Promise<void> {
  const started = performance.now()
  const duck = await openDuck(path.join(folder, 'temporary'))
  const hours = SPAN / HOUR_MS
  const parquet: ParquetFile[] = []
  const rollUps: RollUpFile[] = []
  let seq = 0
  for (let hour = 0; hour < hours; hour++) {
    const all = contexts(Math.floor(hour / 24)) as AccessContext[]
    const cut = CUT.some((ms) => Math.floor(ms / HOUR_MS) === hour)
    const until = Math.floor(((hour + 1) / hours) * records)
    const count = until - seq
    const builder = createRollUpBuilder()
    const rows: ParquetRow[] = []
    for (let at = 0; seq < until; seq++, at++) {
      const many = seq % 50 === 0 ? 25 : 1
      const refs = refsOf(many)
      const context = all[random(all.length)]!
      const numbers = Array.from({ length: many }, (_, one) => refs.readUInt32LE(one * 16 + 12))
      builder.record(context, { rows: many, bytes: 100, denied: false, bounds: NO_BOUNDS, numbers, unresolved: [] })
      if (!cut) continue
      const time = START + hour * HOUR_MS + Math.floor((at / count) * HOUR_MS)
      const { time: _time, rows: _rows, bytes: _bytes, refs: _refs, subjects: _subjects, ...kept } = context as AccessContext & NewAccess
      const record = { seq, time, context: kept, rows: many, bytes: 100, lower: many, upper: many, basis: 'keys' as const, refs }
      rows.push({ writer: 'bench', observed: time, record, numbers: new Uint8Array(Uint32Array.from(numbers).buffer) })
    }
    const at = START / HOUR_MS + hour
    rollUps.push(await writeRollUpFile(folder, STORES, at, writeRollUp(STORES, builder.entries()), count))
    if (cut) parquet.push(await writeHour(folder, duck, STORES, at, rows))
    if (hour % 72 === 71) console.error(`${seq} records, ${Math.round((performance.now() - started) / 1000)} s`)
  }
  const state = { done: seq, lastTime: START + SPAN - 1, stores: [STORES], place: null }
  await replaceManifest(folder, createGate(), EMPTY, { ...EMPTY, writers: { bench: state }, parquet, rollUps })
  print('make', 'records', records, 0)
  print('make, roll-ups', 'MB', rollUps.reduce((sum, file) => sum + file.bytes, 0) / 1e6, 0)
  duck.close()
}

async function ask(folder: string, repeats: number): Promise<void> {
  const { events, close } = await opened(folder)
  const query = { stores: [STORES], fields: [field(0, 0)] } as const
  const at = (ms: number): string => new Date(START + ms).toISOString()
  const spans = {
    'all 30 days': { from: at(0), to: at(SPAN) },
    'days 3 to 20, cut within hours': { from: at(CUT[0]), to: at(CUT[1]) },
  }
  for (const [name, span] of Object.entries(spans)) {
    const seconds: number[] = []
    for (let repeat = 0; repeat < repeats; repeat++) {
      const start = performance.now()
      const answer = await events.answer({ ...query, ...span })
      seconds.push((performance.now() - start) / 1000)
      print(`ask, ${name}${repeat === 0 ? ', first' : ''}`, 's', seconds.at(-1)!, repeat)
      if (repeat === 0) {
        print(`ask, ${name}`, 'records', answer.records, 0)
        print(`ask, ${name}`, 'rows', answer.rows, 0)
        print(`ask, ${name}`, 'people', answer.people.size, 0)
        if (answer.gaps.length > 0) throw new Error('there are gaps')
      }
    }
    print(`ask, ${name}, median`, 's', median(seconds), 0)
    const start = performance.now()
    const groups = await events.groups({ ...query, ...span }, ['principal'])
    print(`ask who, ${name}`, 's', (performance.now() - start) / 1000, 0)
    print(`ask who, ${name}`, 'groups', groups.length, 0)
  }
  print('ask', 'MB of memory', process.memoryUsage.rss() / 2 ** 20, 0)
  await close()
}

const [what = '100000000', ...rest] = process.argv.slice(2)
if (what === 'append') await append(Number(rest[0] ?? 300_000))
else if (what === 'fill') await fill(rest[0]!, Number(rest[1] ?? 1_000_000), Number(rest[2] ?? 30))
else if (what === 'behind') await behind(rest[0]!, Number(rest[1] ?? 2_000_000))
else if (what === 'make') await make(rest[0]!, Number(rest[1] ?? 1_000_000))
else if (what === 'ask') await ask(rest[0]!, Number(rest[1] ?? 5))
else {
  const runs = [[['append']], [['fill', '3000000', '0.9']], [['behind']], [['make', what], ['ask']]] as const
  for (const run of runs) {
    const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-bench-'))
    try {
      for (const [name, ...more] of run) {
        const words = name === 'append' ? [name] : [name, folder, ...more]
        if (spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...words], { stdio: 'inherit' }).status !== 0) process.exitCode = 1
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
}
process.exit()
