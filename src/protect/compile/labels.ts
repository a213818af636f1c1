// The labels of a store's columns, as policies ask for them. Of documents in a column every field inside counts: the column has the highest level,
// and none at all as soon as one of them has none.
import type { Level, Regime, Verdict } from '../../core/contract/label.ts'
import { relationKey } from '../catalogue/catalog.ts'

/** One field as discovery knows it. `path` of the object: [schema, relation]; `field`: `column`, `column.$.a` */
export interface KnownField {
  readonly path: readonly string[]
  readonly field: string
  readonly level: Level | null
  readonly regimes: readonly Regime[]
  readonly types: readonly string[]
  readonly verdict: Verdict | null
}

export interface ColumnLabel {
  readonly level: Level | null
  readonly regimes: readonly Regime[]
  readonly types: readonly string[]
  readonly verdict: Verdict | null
}

export type Labels = (schema: string, relation: string, column: string) => ColumnLabel

const UNKNOWN: ColumnLabel = { level: null, regimes: [], types: [], verdict: null }

export function columnLabels(fields: readonly KnownField[]): Labels {
  const byColumn = new Map<string, ColumnLabel>()
  for (const field of fields) {
    const [schema, relation] = field.path
    if (field.path.length !== 2 || schema === undefined || relation === undefined) continue
    for (const column of new Set([field.field, field.field.split('.$')[0] ?? field.field])) {
      const key = `${relationKey(schema, relation)}${column}`
      const known = byColumn.get(key)
      byColumn.set(key, known === undefined ? field : joined(known, field))
    }
  }
  return (schema, relation, column) => byColumn.get(`${relationKey(schema, relation)}${column}`) ?? UNKNOWN
}

function joined(one: ColumnLabel, other: ColumnLabel): ColumnLabel {
  return {
    level: one.level === null || other.level === null ? null : (Math.max(one.level, other.level) as Level),
    regimes: [...new Set([...one.regimes, ...other.regimes])],
    types: [...new Set([...one.types, ...other.types])],
    verdict: one.verdict === 'personal' || other.verdict === 'personal' ? 'personal' : one.verdict,
  }
}
