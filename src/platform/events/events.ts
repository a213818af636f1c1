// Access records: how they are kept and asked for. Owns the interface of the event store; phases see this file and people-set.ts only. No
// event SQL outside the adapter in this folder. One writer owns one directory of segments; order is (writer, seq), never time.
import type { Instant } from '../../core/clock.ts'
import type { Access, AccessQuery } from '../../core/contract/access.ts'
import type { SubjectCount } from '../../core/contract/people.ts'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'
import type { PeopleSet } from './people-set.ts'

/** What a writer gets; it adds `writer`, `seq` and `observed`. `refs`: 16-byte subject references one after another, without duplicates. */
export type NewAccess = Omit<Access, 'writer' | 'seq' | 'observed'>

export interface Ack {
  readonly writer: string
  /** [from, to): the sequence numbers of the batch */
  readonly from: bigint
  readonly to: bigint
}

/** Appends to segments of its own. In the process that sees the access: the gateway has one, each collector another. */
export interface EventWriter {
  readonly name: string
  /** Resolves when the batch is on disk: groups of batches share an fsync, at most 50 ms apart. Rejects, and stays closed, when it cannot be. */
  append(batch: readonly NewAccess[]): Promise<Ack>
  close(): Promise<void>
}

/** Records that are missing, or may be: a silent source, a torn segment, a jump in a writer's sequence, a collector's unread lines. */
export interface Gap {
  readonly source: string
  readonly store: StoreId | null
  /** [from, to) */
  readonly from: Instant
  readonly to: Instant
  /** people that may have been reached unseen, when the source can bound it; null: everybody in the store */
  readonly upper: number | null
  readonly reason: string
}

/**
 * One group of the answer; stores are always told apart. Distinct people are exact among the references seen; the bounds are `answer`'s.
 */
export interface AccessGroup {
  /** null: not grouped by it, or nobody known */
  readonly principal: string | null
  /** null: not grouped by it */
  readonly session: string | null
  readonly store: StoreId
  /** null: not grouped by it */
  readonly object: ObjectId | null
  /** all fields met in the group */
  readonly fields: readonly FieldId[]
  /** the first hour of the group */
  readonly hour: Instant
  readonly records: number
  readonly rows: number
  readonly bytes: number
  readonly denied: number
  readonly people: number
}

export interface AccessAnswer {
  /** accesses: an `open` and the `close` that ends it (the next of its writer, session, store and object) are one */
  readonly records: number
  readonly rows: number
  readonly bytes: number
  /** known people reached */
  readonly people: PeopleSet
  /** references that belong to nobody in the subject directory: they count in the upper bound, one each */
  readonly unresolved: number
  /**
   * lower: people known by name of a reference. upper: these, `unresolved`, what carries no reference (rows and leases added up; of an object
   * read as a whole its size, once), the bound of every `open` that never ended, and the upper bound of every gap that has one.
   * A gap whose `upper` is null is not in this number: anybody in its store may have been reached, and whoever knows how many those are (a
   * scope) takes that number instead. `gaps.some((gap) => gap.upper === null)` says whether it must.
   */
  readonly subjects: SubjectCount
  /** those that touch the question's time and stores, whatever else it asks: a record that is missing may have been anybody's */
  readonly gaps: readonly Gap[]
  /** what was read to answer: segments, Parquet files, roll-ups; for a scope's inputs */
  readonly inputs: readonly { readonly name: string; readonly sha256: string; readonly rows: number }[]
}

/** A record as pages and detection read it: without raw references. */
export interface AccessRow extends Omit<Access, 'refs'> {
  readonly people: number
}

/** What a group of records is asked by, see Survey.peopleBy. */
export interface SurveyParts {
  readonly session: string
  readonly fields: readonly string[]
}

/**
 * Questions that belong together, as a scope asks them: each reference is asked of the directory once for all of them. For one piece of work,
 * then dropped: what it learned does not follow later changes.
 */
export interface Survey extends Pick<EventStore, 'answer'> {
  /** Every record of a question, in one pass and in no order, some hundreds at a time. */
  each(query: AccessQuery, take: (rows: readonly AccessRow[]) => void): Promise<void>
  /** Known people reached, by what `keyOf` calls their group; null: of no interest. One pass. Same people as `people` finds. */
  peopleBy(query: AccessQuery, keyOf: (parts: SurveyParts) => string | null): Promise<ReadonlyMap<string, PeopleSet>>
}

export interface EventStore {
  /** Opens a writer's directory; a torn end is cut back to what was acknowledged and becomes a gap when something was lost. */
  writer(name: string): Promise<EventWriter>
  /** Everything acknowledged before the call is in the answer, compacted or not. */
  answer(query: AccessQuery): Promise<AccessAnswer>
  people(query: AccessQuery): Promise<PeopleSet>
  groups(query: AccessQuery, by: readonly ('principal' | 'session' | 'object' | 'fields' | 'hour')[]): Promise<readonly AccessGroup[]>
  /** Single records, oldest first, at most `limit` (1 to 10,000); `open` and `close` are two. */
  records(query: AccessQuery, limit: number): Promise<readonly AccessRow[]>
  /** New records in the order of their writers, from a cursor on (null: the beginning), for detection. At most `limit`; the cursor to go on with. */
  tail(
    cursor: string | null,
    limit: number,
  ): Promise<{ readonly rows: readonly (AccessRow & { readonly refs: Uint8Array })[]; readonly cursor: string }>
  /** The gateway's session for each session of the store's that came through it: known before the store's log can name the session. */
  gatewaySessions(store: StoreId, storeSessions: readonly string[]): Promise<ReadonlyMap<string, string>>
  survey(): Survey
  gaps(from: Instant, to: Instant): Promise<readonly Gap[]>
  reportGap(gap: Gap): Promise<void>
  /** A gap that goes on: reported again its end moves. When it was first reported. */
  extendGap(gap: Gap): Promise<Date>
  /** What the source could not read it has read after all: the gaps of that reason are none. */
  withdrawGap(source: string, reason: string): Promise<void>
  /** Turns closed segments into Parquet by hour and store and brings the roll-up up to date. Killed anywhere, it can be called again. */
  compact(): Promise<void>
  /** Takes a person's number and references out of everything that is kept. */
  erase(n: number): Promise<void>
  /** Removes what is older; counts stay in the roll-up. */
  retain(before: Instant): Promise<void>
  close(): Promise<void>
}
