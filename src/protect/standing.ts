// What stands in a store of each class: its role, its schema and everything in it, as digests. Kept right after a plan was applied, and read
// again by whoever wants to know whether somebody changed it since. Asks with the login that reads the store; changes nothing there.
import { createHash } from 'node:crypto'
import { canonicalJson } from '../core/canonical-json.ts'
import type { PolicyClass } from '../core/contract/access.ts'
import type { StoreId } from '../core/ids.ts'
import { toAppError } from '../core/errors.ts'
import type { StoreConnections, StoreSession } from '../landscape/contract.ts'
import type { Platform } from '../platform/platform.ts'
import type { Protect } from './contract.ts'

const acl = (column: string): string => `coalesce((select string_agg(x::text, ',' order by x::text) from unnest(${column}) x), '')`

// One row a part: a name people know, and all of its definition as text.
const PARTS = `
select 'role ' || r.rolname as part, concat_ws('|', r.rolsuper, r.rolcanlogin, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolreplication, r.rolbypassrls,
    (select string_agg(g.rolname, ',' order by g.rolname) from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid)) as text
  from pg_roles r where r.rolname = $1
union all
select 'schema ' || n.nspname, concat_ws('|', pg_get_userbyid(n.nspowner), ${acl('n.nspacl')}) from pg_namespace n where n.nspname = $2
union all
select case c.relkind when 'v' then 'view ' when 'm' then 'materialised view ' when 'S' then 'sequence ' else 'table ' end || n.nspname || '.' || c.relname,
    concat_ws('|', c.relkind, pg_get_userbyid(c.relowner), ${acl('c.relacl')}, array_to_string(c.reloptions, ','),
      case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end,
      (select string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || ${acl('a.attacl')}, ',' order by a.attnum)
         from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
      (select string_agg(pg_get_triggerdef(t.oid), ',' order by t.tgname) from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal),
      (select string_agg(pg_get_ruledef(w.oid), ',' order by w.rulename) from pg_rewrite w where w.ev_class = c.oid and w.rulename <> '_RETURN'))
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $2 and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
union all
select 'function ' || n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
    concat_ws('|', pg_get_userbyid(p.proowner), ${acl('p.proacl')}, p.prosecdef, p.prosrc, p.probin, array_to_string(p.proconfig, ','))
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = $2
union all
select 'rights of ' || $1 || ' on ' || n.nspname || '.' || c.relname, (select string_agg(x::text, ',' order by x::text) from unnest(c.relacl) x where split_part(x::text, '=', 1) in ($1, quote_ident($1)))
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname <> $2 and exists (select from aclexplode(c.relacl) e where e.grantee = (select oid from pg_roles where rolname = $1))`

export interface Standing {
  readonly read: Protect['standing']
  /** After an apply. Trouble is logged: the control then says that nothing was kept. */
  keep(store: StoreId, signal: AbortSignal): Promise<void>
}

interface StandingNeeds {
  readonly connections: StoreConnections
  readonly classes: (store: StoreId) => Promise<readonly PolicyClass[]>
}

type Parts = Readonly<Record<string, string>>

export function createStanding({ store: own, clock, log }: Pick<Platform, 'store' | 'clock' | 'log'>, needs: StandingNeeds): Standing {
  const planOf = async (store: StoreId): Promise<string | null> => {
    const row = await own.db.selectFrom('protection').select('plan').where('store', '=', store).executeTakeFirst()
    return row?.plan ?? null
  }
  const now = async (store: StoreId, classes: readonly PolicyClass[], signal: AbortSignal): Promise<ReadonlyMap<string, Parts | null>> => {
    const session = await needs.connections.postgres(store, null, signal)
    try {
      await session.query(
        `set session characteristics as transaction read only; set statement_timeout = '30s'; set search_path = pg_catalog`,
      )
      const found = new Map<string, Parts | null>()
      for (const each of classes) found.set(each.id, await readParts(session, each))
      return found
    } finally {
      await session.close()
    }
  }

  return {
    async read(store, signal) {
      const classes = await needs.classes(store)
      const plan = await planOf(store)
      if (classes.length === 0 || plan === null) return []
      const kept = await own.db.selectFrom('policy_standing').selectAll().where('store', '=', store).where('plan', '=', plan).execute()
      const stands = await now(store, classes, signal)
      return classes.map((each) => {
        const was = kept.find((row) => row.class === each.id)
        const is = stands.get(each.id) ?? null
        return {
          class: each.id,
          applied: was?.digest ?? '',
          now: is === null ? null : digestOf(is),
          differs: was === undefined ? ['nothing was kept when the plan was applied: apply again'] : differences(was.parts, is ?? {}),
        }
      })
    },

    async keep(store, signal) {
      try {
        const classes = await needs.classes(store)
        const plan = await planOf(store)
        if (classes.length === 0 || plan === null) return
        const stands = await now(store, classes, signal)
        await own.transaction(async (tx) => {
          for (const [id, parts] of stands) {
            if (parts === null) continue
            await tx
              .insertInto('policy_standing')
              .values({ store, class: id, plan, digest: digestOf(parts), parts: JSON.stringify(parts), at: clock.now() })
              .onConflict((conflict) => conflict.doNothing())
              .execute()
          }
        })
      } catch (error) {
        log.warn('plan.standing-not-kept', { store, code: toAppError(error).code })
      }
    },
  }
}

async function readParts(session: StoreSession, each: PolicyClass): Promise<Parts | null> {
  const { rows } = await session.query(PARTS, [each.role, each.schema])
  const parts: Record<string, string> = {}
  for (const row of rows)
    parts[row['part'] ?? ''] = createHash('sha256')
      .update(row['text'] ?? '')
      .digest('hex')
  return Object.hasOwn(parts, `role ${each.role}`) && Object.hasOwn(parts, `schema ${each.schema}`) ? parts : null
}

function digestOf(parts: Parts): string {
  return createHash('sha256').update(canonicalJson(parts)).digest('hex')
}

function differences(was: Parts, is: Parts): string[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].toSorted()
  return names.flatMap((name) => {
    if (was[name] === is[name]) return []
    return [`${name} ${is[name] === undefined ? 'is gone' : was[name] === undefined ? 'is new' : 'is another'}`]
  })
}
