// Identifiers in the texts of identifier-benchmark.ts: what is found in Polish business texts and in messages as people type them, and what is told where
// nothing is. Headlines are of the part `test`; the other part is what was looked at.
import { chatMessages, polishNothing, polishTexts, type Marked } from '../identifier-benchmark.ts'
import { createScorer, recall, total, type Section, type Table } from './section.ts'

/** Types that answer to the same mark. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  passport: ['passport', 'pl_passport'],
  pl_nip: ['pl_nip', 'vat_id'],
  pl_bank_account: ['pl_bank_account', 'iban'],
}
/** So many false hits in the Polish text count as none of it right. */
const MANY = 32

export const identifiers: Section = {
  name: 'identifiers',
  run: ({ engine, wrong }) => {
    const notes: string[] = []
    const tables: Table[] = []
    const headlines: Record<string, number> = {}
    const measure = (title: string, list: readonly Marked[]): void => {
      for (const part of ['test', 'train'] as const) {
        const scores = createScorer()
        for (const one of list.filter((text) => text.part === part)) {
          const spans = engine.inspect(one.text)
          for (const value of one.values) {
            const hit = spans.some(
              (span) =>
                (SAME[value.type] ?? [value.type]).includes(span.type) &&
                Math.min(span.end, value.end) - Math.max(span.start, value.start) >= (value.end - value.start) / 2,
            )
            if (hit) scores.of(value.type).tp++
            else scores.of(value.type).fn++
            if (!hit && wrong)
              notes.push(`  missed ${value.type}: ${JSON.stringify(one.text)} ${JSON.stringify(one.text.slice(value.start, value.end))}`)
          }
        }
        tables.push({ title: `${title}, ${part}`, scores: scores.all })
        if (part === 'test') headlines[`${title}: recall`] = recall(total(scores.all))
      }
    }
    const messages = chatMessages()
    measure('Polish business text', polishTexts())
    measure(
      'messages, direct',
      messages.filter((one) => one.kind === 'direct'),
    )
    measure(
      'messages, garbled',
      messages.filter((one) => one.kind === 'garbled'),
    )
    const nothing = polishNothing()
    // Identifiers alone: names, places and days are measured elsewhere.
    const only = new Set(engine.types.filter((type) => type.structured && type.personal).map((type) => type.id))
    const falseHits = engine.inspect(nothing, { only })
    notes.push(
      `Polish business text without: ${falseHits.length} false hits on ${nothing.length} characters; ${engine.inspect(nothing).length} with names, places and days`,
    )
    if (wrong)
      for (const span of falseHits)
        notes.push(`  false ${span.type}: ${JSON.stringify(nothing.slice(Math.max(0, span.start - 40), span.end + 10))}`)
    headlines['Polish business text without: quiet'] = Math.max(0, 1 - falseHits.length / MANY)
    for (const part of ['test', 'train'] as const) {
      const own = messages.filter((one) => one.kind === 'none' && one.part === part)
      const alarms = own.filter((one) => engine.inspect(one.text, { only }).length > 0)
      notes.push(`messages without, ${part}: ${alarms.length} of ${own.length} with a false alarm`)
      if (wrong)
        for (const one of alarms)
          notes.push(
            `  false: ${JSON.stringify(one.text)} ${engine
              .inspect(one.text)
              .map((span) => span.type)
              .join()}`,
          )
      if (part === 'test') headlines['messages without: quiet'] = 1 - alarms.length / own.length
    }
    return { tables, notes, headlines }
  },
}
