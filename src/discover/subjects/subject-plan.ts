// How the rows of a PostgreSQL store lead to people: which tables are people, which lead to them by foreign keys or by values that overlap,
// which are known by e-mail, telephone or national number alone. Decides; asks the store through a probe for two numbers only.
import type { ObjectId, FieldId } from '../../core/ids.ts'
import type { IdentitySpace } from '../../core/canon.ts'
import { formOfSpace, PHONE_SPACE } from './identity-types.ts'
import { looksLikePeople, nameWords, personParts, type PersonParts } from './person-parts.ts'
import { columnOf, type ShapeColumn, type ShapeForeignKey, type ShapeTable } from './store-shape.ts'

export interface Probe {
  /** share of distinct values among some thousand filled ones; null: it has none, or it could not be read */
  distinctShare(table: ShapeTable, column: ShapeColumn): Promise<number | null>
  /** distinct values of a column looked for in another, and how many were there */
  overlap(
    from: ShapeTable,
    column: ShapeColumn,
    to: ShapeTable,
    key: ShapeColumn,
  ): Promise<{ readonly tried: number; readonly found: number }>
}

export interface Hop {
  readonly from: ShapeTable
  readonly to: ShapeTable
  /** columns that are equal; several: a key of several columns */
  readonly pairs: readonly (readonly [string, string])[]
  /** the other way round: rows of `to` refer to `from` */
  readonly back: boolean
}

export interface PersonTable {
  readonly table: ShapeTable
  readonly parts: PersonParts<ShapeColumn>
  /** unique columns whose values are references to the person, the native key first; none: a key of several columns only */
  readonly keys: ShapeColumn[]
}

export interface PathPlan {
  readonly table: ShapeTable
  readonly role: string
  readonly hops: readonly Hop[]
  readonly person: PersonTable
  readonly basis: 'fk' | 'overlap'
}

export interface KeyedTable {
  readonly table: ShapeTable
  readonly key: ShapeColumn
  readonly paths: readonly PathPlan[]
}

export interface PlannedKey {
  readonly field: FieldId
  readonly object: ObjectId
  readonly space: string
  readonly form: IdentitySpace
}

export interface SubjectPlan {
  readonly people: readonly PersonTable[]
  readonly paths: readonly PathPlan[]
  /** tables between others and people: their keys are references too; those nearer to people first */
  readonly keyed: readonly KeyedTable[]
  readonly named: readonly { readonly table: ShapeTable; readonly parts: PersonParts<ShapeColumn> }[]
  readonly keys: readonly PlannedKey[]
  readonly problems: readonly { readonly table: ShapeTable; readonly text: string }[]
}

const OVERLAP_PROBES = 200
/** fewer values than that may be there by chance */
const LEAST_VALUES = 5
const ENOUGH_OVERLAP = 0.8
/** below it a column of e-mail addresses says who a row is about, and rows are no people of their own */
const OWN_PEOPLE = 0.5
const OWN_PEOPLE_BESIDE = 0.9

