// One-time links: the first owner, invitations and recovery, used once, in time, and by one of many at once.
import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { OWNER, PASSWORD, testApi, tokenOf, type TestApi } from '../../../test/harness/test-api.ts'

async function fresh(t: TestContext): Promise<TestApi> {
  const api = await testApi()
  t.after(() => api.close())
  return api
}
const claimBody = (url: string, more: object = {}) => ({ token: tokenOf(url), name: 'Olga', email: OWNER, password: PASSWORD, ...more })
const count = async (api: TestApi): Promise<number> => (await api.fixture.store.db.selectFrom('account_user').select('id').execute()).length

describe('the first owner', () => {
  test('claims with 256 bits in the fragment, once', async (t) => {
    const api = await fresh(t)
    const browser = api.browser()
    assert.equal((await browser.get('/api/session')).body.state, 'unclaimed')
    const link = await api.auth.firstLink()
    assert.match(link!.url, /^http:\/\/localhost:\d+\/#claim=[\w-]{43}$/)
    const check = await browser.post('/api/claim/check', { token: tokenOf(link!.url) })
    assert.deepEqual(check.body, { purpose: 'first-owner', email: null, name: null, until: link!.until })
    assert.equal((await browser.post('/api/claim', claimBody(link!.url))).status, 200)
    assert.equal((await browser.get('/api/session')).body.account.role, 'owner')
    assert.deepEqual(await api.leaves(), ['link.made', 'account.claimed', 'account.signed-in'])
    assert.equal((await api.browser().post('/api/claim', claimBody(link!.url))).body.code, 'auth/link-refused')
    assert.equal((await api.browser().post('/api/claim/check', { token: tokenOf(link!.url) })).status, 403)
    assert.equal(await api.auth.firstLink(), null, 'none once an owner exists')
  })

  test('of many at once exactly one wins', async (t) => {
    const api = await fresh(t)
    const link = await api.auth.firstLink()
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        api.browser().post('/api/claim', claimBody(link!.url, { email: `owner${index}@example.org` })),
      ),
    )
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    assert.equal(answers.filter(({ status }) => status === 403).length, 11)
    assert.equal(await count(api), 1)
    assert.equal((await api.leaves()).filter((kind) => kind === 'account.claimed').length, 1)
  })

  test('has fifteen minutes', async (t) => {
    const api = await fresh(t)
    const link = await api.auth.firstLink()
    api.clock.advance(15 * 60_000 - 1)
    assert.equal((await api.browser().post('/api/claim/check', { token: tokenOf(link!.url) })).status, 200)
    api.clock.advance(1)
    assert.equal((await api.browser().post('/api/claim/check', { token: tokenOf(link!.url) })).status, 403)
    assert.equal((await api.browser().post('/api/claim', claimBody(link!.url))).body.code, 'auth/link-refused')
    const next = await api.auth.firstLink()
    assert.equal((await api.browser().post('/api/claim', claimBody(next!.url))).status, 200)
  })

  test('a newer link ends the older; a link that nobody made is refused', async (t) => {
    const api = await fresh(t)
    const [older, newer] = [await api.auth.firstLink(), await api.auth.linkAtTerminal(null)]
    assert.equal((await api.browser().post('/api/claim', claimBody(older!.url))).status, 403)
    for (const token of ['', 'x', 'a'.repeat(43), 'a'.repeat(64)]) {
      assert.equal((await api.browser().post('/api/claim', { ...claimBody(newer.url), token })).status, 403, token)
    }
    assert.equal((await api.browser().post('/api/claim', claimBody(newer.url))).status, 200)
  })

  test('a refused claim uses nothing up', async (t) => {
    const api = await fresh(t)
    const link = await api.auth.firstLink()
    const { name: _name, ...nameless } = claimBody(link!.url)
    for (const [body, status] of [
      [nameless, 400],
      [claimBody(link!.url, { email: 'no address' }), 400],
      [claimBody(link!.url, { name: '   ' }), 400],
      [claimBody(link!.url, { password: 'eleven char' }), 400],
      [claimBody(link!.url, { role: 'owner' }), 400],
    ] as const) {
      assert.equal((await api.browser().post('/api/claim', body)).status, status, JSON.stringify(body))
    }
    assert.equal(await count(api), 0)
    assert.equal((await api.browser().post('/api/claim', claimBody(link!.url))).status, 200)
  })

  test('the token stands nowhere: not in the store, not in the ledger, not in the log', async (t) => {
    const api = await fresh(t)
    const token = tokenOf((await api.auth.firstLink())!.url)
    await api.browser().post('/api/claim', claimBody(`#claim=${token}`))
    const rows = await api.fixture.store.db.selectFrom('account_link').selectAll().execute()
    const leaves = await api.fixture.store.db.selectFrom('ledger_leaf').select('leaf').execute()
    const text = JSON.stringify([rows, rows.map((row) => row.token_hash.toString('base64url')), leaves, api.logged])
    assert.ok(rows.length === 1 && leaves.length === 3)
    assert.ok(!text.includes(token))
    assert.ok(!JSON.stringify(leaves).includes(OWNER), 'nor a person’s address in a leaf')
  })
})

