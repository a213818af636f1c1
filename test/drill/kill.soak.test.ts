// Holdfast killed (kill -9) in the middle of each step of the story, and started again on the same folder: the step can be played to its end, and at the end the
// people reached are bounded by the truth. The moment is random; the run says how far the step had come. The sample's database and the mail server live on.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { environment } from '../../src/core/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { playStep, STEPS, type StepResult } from '../../src/drill/play.ts'
import { makeRunFolder, type RunFolder } from '../../src/drill/run-folder.ts'
import { setStage, type Stage } from '../../src/drill/stage.ts'
import type { RunningHoldfast } from '../../src/drill/story.ts'
import { readAttackNotes } from '../../src/sample/oracle/attack-notes.ts'
import { freePort } from '../harness/test-server.ts'
import { waitFor } from '../harness/wait.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
let child: ChildProcess | undefined
let stage: Stage | undefined
after(async () => {
  await stage?.close()
  child?.kill('SIGKILL')
})

async function launch(folder: RunFolder, port: number): Promise<RunningHoldfast> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder.path, HOLDFAST_GATEWAY_PORT: '0', HOLDFAST_GATEWAY_PROXY_PROTOCOL: 'v2' }
  const roles = 'web,scan,ingest,detect,gateway,schedule'
  const args = ['up', '--data', folder.data, '--key-file', folder.keyFile, '--port', String(port), '--roles', roles]
  const started = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  child = started
  let said = ''
  started.stderr.setEncoding('utf8').on('data', (part: string) => (said += part))
  await waitFor('Holdfast', () => /console {3}\S/.test(said) || started.exitCode !== null, 120_000)
  assert.equal(started.exitCode, null, said)
  const link = path.join(folder.data, 'signin-link')
  return {
    origin: `http://localhost:${port}`,
    firstLink: async () => (existsSync(link) ? readFileSync(link, 'utf8').trim() : null),
    async stop() {
      const ended = new Promise((resolve) => started.once('close', resolve))
      if (started.exitCode === null && started.signalCode === null && started.kill('SIGTERM')) await ended
    },
  }
}

test('killed in the middle of each step, it goes on', { timeout: 1_200_000 }, async () => {
  const seed = randomInt(1_000_000_000)
  const port = await freePort()
  const folder = makeRunFolder()
  stage = await setStage({
    seed,
    folder,
    postgres: null,
    home: environment().home,
    clock: systemClock,
    signal: new AbortController().signal,
    startHoldfast: (at) => launch(at, port),
  })
  const { story } = stage
  const usual: Record<string, number> = {
    start: 400,
    discover: 4000,
    protect: 6000,
    attack: 1500,
    monitor: 200,
    respond: 2500,
    learn: 2000,
    prove: 500,
  }
  let last: StepResult | undefined
  for (const [index, { name }] of STEPS.entries()) {
    const ms = randomInt(usual[name]!)
    const playing = playStep(story, index)
    await new Promise((resolve) => setTimeout(resolve, ms))
    const gone = new Promise((resolve) => child!.once('close', resolve))
    child!.kill('SIGKILL')
    await gone
    const broken = await playing
    const before = name === 'attack' ? readAttackNotes(path.join(folder.work, 'attack.ndjson')) : null
    await launch(folder, port)
    last = broken.why === null && broken.state === 'held' ? broken : await playStep(story, index)
    console.log(
      `seed ${seed}: ${name} killed after ${ms} ms and ${broken.checks.length} checks (${broken.why ?? 'it had ended'}), then ${last.state}`,
    )
    assert.equal(last.why, null, `${name}: ${last.why}`)
    if (before !== null && story.facts.attack !== undefined && last !== broken) {
      // What it was shown before the kill it was shown.
      story.facts.attack = { ...story.facts.attack, pages: [...before.pages, ...story.facts.attack.pages] }
    }
    if (name === 'respond') {
      const truth = story.oracle.attack(story.facts.attack!)
      const reached = last.checks.find((check) => check.name === 'people reached')!.got as { lower: number; upper: number }
      assert.ok(
        reached.lower <= truth.people && truth.people <= reached.upper,
        `${reached.lower} to ${reached.upper}, in truth ${truth.people}`,
      )
      const wrong = last.checks.find((check) => check.name === 'messages that are wrong')!
      assert.deepEqual(wrong.got, [], 'nobody is told twice')
    }
  }
})
