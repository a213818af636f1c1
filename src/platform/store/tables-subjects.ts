// Types of the subject directory's tables. Owns nothing but them; the tables are sql/000001 and sql/000006.
import type { ColumnType, Generated } from 'kysely'
import type { AtOrNull, Json } from './tables-columns.ts'

export interface SubjectTable {
  n: Generated<number>
  id: string
  jurisdictions: string[]
  residence_basis: string | null
  lang: string | null
  minor: boolean | null
  erased_at: AtOrNull
}

export interface SubjectRefTable {
  space: string
  ref: Buffer
  n: number
  native_enc: Buffer | null
  from_at: Date
  to_at: AtOrNull
}

export interface SubjectPathTable {
  object: string
  role: string
  hops: Json<unknown>
  anchor: string
  basis: 'fk' | 'overlap' | 'identity' | 'person'
  coverage: number
  pinned: ColumnType<unknown, string | null | undefined, string | null>
}

export interface SubjectTables {
  subject: SubjectTable
  subject_ref: SubjectRefTable
  subject_path: SubjectPathTable
}
