// `holdfast up --sample` and POST /api/sample: the sample company in an installation of one's own, up to the alert; there again at the next start;
// refused where something is connected already.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createBrowser, PASSWORD, tokenOf, type Browser } from '../harness/test-api.ts'
import { waitFor } from '../harness/wait.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const base = mkdtempSync(path.join(tmpdir(), 'holdfast-show-'))
const started: ChildProcess[] = []
after(() => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  rmSync(base, { recursive: true, force: true })
})

async function up(data: string, ...args: string[]) {
  const env = { PATH: process.env['PATH'] ?? '', HOME: base, HOLDFAST_GATEWAY_PORT: '0' }
  const child = spawn(process.execPath, [MAIN, 'up', '--data', data, '--port', '0', ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  started.push(child)
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (part: string) => (said += part))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await waitFor('the console', () => /console {3}\S/.test(said) || child.exitCode !== null, 240_000)
  const origin = /console {3}(http:\/\/localhost:\d+)/.exec(said)?.[1] ?? ''
  return {
    origin,
    said: () => said,
    async stop() {
      child.kill('SIGTERM')
      return await ended
    },
  }
}

async function hasTheAlert(browser: Browser): Promise<void> {
  const { alerts } = (await browser.get('/api/alerts')).body as {
    alerts: { drill: boolean; subjects: { lower: number }; principals: string[]; why: { text: string }[] }[]
  }
  assert.equal(alerts.length, 1, JSON.stringify(alerts.map((each) => [each.principals, each.why])))
  assert.ok(alerts[0]!.drill && alerts[0]!.subjects.lower > 300)
}

test('holdfast up --sample: the alert is there, and the company is there again at the next start', { timeout: 400_000 }, async () => {
  const data = path.join(base, 'one')
  const first = await up(data, '--sample')
  assert.notEqual(first.origin, '', first.said())
  const [email, password] = readFileSync(path.join(data, 'sample-accounts'), 'utf8')
    .split('\n')[0]!
    .split(/ +password /)
  const owner = createBrowser(first.origin)
  assert.equal((await owner.post('/api/sign-in', { email, password })).status, 200)
  await hasTheAlert(owner)
  assert.equal((await owner.get('/api/sample')).body.state, 'open')
  assert.equal((await owner.post('/api/sample')).body.code, 'drill/sample-in-use')
  assert.equal(await first.stop(), 0, first.said())
  assert.deepEqual(serversIn(base), [])

  const second = await up(data)
  const again = createBrowser(second.origin)
  await again.post('/api/sign-in', { email, password })
  const { stores } = (await again.get('/api/stores')).body as { stores: { id: string; name: string }[] }
  const shop = stores.find((each) => each.name === 'shop')!
  const reached = await again.post(`/api/stores/${shop.id}/access`, {})
  assert.equal(reached.status, 200, reached.text)
  assert.equal(await second.stop(), 0, second.said())
  assert.deepEqual(serversIn(base), [])
})

test('POST /api/sample: one click of an owner in an empty installation', { timeout: 400_000 }, async () => {
  const data = path.join(base, 'two')
  const run = await up(data)
  const owner = createBrowser(run.origin)
  const link = readFileSync(path.join(data, 'signin-link'), 'utf8').trim()
  await owner.post('/api/claim', { token: tokenOf(link), name: 'Ada', email: 'ada@example.org', password: PASSWORD })
  assert.deepEqual((await owner.get('/api/sample')).body, { state: 'none', possible: true, doing: null, problem: null })
  const begun = await owner.post('/api/sample')
  assert.equal(begun.status, 200, begun.text)
  assert.equal((await owner.post('/api/sample')).body.code, 'drill/sample-running')
  await waitFor('the sample company', async () => (await owner.get('/api/sample')).body.state !== 'opening', 240_000)
  assert.equal((await owner.get('/api/sample')).body.state, 'open', JSON.stringify((await owner.get('/api/sample')).body))
  await hasTheAlert(owner)
  assert.equal(await run.stop(), 0, run.said())
  assert.deepEqual(serversIn(base), [])
  assert.ok(existsSync(`${data}-sample`))
})

function serversIn(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && Number(pid) !== process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
    } catch {
      return false
    }
  })
}
