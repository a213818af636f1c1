// The column benchmark: is each column's verdict right, and is the type the one a person would name? Both parts of the split, each for itself.
import { columnBenchmark, type BenchColumn } from '../../bench/columns/benchmark.ts'
import type { Engine, FieldResult } from '../../src/discover/engine/engine.ts'
import { createScorer, fScore, precision, recall, total, type Score, type Section } from './section.ts'

/** Types that say the same of a column; either is right. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  licence_plate: [
    'de_plate',
    'fr_plate',
    'it_plate',
    'es_plate',
    'pl_plate',
    'nl_plate',
    'uk_plate',
    'tr_plate',
    'se_plate',
    'at_plate',
    'vn_plate',
  ],
  account_number: ['uk_bank_account', 'us_bank_account'],
  record_number: ['health'],
  ipv4: ['ipv6'],
  ipv6: ['ipv4'],
  imei: ['device_identifier'],
  birth_place: ['city'],
  photo: ['online_identifier'],
}

export function judgeBenchColumn(engine: Engine, column: BenchColumn): FieldResult {
  const gathered = engine.column({
    name: column.name,
    declared: column.declared,
    object: column.table,
    siblings: column.siblings,
    ...(column.key === undefined ? {} : { key: column.key }),
  })
  for (const value of column.values) gathered.add(value)
  return gathered.result()
}

export const columns: Section = {
  name: 'columns',
  run: ({ engine, wrong }) => {
    const list = columnBenchmark()
    const personalTypes = new Set(engine.types.filter((type) => type.personal).map((type) => type.id))
    const tables = []
    const notes: string[] = []
    const headlines: Record<string, number> = {}
    for (const part of ['train', 'test'] as const) {
      const scores = createScorer()
      const verdicts: Score = { tp: 0, fp: 0, fn: 0 }
      let unsure = 0
      const faults: string[] = []
      const own = list.filter((column) => column.part === part && column.truth !== 'open')
      for (const column of own) {
        const result = judgeBenchColumn(engine, column)
        const types = result.types.map((type) => type.type)
        const right = (type: string): boolean => type === column.truth || SAME[column.truth ?? '']?.includes(type) === true
        const hit = types.some(right)
        if (column.truth !== null) {
          if (hit) scores.of(column.truth).tp++
          else scores.of(column.truth).fn++
        }
        for (const type of types) if (!hit && personalTypes.has(type)) scores.of(type).fp++
        const at = `${column.schema}.${column.table}.${column.name}: ${result.verdict} ${types.join(',')}`
        if (result.verdict === 'unsure') unsure++
        if (column.truth !== null && result.verdict === 'personal') {
          verdicts.tp++
          if (!hit) faults.push(`typed  ${at} (is ${column.truth})`)
        } else if (column.truth !== null) {
          verdicts.fn++
          faults.push(`missed ${at} (is ${column.truth})`)
        } else if (result.verdict === 'personal') {
          verdicts.fp++
          faults.push(`false  ${at}`)
        } else if (result.verdict === 'unsure') faults.push(`unsure ${at} (is nobody's)`)
      }
      tables.push({ title: `columns, ${part} (${own.length} of ${list.length})`, scores: scores.all })
      notes.push(
        `${part}, verdict personal: tp ${verdicts.tp} fp ${verdicts.fp} fn ${verdicts.fn}, precision ${precision(verdicts).toFixed(3)}, recall ${recall(verdicts).toFixed(3)}, unsure ${unsure} of ${own.length}`,
      )
      // Of the test part only the counts are shown: who reads its faults sets weights by them.
      if (part === 'train' || wrong) notes.push(...faults.map((fault) => `  ${fault}`))
      headlines[`columns ${part} precision`] = precision(verdicts)
      headlines[`columns ${part} recall`] = recall(verdicts)
      headlines[`columns ${part} decided`] = 1 - unsure / own.length
      headlines[`columns ${part} types F1`] = fScore(total(scores.all), 1)
    }
    return { tables, notes, headlines }
  },
}
