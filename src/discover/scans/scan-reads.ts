// Reads of scans for the API: how far, what was and was not read, what was found. Writes nothing.
import { sql } from 'kysely'
import type { Static } from 'typebox'
import { instant, type Clock } from '../../core/clock.ts'
import { formatLabel } from '../../core/contract/label.ts'
import type { Level, Regime, Verdict } from '../../core/contract/label.ts'
import type { CoverageStatus, StoreKind } from '../../core/contract/finding.ts'
import type { FieldId, StoreId } from '../../core/ids.ts'
import type { Db } from '../../platform/store/store.ts'
import type { ScanMode, ScanState } from '../../platform/store/tables.ts'
import type { CoverageView, ScanFindingsView, ScanView } from '../api.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import type { ActorNames } from '../map/field-read.ts'
import { scanError } from './scan-errors.ts'
import { scanProgress } from './scan-progress.ts'

export interface ScanReads {
  /** Newest first; `before`: a scan's number. */
  list(options: { readonly limit: number; readonly before?: number }): Promise<Static<typeof ScanView>[]>
  one(id: string): Promise<Static<typeof ScanView>>
  coverage(id: string, options: CoverageOptions): Promise<Static<typeof CoverageView>>
  findings(id: string, limit: number): Promise<Static<typeof ScanFindingsView>>
}

export interface CoverageOptions {
  readonly status?: CoverageStatus | 'unread'
  readonly store?: StoreId
  readonly after?: string
  readonly limit: number
}

export function createScanReads(db: Db, clock: Clock, typeName: (type: string) => string, actorNames: ActorNames): ScanReads {
  const views = async (rows: readonly ScanRow[]): Promise<Static<typeof ScanView>[]> => {
    if (rows.length === 0) return []
    const ids = rows.map((row) => row.id)
    const starters = [...new Set(rows.map((row) => row.started_by))]
    const [stores, counts, names] = await Promise.all([storeRows(db, ids), coverageCounts(db, ids), actorNames(starters)])
    return rows.map((row) =>
      scanView(
        { ...row, started_by: names.get(row.started_by) ?? row.started_by },
        stores.filter((each) => each.scan === row.id),
        counts.filter((each) => each.scan === row.id),
        clock.now(),
      ),
    )
  }
  const mustExist = async (id: string): Promise<void> => {
    const row = await db.selectFrom('scan').select('id').where('id', '=', id).executeTakeFirst()
    if (row === undefined) throw scanError('scan-unknown')
  }

  return {
    async list({ limit, before }) {
      let query = db.selectFrom('scan').selectAll()
      if (before !== undefined) query = query.where('number', '<', before)
      return await views(await query.orderBy('number', 'desc').limit(limit).execute())
    },

    async one(id) {
      const row = await db.selectFrom('scan').selectAll().where('id', '=', id).executeTakeFirst()
      if (row === undefined) throw scanError('scan-unknown')
      return (await views([row]))[0]!
    },

    async coverage(id, { status, store, after, limit }) {
      await mustExist(id)
      let query = db
        .selectFrom('coverage')
        .innerJoin('store', 'store.id', 'coverage.store')
        .select([
          'coverage.store',
          'store.name as storeName',
          'coverage.object',
          'coverage.name',
          'coverage.status',
          'coverage.reason',
          'coverage.sampled',
          'coverage.rows',
          'coverage.bytes',
        ])
        .where('coverage.scan', '=', id)
      if (status === 'unread') query = query.where('coverage.status', '<>', 'read').where('coverage.sampled', '=', false)
      else if (status !== undefined) query = query.where('coverage.status', '=', status)
      if (store !== undefined) query = query.where('coverage.store', '=', store)
      if (after !== undefined) {
        const [name, object] = readCursor(after, ['string', 'string'])
        query = query.where(sql<boolean>`(coverage.name, coverage.object) > (${name}, ${object})`)
      }
      const rows = await query
        .orderBy('coverage.name')
        .orderBy('coverage.object')
        .limit(limit + 1)
        .execute()
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return {
        rows: page.map((row) => ({ ...row, rows: Number(row.rows), bytes: Number(row.bytes) })),
        next: rows.length > limit && last !== undefined ? writeCursor([last.name, last.object]) : null,
      }
    },

    async findings(id, limit) {
      await mustExist(id)
      // The newest rows by the index, then by field: a field has a handful of types.
      const found = await sql<FindingRow>`
        with newest as (
          select field, type, count, share, found_at from finding where scan = ${id} order by found_at desc, field limit ${limit * 8}
        )
        select newest.field, max(newest.found_at) as at, field.path, field.verdict, field.label_level, field.regimes,
          object.name as object, store.name as store,
          array_agg(newest.type order by newest.count desc, newest.type) as types,
          max(newest.count) as count, max(newest.share) as share
        from newest join field on field.id = newest.field join object on object.id = field.object join store on store.id = object.store
        group by newest.field, field.id, object.id, store.id
        order by at desc, object.name, field.path limit ${limit}`.execute(db)
      return {
        findings: found.rows.map((row) => ({
          at: instant(row.at),
          field: row.field,
          name: row.path === '$text' ? row.object : `${row.object}.${row.path}`,
          store: row.store,
          verdict: row.verdict,
          label:
            row.label_level === null
              ? null
              : {
                  level: row.label_level,
                  regimes: row.regimes,
                  words: formatLabel({ level: row.label_level, regimes: row.regimes }),
                },
          what: whatWasFound(row.types.map(typeName), Number(row.count), row.share, row.path === '$text'),
        })),
      }
    },
  }
}

