// One field with everything that explains it: why, types with their masked samples, who decided otherwise, the scan that read it.
// Writes nothing. Samples are left out for those who may not see them here, not in the console.
import { sql } from 'kysely'
import type { Static } from 'typebox'
import { instant } from '../../core/clock.ts'
import type { CoverageStatus, StoreKind } from '../../core/contract/finding.ts'
import type { Level, Regime, Verdict, Why } from '../../core/contract/label.ts'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'
import type { Db } from '../../platform/store/store.ts'
import type { Pinned, Said, ScanMode } from '../../platform/store/tables.ts'
import type { FieldView } from '../api.ts'
import { scanError } from '../scans/scan-errors.ts'
import { LIVE_OBJECT } from './map-filters.ts'
import { labelView } from './map-reads.ts'

export type ReadField = (id: FieldId, options: { readonly samples: boolean }) => Promise<Static<typeof FieldView>>

/** What people call whoever did something; ids that nobody knows are left out. */
export type ActorNames = (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>

/** `typeName`: what people call a type. */
export function createFieldRead(db: Db, typeName: (type: string) => string, actorNames: ActorNames): ReadField {
  return async (id, { samples }) => {
    const found = await sql<Row>`
      select f.id, f.path, f.declared, f.verdict, f.label_level, f.regimes, f.why, f.pinned, f.said, f.filled,
        o.id as object, o.name as object_name, o.kind as object_kind, o.rows, o.rows_exact,
        s.id as store, s.name as store_name, s.kind as store_kind,
        scan.id as scan, scan.number, scan.mode, scan.ended_at, coverage.status, coverage.reason
      from field f join object o on o.id = f.object join store s on s.id = o.store
      left join scan on scan.id = f.scan
      left join coverage on coverage.scan = f.scan and coverage.object = o.id
      where f.id = ${id} and f.gone_at is null and ${LIVE_OBJECT}`.execute(db)
    const row = found.rows[0]
    if (row === undefined) throw scanError('field-unknown')
    const types = await db
      .selectFrom('finding')
      .select(['type', 'confidence', 'count', 'share', 'sample', 'why'])
      .where('field', '=', id)
      .orderBy('confidence', 'desc')
      .orderBy('type')
      .execute()
    const { pinned, said } = row
    return {
      id: row.id,
      path: row.path,
      declared: row.declared,
      verdict: row.verdict,
      label: labelView(row.label_level, row.regimes),
      filled: row.filled === null ? null : Number(row.filled),
      why: row.why.map(whyView),
      object: {
        id: row.object,
        name: row.object_name,
        kind: row.object_kind,
        rows: row.rows === null ? null : Number(row.rows),
        rowsExact: row.rows_exact,
      },
      store: { id: row.store, name: row.store_name, kind: row.store_kind },
      types: types.map((each) => ({
        type: each.type,
        name: typeName(each.type),
        confidence: roundShare(each.confidence),
        count: Number(each.count),
        share: roundShare(each.share),
        sample: samples ? each.sample : null,
        why: each.why.map(whyView),
      })),
      pinned:
        pinned === null
          ? null
          : {
              verdict: pinned.verdict,
              level: pinned.level,
              reason: pinned.reason,
              by: (await actorNames([pinned.by])).get(pinned.by) ?? pinned.by,
              at: pinned.at,
              stillSays: said?.verdict ?? null,
              stillLabel: said === null ? null : labelView(said.level, said.regimes),
            },
      scan:
        row.scan === null || row.number === null || row.mode === null
          ? null
          : {
              id: row.scan,
              number: row.number,
              at: row.ended_at === null ? null : instant(row.ended_at),
              mode: row.mode,
              status: row.status,
              reason: row.reason,
            },
    }
  }
}

// real has 24 bits: 0.99 would come back as 0.9900000095
export function roundShare(share: number): number {
  return Math.round(share * 10_000) / 10_000
}

export function whyView(why: Why): { rule: string; text: string; weight?: number } {
  return { rule: why.rule, text: why.text, ...(why.weight === undefined ? {} : { weight: why.weight }) }
}

interface Row {
  readonly id: FieldId
  readonly path: string
  readonly declared: string | null
  readonly verdict: Verdict | null
  readonly label_level: Level | null
  readonly regimes: Regime[]
  readonly why: Why[]
  readonly pinned: Pinned | null
  readonly said: Said | null
  readonly filled: string | null
  readonly object: ObjectId
  readonly object_name: string
  readonly object_kind: string
  readonly rows: string | null
  readonly rows_exact: boolean
  readonly store: StoreId
  readonly store_name: string
  readonly store_kind: StoreKind
  readonly scan: string | null
  readonly number: number | null
  readonly mode: ScanMode | null
  readonly ended_at: Date | null
  readonly status: CoverageStatus | null
  readonly reason: string | null
}
