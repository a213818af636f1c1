// From the tree of a statement to what it touches: tables, columns, whose data at most. Pure, within the worker. Fails closed: what is not
// understood is said (`unseen`), and a bound is given only where the statement itself gives one.
import type { StatementTable } from './statement-catalogue.ts'
import type { Names } from './statement-catalogue.ts'
import { isCount, isScalar, readsUnseen } from './functions.ts'
import { keyBounds, type Bound } from './key-bounds.ts'
import { valueOf, type Value } from './statement-values.ts'
import { DEEPEST, TooDeep, child, isNode, list, names, word, type Node } from './syntax-tree.ts'
import type { Touch } from './touch.ts'

export interface Touches {
  readonly touches: readonly Touch[]
  /** it may have read something that the statement does not show */
  readonly unseen: boolean
}

/** A table of one level of the statement, or what a subselect gives (`table` and `name` null). */
export interface Source {
  readonly alias: string
  readonly table: StatementTable | null
  readonly name: readonly string[] | null
  readonly fields: Set<string>
  /** on the side of an outer join that may be empty */
  readonly optional: boolean
}

interface Level {
  readonly sources: Source[]
  readonly outer: Level | null
}

type Action = Touch['action']

export interface Reader {
  readonly login: string | null
  /** what the session looks in first, when it said so */
  readonly path: readonly string[] | null
}

