// What a frame holds: some access records of one writer with consecutive numbers. What records of a session have in common (who, how,
// which fields) stands once a frame as JSON; the rest of a record is a few bytes. Owns the codec; `readBatch` takes any bytes and answers
// null at those that are no batch.
import type { Access } from '../../core/contract/access.ts'
import type { SubjectCount } from '../../core/contract/people.ts'
import { eventsError } from './errors.ts'
import type { NewAccess } from './events.ts'
import { HEADER, MAX_PAYLOAD, sealFrame } from './segment-frames.ts'

export const REF_BYTES = 16
export const BASES: readonly SubjectCount['basis'][] = ['keys', 'rerun', 'rows', 'lease', 'table']
const MAX_CONTEXT = 2 ** 18
const MAX_REFS = 2_000_000
const MAX_RECORDS = 65_536

/** What a record shares with others. */
export type AccessContext = Omit<Access, 'writer' | 'seq' | 'time' | 'observed' | 'rows' | 'bytes' | 'refs' | 'subjects'>

export interface BatchRecord {
  readonly seq: number
  readonly context: AccessContext
  /** ms */
  readonly time: number
  readonly rows: number | null
  readonly bytes: number | null
  readonly lower: number
  readonly upper: number
  readonly basis: SubjectCount['basis']
  /** into the batch's bytes: copy what is kept */
  readonly refs: Uint8Array
}

export interface Batch {
  readonly first: number
  /** ms */
  readonly observed: number
  readonly records: readonly BatchRecord[]
}

export interface Pending {
  readonly context: string
  readonly time: number
  readonly record: NewAccess
}

const NO_REFS = new Uint8Array(0)

/** Contexts of the last records, by session, object, first field and phase: most records share theirs with one of them. */
export type PreparedContexts = Map<string, Pending>

const PREPARED = 4096

/** Checks a record before it gets its number. One that cannot be stored is a fault of its maker and says so. */
export function prepare(record: NewAccess, known: PreparedContexts): Pending {
  const invalid = (what: string): Error => eventsError('record-invalid', { what })
  const time = Date.parse(record.time)
  if (!(Math.abs(time) <= 8.64e15)) throw invalid('its time is no instant')
  const { refs = NO_REFS, subjects } = record
  if (refs.length % REF_BYTES !== 0) throw invalid('its references are not 16 bytes each')
  if (refs.length > MAX_REFS * REF_BYTES) throw invalid(`it has more than ${MAX_REFS} references`)
  for (const number of [record.rows ?? 0, record.bytes ?? 0, subjects.lower, subjects.upper]) {
    if (!Number.isSafeInteger(number) || number < 0) throw invalid('a count in it is no whole number')
  }
  if (!BASES.includes(subjects.basis)) throw invalid('the basis of its people is unknown')
  const key = `${record.session}\n${record.object}\n${record.fields[0]}\n${record.phase}`
  const like = known.get(key)
  if (like !== undefined && sameContext(like.record, record)) return { context: like.context, time, record }
  const context = JSON.stringify(contextOf(record))
  if (context.length > MAX_CONTEXT) throw invalid('it is too long')
  if (known.size >= PREPARED) known.clear()
  const { refs: _refs, ...kept } = record // its references may be many
  known.set(key, { context, time, record: kept })
  return { context, time, record }
}

function contextOf(record: NewAccess): AccessContext {
  const { time: _time, rows: _rows, bytes: _bytes, refs: _refs, subjects: _subjects, ...context } = record
  return context
}

/** Every part but those that each record has of its own. The compiler holds this list to be whole. */
const PARTS = Object.keys({
  source: 0,
  plane: 0,
  phase: 0,
  principal: 0,
  actor: 0,
  session: 0,
  storeSession: 0,
  decision: 0,
  purpose: 0,
  ticket: 0,
  ip: 0,
  country: 0,
  asn: 0,
  device: 0,
  store: 0,
  object: 0,
  fields: 0,
  shown: 0,
  action: 0,
  outcome: 0,
  fingerprint: 0,
  drill: 0,
} satisfies Record<keyof AccessContext, 0>) as readonly (keyof AccessContext)[]

function sameContext(a: NewAccess, b: NewAccess): boolean {
  if (a === b) return true
  for (const part of PARTS) if (a[part] !== b[part] && part !== 'fields' && part !== 'shown') return false
  if (a.fields !== b.fields) {
    if (a.fields.length !== b.fields.length) return false
    for (let at = 0; at < a.fields.length; at++) if (a.fields[at] !== b.fields[at]) return false
  }
  return a.shown === b.shown || JSON.stringify(a.shown) === JSON.stringify(b.shown)
}

