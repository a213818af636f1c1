// What discovery found in stores, counted: for the list of stores and the overview. Reads only; counts as the data map does.
import { sql } from 'kysely'
import type { Level, Regime } from '../core/contract/label.ts'
import type { StoreId } from '../core/ids.ts'
import type { ReadStoreFacts, StoreFacts } from '../landscape/contract.ts'
import type { Db } from '../platform/store/store.ts'
import { UNDECIDED_FIELD } from './map/map-filters.ts'

export function createStoreFacts(db: Db): ReadStoreFacts {
  return async (stores) => {
    if (stores.length === 0) return new Map()
    const [objects, fields, scans] = await Promise.all([
      sql<ObjectRow>`
        select store, count(*) as objects, max(label_level) as level,
          count(*) filter (where read_status <> 'read' and not read_sampled) as unread,
          (select coalesce(array_agg(distinct r), '{}') from object p, unnest(p.regimes) r
            where p.store = o.store and p.gone_at is null and p.label_level is not null) as regimes
        from object o where store = any(${stores}::text[]) and gone_at is null group by store`.execute(db),
      sql<FieldRow>`
        select o.store, count(*) as fields, count(*) filter (where f.verdict = 'personal') as personal,
          count(*) filter (where ${UNDECIDED_FIELD}) as unsure, count(*) filter (where f.verdict = 'not-personal') as "notPersonal"
        from field f join object o on o.id = f.object
        where o.store = any(${stores}::text[]) and o.gone_at is null and f.gone_at is null group by o.store`.execute(db),
      sql<ScanRow>`
        select wanted.store, last.*, (select max(ended_at) from scan_store where store = wanted.store and state = 'done') as "scannedAt",
          (select count(*) from coverage c where c.scan = last.id and c.store = wanted.store and c.status <> 'read' and not c.sampled) as unread
        from unnest(${stores}::text[]) as wanted(store)
        left join lateral (
          select scan.id, scan.number, mine.started_at as "startedAt", mine.ended_at as "endedAt", mine.state, mine.problem
          from scan_store mine join scan on scan.id = mine.scan where mine.store = wanted.store order by scan.number desc limit 1
        ) last on true`.execute(db),
    ])
    const objectsOf = new Map(objects.rows.map((row) => [row.store, row]))
    const fieldsOf = new Map(fields.rows.map((row) => [row.store, row]))
    return new Map(scans.rows.map((scan) => [scan.store, factsOf(objectsOf.get(scan.store), fieldsOf.get(scan.store), scan)]))
  }
}

function factsOf(object: ObjectRow | undefined, field: FieldRow | undefined, scan: ScanRow): StoreFacts {
  return {
    label: object === undefined || object.level === null ? null : { level: object.level, regimes: object.regimes },
    objects: Number(object?.objects ?? 0),
    fields: Number(field?.fields ?? 0),
    personal: Number(field?.personal ?? 0),
    unsure: Number(field?.unsure ?? 0),
    notPersonal: Number(field?.notPersonal ?? 0),
    unread: Number(object?.unread ?? 0),
    lastScan:
      scan.id === null || scan.number === null || scan.state === null
        ? null
        : {
            id: scan.id,
            number: scan.number,
            startedAt: scan.startedAt,
            endedAt: scan.endedAt,
            state: scan.state,
            problem: scan.problem,
            unread: Number(scan.unread),
          },
    scannedAt: scan.scannedAt,
  }
}

interface ObjectRow {
  readonly store: StoreId
  readonly objects: string
  readonly level: Level | null
  readonly unread: string
  readonly regimes: Regime[]
}

interface FieldRow {
  readonly store: StoreId
  readonly fields: string
  readonly personal: string
  readonly unsure: string
  readonly notPersonal: string
}

interface ScanRow {
  readonly store: StoreId
  readonly id: string | null
  readonly number: number | null
  readonly startedAt: Date | null
  readonly endedAt: Date | null
  readonly state: string | null
  readonly problem: string | null
  readonly scannedAt: Date | null
  readonly unread: string
}
