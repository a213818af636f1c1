// Reads people out of a PostgreSQL store into the stage, as the plan says: rows in batches by cursor, in one read-only snapshot, each
// statement under a time-out. Owns the SQL for it. A table that cannot be read is a problem that is told, never silence.
import type { StoreSession } from '../../landscape/contract.ts'
import type { FieldId, ObjectId } from '../../core/ids.ts'
import { quoted } from '../source/postgres/postgres-catalogue.ts'
import { count, type Hop, type PathPlan, type PersonTable, type Probe, type SubjectPlan } from './subject-plan.ts'
import type { PersonParts } from './person-parts.ts'
import { PHONE_SPACE } from './identity-types.ts'
import type { ShapeColumn, ShapeTable } from './store-shape.ts'
import type { BuildTools } from './build-tools.ts'

const BATCH = 1000
const LONGEST_VALUE = 500
const STATEMENT_MS = 300_000

export async function openSnapshot(session: StoreSession): Promise<void> {
  await session.query('begin transaction isolation level repeatable read, read only')
  await session.query(`set local search_path = pg_catalog`)
  await session.query(`set local statement_timeout = ${STATEMENT_MS}`)
  await session.query(`set local lock_timeout = '10s'`)
  await session.query(`set local datestyle = 'ISO, YMD'`)
  await session.query(`set local idle_in_transaction_session_timeout = 0`)
}

const nameOf = (table: ShapeTable): string => `${quoted(table.path[0])}.${quoted(table.path[1])}`
const shown = (table: ShapeTable): string => `${table.path[0]}.${table.path[1]}`
const text = (alias: string, column: string): string => `pg_catalog.left(${alias}.${quoted(column)}::pg_catalog.text, ${LONGEST_VALUE + 1})`

export function postgresProbe(session: StoreSession): Probe {
  return {
    async distinctShare(table, column) {
      const rows = await attempt(
        session,
        `
        select pg_catalog.count(*) as n, pg_catalog.count(distinct v) as d
          from (select ${text('t', column.name)} as v from ${nameOf(table)} t where t.${quoted(column.name)} is not null limit 20000) s
         where pg_catalog.btrim(v) <> ''`,
      )
      const n = Number(rows?.[0]?.['n'] ?? 0)
      return n === 0 ? null : Number(rows![0]!['d']) / n
    },
    async overlap(from, column, to, key) {
      const same = column.declared === key.declared
      const [left, right] = same ? [`s.v`, `k.${quoted(key.name)}`] : ['s.v::pg_catalog.text', `k.${quoted(key.name)}::pg_catalog.text`]
      const rows = await attempt(
        session,
        `
        select pg_catalog.count(*) as n, pg_catalog.count(*) filter (where exists (select from ${nameOf(to)} k where ${right} = ${left})) as f
          from (select distinct v from (select t.${quoted(column.name)} as v from ${nameOf(from)} t
            where t.${quoted(column.name)} is not null limit 20000) r limit 500) s`,
      )
      return { tried: Number(rows?.[0]?.['n'] ?? 0), found: Number(rows?.[0]?.['f'] ?? 0) }
    },
  }
}

type Rows = readonly Readonly<Record<string, string | null>>[]

/** What fails must not end the snapshot: a savepoint around it. null: it failed, and `why` was told the SQLSTATE. */
async function attempt(session: StoreSession, sql: string, why: (code: string) => void = () => {}): Promise<Rows | null> {
  await session.query('savepoint holdfast')
  try {
    const { rows } = await session.query(sql)
    await session.query('release savepoint holdfast')
    return rows
  } catch (error) {
    const { code } = error as { code?: string }
    if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code) || /^(08|57P)/.test(code)) throw error
    await session.query('rollback to savepoint holdfast')
    why(code)
    return null
  }
}

function reasonOf(code: string): string {
  if (code === '42501') return 'no right to read it'
  if (code === '57014') return 'it took longer than five minutes'
  if (code === '55P03') return 'somebody holds a lock on it'
  return `the server refused (SQLSTATE ${code})`
}

