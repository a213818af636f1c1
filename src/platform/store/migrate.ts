// Brings a database to the form this program needs: sql/NNNNNN-*.sql in order, each in a transaction of its own, each once. Refuses a database
// that a newer or another program has changed. Knows no table except its own list.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import path from 'node:path'
import type { Client } from 'pg'
import { instant, type Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import { storeError } from './errors.ts'

export interface Migration {
  readonly name: string
  readonly text: string
  readonly sha256: string
  /** older programs cannot work with the database afterwards */
  readonly breaking: boolean
}

/** The same number of steps up from src/ and from dist/. */
export const SQL_FOLDER = fileURLToPath(new URL('../../../sql', import.meta.url))

/** 'holdfast' in numbers: the lock that one migrating process holds. */
const LOCK = 4_833_217_420_017

export function readMigrations(folder: string = SQL_FOLDER): Migration[] {
  let names: string[]
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  } catch (error) {
    throw storeError('migration-invalid', { name: 'sql', why: 'the folder is missing' }, error)
  }
  if (names.length === 0) throw storeError('migration-invalid', { name: 'sql', why: 'the folder is empty' })
  return names.toSorted().map((name, index) => {
    const invalid = (why: string): Error => storeError('migration-invalid', { name, why })
    if (!/^\d{6}-[a-z0-9-]+\.sql$/.test(name)) throw invalid('its name is not NNNNNN-words.sql')
    if (Number(name.slice(0, 6)) !== index + 1) throw invalid('its number leaves a gap or is there twice')
    const text = readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n')
    const header = /^-- breaking: (no|yes)\n/.exec(text)
    if (header === null) throw invalid('its first line is not `-- breaking: no` or `-- breaking: yes`')
    return { name, text, sha256: createHash('sha256').update(text).digest('hex'), breaking: header[1] === 'yes' }
  })
}

/** `client`: a connection of its own. Returns the names applied now. Several processes at once are fine: one works, the others wait. */
export async function migrate(client: Client, migrations: readonly Migration[], clock: Clock): Promise<string[]> {
  await inTransaction(client, async () => {
    if (await hasForeignTables(client)) throw storeError('database-not-ours')
    await client.query(
      'create table if not exists migration (name text primary key, sha256 text not null, applied_at timestamptz not null)',
    )
  })
  const applied: string[] = []
  for (const migration of migrations) {
    const now = await inTransaction(client, async () => {
      const done = await client.query<{ name: string; sha256: string }>('select name, sha256 from migration order by name')
      compare(migrations, done.rows)
      if (done.rows.some((row) => row.name === migration.name)) return false
      if (migration.breaking && done.rows.length > 0) await refuseBesideOthers(client, migration)
      await apply(client, migration)
      await client.query('insert into migration (name, sha256, applied_at) values ($1, $2, $3)', [
        migration.name,
        migration.sha256,
        instant(clock.now()),
      ])
      return true
    })
    if (now) applied.push(migration.name)
  }
  return applied
}

function compare(ours: readonly Migration[], theirs: readonly { name: string; sha256: string }[]): void {
  const byName = new Map(ours.map((migration) => [migration.name, migration]))
  for (const [index, row] of theirs.entries()) {
    const known = byName.get(row.name)
    if (known === undefined) throw storeError('database-newer', { name: row.name })
    if (known.sha256 !== row.sha256) throw storeError('migration-changed', { name: row.name })
    const expected = ours[index]!.name
    if (expected !== row.name) throw storeError('migration-missing', { name: expected, later: row.name })
  }
}

async function apply(client: Client, migration: Migration): Promise<void> {
  try {
    await client.query(migration.text)
  } catch (error) {
    const state = (error as { code?: string }).code ?? 'unknown'
    if (/^(53|08|57)/.test(state)) throw error
    throw storeError('migration-failed', { name: migration.name, why: `PostgreSQL says ${state}` }, error)
  }
}

/** Tables that no extension brought, in a database that has no list of migrations yet. */
async function hasForeignTables(client: Client): Promise<boolean> {
  const answer = await client.query(`
    select 1 from pg_class c
    where c.relnamespace = quote_ident(current_schema())::regnamespace and c.relkind in ('r','p','v','m')
      and not exists (select 1 from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e')
      and to_regclass(quote_ident(current_schema()) || '.migration') is null
    limit 1`)
  return answer.rowCount !== 0
}

async function refuseBesideOthers(client: Client, { name }: Migration): Promise<void> {
  const answer = await client.query<{ n: string }>(`
    select count(*) as n from pg_stat_activity
    where datname = current_database() and application_name = 'holdfast' and pid <> pg_backend_pid()`)
  const others = Number(answer.rows[0]!.n)
  if (others > 0) throw storeError('migration-needs-quiet', { name, others })
}

async function inTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    // In the transaction, so that it holds behind a pooler too.
    await client.query('select pg_advisory_xact_lock($1)', [LOCK])
    const value = await work()
    await client.query('commit')
    return value
  } catch (error) {
    await client.query('rollback').catch(() => {})
    if (error instanceof AppError) throw error
    if ((error as { code?: string }).code === '42501') throw storeError('url-refused', { why: 'this user may not make tables' }, error)
    throw error
  }
}
