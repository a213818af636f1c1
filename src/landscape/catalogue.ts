// The catalogue: which objects and fields each store has, when they were last seen and since when they are gone. Owns identity and
// presence in the tables `object` and `field`; what they are (verdict, label) is discovery's, except that an object's label is that
// of its fields. Every function takes the caller's transaction. Names come from other people's systems: cleaned here, once.
import { sql } from 'kysely'
import type { Level, Regime, Verdict } from '../core/contract/label.ts'
import type { FieldId } from '../core/ids.ts'
import type { Catalogue, FieldState } from './contract.ts'

// A name stands in an index, whose entries are limited to 2,700 bytes.
const LONGEST_NAME = 500
const LONGEST_PATH = 2000
const LONGEST_DECLARED = 200

export const catalogue: Catalogue = {
  async record(tx, store, object, fields, gone, at) {
    // A share lock: many scans of other stores go on, but the store cannot be removed under this write.
    const connected = await sql`select 1 from store where id = ${store} and removed_at is null for share`.execute(tx)
    if (connected.rows.length === 0) return false
    const { read } = object
    await sql`
      insert into object (id, store, path, name, kind, rows, rows_exact, bytes, seen_at, read_status, read_reason, read_sampled, read_scan, read_at)
      values (${object.id}, ${store}, ${object.path.map((part) => storable(part, LONGEST_PATH))}, ${storable(object.name, LONGEST_NAME)},
        ${storable(object.kind, 40)}, ${object.rows}, ${object.rowsExact}, ${object.bytes}, ${at},
        ${read.status}, ${read.reason}, ${read.sampled}, ${read.scan}, ${at})
      on conflict (id) do update set name = excluded.name, kind = excluded.kind, rows = coalesce(excluded.rows, object.rows),
        rows_exact = case when excluded.rows is null then object.rows_exact else excluded.rows_exact end,
        bytes = coalesce(excluded.bytes, object.bytes), seen_at = excluded.seen_at, gone_at = null,
        read_status = excluded.read_status, read_reason = excluded.read_reason, read_sampled = excluded.read_sampled,
        read_scan = excluded.read_scan, read_at = excluded.read_at`.execute(tx)
    const ids = fields.map((field) => field.id)
    const before = await sql<BeforeRow>`
      select id, verdict, label_level, regimes, pinned is not null as pinned from field
      where object = ${object.id} and id = any(${ids}::text[]) order by id for update`.execute(tx)
    if (fields.length > 0) {
      await sql`
        insert into field (id, object, path, position, declared, seen_at)
        select id, ${object.id}, path, position - 1, declared, ${at}
        from unnest(${ids}::text[], ${fields.map((field) => storable(field.path, LONGEST_PATH))}::text[],
          ${fields.map((field) => (field.declared === null ? null : storable(field.declared, LONGEST_DECLARED)))}::text[])
          with ordinality as seen(id, path, declared, position)
        on conflict (id) do update set position = excluded.position, declared = coalesce(excluded.declared, field.declared),
          seen_at = excluded.seen_at, gone_at = null`.execute(tx)
    }
    if (gone === 'all') {
      await sql`update field set gone_at = ${at} where object = ${object.id} and gone_at is null and not (id = any(${ids}::text[]))`.execute(
        tx,
      )
    } else if (gone !== 'none') {
      // a field inside a column, `data.$.email`, is gone with its column only
      await sql`
        update field set gone_at = ${at} where object = ${object.id} and gone_at is null and not (id = any(${ids}::text[]))
          and not exists (select 1 from unnest(${gone.columns.map((name) => storable(name, LONGEST_PATH))}::text[]) as held(name)
            where field.path = held.name or starts_with(field.path, held.name || '.$'))`.execute(tx)
    }
    return before.rows.map((row): FieldState => ({
      id: row.id,
      verdict: row.verdict,
      level: row.label_level,
      regimes: row.regimes,
      pinned: row.pinned,
    }))
  },

  async recordUnread(tx, store, objects, keep, at) {
    const connected = await sql`select 1 from store where id = ${store} and removed_at is null for share`.execute(tx)
    if (connected.rows.length === 0) return false
    const rows = objects.map((object) => ({
      ...object,
      path: object.path.map((part) => storable(part, LONGEST_PATH)),
      name: storable(object.name, LONGEST_NAME),
      kind: storable(object.kind, 40),
      ...object.read,
    }))
    const kept = keep ? sql`object.read_status is not null` : sql`false`
    await sql`
      insert into object (id, store, path, name, kind, rows, bytes, seen_at, read_status, read_reason, read_scan, read_at)
      select id, ${store}, path, name, kind, rows, bytes, ${at}, status, reason, scan, ${at}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as seen(id text, path text[], name text, kind text, rows bigint, bytes bigint, status text, reason text, scan uuid)
      on conflict (id) do update set name = excluded.name, seen_at = excluded.seen_at, gone_at = null,
        bytes = coalesce(excluded.bytes, object.bytes), rows = coalesce(object.rows, excluded.rows),
        read_status = case when ${kept} then object.read_status else excluded.read_status end,
        read_reason = case when ${kept} then object.read_reason else excluded.read_reason end,
        read_sampled = case when ${kept} then object.read_sampled else false end,
        read_scan = case when ${kept} then object.read_scan else excluded.read_scan end,
        read_at = case when ${kept} then object.read_at else excluded.read_at end`.execute(tx)
    return true
  },

  async labelObject(tx, object) {
    await sql`
      update object set label_level = now.level, regimes = now.regimes
      from (
        select max(label_level) as level,
          coalesce((select array_agg(distinct regime order by regime) from field, unnest(regimes) as regime
            where object = ${object} and gone_at is null and label_level is not null), '{}') as regimes
        from field where object = ${object} and gone_at is null
      ) as now
      where object.id = ${object}`.execute(tx)
  },

  async markGone(tx, store, since, at, unlisted) {
    // What lies under a folder or schema that could not be listed was not seen, which is not the same as gone. A place without a
    // name is the whole store.
    const hidden = unlisted.map((name) => storable(name, LONGEST_NAME).replace(/[/.]+$/, ''))
    if (hidden.includes('')) return 0
    const result = await sql`
      update object set gone_at = ${at} where store = ${store} and gone_at is null and seen_at < ${since}
        and not exists (select 1 from unnest(${hidden}::text[]) as place(name)
          where starts_with(object.name, place.name || '/') or starts_with(object.name, place.name || '.')
            or starts_with(object.name, place.name || '!/') or object.name = place.name)`.execute(tx)
    return Number(result.numAffectedRows ?? 0n)
  },
}

interface BeforeRow {
  readonly id: FieldId
  readonly verdict: Verdict | null
  readonly label_level: Level | null
  readonly regimes: Regime[]
  readonly pinned: boolean
}

/** As PostgreSQL can hold it: no NUL, no lone surrogate, and not longer than `longest`; the middle of a long name is left out. */
export function storable(text: string, longest: number): string {
  const clean = text.toWellFormed().replaceAll('\0', '\uFFFD')
  if (clean.length <= longest) return clean
  const half = Math.floor((longest - 1) / 2)
  return `${clean.slice(0, half)}…${clean.slice(clean.length - half)}`.toWellFormed()
}
