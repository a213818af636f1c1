// The shipped model is what the code expects, finds what it should in sentences that it was not trained on, and leaves code and licences alone.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { createEngine } from '../create-engine.ts'
import { readLexicon, writeLexicon, GIVEN, TOWN } from './lexicon.ts'
import { createTagger, readModel } from './tagger.ts'
import { readWords } from './words.ts'
import { hashWord } from './units.ts'

const bytes = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../../../../rules/names/${name}`, import.meta.url)))
const engine = createEngine()
const TYPE = { PER: 'person_name', LOC: 'location', ORG: 'organisation' } as const

interface Marked {
  readonly text: string
  readonly spans: readonly { readonly type: string; readonly start: number; readonly end: number }[]
}
function heldOut(): Marked[] {
  return readFileSync(new URL('held-out.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const spans: { type: string; start: number; end: number }[] = []
      let text = ''
      for (const part of line.replaceAll('\\n', '\n').split(/(\[(?:PER|LOC|ORG) [^\]]+\])/)) {
        const mark = /^\[(PER|LOC|ORG) ([^\]]+)\]$/.exec(part)
        if (mark !== null) spans.push({ type: TYPE[mark[1] as keyof typeof TYPE], start: text.length, end: text.length + mark[2]!.length })
        text += mark === null ? part : mark[2]!
      }
      return { text, spans }
    })
}

describe('the model', () => {
  it('is refused when it has another form', () => {
    const model = bytes('tagger.bin')
    assert.doesNotThrow(() => readModel(model))
    const other = model.slice()
    other[4] = 250
    assert.throws(() => readModel(other), /other features/)
    assert.throws(() => readModel(model.slice(1)))
    assert.throws(() => readModel(model.slice(0, -1)), /length/)
    assert.throws(() => readLexicon(bytes('lexicon.bin').slice(0, 100)))
  })
  it('keeps its words in the form in which they are looked up', () => {
    const words = new Map([
      [hashWord('Žofie'), GIVEN],
      [hashWord('Łódź'), TOWN],
    ])
    const lexicon = readLexicon(writeLexicon(words, 4))
    assert.equal(lexicon.flags(hashWord('zofie')), GIVEN)
    assert.equal(lexicon.flags(hashWord('LODZ')), TOWN)
    assert.equal(lexicon.flags(hashWord('other')), 0)
  })
  it('finds names, places and organisations in sentences kept apart', () => {
    const score = { person_name: [0, 0, 0], location: [0, 0, 0], organisation: [0, 0, 0] } as Record<string, number[]>
    const wrong: string[] = []
    for (const { text, spans } of heldOut()) {
      const found = engine.inspect(text).filter((span) => span.type in score)
      const same = (a: { type: string; start: number; end: number }, b: { type: string; start: number; end: number }): boolean =>
        a.type === b.type && a.start === b.start && a.end === b.end
      for (const span of spans) {
        const hit = found.some((one) => same(one, span))
        score[span.type]![hit ? 0 : 2]!++
        if (!hit) wrong.push(`missed ${span.type} ${text.slice(span.start, span.end)} in ${text}`)
      }
      for (const one of found)
        if (!spans.some((span) => same(one, span))) {
          score[one.type]![1]!++
          wrong.push(`false ${one.type} ${text.slice(one.start, one.end)} in ${text}`)
        }
    }
    const all = Object.values(score).reduce((sum, one) => sum.map((n, i) => n + one[i]!), [0, 0, 0])
    const f1 = ([tp, fp, fn]: number[]): number => (2 * tp!) / (2 * tp! + fp! + fn!)
    assert.ok(f1(score['person_name']!) >= 0.9, `names ${f1(score['person_name']!).toFixed(3)}\n${wrong.join('\n')}`)
    assert.ok(f1(all) >= 0.85, `all ${f1(all).toFixed(3)}\n${wrong.join('\n')}`)
  })
  it('takes a name small, in capitals and turned round, and never a bare number', () => {
    for (const text of ['my name is anna schmidt', 'ANNA SCHMIDT CALLED', 'Schmidt, Anna', 'Anna Schmidt'])
      assert.deepEqual(
        engine.inspect(text).map((span) => [span.type, text.slice(span.start, span.end).toLowerCase()]),
        [['person_name', text.includes(',') ? 'schmidt, anna' : 'anna schmidt']],
      )
    for (const text of ['my name is 4711', 'Mr. 12', 'from 2024', 'Dear 5']) assert.deepEqual(engine.inspect(text), [])
  })
  it('says why', () => {
    const [span] = engine.inspect('Dear Anna Schmidt, thank you')
    assert.match(span!.why.map((one) => one.text).join('; '), /reads like a person’s name.*known given name.*follows `Dear`/)
    assert.equal(Math.round(span!.why.reduce((sum, one) => sum + (one.weight ?? 0), 0) * 100), Math.round(span!.confidence * 100))
  })
})

it('tags in memory used again: long stretches of names, many small ones', () => {
  const tagger = createTagger(
    { lexicon: readLexicon(bytes('lexicon.bin')), words: readWords(bytes('words.bin')) },
    readModel(bytes('tagger.bin')),
  )
  let count = 0
  tagger.tag('Anna Schmidt and Peter Braun met. '.repeat(3000), 0, () => count++)
  assert.ok(count >= 5500, String(count))
  const once: string[] = []
  const again: string[] = []
  const text = 'Anna Schmidt lives in Berlin and works for Siemens AG.'
  tagger.tag(text, 0, (kind, from, to, chance) => once.push(`${kind} ${from} ${to} ${chance.toFixed(6)}`))
  tagger.tag(text, 0, (kind, from, to, chance) => again.push(`${kind} ${from} ${to} ${chance.toFixed(6)}`))
  assert.deepEqual(again, once)
  assert.equal(once.length, 3)
})

it('finds the same however the text is cut', () => {
  const line = 'We met Anna Schmidt and Peter Braun in Berlin; Maria Rossi of Siemens AG was late. '
  const text = Array.from({ length: 4200 }, (_, i) =>
    i % 7 === 0 ? `${line}\n` : i % 5 === 0 ? 'nothing of that kind here, only words and words. ' : line,
  ).join('')
  const results = [text.length, 1000, 4097, 70_001].map((size) => {
    const field = engine.text({ name: '$text' })
    for (let at = 0; at < text.length; at += size) field.add(text.slice(at, at + size))
    return field.result().types.map((type) => `${type.type} ${type.count} ${type.confidence}`)
  })
  for (const one of results.slice(1)) assert.deepEqual(one, results[0])
  assert.ok(
    results[0]!.some((one) => one.startsWith('person_name')),
    results[0]!.join(),
  )
})

it('a text about a town and a company is about nobody', () => {
  const field = engine.text({ name: '$text' })
  field.add(
    'The office in Berlin is closed. Siemens AG opened a plant in Munich. The train to Hamburg is late. Deutsche Bank is in Frankfurt.\n'.repeat(
      20,
    ),
  )
  const result = field.result()
  assert.equal(result.verdict, 'not-personal', JSON.stringify(result.types.map((type) => type.type)))
})
