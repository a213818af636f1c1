// Principals on a real store: whose a login was at which time, unknown ones, two at once.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testPhases, type TestPhases } from '../../../test/harness/test-phases.ts'
import { createPrincipals, type PrincipalRegistry } from './principals.ts'

let it: TestPhases
let principals: PrincipalRegistry
before(async () => {
  it = await testPhases({ jobs: false })
  principals = createPrincipals(it.platform)
})
after(async () => await it?.close())

const STORE = `st_${'a'.repeat(20)}`
const MONTH_AGO = new Date(Date.now() - 30 * 86_400_000)
const dana = { id: 'dana.weber', name: 'Dana Weber', kind: 'person', teams: ['support'] }

test('a principal is added with its names, listed, and found by them, for the past too', async () => {
  const body = {
    ...dana,
    aliases: [
      { kind: 'pg-role', value: `${STORE}/dana` },
      { kind: 'email', value: ' Dana@Shop.example' },
    ],
  }
  const made = await it.post('/api/principals', body)
  assert.equal(made.status, 200, made.text)
  assert.deepEqual((await it.get('/api/principals', 'viewer')).body.principals, [made.body])
  assert.equal(await principals.resolve('pg-role', `${STORE}/dana`, MONTH_AGO), 'dana.weber')
  assert.equal(await principals.resolve('email', 'dana@shop.example', new Date()), 'dana.weber')
  assert.equal(await principals.resolve('pg-role', `${STORE}/nobody`, new Date()), null)
  assert.deepEqual(await it.leaves(), ['principal.added'])
})

test('what is taken is refused, and nothing of the refused one stays', async () => {
  const again = await it.post('/api/principals', { ...dana, aliases: [] })
  assert.equal(again.body.code, 'landscape/principal-taken')
  const other = { ...dana, id: 'other', aliases: [{ kind: 'email', value: 'DANA@shop.example' }] }
  const refused = await it.post('/api/principals', other)
  assert.equal(refused.body.code, 'landscape/alias-taken')
  assert.doesNotMatch(refused.text, /dana@/i)
  assert.equal(await principals.find('other'), null)
  assert.equal((await it.post('/api/principals', { ...dana, id: 'led', manager: 'nobody', aliases: [] })).status, 404)
  assert.equal((await it.post('/api/principals', { ...dana, id: 'x~y', aliases: [] })).status, 400)
  assert.equal((await it.post('/api/principals', { ...dana, id: 'by-analyst', aliases: [] }, 'analyst')).status, 403)
})

test('an unknown login is one visible principal, however many meet it at once, until somebody says who it is', async () => {
  const value = `${STORE}/Réporting "x"`
  const ids = await Promise.all(
    Array.from({ length: 8 }, () => it.platform.store.transaction(async (tx) => await principals.ensure(tx, 'pg-role', value, MONTH_AGO))),
  )
  assert.equal(new Set(ids).size, 1)
  const unknown = (await principals.find(ids[0]!))!
  assert.equal(unknown.kind, 'unknown')
  assert.equal(unknown.name, 'Réporting "x"')
  const wish = { ...dana, id: 'reporting', kind: 'service', aliases: [{ kind: 'pg-role', value }] }
  assert.equal((await it.post('/api/principals', wish)).status, 200)
  assert.equal(await principals.resolve('pg-role', value, MONTH_AGO), 'reporting')
  assert.ok((await principals.find(ids[0]!)) !== null, 'records written meanwhile still lead somewhere')
})

test('a name that moves on keeps its history', async () => {
  const value = `${STORE}/shared`
  const first = new Date('2026-01-01T00:00:00Z')
  const then = new Date('2026-06-01T00:00:00Z')
  const give = async (principal: string, at: Date): Promise<void> =>
    await it.platform.store.transaction(async (tx) => await principals.addAlias(tx, principal, 'pg-role', value, at))
  await give('dana.weber', first)
  await give('reporting', then)
  await give('reporting', then)
  assert.equal(await principals.resolve('pg-role', value, first), 'dana.weber')
  assert.equal(await principals.resolve('pg-role', value, new Date(then.getTime() - 1)), 'dana.weber')
  assert.equal(await principals.resolve('pg-role', value, then), 'reporting')
  await assert.rejects(give('nobody', then), { code: 'landscape/principal-unknown' })
})
