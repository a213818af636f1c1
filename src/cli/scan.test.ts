// `holdfast scan` as a person or a script meets it: formats, exit codes, files, and what must never be shown.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { ScanReport } from '../core/contract/finding.ts'
import { csvCell } from './scan-report/csv.ts'
import { progressLine } from './scan-report/progress.ts'
import { gatherReport } from './scan-report/scan-report.ts'
import { tableReport } from './scan-report/table.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'holdfast-cli-'))
const root = join(folder, 'in')
const CARD = '4539 1488 0343 6467'
const HOSTILE = '<img src=x onerror=alert(1)>\u001B[31m\u202E=1+1.csv'
before(() => {
  mkdirSync(root)
  writeFileSync(
    join(root, 'people.csv'),
    `id,e_mail,card no\n${Array.from({ length: 60 }, (_, i) => `${i},user${i}@example.org,${CARD}`).join('\n')}\n`,
  )
  writeFileSync(
    join(root, HOSTILE),
    `"=cmd|' /C calc'!A1",mail\n${Array.from({ length: 20 }, (_, i) => `${i},h${i}@example.org`).join('\n')}\n`,
  )
  writeFileSync(join(root, 'plain.txt'), 'nothing of interest here')
  writeFileSync(join(root, 'broken.zip'), 'not a zip')
})
after(() => rmSync(folder, { recursive: true, force: true }))

function holdfast(...args: string[]): { code: number; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'scan', ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })
  return { code: status ?? -1, out: stdout, err: stderr }
}

function noValues(text: string): void {
  for (const value of [CARD, CARD.replaceAll(' ', ''), 'user7@example.org', 'h7@example.org'])
    assert.ok(!text.includes(value), `shows ${value}`)
}

test('json: nothing else on stdout, every field with its verdict, the ledger, real seconds', () => {
  const { code, out, err } = holdfast(root, '--full', '--format', 'json')
  assert.deepEqual([code, err], [0, ''])
  const report = JSON.parse(out) as ScanReport
  assert.equal(report.version, 1)
  assert.ok(report.seconds > 0.01)
  const people = report.stores[0]!.objects.find((object) => object.name === 'people.csv')!
  assert.deepEqual(
    people.fields.map((field) => [field.name, field.types.map((type) => type.type)]),
    [
      ['id', []],
      ['e_mail', ['email']],
      ['card no', people.fields[2]!.types.map((type) => type.type)],
    ],
  )
  assert.match(people.label!, /Highly Confidential.*PCI DSS/)
  assert.equal(people.rows, 60)
  assert.deepEqual(
    report.coverage.partial.map((entry) => entry.object),
    ['broken.zip'],
  )
  noValues(out)
})

test('ndjson: each line stands on its own', () => {
  const { code, out } = holdfast(root, '--format', 'ndjson')
  assert.equal(code, 0)
  const kinds = out
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { kind: string }).kind)
  assert.deepEqual([...new Set(kinds)], ['object', 'coverage', 'summary'])
  noValues(out)
})

test('sarif: each result points at a rule and a place', () => {
  const { code, out } = holdfast(root, '--format', 'sarif')
  assert.equal(code, 0)
  const sarif = JSON.parse(out) as {
    version: string
    runs: {
      tool: { driver: { rules: { id: string }[] } }
      results: {
        ruleId: string
        ruleIndex: number
        level: string
        message: { text: string }
        locations: { physicalLocation: { artifactLocation: { uri: string } } }[]
      }[]
      invocations: { toolExecutionNotifications: { level: string }[] }[]
    }[]
  }
  assert.equal(sarif.version, '2.1.0')
  const [run] = sarif.runs
  assert.ok(run!.results.length >= 3)
  for (const result of run!.results) {
    assert.equal(run!.tool.driver.rules[result.ruleIndex]!.id, result.ruleId)
    assert.match(result.level, /^(none|note|warning|error)$/)
    assert.ok(result.locations.length > 0 && result.message.text.length > 0)
    assert.doesNotThrow(() => new URL(result.locations[0]!.physicalLocation.artifactLocation.uri, 'file:///x/'))
  }
  assert.equal(run!.invocations[0]!.toolExecutionNotifications.length, 1)
  noValues(out)
})

