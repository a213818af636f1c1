// Starts builds of the subject directory: the build, its job and its leaf in one transaction. Owns that one runs at a time.
import { sql } from 'kysely'
import type { Actor } from '../../core/contract/roles.ts'
import { newId, type StoreId } from '../../core/ids.ts'
import type { Landscape } from '../../landscape/contract.ts'
import type { Platform } from '../../platform/platform.ts'
import { subjectError } from './subject-errors.ts'

export interface BuildRegistry {
  /** All connected stores when left out. Throws `discover/build-running`, `discover/build-store-unknown`, `discover/nothing-to-build`. */
  start(actor: Actor, stores: readonly StoreId[] | undefined): Promise<string>
  /** Gives a build that is not at its end a job again; ends one that was given up. */
  resume(): Promise<void>
}

/** Tries after which a build whose jobs were given up is called failed. */
export function createBuildRegistry({ store, queue, ledger, clock }: Platform, landscape: Pick<Landscape, 'stores'>): BuildRegistry {
  return {
    async start(actor, wish) {
      const id = newId(clock)
      await store.transaction(async (tx) => {
        await sql`select pg_advisory_xact_lock(7420, 7)`.execute(tx)
        const running = await tx
          .selectFrom('subject_build')
          .select('number')
          .where('state', 'in', ['waiting', 'running'])
          .executeTakeFirst()
        if (running !== undefined) throw subjectError('build-running', { number: running.number })
        const asked = wish === undefined ? 'all' : [...new Set(wish)]
        const stores = await landscape.stores.lock(tx, asked)
        if (asked !== 'all' && stores.length < asked.length) throw subjectError('build-store-unknown')
        if (stores.length === 0) throw subjectError('nothing-to-build')
        const ids = stores.map((each) => each.id)
        const { count } = await tx
          .selectFrom('store')
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .where('removed_at', 'is', null)
          .executeTakeFirstOrThrow()
        await tx
          .insertInto('subject_build')
          .values({
            id,
            state: 'waiting',
            stores: ids,
            all_stores: Number(count) === ids.length,
            started_by: actor.id,
            created_at: clock.now(),
          })
          .execute()
        await queue.send(tx, 'discover.subjects', { build: id }, { key: id })
        await ledger.append(tx, { actor, kind: 'subjects.build-started', entity: id, body: { stores: ids, all: asked === 'all' } })
      })
      return id
    },

    async resume() {
      const open = await store.db.selectFrom('subject_build').select('id').where('state', 'in', ['waiting', 'running']).execute()
      for (const { id } of open)
        await store.transaction(async (tx) => await queue.send(tx, 'discover.subjects', { build: id }, { key: id }))
    },
  }
}