export function touchesOf(tree: Node, known: Names, { login, path }: Reader, parameters: readonly Value[]): Touches {
  const touches: Touch[] = []
  let unseen = false
  let depth = 0

  const deeper = <T>(work: () => T): T => {
    if (++depth > DEEPEST) throw new TooDeep()
    try {
      return work()
    } finally {
      depth--
    }
  }

  const relation = (node: Node | undefined, level: Level, ctes: ReadonlySet<string>, optional = false): void => {
    const name = word(node, 'relname')
    if (node === undefined || name === null) return
    const schema = word(node, 'schemaname')
    const alias = word(child(node, 'alias'), 'aliasname') ?? name
    if (schema === null && ctes.has(name)) {
      level.sources.push({ alias, table: null, name: null, fields: new Set(), optional })
      return
    }
    const tables = known.tables(schema, name, login, path)
    if (tables.length > 0) {
      for (const table of tables) level.sources.push({ alias, table, name: null, fields: new Set(), optional })
      return
    }
    if (schema === 'pg_catalog' || schema === 'information_schema' || (schema === null && name.startsWith('pg_'))) {
      // The planner's statistics hold values of the tables.
      if (/^pg_(?:stats|statistic|stats_ext|statistic_ext_data|largeobject)/.test(name)) unseen = true
      level.sources.push({ alias, table: null, name: null, fields: new Set(), optional })
      return
    }
    level.sources.push({ alias, table: null, name: schema === null ? [name] : [schema, name], fields: new Set(), optional })
  }

  const from = (node: Node, level: Level, ctes: ReadonlySet<string>, joins: Node[], optional = false): void =>
    deeper(() => {
      if ('RangeVar' in node) return relation(child(node, 'RangeVar'), level, ctes, optional)
      const join = child(node, 'JoinExpr')
      if (join !== undefined) {
        const kind = word(join, 'jointype') ?? 'JOIN_INNER'
        const left = child(join, 'larg')
        const right = child(join, 'rarg')
        if (left !== undefined) from(left, level, ctes, joins, optional || kind === 'JOIN_RIGHT' || kind === 'JOIN_FULL')
        if (right !== undefined) from(right, level, ctes, joins, optional || kind === 'JOIN_LEFT' || kind === 'JOIN_FULL')
        const quals = child(join, 'quals')
        if (quals !== undefined) joins.push(quals)
        return
      }
      const inner = child(node, 'RangeSubselect')
      if (inner !== undefined) {
        query(child(inner, 'subquery'), level, ctes)
        const alias = word(child(inner, 'alias'), 'aliasname') ?? ''
        level.sources.push({ alias, table: null, name: null, fields: new Set(), optional })
        return
      }
      const called = child(node, 'RangeFunction')
      if (called !== undefined) {
        for (const group of list(called['functions'])) {
          for (const item of list(child(group, 'List')?.['items'])) {
            const call = child(item, 'FuncCall')
            if (call !== undefined && readsUnseen(names(call['funcname']), known.harmless) && !ownActivity(call)) unseen = true
          }
        }
        expression(called['functions'], level, ctes)
        level.sources.push({ alias: word(child(called, 'alias'), 'aliasname') ?? '', table: null, name: null, fields: new Set(), optional })
        return
      }
      // TABLESAMPLE, XMLTABLE, JSON_TABLE: whatever stands in them
      for (const part of Object.values(node)) {
        if (!isNode(part)) continue
        const sampled = child(part, 'relation')
        if (sampled !== undefined) from(sampled, level, ctes, joins, optional)
        else expression(part, level, ctes)
      }
    })

  const column = (path: readonly string[], level: Level): void => {
    const name = path.at(-1)!
    const owner = path.length > 1 ? path.at(-2)! : null
    for (let at: Level | null = level; at !== null; at = at.outer) {
      let hit = false
      for (const source of at.sources) {
        const fits = owner === null || source.alias === owner || source.table?.name === owner
        const wholeRow = owner === null && source.alias === name && name !== '*'
        if (!fits && !wholeRow) continue
        const { table } = source
        if (table === null) {
          hit ||= owner !== null || wholeRow
          continue
        }
        for (const field of table.columns) {
          if (name === '*' || wholeRow || field.name === name) {
            source.fields.add(field.field)
            hit = true
          }
        }
      }
      if (hit) return
    }
  }

  /** Walks any expression: columns to their tables, subselects to levels of their own. */
  const expression = (value: unknown, level: Level, ctes: ReadonlySet<string>): void => {
    if (Array.isArray(value)) {
      for (const item of value) expression(item, level, ctes)
      return
    }
    if (!isNode(value)) return
    deeper(() => {
      for (const [kind, part] of Object.entries(value)) {
        if (kind === 'A_Const' || kind === 'ParamRef') continue
        if (kind === 'ColumnRef' && isNode(part)) column(names(part['fields']), level)
        else if (kind === 'SelectStmt' && isNode(part)) select(part, level, ctes)
        else {
          if (kind === 'FuncCall' && isNode(part) && readsUnseen(names(part['funcname']), known.harmless) && !ownActivity(part))
            unseen = true
          expression(part, level, ctes)
        }
      }
    })
  }

  const withs = (node: Node, outer: Level | null, ctes: ReadonlySet<string>): ReadonlySet<string> => {
    const clause = child(node, 'withClause')
    if (clause === undefined) return ctes
    const all = new Set(ctes)
    for (const item of list(clause['ctes'])) {
      const cte = child(item, 'CommonTableExpr')
      const name = word(cte, 'ctename')
      if (name !== null && clause['recursive'] === true) all.add(name)
      query(child(cte, 'ctequery'), outer, all)
      if (name !== null) all.add(name)
    }
    return all
  }

  const query = (node: Node | undefined, outer: Level | null, ctes: ReadonlySet<string>): void => {
    if (node !== undefined) statement(node, outer, ctes)
  }

  const close = (level: Level, action: Action, limit: number | null, where: readonly Node[], exact: boolean): void => {
    const bounds = keyBounds(level.sources, where, parameters)
    for (const source of level.sources) {
      if (source.table === null && source.name === null) continue
      const bound: Bound | undefined = bounds.of.get(source)
      const most = Math.min(bound?.most ?? Infinity, limit ?? Infinity)
      // A view gives what lies under it: which rows, and how many of them make one of its own, it does not say.
      for (const { table, fields } of source.table?.reads ?? [])
        touches.push({ table, name: null, fields: new Set(fields), action, most: null, people: null })
      if (source.table?.reads !== undefined) continue
      touches.push({
        table: source.table,
        name: source.name,
        fields: source.fields as Touch['fields'],
        action,
        most: Number.isFinite(most) ? most : null,
        people: exact && bounds.only ? (bound?.people ?? null) : null,
      })
    }
  }

  const select = (node: Node, outer: Level | null, given: ReadonlySet<string>): void =>
    deeper(() => {
      const ctes = withs(node, outer, given)
      const left = child(node, 'larg')
      const right = child(node, 'rarg')
      if (left !== undefined && right !== undefined) {
        select(left, outer, ctes)
        select(right, outer, ctes)
        return
      }
      const level: Level = { sources: [], outer }
      const joins: Node[] = []
      for (const item of list(node['fromClause'])) from(item, level, ctes, joins)
      const targets = node['targetList']
      const clauses = ['groupClause', 'havingClause', 'sortClause', 'windowClause', 'distinctClause', 'whereClause', 'valuesLists']
      for (const clause of clauses) expression(node[clause], level, ctes)
      expression(targets, level, ctes)
      expression(joins, level, ctes)
      const shape = targetShape(targets)
      const grouped = list(node['groupClause']).length > 0
      const counted = valueOf(child(node, 'limitCount'), parameters)?.value
      const limit = !grouped && shape === 'rows' && word(node, 'limitOption') === 'LIMIT_OPTION_COUNT' ? whole(counted) : null
      const skip = child(node, 'limitOffset')
      const offset = skip === undefined ? 0 : whole(valueOf(skip, parameters)?.value)
      const exact = offset === 0 && (node['limitCount'] === undefined || (limit ?? 0) > 0) && node['havingClause'] === undefined
      const where = child(node, 'whereClause')
      // Numbers alone (how many, how much) show nobody's data.
      const action = shape === 'counts' && !grouped ? 'search' : 'read'
      close(level, action, limit, where === undefined ? joins : [where, ...joins], exact && (limit === null || limit > 1))
    })

  const change = (node: Node, outer: Level | null, given: ReadonlySet<string>): void => {
    const ctes = withs(node, outer, given)
    const target: Level = { sources: [], outer }
    relation(child(node, 'relation'), target, new Set())
    const joins: Node[] = []
    const others: Level = { sources: [...target.sources], outer }
    for (const item of [...list(node['fromClause']), ...list(node['usingClause'])]) from(item, others, ctes, joins)
    const source = child(node, 'sourceRelation')
    if (source !== undefined) from(source, others, ctes, joins)
    for (const item of [...list(node['targetList']), ...list(node['cols'])]) {
      const set = child(item, 'ResTarget')
      const name = word(set, 'name')
      if (name !== null) column([name], target)
      expression(set?.['val'], others, ctes)
    }
    const inserted = child(child(node, 'selectStmt'), 'SelectStmt')
    let rows: number | null = null
    if (inserted !== undefined) {
      const values = list(inserted['valuesLists'])
      rows = values.length > 0 ? values.length : null
      select(inserted, outer, ctes)
    }
    const rest = ['whereClause', 'returningList', 'returningClause', 'onConflictClause', 'joinCondition', 'mergeWhenClauses']
    for (const clause of rest) expression(node[clause], others, ctes)
    const where = child(node, 'whereClause')
    close({ sources: target.sources, outer }, 'change', rows, where === undefined ? joins : [where, ...joins], joins.length === 0)
    const read = others.sources.slice(target.sources.length)
    if (read.length > 0) close({ sources: read, outer }, 'read', null, [], false)
  }

  const tablesOnly = (relations: unknown, action: Action, most: number | null): void => {
    for (const item of list(relations)) {
      const level: Level = { sources: [], outer: null }
      relation(child(item, 'RangeVar'), level, new Set())
      close(level, action, most, [], false)
    }
  }

  const statement = (node: Node, outer: Level | null, ctes: ReadonlySet<string>): void =>
    deeper(() => {
      const kind: string | undefined = Object.keys(node)[0]
      const part = kind === undefined ? undefined : child(node, kind)
      if (part === undefined) return
      switch (kind) {
        case 'SelectStmt':
          return select(part, outer, ctes)
        case 'InsertStmt':
        case 'UpdateStmt':
        case 'DeleteStmt':
        case 'MergeStmt':
          return change(part, outer, ctes)
        case 'CopyStmt': {
          const incoming = part['is_from'] === true
          if (part['is_program'] === true) unseen = true
          if (child(part, 'query') !== undefined) {
            const before = touches.length
            query(child(part, 'query'), outer, ctes)
            for (let at = before; at < touches.length; at++)
              if (touches[at]!.action === 'read') touches[at] = { ...touches[at]!, action: 'export' }
            return
          }
          const level: Level = { sources: [], outer }
          relation(child(part, 'relation'), level, new Set())
          const columns = names(part['attlist'])
          for (const name of columns.length > 0 ? columns : ['*']) column([name], level)
          const where = child(part, 'whereClause')
          expression(where, level, ctes)
          return close(level, incoming ? 'change' : 'export', null, [], false)
        }
        case 'DeclareCursorStmt':
        case 'CreateTableAsStmt':
          return query(child(part, 'query'), outer, ctes)
        case 'TruncateStmt':
          return tablesOnly(part['relations'], 'change', null)
        case 'GrantStmt':
          return word(part, 'objtype') === 'OBJECT_TABLE' ? tablesOnly(part['objects'], 'grant', 0) : undefined
        case 'DoStmt':
        case 'CallStmt':
        case 'LoadStmt':
          unseen = true
          return
        case undefined:
        default:
      }
    })

  statement(tree, null, new Set())
  return { touches, unseen }
}

