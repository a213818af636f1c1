// What `scan` of a folder loads, from source: the thread starts before the command is there, and no client of a database, server or reader of documents comes with it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const SRC = new URL('..', import.meta.url).href
const folder = mkdtempSync(join(tmpdir(), 'holdfast-loads-'))
after(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'data'))
writeFileSync(join(folder, 'data/a.txt'), 'Write to anna.lind@example.org\n')
// Threads are given it too.
const hook = join(folder, 'hook.mjs')
const log = join(folder, 'loaded')
writeFileSync(
  hook,
  `import { registerHooks } from 'node:module'
import { appendFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
registerHooks({
  load(url, context, next) {
    appendFileSync(${JSON.stringify(log)}, (isMainThread ? 'main ' : 'thread ') + url + '\\n')
    return next(url, context)
  },
})
`,
)

function loadedBy(...words: readonly string[]): readonly string[] {
  writeFileSync(log, '')
  const { status, stderr } = spawnSync(process.execPath, ['--import', pathToFileURL(hook).href, MAIN, ...words], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return readFileSync(log, 'utf8')
    .split('\n')
    .map((line) => line.replace(SRC, ''))
}

test('a folder is scanned without anything from node_modules, and with one thread', () => {
  const loaded = loadedBy('scan', join(folder, 'data'), '--format', 'ndjson')
  assert.deepEqual(
    loaded.filter((line) => line.includes('/node_modules/')),
    [],
  )
  assert.equal(loaded.filter((line) => line === 'thread discover/scan/scan-worker.ts').length, 1)
  assert.deepEqual(
    loaded.filter((line) => /source\/.*-source\.ts$/.test(line) && !line.endsWith('/open-source.ts')),
    ['thread discover/source/folder/folder-source.ts'],
  )
  // the engine is the thread's alone
  assert.ok(!loaded.includes('main discover/engine/create-engine.ts'))
})

test('the thread is asked for before the command line is read; other commands start none', () => {
  const loaded = loadedBy('scan', join(folder, 'data'), '--format', 'ndjson').filter((line) => line.startsWith('main '))
  assert.ok(loaded.indexOf('main discover/scan/worker-thread.ts') < loaded.indexOf('main cli/run.ts'))
  assert.ok(!loadedBy('--version').some((line) => line.includes('worker-thread')))
})
