// The report for people at a terminal: what was found, by object, then what was not read. Everything from a store is made printable;
// colour only where the terminal has it, and never as the only sign.
import { LEVELS } from '../../core/contract/label.ts'
import type { CoverageEntry, FieldReport, ObjectReport } from '../../core/contract/finding.ts'
import { printable } from '../terminal.ts'
import { percent } from './percent.ts'
import type { GatheredScan } from './scan-report.ts'

export interface TableOptions {
  readonly columns: number
  readonly colour: boolean
  /** lines of the ledger shown for each reason; the rest is counted */
  readonly most: number
}

const LEVEL_COLOURS = ['32', '36', '33', '31'] as const

export function* tableReport({ report, levels, sampled }: GatheredScan, options: TableOptions): Generator<string> {
  const width = Math.max(80, Math.min(options.columns, 200))
  const paint = (code: string, text: string): string => (options.colour && text !== '' ? `\u001B[${code}m${text}\u001B[0m` : text)
  const many = report.stores.length > 1
  let found = 0
  let quiet = 0
  for (const store of report.stores) {
    if (many) yield `${paint('1', printable(store.name))}  ${store.kind}\n\n`
    for (const object of store.objects) {
      const shown = object.fields.filter((field) => field.types.length > 0 || field.verdict !== 'not-personal')
      const worth = shown.filter((field) => field.types.length > 0 || (levels.get(field.id) ?? 0) > 1)
      if (worth.length === 0) {
        quiet++
        continue
      }
      found++
      yield `${heading(object, levels, width, paint)}\n`
      yield* fieldLines(worth, levels, width, paint)
      yield '\n'
    }
  }
  if (found === 0) yield `no customer data found in what was read\n\n`
  yield* ledger(report.coverage, sampled, quiet, width, options, paint)
  const { read, partial, skipped, failed } = report.coverage
  const inSample = partial.filter((entry) => sampled.has(entry.object)).length
  const parts = [
    `${count(read.objects)} read`,
    ...(inSample === 0 ? [] : [`${count(inSample)} sampled`]),
    `${count(partial.length - inSample)} partly read`,
    `${count(skipped.length)} skipped`,
    `${count(failed.length)} failed`,
  ]
  yield `${paint('1', parts.join(' · '))}\n${count(read.rows)} rows, ${size(read.bytes)} in ${report.seconds.toFixed(1)} s\n`
}

type Paint = (code: string, text: string) => string

function heading(object: ObjectReport, levels: ReadonlyMap<string, number>, width: number, paint: Paint): string {
  const top = Math.max(-1, ...object.fields.map((field) => levels.get(field.id) ?? -1))
  const label = object.label ?? 'unlabelled'
  const rows = object.rows === undefined ? '' : `  ${object.rowsExact === true ? '' : '~'}${count(object.rows)} rows`
  const whole = printable(object.name)
  // side by side where there is room, else the label on a line of its own
  const beside = whole.length + label.length + rows.length + 2 <= width
  const shown = paint(LEVEL_COLOURS[top] ?? '0', fit(label, width - rows.length - 2))
  return `${paint('1', fit(whole, width))}${beside ? '  ' : '\n  '}${shown}${rows}`
}

function* fieldLines(fields: readonly FieldReport[], levels: ReadonlyMap<string, number>, width: number, paint: Paint): Generator<string> {
  const nameWidth = Math.min(Math.max(...fields.map((field) => printable(field.name).length), 5), Math.floor(width * 0.3))
  const typeWidth = Math.min(Math.max(...fields.flatMap((field) => field.types.map((type) => type.type.length)), 4), width < 100 ? 20 : 28)
  for (const field of fields) {
    const level = levels.get(field.id)
    const word = LEVELS.find((entry) => entry.level === level)?.word ?? 'unlabelled'
    if (field.types.length === 0)
      yield `  ${pad(printable(field.name), nameWidth)}  ${paint(LEVEL_COLOURS[level ?? 0] ?? '0', word)} (${field.verdict})\n`
    for (const [i, type] of field.types.entries()) {
      const share = percent(type.share).padStart(5)
      const sure = width < 100 ? '' : `${Math.round(type.confidence * 100)} % sure`.padStart(10).concat('  ')
      const left = `  ${pad(i === 0 ? printable(field.name) : '', nameWidth)}  ${pad(type.type, typeWidth)}  ${share}  ${sure}`
      const sampleWidth = Math.min(28, Math.max(10, Math.floor((width - left.length) * 0.4)))
      const sample = pad(printable(type.sample), sampleWidth)
      const room = width - left.length - sampleWidth - 2
      const why = room < 12 ? '' : `  ${paint('2', fit(printable(type.why.map((one) => one.text).join('; ')), room))}`
      yield `${left}${sample}${why}\n`.replace(/ +\n$/, '\n')
    }
  }
}

function* ledger(
  coverage: GatheredScan['report']['coverage'],
  sampled: ReadonlySet<string>,
  quiet: number,
  width: number,
  options: TableOptions,
  paint: Paint,
): Generator<string> {
  const partly = coverage.partial.filter((entry) => !sampled.has(entry.object))
  if (quiet > 0)
    yield `${count(quiet)} ${quiet === 1 ? 'object' : 'objects'} without customer data, as far as ${quiet === 1 ? 'it was' : 'they were'} read\n`
  if (sampled.size > 0) yield `${count(sampled.size)} read as a sample; --full reads all of ${sampled.size === 1 ? 'it' : 'them'}\n`
  if (quiet > 0 || sampled.size > 0) yield '\n'
  for (const [word, entries] of [
    ['partly read', partly],
    ['skipped', coverage.skipped],
    ['failed', coverage.failed],
  ] as const) {
    if (entries.length === 0) continue
    yield `${paint('1', word)}\n`
    for (const [reason, names] of byReason(entries)) {
      yield `  ${fit(printable(reason), width - 12)} (${count(names.length)})\n`
      for (const name of names.slice(0, options.most)) yield `    ${fit(printable(name), width - 4)}\n`
      if (names.length > options.most) yield `    … and ${count(names.length - options.most)} more; --format json lists them all\n`
    }
    yield '\n'
  }
}

function byReason(entries: readonly CoverageEntry[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const { object, reason } of entries) {
    const names = groups.get(reason)
    if (names === undefined) groups.set(reason, [object])
    else names.push(object)
  }
  return groups
}

function fit(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`
}

function pad(text: string, width: number): string {
  return fit(text, width).padEnd(width)
}

function count(number: number): string {
  return number.toLocaleString('en-US')
}

export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}
