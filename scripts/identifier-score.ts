// Identifiers on the texts of identifier-benchmark.ts: recall by type, false alarms. `node scripts/identifier-score.ts [--wrong]`; run by `npm run score` too.
import { createEngine } from '../src/discover/engine/create-engine.ts'
import { chatMessages, polishNothing, polishTexts, type Marked } from './identifier-benchmark.ts'

const SAME: Readonly<Record<string, readonly string[]>> = {
  passport: ['passport', 'pl_passport'],
  pl_nip: ['pl_nip', 'vat_id'],
  pl_bank_account: ['pl_bank_account', 'iban'],
}

/** Prints the tables; every figure it gives is of the part `test`, those of `train` in brackets. */
export function scoreIdentifiers(wrong: boolean): void {
  const engine = createEngine()
  const share = (hit: number, all: number): string => (all === 0 ? '-' : `${hit}/${all} ${(hit / all).toFixed(3)}`)
  const found = (one: Marked, value: Marked['values'][number]): boolean =>
    engine
      .inspect(one.text)
      .some(
        (span) =>
          (SAME[value.type] ?? [value.type]).includes(span.type) &&
          Math.min(span.end, value.end) - Math.max(span.start, value.start) >= (value.end - value.start) / 2,
      )
  const recall = (title: string, list: readonly Marked[]): void => {
    const counts = new Map<string, { train: [number, number]; test: [number, number] }>()
    for (const one of list)
      for (const value of one.values) {
        const hit = found(one, value)
        for (const key of [value.type, 'all']) {
          const entry = counts.get(key) ?? { train: [0, 0], test: [0, 0] }
          counts.set(key, entry)
          entry[one.part][1]++
          if (hit) entry[one.part][0]++
        }
        if (!hit && wrong)
          console.log(`  missed ${value.type}: ${JSON.stringify(one.text)} ${JSON.stringify(one.text.slice(value.start, value.end))}`)
      }
    console.log(`\n${title}: recall`)
    for (const [type, { train, test }] of [...counts].sort(([a], [b]) => a.localeCompare(b)))
      console.log(`${type.padEnd(18)} ${share(...test)}  (${share(...train)})`)
  }
  recall('Polish business text', polishTexts())
  const nothing = polishNothing()
  const spans = engine.inspect(nothing)
  const types = new Map<string, number>()
  for (const span of spans) types.set(span.type, (types.get(span.type) ?? 0) + 1)
  console.log(`false hits on ${nothing.length} characters: ${spans.length} ${JSON.stringify(Object.fromEntries(types))}`)
  if (wrong)
    for (const span of spans.slice(0, 60))
      console.log(`  false ${span.type}: ${JSON.stringify(nothing.slice(Math.max(0, span.start - 40), span.end + 10))}`)
  const chat = chatMessages()
  recall(
    'messages, direct',
    chat.filter((one) => one.kind === 'direct'),
  )
  recall(
    'messages, garbled',
    chat.filter((one) => one.kind === 'garbled'),
  )
  const none = chat.filter((one) => one.kind === 'none')
  for (const part of ['test', 'train'] as const) {
    const own = none.filter((one) => one.part === part)
    const alarms = own.filter((one) => engine.inspect(one.text).length > 0)
    console.log(`messages without, ${part}: false alarms ${share(alarms.length, own.length)}`)
    if (wrong)
      for (const one of alarms.slice(0, 60))
        console.log(
          `  false: ${JSON.stringify(one.text)} ${JSON.stringify(engine.inspect(one.text).map((span) => `${span.type} ${one.text.slice(span.start, span.end)}`))}`,
        )
  }
}

if (import.meta.main) scoreIdentifiers(process.argv.includes('--wrong'))
