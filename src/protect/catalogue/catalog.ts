// What a plan is computed from: the catalogue of a customer's PostgreSQL, without a single value of its tables. Types, and how two states are told
// apart. read-catalog.ts reads it.
import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '../../core/canonical-json.ts'

/** One entry of an access list. `grantee` empty: PUBLIC. */
export interface Grant {
  readonly grantee: string
  readonly grantor: string
  readonly privilege: string
  readonly grantable: boolean
}

export interface CatalogColumn {
  readonly name: string
  readonly type: string
  /** the type under a domain */
  readonly base: string
  /** pg_type.typcategory of the base: S text, D date and time, N number, E enum, A array, U other … */
  readonly category: string
  readonly generated: boolean
  readonly identity: boolean
  readonly acl: readonly Grant[]
}

export interface CatalogRelation {
  readonly schema: string
  readonly name: string
  /** r table, p partitioned, v view, m materialised view, f foreign table */
  readonly kind: 'r' | 'p' | 'v' | 'm' | 'f'
  readonly owner: string
  readonly acl: readonly Grant[]
  /** of a partition: the table it belongs to in the end */
  readonly root: readonly [schema: string, name: string] | null
  readonly extension: boolean
  readonly rowSecurity: boolean
  readonly columns: readonly CatalogColumn[]
  /** of a view: its text; of others null */
  readonly definition: string | null
  readonly options: readonly string[]
  /** of a view: what it reads, directly, as `relationKey` */
  readonly reads: readonly string[]
}

export interface CatalogSchema {
  readonly name: string
  readonly owner: string
  readonly acl: readonly Grant[]
  readonly extension: boolean
}

export interface CatalogFunction {
  readonly schema: string
  readonly name: string
  /** identity arguments, as DDL takes them */
  readonly args: string
  readonly kind: 'f' | 'p' | 'a' | 'w'
  readonly owner: string
  readonly definer: boolean
  /** returns trigger or event_trigger: cannot be called */
  readonly trigger: boolean
  readonly extension: boolean
  readonly acl: readonly Grant[]
  readonly digest: string
}

export interface CatalogMembership {
  readonly role: string
  readonly admin: boolean
  readonly inherit: boolean
  /** null before PostgreSQL 16 */
  readonly set: boolean | null
  readonly grantor: string
}

export interface CatalogRole {
  readonly name: string
  readonly superuser: boolean
  readonly login: boolean
  readonly inherit: boolean
  readonly createRole: boolean
  readonly createDb: boolean
  readonly replication: boolean
  readonly bypassRls: boolean
  readonly connections: number
  readonly until: string | null
  readonly memberOf: readonly CatalogMembership[]
  /** settings of the role in this database, `name=value` */
  readonly settings: readonly string[]
}

export interface CatalogDefault {
  readonly owner: string
  readonly schema: string | null
  readonly kind: string
  readonly acl: readonly Grant[]
}

export interface Catalog {
  readonly database: string
  readonly databaseOwner: string
  readonly databaseAcl: readonly Grant[]
  readonly schemas: readonly CatalogSchema[]
  readonly relations: readonly CatalogRelation[]
  readonly sequences: readonly { readonly schema: string; readonly name: string; readonly owner: string; readonly acl: readonly Grant[] }[]
  readonly functions: readonly CatalogFunction[]
  readonly roles: readonly CatalogRole[]
  readonly defaults: readonly CatalogDefault[]
  readonly extensions: readonly { readonly name: string; readonly version: string; readonly schema: string }[]
}

/** Who asks, and what answers: no part of the catalogue's digest. */
export interface Asker {
  readonly user: string
  readonly superuser: boolean
  readonly createRole: boolean
  /** may make schemas in the database */
  readonly create: boolean
  /** server_version_num */
  readonly version: number
}

/** Two names in one text that no name can imitate. */
export function relationKey(schema: string, name: string): string {
  return JSON.stringify([schema, name])
}

export function catalogHash(catalog: Catalog): string {
  return createHash('sha256')
    .update(canonicalJson(catalog as unknown as Json))
    .digest('hex')
}
