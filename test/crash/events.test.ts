// Access records across kill -9 of the process that writes and compacts them: what was acknowledged is there, once, with its own content;
// nothing else is but what was tried. 8 kills here, 100 in the soak. The seed is printed.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { monotonicMs, systemClock } from '../../src/core/clock.ts'
import { createEventStore } from '../../src/platform/events/create-event-store.ts'
import { soaking } from '../harness/soak.ts'
import { testNumbersOf } from '../harness/test-access.ts'
import { testStore } from '../harness/test-store.ts'
import { waitFor } from '../harness/wait.ts'

const KILLS = soaking ? 100 : 8
const SEED = soaking ? Date.now() % 2 ** 31 : 20_261_124
const fixture = await testStore()
after(() => fixture.close())

function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test(`kill -9 loses no acknowledged record and counts none twice (seed ${SEED})`, { timeout: soaking ? 3_600_000 : 120_000 }, async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-events-crash-'))
  const pick = random(SEED)
  const acknowledged = new Map<number, number>() // the record's own number, by the writer's
  let tried = 0
  let inWrite = 0
  let inCompaction = 0
  let beforeManifest = 0
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      const child = spawn(process.execPath, [path.join(import.meta.dirname, 'events-child.ts'), folder, String(tried)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      t.after(() => child.kill('SIGKILL'))
      let open = 0
      let acks = 0
      let compacting = false
      let compactions = 0
      const lines = createInterface({ input: child.stdout })
      lines.on('line', (line) => {
        const [word, from, count, seq] = line.split(' ')
        if (word === 'try') {
          tried = Math.max(tried, Number(from) + Number(count))
          open++
        } else if (word === 'ack') {
          for (let at = 0; at < Number(count); at++) acknowledged.set(Number(seq) + at, Number(from) + at)
          open--
          acks++
        } else if (word === 'compacting') compacting = true
        else if (word === 'compacted') {
          compacting = false
          compactions++
        }
      })
      const ended = new Promise((resolve) => lines.on('close', resolve))
      await waitFor('writes', () => acks > 5 || child.exitCode !== null, 60_000)
      if (kill % 2 === 1) await waitFor('a compaction', () => (compactions > 0 && compacting) || child.exitCode !== null, 60_000)
      const moment = monotonicMs() + pick() * 150
      while (monotonicMs() < moment) await new Promise((resolve) => setImmediate(resolve))
      assert.equal(child.exitCode, null, 'the child ended by itself')
      child.kill('SIGKILL')
      await ended
      if (open > 0) inWrite++
      if (compacting) inCompaction++
      if (unnamed(folder) > 0) beforeManifest++
      await check()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  t.diagnostic(
    `${KILLS} kills: ${inWrite} with writes under way, ${inCompaction} in a compaction, ${beforeManifest} with files that no manifest names yet; ${acknowledged.size} records acknowledged`,
  )
  assert.ok(inWrite > KILLS / 2)
  assert.ok(inCompaction > 0)

  async function check(): Promise<void> {
    const events = createEventStore({ folder, store: fixture.store, clock: systemClock, log: fixture.log, numbersOf: testNumbersOf(1000) })
    try {
      const seen = new Map<number, number>()
      for (let cursor: string | null = null; ;) {
        const tail = await events.tail(cursor, 5000)
        if (tail.rows.length === 0) break
        for (const row of tail.rows) {
          assert.ok(!seen.has(Number(row.seq)), `record ${row.seq} is there twice`)
          seen.set(Number(row.seq), row.bytes!)
        }
        cursor = tail.cursor
      }
      for (const [seq, its] of acknowledged) assert.equal(seen.get(seq), its, `record ${seq} was acknowledged`)
      assert.equal(new Set(seen.values()).size, seen.size, 'a record is there under two numbers')
      assert.ok(Math.max(...seen.values()) < tried)
      const answer = await events.answer({ from: '2026-11-01T00:00:00.000Z', to: '2026-12-31T00:00:00.000Z' })
      assert.deepEqual(answer.gaps, [])
      // What was written and not acknowledged may be there too; it is the same in both.
      assert.ok(answer.records >= acknowledged.size && answer.records <= tried)
      assert.equal(answer.records, answer.rows)
      assert.ok(answer.records >= seen.size)
    } finally {
      await events.close()
    }
  }
})

function unnamed(folder: string): number {
  let manifest = ''
  try {
    manifest = readFileSync(path.join(folder, 'manifest.json'), 'utf8')
  } catch {
    // none yet
  }
  let count = 0
  for (const kind of ['parquet', 'rollup']) {
    try {
      for (const name of readdirSync(path.join(folder, kind), { recursive: true })) {
        if (/\.(parquet|roll)$/.test(String(name)) && !manifest.includes(path.basename(String(name)))) count++
      }
    } catch {
      // none yet
    }
  }
  return count
}
