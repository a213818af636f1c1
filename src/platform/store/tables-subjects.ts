// Types of the subject directory's tables. Owns nothing but them; the tables are sql/000001 and sql/000006.
import type { ColumnType, Generated } from 'kysely'
import type { At, AtOrNull, Big, Json, TextOrNull } from './tables-columns.ts'

export interface SubjectTable {
  n: Generated<number>
  id: string
  jurisdictions: string[]
  residence_basis: string | null
  lang: string | null
  minor: boolean | null
  erased_at: AtOrNull
  merged_into: ColumnType<number | null, number | null | undefined, number | null>
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
  pinned: ColumnType<object | null, string | null | undefined, string | null>
}

export interface SubjectKeyTable {
  field: string
  object: string
  space: string
  form: 'email' | 'phone' | 'text' | 'digits' | 'id'
}

export interface SubjectObjectTable {
  object: string
  people: Buffer
  rows: Big
  reached: Big
  built_at: At
}

export interface SubjectBuildTable {
  id: string
  number: Generated<number>
  state: 'waiting' | 'running' | 'done' | 'failed'
  stores: string[]
  all_stores: boolean
  started_by: string
  created_at: At
  started_at: AtOrNull
  ended_at: AtOrNull
  doing: TextOrNull
  rows_read: ColumnType<string, bigint | number | string | undefined, bigint | number | string>
  problems: ColumnType<SubjectProblem[], string | undefined, string>
  people: ColumnType<string | null, bigint | number | null | undefined, bigint | number | null>
  refs: ColumnType<string | null, bigint | number | null | undefined, bigint | number | null>
  digest: TextOrNull
}

export interface SubjectProblem {
  store: string
  object: string | null
  text: string
}

export interface SubjectTables {
  subject: SubjectTable
  subject_ref: SubjectRefTable
  subject_path: SubjectPathTable
  subject_key: SubjectKeyTable
  subject_object: SubjectObjectTable
  subject_build: SubjectBuildTable
}