export async function planSubjects(tables: readonly ShapeTable[], national: ReadonlySet<string>, probe: Probe): Promise<SubjectPlan> {
  const problems: { table: ShapeTable; text: string }[] = []
  const byOid = new Map(tables.map((table) => [table.oid, table]))
  const parts = new Map(tables.map((table) => [table.oid, personParts(table.columns, national)]))
  for (const table of tables) {
    const shut = table.columns.filter((column) => !column.may)
    if (shut.length === table.columns.length && shut.length > 0)
      problems.push({ table, text: 'no right to read it: who is in it is not known' })
    else if (shut.length > 0) problems.push({ table, text: `no right to read ${count(shut.length, 'column')} of it` })
    if (table.rowSecurity && shut.length < table.columns.length)
      problems.push({ table, text: 'row-level security may hide rows from this login' })
  }

  const people = await findPeople(tables, parts, probe, problems)
  const persons = new Map(people.map((person) => [person.table.oid, person]))
  const reached = new Map<string, PathPlan[]>()
  const order: string[] = []

  /** From a row of `hop.from` on: to a person, or through what `hop.to` reaches. */
  const through = (hop: Hop, role: string, basis: PathPlan['basis']): PathPlan[] => {
    const person = persons.get(hop.to.oid)
    if (person !== undefined) return [{ table: hop.from, role, hops: [hop], person, basis }]
    return (reached.get(hop.to.oid) ?? []).map((rest) => ({
      table: hop.from,
      role: (reached.get(hop.to.oid) ?? []).length > 1 ? `${role}.${rest.role}` : role,
      hops: [hop, ...rest.hops],
      person: rest.person,
      basis: rest.basis === 'overlap' ? 'overlap' : basis,
    }))
  }
  const forward = (table: ShapeTable, key: ShapeForeignKey): Hop | null => {
    const to = byOid.get(key.target)
    const readable = [...key.columns.map((name) => columnOf(table, name)), ...key.targetColumns.map((name) => to && columnOf(to, name))]
    if (to === undefined || readable.some((column) => column?.may !== true)) return null
    return { from: table, to, pairs: key.columns.map((name, at) => [name, key.targetColumns[at]!] as const), back: false }
  }
  const settle = (found: ReadonlyMap<string, PathPlan[]>): void => {
    for (const [oid, paths] of found) {
      reached.set(oid, paths)
      order.push(oid)
    }
  }
  const open = (): ShapeTable[] => tables.filter((table) => !persons.has(table.oid) && !reached.has(table.oid))

  const between: PathPlan[] = []
  for (const { table } of people) {
    for (const key of table.foreign) {
      const hop = forward(table, key)
      if (hop !== null && persons.has(hop.to.oid)) between.push(...through(hop, roleOf(key.columns), 'fk'))
    }
  }
  let probes = OVERLAP_PROBES
  for (;;) {
    const byKeys = new Map<string, PathPlan[]>()
    for (const table of open()) {
      const paths = table.foreign.flatMap((key) => {
        const hop = key.target === table.oid ? null : forward(table, key)
        return hop === null ? [] : through(hop, roleOf(key.columns), 'fk')
      })
      if (paths.length > 0) byKeys.set(table.oid, distinct(paths))
    }
    settle(byKeys)
    if (byKeys.size > 0) continue

    // a table of addresses to which people refer
    const byBack = new Map<string, PathPlan[]>()
    for (const table of open()) {
      if (!table.columns.some((column) => column.personal)) continue
      const paths = [...people.map((person) => person.table), ...order.map((oid) => byOid.get(oid)!)].flatMap((other) =>
        other.foreign.flatMap((key) => {
          const hop = key.target === table.oid ? forward(other, key) : null
          if (hop === null) return []
          const back: Hop = { from: table, to: other, pairs: hop.pairs.map(([a, b]) => [b, a] as const), back: true }
          return through(back, roleOf(key.columns), 'fk')
        }),
      )
      if (paths.length > 0) byBack.set(table.oid, distinct(paths))
    }
    settle(byBack)
    if (byBack.size > 0) continue

    const byValues = new Map<string, PathPlan[]>()
    for (const table of open()) {
      for (const { column, to, key } of overlapCandidates(
        table,
        people,
        order.map((oid) => byOid.get(oid)!),
      )) {
        if (probes-- <= 0) break
        const { tried, found } = await probe.overlap(table, column, to, key)
        if (tried < LEAST_VALUES || found / tried < ENOUGH_OVERLAP) continue
        const hop: Hop = { from: table, to, pairs: [[column.name, key.name]], back: false }
        byValues.set(table.oid, distinct([...(byValues.get(table.oid) ?? []), ...through(hop, roleOf([column.name]), 'overlap')]))
        break
      }
    }
    settle(byValues)
    if (byValues.size === 0) break
  }
  if (probes < 0) problems.push({ table: tables[0]!, text: `only ${OVERLAP_PROBES} pairs of columns were compared by their values` })

  const paths = [...between, ...order.flatMap((oid) => reached.get(oid)!)]
  addTargetedKeys(paths)
  const keyed = keyedTables(paths, order, persons, byOid, reached)
  const named = tables.flatMap((table) => {
    const own = parts.get(table.oid)!
    return persons.has(table.oid) || own.identities.length === 0 ? [] : [{ table, parts: own }]
  })
  for (const table of open()) {
    const about = table.columns.filter((column) => column.personal && column.may).length
    if (about > 0 && parts.get(table.oid)!.identities.length === 0)
      problems.push({ table, text: `${count(about, 'field')} about people, and no way from a row to a person` })
  }
  return { people, paths, keyed, named, keys: plannedKeys(people, paths, keyed, named), problems }
}

