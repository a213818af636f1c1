// Who can read which column by which route, from what the server's catalogues say. Owns PostgreSQL's rules of rights as they are for reading:
// inherited and assumed roles, grants on tables and columns, schemas, views with their owner's rights, row security. Pure.
import type { AccessRoute } from '../contract.ts'
import { EVERYBODY, type AccessCatalogue, type FunctionRow, type RelationRow, type RoleRow } from './access-catalogue.ts'

export type ColumnRoute = Omit<AccessRoute, 'field' | 'principal'>

export interface RelationRoutes {
  readonly relation: RelationRow
  /** by column name */
  readonly columns: ReadonlyMap<string, readonly ColumnRoute[]>
}

interface Way {
  readonly kind: AccessRoute['kind']
  readonly steps: readonly string[]
  /** null: all columns */
  readonly columns: ReadonlySet<string> | null
  readonly rows: AccessRoute['rows']
  readonly reach: AccessRoute['reach']
}

interface Reader {
  readonly relation: RelationRow
  readonly columns: ReadonlySet<string> | null
}

const READ_ALL = 'pg_read_all_data'
const SERVER_ROLES = ['pg_read_server_files', 'pg_execute_server_program', 'pg_write_server_files']

export interface AccessOf {
  /** roles that can log in and connect to this database */
  readonly logins: readonly RoleRow[]
  /** routes of one login role to the columns of a relation */
  routes(login: RoleRow, relation: RelationRow): ReadonlyMap<string, readonly ColumnRoute[]>
}

