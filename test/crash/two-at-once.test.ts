// A second process on the same data folder is refused and harms nothing; a stop leaves no process.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { waitFor } from '../harness/wait.ts'
import { processesOf, startWriter, type Writer } from './crash-run.ts'

const skip = process.platform === 'linux' ? false : 'reads /proc'

test('of two that start at the same instant on a new folder one works and one is refused, again and again', { skip }, async () => {
  const base = mkdtempSync(path.join(tmpdir(), 'holdfast-two-'))
  const folder = path.join(base, 'data')
  const all: Writer[] = []
  try {
    for (let round = 0; round < 3; round++) {
      const two = [startWriter(folder), startWriter(folder)]
      all.push(...two)
      await waitFor('one open, one refused', () => two.some((w) => w.acked() > 0) && two.some((w) => w.failed() !== undefined), 60_000)
      const works = two.find((writer) => writer.found() !== undefined)!
      const refused = two.find((writer) => writer !== works)!
      assert.equal(refused.failed(), 'store/folder-in-use')
      assert.equal(await refused.ended(), 3)
      // A third one, while the first is writing.
      const third = startWriter(folder)
      all.push(third)
      assert.equal(await third.ended(), 3)
      assert.equal(third.failed(), 'store/folder-in-use')
      const before = works.acked()
      await waitFor('the first one goes on', () => works.acked() > before)
      if (round % 2 === 0) {
        works.child.kill('SIGTERM')
        assert.equal(await works.ended(), 0, works.log())
        assert.deepEqual(processesOf(folder), [], 'a stop leaves processes')
        assert.deepEqual(readdirSync(folder).toSorted(), ['holdfast.json', 'holdfast.lock', 'postgres', 'postgres.log'])
      } else {
        works.child.kill('SIGKILL') // its lock must not outlive it
        await works.ended()
      }
    }
  } finally {
    for (const writer of all) writer.child.kill('SIGKILL')
    for (const line of processesOf(folder)) {
      try {
        process.kill(Number(line.split(' ')[0]), 'SIGKILL')
      } catch {
        // gone
      }
    }
    rmSync(base, { recursive: true, force: true, maxRetries: 5 })
  }
})
