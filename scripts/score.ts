// `npm run score [-- --wrong] [--only SECTION] [--shared DIR] [--json]`: precision, recall, F1 and F2 per type on the repository's own sets, and on the
// shared data when they are there. Prints; judges nothing: scripts/score/floor.test.ts holds the headline figures to their floors. Each part is a file in
// scripts/score/.
import { parseArgs } from 'node:util'
import { createEngine } from '../src/discover/engine/create-engine.ts'
import { fScore, precision, recall, total, type Score, type Table } from './score/section.ts'
import { SECTIONS } from './score/sections.ts'
import { sharedData } from './score/shared-data.ts'

const { values: flags } = parseArgs({
  options: { wrong: { type: 'boolean' }, only: { type: 'string' }, shared: { type: 'string' }, json: { type: 'boolean' } },
})
const engine = createEngine()
const show = (value: number): string => (Number.isNaN(value) ? '-' : value.toFixed(3)).padStart(7)

function print({ title, scores }: Table): void {
  console.log(`\n${title}\n${'type'.padEnd(28)}    tp    fp    fn      P      R     F1     F2`)
  const line = (name: string, score: Score): void => {
    const counts = [score.tp, score.fp, score.fn].map((n) => String(n).padStart(6)).join('')
    console.log(`${name.padEnd(28)}${counts}${[precision(score), recall(score), fScore(score, 1), fScore(score, 2)].map(show).join('')}`)
  }
  for (const [name, score] of [...scores].sort(([a], [b]) => a.localeCompare(b))) line(name, score)
  line('all', total(scores))
}

const context = { engine, shared: sharedData(flags.shared), wrong: flags.wrong === true }
const headlines: Record<string, number> = {}
const absent: string[] = []
if (flags.json !== true) console.log(`engine ${engine.version}, ${engine.types.length} types`)
for (const section of SECTIONS.filter((one) => flags.only === undefined || one.name.includes(flags.only))) {
  const result = section.run(context)
  if (typeof result === 'string') {
    absent.push(`${section.name}: ${result}`)
    continue
  }
  Object.assign(headlines, result.headlines)
  if (flags.json === true) continue
  for (const table of result.tables) print(table)
  for (const note of result.notes) console.log(note)
}
if (flags.json === true) console.log(JSON.stringify(headlines, null, 2))
else {
  for (const line of absent) console.log(`\n${line}`)
  console.log('\nheadlines')
  for (const [name, value] of Object.entries(headlines)) console.log(`${name.padEnd(28)}${value.toFixed(4)}`)
}
