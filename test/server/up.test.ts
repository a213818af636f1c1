// `holdfast up` and `holdfast signin-link` as whole programs: what they print, write and leave behind. Ports are the system's choice, folders
// temporary; what starts here is stopped here.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createBrowser, PASSWORD, tokenOf } from '../harness/test-api.ts'
import { waitFor } from '../harness/wait.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const base = mkdtempSync(path.join(tmpdir(), 'holdfast-up-'))
const started: ChildProcess[] = []
after(() => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  rmSync(base, { recursive: true, force: true })
})

interface Run {
  readonly child: ChildProcess
  readonly err: () => string
  readonly out: () => string
  readonly ended: Promise<number | null>
}

function holdfast(...args: string[]): Run {
  const env = { PATH: process.env['PATH'] ?? '', HOME: base, HOLDFAST_LOG: 'info' }
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: base, env, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part))
  child.stderr.setEncoding('utf8').on('data', (part: string) => (err += part))
  return { child, out: () => out, err: () => err, ended: new Promise((resolve) => child.once('close', resolve)) }
}

async function up(data: string, ...args: string[]): Promise<Run & { readonly origin: string }> {
  const run = holdfast('up', '--data', data, '--port', '0', ...args)
  await waitFor('the console to be up', () => /console {3}\S/.test(run.err()) || run.child.exitCode !== null, 60_000)
  const origin = /console {3}(http:\/\/localhost:\d+)/.exec(run.err())?.[1]
  assert.ok(origin !== undefined, run.err())
  return { ...run, origin }
}

/** Processes whose command line or working folder names the text. */
function processesOf(text: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      return line.includes(text) || readlinkSync(`/proc/${pid}/cwd`).startsWith(text)
    } catch {
      return false
    }
  })
}

describe('holdfast up', () => {
  test('first start to sign-in to stop; again; recovery beside it and without it', async () => {
    const data = path.join(base, 'first')
    const first = await up(data)
    const file = path.join(data, 'signin-link')
    await waitFor('the link', () => first.err().includes(file))
    assert.doesNotMatch(first.err(), /#claim=/, 'no link where the text may end in a log')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.equal(first.out(), '')
    const url = readFileSync(file, 'utf8').trim()
    assert.ok(url.startsWith(`${first.origin}/#claim=`))

    const owner = createBrowser(first.origin)
    assert.deepEqual((await owner.get('/api/health')).body, { ok: true })
    const claimed = await owner.post('/api/claim', { token: tokenOf(url), name: 'Ada', email: 'ada@example.org', password: PASSWORD })
    assert.equal(claimed.status, 200, claimed.text)
    for (const at of ['/api/overview', '/api/system', '/api/stores', '/api/map', '/api/types', '/api/ledger']) {
      assert.equal((await owner.get(at)).status, 200, at)
    }
    const { version } = (await owner.get('/api/session')).body as { version: string }
    const { version: packaged } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
    assert.equal(version, packaged)

    const beside = holdfast('signin-link', '--data', data)
    assert.equal(await beside.ended, 0, beside.err())
    assert.match(beside.out(), new RegExp(`^${first.origin}/#claim=[\\w-]{43}\\n$`))
    assert.match(beside.err(), /for ada@example\.org/)
    assert.doesNotMatch(beside.err(), /not running/)
    const recovered = createBrowser(first.origin)
    const again = await recovered.post('/api/claim', { token: tokenOf(beside.out().trim()), password: 'the recovered password' })
    assert.equal(again.status, 200, again.text)
    assert.equal((await owner.get('/api/session')).body.state, 'signed-out')

    first.child.kill('SIGTERM')
    assert.equal(await first.ended, 0, first.err())
    assert.ok(!existsSync(file))
    assert.deepEqual(processesOf(data), [], 'nothing is left running')
    for (const secret of [PASSWORD, 'the recovered password', tokenOf(url)]) assert.ok(!first.err().includes(secret))

    const alone = holdfast('signin-link', 'ADA@example.org', '--data', data)
    assert.equal(await alone.ended, 0, alone.err())
    assert.match(alone.err(), /not running, start it with `holdfast up`/)
    const unknown = holdfast('signin-link', 'nobody@example.org', '--data', data)
    assert.equal(await unknown.ended, 2)
    assert.match(unknown.err(), /^error: .*\nhelp: /m)
    assert.deepEqual(processesOf(data), [])

    const second = await up(data)
    assert.doesNotMatch(second.err(), /sign in/, 'no link once an owner exists')
    const back = createBrowser(second.origin)
    assert.equal((await back.post('/api/sign-in', { email: 'ada@example.org', password: 'the recovered password' })).status, 200)
    const { rows } = (await back.get('/api/ledger?limit=100')).body as { rows: { kind: string; actor: string }[] }
    assert.ok(rows.some(({ kind, actor }) => kind === 'link.made' && actor === 'terminal:terminal'))
    second.child.kill('SIGINT')
    assert.equal(await second.ended, 0, second.err())
    assert.deepEqual(processesOf(data), [])
  })

  test('its data folder taken away while it runs: it stops all the same, and leaves no server', async () => {
    const data = path.join(base, 'gone')
    const run = await up(data)
    rmSync(data, { recursive: true, force: true })
    run.child.kill('SIGTERM')
    await run.ended
    assert.deepEqual(processesOf(data), [])
  })

  test('what cannot work says so at once, with the next step, and leaves nothing', async () => {
    const holder = createServer()
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
    const { port } = holder.address() as { port: number }
    const data = path.join(base, 'never')
    const cases: [string[], number, RegExp][] = [
      [['--host', '0.0.0.0'], 2, /reachable from other machines[\s\S]*help: .*--origin/],
      [['--origin', 'holdfast.example'], 2, /`--origin` is not an address/],
      [['--roles', 'web,baker'], 2, /there is no role `baker`[\s\S]*help: roles: web/],
      [['--roles', ','], 2, /no role is named/],
      [['--port', '70000'], 2, /`--port` is not usable/],
    ]
    for (const [args, exit, words] of cases) {
      const run = holdfast('up', '--data', data, ...args)
      assert.equal(await run.ended, exit, run.err())
      assert.match(run.err(), words)
      assert.ok(!existsSync(data), `${args.join(' ')}: nothing is made`)
    }
    const taken = holdfast('up', '--data', path.join(base, 'taken'), '--port', String(port))
    assert.equal(await taken.ended, 3)
    assert.match(taken.err(), new RegExp(`error: port ${port} on 127\\.0\\.0\\.1 is in use[\\s\\S]*--port ${port + 1}`))
    assert.deepEqual(processesOf(path.join(base, 'taken')), [])
    await new Promise((resolve) => holder.close(resolve))
  })
})
