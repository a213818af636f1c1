// The reads behind contract.ts. Counts under the same conditions as the data map, so that a figure and its list agree.
import { sql } from 'kysely'
import type { CoverageStatus } from '../core/contract/finding.ts'
import type { Level, Regime } from '../core/contract/label.ts'
import type { FieldId, StoreId } from '../core/ids.ts'
import type { ReadStoreFacts } from '../landscape/contract.ts'
import type { Db } from '../platform/store/store.ts'
import type { Discover, StoreField } from './contract.ts'
import { LIVE_OBJECT, UNDECIDED_FIELD, UNREAD_OBJECT } from './map/map-filters.ts'

export function createDiscoverReads(db: Db, storeFacts: ReadStoreFacts): Omit<Discover, 'subjects'> {
  return {
    storeFacts,

    async unsure() {
      const found = await sql<{ count: string; high: string; since: Date | null }>`
        select count(*) as count, count(*) filter (where f.label_level = 3) as high, min(f.labelled_at) as since
        from field f join object o on o.id = f.object join store s on s.id = o.store
        where ${UNDECIDED_FIELD} and f.gone_at is null and ${LIVE_OBJECT}`.execute(db)
      const row = found.rows[0]!
      return { count: Number(row.count), high: Number(row.high), since: row.since }
    },

    async unread(limit) {
      const found = await sql<{
        status: CoverageStatus
        reason: string
        count: string
        stores: { id: StoreId; name: string }[]
        since: Date | null
      }>`
        select o.read_status as status, coalesce(o.read_reason, 'no reason given') as reason, count(*) as count,
          jsonb_agg(distinct jsonb_build_object('id', s.id, 'name', s.name)) as stores, min(o.read_at) as since
        from object o join store s on s.id = o.store where ${LIVE_OBJECT} and ${UNREAD_OBJECT}
        group by o.read_status, o.read_reason order by count(*) desc, reason limit ${limit}`.execute(db)
      return found.rows.map((row) => ({ ...row, count: Number(row.count) }))
    },

    async labelledSince(since, limit) {
      const found = await sql<LabelledRow>`
        select f.id, f.path, f.label_level, f.regimes, f.labelled_at, o.name as object, s.name as store, s.kind
        from field f join object o on o.id = f.object join store s on s.id = o.store
        where f.labelled_at >= ${since} and f.label_level is not null and f.gone_at is null and ${LIVE_OBJECT}
        order by f.labelled_at desc, f.label_level desc, o.name, f.position limit ${limit}`.execute(db)
      return found.rows.map((row) => {
        const file = row.kind === 'folder' || row.kind === 'file'
        const inside = row.path === '$text' ? '' : file ? ` ${row.path}` : `.${row.path}`
        return {
          id: row.id,
          name: `${row.store}${file ? '/' : '.'}${row.object}${inside}`,
          file,
          label: row.label_level === null ? null : { level: row.label_level, regimes: row.regimes },
          at: row.labelled_at,
        }
      })
    },

    async countLabelledSince(since) {
      const found = await sql<{ count: string }>`
        select count(*) as count from field f join object o on o.id = f.object join store s on s.id = o.store
        where f.labelled_at >= ${since} and f.label_level is not null and f.gone_at is null and ${LIVE_OBJECT}`.execute(db)
      return Number(found.rows[0]!.count)
    },

    async fields(store) {
      const found = await sql<StoreField>`
        select o.path, f.path as field, f.label_level as level, f.regimes, f.verdict,
          array(select t.type from finding t where t.field = f.id order by t.type) as types
        from field f join object o on o.id = f.object
        where o.store = ${store} and f.gone_at is null and o.gone_at is null order by o.name, f.position`.execute(db)
      return found.rows
    },

    async failedScan() {
      const row = await db
        .selectFrom('scan')
        .select(['id', 'number', 'problem', 'ended_at', 'state'])
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row === undefined || row.state !== 'failed'
        ? null
        : { id: row.id, number: row.number, problem: row.problem, endedAt: row.ended_at }
    },
  }
}

interface LabelledRow {
  readonly id: FieldId
  readonly path: string
  readonly label_level: Level | null
  readonly regimes: Regime[]
  readonly labelled_at: Date
  readonly object: string
  readonly store: string
  readonly kind: string
}