async function findPeople(
  tables: readonly ShapeTable[],
  parts: ReadonlyMap<string, PersonParts<ShapeColumn>>,
  probe: Probe,
  problems: { table: ShapeTable; text: string }[],
): Promise<PersonTable[]> {
  const candidates = tables.filter((table) => 'rp'.includes(table.relkind) && looksLikePeople(parts.get(table.oid)!))
  const some = new Set(candidates.map((table) => table.oid))
  const people: PersonTable[] = []
  for (const table of candidates) {
    const own = parts.get(table.oid)!
    const refers = table.foreign.some((key) => key.target !== table.oid && some.has(key.target))
    const shares: number[] = []
    for (const { column } of own.identities) {
      const share = await probe.distinctShare(table, column)
      if (share !== null) shares.push(share)
    }
    const ownPeople =
      shares.length === 0 ? own.identities.length === 0 && !refers : Math.max(...shares) >= (refers ? OWN_PEOPLE_BESIDE : OWN_PEOPLE)
    if (!ownPeople || (refers && own.names.length === 0)) continue
    const single = table.keys.filter((key) => key.length === 1).map((key) => columnOf(table, key[0]!)!)
    // The native key is no e-mail address or the like where there is another: those change, and are shared.
    const plain = single.filter((column) => column.may && !own.identities.some((each) => each.column === column))
    const key = plain[0] ?? single.find((column) => column.may)
    if (key === undefined && !own.identities.some(({ space }) => space !== PHONE_SPACE)) {
      problems.push({ table, text: 'looks like people, but has neither a key of one column nor an e-mail address or national number' })
      continue
    }
    if (key === undefined)
      problems.push({
        table,
        text:
          table.keys.length > 0
            ? 'its key has several columns: people are known by e-mail address or national number only'
            : 'has no key: people are known by e-mail address or national number only',
      })
    people.push({ table, parts: own, keys: key === undefined ? [] : [key] })
  }
  return people
}

/** A foreign key may refer to another unique column than the native key: its values are references too. */
function addTargetedKeys(paths: readonly PathPlan[]): void {
  for (const { hops, person } of paths) {
    const last = hops.at(-1)!
    const column = last.back || last.pairs.length !== 1 ? undefined : columnOf(person.table, last.pairs[0]![1])
    const unique = column !== undefined && person.table.keys.some((key) => key.length === 1 && key[0] === column.name)
    if (column !== undefined && unique && column.may && !person.keys.includes(column)) person.keys.push(column)
  }
}

function keyedTables(
  paths: readonly PathPlan[],
  order: readonly string[],
  persons: ReadonlyMap<string, PersonTable>,
  byOid: ReadonlyMap<string, ShapeTable>,
  reached: ReadonlyMap<string, PathPlan[]>,
): KeyedTable[] {
  const wanted = new Map<string, Set<string>>()
  for (const { hops } of paths) {
    const [first] = hops
    if (first === undefined || first.back || first.pairs.length !== 1 || persons.has(first.to.oid)) continue
    const columns = wanted.get(first.to.oid) ?? new Set()
    wanted.set(first.to.oid, columns.add(first.pairs[0]![1]))
  }
  return order.flatMap((oid) => {
    const table = byOid.get(oid)!
    const usable = reached.get(oid)!.filter((path) => !path.hops[0]!.back && path.hops[0]!.pairs.length === 1)
    if (usable.length === 0) return []
    return [...(wanted.get(oid) ?? [])].map((name) => ({ table, key: columnOf(table, name)!, paths: usable }))
  })
}

