// The lint enforces the import table of ARCHITECTURE.md: in a copy of the layout, each import that the table forbids is an error, each
// that it permits is none. Also here: no import cycles, and that the first file has no static import.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'holdfast-lint-'))
after(() => rmSync(folder, { recursive: true }))

// everything that may be imported, by what it stands for
const TARGETS = [
  'src/core/ids.ts',
  'src/platform/store/store.ts',
  'src/platform/store/postgres-store.ts',
  'src/landscape/contract.ts',
  'src/landscape/store-service.ts',
  'src/discover/contract.ts',
  'src/discover/scan/scan-store.ts',
  'src/protect/contract.ts',
  'src/protect/policy.ts',
  'src/improve/contract.ts',
  'src/views/overview.ts',
  'src/platform/events/create-event-store.ts',
  'src/platform/store/cluster.ts',
  'src/sample/company/company.ts',
  'src/drill/play.ts',
  'src/cli/run.ts',
  'src/app.ts',
] as const
type Target = (typeof TARGETS)[number]

const OWN: Readonly<Record<string, RegExp>> = {
  'src/core/probe.ts': /^src\/core\//,
  'src/platform/probe.ts': /^src\/(core|platform)\//,
  'src/platform/http/probe.ts': /^src\/(core|platform)\//,
  'src/landscape/probe.ts': /^src\/(core\/|platform\/store\/store\.ts|landscape\/)/,
  'src/discover/probe.ts': /^src\/(core\/|platform\/store\/store\.ts|landscape\/contract\.ts|discover\/)/,
  'src/discover/scan/probe.ts': /^src\/(core\/|platform\/store\/store\.ts|landscape\/contract\.ts|discover\/)/,
  'src/protect/probe.ts': /^src\/(core\/|platform\/store\/store\.ts|(landscape|discover)\/contract\.ts|protect\/)/,
  'src/monitor/probe.ts': /^src\/(core\/|platform\/store\/store\.ts|(landscape|discover|protect)\/contract\.ts)/,
  'src/respond/probe.ts': /^src\/(core\/|platform\/store\/store\.ts|(landscape|discover|protect)\/contract\.ts)/,
  'src/improve/probe.ts': /^src\/(core\/|platform\/store\/store\.ts|(landscape|discover|protect)\/contract\.ts|improve\/)/,
  'src/views/probe.ts': /^src\/(core\/|platform\/store\/store\.ts|(landscape|discover|protect|improve)\/contract\.ts|views\/)/,
  'src/sample/probe.ts': /^src\/(core\/|platform\/store\/cluster\.ts|sample\/)/,
  'src/sample/oracle/probe.ts': /^src\/sample\//,
  'src/sample/attack/probe.ts': /^$/,
  'src/drill/probe.ts': /^src\/(core\/|platform\/store\/|sample\/|drill\/|cli\/|app\.ts)/,
  'src/cli/probe.ts': /./,
  'src/probe.ts': /./,
  'web/src/probe.ts': /^$/,
  'web/src/map/probe.ts': /^$/,
}

interface Diagnostic {
  readonly code: string
  readonly filename: string
  readonly labels: readonly { readonly span: { readonly line: number } }[]
}

function lint(files: Readonly<Record<string, string>>): Diagnostic[] {
  rmSync(folder, { recursive: true, force: true })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  cpSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
  const ran = spawnSync(join(ROOT, 'node_modules/.bin/oxlint'), ['--format', 'json'], { cwd: folder, encoding: 'utf8' })
  return (JSON.parse(ran.stdout) as { diagnostics: Diagnostic[] }).diagnostics
}

function relativeImport(from: string, to: string): string {
  const up = from.split('/').length - 1
  const [first, ...rest] = from.split('/')
  const target = to.split('/')
  if (target[0] !== first) return `${'../'.repeat(up)}${to}`
  let same = 0
  while (same < rest.length - 1 && rest[same] === target[same + 1]) same++
  const climb = rest.length - 1 - same
  return `${climb === 0 ? './' : '../'.repeat(climb)}${target.slice(same + 1).join('/')}`
}

test('every import is forbidden or permitted as the table says', () => {
  const files: Record<string, string> = {}
  for (const target of TARGETS) files[target] = 'export const value = 1\n'
  for (const probe of Object.keys(OWN)) {
    files[probe] = TARGETS.map((target, index) => `export { value as v${index} } from '${relativeImport(probe, target)}'\n`).join('')
  }
  const found = lint(files).filter((entry) => entry.code.includes('no-restricted-imports'))
  const forbidden = new Set(found.map((entry) => `${entry.filename}:${TARGETS[entry.labels[0]!.span.line - 1]}`))
  const wrong: string[] = []
  for (const [probe, permitted] of Object.entries(OWN)) {
    for (const target of TARGETS) {
      const may = permitted.test(target)
      const bites = forbidden.has(`${probe}:${target satisfies Target}`)
      if (may === bites)
        wrong.push(`${probe} → ${target}: ${may ? 'permitted, but the lint refuses it' : 'forbidden, but the lint lets it pass'}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('core does no input or output, the console imports nothing of Node', () => {
  const found = lint({
    'src/core/probe.ts':
      "export { readFileSync } from 'node:fs'\nexport { connect } from 'node:net'\nexport { createHash } from 'node:crypto'\n",
    'web/src/probe.ts': "export { readFileSync } from 'node:fs'\n",
    'src/platform/probe.ts': "export { readFileSync } from 'node:fs'\n",
  })
  assert.deepEqual(found.map((entry) => `${entry.filename}:${entry.labels[0]!.span.line}`).toSorted(), [
    'src/core/probe.ts:1',
    'src/core/probe.ts:2',
    'web/src/probe.ts:1',
  ])
})

test('the rules a newcomer would break first are errors', () => {
  const found = lint({
    'src/a.ts': "export { b } from './b.ts'\nexport const a = 1\n",
    'src/b.ts': "export { a } from './a.ts'\nexport const b = 1\n",
    'src/core/secret.ts': "export const secret = process.env['X']\n",
    'src/core/config.ts': "export const allowed = process.env['X']\n",
    'src/platform/camelCase.ts': 'export const a = 1\n',
    'src/platform/default.ts': 'export default 1\n',
    'src/platform/long.ts': 'export const a = 1\n'.repeat(401).replace(/a =/g, () => `a${Math.random().toString(36).slice(2)} =`),
    'src/platform/prints.ts': "console.log('x')\n",
  })
  const seen = found.map((entry) => `${entry.filename} ${entry.code}`)
  for (const expected of [
    'src/a.ts eslint-plugin-import(no-cycle)',
    'src/core/secret.ts eslint-plugin-node(no-process-env)',
    'src/platform/camelCase.ts eslint-plugin-unicorn(filename-case)',
    'src/platform/default.ts eslint-plugin-import(no-default-export)',
    'src/platform/long.ts eslint(max-lines)',
    'src/platform/prints.ts eslint(no-console)',
  ]) {
    assert.ok(
      seen.some((line) => line.replaceAll('eslint-plugin-', '') === expected.replaceAll('eslint-plugin-', '')),
      `${expected} is not reported; reported: ${seen.join('; ')}`,
    )
  }
  assert.ok(!seen.some((line) => line.startsWith('src/core/config.ts')))
})

test('main.ts has no static import, so that an old Node gets to its message', () => {
  const text = readFileSync(join(ROOT, 'src/main.ts'), 'utf8')
  assert.doesNotMatch(text, /^\s*(import\s+[^(]|import\s*['"{]|export\s+.*\sfrom\s)/m)
})
