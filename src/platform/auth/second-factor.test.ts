// The second factor: enrolled with proof, asked for at sign-in, a code counts once, recovery codes too, and it is not taken away lightly.
import assert from 'node:assert/strict'
import { after, before, describe, mock, test } from 'node:test'
import { codeOf, PASSWORD, testApi, tokenOf, type Browser, type TestApi } from '../../../test/harness/test-api.ts'
import { CODE_PERIOD } from './time-code.ts'

let api: TestApi
before(async () => {
  // Codes belong to moments: the day stands still, for the library too, so that a slow machine sees the same as a quick one.
  mock.timers.enable({ apis: ['Date'], now: Date.now() })
  api = await testApi()
  await api.owner()
})
after(async () => {
  await api.close()
  mock.timers.reset()
})

interface Enrolled {
  readonly browser: Browser
  readonly email: string
  readonly id: string
  readonly secret: string
  readonly recoveryCodes: readonly string[]
}

// A code is good for the step before and after too, so two steps are at hand.
async function enrolled(): Promise<Enrolled> {
  api.clock.set(new Date().toISOString())
  const browser = await api.person('analyst')
  const started = (await browser.post('/api/account/second-factor', { password: PASSWORD })).body
  const confirmed = await browser.post('/api/account/second-factor/confirm', { code: codeOf(started.secret as string) })
  assert.equal(confirmed.status, 200, confirmed.text)
  return {
    browser,
    email: browser.email,
    id: browser.id,
    secret: started.secret as string,
    recoveryCodes: started.recoveryCodes as string[],
  }
}
async function firstFactor(email: string): Promise<Browser> {
  const browser = api.browser()
  assert.deepEqual((await browser.post('/api/sign-in', { email, password: PASSWORD })).body, { next: 'second-factor' })
  return browser
}
const state = async (browser: Browser): Promise<string> => (await browser.get('/api/session')).body.state as string
const second = (browser: Browser, code: string, recovery = false) =>
  browser.post('/api/sign-in/second-factor', { code, ...(recovery ? { recovery } : {}) })

describe('enrolment', () => {
  test('needs the password, and a code as proof; until then sign-in asks for none', async () => {
    const person = await api.person('viewer')
    assert.equal((await person.post('/api/account/second-factor', { password: 'wrong' })).status, 403)
    const started = (await person.post('/api/account/second-factor', { password: PASSWORD })).body
    assert.match(started.uri as string, /^otpauth:\/\/totp\/Holdfast:/)
    assert.equal(started.recoveryCodes.length, 10)
    assert.equal((await person.post('/api/account/second-factor/confirm', { code: '000000' })).status, 401)
    assert.deepEqual((await api.browser().post('/api/sign-in', { email: person.email, password: PASSWORD })).body, { next: 'done' })
    assert.equal((await person.get('/api/session')).body.account.secondFactor, false)
  })
  test('once on it is not replaced by somebody who has only the password', async () => {
    const { browser } = await enrolled()
    assert.equal((await browser.get('/api/session')).body.account.secondFactor, true)
    assert.equal((await browser.post('/api/account/second-factor', { password: PASSWORD })).body.code, 'auth/second-factor-on')
  })
  test('the secret and the recovery codes are not readable in the store', async () => {
    const { id, secret, recoveryCodes } = await enrolled()
    const row = await api.fixture.store.db
      .selectFrom('account_second_factor')
      .selectAll()
      .where('account', '=', id)
      .executeTakeFirstOrThrow()
    const text = JSON.stringify(row)
    for (const plain of [secret, ...recoveryCodes]) assert.ok(!text.includes(plain))
  })
})

