// Reads of the data map: totals, stores, objects, fields, each under the same filters. Writes nothing. Pages go by key, never by
// offset, so that a page neither repeats nor leaves out while a scan writes.
import { sql } from 'kysely'
import type { Static } from 'typebox'
import { instant } from '../../core/clock.ts'
import { formatLabel, REGIMES } from '../../core/contract/label.ts'
import type { Level, Regime, Verdict } from '../../core/contract/label.ts'
import type { CoverageStatus, StoreKind } from '../../core/contract/finding.ts'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'
import type { Db } from '../../platform/store/store.ts'
import type { MapFieldsView, MapObjectsView, MapView } from '../api.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { scanError } from '../scans/scan-errors.ts'
import { fieldCondition, listedCondition, LIVE_OBJECT, objectCondition, UNDECIDED_FIELD, UNREAD_OBJECT } from './map-filters.ts'
import type { MapWish } from './map-filters.ts'

export interface Page {
  readonly after?: string
  readonly limit: number
}

export interface MapReads {
  map(wish: MapWish): Promise<Static<typeof MapView>>
  objects(store: StoreId, wish: MapWish, page: Page & { readonly sort: 'name' | 'label' }): Promise<Static<typeof MapObjectsView>>
  fields(object: ObjectId, wish: MapWish, page: Page): Promise<Static<typeof MapFieldsView>>
}

export function createMapReads(db: Db): MapReads {
  return {
    async map(wish) {
      const [totals, shown, stores] = await Promise.all([readTotals(db), readShown(db, wish), readStores(db, wish)])
      return { totals: { ...totals, shown }, stores }
    },

    async objects(store, wish, { after, limit, sort }) {
      const known = await sql`select 1 from store where id = ${store} and removed_at is null`.execute(db)
      if (known.rows.length === 0) throw scanError('scan-store-unknown')
      const inStore: MapWish = { ...wish, store }
      const level = sql`(3 - coalesce(o.label_level, -1))` // the highest first, those without a label last
      const from =
        after === undefined
          ? sql`true`
          : sort === 'label'
            ? sql`(${level}, o.name, o.id) > (${sql.join(readCursor(after, ['number', 'string', 'string']).map((part) => sql`${part}`))})`
            : sql`(o.name, o.id) > (${sql.join(readCursor(after, ['string', 'string']).map((part) => sql`${part}`))})`
      const found = await sql<ObjectRow>`
        with page as (
          select o.*, s.name as store_name from object o join store s on s.id = o.store
          where ${listedCondition(inStore)} and ${from}
          order by ${sort === 'label' ? sql`${level}, o.name, o.id` : sql`o.name, o.id`} limit ${limit + 1}
        )
        select o.*, counts.* from page o cross join lateral (
          select count(*) as fields, count(*) filter (where f.verdict = 'personal') as personal,
            count(*) filter (where ${UNDECIDED_FIELD}) as unsure
          from field f join store s on s.id = o.store where f.object = o.id and ${fieldCondition(inStore)}
        ) counts
        order by ${sort === 'label' ? sql`${level}, o.name, o.id` : sql`o.name, o.id`}`.execute(db)
      const page = found.rows.slice(0, limit)
      const last = page.at(-1)
      const more = found.rows.length > limit && last !== undefined
      return {
        objects: page.map((row) => ({
          id: row.id,
          name: row.name,
          kind: row.kind,
          rows: row.rows === null ? null : Number(row.rows),
          rowsExact: row.rows_exact,
          bytes: row.bytes === null ? null : Number(row.bytes),
          label: labelView(row.label_level, row.regimes),
          fields: Number(row.fields),
          personal: Number(row.personal),
          unsure: Number(row.unsure),
          coverage:
            row.read_status === null
              ? null
              : {
                  status: row.read_status,
                  reason: row.read_reason,
                  sampled: row.read_sampled,
                  scan: row.read_scan,
                  at: row.read_at === null ? null : instant(row.read_at),
                },
        })),
        next: more ? writeCursor(sort === 'label' ? [3 - (last.label_level ?? -1), last.name, last.id] : [last.name, last.id]) : null,
      }
    },

    async fields(object, wish, { after, limit }) {
      const known = await sql`select 1 from object o join store s on s.id = o.store where o.id = ${object} and ${LIVE_OBJECT}`.execute(db)
      if (known.rows.length === 0) throw scanError('object-unknown')
      const from = after === undefined ? null : readCursor(after, ['number', 'string'])
      const found = await sql<FieldRow>`
        select f.id, f.path, f.position, f.declared, f.verdict, f.label_level, f.regimes, f.filled, f.pinned is not null as pinned,
          coalesce(n.types, '{}') as types, n.count
        from field f join object o on o.id = f.object join store s on s.id = o.store
        left join lateral (
          select array_agg(type order by confidence desc, count desc, type) as types, max(count) as count from finding where field = f.id
        ) n on true
        where f.object = ${object} and ${objectCondition(wish)} and ${fieldCondition(wish)}
          and ${from === null ? sql`true` : sql`(f.position, f.id) > (${from[0]}, ${from[1]})`}
        order by f.position, f.id limit ${limit + 1}`.execute(db)
      const page = found.rows.slice(0, limit)
      const last = page.at(-1)
      return {
        fields: page.map((row) => ({
          id: row.id,
          path: row.path,
          declared: row.declared,
          verdict: row.verdict,
          label: labelView(row.label_level, row.regimes),
          types: row.types,
          count: row.count === null ? null : Number(row.count),
          filled: row.filled === null ? null : Number(row.filled),
          pinned: row.pinned,
        })),
        next: found.rows.length > limit && last !== undefined ? writeCursor([last.position, last.id]) : null,
      }
    },
  }
}

