// The connected stores: check, connect, change, remove. Owns the table `store` and the sealed secrets in it. Connects through the
// probe only and never inside a transaction; a secret goes in sealed and comes out for reading a store, never in an answer or a log.
//
// Targets are a way inwards (DESIGN.md section 10.4): only an owner names them, and naming one is the explicit allow for a private
// range, since that is where databases are. Holdfast's own folder, key file and database are refused.
import { sql } from 'kysely'
import type { Actor } from '../core/contract/roles.ts'
import { AppError } from '../core/errors.ts'
import type { StoreId } from '../core/ids.ts'
import type { Platform } from '../platform/platform.ts'
import type { Tx } from '../platform/store/store.ts'
import type { KnownStore, StoreCheck, StoreProbe, Stores, StoreTarget, StoreWhere } from './contract.ts'
import { landscapeError } from './errors.ts'
import type { OwnPlacesCheck } from './own-places.ts'
import { cleanStoreName, freeStoreName } from './store-name.ts'

export interface StoreWish {
  readonly target: string
  readonly password?: string
  readonly name?: string
  readonly drill?: boolean
}

export interface StoreRegistry extends Stores {
  /** What is wrong with a store is an answer, from a text that is no target to a server that refuses. */
  check(
    actor: Actor,
    wish: StoreWish,
  ): Promise<{ readonly target: StoreTarget; readonly check: StoreCheck } | { readonly target: null; readonly problem: AppError }>
  connect(actor: Actor, wish: StoreWish): Promise<KnownStore>
  change(actor: Actor, id: StoreId, wish: Partial<StoreWish>): Promise<KnownStore>
  remove(actor: Actor, id: StoreId, typedName: string): Promise<void>
}

const CHECK_MS = 20_000

