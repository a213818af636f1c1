// `holdfast inspect` and `holdfast types` as a person runs them.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const run = (args: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [MAIN, ...args], { input, encoding: 'utf8', maxBuffer: 1 << 28 })
const lines = (text: string): { id: unknown; spans: { type: string; start: number; end: number }[] }[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as never)

it('answers in order, in UTF-16 units', () => {
  const text = '😀 mail anna.schmidt@example.org now'
  const { status, stdout } = run(
    ['inspect', '-', '--jsonl'],
    `${JSON.stringify({ id: 'a', text })}\n${JSON.stringify({ id: 2, text: 'nothing' })}`,
  )
  assert.equal(status, 0)
  const [first, second] = lines(stdout)
  assert.deepEqual(
    first!.spans.map((span) => [span.type, text.slice(span.start, span.end)]),
    [['email', 'anna.schmidt@example.org']],
  )
  assert.deepEqual(second, { id: 2, spans: [] })
})

it('a line that cannot be read is named, the others are answered, exit 1', () => {
  const { status, stdout, stderr } = run(
    ['inspect', '--jsonl'],
    '{"id":"a","text":"x"}\nsecret value\n\n{"id":"b"}\n[1]\n{"id":"c","text":"y"}\n',
  )
  assert.equal(status, 1)
  assert.deepEqual(
    lines(stdout).map((line) => line.id),
    ['a', 'c'],
  )
  assert.match(stderr, /^error: line 2: not JSON\nerror: line 4: `text` is not a string\nerror: line 5: not an object\nhelp: /)
  assert.ok(!stderr.includes('secret value'))
})

it('says what is wrong with the command line', () => {
  assert.equal(run(['inspect', '-']).status, 2)
  const missing = run(['inspect', '/nowhere/x', '--jsonl'])
  assert.equal(missing.status, 2)
  assert.match(missing.stderr, /^error: `\/nowhere\/x` could not be read: there is no such file\nhelp: /)
  const unknown = run(['inspect', '-', '--jsonl', '--only', 'mail'])
  assert.equal(unknown.status, 2)
  assert.match(unknown.stderr, /no type `mail`\nhelp: did you mean .*email/)
})

it('--only keeps to the types asked for', () => {
  const { stdout } = run(
    ['inspect', '-', '--jsonl', '--only', 'iban,email'],
    `${JSON.stringify({ id: 1, text: 'card 4539 1488 0343 6467 a@example.org' })}\n`,
  )
  assert.deepEqual(
    lines(stdout)[0]!.spans.map((span) => span.type),
    ['email'],
  )
})

it('many lines go through in order', () => {
  const n = 20_000
  const { status, stdout } = run(
    ['inspect', '-', '--jsonl'],
    Array.from({ length: n }, (_, i) => JSON.stringify({ id: i, text: `line ${i}` })).join('\n'),
  )
  assert.equal(status, 0)
  assert.deepEqual(
    lines(stdout).map((line) => line.id),
    Array.from({ length: n }, (_, i) => i),
  )
})

it('types lists the catalogue', () => {
  const { status, stdout } = run(['types', '--format', 'json'])
  assert.equal(status, 0)
  const { types } = JSON.parse(stdout) as { types: { id: string; source: string }[] }
  assert.ok(types.length >= 80 && types.every((type) => type.source !== ''))
  assert.match(run(['types']).stdout, /^ID +LEVEL +COUNTRIES/)
  assert.equal(run(['types', '--format', 'xml']).status, 2)
})
