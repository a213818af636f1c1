// Reads from a PostgreSQL server who may do what: roles, memberships, grants, owners, views, functions, row security. Only system catalogues,
// never information_schema, which shows no more than the reader's own rights. Owns the SQL; judges nothing. Reads only, under a time-out.
import type { StoreSession } from '../contract.ts'

export interface RoleRow {
  readonly oid: string
  readonly name: string
  readonly superuser: boolean
  readonly login: boolean
  readonly bypassRls: boolean
  readonly createRole: boolean
  readonly replication: boolean
}

export interface MemberRow {
  /** the role that is a member */
  readonly member: string
  /** of this role */
  readonly role: string
  readonly inherit: boolean
  readonly set: boolean
  readonly admin: boolean
}

export interface RelationRow {
  readonly oid: string
  readonly schema: string
  readonly name: string
  readonly kind: 'r' | 'p' | 'v' | 'm' | 'f'
  readonly owner: string
  /** roles with SELECT on all of it; '0': everybody */
  readonly select: readonly string[]
  readonly columns: readonly { readonly no: number; readonly name: string; readonly select: readonly string[] }[]
  readonly rowSecurity: boolean
  readonly forced: boolean
  readonly invoker: boolean
  /** of what it is a partition or a child */
  readonly parents: readonly string[]
  /** a view: what it reads, column numbers; none: the relation as a whole */
  readonly reads: readonly { readonly relation: string; readonly columns: readonly number[] }[]
}

export interface FunctionRow {
  readonly oid: string
  readonly name: string
  readonly schema: string
  readonly owner: string
  readonly execute: readonly string[]
  /** relations that its text or its parsed body names */
  readonly names: readonly string[]
}

export interface SchemaRow {
  readonly name: string
  readonly usage: readonly string[]
}

export interface AccessCatalogue {
  readonly version: number
  readonly roles: readonly RoleRow[]
  readonly members: readonly MemberRow[]
  readonly databaseOwner: string
  readonly connect: readonly string[]
  readonly schemas: readonly SchemaRow[]
  readonly relations: readonly RelationRow[]
  readonly functions: readonly FunctionRow[]
  /** who may read what this reader could not learn of; told, never silence */
  readonly problems: readonly string[]
}

const STATEMENT_MS = 60_000
const MOST_FUNCTIONS = 5000
export const EVERYBODY = '0'

const acl = (list: string, kind: string, owner: string, right: string): string =>
  `(select coalesce(json_agg(distinct x.grantee::text), '[]') from aclexplode(coalesce(${list}, acldefault('${kind}', ${owner}))) x where x.privilege_type = '${right}')`
const columnAcl = (list: string): string =>
  `(select coalesce(json_agg(distinct x.grantee::text), '[]') from aclexplode(${list}) x where x.privilege_type = 'SELECT')`

export async function readAccessCatalogue(session: StoreSession): Promise<AccessCatalogue> {
  await session.query('begin transaction isolation level repeatable read, read only')
  try {
    await session.query('set local search_path = pg_catalog')
    await session.query(`set local statement_timeout = ${STATEMENT_MS}`)
    await session.query(`set local lock_timeout = '5s'`)
    const [version] = (await session.query(`select current_setting('server_version_num') as v`)).rows
    const number = Number(version?.['v'] ?? 0)
    const modern = number >= 160_000
    const roles = await json<RoleRow>(
      session,
      `select oid::text, rolname as name, rolsuper as superuser, rolcanlogin as login, rolbypassrls as "bypassRls", rolcreaterole as "createRole",
         rolreplication as replication from pg_roles order by rolname`,
    )
    const members = await json<MemberRow>(
      session,
      modern
        ? `select member::text, roleid::text as role, bool_or(inherit_option) as inherit, bool_or(set_option) as set, bool_or(admin_option) as admin
             from pg_auth_members group by 1, 2 order by 1, 2`
        : `select m.member::text, m.roleid::text as role, r.rolinherit as inherit, true as set, m.admin_option as admin
             from pg_auth_members m join pg_roles r on r.oid = m.member order by 1, 2`,
    )
    const [database] = await json<{ owner: string; connect: string[] }>(
      session,
      `select datdba::text as owner, ${acl('datacl', 'd', 'datdba', 'CONNECT')} as connect from pg_database where datname = current_database()`,
    )
    const schemas = await json<SchemaRow>(
      session,
      `select nspname as name, ${acl('nspacl', 'n', 'nspowner', 'USAGE')} as usage from pg_namespace n where ${OURS}`,
    )
    const relations = await json<RelationRow>(session, RELATIONS)
    const functions = await json<FunctionRow>(session, functionsOf(number >= 140_000))
    return {
      version: number,
      roles,
      members,
      databaseOwner: database!.owner,
      connect: database!.connect,
      schemas,
      relations,
      functions: functions.slice(0, MOST_FUNCTIONS),
      problems: functions.length > MOST_FUNCTIONS ? [`only ${MOST_FUNCTIONS} functions with their owner’s rights were looked at`] : [],
    }
  } finally {
    await session.query('rollback').catch(() => {})
  }
}

