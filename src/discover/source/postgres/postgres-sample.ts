// Chooses how a sample of a table is taken: spread over the table, the same rows again when nothing changed. Owns the estimate of how
// many rows there are.
import type pg from 'pg'
import type { ReadOptions } from '../source.ts'
import type { TableFacts } from './postgres-catalogue.ts'

/** Below this size a table is counted: cheap, and the sample is then exact in size. */
const COUNT_BYTES = 64 << 20
const SEED = 20_260_101

export interface ReadPlan {
  /** what stands behind FROM */
  readonly from: string
  readonly limit: number | null
  /** rows there are */
  readonly total: { readonly rows: number; readonly exact: boolean } | null
  readonly sampled: boolean
}

export async function planRead(
  client: pg.Client,
  facts: TableFacts,
  table: string,
  mode: ReadOptions['mode'],
  blockBytes: number,
): Promise<ReadPlan> {
  // ONLY: children of plain inheritance are tables of their own and read as such; partitions belong to their parent
  const from = facts.relkind === 'p' || facts.relkind === 'v' ? table : `only ${table}`
  if (mode.kind === 'full') return { from, limit: null, total: null, sampled: false }
  // a view cannot be sampled, and counting it may cost anything
  if (facts.relkind === 'v') return { from, limit: mode.rows, total: null, sampled: false }
  const bytes = await sizeOf(client, facts)
  if (bytes <= COUNT_BYTES) {
    const { rows } = await client.query<{ n: string }>(`select pg_catalog.count(*) as n from ${from}`)
    const count = Number(rows[0]!.n)
    const total = { rows: count, exact: true }
    if (count <= mode.rows) return { from, limit: null, total, sampled: false }
    return { from: sampled(from, 'bernoulli', mode.rows / count), limit: mode.rows, total, sampled: true }
  }
  const estimate = facts.relkind !== 'p' && facts.rows > 0 ? facts.rows : await estimateRows(client, from, bytes, blockBytes)
  if (estimate <= mode.rows) return { from, limit: mode.rows, total: null, sampled: false }
  return {
    from: sampled(from, 'system', mode.rows / estimate),
    limit: mode.rows,
    total: { rows: Math.round(estimate), exact: false },
    sampled: true,
  }
}

// A few percent more than asked for, so that chance rarely gives too few; LIMIT takes the rest away at the end.
function sampled(from: string, method: 'bernoulli' | 'system', share: number): string {
  const percent = Math.min(100, share * 100 * 1.03 + 1e-6)
  return `${from} tablesample ${method} (${percent.toFixed(8)}) repeatable (${SEED})`
}

async function sizeOf(client: pg.Client, facts: TableFacts): Promise<number> {
  const sql =
    facts.relkind === 'p'
      ? 'select pg_catalog.sum(pg_catalog.pg_relation_size(t.relid)) as n from pg_catalog.pg_partition_tree($1::pg_catalog.oid) t where t.isleaf'
      : 'select pg_catalog.pg_relation_size($1::pg_catalog.oid) as n'
  const { rows } = await client.query<{ n: string | null }>(sql, [facts.oid])
  return Number(rows[0]?.n ?? 0)
}

// Never analysed: count the rows on about 200 pages.
async function estimateRows(client: pg.Client, from: string, bytes: number, blockBytes: number): Promise<number> {
  const pages = bytes / blockBytes
  const share = Math.min(1, 200 / pages)
  const { rows } = await client.query<{ n: string }>(
    `select pg_catalog.count(*) as n from ${from} tablesample system (${(share * 100).toFixed(8)}) repeatable (${SEED})`,
  )
  return Number(rows[0]!.n) / share
}
