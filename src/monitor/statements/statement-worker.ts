// The worker in which statements of customers' logs are parsed. Literals come in with the text and stay here: what goes out are objects, fields,
// bounds and keyed references. The parser is a C library that hostile texts can break for good, so it lives apart and can be thrown away.
import { createHash, createHmac } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { loadModule, parseSync, SqlError } from 'libpg-query'
import { canon, type IdentitySpace } from '../../core/canon.ts'
import { objectId } from '../../core/ids.ts'
import type { FieldId } from '../../core/ids.ts'
import type { Show } from '../../core/contract/access.ts'
import { createNames, type StatementCatalogue } from './statement-catalogue.ts'
import type { ReadItem, ReadResult } from './statement-reader.ts'
import { liftLiterals } from './lift-literals.ts'
import { pathAfter, USUAL_PATH, type SearchPath } from './search-path.ts'
import { touchesOf } from './statement-touches.ts'
import { readParameters, valueOf, type Value } from './statement-values.ts'
import { TooDeep, child, list, type Node } from './syntax-tree.ts'
import type { StatementAccess, Touch } from './touch.ts'

const { catalogue, progress } = workerData as { readonly catalogue: StatementCatalogue; readonly progress: Int32Array }
const known = createNames(catalogue)
const KEPT_TREES = 2000
const KEPT_TEXT = 8192
const trees = new Map<string, readonly Node[] | null>()

