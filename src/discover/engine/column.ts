// One column's values, gathered in bounded memory, and the verdict on them. Owns what is counted; how counts become a verdict is in
// column-verdict.ts.
import type { Compiled } from './compile.ts'
import type { Column, ColumnContext, FieldResult } from './engine.ts'
import { lastPart, nameEvidences, peopleBeside, readNames, tableEvidence, type NameEvidence, type TableEvidence } from './column-name.ts'
import type { ColumnReader } from './column-reading.ts'
import type { TypeTally } from './column-tally.ts'
import { BLOBS, encodedForm } from './column-encoded.ts'
import { createDistinctSketch } from './distinct-sketch.ts'
import type { Scanner } from './scanner.ts'
import { judgeColumn } from './column-verdict.ts'
import { normalise } from './normalise.ts'
import { emptyShape, HAS, readShape, type ValueShape } from './value-shape.ts'
import { wordsOf } from './words.ts'

/** Values longer than this are cut for the whole-value look; text inside them is read piece by piece. */
const LONGEST_WHOLE = 512
/** So many different values are remembered with what came of them, while values repeat; of all columns together so many. */
const MOST_REMEMBERED = 8192
const MOST_REMEMBERED_OF_ALL = 1 << 17
const LONGEST_REMEMBERED = 200
/** Whether values repeat is judged for the first time after so many, and for good after so many. */
const FIRST_JUDGED = 1024
const JUDGED = 16_384
/** Texts with more digits are counted as having so many. */
const MOST_DIGITS = 40

const FIRM =
  /(?:^|[ ,])(?:gmbh|mbh|ag|kg|ohg|ug|e\.? ?k|e\.? ?v|se|ltd|limited|llc|llp|inc|corp|plc|co|sarl|s\.?a\.?r\.?l|sas|sa|s\.a|eurl|s\.?l|s\.?l\.?u|srl|s\.?r\.?l|spa|s\.p\.a|sp\. ?z ?o\. ?o|spolka|bv|b\.v|nv|n\.v|lda|ab|a\/s|aps|as|oy|a\.?s|kft|zrt|s\.?r\.?o|d\.?o\.?o|pty|foundation|stiftung|university|universitat|bank|hotel|stadtwerke)\.?$/i

/** What came of a value: to be counted again when it comes again. */
interface Outcome {
  length: number
  numeric: boolean
  /** -1: no whole number */
  integer: number
  uuid: boolean
  hexLike: boolean
  dateTime: boolean
  prose: boolean
  /** ends like the name of a company */
  firm: boolean
  digits: number
  readonly shaped: TypeTally[]
  readonly passed: TypeTally[]
  readonly encoded: TypeTally[]
  readonly inside: TypeTally[]
  /** how many of each list are meant: lists that are used again are not made anew */
  shapedCount: number
  passedCount: number
  encodedCount: number
  insideCount: number
}

function emptyOutcome(): Outcome {
  return {
    length: 0,
    numeric: false,
    integer: -1,
    uuid: false,
    hexLike: false,
    dateTime: false,
    prose: false,
    firm: false,
    digits: 0,
    shaped: [],
    passed: [],
    encoded: [],
    inside: [],
    shapedCount: 0,
    passedCount: 0,
    encodedCount: 0,
    insideCount: 0,
  }
}

function cleared(out: Outcome): Outcome {
  out.length = out.digits = 0
  out.integer = -1
  out.numeric = out.uuid = out.hexLike = out.dateTime = out.prose = out.firm = false
  out.shapedCount = out.passedCount = out.encodedCount = out.insideCount = 0
  return out
}
/** When so many values have had a type's form and their check digits held as often as by chance, */
const HOPELESS_AFTER = 2048
/** only each so-manieth value is asked about the type, and stands for all; until the check holds for many again. */
const SPARSELY = 16
const HOPE_SHARE = 0.3
const HOPE_LOOKS = 24

const idsOf = new WeakMap<readonly Compiled[], ReadonlyMap<string, Compiled>>()
function byId(types: readonly Compiled[]): ReadonlyMap<string, Compiled> {
  let known = idsOf.get(types)
  if (known === undefined) idsOf.set(types, (known = new Map(types.map((type) => [type.rule.id, type]))))
  return known
}

// by all columns that are being read
let rememberedOfAll = 0

