// The filters of the data map as conditions. One place, so that what is counted is what is listed. Expects the names f (field),
// o (object), s (store) in the query.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { CoverageStatus } from '../../core/contract/finding.ts'
import type { Level, Verdict } from '../../core/contract/label.ts'
import type { StoreId } from '../../core/ids.ts'

export interface MapWish {
  /** this level or higher */
  readonly level?: Level
  /** fields without a label */
  readonly label?: 'none'
  readonly verdict?: Verdict
  readonly type?: string
  readonly regime?: string
  readonly store?: StoreId
  readonly read?: CoverageStatus | 'unread'
  readonly pinned?: boolean
  readonly q?: string
}

type Condition = RawBuilder<boolean>

export const LIVE_OBJECT = sql<boolean>`(o.gone_at is null and s.removed_at is null)`
/** Not, or not wholly, read; a sample that was asked for is what was asked for. */
export const UNREAD_OBJECT = sql<boolean>`(o.read_status <> 'read' and not o.read_sampled)`

/**
 * A field that waits for a person: something in it was read, and it is not clear what. A column of nothing but empty values has the
 * verdict unsure too: there is nothing a person could look at, so it is unread, not undecided.
 */
export const UNDECIDED_FIELD = sql<boolean>`(f.verdict = 'unsure' and f.label_level is not null and f.filled is distinct from 0)`

/** Of an object: its store, how it was read. */
export function objectCondition(wish: MapWish): Condition {
  const parts: Condition[] = [LIVE_OBJECT]
  if (wish.store !== undefined) parts.push(sql`o.store = ${wish.store}`)
  if (wish.read === 'unread') parts.push(UNREAD_OBJECT)
  else if (wish.read !== undefined) parts.push(sql`o.read_status = ${wish.read}`)
  return all(parts)
}

/** Of a field of such an object. */
export function fieldCondition(wish: MapWish): Condition {
  const parts = [sql<boolean>`f.gone_at is null`, ...ownConditions(wish)]
  for (const word of words(wish.q)) {
    parts.push(sql`(f.path ilike ${word} or o.name ilike ${word} or s.name ilike ${word})`)
  }
  return all(parts)
}

/** Of an object that is listed: it has such a field, or no filter asks for fields and its own name fits. */
export function listedCondition(wish: MapWish): Condition {
  const withField = sql<boolean>`exists (select 1 from field f where f.object = o.id and ${fieldCondition(wish)})`
  if (ownConditions(wish).length > 0) return all([objectCondition(wish), withField])
  const own = words(wish.q).map((word) => sql<boolean>`(o.name ilike ${word} or s.name ilike ${word})`)
  if (own.length === 0) return objectCondition(wish)
  return all([objectCondition(wish), sql`(${all(own)} or ${withField})`])
}

function ownConditions(wish: MapWish): Condition[] {
  const parts: Condition[] = []
  if (wish.level !== undefined) parts.push(sql`f.label_level >= ${wish.level}`)
  if (wish.label === 'none') parts.push(sql`f.label_level is null`)
  if (wish.verdict === 'unsure') parts.push(UNDECIDED_FIELD)
  else if (wish.verdict !== undefined) parts.push(sql`f.verdict = ${wish.verdict}`)
  if (wish.type !== undefined) parts.push(sql`exists (select 1 from finding n where n.field = f.id and n.type = ${wish.type})`)
  if (wish.regime !== undefined) parts.push(sql`${wish.regime} = any(f.regimes)`)
  if (wish.pinned !== undefined) parts.push(wish.pinned ? sql`f.pinned is not null` : sql`f.pinned is null`)
  return parts
}

// Words to LIKE patterns: % and _ are what was typed, not wildcards. `shop.customers.email` is three words.
function words(q: string | undefined): string[] {
  return (q ?? '')
    .toWellFormed()
    .replaceAll('\0', '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 10)
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
}

function all(parts: readonly Condition[]): Condition {
  return parts.length === 0 ? sql`true` : sql`${sql.join(parts, sql` and `)}`
}
