// A class of a policy set over a catalogue: which column is shown how, and the views that show it so. Pure; what must change in the database to get
// there is plan/.
import type { Budget } from '../../core/contract/access.ts'
import { fieldId, objectId, type StoreId } from '../../core/ids.ts'
import type { MaskedRelation } from '../../platform/store/tables.ts'
import { relationKey, type Catalog, type CatalogRelation } from '../catalogue/catalog.ts'
import { decideField } from '../policy/decide.ts'
import type { PolicySet } from '../policy/policy-set.ts'
import { protectError } from '../errors.ts'
import type { Labels } from './labels.ts'
import { maskExpression } from './mask.ts'
import { classNames, literal, OWN_SCHEMA, quoted, quotedPath, shortName, type ClassNames } from './names.ts'

export interface CompiledView {
  readonly name: string
  readonly base: CatalogRelation
  /** columns of the base that the view reads: what its owner needs */
  readonly reads: readonly string[]
  readonly sql: string
}

export interface CompiledClass extends ClassNames {
  readonly id: string
  readonly budget: Budget | null
  readonly countries: readonly string[] | null
  readonly rows: Readonly<Record<string, string>> | null
  readonly relations: readonly MaskedRelation[]
  readonly views: string
  readonly compiled: readonly CompiledView[]
  /** why each column is shown as it is, by its field id */
  readonly why: Readonly<Record<string, string>>
}

export interface CompileInput {
  readonly set: PolicySet
  readonly catalog: Catalog
  readonly labels: Labels
  readonly store: StoreId
  readonly storeName: string
}

/** Schemas that Holdfast made: a masked schema is no source of another. */
export function managedSchemas(catalog: Catalog, set: Pick<PolicySet, 'classes'>): ReadonlySet<string> {
  const views = new Set(
    catalog.roles.map((role) => role.name).filter((name) => name.startsWith(`${OWN_SCHEMA}_`) && name.endsWith('_views')),
  )
  return new Set([
    OWN_SCHEMA,
    ...set.classes.map((name) => classNames(name, catalog.database).schema),
    ...catalog.schemas.filter((schema) => views.has(schema.owner)).map((schema) => schema.name),
  ])
}

/** Relations that people's data can be in: partitions stand for their table. */
export function sources(catalog: Catalog, managed: ReadonlySet<string>): CatalogRelation[] {
  return catalog.relations.filter((relation) => !managed.has(relation.schema) && !relation.extension)
}

export function compileClass(input: CompileInput, policyClass: string): CompiledClass {
  const { set, catalog, labels, store, storeName } = input
  if (!set.classes.includes(policyClass)) throw protectError('class-unknown', { class: policyClass, classes: set.classes.join(', ') })
  const names = classNames(policyClass, catalog.database)
  const managed = managedSchemas(catalog, set)
  const rows = set.parameters.rows?.[policyClass] ?? null
  const relations: MaskedRelation[] = []
  const compiled: CompiledView[] = []
  const why: Record<string, string> = {}
  const taken = new Map<string, string>()
  const seen = new Set<string>()
  // `public` first: its tables keep their names where another schema has the same.
  const ordered = sources(catalog, managed).toSorted((a, b) => Number(b.schema === 'public') - Number(a.schema === 'public'))
  for (const relation of ordered) {
    if (relation.root !== null) continue
    const object = objectId(store, [relation.schema, relation.name])
    const decided = relation.columns.map((column) => {
      const label = labels(relation.schema, relation.name, column.name)
      const field = fieldId(object, column.name)
      const decision = decideField(set, policyClass, {
        store: storeName,
        schema: relation.schema,
        table: relation.name,
        column: column.name,
        declared: column.type,
        ...label,
      })
      why[field] = decision.why.text
      return { column, field, label, show: decision.show }
    })
    const shown = decided.filter((one) => one.show !== 'denied')
    const name = viewName(taken, relation)
    relations.push({
      schema: names.schema,
      relation: name,
      base: [relation.schema, relation.name],
      object,
      columns: decided.map(({ column, field, show }) => ({ name: column.name, field, show })),
    })
    const filter = rows?.[`${relation.schema}.${relation.name}`]
    if (filter !== undefined) {
      seen.add(`${relation.schema}.${relation.name}`)
      if (!relation.columns.some((column) => column.name === filter)) {
        throw rowsInvalid(`${relation.schema}.${relation.name} has no column \`${filter}\``)
      }
    }
    if (shown.length === 0) continue
    const columns = shown.map(
      ({ column, label, show }) =>
        `  ${maskExpression(column, show === 'denied' ? 'null' : show, label.types, 'b')} as ${quoted(column.name)}`,
    )
    const where = filter === undefined ? '' : `\n where ${assigned(`${relation.schema}.${relation.name}`, filter)}`
    compiled.push({
      name,
      base: relation,
      reads: readsOf(
        shown.filter((one) => one.show !== 'null').map((one) => one.column.name),
        filter,
        shown[0]!.column.name,
      ),
      sql: `create view ${quotedPath(names.schema, name)} with (security_barrier = true) as select\n${columns.join(',\n')}\n from ${quotedPath(relation.schema, relation.name)} b${where}`,
    })
  }
  for (const relation of Object.keys(rows ?? {})) if (!seen.has(relation)) throw rowsInvalid(`there is no relation \`${relation}\``)
  return {
    ...names,
    id: policyClass,
    budget: set.parameters.budgets?.[policyClass] ?? null,
    countries: set.parameters.countries?.[policyClass] ?? null,
    rows,
    relations,
    compiled,
    why,
  }
}

// Of a relation of which nothing is shown the owner of the view must still be able to read one column, or it cannot count its rows.
function readsOf(shown: readonly string[], filter: string | undefined, first: string): string[] {
  const reads = new Set(filter === undefined ? shown : [...shown, filter])
  return reads.size === 0 ? [first] : [...reads]
}

// INVARIANT: by session_user, which no statement of a member can change; a setting (`current_setting`) could be set by anybody.
function assigned(relation: string, column: string): string {
  const table = quotedPath(OWN_SCHEMA, 'assignment')
  return `exists (select from ${table} a where a.login = session_user::pg_catalog.text and a.relation = ${literal(relation)} and a.key = b.${quoted(column)}::pg_catalog.text)`
}

function viewName(taken: Map<string, string>, relation: CatalogRelation): string {
  const own = relationKey(relation.schema, relation.name)
  for (const name of [
    relation.name,
    shortName(`${relation.schema}_${relation.name}`),
    shortName(`${relation.schema}.${relation.name}.${'-'.repeat(64)}`),
  ]) {
    if (taken.has(name)) continue
    taken.set(name, own)
    return name
  }
  throw new TypeError('a digest of the whole name is never taken')
}

function rowsInvalid(why: string): Error {
  return protectError('policy-invalid', { why: `rows: ${why}`, help: 'rows name a relation as schema.table and a column of it' })
}
