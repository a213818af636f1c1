// Which objects and fields a statement reaches, and how its people can be counted: joins what the result says of itself (pg_class oids), what
// the text says, and the admitted map. Pure. INVARIANT: what is not known is everything the class may see; never nothing.
import type { Show } from '../../core/contract/access.ts'
import { fieldId, objectId, type FieldId, type ObjectId, type StoreId } from '../../core/ids.ts'
import { canRead } from './people.ts'
import type { ReachColumn, ReachRelation } from './gateway-messages.ts'
import type { NamedRelation, StatementFacts } from './statement-facts.ts'
import type { ResultColumn } from './wire.ts'

/** `n` of a person has four bytes: nobody can have reached more. */
export const EVERYBODY = 2_147_483_647
/** Relations and types below are PostgreSQL's own catalogue. */
const FIRST_USER_OID = 16_384

/** What the login sees of the store's catalogue, read at its start. */
export interface StoreCatalogue {
  readonly relations: ReadonlyMap<
    number,
    { readonly schema: string; readonly relation: string; readonly columns: ReadonlyMap<number, string> }
  >
  /** schemas in which a bare name is looked up, the first first, as they were at the start */
  readonly path: readonly string[]
  /** names of functions that are not PostgreSQL's own */
  readonly functions: ReadonlySet<string>
}

export interface Touched {
  readonly object: ObjectId
  readonly fields: readonly FieldId[]
  readonly shown: Readonly<Record<FieldId, Show>>
  /** the result column that names the person of a row; null: none does, or not every person */
  readonly key: { readonly column: number; readonly space: string; readonly form: NonNullable<ReachColumn['key']>['form'] } | null
  readonly basis: 'keys' | 'rows' | 'table'
  /** of the table; EVERYBODY when unknown */
  readonly tableRows: number
}

/** A result column that may name the person of its row; `touched` says whether it does. */
export interface KeyCandidate {
  readonly column: number
  readonly object: ObjectId
  readonly space: string
  readonly form: NonNullable<ReachColumn['key']>['form']
}

export interface ReachMap {
  /** Known from the result alone, before the text has been read. At most one for each object. */
  candidates(columns: readonly ResultColumn[]): readonly KeyCandidate[]
  touched(columns: readonly ResultColumn[] | null, facts: StatementFacts | null): readonly Touched[]
  /** The fields of a COPY as a result would describe them; null: it cannot be said. Only while no name has been given anew. */
  copied(facts: StatementFacts, count: number): readonly ResultColumn[] | null
  /** the store itself: for what is refused or fails before anything of it is named */
  readonly whole: Touched
}

interface Relation {
  readonly object: ObjectId
  readonly schema: string
  readonly relation: string
  readonly rows: number | null
  readonly columns: ReadonlyMap<string, ReachColumn>
  readonly masked: boolean
}

