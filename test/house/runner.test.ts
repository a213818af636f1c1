// `npm test` itself: a copy of the runner in a folder of its own, with tests that fail in every way, must not pass.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-runner-'))
after(() => rmSync(folder, { recursive: true }))

function runWith(files: Readonly<Record<string, string>>): { code: number | null; out: string } {
  rmSync(folder, { recursive: true })
  mkdirSync(join(folder, 'scripts'), { recursive: true })
  cpSync(new URL('../../scripts/test.ts', import.meta.url), join(folder, 'scripts/test.ts'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const ran = spawnSync(process.execPath, ['scripts/test.ts'], { cwd: folder, env, encoding: 'utf8' })
  return { code: ran.status, out: ran.stdout + ran.stderr }
}

const GOOD = "import { test } from 'node:test'\ntest('good', () => {})\n"

test('passes when all pass, in every folder, and says how many', () => {
  const { code, out } = runWith({
    'src/a/a.test.ts': GOOD,
    'test/e2e/b.test.ts': GOOD,
    'web/src/c.test.ts': GOOD,
    'scripts/d.test.ts': GOOD,
  })
  assert.equal(code, 0, out)
  assert.match(out, /^# tests 4$/m)
  assert.match(out, /^# pass 4$/m)
  assert.match(out, /^# fail 0$/m)
})

const BAD: Readonly<Record<string, [text: string, says: RegExp]>> = {
  'a failing test': ["import { test } from 'node:test'\ntest('bad', () => { throw new Error('this is why') })\n", /this is why/],
  'a file that does not load': ['import "./nosuch.ts"\n', /ERR_MODULE_NOT_FOUND/],
  'a file without tests': ['export const a = 1\n', /did not run to its end|has no test/],
  'a file that ends the process': [
    "import { test } from 'node:test'\ntest('a', () => process.exit(0))\ntest('b', () => {})\n",
    /did not run to its end/,
  ],
}
for (const [name, [text, says]] of Object.entries(BAD)) {
  test(`fails on ${name}, and says why`, () => {
    const { code, out } = runWith({ 'src/good.test.ts': GOOD, 'src/bad.test.ts': text })
    assert.equal(code, 1, out)
    assert.match(out, says)
    assert.match(out, /src\/bad\.test\.ts/)
  })
}

test('fails when there is no test at all', () => {
  const { code, out } = runWith({})
  assert.equal(code, 1)
  assert.match(out, /no test ran/)
})
