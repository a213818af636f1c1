// Counts what a question covers, from records, roll-ups and unfinished statements alike. Owns what counts how often; see SubjectBounds.
import type { SubjectCount } from '../../core/contract/people.ts'
import { peopleBuilder, type PeopleSet } from './people-set.ts'
import type { ResolvedRefs } from './resolve-refs.ts'

/** What one record, or one entry of a roll-up, adds. */
export interface TallyPart {
  readonly object: string
  readonly records: number
  readonly rows: number
  readonly bytes: number
  readonly denied: number
  readonly bounds: Bounds
}

/**
 * People that may have been reached and that no reference names. `loose` adds up; `lease` too, apart because it is another basis. `table` is the
 * size of the object: however often it is read as a whole, it has no more people, so of one object only the largest counts.
 */
export interface Bounds {
  readonly loose: number
  readonly lease: number
  readonly table: number
}

export const NO_BOUNDS: Bounds = { loose: 0, lease: 0, table: 0 }

export function boundsOf(upper: number, refs: number, basis: string): Bounds {
  const rest = Math.max(0, upper - refs)
  if (rest === 0) return NO_BOUNDS
  if (basis === 'table') return { loose: 0, lease: 0, table: rest }
  if (basis === 'lease') return { loose: 0, lease: rest, table: 0 }
  return { loose: rest, lease: 0, table: 0 }
}

export interface AccessTally {
  add(part: TallyPart): void
  refs(refs: ResolvedRefs): void
  /** portable Roaring */
  people(bytes: Uint8Array): void
  unresolved(hex: string): void
  totals(): { readonly records: number; readonly rows: number; readonly bytes: number; readonly denied: number }
  known(): PeopleSet
  nobodys(): ReadonlySet<string>
  /** people, references of nobody, and what names nobody; gaps are not in it */
  bounds(): SubjectCount
}

export function createTally(): AccessTally {
  let records = 0
  let rows = 0
  let bytes = 0
  let denied = 0
  let loose = 0
  let lease = 0
  const tables = new Map<string, number>()
  const people = peopleBuilder()
  const unresolved = new Set<string>()
  return {
    add(part) {
      records += part.records
      rows += part.rows
      bytes += part.bytes
      denied += part.denied
      loose += part.bounds.loose
      lease += part.bounds.lease
      if (part.bounds.table > (tables.get(part.object) ?? 0)) tables.set(part.object, part.bounds.table)
    },
    refs(refs) {
      for (const n of refs.numbers) people.add(n)
      for (const hex of refs.unresolved) unresolved.add(hex)
    },
    people: (bytes) => people.addBytes(bytes),
    unresolved: (hex) => void unresolved.add(hex),
    totals: () => ({ records, rows, bytes, denied }),
    known: () => people.build(),
    nobodys: () => unresolved,
    bounds() {
      const lower = people.build().size
      let table = 0
      for (const size of tables.values()) table += size
      const basis = table > 0 ? 'table' : lease > 0 ? 'lease' : loose > 0 ? 'rows' : 'keys'
      return { lower, upper: lower + unresolved.size + loose + lease + table, basis }
    },
  }
}
