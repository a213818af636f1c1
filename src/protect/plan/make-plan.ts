// Makes a plan: compares what the policies ask for with the database as it is, and writes down every statement, its way back, who would lose
// something, and who keeps more than any class shows. Reads the catalogue it is given; changes nothing.
import type { StoreId } from '../../core/ids.ts'
import { catalogHash, relationKey, type Asker, type Catalog, type CatalogRelation } from '../catalogue/catalog.ts'
import { effective } from '../catalogue/effective.ts'
import { compileClass, managedSchemas, sources, type CompiledClass } from '../compile/compile-class.ts'
import type { Labels } from '../compile/labels.ts'
import { OWN_SCHEMA, quoted } from '../compile/names.ts'
import { protectError } from '../errors.ts'
import type { PolicySet } from '../policy/policy-set.ts'
import { classSteps, digest } from './class-steps.ts'
import { closeWays } from './close-ways.ts'
import { LOGIN_DAYS, memberSteps, type WantedMember } from './member-steps.ts'
import type { OwnState } from './own-state.ts'
import { ownSteps } from './own-state.ts'
import {
  planHash,
  type DiffLine,
  type Loss,
  type Plan,
  type PlannedClass,
  type PlannedMember,
  type Statement,
  type Step,
  type Wider,
} from './plan.ts'

export interface PlanInput {
  readonly set: PolicySet
  readonly catalog: Catalog
  readonly asker: Asker
  readonly labels: Labels
  readonly store: StoreId
  readonly storeName: string
  readonly members: readonly WantedMember[]
  readonly revoke: readonly string[]
  /** what Holdfast keeps in the database itself */
  readonly own: OwnState
  /** when a role was last seen at work; those not in it never were */
  readonly seen: ReadonlyMap<string, string>
  readonly now: Date
}

export { LOGIN_DAYS }

export function makePlan(input: PlanInput): Plan {
  const { set, catalog, asker, members, revoke, own } = input
  checkNames(input)
  const classes = set.classes.map((name) => compileClass(input, name))
  checkRights(asker, catalog, classes)
  const managed = managedSchemas(catalog, set)
  const ours = new Set([
    ...classes.flatMap((one) => [one.role, one.views]),
    ...members.filter((one) => one.ours).map((one) => one.login),
    ...catalog.schemas.filter((schema) => managed.has(schema.name)).map((schema) => schema.owner),
  ])
  // Holdfast's own schema belongs to whoever applied first: a person's login, not one of ours.
  ours.delete(catalog.schemas.find((schema) => schema.name === OWN_SCHEMA)?.owner ?? '')
  const shown = showsOf(classes)
  const guarded = sources(catalog, managed).filter((relation) =>
    relation.columns.some((column) => shown(relation, column.name).least !== 'clear'),
  )
  const outsiders = members.filter((one) => !one.ours).map((one) => one.login)
  const closing = closeWays({ catalog, guarded, logins: outsiders, revoke, ours, version: asker.version })
  const blocked = [...own.blocked, ...closing.blocked]
  const steps: Step[] = [
    ...ownSteps(
      catalog,
      classes.some((one) => one.rows !== null),
      asker,
    ),
  ]
  const views: Record<string, string> = {}
  for (const one of classes) {
    steps.push(...classSteps(one, { catalog, left: own.views }))
    for (const view of one.compiled) views[relationKey(one.schema, view.name)] = digest(view.sql)
  }
  steps.push(...connectSteps(catalog, classes))
  const planned: PlannedMember[] = []
  for (const member of members) {
    const target = classes.find((one) => one.id === member.class)!
    const made = memberSteps(member, { catalog, names: target, now: input.now })
    steps.push(...made.steps)
    planned.push(made.planned)
    blocked.push(...made.blocked)
  }
  steps.push(...closing.steps)
  blocked.push(...routesLeft(closing.after, guarded, outsiders))
  const bracketed = asker.superuser ? steps : bracket(steps, classes, catalog, asker)
  const plan: Omit<Plan, 'hash'> = {
    version: 1,
    database: catalog.database,
    policySet: set.id,
    policyText: set.text,
    classes: classes.map(keptOf),
    members: planned,
    steps: bracketed,
    undo: undoOf(bracketed, classes, asker),
    diff: diffOf(classes),
    loses: losses(catalog, closing.after, guarded, ours, input.seen),
    wider: widerThan(closing.after, guarded, ours, shown),
    blocked,
    catalogHash: catalogHash(catalog),
    views,
  }
  return { ...plan, hash: planHash(plan) }
}

function keptOf(one: CompiledClass): PlannedClass {
  const { id, schema, role, views, budget, countries, rows, relations } = one
  return { id, schema, role, views, budget, countries, rows, relations }
}

