// `holdfast doctor` on folders, keys and ports as people have them: right, missing, foreign, broken, taken. Each fault is seen by its own check.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Readable } from 'node:stream'
import { environment } from '../core/config.ts'
import { systemClock } from '../core/clock.ts'
import { formatKeyFile } from '../platform/keys/key-file.ts'
import { doctor, type Check } from './doctor.ts'

const root = mkdtempSync(join(tmpdir(), 'holdfast-doctor-'))
after(() => rmSync(root, { recursive: true }))

interface Answer {
  readonly code: number
  readonly ok: boolean
  readonly checks: Readonly<Record<string, Check>>
}

async function ask(flags: Readonly<Record<string, string>>): Promise<Answer> {
  let out = ''
  const terminal = {
    out: async (text: string) => {
      out += text
    },
    err: () => {},
    input: Readable.from([]),
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
    colour: false,
  }
  const code = await doctor({
    args: [],
    flags: { port: '0', format: 'json', ...flags },
    terminal,
    environment: environment({ HOME: root }),
    clock: systemClock,
    signal: new AbortController().signal,
  })
  const { ok, checks } = JSON.parse(out) as { ok: boolean; checks: Check[] }
  return { code, ok, checks: Object.fromEntries(checks.map((check) => [check.id, check])) }
}

/** A data folder as the start leaves it, with its key file. */
function install(name: string): { folder: string; key: string } {
  const folder = join(root, name)
  const installId = randomUUID()
  mkdirSync(folder, { mode: 0o700 })
  writeFileSync(join(folder, 'holdfast.json'), JSON.stringify({ format: 1, installId, made: '2026-11-24T09:00:00.000Z' }))
  const key = join(root, `${name}.key`)
  writeFileSync(key, formatKeyFile(installId, Buffer.alloc(32, 7)), { mode: 0o600 })
  return { folder, key }
}

test('a new place: all but what is built passes, and nothing is made', async () => {
  const { checks } = await ask({ data: join(root, 'new') })
  for (const id of ['node', 'files', 'data', 'space', 'database', 'key', 'port']) assert.equal(checks[id]?.state, 'pass', id)
  assert.ok(!readdirSync(root).includes('new'))
})

test('an installation: folder and key fit', async () => {
  const { folder, key } = install('good')
  const { checks } = await ask({ data: folder, 'key-file': key })
  assert.equal(checks['data']?.state, 'pass')
  assert.equal(checks['key']?.state, 'pass')
  assert.deepEqual(readdirSync(folder), ['holdfast.json'])
})

test('a key that is missing, open to others or of another installation fails, with help', async () => {
  const { folder, key } = install('keys')
  const other = install('other')
  const missing = await ask({ data: folder, 'key-file': join(root, 'nosuch.key') })
  assert.equal(missing.checks['key']?.state, 'fail')
  assert.equal(missing.code, 1)
  assert.equal(missing.ok, false)
  const foreign = await ask({ data: folder, 'key-file': other.key })
  assert.match(foreign.checks['key']?.text ?? '', /another installation/)
  chmodSync(key, 0o644)
  const open = await ask({ data: folder, 'key-file': key })
  assert.match(open.checks['key']?.help ?? '', /chmod 600/)
})

test('a folder of somebody else, and one whose mark is broken, fail and stay as they are', async () => {
  const foreign = join(root, 'foreign')
  mkdirSync(foreign, { mode: 0o755 })
  writeFileSync(join(foreign, 'letters.txt'), 'mine')
  const first = await ask({ data: foreign })
  assert.equal(first.checks['data']?.state, 'fail')
  assert.deepEqual(readdirSync(foreign), ['letters.txt'])
  const { folder } = install('broken')
  writeFileSync(join(folder, 'holdfast.json'), '{"format":')
  const second = await ask({ data: folder })
  assert.equal(second.checks['data']?.state, 'fail')
  assert.equal(second.checks['key'], undefined)
})

test('a port that another program has fails', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const { checks } = await ask({ data: join(root, 'new'), port: String(address.port) })
  server.close()
  assert.equal(checks['port']?.state, 'fail')
  assert.match(checks['port']?.help ?? '', /--port/)
})

test('a format that is none is a usage error', async () => {
  await assert.rejects(ask({ format: 'xml' }), { code: 'core/usage' })
})
