// How fast the engine reads, on one core, by kind of text and kind of column, in user CPU seconds (median of five). `node bench/scan-engine.ts
// [MiB] [folder of another checkout]`: with a second checkout both are measured in turn and the ratio is shown; that holds on a busy machine
// too. Texts and values are made here from a seed; one line in thirty holds something to find. Single process, no output but the table.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createKernelAnchors } from '../src/discover/engine/anchors.ts'
import { createEngine } from '../src/discover/engine/create-engine.ts'
import type { Engine } from '../src/discover/engine/engine.ts'

const MIB = Number(process.argv[2] ?? 4)
const other = process.argv[3] === undefined ? undefined : await engineAt(process.argv[3])
const own = createEngine()
const ROUNDS = 5
const VALUES = 60_000

let state = 20261124
const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1))
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
const digits = (n: number): string => Array.from({ length: n }, () => Math.floor(random() * 10)).join('')
const hex = (n: number): string => Array.from({ length: n }, () => int(0, 15).toString(16)).join('')
const PROSE =
  'the quick market moved again while people in the old town waited for news about the harbour and its new bridge which nobody had expected to open before winter'.split(
    ' ',
  )
const GIVEN = 'Anna Peter Laura Jonas Marie Pierre Sofia Marco Julia Piotr'.split(' ')
const FAMILY = 'Schmidt Keller Dubois Moreau Rossi Ferrari Nowak Visser Bakker Silva'.split(' ')
const FINDS = [
  'mail anna.schmidt@example.org',
  'card 4539 1488 0343 6467',
  'call +49 30 901820',
  'IBAN DE89 3704 0044 0532 0130 00',
  'ssn 123-45-6789',
]
const LINES: Record<string, () => string> = {
  prose: () => `${Array.from({ length: 14 }, () => pick(PROSE)).join(' ')}.`,
  logs: () =>
    `2026-05-${digits(2)}T10:11:${digits(2)}.${digits(3)}Z INFO worker[${digits(4)}] request ${digits(8)} took ${digits(2)}.${digits(3)} ms status=200 bytes=${digits(5)}`,
  csv: () => `${digits(6)},${pick(PROSE)},${digits(3)}.${digits(2)},2026-05-11,${pick(PROSE)} ${pick(PROSE)},${digits(8)}`,
  code: () => `  const ${pick(PROSE)}${digits(1)} = ${pick(PROSE)}(${pick(PROSE)}, ${digits(2)}) // ${pick(PROSE)}`,
}
// name, declared type, value: what an ordinary customer database holds
const COLUMNS: readonly (readonly [string, string, () => string])[] = [
  ['id', 'int8', () => String(++state)],
  ['email', 'text', () => `${pick(GIVEN)}.${pick(FAMILY)}${int(1, 9999)}@example.org`],
  ['first_name', 'text', () => pick(GIVEN)],
  ['full_name', 'text', () => `${pick(GIVEN)} ${pick(FAMILY)}`],
  ['phone', 'text', () => `+49${digits(10)}`],
  ['street', 'text', () => `Hauptstraße ${int(1, 200)}`],
  ['zip', 'text', () => digits(5)],
  ['status', 'text', () => pick(['open', 'paid', 'sent'])],
  ['active', 'bool', () => pick(['t', 'f'])],
  ['amount', 'numeric', () => `${int(1, 9999)}.${digits(2)}`],
  ['created_at', 'timestamptz', () => `2026-05-${int(10, 28)} 10:${int(10, 59)}:${int(10, 59)}+00`],
  ['uid', 'uuid', () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`],
  ['order_no', 'text', () => digits(10)],
  ['ref', 'text', () => digits(16)],
  ['sku', 'text', () => `AB-${digits(6)}`],
  ['note', 'text', () => Array.from({ length: 8 }, () => pick(PROSE)).join(' ')],
]

function textOf(kind: string): string {
  const lines: string[] = []
  let size = 0
  const make = (): string => (kind === 'mixed' ? LINES[pick(Object.keys(LINES))]! : LINES[kind]!)()
  while (size < MIB * 1024 * 1024) {
    const line = random() < 0.03 ? `${make()} ${pick(FINDS)}` : make()
    lines.push(line)
    size += line.length + 1
  }
  return lines.join('\n')
}

function userSeconds(work: () => void): number {
  const before = process.cpuUsage().user
  work()
  return (process.cpuUsage().user - before) / 1e6
}

/** Median user CPU seconds of each, measured in turn. */
function measure(work: (engine: Engine) => void): readonly (number | undefined)[] {
  const mine: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    mine.push(userSeconds(() => work(own)))
    if (other !== undefined) theirs.push(userSeconds(() => work(other)))
  }
  return [mine, theirs].map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)])
}

function show(what: string, amount: number, unit: string, work: (engine: Engine) => void): void {
  const [mine, theirs] = measure(work)
  const figure = (seconds: number): string => (amount / seconds).toLocaleString('en-US', { maximumFractionDigits: 1 }).padStart(12)
  console.log(
    `${what.padEnd(12)}${figure(mine!)} ${unit}${theirs === undefined ? '' : `   other ${figure(theirs)}   ${(theirs / mine!).toFixed(1)} times`}`,
  )
}

async function engineAt(folder: string): Promise<Engine> {
  const at = pathToFileURL(resolve(folder, 'src/discover/engine/create-engine.ts')).href
  return ((await import(at)) as { createEngine: () => Engine }).createEngine()
}

console.log(
  `node ${process.version}, kernel ${createKernelAnchors(new Uint8Array(32768)) === undefined ? 'not built' : 'built'}, ${MIB} MiB of each text, ${VALUES} values of each column`,
)
for (const kind of [...Object.keys(LINES), 'mixed']) {
  const text = textOf(kind)
  show(kind, text.length / 1e6, 'MB a CPU second', (engine) => {
    // as a scan of a file reads it
    const field = engine.text({ name: '$' })
    field.add(text)
    field.result()
  })
}
const tables = COLUMNS.map(([name, declared, make]) => ({ name, declared, values: Array.from({ length: VALUES }, make) }))
const read = (engine: Engine, list: typeof tables): void => {
  for (const { name, declared, values } of list) {
    const column = engine.column({ name, declared, object: 'customers', siblings: COLUMNS.map(([one]) => one) })
    for (const value of values) column.add(value)
    column.result()
  }
}
for (const table of tables) show(table.name, VALUES, 'values a CPU second', (engine) => read(engine, [table]))
show('all columns', VALUES * tables.length, 'values a CPU second', (engine) => read(engine, tables))