describe('sign-in', () => {
  test('without the second factor nothing is open', async () => {
    const { email } = await enrolled()
    const browser = await firstFactor(email)
    assert.equal(await state(browser), 'second-factor')
    for (const path of ['/api/account/sessions', '/api/accounts', '/api/openapi.json'])
      assert.equal((await browser.get(path)).status, 401, path)
    assert.equal((await second(api.browser(), '123456')).body.code, 'auth/second-factor-expired')
  })
  test('a code counts once: not at the next sign-in, not the one of the enrolment, not for two at the same moment', async () => {
    const { email, secret } = await enrolled()
    const enrolment = await second(await firstFactor(email), codeOf(secret))
    const used = codeOf(secret, 1)
    const [one, two] = [await firstFactor(email), await firstFactor(email)]
    const answers = await Promise.all([second(one, used), second(two, used)])
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401], 'exactly one')
    const again = await second(await firstFactor(email), used)
    assert.equal(again.status, 401)
    assert.equal(again.body.code, 'auth/code-refused')
    assert.equal(enrolment.status, 401)
    const leaves = await api.leaves()
    assert.deepEqual(leaves.slice(-2), ['account.password-accepted', 'account.sign-in-failed'])
  })
  test('the code of the next half minute works again', async () => {
    const { email, secret } = await enrolled()
    for (let sign = 0; sign < 3; sign++) {
      mock.timers.setTime(Date.now() + CODE_PERIOD * 1000)
      api.clock.set(new Date().toISOString())
      assert.equal((await second(await firstFactor(email), codeOf(secret))).status, 200)
    }
  })
  test('an older code than the last one used is refused too', async () => {
    const { email, secret } = await enrolled()
    assert.equal((await second(await firstFactor(email), codeOf(secret, 1))).status, 200)
    assert.equal((await second(await firstFactor(email), codeOf(secret, 0))).status, 401)
    assert.equal((await second(await firstFactor(email), codeOf(secret, -1))).status, 401)
  })
  test('codes are read with blanks; those far from now are not', async () => {
    const { email, secret } = await enrolled()
    assert.equal((await second(await firstFactor(email), codeOf(secret, 5))).status, 401)
    assert.equal((await second(await firstFactor(email), codeOf(secret, -5))).status, 401)
    const code = codeOf(secret, 1)
    assert.equal((await second(await firstFactor(email), `${code.slice(0, 3)} ${code.slice(3)}`)).status, 200)
  })
  test('a recovery code works once', async () => {
    const { email, recoveryCodes } = await enrolled()
    const [code = ''] = recoveryCodes
    const [one, two] = [await firstFactor(email), await firstFactor(email)]
    const answers = await Promise.all([second(one, code, true), second(two, code, true)])
    assert.equal(answers.filter(({ status }) => status === 200).length, 1, answers.map(({ text }) => text).join())
    assert.equal((await second(await firstFactor(email), code, true)).status, 401)
    assert.equal((await second(await firstFactor(email), recoveryCodes[1]!, true)).status, 200)
  })
  test('guessing ends: five wrong codes a sign-in, ten an account', async () => {
    const { email, secret } = await enrolled()
    const browser = await firstFactor(email)
    for (let tried = 0; tried < 5; tried++) assert.equal((await second(browser, '000000')).status, 401)
    assert.equal((await second(browser, codeOf(secret, 1))).status, 401, 'this sign-in is over, the right code too late')
    const next = await firstFactor(email)
    const statuses = []
    for (let tried = 0; tried < 6; tried++) statuses.push((await second(next, '000000')).status)
    assert.ok(statuses.includes(429), statuses.join())
    const last = await second(await firstFactor(email), codeOf(secret, 1))
    assert.equal(last.status, 429)
    assert.ok(Number(last.headers.get('retry-after')) > 0)
  })
  test('the wait for the second factor ends after ten minutes, or when the account is turned off', async () => {
    const { email, secret, id } = await enrolled()
    const owner = await api.owner()
    const late = await firstFactor(email)
    api.clock.advance(11 * 60_000)
    assert.equal((await second(late, codeOf(secret, 1))).body.code, 'auth/second-factor-expired')
    api.clock.set(new Date().toISOString())
    const turned = await firstFactor(email)
    await owner.call('PATCH', `/api/accounts/${id}`, { off: true })
    assert.equal((await second(turned, codeOf(secret, 1))).body.code, 'auth/second-factor-expired')
  })
})

describe('taking it away', () => {
  test('needs the password and a fresh code', async () => {
    const { browser, email, secret } = await enrolled()
    const stop = (password: string, code: string) => browser.call('DELETE', '/api/account/second-factor', { password, code })
    assert.equal((await stop('wrong', codeOf(secret, 1))).status, 403)
    assert.equal((await stop(PASSWORD, '000000')).status, 401)
    assert.equal((await stop(PASSWORD, codeOf(secret))).status, 401, 'the code of the enrolment is used')
    assert.equal((await stop(PASSWORD, codeOf(secret, 1))).status, 200)
    assert.equal((await api.leaves()).at(-1), 'account.second-factor-off')
    assert.deepEqual((await api.browser().post('/api/sign-in', { email, password: PASSWORD })).body, { next: 'done' })
    assert.equal((await stop(PASSWORD, '000000')).body.code, 'auth/second-factor-off')
  })
  test('or a recovery code, when the app is lost', async () => {
    const { browser, recoveryCodes } = await enrolled()
    const answer = await browser.call('DELETE', '/api/account/second-factor', { password: PASSWORD, code: recoveryCodes[3] })
    assert.equal(answer.status, 200, answer.text)
    assert.equal((await browser.get('/api/session')).body.account.secondFactor, false)
  })
  test('a recovery link removes the lost one', async () => {
    const { email, browser } = await enrolled()
    const link = await api.auth.linkAtTerminal(email)
    const again = api.browser()
    assert.equal((await again.post('/api/claim', { token: tokenOf(link.url), password: 'the recovered password' })).status, 200)
    assert.equal(await state(again), 'signed-in')
    assert.equal((await again.get('/api/session')).body.account.secondFactor, false)
    assert.equal(await state(browser), 'signed-out')
    assert.deepEqual((await api.browser().post('/api/sign-in', { email, password: 'the recovered password' })).body, { next: 'done' })
  })
})

test('a code of this moment is six digits of a thirty-second step', () => {
  assert.equal(CODE_PERIOD, 30)
  assert.match(codeOf('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'), /^\d{6}$/)
})
