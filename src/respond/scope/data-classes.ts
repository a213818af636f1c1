// From fields that were shown to classes of data: the regimes of their labels, clear or partial. Reads the catalogue; owns no table.
import { createHash } from 'node:crypto'
import type { Show } from '../../core/contract/access.ts'
import type { FieldId } from '../../core/ids.ts'
import type { Db } from '../../platform/store/store.ts'
import type { Exposure } from './read-records.ts'

export interface ShownField {
  readonly id: FieldId
  readonly classes: readonly string[]
  readonly types: readonly string[]
}

export interface Catalogued {
  readonly fields: ReadonlyMap<FieldId, ShownField>
  readonly sha256: string
  readonly rows: number
}

const AT_ONCE = 5000
const UNLABELLED = 'unlabelled'

/** What the catalogue says now of the fields; one that it does not know is unlabelled. */
export async function readShownFields(db: Db, ids: readonly FieldId[]): Promise<Catalogued> {
  const fields = new Map<FieldId, ShownField>()
  const hash = createHash('sha256')
  let rows = 0
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE)
    const found = await db
      .selectFrom('field')
      .select(['id', 'verdict', 'label_level', 'regimes'])
      .where('id', 'in', some)
      .orderBy('id')
      .execute()
    const types = await db
      .selectFrom('finding')
      .select(['field', 'type'])
      .where('field', 'in', some)
      .orderBy('field')
      .orderBy('type')
      .execute()
    const byField = Map.groupBy(types, (row) => row.field)
    for (const row of found) {
      const held = (byField.get(row.id) ?? []).map(({ type }) => type)
      fields.set(row.id, { id: row.id, classes: classesOf(row), types: held })
      hash.update(`${JSON.stringify([row.id, row.verdict, row.label_level, [...row.regimes].toSorted(), held])}\n`)
      rows++
    }
  }
  for (const id of ids) if (!fields.has(id)) fields.set(id, { id, classes: [UNLABELLED], types: [] })
  return { fields, sha256: hash.digest('hex'), rows }
}

function classesOf(row: {
  readonly verdict: string | null
  readonly label_level: number | null
  readonly regimes: readonly string[]
}): string[] {
  if (row.label_level === null) return [UNLABELLED]
  if (row.regimes.length > 0) return [...row.regimes]
  return row.verdict === 'not-personal' ? [] : ['personal']
}

/** Tokens and hashes stand for a value without telling it: they count as part of it. */
export function wayOf(show: Show): 'clear' | 'partial' | null {
  if (show === 'clear') return 'clear'
  return show === 'null' || show === 'denied' ? null : 'partial'
}

export interface ClassFields {
  readonly dataClass: string
  /** shown in each record of these sessions that has one of the fields */
  readonly sure: readonly FieldId[]
  /** shown in some records of a session and not in others: whom they reached is between nobody and everybody */
  readonly unsure: readonly FieldId[]
}

/** The classes of one session, clear and partial apart: `gdpr`, `gdpr (partial)`. */
export function classFields(exposure: Exposure, fields: ReadonlyMap<FieldId, ShownField>): ClassFields[] {
  const sure = new Map<string, FieldId[]>()
  const unsure = new Map<string, FieldId[]>()
  for (const [id, shows] of exposure) {
    const ways = new Set([...shows].map(wayOf))
    for (const way of ['clear', 'partial'] as const) {
      if (!ways.has(way)) continue
      for (const name of fields.get(id)?.classes ?? [UNLABELLED]) {
        const dataClass = way === 'clear' ? name : `${name} (partial)`
        const into = ways.size === 1 ? sure : unsure
        into.set(dataClass, [...(into.get(dataClass) ?? []), id])
      }
    }
  }
  const names = [...new Set([...sure.keys(), ...unsure.keys()])].toSorted()
  return names.map((dataClass) => ({ dataClass, sure: sure.get(dataClass) ?? [], unsure: unsure.get(dataClass) ?? [] }))
}

/** What was shown, by type and way, for what a notice says. */
export function shownTypes(
  exposures: Iterable<Exposure>,
  fields: ReadonlyMap<FieldId, ShownField>,
): { readonly type: string; readonly how: 'clear' | 'partial'; readonly fields: number }[] {
  const seen = new Map<string, Set<FieldId>>()
  for (const exposure of exposures) {
    for (const [id, shows] of exposure) {
      const ways = new Set([...shows].map(wayOf))
      const how = ways.has('clear') ? 'clear' : ways.has('partial') ? 'partial' : null
      if (how === null) continue
      const field = fields.get(id)
      const types = field === undefined ? [UNLABELLED] : field.types.length === 0 ? field.classes.slice(0, 1) : field.types
      for (const type of types) {
        const key = `${type}\0${how}`
        seen.set(key, (seen.get(key) ?? new Set()).add(id))
      }
    }
  }
  return [...seen]
    .map(([key, ids]) => {
      const [type, how] = key.split('\0') as [string, 'clear' | 'partial']
      return { type, how, fields: ids.size }
    })
    .toSorted((a, b) => (a.type + a.how < b.type + b.how ? -1 : 1))
}

/** Sessions that were shown the same fields in the same way, together: one question for each group. */
export function sameExposures(
  sessions: ReadonlyMap<string, Exposure>,
): { readonly sessions: readonly string[]; readonly exposure: Exposure }[] {
  const groups = new Map<string, { sessions: string[]; exposure: Exposure }>()
  for (const [session, exposure] of sessions) {
    const key = JSON.stringify([...exposure].map(([id, shows]) => [id, ...[...shows].toSorted()].join(' ')).toSorted())
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { sessions: [session], exposure })
    else group.sessions.push(session)
  }
  return [...groups.values()]
}
