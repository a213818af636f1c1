// Who gets in at the gateway, asked once a session in the main process: membership, credential, the policies' own condition, and what the
// gateway needs to serve. Fails closed: anything missing is a refusal with its reason. Opens the sealed secret of the login; the answer
// goes over a private channel to the gateway's process and is never logged or stored.
import { instant } from '../core/clock.ts'
import type { Budget, Decision, PolicyClass, Show } from '../core/contract/access.ts'
import type { IdentitySpace } from '../core/canon.ts'
import { AppError } from '../core/errors.ts'
import { newId, type FieldId, type ObjectId, type StoreId } from '../core/ids.ts'
import type { Discover } from '../discover/contract.ts'
import type { KnownStore, Landscape } from '../landscape/contract.ts'
import type { Platform } from '../platform/platform.ts'
import type { MaskedRelation } from '../platform/store/tables.ts'
import { validCredential } from './credentials.ts'
import { decideLogin } from './policy/decide.ts'
import { readPolicySet, type PolicySet } from './policy/policy-set.ts'
import type { ScramVerifier } from './scram.ts'

export interface AdmissionWish {
  /** name or id, as the client gave it for the database */
  readonly store: string
  /** a principal's id */
  readonly user: string
  readonly ip: string | null
  /** ISO 3166 of the address; null: unknown */
  readonly country: string | null
  readonly at: Date
}

export interface AdmittedColumn {
  readonly name: string
  readonly field: FieldId
  readonly show: Show
  /** the value is seen in clear and refers to a person */
  readonly key: { readonly space: string; readonly form: IdentitySpace } | null
}

/** Of the masked schema, and base tables (all columns denied), so that what was tried there can be named. */
export interface AdmittedRelation {
  readonly schema: string
  readonly relation: string
  readonly object: ObjectId
  readonly masked: boolean
  /** rows of the table when last read; null: unknown */
  readonly rows: number | null
  readonly columns: readonly AdmittedColumn[]
}

export interface DatabaseAddress {
  readonly host: string
  readonly port: number
  readonly database: string
  /** `sslmode`, `sslrootcert` as in the store's target */
  readonly options: Readonly<Record<string, string>>
}

export interface Admitted {
  readonly ok: true
  readonly store: { readonly id: StoreId; readonly name: string; readonly drill: boolean }
  readonly principal: string
  readonly scram: ScramVerifier
  readonly decision: Decision
  readonly class: PolicyClass
  readonly login: { readonly user: string; readonly password: string }
  readonly database: DatabaseAddress
  readonly budget: Budget | null
  readonly relations: readonly AdmittedRelation[]
}

/**
 * `scram`: there is a valid credential, so the gateway can find out whether the right person knocks before it says why it refuses;
 * without it, it goes through the motions and says nothing but that the login failed.
 */
export interface NotAdmitted {
  readonly ok: false
  readonly why: string
  readonly store: { readonly id: StoreId; readonly name: string; readonly drill: boolean } | null
  readonly principal: string | null
  readonly class: string | null
  readonly decision: Decision | null
  readonly scram: ScramVerifier | null
}

export type Admission = Admitted | NotAdmitted
export type Admit = (wish: AdmissionWish) => Promise<Admission>

const SESSION_HOURS = 8

