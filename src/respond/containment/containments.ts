// Closing a way in: proposed by one person, approved by another, done in the store itself, and verified by trying the same credential again.
// Owns the table `containment`. What is done and tried is protection's; a state is never set by wish.
//
// INVARIANT: `verified` is written only after the store refused the login. A store that does not answer verifies nothing.
import { sql } from 'kysely'
import type { Actor } from '../../core/contract/roles.ts'
import { toAppError } from '../../core/errors.ts'
import { newId, type StoreId } from '../../core/ids.ts'
import type { Credentials, Landscape } from '../../landscape/contract.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Tx } from '../../platform/store/store.ts'
import type { Protect } from '../../protect/contract.ts'
import type { Containment } from '../contract.ts'
import { respondError } from '../errors.ts'
import { lockIncident } from '../incidents/incident-registry.ts'

export interface Containments {
  list(incident: string): Promise<readonly Containment[]>
  find(id: string): Promise<Containment | null>
  propose(actor: Actor, incident: string, wish: { readonly store: StoreId; readonly principal: string }): Promise<Containment>
  /** Does it and tries the login. Throws `respond/containment-failed` when it could not be done; the containment can be approved again. */
  approve(actor: Actor, id: string, control: Credentials, signal: AbortSignal): Promise<Containment>
  /** Tries the login again, of one that was done and could not be tried. */
  verify(actor: Actor, id: string, signal: AbortSignal): Promise<Containment>
}

/** an approval whose process died leaves its mark; after so long another one may try */
const STALE_MS = 5 * 60_000