export function createColumn(
  scanner: Scanner,
  types: readonly Compiled[],
  reader: ColumnReader,
  context: ColumnContext,
  only: ReadonlySet<string> | undefined,
): Column {
  const byType = new Map<string, TypeTally>()
  const few = new Set<string>()
  const sketch = createDistinctSketch()
  const header = ` ${wordsOf(lastPart(context.name)).join(' ')} `
  const read = readNames(context, reader)
  const names = nameEvidences(types, read)
  const table = tableEvidence(context.object, reader)
  const asked = Uint8Array.from(types, (type) =>
    (only === undefined || only.has(type.rule.id)) && mayBeTold(type, names.get(type), table) ? 1 : 0,
  )
  const whole = scanner.wholes(asked)
  // The same without the types that are hopeless here.
  let live = asked
  let wholeLive = whole
  let hopeless = 0
  let looks = 0
  const encoded = types.flatMap((type) => {
    const form = asked[type.order] === 1 ? encodedForm(type, names.get(type)) : undefined
    return form === undefined ? [] : [{ type, form }]
  })
  const blobs = types.filter((type) => asked[type.order] === 1 && BLOBS.has(type.rule.id) && names.get(type).kind !== 'none')
  const remembered = new Map<string, Outcome>()
  let remembering = true
  let met = 0
  let again = 0
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
    firms: 0,
    proseDigits: new Uint32Array(MOST_DIGITS + 1),
    hexLike: 0,
    uuid: 0,
    dateTime: 0,
  }

  const tallyOf = (type: Compiled): TypeTally => {
    const id = type.rule.id
    let entry = byType.get(id)
    if (entry === undefined) {
      entry = {
        type,
        shaped: 0,
        passed: 0,
        encoded: 0,
        inside: 0,
        insideConfidence: 0,
        insideSpan: undefined,
        raw: undefined,
        standsFor: 1,
        hope: 0,
      }
      byType.set(id, entry)
    }
    return entry
  }
  const known = byId(types)
  const scratch = emptyOutcome()
  const shape = emptyShape()

  // Numbers that merely look like some identifier are most of what a large column costs. Whether their check digits hold more often than by
  // chance is known after thousands of them; a type that the column's name speaks for is asked of all.
  const giveUp = (): void => {
    const before = hopeless
    const fewer = live.slice()
    for (const entry of byType.values()) {
      const { type } = entry
      if (entry.standsFor > 1 || type.rule.check === undefined || names.get(type).kind !== 'none') continue
      if (entry.shaped < HOPELESS_AFTER || entry.passed > entry.shaped * HOPE_SHARE) continue
      entry.standsFor = SPARSELY
      entry.hope = 0
      fewer[type.order] = 0
      hopeless++
    }
    if (hopeless === before) return
    live = fewer
    wholeLive = scanner.wholes(live)
  }
  const reconsider = (entry: TypeTally, passed: boolean): void => {
    entry.hope += passed ? 1 - HOPE_SHARE : -HOPE_SHARE
    if (entry.hope < 0) entry.hope = 0
    if (entry.hope < HOPE_LOOKS * (1 - HOPE_SHARE) * 0.5) return
    entry.standsFor = 1
    live = live.slice()
    live[entry.type.order] = 1
    hopeless--
    wholeLive = scanner.wholes(live)
  }

  const forget = (): void => {
    remembering = false
    rememberedOfAll -= remembered.size
    remembered.clear()
  }

  const examine = (value: string, out: Outcome): Outcome => {
    const trimmed = value.trim()
    if (trimmed === '' || isNothing(trimmed)) return out
    readShape(trimmed, shape)
    sketch.add(shape.hash)
    if (few.size <= 16) few.add(trimmed.slice(0, 64))
    out.length = trimmed.length
    let sure = false
    if (!remembering && (++looks & 4095) === 0) giveUp()
    const all = hopeless === 0 || looks % SPARSELY === 0
    if (trimmed.length <= LONGEST_WHOLE) {
      let text = trimmed
      if ((shape.mask & HAS.wide) !== 0) {
        text = normalise(trimmed).text
        if (text !== trimmed) readShape(text, shape)
      }
      noteForm(text, shape, out)
      let named = false
      ;(all ? whole : wholeLive)(text, shape, (type, fit) => {
        if (fit === 'none') return
        if (type.rule.shape.kind === 'name') named = true
        const entry = tallyOf(type)
        if (entry.standsFor > 1) reconsider(entry, fit === 'passed')
        out.shaped[out.shapedCount++] = entry
        if (fit === 'passed') {
          out.passed[out.passedCount++] = entry
          if (type.rule.rarity === 'high' || type.rule.check !== undefined) sure = true
        }
        if (entry.raw === undefined || (fit === 'passed' && entry.passed === 0)) entry.raw = value
      })
      for (const { type, form } of encoded) {
        const entry = tallyOf(type)
        if (isAmong(out.shaped, out.shapedCount, entry) || !form(text)) continue
        out.shaped[out.shapedCount++] = entry
        out.encoded[out.encodedCount++] = entry
        entry.raw ??= value
      }
      if (named && FIRM.test(text)) out.firm = true
    } else if (blobs.length > 0 && !/\s/.test(trimmed.slice(0, LONGEST_WHOLE))) {
      for (const type of blobs) {
        const entry = tallyOf(type)
        out.shaped[out.shapedCount++] = entry
        entry.raw ??= value.slice(0, LONGEST_WHOLE)
      }
    }
    if (sure || !worthReading(trimmed, shape)) return out
    out.prose = true
    out.digits = Math.min(MOST_DIGITS, shape.digits)
    for (const span of scanner.spans(value, only, header)) {
      const type = known.get(span.type)
      if (type === undefined) continue
      const entry = tallyOf(type)
      if (isAmong(out.inside, out.insideCount, entry)) continue
      out.inside[out.insideCount++] = entry
      if (span.confidence > entry.insideConfidence) {
        entry.insideConfidence = span.confidence
        entry.insideSpan = span
        if (entry.passed === 0) entry.raw = value.slice(span.start, span.end)
      }
    }
    return out
  }

  const count = (one: Outcome): void => {
    if (one.length === 0) return
    tally.nonEmpty++
    if (one.length < tally.shortest) tally.shortest = one.length
    if (one.length > tally.longest) tally.longest = one.length
    if (one.numeric) {
      tally.numeric++
      if (one.integer >= 0) {
        tally.integer++
        if (one.integer > last) tally.rising++
        last = one.integer
      }
    }
    if (one.uuid) tally.uuid++
    else if (one.hexLike) tally.hexLike++
    else if (one.dateTime) tally.dateTime++
    if (one.firm) tally.firms++
    if (one.prose) {
      tally.prose++
      tally.proseDigits[one.digits]!++
    }
    for (let i = 0; i < one.shapedCount; i++) one.shaped[i]!.shaped += one.shaped[i]!.standsFor
    for (let i = 0; i < one.passedCount; i++) one.passed[i]!.passed += one.passed[i]!.standsFor
    for (let i = 0; i < one.encodedCount; i++) one.encoded[i]!.encoded++
    for (let i = 0; i < one.insideCount; i++) one.inside[i]!.inside++
  }

  return {
    add: (value) => {
      tally.read++
      if (value === null) return
      if (!remembering || value.length > LONGEST_REMEMBERED) {
        count(examine(value, cleared(scratch)))
        return
      }
      const before = remembered.get(value)
      met++
      if (before !== undefined) {
        again++
        count(before)
        return
      }
      const outcome = examine(value, emptyOutcome())
      count(outcome)
      if (remembered.size < MOST_REMEMBERED && rememberedOfAll < MOST_REMEMBERED_OF_ALL) {
        remembered.set(value, outcome)
        rememberedOfAll++
      }
      // Values that do not repeat are not worth remembering: when hardly any did, or when what is remembered is not enough of them.
      if ((met === FIRST_JUDGED && again < met / 32) || (met >= JUDGED && again < met / 4)) forget()
    },
    result: (): FieldResult => {
      forget()
      tally.distinct = sketch.estimate()
      return judgeColumn(
        { ...tally, few: few.size <= 16 ? few : undefined, people: peopleBeside(types, context, reader), table },
        types,
        names,
        only,
      )
    },
  }
}

