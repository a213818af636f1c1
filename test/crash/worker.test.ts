// Jobs and events across kill -9 of Holdfast and of its server.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'
import { monotonicMs } from '../../src/core/clock.ts'
import { waitFor } from '../harness/wait.ts'
import { processesOf, serversOf } from './crash-run.ts'

const skip = process.platform === 'linux' ? false : 'reads /proc'

async function startWorker(t: TestContext, folder: string, mode = 'work') {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'worker.ts'), folder, mode], { stdio: ['pipe', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)))
  const saw = async (line: string): Promise<void> => {
    await waitFor(line, () => lines.includes(line), 60_000)
  }
  await saw('open')
  return { child, lines, ended, saw, ask: (line: string) => child.stdin.write(`${line}\n`) }
}

function dataFolder(t: TestContext): string {
  const base = mkdtempSync(path.join(tmpdir(), 'holdfast-worker-'))
  const folder = path.join(base, 'data')
  t.after(() => {
    for (const pid of serversOf(folder)) process.kill(pid, 'SIGKILL')
    rmSync(base, { recursive: true, force: true, maxRetries: 5 })
  })
  return folder
}

test('a job and an event that kill -9 interrupted run again soon after the restart; a finished one does not', { skip }, async (t) => {
  const folder = dataFolder(t)
  const first = await startWorker(t, folder, 'hang')
  first.ask('send quick')
  await first.saw('job-done quick')
  first.ask('send hang-1')
  first.ask('publish e1')
  await first.saw('job hang-1')
  await first.saw('event e1')
  first.ask('publish e2')
  await first.saw('publish-ok e2')
  first.child.kill('SIGKILL')
  await first.ended
  const second = await startWorker(t, folder)
  const opened = monotonicMs()
  await second.saw('job hang-1')
  await second.saw('event-done e2')
  const seconds = (monotonicMs() - opened) / 1000
  t.diagnostic(`ran again ${seconds.toFixed(1)} s after the restart`)
  assert.ok(seconds < 20, `took ${seconds} s`)
  assert.deepEqual(
    second.lines.filter((line) => line.startsWith('event')),
    ['event e1', 'event-done e1', 'event e2', 'event-done e2'],
  )
  assert.ok(!second.lines.includes('job quick'))
  second.child.kill('SIGTERM')
  assert.equal(await second.ended, 0)
  assert.deepEqual(processesOf(folder), [])
})

test('the server is killed under a running queue and outbox: both go on by themselves', { skip }, async (t) => {
  const folder = dataFolder(t)
  const worker = await startWorker(t, folder)
  worker.ask('send a')
  await worker.saw('job-done a')
  for (const pid of serversOf(folder)) process.kill(pid, 'SIGKILL')
  worker.ask('send b')
  worker.ask('publish c')
  await waitFor(
    'an answer for both',
    () => ['send', 'publish'].every((word) => worker.lines.some((line) => line.startsWith(`${word}-`) && !line.endsWith(' a'))),
    60_000,
  )
  worker.ask('send d')
  worker.ask('publish e')
  await worker.saw('job-done d')
  await worker.saw('event-done e')
  if (worker.lines.includes('send-ok b')) await worker.saw('job-done b')
  if (worker.lines.includes('publish-ok c')) await worker.saw('event-done c')
  worker.child.kill('SIGTERM')
  assert.equal(await worker.ended, 0)
  assert.deepEqual(processesOf(folder), [])
})
