// The person behind a reference, for the event store: references come from access records, numbers from the directory.
import { sql } from 'kysely'
import type { Db } from '../../platform/store/store.ts'

const AT_ONCE = 5000

/**
 * By the reference in hex; those of nobody are left out, and so are those that several people share now: whoever counts must widen its
 * bounds for them. Merged and ended references still lead to their person.
 */
export function createSubjectNumbers(db: Db): (refs: readonly Uint8Array[]) => Promise<ReadonlyMap<string, number>> {
  return async (refs) => {
    const found = new Map<string, number>()
    for (let at = 0; at < refs.length; at += AT_ONCE) {
      const some = refs.slice(at, at + AT_ONCE).map((ref) => Buffer.from(ref))
      const { rows } = await sql<{ ref: Buffer; n: number }>`
        select ref, min(n) as n from (
          select r.ref, coalesce(s.merged_into, r.n) as n, r.to_at,
            bool_or(r.to_at is null) over (partition by r.ref) as held, max(r.to_at) over (partition by r.ref) as last
          from subject_ref r join subject s on s.n = r.n where r.ref = any(${some}::bytea[])) as each
        where case when held then to_at is null else to_at = last end
        group by ref having min(n) = max(n)`.execute(db)
      for (const row of rows) found.set(row.ref.toString('hex'), row.n)
    }
    return found
  }
}