/** Hands on every row of a query in batches; false when the server refused, which was told. */
async function stream(
  session: StoreSession,
  tools: BuildTools,
  table: ShapeTable,
  sql: string,
  take: (row: readonly (string | null)[]) => Promise<void> | void,
): Promise<boolean> {
  await session.query('savepoint holdfast_rows')
  try {
    await session.query(`declare holdfast_rows no scroll cursor for ${sql}`)
    for (;;) {
      tools.signal.throwIfAborted()
      const { rows } = await session.query(`fetch forward ${BATCH} from holdfast_rows`)
      for (const row of rows) {
        // a value that was cut is no value
        const cells = Object.values(row).map((cell) => (cell !== null && cell.length > LONGEST_VALUE ? null : cell))
        const waits = take(cells)
        if (waits !== undefined) await waits
      }
      tools.read(rows.length, shown(table))
      if (rows.length < BATCH) break
    }
    await session.query('close holdfast_rows')
    await session.query('release savepoint holdfast_rows')
    return true
  } catch (error) {
    const { code } = error as { code?: string }
    if (tools.signal.aborted || typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code) || /^(08|57P)/.test(code)) throw error
    await session.query('rollback to savepoint holdfast_rows')
    tools.problem(shown(table), `could not be read: ${reasonOf(code)}`)
    return false
  }
}

export interface ReadPath {
  readonly object: ObjectId
  readonly role: string
  readonly hops: readonly (readonly [FieldId, FieldId])[]
  readonly anchor: FieldId
  readonly basis: 'fk' | 'overlap' | 'identity' | 'person'
  readonly coverage: number
}

export interface ReadObject {
  readonly object: ObjectId
  readonly place: number
  readonly rows: number
  readonly reached: number
}

export interface ReadPeople {
  readonly paths: readonly ReadPath[]
  readonly objects: readonly ReadObject[]
}

export async function readPostgresPeople(session: StoreSession, plan: SubjectPlan, tools: BuildTools): Promise<ReadPeople> {
  const paths: ReadPath[] = []
  const objects = new Map<ObjectId, ReadObject>()
  const saw = (table: ShapeTable, rows: number, reached: number): void => {
    const before = objects.get(table.object)
    objects.set(table.object, {
      object: table.object,
      place: tools.place(table.object),
      rows: Math.max(rows, before?.rows ?? 0),
      reached: Math.min(Math.max(rows, before?.rows ?? 0), Math.max(reached, before?.reached ?? 0)),
    })
  }
  for (const person of plan.people) {
    const read = await readPersonTable(session, person, tools)
    if (read === null) continue
    const anchor = person.keys[0]?.field ?? anchorOf(person).field
    paths.push({ object: person.table.object, role: 'self', hops: [], anchor, basis: 'person', coverage: share(read.reached, read.rows) })
    saw(person.table, read.rows, read.reached)
  }
  for (const { table, parts } of plan.named) {
    const read = await readNamedTable(session, table, parts, tools)
    if (read === null) continue
    for (const { column, filled } of read.columns) {
      paths.push({
        object: table.object,
        role: 'self',
        hops: [],
        anchor: column.field,
        basis: 'identity',
        coverage: share(filled, read.rows),
      })
    }
    saw(table, read.rows, Math.max(...read.columns.map((each) => each.filled)))
  }
  for (const { table, key, paths: ways } of plan.keyed) {
    const space = tools.space(key.field)
    for (const way of ways) {
      const to = targetOf(way.hops[0]!)
      if (to === null) continue
      const toSpace = tools.space(to.field)
      const from = way.hops[0]!.pairs[0]![0]
      await stream(
        session,
        tools,
        table,
        `select ${text('t', key.name)} as c0, ${text('t', from)} as c1 from ${nameOf(table)} t where t.${quoted(key.name)} is not null and t.${quoted(from)} is not null`,
        ([own, other]) => {
          const ref = own === null || own === undefined ? null : tools.ref(key.field, 'text', own)
          const target = other === null || other === undefined ? null : tools.ref(to.field, 'text', other)
          return ref === null || target === null ? undefined : tools.stage.via(space, ref, toSpace, target)
        },
      )
    }
  }
  for (const path of plan.paths) {
    const read = await readPath(session, path, tools)
    if (read === null) continue
    paths.push({
      object: path.table.object,
      role: path.role,
      hops: path.hops.flatMap((hop) => hop.pairs.map(([a, b]) => [fieldOf(hop.from, a), fieldOf(hop.to, b)] as const)),
      anchor: path.person.keys[0]?.field ?? anchorOf(path.person).field,
      basis: path.basis,
      coverage: share(read.reached, read.rows),
    })
    saw(path.table, read.rows, read.reached)
    if (read.reached < read.rows) {
      const why = path.basis === 'overlap' ? 'have a value that is no key there, or none' : 'have no such reference'
      tools.problem(
        shown(path.table),
        `${count(read.rows - read.reached, 'row')} of ${read.rows.toLocaleString('en-US')} reach nobody by ${path.hops[0]!.pairs.map(([a]) => a).join(', ')}: they ${why}`,
      )
    }
  }
  return { paths, objects: [...objects.values()] }
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : Math.min(1, part / whole))