export function accessOf(catalogue: AccessCatalogue): AccessOf {
  const { roles, relations } = catalogue
  const role = new Map(roles.map((each) => [each.oid, each]))
  const relation = new Map(relations.map((each) => [each.oid, each]))
  const usage = new Map(catalogue.schemas.map((schema) => [schema.name, new Set(schema.usage)]))
  const ownerRole = roles.find((each) => each.name === 'pg_database_owner')
  const readAll = roles.find((each) => each.name === READ_ALL)
  // The owner of the database is a member of pg_database_owner without a grant.
  const members = [
    ...catalogue.members,
    ...(ownerRole === undefined ? [] : [{ member: catalogue.databaseOwner, role: ownerRole.oid, inherit: true, set: false, admin: false }]),
  ]
  const of = Map.groupBy(members, (each) => each.member)
  const readBy = new Map<string, RelationRow[]>()
  for (const view of relations) for (const { relation: target } of view.reads) readBy.set(target, [...(readBy.get(target) ?? []), view])
  const children = new Map<string, RelationRow[]>()
  for (const child of relations) for (const parent of child.parents) children.set(parent, [...(children.get(parent) ?? []), child])
  const functionsFor = new Map<string, FunctionRow[]>()
  for (const each of catalogue.functions) for (const name of each.names) functionsFor.set(name, [...(functionsFor.get(name) ?? []), each])

  const quote = (name: string): string => `"${name}"`
  const shown = (each: { schema: string; name: string }): string => `${each.schema}.${each.name}`
  const named = (oid: string): string => role.get(oid)?.name ?? `role ${oid}`

  /** Roles whose rights a role has without doing anything, each with the way there in words. */
  const closures = new Map<string, ReadonlyMap<string, readonly string[]>>()
  const closure = (start: string): ReadonlyMap<string, readonly string[]> => {
    const known = closures.get(start)
    if (known !== undefined) return known
    const found = walk(start, (edge) => edge.inherit, 'has the rights of')
    closures.set(start, found)
    return found
  }
  function walk(start: string, may: (edge: (typeof members)[number]) => boolean, verb: string): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, readonly string[]>([[start, []]])
    const waiting = [start]
    for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
      for (const edge of of.get(at) ?? []) {
        if (!may(edge) || found.has(edge.role)) continue
        found.set(edge.role, [...found.get(at)!, `${quote(named(at))} ${verb} ${quote(named(edge.role))}`])
        waiting.push(edge.role)
      }
    }
    return found
  }

  const superuser = (oid: string): boolean => role.get(oid)?.superuser === true
  /** How one of these grantees is met by the persona; null: not. */
  const met = (persona: string, grantees: ReadonlySet<string>): readonly string[] | null => {
    for (const [held, steps] of closure(persona)) if (grantees.has(held)) return steps
    return grantees.has(EVERYBODY) ? [] : null
  }
  const mayUse = (persona: string, schema: string): boolean =>
    superuser(persona) ||
    met(persona, usage.get(schema) ?? new Set()) !== null ||
    (readAll !== undefined && closure(persona).has(readAll.oid))
  const filtered = (persona: string, table: RelationRow): AccessRoute['rows'] => {
    if (!table.rowSecurity || superuser(persona) || role.get(persona)?.bypassRls === true) return 'all'
    return closure(persona).has(table.owner) && !table.forced ? 'all' : 'filtered'
  }

  /** Rights on the relation itself, whatever a view in it may then refuse. */
  const granted = (persona: string, table: RelationRow): Way[] => {
    if (superuser(persona))
      return [{ kind: 'superuser', steps: [`${quote(named(persona))} is a superuser`], columns: null, rows: 'all', reach: 'now' }]
    if (!mayUse(persona, table.schema)) return []
    const ways: Way[] = []
    const rows = filtered(persona, table)
    const note = rows === 'filtered' ? ['row security decides which rows'] : []
    const whole = new Set(table.select)
    for (const [held, steps] of closure(persona)) {
      if (whole.has(held)) {
        const owner = held === table.owner
        const last = owner ? `${quote(named(held))} owns ${shown(table)}` : `${quote(named(held))} has SELECT on ${shown(table)}`
        ways.push({ kind: owner ? 'owner' : 'grant', steps: [...steps, last, ...note], columns: null, rows, reach: 'now' })
      }
      if (held === readAll?.oid)
        ways.push({
          kind: 'predefined-role',
          steps: [...steps, `${READ_ALL} reads every table`, ...note],
          columns: null,
          rows,
          reach: 'now',
        })
      const some = table.columns.filter((column) => column.select.includes(held))
      if (some.length > 0)
        ways.push({
          kind: 'column-grant',
          steps: [...steps, `${quote(named(held))} has SELECT on this column of ${shown(table)}`, ...note],
          columns: new Set(some.map((column) => column.name)),
          rows,
          reach: 'now',
        })
    }
    if (whole.has(EVERYBODY))
      ways.push({ kind: 'public', steps: [`everybody (PUBLIC) has SELECT on ${shown(table)}`, ...note], columns: null, rows, reach: 'now' })
    const open = table.columns.filter((column) => column.select.includes(EVERYBODY))
    if (open.length > 0)
      ways.push({
        kind: 'public',
        steps: [`everybody (PUBLIC) has SELECT on this column of ${shown(table)}`, ...note],
        columns: new Set(open.map((column) => column.name)),
        rows,
        reach: 'now',
      })
    return ways
  }

  /** What a view reads must be readable to its owner, or to the caller where it says so; 'filtered' when row security applies on the way. */
  const underneath = (persona: string, view: RelationRow, deep = 0): { readonly may: boolean; readonly rows: AccessRoute['rows'] } => {
    if (view.kind !== 'v') return { may: true, rows: 'all' }
    if (deep > 50) return { may: false, rows: 'all' }
    const as = view.invoker ? persona : view.owner
    let rows: AccessRoute['rows'] = 'all'
    for (const { relation: oid, columns } of view.reads) {
      const target = relation.get(oid)
      // of a system catalogue: everybody's
      if (target === undefined) continue
      const ways = grantedFrom(as, target)
      const wanted = target.columns.filter((column) => columns.includes(column.no)).map((column) => column.name)
      const may =
        wanted.length === 0 ? ways.length > 0 : wanted.every((name) => ways.some((way) => way.columns === null || way.columns.has(name)))
      // a view that asks for the rights of whoever asks means the caller, also inside another one's view
      const below = underneath(persona, target, deep + 1)
      if (!may || !below.may) return { may: false, rows }
      if (filtered(as, target) === 'filtered' || below.rows === 'filtered') rows = 'filtered'
    }
    return { may: true, rows }
  }
  /** Inside a view the schema was looked up when it was made: no USAGE is asked for. */
  const grantedFrom = (persona: string, table: RelationRow): readonly Way[] => {
    if (superuser(persona)) return granted(persona, table)
    const whole = new Set(table.select)
    const held = closure(persona)
    const all = [...held.keys(), EVERYBODY].some((oid) => whole.has(oid)) || (readAll !== undefined && held.has(readAll.oid))
    const way = (columns: ReadonlySet<string> | null): Way => ({ kind: 'grant', steps: [], columns, rows: 'all', reach: 'now' })
    if (all) return [way(null)]
    const some = table.columns.filter((column) => column.select.some((oid) => oid === EVERYBODY || held.has(oid)))
    return some.length === 0 ? [] : [way(new Set(some.map((column) => column.name)))]
  }

  /** Everything that a persona reads of a relation: directly, by its views, its partitions, by functions. */
  const memo = new Map<string, Way[]>()
  const ways = (persona: string, table: RelationRow): Way[] => {
    const id = `${persona} ${table.oid}`
    const known = memo.get(id)
    if (known !== undefined) return known
    const below = table.kind === 'v' ? underneath(persona, table) : null
    const found: Way[] =
      below !== null && !below.may && !superuser(persona)
        ? []
        : granted(persona, table).map((way) => (below?.rows === 'filtered' ? { ...way, rows: 'filtered' as const } : way))
    // A superuser's view with a weaker owner still fails: what a view may read is asked of its owner.
    if (below !== null && !below.may && superuser(persona)) found.length = 0
    memo.set(id, found)
    if (superuser(persona)) return found
    for (const view of readers(table)) {
      const [first] = granted(persona, view.relation)
      if (first === undefined || !viewReadable(persona, view.relation)) continue
      const by =
        view.relation.kind === 'm'
          ? `materialized view ${shown(view.relation)} holds a copy of what it reads`
          : view.relation.invoker
            ? `view ${shown(view.relation)} reads it with the rights of whoever asks`
            : `view ${shown(view.relation)} reads it with the rights of its owner ${quote(named(view.relation.owner))}`
      const rows = view.relation.kind === 'm' ? ('all' as const) : underneath(persona, view.relation).rows
      found.push({ kind: 'view', steps: [...first.steps, by], columns: view.columns, rows, reach: 'now' })
    }
    for (const child of children.get(table.oid) ?? []) {
      for (const way of granted(persona, child))
        found.push({ ...way, steps: [...way.steps, `${shown(child)} holds part of ${shown(table)}`], reach: 'part' })
    }
    for (const each of functionsFor.get(table.oid) ?? []) {
      if (!mayUse(persona, each.schema)) continue
      const steps = met(persona, new Set(each.execute))
      const may = grantedFrom(each.owner, table)
      if (steps === null || may.length === 0) continue
      found.push({
        kind: 'definer-function',
        steps: [
          ...steps,
          `function ${shown(each)} runs with the rights of its owner ${quote(named(each.owner))} and its text names ${shown(table)} (what it gives back is not known)`,
        ],
        columns: may.some((way) => way.columns === null) ? null : may[0]!.columns,
        rows: filtered(each.owner, table),
        reach: 'function',
      })
    }
    return found
  }
  const viewReadable = (persona: string, view: RelationRow): boolean => underneath(persona, view).may

  /** Views that read a relation, straight or through other views. */
  const readersOf = new Map<string, readonly Reader[]>()
  const readers = (table: RelationRow): readonly Reader[] => {
    const known = readersOf.get(table.oid)
    if (known !== undefined) return known
    const found = new Map<string, Reader>()
    const waiting = [table]
    for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
      for (const view of readBy.get(at.oid) ?? []) {
        if (found.has(view.oid) || view.oid === table.oid) continue
        found.set(view.oid, { relation: view, columns: columnsRead(view, table, found) })
        waiting.push(view)
      }
    }
    const list = [...found.values()]
    readersOf.set(table.oid, list)
    return list
  }
  /** Columns of the table that the view reads, itself or through the views below it; null: all, as far as is known. */
  function columnsRead(view: RelationRow, table: RelationRow, below: ReadonlyMap<string, Reader>): ReadonlySet<string> | null {
    const found = new Set<string>()
    for (const { relation: oid, columns } of view.reads) {
      if (oid === table.oid) for (const column of table.columns) if (columns.includes(column.no)) found.add(column.name)
      const through = below.get(oid)
      if (through?.columns === null) return null
      for (const name of through?.columns ?? []) found.add(name)
    }
    return found
  }

  const connect = new Set(catalogue.connect)
  const logins = roles.filter((each) => each.login && (each.superuser || met(each.oid, connect) !== null))

  /** Roles that a login may turn into, or may give itself, with the way there. */
  const others = new Map<string, { readonly oid: string; readonly steps: readonly string[]; readonly reach: 'set-role' | 'admin' }[]>()
  const personas = (login: RoleRow) => {
    const known = others.get(login.oid)
    if (known !== undefined) return known
    const found: { oid: string; steps: readonly string[]; reach: 'set-role' | 'admin' }[] = []
    if (!login.superuser) {
      const own = closure(login.oid)
      const settable = walk(login.oid, (edge) => edge.set, 'may become (SET ROLE)')
      for (const [oid, steps] of settable) if (oid !== login.oid && !own.has(oid)) found.push({ oid, steps, reach: 'set-role' })
      const held = new Map([...own, ...settable])
      const before16 = catalogue.version < 160_000
      for (const [oid, steps] of held) {
        for (const edge of of.get(oid) ?? []) {
          if (edge.admin && !held.has(edge.role) && !found.some((each) => each.oid === edge.role))
            found.push({
              oid: edge.role,
              steps: [...steps, `${quote(named(oid))} may give itself ${quote(named(edge.role))} (ADMIN)`],
              reach: 'admin',
            })
        }
        if (before16 && role.get(oid)?.createRole === true && (oid === login.oid || settable.has(oid))) {
          for (const each of roles) {
            if (each.superuser || held.has(each.oid) || found.some((other) => other.oid === each.oid)) continue
            found.push({
              oid: each.oid,
              steps: [...steps, `${quote(named(oid))} may give itself ${quote(each.name)} (CREATEROLE before PostgreSQL 16)`],
              reach: 'admin',
            })
          }
        }
      }
    }
    others.set(login.oid, found)
    return found
  }
  const serverSteps = (login: RoleRow): readonly string[] | null => {
    if (login.superuser) return null
    if (login.replication) return [`${quote(login.name)} may copy the whole server (REPLICATION)`]
    for (const [oid, steps] of closure(login.oid)) {
      const name = named(oid)
      if (SERVER_ROLES.includes(name)) return [...steps, `${name} reaches the server’s files or programs, past all grants`]
    }
    return null
  }

  return {
    logins,
    routes(login, table) {
      const routes = new Map<string, ColumnRoute[]>()
      const seen = new Set<string>()
      const add = (way: Way, before: readonly string[], reach: AccessRoute['reach']): void => {
        const last = `${way.kind} ${way.steps.at(-1) ?? ''} ${way.steps.at(-2) ?? ''}`
        for (const column of table.columns) {
          if (way.columns !== null && !way.columns.has(column.name)) continue
          // The same grant met a second time, by a longer way, adds nothing.
          const id = `${column.name}\0${last}`
          if (seen.has(id)) continue
          seen.add(id)
          const list = routes.get(column.name) ?? []
          list.push({ role: login.name, kind: way.kind, steps: [...before, ...way.steps], rows: way.rows, reach })
          routes.set(column.name, list)
        }
      }
      for (const way of ways(login.oid, table)) add(way, [], way.reach)
      for (const persona of personas(login)) for (const way of ways(persona.oid, table)) add(way, persona.steps, persona.reach)
      const server = serverSteps(login)
      if (server !== null) add({ kind: 'predefined-role', steps: server, columns: null, rows: 'all', reach: 'server' }, [], 'server')
      return routes
    },
  }
}