/** `rows`: each row of the answer is made of one row of each table. `counts`: one row of nothing but numbers. */
function targetShape(targets: unknown): 'rows' | 'counts' | 'joined' {
  let counts = 0
  let all = 0
  let joined = false
  const look = (value: unknown, top: boolean, depth: number): void => {
    if (depth > DEEPEST) throw new TooDeep()
    if (Array.isArray(value)) return value.forEach((item) => look(item, top, depth + 1))
    if (!isNode(value)) return
    for (const [kind, part] of Object.entries(value)) {
      if (kind === 'SelectStmt') continue
      if (kind === 'FuncCall' && isNode(part)) {
        const name = names(part['funcname']).at(-1) ?? ''
        if (!isScalar(name)) {
          joined = true
          if (top && isCount(name) && part['over'] === undefined) counts++
        }
      }
      look(part, false, depth + 1)
    }
  }
  for (const item of list(targets)) {
    all++
    look(child(child(item, 'ResTarget'), 'val'), true, 0)
  }
  return !joined ? 'rows' : all > 0 && counts === all ? 'counts' : 'joined'
}

/** What the server says of the session that asks; of others it shows what they run. */
function ownActivity(call: Node): boolean {
  if (names(call['funcname']).at(-1) !== 'pg_stat_get_activity') return false
  const given = list(call['args'])
  return given.length === 1 && names(child(given[0], 'FuncCall')?.['funcname']).at(-1) === 'pg_backend_pid'
}

function whole(value: Value): number | null {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null
}
