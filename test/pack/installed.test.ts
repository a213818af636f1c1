// The published form: packs this checkout, installs the tarball somewhere else without development dependencies and without install
// scripts, and uses it there as a stranger would. Needs a registry or npm's cache. Nothing here may reach back into the checkout.
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runPage } from '../script/run-page.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'holdfast-pack-'))
const user = join(folder, 'user')
const installed = join(user, 'node_modules/holdfast')
const program = join(installed, 'dist/main.js')
const started: ChildProcess[] = []

// what npm itself sets for scripts must not steer the npm started here
const env: Record<string, string> = { HOME: join(folder, 'home'), LANG: 'C.UTF-8' }
for (const [name, value] of Object.entries(process.env)) {
  if (
    value !== undefined &&
    (/^(PATH|HTTPS?_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_.*)$/i.test(name) ||
      /^npm_config_(cache|registry|cafile|userconfig|globalconfig)$/i.test(name))
  )
    env[name] = value
}
env['npm_config_cache'] ??= execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8', cwd: tmpdir() }).trim()
env['npm_config_userconfig'] ??= execFileSync('npm', ['config', 'get', 'userconfig'], { encoding: 'utf8', cwd: tmpdir() }).trim()

function npm(words: readonly string[], cwd: string): string {
  const ran = spawnSync('npm', [...words, '--no-audit', '--no-fund', '--no-update-notifier'], { cwd, env, encoding: 'utf8' })
  assert.equal(ran.status, 0, `npm ${words.join(' ')}: ${ran.stderr}\n${ran.stdout}`)
  return ran.stdout
}

