// What a mask costs: the same rows as COPY from the table and through a view that masks columns, in pairs, on a server of its own: the machine's PostgreSQL and the
// embedded one. Prints the medians of the ratios, of processor time of the server's process where the system says it (Linux), and of time that passed.
//   node bench/masks.ts [rows]
import { existsSync, readFileSync } from 'node:fs'
import { startPostgres } from '../test/harness/postgres-server.ts'
import { openSession } from '../src/discover/source/postgres/store-session.ts'
import { storeProbe } from '../src/discover/store-probe.ts'
import { maskExpression } from '../src/protect/compile/mask.ts'

const rows = Number(process.argv[2] ?? 1_000_000)
const PAIRS = 9
const column = (name: string) => ({ name, type: 'text', base: 'text', category: 'S', generated: false, identity: false, acl: [] })
const email = `${maskExpression(column('email'), 'partial', ['email'], 'b')} as email`
const phone = `${maskExpression(column('phone'), 'partial', ['phone'], 'b')} as phone`
const city = `${maskExpression(column('city'), 'partial', [], 'b')} as city`
const VIEWS: Readonly<Record<string, { readonly says: string; readonly columns: string }>> = {
  email: { says: 'one e-mail address in part', columns: `id, name, ${email}, phone, card, city` },
  phone: { says: 'one telephone number in part', columns: `id, name, email, ${phone}, card, city` },
  words: { says: 'one other text in part', columns: `id, name, email, phone, card, ${city}` },
  starter: {
    says: 'the starter policy: address and number in part, card empty',
    columns: `id, name, ${email}, ${phone}, ${maskExpression(column('card'), 'null', [], 'b')} as card, city`,
  },
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!

async function measure(embedded: boolean): Promise<void> {
  const server = await startPostgres({ embedded, settings: { shared_buffers: '512MB', max_parallel_workers_per_gather: '0' } })
  try {
    await server.run('postgres', 'create database masks')
    await server.run(
      'masks',
      'create table customers (id integer, name text, email text, phone text, card text, city text)',
      `insert into customers select i, 'Customer ' || i, 'customer' || i || '@example.org', '+49 170 ' || (1000000 + i), (4000000000000000 + i)::text, 'City ' || i % 100 from generate_series(1, ${rows}) i`,
      ...Object.entries(VIEWS).map(
        ([name, { columns }]) => `create view ${name} with (security_barrier = true) as select ${columns} from customers b`,
      ),
      'vacuum (analyze, freeze) customers',
    )
    const target = await storeProbe.parse(server.url('postgres', server.password, 'masks'), null)
    const session = await openSession(target, target.secret, null, new AbortController().signal)
    const said = await session.query(`select current_setting('server_version') as version, pg_backend_pid() as pid`)
    const { version, pid } = said.rows[0]!
    const schedstat = `/proc/${pid}/schedstat`
    const worked = (): number => (existsSync(schedstat) ? Number(readFileSync(schedstat, 'utf8').split(' ')[0]) / 1e9 : NaN)
    const copy = async (from: string): Promise<{ readonly worked: number; readonly passed: number }> => {
      const [begun, before] = [performance.now(), worked()]
      // to the server's own /dev/null: what the client does with the bytes is the same for both
      await session.query(`copy (select id, name, email, phone, card, city from ${from}) to '/dev/null'`)
      return { worked: worked() - before, passed: (performance.now() - begun) / 1000 }
    }
    process.stdout.write(`PostgreSQL ${version}, ${rows} rows, medians of ${PAIRS} pairs\n`)
    for (const [view, { says }] of Object.entries(VIEWS)) {
      await copy('customers')
      await copy(view)
      const pairs: { readonly worked: number; readonly passed: number }[] = []
      for (let i = 0; i < PAIRS; i++) {
        // who goes first changes, so that neither always finds the warmer machine
        const [first, second] = i % 2 === 0 ? ['customers', view] : [view, 'customers']
        const one = await copy(first!)
        const two = await copy(second!)
        const [base, masked] = i % 2 === 0 ? [one, two] : [two, one]
        pairs.push({ worked: masked.worked / base.worked, passed: masked.passed / base.passed })
      }
      const ratio = (what: 'worked' | 'passed'): string => median(pairs.map((pair) => pair[what])).toFixed(2)
      process.stdout.write(`${view}: ${says}: ${ratio('worked')} of processor time, ${ratio('passed')} of time\n`)
    }
    await session.close()
  } finally {
    await server.stop()
  }
}

await measure(false)
await measure(true)
