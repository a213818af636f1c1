// What a statement touches: one table, what of it, whose data at most. Owns the shape and how two of one statement join. No literals.
import type { Access } from '../../core/contract/access.ts'
import type { FieldId, ObjectId } from '../../core/ids.ts'
import type { StatementTable } from './statement-catalogue.ts'

export interface Touch {
  readonly table: StatementTable | null
  /** of a table that is not in the catalogue */
  readonly name: readonly string[] | null
  readonly fields: ReadonlySet<FieldId>
  readonly action: Access['action']
  /** people at most; null: as many as the table has */
  readonly most: number | null
  /** whose data it is for certain: `space \0 form \0 value`, values of the worker only */
  readonly people: readonly PersonKey[] | null
}

export interface PersonKey {
  readonly space: string
  readonly form: string
  readonly value: string
}

/** What leaves the worker of a statement, per table. */
export interface StatementAccess {
  readonly object: ObjectId
  readonly fields: readonly FieldId[]
  readonly shown: Access['shown']
  readonly action: Access['action']
  /** 16-byte references one after another; null: not known whose */
  readonly refs: Uint8Array | null
  readonly most: number
  readonly basis: 'keys' | 'rows' | 'table'
}
