// The steps that bring one class into the database: its roles, its schema, what its views may read, the views, and their removal when a class or
// a table has gone. Pure; each step knows its way back before anything is done.
import { relationKey, type Catalog, type CatalogRelation } from '../catalogue/catalog.ts'
import type { CompiledClass, CompiledView } from '../compile/compile-class.ts'
import { OWN_SCHEMA, quoted, quotedPath } from '../compile/names.ts'
import type { Statement, Step } from './plan.ts'
import { createHash } from 'node:crypto'

export interface ClassStepsInput {
  readonly catalog: Catalog
  /** of each view as the last plan left it: digest of the statement that made it, and of what the database then said it is */
  readonly left: Readonly<Record<string, { readonly made: string; readonly is: string }>>
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

export function classSteps(target: CompiledClass, { catalog, left }: ClassStepsInput): Step[] {
  const steps: Step[] = []
  const hasRole = (name: string): boolean => catalog.roles.some((role) => role.name === name)
  const schema = catalog.schemas.find((one) => one.name === target.schema)
  for (const [name, text] of [
    [target.role, `the class ${target.id} becomes a role that nobody can log in with`],
    [target.views, `a role of its own owns the views of ${target.id}, and reads no more than they show`],
  ] as const) {
    if (hasRole(name)) continue
    steps.push({ text, sql: `create role ${quoted(name)} nologin`, undo: [{ sql: `drop role ${quoted(name)}` }] })
  }
  if (schema === undefined) {
    steps.push({
      text: `the masked schema ${target.schema} is made`,
      sql: `create schema ${quoted(target.schema)} authorization ${quoted(target.views)}`,
      undo: [{ sql: `drop schema ${quoted(target.schema)}` }],
    })
  }
  if (schema?.acl.some((grant) => grant.grantee === target.role && grant.privilege === 'USAGE') !== true) {
    steps.push({
      text: `members of ${target.id} may use ${target.schema}`,
      sql: `grant usage on schema ${quoted(target.schema)} to ${quoted(target.role)}`,
      as: target.views,
      undo:
        schema === undefined
          ? []
          : [{ sql: `revoke usage on schema ${quoted(target.schema)} from ${quoted(target.role)}`, as: target.views }],
    })
  }
  steps.push(...readingSteps(target, catalog), ...viewSteps(target, catalog, left))
  return steps
}

/** What the views' owner may read of base tables: these columns and no others. */
function readingSteps(target: CompiledClass, catalog: Catalog): Step[] {
  const steps: Step[] = []
  const wanted = new Map(target.compiled.map((view) => [relationKey(view.base.schema, view.base.name), view]))
  const schemas = new Set(target.compiled.map((view) => view.base.schema))
  if (target.rows !== null) schemas.add(OWN_SCHEMA)
  for (const name of [...schemas].toSorted()) {
    const acl = catalog.schemas.find((one) => one.name === name)?.acl ?? []
    if (acl.some((grant) => grant.privilege === 'USAGE' && grant.grantee === target.views)) continue
    steps.push({
      text: `the views of ${target.id} may look into the schema ${name}`,
      sql: `grant usage on schema ${quoted(name)} to ${quoted(target.views)}`,
      undo: [{ sql: `revoke usage on schema ${quoted(name)} from ${quoted(target.views)}` }],
    })
  }
  const assignment = catalog.relations.find((one) => one.schema === OWN_SCHEMA && one.name === 'assignment')
  if (target.rows !== null && assignment?.acl.some((grant) => grant.grantee === target.views && grant.privilege === 'SELECT') !== true) {
    const path = quotedPath(OWN_SCHEMA, 'assignment')
    steps.push({
      text: `the views of ${target.id} may read which rows are whose`,
      sql: `grant select on table ${path} to ${quoted(target.views)}`,
      undo: [{ sql: `revoke select on table ${path} from ${quoted(target.views)}` }],
    })
  }
  for (const relation of catalog.relations) {
    const view = wanted.get(relationKey(relation.schema, relation.name))
    const held = relation.columns
      .filter((column) => column.acl.some((grant) => grant.grantee === target.views))
      .map((column) => column.name)
    const needs = view?.reads ?? []
    const path = quotedPath(relation.schema, relation.name)
    const list = (names: readonly string[]): string => names.map(quoted).join(', ')
    const more = needs.filter((name) => !held.includes(name))
    const less = held.filter((name) => !needs.includes(name))
    const give = (names: readonly string[]): string => `grant select (${list(names)}) on table ${path} to ${quoted(target.views)}`
    const take = (names: readonly string[]): string => `revoke select (${list(names)}) on table ${path} from ${quoted(target.views)}`
    if (more.length > 0) {
      steps.push({
        text: `the views of ${target.id} may read ${more.length} columns of ${relation.schema}.${relation.name}`,
        sql: give(more),
        undo: [{ sql: take(more) }],
      })
    }
    if (less.length > 0) {
      steps.push({
        text: `the views of ${target.id} no longer read ${less.length} columns of ${relation.schema}.${relation.name}`,
        sql: take(less),
        undo: [{ sql: give(less) }],
      })
    }
  }
  return steps
}

function viewSteps(target: CompiledClass, catalog: Catalog, left: ClassStepsInput['left']): Step[] {
  const steps: Step[] = []
  const there = new Map(catalog.relations.filter((one) => one.schema === target.schema).map((one) => [one.name, one]))
  const wanted = new Map(target.compiled.map((view) => [view.name, view]))
  for (const [name, old] of there) {
    if (wanted.has(name) && isAsLeft(target, wanted.get(name)!, old, left)) continue
    steps.push({
      text: wanted.has(name) ? `the view ${target.schema}.${name} is replaced` : `the view ${target.schema}.${name} goes`,
      sql: `drop view ${quotedPath(target.schema, name)}`,
      as: target.views,
      undo: restored(old, target),
    })
    there.delete(name)
  }
  for (const view of target.compiled) {
    if (there.has(view.name)) continue
    steps.push(
      {
        text: `${target.schema}.${view.name} shows ${view.base.schema}.${view.base.name} as ${target.id} may see it`,
        sql: view.sql,
        as: target.views,
        undo: [{ sql: `drop view ${quotedPath(target.schema, view.name)}`, as: target.views }],
      },
      {
        text: `members of ${target.id} may read ${target.schema}.${view.name}`,
        sql: `grant select on table ${quotedPath(target.schema, view.name)} to ${quoted(target.role)}`,
        as: target.views,
        undo: [],
      },
    )
  }
  return steps
}

function isAsLeft(target: CompiledClass, view: CompiledView, old: CatalogRelation, left: ClassStepsInput['left']): boolean {
  const known = left[relationKey(target.schema, view.name)]
  return (
    known !== undefined &&
    known.made === digest(view.sql) &&
    known.is === digest(old.definition ?? '') &&
    old.owner === target.views &&
    old.options.includes('security_barrier=true') &&
    old.acl.some((grant) => grant.grantee === target.role && grant.privilege === 'SELECT')
  )
}

/** The statements that make a view again as it was, with its rights. */
function restored(old: CatalogRelation, target: CompiledClass): Statement[] {
  const path = quotedPath(old.schema, old.name)
  const options = old.options.length === 0 ? '' : ` with (${old.options.join(', ')})`
  const columns = old.columns.map((column) => quoted(column.name)).join(', ')
  return [
    { sql: `create view ${path} (${columns})${options} as ${(old.definition ?? '').replace(/;\s*$/, '')}`, as: target.views },
    ...old.acl
      .filter((grant) => grant.grantee !== old.owner)
      .map((grant) => ({
        sql: `grant ${grant.privilege} on table ${path} to ${grant.grantee === '' ? 'public' : quoted(grant.grantee)}${grant.grantable ? ' with grant option' : ''}`,
        as: target.views,
      })),
  ]
}
