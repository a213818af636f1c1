// What a statement's text says it touches: relations, columns, and whether a row of its result stands for one row of a table. Pure, over the
// tree of PostgreSQL's own parser. What is not understood is `opaque`, which later means: everything that the class may see.
import { copyFacts, type CopyFacts } from './copy-facts.ts'

export interface NamedRelation {
  readonly schema: string | null
  readonly name: string
  readonly alias: string | null
  /** not in the FROM of the statement itself: in a sub-select, a CTE, one side of a UNION */
  readonly nested: boolean
}

export type StatementKind =
  | 'read'
  | 'change'
  | 'export'
  | 'grant'
  | 'define'
  /** touches no data: BEGIN, SET, LISTEN … */
  | 'session'
  | 'prepare'
  | 'execute'
  | 'declare'
  | 'fetch'

export interface StatementFacts {
  readonly kind: StatementKind
  /** of the prepared statement or cursor */
  readonly name: string | null
  readonly relations: readonly NamedRelation[]
  readonly ctes: readonly string[]
  /** [qualifier, column]; `*` is every column */
  readonly columns: readonly (readonly [string | null, string])[]
  /** one row of the result comes from at most one row of each relation that is not nested */
  readonly plain: boolean
  /** a key column of the result names every person the row is about: no window, no set operation, no grouping sets */
  readonly keysExact: boolean
  /** calls something whose reach is not known from the text */
  readonly opaque: boolean
  /** names of functions, to be looked up among those that are not PostgreSQL's own */
  readonly functions: readonly string[]
  readonly fingerprint: string | null
  /** of COPY … TO STDOUT in a form that can be read */
  readonly copy: CopyFacts | null
  /** behind it a name may stand for another relation than before */
  readonly renames: boolean
  /** of one that names another: what that does */
  readonly does?: StatementKind
}

export const UNKNOWN_FACTS: StatementFacts = {
  kind: 'read',
  name: null,
  relations: [],
  ctes: [],
  columns: [[null, '*']],
  plain: false,
  keysExact: false,
  opaque: true,
  functions: [],
  fingerprint: null,
  copy: null,
  renames: true,
}

type Tree = Readonly<Record<string, unknown>>

const SESSION = new Set(
  'TransactionStmt VariableSetStmt VariableShowStmt DiscardStmt ListenStmt UnlistenStmt NotifyStmt LockStmt ConstraintsSetStmt CheckPointStmt ClosePortalStmt DeallocateStmt'.split(
    ' ',
  ),
)
const GRANT = new Set(
  'GrantStmt GrantRoleStmt CreateRoleStmt AlterRoleStmt AlterRoleSetStmt DropRoleStmt AlterDefaultPrivilegesStmt AlterOwnerStmt SecLabelStmt CreatePolicyStmt AlterPolicyStmt ReassignOwnedStmt DropOwnedStmt'.split(
    ' ',
  ),
)
const CHANGE = new Set('InsertStmt UpdateStmt DeleteStmt MergeStmt TruncateStmt CreateTableAsStmt RefreshMatViewStmt'.split(' '))
const AGGREGATES = new Set(
  (
    'count sum min max avg array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg json_agg_strict jsonb_agg_strict json_object_agg_strict ' +
    'jsonb_object_agg_strict json_object_agg_unique jsonb_object_agg_unique bool_and bool_or every bit_and bit_or bit_xor any_value xmlagg range_agg range_intersect_agg ' +
    'corr covar_pop covar_samp regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev stddev_pop stddev_samp variance ' +
    'var_pop var_samp mode percentile_cont percentile_disc rank dense_rank percent_rank cume_dist'
  ).split(' '),
)
/** PostgreSQL's own functions that read what their arguments name, or run a text as SQL. */
const REACHING =
  /^((query|table|cursor|schema|database)_to_xml|ts_stat|ts_rewrite|lo_|loread|pg_read_|pg_ls_|pg_stat_file|pg_logical|currtid)/

