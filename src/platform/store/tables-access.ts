// Types of the tables of principals and the access map. Owns nothing but them; the tables are sql/000001 and sql/000007.
import type { At, AtOrNull, Json, TextOrNull } from './tables-columns.ts'

export interface PrincipalTable {
  id: string
  kind: 'person' | 'service' | 'vendor' | 'unknown'
  name: string
  teams: string[]
  manager: TextOrNull
}

export interface PrincipalAliasTable {
  kind: string
  value: string
  principal: string
  from_at: Date
  to_at: AtOrNull
}

export interface GrantRouteTable {
  field: string
  principal: string
  route: Json<unknown>
  seen_at: Date
}

export interface AccessReadingTable {
  store: string
  roles: number
  fields: number
  routes: number
  problems: string[]
  read_at: At
}

export interface AccessMapTables {
  principal: PrincipalTable
  principal_alias: PrincipalAliasTable
  grant_route: GrantRouteTable
  access_reading: AccessReadingTable
}
