// Holds the engine to what it said before: every span and verdict over a corpus made from a seed. A change of speed must not change a line
// of it; a change of judgement shows as a diff of golden.txt, to be read. `UPDATE=1 node --test <this file>` writes it again.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { it } from 'node:test'
import { columnBenchmark } from '../../../scripts/column-benchmark.ts'
import { createEngine, loadRules } from './create-engine.ts'
import type { ColumnContext } from './engine.ts'

const FILE = new URL('golden.txt', import.meta.url)
const engine = createEngine()
let state = 8_112_026
const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
const digits = (n: number): string => Array.from({ length: n }, () => Math.floor(random() * 10)).join('')
const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12)

function texts(): [string, string][] {
  const cases = loadRules().rules.flatMap((rule) =>
    [...rule.positives, ...rule.negatives].filter((one) => typeof one === 'string').map((one) => one.replace(/[⟦⟧]/g, '')),
  )
  const words = cases.join(' ').match(/[\p{L}\p{M}'-]+/gu)!
  const marks = [' ', ' ', ' ', ', ', ': ', '\n', '-', '_', '/', '.', '=', '"', '\u200b', '（', ' é', '::', '+', '$', '@', '12', ' 4111 ']
  const made: Record<string, () => string> = {
    cases: () => pick(cases),
    joined: () => `${pick(words)} ${pick(cases)} ${pick(words)}`,
    noise: () =>
      Array.from({ length: 12 }, () => pick(words) + pick(marks) + (random() < 0.5 ? digits(1 + Math.floor(random() * 12)) : '')).join(''),
    groups: () => Array.from({ length: 10 }, () => digits(1 + Math.floor(random() * 6)) + pick(marks)).join(''),
    logs: () =>
      `2026-05-${digits(2)}T10:11:${digits(2)}.${digits(3)}Z INFO worker[${digits(4)}] ${pick(words)} ${digits(8)} took ${digits(2)}.${digits(3)} ms`,
    csv: () => `${digits(6)},${pick(words)},${digits(3)}.${digits(2)},2026-05-11,${pick(words)} ${pick(words)},${digits(9)}`,
    wide: () => pick(cases).replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d))),
    upper: () => pick(cases).toUpperCase(),
  }
  return Object.entries(made).flatMap(([name, line]) =>
    Array.from({ length: 12 }, (_, i): [string, string] => [
      `${name} ${i}`,
      Array.from({ length: i === 0 ? 200 : 30 }, line).join(i % 3 === 2 ? ' ' : '\n'),
    ]),
  )
}

function columns(): [string, ColumnContext, readonly string[]][] {
  const out: [string, ColumnContext, readonly string[]][] = columnBenchmark().map(
    ({ schema, table, name, declared, siblings, key, values }) => [
      `${schema}.${table}.${name}`,
      { name, declared, object: table, siblings, ...(key === undefined ? {} : { key }) },
      values,
    ],
  )
  for (const rule of loadRules().rules) {
    ;[...rule.positives, ...rule.negatives].forEach((one, i) => {
      if (typeof one === 'string') return
      const { values, ...context } = one
      out.push([`${rule.id} ${i}`, context, values])
      out.push([`${rule.id} ${i} unnamed`, { name: 'c1' }, values])
    })
    const lines = rule.positives.filter((one) => typeof one === 'string')
    out.push([`${rule.id} in notes`, { name: 'note' }, lines.map((one) => one.replace(/[⟦⟧]/g, ''))])
    out.push([`${rule.id} bare`, { name: 'c1', object: 'customers' }, lines.map((one) => /⟦([^⟧]+)⟧/.exec(one)![1]!)])
  }
  return out
}

function lines(): string[] {
  const out: string[] = []
  for (const [name, text] of texts()) {
    const spans = engine.inspect(text)
    out.push(`text ${name}: ${spans.length} spans ${digest(spans)}`)
  }
  for (const [name, context, values] of columns()) {
    const column = engine.column(context)
    for (const value of values) column.add(value)
    const result = column.result()
    const types = result.types.map((type) => `${type.type} ${type.confidence} ${type.count}`).join(', ')
    out.push(`column ${name}: ${result.verdict} ${result.label?.level ?? '-'} [${types}] ${digest(result)}`)
  }
  return out
}

it('says what it said', () => {
  const now = lines()
  if (process.env['UPDATE'] === '1') writeFileSync(FILE, `${now.join('\n')}\n`)
  const before = readFileSync(FILE, 'utf8').trimEnd().split('\n')
  assert.deepEqual(now.filter((line, i) => line !== before[i]).slice(0, 20), [])
  assert.equal(now.length, before.length)
})
