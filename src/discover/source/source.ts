// A source yields the objects of one store and their content, read-only. One adapter a kind, each with the same set of files:
// <kind>-source.ts (reading), <kind>-address.ts (the target text to an address, and back without its secret), <kind>-source.test.ts.
import type { StoreAddress, StoreId } from '../../core/ids.ts'
import type { StoreKind } from '../../core/contract/finding.ts'
import type { CellBatch } from '../engine/cells.ts'

export interface SourceField {
  /** path inside the object: `column`, `column.$.a.b[]`, `$text` */
  readonly path: string
  readonly declared?: string
  readonly key?: 'primary' | 'unique' | 'foreign'
}

export interface SourceObject {
  /** ["public","orders"]; in a folder the relative path in one element, `!/` into archives */
  readonly path: readonly string[]
  readonly name: string
  /** table, view, csv, json, ndjson, text … */
  readonly kind: string
  readonly rows?: number
  readonly rowsExact?: boolean
  readonly bytes?: number
  /** known before reading (a table); files reveal theirs while read */
  readonly fields?: readonly SourceField[]
}

/** A piece of content. Values are text or null (SQL NULL, JSON null, missing). */
export type Fragment =
  | { readonly kind: 'fields'; readonly fields: readonly SourceField[] } // announces fields, before or between rows; indices continue
  | { readonly kind: 'rows'; readonly rows: readonly (readonly (string | null | undefined)[])[] } // cell i belongs to field i
  | CellFragment
  | { readonly kind: 'text'; readonly field: string; readonly text: string }
  | { readonly kind: 'bytes'; readonly field: string; readonly bytes: Uint8Array } // UTF-8, valid; only until `take` returns; only when asked for

/** Rows as bytes, only when asked for and only until `take` returns. Cell i belongs to field fields[i]; -1: to none. */
export interface CellFragment {
  readonly kind: 'cells'
  readonly cells: CellBatch
  readonly fields: readonly number[]
  /** the rows have been told of before, by `rows` with their other cells */
  readonly again?: true
}

interface Amount {
  /** rows and bytes read, not those that exist */
  readonly rows: number
  readonly bytes: number
  /** what the object holds, when reading showed it: replaces `SourceObject.rows` */
  readonly total?: { readonly rows: number; readonly exact: boolean }
  /** the format that reading showed: replaces `SourceObject.kind` */
  readonly format?: string
}

/**
 * `partial` with `sampled`: everything asked for was read, and the sample is less than the whole. Without: something could not be
 * read. Reasons are for people, in our words: never a value, never the text of a driver or of the store.
 */
export type Outcome =
  | ({ readonly status: 'read' } & Amount)
  | ({ readonly status: 'partial'; readonly reason: string; readonly sampled?: true } & Amount)
  | { readonly status: 'skipped' | 'failed'; readonly reason: string }

export interface ReadOptions {
  readonly mode: { readonly kind: 'full' } | { readonly kind: 'sample'; readonly rows: number }
  readonly signal: AbortSignal
  /** running text may come as `bytes` and rows as `cells`, which costs no decoding */
  readonly bytes?: boolean
}

/** What came up while listing but cannot become an object: an unreadable folder, a schema without rights. */
export interface Unlisted {
  readonly name: string
  readonly status: 'skipped' | 'failed'
  readonly reason: string
}

/** Of a connection: what answers, how the way there is protected, what the login may do that it need not. */
export interface SourceFacts {
  /** `PostgreSQL 15.18` */
  readonly server: string
  /** `encrypted`, `encrypted, certificate not checked`, `none`; null: no network between */
  readonly tls: string | null
  readonly remarks: readonly string[]
  /** SQL that makes a login that can only read; null where there is none */
  readonly grant: string | null
}

export interface Source {
  readonly kind: StoreKind
  readonly id: StoreId
  readonly address: StoreAddress
  readonly name: string
  /** Lists everything there is, with what could not be listed. */
  objects(signal: AbortSignal): AsyncIterable<SourceObject | { readonly unlisted: Unlisted }>
  /**
   * Reads one object. Awaits `take` before it reads on (back pressure; memory stays bounded). Never throws for what the object
   * does: that is an Outcome. Throws only when the whole store is lost (AppError) or the signal fires.
   */
  read(object: SourceObject, options: ReadOptions, take: (fragment: Fragment) => void | Promise<void>): Promise<Outcome>
  /** What a person should know of the connection; missing: there is none (a folder). */
  facts?(signal: AbortSignal): Promise<SourceFacts>
  close(): Promise<void>
}