export function createReachMap(store: StoreId, admitted: readonly ReachRelation[], catalogue: StoreCatalogue): ReachMap {
  const byName = new Map<string, Relation>()
  const byBareName = new Map<string, Relation[]>()
  const add = (relation: Relation): void => {
    byName.set(`${relation.schema}\0${relation.relation}`, relation)
    const same = byBareName.get(relation.relation)
    if (same === undefined) byBareName.set(relation.relation, [relation])
    else same.push(relation)
  }
  const keys = new Map(
    admitted.flatMap((one) => one.columns.map((column) => [column.field, column.key] as const)).filter(([, key]) => key !== null),
  )
  for (const one of admitted) add({ ...one, columns: new Map(one.columns.map((column) => [column.name, column])) })
  const byOid = new Map<number, { readonly relation: Relation; readonly attributes: ReadonlyMap<number, string> }>()
  for (const [oid, seen] of catalogue.relations) {
    let relation = byName.get(`${seen.schema}\0${seen.relation}`)
    if (relation === undefined || !relation.masked) {
      // Seen by the login and not through the masked schema: shown as it is, whatever the map of another plan says of it.
      const object = relation?.object ?? objectId(store, [seen.schema, seen.relation])
      const known = relation?.columns
      const columns = [...seen.columns.values()].map((name): [string, ReachColumn] => {
        const field = known?.get(name)?.field ?? fieldId(object, name)
        return [name, { name, field, show: 'clear', key: keys.get(field) ?? null }]
      })
      const made = {
        object,
        schema: seen.schema,
        relation: seen.relation,
        rows: relation?.rows ?? null,
        columns: new Map(columns),
        masked: false,
      }
      if (relation === undefined) add(made)
      relation = made
    }
    byOid.set(oid, { relation, attributes: seen.columns })
  }
  const visible = [...new Set([...byName.values()].filter((one) => one.masked).concat([...byOid.values()].map((one) => one.relation)))]
  const whole: Touched = { object: objectId(store, []), fields: [], shown: {}, key: null, basis: 'table', tableRows: EVERYBODY }

  // One object may be known under two names: its masked view and the table below it.
  const named = (name: NamedRelation, ctes: readonly string[]): readonly Relation[] => {
    if (name.schema === 'pg_catalog' || name.schema === 'information_schema') return []
    if (name.schema !== null) return [byName.get(`${name.schema}\0${name.name}`) ?? unknown(name.schema, name.name)]
    const found = byBareName.get(name.name)
    if (found !== undefined) {
      const masked = found.filter((one) => one.masked)
      return masked.length > 0 ? masked : found
    }
    if (ctes.includes(name.name) || name.name.startsWith('pg_')) return []
    return [unknown('public', name.name)]
  }
  const unknown = (schema: string, relation: string): Relation => {
    const object = objectId(store, [schema, relation])
    return { object, schema, relation, rows: null, columns: new Map(), masked: false }
  }

  const everything = (): readonly Touched[] => {
    const all = new Map<ObjectId, Touched>()
    for (const relation of visible) {
      const columns = [...relation.columns.values()].filter((column) => column.show !== 'denied')
      all.set(relation.object, touch(relation, columns, null, 'table'))
    }
    return all.size === 0 ? [whole] : [...all.values()]
  }

  const keyOf = (column: ResultColumn): { readonly relation: Relation; readonly key: NonNullable<ReachColumn['key']> } | null => {
    const seen = column.table < FIRST_USER_OID ? undefined : byOid.get(column.table)
    const field = seen?.relation.columns.get(seen.attributes.get(column.attribute) ?? '')
    const key = field?.show === 'clear' ? field.key : null
    if (seen === undefined || key === null || !canRead(column.type, column.binary)) return null
    return { relation: seen.relation, key }
  }

  return {
    whole,
    candidates(columns) {
      const found = new Map<ObjectId, KeyCandidate>()
      for (const [column, result] of columns.entries()) {
        const one = keyOf(result)
        if (one !== null && !found.has(one.relation.object))
          found.set(one.relation.object, { column, object: one.relation.object, ...one.key })
      }
      return [...found.values()]
    },
    copied: (facts, count) => copyColumns(catalogue, facts, count),
    touched(columns, facts) {
      if (facts === null || facts.opaque || facts.functions.some((name) => catalogue.functions.has(name))) return everything()
      const merged = new Map<
        ObjectId,
        { relation: Relation; times: number; nested: boolean; fields: Map<string, ReachColumn>; outputs: number[] }
      >()
      const of = (relation: Relation) => {
        let one = merged.get(relation.object)
        if (one === undefined) {
          one = { relation, times: 0, nested: false, fields: new Map(), outputs: [] }
          merged.set(relation.object, one)
        }
        return one
      }
      const byAlias: { readonly name: NamedRelation; readonly relation: Relation }[] = []
      for (const name of facts.relations) {
        for (const relation of named(name, facts.ctes)) {
          const one = of(relation)
          one.times++
          one.nested ||= name.nested
          byAlias.push({ name, relation })
        }
      }
      for (const [index, column] of (columns ?? []).entries()) {
        if (column.table < FIRST_USER_OID) continue
        const seen = byOid.get(column.table)
        if (seen === undefined) return everything() // made since the session began
        const one = of(seen.relation)
        const name = seen.attributes.get(column.attribute)
        const field = name === undefined ? undefined : seen.relation.columns.get(name)
        if (field !== undefined) one.fields.set(field.name, field)
        if (keyOf(column) !== null) one.outputs.push(index)
      }
      // Columns that the text names count as read too: a condition tells as much as an answer.
      for (const [qualifier, column] of facts.columns) {
        const known = byAlias.some(({ name }) => (name.alias ?? name.name) === qualifier)
        for (const { name, relation } of byAlias) {
          const own = name.alias ?? name.name
          if (qualifier !== null && known && own !== qualifier) continue
          const one = of(relation)
          if (column === '*' && columns !== null && columns.every(({ table }) => table >= FIRST_USER_OID)) continue
          const all = column === '*' || (qualifier === null && (column === own || column === name.name))
          for (const field of all ? relation.columns.values() : [relation.columns.get(column)]) {
            if (field !== undefined) one.fields.set(field.name, field)
          }
        }
      }
      return [...merged.values()].map(({ relation, times, nested, fields, outputs }) => {
        const single = times <= 1 && facts.keysExact
        const index = single ? outputs[0] : undefined
        const key = index === undefined ? null : { column: index, ...keyOf(columns![index]!)!.key }
        const basis = key !== null ? 'keys' : facts.plain && times <= 1 && !nested ? 'rows' : 'table'
        return touch(relation, [...fields.values()], key, basis)
      })
    },
  }
}

