// The gateway with real clients in front of a real PostgreSQL: what passes, and what is written down about it.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { gatewayRig, type GatewayRig } from '../../../test/harness/gateway-rig.ts'

let rig: GatewayRig
before(async () => {
  rig = await gatewayRig()
})
after(async () => await rig?.close())

async function connected(more: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ ...rig.client, ...more })
  client.on('error', () => {})
  await client.connect()
  return client
}

async function within<T>(work: (client: pg.Client) => Promise<T>, more: pg.ClientConfig = {}): Promise<T> {
  const client = await connected(more)
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

describe('a simple query', () => {
  it('passes, and its record names object, fields, people and how they were shown', async () => {
    const { rows } = await within((client) => client.query('select id, email from customers where id <= 3 order by id'))
    assert.deepEqual(
      rows.map((row) => [row.id, row.email]),
      [
        [1, 'p***'],
        [2, 'p***'],
        [3, 'p***'],
      ],
    )
    const [record, ...more] = await rig.records()
    assert.equal(more.length, 0)
    assert.equal(record!.phase, 'single')
    assert.equal(record!.object, rig.objects.customers)
    assert.deepEqual(record!.fields.toSorted(), [rig.field('customers', 'id'), rig.field('customers', 'email')].toSorted())
    assert.deepEqual(record!.shown, { [rig.field('customers', 'id')]: 'clear', [rig.field('customers', 'email')]: 'partial' })
    assert.deepEqual(record!.subjects, { lower: 3, upper: 3, basis: 'keys' })
    assert.equal(record!.rows, 3)
    assert.equal(record!.principal, 'dana')
    assert.equal(record!.outcome, 'ok')
    assert.match(record!.storeSession ?? '', /^[0-9a-f]+\.[0-9a-f]+$/)
  })
})
