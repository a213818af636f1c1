// Writes what a scan says of one object: catalogue, verdicts, findings, coverage, in one short transaction. Written twice it is the same
// as once, so that a job that was killed runs again. Owns the writes of discovery to `field`, `finding` and `coverage`.
//
// INVARIANT: no value of a customer is written. What stands here of a value is its masked form and an HMAC under the install's key.
import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { labelId } from '../../core/contract/label.ts'
import type { Level, Regime } from '../../core/contract/label.ts'
import { fieldId, objectId } from '../../core/ids.ts'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'
import type { Catalogue, CatalogueObject, FieldState } from '../../landscape/contract.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Tx } from '../../platform/store/store.ts'
import type { FieldResult } from '../engine/engine.ts'
import type { ObjectScan } from '../scan/scan-store.ts'
import type { SourceObject, Unlisted } from '../source/source.ts'
import type { Announce } from '../announce-label.ts'

/** The store is no longer connected: there is nothing to write to, reading it can end. */
export const STORE_GONE = Symbol('store gone')

export interface UnreadObject {
  readonly object: SourceObject
  readonly status: 'skipped' | 'failed'
  readonly reason: string
}

export interface ScanWriter {
  object(scan: string, store: StoreId, found: ObjectScan): Promise<void | typeof STORE_GONE>
  unlisted(scan: string, store: StoreId, place: Unlisted): Promise<void | typeof STORE_GONE>
  /** Many at once that were not read. `stopped`: because somebody stopped the scan, which says nothing against an earlier reading. */
  unread(scan: string, store: StoreId, objects: readonly UnreadObject[], stopped: boolean): Promise<void | typeof STORE_GONE>
}

export function createScanWriter(
  platform: Pick<Platform, 'store' | 'clock' | 'keys'>,
  catalogue: Catalogue,
  announce: Announce,
): ScanWriter {
  const refKey = platform.keys.derive('finding-ref')
  const { store: db, clock } = platform

  return {
    async object(scan, store, found) {
      // Ids are those of the store as it is known here: a store that moved keeps the ids of its first address.
      const id = objectId(store, found.object.path)
      const { outcome } = found
      const read = outcome.status === 'read' || outcome.status === 'partial'
      const fields = distinctPaths(found.fields, (each) => each.field.path).map(([each, path]) => ({
        ...each,
        path,
        id: fieldId(id, path),
      }))
      const total = read ? outcome.total : undefined
      const object: CatalogueObject = {
        id,
        path: found.object.path,
        name: found.object.name,
        kind: (read ? outcome.format : undefined) ?? found.object.kind,
        rows: total?.rows ?? found.object.rows ?? null,
        rowsExact: total?.exact ?? found.object.rowsExact ?? false,
        bytes: found.object.bytes ?? null,
        read: {
          status: outcome.status,
          reason: outcome.status === 'read' ? null : outcome.reason,
          sampled: outcome.status === 'partial' && outcome.sampled === true,
          scan,
        },
      }
      const declared = distinctPaths(found.object.fields ?? [], (field) => field.path).map(([field, path]) => ({
        id: fieldId(id, path),
        path,
        declared: field.declared ?? null,
      }))
      const columns = found.object.fields === undefined ? undefined : declared.map((field) => field.path)
      const gone = !read ? 'none' : outcome.status === 'read' ? 'all' : columns === undefined ? 'none' : { columns }
      return await db.transaction(async (tx) => {
        const at = clock.now()
        const before = await catalogue.record(
          tx,
          store,
          object,
          // an unread table still has its columns
          read ? fields.map((each) => ({ id: each.id, path: each.path, declared: each.field.declared ?? null })) : declared,
          gone,
          at,
        )
        if (before === false) return STORE_GONE
        if (read) {
          await writeVerdicts(tx, scan, fields, before, at, announce)
          await writeFindings(tx, scan, fields, at, refKey)
          await catalogue.labelObject(tx, id)
        }
        await writeCoverage(tx, scan, store, object, read ? outcome.rows : 0, read ? outcome.bytes : 0, withFindings(fields))
        return undefined
      })
    },

    async unread(scan, store, objects, stopped) {
      const rows = objects.map(({ object, status, reason }): CatalogueObject => ({
        id: objectId(store, object.path),
        path: object.path,
        name: object.name,
        kind: object.kind,
        rows: object.rows ?? null,
        rowsExact: false,
        bytes: object.bytes ?? null,
        read: { status, reason, sampled: false, scan },
      }))
      return await db.transaction(async (tx) => {
        if (!(await catalogue.recordUnread(tx, store, rows, stopped, clock.now()))) return STORE_GONE
        const lines = rows.map((row) => ({ id: row.id, status: row.read.status, reason: row.read.reason }))
        await sql`
          insert into coverage (scan, store, object, name, status, reason)
          select ${scan}, ${store}, object.id, object.name, line.status, line.reason
          from jsonb_to_recordset(${storableJson(lines)}::jsonb) as line(id text, status text, reason text)
          join object on object.id = line.id
          on conflict (scan, object) do update set name = excluded.name, status = excluded.status, reason = excluded.reason,
            sampled = false, bytes = 0, rows = 0, findings = 0`.execute(tx)
        return undefined
      })
    },

    async unlisted(scan, store, place) {
      // A place that could not be listed stands in the map like everything else that could not be read. No object has an empty first
      // part of a path, so that its id meets no other.
      const path = ['', 'unlisted', place.name]
      const object: CatalogueObject = {
        id: objectId(store, path),
        path,
        name: place.name,
        kind: 'unlisted',
        rows: null,
        rowsExact: false,
        bytes: null,
        read: { status: place.status, reason: place.reason, sampled: false, scan },
      }
      return await db.transaction(async (tx) => {
        const before = await catalogue.record(tx, store, object, [], 'none', clock.now())
        if (before === false) return STORE_GONE
        await writeCoverage(tx, scan, store, object, 0, 0, 0)
        return undefined
      })
    },
  }
}

