// How much slower reading and scanning a PostgreSQL table are than merely fetching the same rows with the same client: `node
// bench/scan-postgres.ts [ROWS] [ROUNDS]`. Each round measures bare, source and scan one after the other, so that a busy machine slows all
// three. Prints rows a second, their ratios, and the memory used. The table is made for the run, on a server of its own.
import pg from 'pg'
import { openSource } from '../src/discover/source/open-source.ts'
import { runScan } from '../src/discover/scan/run-scan.ts'
import { parseTarget } from '../src/discover/source/target.ts'
import { startPostgres } from '../test/harness/postgres-server.ts'

const rows = Number(process.argv[2] ?? 1_000_000)
const rounds = Number(process.argv[3] ?? 3)
const share = (ratio: number): string => `${Math.round(ratio * 100)} %`
const server = await startPostgres({ settings: { shared_buffers: '256MB' } })
try {
  await server.run(
    'postgres',
    `create table customers as select i as id, 'First' || (i % 5000) as first_name, 'Last' || (i % 9000) as last_name, 'user' || i || '@example.org' as email,
       '+49 30 ' || (1000000 + i % 8999999) as phone, date '1950-01-01' + (i % 20000) as birth, (i % 99999)::text as postcode, 'Street ' || (i % 300) as street,
       jsonb_build_object('tier', i % 3, 'note', 'called back on ' || (i % 28)) as extra, timestamptz '2020-01-01' + i * interval '1 second' as created
     from generate_series(1, ${rows}) i`,
    'analyze customers',
  )
  const url = server.url('postgres', server.password, 'postgres')
  const fetchOnly = async (): Promise<number> => {
    const client = new pg.Client({
      connectionString: url,
      types: { getTypeParser: () => (text: unknown) => text } as unknown as pg.CustomTypesConfig,
    })
    await client.connect()
    const began = performance.now()
    await client.query('begin; declare c no scroll cursor for select * from customers')
    for (;;) {
      const batch = await client.query({ text: 'fetch forward 5000 from c', rowMode: 'array' })
      if (batch.rows.length === 0) break
    }
    const seconds = (performance.now() - began) / 1000
    await client.end()
    return seconds
  }
  const scan = async (mode: { kind: 'full' } | { kind: 'sample'; rows: number }): Promise<{ seconds: number; read: number }> => {
    let read = 0
    const began = performance.now()
    await runScan(
      { stores: [await parseTarget(url)], mode },
      { signal: new AbortController().signal, jobs: 1 },
      {
        object: (_, found) => {
          if (found.outcome.status === 'read' || found.outcome.status === 'partial') read += found.outcome.rows
        },
        unlisted: () => {},
        step: () => {},
        storeEnd: () => {},
      },
    )
    return { seconds: (performance.now() - began) / 1000, read }
  }
  const readOnly = async (): Promise<number> => {
    const { signal } = new AbortController()
    const source = await openSource(url, { signal })
    const began = performance.now()
    for await (const object of source.objects(signal)) {
      if (!('unlisted' in object)) await source.read(object, { mode: { kind: 'full' }, signal }, () => {})
    }
    const seconds = (performance.now() - began) / 1000
    await source.close()
    return seconds
  }
  const rate = (seconds: number): string => `${Math.round(rows / seconds).toLocaleString('en-US')} rows/s`
  await fetchOnly() // warm the server's cache
  const ratios: number[] = []
  for (let round = 1; round <= rounds; round++) {
    const bare = await fetchOnly()
    const source = await readOnly()
    const full = await scan({ kind: 'full' })
    if (full.read !== rows) throw new Error(`read ${full.read} of ${rows} rows`)
    ratios.push(bare / source)
    console.log(
      `${round}: bare ${rate(bare)} · source ${rate(source)}, ${share(bare / source)} of it · scan ${rate(full.seconds)}, ${share(bare / full.seconds)}`,
    )
  }
  const sample = await scan({ kind: 'sample', rows: 10_000 })
  console.log(`source at the median: ${share(ratios.toSorted((a, b) => a - b)[ratios.length >> 1]!)} of the bare rate`)
  console.log(`sample: ${sample.seconds.toFixed(2)} s for ${sample.read.toLocaleString('en-US')} of ${rows.toLocaleString('en-US')} rows`)
  console.log(`memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB at most, worker included`)
} finally {
  await server.stop()
}
