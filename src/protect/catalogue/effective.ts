// What roles can do by the catalogue: through ownership, grants, memberships and PUBLIC. Pure: it computes from what was read, so that the state
// after a plan can be asked as well as the one before. Row security and views of others are judged apart.
import type { Catalog, CatalogRelation, CatalogRole, Grant } from './catalog.ts'
import { relationKey } from './catalog.ts'

const READ_ALL = ['pg_read_all_data']

export interface Effective {
  /** the role itself and every role whose rights it has without doing anything */
  inherits(role: string): ReadonlySet<string>
  /** the role itself and every role it has or can become */
  reaches(role: string): ReadonlySet<string>
  /** columns of the relation that the role can read, by itself or by a role it can become */
  readable(role: string, relation: CatalogRelation): ReadonlySet<string>
}

export function effective(catalog: Pick<Catalog, 'roles'>): Effective {
  const roles = new Map(catalog.roles.map((role) => [role.name, role]))
  const walked = (start: string, follow: (member: CatalogRole['memberOf'][number]) => boolean): Set<string> => {
    const seen = new Set([start])
    const waiting = [start]
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      for (const membership of roles.get(name)?.memberOf ?? []) {
        if (!follow(membership) || seen.has(membership.role)) continue
        seen.add(membership.role)
        waiting.push(membership.role)
      }
    }
    return seen
  }
  const memo = new Map<string, ReadonlySet<string>>()
  const reaches = (role: string): ReadonlySet<string> => {
    let found = memo.get(role)
    if (found === undefined) {
      // Before PostgreSQL 16 every member can SET ROLE; since then where it says so. Either way its rights are in reach.
      found = walked(role, (membership) => membership.inherit || membership.set !== false || membership.admin)
      memo.set(role, found)
    }
    return found
  }
  return {
    inherits: (role) => walked(role, (membership) => membership.inherit),
    reaches,
    readable(role, relation) {
      const all = new Set(relation.columns.map((column) => column.name))
      const own = reaches(role)
      if ([...own].some((name) => roles.get(name)?.superuser === true || READ_ALL.includes(name))) return all
      if (own.has(relation.owner)) return all
      const holds = (grants: readonly Grant[]): boolean =>
        grants.some((grant) => grant.privilege === 'SELECT' && (grant.grantee === '' || own.has(grant.grantee)))
      if (holds(relation.acl)) return all
      return new Set(relation.columns.filter((column) => holds(column.acl)).map((column) => column.name))
    },
  }
}

/** The relations that a view reads in the end, itself left out. */
export function readsInTheEnd(catalog: Pick<Catalog, 'relations'>): (relation: CatalogRelation) => ReadonlySet<string> {
  const byKey = new Map(catalog.relations.map((relation) => [relationKey(relation.schema, relation.name), relation]))
  return (relation) => {
    const seen = new Set<string>()
    const waiting = [...relation.reads]
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      if (seen.has(key)) continue
      seen.add(key)
      waiting.push(...(byKey.get(key)?.reads ?? []))
    }
    return seen
  }
}
