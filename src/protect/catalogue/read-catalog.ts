// Reads the catalogue of a customer's PostgreSQL through a session. Owns the SQL for it; writes nothing. The caller has set the search path to
// pg_catalog, so that no name here can be somebody else's.
import type { StoreSession } from '../../landscape/contract.ts'
import type { Asker, Catalog, Grant } from './catalog.ts'

const USER_SCHEMA = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`

/** Entries of an access list, the built-in one where none is set; in one order, so that equal lists are equal. */
const acl = (column: string, kind: string, owner: string): string => `
  (select coalesce(json_agg(json_build_object(
     'grantee', case when x.grantee = 0 then '' else pg_get_userbyid(x.grantee) end,
     'grantor', pg_get_userbyid(x.grantor), 'privilege', x.privilege_type, 'grantable', x.is_grantable)
     order by case when x.grantee = 0 then '' else pg_get_userbyid(x.grantee) end collate "C", pg_get_userbyid(x.grantor) collate "C", x.privilege_type), '[]')
   from aclexplode(coalesce(${column}, acldefault('${kind}', ${owner}))) x)`

const isExtension = (catalog: string, oid: string): string =>
  `exists (select from pg_depend d where d.classid = '${catalog}'::regclass and d.objid = ${oid} and d.deptype = 'e')`

const PARTS = {
  schemas: () => `
    select n.nspname as name, pg_get_userbyid(n.nspowner) as owner, ${acl('n.nspacl', 'n', 'n.nspowner')} as acl,
           ${isExtension('pg_namespace', 'n.oid')} as extension
      from pg_namespace n where ${USER_SCHEMA} order by n.nspname collate "C"`,
  relations: () => `
    select n.nspname as schema, c.relname as name, c.relkind as kind, pg_get_userbyid(c.relowner) as owner, ${acl('c.relacl', 'r', 'c.relowner')} as acl,
           case when c.relispartition then (select json_build_array(rn.nspname, rc.relname) from pg_class rc join pg_namespace rn on rn.oid = rc.relnamespace
             where rc.oid = pg_partition_root(c.oid)) end as root,
           ${isExtension('pg_class', 'c.oid')} as extension, c.relrowsecurity as "rowSecurity",
           case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as definition,
           coalesce(to_json(c.reloptions), '[]') as options,
           (select coalesce(json_agg(distinct jsonb_build_array(bn.nspname, b.relname)), '[]') from pg_rewrite w
              join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass and d.refobjid <> c.oid
              join pg_class b on b.oid = d.refobjid join pg_namespace bn on bn.oid = b.relnamespace
             where w.ev_class = c.oid and c.relkind in ('v', 'm')) as reads,
           (select coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                'base', case when t.typtype = 'd' then format_type(b.oid, b.mod) else format_type(a.atttypid, a.atttypmod) end,
                'category', coalesce(bt.typcategory, t.typcategory), 'generated', a.attgenerated <> '', 'identity', a.attidentity <> '',
                'acl', case when a.attacl is null then '[]' else ${acl('a.attacl', 'c', 'c.relowner')} end) order by a.attnum), '[]')
              from pg_attribute a join pg_type t on t.oid = a.atttypid
              left join lateral (with recursive d(oid, mod, typtype) as (
                  select t.typbasetype, t.typtypmod, (select typtype from pg_type where oid = t.typbasetype) where t.typtype = 'd'
                  union all select u.typbasetype, case when u.typtypmod = -1 then d.mod else u.typtypmod end, (select typtype from pg_type where oid = u.typbasetype)
                    from d join pg_type u on u.oid = d.oid where d.typtype = 'd')
                select d.oid, d.mod from d where d.typtype <> 'd') b on true
              left join pg_type bt on bt.oid = b.oid
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${USER_SCHEMA} order by n.nspname collate "C", c.relname collate "C"`,
  sequences: () => `
    select n.nspname as schema, c.relname as name, pg_get_userbyid(c.relowner) as owner, ${acl('c.relacl', 's', 'c.relowner')} as acl
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'S' and ${USER_SCHEMA} order by n.nspname collate "C", c.relname collate "C"`,
  functions: () => `
    select n.nspname as schema, p.proname as name, pg_get_function_identity_arguments(p.oid) as args, p.prokind as kind, pg_get_userbyid(p.proowner) as owner,
           p.prosecdef as definer, p.prorettype in ('trigger'::regtype, 'event_trigger'::regtype) as trigger, ${isExtension('pg_proc', 'p.oid')} as extension,
           ${acl('p.proacl', 'f', 'p.proowner')} as acl, md5(coalesce(p.prosrc, '') || coalesce(p.probin, '') || coalesce(p.proconfig::text, '')) as digest
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where ${USER_SCHEMA} order by n.nspname collate "C", p.proname collate "C", pg_get_function_identity_arguments(p.oid) collate "C"`,
  roles: (version: number) => `
    select r.rolname as name, r.rolsuper as superuser, r.rolcanlogin as login, r.rolinherit as inherit, r.rolcreaterole as "createRole", r.rolcreatedb as "createDb",
           r.rolreplication as replication, r.rolbypassrls as "bypassRls", r.rolconnlimit as connections, r.rolvaliduntil at time zone 'UTC' as until,
           (select coalesce(json_agg(json_build_object('role', pg_get_userbyid(m.roleid), 'admin', m.admin_option,
               'inherit', ${version >= 160000 ? 'm.inherit_option' : 'r.rolinherit'}, 'set', ${version >= 160000 ? 'm.set_option' : 'null'},
               'grantor', pg_get_userbyid(m.grantor)) order by pg_get_userbyid(m.roleid) collate "C", pg_get_userbyid(m.grantor) collate "C"), '[]')
              from pg_auth_members m where m.member = r.oid) as "memberOf",
           (select coalesce(to_json(s.setconfig), '[]') from pg_db_role_setting s
             where s.setrole = r.oid and s.setdatabase = (select oid from pg_database where datname = current_database())) as settings
      from pg_roles r order by r.rolname collate "C"`,
  defaults: () => `
    select pg_get_userbyid(d.defaclrole) as owner, n.nspname as schema, d.defaclobjtype as kind, ${acl('d.defaclacl', 'r', 'd.defaclrole')} as acl
      from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace
     order by pg_get_userbyid(d.defaclrole) collate "C", n.nspname collate "C", d.defaclobjtype`,
  extensions: () => `
    select e.extname as name, e.extversion as version, n.nspname as schema from pg_extension e join pg_namespace n on n.oid = e.extnamespace order by e.extname collate "C"`,
}

async function rowsOf(session: StoreSession, query: string): Promise<unknown[]> {
  const { rows } = await session.query(`select coalesce(json_agg(row_to_json(q)), '[]')::text as data from (${query}) q`)
  return JSON.parse(rows[0]?.['data'] ?? '[]') as unknown[]
}

export async function readAsker(session: StoreSession): Promise<Asker> {
  const { rows } = await session.query(`
    select current_user::text as name, r.rolsuper as superuser, r.rolcreaterole as roles, current_setting('server_version_num') as version,
           has_database_privilege(current_database(), 'CREATE') as make
      from pg_roles r where r.rolname = current_user`)
  const row = rows[0] ?? {}
  return {
    user: row['name'] ?? '',
    superuser: row['superuser'] === 't',
    createRole: row['roles'] === 't',
    create: row['make'] === 't',
    version: Number(row['version'] ?? 0),
  }
}

/** All parts in one snapshot when the session is in a REPEATABLE READ transaction. */
export async function readCatalog(session: StoreSession, version: number): Promise<Catalog> {
  const database = (await rowsOf(
    session,
    `select d.datname as name, pg_get_userbyid(d.datdba) as owner, ${acl('d.datacl', 'd', 'd.datdba')} as acl from pg_database d where d.datname = current_database()`,
  )) as { name: string; owner: string; acl: Grant[] }[]
  const parts: Record<string, unknown> = {}
  for (const [name, query] of Object.entries(PARTS)) parts[name] = await rowsOf(session, query(version))
  const read = parts as unknown as Omit<Catalog, 'database' | 'databaseOwner' | 'databaseAcl'>
  return {
    database: database[0]?.name ?? '',
    databaseOwner: database[0]?.owner ?? '',
    databaseAcl: database[0]?.acl ?? [],
    ...read,
    roles: read.roles.map((role) => ({ ...role, settings: role.settings ?? [] })),
    relations: read.relations.map((relation) => ({
      ...relation,
      reads: (relation.reads as unknown as [string, string][]).map((path) => JSON.stringify(path)),
    })),
  }
}
