// What an attack looks for: real values of columns that a class does not see in clear, read with the control login and kept in memory for the time of
// the proof only. They leave this folder in no form: a finding names the vector, the relation and the column.
import type { StoreSession } from '../../landscape/contract.ts'
import { quoted, quotedPath } from '../compile/names.ts'
import type { PlannedClass } from '../plan/plan.ts'

export interface TargetColumn {
  readonly name: string
  readonly show: string
  /** null: the table has no value to look for */
  readonly secret: string | null
}

export interface Target {
  readonly base: readonly [schema: string, name: string]
  /** null: nothing of the table is shown, so there is no view */
  readonly view: readonly [schema: string, name: string] | null
  readonly columns: readonly TargetColumn[]
  readonly shown: readonly string[]
}

const RELATIONS = 8
const COLUMNS = 4
/** Shorter ones stand in an answer by chance. */
const LEAST = 6

export async function readTargets(session: StoreSession, target: PlannedClass): Promise<Target[]> {
  const found: Target[] = []
  const weight = (show: string): number => ['denied', 'null', 'partial'].indexOf(show)
  for (const relation of target.relations) {
    const hidden = relation.columns.filter((column) => column.show !== 'clear').toSorted((a, b) => weight(a.show) - weight(b.show))
    if (hidden.length === 0) continue
    const columns: TargetColumn[] = []
    const base = quotedPath(...relation.base)
    for (const column of spread(hidden)) {
      const { rows } = await session.query(
        `select ${quoted(column.name)}::pg_catalog.text as value from ${base}
          where pg_catalog.length(${quoted(column.name)}::pg_catalog.text) between ${LEAST} and 200 limit 1`,
      )
      columns.push({ name: column.name, show: column.show, secret: rows[0]?.['value'] ?? null })
    }
    const shown = relation.columns.filter((column) => column.show !== 'denied').map((column) => column.name)
    found.push({ base: relation.base, view: shown.length === 0 ? null : [relation.schema, relation.relation], columns, shown })
  }
  const rank = (one: Target): number => one.columns.filter((column) => column.secret !== null).length
  return found.toSorted((a, b) => rank(b) - rank(a)).slice(0, RELATIONS)
}

const CANDIDATES = 25

/** What an answer held, as a column shows it: the value of a hidden column that the class sees in clear elsewhere (a key, a town) is no leak. */
export async function shownInClear(session: StoreSession, target: PlannedClass, values: readonly string[]): Promise<ReadonlySet<string>> {
  const shown = new Set<string>()
  for (const relation of target.relations) {
    const clear = relation.columns.filter((column) => column.show === 'clear')
    if (clear.length === 0) continue
    const row = clear.map((column) => `b.${quoted(column.name)}::pg_catalog.text`).join(', ')
    const { rows } = await session.query(
      `select v from pg_catalog.unnest($1::pg_catalog.text[]) v
        where exists (select from ${quotedPath(...relation.base)} b where pg_catalog.strpos(pg_catalog.concat_ws(' ', ${row}), v) > 0)`,
      [values.filter((value) => !shown.has(value))],
    )
    for (const { v } of rows) if (v !== undefined && v !== null) shown.add(v)
  }
  return shown
}

/** The same targets, looking in one column for a value that the class sees nowhere in clear; for none when all of its values are seen. */
export async function withOtherValue(
  session: StoreSession,
  target: PlannedClass,
  targets: readonly Target[],
  base: string,
  column: string,
): Promise<Target[]> {
  const out: Target[] = []
  for (const one of targets) {
    if (one.base.join('.') !== base) {
      out.push(one)
      continue
    }
    const { rows } = await session.query(
      `select distinct value from (select ${quoted(column)}::pg_catalog.text as value from ${quotedPath(...one.base)}
         where pg_catalog.length(${quoted(column)}::pg_catalog.text) between ${LEAST} and 200 limit 10000) v limit ${CANDIDATES}`,
    )
    const values = rows.flatMap((row) => row['value'] ?? [])
    const shown = await shownInClear(session, target, values)
    const secret = values.find((value) => !shown.has(value)) ?? null
    out.push({ ...one, columns: one.columns.map((known) => (known.name === column ? { ...known, secret } : known)) })
  }
  return out
}

// Some of each way of hiding: a mask and a missing column fail differently.
function spread<T extends { readonly show: string }>(columns: readonly T[]): T[] {
  const groups = Map.groupBy(columns, (column) => column.show)
  const out: T[] = []
  for (let i = 0; out.length < COLUMNS && i < columns.length; i++)
    for (const group of groups.values()) if (group[i] !== undefined) out.push(group[i]!)
  return out.slice(0, COLUMNS)
}

export interface Leak {
  readonly base: string
  readonly column: string
  /** never reported */
  readonly secret: string
}

/** Whether a text holds one of the values: as it is, in hexadecimal, backwards, in base64. */
export function leakDetector(targets: readonly Target[]): (text: string) => Leak | null {
  const needles: (Leak & { needle: string })[] = []
  for (const target of targets) {
    for (const column of target.columns) {
      if (column.secret === null) continue
      const bytes = Buffer.from(column.secret)
      const forms = [
        column.secret,
        bytes.toString('hex'),
        Array.from(column.secret).toReversed().join(''),
        bytes.toString('base64').replace(/=+$/, ''),
      ]
      for (const needle of forms) needles.push({ needle, base: target.base.join('.'), column: column.name, secret: column.secret })
    }
  }
  return (text) => needles.find((one) => text.includes(one.needle)) ?? null
}