export function createContainments(
  { store, ledger, clock }: Pick<Platform, 'store' | 'ledger' | 'clock'>,
  needs: {
    readonly protect: Pick<Protect, 'disable' | 'tryLogin'>
    readonly landscape: Pick<Landscape, 'stores' | 'principals'>
  },
): Containments {
  const { protect, landscape } = needs
  const find = async (id: string): Promise<Containment | null> => {
    const row = await store.db.selectFrom('containment').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : shown(row)
  }
  const must = async (id: string): Promise<Containment> => {
    const found = await find(id)
    if (found === null) throw respondError('containment-unknown')
    return found
  }

  /** A drill can neither mute nor reach real objects. */
  const checkDrill = async (drill: boolean, id: StoreId): Promise<void> => {
    const target = await landscape.stores.find(id)
    if (target === null) throw respondError('store-unknown')
    if (drill && !target.drill) throw respondError('drill-object')
  }

  /** Writes how the trial of the login ended. */
  const settle = async (
    actor: Actor,
    was: Containment,
    did: readonly string[],
    tried: 'accepted' | 'refused' | 'unreachable',
  ): Promise<void> => {
    const state = tried === 'refused' ? 'verified' : tried === 'accepted' ? 'failed' : 'done'
    const words = {
      refused: 'tried the login again: the store refused it',
      accepted: 'tried the login again: the store still accepted it',
      unreachable: 'tried the login again: the store did not answer, so nothing is verified',
    }[tried]
    await store.transaction(async (tx) => {
      await tx
        .updateTable('containment')
        .set({
          state,
          verified_at: state === 'verified' ? clock.now() : null,
          approved_by: actor.id === was.proposedBy ? was.approvedBy : actor.id,
          approved_at: null,
          detail: JSON.stringify([...was.detail, ...did, words].map((line) => line.slice(0, 1000)).slice(-200)),
        })
        .where('id', '=', was.id)
        .execute()
      if (state === 'verified') await publishContained(tx, was.incident)
    })
  }

  const publishContained = async (tx: Tx, incident: string): Promise<void> => {
    await tx
      .insertInto('outbox')
      .values({ topic: 'incident.contained', payload: JSON.stringify({ incident }), at: clock.now() })
      .execute()
  }

  return {
    find,
    async list(incident) {
      const rows = await store.db
        .selectFrom('containment')
        .selectAll()
        .where('incident', '=', incident)
        .orderBy('proposed_at')
        .orderBy('id')
        .execute()
      return rows.map(shown)
    },

    async propose(actor, incident, { store: target, principal }) {
      const row = await store.db.selectFrom('incident').select('drill').where('id', '=', incident).executeTakeFirst()
      if (row === undefined) throw respondError('incident-unknown')
      await checkDrill(row.drill, target)
      if ((await landscape.principals.find(principal)) === null) throw respondError('principal-unknown')
      const id = newId(clock)
      await store.transaction(async (tx) => {
        await lockIncident(tx, incident)
        await tx
          .insertInto('containment')
          .values({ id, incident, store: target, principal, state: 'proposed', proposed_by: actor.id, proposed_at: clock.now() })
          .execute()
        await ledger.append(tx, { actor, kind: 'containment.proposed', entity: id, body: { incident, store: target, principal } })
      })
      return await must(id)
    },

    async approve(actor, id, control, signal) {
      const was = await must(id)
      if (actor.kind !== 'account') throw respondError('not-a-person')
      if (actor.id === was.proposedBy) throw respondError('same-person')
      const row = await store.db.selectFrom('incident').select('drill').where('id', '=', was.incident).executeTakeFirstOrThrow()
      await checkDrill(row.drill, was.store)
      await begin(id)
      let did: readonly string[]
      try {
        did = await protect.disable(was.store, was.principal, control, signal)
      } catch (thrown) {
        const { message } = toAppError(thrown)
        await store.db
          .updateTable('containment')
          .set({ approved_at: null, detail: JSON.stringify([...was.detail, `not done: ${message}`.slice(0, 1000)].slice(-200)) })
          .where('id', '=', id)
          .execute()
        throw respondError('containment-failed', { why: message.slice(0, 300) }, thrown)
      }
      // What was done is written before it is tried: a process that dies here leaves `done`, not `proposed`.
      await store.transaction(async (tx) => {
        await tx
          .updateTable('containment')
          .set({
            state: 'done',
            approved_by: actor.id,
            detail: JSON.stringify([...was.detail, ...did].map((line) => line.slice(0, 1000)).slice(-200)),
          })
          .where('id', '=', id)
          .execute()
        await ledger.append(tx, {
          actor,
          kind: 'containment.done',
          entity: id,
          body: { incident: was.incident, store: was.store, principal: was.principal, did: [...did] },
        })
      })
      await settle(actor, was, did, await tryLogin(was, signal))
      return await must(id)
    },

    async verify(actor, id, signal) {
      const was = await must(id)
      if (was.state === 'proposed') throw respondError('containment-state', { state: 'proposed only' })
      const tried = await tryLogin(was, signal)
      await settle(actor, was, [], tried)
      await store.transaction(async (tx) => {
        await ledger.append(tx, { actor, kind: 'containment.tried', entity: id, body: { tried } })
      })
      return await must(id)
    },
  }

  async function tryLogin(was: Containment, signal: AbortSignal): Promise<'accepted' | 'refused' | 'unreachable'> {
    try {
      return await protect.tryLogin(was.store, was.principal, signal)
    } catch {
      return 'unreachable'
    }
  }

  /** Takes the turn; two approvals at once do not both change the store. */
  async function begin(id: string): Promise<void> {
    const now = clock.now()
    await store.transaction(async (tx) => {
      const row = await tx.selectFrom('containment').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
      if (row === undefined) throw respondError('containment-unknown')
      if (row.state === 'verified') throw respondError('containment-state', { state: 'verified already' })
      const busy = row.approved_at !== null && now.getTime() - row.approved_at.getTime() < STALE_MS
      if (busy) throw respondError('containment-busy')
      await tx
        .updateTable('containment')
        .set({ approved_at: sql<Date>`${now}` })
        .where('id', '=', id)
        .execute()
    })
  }
}

function shown(row: {
  id: string
  incident: string
  store: StoreId
  principal: string
  state: Containment['state']
  proposed_by: string
  approved_by: string | null
  verified_at: Date | null
  detail: string[]
}): Containment {
  return {
    id: row.id,
    incident: row.incident,
    store: row.store,
    principal: row.principal,
    state: row.state,
    proposedBy: row.proposed_by,
    approvedBy: row.approved_by,
    verifiedAt: row.verified_at,
    detail: row.detail,
  }
}
