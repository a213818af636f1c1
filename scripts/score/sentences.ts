// The English sentences of the shared data, when they are there: each span for itself, an overlap of half and the right type. A thermometer; nothing
// is fitted to its words.
import { existsSync, readFileSync } from 'node:fs'
import { createScorer, fScore, total, type Section } from './section.ts'

// Which of the labels there our types answer to; labels without one count as missed under their own name.
const SENTENCE_TYPES: Record<string, readonly string[]> = {
  PERSON: ['person_name'],
  LOCATION: ['location', 'city'],
  ORGANIZATION: ['organisation'],
  STREET_ADDRESS: ['street_address'],
  ADDRESS: ['street_address', 'postal_code'],
  EMAIL_ADDRESS: ['email'],
  PHONE_NUMBER: ['phone'],
  CREDIT_CARD: ['card_number'],
  IBAN_CODE: ['iban'],
  US_SSN: ['us_ssn'],
  IP_ADDRESS: ['ipv4', 'ipv6'],
  US_DRIVER_LICENSE: ['driver_licence'],
  AGE: ['age'],
  DATE_TIME: ['date_time', 'birth_date'],
  DOMAIN_NAME: ['url', 'domain_name'],
  PREFIX: ['title'],
  TITLE: ['job_title'],
}

export const sentences: Section = {
  name: 'en-sentences.json',
  run: ({ engine, shared }) => {
    const file = shared === undefined ? undefined : new URL('data/text/en-sentences.json', shared)
    if (file === undefined || !existsSync(file)) return 'not there (shared/data/text beside the repository, or --shared DIR), not measured'
    const list = JSON.parse(readFileSync(file, 'utf8')) as {
      full_text: string
      spans: { entity_type: string; start_position: number; end_position: number }[]
    }[]
    const scores = createScorer()
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
    return {
      tables: [{ title: `en-sentences.json: ${list.length} sentences, overlap of half, each span for itself`, scores: scores.all }],
      notes: [],
      headlines: { 'en-sentences F1': fScore(total(scores.all), 1) },
    }
  },
}

function overlap(a: { start: number; end: number }, b: { start_position: number; end_position: number }): number {
  const both = Math.min(a.end, b.end_position) - Math.max(a.start, b.start_position)
  return both <= 0 ? 0 : both / (Math.max(a.end, b.end_position) - Math.min(a.start, b.start_position))
}
