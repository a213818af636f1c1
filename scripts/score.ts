// `npm run score`: precision, recall, F1 and F2 per type on the repository's own cases, on the column benchmark, and on the sentences of the
// shared data when they are there. Prints tables; judges nothing. Own cases are what the rules were written with: they show that nothing broke,
// not how good the engine is.
import { existsSync, readFileSync } from 'node:fs'
import { createEngine, loadRules } from '../src/discover/engine/create-engine.ts'
import { columnBenchmark } from './column-benchmark.ts'

interface Score {
  tp: number
  fp: number
  fn: number
}
const engine = createEngine()
const show = (value: number): string => (Number.isNaN(value) ? '-' : value.toFixed(3)).padStart(7)

function table(title: string, scores: ReadonlyMap<string, Score>): void {
  console.log(`\n${title}\n${'type'.padEnd(28)}    tp    fp    fn      P      R     F1     F2`)
  const total = { tp: 0, fp: 0, fn: 0 }
  const line = (name: string, { tp, fp, fn }: Score): void => {
    const p = tp / (tp + fp)
    const r = tp / (tp + fn)
    const f = (beta: number): number => ((1 + beta * beta) * tp) / ((1 + beta * beta) * tp + beta * beta * fn + fp)
    console.log(`${name.padEnd(28)}${[tp, fp, fn].map((n) => String(n).padStart(6)).join('')}${[p, r, f(1), f(2)].map(show).join('')}`)
  }
  for (const [name, score] of [...scores].sort(([a], [b]) => a.localeCompare(b))) {
    line(name, score)
    total.tp += score.tp
    total.fp += score.fp
    total.fn += score.fn
  }
  line('all', total)
}

function scorer(): { of(type: string): Score; all: Map<string, Score> } {
  const all = new Map<string, Score>()
  return {
    all,
    of: (type) => {
      let score = all.get(type)
      if (score === undefined) all.set(type, (score = { tp: 0, fp: 0, fn: 0 }))
      return score
    },
  }
}

function ownCases(): void {
  const scores = scorer()
  for (const rule of loadRules().rules) {
    for (const [positive, list] of [
      [true, rule.positives],
      [false, rule.negatives],
    ] as const) {
      for (const one of list) {
        if (typeof one !== 'string') continue
        const text = one.replace(/[⟦⟧]/g, '')
        const wanted = new Set([...one.matchAll(/⟦([^⟧]+)⟧/g)].map((match) => match[1]))
        const found = engine.inspect(text).filter((span) => span.type === rule.id)
        const hits = found.filter((span) => wanted.has(text.slice(span.start, span.end))).length
        const score = scores.of(rule.id)
        score.tp += hits
        score.fp += found.length - hits
        if (positive) score.fn += wanted.size - hits
      }
    }
  }
  table('own cases (text)', scores.all)
}

function columns(): void {
  const list = columnBenchmark()
  for (const part of ['train', 'test'] as const) {
    const scores = scorer()
    const verdicts = { tp: 0, fp: 0, fn: 0, unsure: 0, wrong: [] as string[] }
    const own = list.filter((column) => column.part === part)
    for (const column of own) {
      const gathered = engine.column({
        name: column.name,
        declared: column.declared,
        object: column.table,
        siblings: column.siblings,
        ...(column.key === undefined ? {} : { key: column.key }),
      })
      for (const value of column.values) gathered.add(value)
      const result = gathered.result()
      const types = result.types.map((type) => type.type)
      if (column.truth !== null) {
        if (types.includes(column.truth)) scores.of(column.truth).tp++
        else scores.of(column.truth).fn++
      }
      for (const type of types)
        if (type !== column.truth && engine.types.some((one) => one.id === type && one.personal)) scores.of(type).fp++
      const at = `${column.schema}.${column.table}.${column.name}: ${result.verdict} ${types.join(',')}`
      if (result.verdict === 'unsure') verdicts.unsure++
      if (column.truth !== null && result.verdict === 'personal') verdicts.tp++
      else if (column.truth !== null) {
        verdicts.fn++
        verdicts.wrong.push(`missed ${at} (is ${column.truth})`)
      } else if (result.verdict === 'personal') {
        verdicts.fp++
        verdicts.wrong.push(`false  ${at}`)
      }
    }
    table(`columns, ${part} (${own.length} of ${list.length})`, scores.all)
    console.log(
      `verdict personal: tp ${verdicts.tp} fp ${verdicts.fp} fn ${verdicts.fn}, precision ${show(verdicts.tp / (verdicts.tp + verdicts.fp)).trim()}, recall ${show(verdicts.tp / (verdicts.tp + verdicts.fn)).trim()}, unsure ${verdicts.unsure} of ${own.length}`,
    )
    if (part === 'train' || process.argv.includes('--wrong')) for (const wrong of verdicts.wrong) console.log(`  ${wrong}`)
  }
}

// Which of the labels there our types answer to; labels without one count as missed under their own name.
const SENTENCE_TYPES: Record<string, readonly string[]> = {
  PERSON: ['person_name'],
  LOCATION: ['location'],
  ORGANIZATION: ['organisation'],
  STREET_ADDRESS: ['street_address'],
  ADDRESS: ['street_address'],
  EMAIL_ADDRESS: ['email'],
  PHONE_NUMBER: ['phone'],
  CREDIT_CARD: ['card_number'],
  IBAN_CODE: ['iban'],
  US_SSN: ['us_ssn'],
  IP_ADDRESS: ['ipv4', 'ipv6'],
  US_DRIVER_LICENSE: ['driver_licence'],
  AGE: ['age'],
  TITLE: [],
}

function sentences(): void {
  const file = new URL(process.env['SENTENCES'] ?? '../../shared/data/text/en-sentences.json', import.meta.url)
  if (!existsSync(file)) {
    console.log('\nen-sentences.json: not there (shared/data/text beside the repository), not measured')
    return
  }
  const list = JSON.parse(readFileSync(file, 'utf8')) as {
    full_text: string
    spans: { entity_type: string; start_position: number; end_position: number }[]
  }[]
  const scores = scorer()
  const nameOf = new Map(
    Object.entries(SENTENCE_TYPES).flatMap(([label, types]) =>
      types.map((type) => [type, label === 'ADDRESS' ? 'STREET_ADDRESS' : label] as const),
    ),
  )
  for (const { full_text: text, spans } of list) {
    const found = engine.inspect(text)
    const used = new Set<number>()
    for (const wanted of spans) {
      const label = wanted.entity_type === 'ADDRESS' ? 'STREET_ADDRESS' : wanted.entity_type
      const types = SENTENCE_TYPES[wanted.entity_type] ?? []
      const hit = found.findIndex((span, i) => !used.has(i) && types.includes(span.type) && overlap(span, wanted) >= 0.5)
      if (hit < 0) scores.of(label).fn++
      else {
        used.add(hit)
        scores.of(label).tp++
      }
    }
    found.forEach((span, i) => {
      if (!used.has(i)) scores.of(nameOf.get(span.type) ?? span.type).fp++
    })
  }
  table(`en-sentences.json: ${list.length} sentences, overlap of half, each span for itself`, scores.all)
}

function overlap(a: { start: number; end: number }, b: { start_position: number; end_position: number }): number {
  const both = Math.min(a.end, b.end_position) - Math.max(a.start, b.start_position)
  return both <= 0 ? 0 : both / (Math.max(a.end, b.end_position) - Math.min(a.start, b.start_position))
}

console.log(`engine ${engine.version}, ${engine.types.length} types`)
ownCases()
columns()
sentences()
