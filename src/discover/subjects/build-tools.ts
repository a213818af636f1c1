// What the readers of a build get: references, numbers for spaces and objects, the stage, and a place to say what went wrong.
import type { IdentitySpace } from '../../core/canon.ts'
import type { ObjectId } from '../../core/ids.ts'
import type { PersonParts } from './person-parts.ts'
import type { PersonRecord, RecordText, residenceOf } from './person-record.ts'
import type { ShapeColumn, ShapeTable } from './store-shape.ts'
import type { Stage } from './stage.ts'

export interface BuildTools {
  readonly stage: Stage
  readonly signal: AbortSignal
  ref(space: string, form: IdentitySpace, value: string): Buffer | null
  /** in the form of that space */
  refIn(space: string, value: string): Buffer | null
  seal(space: string, ref: Buffer, value: string): Buffer
  record(text: RecordText): PersonRecord
  residence: typeof residenceOf
  parts(table: ShapeTable): PersonParts<ShapeColumn>
  /** number of a space in this build */
  space(space: string): number
  /** every reference of that space was read */
  complete(space: string): void
  /** number of an object in this build */
  place(object: ObjectId): number
  /** Names only, never a value. */
  problem(object: string | null, text: string): void
  read(rows: number, doing: string): void
}
