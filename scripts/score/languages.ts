// Names, organisations, places and addresses in business text of seven languages, names of people in Chinese and Japanese: sentences written for measuring, apart from the templates of the training,
// but by the same hand. Every other line is the test half: only its totals are shown and held to a floor; what went wrong is shown of the first half
// alone. A span counts when it overlaps by half and has the right type.
import { readFileSync } from 'node:fs'
import { createScorer, fScore, type Score, type Section } from './section.ts'

export const LANGUAGES = ['de', 'fr', 'es', 'it', 'pl', 'nl', 'pt', 'zh', 'ja'] as const
/** Only the names of people are looked for. */
const NAMES_ALONE = new Set<string>(['zh', 'ja'])
const TYPE_OF: Readonly<Record<string, string>> = { PER: 'person_name', ORG: 'organisation', LOC: 'location', ADR: 'street_address' }
const TYPES = new Set(Object.values(TYPE_OF))

export interface MarkedSentence {
  readonly text: string
  readonly spans: readonly { readonly type: string; readonly start: number; readonly end: number }[]
}

export function readMarked(source: string): MarkedSentence[] {
  return source
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '))
    .map((line) => {
      const spans: { type: string; start: number; end: number }[] = []
      let text = ''
      for (const part of line.replaceAll('\\n', '\n').split(/(\[(?:PER|LOC|ORG|ADR) [^\]]+\])/)) {
        const mark = /^\[([A-Z]{3}) ([^\]]+)\]$/.exec(part)
        if (mark !== null) spans.push({ type: TYPE_OF[mark[1]!]!, start: text.length, end: text.length + mark[2]!.length })
        text += mark === null ? part : mark[2]!
      }
      return { text, spans }
    })
}

export const languages: Section = {
  name: 'sentences of nine languages',
  run: ({ engine, wrong }) => {
    const tables = []
    const notes: string[] = []
    const headlines: Record<string, number> = {}
    for (const language of LANGUAGES) {
      const sentences = readMarked(readFileSync(new URL(`languages/${language}.txt`, import.meta.url), 'utf8'))
      const halves = [createScorer(), createScorer()] as const
      sentences.forEach(({ text, spans }, line) => {
        const scores = halves[line % 2]!
        const found = engine.inspect(text).filter((span) => TYPES.has(span.type))
        const used = new Set<number>()
        const say = (what: string, type: string, start: number, end: number): void => {
          if (wrong && line % 2 === 0) notes.push(`${language} ${what} ${type} ${text.slice(start, end)} | ${text.replaceAll('\n', '\\n')}`)
        }
        for (const span of spans) {
          const hit = found.findIndex((one, i) => !used.has(i) && one.type === span.type && overlap(one, span) >= 0.5)
          if (hit < 0) say('missed', span.type, span.start, span.end)
          else used.add(hit)
          scores.of(span.type)[hit < 0 ? 'fn' : 'tp']++
        }
        found.forEach((one, i) => {
          if (used.has(i)) return
          say('false', one.type, one.start, one.end)
          scores.of(one.type).fp++
        })
      })
      tables.push({ title: `${language}, first half`, scores: halves[0].all }, { title: `${language}, test half`, scores: halves[1].all })
      const of = (type: string): Score => halves[1].of(type)
      headlines[`${language} names F1`] = fScore(of('person_name'), 1)
      if (NAMES_ALONE.has(language)) continue
      headlines[`${language} organisations F1`] = fScore(of('organisation'), 1)
      headlines[`${language} places F1`] = fScore(of('location'), 1)
    }
    return { tables, notes, headlines }
  },
}

interface Stretch {
  readonly start: number
  readonly end: number
}
function overlap(a: Stretch, b: Stretch): number {
  const both = Math.min(a.end, b.end) - Math.max(a.start, b.start)
  return both <= 0 ? 0 : both / (Math.max(a.end, b.end) - Math.min(a.start, b.start))
}
