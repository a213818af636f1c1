// Generated files are what their generators write from this source: the reference, and the console's API types. `npm run generate` mends it.
// Also: every npm script names a file that exists.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { stalePages } from '../../scripts/generate-docs.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

test('the reference is generated from this source', async () => assert.deepEqual(await stalePages(), []))

test('the console’s API types are generated from this source', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-generate-'))
  try {
    // the generator writes beside itself, so it runs in a folder where that is no file of ours
    mkdirSync(join(folder, 'scripts'))
    mkdirSync(join(folder, 'web/src/api'), { recursive: true })
    cpSync(join(ROOT, 'scripts/generate-api-types.ts'), join(folder, 'scripts/generate-api-types.ts'))
    symlinkSync(join(ROOT, 'src'), join(folder, 'src'))
    execFileSync(process.execPath, ['scripts/generate-api-types.ts'], { cwd: folder })
    const written = readFileSync(join(folder, 'web/src/api/generated.ts'), 'utf8')
    assert.ok(written.includes('export type SessionView'))
    assert.equal(readFileSync(join(ROOT, 'web/src/api/generated.ts'), 'utf8'), written, 'run `npm run generate`')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('every npm script names a file that exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
  for (const [name, line] of Object.entries(scripts)) {
    for (const [, file] of line.matchAll(/\bnode ([\w./-]+\.(?:ts|mjs))/g)) assert.ok(existsSync(join(ROOT, file!)), `${name}: ${file}`)
    for (const [, other] of line.matchAll(/\bnpm run ([\w:-]+)/g)) assert.ok(Object.hasOwn(scripts, other!), `${name}: npm run ${other}`)
  }
})
