// What is counted of a column's values: between column.ts, which counts, and column-verdict.ts, which judges. Types only.
import type { TableEvidence } from './column-name.ts'
import type { Compiled } from './compile.ts'
import type { ColumnContext, Span } from './engine.ts'

export interface TypeTally {
  readonly type: Compiled
  shaped: number
  passed: number
  /** of the shaped ones, those in a form that only the name makes plausible: masked, or written as a number */
  encoded: number
  /** values that hold it somewhere inside */
  inside: number
  insideConfidence: number
  insideSpan: Span | undefined
  raw: string | undefined
  /** how many values one that is looked at counts for: more than 1 when the type is asked only now and then */
  standsFor: number
  /** rises while the check holds for many of those looked at */
  hope: number
}

export interface Tally {
  readonly context: ColumnContext
  /** the last part of its name in compared form */
  readonly nameWords: string
  read: number
  nonEmpty: number
  readonly byType: Map<string, TypeTally>
  /** distinct non-empty values, estimated */
  distinct: number
  /** at most a few values, and only while there are no more: an enumeration or a flag */
  readonly few: ReadonlySet<string> | undefined
  numeric: number
  integer: number
  rising: number
  shortest: number
  longest: number
  /** values of three words or more */
  prose: number
  /** values that end like the name of a company */
  firms: number
  /** of the texts, by how many digits they hold: among so many a check digit could hold by chance */
  readonly proseDigits: Uint32Array
  hexLike: number
  uuid: number
  dateTime: number
  /** neighbours whose names are without doubt about a person */
  readonly people: readonly string[]
  /** what the table's own name says */
  readonly table: TableEvidence
}
