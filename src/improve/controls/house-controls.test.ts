// The controls that ask the gateway, the ledger and the proofs of masks, each broken for real where it is a system of its own.
import assert from 'node:assert/strict'
import { connect, createServer, type Server } from 'node:net'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { readDatabaseUrl } from '../../platform/store/database-url.ts'
import { readProxyHeader } from '../../protect/gateway/proxy-protocol.ts'
import { startPostgres } from '../../../test/harness/postgres-server.ts'
import { testControls, type TestControls } from '../../../test/harness/test-controls.ts'

let controls: TestControls
before(async () => {
  controls = await testControls()
  const { store } = controls.phases.platform
  // the store's classes are asked for by store: one that needs no server
  await controls.phases.post('/api/stores', { target: controls.phases.folder, name: 'a folder' })
  assert.ok((await store.db.selectFrom('store').select('id').execute()).length > 0)
})
after(() => controls.close())

const whyOf = (answer: { last: { items: { why: string[] }[] } }): string => answer.last.items.flatMap((item) => item.why).join('\n')
const supportClass = {
  id: 'support',
  role: 'hf_support',
  schema: 'hf',
  columns: {},
  views: {},
  rows: null,
  budget: null,
  policySet: 'p1',
  catalogHash: 'x',
}

async function listening(answer: (bytes: Buffer) => Buffer | null): Promise<{ address: string; server: Server }> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      const said = answer(bytes)
      if (said === null) socket.destroy()
      else socket.write(said)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { address: `127.0.0.1:${(server.address() as { port: number }).port}`, server }
}

test('gateway: a refusal passes, silence and an open door fail, off is not a pass', async () => {
  const { world } = controls
  assert.equal(await controls.state('gateway-refuses'), 'not-applicable')
  world.classes = [supportClass]
  const none = await controls.run('gateway-refuses')
  assert.equal(none.state, 'fail')
  assert.match(whyOf(none), /no gateway runs/)

  // a PostgreSQL refuses the made-up user as the gateway has to
  const server = await startPostgres()
  world.gateway = { on: true, address: `127.0.0.1:${server.port}`, sessions: 0, problem: null, proxied: false }
  const refused = await controls.run('gateway-refuses')
  assert.equal(refused.state, 'pass', whyOf(refused))
  assert.match(whyOf(refused), /28P01/)
  // behind a balancer each connection begins with a PROXY header; one without it is no client
  const balanced = createServer((socket) => {
    socket.once('data', (bytes) => {
      const header = readProxyHeader(bytes)
      if (header === null || header.ip !== null) {
        socket.destroy()
        return
      }
      const inner = connect(server.port, '127.0.0.1')
      inner.write(bytes.subarray(header.length))
      socket.pipe(inner).pipe(socket)
      for (const end of [socket, inner])
        end.on('error', () => {
          socket.destroy()
          inner.destroy()
        })
    })
  })
  await new Promise<void>((resolve) => balanced.listen(0, '127.0.0.1', resolve))
  const behind = `127.0.0.1:${(balanced.address() as { port: number }).port}`
  world.gateway = { ...world.gateway, address: behind, proxied: true }
  const through = await controls.run('gateway-refuses')
  assert.equal(through.state, 'pass', whyOf(through))
  balanced.close()
  world.gateway = { ...world.gateway, address: `127.0.0.1:${server.port}`, proxied: false }
  world.gateway = { ...world.gateway, on: false }
  assert.equal(await controls.state('gateway-refuses'), 'not-evaluated')
  await server.stop()
  world.gateway = { ...world.gateway, on: true }
  const gone = await controls.run('gateway-refuses')
  assert.equal(gone.state, 'fail')
  assert.match(whyOf(gone), /ECONNREFUSED/)

  const text = (kind: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(5)
    head.write(kind, 'latin1')
    head.writeInt32BE(body.length + 4, 1)
    return Buffer.concat([head, body])
  }
  // no TLS, then: signed in, ready
  const open = await listening((bytes) =>
    bytes.length === 8 ? Buffer.from('N') : Buffer.concat([text('R', Buffer.alloc(4)), text('Z', Buffer.from('I'))]),
  )
  world.gateway = { ...world.gateway, address: open.address }
  const letIn = await controls.run('gateway-refuses')
  assert.equal(letIn.state, 'fail')
  assert.match(whyOf(letIn), /was let in/)
  open.server.close()
  const noise = await listening(() => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))
  world.gateway = { ...world.gateway, address: noise.address }
  assert.equal(await controls.state('gateway-refuses'), 'fail')
  noise.server.close()
  world.gateway = { ...world.gateway, address: 'somewhere' }
  assert.equal(await controls.state('gateway-refuses'), 'error')
})