function fieldOf(table: ShapeTable, name: string): FieldId {
  return table.columns.find((column) => column.name === name)!.field
}

function targetOf(hop: Hop): ShapeColumn | null {
  return hop.to.columns.find((column) => column.name === hop.pairs[0]![1]) ?? null
}

function anchorOf(person: PersonTable): ShapeColumn {
  return (person.parts.identities.find(({ space }) => space !== PHONE_SPACE) ?? person.parts.identities[0]!).column
}

/** The columns of a person's row in a fixed order, and how to read them back. */
function partColumns(parts: PersonParts<ShapeColumn>, residence: boolean) {
  const columns: string[] = []
  const at = (column: ShapeColumn | null): number => (column === null ? -1 : columns.push(column.name) - 1)
  const identities = parts.identities.map(({ column, space }) => ({ space, at: at(column) }))
  const names = parts.names.map(at)
  const rest = {
    country: residence ? at(parts.country) : -1,
    state: residence ? at(parts.state) : -1,
    postcode: residence ? at(parts.postcode) : -1,
    lang: at(parts.lang),
    minor: at(parts.minor),
    birth: at(parts.birth),
  }
  return {
    columns,
    text: (row: readonly (string | null)[], offset: number) => {
      const cell = (place: number): string | null => (place === -1 ? null : (row[offset + place] ?? null))
      return {
        identities: identities.map((each) => ({ space: each.space, value: cell(each.at) })),
        names: names.map(cell),
        country: cell(rest.country),
        state: cell(rest.state),
        postcode: cell(rest.postcode),
        lang: cell(rest.lang),
        minor: cell(rest.minor),
        birth: cell(rest.birth),
      }
    },
  }
}

async function readPersonTable(
  session: StoreSession,
  person: PersonTable,
  tools: BuildTools,
): Promise<{ rows: number; reached: number } | null> {
  const { table, parts, keys } = person
  const object = tools.place(table.object)
  const own = partColumns(parts, true)
  const columns = [...keys.map((key) => key.name), ...own.columns]
  const spaces = keys.map((key) => tools.space(key.field))
  let rows = 0
  let reached = 0
  let lands = 0
  let understood = 0
  const done = await stream(
    session,
    tools,
    table,
    `select ${columns.map((name, at) => `${text('t', name)} as c${at}`).join(', ')} from ${nameOf(table)} t`,
    (row) => {
      rows++
      const said = own.text(row, keys.length)
      const record = tools.record(said)
      const refs = keys.flatMap((key, at) => {
        const value = row[at]
        const ref = value === null || value === undefined ? null : tools.ref(key.field, 'text', value)
        return ref === null ? [] : [{ space: spaces[at]!, ref, native: at === 0 ? tools.seal(key.field, ref, value!) : null }]
      })
      if ((said.country ?? '').trim() !== '') {
        lands++
        if (record.jurisdictions.length > 0) understood++
      }
      if (refs.length === 0 && record.identities.length === 0) return undefined
      reached++
      return tools.stage.row({
        object,
        keys: refs,
        identities: record.identities.map(({ space, ref }) => ({ space: tools.space(space), ref })),
        named: record.named,
        jurisdictions: record.jurisdictions,
        basis: record.basis,
        lang: record.lang,
        minor: record.minor,
      })
    },
  )
  if (!done) return null
  for (const key of keys) tools.complete(key.field)
  if (reached < rows)
    tools.problem(shown(table), `${count(rows - reached, 'row')} of ${rows.toLocaleString('en-US')} have nothing that says who it is`)
  if (understood < lands)
    tools.problem(
      shown(table),
      `${count(lands - understood, 'value')} of ${parts.country!.name} name no country that is known: these people count as unknown`,
    )
  return { rows, reached }
}

