// Ways to the base tables beside the masks, and the statements that close them: what PUBLIC may, what a member's login may by itself, functions that
// read for everybody, and roles that the plan was told to close. Pure. Also says who loses what, by comparing what can be read before and after.
import { relationKey, type Catalog, type CatalogRelation, type CatalogRole, type Grant } from '../catalogue/catalog.ts'
import { effective, readsInTheEnd } from '../catalogue/effective.ts'
import { quoted, quotedPath } from '../compile/names.ts'
import type { Statement, Step } from './plan.ts'

export interface Closing {
  readonly steps: readonly Step[]
  /** the catalogue as it is when they have been run */
  readonly after: Catalog
  readonly blocked: readonly string[]
}

export interface ClosingInput {
  readonly catalog: Catalog
  /** relations of which some class does not see everything in clear */
  readonly guarded: readonly CatalogRelation[]
  /** existing logins that become members */
  readonly logins: readonly string[]
  /** roles that a person wants to lose their rights on guarded relations */
  readonly revoke: readonly string[]
  /** roles that Holdfast makes */
  readonly ours: ReadonlySet<string>
  readonly version: number
}

const PREDEFINED =
  /^pg_(read_all_data|write_all_data|read_server_files|write_server_files|execute_server_program|monitor|read_all_stats|read_all_settings|signal_backend|maintain|checkpoint)$/

export function closeWays(input: ClosingInput): Closing {
  const { catalog, guarded, logins, revoke, ours, version } = input
  const steps: Step[] = []
  const blocked: string[] = []
  const losing = new Set(['', ...logins, ...revoke])
  const loses = (grant: Grant): boolean => losing.has(grant.grantee) && !ours.has(grant.grantee)
  const after = structuredClone(catalog) as { -readonly [K in keyof Catalog]: Catalog[K] }
  const guardedKeys = new Set(guarded.map((relation) => relationKey(relation.schema, relation.name)))
  const readsGuarded = readsInTheEnd(catalog)

  const touched = (relation: CatalogRelation): boolean =>
    guardedKeys.has(relationKey(relation.schema, relation.name)) || [...readsGuarded(relation)].some((key) => guardedKeys.has(key))

  after.relations = catalog.relations.map((relation) => {
    if (!touched(relation) || ours.has(relation.owner)) return relation
    const path = quotedPath(relation.schema, relation.name)
    for (const grant of relation.acl.filter(loses)) steps.push(closing(grant, grant.privilege, `table ${path}`, relation.owner, version))
    for (const column of relation.columns) {
      for (const grant of column.acl.filter(loses)) {
        steps.push(closing(grant, `${grant.privilege} (${quoted(column.name)})`, `table ${path}`, relation.owner, version))
      }
    }
    return {
      ...relation,
      acl: relation.acl.filter((grant) => !loses(grant)),
      columns: relation.columns.map((column) => ({ ...column, acl: column.acl.filter((grant) => !loses(grant)) })),
    }
  })

  after.schemas = catalog.schemas.map((schema) => {
    const open = (grant: Grant): boolean => grant.privilege === 'CREATE' && (grant.grantee === '' || logins.includes(grant.grantee))
    for (const grant of schema.acl.filter(open))
      steps.push(closing(grant, 'CREATE', `schema ${quoted(schema.name)}`, schema.owner, version))
    return { ...schema, acl: schema.acl.filter((grant) => !open(grant)) }
  })

  const before = effective(catalog)
  const roles = new Map(catalog.roles.map((role) => [role.name, role]))
  after.functions = catalog.functions.map((fn) => {
    if (!fn.definer || fn.trigger || fn.extension || ours.has(fn.owner)) return fn
    const reads = guarded.some((relation) => before.readable(fn.owner, relation).size > 0)
    const open = fn.acl.filter(loses)
    if (!reads || open.length === 0) return fn
    const path = `${fn.kind === 'p' ? 'procedure' : 'function'} ${quotedPath(fn.schema, fn.name)}(${fn.args})`
    for (const grant of open) steps.push(closing(grant, 'EXECUTE', path, fn.owner, version))
    return { ...fn, acl: fn.acl.filter((grant) => !loses(grant)) }
  })

  after.defaults = catalog.defaults.map((entry) => {
    if (entry.kind !== 'r') return entry
    const open = entry.acl.filter(loses)
    for (const grant of open) steps.push(closeDefault(entry, grant))
    return { ...entry, acl: entry.acl.filter((grant) => !loses(grant)) }
  })

  after.roles = catalog.roles.map((role) => {
    if (!logins.includes(role.name) && !revoke.includes(role.name)) return role
    const leave = role.memberOf.filter((membership) => {
      if (ours.has(membership.role)) return false
      if (revoke.includes(role.name)) return PREDEFINED.test(membership.role)
      return true
    })
    for (const membership of leave) steps.push(leaveRole(role, membership, version))
    return { ...role, memberOf: role.memberOf.filter((membership) => !leave.includes(membership)) }
  })

  for (const name of logins) {
    const role = roles.get(name)
    if (role === undefined) continue
    const strong = [
      role.superuser ? 'is a superuser' : '',
      role.bypassRls ? 'bypasses row security' : '',
      role.createRole ? 'may make roles' : '',
      role.createDb ? 'may make databases' : '',
      role.replication ? 'may copy the whole server (replication)' : '',
      role.login ? '' : 'cannot log in',
    ].filter((text) => text !== '')
    if (strong.length > 0) blocked.push(`the login \`${name}\` ${strong.join(', ')}`)
    const owns = [
      ...catalog.relations.filter((relation) => relation.owner === name).map((relation) => `${relation.schema}.${relation.name}`),
      ...catalog.functions.filter((fn) => fn.owner === name).map((fn) => `${fn.schema}.${fn.name}()`),
      ...catalog.schemas.filter((schema) => schema.owner === name).map((schema) => `the schema ${schema.name}`),
      ...(catalog.databaseOwner === name ? ['the database'] : []),
    ]
    if (owns.length > 0) {
      const [first] = owns
      blocked.push(
        `the login \`${name}\` owns ${first}${owns.length > 1 ? ` and ${owns.length - 1} more` : ''}, and an owner may always read`,
      )
    }
  }
  for (const name of revoke) {
    const role = roles.get(name)
    if (role?.superuser === true) blocked.push(`\`${name}\` is a superuser: no grant of it can be closed`)
    const owned = guarded.find((relation) => relation.owner === name)
    if (owned !== undefined) blocked.push(`\`${name}\` owns ${owned.schema}.${owned.name}, and an owner may always read`)
  }
  return { steps, after, blocked }
}

