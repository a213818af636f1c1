// What a mask costs: the same rows as COPY from the table and through a view that shows one column partially, in pairs, on one server of its own. Prints one line a pair
// and the median of the ratios.   node bench/masks.ts [rows]
import { startPostgres } from '../test/harness/postgres-server.ts'
import { openSession } from '../src/discover/source/postgres/store-session.ts'
import { storeProbe } from '../src/discover/store-probe.ts'
import { maskExpression } from '../src/protect/compile/mask.ts'

const rows = Number(process.argv[2] ?? 1_000_000)
const PAIRS = 9
const server = await startPostgres({ settings: { shared_buffers: '512MB', max_parallel_workers_per_gather: '0' } })
try {
  await server.run('postgres', 'create database masks')
  const column = (name: string) => ({ name, type: 'text', base: 'text', category: 'S', generated: false, identity: false, acl: [] })
  await server.run(
    'masks',
    'create table customers (id integer, name text, email text, phone text, card text, city text)',
    `insert into customers select i, 'Customer ' || i, 'customer' || i || '@example.org', '+49 170 ' || (1000000 + i), (4000000000000000 + i)::text, 'City ' || i % 100 from generate_series(1, ${rows}) i`,
    `create view partial with (security_barrier = true) as select id, name, ${maskExpression(column('email'), 'partial', ['email'], 'b')} as email, phone, card, city from customers b`,
    `create view starter with (security_barrier = true) as select id, name, ${maskExpression(column('email'), 'partial', ['email'], 'b')} as email, ${maskExpression(column('phone'), 'partial', ['phone'], 'b')} as phone, ${maskExpression(column('card'), 'null', [], 'b')} as card, city from customers b`,
    'vacuum (analyze, freeze) customers',
  )
  const target = await storeProbe.parse(server.url('postgres', server.password, 'masks'), null)
  const session = await openSession(target, target.secret, null, new AbortController().signal)
  const seconds = async (from: string): Promise<number> => {
    const begun = performance.now()
    // to the server's own /dev/null: what the client does with the bytes is the same for both
    await session.query(`copy (select id, name, email, phone, card, city from ${from}) to '/dev/null'`)
    return (performance.now() - begun) / 1000
  }
  for (const view of ['partial', 'starter']) {
    await seconds('customers')
    await seconds(view)
    const ratios: number[] = []
    for (let i = 0; i < PAIRS; i++) {
      // who goes first changes, so that neither always finds the warmer machine
      const [first, second] = i % 2 === 0 ? ['customers', view] : [view, 'customers']
      const one = await seconds(first!)
      const two = await seconds(second!)
      const [base, masked] = i % 2 === 0 ? [one, two] : [two, one]
      ratios.push(masked / base)
      process.stdout.write(`${view}: base ${base.toFixed(3)} s, masked ${masked.toFixed(3)} s, ${(masked / base).toFixed(2)}\n`)
    }
    process.stdout.write(
      `${view}: median of ${PAIRS} pairs over ${rows} rows: ${ratios.toSorted((a, b) => a - b)[Math.floor(PAIRS / 2)]!.toFixed(2)}\n`,
    )
  }
  await session.close()
} finally {
  await server.stop()
}