/** `node`: one statement, as `{SelectStmt: {…}}`. */
export function factsOf(node: Tree, fingerprint: string | null): StatementFacts {
  const [type = ''] = Object.keys(node)
  const body = (node[type] ?? {}) as Tree
  if (type === 'ExplainStmt')
    return { ...factsOf((body['query'] ?? {}) as Tree, fingerprint), kind: 'read', plain: false, keysExact: false }
  const inner = type === 'PrepareStmt' ? 'prepare' : type === 'DeclareCursorStmt' ? 'declare' : null
  if (inner !== null) {
    const name = body[inner === 'prepare' ? 'name' : 'portalname']
    const query = factsOf((body['query'] ?? {}) as Tree, fingerprint)
    return { ...query, kind: inner, does: query.kind, name: textOf(name) }
  }
  if (type === 'ExecuteStmt') return { ...UNKNOWN_FACTS, kind: 'execute', name: textOf(body['name']), fingerprint }
  if (type === 'FetchStmt') return { ...UNKNOWN_FACTS, kind: 'fetch', name: textOf(body['portalname']), fingerprint }

  const relations: NamedRelation[] = []
  const ctes: string[] = []
  const columns: [string | null, string][] = []
  const functions: string[] = []
  let aggregate = false
  let window = false
  let setop = false
  let opaque = type === 'DoStmt' || type === 'CallStmt' || type === ''

  const walk = (value: unknown, nested: boolean, depth: number, under: string): void => {
    if (depth > 2000) {
      opaque = true
      return
    }
    if (Array.isArray(value)) {
      for (const one of value) walk(one, nested, depth + 1, under)
      return
    }
    if (typeof value !== 'object' || value === null) return
    for (const [key, child] of Object.entries(value)) {
      if (typeof child !== 'object' || child === null) continue
      const tree = child as Tree
      let inside = nested
      if (key === 'RangeVar' || key === 'relation' || key === 'rel') readRelation(tree, nested)
      else if (key === 'ColumnRef') readColumn(tree)
      else if (key === 'FuncCall') readFunction(tree)
      else if (key === 'SubLink' || key === 'RangeSubselect' || key === 'CommonTableExpr') inside = true
      else if ((key === 'larg' || key === 'rarg') && under !== 'JoinExpr') {
        inside = true
        setop = true
      } else if (key === 'GroupingSet' || key === 'windowClause') window = window || !isEmpty(child)
      else if (key === 'JsonObjectAgg' || key === 'JsonArrayAgg') aggregate = true
      else if (key === 'groupClause' || key === 'distinctClause' || key === 'havingClause') aggregate = aggregate || !isEmpty(child)
      if (key === 'CommonTableExpr' && typeof tree['ctename'] === 'string') ctes.push(tree['ctename'])
      walk(child, inside, depth + 1, key)
    }
  }
  const readRelation = (tree: Tree, nested: boolean): void => {
    const name = tree['relname']
    if (typeof name !== 'string') return
    const alias = (tree['alias'] as Tree | undefined)?.['aliasname']
    relations.push({ schema: textOf(tree['schemaname']), name, alias: textOf(alias), nested })
  }
  const readColumn = (tree: Tree): void => {
    const parts = Array.isArray(tree['fields']) ? (tree['fields'] as Tree[]) : []
    const words = parts.map((part) => ('A_Star' in part ? '*' : (textOf((part['String'] as Tree | undefined)?.['sval']) ?? '*')))
    columns.push([words.length > 1 ? words.at(-2)! : null, words.at(-1) ?? '*'])
  }
  const readFunction = (tree: Tree): void => {
    const parts = Array.isArray(tree['funcname']) ? (tree['funcname'] as Tree[]) : []
    const words = parts.map((part) => textOf((part['String'] as Tree | undefined)?.['sval']) ?? '')
    const name = words.at(-1) ?? ''
    const schema = words.length > 1 ? words.at(-2)! : null
    if (schema !== null && schema !== 'pg_catalog') opaque = true
    if (REACHING.test(name)) opaque = true
    functions.push(name)
    if ('over' in tree) window = true
    if (AGGREGATES.has(name) || 'agg_star' in tree || 'agg_distinct' in tree || 'agg_order' in tree || 'agg_filter' in tree)
      aggregate = true
  }
  walk(node, false, 0, '')
  let kind: StatementKind = 'define'
  if (type === 'SelectStmt') kind = body['intoClause'] === undefined ? 'read' : 'change'
  else if (SESSION.has(type)) kind = 'session'
  else if (GRANT.has(type)) kind = 'grant'
  else if (CHANGE.has(type) || type === 'DoStmt' || type === 'CallStmt') kind = 'change'
  else if (type === 'CopyStmt') {
    kind = body['is_from'] === true ? 'change' : 'export'
    const list = Array.isArray(body['attlist']) ? (body['attlist'] as Tree[]) : []
    if (body['relation'] !== undefined && list.length === 0) columns.push([null, '*'])
    for (const one of list) columns.push([null, textOf((one['String'] as Tree | undefined)?.['sval']) ?? '*'])
  }
  // `TABLE customers` and INSERT … SELECT need no more: the parser writes them out. A data-modifying CTE makes a SELECT a change.
  if (kind === 'read' && CTE_CHANGES.some((change) => holds(body['withClause'], change))) kind = 'change'
  return {
    kind,
    name: null,
    relations,
    ctes,
    columns,
    plain: !aggregate && !window && !setop,
    keysExact: !window && !setop,
    opaque,
    functions,
    fingerprint,
    copy: type === 'CopyStmt' ? copyFacts(body) : null,
    renames:
      opaque ||
      kind === 'define' ||
      (kind === 'session' && renamesBy(type, body)) ||
      type === 'CreateTableAsStmt' ||
      body['intoClause'] !== undefined ||
      functions.includes('set_config'),
  }
}

const PATH = new Set(['search_path', 'role', 'session_authorization'])

/** SET and RESET of what names are looked up by; SET of other things renames nothing. */
function renamesBy(type: string, body: Tree): boolean {
  if (type === 'DiscardStmt') return true
  return type === 'VariableSetStmt' && (body['kind'] === 'VAR_RESET_ALL' || PATH.has(textOf(body['name'])?.toLowerCase() ?? ''))
}

const CTE_CHANGES = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'] as const

function holds(tree: unknown, type: string): boolean {
  if (Array.isArray(tree)) return tree.some((one) => holds(one, type))
  if (typeof tree !== 'object' || tree === null) return false
  return Object.entries(tree).some(([key, child]) => key === type || holds(child, type))
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : Object.keys(value as object).length === 0
}