function who(grantee: string): string {
  return grantee === '' ? 'public' : quoted(grantee)
}

/** A grant that the owner did not give is taken back by whoever gave it: PostgreSQL keeps them apart. */
function closing(grant: Grant, what: string, where: string, owner: string, _version: number): Step {
  const as = grant.grantor === owner ? {} : { as: grant.grantor }
  const whom = grant.grantee === '' ? 'everybody (PUBLIC)' : grant.grantee
  return {
    text: `${whom} loses ${what.toLowerCase()} on ${where}`,
    sql: `revoke ${what} on ${where} from ${who(grant.grantee)}`,
    ...as,
    undo: [{ sql: `grant ${what} on ${where} to ${who(grant.grantee)}${grant.grantable ? ' with grant option' : ''}`, ...as }],
  }
}

function closeDefault(entry: Catalog['defaults'][number], grant: Grant): Step {
  const scope = `alter default privileges for role ${quoted(entry.owner)}${entry.schema === null ? '' : ` in schema ${quoted(entry.schema)}`}`
  const whom = grant.grantee === '' ? 'everybody (PUBLIC)' : grant.grantee
  return {
    text: `tables that ${entry.owner} makes later are not open to ${whom} (${grant.privilege.toLowerCase()})`,
    sql: `${scope} revoke ${grant.privilege} on tables from ${who(grant.grantee)}`,
    undo: [{ sql: `${scope} grant ${grant.privilege} on tables to ${who(grant.grantee)}${grant.grantable ? ' with grant option' : ''}` }],
  }
}

function leaveRole(role: CatalogRole, membership: CatalogRole['memberOf'][number], version: number): Step {
  const granted = version >= 160000 ? ` granted by ${quoted(membership.grantor)}` : ''
  const options =
    version >= 160000
      ? ` with admin ${membership.admin}, inherit ${membership.inherit}, set ${membership.set ?? true}`
      : membership.admin
        ? ' with admin option'
        : ''
  return {
    text: `${role.name} leaves the role ${membership.role}`,
    sql: `revoke ${quoted(membership.role)} from ${quoted(role.name)}${granted}`,
    undo: [{ sql: `grant ${quoted(membership.role)} to ${quoted(role.name)}${options}${granted}` } satisfies Statement],
  }
}
