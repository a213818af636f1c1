// The lock itself; two whole starts at once are in test/crash/two-at-once.test.ts.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { systemClock } from '../../core/clock.ts'
import { waitFor } from '../../../test/harness/wait.ts'
import { lockHolder, tryDataLock } from './data-lock.ts'

const base = mkdtempSync(path.join(tmpdir(), 'holdfast-lock-'))
after(() => rmSync(base, { recursive: true, force: true }))
const folder = (): string => mkdtempSync(path.join(base, 'l-'))

const PROGRAM = `
  import { readFileSync } from 'node:fs'
  import { tryDataLock } from ${JSON.stringify(new URL('./data-lock.ts', import.meta.url).href)}
  const [at, what] = process.argv.slice(1)
  const lock = tryDataLock(at, { now: () => new Date() })
  if (what === 'drop') readFileSync(at + '/holdfast.lock')
  process.stdout.write(lock === null ? 'refused\\n' : 'locked\\n')
  if (what !== 'try') setInterval(() => {}, 1000)
`
const args = (at: string, what: string): string[] => ['--input-type=module', '-e', PROGRAM, at, what]

async function holder(t: TestContext, at: string, what: 'hold' | 'drop') {
  const child = spawn(process.execPath, args(at, what), { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8')
  })
  await waitFor('the holder', () => said.endsWith('\n'))
  assert.equal(said, 'locked\n')
  return child
}

const another = (at: string): string => spawnSync(process.execPath, args(at, 'try'), { encoding: 'utf8' }).stdout.trim()

test('one has it, in this process too; released, it is free', () => {
  const at = folder()
  const lock = tryDataLock(at, systemClock)
  assert.ok(lock)
  assert.equal(tryDataLock(at, systemClock), null)
  assert.equal(another(at), 'refused')
  assert.match(lockHolder(at), new RegExp(`^: process ${process.pid}, since `))
  lock.release()
  lock.release()
  assert.equal(lockHolder(at), '')
  assert.equal(another(at), 'locked')
})

test('kill -9 of the holder frees it', async (t) => {
  const at = folder()
  const child = await holder(t, at, 'hold')
  assert.equal(another(at), 'refused')
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))
  assert.equal(another(at), 'locked')
})

test('a holder that read its own lock file has it still', { skip: process.platform === 'linux' ? false : 'needs /proc' }, async (t) => {
  const at = folder()
  await holder(t, at, 'drop')
  assert.equal(another(at), 'refused')
})

test('a note of a number that another process has now, or one that is not readable, holds nobody back', () => {
  const at = folder()
  for (const note of [JSON.stringify({ pid: process.ppid, since: 'x', started: 'other boot/1' }), '{', '']) {
    writeFileSync(path.join(at, 'holdfast.pid'), note)
    assert.equal(another(at), 'locked')
  }
  assert.ok(readFileSync(path.join(at, 'holdfast.pid'), 'utf8').includes('"started"'))
})