export function createAdmit(
  platform: Pick<Platform, 'store' | 'keys' | 'clock' | 'log'>,
  needs: { readonly landscape: Landscape; readonly discover: Pick<Discover, 'subjects'> },
): Admit {
  const { store, keys, clock, log } = platform
  const { db } = store
  const sets = new Map<string, PolicySet>()

  const setOf = async (id: string): Promise<PolicySet | null> => {
    const known = sets.get(id)
    if (known !== undefined) return known
    const row = await db.selectFrom('policy_set').select('text').where('id', '=', id).executeTakeFirst()
    if (row === undefined) return null
    const read = await readPolicySet(row.text)
    if (read.id !== id) return null
    if (sets.size > 100) sets.clear()
    sets.set(id, read)
    return read
  }

  const storeOf = async (name: string): Promise<KnownStore | null> => {
    const stores = await needs.landscape.stores.list()
    const wanted = name.toLowerCase()
    return stores.find((one) => one.id === name) ?? stores.find((one) => one.name.toLowerCase() === wanted) ?? null
  }

  const admit = async (wish: AdmissionWish): Promise<Admission> => {
    const no = (why: string, more: Partial<NotAdmitted> = {}): NotAdmitted => ({
      ok: false,
      why,
      store: null,
      principal: null,
      class: null,
      decision: null,
      scram: null,
      ...more,
    })
    const found = await storeOf(wish.store)
    if (found === null || found.kind !== 'postgres') return no('no such PostgreSQL store')
    const at = { store: { id: found.id, name: found.name, drill: found.drill } }
    const member = await db
      .selectFrom('member')
      .selectAll()
      .where('store', '=', found.id)
      .where('principal', '=', wish.user)
      .executeTakeFirst()
    if (member === undefined) return no('not a member of a class of this store', at)
    const scram = await validCredential(db, found.id, wish.user, wish.at)
    const known = { ...at, principal: member.principal, class: member.class, scram }
    if (scram === null) return no('no valid credential', known)
    if (member.disabled_at !== null) return no('the login was disabled', known)
    if (member.until !== null && member.until <= wish.at) return no('the login has expired: a plan must be applied again', known)
    const holds = await db.selectFrom('protection').selectAll().where('store', '=', found.id).executeTakeFirst()
    const set = holds === undefined ? null : await setOf(holds.policy_set)
    if (set === null) return no('no policy holds in this store', known)
    const row = await db
      .selectFrom('policy_class')
      .selectAll()
      .where('store', '=', found.id)
      .where('id', '=', member.class)
      .where('policy_set', '=', set.id)
      .executeTakeFirst()
    if (row === undefined) return no('the class does not hold in this store', known)
    const person = await needs.landscape.principals.find(member.principal)
    if (person === null) return no('the principal is not known any more', known)
    const said = decideLogin(set, { principal: person, class: member.class, store: found, country: wish.country, ip: wish.ip, at: wish.at })
    const decision: Decision = {
      id: newId(clock),
      policySet: set.id,
      policies: said.policies,
      class: member.class,
      principal: member.principal,
      purpose: null,
      from: instant(wish.at),
      to: instant(said.allowed ? new Date(wish.at.getTime() + SESSION_HOURS * 3_600_000) : wish.at),
      why: said.why,
    }
    await store.transaction((tx) =>
      tx
        .insertInto('decision')
        .values({
          id: decision.id,
          policy_set: decision.policySet,
          policies: [...decision.policies],
          class: decision.class,
          principal: decision.principal,
          purpose: null,
          from_at: new Date(decision.from),
          to_at: new Date(decision.to),
          why: JSON.stringify(decision.why),
        })
        .execute(),
    )
    if (!said.allowed) return no(said.why.map((why) => why.text).join('; '), { ...known, decision })
    if (member.secret_enc === null) return no('the secret of the login is not kept here', { ...known, decision })
    const password = keys.open('login-secret', member.secret_enc, loginPlace(found.id, member.login)).toString('utf8')
    const policyClass: PolicyClass = {
      id: row.id,
      role: row.role,
      schema: row.schema,
      columns: row.columns as PolicyClass['columns'],
      views: Object.fromEntries(row.relations.map((one) => [one.object, one.relation])),
      rows: row.rows,
      budget: row.budget,
      policySet: row.policy_set,
      catalogHash: row.catalog_hash,
    }
    return {
      ok: true,
      ...at,
      principal: member.principal,
      scram,
      decision,
      class: policyClass,
      login: { user: member.login, password },
      database: databaseOf(found),
      budget: row.budget,
      relations: await relationsOf(found.id, row.relations),
    }
  }

  const relationsOf = async (id: StoreId, masked: readonly MaskedRelation[]): Promise<AdmittedRelation[]> => {
    const [keyList, objects] = await Promise.all([
      needs.discover.subjects.keys(id),
      db.selectFrom('object').select(['id', 'rows']).where('store', '=', id).where('gone_at', 'is', null).execute(),
    ])
    const rows = new Map(objects.map((object) => [object.id, object.rows === null ? null : Number(object.rows)]))
    const keyOf = new Map(keyList.map((key) => [key.field, { space: key.space, form: key.form }]))
    return masked.flatMap((relation): AdmittedRelation[] => {
      const common = { object: relation.object, rows: rows.get(relation.object) ?? null }
      return [
        {
          ...common,
          schema: relation.schema,
          relation: relation.relation,
          masked: true,
          columns: relation.columns.map((column) => ({
            ...column,
            key: column.show === 'clear' ? (keyOf.get(column.field) ?? null) : null,
          })),
        },
        {
          ...common,
          schema: relation.base[0],
          relation: relation.base[1],
          masked: false,
          columns: relation.columns.map((column) => ({ ...column, show: 'denied' as const, key: null })),
        },
      ]
    })
  }

  return async (wish) => {
    try {
      return await admit(wish)
    } catch (error) {
      // INVARIANT: whatever fails on the way, nobody gets in.
      log.error('gateway.admission-failed', { code: error instanceof AppError ? error.code : 'unexpected' })
      return {
        ok: false,
        why: error instanceof AppError ? error.message : 'the admission could not be decided',
        store: null,
        principal: null,
        class: null,
        decision: null,
        scram: null,
      }
    }
  }
}

/** What a login's secret is bound to. */
export function loginPlace(store: StoreId, login: string): string {
  return `member/${store}/${login}`
}

function databaseOf(store: KnownStore): DatabaseAddress {
  const { host, port, database, options } = store.address
  const given = typeof options === 'object' && options !== null ? options : {}
  return {
    host: String(host),
    port: Number(port),
    database: String(database),
    options: Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  }
}