async function readNamedTable(session: StoreSession, table: ShapeTable, parts: PersonParts<ShapeColumn>, tools: BuildTools) {
  const object = tools.place(table.object)
  const residence =
    parts.address ||
    /address|adress|contact|person|people|customer|client|lead|subscriber|member|kunde|user/.test(table.path[1].toLowerCase())
  const own = partColumns(parts, residence)
  const done = await stream(
    session,
    tools,
    table,
    `select distinct ${own.columns.map((name, at) => `${text('t', name)} as c${at}`).join(', ')} from ${nameOf(table)} t`,
    (row) => {
      const record = tools.record(own.text(row, 0))
      if (record.identities.length === 0) return undefined
      return tools.stage.row({
        object,
        keys: [],
        identities: record.identities.map(({ space, ref }) => ({ space: tools.space(space), ref })),
        named: record.named,
        jurisdictions: record.jurisdictions,
        basis: record.basis,
        lang: record.lang,
        minor: record.minor,
      })
    },
  )
  if (!done) return null
  const filled = parts.identities.map(
    ({ column }, at) => `pg_catalog.count(*) filter (where pg_catalog.btrim(${text('t', column.name)}) <> '') as f${at}`,
  )
  const counted = await attempt(session, `select pg_catalog.count(*) as n, ${filled.join(', ')} from ${nameOf(table)} t`)
  const row = counted?.[0] ?? {}
  return {
    rows: Number(row['n'] ?? 0),
    columns: parts.identities.map(({ column }, at) => ({ column, filled: Number(row[`f${at}`] ?? 0) })),
  }
}

/** Who is in a table that leads to people: the distinct keys at the end of the way; and where an address table says they live. */
async function readPath(session: StoreSession, path: PathPlan, tools: BuildTools): Promise<{ rows: number; reached: number } | null> {
  const { table, hops, person } = path
  const object = tools.place(table.object)
  const last = hops.at(-1)!
  const key = person.keys[0]
  const target = last.pairs.length === 1 ? targetOf(last) : null
  // The last column before the person is enough where it holds the person's key; else the person's own row is joined.
  const short = !last.back && target !== null && person.keys.includes(target)
  const anchor = short ? target : (key ?? anchorOf(person))
  const anchorSpace =
    short || key !== undefined ? anchor.field : (person.parts.identities.find(({ column }) => column === anchor)?.space ?? anchor.field)
  const steps = short ? hops.slice(0, -1) : hops
  const joins = steps.map(
    (hop, at) =>
      ` join ${nameOf(hop.to)} t${at + 1} on ${hop.pairs.map(([a, b]) => `t${at}.${quoted(a)} = t${at + 1}.${quoted(b)}`).join(' and ')}`,
  )
  const end = `t${steps.length}`
  const value = text(end, short ? last.pairs[0]![0] : anchor.name)
  const space = tools.space(anchorSpace)
  const parts = tools.parts(table)
  const lives = parts.country !== null || parts.state !== null || parts.postcode !== null
  const residence = lives && (parts.address || /address|adress|location|residence|anschrift/.test(table.path[1].toLowerCase()))
  const extra = residence ? [parts.country, parts.state, parts.postcode] : []
  const cells = [value, ...extra.map((column) => (column === null ? 'null::pg_catalog.text' : text('t0', column.name)))]
  const done = await stream(
    session,
    tools,
    table,
    `select distinct ${cells.map((cell, at) => `${cell} as c${at}`).join(', ')} from ${nameOf(table)} t0${joins.join('')}`,
    async ([own, country, state, postcode]) => {
      const ref = typeof own === 'string' ? tools.refIn(anchorSpace, own) : null
      if (ref === null) return
      await tools.stage.reach(object, space, ref)
      const found = residence ? tools.residence({ country, state, postcode }) : null
      if (found !== null && found.basis !== null) await tools.stage.lives(space, ref, found.jurisdictions, found.basis)
    },
  )
  if (!done) return null
  const chain = hops.map((hop, at) => ({ hop, at }))
  const [first] = chain
  const inner = chain
    .slice(1)
    .map(
      ({ hop, at }) =>
        ` join ${nameOf(hop.to)} t${at + 1} on ${hop.pairs.map(([a, b]) => `t${at}.${quoted(a)} = t${at + 1}.${quoted(b)}`).join(' and ')}`,
    )
  const where = first!.hop.pairs.map(([a, b]) => `t0.${quoted(a)} = t1.${quoted(b)}`).join(' and ')
  const counted = await attempt(
    session,
    `select (select pg_catalog.count(*) from ${nameOf(table)}) as n,
       (select pg_catalog.count(*) from ${nameOf(table)} t0 where exists (select from ${nameOf(first!.hop.to)} t1${inner.join('')} where ${where})) as r`,
    (code) => tools.problem(shown(table), `how many of its rows reach a person is not known: ${reasonOf(code)}`),
  )
  if (counted === null) return { rows: Math.max(0, Math.round(table.rows)), reached: Math.max(0, Math.round(table.rows)) }
  return { rows: Number(counted[0]?.['n'] ?? 0), reached: Number(counted[0]?.['r'] ?? 0) }
}
