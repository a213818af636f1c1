// How many people each principal has reached in the last hours: what a class's budget is counted against. In main's own database, so that
// neither a new connection nor a new start forgets it. Owns the table gateway_reach; holds references, no values.
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Platform } from '../../platform/platform.ts'
import type { Claim, Questions } from './gateway-messages.ts'

export interface ReachBook {
  /** Counts these people in when they fit, all or none; what was counted before stays counted once. */
  claim(ask: Questions['claim']['ask']): Promise<Claim>
}

const REF = 16
const HOUR_MS = 3_600_000

export function createReachBook({ store, clock }: Pick<Platform, 'store' | 'clock'>): ReachBook {
  return {
    async claim({ store: id, principal, budget, refs, rows }) {
      const bytes = Buffer.from(refs, 'latin1')
      const asked = Array.from({ length: bytes.length / REF }, (_, i) => bytes.subarray(i * REF, (i + 1) * REF))
      const at = clock.now()
      const since = new Date(at.getTime() - budget.hours * HOUR_MS)
      return await store.transaction(async (tx) => {
        // One after the other for a principal: two sessions at once may not spend the same rest.
        await sql`select pg_advisory_xact_lock(hashtextextended(${`gateway-reach/${id}/${principal}`}, 0))`.execute(tx)
        await tx.deleteFrom('gateway_reach').where('store', '=', id).where('principal', '=', principal).where('at', '<=', since).execute()
        const spent = await tx
          .selectFrom('gateway_reach')
          .select(({ fn }) => fn.coalesce(fn.sum<string>('people'), sql<string>`0`).as('people'))
          .where('store', '=', id)
          .where('principal', '=', principal)
          .executeTakeFirstOrThrow()
        const known =
          asked.length === 0
            ? []
            : await tx
                .selectFrom('gateway_reach')
                .select('ref')
                .where('store', '=', id)
                .where('principal', '=', principal)
                .where('ref', 'in', asked)
                .execute()
        const seen = new Set(known.map(({ ref }) => ref.toString('hex')))
        const fresh = [...new Map(asked.map((ref) => [ref.toString('hex'), ref])).entries()].filter(([hex]) => !seen.has(hex))
        const before = Number(spent.people)
        const after = before + fresh.length + rows
        if (after > budget.people) {
          const why = `the budget of this class is spent: ${budget.people} people in ${budget.hours} hours, ${before} reached, this would be ${after}`
          return { people: before, allowed: false, why }
        }
        const entries = fresh.map(([, ref]) => ({ store: id, principal, ref, people: 1, at }))
        // Rows that name nobody count one each, under a reference that nobody has.
        if (rows > 0) entries.push({ store: id, principal, ref: randomBytes(REF), people: rows, at })
        for (let i = 0; i < entries.length; i += 5000)
          await tx
            .insertInto('gateway_reach')
            .values(entries.slice(i, i + 5000))
            .execute()
        return { people: after, allowed: true }
      })
    },
  }
}