export function createStoreRegistry(platform: Platform, probe: StoreProbe, own: OwnPlacesCheck): StoreRegistry {
  const { store, keys, ledger, clock } = platform
  const columns = ['id', 'kind', 'name', 'address', 'drill', 'added_at'] as const

  const known = (row: Row): KnownStore => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    address: row.address,
    where: probe.known(row, null).where,
    drill: row.drill,
    addedAt: row.added_at,
  })

  const parse = async (target: string, password: string | undefined): Promise<StoreTarget> => {
    const secret = password === undefined || password === '' ? null : password
    const parsed = await probe.parse(target, secret)
    if (own.isOwnTarget(parsed)) throw landscapeError('own-data')
    if (secret !== null && !('host' in parsed.address)) throw landscapeError('no-password', { kind: parsed.kind })
    return parsed
  }

  const mustReach = async (target: StoreTarget): Promise<StoreCheck> => {
    const check = await probe.check(target, AbortSignal.timeout(CHECK_MS))
    if (check.ok) return check
    throw landscapeError('store-unreachable', {
      problem: check.problem ?? 'the store could not be reached',
      help: check.help ?? 'check the address, the login and the network between',
    })
  }

  const seal = (id: StoreId, secret: string | null): Buffer | null => (secret === null ? null : keys.seal('store-secret', secret, id))

  // Two requests at the same moment may want the same name: the index lets one of them have it.
  const named = async <T>(name: string, work: (tx: Tx) => Promise<T>): Promise<T> => {
    try {
      return await store.transaction(work)
    } catch (thrown) {
      const { code, constraint } = thrown as { code?: unknown; constraint?: unknown }
      throw code === '23505' && constraint === 'store_name' ? landscapeError('name-taken', { name }, thrown) : thrown
    }
  }

  const active = async (tx: Tx, id: StoreId): Promise<Row> => {
    const row = await tx
      .selectFrom('store')
      .select(columns)
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined) throw landscapeError('store-unknown')
    return row
  }

  const canonical = async (id: StoreId): Promise<StoreId> => {
    const row = await store.db.selectFrom('store').select('alias_of').where('id', '=', id).executeTakeFirst()
    return row?.alias_of ?? id
  }

  const find = async (id: StoreId): Promise<KnownStore | null> => {
    const row = await store.db
      .selectFrom('store')
      .select(columns)
      .where('id', '=', await canonical(id))
      .where('removed_at', 'is', null)
      .executeTakeFirst()
    return row === undefined ? null : known(row)
  }

  return {
    find,
    ownPlaces: () => own.places(),

    async list() {
      const rows = await store.db
        .selectFrom('store')
        .select(columns)
        .where('removed_at', 'is', null)
        .orderBy('name')
        .orderBy('id')
        .execute()
      return rows.map(known)
    },

    async credentials(id) {
      const row = await store.db
        .selectFrom('store')
        .select([...columns, 'secret_enc'])
        .where('id', '=', await canonical(id))
        .where('removed_at', 'is', null)
        .executeTakeFirst()
      if (row === undefined) throw landscapeError('store-unknown')
      const secret = row.secret_enc === null ? null : keys.open('store-secret', row.secret_enc, row.id).toString('utf8')
      return { store: known(row), secret }
    },

    async lock(tx, ids) {
      let query = tx.selectFrom('store').select(columns).where('removed_at', 'is', null)
      if (ids !== 'all') {
        if (ids.length === 0) return []
        query = query.where('id', 'in', [...ids])
      }
      return (await query.orderBy('id').forNoKeyUpdate().execute()).map(known)
    },

    async check(actor, wish) {
      const target = await parse(wish.target, wish.password).catch((thrown: unknown) => {
        // a password where none belongs and Holdfast's own places are refused, not described
        if (thrown instanceof AppError && !thrown.code.startsWith('landscape/')) return thrown
        throw thrown
      })
      if (target instanceof AppError) {
        const { code } = target
        await store.transaction(async (tx) => {
          await ledger.append(tx, { actor, kind: 'store.checked', entity: 'store', body: { ok: false, code } })
        })
        return { target: null, problem: target }
      }
      const check = await probe.check(target, AbortSignal.timeout(CHECK_MS))
      await store.transaction(async (tx) => {
        await ledger.append(tx, { actor, kind: 'store.checked', entity: target.id, body: { where: target.where, ok: check.ok } })
      })
      return { target, check }
    },

    async connect(actor, wish) {
      const target = await parse(wish.target, wish.password)
      const asked = wish.name === undefined ? null : cleanStoreName(wish.name)
      await mustReach(target)
      const secret = seal(target.id, target.secret)
      const row = await named(asked ?? target.suggestedName, async (tx) => {
        await refuseConnected(tx, target.id)
        const name = asked ?? (await freeStoreName(tx, target.suggestedName))
        await refuseTakenName(tx, name, target.id)
        const written = await tx
          .insertInto('store')
          .values({
            id: target.id,
            kind: target.kind,
            address: JSON.stringify(target.address),
            name,
            secret_enc: secret,
            drill: wish.drill === true,
            added_at: clock.now(),
          })
          .onConflict((conflict) =>
            conflict
              .column('id')
              .doUpdateSet((eb) => ({
                address: eb.ref('excluded.address'),
                name: eb.ref('excluded.name'),
                secret_enc: eb.ref('excluded.secret_enc'),
                drill: eb.ref('excluded.drill'),
                added_at: eb.ref('excluded.added_at'),
                alias_of: null,
                removed_at: null,
              }))
              .where('store.removed_at', 'is not', null),
          )
          .returning(columns)
          .executeTakeFirst()
        if (written === undefined) throw landscapeError('store-connected', { name }) // another request was quicker
        await ledger.append(tx, {
          actor,
          kind: 'store.connected',
          entity: target.id,
          body: { name, kind: target.kind, where: target.where },
        })
        return written
      })
      return known(row)
    },

    async change(actor, id, wish) {
      if (wish.name === undefined && wish.password === undefined && wish.target === undefined) throw landscapeError('nothing-to-change')
      const before = await find(id)
      if (before === null) throw landscapeError('store-unknown')
      const name = wish.name === undefined ? undefined : cleanStoreName(wish.name)
      // A new target never gets the old secret: whoever may change the address could have it sent to themselves.
      const target = wish.target === undefined ? null : await parse(wish.target, wish.password)
      if (target !== null && target.kind !== before.kind) throw landscapeError('kind-differs', { was: before.kind, now: target.kind })
      const reached = target ?? (wish.password === undefined ? null : probe.known(before, wish.password))
      if (reached !== null) {
        if (target === null && !('host' in before.address)) throw landscapeError('no-password', { kind: before.kind })
        await mustReach(reached)
      }
      const secret = reached === null ? undefined : seal(before.id, reached.secret)
      const row = await named(name ?? before.name, async (tx) => {
        const was = await active(tx, before.id)
        if (name !== undefined) await refuseTakenName(tx, name, was.id)
        if (target !== null && target.id !== was.id) {
          await refuseConnected(tx, target.id, was.id)
          await tx
            .insertInto('store')
            .values({
              id: target.id,
              kind: target.kind,
              address: JSON.stringify(target.address),
              name: was.name,
              secret_enc: null,
              alias_of: was.id,
              added_at: clock.now(),
              removed_at: clock.now(), // an alias is in no list
            })
            .onConflict((conflict) => conflict.column('id').doUpdateSet({ alias_of: was.id }))
            .execute()
        }
        const written = await tx
          .updateTable('store')
          .set({
            ...(name === undefined ? {} : { name }),
            ...(target === null ? {} : { address: JSON.stringify(target.address) }),
            ...(secret === undefined ? {} : { secret_enc: secret }),
          })
          .where('id', '=', was.id)
          .returning(columns)
          .executeTakeFirstOrThrow()
        await ledger.append(tx, {
          actor,
          kind: 'store.changed',
          entity: was.id,
          body: {
            ...(name === undefined ? {} : { name, nameWas: was.name }),
            ...(target === null ? {} : { where: target.where, whereWas: before.where }),
            secret: secret === undefined ? 'kept' : 'replaced',
          },
        })
        return written
      })
      return known(row)
    },

    async remove(actor, id, typedName) {
      await store.transaction(async (tx) => {
        const row = await active(tx, id)
        if (typedName !== row.name) throw landscapeError('name-differs', { name: row.name })
        const held = await tx
          .selectFrom('field')
          .innerJoin('object', 'object.id', 'field.object')
          .where('object.store', '=', row.id)
          .select((eb) => [eb.fn.countAll<string>().as('fields'), eb.fn.count<string>('field.pinned').as('decisions')])
          .executeTakeFirstOrThrow()
        await tx.deleteFrom('store').where('alias_of', '=', row.id).execute()
        await tx.deleteFrom('object').where('store', '=', row.id).execute()
        await tx.updateTable('store').set({ secret_enc: null, removed_at: clock.now() }).where('id', '=', row.id).execute()
        await ledger.append(tx, {
          actor,
          kind: 'store.removed',
          entity: row.id,
          body: { name: row.name, where: known(row).where, fields: Number(held.fields), decisions: Number(held.decisions) },
        })
      })
    },
  }
}

interface Row {
  readonly id: StoreId
  readonly kind: KnownStore['kind']
  readonly name: string
  readonly address: StoreWhere
  readonly drill: boolean
  readonly added_at: Date
}

async function refuseConnected(tx: Tx, id: StoreId, but?: StoreId): Promise<void> {
  const row = await tx.selectFrom('store').select(['id', 'name', 'alias_of', 'removed_at']).where('id', '=', id).executeTakeFirst()
  if (row === undefined) return
  if (row.removed_at === null) {
    if (row.id !== but) throw landscapeError('store-connected', { name: row.name })
  } else if (row.alias_of !== null && row.alias_of !== but) {
    const moved = await tx.selectFrom('store').select(['name', 'removed_at']).where('id', '=', row.alias_of).executeTakeFirst()
    if (moved !== undefined && moved.removed_at === null) throw landscapeError('store-connected', { name: moved.name })
  }
}

async function refuseTakenName(tx: Tx, name: string, but: StoreId): Promise<void> {
  const taken = await tx
    .selectFrom('store')
    .select('id')
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .where('removed_at', 'is', null)
    .where('id', '<>', but)
    .executeTakeFirst()
  if (taken !== undefined) throw landscapeError('name-taken', { name })
}
