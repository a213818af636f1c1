// Proofs of the server: runs the attacks of prove/ against a store and keeps what held. Owns the table proof.
import { sql } from 'kysely'
import type { Actor } from '../core/contract/roles.ts'
import { newId, type StoreId } from '../core/ids.ts'
import type { Credentials, StoreConnections } from '../landscape/contract.ts'
import type { Platform } from '../platform/platform.ts'
import type { Proof, Protect } from './contract.ts'
import { prove } from './prove/prove.ts'

export interface Proofs {
  make(actor: Actor, store: StoreId, only: string | null, control: Credentials, signal: AbortSignal): Promise<string>
  list(store: StoreId): Promise<readonly Proof[]>
  broken: Protect['broken']
}

const KEPT = 50

export function createProofs(
  { store: db, clock, ledger }: Pick<Platform, 'store' | 'clock' | 'ledger'>,
  connections: StoreConnections,
): Proofs {
  return {
    async make(actor, store, only, control, signal) {
      const { policySet, vectors } = await prove({
        connect: (as) => connections.postgres(store, as ?? control, signal),
        only,
        plant: false,
        now: clock.now(),
        signal,
      })
      const id = newId(clock)
      await db.transaction(async (tx) => {
        await tx
          .insertInto('proof')
          .values({ id, store, policy_set: policySet, at: clock.now(), made_by: actor.id, vectors: JSON.stringify(vectors) })
          .execute()
        const count = (state: string): number => vectors.filter((vector) => vector.state === state).length
        await ledger.append(tx, {
          actor,
          kind: 'proof.made',
          entity: id,
          body: {
            store,
            policySet,
            held: count('held'),
            broken: vectors.filter((vector) => vector.state === 'broken').map((vector) => `${vector.class}/${vector.id}`),
            notRun: count('not-run'),
          },
        })
      })
      return id
    },

    async broken(store) {
      // However many proofs there are, the last few are read, by the index, and only what got through leaves the database.
      const { rows } = await sql<{ at: Date; class: string; text: string }>`
        with recent as (select id, at, vectors from proof where store = ${store} order by at desc limit ${KEPT}),
          each as (select r.at, v->>'class' as class, v->>'text' as text, v->>'state' as state,
              dense_rank() over (partition by v->>'class' order by r.at desc, r.id desc) as age
            from recent r cross join lateral jsonb_array_elements(r.vectors) as v)
        select at, class, text from each where age = 1 and state = 'broken'
          and exists (select from policy_class c where c.store = ${store} and c.id = each.class) order by at desc, class, text`.execute(
        db.db,
      )
      return rows
    },

    async list(store) {
      const rows = await db.db.selectFrom('proof').selectAll().where('store', '=', store).orderBy('at', 'desc').limit(KEPT).execute()
      return rows.map((row) => ({ id: row.id, store, policySet: row.policy_set, at: row.at, vectors: row.vectors as Proof['vectors'] }))
    },
  }
}
