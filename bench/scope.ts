// Who is affected, at size: a directory of PEOPLE (default 1,000,000) and access records that reach all of them, then one scope computed and kept.
// The directory's rows are written straight into Holdfast's own database (bench/subjects.ts measures how they come to be); the records go
// through a real writer. Prints CSV: seconds, user processor time of Node and of PostgreSQL, and the largest memory of Node.
// `node bench/scope.ts [PEOPLE] [--rows ROWS] [--compact]`   ROWS: people of one record (default 100); --compact: asks Parquet instead of segments
import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { testAccess } from '../test/harness/test-access.ts'
import { testPhases } from '../test/harness/test-phases.ts'
import { fieldId, objectId, type StoreId } from '../src/core/ids.ts'
import type { Monitor } from '../src/monitor/contract.ts'
import { peopleBuilder } from '../src/platform/events/people-set.ts'
import { createScopeRegistry } from '../src/respond/scope/scope-registry.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: 'string', default: '100' }, compact: { type: 'boolean', default: false } },
})
const people = Number(positionals[0] ?? 1_000_000)
const rows = Number(values.rows)
const store: StoreId = 'st_aaaaaaaaaaaaaaaaaaaa'
const object = objectId(store, ['public', 'customers'])
const fields = ['id', 'name', 'email', 'iban'].map((name) => fieldId(object, name))
const actor = { kind: 'system', id: 'bench', role: 'owner' } as const
const said = (name: string, unit: string, value: number): void =>
  console.log(`scope,${name} of ${people} people in records of ${rows}${values.compact ? ' (compacted)' : ''},${unit},${value},1`)

const it = await testPhases()
try {
  const { db } = it.platform.store
  const at = new Date('2026-11-01T00:00:00Z')
  await db
    .insertInto('store')
    .values({ id: store, kind: 'postgres', address: '{}', name: 'shop', added_at: at } as never)
    .execute()
  await db
    .insertInto('object')
    .values({ id: object, store, path: ['public', 'customers'], name: 'public.customers', kind: 'table', seen_at: at } as never)
    .execute()
  for (const [position, id] of fields.entries()) {
    const regimes = position === 3 ? ['gdpr', 'glba'] : ['gdpr']
    const found = { id, object, path: String(position), verdict: 'personal', label_level: 2, regimes, why: '[]', position, seen_at: at }
    await db
      .insertInto('field')
      .values(found as never)
      .execute()
  }
  await sql`insert into subject (n, id, jurisdictions) overriding system value
    select n, gen_random_uuid(), array[(array['DE','FR','US-CA','unknown'])[1 + n % 4]] from generate_series(1, ${people}::int) n`.execute(
    db,
  )
  await sql`insert into subject_ref (space, ref, n, from_at)
    select ${fields[0]!}, substring(sha256(n::text::bytea) from 1 for 16), n, ${at} from generate_series(1, ${people}::int) n`.execute(db)
  const all = peopleBuilder()
  for (let n = 1; n <= people; n++) all.add(n)
  await db
    .insertInto('subject_object')
    .values({ object, people: Buffer.from(all.build().bytes()), rows: people, reached: people, built_at: at } as never)
    .execute()
  await sql`analyze`.execute(db)
  const writer = await it.platform.events.writer('bench')
  const shown = Object.fromEntries(fields.map((field) => [field, 'clear' as const]))
  const begin = Date.parse('2026-11-24T00:00:00Z')
  const records = Math.ceil(people / rows)
  for (let from = 0; from < records; from += 500) {
    const batch = []
    for (let index = from; index < Math.min(from + 500, records); index++) {
      const refs: Buffer[] = []
      for (let n = index * rows + 1; n <= Math.min((index + 1) * rows, people); n++)
        refs.push(createHash('sha256').update(String(n)).digest().subarray(0, 16))
      const time = new Date(begin + Math.floor((index / records) * 7_200_000)).toISOString()
      const subjects = { lower: refs.length, upper: refs.length, basis: 'keys' as const }
      batch.push(testAccess({ time, store, object, fields, shown, rows: refs.length, refs: Buffer.concat(refs), subjects }))
    }
    await writer.append(batch)
  }
  await writer.close()
  if (values.compact) await it.platform.events.compact()
  const incident = randomUUID()
  const asked = [{ principal: 'dana.weber', from: '2026-11-23T22:00:00.000Z', to: '2026-11-24T04:00:00.000Z' }]
  await db
    .insertInto('incident')
    .values({ id: incident, alerts: [], facts: '{}', actors: JSON.stringify(asked), drill: false, opened_at: at } as never)
    .execute()
  const monitor = { alert: async () => null } as unknown as Monitor
  const { subjects } = it.discover
  const { access } = it.landscape
  const law = (): { sha256: string; rows: number } => ({ sha256: '', rows: 0 })
  const registry = createScopeRegistry(it.platform, { db, events: it.platform.events, subjects, access, monitor, law })
  said('memory of node before', 'MB', Math.round(process.memoryUsage().rss / 1e6))
  const before = { cpu: process.cpuUsage(), server: await serverSeconds(), at: performance.now() }
  let most = 0
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50)
  const kept = await registry.compute(actor, incident, new AbortController().signal)
  clearInterval(watch)
  said('computed and kept', 's', round((performance.now() - before.at) / 1000))
  said('user time of node', 's', round(process.cpuUsage(before.cpu).user / 1e6))
  said('user time of postgres', 's', round((await serverSeconds()) - before.server))
  said('largest memory of node', 'MB', Math.round(most / 1e6))
  if (kept.body.totals.accessed.lower !== people) throw new Error(JSON.stringify(kept.body.totals))
  console.error(`result ${kept.body.resultHash} inputs ${kept.inputHash}`)

  /** User time of all backends, ended ones too. */
  async function serverSeconds(): Promise<number> {
    const found = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
    const stat = (pid: number | string): string[] =>
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
    const parent = stat(found.rows[0]!.pid)[1]!
    let ticks = Number(stat(parent)[13])
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        if (stat(pid)[1] === parent) ticks += Number(stat(pid)[11])
      } catch {
        // ended meanwhile: its parent counts it
      }
    }
    return ticks / 100
  }
} finally {
  await it.close()
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
