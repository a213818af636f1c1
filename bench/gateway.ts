// What the gateway costs: the same statements through it and straight to the database, in pairs, so that a machine's mood weighs on both alike.
//   node bench/gateway.ts [--small 2000] [--rows 200000] [--rounds 5]
// Prints medians, and the ratio of each pair's times: small statements one after the other, with eight clients, and one large result; and what the gateway's
// process needed of memory at most. Real fsync.
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { gatewayRig } from '../test/harness/gateway-rig.ts'

const { values } = parseArgs({
  options: {
    small: { type: 'string', default: '2000' },
    rows: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '5' },
  },
})
const small = Number(values.small)
const rounds = Number(values.rounds)
const rig = await gatewayRig({ rows: Number(values.rows) })
const direct = { host: '127.0.0.1', port: rig.server.port, user: 'hf_dana', password: 'the secret of the login', database: 'shop' }

async function timed(config: pg.ClientConfig, clients: number, work: (client: pg.Client) => Promise<void>): Promise<number> {
  const all = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client(config)
      await client.connect()
      return client
    }),
  )
  const begun = performance.now()
  await Promise.all(all.map(work))
  const took = performance.now() - begun
  await Promise.all(all.map((client) => client.end()))
  return took
}

const point = (count: number) => async (client: pg.Client) => {
  for (let i = 0; i < count; i++) {
    await client.query({ name: 'by-id', text: 'select id, email, name from customers where id = $1', values: [1 + (i % 1000)] })
  }
}
const large = async (client: pg.Client): Promise<void> => {
  await new Promise<void>((resolve, reject) => {
    const query = client.query(new pg.Query('select id, email, name, country from customers'))
    query.on('end', () => resolve())
    query.on('error', reject)
  })
}
const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!

const cases = [
  { name: `${small} point reads, 1 client`, clients: 1, per: small, work: point(small) },
  { name: `${small} point reads, 8 clients`, clients: 8, per: small, work: point(small / 8) },
  { name: `1 result of ${values.rows} rows`, clients: 1, per: 1, work: large },
] as const
for (const { name, clients, per, work } of cases) {
  const pairs: [number, number][] = []
  for (let i = 0; i <= rounds; i++) {
    // which goes first changes, and the first pair only warms up
    const first = i % 2 === 0
    const a = await timed(first ? direct : rig.client, clients, work)
    const b = await timed(first ? rig.client : direct, clients, work)
    if (i > 0) pairs.push(first ? [a, b] : [b, a])
  }
  const ratio = median(pairs.map(([plain, through]) => through / plain))
  const plain = median(pairs.map(([one]) => one)) / per
  const through = median(pairs.map(([, one]) => one)) / per
  console.log(`${name}: direct ${plain.toFixed(3)} ms, gateway ${through.toFixed(3)} ms, ratio ${ratio.toFixed(2)}`)
}
const status = `/proc/${rig.childPid()}/status`
if (existsSync(status)) {
  const megabytes = (name: string): number =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(status, 'utf8'))?.[1]) / 1024)
  console.log(`memory of the gateway's process: ${megabytes('VmHWM')} MB at most, ${megabytes('VmRSS')} MB now`)
}
await rig.close()
process.exit(0)
