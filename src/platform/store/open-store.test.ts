// openStore by DATABASE_URL: several processes share one database. The embedded side is in embedded-postgres.test.ts.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { environment, readConfig } from '../../core/config.ts'
import { systemClock } from '../../core/clock.ts'
import type { AppError } from '../../core/errors.ts'
import { emptyDatabase } from '../../../test/harness/test-store.ts'
import { readMigrations } from './migrate.ts'
import { openStore, type OpenedStore } from './open-store.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const base = mkdtempSync(path.join(tmpdir(), 'holdfast-url-'))
after(() => rmSync(base, { recursive: true, force: true }))
const code = (wanted: string) => (error: unknown) => {
  assert.equal((error as AppError).code, wanted)
  return true
}

/** `host`: a machine with a home of its own */
async function open(t: TestContext, url: string, host: string): Promise<OpenedStore> {
  const home = path.join(base, host)
  const opened = await openStore({
    config: readConfig({ data: path.join(home, 'data') }, { DATABASE_URL: url }),
    environment: { ...environment(), home, configHome: null },
    clock: systemClock,
    log: quiet,
  })
  t.after(() => opened.close())
  return opened
}

test('processes that start at once on a new database agree on one installation and one key', async (t) => {
  const { url, drop } = await emptyDatabase()
  const all = await Promise.all(Array.from({ length: 4 }, () => open(t, url, 'one')))
  assert.equal(new Set(all.map((each) => each.installId)).size, 1)
  assert.equal(new Set(all.map((each) => each.keys.fingerprint)).size, 1)
  assert.deepEqual(
    all.flatMap((each) => each.about.applied).toSorted(),
    readMigrations().map((migration) => migration.name),
    'each part of the tables was made once, whoever came first',
  )
  assert.ok(all.every((each) => each.store.kind === 'url'))
  assert.deepEqual(readdirSync(path.join(base, 'one', '.config', 'holdfast')), [`${all[0]!.installId}.key`])
  for (const each of all) await each.close()
  await drop()
})

test('another machine needs the same key file', async (t) => {
  const { url, drop } = await emptyDatabase()
  const first = await open(t, url, 'first')
  await assert.rejects(open(t, url, 'second'), code('keys/file-missing'))
  cpSync(path.join(base, 'first', '.config'), path.join(base, 'second', '.config'), { recursive: true })
  const second = await open(t, url, 'second')
  assert.equal(second.keys.fingerprint, first.keys.fingerprint)
  await first.close()
  await second.close()
  await drop()
})
