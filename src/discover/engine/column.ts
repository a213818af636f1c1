// One column's values, gathered in bounded memory, and the verdict on them. Owns what is counted; how counts become a verdict is in
// column-verdict.ts.
import type { Compiled } from './compile.ts'
import type { Column, ColumnContext, FieldResult } from './engine.ts'
import { lastPart } from './column-name.ts'
import type { TypeTally } from './column-tally.ts'
import type { Scanner } from './scanner.ts'
import { judgeColumn } from './column-verdict.ts'
import { normalise } from './normalise.ts'
import { wordsOf } from './words.ts'

/** Distinct values are counted exactly up to here, estimated above. */
const EXACT_DISTINCT = 2048
/** Values longer than this are cut for the whole-value look; text inside them is read piece by piece. */
const LONGEST_WHOLE = 512
const MOST_SHAPES = 64

export function createColumn(
  scanner: Scanner,
  types: readonly Compiled[],
  context: ColumnContext,
  only: ReadonlySet<string> | undefined,
): Column {
  const byType = new Map<string, TypeTally>()
  const shapes = new Map<string, number>()
  const few = new Set<string>()
  const sketch = new DistinctSketch()
  const header = ` ${wordsOf(lastPart(context.name)).join(' ')} `
  let last = Number.NEGATIVE_INFINITY
  const tally = {
    context,
    nameWords: header.trim(),
    read: 0,
    nonEmpty: 0,
    byType,
    distinct: 0,
    few: few as ReadonlySet<string> | undefined,
    numeric: 0,
    integer: 0,
    rising: 0,
    shortest: Number.MAX_SAFE_INTEGER,
    longest: 0,
    prose: 0,
    hexLike: 0,
    uuid: 0,
    dateTime: 0,
    shapes,
  }

  const tallyOf = (type: Compiled): TypeTally => {
    const id = type.rule.id
    let entry = byType.get(id)
    if (entry === undefined) {
      entry = { type, shaped: 0, passed: 0, inside: 0, insideConfidence: 0, insideSpan: undefined, raw: undefined }
      byType.set(id, entry)
    }
    return entry
  }
  const known = new Map(types.map((type) => [type.rule.id, type]))

  return {
    add: (value) => {
      tally.read++
      if (value === null) return
      const trimmed = value.trim()
      if (trimmed === '' || isNothing(trimmed)) return
      tally.nonEmpty++
      tally.shortest = Math.min(tally.shortest, trimmed.length)
      tally.longest = Math.max(tally.longest, trimmed.length)
      sketch.add(trimmed)
      if (few.size <= 16) few.add(trimmed.slice(0, 64))
      let whole = false
      if (trimmed.length <= LONGEST_WHOLE) {
        const text = normalise(trimmed).text
        noteForm(text)
        scanner.whole(text, (type, fit) => {
          if (fit === 'none' || (only !== undefined && !only.has(type.rule.id))) return
          const entry = tallyOf(type)
          entry.shaped++
          if (fit === 'passed') {
            entry.passed++
            if (type.rule.rarity === 'high' || type.rule.check !== undefined) whole = true
          }
          if (entry.raw === undefined || (fit === 'passed' && entry.passed === 1)) entry.raw = value
        })
      }
      if (whole || !worthReading(trimmed)) return
      tally.prose++
      const seen = new Set<string>()
      for (const span of scanner.spans(value, only, header)) {
        const type = known.get(span.type)
        if (type === undefined || seen.has(span.type)) continue
        seen.add(span.type)
        const entry = tallyOf(type)
        entry.inside++
        if (span.confidence > entry.insideConfidence) {
          entry.insideConfidence = span.confidence
          entry.insideSpan = span
          if (entry.passed === 0) entry.raw = value.slice(span.start, span.end)
        }
      }
    },
    result: (): FieldResult => {
      tally.distinct = sketch.estimate()
      return judgeColumn({ ...tally, few: few.size <= 16 ? few : undefined }, types, only)
    },
  }

  function noteForm(text: string): void {
    if (/^[-+]?\d{1,18}(?:[.,]\d{1,12})?$/.test(text)) {
      tally.numeric++
      if (/^\d+$/.test(text)) {
        tally.integer++
        const number = Number(text)
        if (number > last) tally.rising++
        last = number
      }
    }
    if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)) tally.uuid++
    else if (text.length >= 20 && /^[0-9a-f]+$/i.test(text)) tally.hexLike++
    else if (/^(?:19|20)\d\d-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) tally.dateTime++
    if (shapes.size < MOST_SHAPES) {
      const shape = text
        .slice(0, 40)
        .replace(/\p{Lu}/gu, 'A')
        .replace(/\p{Ll}/gu, 'a')
        .replace(/\d/g, '9')
      shapes.set(shape, (shapes.get(shape) ?? 0) + 1)
    }
  }
}

// How stores and people write "nothing".
function isNothing(value: string): boolean {
  return value.length <= 9 && /^(?:null|none|n\/a|na|nil|nan|undefined|unknown|-{1,3}|\?|\\n)$/i.test(value)
}

// Text with words, or with a sign that only a few forms have: looked through. A code or a number has been judged as a whole.
function worthReading(value: string): boolean {
  if (value.length < 6) return false
  if (value.includes('@') || value.includes('://') || value.includes('-----BEGIN')) return true
  const first = value.search(/\s/)
  return value.length > 80 || (first >= 0 && /\S\s+\S+\s+\S/.test(value) && /\p{L}{2}/u.test(value))
}

// Bounded: a set of hashes up to a size, then the fraction of the hash space that the smallest ones fill.
class DistinctSketch {
  #hashes = new Set<number>()
  #limit = 0x100000000
  add(value: string): void {
    let hash = 0x811c9dc5
    for (let i = 0; i < value.length && i < 256; i++) hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    hash = (hash ^ (hash >>> 13)) >>> 0
    if (hash >= this.#limit) return
    this.#hashes.add(hash)
    if (this.#hashes.size <= EXACT_DISTINCT) return
    this.#limit /= 2
    for (const one of this.#hashes) if (one >= this.#limit) this.#hashes.delete(one)
  }
  estimate(): number {
    return Math.round(this.#hashes.size * (0x100000000 / this.#limit))
  }
}