function undoOf(steps: readonly Step[], classes: readonly CompiledClass[], asker: Asker): Statement[] {
  const undo = steps.toReversed().flatMap((step) => step.undo)
  if (asker.superuser) return undo
  // The same bracket around the way back; a role that goes takes its memberships along.
  const views = new Set(classes.map((one) => one.views))
  const needed = [...views].filter((name) => undo.some((statement) => statement.as === name || statement.sql.startsWith('drop schema')))
  const dropped = (name: string): boolean => undo.some((statement) => statement.sql === `drop role ${quoted(name)}`)
  return [
    ...needed.map((name) => ({ sql: `grant ${quoted(name)} to ${quoted(asker.user)}` })),
    ...undo,
    ...needed.filter((name) => !dropped(name)).map((name) => ({ sql: `revoke ${quoted(name)} from ${quoted(asker.user)}` })),
  ]
}

/** Who is no superuser must be a member of the views' owner while views are made, and leaves it again. */
function bracket(steps: readonly Step[], classes: readonly CompiledClass[], _catalog: Catalog, asker: Asker): Step[] {
  const out: Step[] = []
  const me = quoted(asker.user)
  const joined: string[] = []
  for (const { views } of classes) {
    if (!steps.some((step) => step.as === views || step.sql.includes(`authorization ${quoted(views)}`))) continue
    joined.push(views)
  }
  const join = (name: string): Step => ({
    text: `${asker.user} acts for ${name} while this runs`,
    sql: `grant ${quoted(name)} to ${me}`,
    undo: [],
  })
  const made = new Set<string>()
  for (const name of joined) {
    if (!steps.some((step) => step.sql === `create role ${quoted(name)} nologin`)) {
      out.push(join(name))
      made.add(name)
    }
  }
  for (const step of steps) {
    out.push(step)
    const name = joined.find((one) => !made.has(one) && step.sql === `create role ${quoted(one)} nologin`)
    if (name === undefined) continue
    out.push(join(name))
    made.add(name)
  }
  for (const name of joined)
    out.push({ text: `${asker.user} no longer acts for ${name}`, sql: `revoke ${quoted(name)} from ${me}`, undo: [] })
  return out
}

function connectSteps(catalog: Catalog, classes: readonly CompiledClass[]): Step[] {
  const may = (role: string): boolean =>
    catalog.databaseAcl.some((grant) => grant.privilege === 'CONNECT' && (grant.grantee === '' || grant.grantee === role))
  return classes
    .filter((one) => !may(one.role))
    .map((one) => ({
      text: `members of ${one.id} may connect to ${catalog.database}`,
      sql: `grant connect on database ${quoted(catalog.database)} to ${quoted(one.role)}`,
      undo: [{ sql: `revoke connect on database ${quoted(catalog.database)} from ${quoted(one.role)}` }],
    }))
}

const ORDER = ['clear', 'partial', 'null', 'denied'] as const

/** What the classes see of a column: the least and the most of all of them. A partition is seen as its table. */
function showsOf(classes: readonly CompiledClass[]) {
  const found = new Map<string, number[]>()
  for (const one of classes) {
    for (const relation of one.relations) {
      for (const column of relation.columns) {
        const key = `${relationKey(...relation.base)}${column.name}`
        found.set(key, [...(found.get(key) ?? []), ORDER.indexOf(column.show as (typeof ORDER)[number])])
      }
    }
  }
  return (relation: CatalogRelation, column: string): { least: string; most: string } => {
    const [schema, name] = relation.root ?? [relation.schema, relation.name]
    const shows = found.get(`${relationKey(schema, name)}${column}`) ?? [3]
    return { least: ORDER[Math.max(...shows)] ?? 'denied', most: ORDER[Math.min(...shows)] ?? 'denied' }
  }
}

function diffOf(classes: readonly CompiledClass[]): DiffLine[] {
  return classes.flatMap((one) =>
    one.relations.flatMap((relation) =>
      relation.columns.map((column) => ({
        class: one.id,
        relation: relation.base.join('.'),
        column: column.name,
        show: column.show,
        why: one.why[column.field] ?? '',
      })),
    ),
  )
}

function losses(
  before: Catalog,
  after: Catalog,
  guarded: readonly CatalogRelation[],
  ours: ReadonlySet<string>,
  seen: ReadonlyMap<string, string>,
): Loss[] {
  const was = effective(before)
  const is = effective(after)
  const then = new Map(after.relations.map((relation) => [relationKey(relation.schema, relation.name), relation]))
  return before.roles.flatMap((role): Loss[] => {
    if (!role.login || role.superuser || ours.has(role.name)) return []
    const fields = guarded.flatMap((relation) => {
      const now = then.get(relationKey(relation.schema, relation.name))
      const kept: ReadonlySet<string> = now === undefined ? new Set() : is.readable(role.name, now)
      return [...was.readable(role.name, relation)]
        .filter((name) => !kept.has(name))
        .map((name) => `${relation.schema}.${relation.name}.${name}`)
    })
    return fields.length === 0 ? [] : [{ role: role.name, fields, lastSeen: seen.get(role.name) ?? null }]
  })
}

