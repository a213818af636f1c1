// Gaps as their sources report them, in the control database. Owns the table event_gap. Gaps that the store finds in its own records are not
// here: they are found anew with each answer, or stand in the manifest.
import { newId } from '../../core/ids.ts'
import { instant, type Clock } from '../../core/clock.ts'
import type { StoreId } from '../../core/ids.ts'
import type { Store } from '../store/store.ts'
import { eventsError } from './errors.ts'
import type { Gap } from './events.ts'

export interface GapLedger {
  /** The same stretch reported again is one gap; the wider bound stands. */
  report(gap: Gap): Promise<void>
  /** A stretch that goes on: known by its source, reason and beginning, its end moves. When it was first reported. */
  extend(gap: Gap): Promise<Date>
  /** It was read after all. */
  withdraw(source: string, reason: string): Promise<void>
  /** Those that overlap [from, to). */
  read(from: Date, to: Date): Promise<Gap[]>
}

export function createGapLedger(store: Store, clock: Clock): GapLedger {
  return {
    async report(gap) {
      const from = new Date(gap.from)
      const given = new Date(gap.to)
      if (Number.isNaN(from.getTime()) || Number.isNaN(given.getTime())) {
        throw eventsError('query-invalid', { what: 'an instant of a gap is none', help: 'write instants as 2026-11-24T09:40:00.000Z' })
      }
      const to = given > from ? given : new Date(from.getTime() + 1)
      await store.transaction(async (tx) => {
        const row = {
          id: newId(clock),
          source: gap.source,
          store: gap.store,
          from_at: from,
          to_at: to,
          upper: gap.upper === null ? null : String(gap.upper),
          reason: gap.reason,
          seen_at: clock.now(),
        }
        const added = await tx
          .insertInto('event_gap')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
        if (added.numInsertedOrUpdatedRows !== 0n) return
        const known = await tx
          .selectFrom('event_gap')
          .select(['id', 'upper'])
          .where('source', '=', gap.source)
          .where('store', gap.store === null ? 'is' : '=', gap.store)
          .where('from_at', '=', from)
          .where('to_at', '=', to)
          .where('reason', '=', gap.reason)
          .executeTakeFirstOrThrow()
        const wider = known.upper !== null && (gap.upper === null || gap.upper > Number(known.upper))
        if (wider) await tx.updateTable('event_gap').set({ upper: row.upper }).where('id', '=', known.id).execute()
      })
    },
    async extend(gap) {
      const from = new Date(gap.from)
      const to = new Date(Math.max(new Date(gap.to).getTime(), from.getTime() + 1))
      return await store.transaction(async (tx) => {
        const known = await tx
          .selectFrom('event_gap')
          .select(['id', 'seen_at', 'to_at'])
          .where('source', '=', gap.source)
          .where('store', gap.store === null ? 'is' : '=', gap.store)
          .where('from_at', '=', from)
          .where('reason', '=', gap.reason)
          .orderBy('to_at', 'desc')
          .forUpdate()
          .executeTakeFirst()
        if (known === undefined) {
          const row = {
            id: newId(clock),
            source: gap.source,
            store: gap.store,
            from_at: from,
            to_at: to,
            upper: gap.upper === null ? null : String(gap.upper),
            reason: gap.reason,
            seen_at: clock.now(),
          }
          await tx
            .insertInto('event_gap')
            .values(row)
            .onConflict((conflict) => conflict.doNothing())
            .execute()
          return row.seen_at
        }
        if (to > known.to_at) await tx.updateTable('event_gap').set({ to_at: to }).where('id', '=', known.id).execute()
        return known.seen_at
      })
    },
    async withdraw(source, reason) {
      await store.transaction((tx) => tx.deleteFrom('event_gap').where('source', '=', source).where('reason', '=', reason).execute())
    },
    async read(from, to) {
      const rows = await store.db
        .selectFrom('event_gap')
        .selectAll()
        .where('from_at', '<', to)
        .where('to_at', '>', from)
        .orderBy('from_at')
        .orderBy('id')
        .execute()
      return rows.map((row) => ({
        source: row.source,
        store: row.store as StoreId | null,
        from: instant(row.from_at),
        to: instant(row.to_at),
        upper: row.upper === null ? null : Number(row.upper),
        reason: row.reason,
      }))
    },
  }
}
