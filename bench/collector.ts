// The collector's figures: from bytes of a log that a real PostgreSQL wrote to durable access records. Prints CSV: benchmark,case,unit,value,repeat.
//   node bench/collector.ts [lines=200000] [repeats=3]
// A server of its own writes the log of statements like a support desk's (by key, lists, joins, counts, a wrong one now and then) in JSON and CSV; its
// lines are repeated, with a session of its own for each hundred, until there are enough. Measured: one look from the beginning to the end, everything
// in it: lines, statements parsed in their worker, references, records on disk, and the position kept in the database.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { createCollectors } from '../src/monitor/collector/collectors.ts'
import { createGeo } from '../src/platform/geo/create-geo.ts'
import { createProtect } from '../src/protect/create.ts'
import { startPostgres } from '../test/harness/postgres-server.ts'
import { testPhases } from '../test/harness/test-phases.ts'
import { waitFor } from '../test/harness/wait.ts'

const [LINES = 200_000, REPEATS = 3] = process.argv.slice(2).map(Number)
const print = (name: string, unit: string, value: number, repeat = 0): void =>
  console.log(`collector,"${name}",${unit},${value < 100 ? value.toFixed(2) : Math.round(value)},${repeat}`)

const server = await startPostgres({
  settings: { logging_collector: 'on', log_destination: 'jsonlog,csvlog', log_statement: 'all', log_directory: 'log' },
})
await server.run('postgres', 'create database shop')
await server.run(
  'shop',
  'create table customers (id int primary key, name text, email text)',
  "insert into customers select n, 'Person ' || n, 'person' || n || '@example.org' from generate_series(1, 5000) n",
  'create table orders (id int primary key, customer_id int references customers, total int)',
  'insert into orders select n, 1 + n % 5000, n from generate_series(1, 10000) n',
  "create role dana login password 'secret'",
  'grant select on customers, orders to dana',
  'analyze',
)
const phases = await testPhases()
const store = (await phases.post('/api/stores', { target: server.url('postgres', server.password, 'shop') })).body.id
await phases.scan()
await phases.post('/api/subjects/build', {})
await waitFor('the subject directory', async () => (await phases.get('/api/subjects')).body.people >= 5000, 120_000)
const probe = new pg.Client({ connectionString: server.url('postgres', server.password, 'postgres') })
await probe.connect()
const folder = path.join((await probe.query('show data_directory')).rows[0].data_directory, 'log')
await probe.end()

const dana = new pg.Client({ connectionString: server.url('dana', 'secret', 'shop') })
await dana.connect()
const session = (
  await dana.query(
    `select to_hex(trunc(extract(epoch from backend_start))::int8) || '.' || to_hex(pid) as id from pg_stat_get_activity(pg_backend_pid())`,
  )
).rows[0].id as string
for (let n = 0; n < 2000; n++) {
  const id = 1 + ((n * 37) % 5000)
  if (n % 10 < 5) await dana.query('select name, email from customers where id = $1', [id])
  else if (n % 10 < 7)
    await dana.query(`select o.id, o.total, c.email from orders o join customers c on c.id = o.customer_id where c.id = ${id}`)
  else if (n % 10 < 8) await dana.query(`select id, name from customers where id in (${id}, ${1 + (id % 5000)}, ${1 + ((id + 1) % 5000)})`)
  else if (n % 10 < 9) await dana.query('select id, total from orders order by id desc limit 20')
  else await dana.query('select count(*) from orders where total > $1', [id])
}
await dana.end()
await waitFor('the log', () =>
  readdirSync(folder).some((name) => name.endsWith('.csv') && readFileSync(path.join(folder, name), 'utf8').includes('select count(*)')),
)

const scratch = mkdtempSync(path.join(tmpdir(), 'holdfast-bench-'))
const geo = createGeo()
const { platform, landscape, discover } = phases
const { connections } = landscape
const protect = createProtect(platform, { landscape, discover, connections, folder: phases.dataFolder, geo })
const collectors = createCollectors({ platform, landscape, discover, protect, geo, connections })
const began = session.split('.')[0]!
for (const form of ['json', 'csv']) {
  const whole = readdirSync(folder)
    .filter((name) => name.endsWith(`.${form}`))
    .toSorted()
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('')
  const lines = whole.split('\n').filter((line) => line.includes(session) && / (?:statement|execute|duration)|execute </.test(line))
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const own = path.join(scratch, `${form}${repeat}`)
    mkdirSync(own)
    const parts: string[] = []
    for (let at = 0; at < LINES; at++) {
      const number = at % 100
      const line = lines[at % lines.length]!.replaceAll(
        session,
        `${began}.${(0x10000 + repeat * 0x10000 + Math.floor(at / 100)).toString(16)}`,
      )
      parts.push(
        form === 'json'
          ? line.replace(/"line_num":\d+/, `"line_num":${number + 1}`)
          : line.replace(/^((?:[^,]*,){6})\d+/, (_, before: string) => `${before}${number + 1}`),
      )
    }
    const file = path.join(own, `a.${form}`)
    writeFileSync(file, `${parts.join('\n')}\n`)
    const { id } = await collectors.add({ kind: 'account', id: 'the-owner', role: 'owner' }, store, own)
    const cpu = process.cpuUsage()
    const begun = performance.now()
    const look = await collectors.look(id, new AbortController().signal)
    const seconds = (performance.now() - begun) / 1000
    const used = process.cpuUsage(cpu)
    const spent = (used.user + used.system) / 1e6
    if (look.unread > 0 || look.lines !== LINES) throw new Error(`${look.lines} lines, ${look.unread} not read`)
    print(form, 'lines', look.lines, repeat)
    print(form, 'records', look.records, repeat)
    print(form, 'records/s', look.records / seconds, repeat)
    print(form, 'records/s of processor time', look.records / spent, repeat)
    print(form, 'MB/s of processor time', statSync(file).size / 1e6 / spent, repeat)
    print(form, 'MB of memory', process.memoryUsage.rss() / 2 ** 20, repeat)
  }
}
await collectors.close()
await phases.close()
await server.stop()
rmSync(scratch, { recursive: true })
process.exit()
