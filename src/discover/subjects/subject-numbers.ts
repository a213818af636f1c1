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
      // Where a number was merged is looked up for each row by itself: a join is planned as a pass over the whole directory, each time.
      const { rows } = await sql<{ ref: Buffer; n: number; until: string | null }>`
        select r.ref, coalesce((select s.merged_into from subject s where s.n = r.n), r.n) as n,
          (extract(epoch from r.to_at) * 1000000)::bigint as until
        from subject_ref r where r.ref = any(${some}::bytea[])`.execute(db)
      const seen = new Map<string, { n: number | null; until: number }>()
      for (const row of rows) {
        const ref = row.ref.toString('hex')
        const until = row.until === null ? Infinity : Number(row.until)
        const before = seen.get(ref)
        if (before === undefined || until > before.until) seen.set(ref, { n: row.n, until })
        else if (until === before.until && before.n !== row.n) before.n = null
      }
      for (const [ref, { n }] of seen) if (n !== null) found.set(ref, n)
    }
    return found
  }
}