function plannedKeys(
  people: SubjectPlan['people'],
  paths: readonly PathPlan[],
  keyed: readonly KeyedTable[],
  named: SubjectPlan['named'],
): PlannedKey[] {
  const keys = new Map<FieldId, PlannedKey>()
  const add = (object: ObjectId, field: FieldId, space: string): void => {
    if (!keys.has(field)) keys.set(field, { field, object, space, form: formOfSpace(space) })
  }
  const spaces = new Set<string>([...people.flatMap((person) => person.keys.map((key) => key.field)), ...keyed.map(({ key }) => key.field)])
  for (const { table, keys: own } of people) for (const key of own) add(table.object, key.field, key.field)
  for (const { table, key } of keyed) add(table.object, key.field, key.field)
  for (const { table, parts } of [...people, ...named]) {
    for (const { column, space } of parts.identities) add(table.object, column.field, space)
  }
  for (const { table, hops } of paths) {
    const [first] = hops
    if (first === undefined || first.back || first.pairs.length !== 1) continue
    const target = columnOf(first.to, first.pairs[0]![1])
    const from = columnOf(table, first.pairs[0]![0])
    if (target !== undefined && from !== undefined && spaces.has(target.field)) add(table.object, from.field, target.field)
  }
  return [...keys.values()]
}

interface Candidate {
  readonly column: ShapeColumn
  readonly to: ShapeTable
  readonly key: ShapeColumn
}

// Small whole numbers are in every column of numbers: what is called like the table it may refer to is tried, and UUIDs everywhere.
function overlapCandidates(table: ShapeTable, people: readonly PersonTable[], between: readonly ShapeTable[]): Candidate[] {
  const targets: { to: ShapeTable; key: ShapeColumn }[] = [
    ...people.flatMap(({ table: to, keys }) => keys.slice(0, 1).map((key) => ({ to, key }))),
    ...between.flatMap((to) => {
      const name = to.keys.find((key) => key.length === 1)?.[0]
      const key = name === undefined ? undefined : columnOf(to, name)
      return key?.may === true ? [{ to, key }] : []
    }),
  ]
  const own = new Set(table.keys.filter((key) => key.length === 1).map((key) => key[0]!))
  const bound = new Set(table.foreign.flatMap((key) => key.columns))
  const found: (Candidate & { readonly weight: number })[] = []
  for (const column of table.columns) {
    if (!column.may || bound.has(column.name) || !/^(small|big)?int|^integer|^numeric|^uuid|^text|^char|^citext/.test(column.declared))
      continue
    for (const { to, key } of targets) {
      if (sort(column.declared) !== sort(key.declared)) continue
      const called = isCalled(column.name, to.path[1], key.name)
      if (!called && (column.declared !== 'uuid' || own.has(column.name))) continue
      if (own.has(column.name) && nameWords(column.name) === 'id') continue
      found.push({ column, to, key, weight: called ? 1 : 0 })
    }
  }
  return found.toSorted((a, b) => b.weight - a.weight)
}

const sort = (declared: string): string => (/int|numeric/.test(declared) ? 'number' : declared === 'uuid' ? 'uuid' : 'text')

const NO_STEM = new Set(['id', 'no', 'nr', 'num', 'number', 'key', 'ref', 'fk', 'code', 'nummer', 'the', 'uuid', 'guid'])

/** `cust_no` and `customers`, `kunde_id` and `kunden`, `customer_number` and `customer_number`. */
export function isCalled(column: string, table: string, key: string): boolean {
  const words = nameWords(column).split(' ')
  if (nameWords(column) === nameWords(key) && words.some((word) => word.length > 2 && !NO_STEM.has(word))) return true
  const stems = words
    .flatMap((word) => [word, word.replace(/(id|no|nr|ref|key)$/, '')])
    .filter((word) => word.length >= 3 && !NO_STEM.has(word))
  return nameWords(table)
    .split(' ')
    .some((noun) => stems.some((stem) => noun.startsWith(stem) || (noun.length >= 4 && stem.startsWith(noun.replace(/(ies|s|n|en)$/, '')))))
}

function roleOf(columns: readonly string[]): string {
  const words = nameWords(columns.at(-1) ?? '').replace(/ (id|no|nr|num|number|key|ref|fk|code|nummer|uuid)$/, '')
  return words.replaceAll(' ', '_').slice(0, 60) || 'subject'
}

/** Two ways by the same first columns to the same people are one. */
function distinct(paths: readonly PathPlan[]): PathPlan[] {
  const seen = new Map<string, PathPlan>()
  for (const path of paths) {
    const id = `${path.role}\0${path.person.table.oid}`
    if (!seen.has(id)) seen.set(id, path)
  }
  return [...seen.values()]
}

export function count(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`
}