/** Each with a path that no other has: of two columns with one name (a file may have them) neither is missed, the second is `name #2`. */
function distinctPaths<T>(all: readonly T[], pathOf: (each: T) => string): (readonly [T, string])[] {
  const seen = new Set<string>()
  return all.map((each) => {
    const path = pathOf(each)
    let distinct = path
    for (let n = 2; seen.has(distinct); n++) distinct = `${path} #${n}`
    seen.add(distinct)
    return [each, distinct] as const
  })
}

interface FieldFound {
  readonly id: FieldId
  readonly result: FieldResult
}

function withFindings(fields: readonly FieldFound[]): number {
  return fields.filter((each) => each.result.types.length > 0).length
}

async function writeVerdicts(
  tx: Tx,
  scan: string,
  fields: readonly FieldFound[],
  before: readonly FieldState[],
  at: Date,
  announce: Announce,
): Promise<void> {
  if (fields.length === 0) return
  const known = new Map(before.map((state) => [state.id, state]))
  const changed: { field: FieldId; labelId: string | null; was: string | null }[] = []
  const rows = fields.map(({ id, result }) => {
    const was = known.get(id)
    const wasId = was === undefined ? null : idOf(was.level, was.regimes)
    const nowId = result.label === null ? null : labelId(result.label)
    const changes = was?.pinned !== true && wasId !== nowId
    if (changes) changed.push({ field: id, labelId: nowId, was: wasId })
    return {
      id,
      verdict: result.verdict,
      level: result.label?.level ?? null,
      regimes: result.label?.regimes ?? [],
      // the reasons of the label stand behind those of the verdict
      why: [
        ...result.why,
        ...(result.label?.why ?? []).filter((why) => !result.why.some((other) => other.rule === why.rule && other.text === why.text)),
      ],
      filled: result.nonEmpty,
      changes,
    }
  })
  await sql`
    update field set
      verdict = case when pinned is null then now.verdict else field.verdict end,
      label_level = case when pinned is null then now.level else field.label_level end,
      regimes = case when pinned is null then now.regimes else field.regimes end,
      said = case when pinned is null then null
        else jsonb_build_object('verdict', now.verdict, 'level', now.level, 'regimes', to_jsonb(now.regimes)) end,
      why = now.why, scan = ${scan}, filled = now.filled,
      labelled_at = case when now.changes then ${at} else field.labelled_at end
    from jsonb_to_recordset(${storableJson(rows)}::jsonb)
      as now(id text, verdict text, level smallint, regimes text[], why jsonb, filled bigint, changes boolean)
    where field.id = now.id`.execute(tx)
  await announce(tx, changed)
}

async function writeFindings(tx: Tx, scan: string, fields: readonly FieldFound[], at: Date, refKey: Buffer): Promise<void> {
  if (fields.length === 0) return
  await sql`delete from finding where field = any(${fields.map((each) => each.id)}::text[])`.execute(tx)
  const rows = fields.flatMap(({ id, result }) =>
    result.types.map((type) => ({
      field: id,
      type: type.type,
      confidence: clamp(type.confidence),
      count: type.count,
      share: clamp(type.share),
      sample: maskedOnly(type.sample, type.raw),
      ref: createHmac('sha256', refKey).update(`${type.type}\0${type.raw}`).digest('hex').slice(0, 32),
      why: type.why,
    })),
  )
  if (rows.length === 0) return
  await sql`
    insert into finding (field, type, scan, confidence, count, share, sample, sample_ref, why, found_at)
    select field, type, ${scan}, confidence, count, share, sample, decode(ref, 'hex'), why, ${at}
    from jsonb_to_recordset(${storableJson(rows)}::jsonb)
      as found(field text, type text, confidence real, count bigint, share real, sample text, ref text, why jsonb)`.execute(tx)
}

async function writeCoverage(
  tx: Tx,
  scan: string,
  store: StoreId,
  object: CatalogueObject,
  rows: number,
  bytes: number,
  findings: number,
): Promise<void> {
  const { status, reason, sampled } = object.read
  await sql`
    insert into coverage (scan, store, object, name, status, reason, sampled, bytes, rows, findings)
    select ${scan}, ${store}, id, name, ${status}, ${reason}, ${sampled}, ${bytes}::bigint, ${rows}::bigint, ${findings}
    from object where id = ${object.id}
    on conflict (scan, object) do update set name = excluded.name, status = excluded.status, reason = excluded.reason,
      sampled = excluded.sampled, bytes = excluded.bytes, rows = excluded.rows, findings = excluded.findings`.execute(tx)
}

export function idOf(level: Level | null, regimes: readonly Regime[]): string | null {
  return level === null ? null : labelId({ level, regimes })
}

// The engine masks. Should a mask ever let the whole value through, nothing of it is kept.
function maskedOnly(sample: string, raw: string): string {
  const hidden = raw.trim()
  return hidden.length > 0 && sample.includes(hidden) ? '•'.repeat(Math.min(hidden.length, 12)) : sample
}

function clamp(share: number): number {
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0
}

/** JSON text that jsonb takes: without NUL and lone surrogates, which names in foreign data may hold. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'string' ? member.toWellFormed().replaceAll('\0', '\uFFFD') : member,
  )
}

export type { ObjectId }