async function json<T>(session: StoreSession, query: string): Promise<T[]> {
  const { rows } = await session.query(`select to_json(q)::text as j from (${query}) q`)
  return rows.map((row) => JSON.parse(row['j']!) as T)
}

const OURS = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`

const RELATIONS = `
  select c.oid::text, n.nspname as schema, c.relname as name, c.relkind as kind, c.relowner::text as owner,
    ${acl('c.relacl', 'r', 'c.relowner', 'SELECT')} as select,
    (select coalesce(json_agg(json_build_object('no', a.attnum, 'name', a.attname, 'select', ${columnAcl('a.attacl')}) order by a.attnum), '[]')
       from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    c.relrowsecurity as "rowSecurity", c.relforcerowsecurity as forced,
    exists (select from pg_options_to_table(c.reloptions) o where o.option_name = 'security_invoker' and lower(o.option_value) in ('true', 'on', 'yes', '1', 't', 'y', 'tru', 'tr', 'ye')) as invoker,
    (select coalesce(json_agg(i.inhparent::text), '[]') from pg_inherits i where i.inhrelid = c.oid) as parents,
    (select coalesce(json_agg(json_build_object('relation', d.refobjid::text, 'columns', d.columns)), '[]') from (
       select p.refobjid, coalesce(json_agg(distinct p.refobjsubid) filter (where p.refobjsubid > 0), '[]') as columns
         from pg_rewrite w join pg_depend p on p.classid = 'pg_rewrite'::regclass and p.objid = w.oid and p.refclassid = 'pg_class'::regclass and p.refobjid <> c.oid
         join pg_class r on r.oid = p.refobjid and r.relkind in ('r', 'p', 'v', 'm', 'f')
        where w.ev_class = c.oid and w.rulename = '_RETURN' and c.relkind in ('v', 'm') group by p.refobjid) d) as reads
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${OURS}
  order by n.nspname, c.relname`

// A body in standard SQL is parsed and its relations are known; any other is a text in which names of relations are looked for.
const functionsOf = (parsed: boolean): string => `
  select f.oid::text, f.proname as name, n.nspname as schema, f.proowner::text as owner,
    ${acl('f.proacl', 'f', 'f.proowner', 'EXECUTE')} as execute,
    (select coalesce(json_agg(distinct c.oid::text), '[]') from pg_class c join pg_namespace s on s.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and s.nspname !~ '^pg_' and s.nspname <> 'information_schema'
        and (position(lower(c.relname) in lower(f.prosrc)) > 0
          ${parsed ? `or exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = f.oid and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid)` : ''})) as names
  from pg_proc f join pg_namespace n on n.oid = f.pronamespace join pg_language l on l.oid = f.prolang
  where f.prosecdef and ${OURS} and l.lanname not in ('internal', 'c')
    and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = f.oid and d.deptype = 'e')
  order by n.nspname, f.proname, f.oid limit ${MOST_FUNCTIONS + 1}`
