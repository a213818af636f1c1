// How fast the engine reads: megabytes a second on one core, by kind of text, kernel against JavaScript. `node bench/scan-engine.ts [MiB]`.
// The texts are made here from a seed; one line in thirty holds something to find. Single process, best of three.
import { createJsAnchors, createKernelAnchors } from '../src/discover/engine/anchors.ts'
import { createEngine, engineOf, loadRules } from '../src/discover/engine/create-engine.ts'
import type { Engine } from '../src/discover/engine/engine.ts'

const MIB = Number(process.argv[2] ?? 8)
let state = 20261124
const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
const digits = (n: number): string => Array.from({ length: n }, () => Math.floor(random() * 10)).join('')
const PROSE =
  'the quick market moved again while people in the old town waited for news about the harbour and its new bridge which nobody had expected to open before winter'.split(
    ' ',
  )
const FINDS = [
  'mail anna.schmidt@example.org',
  'card 4539 1488 0343 6467',
  'call +49 30 901820',
  'IBAN DE89 3704 0044 0532 0130 00',
  'ssn 123-45-6789',
]
const KINDS: Record<string, () => string> = {
  prose: () => `${Array.from({ length: 14 }, () => pick(PROSE)).join(' ')}.`,
  logs: () =>
    `2026-05-${digits(2)}T10:11:${digits(2)}.${digits(3)}Z INFO worker[${digits(4)}] request ${digits(8)} took ${digits(2)}.${digits(3)} ms status=200 bytes=${digits(5)}`,
  csv: () => `${digits(6)},${pick(PROSE)},${digits(3)}.${digits(2)},2026-05-11,${pick(PROSE)} ${pick(PROSE)},${digits(8)}`,
  code: () => `  const ${pick(PROSE)}${digits(1)} = ${pick(PROSE)}(${pick(PROSE)}, ${digits(2)}) // ${pick(PROSE)}`,
}

function textOf(kind: string): string {
  const lines: string[] = []
  let size = 0
  const make = (): string => (kind === 'mixed' ? KINDS[pick(Object.keys(KINDS))]! : KINDS[kind]!)()
  while (size < MIB * 1024 * 1024) {
    const line = random() < 0.03 ? `${make()} ${pick(FINDS)}` : make()
    lines.push(line)
    size += line.length + 1
  }
  return lines.join('\n')
}

function rate(engine: Engine, text: string, only?: ReadonlySet<string>): { mbs: number; spans: number } {
  let best = Number.POSITIVE_INFINITY
  let spans = 0
  for (let round = 0; round < 3; round++) {
    const started = performance.now()
    spans = engine.inspect(text, only === undefined ? {} : { only }).length
    best = Math.min(best, performance.now() - started)
  }
  return { mbs: text.length / 1e6 / (best / 1000), spans }
}

const set = loadRules()
const kernel = createEngine()
const plain = engineOf(set, createJsAnchors)
console.log(
  `${MIB} MiB of each, best of three, node ${process.version}, kernel ${createKernelAnchors(new Uint8Array(32768)) === undefined ? 'not built' : 'built'}`,
)
for (const kind of [...Object.keys(KINDS), 'mixed']) {
  const text = textOf(kind)
  const a = rate(kernel, text)
  const b = rate(plain, text)
  if (a.spans !== b.spans) throw new Error(`${kind}: the kernel finds ${a.spans}, JavaScript ${b.spans}`)
  console.log(
    `${kind.padEnd(8)} kernel ${a.mbs.toFixed(1).padStart(7)} MB/s   JavaScript ${b.mbs.toFixed(1).padStart(7)} MB/s   ${a.spans} spans`,
  )
}
const values = Array.from({ length: 200_000 }, (_, i) => (i % 3 === 0 ? `user${i}@example.org` : i % 3 === 1 ? digits(9) : pick(PROSE)))
const started = performance.now()
const column = kernel.column({ name: 'value' })
for (const value of values) column.add(value)
column.result()
console.log(`column   ${Math.round(values.length / ((performance.now() - started) / 1000)).toLocaleString('en-US')} values a second`)
