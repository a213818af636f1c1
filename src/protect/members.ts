// Who is in which class of a store, and how a person's way in is closed. Reads what plans.ts keeps; changes a member only by disabling it.
import { AppError } from '../core/errors.ts'
import type { PolicyClass } from '../core/contract/access.ts'
import type { StoreId } from '../core/ids.ts'
import type { StoreConnections } from '../landscape/contract.ts'
import type { Platform } from '../platform/platform.ts'
import { loginPlace } from './admission.ts'
import type { Protect } from './contract.ts'
import type { Credentials } from './credentials.ts'
import { protectError } from './errors.ts'
import { disableLogin } from './plan/run-plan.ts'

export type Members = Pick<Protect, 'classes' | 'members' | 'tryLogin' | 'disable'>

interface MembersNeeds {
  readonly connections: StoreConnections
  readonly credentials: Credentials
  readonly endSessions: (store: StoreId, principal: string) => Promise<number>
}

export function createMembers(platform: Pick<Platform, 'store' | 'keys' | 'clock'>, needs: MembersNeeds): Members {
  const { store: own, keys, clock } = platform
  const { db } = own
  const rowOf = async (store: StoreId, principal: string) => {
    const row = await db.selectFrom('member').selectAll().where('store', '=', store).where('principal', '=', principal).executeTakeFirst()
    if (row === undefined) throw protectError('not-member', { principal })
    return row
  }
  return {
    async classes(store) {
      const rows = await db
        .selectFrom('policy_class')
        .innerJoin('protection', (join) =>
          join.onRef('protection.store', '=', 'policy_class.store').onRef('protection.policy_set', '=', 'policy_class.policy_set'),
        )
        .selectAll('policy_class')
        .where('policy_class.store', '=', store)
        .orderBy('policy_class.id')
        .execute()
      return rows.map((row) => ({
        id: row.id,
        role: row.role,
        schema: row.schema,
        columns: row.columns as PolicyClass['columns'],
        views: Object.fromEntries(row.relations.map((one) => [one.object, one.relation])),
        rows: row.rows,
        budget: row.budget,
        policySet: row.policy_set,
        catalogHash: row.catalog_hash,
      }))
    },

    async members(store) {
      const rows = await db.selectFrom('member').selectAll().where('store', '=', store).orderBy('principal').execute()
      return rows.map((row) => ({
        principal: row.principal,
        store,
        class: row.class,
        login: row.login,
        until: row.until,
        disabledAt: row.disabled_at,
      }))
    },

    async tryLogin(store, principal, signal) {
      const row = await rowOf(store, principal)
      if (row.secret_enc === null) throw protectError('no-secret', { principal })
      const password = keys.open('login-secret', row.secret_enc, loginPlace(store, row.login)).toString('utf8')
      try {
        const session = await needs.connections.postgres(store, { user: row.login, password }, signal)
        try {
          await session.query('select 1')
        } finally {
          await session.close()
        }
        return 'accepted'
      } catch (error) {
        return loginAnswer(error)
      }
    },

    async disable(store, principal, control, signal) {
      const row = await rowOf(store, principal)
      // The gateway's way first: it needs nobody's password, and holds even when the database cannot be reached.
      const ended = await own.transaction(async (tx) => {
        await tx
          .updateTable('member')
          .set({ disabled_at: clock.now() })
          .where('store', '=', store)
          .where('principal', '=', principal)
          .where('disabled_at', 'is', null)
          .execute()
        return await needs.credentials.revoke(tx, store, principal)
      })
      const sessions = await needs.endSessions(store, principal)
      const done = [`${ended} credentials of the gateway ended`, `${sessions} of its sessions at the gateway ended`]
      const session = await needs.connections.postgres(store, control, signal)
      try {
        return [...(await disableLogin(session, row.login)), ...done]
      } finally {
        await session.close()
      }
    },
  }
}

/**
 * What a failed log-in says about the login. INVARIANT: `refused` only where the server names this login as the reason; a database that is
 * away, full, starting, renamed or that turns this machine away has said nothing about it, and the login may work from elsewhere.
 */
export function loginAnswer(error: unknown): 'refused' | 'unreachable' {
  if (!(error instanceof AppError)) return 'unreachable'
  const said = error.cause as { readonly code?: unknown; readonly routine?: unknown } | undefined
  if (error.code === 'discover/store-login') {
    if (said?.code === '28P01') return 'refused'
    // 28000 is NOLOGIN, and also pg_hba.conf, which knows where we come from; the routine is the same in every language
    return said?.code === '28000' && said.routine !== 'ClientAuthentication' ? 'refused' : 'unreachable'
  }
  // one code for a database that is not there and for a login without CONNECT
  return error.code === 'discover/store-database' && said?.code === '42501' ? 'refused' : 'unreachable'
}
