// What a session said of where its names are looked up: SET search_path and what ends it. Pure, within the worker.
import { arrayOfNames } from './statement-values.ts'
import { child, list, names, word, type Node } from './syntax-tree.ts'
import { valueOf, type Value } from './statement-values.ts'

export interface SearchPath {
  /** null: as the login has it */
  readonly path: readonly string[] | null
  /** until the transaction ends */
  readonly local: readonly string[] | null
}

export const USUAL_PATH: SearchPath = { path: null, local: null }

/** After the statement; the same object when it says nothing of it. */
export function pathAfter(tree: Node, before: SearchPath, parameters: readonly Value[]): SearchPath {
  const set = child(tree, 'VariableSetStmt')
  if (set !== undefined) {
    const kind = word(set, 'kind')
    if (kind === 'VAR_RESET_ALL') return USUAL_PATH
    if (word(set, 'name') !== 'search_path') return before
    if (kind !== 'VAR_SET_VALUE') return USUAL_PATH
    const path = list(set['args']).map((node) => valueOf(node, parameters)?.value)
    return changed(before, path.every((one) => typeof one === 'string') ? path : null, set['is_local'] === true)
  }
  if (child(tree, 'DiscardStmt') !== undefined) return word(child(tree, 'DiscardStmt'), 'target') === 'DISCARD_ALL' ? USUAL_PATH : before
  const transaction = word(child(tree, 'TransactionStmt'), 'kind')
  if (transaction === 'TRANS_STMT_COMMIT' || transaction === 'TRANS_STMT_ROLLBACK' || transaction === 'TRANS_STMT_PREPARE')
    return before.local === null ? before : { ...before, local: null }
  for (const item of list(child(tree, 'SelectStmt')?.['targetList'])) {
    const call = child(child(child(item, 'ResTarget'), 'val'), 'FuncCall')
    if (call === undefined || names(call['funcname']).at(-1) !== 'set_config') continue
    const [name, value, local] = list(call['args']).map((node) => valueOf(node, parameters)?.value)
    if (name !== 'search_path') continue
    return changed(before, typeof value === 'string' ? arrayOfNames(value) : null, local === 'true' || local === 't')
  }
  return before
}

const changed = (before: SearchPath, path: readonly string[] | null, local: boolean): SearchPath =>
  local ? { ...before, local: path } : { path, local: null }
