// The scan engine's interface: text and columns in, findings out. Pure: no file, no network, no clock, no store. This file is what
// others may rely on; how it is done is the rest of the folder.
import type { Label, Verdict, Why } from '../../core/contract/label.ts'
import type { TypeFinding } from '../../core/contract/finding.ts'
import type { CellBatch } from './cells.ts'

/** One value found in running text. Offsets in UTF-16 code units of the text given, end exclusive. */
export interface Span {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly confidence: number
  readonly why: readonly Why[]
}

export interface ColumnContext {
  /** the column's own name, JSON path or header */
  readonly name: string
  /** the declared type in the store: `varchar(255)`, `int8` … */
  readonly declared?: string
  /** the object's name: table or file */
  readonly object?: string
  /** names of the other columns of the object */
  readonly siblings?: readonly string[]
  /** column has a unique or primary key, or refers to another table */
  readonly key?: 'primary' | 'unique' | 'foreign'
}

export interface FieldResult {
  readonly verdict: Verdict
  /** null: nothing was read that a label could rest on */
  readonly label: Label | null
  readonly types: readonly (TypeFinding & {
    /** one unmasked value: for HMAC or --reveal only, never stored, logged or sent */ readonly raw: string
  })[]
  readonly why: readonly Why[]
  readonly read: number
  readonly nonEmpty: number
}

/** Gathers one column's values in bounded memory, then judges. */
export interface Column {
  add(value: string | null): void
  /** The cells at one place of all rows of a batch: much quicker. The same verdict comes of it as of their values one by one. */
  addCells(batch: CellBatch, place: number): void
  result(): FieldResult
}

/** Gathers running text (a file without columns) piece by piece; pieces may be cut anywhere, values across a cut are found. */
export interface TextField {
  add(text: string): void
  /** The same for UTF-8, cut anywhere: much quicker. A field is given one or the other. */
  addBytes(bytes: Uint8Array): void
  result(): FieldResult
}

export interface DetectorType {
  readonly id: string
  readonly name: string
  readonly countries: readonly string[]
  /** schemes it belongs to: gdpr, pci-chd, hipaa, fideslang categories … */
  readonly schemes: readonly string[]
  /** what a value must pass: `luhn`, `mod97`, `context`, `shape` … */
  readonly checks: readonly string[]
  /** where the format is defined */
  readonly source: string
  /** the day someone compared the rule with its source, `none`: nobody has */
  readonly verified: string
  readonly level: 0 | 1 | 2 | 3
  /** has a check digit or a fixed form: what `--only structured` means */
  readonly structured: boolean
  /** about a person, or not (an API key) */
  readonly personal: boolean
}

export interface Engine {
  /** changes whenever a rule or the engine changes: `<package version>+<digest of rules>` */
  readonly version: string
  readonly types: readonly DetectorType[]
  inspect(text: string, options?: { readonly only?: ReadonlySet<string> }): readonly Span[]
  column(context: ColumnContext, options?: { readonly only?: ReadonlySet<string> }): Column
  text(context: ColumnContext, options?: { readonly only?: ReadonlySet<string> }): TextField
}
