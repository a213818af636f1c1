// One column's values, gathered in bounded memory, and the verdict on them. Owns what is counted; how counts become a verdict is in
// column-verdict.ts.
import type { Compiled } from './compile.ts'
import type { Column, ColumnContext, FieldResult } from './engine.ts'
import { lastPart, nameEvidences, peopleBeside, readNames, tableEvidence, type NameEvidence, type TableEvidence } from './column-name.ts'
import type { ColumnReader } from './column-reading.ts'
import type { TypeTally } from './column-tally.ts'
import { AT, CELL, cellShape, FORM, type CellBatch } from './cells.ts'
import { BLOBS, encodedForm } from './column-encoded.ts'
import { createFitting } from './column-fit.ts'
import { cleared, createOutcomeKeeper, emptyOutcome, type Outcome } from './column-outcome.ts'
import { createSeen } from './column-seen.ts'
import { createDistinctSketch } from './distinct-sketch.ts'
import type { Scanner } from './scanner.ts'
import { judgeColumn } from './column-verdict.ts'
import { normalise } from './normalise.ts'
import type { Fit, Recogniser } from './recognisers/recogniser.ts'
import { emptyShape, HAS, readShape, type ValueShape } from './value-shape.ts'
import { wordsOf } from './words.ts'

/** Values longer than this are cut for the whole-value look; text inside them is read piece by piece. */
const LONGEST_WHOLE = 512
/** So many different values are remembered with what came of them, while values repeat; of all columns together so many. */
const MOST_REMEMBERED = 8192
const MOST_REMEMBERED_OF_ALL = 1 << 17
const LONGEST_REMEMBERED = 200
/** Of cells, whose memory is two numbers, more. */
const MOST_SEEN = 1 << 15
const MOST_SEEN_OF_ALL = 1 << 19
/** Values that do not repeat are not worth remembering. Whether they do is judged for the first time after so many, and for good after so many. */
const FIRST_JUDGED = 1024
const JUDGED = 16_384
const JUDGED_CELLS = 1 << 16
/** Texts with more digits are counted as having so many. */
const MOST_DIGITS = 40

const FIRM =
  /(?:^|[ ,])(?:gmbh|mbh|ag|kg|ohg|ug|e\.? ?k|e\.? ?v|se|ltd|limited|llc|llp|inc|corp|plc|co|sarl|s\.?a\.?r\.?l|sas|sa|s\.a|eurl|s\.?l|s\.?l\.?u|srl|s\.?r\.?l|spa|s\.p\.a|sp\. ?z ?o\. ?o|spolka|bv|b\.v|nv|n\.v|lda|ab|a\/s|aps|as|oy|a\.?s|kft|zrt|s\.?r\.?o|d\.?o\.?o|pty|foundation|stiftung|university|universitat|bank|hotel|stadtwerke)\.?$/i

/** So many different values at most make an enumeration. */
const MOST_FEW = 16
const NONE: readonly Recogniser[] = []

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
let seenOfAll = 0