function widerThan(
  catalog: Catalog,
  guarded: readonly CatalogRelation[],
  ours: ReadonlySet<string>,
  shown: ReturnType<typeof showsOf>,
): Wider[] {
  const now = new Map(catalog.relations.map((relation) => [relationKey(relation.schema, relation.name), relation]))
  const fields = new Map<string, { how: Set<string>; fields: string[] }>()
  const note = (role: string, how: string, list: readonly string[]): void => {
    const entry = fields.get(role) ?? { how: new Set<string>(), fields: [] }
    entry.how.add(how)
    for (const field of list) entry.fields.push(field)
    fields.set(role, entry)
  }
  for (const one of guarded) {
    const relation = now.get(relationKey(one.schema, one.name)) ?? one
    const hidden = relation.columns.filter((column) => shown(relation, column.name).most !== 'clear')
    if (hidden.length === 0) continue
    const name = (column: string): string => `${relation.schema}.${relation.name}.${column}`
    if (!ours.has(relation.owner)) {
      note(
        relation.owner,
        'owner of the table',
        hidden.map((column) => name(column.name)),
      )
    }
    for (const grant of relation.acl) {
      if (grant.privilege !== 'SELECT' || grant.grantee === relation.owner || ours.has(grant.grantee)) continue
      note(
        grant.grantee,
        'grant on the table',
        hidden.map((column) => name(column.name)),
      )
    }
    for (const column of hidden) {
      for (const grant of column.acl) {
        if (grant.privilege === 'SELECT' && !ours.has(grant.grantee)) note(grant.grantee, 'grant on columns', [name(column.name)])
      }
    }
  }
  const reach = effective(catalog)
  for (const role of catalog.roles) {
    if (ours.has(role.name)) continue
    if (role.superuser) {
      if (role.login) note(role.name, 'superuser', ['everything'])
      continue
    }
    if (role.replication && role.login) note(role.name, 'may copy the whole server (replication)', ['everything'])
    for (const { role: predefined } of role.memberOf)
      if (WHOLE_SERVER.has(predefined)) note(role.name, `member of ${predefined}`, ['everything'])
  }
  return [...fields].map(([role, entry]) => ({
    role,
    how: [...entry.how].join(', '),
    logins: catalog.roles
      .filter((one) => one.login && (one.name === role || (!one.superuser && reach.reaches(one.name).has(role))))
      .map((one) => one.name),
    fields: [...new Set(entry.fields)],
  }))
}

/** Predefined roles before which no grant on a table stands. */
const WHOLE_SERVER: ReadonlySet<string> = new Set(['pg_read_all_data', 'pg_read_server_files', 'pg_execute_server_program'])

/** INVARIANT: after the plan no login that becomes a member reads a guarded column beside its view. */
function routesLeft(after: Catalog, guarded: readonly CatalogRelation[], logins: readonly string[]): string[] {
  const reach = effective(after)
  const now = new Map(after.relations.map((relation) => [relationKey(relation.schema, relation.name), relation]))
  return logins.flatMap((login) => {
    const open = guarded.find(
      (relation) => reach.readable(login, now.get(relationKey(relation.schema, relation.name)) ?? relation).size > 0,
    )
    return open === undefined ? [] : [`\`${login}\` would still read ${open.schema}.${open.name} beside its view`]
  })
}

function checkNames({ set, catalog, members, revoke }: PlanInput): void {
  for (const member of members) {
    if (!set.classes.includes(member.class)) throw protectError('class-unknown', { class: member.class, classes: set.classes.join(', ') })
  }
  const roles = new Set(catalog.roles.map((role) => role.name))
  for (const name of revoke) if (!roles.has(name)) throw protectError('role-unknown', { role: name })
  const logins = members.map((member) => member.login)
  const twice = logins.find((login, i) => logins.indexOf(login) !== i)
  if (twice !== undefined) throw protectError('member-twice', { login: twice })
}

function checkRights(asker: Asker, catalog: Catalog, classes: readonly CompiledClass[]): void {
  if (asker.superuser) return
  const missing = (why: string, help: string): Error => protectError('rights-missing', { login: asker.user, why, help })
  const me = quoted(asker.user)
  if (!asker.createRole) throw missing('it may not make roles', `alter role ${me} createrole; or apply as a superuser`)
  if (!asker.create)
    throw missing('it may not make schemas in this database', `grant create on database ${quoted(catalog.database)} to ${me}`)
  const own = effective(catalog).inherits(asker.user)
  for (const { base } of classes.flatMap((one) => one.compiled)) {
    const may = own.has(base.owner) || base.acl.some((grant) => grant.privilege === 'SELECT' && grant.grantable && own.has(grant.grantee))
    if (!may)
      throw missing(
        `it cannot grant on ${base.schema}.${base.name}`,
        `grant ${quoted(base.owner)} to ${me}; its owner may give rights on it`,
      )
    const schema = catalog.schemas.find((one) => one.name === base.schema)
    const opens =
      schema !== undefined &&
      (own.has(schema.owner) || schema.acl.some((grant) => grant.privilege === 'USAGE' && grant.grantable && own.has(grant.grantee)))
    if (!opens) {
      throw missing(
        `it cannot grant on the schema ${base.schema}`,
        `grant usage on schema ${quoted(base.schema)} to ${me} with grant option`,
      )
    }
  }
}
