import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { environment } from '../../core/config.ts'
import type { AppError } from '../../core/errors.ts'
import { formatKeyFile, parseKeyFile, readKeyFile } from './key-file.ts'

fc.configureGlobal({ seed: 20_261_124 })

const base = mkdtempSync(path.join(tmpdir(), 'holdfast-keys-'))
after(() => rmSync(base, { recursive: true, force: true }))

const none = environment({})
const code = (wanted: string) => (error: unknown) => {
  assert.equal((error as AppError).code, wanted)
  return true
}
const folder = (): string => mkdtempSync(path.join(base, 'k-'))

test('made once, 0600, at the first place that applies; found again; never overwritten', async () => {
  const home = folder()
  const installId = randomUUID()
  const options = { config: { keyFile: null }, environment: { ...none, home }, installId, mayMake: true }
  const made = await readKeyFile(options)
  assert.equal(made.file, path.join(home, '.config', 'holdfast', `${installId}.key`))
  assert.equal(statSync(made.file).mode & 0o777, 0o600)
  assert.equal(statSync(path.dirname(made.file)).mode & 0o777, 0o700)
  assert.equal(made.made, true)
  const again = await readKeyFile(options)
  assert.deepEqual(again, { ...made, made: false })
  assert.deepEqual(readdirSync(path.dirname(made.file)), [`${installId}.key`])
  const configHome = folder()
  const elsewhere = await readKeyFile({ ...options, environment: { ...none, home, configHome } })
  assert.equal(elsewhere.file, path.join(configHome, 'holdfast', `${installId}.key`))
  assert.notDeepEqual(elsewhere.secret, made.secret)
  await assert.rejects(readKeyFile({ ...options, environment: none }), code('keys/no-place'))
})

test('many at once agree on one key', async () => {
  const home = folder()
  const installId = randomUUID()
  const all = await Promise.all(
    Array.from({ length: 8 }, () => readKeyFile({ config: { keyFile: null }, environment: { ...none, home }, installId, mayMake: true })),
  )
  assert.equal(new Set(all.map((key) => key.secret.toString('hex'))).size, 1)
  assert.equal(all.filter((key) => key.made).length, 1)
})

test('a systemd credential is used, never made, and --key-file comes before it', async () => {
  const credentialsDirectory = folder()
  const installId = randomUUID()
  const environment = { ...none, credentialsDirectory }
  await assert.rejects(readKeyFile({ config: { keyFile: null }, environment, installId, mayMake: true }), code('keys/file-missing'))
  const secret = randomBytes(32)
  writeFileSync(path.join(credentialsDirectory, 'holdfast-key'), formatKeyFile(installId, secret), { mode: 0o440 })
  assert.deepEqual((await readKeyFile({ config: { keyFile: null }, environment, installId, mayMake: false })).secret, secret)
  const given = path.join(folder(), 'mine')
  assert.equal((await readKeyFile({ config: { keyFile: given }, environment, installId, mayMake: true })).file, given)
})

test('missing, foreign, open to others, and anything that is no key file is refused', async () => {
  const at = path.join(folder(), 'key')
  const installId = randomUUID()
  const read = async (mayMake = false): Promise<unknown> =>
    await readKeyFile({ config: { keyFile: at }, environment: none, installId, mayMake })
  await assert.rejects(read(), code('keys/file-missing'))
  writeFileSync(at, formatKeyFile(randomUUID(), randomBytes(32)), { mode: 0o600 })
  await assert.rejects(read(true), code('keys/file-foreign'))
  writeFileSync(at, formatKeyFile(installId, randomBytes(32)))
  for (const mode of [0o604, 0o640, 0o660]) {
    chmodSync(at, mode)
    await assert.rejects(read(true), code('keys/file-open'))
  }
  chmodSync(at, 0o600)
  await read()
  if (process.getuid?.() === 0) {
    chownSync(at, 1234, 0)
    await assert.rejects(read(true), code('keys/file-open'))
    chownSync(at, 0, 0)
  }
  for (const text of [
    '',
    'x',
    `holdfast-key 1 ${installId}\n`,
    `holdfast-key 2 ${installId}\n${randomBytes(32).toString('base64')}\n`,
    'x'.repeat(5000),
  ]) {
    writeFileSync(at, text)
    await assert.rejects(read(true), code('keys/file-invalid'))
  }
  rmSync(at)
  mkdirSync(at)
  await assert.rejects(read(true), code('keys/file-invalid'))
  rmSync(at, { recursive: true })
  symlinkSync(at, at)
  await assert.rejects(read(true), code('keys/file-unusable'))
  rmSync(at)
  writeFileSync(path.join(path.dirname(at), 'file'), '')
  const under = path.join(path.dirname(at), 'file', 'key')
  await assert.rejects(readKeyFile({ config: { keyFile: under }, environment: none, installId, mayMake: true }), code('keys/file-unusable'))
  assert.ok(!existsSync(at))
})

test('every key file that is written is read back, and says which installation it is for', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (id, secret) => {
      const text = formatKeyFile(id, secret)
      assert.deepEqual(parseKeyFile('f', text, id), Buffer.from(secret))
      assert.ok(text.startsWith(`holdfast-key 1 ${id}\n`))
    }),
  )
})