test('csv: no cell begins like a formula', () => {
  const { code, out } = holdfast(root, '--format', 'csv')
  assert.equal(code, 0)
  for (const bad of ['=1+1', '+1', '-1x', '@x', '\t=x', ' =x', '|x']) assert.ok(csvCell(bad).replace(/^"/, '').startsWith("'"), bad)
  assert.equal(csvCell('-12.5'), '-12.5')
  assert.ok(!/(^|,)"?[=+@]/m.test(out))
  noValues(out)
})

test('html: one page, nothing of a stranger is markup, no request, no script', () => {
  const { code, out } = holdfast(root, '--format', 'html')
  assert.equal(code, 0)
  assert.ok(!out.includes('<img') && !out.includes('<script') && !/(src|href)=/.test(out.replaceAll(/&lt;.*?&gt;/g, '')))
  assert.match(out, /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/)
  assert.ok(!out.includes('\u001B') && !out.includes('\u202E'))
  noValues(out)
})

test('table: what was found, what was not read, and no escape codes in a pipe', () => {
  const { code, out } = holdfast(root)
  assert.equal(code, 0)
  assert.match(out, /people\.csv {2}Highly Confidential/)
  assert.match(out, /damaged zip archive/)
  assert.match(out, /1 partly read · 0 skipped · 0 failed/)
  assert.ok(!out.includes('\u001B') && !out.includes('\u202E'))
  noValues(out)
})

test('table: no line is wider than the terminal', () => {
  const { out } = holdfast(root, '--format', 'json')
  const report = JSON.parse(out) as ScanReport
  for (const columns of [80, 100, 120, 200]) {
    const lines = [...tableReport({ report, levels: new Map(), sampled: new Set() }, { columns, colour: false, most: 20 })]
      .join('')
      .split('\n')
    for (const line of lines) assert.ok(line.length <= columns, `${columns}: ${line}`)
  }
  assert.ok(
    progressLine([{ objectsTotal: 10, objectsDone: 5, rows: 1000, bytes: 1, bytesTotal: 2, nowReading: 'x'.repeat(500) }], 1, 2, 79)
      .length <= 79,
  )
})

test('--fail-on and --baseline', () => {
  assert.equal(holdfast(root, '--fail-on', 'high', '--format', 'json').code, 1)
  assert.equal(holdfast(join(root, 'plain.txt'), '--fail-on', 'confidential').code, 0)
  assert.equal(holdfast(root, '--fail-on', 'unread').code, 1)
  assert.equal(holdfast(join(root, 'people.csv'), '--fail-on', 'unread').code, 0)
  const baseline = join(folder, 'baseline.json')
  assert.equal(holdfast(root, '--format', 'json', '--out', baseline).code, 0)
  assert.equal(holdfast(root, '--fail-on', 'high', '--baseline', baseline).code, 0)
  const short = join(folder, 'short.json')
  const report = JSON.parse(readFileSync(baseline, 'utf8')) as { stores: { objects: { fields: { types: unknown[] }[] }[] }[] }
  for (const object of report.stores[0]!.objects) for (const field of object.fields) field.types = []
  writeFileSync(short, JSON.stringify(report))
  assert.equal(holdfast(root, '--fail-on', 'high', '--baseline', short).code, 1)
  writeFileSync(short, '{"version":2}')
  assert.deepEqual([holdfast(root, '--baseline', short).code, holdfast(root, '--baseline', join(folder, 'none')).code], [2, 2])
})

test('--out: whole or not at all, for its owner only', () => {
  const file = join(folder, 'report.html')
  assert.equal(holdfast(root, '--format', 'html', '--out', file).code, 0)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const { code, err } = holdfast(root, '--out', join(folder, 'no', 'such', 'folder'))
  assert.equal(code, 2)
  assert.match(err, /^help: /m)
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.part')),
    [],
  )
})

const refused: [string, string[]][] = [
  ['--reveal in a pipe', ['--reveal']],
  ['a format that does not exist', ['--format', 'xml']],
  ['--full with --rows', ['--full', '--rows', '5']],
  ['a level that does not exist', ['--fail-on', 'secret']],
  ['a type that does not exist', ['--only', 'nosuch']],
  ['--to', ['--to', 'http://127.0.0.1:1']],
  ['a target named twice', [root]],
]
for (const [what, args] of refused) {
  test(`refused with help: ${what}`, () => {
    const { code, out, err } = holdfast(root, ...args)
    assert.deepEqual([code, out], [2, ''])
    assert.match(err, /^error: [^\n]+\nhelp: [^\n]+\n$/)
  })
}

test('--only looks for these types only', () => {
  const { out } = holdfast(root, '--only', 'email', '--format', 'json')
  const report = JSON.parse(out) as ScanReport
  const types = new Set(
    report.stores[0]!.objects.flatMap((object) => object.fields.flatMap((field) => field.types.map((type) => type.type))),
  )
  assert.deepEqual([...types], ['email'])
})

test('one target that cannot be opened: the others are reported, and the exit says so', () => {
  const { code, out, err } = holdfast(root, 'postgres://u:hunter2secret@127.0.0.1:1/none', '--format', 'json')
  assert.equal(code, 3)
  const report = JSON.parse(out) as ScanReport
  assert.equal(report.stores.length, 2)
  assert.ok(report.coverage.failed.some((entry) => entry.object === 'none/.'))
  assert.match(err, /^error: nobody answers/)
  assert.ok(!`${out}${err}`.includes('hunter2secret'))
})

test('a report holds raw values only when asked', () => {
  const result = {
    verdict: 'personal' as const,
    label: null,
    types: [{ type: 'email', confidence: 1, count: 1, share: 1, sample: 'a***', why: [], raw: 'anna@example.org' }],
    why: [],
    read: 1,
    nonEmpty: 1,
  }
  for (const reveal of [false, true]) {
    const target = {
      kind: 'file' as const,
      address: { kind: 'file' as const, path: '/x' },
      user: null,
      secret: null,
      options: {},
      name: 'x',
      shown: '/x',
    }
    const gatherer = gatherReport([target], reveal)
    gatherer.object(storeIdOf(gatherer.finish(0).report), {
      id: 'ob_x',
      object: { path: ['x'], name: 'x', kind: 'text' },
      outcome: { status: 'read', rows: 0, bytes: 1 },
      label: null,
      fields: [{ id: 'fi_x', field: { path: '$text' }, result }],
    })
    assert.equal(JSON.stringify(gatherer.finish(1).report).includes('anna@example.org'), reveal)
  }
})

function storeIdOf(report: ScanReport): ScanReport['stores'][number]['id'] {
  return report.stores[0]!.id
}
