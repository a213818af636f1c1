// The person behind a reference, for the event store: references come from access records, numbers from the directory.
import type { Db } from '../../platform/store/store.ts'

const AT_ONCE = 5000

/** By the reference in hex; those of nobody are left out. Merged and ended references still lead to their person. */
export function createSubjectNumbers(db: Db): (refs: readonly Uint8Array[]) => Promise<ReadonlyMap<string, number>> {
  return async (refs) => {
    const found = new Map<string, number>()
    for (let at = 0; at < refs.length; at += AT_ONCE) {
      const some = refs.slice(at, at + AT_ONCE).map((ref) => Buffer.from(ref))
      const rows = await db.selectFrom('subject_ref').select(['ref', 'n']).where('ref', 'in', some).orderBy('from_at').execute()
      for (const row of rows) found.set(row.ref.toString('hex'), row.n)
    }
    return found
  }
}