await loadModule()
parentPort!.on('message', ({ batch, items }: { batch: number; items: readonly ReadItem[] }) => {
  const results: ReadResult[] = []
  for (const [at, item] of items.entries()) {
    // If the parser takes this process with it, the other side knows at which text.
    Atomics.store(progress, 0, at)
    results.push(readItem(item))
    Atomics.store(progress, 1, at + 1)
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
  parentPort!.postMessage({ batch, results })
})
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- as above
parentPort!.postMessage({ batch: -1, results: [] })

const MOST_SESSIONS = 10_000
const paths = new Map<string, SearchPath>()

function readItem(item: ReadItem): ReadResult {
  const { text, also = [], session = '' } = item
  const before = paths.get(session) ?? item.path ?? USUAL_PATH
  const first = readText(text, item, before)
  const others = also.map((one) => readText(one, item, before)).filter((one) => one.understood)
  const { path } = first
  if (path !== before && session !== '') {
    paths.delete(session)
    paths.set(session, path)
    if (paths.size > MOST_SESSIONS) paths.delete(paths.keys().next().value!)
  }
  return {
    understood: first.understood || others.length > 0,
    accesses: others.length === 0 ? first.accesses : [...first.accesses, ...others.flatMap((one) => one.accesses)],
    unseen: others.length === 0 ? first.unseen : (first.understood && first.unseen) || others.some((one) => one.unseen),
    ...(path === before ? {} : { path }),
  }
}

function readText(text: string, { detail, login }: ReadItem, before: SearchPath): ReadResult & { readonly path: SearchPath } {
  try {
    const statements = treesOf(text)
    if (statements === null) return { understood: false, accesses: [], unseen: true, path: before }
    const accesses: StatementAccess[] = []
    let unseen = false
    let path = before
    for (const { tree, parameters } of withParameters(statements, detail)) {
      const found = touchesOf(tree, known, { login, path: path.local ?? path.path }, parameters)
      unseen ||= found.unseen
      accesses.push(...joined(found.touches).map(accessOf))
      path = pathAfter(tree, path, parameters)
    }
    return { understood: true, accesses, unseen, path }
  } catch (error) {
    if (error instanceof TooDeep || error instanceof SqlError) return { understood: false, accesses: [], unseen: true, path: before }
    throw error
  }
}

interface Bound {
  readonly tree: Node
  readonly parameters: readonly Value[]
}

/** `EXECUTE name(…)`: the statement itself stands in the detail. */
function withParameters({ nodes, literals }: Parsed, detail: string | null): Bound[] {
  const parameters = literals.length > 0 ? literals : readParameters(detail)
  return nodes.flatMap((tree) => {
    const execute = child(tree, 'ExecuteStmt')
    if (execute === undefined) return [{ tree, parameters }]
    const prepared = /^prepare: (.*)$/is.exec(detail ?? '')?.[1]
    const inner = prepared === undefined ? null : parse(prepared)
    const given = list(execute['params']).map((node) => valueOf(node, parameters)?.value)
    const query =
      inner === null ? undefined : inner.map((node) => child(child(node, 'PrepareStmt'), 'query')).find((node) => node !== undefined)
    return query === undefined ? [{ tree: { DoStmt: {} }, parameters: [] }] : [{ tree: query, parameters: given }]
  })
}

interface Parsed {
  readonly nodes: readonly Node[]
  readonly literals: readonly Value[]
}

function treesOf(text: string): Parsed | null {
  const lifted = text.length <= KEPT_TEXT ? liftLiterals(text) : null
  if (lifted !== null) {
    const nodes = parse(lifted.text)
    if (nodes !== null) return { nodes, literals: lifted.literals }
  }
  const nodes = parse(text)
  return nodes === null ? null : { nodes, literals: [] }
}

function parse(text: string): readonly Node[] | null {
  const kept = text.length <= KEPT_TEXT
  // The digest, not the text: a cache is no place for literals.
  const key = kept ? createHash('sha256').update(text).digest('base64') : ''
  const before = kept ? trees.get(key) : undefined
  if (before !== undefined) return before
  let nodes: readonly Node[] | null
  try {
    const parsed = parseSync(text) as unknown as { readonly stmts?: readonly { readonly stmt?: Node }[] }
    nodes = (parsed.stmts ?? []).flatMap((item) => (item.stmt === undefined ? [] : [item.stmt]))
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    nodes = null
  }
  if (kept) {
    if (trees.size >= KEPT_TREES) trees.delete(trees.keys().next().value!)
    trees.set(key, nodes)
  }
  return nodes
}

/** Touches of one table with the same action and the same kind of bound are one access. */
function joined(touches: readonly Touch[]): Touch[] {
  const out = new Map<string, Touch>()
  for (const touch of touches) {
    const key = `${touch.table?.object ?? touch.name?.join('.')} ${touch.action} ${touch.people !== null}`
    const before = out.get(key)
    out.set(
      key,
      before === undefined
        ? touch
        : {
            ...touch,
            fields: new Set([...before.fields, ...touch.fields]),
            most: before.most === null || touch.most === null ? null : before.most + touch.most,
            people: before.people === null || touch.people === null ? null : [...before.people, ...touch.people],
          },
    )
  }
  return [...out.values()]
}

function accessOf(touch: Touch): StatementAccess {
  const { table, name, action } = touch
  const object = table?.object ?? objectId(catalogue.store, name!.length > 1 ? name! : ['?', ...name!])
  const shows = new Map(table?.columns.map((column) => [column.field, column.show]))
  const fields = [...touch.fields]
  const shown: Record<FieldId, Show> = {}
  for (const field of fields) shown[field] = shows.get(field) ?? 'clear'
  const largest = table === null ? catalogue.people : table.people
  const refs = touch.people === null || largest === 0 ? null : references(touch.people)
  if (refs !== null) return { object, fields, shown, action, refs, most: refs.length / 16, basis: 'keys' }
  const bounded = touch.most !== null && touch.most < largest
  return { object, fields, shown, action, refs: null, most: bounded ? touch.most! : largest, basis: bounded ? 'rows' : 'table' }
}

function references(people: NonNullable<Touch['people']>): Uint8Array {
  const unique = new Map<string, Buffer>()
  for (const { space, form, value } of people) {
    const canonical = canon(form as IdentitySpace, value)
    if (canonical === null) continue
    const ref = createHmac('sha256', catalogue.refKey).update(`${space}\0${canonical}`).digest().subarray(0, 16)
    unique.set(ref.toString('latin1'), ref)
  }
  return new Uint8Array(Buffer.concat([...unique.values()]))
}
