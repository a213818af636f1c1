// Running text in pieces cut anywhere: values across a cut are found, each once, in bounded memory. The same text gives the same counts
// however it is cut.
import type { Why } from '../../core/contract/label.ts'
import type { Compiled } from './compile.ts'
import { createBytePieces, type BytePieces } from './byte-pieces.ts'
import { countsInside, PERSONAL_FROM } from './column-verdict.ts'
import type { ColumnContext, FieldResult, Span, TextField } from './engine.ts'
import { weigh } from './evidence.ts'
import { labelOf } from './label.ts'
import { maskValue } from './mask.ts'
import { LOOK_AHEAD, LOOK_BACK } from './scan-text.ts'
import type { Scanner } from './scanner.ts'
import { wordsOf } from './words.ts'

const ROOM = 1 << 17
const FEED = 1 << 14

interface Found {
  count: number
  lines: number
  lastLine: number
  confidence: number
  why: () => readonly Why[]
  raw: string
}

/** Calls `take` for each span once, in order, with the text it stands in and its place there. */
export function createPieces(
  scan: (text: string) => readonly Span[],
  take: (span: Span, text: string, base: number) => void,
): { add(text: string): void; end(): void } {
  let buffer = ''
  let base = 0 // where the buffer starts in the whole text
  let taken = 0 // up to here spans have been taken
  const read = (commit: number): void => {
    for (const span of scan(buffer)) {
      if (base + span.start < taken || span.start >= commit) continue
      taken = base + span.end
      take(span, buffer, base)
    }
  }
  // Committed places depend on the text alone, not on how it was cut: each step takes exactly ROOM units.
  const step = (): void => {
    let commit = ROOM
    // Between lines or words when there is such a place, so that no word is read from its middle.
    const line = buffer.lastIndexOf('\n', ROOM)
    if (line > ROOM / 2) commit = line + 1
    else {
      const space = buffer.lastIndexOf(' ', ROOM)
      if (space > ROOM / 2) commit = space + 1
    }
    const last = buffer.charCodeAt(commit - 1)
    if (last >= 0xd800 && last <= 0xdbff) commit--
    read(commit)
    taken = Math.max(taken, base + commit)
    let keep = Math.max(0, commit - LOOK_BACK)
    const first = buffer.charCodeAt(keep)
    if (first >= 0xdc00 && first <= 0xdfff) keep++
    buffer = buffer.slice(keep)
    base += keep
  }
  return {
    add: (text) => {
      for (let at = 0; at < text.length; at += FEED) {
        buffer += text.slice(at, at + FEED)
        while (buffer.length >= ROOM + LOOK_AHEAD + LOOK_BACK) step()
      }
    },
    end: () => {
      read(buffer.length + 1)
      buffer = ''
    },
  }
}

export function createTextField(
  scanner: Scanner,
  types: readonly Compiled[],
  context: ColumnContext,
  only: ReadonlySet<string> | undefined,
): TextField {
  const found = new Map<string, Found>()
  const known = new Map(types.map((type) => [type.rule.id, type]))
  const header = context.name.startsWith('$') ? '' : ` ${wordsOf(context.name).join(' ')} `
  let lines = 0
  let units = 0
  let lineHasText = false
  let counted = 0 // up to here newlines have been counted for spans
  let line = 0
  const note = (type: string, line: number, confidence: number, why: () => readonly Why[], raw: () => string): void => {
    const entry = found.get(type)
    if (entry === undefined) {
      found.set(type, { count: 1, lines: 1, lastLine: line, confidence, why, raw: raw() })
      return
    }
    entry.count++
    if (entry.lastLine !== line) {
      entry.lines++
      entry.lastLine = line
    }
    if (confidence > entry.confidence) {
      entry.confidence = confidence
      entry.why = why
      entry.raw = raw()
    }
  }
  const pieces = createPieces(
    (text) => scanner.spans(text, only, header),
    (span, text, base) => {
      for (let at = Math.max(counted, base); at < base + span.start; at++) if (text.charCodeAt(at - base) === 10) line++
      counted = Math.max(counted, base + span.start)
      note(
        span.type,
        line,
        span.confidence,
        () => span.why,
        () => text.slice(span.start, span.end),
      )
    },
  )
  // Without a header, and where the sieve is there, bytes are read as they are; else as the text that they are.
  const sieve = header === '' ? scanner.sieve(only) : undefined
  let bytePieces: BytePieces | undefined
  let decoder: InstanceType<typeof TextDecoder> | undefined
  const add = (text: string): void => {
    units += text.length
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (unit === 10) lineHasText = false
      else if (unit > 32 && !lineHasText) {
        lineHasText = true
        lines++
      }
    }
    pieces.add(text)
  }
  return {
    add,
    addBytes: (bytes) => {
      if (sieve === undefined) {
        decoder ??= new TextDecoder()
        add(decoder.decode(bytes, { stream: true }))
        return
      }
      units += bytes.length
      bytePieces ??= createBytePieces(sieve, ({ hit, confidence }, at, raw) =>
        note(hit.type.rule.id, at, confidence, () => weigh(hit.parts, hit.prior).why, raw),
      )
      bytePieces.add(bytes)
    },
    result: (): FieldResult => {
      if (decoder !== undefined) add(decoder.decode())
      pieces.end()
      bytePieces?.end()
      lines += bytePieces?.lines ?? 0
      if (lines === 0)
        return {
          verdict: 'unsure',
          label: null,
          types: [],
          why: [{ rule: 'values', text: units === 0 ? 'nothing was read' : 'blank text' }],
          read: units === 0 ? 0 : 1,
          nonEmpty: 0,
        }
      const kept = [...found]
        .map(([id, entry]) => ({ type: known.get(id)!, ...entry }))
        .filter((one) => one.confidence >= PERSONAL_FROM && countsInside(one.type, one.confidence, one.count, 0))
        .sort((a, b) => b.confidence - a.confidence || a.type.order - b.type.order)
      const personal = kept.some((one) => one.type.rule.personal)
      const verdict = personal ? 'personal' : 'not-personal'
      const rules = kept.map((one) => one.type.rule)
      return {
        verdict,
        label: labelOf(verdict, rules, { flag: false }),
        types: kept.map((one) => ({
          type: one.type.rule.id,
          confidence: one.confidence,
          count: one.count,
          share: Math.min(1, Math.round((one.lines / lines) * 10_000) / 10_000),
          sample: maskValue(one.type.rule, one.raw),
          why: one.why().map(({ rule, text, weight }) => ({ rule, text, ...(weight === undefined ? {} : { weight }) })),
          raw: one.raw,
        })),
        why: kept[0]?.why().map(({ rule, text, weight }) => ({ rule, text, ...(weight === undefined ? {} : { weight }) })) ?? [
          { rule: 'values', text: `no type found in ${lines.toLocaleString('en-US')} lines` },
        ],
        read: lines,
        nonEmpty: lines,
      }
    },
  }
}
