// The ledger's routes on the real server and store: who may, what comes, and that taking the bundle away is on record in the bundle itself.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { testStore, type TestStore } from '../../../test/harness/test-store.ts'
import { systemClock } from '../../core/clock.ts'
import type { Actor, Role } from '../../core/contract/roles.ts'
import { createHttpServer, type HttpServer } from '../http/http-server.ts'
import { recordedLedger } from '../http/recorded.ts'
import { createLedger, type FullLedger } from './create-ledger.ts'
import { ledgerRoutes } from './ledger-routes.ts'
import type { LedgerPage } from './ledger-rows.ts'
import { parseVerifierKey } from './signed-note.ts'
import { verifyBundle } from './verify-bundle.ts'

let fixture: TestStore
let ledger: FullLedger
let server: HttpServer
let origin: string
let who: Role | null = 'owner'

before(async () => {
  fixture = await testStore()
  ledger = createLedger({ store: fixture.store, keys: fixture.keys, clock: systemClock, log: fixture.log })
  server = await createHttpServer({
    config: { host: '127.0.0.1', port: 0, origin: null },
    log: fixture.log,
    version: '0.0.0',
    identify: () => Promise.resolve(who === null ? null : ({ kind: 'account', id: 'a-1', role: who } satisfies Actor)),
    // as app.ts does: the server watches what is appended for a request
    routes: [ledgerRoutes({ store: fixture.store, ledger: { ...ledger, ...recordedLedger(ledger) } })],
    console: null,
  })
  origin = await server.listen()
  for (let i = 0; i < 5; i++) {
    await fixture.store.transaction((tx) =>
      ledger.append(tx, {
        actor: { kind: 'account', id: 'a-1', role: 'owner' },
        kind: i === 2 ? 'scan.started' : 'store.connected',
        entity: `e${i}`,
        body: { i },
      }),
    )
  }
})
after(async () => {
  await server.close()
  await fixture.close()
})

async function get(url: string): Promise<Response> {
  return await fetch(`${origin}${url}`)
}

async function page(url: string): Promise<LedgerPage> {
  return (await (await get(url)).json()) as LedgerPage
}

describe('ledger routes', () => {
  it('are closed to all but owner and auditor', async () => {
    for (const url of ['/api/ledger', '/api/ledger/bundle']) {
      for (const [role, status] of [
        [null, 401],
        ['viewer', 403],
        ['analyst', 403],
      ] as const) {
        who = role
        assert.equal((await get(url)).status, status, `${url} as ${role}`)
      }
    }
    who = 'owner'
    assert.equal((await ledger.page({ kind: 'ledger.exported' })).rows.length, 0, 'a refused request exports nothing')
  })
  it('list newest first, by page and kind', async () => {
    for (const role of ['owner', 'auditor'] as const) {
      who = role
      const first = await page('/api/ledger?limit=2')
      assert.deepEqual([first.size, first.next, first.rows.map((row) => row.entity)], [5, 3, ['e4', 'e3']])
      assert.deepEqual(first.rows[0]!.body, { i: 4 })
      assert.equal(first.rows[0]!.actor, 'account:a-1')
      const second = await page(`/api/ledger?limit=2&before=${first.next}`)
      assert.deepEqual(
        second.rows.map((row) => row.entity),
        ['e2', 'e1'],
      )
      const kind = await page('/api/ledger?kind=scan.started')
      assert.deepEqual(
        kind.rows.map((row) => row.entity),
        ['e2'],
      )
    }
  })
  it('refuse a wrong query', async () => {
    for (const query of ['limit=0', 'limit=100000', 'before=-1', 'before=x', 'kind=%27%20or%201']) {
      assert.equal((await get(`/api/ledger?${query}`)).status, 400, query)
    }
  })
  it('give a bundle that verifies and holds its own export', async () => {
    who = 'auditor'
    const since = await ledger.checkpoint()
    const answer = await get('/api/ledger/bundle')
    assert.equal(answer.status, 200, answer.ok ? '' : await answer.clone().text())
    assert.equal(answer.headers.get('content-type'), 'application/zip')
    assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="holdfast-ledger-6.zip"')
    const bytes = Buffer.from(await answer.arrayBuffer())
    const result = await verifyBundle(
      { size: bytes.length, read: (at, length) => Promise.resolve(bytes.subarray(at, at + length)) },
      { key: parseVerifierKey(await ledger.vkey())!, since },
    )
    assert.ok(result.ok, result.ok ? '' : result.error)
    assert.equal(result.value.checkpoint.size, 6)
    const { rows } = await ledger.page({ limit: 1 })
    assert.deepEqual([rows[0]!.kind, rows[0]!.seq, rows[0]!.actor], ['ledger.exported', 5, 'account:a-1'])
  })
})