export function labelView(level: Level | null, regimes: readonly Regime[]): { level: Level; regimes: Regime[]; words: string } | null {
  if (level === null) return null
  // a whole's regimes come from the database in the order of the alphabet; people and ids name them in one order
  const ordered = REGIMES.map((each) => each.regime).filter((regime) => regimes.includes(regime))
  return { level, regimes: ordered, words: formatLabel({ level, regimes }) }
}

async function readTotals(db: Db): Promise<Omit<Static<typeof MapView>['totals'], 'shown'>> {
  const [objects, fields] = await Promise.all([
    sql<{ stores: string; objects: string; unread: string }>`
      select count(distinct s.id) as stores, count(o.id) as objects, count(*) filter (where ${UNREAD_OBJECT}) as unread
      from store s left join object o on o.store = s.id and o.gone_at is null where s.removed_at is null`.execute(db),
    sql<{ fields: string; personal: string; unsure: string }>`
      select count(*) as fields, count(*) filter (where f.verdict = 'personal') as personal,
        count(*) filter (where ${UNDECIDED_FIELD}) as unsure
      from field f join object o on o.id = f.object join store s on s.id = o.store
      where f.gone_at is null and ${LIVE_OBJECT}`.execute(db),
  ])
  return numbers({ ...objects.rows[0]!, ...fields.rows[0]! })
}

async function readShown(db: Db, wish: MapWish): Promise<number> {
  const found = await sql<{ shown: string }>`
    select count(*) as shown from field f join object o on o.id = f.object join store s on s.id = o.store
    where ${objectCondition(wish)} and ${fieldCondition(wish)}`.execute(db)
  return Number(found.rows[0]!.shown)
}

async function readStores(db: Db, wish: MapWish): Promise<Static<typeof MapView>['stores']> {
  const [stores, objects, fields] = await Promise.all([
    sql<StoreRow>`
      select s.id, s.name, s.kind, own.level, coalesce(own.regimes, '{}') as regimes, last.at as scanned_at
      from store s
      left join lateral (
        select max(o.label_level) as level, (select array_agg(distinct r) from object p, unnest(p.regimes) r
          where p.store = s.id and p.gone_at is null and p.label_level is not null) as regimes
        from object o where o.store = s.id and o.gone_at is null
      ) own on true
      left join lateral (
        select max(ended_at) as at from scan_store where store = s.id and state = 'done'
      ) last on true
      where s.removed_at is null and ${wish.store === undefined ? sql`true` : sql`s.id = ${wish.store}`}
      order by s.name, s.id`.execute(db),
    sql<{ store: StoreId; objects: string; unread: string }>`
      select o.store, count(*) as objects, count(*) filter (where ${UNREAD_OBJECT}) as unread
      from object o join store s on s.id = o.store where ${listedCondition(wish)} group by o.store`.execute(db),
    sql<{ store: StoreId; fields: string; personal: string; unsure: string }>`
      select o.store, count(*) as fields, count(*) filter (where f.verdict = 'personal') as personal,
        count(*) filter (where ${UNDECIDED_FIELD}) as unsure
      from field f join object o on o.id = f.object join store s on s.id = o.store
      where ${objectCondition(wish)} and ${fieldCondition(wish)} group by o.store`.execute(db),
  ])
  const objectsOf = new Map(objects.rows.map((row) => [row.store, row]))
  const fieldsOf = new Map(fields.rows.map((row) => [row.store, row]))
  return stores.rows.map((row) => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    label: labelView(row.level, row.regimes),
    objects: Number(objectsOf.get(row.id)?.objects ?? 0),
    fields: Number(fieldsOf.get(row.id)?.fields ?? 0),
    personal: Number(fieldsOf.get(row.id)?.personal ?? 0),
    unsure: Number(fieldsOf.get(row.id)?.unsure ?? 0),
    unread: Number(objectsOf.get(row.id)?.unread ?? 0),
    scannedAt: row.scanned_at === null ? null : instant(row.scanned_at),
  }))
}

function numbers<T extends Readonly<Record<string, string>>>(row: T): { [name in keyof T]: number } {
  return Object.fromEntries(Object.entries(row).map(([name, text]) => [name, Number(text)])) as { [name in keyof T]: number }
}

interface StoreRow {
  readonly id: StoreId
  readonly name: string
  readonly kind: StoreKind
  readonly level: Level | null
  readonly regimes: Regime[]
  readonly scanned_at: Date | null
}

interface ObjectRow {
  readonly id: ObjectId
  readonly name: string
  readonly kind: string
  readonly rows: string | null
  readonly rows_exact: boolean
  readonly bytes: string | null
  readonly label_level: Level | null
  readonly regimes: Regime[]
  readonly read_status: CoverageStatus | null
  readonly read_reason: string | null
  readonly read_sampled: boolean
  readonly read_scan: string | null
  readonly read_at: Date | null
  readonly fields: string
  readonly personal: string
  readonly unsure: string
}

interface FieldRow {
  readonly id: FieldId
  readonly path: string
  readonly position: number
  readonly declared: string | null
  readonly verdict: Verdict | null
  readonly label_level: Level | null
  readonly regimes: Regime[]
  readonly pinned: boolean
  readonly types: string[]
  readonly count: string | null
  readonly filled: string | null
}