/** Frames, sealed; more than one when they would grow too large for one. */
export function* writeBatches(first: number, observed: number, pending: readonly Pending[]): Generator<Buffer> {
  let from = 0
  while (from < pending.length) {
    let to = from
    let size = 64
    const contexts = new Map<string, number>()
    for (; to < pending.length && to - from < MAX_RECORDS; to++) {
      const { context, record } = pending[to]!
      let more = 80 + (record.refs?.length ?? 0)
      if (!contexts.has(context)) more += context.length * 3 + 8
      if (to > from && size + more > MAX_PAYLOAD / 4) break
      size += more
      if (!contexts.has(context)) contexts.set(context, contexts.size)
    }
    yield frameOf(first + from, observed, pending, from, to, contexts, size)
    from = to
  }
}

function frameOf(
  first: number,
  observed: number,
  pending: readonly Pending[],
  from: number,
  to: number,
  contexts: ReadonlyMap<string, number>,
  size: number,
): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER + size)
  let at = HEADER
  const number = (value: number): void => {
    let left = value
    while (left >= 0x80) {
      buffer[at++] = (left % 0x80) | 0x80
      left = Math.floor(left / 0x80)
    }
    buffer[at++] = left
  }
  const signed = (value: number): void => number(value >= 0 ? value * 2 : -value * 2 - 1)
  number(first)
  signed(observed)
  number(contexts.size)
  for (const context of contexts.keys()) {
    const length = Buffer.byteLength(context)
    number(length)
    at += buffer.write(context, at)
  }
  number(to - from)
  let time = observed
  for (let index = from; index < to; index++) {
    const { context, time: its, record } = pending[index]!
    number(contexts.get(context)!)
    signed(its - time)
    time = its
    number(record.rows === null ? 0 : record.rows + 1)
    number(record.bytes === null ? 0 : record.bytes + 1)
    number(record.subjects.lower)
    number(record.subjects.upper)
    buffer[at++] = BASES.indexOf(record.subjects.basis)
    const refs = record.refs ?? NO_REFS
    number(refs.length / REF_BYTES)
    buffer.set(refs, at)
    at += refs.length
  }
  const frame = buffer.subarray(0, at)
  sealFrame(frame)
  return frame
}

/** Contexts of the last frames by their text, so that equal ones are one object: grouping by them is cheap. */
export type ContextCache = Map<string, AccessContext>

export function readBatch(bytes: Buffer, cache: ContextCache): Batch | null {
  let at = 0
  let sound = true
  const number = (): number => {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = bytes[at++]
      if (byte === undefined || scale > 2 ** 49) {
        sound = false
        return 0
      }
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 0x80
    }
  }
  const signed = (): number => {
    const value = number()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
  const first = number()
  const observed = signed()
  const count = number()
  if (!sound || count > bytes.length || first > Number.MAX_SAFE_INTEGER - MAX_RECORDS || Math.abs(observed) > 8.64e15) return null
  const contexts: AccessContext[] = []
  for (let index = 0; index < count; index++) {
    const length = number()
    if (!sound || length > bytes.length - at) return null
    const context = readContext(bytes.toString('utf8', at, at + length), cache)
    if (context === null) return null
    contexts.push(context)
    at += length
  }
  const records: BatchRecord[] = []
  const all = number()
  if (!sound || all > MAX_RECORDS) return null
  let time = observed
  for (let index = 0; index < all; index++) {
    const context = contexts[number()]
    time += signed()
    const rows = number()
    const size = number()
    const lower = number()
    const upper = number()
    const basis = BASES[bytes[at++] ?? 255]
    const length = number() * REF_BYTES
    if (!sound || context === undefined || basis === undefined || length > bytes.length - at || !(Math.abs(time) <= 8.64e15)) return null
    records.push({
      seq: first + index,
      context,
      time,
      rows: rows === 0 ? null : rows - 1,
      bytes: size === 0 ? null : size - 1,
      lower,
      upper,
      basis,
      refs: bytes.subarray(at, at + length),
    })
    at += length
  }
  return at === bytes.length && records.length > 0 ? { first, observed, records } : null
}

const CACHED = 4096

export function readContext(text: string, cache: ContextCache): AccessContext | null {
  const known = cache.get(text)
  if (known !== undefined) return known
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (!isContext(value)) return null
  if (cache.size >= CACHED) cache.clear()
  cache.set(text, value)
  return value
}

function isContext(value: unknown): value is AccessContext {
  if (typeof value !== 'object' || value === null) return false
  const it = value as Partial<Record<keyof AccessContext, unknown>>
  const texts = [it.source, it.plane, it.phase, it.actor, it.session, it.store, it.object, it.action, it.outcome]
  return (
    texts.every((text) => typeof text === 'string') &&
    (it.principal === null || typeof it.principal === 'string') &&
    (it.decision === null || typeof it.decision === 'string') &&
    Array.isArray(it.fields) &&
    it.fields.every((field) => typeof field === 'string') &&
    typeof it.shown === 'object' &&
    it.shown !== null &&
    typeof it.drill === 'boolean'
  )
}