/** "e-mail address, phone number in 4,020 of 4,311 values" */
export function whatWasFound(types: readonly string[], count: number, share: number, text: boolean): string {
  const named = types.length > 3 ? `${types.slice(0, 3).join(', ')} and ${types.length - 3} more` : types.join(', ')
  const amount = count.toLocaleString('en-US')
  if (text || share <= 0) return `${named}, ${amount} found`.slice(0, 400)
  const of = Math.max(count, Math.round(count / share))
  return `${named} in ${amount} of ${of.toLocaleString('en-US')} values`.slice(0, 400)
}

interface ScanRow {
  readonly id: string
  readonly number: number
  readonly mode: ScanMode
  readonly state: ScanState
  readonly started_by: string
  readonly created_at: Date
  readonly started_at: Date | null
  readonly ended_at: Date | null
  readonly problem: string | null
}

interface FindingRow {
  readonly field: FieldId
  readonly at: Date
  readonly path: string
  readonly verdict: Verdict | null
  readonly label_level: Level | null
  readonly regimes: Regime[]
  readonly object: string
  readonly store: string
  readonly types: string[]
  readonly count: string
  readonly share: number
}

interface StoreRow {
  readonly scan: string
  readonly store: StoreId
  readonly name: string
  readonly kind: StoreKind
  readonly state: 'waiting' | 'running' | 'done' | 'stopped' | 'failed'
  readonly objects_total: number | null
  readonly objects_done: number
  readonly rows_read: string
  readonly bytes_total: string | null
  readonly bytes_read: string
  readonly now_reading: string | null
  readonly started_at: Date | null
  readonly ended_at: Date | null
  readonly problem: string | null
  readonly known: string
}

async function storeRows(db: Db, scans: readonly string[]): Promise<readonly StoreRow[]> {
  const found = await sql<StoreRow>`
    select scan_store.*, store.name, store.kind,
      case when scan_store.state in ('waiting','running')
        then (select count(*) from object where object.store = store.id and object.gone_at is null) else 0 end as known
    from scan_store join store on store.id = scan_store.store
    where scan_store.scan = any(${scans}::uuid[]) order by store.name, store.id`.execute(db)
  return found.rows
}

interface CoverageCount {
  readonly scan: string
  readonly store: StoreId
  readonly status: CoverageStatus
  readonly sampled: boolean
  readonly objects: string
  readonly rows: string
  readonly bytes: string
  readonly findings: string
}

async function coverageCounts(db: Db, scans: readonly string[]): Promise<readonly CoverageCount[]> {
  const found = await sql<CoverageCount>`
    select scan, store, status, sampled, count(*) as objects, sum(rows) as rows, sum(bytes) as bytes, sum(findings) as findings
    from coverage where scan = any(${scans}::uuid[]) group by scan, store, status, sampled`.execute(db)
  return found.rows
}

function scanView(scan: ScanRow, stores: readonly StoreRow[], counts: readonly CoverageCount[], now: Date): Static<typeof ScanView> {
  const elapsed = scan.started_at === null ? null : (now.getTime() - scan.started_at.getTime()) / 1000
  const { share, left } = scanProgress(
    scan.state,
    scan.mode.kind === 'full',
    stores.map((store) => ({
      state: store.state,
      objectsTotal: store.objects_total,
      objectsDone: store.objects_done,
      bytes: Number(store.bytes_read),
      bytesTotal: store.bytes_total === null ? null : Number(store.bytes_total),
      objectsKnown: Number(store.known),
    })),
    elapsed,
  )
  const views = stores.map((store) =>
    storeView(
      store,
      counts.filter((each) => each.store === store.store),
    ),
  )
  return {
    id: scan.id,
    number: scan.number,
    state: scan.state,
    mode: scan.mode,
    startedBy: scan.started_by,
    createdAt: instant(scan.created_at),
    startedAt: when(scan.started_at),
    endedAt: when(scan.ended_at),
    problem: scan.problem,
    share,
    left,
    coverage: coverageOf(counts),
    rows: views.reduce((total, store) => total + store.rows, 0),
    bytes: views.reduce((total, store) => total + store.bytes, 0),
    stores: views,
  }
}

// While a store is read its own figures count what is in hand too; once it has ended, the ledger is what counts, so that both agree.
function storeView(store: StoreRow, own: readonly CoverageCount[]): Static<typeof ScanView>['stores'][number] {
  const ended = store.ended_at !== null
  return {
    store: store.store,
    name: store.name,
    kind: store.kind,
    state: store.state,
    objectsTotal: store.objects_total,
    objectsDone: store.objects_done,
    rows: ended ? sum(own.map((each) => each.rows)) : Number(store.rows_read),
    bytes: ended ? sum(own.map((each) => each.bytes)) : Number(store.bytes_read),
    bytesTotal: store.bytes_total === null ? null : Number(store.bytes_total),
    nowReading: store.now_reading,
    startedAt: when(store.started_at),
    endedAt: when(store.ended_at),
    problem: store.problem,
    findings: sum(own.map((each) => each.findings)),
    unread: sum(own.filter((each) => each.status !== 'read' && !each.sampled).map((each) => each.objects)),
    coverage: coverageOf(own),
  }
}

function coverageOf(counts: readonly CoverageCount[]): Static<typeof ScanView>['coverage'] {
  const objects = (status: CoverageStatus): number => sum(counts.filter((each) => each.status === status).map((each) => each.objects))
  return {
    read: objects('read'),
    partial: objects('partial'),
    skipped: objects('skipped'),
    failed: objects('failed'),
    sampled: sum(counts.filter((each) => each.sampled).map((each) => each.objects)),
  }
}

function sum(counts: readonly string[]): number {
  return counts.reduce((total, count) => total + Number(count), 0)
}

function when(date: Date | null): string | null {
  return date === null ? null : instant(date)
}
