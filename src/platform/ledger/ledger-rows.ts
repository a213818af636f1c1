// The ledger's rows: reading them in slices, opening bodies. Owns every query of the ledger but those of append and checkpoint.
import { sql } from 'kysely'
import type { Json } from '../../core/canonical-json.ts'
import type { Keys } from '../keys/keys.ts'
import type { Db, Tx } from '../store/store.ts'
import type { BodyContent } from './bundle-layout.ts'
import { ledgerError } from './errors.ts'
import { edgeFromBytes, HASH_BYTES, type Edge } from './merkle-tree.ts'

export function bodyPlace(seq: number): string {
  return `ledger_body/${seq}`
}

export async function readEdge(db: Db | Tx): Promise<Edge> {
  const row = await db.selectFrom('ledger_edge').select(['size', 'peaks']).executeTakeFirst()
  if (row === undefined) throw ledgerError('not-migrated')
  return edgeFromBytes(Number(row.size), row.peaks)
}

export interface CheckpointRow {
  readonly size: number
  readonly note: string
  readonly peaks: Buffer
}

export async function readLastCheckpoint(db: Db): Promise<CheckpointRow | null> {
  const row = await db.selectFrom('ledger_checkpoint').select(['size', 'note', 'peaks']).orderBy('size', 'desc').limit(1).executeTakeFirst()
  return row === undefined ? null : { ...row, size: Number(row.size) }
}

export interface LeafRow {
  readonly seq: number
  readonly leaf: string
  readonly hash: Buffer
}

/** In order; fewer than asked for when some are missing. */
export async function readLeaves(db: Db, from: number, to: number): Promise<LeafRow[]> {
  const rows = await db
    .selectFrom('ledger_leaf')
    .select(['seq', 'leaf', 'hash'])
    .where('seq', '>=', String(from))
    .where('seq', '<', String(to))
    .orderBy('seq')
    .execute()
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
}

/** The hashes of leaves 0 to `size`, 32 bytes each in a row. */
export async function readHashes(db: Db, size: number): Promise<Buffer> {
  const SLICE = 20_000
  const hashes = Buffer.alloc(size * HASH_BYTES)
  for (let from = 0; from < size; from += SLICE) {
    const to = Math.min(from + SLICE, size)
    // one value a slice: rows of 32 bytes each would spend their time in the driver
    const { rows } = await sql<{ count: string; hashes: Buffer | null }>`
      select count(*) as count, string_agg(hash, ''::bytea order by seq) as hashes from ledger_leaf where seq >= ${from} and seq < ${to}`.execute(
      db,
    )
    const row = rows[0]!
    if (Number(row.count) !== to - from || row.hashes === null) {
      throw ledgerError('not-consistent', { why: `leaves between ${from} and ${to} are missing` })
    }
    row.hashes.copy(hashes, from * HASH_BYTES)
  }
  return hashes
}

/** Null where the body was erased. Throws `keys/cannot-open` when one was changed. */
export async function readBodies(db: Db, keys: Keys, from: number, to: number): Promise<BodyContent[]> {
  const rows = await db
    .selectFrom('ledger_body')
    .select(['seq', 'salt', 'body_enc'])
    .where('seq', '>=', String(from))
    .where('seq', '<', String(to))
    .execute()
  const bodies: BodyContent[] = Array.from({ length: to - from }, () => null)
  for (const row of rows) bodies[Number(row.seq) - from] = { salt: row.salt, body: openBody(keys, Number(row.seq), row.body_enc) }
  return bodies
}

export function openBody(keys: Keys, seq: number, sealed: Buffer): Json {
  return JSON.parse(keys.open('ledger-body', sealed, bodyPlace(seq)).toString('utf8')) as Json
}

export interface LedgerRow {
  readonly seq: number
  readonly time: string
  readonly actor: string
  readonly kind: string
  readonly entity: string
  /** null: erased */
  readonly body: Json
}

export interface LedgerPage {
  readonly size: number
  /** the last signed note */
  readonly checkpoint: string | null
  readonly rows: readonly LedgerRow[]
  /** `before` of the next page; null at the end */
  readonly next: number | null
}

export interface PageQuery {
  readonly before?: number
  readonly limit?: number
  readonly kind?: string
}

/** Newest first. */
export async function readPage(db: Db, keys: Keys, query: PageQuery): Promise<LedgerPage> {
  const limit = query.limit ?? 100
  const edge = await readEdge(db)
  const rows = await db
    .selectFrom('ledger_leaf')
    .leftJoin('ledger_body', 'ledger_body.seq', 'ledger_leaf.seq')
    .select(['ledger_leaf.seq', 'ledger_leaf.leaf', 'ledger_body.body_enc'])
    .where('ledger_leaf.seq', '<', String(Math.min(query.before ?? edge.size, edge.size)))
    .$if(query.kind !== undefined, (select) => select.where(sql<string>`ledger_leaf.leaf::jsonb ->> 'kind'`, '=', query.kind!))
    .orderBy('ledger_leaf.seq', 'desc')
    .limit(limit + 1)
    .execute()
  const shown = rows.slice(0, limit).map((row): LedgerRow => {
    const leaf = JSON.parse(row.leaf) as Omit<LedgerRow, 'body'>
    const seq = Number(row.seq)
    const body = row.body_enc === null ? null : openBody(keys, seq, row.body_enc)
    return { seq, time: leaf.time, actor: leaf.actor, kind: leaf.kind, entity: leaf.entity, body }
  })
  return {
    size: edge.size,
    checkpoint: (await readLastCheckpoint(db))?.note ?? null,
    rows: shown,
    next: rows.length > limit ? shown.at(-1)!.seq : null,
  }
}