describe('invitations', () => {
  test('give the role they were made for', async (t) => {
    const api = await fresh(t)
    const owner = await api.owner()
    const invited = (await owner.post('/api/accounts', { name: 'Vera', email: 'Vera@example.org', role: 'auditor' })).body
    assert.equal(invited.account.state, 'invited')
    assert.equal((await api.browser().post('/api/sign-in', { email: 'vera@example.org', password: PASSWORD })).status, 401)
    const vera = api.browser()
    const check = (await vera.post('/api/claim/check', { token: tokenOf(invited.link as string) })).body
    assert.deepEqual([check.purpose, check.email, check.name], ['invite', 'vera@example.org', 'Vera'])
    // Name and address are the owner's to say, not the guest's.
    await vera.post('/api/claim', { token: tokenOf(invited.link as string), password: PASSWORD, name: 'Root', email: 'root@example.org' })
    const { account } = (await vera.get('/api/session')).body
    assert.deepEqual([account.name, account.email, account.role], ['Vera', 'vera@example.org', 'auditor'])
  })
  test('an account that is turned off first takes its link along', async (t) => {
    const api = await fresh(t)
    const owner = await api.owner()
    const invited = (await owner.post('/api/accounts', { name: 'Vera', email: 'vera@example.org', role: 'viewer' })).body
    await owner.call('PATCH', `/api/accounts/${invited.account.id as string}`, { off: true })
    assert.equal((await api.browser().post('/api/claim', { token: tokenOf(invited.link as string), password: PASSWORD })).status, 403)
  })
})

describe('recovery at the terminal', () => {
  test('takes a new password, ends all sessions and keeps the role', async (t) => {
    const api = await fresh(t)
    const owner = await api.owner()
    const link = await api.auth.linkAtTerminal(null)
    assert.equal(link.whose, OWNER)
    const again = api.browser()
    assert.equal((await again.post('/api/claim/check', { token: tokenOf(link.url) })).body.purpose, 'recover')
    assert.equal((await owner.get('/api/session')).body.state, 'signed-in', 'a link alone ends nothing')
    assert.equal((await again.post('/api/claim', { token: tokenOf(link.url), password: 'the recovered password' })).status, 200)
    assert.equal((await owner.get('/api/session')).body.state, 'signed-out')
    assert.equal((await again.get('/api/session')).body.account.role, 'owner')
    assert.equal((await api.browser().post('/api/sign-in', { email: OWNER, password: PASSWORD })).status, 401)
    assert.equal(await count(api), 1)
  })
  test('asks whose when there are several owners, and knows who there is not', async (t) => {
    const api = await fresh(t)
    await api.owner()
    const second = await api.person('owner')
    await assert.rejects(api.auth.linkAtTerminal(null), { code: 'auth/which-account' })
    await assert.rejects(api.auth.linkAtTerminal('none@example.org'), { code: 'auth/no-account' })
    assert.equal((await api.auth.linkAtTerminal(` ${second.email.toUpperCase()} `)).whose, second.email)
  })
  test('an address before the first owner exists is refused', async (t) => {
    const api = await fresh(t)
    await assert.rejects(api.auth.linkAtTerminal(OWNER), { code: 'auth/no-account' })
  })
})
