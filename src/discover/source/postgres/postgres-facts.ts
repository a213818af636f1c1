// What a person should know about a PostgreSQL login before it is used for scanning. Owns the remarks and the SQL that makes a better
// one; reads the catalogue only.
import type { SourceFacts } from '../source.ts'
import { quoted } from './postgres-catalogue.ts'
import type { LoginFacts } from './postgres-catalogue.ts'
import type { PostgresConnection } from './postgres-connection.ts'

export async function postgresFacts(connection: PostgresConnection, login: LoginFacts, database: string): Promise<SourceFacts> {
  const { client } = connection
  const { rows } = await client.query<Record<string, string>>(`
    select r.rolbypassrls as bypass, r.rolcreaterole as roles,
           pg_catalog.has_database_privilege(current_user, pg_catalog.current_database(), 'CREATE') as make,
           (select pg_catalog.count(*) from (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
                and (pg_catalog.has_table_privilege(c.oid, 'INSERT') or pg_catalog.has_table_privilege(c.oid, 'UPDATE') or pg_catalog.has_table_privilege(c.oid, 'DELETE')) limit 1000) w) as writable
      from pg_catalog.pg_roles r where r.rolname = current_user`)
  const row = rows[0] ?? {}
  const writable = Number(row['writable'] ?? 0)
  const remarks: string[] = []
  if (login.superuser) remarks.push('the login is a superuser: it may do everything, and views are not read with it')
  else {
    if (login.powerful) remarks.push('the login may run programs or read files on the server; views are not read with it')
    if (writable > 0)
      remarks.push(
        `the login may change ${writable >= 1000 ? '1000 or more' : String(writable)} ${writable === 1 ? 'table' : 'tables'}: reading needs no such right`,
      )
    if (row['make'] === 't') remarks.push('the login may make schemas in this database')
    if (row['roles'] === 't') remarks.push('the login may make other logins')
  }
  if (row['bypass'] === 't') remarks.push('the login sees rows that row-level security hides from others: good for a full picture')
  if (connection.unchecked) remarks.push('encrypted, but nobody checked whose certificate it is: use sslmode=verify-full')
  const tls = !connection.encrypted ? 'none' : connection.unchecked ? 'encrypted, certificate not checked' : 'encrypted'
  return { server: `PostgreSQL ${login.version}`, tls, remarks, grant: grantSql(database) }
}

/** A login that can read everything, now and later, and change nothing. PostgreSQL 14 has pg_read_all_data for it. */
function grantSql(database: string): string {
  return [
    `create role holdfast_reader login password 'choose one' connection limit 8;`,
    `alter role holdfast_reader set default_transaction_read_only = on;`,
    `grant connect on database ${quoted(database)} to holdfast_reader;`,
    `grant pg_read_all_data to holdfast_reader; -- PostgreSQL 14 or newer; before: grant usage on each schema and select on all its tables`,
    `alter role holdfast_reader bypassrls; -- only where rows are hidden by row-level security; needs a superuser`,
  ].join('\n')
}
