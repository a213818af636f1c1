// The fields that wait for a person, with what speaks for and against each. Writes nothing. Pages go by key: what is decided meanwhile
// is left out, and nothing is listed twice. Samples are left out for those who may not see them here, not in the console.
import { sql } from 'kysely'
import type { Static } from 'typebox'
import type { StoreKind } from '../../core/contract/finding.ts'
import type { Level, Regime, Why } from '../../core/contract/label.ts'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'
import type { Db } from '../../platform/store/store.ts'
import type { ReviewView } from '../api.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { roundShare, whyView } from './field-read.ts'
import { LIVE_OBJECT, UNDECIDED_FIELD } from './map-filters.ts'
import { labelView, type Page } from './map-reads.ts'

export type ReadReview = (options: Page & { readonly store?: StoreId; readonly samples: boolean }) => Promise<Static<typeof ReviewView>>

/** `typeName`: what people call a type. */
export function createReviewRead(db: Db, typeName: (type: string) => string): ReadReview {
  return async ({ after, limit, store, samples }) => {
    const waiting = sql<boolean>`${UNDECIDED_FIELD} and f.gone_at is null and ${LIVE_OBJECT}
      and ${store === undefined ? sql`true` : sql`o.store = ${store}`}`
    const from = after === undefined ? null : readCursor(after, ['number', 'number', 'string'])
    const [total, found] = await Promise.all([
      sql<{ total: string }>`
        select count(*) as total from field f join object o on o.id = f.object join store s on s.id = o.store
        where ${waiting}`.execute(db),
      sql<Row>`
        with waiting as (
          select f.id, f.path, f.declared, f.label_level, f.regimes, f.why, f.pinned is not null as pinned,
            o.id as object, o.name as object_name, o.kind as object_kind, o.rows, o.rows_exact,
            s.id as store, s.name as store_name, s.kind as store_kind,
            f.filled as "values",
            3 - f.label_level as below, -coalesce(f.filled, -1) as fewer
          from field f join object o on o.id = f.object join store s on s.id = o.store
          where ${waiting}
        )
        select * from waiting
        where ${from === null ? sql`true` : sql`(below, fewer, id) > (${from[0]}::int, ${from[1]}::bigint, ${from[2]}::text)`}
        order by below, fewer, id limit ${limit + 1}`.execute(db),
    ])
    const page = found.rows.slice(0, limit)
    const last = page.at(-1)
    const types = await readTypes(
      db,
      page.map((row) => row.id),
    )
    return {
      total: Number(total.rows[0]!.total),
      items: page.map((row) => ({
        id: row.id,
        path: row.path,
        declared: row.declared,
        verdict: 'unsure' as const,
        label: labelView(row.label_level, row.regimes),
        why: row.why.map(whyView),
        types: types
          .filter((type) => type.field === row.id)
          .map((type) => ({
            type: type.type,
            name: typeName(type.type),
            confidence: roundShare(type.confidence),
            count: Number(type.count),
            share: roundShare(type.share),
            sample: samples ? type.sample : null,
            why: type.why.map(whyView),
          })),
        object: {
          id: row.object,
          name: row.object_name,
          kind: row.object_kind,
          rows: row.rows === null ? null : Number(row.rows),
          rowsExact: row.rows_exact,
        },
        store: { id: row.store, name: row.store_name, kind: row.store_kind },
        values: row.values === null ? null : Number(row.values),
        pinned: row.pinned,
      })),
      next: found.rows.length > limit && last !== undefined ? writeCursor([last.below, Number(last.fewer), last.id]) : null,
    }
  }
}

async function readTypes(db: Db, fields: readonly FieldId[]): Promise<readonly TypeRow[]> {
  if (fields.length === 0) return []
  return await db
    .selectFrom('finding')
    .select(['field', 'type', 'confidence', 'count', 'share', 'sample', 'why'])
    .where('field', 'in', [...fields])
    .orderBy('confidence', 'desc')
    .orderBy('type')
    .execute()
}

interface Row {
  readonly id: FieldId
  readonly path: string
  readonly declared: string | null
  readonly label_level: Level
  readonly regimes: Regime[]
  readonly why: Why[]
  readonly pinned: boolean
  readonly object: ObjectId
  readonly object_name: string
  readonly object_kind: string
  readonly rows: string | null
  readonly rows_exact: boolean
  readonly store: StoreId
  readonly store_name: string
  readonly store_kind: StoreKind
  readonly values: string | null
  readonly below: number
  readonly fewer: string
}

interface TypeRow {
  readonly field: FieldId
  readonly type: string
  readonly confidence: number
  readonly count: string | number | bigint
  readonly share: number
  readonly sample: string | null
  readonly why: Why[]
}