test('ledger: holds, is seen broken, and is an error when it cannot be read', async () => {
  const { world, ledger, phases } = controls
  const first = await controls.run('ledger-whole')
  assert.equal(first.state, 'pass', whyOf(first))

  const house = world.house
  world.house = {
    ...house,
    verifyLedger: async () => {
      throw new Error('the store is away')
    },
  }
  assert.equal(await controls.state('ledger-whole'), 'error')
  world.house = house
  assert.equal(await controls.state('ledger-whole'), 'pass')

  // a hand at psql: rights over the table are enough to turn the trigger off
  await ledger.checkpoint()
  const hand = new pg.Client(readDatabaseUrl(phases.fixture.url))
  await hand.connect()
  try {
    await hand.query('alter table ledger_leaf disable trigger all')
    const flip = `update ledger_leaf set leaf = replace(leaf, '"kind":"store.connected"', '"kind":"store.forgotten"') where seq = 0`
    assert.equal((await hand.query(flip)).rowCount, 1)
    const broken = await controls.run('ledger-whole')
    assert.equal(broken.state, 'fail')
    assert.match(whyOf(broken), /leaf 0 was changed/)
    await hand.query(`update ledger_leaf set leaf = replace(leaf, '"kind":"store.forgotten"', '"kind":"store.connected"') where seq = 0`)
    await hand.query('alter table ledger_leaf enable trigger all')
  } finally {
    await hand.end()
  }
  assert.equal(await controls.state('ledger-whole'), 'pass')
})

test('masks: young proof, all held, and what stands is what was applied', async () => {
  const { world } = controls
  const [store] = await controls.phases.landscape.stores.list()
  const vector = { id: 'v1', class: 'support', text: 'selects the base table', state: 'held' as 'held' | 'broken' | 'not-run', detail: '' }
  const proof = { id: 'p', store: store!.id, policySet: 'p1', at: new Date(), vectors: [vector] }
  const stands = { class: 'support', applied: 'a', now: 'a' as string | null, differs: [] as string[] }
  world.classes = [supportClass]
  world.proofs = [proof]
  world.standing = [stands]
  assert.equal(await controls.state('masks-hold'), 'pass')
  const cases: readonly [() => void, string, RegExp][] = [
    [() => (world.proofs = []), 'fail', /never proven/],
    [() => (world.proofs = [{ ...proof, at: new Date(Date.now() - 8 * 86_400_000) }]), 'fail', /older than 7 days/],
    [() => (world.proofs = [{ ...proof, at: new Date(Date.now() + 86_400_000) }]), 'fail', /a clock jumped/],
    [() => (world.proofs = [{ ...proof, policySet: 'p0' }]), 'fail', /other policies/],
    [() => (world.proofs = [{ ...proof, vectors: [{ ...vector, state: 'broken' }] }]), 'fail', /v1 was not held/],
    [() => (world.proofs = [{ ...proof, vectors: [] }]), 'fail', /tried nothing/],
    [() => (world.proofs = [{ ...proof, vectors: [{ ...vector, state: 'not-run' }] }]), 'not-evaluated', /were not run/],
    [
      () => (world.standing = [{ ...stands, now: 'b', differs: ['view hf.customers'] }]),
      'fail',
      /not what was applied\nview hf\.customers/,
    ],
    [() => (world.standing = [{ ...stands, now: null }]), 'fail', /not in the store any more/],
    [() => (world.standing = []), 'fail', /not in the store any more/],
    [() => (world.standing = new Error('away')), 'error', /cannot be asked/],
  ]
  for (const [change, state, says] of cases) {
    world.proofs = [proof]
    world.standing = [stands]
    change()
    const answer = await controls.run('masks-hold')
    assert.equal(answer.state, state, String(says))
    assert.match(whyOf(answer), says)
  }
  world.classes = []
  assert.equal(await controls.state('masks-hold'), 'not-applicable')
})
