// Who acts: people, services and vendors with their names in each store. Owns the tables principal and principal_alias. A name belongs
// to one principal at a time; who was behind it earlier stays known, since records of that time are resolved by it.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { canon } from '../../core/canon.ts'
import type { Actor } from '../../core/contract/roles.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Db, Tx } from '../../platform/store/store.ts'
import type { KnownPrincipal, Principals } from '../contract.ts'
import { principalError } from './principal-errors.ts'

/** The first holder of a name held it ever since, as far as anybody knows: records of last month are theirs too. */
const EVER = new Date(0)

export interface PrincipalWish {
  readonly id: string
  readonly name: string
  readonly kind: 'person' | 'service' | 'vendor'
  readonly teams: readonly string[]
  readonly manager?: string
  readonly aliases: readonly { readonly kind: string; readonly value: string }[]
}

export interface PrincipalRegistry extends Principals {
  /** Throws `landscape/principal-taken`, `-alias-taken`, `-unknown` (the manager). */
  add(actor: Actor, wish: PrincipalWish): Promise<KnownPrincipal>
}

export function createPrincipals(platform: Platform): PrincipalRegistry {
  const { store, clock, ledger } = platform

  const registry: PrincipalRegistry = {
    list: async () => await read(store.db, null),
    find: async (id) => (await read(store.db, id))[0] ?? null,

    async resolve(kind, value, at) {
      return await holder(store.db, kind, formOf(kind, value), at)
    },

    async ensure(tx, kind, value, at) {
      const form = formOf(kind, value)
      await takeTurns(tx, kind, form)
      const known = await holder(tx, kind, form, at)
      if (known !== null) return known
      const id = unknownId(kind, form)
      const name = form.slice(form.indexOf('/') + 1).slice(0, 200) || form
      await tx
        .insertInto('principal')
        .values({ id, kind: 'unknown', name, teams: [] })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      await give(tx, id, kind, form, at)
      return id
    },

    async addAlias(tx, principal, kind, value, at) {
      const form = formOf(kind, value)
      if (form === '') throw principalError('alias-empty')
      await takeTurns(tx, kind, form)
      const known = await tx.selectFrom('principal').select('id').where('id', '=', principal).executeTakeFirst()
      if (known === undefined) throw principalError('principal-unknown')
      await give(tx, principal, kind, form, at)
    },

    async add(actor, wish) {
      const at = clock.now()
      await store.transaction(async (tx) => {
        const made = await tx
          .insertInto('principal')
          .values({ id: wish.id, kind: wish.kind, name: wish.name, teams: [...wish.teams] })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
        if (made.numInsertedOrUpdatedRows !== 1n) throw principalError('principal-taken', { id: wish.id })
        if (wish.manager !== undefined) {
          const manager = await tx.selectFrom('principal').select('id').where('id', '=', wish.manager).executeTakeFirst()
          if (manager === undefined || wish.manager === wish.id) throw principalError('principal-unknown')
          await tx.updateTable('principal').set({ manager: wish.manager }).where('id', '=', wish.id).execute()
        }
        // in one order, so that two requests for the same names wait for each other instead of both
        const names = wish.aliases.map(({ kind, value }) => ({ kind, value: formOf(kind, value) }))
        for (const { kind, value } of names.toSorted((a, b) => (`${a.kind}\0${a.value}` < `${b.kind}\0${b.value}` ? -1 : 1))) {
          if (value === '') throw principalError('alias-empty')
          await takeTurns(tx, kind, value)
          const now = await current(tx, kind, value)
          if (now !== null && now.principal !== wish.id && now.holder !== 'unknown') throw principalError('alias-taken', { kind })
          await give(tx, wish.id, kind, value, at)
        }
        await ledger.append(tx, {
          actor,
          kind: 'principal.added',
          entity: wish.id,
          body: {
            name: wish.name,
            kind: wish.kind,
            teams: [...wish.teams],
            ...(wish.manager === undefined ? {} : { manager: wish.manager }),
            aliases: names,
          },
        })
      })
      return (await registry.find(wish.id))!
    },
  }
  return registry
}

function formOf(kind: string, value: string): string {
  return kind === 'email' ? (canon('email', value) ?? '') : value.replaceAll('\0', '').toWellFormed().slice(0, 500)
}

/** The same for everybody who meets that login; `~` stands in no id that a person may choose. */
function unknownId(kind: string, value: string): string {
  const tail = createHash('sha256').update(`${kind}\0${value}`).digest('hex').slice(0, 10)
  const head = value
    .slice(value.indexOf('/') + 1)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, 40)
  return `${head}~${tail}`
}

async function takeTurns(tx: Tx, kind: string, value: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`principal\0${kind}\0${value}`.replaceAll('\0', ' ')}, 7420))`.execute(tx)
}

async function holder(db: Db | Tx, kind: string, value: string, at: Date): Promise<string | null> {
  const row = await db
    .selectFrom('principal_alias')
    .select('principal')
    .where('kind', '=', kind)
    .where('value', '=', value)
    .where('from_at', '<=', at)
    .where((eb) => eb.or([eb('to_at', 'is', null), eb('to_at', '>', at)]))
    .orderBy('from_at', 'desc')
    .executeTakeFirst()
  return row?.principal ?? null
}

async function current(tx: Tx, kind: string, value: string) {
  const row = await tx
    .selectFrom('principal_alias')
    .innerJoin('principal', 'principal.id', 'principal_alias.principal')
    .select(['principal_alias.principal', 'principal_alias.from_at', 'principal.kind as holder'])
    .where('principal_alias.kind', '=', kind)
    .where('principal_alias.value', '=', value)
    .where('principal_alias.to_at', 'is', null)
    .executeTakeFirst()
  return row ?? null
}

async function give(tx: Tx, principal: string, kind: string, value: string, at: Date): Promise<void> {
  const now = await current(tx, kind, value)
  if (now?.principal === principal) return
  const here = tx.updateTable('principal_alias').where('kind', '=', kind).where('value', '=', value).where('to_at', 'is', null)
  if (now !== null && now.holder === 'unknown') {
    // The unknown one turns out to be this principal: all of its time under that name was theirs.
    await here.set({ principal }).execute()
    return
  }
  if (now !== null && now.from_at.getTime() >= at.getTime()) {
    // Given in the same moment: an interval without length would hold nothing.
    await here.set({ principal }).execute()
    return
  }
  if (now !== null) await here.set({ to_at: at }).execute()
  const before = await tx
    .selectFrom('principal_alias')
    .select('from_at')
    .where('kind', '=', kind)
    .where('value', '=', value)
    .limit(1)
    .executeTakeFirst()
  await tx
    .insertInto('principal_alias')
    .values({ kind, value, principal, from_at: before === undefined ? EVER : at })
    .execute()
}

async function read(db: Db, id: string | null): Promise<KnownPrincipal[]> {
  let query = db.selectFrom('principal').select(['id', 'kind', 'name', 'teams', 'manager'])
  if (id !== null) query = query.where('id', '=', id)
  const rows = await query.orderBy('id').execute()
  let aliases = db.selectFrom('principal_alias').select(['kind', 'value', 'principal']).where('to_at', 'is', null)
  if (id !== null) aliases = aliases.where('principal', '=', id)
  const held = Map.groupBy(await aliases.orderBy('kind').orderBy('value').execute(), (row) => row.principal)
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    teams: row.teams,
    ...(row.manager === null ? {} : { manager: row.manager }),
    aliases: (held.get(row.id) ?? []).map(({ kind, value }) => ({ kind, value })),
  }))
}