/** Without a word for it in the name, most types without a check digit can never be told of a column: their values need no look. */
function mayBeTold(type: Compiled, name: NameEvidence, table: TableEvidence): boolean {
  const { rule } = type
  const { kind } = rule.shape
  if (name.kind !== 'none' || rule.rarity === 'high' || (rule.check !== undefined && type.chance < 1)) return true
  if (kind === 'address' || kind === 'phone') return true
  if (kind === 'name') return table.people !== undefined
  return rule.rarity === 'medium' && kind !== 'column' && kind !== 'date' && kind !== 'coordinates'
}

function isAmong(list: readonly TypeTally[], count: number, entry: TypeTally): boolean {
  for (let i = 0; i < count; i++) if (list[i] === entry) return true
  return false
}

const NUMBER_SIGNS = HAS.digit | HAS.point | HAS.comma | HAS.dash | HAS.plus

function noteForm(text: string, shape: ValueShape, out: Outcome): void {
  const { mask, length } = shape
  if ((mask & HAS.digit) === 0 && length < 20) return
  if (mask === HAS.digit) {
    if (length <= 18) {
      out.numeric = true
      out.integer = Number(text)
    }
  } else if ((mask & ~NUMBER_SIGNS) === 0) out.numeric = /^[-+]?\d{1,18}(?:[.,]\d{1,12})?$/.test(text)
  if (length === 36 && /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)) out.uuid = true
  else if (length >= 20 && (mask & ~(HAS.digit | HAS.letter)) === 0 && /^[0-9a-f]+$/i.test(text)) out.hexLike = true
  else if ((mask & HAS.colon) !== 0 && /^(?:19|20)\d\d-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) out.dateTime = true
}

// How stores and people write "nothing".
function isNothing(value: string): boolean {
  if (value.length > 9) return false
  const first = value.charCodeAt(0) | 32
  if (first !== 110 && first !== 117 && first !== 45 && first !== 63 && first !== 124 && first !== 92) return false
  return /^(?:null|none|n\/a|na|nil|nan|undefined|unknown|-{1,3}|\?|\\n)$/i.test(value)
}

// Text with words, or with a sign that only a few forms have, or a word with a longer number: looked through. A code or a number has been judged
// as a whole.
function worthReading(value: string, shape: ValueShape): boolean {
  const { mask, length } = shape
  if (length < 6) return false
  if ((mask & HAS.at) !== 0 || value.includes('://') || value.includes('-----BEGIN') || length > 80) return true
  if ((mask & HAS.letter) === 0 || !/\s/.test(value)) return false
  return (shape.digits >= 6 || /\S\s+\S+\s+\S/.test(value)) && /\p{L}{2}/u.test(value)
}
