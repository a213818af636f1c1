// The attacks, as data: what a member of a class could type. Each yields statements; how they are judged is `expect`:
//   refused  the database must not do it
//   silent   whatever happens, no answer and no error may hold a value looked for
//   alike    two statements that differ only in a right and a wrong guess must end the same way
// Statements run one by one in a transaction that is rolled back, as a login that is a member of the class and nothing else.
import type { Vector } from './attack.ts'
import { CHANGING_VECTORS } from './changing-vectors.ts'
import { READING_VECTORS } from './reading-vectors.ts'

export const VECTORS: readonly Vector[] = [...READING_VECTORS, ...CHANGING_VECTORS]
