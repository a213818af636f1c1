// The roll-up of one store and hour: for each principal, session, object, set of fields and plane, how much was read and which people were
// reached. Owns the file's form: magic, length of the index, the index as JSON (columns of numbers into a list of texts), then for each entry
// its people as portable Roaring and its references of nobody, 16 bytes each.
import { NO_BOUNDS, type Bounds } from './access-tally.ts'
import type { MatchParts } from './match-query.ts'
import { peopleOf, readPeople, type PeopleSet } from './people-set.ts'

export interface RollUpEntry extends MatchParts {
  readonly records: number
  readonly rows: number
  readonly bytes: number
  readonly denied: number
  readonly bounds: Bounds
  /** portable Roaring; no bytes at all for nobody */
  readonly people: Uint8Array
  /** references of nobody, 16 bytes each */
  readonly unresolved: Uint8Array
}

const MAGIC = 'HFRU0001'
const NONE = new Uint8Array(0)

interface Index {
  readonly texts: readonly string[]
  readonly fieldSets: readonly (readonly number[])[]
  /** for each entry: principal (-1: none), session, object, field set, plane, records, rows, bytes, denied, loose, lease, table, length of people, of references */
  readonly entries: readonly number[]
}

export function writeRollUp(store: string, entries: readonly RollUpEntry[]): Buffer {
  const texts = new Map<string, number>()
  const sets = new Map<string, number>()
  const text = (value: string): number => {
    let at = texts.get(value)
    if (at === undefined) texts.set(value, (at = texts.size))
    return at
  }
  text(store)
  const blobs: Uint8Array[] = []
  const rows: number[] = []
  for (const entry of entries) {
    const set = JSON.stringify(entry.fields.map(text))
    if (!sets.has(set)) sets.set(set, sets.size)
    const { people, unresolved } = entry
    blobs.push(people, unresolved)
    const { loose, lease, table } = entry.bounds
    rows.push(
      entry.principal === null ? -1 : text(entry.principal),
      text(entry.session),
      text(entry.object),
      sets.get(set)!,
      text(entry.plane),
      entry.records,
      entry.rows,
      entry.bytes,
      entry.denied,
      loose,
      lease,
      table,
      people.length,
      unresolved.length,
    )
  }
  const index: Index = {
    texts: [...texts.keys()],
    fieldSets: [...sets.keys()].map((set) => JSON.parse(set) as number[]),
    entries: rows,
  }
  const head = Buffer.from(JSON.stringify(index))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(head.length)
  return Buffer.concat([Buffer.from(MAGIC), length, head, ...blobs])
}

/** Entries that are wanted; others are passed over without being unpacked. Throws at bytes that are no roll-up: their sum was checked before. */
export function* readRollUp(bytes: Buffer, wanted: (parts: MatchParts) => boolean): Generator<RollUpEntry> {
  if (bytes.toString('latin1', 0, 8) !== MAGIC) throw new RangeError('not a roll-up')
  const end = 12 + bytes.readUInt32LE(8)
  const index = JSON.parse(bytes.toString('utf8', 12, end)) as Index
  const store = index.texts[0]!
  const fieldSets = index.fieldSets.map((set) => set.map((at) => index.texts[at]!))
  let at = end
  for (let row = 0; row < index.entries.length; row += 14) {
    const number = (column: number): number => index.entries[row + column]!
    const principal = number(0)
    const people = number(12)
    const nobodys = number(13)
    const parts: MatchParts = {
      principal: principal < 0 ? null : index.texts[principal]!,
      session: index.texts[number(1)]!,
      store,
      object: index.texts[number(2)]!,
      fields: fieldSets[number(3)]!,
      plane: index.texts[number(4)]!,
    }
    if (wanted(parts)) {
      yield {
        ...parts,
        records: number(5),
        rows: number(6),
        bytes: number(7),
        denied: number(8),
        bounds: { loose: number(9), lease: number(10), table: number(11) },
        people: bytes.subarray(at, at + people),
        unresolved: bytes.subarray(at + people, at + people + nobodys),
      }
    }
    at += people + nobodys
  }
}

/** Gathers entries; records and earlier roll-ups of the same store and hour may come in any order. */
export interface RollUpBuilder {
  record(parts: MatchParts, counts: RollUpCounts): void
  entry(entry: RollUpEntry): void
  entries(): RollUpEntry[]
}

export interface RollUpCounts {
  readonly rows: number
  readonly bytes: number
  readonly denied: boolean
  readonly bounds: Bounds
  readonly numbers: readonly number[]
  readonly unresolved: readonly string[]
}

interface Growing {
  readonly parts: MatchParts
  records: number
  rows: number
  bytes: number
  denied: number
  bounds: Bounds
  numbers: number[]
  people: PeopleSet | null
  readonly unresolved: Set<string>
}

export function createRollUpBuilder(): RollUpBuilder {
  const growing = new Map<string, Growing>()
  const keys = new WeakMap<MatchParts, Growing>()
  const find = (parts: MatchParts): Growing => {
    const known = keys.get(parts)
    if (known !== undefined) return known
    const { principal, session, object, plane } = parts
    const key = JSON.stringify([principal, session, object, plane, parts.fields.toSorted()])
    let one = growing.get(key)
    if (one === undefined) {
      const own: MatchParts = { principal, session, store: parts.store, object, plane, fields: parts.fields.toSorted() }
      const counts = { records: 0, rows: 0, bytes: 0, denied: 0, bounds: NO_BOUNDS }
      growing.set(key, (one = { parts: own, ...counts, numbers: [], people: null, unresolved: new Set() }))
    }
    keys.set(parts, one)
    return one
  }
  return {
    record(parts, counts) {
      const one = find(parts)
      one.records++
      one.rows += counts.rows
      one.bytes += counts.bytes
      if (counts.denied) one.denied++
      if (counts.bounds !== NO_BOUNDS) one.bounds = sumBounds(one.bounds, counts.bounds)
      for (const n of counts.numbers) one.numbers.push(n)
      for (const hex of counts.unresolved) one.unresolved.add(hex)
      if (one.numbers.length > 200_000) pack(one)
    },
    entry(entry) {
      const one = find(entry)
      one.records += entry.records
      one.rows += entry.rows
      one.bytes += entry.bytes
      one.denied += entry.denied
      one.bounds = sumBounds(one.bounds, entry.bounds)
      if (entry.people.length > 0) {
        const people = readPeople(entry.people)
        one.people = one.people === null ? people : one.people.union(people)
      }
      for (const hex of Buffer.from(entry.unresolved).toString('hex').match(/.{32}/g) ?? []) one.unresolved.add(hex)
    },
    entries: () =>
      [...growing.values()].map((one) => {
        const { parts, records, rows, bytes, denied, bounds, unresolved } = one
        const people = pack(one)
        const nobodys = Buffer.from([...unresolved].toSorted().join(''), 'hex')
        return { ...parts, records, rows, bytes, denied, bounds, people: people.size === 0 ? NONE : people.bytes(), unresolved: nobodys }
      }),
  }
}

function pack(one: Growing): PeopleSet {
  const fresh = peopleOf(one.numbers)
  one.numbers = []
  one.people = one.people === null ? fresh : one.people.union(fresh)
  return one.people
}

function sumBounds(a: Bounds, b: Bounds): Bounds {
  return { loose: a.loose + b.loose, lease: a.lease + b.lease, table: Math.max(a.table, b.table) }
}