export function createColumn(
  scanner: Scanner,
  recognisers: readonly Recogniser[],
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
  const fitting = createFitting(recognisers, asked)
  // The same without the types that are hopeless here.
  let live = asked
  let fittingLive = fitting
  let hopeless = 0
  let looks = 0
  const encoded = types.flatMap((type) => {
    const form = asked[type.order] === 1 ? encodedForm(type, names.get(type)) : undefined
    return form === undefined ? [] : [{ type, form }]
  })
  const blobs = types.filter((type) => asked[type.order] === 1 && BLOBS.has(type.rule.id) && names.get(type).kind !== 'none')
  const remembered = new Map<string, Outcome>()
  /** the same for cells that are no strings */
  const seen = createSeen<Outcome>()
  const keeper = createOutcomeKeeper()
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
    // What is remembered counts for itself alone.
    if (remembering) forget()
    live = fewer
    fittingLive = createFitting(recognisers, live)
  }
  const reconsider = (entry: TypeTally, passed: boolean): void => {
    entry.hope += passed ? 1 - HOPE_SHARE : -HOPE_SHARE
    if (entry.hope < 0) entry.hope = 0
    if (entry.hope < HOPE_LOOKS * (1 - HOPE_SHARE) * 0.5) return
    entry.standsFor = 1
    live = live.slice()
    live[entry.type.order] = 1
    hopeless--
    fittingLive = createFitting(recognisers, live)
  }

  const forget = (): void => {
    remembering = false
    rememberedOfAll -= remembered.size
    seenOfAll -= seen.size
    remembered.clear()
    seen.clear()
    keeper.clear()
  }

  let all = true
  /** The value is counted: `shape` is its own. */
  const begin = (out: Outcome): void => {
    sketch.add(shape.hash)
    out.length = shape.length
    if ((++looks & 4095) === 0 && again < met / 2) giveUp()
    all = hopeless === 0 || looks % SPARSELY === 0
  }
  const fittingOf = (): readonly Recogniser[] => (all ? fitting : fittingLive).of(shape)

  const examine = (value: string, out: Outcome): Outcome => {
    const trimmed = value.trim()
    if (trimmed === '' || isNothing(trimmed)) return out
    readShape(trimmed, shape)
    begin(out)
    if (trimmed.length > LONGEST_WHOLE) return look(value, trimmed, trimmed, NONE, out)
    let text = trimmed
    if ((shape.mask & HAS.wide) !== 0) {
      text = normalise(trimmed).text
      if (text !== trimmed) readShape(text, shape)
    }
    noteForm(text, shape, out)
    return look(value, trimmed, text, fittingOf(), out)
  }

  /** A cell becomes a string only when somebody has to look at it. */
  const examineCell = (batch: CellBatch, cell: number, out: Outcome): Outcome => {
    const at = cell * CELL
    const mask = batch.table[at + AT.mask]!
    const length = batch.table[at + AT.length]!
    if (length === 0) return out
    if ((mask & HAS.wide) !== 0 || (length <= 9 && (mask & HAS.digit) === 0)) return examine(batch.text(cell), out)
    cellShape(batch.table, cell, shape)
    begin(out)
    let list = NONE
    if (length <= LONGEST_WHOLE) {
      out.numeric = (mask & FORM.numeric) !== 0
      out.integer = (mask & FORM.integer) !== 0
      out.uuid = (mask & FORM.uuid) !== 0
      out.hexLike = (mask & FORM.hexLike) !== 0
      out.dateTime = (mask & FORM.dateTime) !== 0
      list = fittingOf()
      if (list.length === 0 && encoded.length === 0 && few.size > MOST_FEW && !maybeRead(shape, batch.table[at + AT.words]!)) return out
    }
    const value = batch.text(cell)
    const trimmed = batch.table[at + AT.rawLength] === length ? value : value.trim()
    return look(value, trimmed, trimmed, list, out)
  }

  let named = false
  let sure = false
  let looked: Outcome = scratch
  let lookedAt = ''
  const fits = (type: Compiled, fit: Fit): void => {
    if (fit === 'none') return
    if (type.rule.shape.kind === 'name') named = true
    const entry = tallyOf(type)
    const passed = fit === 'passed'
    if (entry.standsFor > 1) reconsider(entry, passed)
    looked.shaped[looked.shapedCount++] = entry
    if (passed) {
      looked.passed[looked.passedCount++] = entry
      if (type.rule.rarity === 'high' || type.rule.check !== undefined) sure = true
    }
    if (entry.raw === undefined || (passed && entry.passed === 0)) entry.raw = lookedAt
  }

  /** What a value is: `text` is what of it is compared, `list` whom to ask about it as a whole. */
  const look = (value: string, trimmed: string, text: string, list: readonly Recogniser[], out: Outcome): Outcome => {
    if (few.size <= MOST_FEW) few.add(trimmed.slice(0, 64))
    sure = named = false
    if (trimmed.length <= LONGEST_WHOLE) {
      looked = out
      lookedAt = value
      const asking = all ? asked : live
      for (let i = 0; i < list.length; i++) list[i]!.whole!(text, fits, asking, shape)
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

  /** `integer`: its value, when it is one. */
  const count = (one: Outcome, integer: number): void => {
    if (one.length === 0) return
    tally.nonEmpty++
    if (one.length < tally.shortest) tally.shortest = one.length
    if (one.length > tally.longest) tally.longest = one.length
    if (one.numeric) {
      tally.numeric++
      if (one.integer) {
        tally.integer++
        if (integer > last) tally.rising++
        last = integer
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
      const short = remembering && value.length <= LONGEST_REMEMBERED
      const before = short ? remembered.get(value) : undefined
      if (short) met++
      if (before !== undefined) {
        again++
        count(before, before.integer ? Number(value) : 0)
        return
      }
      const outcome = examine(value, cleared(scratch))
      count(outcome, outcome.integer ? Number(value) : 0)
      if (!short) return
      if (!remembering) return
      if (remembered.size < MOST_REMEMBERED && rememberedOfAll < MOST_REMEMBERED_OF_ALL) {
        remembered.set(value, keeper.keep(outcome))
        rememberedOfAll++
      }
      if ((met === FIRST_JUDGED && again < met / 32) || (met >= JUDGED && again < met / 4)) forget()
    },
    addCells: (batch, place) => {
      const { table, starts, rows, numbers } = batch
      for (let row = 0; row < rows; row++) {
        const cell = starts[row]! + place
        if (cell >= starts[row + 1]!) continue
        const at = cell * CELL
        const length = table[at + AT.rawLength]!
        tally.read++
        if (length < 0) continue
        const hash = table[at + AT.hash]!
        const other = table[at + AT.other]!
        const short = remembering && (length <= LONGEST_REMEMBERED || !isLong(batch, cell))
        const before = short ? seen.get(hash, other) : undefined
        if (short) met++
        if (before !== undefined) {
          again++
          count(before, before.integer ? numbers[(at + AT.words) >> 1]! : 0)
          continue
        }
        const outcome = examineCell(batch, cell, cleared(scratch))
        count(outcome, outcome.integer ? numbers[(at + AT.words) >> 1]! : 0)
        if (!short) continue
        if (!remembering) continue
        if (seen.size < MOST_SEEN && seenOfAll < MOST_SEEN_OF_ALL) {
          seen.set(hash, other, keeper.keep(outcome))
          seenOfAll++
        }
        if (met >= JUDGED_CELLS && again < met / 4) forget()
      }
    },
    result: (): FieldResult => {
      forget()
      tally.distinct = sketch.estimate()
      return judgeColumn(
        { ...tally, few: few.size <= MOST_FEW ? few : undefined, people: peopleBeside(types, context, reader), table },
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

function isLong({ table, text }: CellBatch, cell: number): boolean {
  return (table[cell * CELL + AT.mask]! & HAS.wide) === 0 || text(cell).length > LONGEST_REMEMBERED
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
      out.integer = true
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

/** The same by the shape of a text without characters beyond ASCII, and how many pieces it has between white space. Errs on the side of yes. */
function maybeRead({ mask, length, layout, digits }: ValueShape, words: number): boolean {
  if (length < 6) return false
  if ((mask & HAS.at) !== 0 || length > 80) return true
  // `://` and `-----` are no single separators between groups
  if (layout < 0 && ((mask & HAS.slash) !== 0 || (mask & (HAS.dash | HAS.letter)) === (HAS.dash | HAS.letter))) return true
  return (mask & HAS.letter) !== 0 && words > 1 && (words > 2 || digits >= 6)
}
