// One row as COPY sends it, in text or CSV: gives the fields up to the last that is wanted, as their values' bytes. Owns the two forms; what a value means
// is people.ts.
import type { CopyForm } from './copy-facts.ts'

const NEWLINE = 10
const BACKSLASH = 92
/** behind a backslash, in text: what it stands for */
const ESCAPED: ReadonlyMap<number, number> = new Map([
  [98, 8],
  [102, 12],
  [110, 10],
  [114, 13],
  [116, 9],
  [118, 11],
])

/**
 * The fields 0 to `last`; null: no value. Null as a whole: it is no row of that form, or more than one.
 * `bytes`: a CopyData message, with its type and length.
 */
export function readCopyRow(form: CopyForm, bytes: Buffer, last: number): readonly (Buffer | null)[] | null {
  const end = bytes.length - 1
  if (end < 5 || bytes[end] !== NEWLINE) return null
  return form.format === 'csv' ? csvRow(form, bytes, end, last) : textRow(form, bytes, end, last)
}

function textRow(form: CopyForm, bytes: Buffer, end: number, last: number): readonly (Buffer | null)[] | null {
  // a line break in a value is written as \n: a bare one is the end of a row
  if (bytes.indexOf(NEWLINE, 5) !== end) return null
  const fields: (Buffer | null)[] = []
  let at = 5
  while (fields.length <= last) {
    let to = at
    let escaped = false
    while (to < end && bytes[to] !== form.delimiter) {
      if (bytes[to] === BACKSLASH) {
        escaped = true
        to++
      }
      to++
    }
    if (to > end) return null
    const raw = bytes.subarray(at, to)
    // compared before anything is unescaped, as PostgreSQL does
    fields.push(isNothing(form, raw) ? null : escaped ? unescaped(raw) : raw)
    if (to === end) break
    at = to + 1
  }
  return fields
}

function unescaped(raw: Buffer): Buffer {
  const out = Buffer.alloc(raw.length)
  let length = 0
  for (let i = 0; i < raw.length; i++) {
    let byte = raw[i]!
    if (byte === BACKSLASH && i + 1 < raw.length) {
      byte = raw[++i]!
      byte = ESCAPED.get(byte) ?? byte
    }
    out[length++] = byte
  }
  return out.subarray(0, length)
}

function csvRow(form: CopyForm, bytes: Buffer, end: number, last: number): readonly (Buffer | null)[] | null {
  const fields: (Buffer | null)[] = []
  let at = 5
  while (fields.length <= last) {
    let to = at
    if (bytes[at] === form.quote) {
      const out: number[] = []
      to++
      for (;;) {
        if (to >= end) return null
        const byte = bytes[to]!
        if (byte === form.escape && (bytes[to + 1] === form.quote || bytes[to + 1] === form.escape) && to + 1 < end) {
          out.push(bytes[to + 1]!)
          to += 2
        } else if (byte === form.quote) {
          to++
          break
        } else {
          out.push(byte)
          to++
        }
      }
      if (to !== end && bytes[to] !== form.delimiter) return null
      fields.push(Buffer.from(out))
    } else {
      while (to < end && bytes[to] !== form.delimiter) {
        // what holds a line break is quoted
        if (bytes[to] === NEWLINE) return null
        to++
      }
      const raw = bytes.subarray(at, to)
      fields.push(isNothing(form, raw) ? null : raw)
    }
    if (to === end) break
    at = to + 1
  }
  return fields
}

function isNothing(form: CopyForm, raw: Buffer): boolean {
  return raw.toString('utf8') === form.nothing
}
