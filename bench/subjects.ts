// The people directory at size: a shop of PEOPLE customers (default 1,000,000) and three times as many orders in a real PostgreSQL, built from
// nothing and once more. Prints what it took: seconds, memory, and how long the event loop was held. `node bench/subjects.ts [PEOPLE]`
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startPostgres } from '../test/harness/postgres-server.ts'
import { testPhases } from '../test/harness/test-phases.ts'
import { waitFor } from '../test/harness/wait.ts'

const people = Number(process.argv[2] ?? 1_000_000)
const server = await startPostgres({ settings: { shared_buffers: '256MB', synchronous_commit: 'off', max_wal_size: '4GB' } })
const it = await testPhases()
const seconds = (from: number): string => ((performance.now() - from) / 1000).toFixed(1)
try {
  const made = performance.now()
  await server.run(
    'postgres',
    `create table customers (id bigint primary key, first_name text, last_name text, email text, phone text, country text, state text, postcode text)`,
    `create table orders (id bigint primary key, customer_id bigint not null references customers(id), total numeric, placed date)`,
    `create table payments (id bigint primary key, order_id bigint not null references orders(id), amount numeric)`,
    `insert into customers select n, (array['Anna','Bernd','Claire','David','Eva'])[1 + n % 5], (array['Schmidt','Weber','Dupont','Miller','Meyer','Becker','Wagner'])[1 + n % 7],
       case when n % 100 = 0 then 'customer' || n - 1 else 'customer' || n end || '@mail-of-the-shop.example', '+4917' || lpad(n::text, 8, '0'),
       (array['DE','FR','US','AT'])[1 + n % 4], case when n % 4 = 2 then (array['CA','NY','TX'])[1 + n % 3] end, lpad((n % 90000 + 10000)::text, 5, '0') from generate_series(1, ${people}) n`,
    `insert into orders select n, 1 + n::bigint * 7919 % ${people}, n % 100, date '2026-01-01' from generate_series(1, ${3 * people}) n`,
    `insert into payments select n, n, n % 100 from generate_series(1, ${people}) n`,
    'analyze',
  )
  console.log(`${people.toLocaleString('en-US')} customers, ${(3 * people).toLocaleString('en-US')} orders made in ${seconds(made)} s`)
  const store = (await it.post('/api/stores', { target: server.url('postgres', server.password, 'postgres'), name: 'shop' })).body
    .id as string
  const scanned = performance.now()
  await it.scan({ stores: [store], mode: { kind: 'sample', rows: 5000 } })
  console.log(`scan of a sample: ${seconds(scanned)} s`)
  for (const turn of ['first build', 'build again']) {
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    const from = performance.now()
    let slowest = 0
    let most = 0
    await it.post('/api/subjects/build', {})
    await waitFor(
      'the build',
      async () => {
        const asked = performance.now()
        const { body } = await it.get('/api/subjects')
        slowest = Math.max(slowest, performance.now() - asked)
        most = Math.max(most, process.memoryUsage().rss)
        // asked about once a second, as the console does
        await new Promise((resolve) => setTimeout(resolve, 1000))
        if (body.state === 'failed') throw new Error(JSON.stringify(body.problems))
        return body.state === 'done'
      },
      3_600_000,
    )
    delay.disable()
    const { body } = await it.get('/api/subjects')
    console.log(
      `${turn}: ${seconds(from)} s, ${body.people.toLocaleString('en-US')} people, ${body.references.toLocaleString('en-US')} references, ` +
        `rss at most ${Math.round(most / 1e6)} MB, event loop held p99 ${Math.round(delay.percentile(99) / 1e6)} ms, at most ${Math.round(delay.max / 1e6)} ms, slowest GET /api/subjects ${Math.round(slowest)} ms`,
    )
  }
} finally {
  await it.close()
  await server.stop()
}