const TEXT = 25

function copyColumns(catalogue: StoreCatalogue, facts: StatementFacts, count: number): readonly ResultColumn[] | null {
  const outputs = facts.copy?.outputs
  if (outputs === null || outputs === undefined) return null
  const from: { readonly name: string; readonly oid: number; readonly attributes: readonly (readonly [number, string])[] }[] = []
  for (const one of facts.relations) {
    if (one.nested) continue
    // INVARIANT: a bare name is what the first schema of the path has of that name, or nobody knows: nothing can come before that one.
    const schema = one.schema ?? catalogue.path[0]
    const found = [...catalogue.relations].find(([, seen]) => seen.schema === schema && seen.relation === one.name)
    if (found === undefined) return null
    from.push({ name: one.alias ?? one.name, oid: found[0], attributes: [...found[1].columns].toSorted(([a], [b]) => a - b) })
  }
  const columns = outputs.flatMap((output): ResultColumn[] => {
    const plain = (name: string, table: number, attribute: number): ResultColumn => ({ name, table, attribute, type: TEXT, binary: false })
    if (output === null) return [plain('', 0, 0)]
    const [qualifier, name] = output
    const of = qualifier === null ? from : from.filter((one) => one.name === qualifier)
    if (name === '*') return of.length === 1 ? of[0]!.attributes.map(([attribute, own]) => plain(own, of[0]!.oid, attribute)) : []
    const places = of.flatMap(({ oid, attributes }) =>
      attributes.filter(([, own]) => own === name).map(([attribute]) => [oid, attribute] as const),
    )
    return [places.length === 1 ? plain(name, ...places[0]!) : plain(name, 0, 0)]
  })
  return columns.length === count ? columns : null
}

function touch(relation: Relation, columns: readonly ReachColumn[], key: Touched['key'], basis: Touched['basis']): Touched {
  return {
    object: relation.object,
    fields: columns.map((column) => column.field),
    shown: Object.fromEntries(columns.map((column) => [column.field, column.show])),
    key,
    basis,
    tableRows: relation.rows ?? EVERYBODY,
  }
}