before(() => {
  // a copy, so that the build of the package does not take dist/ away from under anything else
  const copy = join(folder, 'checkout')
  const files = execFileSync('git', ['ls-files', '-coz', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' }).split('\0')
  for (const name of files) {
    if (name === '' || !existsSync(join(ROOT, name)) || lstatSync(join(ROOT, name)).isDirectory()) continue
    mkdirSync(dirname(join(copy, name)), { recursive: true })
    cpSync(join(ROOT, name), join(copy, name))
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  if (existsSync(join(ROOT, 'web/node_modules'))) symlinkSync(join(ROOT, 'web/node_modules'), join(copy, 'web/node_modules'))
  mkdirSync(user)
  mkdirSync(env['HOME']!)
  const tarball = npm(['pack', '--pack-destination', folder], copy).trim().split('\n').at(-1)!
  writeFileSync(join(user, 'package.json'), '{"private":true}\n')
  npm(['install', '--omit=dev', '--ignore-scripts', '--prefer-offline', join(folder, tarball)], user)
  rmSync(copy, { recursive: true })
})

after(async () => {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
  }
  rmSync(folder, { recursive: true, force: true })
})

function holdfast(words: readonly string[]): { code: number | null; out: string; err: string } {
  const ran = spawnSync(process.execPath, [program, ...words], { cwd: user, env, encoding: 'utf8' })
  return { code: ran.status, out: ran.stdout, err: ran.stderr }
}

test('the tarball holds what it needs and no test, source or kernel source', () => {
  const names = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  for (const name of [
    'dist/main.js',
    'dist/kernel/scan.wasm',
    'dist/kernel/sift.wasm',
    'dist/kernel/names.wasm',
    'dist/kernel/rules.bin',
    'dist/discover/scan/load-worker.cjs',
    'dist/discover/scan/scan-worker.bundle.cjs',
    'dist/discover/scan/scan-worker.bundle.cjs.cache',
    'dist/kernel/cells.wasm',
    'rules/names/tagger.bin',
    'NOTICE',
    'dist/web/index.html',
    'sql/000001-core.sql',
    'LICENSE',
    'README.md',
    'docs/guide/README.md',
  ]) {
    assert.ok(names.includes(name), `${name} is missing`)
  }
  assert.deepEqual(
    names.filter(
      (name) => !name.startsWith('node_modules') && (/\.test\.|\.tsx?$/.test(name) || /^(src|test|web|kernel|scripts)(\/|$)/.test(name)),
    ),
    [],
  )
  for (const name of names.filter((one) => one.startsWith('sql/') || one.startsWith('rules/')))
    assert.ok(existsSync(join(ROOT, name)), name)
  for (const top of ['sql', 'rules']) {
    const ours = existsSync(join(ROOT, top)) ? readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' }) : []
    for (const name of ours) assert.ok(names.includes(`${top}/${name}`), `${top}/${name} is missing`)
  }
})

test('it says its version', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  assert.equal(execFileSync(join(user, 'node_modules/.bin/holdfast'), ['--version'], { env, encoding: 'utf8' }), `${version}\n`)
})

test('an older Node gets a message that says what to do', (t) => {
  const places = (process.env['PATH'] ?? '').split(':').filter((place) => !place.includes('node_modules'))
  const nodes = [...places, '/usr/bin', '/usr/local/bin'].map((place) => join(place, 'node')).filter((path) => existsSync(path))
  const old = nodes.find((path) => Number(/^v(\d+)/.exec(execFileSync(path, ['--version'], { encoding: 'utf8' }))?.[1]) < 24)
  if (old === undefined) return t.skip('this machine has no Node older than 24')
  const ran = spawnSync(old, [program, 'types'], { env, encoding: 'utf8' })
  assert.equal(ran.status, 3)
  assert.match(ran.stderr, /^error: holdfast needs Node 24 or newer, this is \d+\.\d+\.\d+\nhelp: /)
  assert.equal(ran.stdout, '')
})

test('it scans a folder, in its workers', () => {
  const target = join(folder, 'exports')
  mkdirSync(target)
  const rows = Array.from({ length: 50 }, (_, i) => `${i},person${i}@example.org,4539 1488 0343 6467`)
  writeFileSync(join(target, 'customers.csv'), `id,e_mail,card_no\n${rows.join('\n')}\n`)
  const { code, out, err } = holdfast(['scan', target, '--full', '--format', 'json'])
  assert.equal(code, 0, err)
  const report = JSON.parse(out) as { stores: { objects: { name: string; fields: { name: string; types: { type: string }[] }[] }[] }[] }
  const types = report.stores.flatMap((store) =>
    store.objects.flatMap((object) => object.fields.flatMap((field) => field.types.map((one) => one.type))),
  )
  assert.ok(types.includes('email'), types.join())
  assert.ok(!out.includes('4539148803436467') && !out.includes('person1@example.org'))
})

// A thread's modules are one file there; the parts of it that come later must know the same errors.
for (const scheme of ['postgres', 'mysql'])
  test(`a ${scheme} server that is not there is an error of its own, told by the thread that asked`, () => {
    const { code, err } = holdfast(['scan', `${scheme}://nobody@127.0.0.1:1/x`])
    assert.equal(code, 3)
    assert.match(err, /^error: nobody answers at 127\.0\.0\.1:1\n/)
  })

for (const name of ['help.txt', 'drill.txt', 'inspect.txt', 'types.txt'].filter((page) => existsSync(join(ROOT, 'test/script', page)))) {
  test(`it behaves as the page ${name} says`, async () => {
    const text = readFileSync(join(ROOT, 'test/script', name), 'utf8')
    const { problem } = await runPage(text, { update: false, program: [process.execPath, program] })
    assert.equal(problem, null, problem ?? '')
  })
}

/** Processes whose command line or working folder names the data folder. */
function processesOf(data: string): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(data) || readlinkSync(`/proc/${pid}/cwd`).startsWith(data)
    } catch {
      return false
    }
  })
}

test('it comes up with the console, answers, and stops without leaving a process', { timeout: 120_000 }, async () => {
  const data = join(folder, 'data')
  const child = spawn(process.execPath, [program, 'up', '--data', data, '--port', '0'], {
    cwd: user,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let said = ''
  const { promise: address, resolve, reject } = Promise.withResolvers<string>()
  const listen = (chunk: Buffer): void => {
    said += chunk.toString('utf8')
    const match = /http:\/\/[\w.]+:(\d+)\s/.exec(said)
    if (match !== null) resolve(`http://127.0.0.1:${match[1]}`)
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  const exit = new Promise<number | null>((done) => child.once('exit', done))
  void exit.then((code) => reject(new Error(`ended with ${code}: ${said}`))) // too late to matter once it listens
  const base = await address
  const page = await fetch(`${base}/`)
  assert.equal(page.status, 200)
  const html = await page.text()
  const script = /<script[^>]+src="([^"]+)"/.exec(html)?.[1]
  assert.ok(script !== undefined, html)
  const asset = await fetch(new URL(script, base))
  assert.equal(asset.status, 200)
  assert.match(asset.headers.get('content-type') ?? '', /javascript/)
  const session = (await (await fetch(`${base}/api/session`)).json()) as { state: string }
  assert.equal(session.state, 'unclaimed')
  child.kill('SIGTERM')
  const code = await exit
  assert.equal(code, 0, said)
  assert.deepEqual(processesOf(data), [])
})
